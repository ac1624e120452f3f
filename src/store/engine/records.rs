//! The records: the one file that calls sled.
//!
//! All trees live in one sled tree, the number of the tree being the first byte of the key: so a
//! batch with the values, the last change applied, count and digest is one atomic step. sled panics
//! on some damaged bytes, so each call is guarded, and a panic is damage.

use super::error::RecordsError;
use super::layers::Bounds;
use super::room::Room;
use crate::journal::Digest;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Tree of the engine's own entry; not part of count and digest.
const META: u8 = 254;
const FORMAT: u16 = 1;
/// How often and how long opening waits for a sled of the same process (5 seconds in all).
const LOCK_TRIES: u32 = 1000;
const LOCK_PAUSE: Duration = Duration::from_millis(5);
/// How long a sled that could not write is waited for at the end.
const CLOSES_WITHIN: Duration = Duration::from_secs(10);

/// A record as sled hands it out.
pub type Pair = (sled::IVec, sled::IVec);

/// How far the records are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Last change whose values are in.
    pub seq: u64,
    /// Number and digest of the records after it.
    pub digest: Digest,
}

/// Values by flat key (tree number, then key); `None` deletes.
pub type Writes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// An open sled directory.
pub struct Records {
    path: PathBuf,
    /// `None` only while this is dropped.
    db: Option<sled::Db>,
    applied: Mutex<Applied>,
    /// A change could not be written whole.
    refused: AtomicBool,
    room: Room,
}

impl Records {
    /// Opens or creates the directory.
    pub fn open(path: &Path, cache_bytes: u64) -> Result<Records, RecordsError> {
        remove_half_snapshots(path)?;
        let config = sled::Config::new().path(path).cache_capacity(cache_bytes);
        let db = open_patiently(path, &config)?;
        let meta = guard(path, || db.get([META]))?;
        let applied = match meta {
            Some(bytes) => Applied::decode(&bytes)?,
            None if db.is_empty() => Applied::default(),
            None => return Err(RecordsError::Damaged("the digest is missing".into())),
        };
        let (path, applied) = (path.to_path_buf(), Mutex::new(applied));
        let room = Room::behind(&path.join("db"))
            .map_err(|source| RecordsError::Io { path: path.clone(), source })?;
        Ok(Records { path, db: Some(db), applied, refused: AtomicBool::new(false), room })
    }

    /// How far the records are. While the guard lives, nothing is applied.
    pub fn applied(&self) -> MutexGuard<'_, Applied> {
        self.applied.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of a flat key.
    pub fn get(&self, key: &[u8]) -> Result<Option<sled::IVec>, RecordsError> {
        guard(&self.path, || self.db()?.get(key))
    }

    /// The records within bounds, in order or backwards, without the engine's own entry.
    pub fn iter(
        &self,
        bounds: Bounds,
        back: bool,
    ) -> Box<dyn Iterator<Item = Result<Pair, RecordsError>> + '_> {
        let mut inner = self.db.iter().flat_map(move |db| db.range::<Vec<u8>, _>(bounds.clone()));
        let steps = std::iter::from_fn(move || {
            // `transpose` twice: the guard wants a Result, the iterator an Option
            let step = || if back { inner.next_back() } else { inner.next() }.transpose();
            guard(&self.path, step).transpose()
        });
        Box::new(steps.filter(|pair| !matches!(pair, Ok((key, _)) if **key == [META])))
    }

    /// Every record, in order.
    pub fn all(&self) -> impl Iterator<Item = Result<Pair, RecordsError>> + '_ {
        self.iter((std::ops::Bound::Unbounded, std::ops::Bound::Unbounded), false)
    }

    /// Brings the records to the state after change `through`, in one atomic step.
    pub fn apply(&self, through: u64, writes: &Writes) -> Result<(), RecordsError> {
        let mut applied = self.applied();
        let mut next = Applied { seq: through, ..*applied };
        self.refused.store(true, Ordering::Relaxed);
        guard(&self.path, || {
            let db = self.db()?;
            let mut batch = sled::Batch::default();
            for (key, value) in writes {
                if let Some(old) = db.get(key)? {
                    next.digest.remove(key, &old);
                }
                if let Some(value) = value {
                    next.digest.add(key, value);
                    batch.insert(key.as_slice(), value.as_slice());
                } else {
                    batch.remove(key.as_slice());
                }
            }
            batch.insert(&[META], next.encode());
            db.apply_batch(batch)
        })?;
        self.refused.store(false, Ordering::Relaxed);
        *applied = next;
        Ok(())
    }

    /// Has sled split and join the pages that these values made too large or too small. It leaves that
    /// to the next one who comes by, who then writes to read: not possible on a disk that failed.
    pub fn settle(&self, writes: &Writes) -> Result<(), RecordsError> {
        guard(&self.path, || {
            let db = self.db()?;
            writes.keys().try_for_each(|key| db.get(key).map(drop))
        })
    }

    /// Sees to it that sled can write so many bytes more.
    pub fn keep_room(&self, bytes: u64) -> std::io::Result<()> {
        self.room.keep(bytes)
    }

    /// Hands everything to the system. (sled syncs by itself twice a second; the journal is what
    /// counts.)
    pub fn flush(&self) -> Result<(), RecordsError> {
        guard(&self.path, || self.db()?.flush().map(drop))
    }

    fn db(&self) -> sled::Result<&sled::Db> {
        self.db.as_ref().ok_or_else(|| sled::Error::ReportableBug("closed".into()))
    }
}

impl Drop for Records {
    /// sled syncs once more, and panics when the disk refuses. Nobody is to fall over that: what
    /// was acknowledged is in the journal. Where the disk refused in the middle of a change, sled
    /// may wait for ever for the rest of it, and is left to that after a while.
    fn drop(&mut self) {
        let (db, path) = (self.db.take(), std::mem::take(&mut self.path));
        let close = move || {
            let _ = guard(&path, || {
                drop(db);
                Ok(())
            });
        };
        if !*self.refused.get_mut() {
            return close();
        }
        let (done, closed) = channel();
        let closing = std::thread::Builder::new().name("closing".into());
        let close = move || {
            close();
            let _ = done.send(());
        };
        if closing.spawn(close).is_ok() {
            let _ = closed.recv_timeout(CLOSES_WITHIN);
        }
    }
}

impl Applied {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = FORMAT.to_le_bytes().to_vec();
        for number in [self.seq, self.digest.count, self.digest.sum] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Result<Applied, RecordsError> {
        let damaged = || RecordsError::Damaged("the digest entry is damaged".into());
        let (fields, crc) = bytes.split_last_chunk::<4>().ok_or_else(damaged)?;
        if crc32fast::hash(fields).to_le_bytes() != *crc {
            return Err(damaged());
        }
        let (format, numbers) = fields.split_first_chunk::<2>().ok_or_else(damaged)?;
        match (u16::from_le_bytes(*format), numbers.as_chunks::<8>()) {
            (FORMAT, ([seq, count, sum], [])) => {
                let [seq, count, sum] = [seq, count, sum].map(|bytes| u64::from_le_bytes(*bytes));
                Ok(Applied { seq, digest: Digest { count, sum } })
            }
            (newer, _) if newer > FORMAT => Err(RecordsError::Newer(newer)),
            _ => Err(damaged()),
        }
    }
}

/// Threads of a sled that was closed in this process let go of its file a moment later. Nobody else
/// can have it: the office is locked.
fn open_patiently(path: &Path, config: &sled::Config) -> Result<sled::Db, RecordsError> {
    let held = |error: &RecordsError| {
        matches!(error, RecordsError::Io { source, .. }
            if source.to_string().starts_with("could not acquire lock"))
    };
    for _ in 0..LOCK_TRIES {
        match guard(path, || config.open()) {
            Err(error) if held(&error) => std::thread::sleep(LOCK_PAUSE),
            opened => return opened,
        }
    }
    guard(path, || config.open())
}

/// sled killed while writing its own snapshot waits for ever for the half file at the next open.
fn remove_half_snapshots(path: &Path) -> Result<(), RecordsError> {
    let io = |source| RecordsError::Io { path: path.to_path_buf(), source };
    if !path.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(io)? {
        let file = entry.map_err(io)?.path();
        if file.extension().is_some_and(|extension| extension == "generating") {
            std::fs::remove_file(file).map_err(io)?;
        }
    }
    Ok(())
}

/// Runs a call of sled and sorts what comes out of it.
fn guard<T>(path: &Path, call: impl FnOnce() -> sled::Result<T>) -> Result<T, RecordsError> {
    use std::io::ErrorKind::{InvalidData, UnexpectedEof};
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        // a file that is too short is damage, not a refusal of the system
        Ok(Err(sled::Error::Io(source)))
            if !matches!(source.kind(), UnexpectedEof | InvalidData) =>
        {
            Err(RecordsError::Io { path: path.to_path_buf(), source })
        }
        Ok(Err(error)) => Err(RecordsError::Damaged(error.to_string())),
        Err(_) => Err(RecordsError::Damaged("panic".into())),
    }
}

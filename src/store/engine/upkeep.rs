//! Snapshots, compaction, verification and backup, all beside the running office.

use super::dirs::{Dirs, Stray};
use super::error::{EngineError, OpenError, UpkeepError};
use super::history;
use super::records::{Applied, Records};
use super::writer::Message;
use super::{Author, Engine, Shared, send};
use crate::journal::disk::{self, at};
use crate::journal::snapshot::{self, SnapshotError};
use crate::journal::{ChangeSet, Digest, DiskError, Scan, Tree, digest};
use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{MutexGuard, PoisonError};
use std::time::SystemTime;

/// Old changes are forgotten in steps of so many.
const PRUNE_STEP: usize = 1000;
/// So long compaction that nobody asked for leaves what was set aside: 7 days in milliseconds.
pub const KEPT_ASIDE_MS: i64 = 7 * 24 * 3600 * 1000;
/// A snapshot looks after so many records whether the disk has room left.
const ROOM_CHECK: usize = 1000;

/// A file of a backup, open: it stays readable when the office deletes it.
#[derive(Debug)]
pub struct BackupFile {
    /// Its place below the office directory.
    pub name: PathBuf,
    /// Read it from the start.
    pub file: File,
    /// So many bytes of it belong to the backup.
    pub bytes: u64,
}

/// What verification found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Count or digest of the records is wrong. The engine has failed; the next start repairs.
    Records,
    /// This segment of the journal is damaged; compaction replaces it.
    Journal(PathBuf),
    /// The journal does not reach back to the newest snapshot; compaction makes a new one.
    Gap,
    /// This snapshot is damaged or does not lead to its state; compaction replaces it.
    Snapshot(PathBuf),
}

/// What verification saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The change up to which the records were read.
    pub seq: u64,
    /// Number of records, the engine's own included.
    pub records: u64,
    /// Number of segments of the journal.
    pub segments: usize,
    /// Number of snapshots.
    pub snapshots: usize,
    /// Empty when all is well.
    pub problems: Vec<Problem>,
    /// What lies beside the office's own files.
    pub strays: Vec<Stray>,
}

impl Engine {
    /// Writes a snapshot beside the running office, reads it back and checks that with the journal
    /// it makes exactly the records.
    pub fn snapshot(&self) -> Result<PathBuf, UpkeepError> {
        let shared = &self.0.shared;
        let _alone = alone(shared);
        take_snapshot(shared)
    }

    /// A new verified snapshot; then what is older goes: segments, snapshots, records set aside,
    /// memory of changes older than 30 days. Erased values are on no file of the office after it.
    pub fn compact(&self) -> Result<(), UpkeepError> {
        compact(&self.0.shared, &self.0.queue)
    }

    /// Has that done beside the running office when there is something new, without waiting for
    /// it. What was set aside in the last [`KEPT_ASIDE_MS`] then stays.
    pub fn compact_soon(&self) {
        // an engine that stops needs none
        let _ = self.0.queue.send(Message::Compact);
    }

    /// When the newest snapshot was written.
    pub fn compacted(&self) -> Option<SystemTime> {
        let newest = snapshot::list(&self.0.shared.dirs.snapshots).ok()?.into_iter().next()?;
        fs::metadata(newest).ok()?.modified().ok()
    }

    /// What lies beside the office's own files: cut off, set aside or foreign.
    pub fn strays(&self) -> Result<Vec<Stray>, DiskError> {
        self.0.shared.dirs.strays()
    }

    /// Reads everything on disk and compares. Changes are accepted meanwhile, up to 16 MiB. Journal
    /// and snapshots come from the disk itself; of the records, damage below a page that sled has
    /// in memory shows at the next opening, which then builds them anew.
    pub fn verify(&self) -> Result<Verified, UpkeepError> {
        let shared = &self.0.shared;
        let _alone = alone(shared);
        shared.backlog.drain();
        let mut problems = Vec::new();
        let (applied, sound) = check_records(&shared.records)?;
        if !sound {
            shared.fail("count or digest is wrong".into());
            problems.push(Problem::Records);
        }
        let scan = Scan::read(&shared.dirs.journal)?;
        problems.extend(scan.damaged().map(|segment| Problem::Journal(segment.path.clone())));
        let snapshots = snapshot::list(&shared.dirs.snapshots)?;
        for path in &snapshots {
            match check_snapshot(path, &scan) {
                Ok(()) => {}
                Err(UpkeepError::Disk(error)) => return Err(error.into()),
                Err(_) => problems.push(Problem::Snapshot(path.clone())),
            }
        }
        let base = snapshots.first().and_then(|path| snapshot::range(path));
        if !scan.covers(base.map_or(0, |(from, _)| from)) || scan.last < applied.seq {
            problems.push(Problem::Gap);
        }
        let (seq, records) = (applied.seq, applied.digest.count);
        let (segments, snapshots) = (scan.segments.len(), snapshots.len());
        let strays = shared.dirs.strays()?;
        Ok(Verified { seq, records, segments, snapshots, problems, strays })
    }

    /// The files that make a consistent backup, whenever they are copied: snapshots, and the journal
    /// up to the last change that is on disk now. Placed in an empty directory they are the office.
    pub fn backup_files(&self) -> Result<Vec<BackupFile>, UpkeepError> {
        let dirs = &self.0.shared.dirs;
        let _alone = alone(&self.0.shared);
        let open = |path: &Path, bytes: Option<u64>| -> Result<BackupFile, DiskError> {
            let name = path.strip_prefix(&dirs.office).unwrap_or(path).to_path_buf();
            let file = File::open(path).map_err(at(path))?;
            let bytes = bytes.map_or_else(|| file.metadata().map(|file| file.len()), Ok);
            Ok(BackupFile { name, file, bytes: bytes.map_err(at(path))? })
        };
        let mut files = Vec::new();
        for path in snapshot::list(&dirs.snapshots)? {
            files.push(open(&path, None)?);
        }
        for segment in Scan::read(&dirs.journal)?.segments {
            // what is damaged is kept as it is; else zeros written ahead and half a change stay away
            let good = Some(segment.end as u64).filter(|_| !segment.damaged);
            files.push(open(&segment.path, good)?);
        }
        Ok(files)
    }
}

/// The thread that compacts when the writer says that the journal has grown, or at night.
pub fn run(shared: &Shared, queue: &Sender<Message>, wake: &Receiver<()>) {
    while wake.recv().is_ok() {
        match compact_by_itself(shared, queue) {
            Ok(true) => tracing::info!("compacted"),
            Ok(false) => tracing::debug!("nothing to compact"),
            Err(UpkeepError::Engine(EngineError::Stopped)) => return,
            Err(error) => tracing::error!(%error, "not compacted"),
        }
    }
}

/// True when the office has a snapshot.
pub fn any_snapshot(dirs: &Dirs) -> Result<bool, DiskError> {
    Ok(!snapshot::list(&dirs.snapshots)?.is_empty())
}

/// A snapshot while nothing else runs.
pub fn quiet_snapshot(dirs: &Dirs, records: &Records) -> Result<(), OpenError> {
    let applied = *records.applied();
    let mut writer = snapshot::Writer::create(&dirs.snapshots, applied.seq)?;
    for pair in records.all() {
        let (flat, value) = pair?;
        if let Some((tree, key)) = flat.split_first() {
            writer.put(Tree(*tree), key, &value)?;
        }
    }
    writer.finish(applied.seq, applied.digest)?;
    Ok(())
}

fn alone(shared: &Shared) -> MutexGuard<'_, ()> {
    shared.upkeep.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take_snapshot(shared: &Shared) -> Result<PathBuf, UpkeepError> {
    if !shared.backlog.drain() {
        return Err(EngineError::Stopped.into());
    }
    let from = shared.records.applied().seq;
    let mut writer = snapshot::Writer::create(&shared.dirs.snapshots, from)?;
    for (index, pair) in shared.records.all().enumerate() {
        if index % ROOM_CHECK == 0 {
            shared.check_room()?;
        }
        let (flat, value) = pair?;
        if let Some((tree, key)) = flat.split_first() {
            writer.put(Tree(*tree), key, &value)?;
        }
    }
    let applied = *shared.records.applied();
    let path = writer.finish(applied.seq, applied.digest)?;
    let checked = Scan::read(&shared.dirs.journal).map_err(UpkeepError::from);
    if let Err(error) = checked.and_then(|scan| check_snapshot(&path, &scan)) {
        fs::remove_file(&path).map_err(at(&path))?;
        return Err(error);
    }
    Ok(path)
}

/// Asked for by somebody: nothing older stays.
fn compact(shared: &Shared, queue: &Sender<Message>) -> Result<(), UpkeepError> {
    let _alone = alone(shared);
    renew(shared, queue)?;
    discard(shared, i64::MAX)
}

/// By size or at night, unless nothing was changed since the last time. Whoever is to look at
/// damage has a few days for it.
fn compact_by_itself(shared: &Shared, queue: &Sender<Message>) -> Result<bool, UpkeepError> {
    let _alone = alone(shared);
    shared.backlog.drain();
    let newest = snapshot::list(&shared.dirs.snapshots)?.into_iter().next();
    let saved = newest.and_then(|path| snapshot::range(&path)).map_or(0, |(_, to)| to);
    let grown = shared.records.applied().seq > saved;
    if grown {
        renew(shared, queue)?;
    }
    discard(shared, shared.last_ms.load(Ordering::Relaxed) - KEPT_ASIDE_MS)?;
    Ok(grown)
}

/// A new snapshot and a new journal in place of the old ones.
fn renew(shared: &Shared, queue: &Sender<Message>) -> Result<(), UpkeepError> {
    prune(shared, queue)?;
    ask(queue, Message::Rotate)?;
    let path = take_snapshot(shared)?;
    for old in snapshot::list(&shared.dirs.snapshots)?.into_iter().filter(|old| *old != path) {
        fs::remove_file(&old).map_err(at(&old))?;
    }
    // before the journal they need goes: a power cut leaves no snapshot that leads nowhere
    disk::sync_dir(&shared.dirs.snapshots)?;
    let from = snapshot::range(&path).map_or(0, |(from, _)| from);
    ask(queue, |reply| Message::Drop(from, reply))?;
    Ok(())
}

/// Removes what was set aside before `until_ms`: what was erased since may stand in it.
fn discard(shared: &Shared, until_ms: i64) -> Result<(), UpkeepError> {
    for stray in shared.dirs.strays()? {
        let (Stray::Cut(path) | Stray::SetAside(path)) = &stray else { continue };
        if stray.since_ms().is_none_or(|since| since < until_ms) {
            let dir = path.is_dir();
            let removed = if dir { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            removed.map_err(at(path))?;
        }
    }
    Ok(())
}

/// Forgets changes older than 30 days, as ordinary changes.
fn prune(shared: &Shared, queue: &Sender<Message>) -> Result<(), UpkeepError> {
    let author = Author { time_ms: shared.last_ms.load(Ordering::Relaxed), staff: 0, request: 0 };
    loop {
        // `None` is the rejection of a change that would do nothing
        let pruned = send::<Option<EngineError>>(queue, author, |tx| {
            if tx.prune(PRUNE_STEP)? == 0 { Err(None) } else { Ok(Vec::new()) }
        });
        match pruned {
            Ok(_) => {}
            Err(None) => return Ok(()),
            Err(Some(error)) => return Err(error.into()),
        }
    }
}

fn ask<T>(
    queue: &Sender<Message>,
    message: impl FnOnce(mpsc::SyncSender<Result<T, EngineError>>) -> Message,
) -> Result<T, EngineError> {
    let (reply, answer) = mpsc::sync_channel(1);
    queue.send(message(reply)).map_err(|_| EngineError::Stopped)?;
    answer.recv().map_err(|_| EngineError::Stopped)?
}

/// Reads every record while nothing is applied; true when count and digest are right.
fn check_records(records: &Records) -> Result<(Applied, bool), UpkeepError> {
    let applied = records.applied();
    let mut digest = Digest::default();
    for pair in records.all() {
        let (flat, value) = pair?;
        digest.add(&flat, &value);
    }
    Ok((*applied, digest == applied.digest))
}

/// Image plus journal must be the state in the footer. Of the values the journal wrote meanwhile
/// only the last one of each key counts, so no store is needed to tell.
fn check_snapshot(path: &Path, scan: &Scan) -> Result<(), UpkeepError> {
    let (from, to) = snapshot::range(path).ok_or(UpkeepError::Mismatch)?;
    let mut last: HashMap<Vec<u8>, Option<u64>> = HashMap::new();
    scan.replay::<UpkeepError>(from, to, |seq, payload| {
        let change = ChangeSet::decode(payload).map_err(|_| UpkeepError::Mismatch)?;
        for (key, value) in history::writes(seq, &change) {
            let hash = value.map(|value| digest::hash(&key, &value));
            last.insert(key, hash);
        }
        Ok(())
    })?;
    let mut state = Digest::default();
    let mut flat = Vec::new();
    let info = snapshot::read::<SnapshotError>(path, |tree, key, value| {
        flat.clear();
        flat.push(tree.0);
        flat.extend_from_slice(key);
        if !last.contains_key(&flat) {
            state.add(&flat, value);
        }
        Ok(())
    })?;
    last.into_values().flatten().for_each(|hash| state.add_hash(hash));
    if state == info.state { Ok(()) } else { Err(UpkeepError::Mismatch) }
}

//! A durable key-value store: journal in front, sled behind. It knows bytes, no nouns.
//!
//! ```text
//! office/LOCK         held for life; nothing below is touched without it
//! office/OPENING      exists only while opening: found at the start, the last start died there
//! office/journal/     the truth since the snapshot
//! office/snapshots/   verified images
//! office/records/     sled, rebuilt from the two above when damaged or missing
//! office/records.kept exists only while opening with a damaged journal: the records as they were
//! ```
//!
//! The way of a change: [`Engine::write`] hands a closure to the one writer thread (`writer`). It
//! runs it on the state the change before left ([`Tx`]), together with all that wait; appends the
//! group to the journal with one sync; puts its values into the overlay, where readers find them;
//! feeds the [`Projection`]; answers. **Answered means on disk.** A second thread (`backlog`) brings
//! the values into the records right behind and takes them out of the overlay. A third one
//! compacts when the journal has grown (`upkeep`).
//!
//! Reading is a [`View`]: overlay over records, consistent while it lives. When the disk fails below
//! the records, what they hold is read from snapshot and journal into memory, once (`memory`).
//!
//! What is absent on purpose: schemas, secondary indexes, a clock (times come with the changes).

mod backlog;
mod dirs;
mod error;
mod history;
mod kept;
mod layers;
mod memory;
mod open;
mod origin;
mod rebuild;
mod recent;
mod records;
mod report;
mod room;
mod tx;
mod upkeep;
mod view;
mod writer;

pub use crate::journal::{Before, Op, Tree};
pub use dirs::Stray;
pub use error::{Damage, EngineError, OpenError, RecordsError, UpkeepError};
pub use history::{CHANGES, KEPT_MS, Past, RESERVED};
pub use layers::Span;
pub use report::{OpenReport, Options, Progress, Rebuilt, Stage};
pub use tx::{Tx, UndoError};
pub use upkeep::{BackupFile, Problem, Verified};
pub use view::{Record, View};

use crate::journal::AppendError;
use crate::journal::disk::at;
use backlog::Backlog;
use dirs::Dirs;
pub(super) use dirs::{Lock, lock};
use layers::Layer;
use records::Records;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;
use writer::Message;

/// What lists and search need, kept in memory: fed with every record at the start, then with each
/// change, after it is on disk and before it is answered. It is called on the writer's thread and
/// must not call the engine.
pub trait Projection: Send {
    /// Back to empty: the records are read once more.
    fn clear(&mut self);
    /// One record at the start, in the order of trees and keys. The error says (in words fit for a
    /// log) why this release cannot read it; the office is then not opened.
    fn load(&mut self, tree: Tree, key: &[u8], value: &[u8]) -> Result<(), String>;
    /// A change was made.
    fn commit(&mut self, seq: u64, ops: &[Op]);
}

/// For an engine without lists.
impl Projection for () {
    fn clear(&mut self) {}
    fn load(&mut self, _: Tree, _: &[u8], _: &[u8]) -> Result<(), String> {
        Ok(())
    }
    fn commit(&mut self, _: u64, _: &[Op]) {}
}

/// Who makes a change, when and on which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// Server time in milliseconds since 1970, UTC.
    pub time_ms: i64,
    /// Number of the staff member; 0 is the office itself.
    pub staff: u64,
    /// Identity of the request; a repeated one of the same staff member is answered with the first
    /// answer for 30 days and not made again. 0 is none.
    pub request: u128,
}

/// A change is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Its sequence number.
    pub seq: u64,
    /// What its closure answered.
    pub answer: Vec<u8>,
    /// True when this request had been made before.
    pub repeated: bool,
}

/// So small a part of the reserve is taken from the disk for sled alone.
const SLEDS_PART: u64 = 16;

/// What all threads share.
struct Shared {
    dirs: Dirs,
    options: Options,
    records: Records,
    /// Committed and not yet in the records; nothing is taken out of it after a failure.
    overlay: RwLock<Layer>,
    /// The records returned an error. Set behind `failure`.
    records_failed: AtomicBool,
    /// What the records hold, once it was needed; `None` when it could not be had.
    memory: OnceLock<Option<Layer>>,
    backlog: Backlog,
    /// Why nothing is taken any more, if so.
    failure: OnceLock<EngineError>,
    /// The time of the last change: not the newest one, for a clock may have been wrong.
    last_ms: AtomicI64,
    /// Held by snapshot, compaction, verification and the listing of a backup.
    upkeep: Mutex<()>,
    /// Last, so that it is let go last.
    _lock: Lock,
}

impl Shared {
    /// Stops all further changes because the records failed; returns the error to hand out.
    fn fail(&self, reason: String) -> EngineError {
        self.stop_taking(EngineError::Records(reason))
    }

    /// The same because of an error of theirs. The disk that refuses a write or a read did not damage
    /// anything; and what seems damaged while it takes nothing (sled panics at some refusals) is for
    /// no other process to repair before it takes something again.
    fn fail_with(&self, error: &RecordsError) -> EngineError {
        let reason = || match error {
            RecordsError::Damaged(_) | RecordsError::Newer(_) if self.dirs.try_write().is_ok() => {
                EngineError::Records(error.to_string())
            }
            error => EngineError::DiskFailed(error.to_string()),
        };
        let failure = self.failure().unwrap_or_else(|| self.stop_taking(reason()));
        self.records_failed.store(true, Ordering::Release);
        failure
    }

    /// What the records hold, for a disk that failed and cannot be waited for. The first one who needs
    /// it reads it, and the others wait.
    fn memory(&self) -> Option<&Layer> {
        if !matches!(self.failure.get(), Some(EngineError::DiskFailed(_))) {
            return None;
        }
        let load = || memory::load(&self.dirs, *self.records.applied());
        self.memory.get_or_init(load).as_ref()
    }

    /// Stops all further changes; the first reason counts.
    fn stop_taking(&self, reason: EngineError) -> EngineError {
        let first = || {
            tracing::error!(%reason, "no more changes are taken");
            reason
        };
        self.failure.get_or_init(first).clone()
    }

    fn failure(&self) -> Option<EngineError> {
        self.failure.get().cloned()
    }

    /// sled has no way back from a full disk, so some room is always left to it; and a part of it is
    /// its own, for what it has not written yet when others fill the disk at once.
    fn check_room(&self) -> Result<(), EngineError> {
        let reserve = self.options.reserve_bytes;
        let disk = self.dirs.disk();
        if disk.is_some_and(|disk| disk.read_only) {
            // some of these still take a write and a sync, and forget both
            return Err(EngineError::NotWritten("the disk may only be read".into()));
        }
        // what is not in the records yet may also go into files of its own there
        let behind = 2 * self.backlog.bytes();
        if disk.is_some_and(|disk| disk.free_bytes < reserve + behind) {
            return Err(EngineError::DiskFull);
        }
        let ahead = reserve / SLEDS_PART + behind;
        let kept = self.records.keep_room(ahead).map_err(at(&self.dirs.records));
        kept.map_err(|error| AppendError::Refused(error).into())
    }

    fn tick(&self, time_ms: i64) {
        self.last_ms.store(time_ms, Ordering::Relaxed);
    }
}

/// An open office. Clones share it; it is closed with the last one, or by [`Engine::close`].
#[derive(Clone)]
pub struct Engine(Arc<Handle>);

struct Handle {
    queue: Sender<Message>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    shared: Arc<Shared>,
}

impl Engine {
    /// Makes a change. The closure runs on the writer's thread and must not call the engine; its
    /// error rejects this change alone and leaves nothing of it. When this returns `Ok`, the
    /// change is on disk.
    pub fn write<E>(
        &self,
        author: Author,
        change: impl FnOnce(&mut Tx<'_>) -> Result<Vec<u8>, E> + Send + 'static,
    ) -> Result<Committed, E>
    where
        E: From<EngineError> + Send + 'static,
    {
        send(&self.0.queue, author, change)
    }

    /// Reads several things of one state. Do not write, and do not call other reading methods of
    /// the engine, while the closure runs.
    pub fn read<T>(&self, read: impl FnOnce(&View<'_>) -> T) -> T {
        read(&View::new(&self.0.shared))
    }

    /// The value of a key.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.read(|view| view.get(tree, key))
    }

    /// The first records of a span, at most `limit`.
    pub fn range(&self, span: Span<'_>, limit: usize) -> Result<Vec<Record>, EngineError> {
        self.read(|view| view.range(span, limit))
    }

    /// Why nothing is taken any more, if so. Everything acknowledged is safe.
    ///
    /// - [`EngineError::DiskFailed`]: reading goes on. The office has to be opened anew once the disk
    ///   is well again ([`Engine::is_disk_well`]), and is then what was read all the while, and also
    ///   what was refused when the sync failed if it is on disk all the same.
    /// - Anything else: the process has to end, the next start repairs.
    pub fn failure(&self) -> Option<EngineError> {
        self.0.shared.failure()
    }

    /// Whether the disk takes a small file and makes it durable.
    pub fn is_disk_well(&self) -> bool {
        self.0.shared.dirs.try_write().is_ok()
    }

    /// Whether nothing can be written for the time being, for it failed or may only be read.
    pub fn is_read_only(&self) -> bool {
        self.failure().is_some() || self.0.shared.dirs.disk().is_some_and(|disk| disk.read_only)
    }

    /// Finishes the changes that wait, brings everything into the records and stops. Later writes
    /// are refused. The lock is let go with the last clone.
    pub fn close(&self) -> Result<(), EngineError> {
        self.0.stop();
        self.0.shared.records.flush().map_err(|error| self.0.shared.fail_with(&error))?;
        self.failure().map_or(Ok(()), Err)
    }
}

/// Sends a change to the writer and waits for the outcome.
fn send<E>(
    queue: &Sender<Message>,
    author: Author,
    change: impl FnOnce(&mut Tx<'_>) -> Result<Vec<u8>, E> + Send + 'static,
) -> Result<Committed, E>
where
    E: From<EngineError> + Send + 'static,
{
    let (reply, outcome) = mpsc::sync_channel(1);
    let rejected = reply.clone();
    let run = move |tx: &mut Tx<'_>| match change(tx) {
        Ok(answer) => Some(answer),
        Err(error) => {
            let _ = rejected.send(Err(error));
            None
        }
    };
    let done = move |result: Result<Committed, EngineError>| {
        let _ = reply.send(result.map_err(E::from));
    };
    let message = Message::Write(author, Box::new(run), Box::new(done));
    queue.send(message).map_err(|_| EngineError::Stopped)?;
    outcome.recv().unwrap_or_else(|_| Err(E::from(EngineError::Stopped)))
}

impl Handle {
    fn stop(&self) {
        let _ = self.queue.send(Message::Stop);
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // a panic in it was reported where it happened
            let _ = thread.join();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::disk::fault::{Fault, arm};

    fn put(engine: &Engine, value: u8) -> Result<Committed, EngineError> {
        let author = Author { time_ms: 0, staff: 1, request: 1 + u128::from(value) };
        engine.write(author, move |tx| tx.put(Tree(1), b"key", vec![value]).map(|()| vec![]))
    }

    fn open(office: &std::path::Path) -> Engine {
        Engine::open(office, Options::at(0), (), &mut |_| {}).unwrap().0
    }

    #[test]
    fn a_refused_write_leaves_nothing_and_the_next_one_works() {
        let office = tempfile::tempdir().unwrap();
        let engine = open(office.path());
        put(&engine, 1).unwrap();
        arm(office.path(), Fault::Write);
        assert_eq!(put(&engine, 2), Err(EngineError::DiskFull));
        assert_eq!(engine.get(Tree(1), b"key"), Ok(Some(vec![1])));
        let again = put(&engine, 2).unwrap();
        assert_eq!((again.seq, again.repeated), (2, false));
        assert_eq!(engine.get(Tree(1), b"key"), Ok(Some(vec![2])));
    }

    /// Hangs up when the writer is gone.
    struct Line(std::sync::mpsc::Sender<u64>);

    impl Projection for Line {
        fn clear(&mut self) {}
        fn load(&mut self, _: Tree, _: &[u8], _: &[u8]) -> Result<(), String> {
            Ok(())
        }
        fn commit(&mut self, seq: u64, _: &[Op]) {
            let _ = self.0.send(seq);
        }
    }

    #[test]
    fn when_the_records_fail_the_writer_leaves_and_the_next_start_has_everything() {
        let office = tempfile::tempdir().unwrap();
        let (line, heard) = std::sync::mpsc::channel();
        let opened = Engine::open(office.path(), Options::at(0), Line(line), &mut |_| {});
        let engine = opened.unwrap().0;
        put(&engine, 1).unwrap();
        engine.0.shared.fail("for a test".into());
        let refused = put(&engine, 2);
        assert!(matches!(refused, Err(EngineError::Records(_) | EngineError::Stopped)));
        assert_eq!(heard.iter().collect::<Vec<_>>(), [1], "it ends, and its listener with it");
        assert_eq!(put(&engine, 2), Err(EngineError::Stopped));
        assert!(engine.close().is_err());
        drop(engine);
        let engine = open(office.path());
        assert!(put(&engine, 1).unwrap().repeated);
        assert_eq!(put(&engine, 2).unwrap().seq, 2);
    }

    #[test]
    fn after_a_failed_sync_nothing_is_written_and_the_next_start_goes_on() {
        let office = tempfile::tempdir().unwrap();
        let (line, heard) = std::sync::mpsc::channel();
        let opened = Engine::open(office.path(), Options::at(0), Line(line), &mut |_| {});
        let engine = opened.unwrap().0;
        put(&engine, 1).unwrap();
        arm(office.path(), Fault::Sync);
        assert!(matches!(put(&engine, 2), Err(EngineError::DiskFailed(_))));
        assert_eq!(heard.iter().collect::<Vec<_>>(), [1], "nothing more is to be heard");
        assert!(matches!(put(&engine, 3), Err(EngineError::DiskFailed(_))), "each is told why");
        assert!(put(&engine, 1).unwrap().repeated, "what is on disk is acknowledged again");
        assert_eq!(engine.get(Tree(1), b"key"), Ok(Some(vec![1])), "reading goes on");
        assert!(matches!(engine.compact(), Err(UpkeepError::Engine(EngineError::DiskFailed(_)))));
        assert!(matches!(engine.close(), Err(EngineError::DiskFailed(_))), "it was no clean end");
        drop(engine);
        let engine = open(office.path());
        assert!(put(&engine, 1).unwrap().repeated);
        assert!(!put(&engine, 2).unwrap().repeated, "what was refused was not made");
        assert_eq!(engine.get(Tree(1), b"key"), Ok(Some(vec![2])));
    }
}

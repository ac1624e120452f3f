//! All records in memory, when sled cannot be read any more.
//!
//! A disk that refuses while sled takes changes in leaves pages behind that sled then refuses to
//! read as well. Snapshot and journal hold everything sled ever took in, and can be read: so who
//! first meets the failure reads them, once, and all reading goes on from there until the process
//! ends. What sled had not taken in yet lies in the overlay all the same.

use super::dirs::Dirs;
use super::error::{Damage, OpenError};
use super::history;
use super::layers::{Layer, Slot, flat};
use super::open::{Trouble, decode};
use super::rebuild::{self, Base};
use super::records::Applied;
use crate::journal::{Digest, Scan, snapshot};

/// A compaction that was under way may take files away while they are read; those that replace
/// them are there at the next try.
const TRIES: usize = 3;

/// The records as sled had them after the last change it took in, which count and digest prove.
/// `None`, with the reason in the log, when snapshot and journal do not lead there.
pub fn load(dirs: &Dirs, applied: Applied) -> Option<Layer> {
    (0..TRIES).find_map(|_| match read(dirs, applied) {
        Ok(memory) => {
            tracing::warn!(records = memory.len(), "the records are read from memory");
            Some(memory)
        }
        Err(error) => {
            tracing::error!(%error, "the records cannot be read from the journal");
            None
        }
    })
}

fn read(dirs: &Dirs, applied: Applied) -> Result<Layer, OpenError> {
    let scan = Scan::read(&dirs.journal)?;
    let (from, last) = (scan.reach(0), applied.seq);
    let mut failed = OpenError::Damaged(Damage::JournalHole { from, last });
    for base in rebuild::bases(dirs, &scan, last)? {
        match build(&scan, &base, applied) {
            Ok(memory) => return Ok(memory),
            Err(trouble) => failed = trouble.into(),
        }
    }
    Err(failed)
}

fn build(scan: &Scan, base: &Base, applied: Applied) -> Result<Layer, Trouble> {
    let mut memory = Layer::new();
    let from = match base {
        Base::Empty => 0,
        Base::Snapshot(path, seq, _) => {
            snapshot::read::<Trouble>(path, |tree, key, value| {
                let value = Some(value.to_vec());
                memory.insert(flat(tree, key), Slot { seq: *seq, value });
                Ok(())
            })?;
            *seq
        }
    };
    scan.replay::<Trouble>(from, applied.seq, |seq, payload| {
        let writes = history::writes(seq, &decode(seq, payload)?);
        memory.extend(writes.into_iter().map(|(key, value)| (key, Slot { seq, value })));
        Ok(())
    })?;
    let mut digest = Digest::default();
    memory
        .retain(|key, slot| slot.value.as_ref().inspect(|value| digest.add(key, value)).is_some());
    if digest == applied.digest {
        Ok(memory)
    } else {
        Err(Trouble::Damaged("count or digest is wrong".into()))
    }
}

#[cfg(test)]
mod tests {
    use crate::store::engine::{
        Author, CHANGES, Engine, EngineError, Options, Record, RecordsError, Span, Tree,
    };
    use std::path::Path;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    const TREE: Tree = Tree(1);

    fn open(office: &Path) -> Engine {
        Engine::open(office, Options::at(0), (), &mut |_| {}).unwrap().0
    }

    /// Change `n` writes one of fifty keys and deletes another one.
    fn change(engine: &Engine, n: u64) -> Result<(), EngineError> {
        let author = Author { time_ms: 0, staff: 1, request: u128::from(n) };
        let [key, gone] = [n % 50, (n + 20) % 50].map(u64::to_be_bytes);
        let changed = engine.write::<EngineError>(author, move |tx| {
            tx.delete(TREE, &gone)?;
            tx.put(TREE, &key, n.to_le_bytes().to_vec())?;
            Ok(vec![])
        });
        changed.map(drop)
    }

    fn all(engine: &Engine) -> [Vec<Record>; 2] {
        let whole = |tree| engine.range(Span::all(tree), usize::MAX).unwrap();
        [TREE, CHANGES].map(whole)
    }

    /// The disk fails below the records.
    fn fail(engine: &Engine) {
        let source = std::io::ErrorKind::ReadOnlyFilesystem.into();
        let failed = engine.0.shared.fail_with(&RecordsError::Io { path: "db".into(), source });
        assert!(matches!(failed, EngineError::DiskFailed(_)));
    }

    #[test]
    fn what_is_read_when_the_records_fail_is_what_the_next_start_has() {
        for count in (0..12).map(|round| round * 27) {
            let office = tempfile::tempdir().unwrap();
            let engine = open(office.path());
            let saved = AtomicU64::new(0);
            thread::scope(|scope| {
                scope.spawn(|| {
                    while change(&engine, saved.load(Ordering::Relaxed) + 1).is_ok() {
                        saved.fetch_add(1, Ordering::Relaxed);
                    }
                });
                scope.spawn(|| while engine.compact().is_ok() {});
                while saved.load(Ordering::Relaxed) < count {
                    thread::yield_now();
                }
                fail(&engine);
                assert!(all(&engine)[1].len() as u64 >= count);
            });
            let read = all(&engine);
            assert_eq!(read[1].len() as u64, saved.into_inner());
            assert!(matches!(engine.0.shared.memory.get(), Some(Some(_))), "not from sled");
            drop(engine);
            assert_eq!(all(&open(office.path())), read);
        }
    }

    #[test]
    fn where_the_journal_cannot_be_read_either_sled_gives_what_it_has() {
        let office = tempfile::tempdir().unwrap();
        let engine = open(office.path());
        (1..100).try_for_each(|n| change(&engine, n)).unwrap();
        assert!(engine.0.shared.backlog.drain());
        let before = all(&engine);
        let journal = office.path().join("journal");
        std::fs::rename(&journal, office.path().join("elsewhere")).unwrap();
        fail(&engine);
        assert_eq!(all(&engine), before);
        assert!(matches!(engine.0.shared.memory.get(), Some(None)));
    }
}

//! The start: records are decoded on a thread of their own while the engine reads the next ones.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use super::Roster;
use super::apply::Touched;
use crate::journal::Tree;
use crate::store::records::tree;

/// Bytes of a batch, and batches that may wait.
const BATCH: usize = 64 << 10;
const WAITING: usize = 8;

/// Takes the records of the start and brings them into the roster.
pub struct Loader {
    roster: Arc<RwLock<Roster>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    batch: Batch,
    worker: Option<Worker>,
}

struct Worker {
    queue: SyncSender<Batch>,
    thread: JoinHandle<Result<(), String>>,
}

/// Keys and values one behind the other.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    /// Tree, length of the key, length of the value.
    records: Vec<(Tree, usize, usize)>,
}

impl Loader {
    pub fn new(roster: Arc<RwLock<Roster>>) -> Self {
        Self { roster, state: Mutex::default() }
    }

    /// Back to an empty roster; what was on its way is of no use.
    pub fn clear(&self) {
        let State { worker, .. } = std::mem::take(&mut *self.state());
        if let Some(Worker { queue, thread }) = worker {
            drop(queue);
            let _ = thread.join();
        }
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = Roster::default();
    }

    /// Takes a record; the log, the answers of fact sheets and what the engine keeps for itself are no
    /// concern of lists.
    pub fn add(&self, tree: Tree, key: &[u8], value: &[u8]) -> Result<(), String> {
        let later = tree > tree::PAPERS && !matches!(tree, tree::LETTERS | tree::PROTOCOLS);
        if matches!(tree, tree::LOG | tree::FACTS) || later {
            return Ok(());
        }
        let mut state = self.state();
        state.batch.bytes.extend_from_slice(key);
        state.batch.bytes.extend_from_slice(value);
        state.batch.records.push((tree, key.len(), value.len()));
        if state.batch.bytes.len() < BATCH { Ok(()) } else { self.send(&mut state) }
    }

    fn send(&self, state: &mut State) -> Result<(), String> {
        let batch = std::mem::take(&mut state.batch);
        let worker = match state.worker.take() {
            Some(worker) => worker,
            None => Worker::start(Arc::clone(&self.roster)).map_err(|error| error.to_string())?,
        };
        if worker.queue.send(batch).is_err() {
            return worker.end();
        }
        state.worker = Some(worker);
        Ok(())
    }

    /// After the last record: links the roster.
    pub fn finish(&self) -> Result<(), String> {
        let mut state = self.state();
        self.send(&mut state)?;
        state.worker.take().map_or(Ok(()), Worker::end)?;
        self.roster.write().unwrap_or_else(PoisonError::into_inner).link();
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    fn start(roster: Arc<RwLock<Roster>>) -> std::io::Result<Self> {
        let (queue, batches) = sync_channel(WAITING);
        let thread = thread::Builder::new().name("load".into());
        Ok(Self { queue, thread: thread.spawn(move || load(&roster, &batches))? })
    }

    /// Waits until everything sent is in the roster.
    fn end(self) -> Result<(), String> {
        drop(self.queue);
        self.thread.join().unwrap_or_else(|_| Err("a record could not be taken in".to_owned()))
    }
}

fn load(roster: &RwLock<Roster>, batches: &Receiver<Batch>) -> Result<(), String> {
    for Batch { bytes, records } in batches {
        let mut roster = roster.write().unwrap_or_else(PoisonError::into_inner);
        let mut rest = bytes.as_slice();
        for (tree, key, value) in records {
            // the lengths are those of the bytes that were put in
            let Some((record, behind)) = rest.split_at_checked(key + value) else { break };
            let (key, value) = record.split_at_checked(key).unwrap_or_default();
            rest = behind;
            let taken = roster.apply(tree, key, Some(value), &mut Touched::default());
            taken.map_err(|error| format!("tree {}: {error}", tree.0))?;
        }
    }
    Ok(())
}

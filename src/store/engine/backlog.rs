//! Groups on their way from the journal into the records: a queue bounded by bytes, and the thread
//! behind it.

use super::Shared;
use super::records::Writes;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The writer waits while more than this is on its way (16 MiB).
const MAX_BYTES: usize = 16 << 20;
/// One batch for sled has about so many values: every reader, the writer included, waits while one
/// goes in (some 20 µs a value).
const BATCH: usize = 100;
/// So long a batch waits to grow: one for each commit would cost more than the commit.
const LINGER: Duration = Duration::from_millis(20);

/// What one group of changes writes.
pub struct Group {
    /// Its last change.
    pub through: u64,
    /// Values by flat key, later ones count.
    pub writes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Group {
    fn bytes(&self) -> usize {
        let size = |value: &Option<Vec<u8>>| value.as_ref().map_or(0, Vec::len);
        self.writes.iter().map(|(key, value)| key.len() + size(value) + 64).sum()
    }
}

#[derive(Default)]
struct State {
    groups: VecDeque<Group>,
    bytes: usize,
    values: usize,
    /// Last change of the last group that was pushed, and of the last one applied.
    pushed: u64,
    applied: u64,
    /// Somebody waits for the records: no lingering.
    hurry: bool,
    closed: bool,
}

/// The queue.
#[derive(Default)]
pub struct Backlog {
    state: Mutex<State>,
    /// There is something to do, or no more.
    work: Condvar,
    /// Something was done.
    progress: Condvar,
}

impl Backlog {
    /// Adds a group; waits while too much is on its way.
    pub fn push(&self, group: Group) {
        let mut state = self.lock();
        while state.bytes > MAX_BYTES && !state.closed {
            state = self.progress.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let idle = state.groups.is_empty();
        state.bytes += group.bytes();
        state.values += group.writes.len();
        state.pushed = group.through;
        state.groups.push_back(group);
        if idle || state.values >= BATCH {
            self.work.notify_one();
        }
    }

    /// Bytes on their way.
    pub fn bytes(&self) -> u64 {
        self.lock().bytes as u64
    }

    /// Waits until all changes made before are in the records; false when that will not happen.
    pub fn drain(&self) -> bool {
        let mut state = self.lock();
        let seq = state.pushed;
        while state.applied < seq && !state.closed {
            state.hurry = true;
            self.work.notify_one();
            state = self.progress.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.applied >= seq
    }

    /// Change `seq` is in the records.
    pub fn applied(&self, seq: u64) {
        let mut state = self.lock();
        state.applied = seq;
        state.hurry = false;
        self.progress.notify_all();
    }

    /// Nothing more comes, or nothing more can be applied.
    pub fn close(&self) {
        self.lock().closed = true;
        self.work.notify_all();
        self.progress.notify_all();
    }

    /// Waits for groups and takes enough of them for a batch; `None` when closed and empty.
    fn take(&self) -> Option<Vec<Group>> {
        let mut state = self.lock();
        while state.groups.is_empty() {
            if state.closed {
                return None;
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let waits = |state: &mut State| !state.closed && !state.hurry && state.values < BATCH;
        let lingered = self.work.wait_timeout_while(state, LINGER, waits);
        let (mut state, _) = lingered.unwrap_or_else(PoisonError::into_inner);
        let (mut taken, mut count) = (Vec::new(), 0);
        while count < BATCH
            && let Some(group) = state.groups.pop_front()
        {
            count += group.writes.len();
            state.bytes -= group.bytes();
            taken.push(group);
        }
        state.values -= count;
        self.progress.notify_all();
        Some(taken)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread: applies groups until the backlog is closed and empty or nothing more is taken. A disk
/// that failed would let sled begin with a group and stop half way, in pages that nobody can read
/// then; left out, the values stay readable as they wait here, and the next start applies them.
pub fn run(shared: &Shared) {
    while let Some(groups) = shared.backlog.take() {
        if shared.failure().is_some() {
            shared.backlog.close();
            return;
        }
        let Some(through) = groups.last().map(|group| group.through) else { continue };
        let writes: Writes = groups.into_iter().flat_map(|group| group.writes).collect();
        let applied = shared.records.apply(through, &writes);
        if let Err(error) = applied.and_then(|()| shared.records.settle(&writes)) {
            // the changes are durable and stay readable; the next start applies them
            shared.fail_with(&error);
            shared.backlog.close();
            return;
        }
        let mut overlay = shared.overlay.write().unwrap_or_else(PoisonError::into_inner);
        if shared.failure().is_some() {
            // who reads from memory may have read it before these were in the records
            shared.backlog.close();
            return;
        }
        for key in writes.keys() {
            if overlay.get(key).is_some_and(|slot| slot.seq <= through) {
                overlay.remove(key);
            }
        }
        drop(overlay);
        shared.backlog.applied(through);
    }
}

//! Groups on their way from the journal into the records: a queue bounded by bytes, and the thread
//! behind it.

use super::Shared;
use super::records::Writes;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The writer waits while more than this is on its way (16 MiB).
const MAX_BYTES: usize = 16 << 20;
/// One batch for sled has about so many values; readers wait while one goes in.
const BATCH: usize = 1000;

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
    applied: u64,
    closed: bool,
}

/// The queue.
#[derive(Default)]
pub struct Backlog {
    state: Mutex<State>,
    changed: Condvar,
}

impl Backlog {
    /// Adds a group; waits while too much is on its way.
    pub fn push(&self, group: Group) {
        let mut state = self.lock();
        while state.bytes > MAX_BYTES && !state.closed {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += group.bytes();
        state.groups.push_back(group);
        self.changed.notify_all();
    }

    /// Waits until change `seq` is in the records; false when that will not happen.
    pub fn wait_applied(&self, seq: u64) -> bool {
        let mut state = self.lock();
        while state.applied < seq && !state.closed {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.applied >= seq
    }

    /// Change `seq` is in the records.
    pub fn applied(&self, seq: u64) {
        self.lock().applied = seq;
        self.changed.notify_all();
    }

    /// Nothing more comes, or nothing more can be applied.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Waits for groups and takes enough of them for a batch; `None` when closed and empty.
    fn take(&self) -> Option<Vec<Group>> {
        let mut state = self.lock();
        while state.groups.is_empty() {
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let (mut taken, mut count) = (Vec::new(), 0);
        while count < BATCH
            && let Some(group) = state.groups.pop_front()
        {
            count += group.writes.len();
            state.bytes -= group.bytes();
            taken.push(group);
        }
        self.changed.notify_all();
        Some(taken)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread: applies groups until the backlog is closed and empty or the records fail.
pub fn run(shared: &Shared) {
    while let Some(groups) = shared.backlog.take() {
        let Some(through) = groups.last().map(|group| group.through) else { continue };
        let writes: Writes = groups.into_iter().flat_map(|group| group.writes).collect();
        if let Err(error) = shared.records.apply(through, &writes) {
            // the changes are durable and stay readable; the next start applies them
            shared.fail(error.to_string());
            shared.backlog.close();
            return;
        }
        let mut overlay = shared.overlay.write().unwrap_or_else(PoisonError::into_inner);
        for key in writes.keys() {
            if overlay.get(key).is_some_and(|slot| slot.seq <= through) {
                overlay.remove(key);
            }
        }
        drop(overlay);
        shared.backlog.applied(through);
    }
}

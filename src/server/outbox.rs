//! What waits to be written to one client. Replies wait in order and their number is bounded: the
//! session that makes them waits for room. Pushes are merged, so that however slowly a client
//! reads, they never take more memory than [`MANY`] case ids.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::api::{FromServer, Push, wire};
use crate::domain::ids::{CaseId, StaffId};

/// Replies that may wait.
const ROOM: usize = 8;
/// And their bytes, unless there is but one: so little that a user with all her connections fills no
/// memory.
const BYTES: usize = 128 * 1024;

/// From this number of waiting case ids on, they become [`Push::ManyChanged`].
pub const MANY: usize = 128;

/// The queue between the sessions and the writer thread of one connection.
#[derive(Debug, Default)]
pub struct Outbox {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Vec<u8>>,
    bytes: usize,
    cases: BTreeMap<StaffId, BTreeSet<CaseId>>,
    many: bool,
    closing: bool,
    end: End,
}

#[derive(Debug, Default, PartialEq)]
enum End {
    /// More may come.
    #[default]
    Open,
    /// What waits is still written.
    AfterLast,
    /// The client is gone.
    Gone,
}

impl State {
    /// Whether a further reply of so many bytes may wait.
    fn has_room(&self, bytes: usize) -> bool {
        let waiting = self.replies.len();
        waiting == 0 || (waiting < ROOM && self.bytes + bytes <= BYTES)
    }
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a reply, waiting for room. `false` when the client is gone.
    pub fn reply(&self, body: Vec<u8>) -> bool {
        let mut state = self.lock();
        while !state.has_room(body.len()) && state.end != End::Gone {
            state = self.wait(state);
        }
        if state.end == End::Gone {
            return false;
        }
        state.bytes += body.len();
        state.replies.push_back(body);
        self.changed.notify_all();
        true
    }

    /// Tells the client of changed cases, merged with what still waits.
    pub fn changed(&self, by: StaffId, cases: impl IntoIterator<Item = CaseId>) {
        let mut state = self.lock();
        if state.many {
            return;
        }
        state.cases.entry(by).or_default().extend(cases);
        if state.cases.values().map(BTreeSet::len).sum::<usize>() > MANY {
            state.cases.clear();
            state.many = true;
        }
        self.changed.notify_all();
    }

    /// Tells the client to ask again for whatever it shows.
    pub fn many_changed(&self) {
        let mut state = self.lock();
        state.cases.clear();
        state.many = true;
        self.changed.notify_all();
    }

    /// Tells the client that the server is about to stop.
    pub fn closing(&self) {
        self.lock().closing = true;
        self.changed.notify_all();
    }

    /// Nothing more will be queued: the writer ends when all is written.
    pub fn end(&self) {
        let mut state = self.lock();
        if state.end == End::Open {
            state.end = End::AfterLast;
        }
        self.changed.notify_all();
    }

    /// The client is gone: whatever waits is thrown away.
    pub fn gone(&self) {
        let mut state = self.lock();
        state.end = End::Gone;
        (state.replies, state.bytes) = (VecDeque::new(), 0);
        state.cases.clear();
        self.changed.notify_all();
    }

    /// Waits for the next message to write, replies first; `None` at the end.
    pub fn next(&self) -> Option<Vec<u8>> {
        let mut state = self.lock();
        loop {
            if let Some(body) = state.replies.pop_front() {
                state.bytes -= body.len();
                self.changed.notify_all();
                return Some(body);
            }
            let push = if std::mem::take(&mut state.many) {
                Some(Push::ManyChanged)
            } else if let Some((by, cases)) = state.cases.pop_first() {
                Some(Push::Changed { cases: cases.into_iter().collect(), by })
            } else {
                std::mem::take(&mut state.closing).then_some(Push::Closing)
            };
            match push.map(|push| wire::encode(&FromServer::Push(push))) {
                Some(Ok(body)) => return Some(body),
                Some(Err(_)) => {} // three numbers always fit a frame
                None if state.end != End::Open => return None,
                None => state = self.wait(state),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(outbox: &Outbox) -> Option<Push> {
        outbox.next().map(|body| match wire::decode(&body).unwrap() {
            FromServer::Push(push) => push,
            FromServer::Reply { .. } => panic!("a reply"),
        })
    }

    #[test]
    fn replies_go_before_pushes_and_pushes_are_merged() {
        let outbox = Outbox::default();
        outbox.changed(StaffId(1), [CaseId(2)]);
        outbox.changed(StaffId(1), [CaseId(1), CaseId(2)]);
        assert!(outbox.reply(vec![7]));
        outbox.closing();
        outbox.end();
        assert_eq!(outbox.next(), Some(vec![7]));
        let both = Push::Changed { cases: vec![CaseId(1), CaseId(2)], by: StaffId(1) };
        assert_eq!(pushed(&outbox), Some(both));
        assert_eq!(pushed(&outbox), Some(Push::Closing));
        assert_eq!(outbox.next(), None);
    }

    #[test]
    fn many_cases_become_one_word() {
        let outbox = Outbox::default();
        for n in 0..10_000 {
            outbox.changed(StaffId(n % 3), [CaseId(n)]);
        }
        outbox.end();
        assert_eq!(pushed(&outbox), Some(Push::ManyChanged));
        assert_eq!(outbox.next(), None);
    }

    #[test]
    fn large_replies_wait_one_by_one() {
        let outbox = Outbox::default();
        std::thread::scope(|scope| {
            assert!(outbox.reply(vec![0; BYTES]));
            let session = scope.spawn(|| outbox.reply(vec![1]) && outbox.reply(vec![2; BYTES]));
            for first in [0, 1, 2] {
                assert_eq!(outbox.next().unwrap().first(), Some(&first));
                assert!(outbox.lock().bytes <= BYTES);
            }
            assert!(session.join().unwrap());
        });
    }

    #[test]
    fn a_session_waits_for_room_and_stops_when_the_client_is_gone() {
        let outbox = Outbox::default();
        std::thread::scope(|scope| {
            let session = scope.spawn(|| (0..2 * ROOM).all(|_| outbox.reply(vec![0])));
            for _ in 0..2 * ROOM {
                assert_eq!(outbox.next(), Some(vec![0]));
            }
            assert!(session.join().unwrap());
            let session = scope.spawn(|| while outbox.reply(vec![0]) {});
            outbox.gone();
            session.join().unwrap();
        });
        assert_eq!(outbox.next(), None);
    }
}

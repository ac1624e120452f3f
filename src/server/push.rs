//! Everybody who is connected: how many, and who is told what changed.
//!
//! A push goes only to those who see the case, of a protocol only to those who read it, so that not
//! even its existence leaks. Somebody who
//! has just lost a case is told once more, for her screen still shows it.

use std::collections::{BTreeMap, HashMap};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Limits;
use super::access::Actor;
use super::outbox::{MANY, Outbox};
use super::room::Room;
use crate::domain::ids::StaffId;
use crate::store::roster::{Affected, AffectedCase};

/// All connections of a server.
#[derive(Debug)]
pub struct Hub {
    /// How many are taken, and how long is waited for each.
    pub limits: Limits,
    /// The uid that owns the office.
    owner: u32,
    state: Mutex<State>,
    left: Condvar,
    /// Written to when a guest has left, to wake the loop that accepts them.
    wake: UnixStream,
}

#[derive(Debug)]
struct State {
    next: u64,
    guests: BTreeMap<u64, Guest>,
    /// Since when nobody is there.
    alone: Instant,
    closing: bool,
}

#[derive(Debug)]
struct Guest {
    uid: u32,
    /// Who it is, once let in.
    staff: Option<StaffId>,
    outbox: Arc<Outbox>,
    stream: Arc<UnixStream>,
    room: Arc<Room>,
}

/// A place among the connections; given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    hub: Arc<Hub>,
    number: u64,
    /// What waits to be written to this guest.
    pub outbox: Arc<Outbox>,
    /// Room for what this user sends, here and elsewhere.
    pub room: Arc<Room>,
}

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSeat {
    /// Too many connections of this user, or in all.
    TooMany,
    /// The server is about to stop.
    Closing,
}

impl Hub {
    /// Nobody is there yet. A byte is written to `wake` whenever somebody leaves.
    pub fn new(limits: Limits, owner: u32, wake: UnixStream) -> Self {
        let guests = BTreeMap::new();
        let state = State { next: 0, guests, alone: Instant::now(), closing: false };
        Self { limits, owner, state: Mutex::new(state), left: Condvar::new(), wake }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat for a connection of `uid`.
    pub fn seat(self: &Arc<Self>, uid: u32, stream: &Arc<UnixStream>) -> Result<Seat, NoSeat> {
        let mut state = self.lock();
        let mut of_user = state.guests.values().filter(|g| g.uid == uid);
        let room = of_user.next().map(|guest| Arc::clone(&guest.room));
        let others = of_user.count() + usize::from(room.is_some());
        let Limits { per_user, of_owner, in_all, .. } = self.limits;
        let most = if uid == self.owner { of_owner } else { per_user };
        if state.closing {
            return Err(NoSeat::Closing);
        }
        if others >= most || state.guests.len() >= in_all {
            return Err(NoSeat::TooMany);
        }
        let outbox = Arc::new(Outbox::default());
        let number = state.next;
        state.next += 1;
        let room = room.unwrap_or_default();
        let seat = Seat { hub: Arc::clone(self), number, outbox, room };
        let (outbox, room) = (Arc::clone(&seat.outbox), Arc::clone(&seat.room));
        let guest = Guest { uid, staff: None, outbox, stream: Arc::clone(stream), room };
        state.guests.insert(number, guest);
        Ok(seat)
    }

    /// Open connections.
    pub fn sessions(&self) -> usize {
        self.lock().guests.len()
    }

    /// How long nobody has been there; `None` while somebody is.
    pub fn idle(&self) -> Option<Duration> {
        let state = self.lock();
        state.guests.is_empty().then(|| state.alone.elapsed())
    }

    /// Tells everybody who sees them of changed cases, and of many in one word. A change of staff
    /// or areas alone may change what anybody sees. `actor` gives the rights of today.
    pub fn changed(&self, change: &Affected, actor: impl Fn(StaffId) -> Option<Actor>) {
        let (cases, by) = (&change.cases, change.by);
        let tables = cases.is_empty() && change.protocols.is_empty() && change.tables;
        let state = self.lock();
        let mut actors = HashMap::new();
        for guest in state.guests.values() {
            let Some(staff) = guest.staff else { continue };
            let Some(actor) = actors.entry(staff).or_insert_with(|| actor(staff)) else { continue };
            let hers = |c: &&AffectedCase| {
                if c.restricted || c.masked {
                    let was = c.before.is_some_and(|before| actor.sees_restricted(before));
                    return actor.sees_restricted(c.now) || (was && !c.restricted);
                }
                actor.sees(c.now) || c.before.is_some_and(|b| actor.sees(b))
            };
            let reads = change.protocols.iter().filter(|known| actor.viewer.reads(known));
            let told = cases.iter().filter(hers).map(|c| c.case);
            let mut told = told.chain(reads.map(|known| known.case)).peekable();
            match told.peek() {
                None if !tables => {}
                Some(_) if cases.len() <= MANY => guest.outbox.changed(by, told),
                _ => guest.outbox.many_changed(),
            }
        }
    }

    /// Takes no more guests, tells those who are there, and waits until they have got their last
    /// reply; those who do not take it in `patience` are cut off.
    pub fn close(&self, patience: Duration) {
        let mut state = self.lock();
        state.closing = true;
        for guest in state.guests.values() {
            guest.outbox.closing();
            // what has arrived is still read and answered
            let _ = guest.stream.shutdown(Shutdown::Read);
        }
        let waited = self.left.wait_timeout_while(state, patience, |s| !s.guests.is_empty());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        for guest in state.guests.values() {
            guest.outbox.gone();
            let _ = guest.stream.shutdown(Shutdown::Both);
        }
        let waited = self.left.wait_timeout_while(state, patience, |s| !s.guests.is_empty());
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Seat {
    /// The guest has been let in as this member of staff.
    pub fn known_as(&self, staff: StaffId) {
        if let Some(guest) = self.hub.lock().guests.get_mut(&self.number) {
            guest.staff = Some(staff);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.hub.lock();
        state.guests.remove(&self.number);
        state.alone = Instant::now();
        drop(state);
        self.hub.left.notify_all();
        let _ = std::io::Write::write(&mut &self.hub.wake, b"w");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{FromServer, Push, wire};
    use crate::domain::ids::{AreaId, CaseId};
    use crate::domain::staff::Role;
    use crate::store::roster::{Standing, Viewer};

    fn hub() -> (Arc<Hub>, UnixStream) {
        let (wake, wakened) = UnixStream::pair().unwrap();
        let limits = Limits { per_user: 2, of_owner: 3, in_all: 3, ..Limits::default() };
        (Arc::new(Hub::new(limits, 7, wake)), wakened)
    }

    fn seat(hub: &Arc<Hub>, uid: u32, staff: u64) -> Result<Seat, NoSeat> {
        let seat = hub.seat(uid, &Arc::new(UnixStream::pair().unwrap().0))?;
        seat.known_as(StaffId(staff));
        Ok(seat)
    }

    /// Everybody of the staff sees the area with her own number; 9 has left.
    fn actor(staff: StaffId) -> Option<Actor> {
        let (areas, owners) = (vec![AreaId(staff.0)], vec![staff]);
        let viewer = Viewer { staff, everything: false, areas, owners };
        let (roles, gains) = (vec![Role::Worker], vec![staff]);
        (staff != StaffId(9)).then_some(Actor { roles, viewer, gains })
    }

    fn moved(now: u64, before: Option<u64>) -> Affected {
        let in_area = |area| Standing { worker: None, area: Some(AreaId(area)) };
        let (now, before) = (in_area(now), before.map(in_area));
        let cases =
            vec![AffectedCase { case: CaseId(9), now, before, restricted: false, masked: false }];
        Affected { change: 1, by: StaffId(1), cases, protocols: vec![], tables: false }
    }

    fn told(seat: &Seat) -> Option<Push> {
        seat.outbox.end();
        seat.outbox.next().map(|body| match wire::decode(&body).unwrap() {
            FromServer::Push(push) => push,
            FromServer::Reply { .. } => panic!("a reply"),
        })
    }

    #[test]
    fn who_does_not_see_what_is_restricted_is_not_told_that_it_changed() {
        let (hub, _wakened) = hub();
        let guests: Vec<Seat> =
            (1..=2).map(|n| seat(&hub, 2000 + n, u64::from(n)).unwrap()).collect();
        let now = Standing { worker: Some(StaffId(1)), area: Some(AreaId(2)) };
        let case =
            AffectedCase { case: CaseId(9), now, before: None, restricted: true, masked: false };
        let by = StaffId(1);
        hub.changed(
            &Affected { change: 1, by, cases: vec![case], protocols: vec![], tables: false },
            actor,
        );
        let push = Push::Changed { cases: vec![CaseId(9)], by };
        let pushes: Vec<Option<Push>> = guests.iter().map(told).collect();
        assert_eq!(pushes, [Some(push), None]);
    }

    #[test]
    fn only_who_sees_a_case_or_saw_it_a_moment_ago_is_told() {
        let (hub, _wakened) = hub();
        let guests: Vec<Seat> =
            (1..=3).map(|n| seat(&hub, 2000 + n, u64::from(n)).unwrap()).collect();
        hub.changed(&moved(1, Some(2)), actor);
        let push = Push::Changed { cases: vec![CaseId(9)], by: StaffId(1) };
        let pushes: Vec<Option<Push>> = guests.iter().map(told).collect();
        assert_eq!(pushes, [Some(push.clone()), Some(push), None]);
    }

    #[test]
    fn many_changes_too_are_told_to_those_only_who_see_one_of_them() {
        let (hub, _wakened) = hub();
        let guests: Vec<Seat> =
            (1..=2).map(|n| seat(&hub, 2000 + n, u64::from(n)).unwrap()).collect();
        let mut change = moved(1, None);
        change.cases = vec![change.cases[0]; MANY + 1];
        hub.changed(&change, actor);
        let pushes: Vec<Option<Push>> = guests.iter().map(told).collect();
        assert_eq!(pushes, [Some(Push::ManyChanged), None]);
    }

    #[test]
    fn who_is_not_let_in_or_has_left_is_told_nothing() {
        let (hub, _wakened) = hub();
        let guest = hub.seat(2001, &Arc::new(UnixStream::pair().unwrap().0)).unwrap();
        let gone = seat(&hub, 2009, 9).unwrap();
        hub.changed(&moved(1, None), actor);
        assert_eq!((told(&guest), told(&gone)), (None, None));
    }

    #[test]
    fn seats_are_counted_by_user_and_in_all_and_given_back() {
        let (hub, mut wakened) = hub();
        assert!(hub.idle().is_some());
        let first = seat(&hub, 1, 1).unwrap();
        let _second = seat(&hub, 1, 1).unwrap();
        assert_eq!(seat(&hub, 1, 1).unwrap_err(), NoSeat::TooMany);
        let _third = seat(&hub, 2, 2).unwrap();
        assert_eq!(seat(&hub, 3, 3).unwrap_err(), NoSeat::TooMany);
        assert_eq!((hub.sessions(), hub.idle()), (3, None));
        drop(first);
        std::io::Read::read_exact(&mut wakened, &mut [0]).unwrap();
        assert!(seat(&hub, 3, 3).is_ok());
    }

    #[test]
    fn who_owns_the_office_may_have_more_connections_and_all_of_one_user_share_a_room() {
        let (hub, _wakened) = hub();
        let [first, second, third] = [7, 7, 7].map(|uid| seat(&hub, uid, 1).unwrap());
        assert!(Arc::ptr_eq(&first.room, &second.room) && Arc::ptr_eq(&first.room, &third.room));
        drop((first, second));
        assert!(!Arc::ptr_eq(&seat(&hub, 1, 1).unwrap().room, &third.room));
    }

    #[test]
    fn a_closing_hub_takes_nobody_in_and_waits_for_nobody_who_hangs() {
        let (hub, _wakened) = hub();
        let hanging = seat(&hub, 1, 1).unwrap();
        hub.close(Duration::ZERO);
        assert_eq!(seat(&hub, 2, 2).unwrap_err(), NoSeat::Closing);
        assert!(!hanging.outbox.reply(vec![]), "cut off");
    }
}

//! What the sessions of a server share, and who somebody is in it.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};

use super::access::Actor;
use super::peer::Peer;
use super::push::Hub;
use super::{Clock, ServeError};
use crate::api::wire::{Refused, Welcome};
use crate::domain::dates::OfficeZone;
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::office::Office as Record;
use crate::domain::staff::{Role, Staff};
use crate::store::backup::seal::Recipient;
use crate::store::log::Fact;
use crate::store::roster::Standing;
use crate::store::{OFFICE_ITSELF, Store};

/// What every session of a server shares.
pub struct Office {
    /// The records.
    pub store: Store,
    /// The office's own record.
    pub record: Record,
    /// The zone in which days are counted.
    pub zone: OfficeZone,
    /// Everybody who is connected.
    pub hub: Arc<Hub>,
    /// The only keys for which a shared office is backed up.
    pub backup_recipients: Vec<Recipient>,
    /// What was noted in the log a moment ago.
    pub recent: Mutex<Recent>,
    /// Tells the time.
    pub clock: Clock,
    /// The uid that owns the data.
    pub owner: u32,
    /// One import at a time: two of the same file would both find it new.
    pub importing: Mutex<()>,
    /// Who opened which protected case today, with a reason.
    pub opened: Mutex<HashSet<(StaffId, CaseId, NaiveDate)>>,
    /// The newest change.
    pub last_change: AtomicU64,
    /// The server is to stop.
    pub stopping: Arc<AtomicBool>,
    /// Wakes the loop that takes clients in.
    pub wake: UnixStream,
}

/// A reading or a refusal, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    /// Who; `None` for somebody who is not on the staff list.
    pub staff: Option<StaffId>,
    /// Unix user id.
    pub uid: u32,
    /// Name of the request.
    pub action: &'static str,
    /// The case it named.
    pub case: Option<CaseId>,
    /// It was refused.
    pub refused: bool,
}

/// Refusals of one user within a minute that are noted with their case. Beyond, one without a case
/// stands for all: who tries one number after the other fills neither log nor disk.
const REFUSALS: usize = 100;

/// The request for what is to be done today: a reading of it is noted once a day and case.
pub const BOARD: &str = "today";

/// What was noted within this minute. A screen that is refreshed asks for the same case again and
/// again, and so does somebody who tries a locked door: one entry a minute tells it all.
#[derive(Debug, Default)]
pub struct Recent {
    minute: i64,
    notes: HashSet<Note>,
    /// Refusals noted with their case, by uid.
    refusals: HashMap<u32, usize>,
    /// What was noted of boards on this day: they are open all day and refresh themselves.
    boards: (i64, HashSet<Note>),
}

impl Recent {
    /// What is to be noted: nothing that was within this minute already.
    fn fresh(&mut self, minute: i64, mut note: Note) -> Option<Note> {
        if note.action == BOARD && !note.refused {
            let day = minute.div_euclid(24 * 60);
            if self.boards.0 != day {
                self.boards = (day, HashSet::new());
            }
            return self.boards.1.insert(note).then_some(note);
        }
        if minute != self.minute {
            let boards = std::mem::take(&mut self.boards);
            *self = Self { minute, boards, ..Self::default() };
        }
        if note.refused && note.case.is_some() && !self.notes.contains(&note) {
            let refusals = self.refusals.entry(note.uid).or_default();
            *refusals += 1;
            note.case = note.case.filter(|_| *refusals <= REFUSALS);
        }
        self.notes.insert(note).then_some(note)
    }
}

impl Office {
    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The day it is in the office.
    pub fn today(&self) -> NaiveDate {
        self.zone.day(self.now())
    }

    /// The member of staff a Unix user is today: uid and name must both match. While nobody is on
    /// the list, who owns the data is let in to begin it, as the office itself.
    pub fn identify(&self, peer: &Peer) -> Result<Staff, Refused> {
        let (roster, today) = (self.store.roster(), self.today());
        if let Some(me) = roster.staff_of(peer.uid, &peer.user).filter(|s| s.active_on(today)) {
            return Ok(me.clone());
        }
        if roster.staff().next().is_none() {
            let begins = peer.uid == self.owner;
            return if begins { Ok(founder(peer, today)) } else { Err(Refused::NoStaffYet) };
        }
        let helps = |s: &&Staff| s.is(Role::Coordinator) || s.is(Role::Admin);
        let ask = roster.staff().filter(helps).filter(|s| s.active_on(today));
        let ask = ask.map(|s| s.name.clone()).collect();
        Err(Refused::NotStaff { user: peer.user.clone(), ask })
    }

    /// What a client is told when it is let in.
    pub fn welcome(&self, me: &Staff) -> Welcome {
        let (roster, office) = (self.store.roster(), &self.record);
        let held = me.areas_on(self.today()).filter_map(|(id, _)| roster.area(id));
        Welcome {
            staff: me.id,
            name: me.name.clone(),
            roles: Actor::on(self.today(), office.kind, me, roster.staff()).roles,
            lang: me.lang.clone(),
            kind: office.kind,
            office: office.name.clone(),
            zone: office.zone.clone(),
            areas: held.map(|a| a.name.clone()).collect(),
            now: self.now(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The rights of a member of staff today; of the founder none.
    pub fn actor_of(&self, me: &Staff) -> Actor {
        let staff = self.store.roster();
        let mut actor = Actor::on(self.today(), self.record.kind, me, staff.staff());
        if is_founder(me) {
            actor.roles.clear();
        }
        actor
    }

    /// The rights of whoever has this id today.
    pub fn actor(&self, id: StaffId) -> Option<Actor> {
        let (roster, today) = (self.store.roster(), self.today());
        let me = roster.staff_member(id).filter(|s| s.active_on(today))?;
        Some(Actor::on(today, self.record.kind, me, roster.staff()))
    }

    /// Where a case stands today; `None` when there is none.
    pub fn standing(&self, case: CaseId) -> Option<Standing> {
        self.store.roster().standing(case, self.today())
    }

    /// Whether a user sees that there is a case at all.
    pub fn sees(&self, case: CaseId, actor: &Actor) -> bool {
        self.standing(case).is_some_and(|at| actor.sees(at))
            && !self.store.roster().keeps_apart(&actor.viewer, case, self.today())
    }

    /// Whether somebody in a case is protected from the eyes of this user, and she has not said today
    /// why she has to see it.
    pub fn masks(&self, case: CaseId, actor: &Actor) -> bool {
        let today = self.today();
        let hers = (actor.viewer.staff, case, today);
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner).contains(&hers);
        let roster = self.store.roster();
        let line = roster.case_line(&actor.viewer, case, today);
        line.is_none_or(|line| line.masked && !opened)
    }

    /// Has somebody see a protected case for the rest of the day.
    pub fn open_protected(&self, case: CaseId, staff: StaffId) {
        let today = self.today();
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.retain(|(.., day)| *day == today);
        opened.insert((staff, case, today));
    }

    /// Display name of a member of staff; empty for nobody.
    pub fn name_of(&self, id: StaffId) -> String {
        let roster = self.store.roster();
        roster.staff_member(id).map(|s| s.name.clone()).unwrap_or_default()
    }

    /// Puts a reading or a refusal into the log, without waiting for the disk.
    pub fn note(&self, note: Note) {
        self.note_with(note, vec![]);
    }

    /// The same, with what else is named: the public keys a backup was made for.
    pub fn note_with(&self, note: Note, fields: Vec<String>) {
        let at = self.now();
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = at.timestamp().div_euclid(60);
        // whoever is named is named each time, for the next one may be another
        let note = if fields.is_empty() { recent.fresh(minute, note) } else { Some(note) };
        if let Some(note) = note {
            let Note { staff, uid, action, case, refused } = note;
            let (action, subjects) = (action.to_owned(), vec![]);
            self.store.note(Fact { at, staff, uid, action, case, subjects, fields, refused });
        }
    }

    /// Begins to stop the server.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        let _ = (&self.wake).write(b"s");
    }

    /// Writes what waits and closes the records.
    pub fn close(&self) -> Result<(), ServeError> {
        self.store.close().map_err(|error| ServeError::Close(error.to_string()))
    }
}

/// Stands for who owns the data of an office without staff.
fn founder(peer: &Peer, today: NaiveDate) -> Staff {
    Staff {
        id: OFFICE_ITSELF,
        uid: peer.uid,
        user: peer.user.clone(),
        name: peer.user.clone(),
        roles: vec![],
        posts: vec![],
        deputies: vec![],
        from: today,
        until: Some(today),
        lang: None,
    }
}

/// Whether this is the owner of an office without staff.
pub fn is_founder(me: &Staff) -> bool {
    me.id == OFFICE_ITSELF
}

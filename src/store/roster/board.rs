//! What is to be done on a day: everything about the cases of a viewer that presses, sorted.
//!
//! It is gathered from what the roster keeps of her cases and of the follow-ups that are hers; no
//! record is read and no visit looked at, however many there are.

use chrono::NaiveDate;

use super::nouns::{CaseSlot, OpenFollowUp};
use super::order::{Selection, standing};
use super::papers::Expiry;
use super::{Roster, Viewer};
use crate::domain::case::CaseNo;
use crate::domain::caseload::{Filter, PhaseMark, Scope, Sort};
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::site::SiteKind;
use crate::domain::staff::{Role, Staff};
use crate::domain::today::{Counts, Matter, Place};

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Board<'a> {
    /// How much of what.
    pub counts: Counts,
    /// What presses most first.
    pub items: Vec<Item<'a>>,
    /// How many there are besides.
    pub more: u32,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<'a> {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Name of the household.
    pub name: &'a str,
    /// Name of the site, or the address.
    pub home: &'a str,
    /// What kind of home.
    pub home_kind: Option<SiteKind>,
    /// Room, where there is one.
    pub room: &'a str,
    /// Day of the last visit at which somebody was met at home.
    pub last_visit: Option<NaiveDate>,
    /// The case is closed, as far as the viewer sees it.
    pub closed: bool,
    /// What it is.
    pub matter: Matter,
    /// Who is to do it; nobody in a case that is nobody's.
    pub who: Option<StaffId>,
    /// How pressing it is.
    pub place: Place,
    /// Which it is of all of them in the order of homes and rooms.
    pub by_home: usize,
}

/// Something to be done in the case of a slot.
struct Found {
    slot: u32,
    matter: Matter,
    who: Option<StaffId>,
    place: Place,
    by_home: usize,
}

impl Roster {
    /// What is to be done on a day by the viewer and by those she stands in for, and in cases that are
    /// nobody's and that she sees: the most pressing things up to `limit`. `eyes` says what a colleague sees.
    pub fn board(
        &self,
        viewer: &Viewer,
        limit: usize,
        day: NaiveDate,
        eyes: &dyn Fn(&Staff) -> Viewer,
    ) -> Board<'_> {
        let (scope, filter, sort) = (Scope::Mine, Filter::Open, Sort::Name);
        let list = Selection { viewer: viewer.clone(), scope, filter, sort, day };
        let mut found = self.found(&list, eyes);
        let mut counts = Counts::default();
        for Found { matter, place, .. } in &found {
            counts.add(*matter, place.urgency);
        }
        let home = |found: &Found| {
            let home = self.home_key(&list, found.slot);
            (home.is_none(), home, self.name_key(&list, found.slot), found.slot)
        };
        let by_urgency =
            |a: &Found, b: &Found| a.place.cmp(&b.place).then_with(|| home(a).cmp(&home(b)));
        found.sort_by(by_urgency);
        let more = u32::try_from(found.len().saturating_sub(limit)).unwrap_or(u32::MAX);
        found.truncate(limit);
        // within a household what presses most stays first
        found.sort_by(|a, b| home(a).cmp(&home(b)));
        for (by_home, found) in found.iter_mut().enumerate() {
            found.by_home = by_home;
        }
        found.sort_by(by_urgency);
        let items = found.iter().filter_map(|found| self.item(found, &list)).collect();
        Board { counts, items, more }
    }

    /// Everything that presses. Whatever noun has something to say on the board says it here.
    fn found(&self, list: &Selection, eyes: &dyn Fn(&Staff) -> Viewer) -> Vec<Found> {
        let mut found = Vec::new();
        let mut say = |slot, matter: Matter, who| {
            if let Some(place) = matter.place(list.day) {
                found.push(Found { slot, matter, who, place, by_home: 0 });
            }
        };
        let Viewer { staff: me, owners, .. } = &list.viewer;
        // no case is a coordinator's, but what she is to do herself is
        let besides = Some(me).filter(|me| !owners.contains(me));
        for owner in owners.iter().chain(besides) {
            for (open, slot) in self.due.get(owner).into_iter().flatten() {
                if self.shows(list, open, *slot) {
                    say(*slot, open.matter(false), Some(*owner));
                }
            }
        }
        let cases: Vec<u32> = self.with_list(list, |kept| kept.cases().collect());
        let ended = Selection { filter: Filter::Ended, ..list.clone() };
        let ended: Vec<u32> = self.with_list(&ended, |kept| kept.cases().collect());
        let (open, closed): (Vec<u32>, Vec<u32>) =
            self.nobodys(list).into_iter().partition(|slot| {
                self.cases.get(*slot).is_some_and(|case| case.phase_on(list.day).is_open())
            });
        for slot in cases.iter().chain(&open) {
            self.of_case(list, *slot, eyes, &mut say);
        }
        for slot in [cases, open, ended, closed].into_iter().flatten() {
            self.of_papers(list, slot, &mut say);
            self.of_letters(list, slot, &mut say);
        }
        for known in self.protocols(&list.viewer) {
            let Some(slot) = self.cases.find(known.case.0) else { continue };
            let hers = *me == known.author || owners.contains(&known.author);
            for (matter, who) in known.matters().filter(|(_, who)| hers || who == me) {
                say(slot, matter, Some(who));
            }
        }
        found
    }

    /// The cases for which nobody is responsible, or only somebody who has left and for whom nobody stands
    /// in: whoever sees one is told what it needs, for else it would be told nobody.
    fn nobodys(&self, list: &Selection) -> Vec<u32> {
        let Selection { viewer, day, .. } = list;
        let works = |id| {
            let staff = self.staff.get(&id);
            staff.is_some_and(|staff| staff.active_on(*day) && staff.is(Role::Worker))
        };
        let left = self.staff.values().filter(|staff| {
            let mut deputies = staff.deputies.iter().map(|known| known.deputy);
            staff.until.is_some_and(|until| until < *day)
                && !viewer.owners.contains(&staff.id)
                && !deputies.any(|deputy| staff.has_deputy(deputy, *day) && works(deputy))
        });
        let owners: Vec<StaffId> = left.map(|staff| staff.id).collect();
        let mut nobodys: Vec<u32> = self.nobodys.iter().copied().collect();
        if let Some(&staff) = owners.first() {
            // the same list for whoever asks
            let theirs = Viewer { staff, everything: false, areas: vec![], owners };
            for filter in [Filter::Open, Filter::Ended] {
                let list = Selection { viewer: theirs.clone(), filter, ..list.clone() };
                self.with_list(&list, |kept| nobodys.extend(kept.cases()));
            }
        }
        nobodys.retain(|slot| self.visible(viewer, *slot, *day).is_some());
        nobodys
    }

    /// What a case says that is the viewer's own, that of somebody she stands in for, or nobody's.
    fn of_case(
        &self,
        list: &Selection,
        slot: u32,
        eyes: &dyn Fn(&Staff) -> Viewer,
        say: &mut impl FnMut(u32, Matter, Option<StaffId>),
    ) {
        let Some(case) = self.cases.get(slot) else { return };
        let worker = who(case, list);
        if let Some(due) = self.visit_due(slot, list.day) {
            let activity = self.activity_of(slot);
            let first = case.phase_on(list.day) == PhaseMark::New;
            let missed = activity.map_or(0, |activity| activity.missed);
            let visit = Matter::Visit { due, first, missed };
            if !self.is_taken_up(list, slot, visit) {
                say(slot, visit, worker);
            }
        }
        if let Some((on, before)) = case.workers.latest(list.day)
            && let Some(from) = before.or_else(|| self.came_from(case.id, on)?.worker)
            && Some(from) != case.workers.on(list.day)
        {
            say(slot, Matter::HandOver { on, from }, worker);
        }
        // what is hers wherever is said already
        let Viewer { staff: me, owners, .. } = &list.viewer;
        let others = |open: &&OpenFollowUp| open.owner != *me && !owners.contains(&open.owner);
        let masked = self.household_of(slot).is_none_or(|household| household.masked);
        for open in self.open_follow_ups(slot, list).filter(others) {
            // who has left, or sees nothing of it, does nothing about it
            let works = self.staff.get(&open.owner).filter(|staff| staff.active_on(list.day));
            let elsewhere = works.map(eyes).is_some_and(|her| {
                let here = standing(case, list.day);
                her.sees_restricted(here) || her.sees(here) && !masked && !open.restricted
            });
            say(slot, open.matter(elsewhere), Some(open.owner));
        }
    }

    /// What the papers of such a case say: also while it rests.
    fn of_papers(
        &self,
        list: &Selection,
        slot: u32,
        say: &mut impl FnMut(u32, Matter, Option<StaffId>),
    ) {
        let Some(case) = self.cases.get(slot) else { return };
        let worker = who(case, list);
        if case.phase_on(list.day) == PhaseMark::Closed {
            return;
        }
        let mut expiring = self.expiring(slot, list.day);
        expiring.sort_unstable_by_key(|expiry| (expiry.last, expiry.kind));
        for same in expiring.chunk_by(|a, b| (a.last, a.kind) == (b.last, b.kind)) {
            let expiry = in_one(same).filter(|expiry| !self.is_taken_up(list, slot, *expiry));
            if let Some(expiry) = expiry {
                say(slot, expiry, worker);
            }
        }
    }

    /// Which deadlines of letters the case has: whatever its phase, for the law asks for none.
    fn of_letters(
        &self,
        list: &Selection,
        slot: u32,
        say: &mut impl FnMut(u32, Matter, Option<StaffId>),
    ) {
        let Some(case) = self.cases.get(slot) else { return };
        let worker = who(case, list);
        for matter in self.deadlines(case.id) {
            say(slot, matter, worker);
        }
    }

    /// Whether an open follow-up of the case takes the place of something.
    fn is_taken_up(&self, list: &Selection, slot: u32, matter: Matter) -> bool {
        self.open_follow_ups(slot, list).any(|open| {
            open.purpose.is_some_and(|purpose| matter.is_taken_up(purpose, open.window(), list.day))
        })
    }

    /// Whether a follow-up that is hers to do, wherever, is shown to the viewer.
    fn shows(&self, list: &Selection, open: &OpenFollowUp, slot: u32) -> bool {
        let case = self.visible(&list.viewer, slot, list.day);
        case.is_some_and(|case| {
            !open.restricted || list.viewer.sees_restricted(standing(case, list.day))
        })
    }

    fn item(&self, found: &Found, list: &Selection) -> Option<Item<'_>> {
        let Found { slot, matter, who, place, by_home } = *found;
        let case = self.cases.get(slot)?;
        // a protocol may be read by who does not see the case
        let seen = self.visible(&list.viewer, slot, list.day).is_some();
        let home = seen.then(|| self.home_text(slot, list.day));
        let (home, home_kind, room) = home.unwrap_or_default();
        Some(Item {
            case: case.id,
            no: case.no,
            name: self.name(slot),
            home,
            home_kind,
            room,
            closed: seen && case.phase_on(list.day) == PhaseMark::Closed,
            last_visit: self.last_met(slot),
            matter,
            who,
            place,
            by_home,
        })
    }
}

/// Whose case it is: that of the viewer or of somebody she stands in for, else nobody's.
fn who(case: &CaseSlot, list: &Selection) -> Option<StaffId> {
    case.workers.on(list.day).filter(|worker| list.viewer.owners.contains(worker))
}

/// Papers of one kind that end on one day: the most pressing rule of theirs counts.
fn in_one(same: &[Expiry]) -> Option<Matter> {
    let papers = u16::try_from(same.len()).unwrap_or(u16::MAX);
    let Expiry { kind, last, stage, person, .. } =
        *same.iter().max_by_key(|expiry| expiry.stage)?;
    Some(Matter::Expiry { kind, last, stage, person, papers })
}

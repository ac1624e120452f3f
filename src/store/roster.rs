//! The roster: what lists, search and access need of an office, in memory.
//!
//! It is a projection. At the start it is fed with every record (`loader`), then with each change
//! after it is on disk (`feed`); nothing of it is stored, and a roster built anew from the records answers
//! the same. Everything is asked with a day, for memberships, homes and responsibilities are dated,
//! and with a [`Viewer`], so that what somebody may not see never leaves the roster.
//!
//! Its parts: `nouns` is what is kept of each noun, in `slots`; `dated` and `texts` keep it
//! small; `apply` takes records in; `order` says which cases a list has and how they are sorted;
//! `lists` keeps sorted lists and brings them up to date; `answers` reads pages out of them; `similar`
//! finds who may be the person that is being entered; `papers` knows which papers run out; `board`
//! gathers what is to be done today; `protocols` knows who reads which.
mod answers;
mod apply;
mod board;
mod dated;
mod feed;
mod letters;
mod lists;
mod loader;
mod nouns;
mod order;
mod papers;
mod protocols;
mod similar;
mod slots;
mod texts;
mod why;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::records::facts::read_facts_key;
use super::records::{read_case_key, read_guarded_key, read_id, tree};
use super::search::Index;
use crate::domain::area::Area;
use crate::domain::case::Case;
use crate::domain::caseload::PhaseMark;
use crate::domain::dates::OfficeZone;
use crate::domain::facts::Subject;
use crate::domain::ids::{
    AreaId, CaseId, HouseholdId, LetterId, PersonId, ProtocolId, SiteId, StaffId,
};
use crate::domain::office::Office;
use crate::domain::site::Site;
use crate::domain::staff::Staff;
use crate::journal::Tree;

pub use answers::{Due, Found, Line, Page, Seen};
pub use board::{Board, Item};
pub(super) use feed::Feed;
pub use feed::{Affected, AffectedCase};
pub(super) use loader::Loader;
pub use papers::Expiry;
pub use protocols::Known;
pub use similar::{Alike, Entered, Sight};

use lists::Lists;
use nouns::{Activity, CaseSlot, HouseholdSlot, OpenFollowUp, PersonSlot, VisitSlot};
use papers::Papers;
use slots::Slots;
use texts::Texts;

/// Who asks, as far as it decides what is seen. The server makes it from its access rules for the
/// day that is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Viewer {
    /// Who.
    pub staff: StaffId,
    /// Sees every case.
    pub everything: bool,
    /// Sees the cases of these areas.
    pub areas: Vec<AreaId>,
    /// Sees the cases of these workers with all that is restricted: herself and those she stands
    /// in for.
    pub owners: Vec<StaffId>,
}

/// Who is responsible for a case and where it lies, on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The responsible worker.
    pub worker: Option<StaffId>,
    /// The area.
    pub area: Option<AreaId>,
}

impl Standing {
    /// Where a case stands on a day.
    pub fn of(case: &Case, day: NaiveDate) -> Self {
        Self { worker: case.worker_on(day), area: case.area_on(day) }
    }
}

impl Viewer {
    /// Whether a case is seen.
    pub fn sees(&self, case: Standing) -> bool {
        self.everything
            || self.sees_restricted(case)
            || case.area.is_some_and(|area| self.areas.contains(&area))
    }

    /// Whether what is restricted in a case is seen, and a protected person's name.
    pub fn sees_restricted(&self, case: Standing) -> bool {
        case.worker.is_some_and(|worker| self.owners.contains(&worker))
    }
}

/// The roster of an office.
pub struct Roster {
    office: Option<Office>,
    zone: OfficeZone,
    areas: BTreeMap<AreaId, Area>,
    staff: BTreeMap<StaffId, Staff>,
    sites: BTreeMap<SiteId, KnownSite>,
    persons: Slots<PersonSlot>,
    households: Slots<HouseholdSlot>,
    cases: Slots<CaseSlot>,
    /// The case that another one came from when a household parted.
    origins: BTreeMap<CaseId, CaseId>,
    /// Slots of cases for which nobody ever was responsible.
    nobodys: BTreeSet<u32>,
    /// Records that were made one with another, and with which.
    merged: BTreeMap<PersonId, PersonId>,
    /// By slot of the case.
    activity: Vec<Activity>,
    /// In the order in which they took place.
    visits: Vec<VisitSlot>,
    newest_visit: u64,
    /// By who is to do it, every open follow-up with the slot of its case, nearest first.
    due: BTreeMap<StaffId, BTreeSet<(OpenFollowUp, u32)>>,
    papers: Papers,
    protocols: BTreeMap<ProtocolId, Known>,
    /// Deadlines of letters that somebody has to keep.
    letters: BTreeMap<(CaseId, LetterId), NaiveDate>,
    texts: Texts,
    index: Index,
    lists: Lists,
    /// Records come in bulk; they are linked when all are there.
    loading: bool,
}

/// A site and the number of its name.
struct KnownSite {
    site: Site,
    name: u32,
}

impl Default for Roster {
    fn default() -> Self {
        Self {
            office: None,
            zone: OfficeZone::default(),
            areas: BTreeMap::new(),
            staff: BTreeMap::new(),
            sites: BTreeMap::new(),
            persons: Slots::default(),
            households: Slots::default(),
            cases: Slots::default(),
            origins: BTreeMap::new(),
            nobodys: BTreeSet::new(),
            merged: BTreeMap::new(),
            activity: Vec::new(),
            visits: Vec::new(),
            newest_visit: 0,
            due: BTreeMap::new(),
            papers: Papers::default(),
            protocols: BTreeMap::new(),
            letters: BTreeMap::new(),
            texts: Texts::default(),
            index: Index::new(),
            lists: Lists::default(),
            loading: true,
        }
    }
}

impl Roster {
    /// The office record; `None` before it is founded.
    pub fn office(&self) -> Option<&Office> {
        self.office.as_ref()
    }

    /// The zone in which days are counted.
    pub fn zone(&self) -> OfficeZone {
        self.zone
    }

    /// Everybody of the staff, those who left too.
    pub fn staff(&self) -> impl Iterator<Item = &Staff> {
        self.staff.values()
    }

    /// A member of staff.
    pub fn staff_member(&self, id: StaffId) -> Option<&Staff> {
        self.staff.get(&id)
    }

    /// The member of staff behind a Unix user: uid and name must both match.
    pub fn staff_of(&self, uid: u32, user: &str) -> Option<&Staff> {
        self.staff.values().find(|s| s.uid == uid && s.user == user)
    }

    /// Every area, past ones too.
    pub fn areas(&self) -> impl Iterator<Item = &Area> {
        self.areas.values()
    }

    /// An area.
    pub fn area(&self, id: AreaId) -> Option<&Area> {
        self.areas.get(&id)
    }

    /// Every site.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        self.sites.values().map(|known| &known.site)
    }

    /// A site.
    pub fn site(&self, id: SiteId) -> Option<&Site> {
        self.sites.get(&id).map(|known| &known.site)
    }

    /// Number of cases and of persons.
    pub fn counts(&self) -> (usize, usize) {
        (self.cases.iter().count(), self.persons.iter().count() - self.merged.len())
    }

    /// Whether any two records are one person.
    pub fn has_merged(&self) -> bool {
        !self.merged.is_empty()
    }

    /// The record that stands for a person: her own, or the one that it was made one with.
    pub fn stands_for(&self, person: PersonId) -> PersonId {
        // a record leads to an older one
        let next = |of: &PersonId| self.merged.get(of).copied().filter(|into| into < of);
        std::iter::successors(Some(person), next).last().unwrap_or(person)
    }

    /// Whether somebody belongs or belonged to the household of a case.
    pub fn belonged(&self, person: PersonId, case: CaseId) -> bool {
        let slot = self.cases.find(case.0);
        let household = slot.and_then(|slot| self.household_of(slot));
        household.is_some_and(|household| household.members().iter().any(|m| m.person == person))
    }

    /// The case that keeps somebody of the household of another one since her record was made one with
    /// one there.
    pub fn kept_since_merge(&self, person: PersonId, case: CaseId) -> Option<CaseId> {
        let person = self.stands_for(person);
        let is_one = || self.merged.values().any(|into| *into == person);
        let hers = self.case_of_person(person).filter(|hers| *hers != case)?;
        (self.belonged(person, case) && is_one()).then_some(hers)
    }

    /// Every household that somebody ever belonged to, with its case.
    pub fn households_of(&self, person: PersonId) -> Vec<(HouseholdId, CaseId)> {
        let hers =
            |household: &HouseholdSlot| household.members().iter().any(|m| m.person == person);
        let of = self.households.iter().filter(|(_, household)| hers(household));
        of.filter_map(|(_, of)| Some((of.id, self.cases.get(of.case)?.id))).collect()
    }

    /// Who is responsible for a case and where it lies on a day; `None` when there is no such case.
    pub fn standing(&self, case: CaseId, day: NaiveDate) -> Option<Standing> {
        let slot = self.cases.get(self.cases.find(case.0)?)?;
        Some(Standing { worker: slot.workers.on(day), area: slot.areas.on(day) })
    }

    /// Whether a case is closed on a day.
    pub fn is_closed(&self, case: CaseId, day: NaiveDate) -> bool {
        let slot = self.cases.find(case.0).and_then(|slot| self.cases.get(slot));
        slot.is_some_and(|case| case.phase_on(day) == PhaseMark::Closed)
    }

    /// Whether somebody who belongs to a case is protected.
    pub fn is_masked(&self, case: CaseId) -> bool {
        let slot = self.cases.find(case.0).and_then(|slot| self.cases.get(slot));
        let household = slot.and_then(|case| self.households.get(case.household));
        household.is_some_and(|household| household.masked)
    }

    /// Whether nothing tells the viewer that there is this case: a household parted for protection, and
    /// she is responsible for the one that those who fled came from.
    pub fn keeps_apart(&self, viewer: &Viewer, case: CaseId, day: NaiveDate) -> bool {
        self.cases.find(case.0).is_some_and(|slot| self.is_apart(viewer, slot, day))
    }

    /// Where the case that another one came from stood on a day.
    fn came_from(&self, case: CaseId, day: NaiveDate) -> Option<Standing> {
        self.standing(*self.origins.get(&case)?, day)
    }

    /// The cases that another one came out of, however often households parted.
    fn origins_of(&self, case: CaseId) -> impl Iterator<Item = CaseId> {
        std::iter::successors(self.origins.get(&case), |from| self.origins.get(from)).copied()
    }

    fn is_apart(&self, viewer: &Viewer, slot: u32, day: NaiveDate) -> bool {
        let Some(case) = self.cases.get(slot) else { return false };
        let hers = |from| self.standing(from, day).is_some_and(|at| viewer.sees_restricted(at));
        self.origins_of(case.id).any(hers) && self.masks(viewer, slot, day)
    }

    /// The case that a stored record belongs to now.
    pub fn case_of_record(&self, tree: Tree, key: &[u8]) -> Option<CaseId> {
        match tree {
            tree::CASES => read_id(key).ok().map(CaseId),
            tree::NEEDS | tree::NOTES => Some(read_guarded_key(key).ok()?.0),
            tree::VISITS
            | tree::FOLLOW_UPS
            | tree::LETTERS
            | tree::PROTOCOLS
            | tree::ASSESSMENTS
            | tree::TOPICS => Some(CaseId(read_case_key(key).ok()?.0)),
            tree::PERSONS => self.case_of_person(PersonId(read_id(key).ok()?)),
            tree::PAPERS => self.case_of_person(PersonId(read_case_key(key).ok()?.0)),
            tree::HOUSEHOLDS => {
                let subject = Subject::Household(HouseholdId(read_id(key).ok()?));
                Some(self.cases.get(self.case_of(subject)?)?.id)
            }
            tree::FACTS => Some(self.cases.get(self.case_of(read_facts_key(key).ok()?.0)?)?.id),
            _ => None,
        }
    }

    /// Whether a person belongs to the household of a case and has not left it.
    pub fn stays(&self, person: PersonId, case: CaseId) -> bool {
        let person = self.stands_for(person);
        let of = self.persons.find(person.0).and_then(|slot| self.persons.get(slot));
        let household = of.and_then(|person| self.households.get(person.household));
        household.is_some_and(|household| {
            let here = self.cases.get(household.case).is_some_and(|known| known.id == case);
            here && household.members().iter().any(|m| m.person == person && m.until.is_none())
        })
    }

    /// The case of a person's household.
    pub fn case_of_person(&self, person: PersonId) -> Option<CaseId> {
        let person = self.persons.get(self.persons.find(self.stands_for(person).0)?)?;
        let household = self.households.get(person.household)?;
        self.cases.get(household.case).map(|case| case.id)
    }
}

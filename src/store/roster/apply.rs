//! Records into the roster: one by one when they change, all at once at the start.

use std::collections::BTreeSet;
use std::thread;

use super::nouns::{Activity, CaseSlot, HouseholdSlot, OpenFollowUp, PersonSlot, VisitSlot};
use super::slots::NONE;
use super::{KnownSite, Roster};
use crate::codec::CodecError;
use crate::domain::case::Case;
use crate::domain::followup::FollowUp;
use crate::domain::household::Household;
use crate::domain::ids::{AreaId, PersonId, SiteId, StaffId};
use crate::domain::names::sort_key;
use crate::domain::office::Office;
use crate::domain::person::Person;
use crate::domain::site::Site;
use crate::domain::visit::Visit;
use crate::journal::Tree;
use crate::store::records::facts::read_facts_key;
use crate::store::records::{Record, read_case_key, read_guarded_key, read_id, tree};
use crate::store::search::{Index, Kind};

/// What a record changed of the lists.
#[derive(Debug, Default)]
pub struct Touched {
    /// Slots of cases.
    pub cases: BTreeSet<u32>,
    /// Slots of cases in which something restricted changed.
    pub restricted: BTreeSet<u32>,
    /// Slots of cases in which somebody is protected from now on.
    pub masked: BTreeSet<u32>,
    /// Slots of cases of which nobody is told, but which lists sort anew.
    pub sorted: BTreeSet<u32>,
    /// Office, areas, staff or sites.
    pub tables: bool,
}

/// What a household has from its persons.
struct Derived {
    /// Key by which the reference person's name is sorted.
    key: Box<str>,
    /// Somebody is protected.
    masked: bool,
}

impl Roster {
    /// Takes in what a key holds from now on.
    pub(super) fn apply(
        &mut self,
        tree: Tree,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        match tree {
            tree::OFFICE | tree::AREAS | tree::STAFF | tree::SITES => {
                touched.tables = true;
                self.apply_table(tree, key, value)
            }
            tree::PERSONS => self.apply_person(key, value, touched),
            tree::HOUSEHOLDS => self.apply_household(key, value, touched),
            tree::CASES => self.apply_case(key, value, touched),
            tree::VISITS => self.apply_visit(key, value, touched),
            tree::FOLLOW_UPS => self.apply_follow_up(key, value, touched),
            tree::PAPERS => self.apply_paper(key, value, touched),
            tree::LETTERS => self.apply_letter(key, value, touched),
            tree::PROTOCOLS => self.apply_protocol(key, value),
            tree::FACTS => {
                let (subject, restricted) = read_facts_key(key)?;
                let set = if restricted { &mut touched.restricted } else { &mut touched.cases };
                set.extend(self.case_of(subject));
                Ok(())
            }
            tree::ASSESSMENTS | tree::TOPICS => {
                touched.cases.extend(self.cases.find(read_case_key(key)?.0));
                Ok(())
            }
            tree::NEEDS | tree::NOTES => {
                let (case, restricted, _) = read_guarded_key(key)?;
                let set = if restricted { &mut touched.restricted } else { &mut touched.cases };
                set.extend(self.cases.find(case.0));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn apply_table(
        &mut self,
        tree: Tree,
        key: &[u8],
        value: Option<&[u8]>,
    ) -> Result<(), CodecError> {
        match (tree, value) {
            // the counters beside the office record are no concern of lists
            (tree::OFFICE, Some(value)) if key == [0] => {
                let office = Office::open(key, value)?;
                self.zone = office.zone.parse().unwrap_or_default();
                self.office = Some(office);
                self.lists.forget();
            }
            (tree::AREAS, Some(value)) => {
                let area: crate::domain::area::Area = Record::open(key, value)?;
                self.areas.insert(area.id, area);
            }
            (tree::AREAS, None) => drop(self.areas.remove(&AreaId(read_id(key)?))),
            (tree::STAFF, Some(value)) => {
                let staff: crate::domain::staff::Staff = Record::open(key, value)?;
                self.staff.insert(staff.id, staff);
            }
            (tree::STAFF, None) => drop(self.staff.remove(&StaffId(read_id(key)?))),
            (tree::SITES, Some(value)) => self.put_site(Site::open(key, value)?),
            (tree::SITES, None) => drop(self.sites.remove(&SiteId(read_id(key)?))),
            _ => {}
        }
        Ok(())
    }

    fn put_site(&mut self, site: Site) {
        let name = self.texts.number(&site.name);
        let kind = site.kind;
        let before = self.sites.insert(site.id, KnownSite { site, name });
        // a new room changes no list; name and kind change where cases stand in them
        if before.is_some_and(|b| b.name != name || b.site.kind != kind) {
            self.lists.forget();
        }
    }

    fn apply_person(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        let Some(value) = value else {
            if let Some((slot, gone)) = self.persons.take(read_id(key)?) {
                self.merged.remove(&gone.id);
                self.index.remove(slot);
                self.link_household(gone.household, touched);
            }
            return Ok(());
        };
        let person = Person::open(key, value)?;
        match person.into {
            Some(into) => drop(self.merged.insert(person.id, into)),
            None => drop(self.merged.remove(&person.id)),
        }
        let (slot, before) = self.persons.put(person.id.0, PersonSlot::new(&person));
        let household = before.map_or(NONE, |before| before.household);
        if let Some(person) = self.persons.get_mut(slot) {
            person.household = household;
        }
        if !self.loading {
            self.index_person(slot);
            self.link_household(household, touched);
            self.link_emptied(&person, household, touched);
        }
        Ok(())
    }

    /// Brings the households up to date that are still called after somebody who lives in another one
    /// since two records were made one. Where she is protected, nobody is told of a change with hers.
    fn link_emptied(&mut self, person: &Person, hers: u32, touched: &mut Touched) {
        if !self.merged.values().any(|into| *into == person.id) {
            return;
        }
        let led = self.households.iter().filter(|(_, household)| household.reference == person.id);
        let led: Vec<u32> = led.map(|(slot, _)| slot).filter(|slot| *slot != hers).collect();
        for slot in led {
            let mut of = Touched::default();
            self.link_household(slot, &mut of);
            let told = if person.protected { &mut touched.sorted } else { &mut touched.cases };
            told.extend(of.cases);
        }
    }

    fn apply_household(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        let Some(value) = value else {
            if let Some((slot, gone)) = self.households.take(read_id(key)?) {
                touched.cases.insert(gone.case);
                self.unlink(slot, &gone);
            }
            return Ok(());
        };
        let household = Household::open(key, value)?;
        let kept = HouseholdSlot::new(&household, &mut self.texts);
        let (slot, before) = self.households.put(household.id.0, kept);
        if let Some(before) = before {
            self.unlink(slot, &before);
            if let Some(household) = self.households.get_mut(slot) {
                (household.case, household.masked) = (before.case, before.masked);
            }
        }
        for member in &household.members {
            if let Some(person) = self.person_mut(member.person)
                && (member.until.is_none() || person.household == NONE)
            {
                person.household = slot;
            }
        }
        if !self.loading {
            for member in &household.members {
                if let Some(person) = self.persons.find(member.person.0) {
                    self.index_person(person);
                }
            }
            self.link_household(slot, touched);
        }
        Ok(())
    }

    fn person_mut(&mut self, id: PersonId) -> Option<&mut PersonSlot> {
        self.persons.get_mut(self.persons.find(id.0)?)
    }

    /// Members of a household that is replaced or gone belong to none until they are put again.
    fn unlink(&mut self, slot: u32, household: &HouseholdSlot) {
        for member in household.members() {
            if let Some(person) = self.person_mut(member.person)
                && person.household == slot
            {
                person.household = NONE;
            }
        }
    }

    fn apply_case(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        let Some(value) = value else {
            if let Some((slot, gone)) = self.cases.take(read_id(key)?) {
                self.origins.remove(&gone.id);
                self.nobodys.remove(&slot);
                touched.cases.insert(slot);
                if let Some(household) = self.households.get_mut(gone.household)
                    && household.case == slot
                {
                    household.case = NONE;
                }
            }
            return Ok(());
        };
        let case = Case::open(key, value)?;
        let household = self.households.find(case.household.0).unwrap_or(NONE);
        let (slot, _) = self.cases.put(case.id.0, CaseSlot::new(&case, household));
        self.activity.resize_with(self.cases.len() as usize, Activity::default);
        if let Some(household) = self.households.get_mut(household) {
            household.case = slot;
        }
        touched.cases.insert(slot);
        if case.assignments.is_empty() {
            self.nobodys.insert(slot);
        } else {
            self.nobodys.remove(&slot);
        }
        // a case comes out of one that was there before it
        if let Some(from) = case.came_from().filter(|from| *from < case.id) {
            self.origins.insert(case.id, from);
        }
        if !self.loading {
            // who is responsible for this one may not see those that came out of it
            let made = self.origins.keys();
            let apart = made.filter(|made| self.origins_of(**made).any(|from| from == case.id));
            touched.cases.extend(apart.filter_map(|made| self.cases.find(made.0)));
            let reference = self.households.get(household).map(|h| h.reference.0);
            if let Some(person) = reference.and_then(|id| self.persons.find(id)) {
                self.index_person(person);
            }
        }
        Ok(())
    }

    fn apply_visit(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        let (case, id) = read_case_key(key)?;
        let Some(case) = self.cases.find(case) else { return Ok(()) };
        touched.cases.insert(case);
        if !self.loading && id <= self.newest_visit {
            self.take_visit(id, case);
        }
        let Some(value) = value else { return Ok(()) };
        let visit = VisitSlot::new(&Visit::open(key, value)?, case);
        self.newest_visit = self.newest_visit.max(id);
        let place = if self.loading {
            self.visits.len()
        } else {
            self.visits.partition_point(|known| *known < visit)
        };
        self.visits.insert(place, visit);
        if self.loading {
            return Ok(()); // counted when all are there, in their order
        }
        let Some(activity) = self.activity.get_mut(case as usize) else { return Ok(()) };
        if visit.at >= activity.last {
            activity.add(&visit, visit.met_on(self.zone));
        } else {
            self.count_visits(case);
        }
        Ok(())
    }

    /// Counts the visits of a case anew.
    fn count_visits(&mut self, case: u32) {
        let of_case = self.visits.iter().filter(|visit| visit.case == case);
        let mut counted = Activity::default();
        for visit in of_case {
            counted.add(visit, visit.met_on(self.zone));
        }
        if let Some(activity) = self.activity.get_mut(case as usize) {
            *activity = Activity { open: std::mem::take(&mut activity.open), ..counted };
        }
    }

    fn take_visit(&mut self, id: u64, case: u32) {
        // mostly a recent one
        let Some(place) = self.visits.iter().rposition(|visit| visit.id == id) else { return };
        self.visits.remove(place);
        self.count_visits(case);
    }

    fn apply_follow_up(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        let (case, id) = read_case_key(key)?;
        let Some(case) = self.cases.find(case) else { return Ok(()) };
        let Some(activity) = self.activity.get_mut(case as usize) else { return Ok(()) };
        let mut restricted = true;
        if let Some(place) = activity.open.iter().position(|open| open.id.0 == id) {
            let open = activity.open.remove(place);
            restricted = open.restricted;
            if let Some(due) = self.due.get_mut(&open.owner) {
                due.remove(&(open, case));
            }
        }
        let follow_up = value.map(|value| FollowUp::open(key, value)).transpose()?;
        restricted &= follow_up.as_ref().is_none_or(|follow_up| follow_up.restricted);
        let set = if restricted { &mut touched.restricted } else { &mut touched.cases };
        set.insert(case);
        let Some(follow_up) = follow_up else { return Ok(()) };
        if follow_up.done.is_none() {
            let open = OpenFollowUp::new(&follow_up);
            let place = activity.open.partition_point(|known| *known < open);
            activity.open.insert(place, open);
            self.due.entry(open.owner).or_default().insert((open, case));
        }
        Ok(())
    }

    /// After the last record of the start: what is derived from several records.
    pub(super) fn link(&mut self) {
        self.visits.sort_unstable();
        for visit in &self.visits {
            if let Some(activity) = self.activity.get_mut(visit.case as usize) {
                activity.add(visit, visit.met_on(self.zone));
            }
        }
        self.persons.shrink();
        self.households.shrink();
        self.cases.shrink();
        self.visits.shrink_to_fit();
        self.activity.shrink_to_fit();
        let mut index = std::mem::take(&mut self.index);
        let derived: Vec<Option<Derived>> = thread::scope(|scope| {
            let fill =
                || index.fill(self.persons.len(), |index, slot| self.list_names(index, slot));
            scope.spawn(fill);
            (0..self.households.len()).map(|slot| self.derive(slot)).collect()
        });
        self.index = index;
        for (slot, derived) in (0..).zip(derived) {
            self.set_derived(slot, derived);
        }
        self.lists.forget();
        self.loading = false;
    }

    /// Brings a household up to date with its persons.
    fn link_household(&mut self, slot: u32, touched: &mut Touched) {
        let was = self.households.get(slot).is_some_and(|household| household.masked);
        let derived = self.derive(slot);
        self.set_derived(slot, derived);
        if let Some(household) = self.households.get(slot).filter(|h| h.masked && !was) {
            touched.masked.insert(household.case);
        }
        touched.cases.extend(self.households.get(slot).map(|household| household.case));
    }

    fn derive(&self, slot: u32) -> Option<Derived> {
        let household = self.households.get(slot)?;
        let person = |id: u64| self.persons.find(id).and_then(|slot| self.persons.get(slot));
        let key = sort_key(person(household.reference.0).map_or("", PersonSlot::listed)).into();
        // who left hides those who stay no more
        let mut members = household.members().iter().filter(|m| m.until.is_none());
        let masked = members.any(|m| person(m.person.0).is_some_and(|person| person.protected));
        Some(Derived { key, masked })
    }

    fn set_derived(&mut self, slot: u32, derived: Option<Derived>) {
        if let (Some(household), Some(derived)) = (self.households.get_mut(slot), derived) {
            (household.key, household.masked) = (derived.key, derived.masked);
        }
    }

    fn index_person(&mut self, slot: u32) {
        let mut index = std::mem::take(&mut self.index);
        self.list_names(&mut index, slot);
        self.index = index;
    }

    /// Makes a person findable: by all names, the telephone and the file reference; the reference person also by case
    /// number, room and the telephone of the household.
    fn list_names(&self, index: &mut Index, slot: u32) {
        let Some(person) = self.persons.get(slot) else { return };
        if self.merged.contains_key(&person.id) {
            index.remove(slot); // found by the one that stands for her
            return;
        }
        let household = self.households.get(person.household);
        let led = household.filter(|household| household.reference == person.id);
        let case = led.and_then(|household| self.cases.get(household.case));
        let number = case.map(|case| case.no.to_string()).unwrap_or_default();
        let home = led.and_then(|household| household.homes.last());
        let room = home.filter(|home| home.site.is_some()).map(|home| self.texts.text(home.text));
        let tokens = [
            (Kind::Phone, &*person.phone),
            (Kind::Phone, led.map_or("", |household| &household.phone)),
            (Kind::File, &*person.file_ref),
            (Kind::Room, room.unwrap_or_default()),
            (Kind::Case, &number),
        ];
        let tokens: Vec<(Kind, &str)> =
            tokens.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        let names: Vec<&str> = person.names().collect();
        index.insert(slot, &names, &tokens);
    }
}

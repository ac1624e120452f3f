//! Persons that may be the one who is being entered (`docs/domain.md`, duplicates).
//!
//! The search finds who bears the names, or any two of them, and was born about then; the rule of
//! [`crate::domain::similar`] says whether that is enough. Protected persons are found only by
//! those who see them anyway.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::nouns::{CaseSlot, HouseholdSlot, PersonSlot};
use super::order::standing;
use super::{Roster, Viewer};
use crate::domain::case::CaseNo;
use crate::domain::dates::PartialDate;
use crate::domain::ids::{AreaId, CaseId, HouseholdId, PersonId, StaffId};
use crate::domain::similar::{Degree, Likeness, Looks, compare, may_be_born};

/// Words of which any two may be all that another record has of a name.
const WORDS: usize = 4;
/// Bearers compared for each pair of words.
const COMPARED: usize = 64;

/// Who is being entered.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// What of it is compared.
    pub looks: Looks,
    /// Its birth date.
    pub birth: Option<PartialDate>,
    /// Its file reference.
    pub file_ref: String,
    /// Its own record, where it has one already.
    pub person: Option<PersonId>,
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike<'a> {
    /// Who.
    pub person: PersonId,
    /// Their case.
    pub case: CaseId,
    /// What is shown of them.
    pub sight: Sight<'a>,
    /// How alike they are, and by what.
    pub likeness: Likeness,
    /// What of them was compared, without nationalities.
    pub looks: Looks,
}

/// What a viewer may know of somebody found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight<'a> {
    /// Who it is.
    Seen {
        /// Number of the case.
        no: CaseNo,
        /// Name as in lists.
        name: &'a str,
        /// Birth date.
        birth: Option<PartialDate>,
        /// Home that day.
        home: &'a str,
        /// Room.
        room: &'a str,
        /// Area that day.
        area: Option<AreaId>,
    },
    /// That there is somebody, and whom to ask.
    Elsewhere {
        /// Area that day.
        area: Option<AreaId>,
        /// The responsible worker.
        worker: Option<StaffId>,
    },
}

impl Roster {
    /// Site, room, telephone and case of a household as far as they tell persons apart, put onto
    /// what is compared of one who belongs to it.
    pub fn at_home(&self, looks: Looks, household: HouseholdId, day: NaiveDate) -> Looks {
        let known = self.households.find(household.0).and_then(|slot| self.households.get(slot));
        known.map_or(looks.clone(), |known| self.housed(looks, known, day))
    }

    /// The household of a case.
    pub fn household_of_case(&self, case: CaseId) -> Option<HouseholdId> {
        let slot = self.cases.get(self.cases.find(case.0)?)?;
        self.households.get(slot.household).map(|household| household.id)
    }

    /// Who may be the person that is being entered, the likeliest first.
    pub fn similar(
        &self,
        viewer: &Viewer,
        entered: &Entered,
        limit: usize,
        day: NaiveDate,
    ) -> Vec<Alike<'_>> {
        let mut found = BTreeMap::new();
        for doc in self.candidates(entered) {
            if let Some(alike) = self.alike(viewer, entered, doc, day) {
                found.insert(alike.person, alike);
            }
        }
        let mut found: Vec<Alike<'_>> = found.into_values().collect();
        found.sort_by_key(|alike| std::cmp::Reverse(alike.likeness.score));
        found.truncate(limit);
        found
    }

    /// Whom to compare: bearers of all names, of any two and of a single one, born about then; and
    /// whoever has the file reference.
    fn candidates(&self, entered: &Entered) -> Vec<u32> {
        let words: Vec<&str> =
            entered.looks.words().iter().take(WORDS).map(String::as_str).collect();
        let mut found = self.index.with_file(&entered.file_ref).to_vec();
        let near = |doc: u32| {
            let person = self.persons.get(doc);
            person.is_some_and(|person| may_be_born(entered.birth, person.birth))
        };
        let single = |doc: u32| {
            let person = self.persons.get(doc);
            near(doc) && person.is_some_and(|p| p.birth == entered.birth || is_single(p))
        };
        // white space at the end: no beginnings of longer names
        let mut search = |text: String, fits: &dyn Fn(u32) -> bool| {
            found.extend(self.index.search(&text, COMPARED, fits).into_iter().map(|hit| hit.doc));
        };
        let exact = entered.birth.is_some_and(|birth| birth.exact().is_some());
        for (place, word) in words.iter().enumerate() {
            for other in words.iter().skip(place + 1) {
                search(format!("{word} {other} "), &near);
            }
            if words.len() == 1 || exact {
                search(format!("{word} "), &single);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn alike(
        &self,
        viewer: &Viewer,
        entered: &Entered,
        doc: u32,
        day: NaiveDate,
    ) -> Option<Alike<'_>> {
        let person = self.persons.get(doc).filter(|person| Some(person.id) != entered.person)?;
        let household = self.households.get(person.household)?;
        let case = self.cases.get(household.case)?;
        let names: Vec<&str> = person.names().collect();
        let looks = Looks::named(&names, person.birth, &person.file_ref).with_phone(&person.phone);
        let looks = self.housed(looks, household, day);
        let likeness = compare(&entered.looks, &looks)?;
        let sight = self.sight(viewer, (person, household, case), likeness.degree, day)?;
        Some(Alike { person: person.id, case: case.id, sight, likeness, looks })
    }

    /// What the viewer may know: of her own cases who it is, of others only from the second degree
    /// on that there is somebody, of protected persons nothing.
    fn sight<'a>(
        &'a self,
        viewer: &Viewer,
        (person, household, case): (&'a PersonSlot, &HouseholdSlot, &CaseSlot),
        degree: Degree,
        day: NaiveDate,
    ) -> Option<Sight<'a>> {
        let slot = household.case;
        if self.masks(viewer, slot, day) || self.is_hidden(viewer, person, day) {
            return None;
        }
        let area = case.areas.on(day);
        if !viewer.sees(standing(case, day)) {
            let worker = case.workers.on(day);
            return (degree > Degree::Possible).then_some(Sight::Elsewhere { area, worker });
        }
        let (home, _, room) = self.home_text(slot, day);
        let (no, name, birth) = (case.no, person.listed(), person.birth);
        Some(Sight::Seen { no, name, birth, home, room, area })
    }

    fn housed(&self, looks: Looks, household: &HouseholdSlot, day: NaiveDate) -> Looks {
        let home = household.homes.on(day);
        let room = home.and_then(|home| Some((home.site?, self.texts.text(home.text))));
        looks.with_phone(&household.phone).in_household(household.id).in_room(room)
    }
}

/// Whether a record has a single name.
fn is_single(person: &PersonSlot) -> bool {
    person.names().any(|name| !name.trim().is_empty() && !name.trim().contains(' '))
}

//! Papers that run out: of each person who has any, as much as it takes to say on any day which of
//! them counts and how near its end is. Who has no papers takes no room.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::apply::Touched;
use super::order::standing;
use super::slots::NONE;
use super::{Roster, Viewer};
use crate::codec::CodecError;
use crate::domain::caseload::PhaseMark;
use crate::domain::facts::Subject;
use crate::domain::ids::{CaseId, PaperId, PersonId};
use crate::domain::papers::{Glimpse, Paper, PaperKind, Rule, Stage, counting};
use crate::store::records::{Record, read_case_key};

/// By person; the lists are mostly of one to five.
pub type Papers = HashMap<PersonId, Vec<Glimpse>>;

/// A paper that runs out soon or has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expiry {
    /// Its last day in fact.
    pub last: NaiveDate,
    /// The case.
    pub case: CaseId,
    /// Whose it is.
    pub person: PersonId,
    /// The paper.
    pub paper: PaperId,
    /// What kind.
    pub kind: PaperKind,
    /// How near its end is.
    pub stage: Stage,
    /// The rule it is reminded of by.
    pub rule: Rule,
}

impl Roster {
    pub(super) fn apply_paper(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        let (person, id) = read_case_key(key)?;
        let (person, id) = (PersonId(person), PaperId(id));
        touched.cases.extend(self.case_of(Subject::Person(person)));
        let known = self.papers.entry(person).or_default();
        known.retain(|paper| paper.id != id);
        if let Some(value) = value {
            known.extend(Glimpse::of(&Paper::open(key, value)?));
            known.shrink_to_fit();
        }
        if known.is_empty() {
            self.papers.remove(&person);
        }
        Ok(())
    }

    /// The papers of a case that run out soon or have run out, the nearest end first: of its members
    /// of that day.
    pub fn expiries_of(&self, case: CaseId, day: NaiveDate) -> Vec<Expiry> {
        let slot = self.cases.find(case.0);
        let mut found: Vec<Expiry> = slot.map(|slot| self.expiring(slot, day)).unwrap_or_default();
        found.sort_unstable();
        found
    }

    /// The same of every case in care that the viewer sees in full.
    pub fn expiries(&self, viewer: &Viewer, day: NaiveDate) -> Vec<Expiry> {
        let mut cases: Vec<u32> =
            self.papers.keys().filter_map(|id| self.case_of(Subject::Person(*id))).collect();
        cases.sort_unstable();
        cases.dedup();
        let seen = cases.into_iter().filter(|slot| {
            let case = self.cases.get(*slot).filter(|case| case.phase_on(day) != PhaseMark::Closed);
            case.is_some_and(|case| viewer.sees(standing(case, day)))
                && !self.masks(viewer, *slot, day)
        });
        let mut found: Vec<Expiry> = seen.flat_map(|slot| self.expiring(slot, day)).collect();
        found.sort_unstable();
        found
    }

    /// Slot of the case a person or household belongs to.
    pub(super) fn case_of(&self, subject: Subject) -> Option<u32> {
        let household = match subject {
            Subject::Household(id) => self.households.find(id.0)?,
            Subject::Person(id) => {
                self.persons.get(self.persons.find(self.stands_for(id).0)?)?.household
            }
        };
        Some(self.households.get(household)?.case).filter(|case| *case != NONE)
    }

    /// Residence status of the reference person of a case: its code and last day.
    pub(super) fn status(
        &self,
        slot: u32,
        day: NaiveDate,
    ) -> Option<(&'static str, Option<NaiveDate>)> {
        let household = self.households.get(self.cases.get(slot)?.household)?;
        let papers = self.papers.get(&household.reference)?;
        let mut papers = counting(papers, day);
        let paper = papers.find(|paper| paper.kind == PaperKind::Residence)?;
        Some((paper.code()?, paper.last()))
    }

    pub(super) fn expiring(&self, slot: u32, day: NaiveDate) -> Vec<Expiry> {
        let Some(case) = self.cases.get(slot) else { return vec![] };
        let household = self.households.get(case.household);
        let members = household.map_or(&[][..], |household| household.members());
        let here =
            members.iter().filter(|m| m.from <= day && m.until.is_none_or(|until| day <= until));
        let mut found = Vec::new();
        for member in here {
            let Some(papers) = self.papers.get(&member.person) else { continue };
            for paper in counting(papers, day) {
                let Some((last, stage, rule)) = paper.stage(day) else { continue };
                let (case, person) = (case.id, member.person);
                let (paper, kind) = (paper.id, paper.kind);
                found.push(Expiry { last, case, person, paper, kind, stage, rule });
            }
        }
        found
    }
}

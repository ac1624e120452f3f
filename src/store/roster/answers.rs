//! What is asked of the roster: pages of the caseload, people found, recent visits, what is due.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::lists::List;
use super::nouns::{CaseSlot, HouseholdSlot, OpenFollowUp, PersonSlot};
use super::order::{Selection, standing};
use super::slots::NONE;
use super::{Roster, Viewer};
use crate::domain::area::Fte;
use crate::domain::case::CaseNo;
use crate::domain::caseload::{Filter, PAGE_MAX, PhaseMark, Query, Scope, Sort};
use crate::domain::ids::{AreaId, CaseId, FollowUpId, HouseholdId, PersonId, StaffId, VisitId};
use crate::domain::site::SiteKind;
use crate::store::search::{Docs, Hit, Why};

/// People looked through for a page of cases that match a text.
const HITS: usize = 1000;
/// Of so many cases the persons are gathered once after a change, so that a million bearers of a word
/// are asked for one bit each. Of more cases, some are soon met.
const FEW: usize = 16_384;

/// A page of the caseload.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<'a> {
    /// Rows in all.
    pub total: u32,
    /// Number of the first row of this page.
    pub offset: u32,
    /// The rows.
    pub lines: Vec<Line<'a>>,
    /// Persons in open cases of the scope.
    pub persons: u32,
    /// Posts filled in the scope.
    pub fte: Fte,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Name of the reference person; empty when masked.
    pub name: &'a str,
    /// Somebody in it is protected, and this viewer is not responsible: name and home are hidden.
    pub masked: bool,
    /// Members that day.
    pub persons: u16,
    /// Name of the site, or the address; empty when masked.
    pub home: &'a str,
    /// What kind of home.
    pub home_kind: Option<SiteKind>,
    /// Room, where there is one.
    pub room: &'a str,
    /// Where the case stands.
    pub phase: PhaseMark,
    /// Day of the last visit at which somebody was met at home.
    pub last_visit: Option<NaiveDate>,
    /// When the next visit is due at the latest.
    pub visit_due: Option<NaiveDate>,
    /// Open follow-ups this viewer sees.
    pub open: u16,
    /// The nearest due day of them.
    pub next_due: Option<NaiveDate>,
    /// The responsible worker.
    pub worker: Option<StaffId>,
    /// Visits in all.
    pub visits: u32,
    /// Residence status of the reference person that counts that day: its code and last day; none
    /// when masked.
    pub status: Option<(&'static str, Option<NaiveDate>)>,
    /// With a text: what matched, where the row itself does not show it.
    pub matched: Option<String>,
}

/// Somebody found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<'a> {
    /// Who.
    pub person: PersonId,
    /// Their case.
    pub case: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Their household.
    pub household: HouseholdId,
    /// Name as in lists.
    pub name: &'a str,
    /// Year of birth.
    pub born: Option<i32>,
    /// Home that day.
    pub home: &'a str,
    /// Room.
    pub room: &'a str,
    /// Area that day.
    pub area: Option<AreaId>,
    /// What matched, as it is written; empty for a name in another script.
    pub matched: String,
    /// Why it matched.
    pub why: Why,
}

/// A visit among the recent ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The visit.
    pub visit: VisitId,
    /// Its case.
    pub case: CaseId,
    /// Who made it.
    pub worker: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// An open follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The follow-up.
    pub follow_up: FollowUpId,
    /// Its case.
    pub case: CaseId,
    /// Who is to do it.
    pub owner: StaffId,
    /// The day it should be done.
    pub due: NaiveDate,
}

impl Roster {
    /// A page of the caseload as of `day`.
    pub fn page(&self, viewer: &Viewer, query: &Query, day: NaiveDate) -> Page<'_> {
        let &Query { scope, filter, sort, .. } = query;
        let list = Selection { viewer: viewer.clone(), scope, filter, sort, day };
        let limit = usize::from(query.limit.min(PAGE_MAX));
        let (total, offset, lines) = if query.text.trim().is_empty() {
            self.with_list(&list, |rows| {
                let offset = self.first_row(rows, &list, query, limit);
                let page = rows.rows.iter().skip(offset).take(limit);
                let lines = page.filter_map(|row| self.line(&list, row.case)).collect();
                (rows.rows.len(), offset, lines)
            })
        } else {
            self.matching(&list, query, limit)
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (persons, fte) = (self.persons_in_care(&list), self.fte(viewer, scope, day));
        Page { total: count(total), offset: count(offset), lines, persons, fte }
    }

    /// The first row of the page: as asked, or so that the wanted case is in its middle.
    fn first_row(&self, rows: &List, list: &Selection, query: &Query, limit: usize) -> usize {
        let slot = query.around.and_then(|case| self.cases.find(case.0));
        let place = slot.and_then(|slot| self.position(rows, list, slot));
        let latest = rows.rows.len().saturating_sub(limit);
        place.map_or(query.offset as usize, |place| place.saturating_sub(limit / 2).min(latest))
    }

    /// The cases of a list in which somebody matches, best first.
    fn matching(
        &self,
        list: &Selection,
        query: &Query,
        limit: usize,
    ) -> (usize, usize, Vec<Line<'_>>) {
        let case_of = |person: u32| {
            let household = self.households.get(self.persons.get(person)?.household)?;
            Some(household.case)
        };
        let few = self.few(list);
        let wanted = |person: u32| match &few {
            Some(few) => few.contains(person),
            None => case_of(person).is_some_and(|slot| {
                let hidden = self.persons.get(person);
                self.is_on(list, slot)
                    && !self.masks(&list.viewer, slot, list.day)
                    && hidden.is_some_and(|p| !self.is_hidden(&list.viewer, p, list.day))
            }),
        };
        let mut seen = HashSet::new();
        let mut hits = self.index.search(&query.text, HITS, wanted);
        hits.retain(|hit| case_of(hit.doc).is_some_and(|slot| seen.insert(slot)));
        let offset = query.offset as usize;
        let lines = hits.iter().skip(offset).take(limit).filter_map(|hit| {
            let line = self.line(list, case_of(hit.doc)?)?;
            Some(Line { matched: self.matched(hit, &query.text), ..line })
        });
        (hits.len(), offset, lines.collect())
    }

    /// Persons in the cases of a list whose names may be read there; `None` where the cases are many.
    fn few(&self, list: &Selection) -> Option<Arc<Docs>> {
        self.with_list(list, |kept| {
            if kept.rows.len() > FEW {
                return None;
            }
            let few = kept.readable.get_or_init(|| {
                let mut few = Docs::default();
                let cases = kept.rows.iter().map(|row| row.case);
                let readable = cases.filter(|slot| !self.masks(&list.viewer, *slot, list.day));
                let persons = readable.flat_map(|slot| self.persons_of(slot));
                few.extend(persons.filter(|person| {
                    let person = self.persons.get(*person);
                    person.is_some_and(|p| !self.is_hidden(&list.viewer, p, list.day))
                }));
                Arc::new(few)
            });
            Some(Arc::clone(few))
        })
    }

    /// Slots of the persons who belong to a case.
    fn persons_of(&self, slot: u32) -> impl Iterator<Item = u32> {
        let household = self.cases.get(slot).map_or(NONE, |case| case.household);
        let members = self.households.get(household).filter(|household| household.case == slot);
        let members = members.map_or(&[][..], |household| household.members());
        members.iter().filter_map(move |member| {
            let place = self.persons.find(member.person.0)?;
            (self.persons.get(place)?.household == household).then_some(place)
        })
    }

    /// What matched, where the name in the list does not show it.
    fn matched(&self, hit: &Hit, typed: &str) -> Option<String> {
        let person = self.persons.get(hit.doc)?;
        let led = self.households.get(person.household)?.reference == person.id;
        match hit.why {
            Why::Case | Why::Phone | Why::File => Some(self.reason(hit, typed)),
            _ if !led => Some(person.listed().to_owned()),
            Why::Alias | Why::Sound | Why::Phonetic | Why::Typo | Why::Words => {
                Some(self.reason(hit, typed))
            }
            Why::Exact | Why::Start | Why::Room => None,
        }
    }

    /// One case as a line of lists; `None` when the viewer does not see it.
    pub fn case_line(&self, viewer: &Viewer, case: CaseId, day: NaiveDate) -> Option<Line<'_>> {
        let (scope, sort) = (Scope::All, Sort::Name);
        let list = Selection { viewer: viewer.clone(), scope, filter: Filter::Open, sort, day };
        let slot = self.cases.find(case.0)?;
        let seen =
            viewer.sees(standing(self.cases.get(slot)?, day)) && !self.is_apart(viewer, slot, day);
        self.line(&list, slot).filter(|_| seen)
    }

    fn line(&self, list: &Selection, slot: u32) -> Option<Line<'_>> {
        let case = self.cases.get(slot)?;
        let masked = self.masks(&list.viewer, slot, list.day);
        let (home, home_kind, room) = self.home_text(slot, list.day);
        let persons = self.household_of(slot).map_or(0, |h| h.persons_on(list.day));
        Some(Line {
            case: case.id,
            no: case.no,
            name: if masked { "" } else { self.name(slot) },
            masked,
            persons: if masked { 0 } else { persons },
            home: if masked { "" } else { home },
            home_kind: home_kind.filter(|_| !masked),
            room: if masked { "" } else { room },
            phase: case.phase_on(list.day),
            last_visit: self.last_met(slot).filter(|_| !masked),
            visit_due: self.visit_due(slot, list.day).filter(|_| !masked),
            open: u16::try_from(self.open_follow_ups(slot, list).count()).unwrap_or(u16::MAX),
            next_due: self.open_follow_ups(slot, list).next().map(|next| next.due),
            worker: case.workers.on(list.day),
            visits: self.activity_of(slot).map_or(0, |activity| activity.visits),
            status: self.status(slot, list.day).filter(|_| !masked),
            matched: None,
        })
    }

    /// Name of the reference person.
    pub(super) fn name(&self, slot: u32) -> &str {
        let reference = self.household_of(slot).and_then(|h| self.persons.find(h.reference.0));
        let person = reference.and_then(|reference| self.persons.get(reference));
        person.map_or("", |person| person.listed())
    }

    /// Home, its kind and the room on a day.
    pub(super) fn home_text(&self, slot: u32, day: NaiveDate) -> (&str, Option<SiteKind>, &str) {
        let Some(home) = self.home(slot, day) else { return ("", None, "") };
        let text = self.texts.text(home.text);
        match home.site {
            None => (text, self.home_kind(home), ""),
            Some(site) => {
                let name = self.sites.get(&site).map_or("", |known| &known.site.name);
                (name, self.home_kind(home), text)
            }
        }
    }

    /// Whether name and home of a case are hidden from the viewer.
    pub(super) fn masks(&self, viewer: &Viewer, slot: u32, day: NaiveDate) -> bool {
        let Some(case) = self.cases.get(slot) else { return true };
        let Some(household) = self.household_of(slot) else { return false };
        (household.masked && !viewer.sees_restricted(standing(case, day)))
            || self.is_called_after_hidden(viewer, household, day)
    }

    /// Whether a household is called after somebody who lives elsewhere by now and is protected there: one
    /// whose last member was made one with a person of another household.
    fn is_called_after_hidden(
        &self,
        viewer: &Viewer,
        household: &HouseholdSlot,
        day: NaiveDate,
    ) -> bool {
        let reference = household.reference;
        let stays =
            || household.members().iter().any(|m| m.person == reference && m.until.is_none());
        !stays() && self.hides(viewer, reference, day)
    }

    /// Whether somebody is protected from the viewer: she is not responsible for the case to which
    /// the person belongs now, whatever household knew her before.
    pub fn hides(&self, viewer: &Viewer, person: PersonId, day: NaiveDate) -> bool {
        let Some(slot) = self.persons.find(self.stands_for(person).0) else { return false };
        self.persons.get(slot).is_some_and(|person| self.is_hidden(viewer, person, day))
    }

    pub(super) fn is_hidden(&self, viewer: &Viewer, person: &PersonSlot, day: NaiveDate) -> bool {
        let case = || self.cases.get(self.households.get(person.household)?.case);
        person.protected && !case().is_some_and(|case| viewer.sees_restricted(standing(case, day)))
    }

    /// Persons in open cases of the scope of a list.
    fn persons_in_care(&self, list: &Selection) -> u32 {
        let open = Selection { filter: Filter::Open, ..list.clone() };
        self.with_list(&open, |list| list.persons)
    }

    /// Posts filled on a day: the viewer's own, those of an area, or all.
    fn fte(&self, viewer: &Viewer, scope: Scope, day: NaiveDate) -> Fte {
        let filled = self.staff.values().filter(|staff| staff.active_on(day));
        let posts = filled.flat_map(|staff| {
            staff.areas_on(day).filter(move |(area, _)| match scope {
                Scope::Mine => staff.id == viewer.staff,
                Scope::Area(wanted) => *area == wanted,
                Scope::All => true,
            })
        });
        Fte(posts.fold(0, |sum, (_, fte)| sum.saturating_add(fte.0)))
    }

    /// Persons that match a text, best first; of those who match equally well first whom the viewer
    /// cares for. Protected ones only for those responsible.
    pub fn find(
        &self,
        viewer: &Viewer,
        text: &str,
        limit: usize,
        day: NaiveDate,
    ) -> Vec<Found<'_>> {
        let case_of = |person: u32| {
            let person = self.persons.get(person).filter(|p| !self.is_hidden(viewer, p, day))?;
            let household = self.households.get(person.household)?;
            Some((household, self.visible(viewer, household.case, day)?))
        };
        // who sees everything meets somebody soon
        let lists = [Filter::Open, Filter::Ended].map(|filter| Selection {
            viewer: viewer.clone(),
            scope: Scope::All,
            filter,
            sort: Sort::Name,
            day,
        });
        let few: Option<Vec<Arc<Docs>>> = if viewer.everything {
            None
        } else {
            lists.iter().map(|list| self.few(list)).collect()
        };
        let wanted = |person: u32| match &few {
            Some(few) => few.iter().any(|few| few.contains(person)),
            None => case_of(person).is_some(),
        };
        let mut hits = self.index.search(text, limit, wanted);
        let hers: Vec<Option<Arc<Docs>>> =
            lists.map(|list| self.few(&Selection { scope: Scope::Mine, ..list })).into();
        let hers = |doc: u32| hers.iter().flatten().any(|few| few.contains(doc));
        if hits.len() >= limit {
            // others who match as well may have come before her own
            hits.extend(self.index.search(text, limit, hers));
            let mut seen = HashSet::new();
            hits.retain(|hit| seen.insert(hit.doc));
        }
        hits.sort_by_key(|hit| (hit.why, hit.distance, !hers(hit.doc)));
        hits.truncate(limit);
        hits.into_iter()
            .filter_map(|hit| {
                let (household, case) = case_of(hit.doc)?;
                let person = self.persons.get(hit.doc)?;
                let (home, _, room) = self.home_text(household.case, day);
                let matched = match hit.why {
                    Why::Room => room.to_owned(),
                    _ => self.reason(&hit, text),
                };
                Some(Found {
                    person: person.id,
                    case: case.id,
                    no: case.no,
                    household: household.id,
                    name: person.listed(),
                    born: person.birth.map(|birth| birth.earliest().year()),
                    home,
                    room,
                    area: case.areas.on(day),
                    matched,
                    why: hit.why,
                })
            })
            .collect()
    }

    /// Recent visits of the cases the viewer sees in full, newest first; with `mine` only those she
    /// made.
    pub fn recent(
        &self,
        viewer: &Viewer,
        mine: bool,
        skip: usize,
        limit: usize,
        day: NaiveDate,
    ) -> Vec<Seen> {
        let visits = self.visits.iter().rev().filter_map(|visit| {
            let worker = StaffId(visit.worker);
            if mine && worker != viewer.staff {
                return None;
            }
            let case = self.visible(viewer, visit.case, day)?;
            let at = DateTime::from_timestamp_millis(visit.at)?;
            Some(Seen { visit: VisitId(visit.id), case: case.id, worker, at })
        });
        visits.skip(skip).take(limit).collect()
    }

    /// Open follow-ups of the cases the viewer sees in full, nearest first.
    pub fn due(&self, viewer: &Viewer, skip: usize, limit: usize, day: NaiveDate) -> Vec<Due> {
        let due = self.nearest().filter_map(|(open, slot)| {
            let case = self.visible(viewer, *slot, day)?;
            let hidden = open.restricted && !viewer.sees_restricted(standing(case, day));
            let (follow_up, owner, due) = (open.id, open.owner, open.due);
            (!hidden).then_some(Due { follow_up, case: case.id, owner, due })
        });
        due.skip(skip).take(limit).collect()
    }

    /// Every open follow-up with the slot of its case, nearest first, whoever is to do it.
    fn nearest(&self) -> impl Iterator<Item = &(OpenFollowUp, u32)> {
        let mut queues: Vec<_> = self.due.values().map(BTreeSet::iter).collect();
        let firsts = queues.iter_mut().enumerate();
        let firsts = firsts.filter_map(|(at, queue)| Some(Reverse((queue.next()?, at))));
        let mut heads: BinaryHeap<_> = firsts.collect();
        std::iter::from_fn(move || {
            let Reverse((next, at)) = heads.pop()?;
            let following = queues.get_mut(at).and_then(Iterator::next);
            heads.extend(following.map(|following| Reverse((following, at))));
            Some(next)
        })
    }

    /// A case the viewer sees and in which nobody is hidden from her.
    pub(super) fn visible(&self, viewer: &Viewer, slot: u32, day: NaiveDate) -> Option<&CaseSlot> {
        let case = self.cases.get(slot).filter(|case| viewer.sees(standing(case, day)))?;
        (!self.masks(viewer, slot, day)).then_some(case)
    }
}

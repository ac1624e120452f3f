//! Which cases a list has, and in which order.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::nouns::{Activity, CaseSlot, HomeSlot, HouseholdSlot, OpenFollowUp};
use super::{Roster, Standing, Viewer};
use crate::domain::case::visit_due;
use crate::domain::caseload::{Filter, PhaseMark, Scope, Sort};
use crate::domain::household::is_child;
use crate::domain::site::SiteKind;

/// One list of cases.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Selection {
    /// Who asks.
    pub viewer: Viewer,
    /// Whose cases.
    pub scope: Scope,
    /// Which of them.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// As of which day.
    pub day: NaiveDate,
}

impl Roster {
    /// Whether a case is on a list.
    pub(super) fn is_on(&self, list: &Selection, slot: u32) -> bool {
        let Some(case) = self.cases.get(slot) else { return false };
        let standing = standing(case, list.day);
        let in_scope = match list.scope {
            Scope::Mine => list.viewer.sees_restricted(standing),
            Scope::Area(area) => standing.area == Some(area),
            Scope::All => true,
        };
        let phase = case.phase_on(list.day);
        let open = phase.is_open();
        in_scope
            && list.viewer.sees(standing)
            && !self.is_apart(&list.viewer, slot, list.day)
            && match list.filter {
                Filter::Open => open,
                Filter::Aftercare => phase == PhaseMark::Aftercare,
                Filter::Ended => !open,
                Filter::VisitOverdue => {
                    open && self.visit_due(slot, list.day).is_some_and(|due| due < list.day)
                }
                Filter::FollowUpDue => {
                    let next = self.open_follow_ups(slot, list).next();
                    open && next.is_some_and(|next| next.due <= list.day)
                }
            }
    }

    /// Orders two cases of a list; never equal for two different ones.
    pub(super) fn compare(&self, list: &Selection, a: u32, b: u32) -> Ordering {
        let by = match list.sort {
            Sort::Name => Ordering::Equal,
            Sort::LastVisit => self.last_met(a).cmp(&self.last_met(b)),
            Sort::NextDue => {
                let next = |slot| self.open_follow_ups(slot, list).next().map(|next| next.due);
                none_last(next(a), next(b))
            }
            Sort::Home => none_last(self.home_key(list, a), self.home_key(list, b)),
        };
        by.then_with(|| self.name_key(list, a).cmp(self.name_key(list, b))).then(a.cmp(&b))
    }

    /// The beginning of what [`Self::compare`] compares, as a number: where two differ, so do the
    /// cases, and in the same direction.
    pub(super) fn hint(&self, list: &Selection, slot: u32) -> u64 {
        let day = |day: Option<NaiveDate>, none: u32| {
            let day = day.map_or(none, |day| day.to_epoch_days().cast_unsigned() ^ (1 << 31));
            u64::from(day) << 32 | beginning(self.name_key(list, slot)) >> 32
        };
        match list.sort {
            Sort::Name => beginning(self.name_key(list, slot)),
            Sort::LastVisit => day(self.last_met(slot), 0),
            Sort::NextDue => {
                let next = self.open_follow_ups(slot, list).next();
                day(next.map(|next| next.due), u32::MAX)
            }
            Sort::Home => self.home_key(list, slot).map_or(u64::MAX, |(home, _)| beginning(home)),
        }
    }

    /// The open follow-ups of a case that the viewer sees, nearest first.
    pub(super) fn open_follow_ups(
        &self,
        slot: u32,
        list: &Selection,
    ) -> impl Iterator<Item = &OpenFollowUp> {
        let standing = self.cases.get(slot).map(|case| standing(case, list.day));
        let all = standing.is_some_and(|standing| list.viewer.sees_restricted(standing));
        let open = self.activity.get(slot as usize).map_or(&[][..], |activity| &activity.open);
        open.iter().filter(move |follow_up| all || !follow_up.restricted)
    }

    /// When the next visit of a case is due at the latest.
    pub(super) fn visit_due(&self, slot: u32, day: NaiveDate) -> Option<NaiveDate> {
        let rules = &self.office.as_ref()?.rules;
        let kind = self.home(slot, day).and_then(|home| self.home_kind(home));
        let children = self.has_children(slot, day);
        visit_due(&self.cases.get(slot)?.care_on(day), kind, children, self.last_met(slot), rules)
    }

    /// Whether children belong to the household of a case.
    fn has_children(&self, slot: u32, day: NaiveDate) -> bool {
        let members = self.household_of(slot).into_iter().flat_map(|h| h.members_on(day));
        let mut members = members.map(|member| {
            let person = self.persons.find(member.person.0).and_then(|p| self.persons.get(p));
            (member.child, person.and_then(|person| person.birth))
        });
        members.any(|(child, birth)| is_child(child, birth, day))
    }

    pub(super) fn household_of(&self, slot: u32) -> Option<&HouseholdSlot> {
        self.households.get(self.cases.get(slot)?.household)
    }

    pub(super) fn home(&self, slot: u32, day: NaiveDate) -> Option<HomeSlot> {
        self.household_of(slot)?.homes.on(day)
    }

    pub(super) fn home_kind(&self, home: HomeSlot) -> Option<SiteKind> {
        match home.site {
            None => Some(SiteKind::OwnFlat),
            Some(site) => self.sites.get(&site).map(|known| known.site.kind),
        }
    }

    pub(super) fn last_met(&self, slot: u32) -> Option<NaiveDate> {
        self.activity_of(slot)?.last_met
    }

    pub(super) fn activity_of(&self, slot: u32) -> Option<&Activity> {
        self.activity.get(slot as usize)
    }

    /// Key of the name; empty where the name is hidden, for a place among names tells of it.
    pub(super) fn name_key(&self, list: &Selection, slot: u32) -> &str {
        let household =
            self.household_of(slot).filter(|_| !self.masks(&list.viewer, slot, list.day));
        household.map_or("", |household| &household.key)
    }

    /// Keys of home and room.
    pub(super) fn home_key(&self, list: &Selection, slot: u32) -> Option<(&str, &str)> {
        let key = |text: Option<u32>| text.map_or("", |text| self.texts.key(text));
        self.home_texts(list, slot).map(|(home, room)| (key(home), key(room)))
    }

    /// Numbers of the names of home and room, where they are not hidden.
    fn home_texts(&self, list: &Selection, slot: u32) -> Option<(Option<u32>, Option<u32>)> {
        let home =
            self.home(slot, list.day).filter(|_| !self.masks(&list.viewer, slot, list.day))?;
        Some(match home.site {
            None => (Some(home.text), None),
            Some(site) => (self.sites.get(&site).map(|known| known.name), Some(home.text)),
        })
    }

    /// What [`Self::hint`] is to a single comparison this is to sorting a whole list by home, where
    /// many homes begin alike: the places of home and room among all texts.
    pub(super) fn home_place(&self, list: &Selection, places: &[u32], slot: u32) -> u64 {
        let place = |text: Option<u32>| {
            u64::from(text.and_then(|text| places.get(text as usize)).copied().unwrap_or_default())
        };
        let texts = self.home_texts(list, slot);
        texts.map_or(u64::MAX, |(home, room)| place(home) << 32 | place(room))
    }
}

/// Who is responsible for a case and where it lies.
pub fn standing(case: &CaseSlot, day: NaiveDate) -> Standing {
    Standing { worker: case.workers.on(day), area: case.areas.on(day) }
}

fn none_last<T: Ord + Copy>(a: Option<T>, b: Option<T>) -> Ordering {
    a.is_none().cmp(&b.is_none()).then(a.cmp(&b))
}

/// The first eight bytes as a number.
fn beginning(key: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(key.bytes()).for_each(|(to, from)| *to = from);
    u64::from_be_bytes(first)
}

//! Cases: one care relation with one household, its phase, its worker and its area, all dated.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::dates::working_days_after;
use super::ids::{AreaId, CaseId, HouseholdId, StaffId};
use super::office::Rules;
use super::site::SiteKind;

/// A case (Fall). A household has one at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Its number, such as `AiD-2026-0143`.
    pub no: CaseNo,
    /// The household cared for.
    pub household: HouseholdId,
    /// Where it stands.
    pub phase: Phase,
    /// Since when it stands there.
    pub since: NaiveDate,
    /// First day of the care.
    pub opened: NaiveDate,
    /// Who is and was responsible, oldest first.
    pub assignments: Vec<Assignment>,
    /// Area it lies and lay in, oldest first.
    pub areas: Vec<InArea>,
    /// Weeks between regular visits, where this case differs from the office's rule.
    pub rhythm_weeks: Option<u8>,
}

/// A dated responsibility (Fallzuständigkeit).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The responsible worker.
    pub worker: StaffId,
    /// First day.
    pub from: NaiveDate,
}

/// The area of a case from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InArea {
    /// The area.
    pub area: AreaId,
    /// First day.
    pub from: NaiveDate,
}

/// Where a case stands (`docs/domain.md`, phases). "Overdue" and the like are never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// First visit still to come.
    New,
    /// In care.
    Active,
    /// Moved to a flat of its own, benefits under AsylbLG go on.
    Aftercare,
    /// Resting for a while.
    Dormant {
        /// Until when, where agreed.
        until: Option<NaiveDate>,
        /// Why, one line.
        reason: String,
    },
    /// Ended; may be opened again.
    Closed {
        /// Why.
        reason: CloseReason,
    },
}

/// Why a case ended (`docs/domain.md`, phases).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CloseReason {
    /// Benefits under AsylbLG ended.
    RegimeChange,
    /// Moved out of the city.
    MovedAway,
    /// Left the country.
    LeftCountry,
    /// Whereabouts unknown.
    WhereaboutsUnknown,
    /// No more need.
    NoNeed,
    /// Goal reached.
    GoalReached,
    /// Handed to another service.
    Transfer,
    /// Died.
    Died,
    /// Entered twice.
    Duplicate,
}

impl Case {
    /// Who is responsible on `day`.
    pub fn worker_on(&self, day: NaiveDate) -> Option<StaffId> {
        self.assignments.iter().rev().find(|a| a.from <= day).map(|a| a.worker)
    }

    /// The area on `day`.
    pub fn area_on(&self, day: NaiveDate) -> Option<AreaId> {
        self.areas.iter().rev().find(|a| a.from <= day).map(|a| a.area)
    }
}

/// When the next regular visit should take place at the latest: the rhythm counted from the last
/// visit at which somebody was met, or the deadline of the first visit while there was none, which
/// is nearer where `children` belong to the household. `None` for cases not in care. Source:
/// `docs/domain.md`, visit rhythm.
pub fn visit_due(
    case: &Case,
    home: Option<SiteKind>,
    children: bool,
    last_met: Option<NaiveDate>,
    rules: &Rules,
) -> Option<NaiveDate> {
    let by_phase = match (&case.phase, home) {
        (Phase::Dormant { .. } | Phase::Closed { .. }, _) => return None,
        (Phase::Aftercare, _) => rules.aftercare_weeks,
        (_, Some(SiteKind::OwnFlat)) => rules.own_flat_weeks,
        _ => rules.shelter_weeks,
    };
    let weeks = case.rhythm_weeks.unwrap_or(by_phase);
    match last_met {
        Some(day) => day.checked_add_days(chrono::Days::new(u64::from(weeks) * 7)),
        None if children => working_days_after(case.opened, rules.first_visit_days_children),
        None => working_days_after(case.opened, rules.first_visit_days),
    }
}

/// A case number: year and running number within it, shown as `AiD-2026-0143`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaseNo {
    /// Year of opening.
    pub year: u16,
    /// Running number, from 1.
    pub n: u32,
}

impl fmt::Display for CaseNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AiD-{}-{:04}", self.year, self.n)
    }
}

/// Not a case number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a case number like AiD-2026-0143")]
pub struct NotACaseNo;

impl FromStr for CaseNo {
    type Err = NotACaseNo;

    fn from_str(text: &str) -> Result<Self, NotACaseNo> {
        let mut parts = text.trim().split('-');
        let (aid, year, n, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
        match (aid, year.map(str::parse), n.map(str::parse), rest) {
            (Some(a), Some(Ok(year)), Some(Ok(n)), None) if a.eq_ignore_ascii_case("aid") => {
                Ok(Self { year, n })
            }
            _ => Err(NotACaseNo),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap()
    }

    fn case(phase: Phase) -> Case {
        Case {
            id: CaseId(1),
            no: CaseNo { year: 2026, n: 143 },
            household: HouseholdId(1),
            phase,
            since: day(1, 1),
            opened: day(1, 1),
            assignments: vec![
                Assignment { worker: StaffId(1), from: day(1, 1) },
                Assignment { worker: StaffId(2), from: day(6, 1) },
            ],
            areas: vec![],
            rhythm_weeks: None,
        }
    }

    #[test]
    fn the_number_reads_as_it_is_written() {
        let no = CaseNo { year: 2026, n: 143 };
        assert_eq!(no.to_string(), "AiD-2026-0143");
        assert_eq!("aid-2026-0143".parse(), Ok(no));
        for wrong in ["", "AiD-2026", "2026-0143", "AiD-2026-0143-1", "AiD-x-1"] {
            assert_eq!(wrong.parse::<CaseNo>(), Err(NotACaseNo));
        }
    }

    #[test]
    fn the_worker_is_the_one_of_that_day() {
        let case = case(Phase::Active);
        assert_eq!(case.worker_on(day(5, 31)), Some(StaffId(1)));
        assert_eq!(case.worker_on(day(6, 1)), Some(StaffId(2)));
    }

    #[test]
    fn the_rhythm_follows_home_and_phase() {
        let rules = Rules::default();
        let due =
            |phase, home| visit_due(&case(phase), Some(home), false, Some(day(11, 1)), &rules);
        assert_eq!(due(Phase::Active, SiteKind::Shelter), Some(day(11, 29)));
        assert_eq!(due(Phase::Active, SiteKind::OwnFlat), Some(day(12, 27)));
        assert_eq!(due(Phase::Closed { reason: CloseReason::NoNeed }, SiteKind::Shelter), None);
    }

    #[test]
    fn the_first_visit_is_due_in_working_days_and_earlier_where_there_are_children() {
        let rules = Rules::default();
        let due = |children, opened| {
            visit_due(&Case { opened, ..case(Phase::New) }, None, children, None, &rules)
        };
        // New Year's Day was a Thursday
        assert_eq!(due(false, day(1, 1)), Some(day(1, 8)));
        assert_eq!(due(true, day(1, 1)), Some(day(1, 6)));
        // over Good Friday and Easter Monday
        assert_eq!(due(false, day(4, 1)), Some(day(4, 10)));
        assert_eq!(due(true, day(4, 1)), Some(day(4, 8)));
    }
}

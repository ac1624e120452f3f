//! Cases: one care relation with one household, its phases, its worker and its area, all dated.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::caseload::PhaseMark;
use super::dates::working_days_after;
use super::ids::{AreaId, CaseId, HouseholdId, StaffId};
use super::office::Rules;
pub use super::phase::{CloseReason, Phase, Signed, Turn, Turned};
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
    /// First day of the care.
    pub opened: NaiveDate,
    /// What it went through, oldest first: where it stood and stands among it.
    pub turns: Vec<Turn>,
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

impl Case {
    /// Who is responsible on `day`.
    pub fn worker_on(&self, day: NaiveDate) -> Option<StaffId> {
        self.assignments.iter().rev().find(|a| a.from <= day).map(|a| a.worker)
    }

    /// Where it stands on `day`. A rest ends by itself on its day; the case is then what it was
    /// before.
    pub fn phase_on(&self, day: NaiveDate) -> &Phase {
        self.stage_on(day).1
    }

    /// Since when it stands where it stands on `day`.
    pub fn since_on(&self, day: NaiveDate) -> NaiveDate {
        self.stage_on(day).0
    }

    /// The phase it was in last, closed and resting ones left out: what it is again when it wakes.
    pub fn awake_phase(&self, day: NaiveDate) -> &Phase {
        let mut past = self.phases().rev().filter(|(from, _)| *from <= day);
        past.find(|(_, phase)| phase.is_open()).map_or(&Phase::Active, |(_, phase)| phase)
    }

    /// What the rule for the next visit looks at.
    pub fn care_on(&self, day: NaiveDate) -> Care {
        let stages = self.stages().map(|(from, phase)| (from, PhaseMark::from(phase)));
        let phase = PhaseMark::from(self.phase_on(day));
        let (opened, rhythm_weeks) = (self.opened, self.rhythm_weeks);
        Care { phase, again: again(stages, day), opened, rhythm_weeks }
    }

    /// Each phase that was entered, with its first day, oldest first.
    pub fn phases(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, &Phase)> {
        self.turns.iter().filter_map(|turn| match &turn.what {
            Turned::To(phase) => Some((turn.day, phase)),
            _ => None,
        })
    }

    /// The same with those that a rest is followed by of itself.
    pub fn stages(&self) -> impl Iterator<Item = (NaiveDate, &Phase)> {
        let next = self.phases().skip(1).map(|(day, _)| Some(day)).chain([None]);
        self.phases().zip(next).flat_map(|((day, phase), next)| {
            let woken = match phase {
                Phase::Dormant { until: Some(until), .. } if next.is_none_or(|n| n > *until) => {
                    Some((*until, self.awake_phase(day)))
                }
                _ => None,
            };
            std::iter::once((day, phase)).chain(woken)
        })
    }

    fn stage_on(&self, day: NaiveDate) -> (NaiveDate, &Phase) {
        let begun = self.stages().filter(|(from, _)| *from <= day).last();
        begun.or_else(|| self.stages().next()).unwrap_or((self.opened, &Phase::New))
    }

    /// Notes what it goes through from a day on. What was planned for a later day is not to be any
    /// more where it is a phase and this is one too.
    pub fn turn(&mut self, day: NaiveDate, signed: Signed, what: Turned) {
        if matches!(what, Turned::To(_)) {
            self.turns.retain(|turn| turn.day <= day || !matches!(turn.what, Turned::To(_)));
        }
        self.turns.push(Turn { day, signed: Some(signed), what });
    }

    /// The case that it came out of when a household parted.
    pub fn came_from(&self) -> Option<CaseId> {
        self.turns.iter().find_map(|turn| match turn.what {
            Turned::CameFrom(case) => Some(case),
            _ => None,
        })
    }

    /// How many steps it has gone through. That somebody looked into it is none.
    pub fn steps(&self) -> usize {
        self.turns.iter().filter(|turn| !matches!(turn.what, Turned::Opened(_))).count()
    }

    /// The area on `day`.
    pub fn area_on(&self, day: NaiveDate) -> Option<AreaId> {
        self.areas.iter().rev().find(|a| a.from <= day).map(|a| a.area)
    }
}

/// Since when a case with these stages is in care again on `day`, after a rest or after it was
/// closed; `None` where it always was.
pub fn again(
    stages: impl Iterator<Item = (NaiveDate, PhaseMark)>,
    day: NaiveDate,
) -> Option<NaiveDate> {
    let begun = stages.filter(|(from, _)| *from <= day);
    let back = |(was, again): (bool, Option<NaiveDate>), (from, phase): (NaiveDate, PhaseMark)| {
        (phase.is_open(), if phase.is_open() && !was { Some(from) } else { again })
    };
    begun.fold((true, None), back).1
}

/// What the rule for the next visit looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Care {
    /// Where the case stands.
    pub phase: PhaseMark,
    /// Since when it is in care again, after a rest or after it was closed.
    pub again: Option<NaiveDate>,
    /// First day of the care.
    pub opened: NaiveDate,
    /// Weeks between visits, where the case differs from the rule.
    pub rhythm_weeks: Option<u8>,
}

/// When the next regular visit should take place at the latest: the rhythm counted from the last
/// visit at which somebody was met, or the deadline of the first visit while there was none, which
/// is nearer where `children` belong to the household. Who comes back is not overdue on the first
/// day: there is as much time as for a first visit. `None` for cases not in care. Source:
/// `docs/domain.md`, visit rhythm.
pub fn visit_due(
    care: &Care,
    home: Option<SiteKind>,
    children: bool,
    last_met: Option<NaiveDate>,
    rules: &Rules,
) -> Option<NaiveDate> {
    let by_phase = match (care.phase, home) {
        (PhaseMark::Dormant | PhaseMark::Closed, _) => return None,
        (PhaseMark::Aftercare, _) => rules.aftercare_weeks,
        (_, Some(SiteKind::OwnFlat)) => rules.own_flat_weeks,
        _ => rules.shelter_weeks,
    };
    let weeks = care.rhythm_weeks.unwrap_or(by_phase);
    let first = if children { rules.first_visit_days_children } else { rules.first_visit_days };
    let due = match last_met {
        Some(day) => day.checked_add_days(Days::new(u64::from(weeks) * 7)),
        None => working_days_after(care.opened, first),
    };
    due.max(care.again.and_then(|day| working_days_after(day, first)))
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
            opened: day(1, 1),
            turns: vec![Turn { day: day(1, 1), signed: None, what: Turned::To(phase) }],
            assignments: vec![
                Assignment { worker: StaffId(1), from: day(1, 1) },
                Assignment { worker: StaffId(2), from: day(6, 1) },
            ],
            areas: vec![],
            rhythm_weeks: None,
        }
    }

    fn signed() -> Signed {
        Signed { at: chrono::DateTime::UNIX_EPOCH, by: StaffId(1) }
    }

    fn rest(until: Option<NaiveDate>) -> Turned {
        Turned::To(Phase::Dormant { until, reason: "Reise".into() })
    }

    fn closed() -> Phase {
        Phase::Closed { reason: CloseReason::NoNeed }
    }

    #[test]
    fn a_rest_ends_by_itself_on_its_day_and_the_case_is_what_it_was() {
        let aftercare = Phase::Aftercare { until: None, reason: String::new() };
        let mut case = case(aftercare.clone());
        case.turn(day(3, 1), signed(), rest(Some(day(5, 1))));
        for (on, since, rests) in [
            (day(2, 28), day(1, 1), false),
            (day(3, 1), day(3, 1), true),
            (day(4, 30), day(3, 1), true),
            (day(5, 1), day(5, 1), false),
        ] {
            assert_eq!(case.phase_on(on) != &aftercare, rests, "{on}");
            assert_eq!(case.since_on(on), since, "{on}");
        }
        // whoever closes it meanwhile has closed it for good
        case.turn(day(4, 1), signed(), Turned::To(closed()));
        assert_eq!(case.phase_on(day(5, 2)), &closed());
        case.turn(day(6, 1), signed(), Turned::To(Phase::Active));
        case.turn(day(6, 1), signed(), rest(None));
        assert_eq!((case.since_on(day(9, 1)), case.turns.len()), (day(6, 1), 5));
    }

    #[test]
    fn what_was_planned_goes_where_another_phase_is_entered_and_nothing_else_does() {
        let mut case = case(Phase::Active);
        case.turn(day(3, 1), signed(), Turned::MovedOut);
        case.turn(day(3, 1), signed(), Turned::To(closed()));
        case.turn(day(2, 1), signed(), rest(None));
        assert_eq!(
            case.phase_on(day(4, 1)),
            &Phase::Dormant { until: None, reason: "Reise".into() }
        );
        assert!(case.turns.iter().any(|turn| turn.what == Turned::MovedOut));
    }

    #[test]
    fn who_comes_back_is_not_overdue_on_the_first_day() {
        let rules = Rules::default();
        let due = |case: &Case, on| {
            visit_due(&case.care_on(on), Some(SiteKind::Shelter), false, Some(day(1, 9)), &rules)
        };
        let mut case = case(Phase::Active);
        assert_eq!(due(&case, day(2, 1)), Some(day(2, 6)));
        case.turn(day(2, 1), signed(), rest(Some(day(5, 1))));
        assert_eq!((due(&case, day(4, 30)), due(&case, day(5, 1))), (None, Some(day(5, 8))));
        case.turn(day(6, 1), signed(), Turned::To(closed()));
        case.turn(day(9, 1), signed(), Turned::To(Phase::Active));
        assert_eq!((due(&case, day(8, 1)), due(&case, day(9, 1))), (None, Some(day(9, 8))));
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
        let care = |phase| case(phase).care_on(day(11, 2));
        let due =
            |phase, home| visit_due(&care(phase), Some(home), false, Some(day(11, 1)), &rules);
        assert_eq!(due(Phase::Active, SiteKind::Shelter), Some(day(11, 29)));
        assert_eq!(due(Phase::Active, SiteKind::OwnFlat), Some(day(12, 27)));
        assert_eq!(due(closed(), SiteKind::Shelter), None);
    }

    #[test]
    fn the_first_visit_is_due_in_working_days_and_earlier_where_there_are_children() {
        let rules = Rules::default();
        let due = |children, opened| {
            let case = Case { opened, ..case(Phase::New) };
            visit_due(&case.care_on(opened), None, children, None, &rules)
        };
        // New Year's Day was a Thursday
        assert_eq!(due(false, day(1, 1)), Some(day(1, 8)));
        assert_eq!(due(true, day(1, 1)), Some(day(1, 6)));
        // over Good Friday and Easter Monday
        assert_eq!(due(false, day(4, 1)), Some(day(4, 10)));
        assert_eq!(due(true, day(4, 1)), Some(day(4, 8)));
    }
}

//! Where a case stands, what it went through, and which steps are possible from there
//! (`docs/domain.md`, phases).

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::caseload::PhaseMark;
use super::dates::{DateError, Window, within_reach};
use super::field::{AnyField, FieldError, line};
use super::ids::{CaseId, PersonId, StaffId};
use super::office::Rule;

/// Longest reason for a rest or a longer aftercare, in characters.
pub const REASON_MAX: usize = 240;

/// Most steps of a case (`docs/domain.md`, limits).
pub const TURNS_MAX: usize = 200;

/// How often a protected case is opened at most by who is not responsible for it, for the same reason.
pub const OPENED_MAX: usize = 400;

/// Months that aftercare goes on without the benefits, unless another day is said.
pub const EXTENDED_MONTHS: u32 = 3;
/// Months that it goes on at most.
pub const EXTENDED_MOST: u32 = 6;

/// Where a case stands. "Overdue" and the like are never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// First visit still to come.
    New,
    /// In care.
    Active,
    /// Moved to a flat of its own.
    Aftercare {
        /// Until when, where agreed. It ends by hand, never by itself.
        until: Option<NaiveDate>,
        /// Why it goes on although the benefits under the AsylbLG ended; empty while they run.
        reason: String,
    },
    /// Resting for a while.
    Dormant {
        /// The day on which it is awake again by itself, where agreed.
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

impl CloseReason {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 9] = [
        ("regime", Self::RegimeChange),
        ("moved-away", Self::MovedAway),
        ("left-country", Self::LeftCountry),
        ("unknown", Self::WhereaboutsUnknown),
        ("no-need", Self::NoNeed),
        ("goal", Self::GoalReached),
        ("transfer", Self::Transfer),
        ("died", Self::Died),
        ("duplicate", Self::Duplicate),
    ];
}

/// Who entered something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: StaffId,
}

/// Something that a case went through. Nobody takes one out again, but whoever undoes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The day from which it holds.
    pub day: NaiveDate,
    /// Who entered it; `None` where a release of before did not keep that.
    pub signed: Option<Signed>,
    /// What it was.
    pub what: Turned,
}

/// What a case went through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turned {
    /// It stands here from that day on.
    To(Phase),
    /// The household moved from a shelter to a flat of its own.
    MovedOut,
    /// So many persons are in a case of their own now. Which one is not said: they may flee from
    /// somebody who stays (`docs/domain.md`, protected persons).
    Smaller(u16),
    /// It came out of another case when a household parted.
    CameFrom(CaseId),
    /// Somebody else is the reference person.
    Reference(PersonId),
    /// Somebody left the household.
    Left(PersonId),
    /// Somebody came out of another household.
    Joined(PersonId),
    /// Somebody who is not responsible opened it although it is protected, for this reason
    /// (`docs/domain.md`, protected persons).
    Opened(String),
    /// Two records are one person: the one that is hidden since, and the file reference that does not
    /// count any more, where there was another.
    Merged(PersonId, String),
    /// Its regular visits are so many weeks apart from then on; without a number, as many as the rule of
    /// the office says.
    Rhythm(Option<u8>),
}

/// Most weeks between the regular visits of one case: what the rules of the office allow.
pub fn rhythm_most() -> u8 {
    u8::try_from(Rule::ShelterWeeks.most()).unwrap_or(u8::MAX)
}

/// What becomes of something that is open when its case is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It is ended with the case.
    End,
    /// This colleague does it.
    HandOver(StaffId),
    /// It stays as it is.
    Keep,
}

/// Weeks after a move out of a shelter in which the household is visited (`docs/domain.md`, moving out).
pub const AFTERCARE_WEEKS: [u8; 3] = [2, 6, 12];

/// The weeks of the visits after a move on `from`: Monday to Sunday, each with its number of weeks.
pub fn aftercare_visits(from: NaiveDate) -> [(u8, Window); 3] {
    AFTERCARE_WEEKS.map(|weeks| {
        let day = from.checked_add_days(Days::new(u64::from(weeks) * 7)).unwrap_or(from);
        (weeks, Window::week_of(day))
    })
}

/// Why a case cannot go to a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepError {
    /// From where it stands there is no such step.
    NotFromHere,
    /// A field of the step does not hold.
    Field(AnyField, FieldError),
}

impl Phase {
    /// Whether the case is in care: new, active or in aftercare.
    pub fn is_open(&self) -> bool {
        PhaseMark::from(self).is_open()
    }

    /// The same with clean texts.
    pub fn cleaned(mut self) -> Result<Self, StepError> {
        if let Self::Dormant { reason, .. } | Self::Aftercare { reason, .. } = &mut self {
            *reason = line(reason, REASON_MAX).map_err(|e| StepError::Field(AnyField::What, e))?;
        }
        Ok(self)
    }
}

impl PhaseMark {
    /// Whether the case is in care: new, active or in aftercare.
    pub fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Active | Self::Aftercare)
    }

    /// Whether there is a step from here to there. To rest or to go on with aftercare may be said
    /// again, with another day.
    pub fn leads_to(self, to: Self, before: Self) -> bool {
        use PhaseMark::{Active, Aftercare, Closed, Dormant, New};
        match (self, to) {
            // awake or open again: as what it was, or cared for
            (Dormant | Closed, New) => before == New,
            (Dormant, _) | (Closed, Active | Aftercare) => true,
            (Closed, _) | (_, New) => false,
            (here, there) => here != there || there == Aftercare,
        }
    }
}

/// Checks a step of a case: the phase `to` from the day `from` on.
pub fn check(case: &Case, to: &Phase, from: NaiveDate, today: NaiveDate) -> Result<(), StepError> {
    let (here, before) = (PhaseMark::from(case.phase_on(from)), case.awake_phase(from));
    if !here.leads_to(to.into(), before.into()) {
        return Err(StepError::NotFromHere);
    }
    let of_date = |error| StepError::Field(AnyField::When, FieldError::Date(error));
    let first = case.since_on(today);
    if from < first {
        return Err(StepError::Field(AnyField::From, FieldError::Date(DateError::TooEarly(first))));
    }
    // what rested is again what it was, also where the day agreed then is past
    if here == PhaseMark::Dormant && to == before {
        return Ok(());
    }
    let (until, most) = match to {
        Phase::Dormant { until, reason } => {
            if reason.is_empty() {
                return Err(StepError::Field(AnyField::What, FieldError::Missing));
            }
            (*until, None)
        }
        Phase::Aftercare { until, reason } if reason.is_empty() => (*until, None),
        Phase::Aftercare { until: None, .. } => return Err(of_date(DateError::Empty)),
        Phase::Aftercare { until, .. } => (*until, Some(extended_most(case, from))),
        Phase::New | Phase::Active | Phase::Closed { .. } => (None, None),
    };
    let Some(until) = until else { return Ok(()) };
    within_reach(until, today).map_err(of_date)?;
    match most {
        _ if until <= from => {
            Err(of_date(DateError::TooEarly(from.succ_opt().unwrap_or(NaiveDate::MAX))))
        }
        Some(most) if until > most => Err(of_date(DateError::TooFarAhead(most))),
        _ => Ok(()),
    }
}

/// The day that a longer aftercare of `case` ends on unless another one is said.
pub fn extended_until(case: &Case, from: NaiveDate) -> NaiveDate {
    let months = Months::new(EXTENDED_MONTHS);
    from.checked_add_months(months).map_or(from, |until| until.min(extended_most(case, from)))
}

/// The last day of an aftercare without benefits: counted from where it began to go on, so that it
/// is not prolonged again and again; a rest meanwhile does not begin it anew.
pub fn extended_most(case: &Case, from: NaiveDate) -> NaiveDate {
    let extended =
        |phase: &Phase| matches!(phase, Phase::Aftercare { reason, .. } if !reason.is_empty());
    let begun = case.phases().filter(|(day, _)| *day <= from);
    let begun = begun.fold(None, |begun: Option<NaiveDate>, (day, phase)| match phase {
        Phase::Dormant { .. } => begun,
        _ if extended(phase) => begun.or(Some(day)),
        _ => None,
    });
    let begun = begun.unwrap_or(from);
    begun.checked_add_months(Months::new(EXTENDED_MOST)).unwrap_or(begun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::CaseNo;
    use crate::domain::ids::HouseholdId;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap()
    }

    fn case(phase: Phase) -> Case {
        Case {
            id: CaseId(1),
            no: CaseNo { year: 2026, n: 1 },
            household: HouseholdId(1),
            opened: day(1, 1),
            turns: vec![Turn { day: day(1, 1), signed: None, what: Turned::To(phase) }],
            assignments: vec![],
            areas: vec![],
            rhythm_weeks: None,
        }
    }

    fn aftercare(until: Option<NaiveDate>, reason: &str) -> Phase {
        Phase::Aftercare { until, reason: reason.into() }
    }

    fn rest(until: Option<NaiveDate>, reason: &str) -> Phase {
        Phase::Dormant { until, reason: reason.into() }
    }

    #[test]
    fn from_each_phase_there_are_certain_steps() {
        let closed = Phase::Closed { reason: CloseReason::NoNeed };
        let all = [Phase::New, Phase::Active, aftercare(None, ""), rest(None, "x"), closed];
        let steps = |from: &Phase| {
            let case = case(from.clone());
            all.each_ref().map(|to| check(&case, to, day(3, 1), day(3, 1)).is_ok())
        };
        assert_eq!(steps(&all[0]), [false, true, true, true, true], "new");
        assert_eq!(steps(&all[1]), [false, false, true, true, true], "active");
        assert_eq!(steps(&all[2]), [false, true, true, true, true], "aftercare");
        assert_eq!(steps(&all[3]), [false, true, true, true, true], "resting");
        assert_eq!(steps(&all[4]), [false, true, true, false, false], "closed");
    }

    #[test]
    fn care_beyond_the_benefits_takes_reason_and_day_and_ends_after_six_months() {
        let mut case = case(aftercare(None, ""));
        let today = day(3, 10);
        let step =
            |case: &Case, until, reason| check(case, &aftercare(until, reason), today, today);
        assert_eq!(step(&case, None, ""), Ok(()));
        assert!(step(&case, None, "Umzug der Schule").is_err());
        assert_eq!(extended_until(&case, today), day(6, 10));
        assert_eq!(step(&case, Some(day(9, 10)), "Schule"), Ok(()));
        let late = FieldError::Date(DateError::TooFarAhead(day(9, 10)));
        let late = Err(StepError::Field(AnyField::When, late));
        assert_eq!(step(&case, Some(day(9, 11)), "Schule"), late);
        // not six months more each time
        let before = aftercare(Some(day(3, 15)), "Schule");
        let signed = Signed { at: DateTime::UNIX_EPOCH, by: StaffId(1) };
        case.turn(day(3, 10), signed, Turned::To(before));
        assert_eq!(extended_most(&case, day(6, 1)), day(9, 10));
        assert_eq!(extended_until(&case, day(9, 1)), day(9, 10));
        // nor after a rest; and it can be woken when the day agreed then is past
        case.turn(day(4, 1), signed, Turned::To(rest(None, "Reise")));
        let again = aftercare(Some(day(3, 15)), "Schule");
        assert_eq!(check(&case, &again, day(5, 1), day(5, 1)), Ok(()));
        assert!(
            check(&case, &aftercare(Some(day(3, 16)), "Schule"), day(5, 1), day(5, 1)).is_err()
        );
        case.turn(day(5, 1), signed, Turned::To(again));
        assert_eq!(extended_most(&case, day(6, 1)), day(9, 10));
    }

    #[test]
    fn a_rest_has_a_reason_and_ends_behind_its_beginning() {
        let case = case(Phase::Active);
        let step = |until, reason| check(&case, &rest(until, reason), day(3, 1), day(3, 1)).is_ok();
        assert!(step(None, "Reise") && step(Some(day(3, 2)), "Reise"));
        assert!(!step(None, "") && !step(Some(day(3, 1)), "Reise"));
        assert!(
            check(&case, &Phase::Closed { reason: CloseReason::Died }, day(1, 1), day(3, 1))
                .is_ok()
        );
        let early = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        assert!(
            check(&case, &Phase::Closed { reason: CloseReason::Died }, early, day(3, 1)).is_err()
        );
    }
}

//! Who is asked what, and how complete a sheet is.

use chrono::NaiveDate;

use super::{About, Asked, Completeness, FactKey, NO_ANSWER, Question, Required, UNKNOWN, sheet};
use crate::domain::dates::PartialDate;

/// Age from which somebody is asked as an adult (§ 2 BGB).
const OF_AGE: u32 = 18;
/// Ages at which Kita and school are asked about; both where it is not certain. School begins with
/// the year in which a child turns six (§ 35 of the law on schools of North Rhine-Westphalia).
const SMALL_BELOW: u32 = 7;
const PUPIL_FROM: u32 = 5;

impl Asked {
    /// Somebody of this birth date. Who is not certainly a minor is asked as an adult.
    pub fn of(birth: Option<PartialDate>, today: NaiveDate) -> Self {
        match birth.and_then(|birth| birth.age_on(today)) {
            Some(age) if age.max < OF_AGE => {
                Self::Minor { small: age.min < SMALL_BELOW, pupil: age.max >= PUPIL_FROM }
            }
            _ => Self::Adult,
        }
    }
}

impl About {
    /// Whether a question about these is put to somebody.
    pub fn asks(self, asked: Asked) -> bool {
        match (self, asked) {
            (Self::Household, Asked::Household)
            | (Self::Everybody, Asked::Adult | Asked::Minor { .. })
            | (Self::Adult, Asked::Adult)
            | (Self::Child, Asked::Minor { .. }) => true,
            (Self::Small, Asked::Minor { small, .. }) => small,
            (Self::Pupil, Asked::Minor { pupil, .. }) => pupil,
            _ => false,
        }
    }
}

impl Question {
    /// Whether an answer is needed of who lives so, and whether this one is enough.
    fn misses(&self, value: &str, in_shelter: bool) -> Option<bool> {
        let without = matches!(value, UNKNOWN | NO_ANSWER);
        match self.required {
            Required::No => None,
            Required::InShelter if !in_shelter => None,
            Required::Yes | Required::InShelter => Some(value.is_empty() || without),
            Required::OrUnknown => Some(value.is_empty()),
        }
    }
}

impl Completeness {
    /// Of one person or household, whose answers `value` gives. Restricted questions count only for
    /// who sees them.
    pub fn of<'a>(
        asked: Asked,
        in_shelter: bool,
        restricted: bool,
        value: impl Fn(FactKey) -> &'a str,
    ) -> Self {
        let mut all = Self::default();
        let questions = sheet().iter().filter(|q| q.about.asks(asked));
        for question in questions.filter(|q| restricted || !q.restricted) {
            let Some(missing) = question.misses(value(question.key), in_shelter) else { continue };
            all.required = all.required.saturating_add(1);
            if missing {
                all.missing.push(question.key);
            }
        }
        all
    }

    /// Of several together; what several miss is there as often.
    pub fn sum<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        parts.fold(Self::default(), |mut all, part| {
            all.required = all.required.saturating_add(part.required);
            all.missing.extend_from_slice(&part.missing);
            all
        })
    }

    /// How much of what is required is answered, in per cent, rounded down; 100 where nothing is.
    pub fn percent(&self) -> u8 {
        let (all, missing) = (usize::from(self.required), self.missing.len());
        let done = all.saturating_sub(missing) * 100;
        u8::try_from(done.checked_div(all).unwrap_or(100)).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn asked(birth: &str) -> Asked {
        Asked::of(birth.parse().ok(), day("2026-11-22"))
    }

    #[test]
    fn who_is_not_certainly_a_minor_is_asked_as_an_adult() {
        assert_eq!(asked(""), Asked::Adult);
        assert_eq!(asked("1990"), Asked::Adult);
        assert_eq!(asked("2008"), Asked::Adult, "18 or 17");
        assert_eq!(asked("2008-11-23"), Asked::Minor { small: false, pupil: true });
        assert_eq!(asked("2025"), Asked::Minor { small: true, pupil: false });
        assert_eq!(asked("2020"), Asked::Minor { small: true, pupil: true });
    }

    #[test]
    fn a_required_question_needs_a_value_and_one_that_may_be_unknown_an_answer() {
        let named = |name| FactKey::named(name).unwrap();
        let missing = |birth: &str, allocation: &str| {
            let value = |key| match key {
                _ if key == named("birth") => birth.to_owned(),
                _ if key == named("allocation") => allocation.to_owned(),
                _ => "yes".to_owned(),
            };
            let texts: Vec<(FactKey, String)> =
                sheet().iter().map(|q| (q.key, value(q.key))).collect();
            let of = |key| texts.iter().find(|(k, _)| *k == key).map_or("", |(_, v)| v.as_str());
            Completeness::of(Asked::Adult, true, true, of)
        };
        assert_eq!(missing("1990", "2026-01").missing, []);
        assert_eq!(missing("1990", "2026-01").percent(), 100);
        assert_eq!(missing("?", "?").missing, [named("allocation")]);
        assert_eq!(missing("", "-").missing, [named("birth"), named("allocation")]);
        assert!(missing("", "-").percent() < 100);
    }

    #[test]
    fn what_is_restricted_counts_only_for_who_sees_it() {
        let of = |restricted| Completeness::of(Asked::Adult, true, restricted, |_| "");
        let safety = FactKey::named("safety").unwrap();
        assert!(of(true).missing.contains(&safety));
        assert!(!of(false).missing.contains(&safety));
        assert_eq!(of(true).required, of(false).required + 1);
    }

    #[test]
    fn the_measles_proof_is_needed_in_shelters() {
        let measles = FactKey::named("measles").unwrap();
        let of = |shelter| Completeness::of(Asked::Adult, shelter, true, |_| "");
        assert!(of(true).missing.contains(&measles) && !of(false).missing.contains(&measles));
    }

    #[test]
    fn percent_is_of_what_is_required() {
        let part = |required, missing: usize| Completeness {
            required,
            missing: vec![FactKey(1); missing],
        };
        assert_eq!(part(0, 0).percent(), 100);
        assert_eq!(part(3, 1).percent(), 66);
        let all = Completeness::sum([part(3, 1), part(1, 1)].iter());
        assert_eq!((all.required, all.percent()), (4, 50));
    }
}

//! The canonical text of an answer: one text for one meaning, so that two editors can meet on it.

use chrono::NaiveDate;

use super::{Kind, NO_ANSWER, UNKNOWN};
use crate::domain::codes::List;
use crate::domain::dates::{PartialDate, Precision, within_reach};
use crate::domain::field::{FieldError, line};
use crate::domain::person::language_code;

/// Longest answer, in characters (`docs/domain.md`, limits).
pub const ANSWER_MAX: usize = 240;

/// A code with how far it is known or what became of it: one part of an answer of
/// [`Kind::Graded`] or [`Kind::SeveralGraded`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded {
    /// The code.
    pub code: String,
    /// Its grade; may be missing.
    pub grade: Option<String>,
    /// Since when.
    pub since: Option<PartialDate>,
    /// To which day, where it ends.
    pub until: Option<NaiveDate>,
}

impl Graded {
    /// The parts of a canonical text. What cannot be read is a code of another release.
    pub fn read(value: &str) -> Vec<Self> {
        value.split(", ").filter(|part| !part.is_empty()).map(Self::read_one).collect()
    }

    fn read_one(part: &str) -> Self {
        let (rest, days) = part.split_once('@').unwrap_or((part, ""));
        let (code, grade) = rest.split_once(':').unwrap_or((rest, ""));
        let (since, until) = days.split_once("..").unwrap_or((days, ""));
        Self {
            code: code.to_owned(),
            grade: (!grade.is_empty()).then(|| grade.to_owned()),
            since: since.parse().ok(),
            until: until.parse().ok(),
        }
    }
}

impl std::fmt::Display for Graded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code)?;
        if let Some(grade) = &self.grade {
            write!(f, ":{grade}")?;
        }
        if self.since.is_some() || self.until.is_some() {
            f.write_str("@")?;
        }
        if let Some(since) = self.since {
            write!(f, "{since}")?;
        }
        self.until.map_or(Ok(()), |until| write!(f, "..{until}"))
    }
}

impl Kind {
    /// Whether the answer itself stands elsewhere, so that an entry only tells its source.
    pub fn is_elsewhere(self) -> bool {
        use Kind::{FirstVisit, FollowUp, Home, Household, Paper, Person, Relation};
        matches!(
            self,
            Person(_) | Household(_) | Relation | Home | FirstVisit | FollowUp | Paper(_)
        )
    }

    /// Whether the sheet changes the answer where it stands; papers, visits, follow-ups and moves have
    /// forms of their own.
    pub fn is_edited(self) -> bool {
        use Kind::{FirstVisit, FollowUp, Home, Paper};
        !matches!(self, FirstVisit | FollowUp | Home | Paper(_))
    }

    /// The canonical text of what was typed. Of a kind that stands elsewhere only that it is
    /// unknown or was not answered.
    pub fn canonical(self, text: &str, today: NaiveDate) -> Result<String, FieldError> {
        let text = line(text, ANSWER_MAX)?;
        if matches!(text.as_str(), "" | UNKNOWN | NO_ANSWER) {
            return Ok(text);
        }
        match self {
            Self::YesNo => one_of(&["yes", "no", "unclear"], &text),
            Self::Choice(list) => code(list, &text),
            Self::Several(list) => several(list, &text),
            Self::Graded(list, grades) => Ok(graded(list, grades, &text, today)?.to_string()),
            Self::SeveralGraded(list, grades) => several_graded(list, grades, &text, today),
            Self::Day => day(&text, today).map(|day| day.to_string()),
            Self::Date => PartialDate::parse(&text, today)
                .map(|date| date.to_string())
                .map_err(FieldError::Date),
            Self::Text => Ok(text),
            Self::Language => language_code(&text, &[]),
            _ => Err(FieldError::NotAChoice),
        }
    }
}

/// A day that may lie ahead, as far as anything does.
pub(in crate::domain) fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, FieldError> {
    let date = PartialDate::parse_near(text, today).map_err(FieldError::Date)?;
    let day = date.exact().filter(|_| date.precision() == Precision::Day);
    let day = day.ok_or(FieldError::Date(crate::domain::dates::DateError::NotADate))?;
    within_reach(day, today).map(|()| day).map_err(FieldError::Date)
}

fn one_of(codes: &[&str], text: &str) -> Result<String, FieldError> {
    let found = codes.iter().find(|code| code.eq_ignore_ascii_case(text));
    found.map(|code| (*code).to_owned()).ok_or(FieldError::NotAChoice)
}

fn code(list: List, text: &str) -> Result<String, FieldError> {
    list.find(text.trim()).map(|code| code.code.to_owned()).ok_or(FieldError::NotAChoice)
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
}

/// In the order of the list, each once.
fn several(list: List, text: &str) -> Result<String, FieldError> {
    let chosen: Vec<String> = parts(text).map(|part| code(list, part)).collect::<Result<_, _>>()?;
    let in_order =
        list.codes().map(|known| known.code).filter(|code| chosen.iter().any(|c| c == code));
    Ok(in_order.collect::<Vec<_>>().join(", "))
}

fn several_graded(
    list: List,
    grades: List,
    text: &str,
    today: NaiveDate,
) -> Result<String, FieldError> {
    let chosen: Vec<Graded> =
        parts(text).map(|part| graded(list, grades, part, today)).collect::<Result<_, _>>()?;
    let mut in_order = Vec::new();
    for known in list.codes() {
        let mut same = chosen.iter().filter(|graded| graded.code == known.code);
        let Some(one) = same.next() else { continue };
        // two grades of one code say two things; one without a grade says nothing yet
        if same.any(|other| other != one) || one.grade.is_none() {
            return Err(FieldError::NotAChoice);
        }
        in_order.push(one.to_string());
    }
    Ok(in_order.join(", "))
}

fn graded(list: List, grades: List, text: &str, today: NaiveDate) -> Result<Graded, FieldError> {
    let (rest, days) = text.split_once('@').unwrap_or((text, ""));
    let (of, grade) = rest.split_once(':').unwrap_or((rest, ""));
    let (since, until) = days.split_once("..").unwrap_or((days, ""));
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let since = some(since).map(|text| PartialDate::parse(&text, today)).transpose();
    Ok(Graded {
        code: code(list, of)?,
        grade: some(grade).map(|grade| code(grades, &grade)).transpose()?,
        since: since.map_err(FieldError::Date)?,
        until: some(until).map(|text| day(&text, today)).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn canonical(kind: Kind, text: &str) -> Result<String, FieldError> {
        let first = kind.canonical(text, today())?;
        assert_eq!(kind.canonical(&first, today()), Ok(first.clone()), "typing it again: {text}");
        Ok(first)
    }

    #[test]
    fn an_answer_has_one_text() {
        let vulnerable = Kind::SeveralGraded(List::Vulnerability, List::NeedState);
        let german = Kind::Graded(List::Level, List::LevelSource);
        let helpers = Kind::Several(List::Helper);
        for (kind, typed, kept) in [
            (Kind::YesNo, " YES ", "yes"),
            (Kind::Choice(List::School), "Regular", "regular"),
            (helpers, "lawyer; mbe,lawyer", "mbe, lawyer"),
            (german, "b1", "B1"),
            (german, "b1:test@03.2025", "B1:test@2025-03"),
            (
                vulnerable,
                "pregnant:Suspected@22.11.2026, minor:confirmed",
                "minor:confirmed, pregnant:suspected@2026-11-22",
            ),
            (Kind::Day, "1.3.27", "2027-03-01"),
            (Kind::Date, "1990?", "1990?"),
            (Kind::Date, "3/2025", "2025-03"),
            (Kind::Text, "  Ruhe\tfinden ", "Ruhe finden"),
            (Kind::Language, "DE", "de"),
        ] {
            assert_eq!(canonical(kind, typed).as_deref(), Ok(kept), "{typed}");
        }
        let consents = Kind::SeveralGraded(List::Consent, List::ConsentState);
        let until = "referral:given@2026-11-01..2027-10-31";
        assert_eq!(canonical(consents, until).as_deref(), Ok(until));
    }

    #[test]
    fn unknown_and_no_answer_are_answers_to_everything() {
        for question in crate::domain::facts::sheet() {
            for text in ["", "?", "-"] {
                assert_eq!(canonical(question.kind, text).as_deref(), Ok(text), "{question:?}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let vulnerable = Kind::SeveralGraded(List::Vulnerability, List::NeedState);
        for (kind, text) in [
            (Kind::YesNo, "vielleicht"),
            (Kind::Choice(List::School), "university"),
            (Kind::Several(List::Helper), "mbe, nobody"),
            (vulnerable, "minor"),
            (vulnerable, "minor:confirmed, minor:resolved"),
            (Kind::Home, "Am Markt 1"),
        ] {
            assert_eq!(kind.canonical(text, today()), Err(FieldError::NotAChoice), "{text}");
        }
        for (kind, text) in [(Kind::Day, "2027"), (Kind::Date, "1.1.2027"), (Kind::Day, "1.1.2099")]
        {
            assert!(matches!(kind.canonical(text, today()), Err(FieldError::Date(_))), "{text}");
        }
        let long = "x".repeat(ANSWER_MAX + 1);
        assert_eq!(Kind::Text.canonical(&long, today()), Err(FieldError::TooLong(ANSWER_MAX)));
    }

    #[test]
    fn the_parts_of_a_graded_answer_can_be_read_again() {
        let text = "minor:confirmed, pregnant:suspected@2026-11";
        let read = Graded::read(text);
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].grade.as_deref(), Some("suspected"));
        assert_eq!(read[1].since, PartialDate::month(2026, 11));
        let again: Vec<String> = read.iter().map(ToString::to_string).collect();
        assert_eq!(again.join(", "), text);
    }
}

//! Letters and their deadlines: what came, from whom, when, and until when something has to be done.
//!
//! Only the deadline that a worker has confirmed reminds of itself. The one that follows from the law
//! is suggested with that law and changes nothing by itself. A correction keeps what stood there
//! before ([`Letter::versions`]). Source: `docs/domain.md`, letters.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::codes::List;
use super::dates::{DateError, gone_by, is_working_day, within_reach, working_days_after};
use super::facts::value::day;
use super::field::{FieldError, Fields, choice, code, line};
use super::ids::{CaseId, LetterId, PersonId, StaffId};

/// Longest line of a letter, in characters (`docs/domain.md`, limits).
pub const LINE_MAX: usize = 240;
/// Most letters of a case.
pub const LETTERS_MAX: usize = 1_000;
/// Most versions of a letter.
pub const VERSIONS_MAX: usize = 50;
/// On so many days before its end a deadline is a danger, the last day not counted.
pub const URGENT_DAYS: i64 = 7;
/// A notice that is sent by post counts as known on this day after it was posted (§ 37 Abs. 2 SGB X,
/// § 41 Abs. 2 `VwVfG` NRW).
const POSTED_DAYS: u64 = 4;

/// A letter that belongs to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// The case.
    pub case: CaseId,
    /// What it is, oldest version first; never empty. The last one counts, the others were
    /// corrected.
    pub versions: Vec<Version>,
}

/// What is known of a letter, as it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What is known.
    pub content: Content,
    /// Who wrote that down.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is known of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Code of [`List::LetterKind`]; its class decides what is suggested.
    pub kind: String,
    /// Code of [`List::LetterSender`]; may be empty.
    pub sender: String,
    /// Who exactly, and the file number.
    pub name: String,
    /// Whom of the household it is about; the household without one.
    pub person: Option<PersonId>,
    /// The day it bears.
    pub dated: Option<NaiveDate>,
    /// The day it came; of one that was served the day on the envelope.
    pub received: Option<NaiveDate>,
    /// Code of [`List::LetterWay`]: how it came.
    pub way: String,
    /// What it is about.
    pub what: String,
    /// The last day, as a worker has confirmed it.
    pub deadline: Option<NaiveDate>,
    /// What became of it.
    pub status: Status,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Something may have to be done.
    Open,
    /// It was answered, or what it asks for was done.
    Answered,
    /// Nothing has to be done.
    NoAction,
}

impl Status {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 3] =
        [("open", Self::Open), ("answered", Self::Answered), ("no-action", Self::NoAction)];
}

/// The fields of a letter that a form edits one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LetterField {
    /// [`Content::kind`].
    Kind,
    /// [`Content::sender`].
    Sender,
    /// [`Content::name`].
    Name,
    /// [`Content::person`], by id.
    Person,
    /// [`Content::received`].
    Received,
    /// [`Content::way`].
    Way,
    /// [`Content::dated`].
    Dated,
    /// [`Content::what`].
    What,
    /// [`Content::deadline`].
    Deadline,
    /// [`Content::status`], by code.
    Status,
}

impl LetterField {
    /// Every field with its name in drafts, in the order of the form.
    pub const CODES: [(&str, Self); 10] = [
        ("kind", Self::Kind),
        ("sender", Self::Sender),
        ("name", Self::Name),
        ("what", Self::What),
        ("person", Self::Person),
        ("received", Self::Received),
        ("way", Self::Way),
        ("dated", Self::Dated),
        ("deadline", Self::Deadline),
        ("status", Self::Status),
    ];
}

/// What can be done against something, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Objection or lawsuit, whichever the notice names (§ 84 SGG; §§ 70, 74 VwGO): a month.
    Month,
    /// Lawsuit against a decision on an objection (§ 87 SGG, § 74 VwGO): a month.
    Court,
    /// Lawsuit against a plain refusal of asylum (§ 74 Abs. 1 AsylG): two weeks.
    Asylum,
    /// Lawsuit and urgent application (§§ 34a, 36 Abs. 3, 74 Abs. 1 AsylG): a week.
    AsylumFast,
    /// Objection to an order for payment (§ 692 Abs. 1 Nr. 3 ZPO): two weeks.
    Payment,
    /// Objection to an enforcement order (§§ 339, 700 ZPO): two weeks.
    Enforcement,
    /// Objection to a fine (§ 67 Abs. 1 OWiG): two weeks.
    Fine,
    /// Objection to a penal order (§ 410 Abs. 1 StPO): two weeks.
    Penal,
    /// Lawsuit against a dismissal (§ 4 KSchG): three weeks.
    Dismissal,
}

/// How long a time is.
enum Span {
    Months(u32),
    Weeks(u64),
}

impl Remedy {
    /// Class of a kind of letter, and what follows from it.
    pub const CODES: [(&str, Self); 9] = [
        ("month", Self::Month),
        ("court", Self::Court),
        ("asylum", Self::Asylum),
        ("asylum-fast", Self::AsylumFast),
        ("payment", Self::Payment),
        ("enforcement", Self::Enforcement),
        ("fine", Self::Fine),
        ("penal", Self::Penal),
        ("dismissal", Self::Dismissal),
    ];

    fn span(self) -> Span {
        match self {
            Self::Month | Self::Court => Span::Months(1),
            Self::AsylumFast => Span::Weeks(1),
            Self::Dismissal => Span::Weeks(3),
            Self::Asylum | Self::Payment | Self::Enforcement | Self::Fine | Self::Penal => {
                Span::Weeks(2)
            }
        }
    }

    /// Whether what it is against counts as known some days after it was posted; the others are
    /// served or count from the day they came.
    fn counts_from_posting(self) -> bool {
        matches!(self, Self::Month | Self::Court)
    }
}

/// A deadline that follows from a law. Nothing comes of it until a worker confirms it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The last day.
    pub last: NaiveDate,
    /// The day from which it counts.
    pub from: NaiveDate,
    /// That day is not the one on which it came, but the fourth after its date.
    pub posted: bool,
    /// The last day would be a Saturday, a Sunday or a holiday.
    pub moved: bool,
    /// The law.
    pub remedy: Remedy,
}

impl Content {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            kind: String::new(),
            sender: String::new(),
            name: String::new(),
            person: None,
            dated: None,
            received: None,
            way: "post".to_owned(),
            what: String::new(),
            deadline: None,
            status: Status::Open,
        }
    }

    /// The deadline that the law gives for a letter of this kind that came like this; none where its
    /// kind has none or the day is not known.
    pub fn suggestion(&self) -> Option<Suggestion> {
        let kind = List::LetterKind.find(&self.kind)?;
        let remedy = choice(&Remedy::CODES, kind.class).ok()?;
        let received = self.received?;
        let by_post = List::LetterWay.find(&self.way).is_some_and(|way| way.is("posted"));
        let known = self.dated.filter(|_| by_post && remedy.counts_from_posting());
        let known = known.and_then(|dated| dated.checked_add_days(Days::new(POSTED_DAYS)));
        // what came later is known later (§ 37 Abs. 2 Satz 3 SGB X, § 41 Abs. 2 Satz 3 VwVfG NRW)
        let from = known.map_or(received, |known| known.max(received));
        // it ends on the day of the same name or number, in a shorter month on its last one (§ 188 BGB)
        let ends = match remedy.span() {
            Span::Months(months) => from.checked_add_months(Months::new(months))?,
            Span::Weeks(weeks) => from.checked_add_days(Days::new(weeks * 7))?,
        };
        let last = if is_working_day(ends) { ends } else { working_days_after(ends, 1)? };
        let posted = from != received;
        Some(Suggestion { last, from, posted, moved: last != ends, remedy })
    }

    /// Whether it holds as a whole; `members` belong or belonged to the household.
    pub fn check(
        &self,
        members: &[PersonId],
        today: NaiveDate,
    ) -> Result<(), (LetterField, FieldError)> {
        if self.kind.is_empty() {
            return Err((LetterField::Kind, FieldError::Missing));
        }
        let Some(received) = self.received else {
            return Err((LetterField::Received, FieldError::Missing));
        };
        let came = match self.dated {
            Some(dated) if received < dated => Err(DateError::TooEarly(dated)),
            _ => gone_by(received, today),
        };
        let dated = self.dated.map_or(Ok(()), |dated| gone_by(dated, today));
        let deadline = self.deadline.map_or(Ok(()), |deadline| within_reach(deadline, today));
        for (field, checked) in [
            (LetterField::Received, came),
            (LetterField::Dated, dated),
            (LetterField::Deadline, deadline),
        ] {
            checked.map_err(|error| (field, FieldError::Date(error)))?;
        }
        match self.person {
            Some(person) if !members.contains(&person) => {
                Err((LetterField::Person, FieldError::NotAChoice))
            }
            _ => Ok(()),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::new()
    }
}

impl Letter {
    /// The version that counts.
    pub fn now(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The deadline that somebody has to keep: it is confirmed, and nothing was done yet.
    pub fn due(&self) -> Option<NaiveDate> {
        let content = &self.now()?.content;
        content.deadline.filter(|_| content.status == Status::Open)
    }

    /// The version with which it was done; `None` while it is open.
    pub fn done(&self) -> Option<&Version> {
        let status = self.now()?.content.status;
        let same = self.versions.iter().rev().take_while(|v| v.content.status == status);
        same.last().filter(|_| status != Status::Open)
    }
}

impl Fields for Content {
    type Field = LetterField;

    fn field(&self, field: LetterField) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        match field {
            LetterField::Kind => self.kind.clone(),
            LetterField::Sender => self.sender.clone(),
            LetterField::Name => self.name.clone(),
            LetterField::Person => self.person.map(|id| id.0.to_string()).unwrap_or_default(),
            LetterField::Received => day(self.received),
            LetterField::Way => self.way.clone(),
            LetterField::Dated => day(self.dated),
            LetterField::What => self.what.clone(),
            LetterField::Deadline => day(self.deadline),
            LetterField::Status => code(&Status::CODES, self.status),
        }
    }

    fn set_field(
        &mut self,
        field: LetterField,
        text: &str,
        today: NaiveDate,
    ) -> Result<(), FieldError> {
        let text = text.trim();
        let some = || Some(text).filter(|text| !text.is_empty());
        let one_day = || some().map(|text| day(text, today)).transpose();
        let of = |list: List| match some() {
            None => Ok(String::new()),
            Some(text) => {
                list.find(text).map(|code| code.code.to_owned()).ok_or(FieldError::NotAChoice)
            }
        };
        match field {
            LetterField::Kind => self.kind = of(List::LetterKind)?,
            LetterField::Sender => self.sender = of(List::LetterSender)?,
            LetterField::Name => self.name = line(text, LINE_MAX)?,
            LetterField::Person => {
                let person = some().map(|id| id.parse().map(PersonId)).transpose();
                self.person = person.map_err(|_| FieldError::NotAChoice)?;
            }
            LetterField::Received => self.received = one_day()?,
            LetterField::Way => self.way = of(List::LetterWay)?,
            LetterField::Dated => self.dated = one_day()?,
            LetterField::What => self.what = line(text, LINE_MAX)?,
            LetterField::Deadline => self.deadline = one_day()?,
            LetterField::Status => self.status = choice(&Status::CODES, text)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn letter(kind: &str, way: &str, dated: &str, received: &str) -> Content {
        let date = |text: &str| Some(text).filter(|text| !text.is_empty()).map(day);
        let (dated, received) = (date(dated), date(received));
        Content { kind: kind.into(), way: way.into(), dated, received, ..Content::new() }
    }

    /// Last day, from when, whether by posting, whether moved.
    fn suggested(content: &Content) -> Option<(String, String, bool, bool)> {
        let Suggestion { last, from, posted, moved, .. } = content.suggestion()?;
        Some((last.to_string(), from.to_string(), posted, moved))
    }

    #[test]
    fn a_notice_by_post_counts_from_the_fourth_day_after_its_date() {
        let case =
            |dated: &str, received: &str| suggested(&letter("notice", "post", dated, received));
        let is = |last: &str, from: &str, posted, moved| {
            Some((last.to_owned(), from.to_owned(), posted, moved))
        };
        assert_eq!(case("2026-11-02", "2026-11-04"), is("2026-12-07", "2026-11-06", true, true));
        assert_eq!(case("2026-11-03", "2026-11-04"), is("2026-12-07", "2026-11-07", true, false));
        // the fourth day may be a Sunday: the law moves the end, not the beginning
        assert_eq!(case("2026-11-04", "2026-11-06"), is("2026-12-08", "2026-11-08", true, false));
        // what came later counts from then
        assert_eq!(case("2026-11-02", "2026-11-12"), is("2026-12-14", "2026-11-12", false, true));
        // without its date the day it came is the safe one
        assert_eq!(case("", "2026-11-12"), is("2026-12-14", "2026-11-12", false, true));
        assert_eq!(case("2026-11-02", ""), None, "nobody knows when it came");
    }

    #[test]
    fn a_month_ends_on_its_last_day_and_never_on_a_holiday() {
        let case = |received: &str| suggested(&letter("notice", "hand", "", received)).unwrap().0;
        assert_eq!(case("2027-01-29"), "2027-03-01", "28 February is a Sunday");
        assert_eq!(case("2026-10-31"), "2026-11-30", "the shorter month");
        assert_eq!(case("2028-01-31"), "2028-02-29");
        assert_eq!(case("2026-11-25"), "2026-12-28", "Christmas and a weekend behind it");
        assert_eq!(case("2026-03-03"), "2026-04-07", "Good Friday to Easter Monday");
    }

    #[test]
    fn what_is_served_counts_from_the_day_on_the_envelope() {
        let of = |kind: &str, way: &str| suggested(&letter(kind, way, "2026-11-10", "2026-11-12"));
        for (kind, last) in [
            ("objection", "2026-12-14"),
            ("asylum", "2026-11-26"),
            ("asylum-fast", "2026-11-19"),
            ("payment", "2026-11-26"),
            ("enforcement", "2026-11-26"),
            ("fine", "2026-11-26"),
            ("penal", "2026-11-26"),
            ("dismissal", "2026-12-03"),
        ] {
            let (day, from, posted, _) = of(kind, "served").unwrap();
            assert_eq!(
                (day.as_str(), from.as_str(), posted),
                (last, "2026-11-12", false),
                "{kind}"
            );
        }
        let (last, ..) = of("asylum-fast", "post").unwrap();
        assert_eq!(last, "2026-11-19", "no days are added where the law knows none");
        assert_eq!(of("objection", "post").unwrap().1, "2026-11-14");
        for kind in ["hearing", "summons", "bill", "other", ""] {
            assert_eq!(of(kind, "served"), None, "{kind}");
        }
    }

    #[test]
    fn what_does_not_hold_is_named_by_its_field() {
        let today = day("2026-11-22");
        let fine = letter("notice", "post", "2026-11-10", "2026-11-12");
        let wrong = |content: Content| content.check(&[PersonId(1)], today).unwrap_err().0;
        assert_eq!(fine.check(&[], today), Ok(()));
        assert_eq!(wrong(letter("", "post", "", "2026-11-12")), LetterField::Kind);
        assert_eq!(wrong(letter("bill", "post", "", "")), LetterField::Received);
        assert_eq!(wrong(letter("bill", "post", "", "2026-11-23")), LetterField::Received);
        assert_eq!(
            wrong(letter("bill", "post", "2026-11-14", "2026-11-12")),
            LetterField::Received
        );
        let deadline = Some(day("2046-11-12"));
        assert_eq!(wrong(Content { deadline, ..fine.clone() }), LetterField::Deadline);
        assert_eq!(wrong(Content { person: Some(PersonId(2)), ..fine }), LetterField::Person);
    }

    #[test]
    fn a_letter_is_done_by_who_said_so_first() {
        let version = |status, by, what: &str| Version {
            content: Content {
                status,
                what: what.into(),
                deadline: Some(day("2026-12-14")),
                ..Content::new()
            },
            by: StaffId(by),
            at: DateTime::default(),
        };
        let mut letter = Letter {
            id: LetterId(1),
            case: CaseId(1),
            versions: vec![version(Status::Open, 1, "")],
        };
        assert_eq!((letter.done(), letter.due()), (None, Some(day("2026-12-14"))));
        letter.versions.push(version(Status::Answered, 2, ""));
        letter.versions.push(version(Status::Answered, 3, "corrected"));
        assert_eq!((letter.done().unwrap().by, letter.due()), (StaffId(2), None));
        letter.versions.push(version(Status::Open, 1, ""));
        assert_eq!(letter.done(), None);
    }
}

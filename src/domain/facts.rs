//! The fact sheet: what is asked at a first visit and kept up to date after it, of each person and of
//! the household.
//!
//! An answer is an [`Entry`]: what was said, as of which day, from what source, who wrote it down and
//! when. Entries are only added; the last one of a key counts and the others are its history. What a
//! person, a household, a paper or a visit has anyway is not kept a second time ([`Kind`] says where
//! it stands); of that only the source is kept, or that it was asked without an answer.
//!
//! No entry, [`UNKNOWN`] and [`NO_ANSWER`] are three different things (`docs/domain.md`, fact sheet).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::Wording;
use super::codes::List;
use super::field::Clash;
use super::household::HouseholdField;
use super::ids::{HouseholdId, PersonId, StaffId};
use super::papers::PaperKind;
use super::person::PersonField;

mod complete;
mod record;
mod records;
mod sheet;
pub(in crate::domain) mod value;

pub use record::{ANSWERS_MAX, ENTRIES_MAX, Facts, meets};
pub use records::{Records, is_mark, mark};
pub use sheet::sheet;
pub use value::{ANSWER_MAX, Graded};

/// Asked, and not known.
pub const UNKNOWN: &str = "?";
/// Asked, and no answer wanted to be given.
pub const NO_ANSWER: &str = "-";
/// What an entry has as its value where the answer itself stands elsewhere: in the record of the
/// person, of the household, among the papers. The entry tells its day and source.
pub const IN_RECORD: &str = "=";

/// Whom an answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// The household as a whole.
    Household(HouseholdId),
    /// One person.
    Person(PersonId),
}

/// Names a question of the sheet: its number there, which is kept and never means anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactKey(pub u16);

/// A question of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its number.
    pub key: FactKey,
    /// Its short name, for files, scripts and the log.
    pub name: &'static str,
    /// The part of the talk it belongs to.
    pub section: Section,
    /// What it is called.
    pub label: Wording,
    /// What an answer looks like, or where it stands.
    pub kind: Kind,
    /// Whether the sheet is complete without it.
    pub required: Required,
    /// Of whom it is asked.
    pub about: About,
    /// For the responsible worker and her deputy only.
    pub restricted: bool,
    /// Mostly the same for the whole household: typed once, copied to the members chosen.
    pub copied: bool,
}

/// Parts of the talk, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Section {
    /// Where, when and how it was talked; what was explained.
    Talk,
    /// Name, birth, languages.
    Person,
    /// Who belongs to whom.
    Family,
    /// How they came here, and where they live.
    Arrival,
    /// Residence, procedure, identity.
    Residence,
    /// Benefits and money.
    Benefits,
    /// Health: what is needed, never why.
    Health,
    /// Safety and special needs.
    Protection,
    /// Kita and school.
    Children,
    /// German, school, work.
    Learning,
    /// Wishes, and others who help.
    Wishes,
    /// What was agreed.
    Steps,
}

impl Section {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 12] = [
        ("talk", Self::Talk),
        ("person", Self::Person),
        ("family", Self::Family),
        ("arrival", Self::Arrival),
        ("residence", Self::Residence),
        ("benefits", Self::Benefits),
        ("health", Self::Health),
        ("protection", Self::Protection),
        ("children", Self::Children),
        ("learning", Self::Learning),
        ("wishes", Self::Wishes),
        ("steps", Self::Steps),
    ];
}

/// What an answer looks like, as canonical text, or where it stands. [`UNKNOWN`] and [`NO_ANSWER`]
/// are answers of every kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `yes`, `no` or `unclear`.
    YesNo,
    /// One code.
    Choice(List),
    /// Several codes: `a, b`.
    Several(List),
    /// One code with how far it is known or what became of it, and since when if that is known:
    /// `B1:certificate@2025-03`.
    Graded(List, List),
    /// Several of these, at most one of each code: `minor:confirmed, pregnant:suspected@2026-11-02`.
    SeveralGraded(List, List),
    /// A day, which may lie ahead: `2026-11-22`.
    Day,
    /// Something past, as exact as it is known ([`super::dates::PartialDate`]): `2025-03`.
    Date,
    /// One line.
    Text,
    /// A language, ISO 639-1.
    Language,
    /// In the record of the person.
    Person(PersonField),
    /// In the record of the household.
    Household(HouseholdField),
    /// The membership: relation to the reference person, by code.
    Relation,
    /// The home of today.
    Home,
    /// The day of the first visit at which somebody was met.
    FirstVisit,
    /// The nearest follow-up that is open.
    FollowUp,
    /// The paper of this kind that holds today: its code.
    Paper(PaperKind),
}

/// Whether a question has to be answered for a sheet to be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// It may stay open.
    No,
    /// It needs a value.
    Yes,
    /// It needs a value, or that it is unknown, or that no answer was given.
    OrUnknown,
    /// Who lives in a shelter or municipal flat needs a value (`docs/domain.md`, fact sheet).
    InShelter,
}

/// Of whom a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Once for the household.
    Household,
    /// Of everybody.
    Everybody,
    /// Of everybody who is not certainly a minor.
    Adult,
    /// Of whoever is certainly a minor.
    Child,
    /// Of minors who may be too young for school.
    Small,
    /// Of minors who may be of school age.
    Pupil,
}

/// Who is asked, as far as it decides which questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// The household as a whole.
    Household,
    /// Somebody of age, or who may be.
    Adult,
    /// Certainly a minor.
    Minor {
        /// May be too young for school.
        small: bool,
        /// May be of school age.
        pupil: bool,
    },
}

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Source {
    /// A paper that was seen.
    Document,
    /// What they said.
    Word,
    /// What an authority said.
    Authority,
    /// Not noted.
    Unnoted,
}

impl Source {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 4] = [
        ("document", Self::Document),
        ("word", Self::Word),
        ("authority", Self::Authority),
        ("unnoted", Self::Unnoted),
    ];
}

/// An answer as it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What was asked.
    pub key: FactKey,
    /// The answer, canonical text of its [`Kind`]; [`IN_RECORD`] where it stands elsewhere. Empty
    /// when an answer was taken out again.
    pub value: String,
    /// The day as of which it holds.
    pub as_of: NaiveDate,
    /// Where it comes from.
    pub source: Source,
    /// Who wrote it down.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A question that others answered otherwise in the meantime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactClash {
    /// Of whom.
    pub subject: Subject,
    /// What they wrote, and what was typed.
    pub clash: Clash<FactKey>,
}

/// How complete a sheet is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// Questions that have to be answered.
    pub required: u16,
    /// Those of them that are not, in the order of the sheet.
    pub missing: Vec<FactKey>,
}

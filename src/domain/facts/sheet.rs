//! The questions themselves, read once from the embedded table.

use std::sync::OnceLock;

use super::{About, FactKey, Kind, Question, Required, Section};
use crate::domain::checklist::Wording;
use crate::domain::codes::List;
use crate::domain::household::HouseholdField;
use crate::domain::papers::PaperKind;
use crate::domain::person::PersonField;

/// One line a question in the order of the talk; the first line names the columns. A number is kept
/// with every answer and is never given to another question, also when one is dropped.
const TABLE: &str = include_str!("sheet.tsv");

/// Every question in the order of the talk.
pub fn sheet() -> &'static [Question] {
    static SHEET: OnceLock<Vec<Question>> = OnceLock::new();
    // a bad line would be left out; tests/facts.rs holds the table to be complete
    SHEET.get_or_init(|| TABLE.lines().skip(1).filter_map(read_line).collect())
}

impl FactKey {
    /// The question; `None` for one that this release does not ask.
    pub fn question(self) -> Option<&'static Question> {
        sheet().iter().find(|question| question.key == self)
    }

    /// The question of a short name.
    pub fn named(name: &str) -> Option<Self> {
        sheet().iter().find(|question| question.name == name).map(|question| question.key)
    }
}

fn read_line(line: &'static str) -> Option<Question> {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [number, name, section, de, en, kind, lists, required, about, flags @ ..] =
        columns.as_slice()
    else {
        return None;
    };
    let &[restricted, copied] = flags else { return None };
    Some(Question {
        key: FactKey(number.parse().ok()?),
        name,
        section: of(&Section::CODES, section)?,
        label: Wording { de, en },
        kind: read_kind(kind, lists)?,
        required: of(&REQUIRED, required)?,
        about: of(&ABOUT, about)?,
        restricted: of(&YES_NO, restricted)?,
        copied: of(&YES_NO, copied)?,
    })
}

fn read_kind(kind: &str, lists: &str) -> Option<Kind> {
    let list = |name| of(&List::CODES, name);
    if let Some((record, field)) = kind.split_once(':') {
        return Some(match record {
            "person" => Kind::Person(of(&PERSON, field)?),
            "household" => Kind::Household(of(&HOUSEHOLD, field)?),
            "paper" => Kind::Paper(of(&PaperKind::CODES, field)?),
            _ => return None,
        });
    }
    if let Some((of, grade)) = lists.split_once('/') {
        let (of, grade) = (list(of)?, list(grade)?);
        return match kind {
            "graded" => Some(Kind::Graded(of, grade)),
            "several-graded" => Some(Kind::SeveralGraded(of, grade)),
            _ => None,
        };
    }
    Some(match kind {
        "yes-no" => Kind::YesNo,
        "choice" => Kind::Choice(list(lists)?),
        "several" => Kind::Several(list(lists)?),
        "day" => Kind::Day,
        "date" => Kind::Date,
        "text" => Kind::Text,
        "language" => Kind::Language,
        "relation" => Kind::Relation,
        "home" => Kind::Home,
        "visit" => Kind::FirstVisit,
        "follow-up" => Kind::FollowUp,
        _ => return None,
    })
}

const YES_NO: [(&str, bool); 2] = [("yes", true), ("no", false)];

const REQUIRED: [(&str, Required); 4] = [
    ("no", Required::No),
    ("yes", Required::Yes),
    ("or-unknown", Required::OrUnknown),
    ("in-shelter", Required::InShelter),
];

const ABOUT: [(&str, About); 6] = [
    ("household", About::Household),
    ("everybody", About::Everybody),
    ("adult", About::Adult),
    ("child", About::Child),
    ("small", About::Small),
    ("pupil", About::Pupil),
];

const PERSON: [(&str, PersonField); 11] = [
    ("surname", PersonField::Surname),
    ("given", PersonField::Given),
    ("call-name", PersonField::CallName),
    ("original-script", PersonField::OriginalScript),
    ("variant", PersonField::Variant),
    ("birth", PersonField::Birth),
    ("sex", PersonField::Sex),
    ("nationalities", PersonField::Nationalities),
    ("languages", PersonField::Languages),
    ("phone", PersonField::Phone),
    ("file-ref", PersonField::FileRef),
];

const HOUSEHOLD: [(&str, HouseholdField); 5] = [
    ("phone", HouseholdField::Phone),
    ("language", HouseholdField::Language),
    ("interpreter", HouseholdField::Interpreter),
    ("letterbox", HouseholdField::Letterbox),
    ("reach", HouseholdField::Reach),
];

fn of<T: Copy>(codes: &[(&str, T)], name: &str) -> Option<T> {
    codes.iter().find(|(code, _)| *code == name).map(|(_, value)| *value)
}

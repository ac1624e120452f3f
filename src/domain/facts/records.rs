//! Answers that stand elsewhere: in the records of the person and the household, among papers, visits
//! and follow-ups.

use chrono::NaiveDate;

use super::{Entry, FactKey, Facts, IN_RECORD, Kind, NO_ANSWER, Question, UNKNOWN, sheet};
use crate::domain::clean;
use crate::domain::field::{Fields, code};
use crate::domain::household::{Household, HouseholdField, Interpreter, Member, Relation};
use crate::domain::papers::{Paper, current};
use crate::domain::person::{Person, PersonField, Sex};

/// What is known of one person, or of the household where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    /// The household.
    pub household: &'a Household,
    /// The person.
    pub person: Option<&'a Person>,
    /// Where it lives today, in words.
    pub home: &'a str,
    /// The day of the first visit at which somebody was met.
    pub first_visit: Option<NaiveDate>,
    /// The day of the nearest follow-up.
    pub follow_up: Option<NaiveDate>,
    /// The papers of the person.
    pub papers: &'a [Paper],
    /// The day it is.
    pub today: NaiveDate,
}

impl Records<'_> {
    /// The answer that counts, as canonical text; empty without one.
    pub fn value(&self, question: &Question, facts: &Facts) -> String {
        let entry = facts.current(question.key);
        match self.text(question.kind) {
            Some((text, by_default)) => elsewhere(&text, by_default, entry),
            None => entry.map(|entry| entry.value.clone()).unwrap_or_default(),
        }
    }

    /// What stands elsewhere, and whether it may also mean that nobody asked; `None` of a question
    /// whose answers are the entries themselves.
    fn text(&self, kind: Kind) -> Option<(String, bool)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let text = match kind {
            Kind::Person(field) => self.person.map(|p| p.field(field)).unwrap_or_default(),
            Kind::Household(field) => self.household.field(field),
            Kind::Relation => self.relation().map(relation_text).unwrap_or_default(),
            Kind::Home => self.home.to_owned(),
            Kind::FirstVisit => day(self.first_visit),
            Kind::FollowUp => day(self.follow_up),
            Kind::Paper(kind) => {
                let paper = current(self.papers, kind, self.today);
                let version = paper.and_then(Paper::version);
                version.map(|version| version.content.code.clone()).unwrap_or_default()
            }
            _ => return None,
        };
        let by_default = by_default(kind, &text);
        Some((text, by_default))
    }

    fn relation(&self) -> Option<Relation> {
        let person = self.person?.id;
        let member = |m: &&Member| m.person == person;
        self.household.members.iter().rev().find(member).map(|m| m.relation)
    }
}

fn relation_text(relation: Relation) -> String {
    code(&Relation::CODES, relation)
}

/// Whether a record has this text also when nobody asked.
fn by_default(kind: Kind, text: &str) -> bool {
    let default = match kind {
        Kind::Person(PersonField::Sex) => code(&Sex::CODES, Sex::Unknown),
        Kind::Household(HouseholdField::Interpreter) => {
            code(&Interpreter::CODES, Interpreter::None)
        }
        Kind::Relation => code(&Relation::CODES, Relation::Unknown),
        _ => return false,
    };
    text == default
}

/// The answer that counts of something that stands elsewhere: what stands there, else that it was
/// asked without one. A text that is there by default counts only where it was asked.
fn elsewhere(text: &str, by_default: bool, entry: Option<&Entry>) -> String {
    match entry.map(|entry| entry.value.as_str()) {
        Some(IN_RECORD) => text.to_owned(),
        Some(mark) if text.is_empty() || by_default => mark.to_owned(),
        None if by_default => String::new(),
        _ => text.to_owned(),
    }
}

impl FactKey {
    /// The question that a field of a person answers.
    pub fn of_person(field: PersonField) -> Option<Self> {
        of_kind(Kind::Person(field))
    }

    /// The question that a field of a household answers.
    pub fn of_household(field: HouseholdField) -> Option<Self> {
        of_kind(Kind::Household(field))
    }
}

fn of_kind(kind: Kind) -> Option<FactKey> {
    sheet().iter().find(|question| question.kind == kind).map(|question| question.key)
}

/// Whether a text says that something is unknown or was not answered.
pub fn is_mark(text: &str) -> bool {
    mark(text).is_some()
}

/// The sign with which a text says that, without what nobody sees of it.
pub fn mark(text: &str) -> Option<&'static str> {
    let text = clean::line(text);
    [UNKNOWN, NO_ANSWER].into_iter().find(|mark| text == *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_one_with_what_nobody_sees_beside_it() {
        for text in ["?", " ? ", "?\u{200f}", "\u{7}?", "\u{202e}?\u{202c}"] {
            assert_eq!(mark(text), Some(UNKNOWN), "{text:?}");
        }
        assert_eq!(mark("-\u{200e}"), Some(NO_ANSWER));
        for text in ["", "??", "? 1990", "\u{200f}"] {
            assert_eq!(mark(text), None, "{text:?}");
        }
    }

    use crate::domain::facts::{Source, Subject};
    use crate::domain::ids::{HouseholdId, PersonId, StaffId};
    use chrono::DateTime;

    fn household() -> Household {
        Household {
            id: HouseholdId(1),
            reference: PersonId(1),
            members: vec![],
            lodgings: vec![],
            phone: String::new(),
            language: String::new(),
            interpreter: Interpreter::None,
            letterbox: String::new(),
            reach: String::new(),
        }
    }

    fn answered(name: &str, value: &str) -> Facts {
        let mut facts = Facts::new(Subject::Person(PersonId(1)), false);
        let entry = Entry {
            key: FactKey::named(name).unwrap(),
            value: value.to_owned(),
            as_of: NaiveDate::default(),
            source: Source::Word,
            by: StaffId(1),
            at: DateTime::UNIX_EPOCH,
        };
        facts.add(entry).unwrap();
        facts
    }

    #[test]
    fn what_stands_in_the_record_counts_before_the_mark_that_it_was_not_known() {
        let (household, mut person) = (household(), Person::new(PersonId(1)));
        let value = |person: &Person, name: &str, facts: &Facts| {
            let records = Records {
                household: &household,
                person: Some(person),
                home: "",
                first_visit: None,
                follow_up: None,
                papers: &[],
                today: NaiveDate::default(),
            };
            records.value(FactKey::named(name).unwrap().question().unwrap(), facts)
        };
        let nothing = Facts::new(Subject::Person(PersonId(1)), false);
        assert_eq!(value(&person, "birth", &nothing), "");
        assert_eq!(value(&person, "birth", &answered("birth", "?")), "?");
        // the record says "unknown" of everybody who was not asked
        assert_eq!(value(&person, "sex", &nothing), "");
        assert_eq!(value(&person, "sex", &answered("sex", "-")), "-");
        person.birth = "1990".parse().ok();
        assert_eq!(value(&person, "birth", &nothing), "1990");
        assert_eq!(value(&person, "birth", &answered("birth", "?")), "1990");
        // that no interpreter is needed counts once it was said
        assert_eq!(value(&person, "interpreter", &nothing), "");
        assert_eq!(value(&person, "interpreter", &answered("interpreter", "=")), "none");
        assert_eq!(value(&person, "german", &answered("german", "A1")), "A1");
    }
}

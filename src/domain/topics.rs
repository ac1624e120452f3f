//! Information given: who of a household was told about what, on which day, in which language and how.
//!
//! Every telling is an entry of its own, of one person and one topic, and none is ever changed: one that
//! was entered by mistake is taken back and stays, with who took it back. Source: `docs/domain.md`,
//! information given.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::case::Signed;
use super::codes::List;
use super::dates::gone_by;
use super::field::{FieldError, line};
use super::ids::{CaseId, PersonId, StaffId, ToldId};
use super::person::language_like;

/// Most entries of a case, those taken back too (`docs/domain.md`, limits).
pub const TOLD_MAX: usize = 5_000;
/// Longest name of who told, in characters.
pub const WHO_MAX: usize = 120;

/// One person of a case was told about one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Its id.
    pub id: ToldId,
    /// The case.
    pub case: CaseId,
    /// Who was told.
    pub person: PersonId,
    /// About what: code of [`List::Topic`].
    pub topic: String,
    /// When and how.
    pub how: How,
    /// Who entered it.
    pub by: StaffId,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Who took it back, and when: it was entered by mistake.
    pub taken_back: Option<Signed>,
}

/// When and how somebody was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// On which day.
    pub day: NaiveDate,
    /// In which language, ISO 639-1; empty where that is not known.
    pub language: String,
    /// Code of [`List::TopicWay`].
    pub way: String,
    /// Who told, where that is not who enters it.
    pub who: String,
}

/// What is entered at once: each of these persons was told about each of these topics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who was told.
    pub persons: Vec<PersonId>,
    /// About what.
    pub topics: Vec<String>,
    /// When and how.
    pub how: How,
}

/// A field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TopicField {
    /// [`Entry::topics`].
    Topics,
    /// [`Entry::persons`].
    Persons,
    /// [`How::day`].
    Day,
    /// [`How::language`].
    Language,
    /// [`How::way`].
    Way,
    /// [`How::who`].
    Who,
}

impl Entry {
    /// Cleans the words and checks everything; `members` are those who may have been told.
    pub fn check(
        &mut self,
        members: &[PersonId],
        today: NaiveDate,
    ) -> Result<(), (TopicField, FieldError)> {
        use TopicField as F;
        fn of(list: List, code: &str) -> Result<String, FieldError> {
            list.find(code).map(|code| code.code.to_owned()).ok_or(FieldError::NotAChoice)
        }
        let topics: Result<Vec<_>, _> =
            self.topics.iter().map(|code| of(List::Topic, code)).collect();
        self.topics = once_each(topics.map_err(|error| (F::Topics, error))?);
        self.persons = once_each(std::mem::take(&mut self.persons));
        if self.topics.is_empty() {
            return Err((F::Topics, FieldError::Missing));
        }
        if self.persons.is_empty() {
            return Err((F::Persons, FieldError::Missing));
        }
        if self.persons.iter().any(|person| !members.contains(person)) {
            return Err((F::Persons, FieldError::NotAChoice));
        }
        let how = &mut self.how;
        gone_by(how.day, today).map_err(|error| (F::Day, FieldError::Date(error)))?;
        // the household's own, which is proposed, may be one that nobody knows
        how.language = language_like(&how.language).map_err(|error| (F::Language, error))?;
        how.way = of(List::TopicWay, &how.way).map_err(|error| (F::Way, error))?;
        how.who = line(&how.who, WHO_MAX).map_err(|error| (F::Who, error))?;
        Ok(())
    }
}

/// The same without what comes a second time.
fn once_each<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut known = Vec::with_capacity(all.len());
    for one in all {
        if !known.contains(&one) {
            known.push(one);
        }
    }
    known
}

/// What each was told last about each topic, of what was not taken back.
pub fn lasts<'a>(
    told: impl IntoIterator<Item = &'a Told>,
) -> BTreeMap<(PersonId, &'a str), &'a Told> {
    let mut lasts: BTreeMap<(PersonId, &str), &Told> = BTreeMap::new();
    for told in told.into_iter().filter(|told| told.taken_back.is_none()) {
        let last = lasts.entry((told.person, told.topic.as_str())).or_insert(told);
        if (last.how.day, last.id) < (told.how.day, told.id) {
            *last = told;
        }
    }
    lasts
}

/// The topics of a case in the order shown: those offered on a day, and others that somebody was told
/// about before.
pub fn topics<'a>(told: impl IntoIterator<Item = &'a str>, today: NaiveDate) -> Vec<&'a str> {
    let mut topics: Vec<&str> = List::Topic.on(today).map(|topic| topic.code).collect();
    for topic in told {
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics
}

/// About how many of the topics offered on a day somebody of these was told, and how many there are.
pub fn heard(told: &[Told], persons: &[PersonId], today: NaiveDate) -> (usize, usize) {
    let stands = told.iter().filter(|told| told.taken_back.is_none());
    let heard = stands.filter(|told| persons.contains(&told.person));
    let heard: BTreeSet<&str> = heard.map(|told| told.topic.as_str()).collect();
    let all = || List::Topic.on(today);
    (all().filter(|topic| heard.contains(topic.code)).count(), all().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn how(on: &str) -> How {
        let (language, way, who) = ("AR".into(), "talk".into(), "  Frau\u{7} Sol ".into());
        How { day: day(on), language, way, who }
    }

    fn told(id: u64, person: u64, topic: &str, on: &str, back: bool) -> Told {
        let signed = Signed { at: DateTime::default(), by: StaffId(2) };
        Told {
            id: ToldId(id),
            case: CaseId(1),
            person: PersonId(person),
            topic: topic.into(),
            how: how(on),
            by: StaffId(1),
            at: DateTime::default(),
            taken_back: back.then_some(signed),
        }
    }

    #[test]
    fn an_entry_is_cleaned_and_names_each_once() {
        let mut entry = Entry {
            persons: [2, 1, 2].map(PersonId).to_vec(),
            topics: ["WORK", "health", "work"].map(str::to_owned).to_vec(),
            how: how("2026-11-20"),
        };
        let members = [1, 2, 3].map(PersonId);
        assert_eq!(entry.check(&members, day("2026-11-22")), Ok(()));
        assert_eq!((entry.persons.len(), entry.topics.join(" ")), (2, "work health".to_owned()));
        assert_eq!((&*entry.how.language, &*entry.how.who), ("ar", "Frau Sol"));
    }

    #[test]
    fn what_does_not_hold_is_named_by_its_field() {
        let fine = Entry {
            persons: vec![PersonId(1)],
            topics: vec!["work".into()],
            how: how("2026-11-20"),
        };
        let wrong = |change: fn(&mut Entry)| {
            let mut entry = fine.clone();
            change(&mut entry);
            entry.check(&[PersonId(1)], day("2026-11-22")).unwrap_err().0
        };
        assert_eq!(wrong(|e| e.topics.clear()), TopicField::Topics);
        assert_eq!(wrong(|e| e.topics.push("rumour".into())), TopicField::Topics);
        assert_eq!(wrong(|e| e.persons.clear()), TopicField::Persons);
        assert_eq!(wrong(|e| e.persons.push(PersonId(2))), TopicField::Persons);
        assert_eq!(wrong(|e| e.how.day = day("2026-11-23")), TopicField::Day);
        assert_eq!(wrong(|e| e.how.language = "Quenya".into()), TopicField::Language);
        assert_eq!(wrong(|e| e.how.way.clear()), TopicField::Way);
        assert_eq!(wrong(|e| e.how.who = "x".repeat(WHO_MAX + 1)), TopicField::Who);
    }

    #[test]
    fn what_was_taken_back_was_not_heard() {
        let today = day("2026-11-22");
        let all = [
            told(1, 1, "health", "2026-10-01", false),
            told(2, 1, "health", "2026-11-01", true),
            told(3, 1, "work", "2026-11-01", true),
            told(4, 2, "work", "2026-11-01", false),
            told(5, 1, "gardening", "2026-11-01", false),
            told(6, 2, "work", "2026-10-01", false),
            told(7, 3, "work", "2026-11-01", false),
            told(8, 3, "work", "2026-11-01", false),
        ];
        let lasts = lasts(&all);
        let of = |person, topic| lasts.get(&(PersonId(person), topic)).map(|told| told.id.0);
        assert_eq!((of(1, "health"), of(1, "work"), of(2, "work")), (Some(1), None, Some(4)));
        assert_eq!(of(3, "work"), Some(8), "of a day the one entered last");
        let offered = List::Topic.on(today).count();
        assert_eq!(heard(&all, &[PersonId(1)], today), (1, offered));
        assert_eq!(heard(&all, &[PersonId(1), PersonId(2)], today), (2, offered));
        let known = topics(all.iter().map(|told| told.topic.as_str()), today);
        assert_eq!(known.last(), Some(&"gardening"), "shown as it is");
        assert_eq!(known.len(), offered + 1);
    }
}

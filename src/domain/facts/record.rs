//! All entries about one person or household, and how a new answer meets those of colleagues.

use serde::{Deserialize, Serialize};

use super::value::ANSWER_MAX;
use super::{Entry, FactKey, Subject};
use crate::domain::field::{Clash, Edit, FieldError};

/// Most entries about one person or household, earlier ones too (`docs/domain.md`, limits).
pub const ENTRIES_MAX: usize = 2_000;

/// Longest answers of one person or household together, earlier ones too, in characters
/// (`docs/domain.md`, limits).
pub const ANSWERS_MAX: usize = 60_000;

/// Everything written down about a person or household: either what everybody who sees the case may
/// read, or what is restricted. The two are records apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Whom it is about.
    pub subject: Subject,
    /// Answers to restricted questions, and no others.
    pub restricted: bool,
    /// In the order in which they were written down.
    pub entries: Vec<Entry>,
}

impl Facts {
    /// Nothing yet.
    pub fn new(subject: Subject, restricted: bool) -> Self {
        Self { subject, restricted, entries: vec![] }
    }

    /// The entries of a question, newest first.
    pub fn history(&self, key: FactKey) -> impl Iterator<Item = &Entry> {
        self.entries.iter().rev().filter(move |entry| entry.key == key)
    }

    /// The entry that counts; `None` where nothing was answered or the answer was taken out.
    pub fn current(&self, key: FactKey) -> Option<&Entry> {
        self.history(key).next().filter(|entry| !entry.value.is_empty())
    }

    /// The value that counts; empty without one.
    pub fn value(&self, key: FactKey) -> &str {
        self.current(key).map_or("", |entry| &entry.value)
    }

    /// Adds an entry, unless it says just what the last one says.
    pub fn add(&mut self, entry: Entry) -> Result<(), FieldError> {
        let same = |last: &Entry| {
            (&last.value, last.as_of, last.source) == (&entry.value, entry.as_of, entry.source)
        };
        let says_nothing = match self.history(entry.key).next() {
            Some(last) => same(last) || (last.value.is_empty() && entry.value.is_empty()),
            None => entry.value.is_empty(),
        };
        if says_nothing {
            return Ok(());
        }
        if self.entries.len() >= ENTRIES_MAX {
            return Err(FieldError::TooMany(ENTRIES_MAX));
        }
        let length = |entry: &Entry| entry.value.chars().count();
        let all: usize = self.entries.iter().map(length).sum();
        if length(&entry) > ANSWER_MAX || all + length(&entry) > ANSWERS_MAX {
            return Err(FieldError::TooLong(ANSWERS_MAX.saturating_sub(all).min(ANSWER_MAX)));
        }
        self.entries.push(entry);
        Ok(())
    }
}

/// How an edit meets the value that is there: nothing to do with it but to write it, or a clash,
/// because a colleague wrote something else in the meantime.
pub fn meets(edit: &Edit<FactKey>, there: &str, now: &str) -> Result<(), Clash<FactKey>> {
    if there == edit.was || there == now {
        return Ok(());
    }
    Err(Clash { field: edit.field, theirs: there.to_owned(), mine: edit.now.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facts::Source;
    use crate::domain::ids::{PersonId, StaffId};
    use chrono::{DateTime, NaiveDate};

    fn entry(key: u16, value: &str) -> Entry {
        Entry {
            key: FactKey(key),
            value: value.into(),
            as_of: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
            source: Source::Word,
            by: StaffId(1),
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn facts() -> Facts {
        Facts::new(Subject::Person(PersonId(1)), false)
    }

    #[test]
    fn the_last_entry_counts_and_the_others_stay() {
        let mut facts = facts();
        facts.add(entry(1, "no")).unwrap();
        facts.add(entry(2, "A1")).unwrap();
        facts.add(entry(1, "yes")).unwrap();
        assert_eq!((facts.value(FactKey(1)), facts.value(FactKey(2))), ("yes", "A1"));
        let values: Vec<&str> = facts.history(FactKey(1)).map(|e| e.value.as_str()).collect();
        assert_eq!(values, ["yes", "no"]);
        facts.add(entry(1, "")).unwrap();
        assert_eq!((facts.value(FactKey(1)), facts.history(FactKey(1)).count()), ("", 3));
    }

    #[test]
    fn the_same_answer_twice_is_one_entry_but_a_new_source_is_another() {
        let mut facts = facts();
        facts.add(entry(1, "")).unwrap();
        facts.add(entry(1, "yes")).unwrap();
        facts.add(entry(1, "yes")).unwrap();
        facts.add(Entry { source: Source::Document, ..entry(1, "yes") }).unwrap();
        assert_eq!(facts.entries.len(), 2);
    }

    #[test]
    fn a_subject_holds_so_much_and_no_more() {
        let mut facts = facts();
        for n in 0..ENTRIES_MAX {
            facts.add(entry(1, if n % 2 == 0 { "yes" } else { "no" })).unwrap();
        }
        assert_eq!(facts.add(entry(2, "yes")), Err(FieldError::TooMany(ENTRIES_MAX)));
        let mut facts = self::facts();
        let long = "x".repeat(ANSWER_MAX);
        for n in 0..250 {
            facts.add(entry(n, &long)).unwrap();
        }
        assert_eq!(facts.add(entry(999, "x")), Err(FieldError::TooLong(0)));
    }

    #[test]
    fn a_newer_answer_of_a_colleague_is_told() {
        let edit = |was: &str, now: &str| Edit {
            field: FactKey(1),
            was: was.to_owned(),
            now: now.to_owned(),
        };
        assert_eq!(meets(&edit("no", "yes"), "no", "yes"), Ok(()));
        assert_eq!(meets(&edit("", "yes"), "yes", "yes"), Ok(()));
        let clash = meets(&edit("", "yes"), "no", "yes").unwrap_err();
        assert_eq!((clash.theirs.as_str(), clash.mine.as_str()), ("no", "yes"));
    }
}

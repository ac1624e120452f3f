//! File notes: what has to be known of a case and belongs to no visit.
//!
//! A correction keeps what stood there before ([`Note::versions`]). A restricted note is for the
//! responsible worker and her deputy only (`docs/domain.md`, restriction).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::clean;
use super::dates::gone_by;
use super::field::FieldError;
use super::ids::{CaseId, NoteId, PersonId, StaffId};
use super::visit::NOTE_MAX;

/// Most notes of a case (`docs/domain.md`, limits).
pub const NOTES_MAX: usize = 2_000;
/// Most versions of a note.
pub const VERSIONS_MAX: usize = 50;

/// A note of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The case.
    pub case: CaseId,
    /// For the responsible worker and her deputy only.
    pub restricted: bool,
    /// What it says, oldest version first; never empty. The last one counts, the others were
    /// corrected.
    pub versions: Vec<Version>,
}

/// What a note says, as it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What it says.
    pub entry: Entry,
    /// Who wrote that down.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a note says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The day it is about.
    pub day: NaiveDate,
    /// Whom of the household it is about; the household without one.
    pub person: Option<PersonId>,
    /// The words, at most [`NOTE_MAX`] characters.
    pub text: String,
}

/// A field of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoteField {
    /// [`Entry::text`].
    Text,
    /// [`Entry::day`].
    Day,
    /// [`Entry::person`].
    Person,
    /// [`Note::restricted`].
    Restricted,
}

impl Note {
    /// The version that counts.
    pub fn now(&self) -> Option<&Version> {
        self.versions.last()
    }
}

impl Entry {
    /// Cleans the words and checks everything; `members` belong or belonged to the household.
    pub fn check(
        &mut self,
        members: &[PersonId],
        today: NaiveDate,
    ) -> Result<(), (NoteField, FieldError)> {
        self.text = clean::text(&self.text);
        let wrong = |field, error| Err((field, error));
        if self.text.is_empty() {
            return wrong(NoteField::Text, FieldError::Missing);
        }
        if self.text.chars().count() > NOTE_MAX {
            return wrong(NoteField::Text, FieldError::TooLong(NOTE_MAX));
        }
        if let Err(error) = gone_by(self.day, today) {
            return wrong(NoteField::Day, FieldError::Date(error));
        }
        match self.person {
            Some(person) if !members.contains(&person) => {
                wrong(NoteField::Person, FieldError::NotAChoice)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    #[test]
    fn a_note_has_words_a_day_that_is_past_and_is_about_somebody_of_the_household() {
        let entry = Entry { day: day(22), person: None, text: "Post\u{7} geholt \n".into() };
        let check = |entry: &Entry| entry.clone().check(&[PersonId(1)], day(22));
        let mut clean = entry.clone();
        assert_eq!(clean.check(&[], day(22)), Ok(()));
        assert_eq!(clean.text, "Post geholt");
        let field = |entry: Entry| check(&entry).unwrap_err().0;
        assert_eq!(field(Entry { text: " \n".into(), ..entry.clone() }), NoteField::Text);
        assert_eq!(
            field(Entry { text: "x".repeat(NOTE_MAX + 1), ..entry.clone() }),
            NoteField::Text
        );
        assert_eq!(field(Entry { day: day(23), ..entry.clone() }), NoteField::Day);
        assert_eq!(field(Entry { person: Some(PersonId(2)), ..entry.clone() }), NoteField::Person);
        assert_eq!(check(&Entry { person: Some(PersonId(1)), ..entry }), Ok(()));
    }
}

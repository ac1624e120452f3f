//! Records as fields with a canonical text. Forms, imports and the command line all set a field
//! by its text, so the same rule checks each of them; and two editors meet field by field, by
//! comparing the text a field had with the text it has now.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::assessment::AssessmentField;
use super::dates::DateError;
use super::facts::{FactKey, Subject};
use super::household::HouseholdField;
use super::letters::LetterField;
use super::needs::NeedField;
use super::note::NoteField;
use super::papers::PaperField;
use super::person::PersonField;
use super::protocol::ProtocolField;
use super::topics::TopicField;

/// A record whose fields can be read and set by their canonical text.
pub trait Fields {
    /// Names the fields.
    type Field: Copy;
    /// The canonical text: ISO dates, codes, lists with ", ".
    fn field(&self, field: Self::Field) -> String;
    /// Sets a field from what somebody typed; leaves the record as it was on an error. That
    /// something is unknown, or was not answered ([`super::facts::is_mark`]), a record holds as
    /// nothing: which of the two it was, the fact sheet keeps.
    fn set_field(
        &mut self,
        field: Self::Field,
        text: &str,
        today: NaiveDate,
    ) -> Result<(), FieldError>;
}

/// One field that somebody changed: what it was when the form was opened, and what it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit<F> {
    /// Which field.
    pub field: F,
    /// Its canonical text when the form was opened.
    pub was: String,
    /// What was typed.
    pub now: String,
}

/// A field that somebody else changed in the meantime to another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash<F> {
    /// Which field.
    pub field: F,
    /// What it holds now.
    pub theirs: String,
    /// What was typed.
    pub mine: String,
}

/// A field and why a text does not fit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit<F> {
    /// Which field.
    pub field: F,
    /// Why.
    pub error: FieldError,
}

/// Applies edits field by field: a field still as it was takes the new text; one that somebody
/// set to the same text is fine; one that somebody set otherwise is a clash and keeps its value.
pub fn merge<R: Fields + Clone>(
    record: &mut R,
    edits: &[Edit<R::Field>],
    today: NaiveDate,
) -> Result<Vec<Clash<R::Field>>, Misfit<R::Field>> {
    let mut clashes = Vec::new();
    for edit in edits {
        let field = edit.field;
        let misfit = |error| Misfit { field, error };
        let (kept, before) = (record.clone(), record.field(field));
        record.set_field(field, &edit.now, today).map_err(misfit)?;
        if before != edit.was && before != record.field(field) {
            // put back what the colleague wrote: nothing accepted is lost
            *record = kept;
            clashes.push(Clash { field, theirs: before, mine: edit.now.clone() });
        }
    }
    Ok(clashes)
}

/// Why a text does not fit a field. The words are in `text/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldError {
    /// Longer than this many characters.
    TooLong(usize),
    /// Not one of the codes.
    NotAChoice,
    /// Not a date, or not a possible one.
    Date(DateError),
    /// Not a two- or three-letter ISO code: the part that is wrong.
    NotACode(String),
    /// Must not be empty.
    Missing,
    /// More than so many values.
    TooMany(usize),
    /// Ends before it begins, on this day.
    EndsBefore(NaiveDate),
    /// The household has so many members already: no more belong to one.
    HouseholdFull(usize),
    /// The office has so many sites already.
    SitesFull(usize),
    /// The site has so many rooms already.
    RoomsFull(usize),
    /// Who is named does not see the case.
    CannotSee,
}

/// A field of any form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AnyField {
    /// Of a person.
    Person(PersonField),
    /// Of a household.
    Household(HouseholdField),
    /// Where a household lives.
    Place,
    /// Since when.
    From,
    /// A follow-up's text.
    What,
    /// A follow-up's window.
    When,
    /// A name of staff, area or site.
    Name,
    /// Which household somebody belongs to.
    Member,
    /// An answer of the fact sheet.
    Fact(Subject, FactKey),
    /// Of a paper.
    Paper(PaperField),
    /// Who is to do a follow-up.
    Colleague,
    /// Of a note.
    Note(NoteField),
    /// Of a protocol.
    Protocol(ProtocolField),
    /// Of a need.
    Need(NeedField),
    /// Of a letter.
    Letter(LetterField),
    /// Of a filled checklist.
    Assessment(AssessmentField),
    /// Of information given.
    Topic(TopicField),
}

/// One clean line of at most `max` characters.
pub fn line(text: &str, max: usize) -> Result<String, FieldError> {
    let clean = super::clean::line(text);
    if clean.chars().count() > max { Err(FieldError::TooLong(max)) } else { Ok(clean) }
}

/// The value of a code, whatever its case.
pub fn choice<T: Copy>(codes: &[(&str, T)], text: &str) -> Result<T, FieldError> {
    let text = text.trim();
    let found = codes.iter().find(|(code, _)| code.eq_ignore_ascii_case(text));
    found.map(|(_, value)| *value).ok_or(FieldError::NotAChoice)
}

/// The code of a value; empty when the list does not know it.
pub fn code<T: Copy + PartialEq>(codes: &[(&str, T)], value: T) -> String {
    codes.iter().find(|(_, v)| *v == value).map(|(c, _)| (*c).to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::household::{Household, HouseholdField};
    use crate::domain::household::{HouseholdField as F, Interpreter};
    use crate::domain::ids::{HouseholdId, PersonId};

    fn household() -> Household {
        Household {
            id: HouseholdId(1),
            reference: PersonId(1),
            members: vec![],
            lodgings: vec![],
            phone: "1".into(),
            language: String::new(),
            interpreter: Interpreter::None,
            letterbox: "A".into(),
            reach: String::new(),
        }
    }

    fn edit(field: HouseholdField, was: &str, now: &str) -> Edit<HouseholdField> {
        Edit { field, was: was.into(), now: now.into() }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn edits_of_different_fields_both_hold() {
        let mut h = household();
        assert_eq!(merge(&mut h, &[edit(F::Phone, "1", "2")], today()), Ok(vec![]));
        assert_eq!(merge(&mut h, &[edit(F::Letterbox, "A", "B")], today()), Ok(vec![]));
        assert_eq!((h.phone.as_str(), h.letterbox.as_str()), ("2", "B"));
    }

    #[test]
    fn edits_of_one_field_keep_the_first_and_tell_both() {
        let mut h = household();
        merge(&mut h, &[edit(F::Phone, "1", "2")], today()).unwrap();
        let clashes = merge(&mut h, &[edit(F::Phone, "1", "3")], today()).unwrap();
        assert_eq!(clashes, [Clash { field: F::Phone, theirs: "2".into(), mine: "3".into() }]);
        assert_eq!(h.phone, "2");
        assert_eq!(merge(&mut h, &[edit(F::Phone, "1", "2")], today()), Ok(vec![]));
    }
}

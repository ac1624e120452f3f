//! Persons: read, made, edited field by field.

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::read::Read;
use super::{cases, facts, households};
use crate::domain::facts::{FactKey, Subject, is_mark};
use crate::domain::field::{AnyField, Edit, FieldError, Fields, merge};
use crate::domain::household::Household;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::person::{Person, PersonField};

/// What is known of a new person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Fields by their text.
    pub fields: Vec<(PersonField, String)>,
    /// The line of an imported file; empty for people entered by hand.
    pub source: String,
}

/// A person.
pub fn get(from: &impl Read, id: PersonId) -> Result<Person, StoreError> {
    from.by_id(id.0)
}

/// Everybody who ever belonged to a household, in the order of the memberships.
pub fn of(from: &impl Read, household: &Household) -> Result<Vec<Person>, StoreError> {
    let mut ids: Vec<PersonId> = Vec::new();
    for member in &household.members {
        if !ids.contains(&member.person) {
            ids.push(member.person);
        }
    }
    ids.into_iter().map(|id| get(from, id)).collect()
}

/// Makes a person; the caller makes it a member of a household.
pub(super) fn make(change: &mut Change<'_, '_>, details: &Details) -> Result<Person, StoreError> {
    let mut person = Person::new(PersonId(change.new_id()?));
    for (field, text) in &details.fields {
        person
            .set_field(*field, text, change.today())
            .map_err(|error| StoreError::field(AnyField::Person(*field), error))?;
    }
    check(&person)?;
    person.source.clone_from(&details.source);
    change.put(&person)?;
    // in a file the same signs say no more than that a cell is empty
    let answered =
        details.fields.iter().filter(|(_, text)| person.source.is_empty() && is_mark(text));
    let answers = answered.map(|(field, text)| (FactKey::of_person(*field), text.as_str()));
    facts::changed_elsewhere(change, Subject::Person(person.id), answers)?;
    Ok(person)
}

/// Whether a person can be kept: it has a name.
pub(super) fn check(person: &Person) -> Result<(), StoreError> {
    if person.listed().is_empty() {
        let nameless = AnyField::Person(PersonField::Surname);
        return Err(StoreError::field(nameless, FieldError::Missing));
    }
    Ok(())
}

/// Changes fields of a person of a case. Colleagues meet field by field ([`merge`]); when they set
/// the same one otherwise, nothing is changed.
pub fn edit(
    change: &mut Change<'_, '_>,
    case: CaseId,
    person: PersonId,
    edits: &[Edit<PersonField>],
) -> Result<Outcome, StoreError> {
    let household = households::of_case(change, &cases::get(change, case)?)?;
    if !household.keeps(person) {
        return Err(StoreError::NotFound);
    }
    let before = get(change, person)?;
    let mut person = before.clone();
    let clashes = merge(&mut person, edits, change.today())?;
    if !clashes.is_empty() {
        return Err(StoreError::PersonClash(clashes));
    }
    check(&person)?;
    change.put(&person)?;
    let changed = |e: &&Edit<_>| is_mark(&e.now) || person.field(e.field) != before.field(e.field);
    let answered = edits.iter().filter(changed);
    let answers = answered.map(|e| (FactKey::of_person(e.field), e.now.as_str()));
    facts::changed_elsewhere(change, Subject::Person(person.id), answers)?;
    Ok(Outcome::of(case, person.id.0).fields(edits.iter().map(|e| e.field)))
}

/// Masks a person for everybody but the responsible worker, or lifts that (violence;
/// `docs/domain.md`, protected persons).
pub fn protect(
    change: &mut Change<'_, '_>,
    case: CaseId,
    person: PersonId,
    protected: bool,
) -> Result<Outcome, StoreError> {
    let household = households::of_case(change, &cases::get(change, case)?)?;
    if !household.keeps(person) {
        return Err(StoreError::NotFound);
    }
    mark(change, person, protected)?;
    Ok(Outcome { fields: vec!["Protected".to_owned()], ..Outcome::of(case, person.0) })
}

/// Sets or lifts the mark of a person that is known to exist.
pub(super) fn mark(
    change: &mut Change<'_, '_>,
    person: PersonId,
    protected: bool,
) -> Result<(), StoreError> {
    let person = Person { protected, ..get(change, person)? };
    change.put(&person)
}

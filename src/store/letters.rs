//! Letters: written down, corrected, answered, read.

use std::cmp::Reverse;

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::merge::meant;
use super::read::Read;
use super::records::{case_key, id_key, tree};
use super::{cases, households};
use crate::domain::field::{AnyField, Edit, FieldError, Fields, merge};
use crate::domain::ids::{CaseId, LetterId, PersonId};
use crate::domain::letters::{
    Content, LETTERS_MAX, Letter, LetterField, Status, VERSIONS_MAX, Version,
};

/// The letters of a case: what is open first, the nearest deadline before all others, then what came
/// last.
pub fn of_case(from: &impl Read, case: CaseId) -> Result<Vec<Letter>, StoreError> {
    let mut letters: Vec<Letter> =
        from.list(Span::prefix(tree::LETTERS, &id_key(case.0)), usize::MAX)?;
    letters.sort_by_key(|letter| {
        let content = letter.now().map(|now| &now.content);
        let open = content.is_some_and(|content| content.status == Status::Open);
        let (due, received) = (letter.due(), content.and_then(|content| content.received));
        (!open, due.is_none(), due, Reverse((received, letter.id)))
    });
    Ok(letters)
}

/// A letter.
pub fn get(from: &impl Read, case: CaseId, id: LetterId) -> Result<Letter, StoreError> {
    from.record(&case_key(case.0, id.0))?.ok_or(StoreError::NotFound)
}

/// Writes a letter down.
pub fn write(
    change: &mut Change<'_, '_>,
    case: CaseId,
    fields: &[(LetterField, String)],
) -> Result<Outcome, StoreError> {
    let mut content = Content::new();
    for (field, text) in fields {
        let set = content.set_field(*field, text, change.today());
        set.map_err(|error| refused(*field, error))?;
    }
    check(change, case, &content)?;
    if of_case(change, case)?.len() >= LETTERS_MAX {
        return Err(refused(LetterField::Kind, FieldError::TooMany(LETTERS_MAX)));
    }
    let id = LetterId(change.new_id()?);
    let versions = vec![version(change, content)];
    change.put(&Letter { id, case, versions })?;
    Ok(Outcome::of(case, id.0).fields(fields.iter().map(|(field, _)| field)))
}

/// Corrects a letter, or says what became of it; what stood there before stays as a version.
/// Colleagues meet field by field ([`merge`]); when they set the same one otherwise, nothing is
/// changed.
pub fn edit(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: LetterId,
    edits: &[Edit<LetterField>],
) -> Result<Outcome, StoreError> {
    let mut letter = get(change, case, id)?;
    let before = letter.now().map(|now| now.content.clone()).ok_or(StoreError::NotFound)?;
    let mut content = Content { person: meant(change, before.person)?, ..before.clone() };
    let clashes = merge(&mut content, edits, change.today())?;
    if !clashes.is_empty() {
        return Err(StoreError::LetterClash(clashes));
    }
    check(change, case, &content)?;
    if content != before {
        if letter.versions.len() >= VERSIONS_MAX {
            return Err(refused(LetterField::Kind, FieldError::TooMany(VERSIONS_MAX)));
        }
        letter.versions.push(version(change, content));
        change.put(&letter)?;
    }
    Ok(Outcome::of(case, id.0).fields(edits.iter().map(|edit| edit.field)))
}

fn version(change: &Change<'_, '_>, content: Content) -> Version {
    Version { content, by: change.author().staff, at: change.author().at }
}

fn refused(field: LetterField, error: FieldError) -> StoreError {
    StoreError::field(AnyField::Letter(field), error)
}

fn check(change: &Change<'_, '_>, case: CaseId, content: &Content) -> Result<(), StoreError> {
    let household = households::of_case(change, &cases::get(change, case)?)?;
    let members: Vec<PersonId> = household.members.iter().map(|m| m.person).collect();
    content.check(&members, change.today()).map_err(|(field, error)| refused(field, error))
}

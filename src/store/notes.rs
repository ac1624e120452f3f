//! Notes: written, corrected, read. What is restricted is not even read from disk for who may not
//! see it.

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::{guarded_key, guarded_prefix, tree};
use super::{cases, households};
use crate::domain::field::{AnyField, FieldError};
use crate::domain::ids::{CaseId, NoteId, PersonId};
use crate::domain::note::{Entry, NOTES_MAX, Note, NoteField, VERSIONS_MAX, Version};

/// The notes of a case, the latest day first; restricted ones only with `restricted`.
pub fn of_case(from: &impl Read, case: CaseId, restricted: bool) -> Result<Vec<Note>, StoreError> {
    let mut notes: Vec<Note> = Vec::new();
    for kind in [false, true] {
        if restricted || !kind {
            let prefix = guarded_prefix(case, kind);
            notes.extend(from.list::<Note>(Span::prefix(tree::NOTES, &prefix), usize::MAX)?);
        }
    }
    notes.sort_by_key(|note| std::cmp::Reverse((note.now().map(|now| now.entry.day), note.id)));
    Ok(notes)
}

/// A note; a restricted one only with `restricted`.
pub fn get(
    from: &impl Read,
    case: CaseId,
    id: NoteId,
    restricted: bool,
) -> Result<Note, StoreError> {
    if let Some(note) = from.record(&guarded_key(case, false, id.0))? {
        return Ok(note);
    }
    let hidden = restricted.then(|| from.record(&guarded_key(case, true, id.0))).transpose()?;
    hidden.flatten().ok_or(StoreError::NotFound)
}

/// Writes a note.
pub fn write(
    change: &mut Change<'_, '_>,
    case: CaseId,
    restricted: bool,
    mut entry: Entry,
) -> Result<Outcome, StoreError> {
    check(change, case, &mut entry)?;
    if of_case(change, case, true)?.len() >= NOTES_MAX {
        return Err(too_many(NOTES_MAX));
    }
    let id = NoteId(change.new_id()?);
    let versions = vec![version(change, entry)];
    change.put(&Note { id, case, restricted, versions })?;
    Ok(Outcome::of(case, id.0).fields([NoteField::Text]))
}

/// Corrects a note of which `seen` versions were shown; what it said before stays as a version.
/// Whether it is restricted may change too: `hides` says whether who asks sees what is restricted.
pub fn correct(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: NoteId,
    seen: usize,
    (restricted, hides): (bool, bool),
    mut entry: Entry,
) -> Result<Outcome, StoreError> {
    check(change, case, &mut entry)?;
    let mut note = get(change, case, id, hides)?;
    if note.versions.len() != seen {
        return Err(StoreError::NoteChanged(Box::new(note)));
    }
    let Some(now) = note.now().map(|now| now.entry.clone()) else {
        return Err(StoreError::NotFound);
    };
    let fields = [
        (NoteField::Text, now.text != entry.text),
        (NoteField::Day, now.day != entry.day),
        (NoteField::Person, now.person != entry.person),
        (NoteField::Restricted, note.restricted != restricted),
    ];
    if now != entry {
        if note.versions.len() >= VERSIONS_MAX {
            return Err(too_many(VERSIONS_MAX));
        }
        note.versions.push(version(change, entry));
    }
    if note.restricted != restricted {
        change.remove(&note)?;
        note.restricted = restricted;
    }
    change.put(&note)?;
    let fields = fields.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field);
    Ok(Outcome::of(case, id.0).fields(fields))
}

fn too_many(most: usize) -> StoreError {
    StoreError::field(AnyField::Note(NoteField::Text), FieldError::TooMany(most))
}

fn version(change: &Change<'_, '_>, entry: Entry) -> Version {
    Version { entry, by: change.author().staff, at: change.author().at }
}

fn check(change: &Change<'_, '_>, case: CaseId, entry: &mut Entry) -> Result<(), StoreError> {
    let household = households::of_case(change, &cases::get(change, case)?)?;
    let members: Vec<PersonId> = household.members.iter().map(|m| m.person).collect();
    let checked = entry.check(&members, change.today());
    checked.map_err(|(field, error)| StoreError::field(AnyField::Note(field), error))
}

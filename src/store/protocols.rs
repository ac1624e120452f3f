//! Protocols: written, signed, added to. What is signed is written for good: no undo reaches it.

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::read::Read;
use super::records::case_key;
use super::{cases, households};
use crate::domain::clean;
use crate::domain::field::{AnyField, FieldError};
use crate::domain::ids::{CaseId, PersonId, ProtocolId};
use crate::domain::protocol::{ADDITIONS_MAX, Addition, Content, Protocol, ProtocolField};
use crate::domain::visit::NOTE_MAX;

/// A protocol.
pub fn get(from: &impl Read, case: CaseId, id: ProtocolId) -> Result<Protocol, StoreError> {
    from.record(&case_key(case.0, id.0))?.ok_or(StoreError::NotFound)
}

/// Begins a protocol.
pub fn begin(
    change: &mut Change<'_, '_>,
    case: CaseId,
    mut content: Content,
) -> Result<Outcome, StoreError> {
    check(change, case, &mut content, &[])?;
    let id = ProtocolId(change.new_id()?);
    let (author, begun) = (change.author().staff, change.author().at);
    let (signed, additions) = (None, vec![]);
    change.put(&Protocol { id, case, author, begun, saved: 1, content, signed, additions })?;
    Ok(Outcome::of(case, id.0).fields([ProtocolField::Facts]))
}

/// Writes a protocol on that was saved `seen` times when it was shown; by its author, until it is
/// signed.
pub fn write_on(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: ProtocolId,
    seen: u16,
    mut content: Content,
) -> Result<Outcome, StoreError> {
    let mut protocol = get(change, case, id)?;
    if protocol.author != change.author().staff {
        return Err(StoreError::NotFound);
    }
    unsigned(&protocol, seen)?;
    check(change, case, &mut content, &protocol.content.persons)?;
    protocol.content = content;
    protocol.saved = protocol.saved.saturating_add(1);
    change.put(&protocol)?;
    Ok(Outcome::of(case, id.0).fields([ProtocolField::Facts]))
}

/// Signs a protocol as it was shown: from now on nothing changes it, not undo either.
pub fn sign(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: ProtocolId,
    seen: u16,
) -> Result<Outcome, StoreError> {
    change.for_good();
    let mut protocol = get(change, case, id)?;
    if protocol.signer() != change.author().staff {
        return Err(StoreError::NotFound); // it is another's to sign since
    }
    unsigned(&protocol, seen)?;
    if let Some(field) = protocol.content.lacks() {
        return Err(StoreError::field(AnyField::Protocol(field), FieldError::Missing));
    }
    protocol.signed = Some((change.author().staff, change.author().at));
    change.put(&protocol)?;
    Ok(Outcome::of(case, id.0).fields(["Signed"]))
}

/// Adds to a protocol, signed or not.
pub fn append(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: ProtocolId,
    text: &str,
) -> Result<Outcome, StoreError> {
    change.for_good();
    let mut protocol = get(change, case, id)?;
    let text = clean::text(text);
    let wrong = |error| StoreError::field(AnyField::Protocol(ProtocolField::Addition), error);
    if text.is_empty() {
        return Err(wrong(FieldError::Missing));
    }
    if text.chars().count() > NOTE_MAX {
        return Err(wrong(FieldError::TooLong(NOTE_MAX)));
    }
    if protocol.additions.len() >= ADDITIONS_MAX {
        return Err(wrong(FieldError::TooMany(ADDITIONS_MAX)));
    }
    let author = change.author();
    protocol.additions.push(Addition { by: author.staff, at: author.at, text });
    change.put(&protocol)?;
    Ok(Outcome::of(case, id.0).fields([ProtocolField::Addition]))
}

fn unsigned(protocol: &Protocol, seen: u16) -> Result<(), StoreError> {
    if protocol.signed.is_some() {
        return Err(StoreError::Signed(Box::new(protocol.clone())));
    }
    if protocol.saved == seen {
        return Ok(());
    }
    Err(StoreError::ProtocolChanged(Box::new(protocol.clone())))
}

/// Checks the content; it may go on being about those of `before`, wherever they are by now.
fn check(
    change: &Change<'_, '_>,
    case: CaseId,
    content: &mut Content,
    before: &[PersonId],
) -> Result<(), StoreError> {
    let household = households::of_case(change, &cases::get(change, case)?)?;
    let members: Vec<PersonId> =
        household.members.iter().map(|m| m.person).chain(before.iter().copied()).collect();
    let checked = content.check(&members, change.today());
    checked.map_err(|(field, error)| StoreError::field(AnyField::Protocol(field), error))
}

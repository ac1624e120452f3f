//! Pairs of persons that somebody said are two.

use super::change::Change;
use super::error::StoreError;
use super::read::Read;
use super::records::case_key;
use crate::domain::distinct::Distinct;
use crate::domain::ids::PersonId;

/// Most others that one change tells apart from a person.
pub const OTHERS_MAX: usize = 20;

/// Notes that a person is none of the others, who have to exist; none of them twice.
pub fn note(
    change: &mut Change<'_, '_>,
    person: PersonId,
    others: &[PersonId],
) -> Result<(), StoreError> {
    if others.len() > OTHERS_MAX {
        return Err(StoreError::TooMany);
    }
    let (by, at) = (change.author().staff, change.author().at);
    for other in others {
        let _exists: crate::domain::person::Person = change.by_id(other.0)?;
        if let Some((one, other)) = Distinct::pair(person, *other)
            && !are(change, one, other)?
        {
            change.put(&Distinct { one, other, by, at })?;
        }
    }
    Ok(())
}

/// Whether somebody said that these are two.
pub fn are(from: &impl Read, a: PersonId, b: PersonId) -> Result<bool, StoreError> {
    let Some((one, other)) = Distinct::pair(a, b) else { return Ok(false) };
    let known: Option<Distinct> = from.record(&case_key(one.0, other.0))?;
    Ok(known.is_some())
}

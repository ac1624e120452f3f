//! The office record.

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::read::Read;
use crate::domain::office::Office;

/// Writes the office record, once and for good.
pub fn found(change: &mut Change<'_, '_>, office: &Office) -> Result<Outcome, StoreError> {
    if change.record::<Office>(&[0])?.is_some() {
        return Err(StoreError::Taken(office.name.clone()));
    }
    change.for_good();
    change.put(office)?;
    Ok(Outcome::default())
}

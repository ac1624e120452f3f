//! The office record and its rules.

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::read::Read;
use crate::domain::field::{AnyField, FieldError};
use crate::domain::office::{Office, Rule};

/// Writes the office record, once and for good.
pub fn found(change: &mut Change<'_, '_>, office: &Office) -> Result<Outcome, StoreError> {
    if change.record::<Office>(&[0])?.is_some() {
        return Err(StoreError::Taken(office.name.clone()));
    }
    change.for_good();
    change.put(office)?;
    Ok(Outcome::default())
}

/// Sets rules of the office. What is out of its bounds is refused, and nothing is changed.
pub fn set_rules(change: &mut Change<'_, '_>, set: &[(Rule, u32)]) -> Result<Outcome, StoreError> {
    let mut office: Office = change.record(&[0])?.ok_or(StoreError::NotFound)?;
    for (rule, value) in set {
        if !office.rules.set(*rule, *value) {
            return Err(StoreError::field(AnyField::When, FieldError::NotAChoice));
        }
    }
    // it is set back by whoever sets rules, not by who did once
    change.for_good();
    change.put(&office)?;
    Ok(Outcome::default().fields(set.iter().map(|(rule, _)| rule)))
}

//! Two persons of whom somebody said that they are two: not shown as a possible duplicate again.

use chrono::{DateTime, Utc};

use super::ids::{PersonId, StaffId};

/// A pair of persons that are no duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distinct {
    /// The one with the smaller id.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// Who said so.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Distinct {
    /// The pair in its order; `None` for one person.
    pub fn pair(a: PersonId, b: PersonId) -> Option<(PersonId, PersonId)> {
        (a != b).then_some(if a.0 < b.0 { (a, b) } else { (b, a) })
    }
}

//! Who belongs to a household: the reference person changes, somebody leaves or goes to another
//! household.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use crate::domain::household::Left;
use crate::domain::household::Relation;
use crate::domain::ids::{CaseId, PersonId};

/// Changes who belongs to a household, or from whom relations are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeMembers {
    /// The case.
    pub case: CaseId,
    /// What changes.
    pub what: Members,
    /// The new reference person and what each of the others who stay is to her, where it is somebody
    /// else from now on.
    pub reference: Option<Kin>,
}

/// A reference person, and what the others are to her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kin {
    /// The reference person.
    pub person: PersonId,
    /// Each of the others.
    pub relations: Vec<(PersonId, Relation)>,
}

/// What changes of the members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Members {
    /// Only the reference person.
    Reference,
    /// Somebody leaves.
    Leaves {
        /// Who.
        person: PersonId,
        /// The last day.
        until: NaiveDate,
        /// Why.
        why: Left,
    },
    /// Somebody goes to the household of another case.
    Moves {
        /// Who.
        person: PersonId,
        /// That case.
        to: CaseId,
        /// What she is to the reference person there.
        relation: Relation,
        /// The first day there.
        from: NaiveDate,
    },
}

//! Households and persons: made, edited field by field, moved.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::field::Edit;
use crate::domain::household::{HouseholdField, Relation};
use crate::domain::ids::{AreaId, CaseId, HouseholdId, PersonId, StaffId};
use crate::domain::person::PersonField;
pub use crate::domain::site::Home;

/// Opens a case for a new household with its reference person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct New {
    /// Fields of the reference person.
    pub person: Vec<(PersonField, String)>,
    /// Fields of the household.
    pub household: Vec<(HouseholdField, String)>,
    /// Where it lives, where known.
    pub home: Option<Home>,
    /// Since when it is cared for.
    pub from: NaiveDate,
    /// The responsible worker; who asks, when `None`.
    pub worker: Option<StaffId>,
    /// The area; that of the home or of the worker, when `None`.
    pub area: Option<AreaId>,
    /// Persons who were shown as possibly the same and are not; who is not seen is left out.
    pub distinct: Vec<PersonId>,
}

/// Adds a person to a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPerson {
    /// The case.
    pub case: CaseId,
    /// Fields of the person.
    pub person: Vec<(PersonField, String)>,
    /// Relation to the reference person.
    pub relation: Relation,
    /// Belongs to the household since.
    pub from: NaiveDate,
    /// Persons who were shown as possibly the same and are not; who is not seen is left out.
    pub distinct: Vec<PersonId>,
}

/// Changes fields of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPerson {
    /// A case the person belongs to.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// What changes.
    pub edits: Vec<Edit<PersonField>>,
}

/// Changes fields of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditHousehold {
    /// Its case.
    pub case: CaseId,
    /// Which.
    pub household: HouseholdId,
    /// What changes.
    pub edits: Vec<Edit<HouseholdField>>,
}

/// Moves a household to another place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehouse {
    /// Its case.
    pub case: CaseId,
    /// Where to.
    pub home: Home,
    /// From which day on.
    pub from: NaiveDate,
}

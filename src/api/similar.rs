//! Whether somebody who is being entered is known already, and telling two persons apart.

use serde::{Deserialize, Serialize};

use crate::domain::case::CaseNo;
use crate::domain::dates::PartialDate;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::person::PersonField;
pub use crate::domain::similar::{Degree, Reason};
use crate::domain::site::Home;

/// Most persons that are shown.
pub const LIMIT: u16 = 5;

/// Asks who may be the person that is being entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The case of the household, where there is one already.
    pub case: Option<CaseId>,
    /// The person's own record, where there is one already.
    pub person: Option<PersonId>,
    /// Fields as far as they are typed. What does not hold counts as not typed.
    pub fields: Vec<(PersonField, String)>,
    /// Telephone of the household, as typed.
    pub home_phone: String,
    /// Where the household lives, as typed.
    pub home: Option<Home>,
    /// Most persons wanted, up to [`LIMIT`].
    pub limit: u16,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How likely.
    pub degree: Degree,
    /// Why, the strongest first; empty where only the existence is told.
    pub reasons: Vec<Reason>,
    /// Who.
    pub whom: Whom,
}

/// What is told of somebody found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whom {
    /// Somebody whose case this user sees.
    Seen(Box<Seen>),
    /// That there is somebody, and whom to ask. Told of nobody who is protected; the log keeps
    /// that it was told.
    Elsewhere {
        /// Name of the area.
        area: String,
        /// Name of the responsible worker.
        worker: String,
    },
}

/// Somebody whose case this user sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who.
    pub person: PersonId,
    /// Their case.
    pub case: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Name as in lists.
    pub name: String,
    /// Birth date, as exactly as it is known.
    pub birth: Option<PartialDate>,
    /// Home.
    pub home: String,
    /// Room.
    pub room: String,
    /// Name of the area.
    pub area: String,
}

/// Remembers that two persons are no duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distinct {
    /// A case of the one.
    pub case: CaseId,
    /// The one.
    pub person: PersonId,
    /// The other.
    pub other: PersonId,
}

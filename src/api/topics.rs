//! Information given: entered, taken back, shown.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CaseId, PersonId, ToldId};
use crate::domain::topics::{Entry, Told};

/// Enters what was told to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    /// The case.
    pub case: CaseId,
    /// What was told.
    pub entry: Entry,
}

/// Takes back what was entered by mistake; it is still shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeBack {
    /// The case.
    pub case: CaseId,
    /// Which entry.
    pub told: ToldId,
}

/// Asks for what was told in a case behind what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The case.
    pub case: CaseId,
    /// How many to skip.
    pub skip: u32,
}

/// What was told in a case, the latest day first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Name of the household.
    pub name: String,
    /// Members today and what to call them; the reference person first.
    pub persons: Vec<(PersonId, String)>,
    /// What was told.
    pub rows: Vec<Shown>,
    /// How many there are behind them.
    pub more: u32,
    /// The case is closed: nothing new is entered.
    pub closed: bool,
}

/// An entry as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The entry.
    pub told: Told,
    /// Who was told, who may have left the household.
    pub person: String,
    /// Who entered it.
    pub by: String,
    /// Who took it back; empty where nobody did.
    pub back: String,
}

/// What the members of a household were told, in short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Topics that somebody was told about.
    pub heard: u32,
    /// Topics there are.
    pub all: u32,
}

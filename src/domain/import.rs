//! Persons as a file brings them: read by `exchange`, checked and written by the server.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::household::Relation;
use super::person::PersonField;
use super::site::Home;

/// A person of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Line of the file, from 1.
    pub line: u32,
    /// Names the household within the file; rows with the same text are one household.
    pub household: String,
    /// Names the person: the same text in a later import is the same person.
    pub source: String,
    /// Fields of the person.
    pub person: Vec<(PersonField, String)>,
    /// Relation to the reference person, who is the first row of a household.
    pub relation: Relation,
    /// Where the household lives.
    pub home: Option<Home>,
    /// Name of the area.
    pub area: Option<String>,
    /// Unix user name of the responsible worker.
    pub worker: Option<String>,
    /// In care since.
    pub from: Option<NaiveDate>,
}

//! Papers: added, corrected, ended. They are shown with the fact sheet ([`super::facts::Sheet`]).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::field::Edit;
use crate::domain::ids::{CaseId, PaperId, PersonId};
use crate::domain::papers::{PaperField, PaperKind};

/// Adds a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPaper {
    /// The case.
    pub case: CaseId,
    /// Whose it is: one of the household, or several who got the same; each gets one of their own.
    pub persons: Vec<PersonId>,
    /// What kind.
    pub kind: PaperKind,
    /// What it says, field by field.
    pub fields: Vec<(PaperField, String)>,
}

/// Corrects a paper. What stood there before stays as an earlier version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPaper {
    /// The case.
    pub case: CaseId,
    /// Whose it is.
    pub person: PersonId,
    /// Which.
    pub paper: PaperId,
    /// What changes.
    pub edits: Vec<Edit<PaperField>>,
}

/// Ends a paper: its last day in fact, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndPaper {
    /// The case.
    pub case: CaseId,
    /// Whose it is.
    pub person: PersonId,
    /// Which.
    pub paper: PaperId,
    /// The last day that was shown when this was decided ([`crate::domain::papers::Content::last_day`]).
    pub was: Option<NaiveDate>,
    /// The last day it holds.
    pub last: NaiveDate,
    /// Why, one line.
    pub reason: String,
}

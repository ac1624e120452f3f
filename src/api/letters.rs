//! Letters: written down, corrected, answered, shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::field::Edit;
use crate::domain::ids::{CaseId, LetterId};
use crate::domain::letters::{Letter, LetterField};

/// Writes a letter down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The case.
    pub case: CaseId,
    /// What is known of it, field by field.
    pub fields: Vec<(LetterField, String)>,
}

/// Corrects a letter, or says what became of it. What stood there before is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub letter: LetterId,
    /// What changes.
    pub edits: Vec<Edit<LetterField>>,
}

/// Asks for letters of a case behind those that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The case.
    pub case: CaseId,
    /// How many to skip.
    pub skip: u32,
}

/// Letters of a case: what is open first, the nearest deadline before all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Name of the household.
    pub name: String,
    /// The letters.
    pub rows: Vec<Shown>,
    /// How many there are behind them.
    pub more: u32,
    /// The case is closed: nothing new is entered.
    pub closed: bool,
}

/// A letter as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The letter.
    pub letter: Letter,
    /// Whom it is about; empty where that is the household.
    pub person: String,
    /// Who wrote each of its versions, in their order.
    pub by: Vec<String>,
}

/// The letters of a case in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// How many are open.
    pub open: u32,
    /// The nearest deadline, the code of the kind and what it is about.
    pub next: Option<(NaiveDate, String, String)>,
}

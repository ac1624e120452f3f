//! Notes: written, corrected, shown.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CaseId, NoteId};
use crate::domain::note::{Entry, Note};

/// Writes a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The case.
    pub case: CaseId,
    /// For the responsible worker and her deputy only; only they can write one.
    pub restricted: bool,
    /// What it says.
    pub entry: Entry,
}

/// Corrects a note. What it said before is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correct {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub note: NoteId,
    /// How many versions of it were shown when this was begun.
    pub seen: u16,
    /// Whether it is restricted from now on.
    pub restricted: bool,
    /// What it is to say.
    pub entry: Entry,
}

/// Asks for notes of a case behind those that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The case.
    pub case: CaseId,
    /// How many of the latest to skip.
    pub skip: u32,
}

/// A note as it is shown, with who wrote each version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The note.
    pub note: Note,
    /// Who wrote each of its versions, in their order.
    pub by: Vec<String>,
}

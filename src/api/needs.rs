//! Needs, goals and strengths: shown with their measures, added, changed.

use serde::{Deserialize, Serialize};

use crate::domain::dates::Window;
use crate::domain::field::Edit;
use crate::domain::followup::FollowUp;
use crate::domain::ids::{CaseId, NeedId, PersonId, StaffId};
use crate::domain::needs::{Need, NeedField, Origin, Suggestion};

/// Asks for the needs of a case, those to be seen to first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowNeeds {
    /// The case.
    pub case: CaseId,
    /// How many to skip.
    pub skip: u32,
}

/// The needs of a case as this user may see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The needs, as many as a frame holds.
    pub needs: Vec<Shown>,
    /// How many more there are.
    pub more: u32,
    /// Concerns of the last visit for which there is none.
    pub suggestions: Vec<Suggestion>,
    /// Everybody who ever belonged to the household, and what to call them.
    pub persons: Vec<(PersonId, String)>,
    /// The case is closed: nothing new is entered.
    pub closed: bool,
}

/// A need as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The need.
    pub need: Need,
    /// Who made each of its versions, in their order.
    pub by: Vec<String>,
    /// Nothing is being done about it ([`Need::is_unserved`]).
    pub unserved: bool,
    /// What was agreed on for it, of that what this user may see: what is open first.
    pub measures: Vec<Measure>,
}

/// What was agreed on for a need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The follow-up.
    pub follow_up: FollowUp,
    /// Name of who is to do it or, once it ended, of who ended it.
    pub by: String,
}

/// Adds a need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddNeed {
    /// The case.
    pub case: CaseId,
    /// The answer of a visit that it is taken up from.
    pub origin: Option<Origin>,
    /// What it says, field by field.
    pub fields: Vec<(NeedField, String)>,
}

/// Changes a need. What it said before is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeNeed {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub need: NeedId,
    /// What changes.
    pub edits: Vec<Edit<NeedField>>,
    /// A word about it: the step, the reason; may be empty.
    pub word: String,
}

/// Agrees on a measure for a need: a follow-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agree {
    /// The case.
    pub case: CaseId,
    /// What it is for.
    pub need: NeedId,
    /// What is to be done, one line.
    pub what: String,
    /// When.
    pub window: Window,
    /// The colleague who is to do it and sees the need; oneself where nobody is named.
    pub to: Option<StaffId>,
}

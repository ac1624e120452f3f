//! The steps of a case: rest, aftercare, closing, opening again.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::CaseNo;
use crate::domain::ids::{CaseId, FollowUpId};
pub use crate::domain::phase::{Fate, Phase};

/// Brings a case to another phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePhase {
    /// The case.
    pub case: CaseId,
    /// How many steps it had gone through when the form was opened: what somebody else did since
    /// is not written over.
    pub seen: u16,
    /// Where to.
    pub to: Phase,
    /// From which day on.
    pub from: NaiveDate,
    /// When it is closed: what becomes of each follow-up that is open.
    pub open: Vec<(FollowUpId, Fate)>,
    /// When it is closed: whether the room is left on that day; `None` where there is none.
    pub leaves_room: Option<bool>,
}

/// Sets how many weeks are between the regular visits of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRhythm {
    /// The case.
    pub case: CaseId,
    /// What held when the form was opened; `None` is the rule of the office.
    pub was: Option<u8>,
    /// What is to hold, from 1 to 52.
    pub weeks: Option<u8>,
}

/// What belongs to a step in the history of a case, in the order of [`crate::domain::case::Case::turns`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Name of who entered it; empty where that is not known.
    pub by: String,
    /// Number of the case it came from.
    pub no: Option<CaseNo>,
}

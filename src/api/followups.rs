//! Follow-ups: entered, done, moved, handed over, listed.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::domain::case::CaseNo;
use crate::domain::dates::Window;
use crate::domain::followup::{FollowUp, Meanwhile, Purpose, Seen};
use crate::domain::ids::{CaseId, FollowUpId, StaffId};

/// Adds a follow-up to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// The case.
    pub case: CaseId,
    /// What is to be done, one line.
    pub what: String,
    /// When.
    pub window: Window,
    /// What it is for, where the program shall know it.
    pub purpose: Option<Purpose>,
    /// The colleague who is to do it and sees the case; oneself where nobody is named.
    pub to: Option<StaffId>,
}

/// Marks a follow-up as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub follow_up: FollowUpId,
    /// As it was seen.
    pub seen: Seen,
}

/// Ends a follow-up that was not possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fail {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub follow_up: FollowUpId,
    /// As it was seen.
    pub seen: Seen,
    /// Why, one line.
    pub reason: String,
}

/// Moves a follow-up to another window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub follow_up: FollowUpId,
    /// As it was seen.
    pub seen: Seen,
    /// The new window.
    pub window: Window,
}

/// Hands a follow-up over to a colleague who sees the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub follow_up: FollowUpId,
    /// As it was seen.
    pub seen: Seen,
    /// Who is to do it from now on.
    pub to: StaffId,
}

/// A colleague did something with a follow-up since it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theirs {
    /// As it is now.
    pub now: Seen,
    /// Name of who is to do it now.
    pub owner: String,
    /// What was done.
    pub what: Meanwhile,
    /// It is what was asked for.
    pub same: bool,
    /// Name of who did that and when, in the time of the office; unknown after 30 days.
    pub by: Option<(String, NaiveDateTime)>,
}

/// Asks for open follow-ups over all cases this user may see, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many to skip.
    pub skip: u32,
    /// How many are wanted.
    pub limit: u16,
}

/// A follow-up that is done, in the history of its case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// The follow-up, with when it was done.
    pub follow_up: FollowUp,
    /// Name of who did it.
    pub by: String,
}

/// A follow-up in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The follow-up.
    pub follow_up: FollowUp,
    /// Number of its case.
    pub no: CaseNo,
    /// Name of the household.
    pub name: String,
    /// Name of who is to do it.
    pub owner: String,
}

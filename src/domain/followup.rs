//! Follow-ups (Wiedervorlagen): what comes up again, and when, as a window.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::ItemCode;
use super::dates::Window;
use super::ids::{CaseId, FollowUpId, StaffId, VisitId};

/// Longest text of a follow-up, in characters.
pub const WHAT_MAX: usize = 240;

/// A follow-up of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// The case.
    pub case: CaseId,
    /// What is to be done, one line.
    pub what: String,
    /// When.
    pub window: Window,
    /// Who is to do it.
    pub owner: StaffId,
    /// Where it came from.
    pub source: Source,
    /// For the responsible worker and her deputy only: it came from a restricted answer.
    pub restricted: bool,
    /// Who entered it.
    pub created_by: StaffId,
    /// How it ended; `None` while open. "Overdue" is derived, never stored.
    pub done: Option<Done>,
}

/// Where a follow-up came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Entered on its own.
    Manual,
    /// Agreed at a visit, maybe on an item of its checklist.
    Visit {
        /// The visit.
        visit: VisitId,
        /// The item.
        item: Option<ItemCode>,
    },
}

/// How a follow-up ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: StaffId,
}

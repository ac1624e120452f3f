//! The caseload: which cases it shows and in which order.

use serde::{Deserialize, Serialize};

use super::case::Phase;
use super::ids::{AreaId, CaseId};

/// Asks for a page of the caseload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Whose cases.
    pub scope: Scope,
    /// Which of them.
    pub filter: Filter,
    /// Name, room or case number typed so far; empty for all. With a text, best matches first.
    pub text: String,
    /// In which order.
    pub sort: Sort,
    /// First row wanted.
    pub offset: u32,
    /// Rows wanted, at most [`PAGE_MAX`].
    pub limit: u16,
    /// When set, the page begins so that this case is on it, and `offset` is ignored.
    pub around: Option<CaseId>,
}

/// Most rows on one page.
pub const PAGE_MAX: u16 = 500;

/// Whose cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Own cases and those this user stands in for.
    Mine,
    /// Those of an area.
    Area(AreaId),
    /// Every case this user may see.
    All,
}

/// Which cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Filter {
    /// New, active and aftercare.
    Open,
    /// Open, and the next visit is overdue.
    VisitOverdue,
    /// Open, with a follow-up that is due or overdue.
    FollowUpDue,
    /// Only aftercare.
    Aftercare,
    /// Resting or closed.
    Ended,
}

/// Order of the caseload. Ties go by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sort {
    /// By name of the reference person.
    Name,
    /// Longest without a visit first.
    LastVisit,
    /// Next follow-up first.
    NextDue,
    /// By home and room.
    Home,
}

/// The phase of a case, short enough for a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PhaseMark {
    /// First visit still to come.
    New,
    /// In care.
    Active,
    /// Aftercare.
    Aftercare,
    /// Resting.
    Dormant,
    /// Ended.
    Closed,
}

impl From<&Phase> for PhaseMark {
    fn from(phase: &Phase) -> Self {
        match phase {
            Phase::New => Self::New,
            Phase::Active => Self::Active,
            Phase::Aftercare { .. } => Self::Aftercare,
            Phase::Dormant { .. } => Self::Dormant,
            Phase::Closed { .. } => Self::Closed,
        }
    }
}

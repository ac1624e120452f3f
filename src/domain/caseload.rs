//! The caseload: which cases it shows and in which order.

use serde::{Deserialize, Serialize};

use super::case::Phase;

/// Which cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
            Phase::Aftercare => Self::Aftercare,
            Phase::Dormant { .. } => Self::Dormant,
            Phase::Closed { .. } => Self::Closed,
        }
    }
}

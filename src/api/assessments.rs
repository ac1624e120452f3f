//! Checklists of their own: what the form starts with, what it sends, how they are shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::assessment::{Assessment, Earlier, Entry, Level};
use crate::domain::checklist::{TemplateId, TemplateRef};
use crate::domain::ids::{AssessmentId, CaseId, PersonId};

/// Asks for what the form of a checklist starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    /// The case.
    pub case: CaseId,
    /// Which checklist.
    pub template: TemplateId,
}

/// What the form of a checklist starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// Name of the household.
    pub name: String,
    /// Members today and what to call them; the reference person first.
    pub persons: Vec<(PersonId, String)>,
    /// The checklist.
    pub template: TemplateRef,
    /// What is known of before, for each of whom it was filled, of items this user may see.
    pub earlier: Vec<Earlier>,
    /// Whether this user may answer restricted items here.
    pub restricted: bool,
    /// Drafts of this user for this case.
    pub drafts: Vec<super::drafts::Head>,
}

/// Keeps a filled checklist. Its request id is the draft's id; the draft goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The case.
    pub case: CaseId,
    /// The last time it was filled of which she knows; `None` where she knows of none.
    pub seen: Option<AssessmentId>,
    /// What was answered.
    pub entry: Entry,
}

/// Asks for the filled checklists of a case, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The case.
    pub case: CaseId,
    /// How many of the latest to skip.
    pub skip: u32,
}

/// Filled checklists of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Name of the household.
    pub name: String,
    /// Everybody who ever belonged to it as far as this user sees them, and what to call them.
    pub persons: Vec<(PersonId, String)>,
    /// The checklists.
    pub rows: Vec<Shown>,
    /// How many there are behind these.
    pub more: u32,
    /// The case is closed: nothing new is entered.
    pub closed: bool,
}

/// A filled checklist as this user may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The checklist, without answers that this user may not see.
    pub assessment: Assessment,
    /// Who filled it.
    pub by: String,
}

/// A filled checklist in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Which.
    pub id: AssessmentId,
    /// Of which checklist.
    pub template: TemplateId,
    /// The day on which it was gone through.
    pub day: NaiveDate,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Whom it is about; the household without one.
    pub person: Option<PersonId>,
    /// What was decided on readiness to rent.
    pub level: Option<Level>,
    /// Answers that say that something has to be done, of those this user may see.
    pub concerns: u16,
    /// Who filled it.
    pub by: String,
}

/// Asks for the certificate of readiness to rent. Logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certify {
    /// The case.
    pub case: CaseId,
    /// The filled checklist whose level is "ready".
    pub assessment: AssessmentId,
}

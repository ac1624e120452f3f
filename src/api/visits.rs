//! Visits: what the form starts with, what it sends, how they are shown.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::case::CaseNo;
use crate::domain::checklist::TemplateRef;
use crate::domain::household::Interpreter;
use crate::domain::ids::{CaseId, PersonId, VisitId};
use crate::domain::visit::{Entry, LastAnswer, Outcome, Visit, VisitKind};

/// Asks for what a visit form starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    /// The case.
    pub case: CaseId,
}

/// What a visit form starts with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// The case.
    pub case: CaseId,
    /// Name of the household.
    pub name: String,
    /// Members today and what to call them; the reference person first.
    pub persons: Vec<(PersonId, String)>,
    /// Who belonged to it before and may still be named, and what to call them.
    pub former: Vec<(PersonId, String)>,
    /// Kind proposed: first, regular or aftercare visit.
    pub kind: VisitKind,
    /// Checklist proposed.
    pub template: TemplateRef,
    /// Home and room, one line.
    pub place: String,
    /// Interpreting usually needed.
    pub interpreter: Interpreter,
    /// Language of the household, or the best one of its reference person; empty where neither is known.
    pub language: String,
    /// What was answered last time, of items this user may see.
    pub last: Vec<LastAnswer>,
    /// Whether this user may answer warning signs here.
    pub restricted: bool,
    /// Drafts of this user for this case.
    pub drafts: Vec<super::drafts::Head>,
}

/// Records a visit. Its request id is the draft's id; the draft goes with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The case.
    pub case: CaseId,
    /// What is recorded.
    pub entry: Entry,
}

/// A visit as this user may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The visit, without answers this user may not see, and without a trace of them.
    pub visit: Visit,
    /// Who made it.
    pub worker: String,
}

/// Asks for recent visits, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// Only those this user made herself.
    pub mine: bool,
    /// How many of the newest to skip.
    pub skip: u32,
    /// How many are wanted.
    pub limit: u16,
}

/// A visit in the list of recent ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The visit.
    pub visit: VisitId,
    /// Its case.
    pub case: CaseId,
    /// Number of the case.
    pub no: CaseNo,
    /// Name of the household.
    pub name: String,
    /// Kind.
    pub kind: VisitKind,
    /// When.
    pub at: DateTime<Utc>,
    /// What came of it.
    pub outcome: Outcome,
    /// Who made it.
    pub worker: String,
    /// Answers rated attention or urgent that this user may see.
    pub concerns: u16,
    /// Beginning of its note.
    pub note: String,
    /// The case is closed: nothing new is entered.
    pub closed: bool,
}

//! The caseload, the sheet of one case, and finding people.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::facts::Brief;
use super::{assessments, followups, letters, needs, notes, phases, topics, visits};
use crate::domain::area::Fte;
use crate::domain::case::{Case, CaseNo};
pub use crate::domain::caseload::{Filter, PAGE_MAX, PhaseMark, Query, Scope, Sort};
use crate::domain::household::Household;
use crate::domain::ids::{AreaId, CaseId, HouseholdId, StaffId};
use crate::domain::person::Person;
use crate::domain::site::SiteKind;

/// A page of the caseload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Rows in all.
    pub total: u32,
    /// Number of the first row of this page.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<Row>,
    /// Persons in open cases of the scope.
    pub persons: u32,
    /// Posts filled in the scope.
    pub fte: Fte,
    /// Persons per full-time post that the office aims at.
    pub ratio: u32,
}

/// A household in the caseload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Name of the reference person, as in lists.
    pub name: String,
    /// Members today.
    pub persons: u16,
    /// Home: name of the site, or the address of a flat of one's own.
    pub home: String,
    /// What kind of home.
    pub home_kind: Option<SiteKind>,
    /// Room, where there is one.
    pub room: String,
    /// Phase.
    pub phase: PhaseMark,
    /// Day of the last visit at which somebody was met.
    pub last_visit: Option<NaiveDate>,
    /// When the next visit is due at the latest.
    pub visit_due: Option<NaiveDate>,
    /// Open follow-ups this user may see.
    pub open: u16,
    /// The nearest due day of them.
    pub next_due: Option<NaiveDate>,
    /// Responsible worker.
    pub worker: Option<StaffId>,
    /// Residence status of the reference person that counts today: its code and last day.
    pub status: Option<(String, Option<NaiveDate>)>,
    /// With a text: what matched, as it is written, when it was not this very name; empty for a
    /// name in another script.
    pub matched: Option<String>,
}

/// Asks for a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowCase {
    /// Which.
    pub case: CaseId,
    /// Visits wanted with it, newest first.
    pub visits: u16,
}

/// A case as one sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The case.
    pub case: Case,
    /// Its household.
    pub household: Household,
    /// Everybody who ever belonged to it, in the order of the memberships, as far as a frame holds.
    pub persons: Vec<Person>,
    /// Home today: name of the site, or the address.
    pub home: String,
    /// What kind of home.
    pub home_kind: Option<SiteKind>,
    /// Room, where there is one.
    pub room: String,
    /// When the next visit is due at the latest.
    pub visit_due: Option<NaiveDate>,
    /// Name of the responsible worker.
    pub worker: String,
    /// Name of the area.
    pub area: String,
    /// Open follow-ups this user may see, nearest first.
    pub follow_ups: Vec<followups::Row>,
    /// Follow-ups that are done, of those this user may see, the last one done first.
    pub done: Vec<followups::Finished>,
    /// Visits, newest first, without what this user may not see.
    pub visits: Vec<visits::Shown>,
    /// Visits in all.
    pub visits_total: u32,
    /// Notes this user may see, the latest day first.
    pub notes: Vec<notes::Shown>,
    /// Filled checklists of their own, the latest day first.
    pub assessments: Vec<assessments::Brief>,
    /// Of each step of the case who entered it.
    pub steps: Vec<phases::Step>,
    /// Needs this user may see, those to be seen to first, without their measures.
    pub needs: Vec<needs::Shown>,
    /// What there is besides.
    pub more: More,
    /// What its fact sheet says in short.
    pub facts: Brief,
    /// Whether this user sees what is restricted here. Where not, nothing tells whether there is
    /// anything.
    pub restricted: bool,
    /// Protocols of the case that this user may read.
    pub protocols: u32,
    /// Its letters.
    pub letters: letters::Brief,
    /// What its members were told.
    pub topics: topics::Brief,
}

/// What a sheet has no room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct More {
    /// Members today.
    pub persons: u32,
    /// Open follow-ups.
    pub follow_ups: u32,
    /// Follow-ups that are done.
    pub done: u32,
    /// Notes of those this user may see: asked for by [`super::notes::Before`].
    pub notes: u32,
    /// Needs of those this user may see.
    pub needs: u32,
    /// Filled checklists of their own: all of them by [`super::assessments::Ask`].
    pub assessments: u32,
}

/// Asks for older visits of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitsBefore {
    /// The case.
    pub case: CaseId,
    /// How many of the newest to skip.
    pub skip: u32,
    /// How many are wanted.
    pub limit: u16,
}

/// Changes worker or area of a case, from today on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditCase {
    /// Which.
    pub case: CaseId,
    /// The new worker, where it changes.
    pub worker: Option<StaffId>,
    /// The new area, where it changes.
    pub area: Option<AreaId>,
}

/// Searches people over every case this user may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// What was typed.
    pub text: String,
    /// Most rows wanted.
    pub limit: u16,
}

/// Somebody found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Their case.
    pub case: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Their household.
    pub household: HouseholdId,
    /// Name as in lists.
    pub name: String,
    /// Year of birth, to tell people apart.
    pub born: Option<i32>,
    /// Home.
    pub home: String,
    /// Room.
    pub room: String,
    /// Name of the area.
    pub area: String,
    /// What matched, as it is written: a name or a number; empty for a name in another script.
    pub matched: String,
    /// Why it matched.
    pub why: Why,
}

/// Why somebody was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// The very name.
    Name,
    /// The beginning of the name.
    Beginning,
    /// Another form of the same name, in another language.
    Form,
    /// Another spelling that sounds alike.
    Sound,
    /// A slip of the keys away.
    Slip,
    /// Case number.
    CaseNo,
    /// File reference.
    FileRef,
    /// Telephone number.
    Phone,
    /// Room.
    Room,
}

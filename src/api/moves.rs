//! Moving out of a shelter, in one action; and a household that parts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::members::Kin;
use crate::domain::dates::Window;
use crate::domain::ids::{AreaId, CaseId, FollowUpId, PersonId, StaffId};
use crate::domain::phase::Phase;
use crate::domain::site::Home;

/// A household moves out of a shelter or municipal flat into a flat of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveOut {
    /// The case.
    pub case: CaseId,
    /// How many steps it had gone through when the form was opened.
    pub seen: u16,
    /// The new address.
    pub address: String,
    /// The first day there; it may lie ahead.
    pub from: NaiveDate,
    /// The area from then on, where it is another one.
    pub area: Option<AreaId>,
    /// Where the case stands from then on, where that changes.
    pub to: Option<Phase>,
    /// Visits that are agreed for afterwards: what, and when.
    pub visits: Vec<(String, Window)>,
}

/// Some of a household go into a case of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The case.
    pub case: CaseId,
    /// How many steps it had gone through when the form was opened.
    pub seen: u16,
    /// The first day on which they manage for themselves.
    pub from: NaiveDate,
    /// Who goes: the reference person of the new household, and what each of the others who go is
    /// to her.
    pub go: Kin,
    /// Where the reference person goes: who it is for those who stay.
    pub stay: Option<Kin>,
    /// Where those who go live; where they lived, when `None`, or nowhere that is known where they are
    /// protected. A site that is new then is refused: it would be among everybody's choices.
    pub home: Option<Home>,
    /// Who is responsible for them; who was, when `None`.
    pub worker: Option<StaffId>,
    /// Their area; that of before, when `None`.
    pub area: Option<AreaId>,
    /// Open follow-ups that go with them.
    pub follow_ups: Vec<FollowUpId>,
    /// Those who go are protected from those who stay.
    pub protects: bool,
}

/// Opens a case in which somebody is protected, for who is not responsible for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenProtected {
    /// The case.
    pub case: CaseId,
    /// Why; the responsible worker reads it.
    pub reason: String,
}

/// Ids of those who go.
impl Part {
    /// Everybody who goes, the new reference person first.
    pub fn persons(&self) -> impl Iterator<Item = PersonId> {
        std::iter::once(self.go.person).chain(self.go.relations.iter().map(|(person, _)| *person))
    }
}

//! The office itself: what kind it is, its rules and its time zone.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::case::CaseNo;

/// What kind of office this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OfficeKind {
    /// One person's own machine: the owner is worker and coordinator at once.
    Personal,
    /// Practice, full of invented people; the owner is worker and coordinator at once.
    Demo,
    /// Many people on one server.
    Shared,
}

/// The office record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// What kind of office.
    pub kind: OfficeKind,
    /// Name of the office, such as "Düren".
    pub name: String,
    /// IANA name of the time zone in which days are counted.
    pub zone: String,
    /// Rules that a coordinator sets.
    pub rules: Rules,
    /// Day it was made.
    pub founded: NaiveDate,
}

/// Office-wide rules (`docs/domain.md`, visit rhythm and care ratio). Configuration, never law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Weeks between visits in shelters and municipal flats.
    pub shelter_weeks: u8,
    /// Weeks between visits in flats of one's own.
    pub own_flat_weeks: u8,
    /// Weeks between visits in aftercare.
    pub aftercare_weeks: u8,
    /// Working days from opening to the first visit.
    pub first_visit_days: u8,
    /// The same where children belong to the household.
    pub first_visit_days_children: u8,
    /// Persons per full-time post aimed at.
    pub ratio: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            shelter_weeks: 4,
            own_flat_weeks: 8,
            aftercare_weeks: 12,
            first_visit_days: 5,
            first_visit_days_children: 3,
            ratio: 100,
        }
    }
}

/// The next free case number of a year, kept beside the office so that none is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCounter(pub CaseNo);

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

/// One of the [`Rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// [`Rules::shelter_weeks`].
    ShelterWeeks,
    /// [`Rules::own_flat_weeks`].
    OwnFlatWeeks,
    /// [`Rules::aftercare_weeks`].
    AftercareWeeks,
    /// [`Rules::first_visit_days`].
    FirstVisitDays,
    /// [`Rules::first_visit_days_children`].
    FirstVisitDaysChildren,
    /// [`Rules::ratio`].
    Ratio,
}

impl Rule {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 6] = [
        ("shelter-weeks", Self::ShelterWeeks),
        ("own-flat-weeks", Self::OwnFlatWeeks),
        ("aftercare-weeks", Self::AftercareWeeks),
        ("days-to-first-visit", Self::FirstVisitDays),
        ("days-to-first-visit-children", Self::FirstVisitDaysChildren),
        ("ratio", Self::Ratio),
    ];

    /// The most that can be set; the least is 1. A year between visits, and a month to the first one,
    /// is no care any more (`docs/domain.md`, visit rhythm).
    pub fn most(self) -> u32 {
        match self {
            Self::ShelterWeeks | Self::OwnFlatWeeks | Self::AftercareWeeks => 52,
            Self::FirstVisitDays | Self::FirstVisitDaysChildren => 30,
            Self::Ratio => 1000,
        }
    }
}

impl Rules {
    /// The value of a rule.
    pub fn get(&self, rule: Rule) -> u32 {
        match rule {
            Rule::ShelterWeeks => self.shelter_weeks.into(),
            Rule::OwnFlatWeeks => self.own_flat_weeks.into(),
            Rule::AftercareWeeks => self.aftercare_weeks.into(),
            Rule::FirstVisitDays => self.first_visit_days.into(),
            Rule::FirstVisitDaysChildren => self.first_visit_days_children.into(),
            Rule::Ratio => self.ratio,
        }
    }

    /// Sets a rule; `false`, and nothing is changed, where the value is out of its bounds.
    pub fn set(&mut self, rule: Rule, value: u32) -> bool {
        let Some(small) =
            u8::try_from(value.min(255)).ok().filter(|_| (1..=rule.most()).contains(&value))
        else {
            return false;
        };
        match rule {
            Rule::ShelterWeeks => self.shelter_weeks = small,
            Rule::OwnFlatWeeks => self.own_flat_weeks = small,
            Rule::AftercareWeeks => self.aftercare_weeks = small,
            Rule::FirstVisitDays => self.first_visit_days = small,
            Rule::FirstVisitDaysChildren => self.first_visit_days_children = small,
            Rule::Ratio => self.ratio = value,
        }
        true
    }
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

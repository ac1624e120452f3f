//! Files in and out.
//!
//! - [`sheet`]: a csv file as cells, whatever its encoding and separator.
//! - [`persons`]: the persons of a sheet, by German or English headers; bad cells named by line
//!   and column.
//! - [`words`]: words of spreadsheets for codes: "weiblich", "syrisch", "Arabisch", "Ehefrau".
//! - [`csv`], [`json`]: everything a user may see, on the way out.
pub mod csv;
pub mod json;
pub mod persons;
pub mod sheet;
pub mod words;

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::assessment::Assessment;
use crate::domain::case::Case;
use crate::domain::facts::Facts;
use crate::domain::followup::FollowUp;
use crate::domain::household::Household;
use crate::domain::ids::{AreaId, SiteId, StaffId};
use crate::domain::letters::Letter;
use crate::domain::needs::Need;
use crate::domain::note::Note;
use crate::domain::papers::Paper;
use crate::domain::person::Person;
use crate::domain::topics::Told;
use crate::domain::visit::Visit;

/// A case with all that belongs to it, on its way out.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its household.
    pub household: &'a Household,
    /// Its persons.
    pub persons: &'a [Person],
    /// Its visits, oldest first.
    pub visits: &'a [Visit],
    /// Its follow-ups.
    pub follow_ups: &'a [FollowUp],
    /// Answers of the fact sheet, of the household and of its persons.
    pub facts: &'a [Facts],
    /// Papers of its persons.
    pub papers: &'a [Paper],
    /// Its notes, none of them restricted.
    pub notes: &'a [Note],
    /// Its needs, none of them restricted.
    pub needs: &'a [Need],
    /// Its letters.
    pub letters: &'a [Letter],
    /// Its filled checklists of their own.
    pub assessments: &'a [Assessment],
    /// Information given.
    pub topics: &'a [Told],
    /// Names of what the records name by id.
    pub names: &'a Names,
    /// Today in the office.
    pub today: NaiveDate,
}

/// Names of what records name by id.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of shelters and municipal flats.
    pub sites: HashMap<SiteId, String>,
    /// Of areas.
    pub areas: HashMap<AreaId, String>,
    /// Of staff.
    pub staff: HashMap<StaffId, String>,
}

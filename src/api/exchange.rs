//! Import and export: rows in, pages out.

use serde::{Deserialize, Serialize};

use super::AnyField;
use crate::domain::area::Area;
use crate::domain::case::Case;
use crate::domain::field::FieldError;
use crate::domain::followup::FollowUp;
use crate::domain::household::Household;
use crate::domain::ids::{CaseId, SiteId};
pub use crate::domain::import::ImportRow;
use crate::domain::person::Person;
use crate::domain::site::Site;
use crate::domain::visit::Visit;

/// A part of an import of persons. Parts are gathered by the server and written together, so that
/// a file is imported whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Rows of this part; those of one household come together.
    pub rows: Vec<ImportRow>,
    /// This is the last part.
    pub last: bool,
    /// Check only, write nothing.
    pub dry_run: bool,
}

/// How an import went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Persons made.
    pub persons: u32,
    /// Households and cases made.
    pub households: u32,
    /// Persons that were there already.
    pub known: u32,
    /// Lines that do not hold: nothing was written when there are any.
    pub bad: Vec<BadLine>,
    /// Lines whose person is probably there under another source: line, name of the person there.
    pub alike: Vec<(u32, String)>,
}

/// A line that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadLine {
    /// Line of the file, from 1.
    pub line: u32,
    /// Which field.
    pub field: AnyField,
    /// Why.
    pub error: FieldError,
}

/// Asks for a page of everything this user may export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPage {
    /// Cases after this one.
    pub after: Option<CaseId>,
    /// When not 0: first the rest of that very case, from this visit on.
    pub visits_from: u32,
    /// Most cases wanted; the server may send fewer to stay within a frame.
    pub limit: u16,
    /// Visits and follow-ups too.
    pub visits: bool,
}

/// A page of the export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The cases with all that belongs to them.
    pub cases: Vec<Whole>,
    /// Sites that the lodgings name; complete on the first page.
    pub sites: Vec<(SiteId, Site)>,
    /// Areas; complete on the first page.
    pub areas: Vec<Area>,
    /// The last case of this page has more visits: so many of them were sent so far.
    pub rest: Option<u32>,
    /// Nothing follows.
    pub last: bool,
}

/// A case with all that belongs to it and that this user may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Whole {
    /// The case.
    pub case: Case,
    /// Its household.
    pub household: Household,
    /// Its persons.
    pub persons: Vec<Person>,
    /// Its visits, oldest first.
    pub visits: Vec<Visit>,
    /// Its follow-ups.
    pub follow_ups: Vec<FollowUp>,
}

//! Import and export: rows in, pages out.

use serde::{Deserialize, Serialize};

use super::AnyField;
use crate::domain::area::Area;
use crate::domain::assessment::Assessment;
use crate::domain::case::Case;
use crate::domain::facts::Facts;
use crate::domain::field::FieldError;
use crate::domain::followup::FollowUp;
use crate::domain::household::Household;
use crate::domain::ids::{CaseId, SiteId};
pub use crate::domain::import::ImportRow;
use crate::domain::letters::Letter;
use crate::domain::needs::Need;
use crate::domain::note::Note;
use crate::domain::papers::Paper;
use crate::domain::person::Person;
use crate::domain::site::Site;
use crate::domain::topics::Told;
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
    /// How many more of them there are.
    pub alike_more: u32,
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
    /// When not empty: first the rest of that very case, behind what was sent.
    pub sent: Sent,
    /// Most cases wanted; the server may send fewer to stay within a frame.
    pub limit: u16,
    /// Visits, follow-ups, answers, papers, notes and needs too.
    pub visits: bool,
}

/// How much of a case was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Memberships of its household.
    pub members: u32,
    /// Persons.
    pub persons: u32,
    /// Visits.
    pub visits: u32,
    /// Follow-ups.
    pub follow_ups: u32,
    /// Fact sheets, one for the household and one for each person.
    pub facts: u32,
    /// Papers.
    pub papers: u32,
    /// Notes.
    pub notes: u32,
    /// Needs.
    pub needs: u32,
    /// Of its letters.
    pub letters: u32,
    /// Filled checklists of their own.
    pub assessments: u32,
    /// Information given.
    pub topics: u32,
}

impl Sent {
    /// How many in all.
    pub fn total(self) -> u64 {
        let Self { members, persons, visits, follow_ups, .. } = self;
        let Self { facts, papers, notes, needs, letters, assessments, topics, .. } = self;
        let records = [papers, notes, needs, letters, assessments, topics];
        let all = [members, persons, visits, follow_ups, facts].into_iter().chain(records);
        all.map(u64::from).sum()
    }
}

/// A page of the export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The cases with all that belongs to them.
    pub cases: Vec<Whole>,
    /// Sites that the lodgings of these cases name, without their rooms.
    pub sites: Vec<(SiteId, Site)>,
    /// Areas; complete on the first page.
    pub areas: Vec<Area>,
    /// The last case of this page has more: so much of it was sent so far.
    pub rest: Option<Sent>,
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
    /// Answers of the fact sheet: of the household, then of its persons; restricted ones never.
    pub facts: Vec<Facts>,
    /// Papers of its persons.
    pub papers: Vec<Paper>,
    /// Notes; restricted ones never.
    pub notes: Vec<Note>,
    /// Needs; restricted ones never.
    pub needs: Vec<Need>,
    /// Letters.
    pub letters: Vec<Letter>,
    /// Its filled checklists of their own, oldest first.
    pub assessments: Vec<Assessment>,
    /// Information given, that taken back too, oldest first.
    pub topics: Vec<Told>,
}

impl Whole {
    /// Adds the next piece of the same case.
    pub fn add(&mut self, piece: Self) {
        self.household.members.extend(piece.household.members);
        self.persons.extend(piece.persons);
        self.visits.extend(piece.visits);
        self.follow_ups.extend(piece.follow_ups);
        self.facts.extend(piece.facts);
        self.papers.extend(piece.papers);
        self.notes.extend(piece.notes);
        self.needs.extend(piece.needs);
        self.letters.extend(piece.letters);
        self.assessments.extend(piece.assessments);
        self.topics.extend(piece.topics);
    }
}

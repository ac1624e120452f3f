//! The fact sheet of a case: shown whole, one answer's history, everything typed on it at once.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::papers::AddPaper;
use crate::domain::facts::{Asked, Completeness, Entry, FactKey, Source, Subject};
use crate::domain::field::Edit;
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::papers::{Paper, PaperKind, PhaseAdvice, Suggestion};

/// Asks for the fact sheet of a case. Logged as a reading of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowFacts {
    /// Which.
    pub case: CaseId,
}

/// The fact sheet of a case, without what this user may not see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The case.
    pub case: CaseId,
    /// The household, then its members of today, the reference person first; as far as a message
    /// holds.
    pub parts: Vec<Part>,
    /// Members there is no room for.
    pub more: u32,
    /// Lives in a shelter or municipal flat today, so that [`Completeness::of`] can count while one
    /// types.
    pub in_shelter: bool,
    /// How complete the whole is: household and members.
    pub complete: Completeness,
    /// What the program suggests, the most urgent first.
    pub suggestions: Vec<Suggestion>,
    /// Names of everybody who wrote something down here.
    pub staff: Vec<(StaffId, String)>,
    /// Whether this user sees what is restricted here, and may answer it. Where not, nothing tells
    /// whether there is anything.
    pub restricted: bool,
    /// The case is closed: nothing new is entered.
    pub closed: bool,
}

/// What is known of the household or of a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Who.
    pub subject: Subject,
    /// What to call them in the household; of the household its name in lists.
    pub name: String,
    /// Which questions are put to them ([`crate::domain::facts::About::asks`]).
    pub asked: Asked,
    /// What there is an answer to, in the order of the sheet. Questions with none are not here.
    pub answers: Vec<Answer>,
    /// Papers, the newest of each kind first, those that hold no more too.
    pub papers: Vec<Paper>,
    /// Older papers there is no room for.
    pub papers_more: u32,
    /// How complete this part is.
    pub complete: Completeness,
}

/// The answer that counts today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// To which question.
    pub key: FactKey,
    /// Canonical text, also of what stands elsewhere ([`crate::domain::facts::Kind`]).
    pub value: String,
    /// Day, source and who wrote it down, where that is known.
    pub entry: Option<Entry>,
    /// How many entries there are before it.
    pub earlier: u16,
}

/// What the sheet of a case says of it in short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Questions that have to be answered, of household and members.
    pub required: u16,
    /// Those of them that are not.
    pub missing: u16,
    /// Residence and benefits of the members of today, the most frequent first.
    pub held: Vec<Held>,
    /// Where the case should stand if the household moved from a shelter to a flat of its own now;
    /// `None` while nothing is known of benefits.
    pub moved: Option<PhaseAdvice>,
}

/// Papers of one kind that say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What kind.
    pub kind: PaperKind,
    /// Code of the list of its kind.
    pub code: String,
    /// The last day in fact.
    pub last: Option<NaiveDate>,
    /// Of so many members.
    pub persons: u16,
}

/// Asks for every entry of a question. Logged as a reading of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactHistory {
    /// The case.
    pub case: CaseId,
    /// Of whom.
    pub subject: Subject,
    /// Which question.
    pub key: FactKey,
}

/// The entries of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Names of everybody who wrote one down.
    pub staff: Vec<(StaffId, String)>,
}

/// Saves everything typed on a sheet: one change, all of it or nothing.
///
/// An answer that stands elsewhere is changed there (names, birth, telephone …); what stands among
/// the papers, visits and follow-ups cannot be changed here, but answered with "unknown" or "no
/// answer"; new papers may come along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditFacts {
    /// The case.
    pub case: CaseId,
    /// What was typed; a copy for another member is an edit of its own.
    pub edits: Vec<FactEdit>,
    /// Papers typed with it, of the same case.
    pub papers: Vec<AddPaper>,
    /// The day as of which all answers hold.
    pub as_of: NaiveDate,
    /// Where all answers come from; a paper says so itself.
    pub source: Source,
}

/// One answer that was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactEdit {
    /// About whom.
    pub subject: Subject,
    /// What it was ([`Answer::value`]; empty without one) and what it is to be. An empty text takes
    /// the answer out; it stays in the history.
    pub edit: Edit<FactKey>,
}

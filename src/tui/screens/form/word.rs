//! Labels and choices of a form, worded anew in the language of the screen.

use crate::domain::assessment::Level;
use crate::domain::case::CloseReason;
use crate::domain::caseload::PhaseMark;
use crate::domain::checklist::ActionField;
use crate::domain::codes::List;
use crate::domain::facts::{FactKey, Section, Source};
use crate::domain::household::{Interpreter, Left, Relation};
use crate::domain::papers::PaperKind;
use crate::domain::person::Sex;
use crate::domain::visit::{Outcome, VisitKind};
use crate::text::Texts;

/// A word that follows the language of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A text by its key.
    Text(&'static str),
    /// As it stands: names.
    Said(String),
    /// A kind of visit.
    Kind(VisitKind),
    /// What came of a visit.
    Outcome(Outcome),
    /// How people talked.
    Interpreter(Interpreter),
    /// Relation to the reference person.
    Relation(Relation),
    /// Sex.
    Sex(Sex),
    /// A field of action.
    Area(ActionField),
    /// A question of the fact sheet.
    Question(FactKey),
    /// A part of the fact sheet.
    Section(Section),
    /// A code of a list.
    Code(List, String),
    /// Where an answer comes from.
    Source(Source),
    /// A kind of paper.
    Paper(PaperKind),
    /// Where a case stands.
    Phase(PhaseMark),
    /// Why a case ended.
    Close(CloseReason),
    /// How ready somebody is to rent.
    Level(Level),
    /// Why somebody belongs to a household no more.
    Left(Left),
}

impl Word {
    /// The word in the language of the screen.
    pub fn say(&self, texts: &Texts) -> String {
        match self {
            Self::Text(key) => texts.get(key),
            Self::Said(text) => text.as_str().into(),
            Self::Kind(kind) => texts.visit_kind(*kind),
            Self::Outcome(outcome) => texts.outcome(*outcome),
            Self::Interpreter(interpreter) => texts.interpreter(*interpreter),
            Self::Relation(relation) => texts.relation(*relation),
            Self::Sex(sex) => texts.sex(*sex),
            Self::Area(field) => texts.action_field(*field),
            Self::Question(key) => texts.question(*key),
            Self::Section(section) => texts.section(*section),
            Self::Code(list, code) => texts.code(*list, code),
            Self::Source(source) => texts.source(*source),
            Self::Paper(kind) => texts.paper_kind(*kind),
            Self::Phase(phase) => texts.phase(*phase),
            Self::Close(reason) => texts.close_reason(*reason),
            Self::Level(level) => texts.level(*level),
            Self::Left(left) => texts.left(*left),
        }
        .into_owned()
    }
}

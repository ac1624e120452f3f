//! Labels and choices of a form, worded anew in the language of the screen.

use crate::domain::checklist::ActionField;
use crate::domain::household::{Interpreter, Relation};
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
        }
        .into_owned()
    }
}

//! What is there right now, as far as commands need to know it.
use std::borrow::Cow;

use super::{Context, Place};
use crate::text::Texts;

/// Something a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// A household is selected or open.
    Household,
    /// The case is not closed.
    OpenCase,
    /// A row is selected.
    Row,
    /// The selected row is an open follow-up.
    Followup,
    /// The selected row is something that is due.
    Due,
    /// The selected row is a draft, or a form is open.
    Draft,
    /// There is an earlier record to copy from.
    Earlier,
    /// There is something to undo.
    Undo,
    /// There is something to redo.
    Redo,
    /// The server answers.
    Server,
    /// The field has a list of values, or a calendar.
    Values,
    /// Somebody who may be the person in the form is known.
    Similar,
    /// There is a next person to go on with.
    Person,
    /// The selected question has an answer that is saved; of what was told, an entry that was not
    /// taken back; a filled checklist; of a case, one that says "ready".
    Answer,
    /// The selected row is a paper.
    Paper,
    /// A checklist whose open questions may be answered together.
    Sweep,
    /// The field is a box to tick.
    Box,
    /// A checklist of which not every question is shown at first.
    Further,
    /// The field has a deadline that the law suggests.
    Suggested,
}

impl Need {
    /// The sentence that says what is missing and what to do.
    pub fn reason(self, place: Place, texts: &Texts) -> Cow<'_, str> {
        texts.get(match self {
            Self::Household => "reason-household",
            Self::OpenCase => "reason-open-case",
            Self::Row => "reason-row",
            Self::Followup if place == Place::Needs => "reason-need",
            Self::Followup => "reason-followup",
            Self::Due => "reason-due",
            Self::Draft => "reason-draft",
            Self::Earlier => "reason-earlier",
            Self::Undo => "reason-undo",
            Self::Redo => "reason-redo",
            Self::Server => "reason-server",
            Self::Values => "reason-values",
            Self::Similar => "reason-similar",
            Self::Person => "reason-person",
            Self::Answer if place == Place::Topics => "reason-told",
            Self::Answer if place == Place::Assessments => "reason-row",
            Self::Answer if place == Place::Case => "assessment-no-certificate",
            Self::Answer => "reason-answer",
            Self::Paper => "reason-paper",
            Self::Sweep => "assessment-no-rest",
            Self::Box => "reason-box",
            Self::Further => "reason-further",
            Self::Suggested => "letter-nothing-suggested",
        })
    }
}

/// The needs that are met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Present(u32);

impl Present {
    /// Notes that this need is met.
    pub fn add(&mut self, need: Need) {
        self.0 |= 1 << need as u8;
    }

    /// Notes that this need is met if `met`.
    pub fn set(&mut self, need: Need, met: bool) {
        if met {
            self.add(need);
        }
    }

    /// Whether this need is met.
    pub fn has(self, need: Need) -> bool {
        self.0 & (1 << need as u8) != 0
    }
}

/// Screen, focus and what is there: all that decides which commands work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// The screen.
    pub place: Place,
    /// What the keys go to.
    pub context: Context,
    /// What is there.
    pub present: Present,
}

impl Situation {
    /// A situation in which nothing is there yet.
    pub fn new(place: Place, context: Context) -> Self {
        Self { place, context, present: Present::default() }
    }
}

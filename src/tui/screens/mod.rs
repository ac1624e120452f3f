//! The screens. Each is a plain state with three functions: `update` takes a message and says what
//! it wants done, `view` draws, `situation` says which commands make sense.

pub mod case;
pub mod caseload;
pub mod recent;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::cases::Sheet;
use crate::api::drafts::Draft;
use crate::api::{Refusal, Reply};
use crate::domain::ids::{CaseId, FollowUpId, PersonId};
use crate::tui::command::{CommandId, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Topic};

/// What happens to a screen.
#[derive(Debug)]
pub enum Msg {
    /// It was put in front: for the first time, or again, with the case that the screen before it
    /// was about. Time to ask for what it shows.
    Shown(Option<CaseId>),
    /// A command, from a key or from the palette; it is enabled.
    Command(CommandId),
    /// A character typed while the screen's context takes letters.
    Type(char),
    /// Text pasted: cleaned, line breaks kept. Only sent while the context takes letters.
    Paste(String),
    /// The server answered what this screen asked.
    Reply(Topic, Result<Reply, Refusal>),
    /// These cases were changed, here or by a colleague; `None`: any may have been. Only told to
    /// the screen in front; one that comes to the front is told [`Msg::Shown`].
    Changed(Option<Vec<CaseId>>),
    /// The answer to [`Effect::Confirm`].
    Confirmed(Topic, bool),
    /// Midnight in the office: what counts days has to be asked again.
    NewDay,
}

/// The screens.
#[derive(Debug)]
pub enum Screen {
    /// The caseload.
    Caseload(Box<caseload::State>),
    /// One case.
    Case(Box<case::State>),
    /// The recent visits.
    Recent(Box<recent::State>),
}

/// What a form that is to be opened is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The case.
    pub case: Option<CaseId>,
    /// Name of the household.
    pub name: &'a str,
    /// The case as a sheet, where it is open.
    pub sheet: Option<&'a Sheet>,
    /// The selected person.
    pub person: Option<PersonId>,
    /// The selected follow-up.
    pub follow_up: Option<FollowUpId>,
}

/// The form that a command opens.
pub fn form(_command: CommandId, _about: About<'_>, _ctx: &Ctx) -> Option<Screen> {
    None
}

/// The form that a draft was kept of, as it was left.
pub fn resume(_draft: Draft, _ctx: &Ctx) -> Option<Screen> {
    None
}

impl Screen {
    /// The caseload, the screen one starts with.
    pub fn caseload() -> Self {
        Self::Caseload(Box::default())
    }

    /// Which commands make sense, and what the keys go to.
    pub fn situation(&self, ctx: &Ctx) -> Situation {
        match self {
            Self::Caseload(state) => caseload::situation(state, ctx),
            Self::Case(state) => case::situation(state),
            Self::Recent(state) => recent::situation(state),
        }
    }

    /// Takes a message.
    pub fn update(&mut self, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
        match self {
            Self::Caseload(state) => caseload::update(state, msg, ctx),
            Self::Case(state) => case::update(state, msg, ctx),
            Self::Recent(state) => recent::update(state, msg, ctx),
        }
    }

    /// Draws title and body, that is everything between header and message line; returns where
    /// the cursor stands. It may note sizes and scroll positions in the state, nothing else.
    pub fn view(&mut self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
        match self {
            Self::Caseload(state) => caseload::view(state, ctx, area, buf),
            Self::Case(state) => case::view(state, ctx, area, buf),
            Self::Recent(state) => recent::view(state, ctx, area, buf),
        }
    }

    /// The form as it stands, when there is anything in it that must not be lost; `None` for
    /// screens that are no forms, and once it is saved or thrown away. The application keeps it
    /// when it differs from what was kept last.
    pub fn draft(&self, _ctx: &Ctx) -> Option<Draft> {
        match self {
            Self::Caseload(_) | Self::Case(_) | Self::Recent(_) => None,
        }
    }

    /// Whether the field that has the focus is still empty, so that `?` and `-` are commands.
    pub fn field_is_empty(&self) -> bool {
        match self {
            Self::Caseload(_) | Self::Case(_) | Self::Recent(_) => true,
        }
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Case(state) => Some(state.case()),
            Self::Caseload(_) | Self::Recent(_) => None,
        }
    }
}

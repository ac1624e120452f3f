//! What stands in front of the screens: help, palette, the urgent card, the search over
//! everything, a question. Each takes commands and text and says what is to become of it.
pub mod find;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::cases;
use crate::domain::escalation::Sign;
use crate::tui::command::{CommandId, Context, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::Topic;
use crate::tui::screens::Screen;
use crate::tui::widgets::dialog::{Answer, Dialog};
use crate::tui::widgets::help::Help;
use crate::tui::widgets::palette::{Palette, Picked};
use crate::tui::widgets::urgent::Urgent;

/// What stands in front.
#[derive(Debug)]
pub enum Overlay {
    /// The keys that work here.
    Help(Help),
    /// Every command.
    Palette(Palette),
    /// The numbers to call and the steps.
    Urgent(Urgent),
    /// The search over everything.
    Find(find::State),
    /// A question.
    Confirm {
        /// The question.
        dialog: Dialog,
        /// Who asks.
        about: About,
    },
}

/// Who asks a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The screen in front.
    Screen(Topic),
    /// The application, before it ends.
    Leaving,
}

/// What is to become of it.
#[derive(Debug)]
pub enum Outcome {
    /// It stays.
    Stay,
    /// It goes.
    Close,
    /// It goes, and this is done.
    Run(CommandId),
    /// It stays and wants to know.
    Find(cases::Find),
    /// It goes, and this screen comes.
    Open(Box<Screen>),
    /// It goes, and this was answered.
    Answer(About, bool),
    /// It goes, and a protocol is begun, of the sign that was shown.
    Protocol(Option<&'static Sign>),
    /// It goes, and this text is for the screen below it.
    Type(String),
}

impl Outcome {
    /// Whether the overlay goes.
    pub fn closes(&self) -> bool {
        !matches!(self, Self::Stay | Self::Find(_))
    }
}

impl Overlay {
    /// The keys that work in this situation.
    pub fn help(situation: Situation) -> Self {
        Self::Help(Help::new(situation))
    }

    /// The commands, for this situation.
    pub fn palette(situation: Situation) -> Self {
        Self::Palette(Palette::new(situation))
    }

    /// The search, empty.
    pub fn find() -> Self {
        Self::Find(find::State::default())
    }

    /// A question.
    pub fn confirm(question: String, about: About) -> Self {
        Self::Confirm { dialog: Dialog::new(question), about }
    }

    /// What the keys go to.
    pub fn context(&self) -> Context {
        match self {
            Self::Help(_) | Self::Palette(_) | Self::Find(_) => Context::Palette,
            Self::Urgent(_) => Context::Card,
            Self::Confirm { .. } => Context::Dialog,
        }
    }

    /// Takes text.
    pub fn insert(&mut self, text: &str) -> Outcome {
        match self {
            Self::Help(help) => help.insert(text),
            Self::Palette(palette) => palette.insert(text),
            Self::Find(find) => return find.insert(text),
            Self::Urgent(card) if card.is_direct() => return Outcome::Type(text.to_owned()),
            Self::Urgent(card) => card.insert(text),
            Self::Confirm { .. } => {}
        }
        Outcome::Stay
    }

    /// Takes a command.
    pub fn command(&mut self, command: CommandId, ctx: &Ctx) -> Outcome {
        let picked = |picked| match picked {
            Picked::Open => Outcome::Stay,
            Picked::Closed => Outcome::Close,
            Picked::Run(command) => Outcome::Run(command),
        };
        match self {
            Self::Help(help) => picked(help.apply(ctx, command)),
            Self::Palette(palette) => picked(palette.apply(ctx, command)),
            Self::Find(find) => find.command(command),
            Self::Urgent(card) if command == CommandId::ProtocolNew => {
                Outcome::Protocol(card.sign())
            }
            Self::Urgent(card) => {
                if card.apply(command) {
                    Outcome::Stay
                } else {
                    Outcome::Close
                }
            }
            Self::Confirm { dialog, about } => match dialog.apply(command) {
                Answer::Open => Outcome::Stay,
                Answer::Yes => Outcome::Answer(*about, true),
                Answer::No => Outcome::Answer(*about, false),
            },
        }
    }

    /// Draws it in front of what is in `area`; returns where the cursor stands.
    pub fn draw(&mut self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
        match self {
            Self::Help(help) => help.draw(ctx, area, buf),
            Self::Palette(palette) => palette.draw(ctx, area, buf),
            Self::Find(find) => find.draw(ctx, area, buf),
            Self::Urgent(card) => card.draw(ctx, area, buf),
            Self::Confirm { dialog, .. } => dialog.draw(ctx, area, buf),
        }
    }
}

//! What a screen wants done. Screens only say it; `app` routes it and `run.rs` does it.

use crate::api::drafts::{Draft, Was};
use crate::api::{Refusal, Request};
use crate::client::problems;
use crate::client::start::StartError;
use crate::domain::escalation::Sign;
use crate::domain::ids::RequestId;
use crate::problem::Problem;
use crate::text::Texts;
use crate::tui::screens::Screen;
use crate::tui::theme::{DOT, Tone};

/// A wish of a screen.
#[derive(Debug)]
pub enum Effect {
    /// Asks the server. The answer comes back to this screen as a reply on the same topic; one
    /// that is overtaken by a newer question on the topic is dropped. Without a server nothing is
    /// asked: when it is back, `Msg::Changed(None)` is the time to ask again.
    Read(Topic, Request),
    /// Has the server change something: sent again with the same id until it is answered, carried
    /// out once. The answer comes back as a reply on this topic; when this screen is closed
    /// meanwhile, the message line says how it went.
    Write {
        /// What the answer is about.
        topic: Topic,
        /// The wish, however often it is sent.
        id: RequestId,
        /// The change.
        request: Request,
        /// She was told that another form of the same draft was saved, and means this one as well.
        beside: bool,
        /// What it is in words, for when it is taken back: `Regelbesuch Al-Masri 22.11.`
        what: String,
    },
    /// Puts a screen on top.
    Open(Box<Screen>),
    /// Closes this screen; what is typed in it is kept as a draft, if [`Screen::draft`] gives one.
    Close,
    /// Says something in the message line.
    Say(Notice),
    /// Asks before something that cannot be undone; the answer comes back as `Msg::Confirmed`.
    Confirm {
        /// The question, a full sentence.
        question: String,
        /// What is asked about.
        topic: Topic,
    },
    /// Throws a draft away, and says so. It can be taken back until the program ends.
    Discard(Box<Draft>),
    /// Throws drafts away with the change that was just saved, and says nothing. Taking the change
    /// back brings them back.
    DiscardAlong(Vec<Draft>),
    /// The change that was just saved cannot be taken back: it is not offered.
    ForGood,
    /// Throws a draft away that is kept under another id now, or that she may not see; it cannot be
    /// taken back.
    Forget(Was),
    /// Searches everything for this text.
    Find(String),
    /// Puts the steps of a sign in front; what is typed on goes to this screen.
    Urgent(&'static Sign),
}

/// What a question to the server is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A page of a list that is shown.
    Page,
    /// Further rows of a list, not shown yet.
    More,
    /// Further notes of a case.
    Notes,
    /// A case as one sheet.
    Sheet,
    /// What a form starts with.
    Prepared,
    /// Something was saved and the form can go.
    Saved,
    /// A change made in passing, without a form.
    Changed,
    /// A change of one's own was taken back.
    Undone,
    /// A taking back was taken back.
    Redone,
    /// The user's drafts.
    Drafts,
    /// One of them, to go on with it or to throw it away.
    Draft,
    /// Results of a search.
    Found,
    /// Choices for forms.
    Lists,
    /// Who may be the person in a form, asked in passing.
    Similar,
    /// The same, before the form is saved.
    SimilarFirst,
    /// A draft was kept.
    Kept,
    /// Throwing away what was typed.
    Discard,
    /// Taking that back.
    Restored,
}

impl Topic {
    /// Whether the answer is what the screen shows, so that drawing waits a moment for it.
    pub fn is_shown(self) -> bool {
        use Topic::{Draft, Found, Page, Prepared, Saved, Sheet};
        matches!(self, Page | Sheet | Prepared | Draft | Found | Saved)
    }
}

/// A line that says what happened, what is saved, what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The words.
    pub text: String,
    /// How much it matters.
    pub tone: Tone,
    /// The newest change can be taken back.
    pub undo: bool,
}

impl Notice {
    /// Something went as it should.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Good, undo: false }
    }

    /// Something to know; gone with the next key.
    pub fn hint(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain, undo: false }
    }

    /// Something did not work.
    pub fn problem(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Alarm, undo: false }
    }

    /// The server would not do it: what happened, what is saved, what to do.
    pub fn refusal(refusal: &Refusal, texts: &Texts) -> Self {
        Self::of(&problems::refusal(refusal, texts))
    }

    /// There is no way to the server. What is typed is kept whatever the reason; where the server
    /// itself cannot start, the reason is more than that.
    pub fn unreached(error: &StartError, texts: &Texts) -> Self {
        match error {
            StartError::Connect(_) => Self::problem(texts.get("app-offline")),
            error => Self::of(&problems::start(error, texts)),
        }
    }

    fn of(problem: &Problem) -> Self {
        Self::problem(problem.to_string().replace(".\n", ". ").replace('\n', DOT))
    }

    /// The same, saying how the change just made is taken back.
    #[must_use]
    pub fn undoable(self) -> Self {
        Self { undo: true, ..self }
    }
}

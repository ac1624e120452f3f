//! What every screen and widget may look at while it handles a message or draws: nothing in here
//! is changed by them.
use std::cell::RefCell;

use chrono::{DateTime, NaiveDate, Utc};

use crate::api::office::Lists;
use crate::api::wire::Welcome;
use crate::domain::dates::OfficeZone;
use crate::domain::ids::RequestId;
use crate::text::Texts;
use crate::tui::command::{CommandId, Context};
use crate::tui::keymap::{Focus, Keymap, words};
use crate::tui::theme::Theme;

/// Who sits here, in which language, and what time it is.
#[derive(Debug)]
pub struct Ctx {
    /// The strings.
    pub texts: Texts,
    /// Colours and marks.
    pub theme: Theme,
    /// The keys.
    pub keymap: Keymap,
    /// Who the server took this client for; `None` until it has said so.
    pub me: Option<Welcome>,
    /// Time zone in which days are counted.
    pub zone: OfficeZone,
    /// The moment of the event at hand; set by the loop, the only place that reads a clock.
    pub now: DateTime<Utc>,
    /// Width and height of the terminal in cells.
    pub size: (u16, u16),
    /// The server answers.
    pub online: bool,
    /// Sites, areas and colleagues, once the server has told.
    pub lists: Lists,
    /// Where request ids come from; seeded by the loop.
    pub ids: RefCell<fastrand::Rng>,
}

impl Ctx {
    /// Before the server has said anything.
    pub fn new(texts: Texts, theme: Theme, keymap: Keymap, now: DateTime<Utc>, seed: u64) -> Self {
        Self {
            texts,
            theme,
            keymap,
            me: None,
            zone: OfficeZone::default(),
            now,
            size: (80, 24),
            online: false,
            lists: Lists { sites: vec![], areas: vec![], staff: vec![] },
            ids: RefCell::new(fastrand::Rng::with_seed(seed)),
        }
    }

    /// Today in the office.
    pub fn today(&self) -> NaiveDate {
        self.zone.day(self.now)
    }

    /// The first key of a command in words, where the focus is on something that is empty.
    pub fn key(&self, command: CommandId, context: Context) -> String {
        let mut keys = self.keymap.keys_for(command, Focus::on(context));
        keys.next().map(|keys| words(keys, &self.texts)).unwrap_or_default()
    }

    /// A new request id, for a form that is being opened or a change that is being sent.
    pub fn fresh_id(&self) -> RequestId {
        RequestId(self.ids.borrow_mut().u128(..))
    }
}

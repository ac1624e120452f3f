//! The application: a stack of screens, an overlay in front of them, a message line, and the way
//! of every event through them.
//!
//! ```text
//! key ─ keymap ─ command ─┬─ of the application (help, palette, undo, …)
//!                         └─ of the screen in front ─ effects ─ actions ─ run.rs
//! ```
//! Nothing in here does input or output or reads a clock: [`App::handle`] takes an event and the
//! moment, and returns what the loop is to do; [`App::draw`] draws. So every test can drive it.
mod drafts;
mod elsewhere;
mod keys;
mod link;
mod undo;
mod view;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::api::Ask;
use crate::client::link::LinkEvent;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::effect::Notice;
use crate::tui::input::{Code, Key};
use crate::tui::keymap::Lookup;
use crate::tui::overlay::Overlay;
use crate::tui::screens::{Msg, Screen};

/// Time without a key after which the program ends: the login is the lock. What the server has not
/// kept is waited for, behind the hidden screen.
const END_AFTER: Duration = Duration::from_secs(15 * 60);
/// How long the first draw waits for the server's greeting.
const GREETING: Duration = Duration::from_millis(50);

/// What the loop is told.
#[derive(Debug)]
pub enum Event {
    /// A key.
    Key(Key),
    /// Text pasted, cleaned; `whole` is false when it was too long or broke off.
    Paste {
        /// The text.
        text: String,
        /// All of it.
        whole: bool,
    },
    /// The terminal has this size now.
    Resized(u16, u16),
    /// From the link to the server.
    Link(LinkEvent),
    /// A deadline of [`App::deadline`] has come.
    Timer,
    /// [`Action::Leave`] has waited: nothing is on its way any more, or it takes too long.
    Left,
    /// The terminal is gone, or somebody asks the program to end.
    Hangup,
}

/// What the loop is to do.
#[derive(Debug, PartialEq)]
pub enum Action {
    /// Send this to the server.
    Send(Ask),
    /// Paint everything anew.
    Repaint,
    /// Leave: [`Event::Left`] is wanted as soon as [`App::is_saving`] is false, or after a moment.
    Leave,
    /// Leave now.
    End,
    /// Nothing comes over the line any more: make it anew.
    Reconnect,
}

/// The moment of an event: the wall clock for days, the monotonic clock for pauses.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Wall clock.
    pub utc: chrono::DateTime<chrono::Utc>,
    /// Monotonic clock.
    pub at: Instant,
}

/// A screen of the stack.
#[derive(Debug)]
struct Layer {
    /// The number that replies find it by.
    no: u32,
    screen: Screen,
    kept: drafts::Kept,
}

/// A key or a paste.
#[derive(Debug)]
enum Typed {
    Key(Key),
    Paste { text: String, whole: bool },
}

/// Why the server cannot be reached.
#[derive(Clone, Debug)]
enum Unreached {
    Failed(Notice),
    OtherVersion,
}

/// The application.
#[derive(Debug)]
pub struct App {
    ctx: Ctx,
    /// The language was chosen for this call, not taken from the staff list.
    lang_is_fixed: bool,
    stack: Vec<Layer>,
    layers_made: u32,
    overlay: Option<Overlay>,
    /// The screen is covered until a key.
    hidden: bool,
    notice: Option<Notice>,
    /// Keys of a sequence that is not complete.
    keys: Vec<Key>,
    /// What was typed while the screen it is meant for is still on its way.
    ahead: VecDeque<Typed>,
    waiting: link::Waiting,
    unreached: Option<Unreached>,
    mine: undo::Mine,
    unsaved: drafts::Unsaved,
    /// Forms that were closed before the server had all of them.
    closed: Vec<drafts::Closed>,
    /// Somebody sits here who can be asked before it ends.
    attended: bool,
    /// Hide the screen after so long without a key.
    hide_after: Duration,
    started: Instant,
    last_key: Instant,
    now: Moment,
    day: chrono::NaiveDate,
    out: Vec<Action>,
}

impl App {
    /// An application with `first` as its screen, which asks for what it shows as soon as the link
    /// is up. Without `lang_is_fixed` the language follows the staff list.
    pub fn new(
        ctx: Ctx,
        first: Screen,
        hide_after: Duration,
        lang_is_fixed: bool,
        now: Moment,
    ) -> Self {
        let mut app = Self {
            day: ctx.today(),
            ctx,
            lang_is_fixed,
            stack: Vec::new(),
            layers_made: 0,
            overlay: None,
            hidden: false,
            notice: None,
            keys: Vec::new(),
            ahead: VecDeque::new(),
            waiting: link::Waiting::default(),
            unreached: None,
            mine: undo::Mine::default(),
            unsaved: drafts::Unsaved::default(),
            closed: Vec::new(),
            attended: true,
            hide_after,
            started: now.at,
            last_key: now.at,
            now,
            out: Vec::new(),
        };
        app.push(first);
        app.out.clear(); // nobody is there yet to ask
        app
    }

    /// Takes an event; returns what is to be done, in this order.
    pub fn handle(&mut self, event: Event, now: Moment) -> Vec<Action> {
        self.now = now;
        self.ctx.now = now.utc;
        let held = !self.ahead.is_empty();
        match event {
            Event::Key(key) => {
                self.last_key = now.at;
                self.ahead.push_back(Typed::Key(key));
            }
            Event::Paste { text, whole } => {
                self.last_key = now.at;
                self.ahead.push_back(Typed::Paste { text, whole });
            }
            Event::Resized(width, height) => self.ctx.size = (width, height),
            Event::Link(event) => self.on_link(event),
            Event::Timer => {}
            Event::Left => self.on_left(),
            Event::Hangup => {
                self.finish_typing();
                self.leave();
            }
        }
        if held {
            self.let_go_of_keys();
        }
        self.work_off();
        self.pass_time();
        std::mem::take(&mut self.out)
    }

    /// When [`Event::Timer`] is wanted at the latest.
    pub fn deadline(&self) -> Instant {
        let midnight = self.ctx.zone.next_midnight(self.now.utc) - self.now.utc;
        let midnight = self.now.at + midnight.to_std().unwrap_or(Duration::from_secs(1));
        let later = |moment: &Instant| *moment > self.now.at;
        let idle = if self.hidden { END_AFTER } else { self.hide_after.min(END_AFTER) };
        // later than that it ends as soon as the server has everything
        let idle = Some(self.last_key + idle).filter(later);
        let greeting = self.awaits_greeting().then_some(self.started + link::SLOW).filter(later);
        let slow = self.waiting.slow().filter(later);
        let ahead = self.patience().filter(|_| !self.ahead.is_empty()).filter(later);
        let drafts = self.unsaved.deadline().filter(|_| self.ctx.online);
        let silence = self.silence_due();
        [Some(midnight), idle, drafts, silence, greeting, slow, ahead]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(midnight)
    }

    /// Until when drawing should wait, because what is to be drawn is about to arrive.
    pub fn hold(&self) -> Option<Instant> {
        let greeting = self.awaits_greeting().then_some(self.started + GREETING);
        self.waiting.hold().max(greeting).filter(|until| *until > self.now.at)
    }

    fn awaits_greeting(&self) -> bool {
        self.ctx.me.is_none() && self.unreached.is_none()
    }

    /// Whether a change or a draft is on its way to the server and not answered yet, or waits for
    /// a server that was there.
    pub fn is_saving(&self) -> bool {
        self.waiting.keeps() || (!self.ctx.online && self.has_unkept())
    }

    /// Says something that was noticed while starting.
    pub fn warn(&mut self, text: String) {
        self.notice = Some(Notice::problem(text));
    }

    /// Language, looks and keys of the moment.
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// Keys that waited for a screen which does not come are not carried out on what stands there
    /// instead: letters of a text would be commands, and a form would be of another household.
    fn let_go_of_keys(&mut self) {
        if self.waiting.is_overdue(self.front(), self.now.at) && !self.ahead.is_empty() {
            self.ahead.clear();
            self.notice = Some(Notice::problem(self.ctx.texts.get("app-keys-let-go")));
        }
    }

    /// The layer in front.
    fn front(&self) -> Option<u32> {
        self.stack.last().map(|layer| layer.no)
    }

    /// Takes what was typed, in order, as far as the screen it is meant for is there.
    fn work_off(&mut self) {
        while self.ahead.front().is_some_and(|next| !self.must_wait(next)) {
            self.take_next();
        }
    }

    /// The line drops: what was typed ahead into a form is not lost with it. What is meant for a
    /// screen that is not there is, for on another one it would be something else.
    fn finish_typing(&mut self) {
        let elsewhere =
            |app: &Self| app.awaits_greeting() || app.waiting.will_show_another(app.front());
        while !self.ahead.is_empty() && !elsewhere(self) {
            self.take_next();
        }
        self.ahead.clear();
    }

    fn take_next(&mut self) {
        match self.ahead.pop_front() {
            Some(Typed::Key(key)) => self.on_key(key),
            Some(Typed::Paste { text, whole }) => self.on_paste(text, whole),
            None => {}
        }
    }

    /// Whether a key has to wait for the answer to what the key before it asked. A letter typed
    /// into a search never does; Escape and the like only at first.
    fn must_wait(&self, typed: &Typed) -> bool {
        let Some(patience) = self.patience() else { return false };
        let text = match typed {
            Typed::Key(key) => key.text().is_some(),
            Typed::Paste { .. } => true,
        };
        let into_search = text && self.situation().context == Context::Palette;
        let way_out = self.waiting.slow().is_some_and(|slow| slow <= self.now.at)
            && matches!(typed, Typed::Key(key) if key.code == Code::Esc || key.ctrl);
        let at_card = matches!(&self.overlay, Some(Overlay::Urgent(card)) if !card.is_direct());
        let waits_for_nothing = self.hidden || into_search || way_out || at_card || self.is_stuck();
        patience > self.now.at && !waits_for_nothing && !self.is_as_good_now(typed)
    }

    /// Whether a key does the same before what the screen in front has asked for is here.
    fn is_as_good_now(&self, typed: &Typed) -> bool {
        use CommandId::{Find, Help, Hide, Palette, Urgent};
        let Typed::Key(key) = typed else { return false };
        let focus = self.focus(self.situation());
        match self.ctx.keymap.lookup(focus, &[*key]) {
            _ if !self.keys.is_empty() || self.awaits_greeting() => false,
            Lookup::Command(Find | Help | Hide | Palette | Urgent) => true,
            Lookup::Command(command) => {
                let front = self.stack.last().filter(|_| self.overlay.is_none());
                front.is_some_and(|layer| layer.screen.takes(command))
            }
            _ => false,
        }
    }

    /// Until when keys wait for what is to be shown; `None` while it is there.
    fn patience(&self) -> Option<Instant> {
        let greeting = self.awaits_greeting().then_some(self.started + link::PATIENCE);
        self.waiting.patience(self.front()).max(greeting)
    }

    /// Everything that happens by time alone.
    fn pass_time(&mut self) {
        self.keep_drafts_in_time();
        self.give_up_dead_line();
        let idle = self.now.at.duration_since(self.last_key);
        if idle >= END_AFTER && !self.has_unkept() {
            self.leave();
        } else if idle >= self.hide_after && !self.hidden {
            self.hide();
        }
        if self.day != self.ctx.today() {
            self.day = self.ctx.today();
            self.tell_front(Msg::NewDay);
        }
    }

    fn push(&mut self, screen: Screen) {
        self.layers_made += 1;
        self.stack.push(Layer { no: self.layers_made, screen, kept: drafts::Kept::default() });
        self.tell_front(Msg::Shown(None));
    }

    fn tell_front(&mut self, msg: Msg) {
        self.tell(self.stack.len().saturating_sub(1), msg);
    }

    /// Tells a screen something and does what it wants.
    fn tell(&mut self, at: usize, msg: Msg) {
        let Some(layer) = self.stack.get_mut(at) else { return };
        let no = layer.no;
        for effect in layer.screen.update(msg, &self.ctx) {
            self.effect(no, effect);
        }
    }

    /// Takes a screen away; the first one stays.
    fn close(&mut self, no: u32) {
        if self.stack.len() < 2 {
            return;
        }
        self.put_away(|layer| layer == no);
        let case = self.stack.iter().find(|l| l.no == no).and_then(|l| l.screen.case());
        self.stack.retain(|l| l.no != no);
        self.tell_front(Msg::Shown(case));
    }
}

//! The loop: one channel, fed by the input thread, the link to the server and the signals; the
//! only place of the application that reads a clock, draws on the terminal and sends.
//!
//! Everything that is queued is handled before it draws, and it draws on events only. It never
//! waits for the server but for a moment before a draw ([`App::hold`]), so that one draw shows the
//! whole answer; and it never waits for the terminal. When the terminal is gone it is gone within two seconds itself.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use chrono::Utc;

use super::app::{Action, App, Event, Moment};
use super::ctx::Ctx;
use super::input::{self, Input, Reader, Settings, TtyEvent};
use super::keymap::{Keymap, Lint, OwnKeys, Profile};
use super::screens::Screen;
use super::terminal::{Drawing, Session, size};
use super::theme::Theme;
use crate::client::link::{Link, LinkEvent};
use crate::client::start::{StartError, Target};
use crate::client::{ConnectError, fresh_request_id};
use crate::text::{Lang, Texts};

/// How long the first screen waits for the server's greeting.
const GREETING: Duration = Duration::from_millis(50);
/// How long leaving waits for what is on its way to the server.
const LEAVING: Duration = Duration::from_millis(1500);

/// How to run.
#[derive(Debug)]
pub struct Options {
    /// Where the server is.
    pub target: Target,
    /// The language chosen for this call; without it the staff list decides.
    pub lang: Option<Lang>,
    /// The language until the server has said who this is, and where the staff list names none.
    pub otherwise: Lang,
    /// Colours and character set.
    pub theme: Theme,
    /// The keys.
    pub profile: Profile,
    /// A file with keys that goes over the profile.
    pub keys: Option<OwnKeys>,
    /// The keyboard sends UTF-8.
    pub utf8: bool,
    /// Alt with a digit is an F-key.
    pub alt_digits: bool,
    /// Long draws are bracketed so that the terminal shows them at once.
    pub synchronized: bool,
    /// Hide the screen after so long without a key.
    pub hide_after: Duration,
}

/// Why it could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is no terminal, or it cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// There is no server, or it does not let this user in.
    #[error(transparent)]
    Server(#[from] StartError),
}

/// What comes through the channel.
enum Happened {
    Tty(TtyEvent),
    Link(LinkEvent),
}

impl From<TtyEvent> for Happened {
    fn from(event: TtyEvent) -> Self {
        Self::Tty(event)
    }
}

/// Runs the application until the user leaves or the terminal is gone.
pub fn run(options: Options) -> Result<(), RunError> {
    let (to, from) = channel();
    // first of all: the server answers while the rest is being made
    let links = to.clone();
    let link = Link::start(options.target, move |event| {
        // nobody listens any more: the program is ending
        let _ = links.send(Happened::Link(event));
    });
    let lang = options.lang.unwrap_or(options.otherwise);
    let (keymap, flaws) = Keymap::over(options.profile, options.keys.as_ref(), lang);
    let seed = fastrand::Rng::new().u64(..) ^ (fresh_request_id().0 >> 64) as u64;
    let ctx = Ctx::new(Texts::new(lang), options.theme, keymap, Utc::now(), seed);
    let mut app =
        App::new(ctx, Screen::caseload(), options.hide_after, options.lang.is_some(), now());
    if let Some(lint) = flaws.first() {
        let file = options.keys.map(|own| own.file).unwrap_or_default();
        app.warn(keymap_warning(lint, &file, flaws.len(), &app.ctx().texts));
    }
    // a refusal is said in the shell: the terminal is taken only when there is something to show
    let greeting = from.recv_timeout(GREETING).ok();
    if let Some(Happened::Link(event)) = greeting {
        let event = fatal(event, &app)?;
        tell(&mut app, &link, Event::Link(event));
    }
    let drawing = Drawing { ascii: options.theme.ascii(), synchronized: options.synchronized };
    let session = Session::open(drawing, to.clone())?;
    let settings =
        Settings { utf8: options.utf8, alt_digits: options.alt_digits, alt_chars: false };
    let reader = input::start(io::stdin(), settings, to)?;
    let (leaving, ended, gone) = (None, false, false);
    Loop { app, session, link, from, leaving, ended, gone, _reader: reader }.run()
}

struct Loop {
    app: App,
    session: Session,
    link: Link,
    from: Receiver<Happened>,
    /// It wants to leave, and waits until this moment for what is on its way.
    leaving: Option<Instant>,
    /// It leaves now.
    ended: bool,
    /// The terminal is gone: nothing is drawn any more.
    gone: bool,
    _reader: Reader,
}

impl Loop {
    fn run(mut self) -> Result<(), RunError> {
        self.resized();
        loop {
            while let Ok(happened) = self.from.try_recv() {
                self.take(happened)?;
            }
            self.tell(Event::Timer);
            if self.leaving.is_some_and(|end| !self.app.is_saving() || end <= Instant::now()) {
                self.leaving = None;
                self.tell(Event::Left);
            }
            if self.ended {
                return Ok(());
            }
            let until = match (self.leaving, self.app.hold()) {
                (Some(end), _) => end,
                (None, Some(hold)) => hold,
                (None, None) => {
                    self.draw();
                    self.app.deadline()
                }
            };
            let wait = until.saturating_duration_since(Instant::now());
            match self.from.recv_timeout(wait) {
                Ok(happened) => self.take(happened)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn take(&mut self, happened: Happened) -> Result<(), RunError> {
        match happened {
            Happened::Link(event) => {
                let event = fatal(event, &self.app)?;
                self.tell(Event::Link(event));
            }
            Happened::Tty(TtyEvent::Input(inputs)) => {
                for input in inputs {
                    self.tell(match input {
                        Input::Key(key) => Event::Key(key),
                        Input::Paste { text, whole } => Event::Paste { text, whole },
                    });
                }
            }
            Happened::Tty(TtyEvent::Resized) => self.resized(),
            Happened::Tty(TtyEvent::Resumed) if !self.gone => {
                self.gone = self.session.resumed().is_err();
                self.resized();
            }
            Happened::Tty(TtyEvent::Resumed | TtyEvent::Free) => {}
            Happened::Tty(TtyEvent::HungUp) => {
                self.gone = true;
                self.tell(Event::Hangup);
            }
            Happened::Tty(TtyEvent::Ended) => self.tell(Event::Hangup),
        }
        Ok(())
    }

    fn resized(&mut self) {
        self.session.resized();
        let size = size();
        self.tell(Event::Resized(size.width, size.height));
    }

    fn tell(&mut self, event: Event) {
        for action in tell(&mut self.app, &self.link, event) {
            match action {
                Action::Repaint => self.session.redraw(),
                Action::Leave => {
                    self.leaving.get_or_insert_with(|| Instant::now() + LEAVING);
                }
                Action::End => self.ended = true,
                Action::Reconnect => self.link.reconnect(),
                Action::Send(_) => {}
            }
        }
    }

    fn draw(&mut self) {
        let app = &mut self.app;
        if !self.gone && self.session.draw(|buf| Some(app.draw(buf))).is_err() {
            self.gone = true;
            self.tell(Event::Hangup);
        }
    }
}

/// Tells the application something, and sends what it wants sent. What is left is to be done.
fn tell(app: &mut App, link: &Link, event: Event) -> Vec<Action> {
    let mut left = Vec::new();
    let mut events = vec![event];
    while let Some(event) = events.pop() {
        for action in app.handle(event, now()) {
            let Action::Send(ask) = action else {
                left.push(action);
                continue;
            };
            // what cannot be sent is answered at once
            events.extend(link.send(&ask).err().map(Event::Link));
        }
    }
    left
}

/// An event of the link that ends the start: no server, not let in, another version. Once the
/// server has been there, the application goes on by itself.
fn fatal(event: LinkEvent, app: &App) -> Result<LinkEvent, RunError> {
    match event {
        LinkEvent::Failed(error) if app.ctx().me.is_none() && !error.may_pass() => {
            Err(error.into())
        }
        LinkEvent::OtherVersion(theirs) if app.ctx().me.is_none() => {
            Err(StartError::Connect(ConnectError::OtherVersion(theirs)).into())
        }
        event => Ok(event),
    }
}

/// What is wrong with the keymap file, in the message line.
fn keymap_warning(first: &Lint, file: &str, count: usize, texts: &Texts) -> String {
    let values = [("n", count.into()), ("first", first.message(file, texts).into())];
    texts.with("app-keymap", &values).into_owned()
}

fn now() -> Moment {
    Moment { utc: Utc::now(), at: Instant::now() }
}

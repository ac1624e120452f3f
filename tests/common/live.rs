//! The application without its terminal, at a real server. Use it with
//! `#[path = "common/live.rs"] mod live;`, beside `screen` and `server`.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use aid::client::link::{Link, LinkEvent};
use aid::client::start::Target;
use aid::text::{Lang, Texts};
use aid::tui::app::{Action, App, Event, Moment};
use aid::tui::ctx::Ctx;
use aid::tui::keymap::{Keymap, Profile};
use aid::tui::screens::Screen;
use aid::tui::theme::{Palette, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::screen;
use crate::server::{TestServer, clock};

/// Every session makes up other ids.
static SEED: AtomicU64 = AtomicU64::new(1);

/// The application of who runs the test, on 80×24.
pub struct Desk {
    pub app: App,
    link: Link,
    events: Receiver<LinkEvent>,
    pub now: Moment,
}

impl Desk {
    pub fn at(server: &TestServer) -> Self {
        Self::over(Target::running(server.socket()), clock())
    }

    pub fn over(target: Target, utc: chrono::DateTime<chrono::Utc>) -> Self {
        let (to, events) = channel();
        let link = Link::start(target, move |event| {
            let _ = to.send(event);
        });
        let now = Moment { utc, at: Instant::now() };
        let keymap = Keymap::load(Profile::Default, None, Lang::De).0;
        let seed = SEED.fetch_add(1, Ordering::Relaxed);
        let theme = Theme::new(Palette::Mono, false);
        let ctx = Ctx::new(Texts::new(Lang::De), theme, keymap, now.utc, seed);
        let app = App::new(ctx, Screen::caseload(), Duration::from_secs(300), true, now);
        Self { app, link, events, now }
    }

    pub fn tell(&mut self, event: Event) {
        for action in self.app.handle(event, self.now) {
            match action {
                Action::Send(ask) => {
                    self.link.send(&ask).unwrap();
                }
                Action::Reconnect => self.link.reconnect(),
                _ => {}
            }
        }
    }

    pub fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.tell(Event::Key(key.parse().unwrap()));
        }
    }

    /// Types letters.
    pub fn text(&mut self, text: &str) {
        text.chars().for_each(|c| self.tell(Event::Key(aid::tui::input::Key::char(c))));
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: u64) {
        self.now.at += Duration::from_secs(seconds);
        self.tell(Event::Timer);
    }

    pub fn screen(&mut self) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
        self.app.draw(&mut buf);
        screen::shown(&buf, None)
    }

    /// Takes what the server says until everything that is shown has been answered.
    pub fn settle(&mut self) {
        while self.app.hold().is_some() {
            let event = self.events.recv_timeout(Duration::from_secs(20)).unwrap();
            self.tell(Event::Link(event));
        }
    }

    /// Takes what the server says until the screen shows `text`.
    pub fn wait_for(&mut self, text: &str) -> String {
        let give_up = Instant::now() + Duration::from_secs(20);
        loop {
            let screen = self.screen();
            if screen.contains(text) {
                return screen;
            }
            let left = give_up.saturating_duration_since(Instant::now());
            let Ok(event) = self.events.recv_timeout(left) else {
                panic!("no {text:?} on the screen:\n{screen}");
            };
            self.tell(Event::Link(event));
        }
    }
}

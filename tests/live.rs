//! The application at a real server: what it shows is what the office holds, a colleague's change
//! appears without a key, and a server that comes back is met again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/screen.rs"]
mod screen;
#[path = "common/server.rs"]
mod server;

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use aid::api::drafts::{Body, Draft, Form};
use aid::api::{Ask, Request};
use aid::client::link::{Link, LinkEvent};
use aid::client::start::Target;
use aid::domain::ids::RequestId;
use aid::text::{Lang, Texts};
use aid::tui::app::{Action, App, Event, Moment};
use aid::tui::ctx::Ctx;
use aid::tui::keymap::{Keymap, Profile};
use aid::tui::screens::Screen;
use aid::tui::theme::{Palette, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use server::{TestServer, clock};

/// The application of who runs the test, on 80×24.
struct Desk {
    app: App,
    link: Link,
    events: Receiver<LinkEvent>,
    now: Moment,
}

impl Desk {
    fn at(server: &TestServer) -> Self {
        let (to, events) = channel();
        let link = Link::start(Target::running(server.socket()), move |event| {
            let _ = to.send(event);
        });
        let now = Moment { utc: clock(), at: Instant::now() };
        let keymap = Keymap::load(Profile::Default, None, Lang::De).0;
        let theme = Theme::new(Palette::Mono, false);
        let ctx = Ctx::new(Texts::new(Lang::De), theme, keymap, now.utc, 1);
        let app = App::new(ctx, Screen::caseload(), Duration::from_secs(300), true, now);
        Self { app, link, events, now }
    }

    fn tell(&mut self, event: Event) {
        for action in self.app.handle(event, self.now) {
            if let Action::Send { tag, request, body } = action {
                self.link.send(&Ask { tag, request, body }).unwrap();
            }
        }
    }

    fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.tell(Event::Key(key.parse().unwrap()));
        }
    }

    fn screen(&mut self) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
        self.app.draw(&mut buf);
        screen::shown(&buf, None)
    }

    /// Takes what the server says until everything that is shown has been answered.
    fn settle(&mut self) {
        while self.app.hold().is_some() {
            let event = self.events.recv_timeout(Duration::from_secs(20)).unwrap();
            self.tell(Event::Link(event));
        }
    }

    /// Takes what the server says until the screen shows `text`.
    fn wait_for(&mut self, text: &str) -> String {
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

#[test]
fn what_a_colleague_saves_appears_without_a_key() {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    let mut desk = Desk::at(&server);
    desk.wait_for("n legt den ersten an.");
    let case = colleague.household("Al-Hamadi");
    desk.wait_for("▸ ⟦Al-Hamadi⟧");
    desk.press("enter");
    desk.wait_for("Verlauf (0)");
    colleague.talk(case, "Rückfrage zum Bescheid, erklärt.");
    let screen = desk.wait_for("Verlauf (1)");
    assert!(screen.contains("Rückfrage zum Bescheid"), "{screen}");
}

#[test]
fn a_server_that_went_away_is_met_again() {
    let server = TestServer::personal();
    server.connect_own().household("Kovalenko");
    let mut desk = Desk::at(&server);
    desk.wait_for("▸ ⟦Kovalenko⟧");
    let office = server.stop();
    desk.wait_for("Keine Verbindung zum Server.");
    let server = TestServer::over(office);
    server.connect_own().household("Barzani");
    let screen = desk.wait_for("Barzani");
    assert!(screen.contains("▸ ⟦Kovalenko⟧"), "the same case stays selected: {screen}");
    assert!(!screen.contains("Keine Verbindung"), "{screen}");
}

#[test]
fn somebody_is_found_by_another_spelling() {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    for surname in ["Muhammad", "Weber", "Haddad"] {
        colleague.household(surname);
    }
    let mut desk = Desk::at(&server);
    desk.wait_for("Weber");
    desk.press("/ m o h a m a d");
    let screen = desk.wait_for("1 gefunden");
    assert!(screen.contains("▸ ⟦Muhammad⟧") && !screen.contains("Weber"), "{screen}");
    desk.press("enter");
    desk.wait_for("Muhammad · AiD-2026-");
}

#[test]
fn what_was_left_unfinished_is_there_at_every_start() {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    let case = colleague.household("Al-Hamadi");
    let fields = vec![("what".into(), "Brief".into())];
    let body = Body::Fields { fields, at: "what".into(), cursor: 3 };
    let (form, name) = (Form::FollowUp, String::new());
    let draft = Draft { id: RequestId(5), form, case: Some(case), name, kept: clock(), body };
    colleague.ask(Request::SaveDraft(Box::new(draft))).unwrap();
    for start in 0..40 {
        let mut desk = Desk::at(&server);
        if start % 2 == 0 {
            desk.screen(); // drawn before the server has said anything
        }
        let screen = desk.wait_for("Angefangen:");
        assert!(screen.contains("Al-Hamadi"), "{screen}");
        desk.press("f5");
        desk.settle();
        assert!(desk.screen().contains("Angefangen:"), "{}", desk.screen());
    }
}

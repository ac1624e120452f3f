//! Keys in, screen out: the application with a stand-in for the server that answers at once (or,
//! when told so, later). The clock stands still unless a test moves it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use aid::api::cases::{More, Page, Query, Row, Sheet};
use aid::api::drafts::Draft;
use aid::api::similar::Found;
use aid::api::today::Board;
use aid::api::{Ask, Push, Refusal, Reply, Request, Saved};
use aid::client::link::LinkEvent;
use aid::domain::area::Fte;
use aid::domain::ids::{CaseId, StaffId};
use aid::domain::names::fold;
use aid::tui::app::{Action, App, Event, Moment};
use aid::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::people;
use crate::screen::{Setting, ctx, shown};

pub struct Desk {
    pub app: App,
    pub now: Moment,
    size: (u16, u16),
    /// The cases of the stand-in.
    pub rows: Vec<Row>,
    pub drafts: Vec<Draft>,
    /// Everything that was asked, oldest first.
    pub asked: Vec<Request>,
    /// Answers that wait for [`Desk::answer`].
    pub pending: VecDeque<LinkEvent>,
    /// Answer at once.
    pub prompt: bool,
    pub left: bool,
    /// How often the line was given up.
    pub reconnects: usize,
    /// Persons in open cases.
    pub persons: u32,
    /// What a sheet has no room for.
    pub more: More,
    /// Who may be the person in a form.
    pub similar: Vec<Found>,
    /// What is to be done today.
    pub board: Board,
}

impl Desk {
    /// The caseload, as it comes up.
    pub fn new(setting: Setting) -> Self {
        Self::with(setting, people::rows(), vec![])
    }

    pub fn with(setting: Setting, rows: Vec<Row>, drafts: Vec<Draft>) -> Self {
        let mut desk = Self::offline(setting, rows, drafts);
        desk.link(LinkEvent::Up(Box::new(people::welcome())));
        desk
    }

    /// Before the server has said anything.
    pub fn offline(setting: Setting, rows: Vec<Row>, drafts: Vec<Draft>) -> Self {
        let now = Moment { utc: people::now(), at: Instant::now() };
        let ctx = ctx(setting.lang, setting.ascii);
        let hide_after = Duration::from_secs(300);
        let app = App::new(ctx, Screen::caseload(), hide_after, true, now);
        let mut desk = Self {
            app,
            now,
            size: (setting.width, setting.height),
            rows,
            drafts,
            asked: vec![],
            pending: VecDeque::new(),
            prompt: true,
            left: false,
            reconnects: 0,
            persons: 87,
            more: More::default(),
            similar: vec![],
            board: people::board(),
        };
        desk.resize(setting.width, setting.height);
        desk
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.tell(Event::Resized(width, height));
        self.screen(); // as the loop draws
    }

    /// Presses keys by their names: `"down down enter"`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.tell(Event::Key(key.parse().unwrap_or_else(|_| panic!("no key {key}"))));
            self.screen();
        }
        self
    }

    /// Types letters.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.tell(Event::Key(aid::tui::input::Key::char(c)));
            self.screen();
        }
        self
    }

    /// Lets time pass.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.now.at += time;
        self.now.utc += time;
        self.tell(Event::Timer);
        self
    }

    /// Somebody else changed these cases.
    pub fn push(&mut self, cases: &[u64]) {
        let cases = cases.iter().map(|n| CaseId(*n)).collect();
        self.link(LinkEvent::Push(Push::Changed { cases, by: StaffId(2) }));
    }

    pub fn link(&mut self, event: LinkEvent) {
        self.tell(Event::Link(event));
        self.screen();
    }

    /// Hands over the answers that were held back.
    pub fn answer(&mut self) {
        while let Some(event) = self.pending.pop_front() {
            self.link(event);
        }
    }

    pub fn tell(&mut self, event: Event) {
        for action in self.app.handle(event, self.now) {
            match action {
                Action::Send(Ask { tag, body, .. }) => {
                    self.asked.push(body.clone());
                    let result = self.reply(body);
                    self.pending.push_back(LinkEvent::Reply { tag, result });
                }
                Action::Leave | Action::End => self.left = true,
                Action::Reconnect => self.reconnects += 1,
                Action::Repaint => {}
            }
        }
        if self.prompt
            && let Some(event) = self.pending.pop_front()
        {
            self.tell(Event::Link(event));
        }
    }

    /// The screen as text, with the cursor below.
    pub fn screen(&mut self) -> String {
        let (width, height) = self.size;
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let cursor = self.app.draw(&mut buf);
        shown(&buf, Some(cursor))
    }

    fn reply(&mut self, body: Request) -> Result<Reply, Refusal> {
        Ok(match body {
            Request::Caseload(query) => Reply::Caseload(self.page(&query)),
            Request::ShowCase(show) if show.case == CaseId(2) => {
                let sheet = people::sheet(usize::from(show.visits));
                Reply::Case(Box::new(Sheet { more: self.more, ..sheet }))
            }
            Request::ShowCase(show) => {
                let mut sheet = people::sheet(0);
                sheet.case.id = show.case;
                sheet.persons[0].names[0].surname = format!("Haushalt {}", show.case.0);
                Reply::Case(Box::new(sheet))
            }
            Request::CaseVisits(query) => {
                let all = people::all_visits().into_iter();
                let page = all.skip(query.skip as usize).take(usize::from(query.limit));
                Reply::CaseVisits(page.collect())
            }
            Request::RecentVisits(_) => Reply::RecentVisits(people::recent()),
            Request::Today(ask) => {
                let mut board = self.board.clone();
                if ask.by_home {
                    board.rows.sort_by_key(|row| (row.home.clone(), row.room.parse::<u16>().ok()));
                }
                Reply::Today(board)
            }
            Request::Lists => Reply::Lists(people::lists()),
            Request::Drafts => Reply::Drafts(self.drafts.iter().map(Draft::head).collect()),
            Request::Draft(open) => {
                let draft = self.drafts.iter().find(|draft| draft.id == open.id);
                Reply::Draft(Box::new(draft.unwrap().clone()))
            }
            Request::Find(find) if find.text.starts_with("mo") => Reply::Found(people::found()),
            Request::Find(_) => Reply::Found(vec![]),
            Request::Similar(_) => Reply::Similar(self.similar.clone()),
            Request::CloseFollowUp(close) => {
                let (id, case) = (close.follow_up.0, Some(close.case));
                Reply::Saved(Saved { change: 41, id, case, visit_due: None, settled: 0 })
            }
            Request::AddFollowUp(add) => {
                let case = Some(add.case);
                Reply::Saved(Saved { change: 44, id: 77, case, visit_due: None, settled: 0 })
            }
            Request::HandFollowUp(hand) => {
                let (id, case) = (hand.follow_up.0, Some(hand.case));
                Reply::Saved(Saved { change: 43, id, case, visit_due: None, settled: 0 })
            }
            Request::Undo(undo) => {
                let case = Some(CaseId(2));
                Reply::Saved(Saved {
                    change: undo.change + 1,
                    id: 0,
                    case,
                    visit_due: None,
                    settled: 0,
                })
            }
            _ => return Err(Refusal::NotPermitted),
        })
    }

    fn page(&self, query: &Query) -> Page {
        let wanted = fold(&query.text);
        let fits = |row: &&Row| {
            wanted.is_empty() || fold(&row.name).split(' ').any(|word| word.starts_with(&wanted))
        };
        let mut fitting: Vec<Row> = self.rows.iter().filter(fits).cloned().collect();
        if query.text.starts_with("mo") {
            // the server knows other spellings
            let mut muhammad = people::rows().remove(2);
            muhammad.matched = Some("Muhammad".into());
            fitting.push(muhammad);
        }
        let limit = usize::from(query.limit);
        let around = query.around.and_then(|case| fitting.iter().position(|r| r.case == case));
        let offset = match around {
            Some(at) => at.saturating_sub(limit / 2),
            None => query.offset as usize,
        };
        Page {
            total: u32::try_from(fitting.len()).unwrap(),
            offset: u32::try_from(offset).unwrap(),
            rows: fitting.into_iter().skip(offset).take(limit).collect(),
            persons: self.persons,
            fte: Fte(100),
            ratio: 100,
        }
    }
}

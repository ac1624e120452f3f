//! The letters of a household: what is open first, the nearest deadline before all others, then what
//! is done. Enter opens one, a key says that it is answered.
pub mod form;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{About, Msg, Screen};
use crate::api::letters::{Before, Change, Page, Shown};
use crate::api::{Reply, Request};
use crate::domain::codes::List as Codes;
use crate::domain::field::{Edit, code};
use crate::domain::ids::{CaseId, LetterId};
use crate::domain::letters::{LetterField, Status, URGENT_DAYS};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::entries::{self, Entry};
use crate::tui::widgets::frame;
use crate::tui::widgets::list::List;

/// Where it stands what a letter is.
const TAB: u16 = 18;

/// The letters of a household.
#[derive(Debug)]
pub struct State {
    case: CaseId,
    name: String,
    /// The case is closed.
    closed: bool,
    rows: Option<Vec<Shown>>,
    /// What has come of a new list so far.
    coming: Vec<Shown>,
    list: List,
    /// Rows seen when it was drawn last.
    seen: u16,
    /// The letter to be opened as soon as it is here.
    wanted: Option<LetterId>,
}

impl State {
    /// The letters of a case.
    pub fn new(case: CaseId, name: &str) -> Self {
        let (name, list) = (name.to_owned(), List::default());
        let (rows, coming, wanted) = Default::default();
        Self { case, name, closed: false, rows, coming, list, seen: 1, wanted }
    }

    /// The same, with one of them open.
    #[must_use]
    pub fn at(self, letter: LetterId) -> Self {
        Self { wanted: Some(letter), ..self }
    }

    /// The case it is about.
    pub fn case(&self) -> CaseId {
        self.case
    }

    fn row(&self) -> Option<&Shown> {
        self.rows.as_ref()?.get(self.list.selected)
    }

    fn ask(&self, topic: Topic, skip: usize) -> Vec<Effect> {
        let skip = u32::try_from(skip).unwrap_or(u32::MAX);
        vec![Effect::Read(topic, Request::CaseLetters(Before { case: self.case, skip }))]
    }

    /// Takes a part of the list; asks for the next until all is here. The selection stays with its
    /// letter, wherever that stands now.
    fn take(&mut self, page: Page, ctx: &Ctx) -> Vec<Effect> {
        let Page { name, rows, more, closed } = page;
        (self.name, self.closed) = (name, closed);
        let ends = more == 0 || rows.is_empty();
        let known: Vec<LetterId> = self.coming.iter().map(|shown| shown.letter.id).collect();
        self.coming.extend(rows.into_iter().filter(|shown| !known.contains(&shown.letter.id)));
        if !ends {
            return self.ask(Topic::More, self.coming.len());
        }
        let wanted = self.wanted.take();
        let here = wanted.or(self.row().map(|shown| shown.letter.id));
        let rows = std::mem::take(&mut self.coming);
        let at = rows.iter().position(|shown| Some(shown.letter.id) == here);
        self.list.selected = at.unwrap_or(self.list.selected);
        self.list.fit(rows.len(), self.seen);
        self.rows = Some(rows);
        if wanted.is_some() && at.is_some() { self.open(ctx) } else { vec![] }
    }

    fn open(&self, ctx: &Ctx) -> Vec<Effect> {
        let form = self.row().and_then(|shown| form::State::edit(shown, &self.name, ctx));
        let open = |form| Effect::Open(Box::new(Screen::Letter(Box::new(form))));
        form.map(open).into_iter().collect()
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Letters, Context::List);
    situation.present.add(Need::Household);
    situation.present.set(Need::OpenCase, !state.closed);
    situation.present.set(Need::Row, state.row().is_some());
    let open = state.row().is_some_and(|shown| shown.letter.done().is_none());
    situation.present.set(Need::Followup, open);
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(_) | Msg::NewDay => state.ask(Topic::Page, 0),
        Msg::Changed(cases) if cases.as_ref().is_none_or(|c| c.contains(&state.case)) => {
            state.ask(Topic::Page, 0)
        }
        Msg::Reply(Topic::Page, Ok(Reply::CaseLetters(page))) => {
            state.coming.clear();
            state.take(page, ctx)
        }
        Msg::Reply(Topic::More, Ok(Reply::CaseLetters(page))) => state.take(page, ctx),
        Msg::Reply(Topic::Changed, Ok(Reply::Saved(_))) => {
            let done = Notice::done(ctx.texts.get("letter-answered-now")).undoable();
            let again = state.ask(Topic::Page, 0);
            std::iter::once(Effect::Say(done)).chain(again).collect()
        }
        Msg::Reply(Topic::Changed, Err(refusal)) => {
            let refused = Effect::Say(Notice::refusal(&refusal, &ctx.texts));
            std::iter::once(refused).chain(state.ask(Topic::Page, 0)).collect()
        }
        Msg::Reply(_, Err(refusal)) => {
            vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts)), Effect::Close]
        }
        Msg::Command(command) => on_command(state, command, ctx),
        _ => vec![],
    }
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let rows = state.rows.as_ref().map_or(0, Vec::len);
    if state.list.apply(command, rows, state.seen) {
        return vec![];
    }
    match command {
        CommandId::Back => vec![Effect::Close],
        CommandId::Open | CommandId::Edit => state.open(ctx),
        CommandId::FollowupDone => {
            let id = state.row().map(|shown| shown.letter.id);
            id.map(|id| answered(state.case, id, &state.name, ctx)).into_iter().collect()
        }
        command => {
            let command = if command == CommandId::New { CommandId::LetterNew } else { command };
            let about = About { case: Some(state.case), name: &state.name, ..About::default() };
            let screen = super::form(command, about, ctx);
            screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
        }
    }
}

/// Says of an open letter that it is answered.
pub fn answered(case: CaseId, letter: LetterId, name: &str, ctx: &Ctx) -> Effect {
    let status = |status| code(&Status::CODES, status);
    let (was, now) = (status(Status::Open), status(Status::Answered));
    let edits = vec![Edit { field: LetterField::Status, was, now }];
    let request = Request::EditLetter(Box::new(Change { case, letter, edits }));
    let what = ctx.texts.with("letter-what-answered", &[("name", name.into())]).into_owned();
    Effect::Write { topic: Topic::Changed, id: ctx.fresh_id(), request, what, beside: false }
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = [&*ctx.texts.get("letter-title"), &state.name].join(DOT);
    frame::title(ctx, row(area, 0), buf, &title, "");
    let body = below(area, 1);
    let Some(letters) = &state.rows else { return Position::new(body.x, body.y) };
    if letters.is_empty() {
        let key = ctx.key(CommandId::New, Context::List);
        let said = ctx.texts.with("letter-list-none", &[("key", key.into())]).into_owned();
        let shown = ctx.theme.shown(&said);
        for (at, line) in (0..).zip(cells::wrap(&shown, body.width.saturating_sub(2).max(1))) {
            ctx.theme.put(buf, behind(row(body, at), 1), line, Tone::Plain);
        }
        return Position::new(body.x, body.y);
    }
    let rows: Vec<Entry> = letters.iter().map(|shown| entry(shown, ctx)).collect();
    state.seen = entries::draw(&mut state.list, ctx, body, buf, &rows).max(1);
    entries::cursor(&state.list, ctx, body, &rows)
}

/// `! Mo 14.12.` and what the letter is.
fn entry(shown: &Shown, ctx: &Ctx) -> Entry {
    let (texts, today) = (&ctx.texts, ctx.today());
    let Some(now) = shown.letter.now() else { return Entry::default() };
    let content = &now.content;
    let done = shown.letter.done();
    let date = |key: &str, day| {
        texts.with(key, &[("date", texts.date_near(day, today).into())]).into_owned()
    };
    let (when, tone) = match (shown.letter.due(), done) {
        (Some(day), _) => {
            let days = (day - today).num_days();
            let mark = if days <= URGENT_DAYS { "! " } else { "  " };
            let tone = if days <= URGENT_DAYS { Tone::Alarm } else { Tone::Strong };
            (format!("{mark}{}", texts.weekday_near(day, today)), tone)
        }
        (None, Some(_)) => {
            let key = match content.status {
                Status::NoAction => "letter-none",
                Status::Answered | Status::Open => "letter-answered",
            };
            (format!("  {}", texts.get(key)), Tone::Quiet)
        }
        (None, None) => (format!("  {}", texts.get("letter-no-deadline")), Tone::Plain),
    };
    let open = content.deadline.is_none() && done.is_none();
    let suggested = content.suggestion().filter(|_| open);
    let by = done.and_then(|done| shown.letter.versions.iter().position(|v| v == done));
    let person = Some(shown.person.as_str()).filter(|name| !name.is_empty());
    let parts = [
        Some(texts.code(Codes::LetterKind, &content.kind).into_owned()),
        Some(texts.code(Codes::LetterSender, &content.sender).into_owned()),
        Some(content.name.clone()),
        Some(content.what.clone()),
        person.map(|name| texts.with("letter-about", &[("name", name.into())]).into_owned()),
        content.received.map(|day| date("letter-came", day)),
        suggested.map(|suggested| date("letter-unconfirmed", suggested.last)),
        done.map(|done| date("letter-done-on", ctx.zone.local(done.at).date())),
        by.and_then(|at| shown.by.get(at)).cloned(),
    ];
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    let plain = if done.is_some() { Tone::Quiet } else { Tone::Plain };
    Entry {
        first: (when, tone, TAB),
        second: (String::new(), plain, TAB),
        sentence: (parts.collect::<Vec<_>>().join(DOT), plain),
    }
}

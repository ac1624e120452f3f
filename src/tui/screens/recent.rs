//! The recent visits and contacts over all cases, newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::visits::{Recent, Row};
use crate::api::{Refusal, Reply, Request};
use crate::domain::ids::VisitId;
use crate::domain::names::fold;
use crate::domain::visit::Outcome;
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::{About, Msg, Screen, case, form};
use crate::tui::theme::{DOT, Tone, behind, below, from, row};
use crate::tui::widgets::columns::{self, Column, Contents};
use crate::tui::widgets::editor::Editor;
use crate::tui::widgets::list::{List, MARGIN};
use crate::tui::widgets::{field, frame, whichkey};

/// Visits asked for at once.
const PAGE: u16 = 100;

const COLUMNS: [Column; 5] = [
    Column { title: "latest-when", min: 12, max: 12, right: false, rank: 0 },
    Column { title: "latest-name", min: 18, max: 24, right: false, rank: 0 },
    Column { title: "latest-kind", min: 17, max: 17, right: false, rank: 1 },
    Column { title: "latest-note", min: 8, max: 70, right: false, rank: 2 },
    Column { title: "latest-worker", min: 12, max: 18, right: false, rank: 3 },
];

/// The recent visits.
#[derive(Debug, Default)]
pub struct State {
    /// Everybody's, not only one's own.
    everybody: bool,
    rows: Vec<Row>,
    /// Nothing older follows.
    complete: bool,
    /// The first answer is there.
    known: bool,
    /// What is searched for, and whether letters go into it.
    search: Option<(Editor, bool)>,
    list: List,
    /// What the filter can be, shown until another key.
    choosing: Option<CommandId>,
    /// Rows seen when it was drawn last.
    height: u16,
}

impl State {
    /// The rows that fit the search.
    fn fitting(&self) -> Vec<&Row> {
        let wanted = self.search.as_ref().map(|(text, _)| fold(text.text())).unwrap_or_default();
        let fits = |row: &&Row| {
            wanted.is_empty()
                || fold(&row.name).split(' ').any(|word| word.starts_with(&wanted))
                || fold(&row.name).starts_with(&wanted)
                || fold(&row.note).contains(&wanted)
        };
        self.rows.iter().filter(fits).collect()
    }

    fn selected(&self) -> Option<&Row> {
        self.fitting().get(self.list.selected).copied()
    }

    fn ask(&self, topic: Topic, skip: usize, limit: usize) -> Effect {
        let skip = u32::try_from(skip).unwrap_or(u32::MAX);
        let limit = u16::try_from(limit).unwrap_or(u16::MAX);
        let query = Recent { mine: !self.everybody, skip, limit };
        Effect::Read(topic, Request::RecentVisits(query))
    }

    fn ask_again(&self) -> Vec<Effect> {
        vec![self.ask(Topic::Page, 0, self.rows.len().max(usize::from(PAGE)).min(500))]
    }

    fn select(&mut self, visit: Option<VisitId>) {
        let fitting = self.fitting();
        let (len, place) = (fitting.len(), fitting.iter().position(|r| Some(r.visit) == visit));
        self.list.selected = place.unwrap_or(self.list.selected);
        self.list.fit(len, self.height);
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let typing = state.search.as_ref().is_some_and(|(_, typing)| *typing);
    let context = if typing { Context::Palette } else { Context::List };
    let mut situation = Situation::new(Place::Recent, context);
    let selected = state.selected();
    situation.present.set(Need::Row, selected.is_some());
    situation.present.set(Need::Household, selected.is_some());
    situation.present.set(Need::OpenCase, selected.is_none_or(|row| !row.closed));
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(_) | Msg::Changed(_) | Msg::NewDay => state.ask_again(),
        Msg::Command(command) => on_command(state, command, ctx),
        Msg::Type(c) => on_text(state, c.encode_utf8(&mut [0; 4])),
        Msg::Paste(text) => on_text(state, &text),
        Msg::Reply(topic, result) => on_reply(state, topic, result, ctx),
        Msg::Confirmed(..) => vec![],
    }
}

fn on_reply(
    state: &mut State,
    topic: Topic,
    result: Result<Reply, Refusal>,
    ctx: &Ctx,
) -> Vec<Effect> {
    match (topic, result) {
        (Topic::Page, Ok(Reply::RecentVisits(rows))) => {
            let visit = state.selected().map(|row| row.visit).filter(|_| state.list.selected > 0);
            state.known = true;
            state.complete = rows.len() < usize::from(PAGE);
            state.rows = rows;
            state.select(visit);
            vec![]
        }
        (Topic::More, Ok(Reply::RecentVisits(rows))) => {
            state.complete = rows.len() < usize::from(PAGE);
            let fresh = |row: &Row| !state.rows.iter().any(|known| known.visit == row.visit);
            let fresh: Vec<Row> = rows.into_iter().filter(fresh).collect();
            state.rows.extend(fresh);
            vec![]
        }
        (_, Err(refusal)) => vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts))],
        _ => vec![],
    }
}

fn on_text(state: &mut State, text: &str) -> Vec<Effect> {
    if let Some((search, _)) = &mut state.search {
        search.insert(text);
        state.list = List::default();
    }
    vec![]
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    state.choosing = Some(command).filter(|command| *command == CommandId::Filter);
    let len = state.fitting().len();
    if state.list.apply(command, len, state.height) {
        let near = state.list.selected + 40 > len && !state.complete && !state.rows.is_empty();
        let ask = || state.ask(Topic::More, state.rows.len(), usize::from(PAGE));
        return near.then(ask).into_iter().collect();
    }
    match command {
        CommandId::Search => {
            let text = state.search.take().map(|(text, _)| text).unwrap_or_default();
            state.search = Some((text, true));
            vec![]
        }
        CommandId::Back if state.search.is_some() => {
            let visit = state.selected().map(|row| row.visit);
            state.search = None;
            state.select(visit);
            vec![]
        }
        CommandId::Back => vec![Effect::Close],
        CommandId::Accept | CommandId::Open | CommandId::Reading => open(state),
        CommandId::Filter => {
            state.everybody = !state.everybody;
            state.rows.clear();
            state.known = false;
            state.list = List::default();
            state.ask_again()
        }
        _ => match &mut state.search {
            Some((text, true)) => {
                text.apply(command, u16::MAX);
                state.list = List::default();
                vec![]
            }
            _ => open_form(state, command, ctx),
        },
    }
}

/// Opens the case to be read, at the selected visit.
fn open(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.selected().cloned() else {
        // nobody here has that name: look everywhere
        let wanted = state.search.as_ref().filter(|(text, _)| !text.is_empty());
        return wanted.map(|(text, _)| Effect::Find(text.text().to_owned())).into_iter().collect();
    };
    let mut cases: Vec<_> = state.fitting().iter().map(|row| row.case).collect();
    let mut seen = std::collections::HashSet::new();
    cases.retain(|case| seen.insert(*case));
    if let Some((_, typing)) = &mut state.search {
        *typing = false;
    }
    let screen = case::State::at_visit(row.case, cases, row.visit);
    let screen = screen.named(&row.name).closed(row.closed);
    vec![Effect::Open(Box::new(Screen::Case(Box::new(screen))))]
}

fn open_form(state: &State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let Some(row) = state.selected() else { return vec![] };
    let about = About { case: Some(row.case), name: &row.name, ..About::default() };
    let screen = form(command, about, ctx);
    screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let cursor = title(state, ctx, row(area, 0), buf);
    let body = below(area, 1);
    let height = below(body, 1).height;
    if std::mem::replace(&mut state.height, height) != height {
        let len = state.fitting().len();
        state.list.fit(len.max(state.list.selected + 1), height);
    }
    let selected = draw_rows(state, ctx, body, buf);
    if let Some(command) = state.choosing {
        let whose = ["latest-mine", "latest-everybody"].map(|key| ctx.texts.get(key).into_owned());
        let chosen = usize::from(state.everybody);
        whichkey::choices(ctx, body, buf, command, &whose, chosen);
    }
    cursor.unwrap_or(selected)
}

/// Draws the list; returns where its marker stands.
fn draw_rows(state: &State, ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
    let rows = below(body, 1);
    let fitting = state.fitting();
    if fitting.is_empty() {
        let key = if state.search.is_some() { "latest-nothing-fits" } else { "latest-empty" };
        if state.known {
            let shown = ctx.texts.get(key);
            let shown = ctx.theme.shown(&shown);
            let lines = cells::wrap(&shown, body.width.saturating_sub(4).max(1));
            for (number, line) in (1..).zip(lines) {
                ctx.theme.put(buf, behind(row(body, number), MARGIN), line, Tone::Plain);
            }
        }
        return Position::new(body.x, body.y);
    }
    // one's own visits need no name of who made them
    let wanted = COLUMNS.get(..if state.everybody { 5 } else { 4 }).unwrap_or(&COLUMNS);
    let mut contents = Contents::of(ctx, wanted);
    for visit in fitting.iter().take(PAGE.into()) {
        for column in 0..wanted.len() {
            contents.take(ctx, column, &cell(visit, column, false, ctx).0);
        }
    }
    let fitted = columns::fit(wanted, &contents, behind(rows, MARGIN + 1).width);
    columns::headings(ctx, buf, behind(row(body, 0), MARGIN), wanted, &fitted);
    for line in state.list.rows(ctx, rows, buf, fitting.len()) {
        let Some(visit) = fitting.get(line.number) else { continue };
        for column in &fitted {
            let (text, tone) = cell(visit, column.number, line.selected, ctx);
            column.put(ctx, buf, line.area, &text, tone);
        }
    }
    state.list.cursor(rows)
}

fn title(state: &State, ctx: &Ctx, line: Rect, buf: &mut Buffer) -> Option<Position> {
    let texts = &ctx.texts;
    let Some((text, typing)) = &state.search else {
        let whose = if state.everybody { "latest-everybody" } else { "latest-mine" };
        frame::title(ctx, line, buf, &texts.get("latest-title"), &texts.get(whose));
        return None;
    };
    let x = ctx.theme.put(buf, behind(line, 1), &texts.get("latest-search"), Tone::Strong);
    let cursor = field::value(ctx, from(line, x + 1), buf, text);
    typing.then_some(cursor)
}

fn cell(visit: &Row, column: usize, selected: bool, ctx: &Ctx) -> (String, Tone) {
    let texts = &ctx.texts;
    let text = match column {
        0 => {
            let at = ctx.zone.local(visit.at);
            let near = (ctx.today() - at.date()).num_days() < 330;
            at.format(if near { "%d.%m. %H:%M" } else { "%d.%m.%Y" }).to_string()
        }
        1 => {
            let tone = if selected { Tone::Chosen } else { Tone::Plain };
            return (visit.name.clone(), tone);
        }
        2 => match visit.outcome {
            Outcome::Met => texts.visit_kind(visit.kind).into_owned(),
            other => texts.outcome(other).into_owned(),
        },
        3 => {
            let concerns = match visit.concerns {
                0 => None,
                n => Some(texts.with("latest-concerns", &[("n", n.into())]).into_owned()),
            };
            let note = (!visit.note.is_empty()).then(|| visit.note.clone());
            [concerns, note].into_iter().flatten().collect::<Vec<_>>().join(DOT)
        }
        _ => visit.worker.clone(),
    };
    (text, Tone::Plain)
}

//! The papers of a household: what the program suggests, then each member with residence, procedure,
//! benefits, identity and health cover, what holds today first. A suggestion is never carried out by
//! itself: Enter opens the form that would do it, filled in.
pub mod form;
mod lines;

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::facts::{Part, Sheet, ShowFacts};
use crate::api::{Refusal, Reply, Request};
use crate::domain::facts::Subject;
use crate::domain::ids::{CaseId, PaperId, PersonId};
use crate::domain::papers::{Advice, Paper, PaperKind, Suggestion, current};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::{About, Msg, Screen, followup, status};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::list::List;
use crate::tui::widgets::{entries, frame};
use form::Preset;

/// The papers of a household.
#[derive(Debug)]
pub struct State {
    case: CaseId,
    name: String,
    sheet: Option<Box<Sheet>>,
    list: List,
    /// Rows seen when it was drawn last.
    seen: u16,
    /// Whose papers are to be selected as soon as they are here.
    wanted: Option<PersonId>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// A suggestion, by its place.
    Suggestion(usize),
    /// A member.
    Person(PersonId),
    /// A paper of a member.
    Paper(PersonId, PaperId),
}

impl State {
    /// The papers of a case.
    pub fn new(case: CaseId, name: &str) -> Self {
        let name = name.to_owned();
        Self { case, name, sheet: None, list: List::default(), seen: 1, wanted: None }
    }

    /// The same, at the papers of a person.
    #[must_use]
    pub fn at(self, person: Option<PersonId>) -> Self {
        Self { wanted: person, ..self }
    }

    /// The case it is about.
    pub fn case(&self) -> CaseId {
        self.case
    }

    fn is_closed(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| sheet.closed)
    }

    fn members(&self) -> impl Iterator<Item = (PersonId, &Part)> {
        let parts = self.sheet.iter().flat_map(|sheet| &sheet.parts);
        parts.filter_map(|part| match part.subject {
            Subject::Person(person) => Some((person, part)),
            Subject::Household(_) => None,
        })
    }

    fn items(&self, ctx: &Ctx) -> Vec<Item> {
        let suggestions = self.sheet.as_ref().map_or(0, |sheet| sheet.suggestions.len());
        let mut items: Vec<Item> = (0..suggestions).map(Item::Suggestion).collect();
        for (person, part) in self.members() {
            items.push(Item::Person(person));
            let papers = lines::in_order(&part.papers, ctx.today());
            items.extend(papers.iter().map(|paper| Item::Paper(person, paper.id)));
        }
        items
    }

    fn item(&self, ctx: &Ctx) -> Option<Item> {
        self.items(ctx).get(self.list.selected).copied()
    }

    fn paper(&self, person: PersonId, id: PaperId) -> Option<&Paper> {
        let (_, part) = self.members().find(|(of, _)| *of == person)?;
        part.papers.iter().find(|paper| paper.id == id)
    }

    fn suggestion(&self, at: usize) -> Option<&Suggestion> {
        self.sheet.as_ref()?.suggestions.get(at)
    }

    fn ask(&self) -> Vec<Effect> {
        let ask = ShowFacts { case: self.case };
        vec![Effect::Read(Topic::Sheet, Request::ShowFacts(ask))]
    }

    fn household(&self) -> String {
        let parts = self.sheet.iter().filter_map(|sheet| sheet.parts.first());
        parts.map(|part| part.name.clone()).next().unwrap_or_else(|| self.name.clone())
    }
}

/// Which commands make sense.
pub fn situation(state: &State, ctx: &Ctx) -> Situation {
    let mut situation = Situation::new(Place::Papers, Context::List);
    situation.present.add(Need::Household);
    situation.present.set(Need::OpenCase, !state.is_closed());
    let item = state.item(ctx);
    situation.present.set(Need::Row, item.is_some());
    situation.present.set(Need::Paper, matches!(item, Some(Item::Paper(..))));
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(_) | Msg::NewDay => state.ask(),
        Msg::Changed(cases) if cases.as_ref().is_none_or(|c| c.contains(&state.case)) => {
            state.ask()
        }
        Msg::Command(command) => on_command(state, command, ctx),
        Msg::Reply(Topic::Sheet, result) => on_reply(state, result, ctx),
        _ => vec![],
    }
}

fn on_reply(state: &mut State, result: Result<Reply, Refusal>, ctx: &Ctx) -> Vec<Effect> {
    match result {
        Ok(Reply::Facts(sheet)) => {
            let item = match state.wanted.take() {
                Some(person) => Some(Item::Person(person)),
                None => state.item(ctx),
            };
            state.sheet = Some(sheet);
            let items = state.items(ctx);
            let place = item.and_then(|item| items.iter().position(|i| *i == item));
            state.list.selected = place.unwrap_or(state.list.selected);
            state.list.selected = state.list.selected.min(items.len().saturating_sub(1));
            vec![]
        }
        Ok(_) => vec![],
        Err(refusal) => {
            vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts)), Effect::Close]
        }
    }
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let items = state.items(ctx);
    if state.list.apply(command, items.len(), state.seen) {
        return vec![];
    }
    let item = state.item(ctx);
    match (command, item) {
        (CommandId::Back, _) => vec![Effect::Close],
        (CommandId::PaneNext | CommandId::PanePrev, _) => {
            person(state, &items, command == CommandId::PaneNext);
            vec![]
        }
        (CommandId::Open | CommandId::Edit, Some(Item::Suggestion(at))) => {
            carry_out(state, at, ctx)
        }
        (CommandId::New, _) | (CommandId::Open, Some(Item::Person(_))) => add(state, item, ctx),
        (CommandId::Open | CommandId::Edit, Some(Item::Paper(person, paper))) => {
            let paper = state.paper(person, paper);
            open(paper.map(|paper| form::State::edit(state.case, &name(state), paper, None, ctx)))
        }
        (CommandId::PaperEnd, Some(Item::Paper(person, paper))) => {
            let suggested = end_of(state, paper, ctx);
            let paper = state.paper(person, paper);
            let (case, name) = (state.case, name(state));
            open(paper.map(|paper| form::State::end(case, &name, paper, suggested, false, ctx)))
        }
        (
            CommandId::Facts | CommandId::FollowupNew | CommandId::Edit | CommandId::CaseStatus,
            item,
        ) => {
            let person = match item {
                Some(Item::Person(person)) => Some(person),
                _ => None,
            };
            let (case, name) = (Some(state.case), name(state));
            let about = About { case, name: &name, person, ..About::default() };
            let screen = super::form(command, about, ctx);
            screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
        }
        _ => vec![],
    }
}

/// The last day that is suggested for a paper, and why.
fn end_of(state: &State, paper: PaperId, ctx: &Ctx) -> Option<(NaiveDate, String)> {
    let mut suggestions = state.sheet.iter().flat_map(|sheet| &sheet.suggestions);
    suggestions.find_map(|suggestion| match suggestion.what {
        Advice::EndBenefit { paper: of, last } if of == paper => {
            Some((last, lines::why(state, suggestion, Some(paper), ctx)))
        }
        _ => None,
    })
}

fn name(state: &State) -> String {
    state.household()
}

/// Goes to the next or previous member.
fn person(state: &mut State, items: &[Item], forward: bool) {
    let is_person = |at: &usize| matches!(items.get(*at), Some(Item::Person(_)));
    let here = state.list.selected;
    let found = if forward {
        (here + 1..items.len()).chain(0..here).find(is_person)
    } else {
        (0..here).rev().chain((here..items.len()).rev()).find(is_person)
    };
    state.list.selected = found.unwrap_or(here);
}

/// A new paper, of whoever is selected and of the kind that is.
fn add(state: &State, item: Option<Item>, ctx: &Ctx) -> Vec<Effect> {
    let first = || state.members().next().map(|(person, _)| person);
    let (person, kind) = match item {
        Some(Item::Paper(person, id)) => {
            (Some(person), state.paper(person, id).map(|paper| paper.kind))
        }
        Some(Item::Person(person)) => (Some(person), None),
        _ => (first(), None),
    };
    let Some(person) = person else { return vec![] };
    let preset = Preset { kind: kind.unwrap_or(PaperKind::Residence), code: String::new() };
    open(Some(new(state, person, &preset, ctx)))
}

fn new(state: &State, person: PersonId, preset: &Preset, ctx: &Ctx) -> form::State {
    let members: Vec<_> =
        state.members().map(|(person, part)| (person, part.name.clone())).collect();
    let mut holds = vec![];
    for (person, part) in state.members() {
        for (_, kind) in PaperKind::CODES {
            let paper = current(&part.papers, kind, ctx.today());
            holds.extend(paper.map(|paper| (person, kind, lines::holds(&part.name, paper, ctx))));
        }
    }
    form::State::add(state.case, &name(state), &members, person, preset, holds, ctx)
}

fn open(form: Option<form::State>) -> Vec<Effect> {
    let screen = form.map(|form| Screen::Paper(Box::new(form)));
    screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
}

/// Opens the form that would carry a suggestion out, filled in.
fn carry_out(state: &State, at: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(suggestion) = state.suggestion(at) else { return vec![] };
    let paper = |id: PaperId| {
        state.members().flat_map(|(_, part)| &part.papers).find(|paper| paper.id == id)
    };
    let (case, name) = (state.case, name(state));
    match suggestion.what {
        Advice::Renew { paper: id, .. } => {
            let preset = |paper: &Paper| Preset {
                kind: paper.kind,
                code: paper.version().map_or_else(String::new, |v| v.content.code.clone()),
            };
            open(paper(id).map(|paper| new(state, paper.person, &preset(paper), ctx)))
        }
        Advice::Effective { paper: id, until } => {
            let why = lines::why(state, suggestion, Some(id), ctx);
            let preset = Some((until, why.as_str()));
            open(paper(id).map(|paper| form::State::edit(case, &name, paper, preset, ctx)))
        }
        Advice::EndBenefit { paper: id, .. } => {
            let suggested = end_of(state, id, ctx);
            open(paper(id).map(|paper| form::State::end(case, &name, paper, suggested, true, ctx)))
        }
        Advice::Phase(advice) if status::is_due(advice, ctx.today()) => {
            let status = status::State::proposing(case, &name, advice, ctx);
            vec![Effect::Open(Box::new(Screen::Status(Box::new(status))))]
        }
        _ if state.is_closed() => vec![super::say_closed(Place::Papers, ctx)],
        Advice::CheckAnalogous { .. } | Advice::ComesOfAge { .. } | Advice::Phase(_) => {
            let what = ctx.texts.advice(suggestion.what);
            let due = lines::day_of(suggestion.what).filter(|day| *day > ctx.today());
            let follow_up = followup::State::proposing(case, &name, &what, due, ctx);
            vec![Effect::Open(Box::new(Screen::FollowUp(Box::new(follow_up))))]
        }
    }
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = [&*ctx.texts.get("paper-title"), &state.household()].join(DOT);
    frame::title(ctx, row(area, 0), buf, &title, "");
    let body = below(area, 1);
    if state.sheet.is_none() {
        return Position::new(body.x, body.y);
    }
    let items = state.items(ctx);
    let rows: Vec<_> =
        items.iter().map(|item| lines::entry(state, *item, ctx, body.width)).collect();
    let papers = items.iter().any(|item| matches!(item, Item::Paper(..)));
    let mut body = body;
    if !papers {
        let key = ctx.key(CommandId::New, Context::List);
        let said = ctx.texts.with("paper-none", &[("key", key.into())]);
        let shown = ctx.theme.shown(&said);
        for line in cells::wrap(&shown, body.width.saturating_sub(2).max(1)) {
            ctx.theme.put(buf, behind(row(body, 0), 1), line, Tone::Quiet);
            body = below(body, 1);
        }
    }
    let mut list = state.list;
    state.seen = entries::draw(&mut list, ctx, body, buf, &rows).max(1);
    state.list = list;
    entries::cursor(&state.list, ctx, body, &rows)
}

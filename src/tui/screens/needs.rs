//! The needs of a household by field of action: needs, goals and strengths with what was agreed on for
//! them, then what the last visit suggests, then what is closed. A need opens with its steps below it.
//! Nothing that is suggested happens by itself: Enter takes it up.
pub mod form;
mod lines;

pub use lines::told;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::needs::{AddNeed, ChangeNeed, Measure, Sheet, ShowNeeds, Shown};
use crate::api::{Refusal, Reply, Request, followups as api};
use crate::domain::checklist::{ActionField, Rating, item};
use crate::domain::field::{Edit, code};
use crate::domain::followup::WHAT_MAX;
use crate::domain::ids::{CaseId, FollowUpId, NeedId};
use crate::domain::needs::{NeedField, Status, Suggestion};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::followup::{self, Of, Subject};
use crate::tui::screens::{About, Msg, Screen};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::list::List;
use crate::tui::widgets::{entries, frame};

/// The needs of a household.
#[derive(Debug)]
pub struct State {
    case: CaseId,
    name: String,
    sheet: Option<Box<Sheet>>,
    list: List,
    /// Rows seen when it was drawn last.
    seen: u16,
    /// The need whose steps are shown.
    opened: Option<NeedId>,
    /// What is to be selected as soon as it is here.
    wanted: Option<NeedId>,
    /// What was done here in passing: said when it is saved.
    saying: &'static str,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// A field of action.
    Field(ActionField),
    Need(NeedId),
    /// A measure of a need.
    Measure(NeedId, FollowUpId),
    /// A version of the need that is opened, by its place.
    Step(NeedId, usize),
    /// Above the suggestions.
    OfVisit,
    /// A suggestion, by its place.
    Suggestion(usize),
    /// Above what is closed.
    Closed,
}

impl State {
    /// The needs of a case.
    pub fn new(case: CaseId, name: &str) -> Self {
        Self {
            case,
            name: name.to_owned(),
            sheet: None,
            list: List::default(),
            seen: 1,
            opened: None,
            wanted: None,
            saying: "needs-saved-edit",
        }
    }

    /// The same, with one of them opened.
    #[must_use]
    pub fn at(self, need: NeedId) -> Self {
        Self { opened: Some(need), wanted: Some(need), ..self }
    }

    /// The case it is about.
    pub fn case(&self) -> CaseId {
        self.case
    }

    fn needs(&self) -> &[Shown] {
        self.sheet.as_ref().map_or(&[], |sheet| &sheet.needs)
    }

    fn items(&self) -> Vec<Item> {
        let Some(sheet) = &self.sheet else { return vec![] };
        let (mut items, mut field) = (Vec::new(), None);
        for shown in sheet.needs.iter().filter(|shown| shown.need.is_open()) {
            let here = shown.need.content().map(|content| content.field);
            if here != field {
                items.extend(here.map(Item::Field));
                field = here;
            }
            self.put(shown, &mut items);
        }
        if !sheet.suggestions.is_empty() {
            items.push(Item::OfVisit);
            items.extend((0..sheet.suggestions.len()).map(Item::Suggestion));
        }
        let mut closed = sheet.needs.iter().filter(|shown| !shown.need.is_open()).peekable();
        if closed.peek().is_some() {
            items.push(Item::Closed);
            closed.for_each(|shown| self.put(shown, &mut items));
        }
        items
    }

    /// A need with its measures and, where it is opened, its steps, the latest first.
    fn put(&self, shown: &Shown, items: &mut Vec<Item>) {
        let (id, opened) = (shown.need.id, self.opened == Some(shown.need.id));
        items.push(Item::Need(id));
        let seen = |measure: &&Measure| {
            opened || (shown.need.is_open() || measure.follow_up.done.is_none())
        };
        let measures = shown.measures.iter().filter(seen);
        items.extend(measures.map(|measure| Item::Measure(id, measure.follow_up.id)));
        if opened {
            items.extend((0..shown.need.versions.len()).rev().map(|at| Item::Step(id, at)));
        }
    }

    fn item(&self) -> Option<Item> {
        self.items().get(self.list.selected).copied()
    }

    fn is_closed(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| sheet.closed)
    }

    fn find(&self, id: NeedId) -> Option<&Shown> {
        self.needs().iter().find(|shown| shown.need.id == id)
    }

    fn measure(&self, need: NeedId, id: FollowUpId) -> Option<&Measure> {
        self.find(need)?.measures.iter().find(|measure| measure.follow_up.id == id)
    }

    fn suggestion(&self, at: usize) -> Option<&Suggestion> {
        self.sheet.as_ref()?.suggestions.get(at)
    }

    /// The need that the selected row belongs to.
    fn selected(&self) -> Option<&Shown> {
        match self.item()? {
            Item::Need(id) | Item::Measure(id, _) | Item::Step(id, _) => self.find(id),
            _ => None,
        }
    }

    /// The field that the selected row belongs to.
    fn field(&self) -> Option<ActionField> {
        match self.item()? {
            Item::Field(field) => Some(field),
            Item::Suggestion(at) => Some(item(self.suggestion(at)?.origin.item)?.field),
            _ => Some(self.selected()?.need.content()?.field),
        }
    }

    /// The need that she has added since: measures and steps go on from it.
    fn made(&self, now: &Sheet, ctx: &Ctx) -> Option<NeedId> {
        let (known, me) = (self.sheet.as_ref()?, ctx.me.as_ref()?.staff);
        let is_new = |shown: &&Shown| known.needs.iter().all(|k| k.need.id != shown.need.id);
        let hers = |shown: &&Shown| shown.need.versions.first().is_some_and(|v| v.by == me);
        let mut made = now.needs.iter().filter(is_new).filter(hers);
        made.next_back().map(|shown| shown.need.id)
    }

    fn ask(&self) -> Vec<Effect> {
        let ask = ShowNeeds { case: self.case, skip: 0 };
        vec![Effect::Read(Topic::Sheet, Request::ShowNeeds(ask))]
    }

    /// Selects a row if it is there; otherwise the selection stays in its place.
    fn select(&mut self, item: Option<Item>) {
        let items = self.items();
        let place = item.and_then(|item| items.iter().position(|i| *i == item));
        self.list.selected = place.unwrap_or(self.list.selected).min(items.len().saturating_sub(1));
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Needs, Context::List);
    situation.present.add(Need::Household);
    situation.present.set(Need::OpenCase, !state.is_closed());
    let item = state.item();
    situation.present.set(Need::Row, item.is_some());
    let due = match item {
        Some(Item::Measure(need, id)) => {
            state.measure(need, id).is_some_and(|m| m.follow_up.done.is_none())
        }
        _ => false,
    };
    let open =
        matches!(item, Some(Item::Need(id)) if state.find(id).is_some_and(|s| s.need.is_open()));
    situation.present.set(Need::Due, due);
    situation.present.set(Need::Followup, due || open);
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
        Msg::Reply(topic, result) => on_reply(state, topic, result, ctx),
        _ => vec![],
    }
}

fn on_reply(
    state: &mut State,
    topic: Topic,
    result: Result<Reply, Refusal>,
    ctx: &Ctx,
) -> Vec<Effect> {
    let refused = |refusal: &Refusal| Effect::Say(Notice::refusal(refusal, &ctx.texts));
    match (topic, result) {
        (Topic::Sheet, Err(refusal)) => return vec![refused(&refusal), Effect::Close],
        (Topic::Changed, Err(refusal)) => {
            return std::iter::once(refused(&refusal)).chain(state.ask()).collect();
        }
        (Topic::Changed, Ok(Reply::Saved(_))) => {
            let done = Notice::done(ctx.texts.get(state.saying)).undoable();
            return std::iter::once(Effect::Say(done)).chain(state.ask()).collect();
        }
        (Topic::Sheet, Ok(Reply::Needs(sheet))) => {
            let made = state.made(&sheet, ctx);
            let item = state.wanted.take().or(made).map(Item::Need).or(state.item());
            state.sheet = Some(sheet);
            state.select(item);
        }
        (Topic::More, Ok(Reply::Needs(more))) => {
            if let Some(sheet) = &mut state.sheet {
                sheet.more = if more.needs.is_empty() { 0 } else { more.more };
                sheet.needs.extend(more.needs);
            }
        }
        _ => {}
    }
    let more = state.sheet.as_ref().filter(|sheet| sheet.more > 0);
    let more = more.map(|sheet| {
        let skip = u32::try_from(sheet.needs.len()).unwrap_or(u32::MAX);
        let ask = ShowNeeds { case: state.case, skip };
        Effect::Read(Topic::More, Request::ShowNeeds(ask))
    });
    more.into_iter().collect()
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let items = state.items();
    if state.list.apply(command, items.len(), state.seen) {
        return vec![];
    }
    match (command, state.item()) {
        (CommandId::Back, _) if state.opened.is_some() => {
            let need = state.opened.take().map(Item::Need);
            state.select(need);
            vec![]
        }
        (CommandId::Back, _) => vec![Effect::Close],
        (CommandId::PaneNext | CommandId::PanePrev, _) => {
            section(state, &items, command == CommandId::PaneNext);
            vec![]
        }
        (CommandId::Open, Some(Item::Need(id) | Item::Step(id, _))) => {
            state.opened = Some(id).filter(|id| state.opened != Some(*id));
            state.select(Some(Item::Need(id)));
            vec![]
        }
        (CommandId::Open | CommandId::Edit, Some(Item::Suggestion(_)))
        | (CommandId::Open, Some(Item::Field(_)))
            if state.is_closed() =>
        {
            vec![super::say_closed(Place::Needs, ctx)]
        }
        (CommandId::Open, Some(Item::Suggestion(at))) => take_up(state, at, false, ctx),
        (CommandId::Edit, Some(Item::Suggestion(at))) => take_up(state, at, true, ctx),
        (CommandId::Edit, Some(Item::Need(_) | Item::Step(..))) => {
            open(state.selected().and_then(|s| form::State::edit(&s.need, &state.name, ctx)))
        }
        (CommandId::New, _) | (CommandId::Open, Some(Item::Field(_))) => {
            open(Some(form::State::add(state.case, &state.name, state.field(), ctx)))
        }
        (CommandId::NeedStep, _) => {
            open(state.selected().and_then(|s| form::State::step(&s.need, &state.name, None, ctx)))
        }
        (CommandId::FollowupFail, Some(Item::Need(_))) => {
            let to = Some(Status::Dropped);
            open(state.selected().and_then(|s| form::State::step(&s.need, &state.name, to, ctx)))
        }
        (CommandId::FollowupDone, Some(Item::Need(id))) => met(state, id, ctx),
        (CommandId::FollowupDone, Some(Item::Measure(need, id))) => done(state, need, id, ctx),
        (CommandId::FollowupNew, Some(_)) if state.selected().is_some() => agree(state, ctx),
        (CommandId::Open | CommandId::Edit, Some(Item::Measure(..))) => {
            if situation(state).present.has(Need::Due) {
                return open_form(state, CommandId::FollowupMove, ctx);
            }
            vec![Effect::Say(Notice::hint(ctx.texts.get("case-stays")))]
        }
        (CommandId::Open | CommandId::Edit, _) => vec![],
        _ => open_form(state, command, ctx),
    }
}

/// Goes to the next or previous heading.
fn section(state: &mut State, items: &[Item], forward: bool) {
    let heads =
        |at: &usize| matches!(items.get(*at), Some(Item::Field(_) | Item::OfVisit | Item::Closed));
    let here = state.list.selected;
    let found = if forward {
        (here + 1..items.len()).chain(0..here).find(heads)
    } else {
        (0..here).rev().chain((here..items.len()).rev()).find(heads)
    };
    state.list.selected = found.unwrap_or(here);
}

fn open(form: Option<form::State>) -> Vec<Effect> {
    let screen = form.map(|form| Screen::Need(Box::new(form)));
    screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
}

/// Sends a change made in passing; nothing of what a need says stands in its words, for it may be
/// restricted.
fn send(state: &mut State, request: Request, saying: &'static str, ctx: &Ctx) -> Vec<Effect> {
    state.saying = saying;
    let what = ctx.texts.with("needs-undo", &[("name", state.name.as_str().into())]).into_owned();
    vec![Effect::Write { topic: Topic::Changed, id: ctx.fresh_id(), request, what, beside: false }]
}

/// Makes a need of a suggestion, at once or in the form where it can be changed first.
fn take_up(state: &mut State, at: usize, in_form: bool, ctx: &Ctx) -> Vec<Effect> {
    let Some(suggestion) = state.suggestion(at) else { return vec![] };
    let Some(item) = item(suggestion.origin.item) else { return vec![] };
    let what = ctx.texts.wording(&item.measure);
    let note = suggestion.note.lines().next().unwrap_or_default();
    let both = format!("{what}: {note}");
    let fits = !note.is_empty() && both.chars().count() <= WHAT_MAX;
    let fields = vec![
        (NeedField::Field, code(&ActionField::CODES, item.field)),
        (NeedField::What, if fits { both } else { what.to_owned() }),
        (NeedField::Severity, code(&Rating::CODES, suggestion.rating)),
        (NeedField::Since, suggestion.day.to_string()),
    ];
    let (case, origin) = (state.case, suggestion.origin);
    if in_form {
        return open(Some(form::State::take_up(case, &state.name, origin, fields, ctx)));
    }
    let add = AddNeed { case, origin: Some(origin), fields };
    send(state, Request::AddNeed(Box::new(add)), "needs-taken", ctx)
}

/// Marks a need as met.
fn met(state: &mut State, id: NeedId, ctx: &Ctx) -> Vec<Effect> {
    let status = state.find(id).and_then(|shown| Some(shown.need.content()?.status));
    let Some(was) = status else { return vec![] };
    let (was, now) = (code(&Status::CODES, was), code(&Status::CODES, Status::Met));
    let edits = vec![Edit { field: NeedField::Status, was, now }];
    let met = ChangeNeed { case: state.case, need: id, edits, word: String::new() };
    send(state, Request::ChangeNeed(Box::new(met)), "needs-saved-met", ctx)
}

/// Marks a measure as done.
fn done(state: &mut State, need: NeedId, follow_up: FollowUpId, ctx: &Ctx) -> Vec<Effect> {
    let Some(measure) = state.measure(need, follow_up) else { return vec![] };
    let close = api::Close { case: state.case, follow_up, seen: measure.follow_up.seen() };
    send(state, Request::CloseFollowUp(close), "case-done", ctx)
}

/// Opens the form in which a measure is agreed on for the selected need.
fn agree(state: &State, ctx: &Ctx) -> Vec<Effect> {
    let Some(shown) = state.selected() else { return vec![] };
    let form = followup::State::agreeing(&state.name, shown, ctx);
    vec![Effect::Open(Box::new(Screen::FollowUp(Box::new(form))))]
}

fn open_form(state: &State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let due = match state.item() {
        Some(Item::Measure(need, id)) => state.measure(need, id).map(|m| Subject {
            of: Of::FollowUp(id, m.follow_up.seen()),
            what: m.follow_up.what.clone(),
            window: m.follow_up.window,
        }),
        _ => None,
    };
    let about = About { case: Some(state.case), name: &state.name, due, ..About::default() };
    let screen = super::form(command, about, ctx);
    screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = [&*ctx.texts.get("needs-title"), &state.name].join(DOT);
    frame::title(ctx, row(area, 0), buf, &title, "");
    let mut body = below(area, 1);
    if state.sheet.is_none() {
        return Position::new(body.x, body.y);
    }
    let rows: Vec<_> =
        state.items().iter().map(|item| lines::entry(state, *item, ctx, body.width)).collect();
    if state.needs().is_empty() {
        let key = ctx.key(CommandId::New, Context::List);
        let said = ctx.texts.with("needs-none", &[("key", key.into())]);
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

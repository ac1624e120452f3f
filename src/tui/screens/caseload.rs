//! The caseload: one line a household, found, filtered and sorted by the server.
//!
//! The rows are kept as a window around what is seen; moving and scrolling never wait, because the
//! window is moved before its edge is reached. Forms that were left unfinished stand on top.
mod view;
mod window;

use crate::api::cases::{Filter, PhaseMark, Query, Row, Scope, Sort};
use crate::api::drafts::{Form, Head};
use crate::api::{Refusal, Reply, Request};
use crate::domain::ids::{CaseId, RequestId};
use crate::domain::staff::Role;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::unfinished::Unfinished;
use crate::tui::screens::{About, Msg, Screen, case, draft_in_words, form};
use crate::tui::widgets::editor::Editor;
use crate::tui::widgets::list::List;
pub use view::view;
use window::Window;

/// What the list can show, in the order of the filter key.
const VIEWS: [(Scope, Filter); 6] = [
    (Scope::Mine, Filter::Open),
    (Scope::Mine, Filter::VisitOverdue),
    (Scope::Mine, Filter::FollowUpDue),
    (Scope::Mine, Filter::Aftercare),
    (Scope::Mine, Filter::Ended),
    (Scope::All, Filter::Open),
];
const EVERYBODY: usize = 5;

/// The orders, in the order of the sort key.
const SORTS: [Sort; 4] = [Sort::Name, Sort::LastVisit, Sort::NextDue, Sort::Home];

/// The caseload.
#[derive(Debug, Default)]
pub struct State {
    /// Place in [`VIEWS`].
    view: usize,
    /// Place in [`SORTS`].
    sort: usize,
    /// What is searched for; `None` while there is no search.
    search: Option<Search>,
    /// Unfinished forms, shown before the cases.
    drafts: Unfinished,
    /// The drafts have been told once, and what was left unfinished was said.
    greeted: bool,
    window: Window,
    /// Selected and first row, the drafts counted in.
    list: List,
    /// The next page begins a new list, so that the selection goes to its top.
    anew: bool,
    /// Rows ahead that are on their way belong to this list, not to the one before.
    ahead: bool,
    /// A case that is to be selected when the next page brings it: made meanwhile, or found.
    wanted: Option<CaseId>,
    /// The preview lines, when they were switched on or off by hand.
    preview: Option<bool>,
    /// Rows seen when it was drawn last.
    height: u16,
    /// How wide what is in the columns is.
    measured: view::Measured,
    /// What the filter or the order can be, shown until another key.
    choosing: Option<CommandId>,
}

/// A search in the list.
#[derive(Debug)]
struct Search {
    text: Editor,
    /// Letters go into it.
    typing: bool,
    /// The list as it was before, to be gone back to.
    before: (Window, List),
}

/// What a row is.
enum Line<'a> {
    Draft(&'a Head),
    Case(&'a Row),
    /// Not loaded yet.
    Unknown,
}

impl State {
    /// Drafts stand on top of every list: what was begun must not depend on a filter to be seen.
    /// Only a search is for cases alone.
    fn drafts_shown(&self) -> &[Head] {
        if self.search.is_none() { &self.drafts.heads } else { &[] }
    }

    fn len(&self) -> usize {
        self.drafts_shown().len() + self.window.total()
    }

    fn line(&self, number: usize) -> Line<'_> {
        let drafts = self.drafts_shown();
        match (drafts.get(number), self.window.get(number.saturating_sub(drafts.len()))) {
            (Some(draft), _) => Line::Draft(draft),
            (None, Some(row)) => Line::Case(row),
            (None, None) => Line::Unknown,
        }
    }

    fn selected(&self) -> Line<'_> {
        self.line(self.list.selected)
    }

    /// Whether the selected case is closed.
    fn is_closed(&self) -> bool {
        matches!(self.selected(), Line::Case(row) if row.phase == PhaseMark::Closed)
    }

    /// The selected household and its name.
    fn household(&self) -> Option<(CaseId, &str)> {
        match self.selected() {
            Line::Draft(head) => Some((head.case?, head.name.as_str())),
            Line::Case(row) => Some((row.case, row.name.as_str())),
            Line::Unknown => None,
        }
    }

    fn query(&self) -> Query {
        let (scope, filter) = VIEWS.get(self.view).copied().unwrap_or((Scope::All, Filter::Open));
        Query {
            scope,
            filter,
            text: self.search.as_ref().map(|s| s.text.text().to_owned()).unwrap_or_default(),
            sort: SORTS.get(self.sort).copied().unwrap_or(Sort::Name),
            offset: 0,
            limit: window::SIZE,
            around: None,
        }
    }

    /// Asks for the list from its top.
    fn ask_anew(&mut self) -> Vec<Effect> {
        self.anew = true;
        self.ahead = false;
        vec![Effect::Read(Topic::Page, Request::Caseload(self.query()))]
    }

    /// Asks for what is shown, as it stands now. At the start the first draw waits for both: what
    /// was left unfinished belongs to it.
    fn ask_again(&self) -> Vec<Effect> {
        vec![Effect::Read(Topic::Drafts, Request::Drafts), self.ask_page()]
    }

    fn ask_page(&self) -> Effect {
        let around = match self.selected() {
            _ if self.wanted.is_some() => self.wanted,
            Line::Case(row) if !self.anew => Some(row.case),
            _ => None,
        };
        // a new list is asked for from its top, wherever the one before was
        let offset = if self.anew { 0 } else { self.window.offset() };
        let query = Query { offset, around, ..self.query() };
        Effect::Read(Topic::Page, Request::Caseload(query))
    }

    /// Moves the window when what is seen comes near its edge.
    fn look_ahead(&mut self) -> Vec<Effect> {
        let first = self.list.first.saturating_sub(self.drafts_shown().len());
        match self.window.wanted(first, usize::from(self.height)) {
            Some((offset, seen)) => {
                let topic = if seen { Topic::Page } else { Topic::More };
                self.ahead |= !seen;
                vec![Effect::Read(topic, Request::Caseload(Query { offset, ..self.query() }))]
            }
            None => vec![],
        }
    }

    /// Asks for the rows that are seen, where the window that came lies elsewhere.
    fn fill(&self) -> Vec<Effect> {
        let first = self.list.first.saturating_sub(self.drafts_shown().len());
        let offset = match self.window.wanted(first, usize::from(self.height)) {
            Some((offset, true)) if offset != self.window.offset() => offset,
            _ => return vec![], // never the same again: the server gives what it has
        };
        let query = Query { offset, ..self.query() };
        vec![Effect::Read(Topic::Page, Request::Caseload(query))]
    }
}

/// Which commands make sense.
pub fn situation(state: &State, _ctx: &Ctx) -> Situation {
    let typing = state.search.as_ref().is_some_and(|search| search.typing);
    let context = if typing { Context::Palette } else { Context::List };
    let mut situation = Situation::new(Place::Caseload, context);
    situation.present.set(Need::Row, state.len() > 0);
    situation.present.set(Need::Household, state.household().is_some());
    situation.present.set(Need::OpenCase, !state.is_closed());
    situation.present.set(Need::Draft, matches!(state.selected(), Line::Draft(_)));
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(from) => {
            state.wanted = from.filter(|case| !select(state, *case));
            state.ask_again()
        }
        Msg::Changed(cases) if !state.drafts.concerns(cases.as_deref()) => vec![state.ask_page()],
        Msg::Changed(_) | Msg::NewDay => state.ask_again(),
        Msg::Command(command) => on_command(state, command, ctx),
        Msg::Type(c) => on_text(state, c.encode_utf8(&mut [0; 4])),
        Msg::Paste(text) => on_text(state, &text),
        Msg::Reply(topic, result) => on_reply(state, topic, result, ctx),
        Msg::Confirmed(_, yes) => {
            let (effects, gone) = state.drafts.forget(yes, ctx);
            take_out(state, gone, effects)
        }
    }
}

fn on_reply(
    state: &mut State,
    topic: Topic,
    result: Result<Reply, Refusal>,
    ctx: &Ctx,
) -> Vec<Effect> {
    match (topic, result) {
        (Topic::More, _) if !state.ahead => vec![], // rows of the list before
        (Topic::Page | Topic::More, Ok(Reply::Caseload(page))) => {
            let nobody = page.persons == 0 && page.total == 0 && state.search.is_none();
            let steers = ctx.me.as_ref().is_some_and(|me| me.roles.contains(&Role::Coordinator));
            if nobody && steers && state.view == 0 && !state.window.is_known() {
                state.view = EVERYBODY; // who has no cases of her own looks at everybody's
                return state.ask_anew();
            }
            if nobody && state.view == EVERYBODY && !state.window.is_known() {
                state.view = 0; // nobody has any: the next one will be her own
            }
            let kept = match state.selected() {
                Line::Case(row) if !state.anew => Some(row.case),
                _ => None,
            };
            state.window.put(page);
            if std::mem::take(&mut state.anew) {
                state.list = List { selected: state.drafts_shown().len(), first: 0 };
            }
            let wanted = state.wanted.filter(|_| topic == Topic::Page);
            let there = wanted.is_some_and(|case| select(state, case));
            if let Some(case) = kept.filter(|_| !there) {
                select(state, case);
            }
            if topic == Topic::Page {
                state.wanted = None;
            }
            state.list.fit(state.len(), state.height);
            state.fill()
        }
        (Topic::Drafts, Ok(Reply::Drafts(drafts))) => {
            put_drafts(state, drafts);
            greet(state, ctx)
        }
        (Topic::Draft, Ok(Reply::Draft(draft))) => {
            let (effects, gone) = state.drafts.fetched(draft, ctx);
            take_out(state, gone, effects)
        }
        (Topic::Draft, Err(refusal)) => {
            state.drafts.leave();
            let mut effects = state.ask_again(); // what stands here is not so any more
            effects.push(Effect::Say(Notice::refusal(&refusal, &ctx.texts)));
            effects
        }
        (Topic::Page | Topic::Drafts, Err(refusal)) => {
            vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts))]
        }
        _ => vec![],
    }
}

/// Puts the drafts on top; whoever is selected stays selected and in place.
fn put_drafts(state: &mut State, drafts: Vec<Head>) {
    let before = state.drafts_shown().len();
    let on_case = state.list.selected >= before;
    state.drafts.heads = drafts;
    let after = state.drafts_shown().len();
    if on_case && state.window.is_known() {
        state.list.selected = state.list.selected - before + after;
        if state.list.first > 0 {
            state.list.first = (state.list.first + after).saturating_sub(before);
        }
    } else if !state.window.is_known() {
        state.list.selected = after; // the first case, once there are any
    }
    state.list.fit(state.len().max(after + 1), state.height);
}

/// Says at the start what was being written and how to go on with it.
fn greet(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let greeted = std::mem::replace(&mut state.greeted, true);
    let newest =
        state.drafts.heads.iter().find(|head| head.form != Form::Unreadable && !head.hidden);
    let Some(head) = newest.filter(|_| !greeted) else { return vec![] };
    let key = |command| ctx.key(command, Context::List);
    let values = [
        ("what", draft_in_words(head, &ctx.texts).into()),
        ("first", key(CommandId::First).into()),
        ("open", key(CommandId::Open).into()),
    ];
    vec![Effect::Say(Notice::hint(ctx.texts.with("caseload-resume", &values)))]
}

/// Selects a case, at the height at which the selection was, or with some of its neighbours above
/// where that was the very top; `false` if it is not loaded.
fn select(state: &mut State, case: CaseId) -> bool {
    let Some(at) = state.window.find(case) else { return false };
    let at = at + state.drafts_shown().len();
    let depth = state.list.selected.saturating_sub(state.list.first);
    if at < state.list.first || at >= state.list.first + usize::from(state.height.max(1)) {
        let depth = if depth == 0 { usize::from(state.height) / 3 } else { depth };
        state.list.first = at.saturating_sub(depth);
    }
    state.list.selected = at;
    state.list.fit(state.len(), state.height);
    true
}

fn on_text(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(search) = &mut state.search else { return vec![] };
    search.text.insert(text);
    state.ask_anew()
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let choosing = matches!(command, CommandId::Filter | CommandId::Sort);
    state.choosing = choosing.then_some(command);
    state.drafts.leave();
    if state.list.apply(command, state.len(), state.height) {
        return state.look_ahead();
    }
    match command {
        CommandId::Search => {
            search(state);
            vec![]
        }
        CommandId::Back => back(state, ctx),
        CommandId::Accept | CommandId::Open => open(state, ctx),
        CommandId::Filter => {
            state.view = (state.view + 1) % VIEWS.len();
            state.ask_anew()
        }
        CommandId::Sort => {
            state.sort = (state.sort + 1) % SORTS.len();
            state.ask_anew()
        }
        CommandId::Preview => {
            state.preview = Some(!state.has_preview(ctx));
            vec![]
        }
        CommandId::Discard => discard(state, ctx),
        CommandId::Reading => match state.household() {
            Some((case, name)) => {
                let reading = case::State::reading(case, state.window.cases()).named(name);
                let reading = reading.closed(state.is_closed());
                vec![Effect::Open(Box::new(Screen::Case(Box::new(reading))))]
            }
            None => vec![],
        },
        _ => match &mut state.search {
            Some(search) if search.typing => edit(state, command),
            _ => open_form(state, command, ctx),
        },
    }
}

/// A key that edits the search.
fn edit(state: &mut State, command: CommandId) -> Vec<Effect> {
    let Some(search) = &mut state.search else { return vec![] };
    let before = search.text.text().to_owned();
    search.text.apply(command, u16::MAX);
    if search.text.text() == before { vec![] } else { state.ask_anew() }
}

/// Begins a search, or goes on with the one that is there.
fn search(state: &mut State) {
    if let Some(search) = &mut state.search {
        search.typing = true;
        return;
    }
    let drafts = state.drafts_shown().len();
    let before = (state.window.clone(), state.list);
    state.search = Some(Search { text: Editor::default(), typing: true, before });
    state.list.selected = state.list.selected.saturating_sub(drafts); // they are not shown now
    state.list.fit(state.len(), state.height);
}

/// Ends the search; who was found stays selected.
fn back(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let found = match state.selected() {
        Line::Case(row) => Some(row.case),
        _ => None,
    };
    let Some(search) = state.search.take() else {
        return vec![Effect::Say(Notice::hint(ctx.texts.get("caseload-no-way-back")))];
    };
    (state.window, state.list) = search.before;
    (state.anew, state.ahead) = (false, false);
    state.wanted = found.filter(|case| !select(state, *case));
    state.ask_again()
}

fn open(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let screen = match state.selected() {
        Line::Draft(head) => {
            let head = head.clone();
            return state.drafts.open(&head, ctx);
        }
        Line::Case(row) => {
            let opened = case::State::new(row.case, state.window.cases()).named(&row.name);
            Some(Screen::Case(Box::new(opened.closed(state.is_closed()))))
        }
        Line::Unknown => None,
    };
    match (screen, &mut state.search) {
        (Some(screen), search) => {
            if let Some(search) = search {
                search.typing = false;
            }
            vec![Effect::Open(Box::new(screen))]
        }
        // nobody here has that name: look everywhere
        (None, Some(search)) if !search.text.is_empty() => {
            vec![Effect::Find(search.text.text().to_owned())]
        }
        _ => vec![],
    }
}

/// Throws the selected draft away.
fn discard(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let Line::Draft(head) = state.selected() else { return vec![] };
    let head = head.clone();
    state.drafts.discard(&head, ctx)
}

/// Takes a draft out of the list, where one is gone.
fn take_out(state: &mut State, gone: Option<RequestId>, effects: Vec<Effect>) -> Vec<Effect> {
    if gone.is_some() {
        let mut heads = state.drafts.heads.clone();
        heads.retain(|head| Some(head.was.id) != gone);
        put_drafts(state, heads);
    }
    effects
}

fn open_form(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let (case, name) = match state.household() {
        Some((case, name)) if command != CommandId::New => (Some(case), name),
        _ => (None, ""),
    };
    match form(command, About { case, name, ..About::default() }, ctx) {
        Some(screen) => vec![Effect::Open(Box::new(screen))],
        None => vec![],
    }
}

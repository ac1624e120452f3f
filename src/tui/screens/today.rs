//! What is to be done today: one list by urgency, or by homes and rooms. Every line opens its case and
//! can be done, moved or handed over in passing; the selection stays where it is, on what comes next.
mod lines;
mod view;

use std::collections::BTreeMap;

use crate::api::today::{Ask, Board, Row, What};
use crate::api::{Refusal, Reply, Request, Saved, followups};
use crate::domain::dates::Window;
use crate::domain::followup::{Purpose, Seen};
use crate::domain::ids::{CaseId, FollowUpId, RequestId};
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::followup::{Of, Subject};
use crate::tui::screens::unfinished::Unfinished;
use crate::tui::screens::{About, Msg, Screen, case, form, letters, papers, protocols};
use crate::tui::widgets::list::List;
use lines::{Fold, Group, Key, Line};
pub use view::view;

/// Rows asked for: more than anybody does in a day.
const ROWS: u16 = 500;

/// The board.
#[derive(Debug, Default)]
pub struct State {
    /// In the order of homes and rooms.
    by_home: bool,
    board: Board,
    /// The first answer is there.
    known: bool,
    /// Unfinished forms.
    drafts: Unfinished,
    /// Groups that were too long when the board came.
    groups: BTreeMap<Group, Fold>,
    /// The groups are to be chosen anew at the next draw.
    anew: bool,
    /// Follow-ups marked as done here, and whether the server has said so: one that comes back after
    /// that is selected.
    done: Vec<(FollowUpId, bool)>,
    list: List,
    /// Rows seen when it was drawn last.
    height: u16,
}

impl State {
    fn selected(&self) -> Option<Line<'_>> {
        self.lines().into_iter().nth(self.list.selected)
    }

    fn row(&self) -> Option<&Row> {
        match self.selected()? {
            Line::Row(row) => Some(row),
            _ => None,
        }
    }

    /// The selected household and its name.
    fn household(&self) -> Option<(CaseId, String)> {
        match self.selected()? {
            Line::Row(row) if !is_protocol(row) => Some((row.case, row.name.clone())),
            Line::Draft(head) => Some((head.case?, head.name.clone())),
            // the case of a protocol need not be one that she sees
            Line::Row(_) | Line::Group(..) | Line::More(_) => None,
        }
    }

    fn ask(&self) -> Vec<Effect> {
        vec![Effect::Read(Topic::Drafts, Request::Drafts), self.ask_board()]
    }

    fn ask_board(&self) -> Effect {
        let ask = Ask { by_home: self.by_home, limit: ROWS };
        Effect::Read(Topic::Page, Request::Today(ask))
    }

    /// Selects a line if it is there; otherwise the selection stays in its place.
    fn select(&mut self, key: Option<Key>) {
        let lines = self.lines();
        let (len, at) = (lines.len(), lines.iter().position(|line| Some(line.key()) == key));
        self.list.selected = at.unwrap_or(self.list.selected);
        self.list.fit(len, self.height);
    }

    /// Takes a new board. What went to another part of the list is not followed: she goes on with
    /// what stands in its place.
    fn take(&mut self, board: Board) {
        let here = self.selected().map(|line| (line.key(), line.urgency()));
        let is_open = |id: &FollowUpId| board.rows.iter().any(|row| of(row) == Some(*id));
        let back = self.done.iter().rfind(|(id, said)| *said && is_open(id)).map(|(id, _)| *id);
        self.done.retain(|(id, said)| !said || !is_open(id));
        let doing = |row: &Row| self.done.iter().any(|(id, said)| !said && of(row) == Some(*id));
        let mut board = board;
        board.rows.retain(|row| !doing(row));
        self.board = board;
        let first = !std::mem::replace(&mut self.known, true);
        self.anew |= first;
        let stays = |(key, urgency): &(Key, _)| {
            self.lines().iter().any(|line| line.key() == *key && line.urgency() == *urgency)
        };
        let here = here.filter(stays).map(|(key, _)| key);
        // the drafts may come before the board: that is no reason to begin among them
        let top = || self.lines().first().map(Line::key);
        let here = if first { top() } else { here };
        self.select(back.map(Key::FollowUp).or(here));
    }
}

fn is_protocol(row: &Row) -> bool {
    matches!(row.what, What::Protocol { .. })
}

fn is_letter(state: &State) -> bool {
    state.row().is_some_and(|row| matches!(row.what, What::Letter { .. }))
}

/// The follow-up of a row.
fn of(row: &Row) -> Option<FollowUpId> {
    match row.what {
        What::FollowUp { id, .. } => Some(id),
        What::Visit { .. }
        | What::Expiry { .. }
        | What::HandOver { .. }
        | What::Protocol { .. }
        | What::Letter { .. } => None,
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Today, Context::List);
    let selected = state.selected();
    situation.present.set(Need::Row, selected.is_some());
    situation.present.set(Need::Household, state.household().is_some());
    // of what was left unfinished the server says so
    situation.present.set(Need::OpenCase, state.row().is_none_or(|row| !row.closed));
    situation.present.set(Need::Draft, matches!(selected, Some(Line::Draft(_))));
    let told = |row: &Row| matches!(row.what, What::HandOver { .. }) || is_protocol(row);
    let due = state.row().is_some_and(|row| !told(row));
    // the law moves no deadline, and none is handed over without its case
    situation.present.set(Need::Due, due && !is_letter(state));
    situation.present.set(Need::Followup, due); // of others it is said when they are done
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Changed(cases) if !state.drafts.concerns(cases.as_deref()) => vec![state.ask_board()],
        Msg::Shown(_) | Msg::Changed(_) => state.ask(),
        Msg::NewDay => {
            state.anew = true;
            state.ask()
        }
        Msg::Command(command) => on_command(state, command, ctx),
        Msg::Reply(topic, result) => on_reply(state, topic, result, ctx),
        Msg::Confirmed(_, yes) => {
            let (effects, gone) = state.drafts.forget(yes, ctx);
            take_out(state, gone, effects)
        }
        Msg::Type(_) | Msg::Paste(_) => vec![],
    }
}

fn on_reply(
    state: &mut State,
    topic: Topic,
    result: Result<Reply, Refusal>,
    ctx: &Ctx,
) -> Vec<Effect> {
    match (topic, result) {
        (Topic::Page, Ok(Reply::Today(board))) => {
            state.take(board);
            vec![]
        }
        (Topic::Drafts, Ok(Reply::Drafts(drafts))) => {
            let here = state.selected().map(|line| line.key());
            state.drafts.heads = drafts;
            state.select(here);
            vec![]
        }
        (Topic::Draft, Ok(Reply::Draft(draft))) => {
            let (effects, gone) = state.drafts.fetched(draft, ctx);
            take_out(state, gone, effects)
        }
        (Topic::Changed, Ok(Reply::Saved(Saved { id, .. }))) => {
            if let Some((_, said)) = state.done.iter_mut().find(|(done, _)| done.0 == id) {
                *said = true;
            }
            let done = Notice::done(ctx.texts.get("case-done")).undoable();
            std::iter::once(Effect::Say(done)).chain(state.ask()).collect()
        }
        (Topic::Changed | Topic::Draft, Err(refusal)) => {
            state.done.retain(|(_, said)| *said);
            state.drafts.leave();
            let refused = Effect::Say(Notice::refusal(&refusal, &ctx.texts));
            std::iter::once(refused).chain(state.ask()).collect()
        }
        (Topic::Page | Topic::Drafts, Err(refusal)) => {
            vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts))]
        }
        _ => vec![],
    }
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    state.drafts.leave();
    if state.list.apply(command, state.lines().len(), state.height) {
        return vec![];
    }
    match command {
        CommandId::Back => vec![Effect::Close],
        CommandId::Open => open(state, ctx),
        CommandId::Search => vec![Effect::Find(String::new())],
        CommandId::GroupHome => {
            state.by_home = !state.by_home;
            (state.list, state.anew) = (List::default(), true);
            state.board.rows.clear();
            state.ask()
        }
        CommandId::FollowupDone => done(state, ctx),
        // what cannot be done about a letter is said in the letter
        CommandId::FollowupFail if is_letter(state) => open(state, ctx),
        CommandId::FollowupFail if state.row().and_then(of).is_none() => done(state, ctx),
        CommandId::Discard => discard(state, ctx),
        CommandId::Reading => {
            let reading = |(case, name): (CaseId, String)| {
                let reading = case::State::reading(case, state.cases()).named(&name);
                Effect::Open(Box::new(Screen::Case(Box::new(reading))))
            };
            state.household().map(reading).into_iter().collect()
        }
        _ => open_form(state, command, ctx),
    }
}

/// Opens the selected case at what is to be done in it, goes on with a form, or opens a group.
fn open(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let screen = match state.selected() {
        Some(Line::Row(Row { case, name, what: What::Expiry { person, .. }, .. })) => {
            let papers = papers::State::new(*case, name).at(Some(*person));
            Some(Screen::Papers(Box::new(papers)))
        }
        Some(Line::Row(Row { what: What::Protocol { id, .. }, .. })) => {
            Some(Screen::Protocols(Box::new(protocols::State::at(*id))))
        }
        Some(Line::Row(Row { case, name, what: What::Letter { id, .. }, .. })) => {
            Some(Screen::Letters(Box::new(letters::State::new(*case, name).at(*id))))
        }
        Some(Line::Row(row)) => {
            let cases = state.cases();
            let opened = match of(row) {
                Some(id) => case::State::at_follow_up(row.case, cases, id),
                None => case::State::new(row.case, cases),
            };
            Some(Screen::Case(Box::new(opened.named(&row.name).closed(row.closed))))
        }
        Some(Line::Draft(head)) => {
            let head = head.clone();
            return state.drafts.open(&head, ctx);
        }
        Some(Line::Group(group, ..)) => {
            state.groups.entry(group).and_modify(|fold| fold.open = !fold.open);
            return vec![];
        }
        Some(Line::More(_)) | None => None,
    };
    screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
}

/// Marks the selected follow-up as done; it goes from the list at once, and comes back if the server
/// refuses.
fn done(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let (case, id, what, seen) = match state.row().cloned() {
        Some(Row { case, what: What::FollowUp { id, what, window, owner, .. }, .. }) => {
            (case, id, what, Seen { window, owner })
        }
        Some(Row { what: What::Visit { .. }, .. }) => {
            return by_itself("today-visit-done", CommandId::VisitNew, ctx);
        }
        Some(Row { what: What::Expiry { .. }, .. }) => {
            return by_itself("today-papers-done", CommandId::Open, ctx);
        }
        Some(Row { case, name, what: What::Letter { id, .. }, .. }) => {
            return vec![letters::answered(case, id, &name, ctx)];
        }
        _ => return vec![],
    };
    state.board.rows.retain(|row| of(row) != Some(id));
    state.done.push((id, false));
    state.select(None);
    let what = ctx.texts.with("case-done-what", &[("what", what.into())]).into_owned();
    let request = Request::CloseFollowUp(followups::Close { case, follow_up: id, seen });
    vec![Effect::Write { topic: Topic::Changed, id: ctx.fresh_id(), request, what, beside: false }]
}

/// Says by what something is done that nobody ticks off.
fn by_itself(text: &str, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let key = ctx.key(command, Context::List);
    vec![Effect::Say(Notice::hint(ctx.texts.with(text, &[("key", key.into())])))]
}

/// Throws the selected draft away.
fn discard(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let Some(Line::Draft(head)) = state.selected() else { return vec![] };
    let head = head.clone();
    state.drafts.discard(&head, ctx)
}

/// Takes a draft out of the list, where one is gone.
fn take_out(state: &mut State, gone: Option<RequestId>, effects: Vec<Effect>) -> Vec<Effect> {
    state.drafts.heads.retain(|head| Some(head.was.id) != gone);
    state.select(None);
    effects
}

/// What can be moved and handed over of a row; of what is only told of, nothing.
fn due(row: &Row, ctx: &Ctx) -> Option<Subject> {
    Some(match &row.what {
        What::FollowUp { id, what, window, owner, .. } => {
            let of = Of::FollowUp(*id, Seen { window: *window, owner: *owner });
            Subject { of, what: what.clone(), window: *window }
        }
        What::Visit { due, first, .. } => {
            let what = ctx.texts.get(view::visit(*first)).into_owned();
            Subject { of: Of::Purpose(Purpose::Visit), what, window: Window::on(*due) }
        }
        What::Expiry { kind, last, .. } => {
            let paper = ctx.texts.get(view::paper(*kind));
            let what = ctx.texts.with("today-see-to", &[("paper", paper.into())]).into_owned();
            let of = Of::Purpose(Purpose::Papers { kind: *kind, last: *last });
            Subject { of, what, window: Window::on(*last) }
        }
        What::HandOver { .. } | What::Protocol { .. } | What::Letter { .. } => return None,
    })
}

fn open_form(state: &State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let Some((case, name)) = state.household() else { return vec![] };
    let due = state.row().and_then(|row| due(row, ctx));
    let about = About { case: Some(case), name: &name, due, ..About::default() };
    let screen = form(command, about, ctx);
    screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
}

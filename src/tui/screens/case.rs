//! One case: the household and its home, who belongs to it, what is to be done, and what happened,
//! newest first. `h` shows the last part alone, to be read at full height.
mod lines;
mod reading;
mod steps;
mod view;

use crate::api::cases::{PhaseMark, Sheet, ShowCase, VisitsBefore};
use crate::api::{Refusal, Reply, Request, followups, notes};
use crate::domain::assessment::Level;
use crate::domain::followup::FollowUp;
use crate::domain::ids::{AssessmentId, CaseId, FollowUpId, NeedId, NoteId, PersonId, VisitId};
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::followup::{Of, Subject};
use crate::tui::screens::{About, Msg, Screen, assessments, form, needs, note, status};
pub(super) use reading::{answer, measure, stands};
use view::Pane;
pub use view::view;

/// Visits asked for at once.
const VISITS: u16 = 30;

/// The sheet of a case.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is true or not whatever the others are")]
pub struct State {
    case: CaseId,
    /// Name of the household, as the list that it was opened from has it.
    name: String,
    /// The case is closed, as that list has it.
    closed: bool,
    /// The cases of the list it was opened from.
    list: Vec<CaseId>,
    sheet: Option<Box<Sheet>>,
    /// Only the reading view is shown.
    reading: bool,
    /// It was opened as reading view, and goes back to the list from it.
    opened_reading: bool,
    /// Place of the selected item among [`State::items`].
    selected: usize,
    /// One or two panes, as drawn last.
    panes: Vec<Pane>,
    /// Older visits are on their way.
    loading: bool,
    /// Follow-ups that were marked as done here: one that comes back is selected.
    done: Vec<FollowUpId>,
    /// What is to be selected as soon as it is here.
    wanted: Option<Item>,
}

/// What can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Person(PersonId),
    /// An open one.
    FollowUp(FollowUpId),
    Visit(VisitId),
    /// A follow-up that is done.
    Done(FollowUpId),
    Note(NoteId),
    Assessment(AssessmentId),
    /// A step of the case, by its place among those of the sheet.
    Step(usize),
    /// A change of a need: which version of it.
    Need(NeedId, usize),
}

impl Item {
    /// The part of the screen it stands in.
    fn section(self) -> u8 {
        match self {
            Self::Person(_) => 0,
            Self::FollowUp(_) => 1,
            Self::Visit(_)
            | Self::Done(_)
            | Self::Note(_)
            | Self::Assessment(_)
            | Self::Step(_)
            | Self::Need(..) => 2,
        }
    }
}

impl State {
    /// A case, opened from a list of these.
    pub fn new(case: CaseId, list: Vec<CaseId>) -> Self {
        Self {
            case,
            name: String::new(),
            closed: false,
            list,
            sheet: None,
            reading: false,
            opened_reading: false,
            selected: 0,
            panes: Vec::new(),
            loading: false,
            done: Vec::new(),
            wanted: None,
        }
    }

    /// A case, opened to be read.
    pub fn reading(case: CaseId, list: Vec<CaseId>) -> Self {
        Self { reading: true, opened_reading: true, ..Self::new(case, list) }
    }

    /// A case, opened to be read at one of its visits.
    pub fn at_visit(case: CaseId, list: Vec<CaseId>, visit: VisitId) -> Self {
        Self { wanted: Some(Item::Visit(visit)), ..Self::reading(case, list) }
    }

    /// A case, opened at one of its follow-ups.
    pub fn at_follow_up(case: CaseId, list: Vec<CaseId>, follow_up: FollowUpId) -> Self {
        Self { wanted: Some(Item::FollowUp(follow_up)), ..Self::new(case, list) }
    }

    /// The same with the name of the household: forms open before the sheet is here.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// The same with whether the case is closed, for the same reason.
    #[must_use]
    pub fn closed(self, closed: bool) -> Self {
        Self { closed, ..self }
    }

    /// Which case.
    pub fn case(&self) -> CaseId {
        self.case
    }

    fn items(&self) -> Vec<Item> {
        let Some(sheet) = &self.sheet else { return vec![] };
        let events = reading::events(sheet);
        let events = events.iter().map(reading::Event::item);
        if self.reading {
            let free = reading::free(sheet).map(|row| Item::FollowUp(row.follow_up.id));
            return free.chain(events).collect();
        }
        let persons = sheet.household.members.iter().map(|m| Item::Person(m.person));
        let follow_ups = sheet.follow_ups.iter().map(|f| Item::FollowUp(f.follow_up.id));
        persons.chain(follow_ups).chain(events).collect()
    }

    fn item(&self) -> Option<Item> {
        self.items().get(self.selected).copied()
    }

    /// Selects an item if it is there, otherwise whatever is in its place now.
    fn select(&mut self, item: Option<Item>) {
        let items = self.items();
        let place = items.iter().position(|i| Some(*i) == item);
        self.selected = place.unwrap_or(self.selected).min(items.len().saturating_sub(1));
    }

    fn follow_up(&self, id: FollowUpId) -> Option<Subject> {
        let row = self.sheet.as_ref()?.follow_ups.iter().find(|row| row.follow_up.id == id)?;
        let FollowUp { what, window, .. } = &row.follow_up;
        let of = Of::FollowUp(id, row.follow_up.seen());
        Some(Subject { of, what: what.clone(), window: *window })
    }

    fn name(&self) -> String {
        self.sheet.as_deref().map_or_else(|| self.name.clone(), lines::name)
    }

    fn ask(&self) -> Effect {
        // as many as are here, so that the place in the reading view stays
        let here = self.sheet.as_ref().map_or(0, |sheet| sheet.visits.len());
        let visits = u16::try_from(here).unwrap_or(u16::MAX).max(VISITS);
        Effect::Read(Topic::Sheet, Request::ShowCase(ShowCase { case: self.case, visits }))
    }
}

/// Which commands make sense.
pub fn situation(state: &State, ctx: &Ctx) -> Situation {
    let mut situation = Situation::new(Place::Case, Context::List);
    let item = state.item();
    situation.present.set(Need::Household, !state.name().is_empty());
    let closed = state.sheet.as_deref().map_or(state.closed, |sheet| {
        PhaseMark::from(sheet.case.phase_on(ctx.today())) == PhaseMark::Closed
    });
    situation.present.set(Need::OpenCase, !closed);
    situation.present.set(Need::Row, item.is_some_and(|item| opens(state, item)));
    let follow_up = matches!(item, Some(Item::FollowUp(_)));
    situation.present.set(Need::Followup, follow_up);
    situation.present.set(Need::Due, follow_up);
    situation.present.set(Need::Answer, ready(state).is_some());
    situation
}

/// Whether a command does the same with the sheet and before it is here.
pub fn takes(state: &State, command: CommandId) -> bool {
    use CommandId::{
        Assessments, CaseStatus, ContactNew, DailyNew, Facts, FollowupNew, HouseholdEdit,
        MoveOutNew, Needs, New, NoteNew, Papers, RentNew, SharedNew, TopicNew, Topics, VisitNew,
    };
    let of_household = matches!(
        command,
        VisitNew
            | ContactNew
            | FollowupNew
            | New
            | HouseholdEdit
            | Facts
            | Papers
            | NoteNew
            | RentNew
            | DailyNew
            | SharedNew
            | MoveOutNew
            | Assessments
            | TopicNew
            | Topics
            | CaseStatus
            | Needs
    );
    of_household && !state.name().is_empty()
}

/// Whether there is something behind an item: what happened stands there in full as it is read.
fn opens(state: &State, item: Item) -> bool {
    match item {
        Item::Person(_)
        | Item::FollowUp(_)
        | Item::Note(_)
        | Item::Assessment(_)
        | Item::Need(..) => true,
        Item::Visit(_) => !state.reading,
        Item::Done(_) | Item::Step(_) => false,
    }
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(_) | Msg::NewDay => vec![state.ask()],
        Msg::Changed(cases) if cases.as_ref().is_none_or(|c| c.contains(&state.case)) => {
            vec![state.ask()]
        }
        Msg::Command(command) => on_command(state, command, ctx),
        Msg::Reply(topic, result) => on_reply(state, topic, result, ctx),
        Msg::Changed(_) | Msg::Type(_) | Msg::Paste(_) | Msg::Confirmed(..) => vec![],
    }
}

fn on_reply(
    state: &mut State,
    topic: Topic,
    result: Result<Reply, Refusal>,
    ctx: &Ctx,
) -> Vec<Effect> {
    let refused = |refusal| Effect::Say(Notice::refusal(refusal, &ctx.texts));
    match (topic, &result) {
        (Topic::Sheet, Err(Refusal::Protected)) => {
            let why = status::State::looking(state.case, ctx);
            return vec![Effect::Close, Effect::Open(Box::new(Screen::Status(Box::new(why))))];
        }
        (Topic::Sheet, Err(refusal)) => return vec![refused(refusal), Effect::Close],
        (Topic::Changed, Err(refusal)) => return vec![refused(refusal), state.ask()],
        (Topic::Changed, Ok(Reply::Saved(_))) => {
            let done = Notice::done(ctx.texts.get("case-done")).undoable();
            return vec![Effect::Say(done), state.ask()];
        }
        _ => {}
    }
    match (topic, result) {
        (Topic::Sheet, Ok(Reply::Case(sheet))) if sheet.case.id == state.case => {
            let open = |id: &FollowUpId| sheet.follow_ups.iter().any(|f| f.follow_up.id == *id);
            let back = state.done.iter().copied().rfind(open);
            state.done.retain(|id| !open(id));
            let item = back.map(Item::FollowUp).or(state.item());
            let item = item.map(|item| merged(item, &sheet));
            state.sheet = Some(sheet);
            state.loading = false;
            state.select(item);
            return look_for_wanted(state);
        }
        (Topic::Notes, Ok(Reply::CaseNotes(notes))) => {
            if let Some(sheet) = &mut state.sheet {
                let left = sheet.more.notes.saturating_sub(u32::try_from(notes.len()).unwrap_or(0));
                sheet.more.notes = if notes.is_empty() { 0 } else { left };
                let known: Vec<NoteId> = sheet.notes.iter().map(|shown| shown.note.id).collect();
                sheet.notes.extend(notes.into_iter().filter(|n| !known.contains(&n.note.id)));
            }
        }
        (Topic::More, Ok(Reply::CaseVisits(visits))) => {
            if let Some(sheet) = &mut state.sheet {
                let known: Vec<_> = sheet.visits.iter().map(|v| v.visit.id).collect();
                sheet.visits.extend(visits.into_iter().filter(|v| !known.contains(&v.visit.id)));
            }
            state.loading = false;
            return look_for_wanted(state);
        }
        _ => {}
    }
    vec![]
}

/// Of a person who was entered twice, the record that stays.
fn merged(item: Item, sheet: &Sheet) -> Item {
    let Item::Person(gone) = item else { return item };
    let stays = sheet.persons.iter().find(|person| person.also.contains(&gone));
    stays.map_or(item, |stays| Item::Person(stays.id))
}

/// Selects what is wanted; of visits, asks for older ones until it is here.
fn look_for_wanted(state: &mut State) -> Vec<Effect> {
    let Some(wanted) = state.wanted else { return vec![] };
    if matches!(wanted, Item::Visit(_)) && !state.items().contains(&wanted) {
        return older_visits(state);
    }
    state.wanted = None;
    state.select(Some(wanted));
    view::show_selected(state);
    vec![]
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    state.wanted = None; // she went elsewhere meanwhile
    if view::moves(state, command) {
        return more_visits(state);
    }
    match (command, state.item()) {
        (CommandId::Back, _) if state.reading && !state.opened_reading => read(state, false),
        (CommandId::Back, _) => vec![Effect::Close],
        (CommandId::Reading, _) if !state.opened_reading => {
            let reading = !state.reading;
            read(state, reading)
        }
        (CommandId::Reading, _) => {
            state.opened_reading = false;
            read(state, false)
        }
        (CommandId::PaneNext, _) => section(state, 1),
        (CommandId::PanePrev, _) => section(state, 2),
        (CommandId::RecordNext, _) => neighbour(state, 1, ctx),
        (CommandId::RecordPrev, _) => neighbour(state, -1, ctx),
        (CommandId::Open, Some(Item::Visit(_) | Item::Note(_))) if !state.reading => {
            read(state, true)
        }
        (CommandId::Open | CommandId::Edit, Some(Item::Assessment(id))) => {
            let shown = assessments::State::new(state.case, &state.name()).at(id);
            vec![Effect::Open(Box::new(Screen::Assessments(Box::new(shown))))]
        }
        (CommandId::Certificate, _) => certificate(state),
        (CommandId::Open | CommandId::Edit, Some(Item::Note(id))) => correct(state, id, ctx),
        (CommandId::Open | CommandId::Edit, Some(Item::Need(id, _))) => {
            let needs = needs::State::new(state.case, &state.name()).at(id);
            vec![Effect::Open(Box::new(Screen::Needs(Box::new(needs))))]
        }
        (CommandId::Open | CommandId::Edit, Some(Item::Person(_))) => {
            open_form(state, CommandId::Edit, ctx)
        }
        (CommandId::Open | CommandId::Edit, Some(Item::FollowUp(_))) => {
            open_form(state, CommandId::FollowupMove, ctx)
        }
        (CommandId::Open | CommandId::Edit, _) => {
            vec![Effect::Say(Notice::hint(ctx.texts.get("case-stays")))]
        }
        (CommandId::FollowupDone, Some(Item::FollowUp(id))) => done(state, id, ctx),
        _ => open_form(state, command, ctx),
    }
}

/// Shows the reading view alone, or everything again.
fn read(state: &mut State, reading: bool) -> Vec<Effect> {
    let visit = state.item().filter(|item| matches!(item, Item::Visit(_) | Item::Note(_)));
    state.reading = reading;
    state.selected = 0;
    state.panes.clear();
    state.select(visit);
    vec![]
}

/// Goes to the first item of another part: `step` 1 forward, 2 (of three) back.
fn section(state: &mut State, step: u8) -> Vec<Effect> {
    let items = state.items();
    let here = state.item().map_or(0, Item::section);
    let ahead = (1..=2).map(|n| (here + n * step) % 3);
    let first = |section| items.iter().position(|item| item.section() == section);
    if let Some(place) = ahead.into_iter().find_map(first) {
        state.selected = place;
        view::show_selected(state);
    }
    more_visits(state)
}

/// Goes to the next or the previous case of the list.
fn neighbour(state: &mut State, step: isize, ctx: &Ctx) -> Vec<Effect> {
    let here = state.list.iter().position(|case| *case == state.case);
    let there = here.and_then(|at| at.checked_add_signed(step));
    let Some(case) = there.and_then(|at| state.list.get(at).copied()) else {
        return vec![Effect::Say(Notice::hint(ctx.texts.get("case-no-neighbour")))];
    };
    let (reading, opened_reading) = (state.reading, state.opened_reading);
    let list = std::mem::take(&mut state.list);
    *state = State { reading, opened_reading, ..State::new(case, list) };
    vec![state.ask()]
}

/// Marks a follow-up as done; it goes from the list at once, and comes back if the server refuses.
fn done(state: &mut State, id: FollowUpId, ctx: &Ctx) -> Vec<Effect> {
    let items = state.items();
    let neighbour = [state.selected.checked_add(1), state.selected.checked_sub(1)]
        .into_iter()
        .filter_map(|at| items.get(at?).copied())
        .find(|item| matches!(item, Item::FollowUp(_)));
    let Some(sheet) = &mut state.sheet else { return vec![] };
    let at = sheet.follow_ups.iter().position(|row| row.follow_up.id == id);
    let Some(row) = at.map(|at| sheet.follow_ups.remove(at)) else { return vec![] };
    let (seen, what) = (row.follow_up.seen(), row.follow_up.what);
    state.done.push(id);
    state.select(neighbour);
    let what = ctx.texts.with("case-done-what", &[("what", what.into())]).into_owned();
    let close = followups::Close { case: state.case, follow_up: id, seen };
    let request = Request::CloseFollowUp(close);
    vec![Effect::Write { topic: Topic::Changed, id: ctx.fresh_id(), request, what, beside: false }]
}

fn open_form(state: &State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let name = state.name();
    let (person, due) = match state.item() {
        Some(Item::Person(id)) => (Some(id), None),
        Some(Item::FollowUp(id)) => (None, state.follow_up(id)),
        _ => (None, None),
    };
    let about = About { case: Some(state.case), name: &name, person, due };
    match form(command, about, ctx) {
        Some(screen) => vec![Effect::Open(Box::new(screen))],
        None => vec![],
    }
}

/// The checklist that says "ready": the selected one, else the last.
fn ready(state: &State) -> Option<AssessmentId> {
    let filled = state.sheet.iter().flat_map(|sheet| &sheet.assessments);
    let ready = filled.filter(|brief| brief.level == Some(Level::Ready)).map(|brief| brief.id);
    let ready: Vec<AssessmentId> = ready.collect();
    let item = state.item();
    let selected = ready.iter().find(|id| item == Some(Item::Assessment(**id)));
    selected.or(ready.first()).copied()
}

/// Opens the certificate of that checklist.
fn certificate(state: &State) -> Vec<Effect> {
    let open = |id| {
        let shown = assessments::State::new(state.case, &state.name()).certifying(id);
        Effect::Open(Box::new(Screen::Assessments(Box::new(shown))))
    };
    ready(state).map(open).into_iter().collect()
}

/// Opens a note to be corrected.
fn correct(state: &State, id: NoteId, ctx: &Ctx) -> Vec<Effect> {
    let notes = state.sheet.iter().flat_map(|sheet| &sheet.notes);
    let shown = notes.into_iter().find(|shown| shown.note.id == id);
    let form = shown.and_then(|shown| note::State::correct(shown, &state.name(), ctx));
    form.map(|form| Effect::Open(Box::new(Screen::Note(Box::new(form))))).into_iter().collect()
}

/// Asks for older visits when the end of those that are here comes near.
fn more_visits(state: &mut State) -> Vec<Effect> {
    let near = state.selected + 10 > state.items().len();
    if !near {
        return vec![];
    }
    let mut effects = older_visits(state);
    effects.extend(older_notes(state));
    effects
}

fn older_notes(state: &State) -> Option<Effect> {
    let sheet = state.sheet.as_ref().filter(|sheet| sheet.more.notes > 0)?;
    let skip = u32::try_from(sheet.notes.len()).unwrap_or(u32::MAX);
    let before = notes::Before { case: state.case, skip };
    Some(Effect::Read(Topic::Notes, Request::CaseNotes(before)))
}

fn older_visits(state: &mut State) -> Vec<Effect> {
    let Some(sheet) = &state.sheet else { return vec![] };
    let here = sheet.visits.len();
    if state.loading || here >= sheet.visits_total as usize {
        return vec![];
    }
    state.loading = true;
    let skip = u32::try_from(here).unwrap_or(u32::MAX);
    let query = VisitsBefore { case: state.case, skip, limit: VISITS };
    vec![Effect::Read(Topic::More, Request::CaseVisits(query))]
}

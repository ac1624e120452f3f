//! Where a case stands, and the step from there: rest, aftercare, closing, opening again. One form:
//! the step first, then what it needs; what it will do stands below in sentences.
mod fields;
mod merge;
mod people;
mod preview;
mod send;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form;
use super::form::life::{self, FormScreen, Life, Typed};
use super::form::{Form, Input};
use super::record::home;
use super::{Msg, Screen, case};
use crate::api::cases::{self, Filter, Row, Scope, Sheet, ShowCase, Sort};
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::similar::Seen;
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::ids::{CaseId, PersonId, RequestId};
use crate::domain::papers::PhaseAdvice;
use crate::tui::command::{CommandId, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Topic};
pub use fields::{Step, is_due};

/// The step of a case that is being decided.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// The case as it stood when the form was opened.
    sheet: Option<Box<Sheet>>,
    /// This user's unfinished forms; known before the form begins.
    drafts: Option<Vec<Head>>,
    /// Those that go with the case, in full, so that they can come back with it.
    dropped: Vec<Draft>,
    /// One of them is on its way; the form is saved when all are here.
    awaited: Option<RequestId>,
    /// The step whose fields are there.
    step: Option<Step>,
    /// What else the fields follow from.
    chosen: Vec<(String, String)>,
    /// Households to which somebody may go; asked for when that is the step.
    rows: Vec<Row>,
    /// The suggestion that it begins with.
    proposed: Option<PhaseAdvice>,
    /// Who is one with whom, where that is the step.
    merging: merge::Merging,
}

impl State {
    /// The next step of a case.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::Status, Some(case), name, ctx), ctx)
    }

    /// The step that carries a suggestion out, filled in as far as that goes.
    pub fn proposing(case: CaseId, name: &str, advice: PhaseAdvice, ctx: &Ctx) -> Self {
        Self { proposed: Some(advice), ..Self::new(case, name, ctx) }
    }

    /// Somebody who was entered twice, and who the other one is, as far as that is known.
    pub fn merging(
        case: CaseId,
        name: &str,
        person: Option<PersonId>,
        other: Option<Seen>,
        ctx: &Ctx,
    ) -> Self {
        Self { merging: merge::Merging::of(person, other), ..Self::new(case, name, ctx) }
    }

    /// Why a case in which somebody is protected is opened by who is not responsible for it.
    pub fn looking(case: CaseId, ctx: &Ctx) -> Self {
        let mut state = Self::with(Life::ready(Kind::Status, Some(case), "", ctx), ctx);
        state.form = Form::new(vec![fields::look()], &ctx.texts);
        state.step = Some(Step::Look);
        state
    }

    /// Whether what is typed is kept as a draft: not why a case is opened, for it is about now.
    pub fn is_kept(&self) -> bool {
        self.step != Some(Step::Look)
    }

    /// A step as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::Status, draft.case, &draft.name, ctx).resuming(draft), ctx)
    }

    fn with(life: Life, ctx: &Ctx) -> Self {
        let form = Form::new(vec![fields::steps(None, ctx)], &ctx.texts);
        let mut state = Self {
            life,
            form,
            sheet: None,
            drafts: None,
            dropped: vec![],
            awaited: None,
            step: None,
            chosen: vec![],
            rows: vec![],
            proposed: None,
            merging: merge::Merging::default(),
        };
        life::start(&mut state, ctx);
        state
    }

    /// Has the fields that follow from what is chosen; `true` if the step is another than before.
    fn arrange(&mut self, ctx: &Ctx) -> bool {
        if self.step == Some(Step::Look) {
            return false;
        }
        let step = Step::of(&self.form.text("step"));
        let (changed, chosen) = (step != self.step, people::signature(&self.form));
        if changed || chosen != self.chosen {
            self.step = step;
            self.rebuild(changed, ctx);
            self.chosen = people::signature(&self.form);
        }
        let hands =
            |field: &form::Field| matches!(field.input, Input::Marks(..)) && field.text() == "hand";
        let hands_over = self.form.fields.iter().any(hands);
        self.form.show("to", hands_over);
        if let (Some(Step::Close), Some(sheet)) = (step, self.sheet.as_deref()) {
            fields::ask_room(&mut self.form, sheet, ctx);
        }
        if step == Some(Step::MoveOut) {
            let extends = self.form.text("as") == "extend";
            self.form.show("until", extends);
            self.form.show("why", extends);
        } else if step == Some(Step::Part) {
            home::arrange(&mut self.form);
        }
        changed
    }

    /// Makes the fields anew; what was typed stays, unless it is about another step.
    fn rebuild(&mut self, changed: bool, ctx: &Ctx) {
        let Some(sheet) = self.sheet.as_deref() else { return };
        let typed: Vec<(String, String)> = if changed {
            vec![]
        } else {
            self.form.kept().into_iter().filter(|(name, _)| people::outlives(name)).collect()
        };
        let (at, cursor) = self.form.place();
        let drafts = self.drafts.as_deref().unwrap_or_default();
        let more = match self.step {
            Some(Step::Merge) => merge::fields(self, sheet, ctx),
            Some(step) if step.is_of_people() => {
                people::of(step, sheet, &self.form, &self.rows, ctx)
            }
            Some(step) => fields::of(step, sheet, drafts, ctx),
            None => vec![],
        };
        let step = self.form.fields.drain(..).next();
        self.form = Form::new(step.into_iter().chain(more).collect(), &ctx.texts);
        self.form.restore(&typed);
        self.form.go(&at, cursor);
    }

    /// Begins with who was entered twice.
    fn begin_merging(&mut self, person: PersonId, other: Option<PersonId>, ctx: &Ctx) {
        self.form.set("step", "merge");
        self.arrange(ctx);
        for (name, id) in [("person", Some(person)), ("other", other)] {
            self.form.set(name, &id.map(|id| id.0.to_string()).unwrap_or_default());
            self.arrange(ctx);
        }
        self.form.focus("other");
    }

    /// Chooses the step of a suggestion; from where the case stands there may be none.
    fn propose(&mut self, advice: PhaseAdvice, ctx: &Ctx) {
        let (steps, (name, text)) = fields::carrying_out(advice, ctx);
        for step in steps {
            if self.step.is_none() {
                self.form.set("step", step);
                self.arrange(ctx);
            }
        }
        self.form.set(name, &text);
        self.arrange(ctx);
        if self.step.is_some() {
            self.form.apply(CommandId::FieldNext, ctx);
        }
    }

    /// What a key decided goes on to the next line by itself.
    fn go_on(&mut self, typed: &Typed, ctx: &Ctx) {
        let decided = |field: &form::Field| {
            matches!(field.input, Input::Marks(..)) && !field.text().is_empty()
        };
        if matches!(typed, Typed::Text(_)) && self.form.focused().is_some_and(decided) {
            self.form.apply(CommandId::FieldNext, ctx);
        }
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Status, state.form.context());
    situation.present.set(Need::Household, true);
    state.form.note(&mut situation.present);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it: the form, and below it what will happen.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let said = preview::lines(state, ctx, area.width);
    let below = u16::try_from(said.len()).unwrap_or(u16::MAX).min(area.height / 2);
    let above = Rect { height: area.height - below, ..area };
    preview::draw(&said, ctx, Rect { y: area.y + above.height, height: below, ..area }, buf);
    let title = match state.step {
        Some(Step::Look) => ctx.texts.get("status-protected"),
        _ => ctx.texts.form(Kind::Status),
    };
    form::sheet(ctx, above, buf, &title, &state.life, &mut state.form)
}

/// Takes a message. What was begun in forms that go with the case is fetched before the case is
/// closed, and goes behind it.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    let msg = match msg {
        Msg::Reply(Topic::Draft, result) if state.awaited.is_some() => {
            let id = state.awaited.take();
            match result {
                Ok(Reply::Draft(draft)) => state.dropped.push(*draft),
                // it is gone meanwhile: nothing to throw away
                _ => state.drafts.iter_mut().flatten().for_each(|head| {
                    head.hidden |= Some(head.was.id) == id;
                }),
            }
            Msg::Command(CommandId::Save)
        }
        msg => msg,
    };
    if let Msg::Reply(Topic::More, Ok(Reply::Caseload(page))) = msg {
        state.rows = page.rows;
        state.rebuild(false, ctx);
        state.arrange(ctx);
        return vec![];
    }
    if let (Msg::Reply(Topic::Similar | Topic::Sheet, _), Some(Step::Merge)) = (&msg, state.step) {
        let Msg::Reply(_, result) = msg else { return vec![] };
        let mut effects = merge::told(state, result, ctx);
        effects.extend(merge::questions(state));
        return effects;
    }
    let closed = matches!(msg, Msg::Reply(Topic::Saved, Ok(Reply::Saved(_))));
    let mut effects = life::update(state, msg, ctx);
    if let (true, Some(Step::Look), Some(case)) = (closed, state.step, state.life.case) {
        let screen = Screen::Case(Box::new(case::State::new(case, vec![])));
        effects.push(Effect::Open(Box::new(screen)));
    }
    if closed && !state.dropped.is_empty() {
        effects.insert(0, Effect::DiscardAlong(std::mem::take(&mut state.dropped)));
    }
    effects.extend(merge::questions(state));
    effects
}

/// Every household in care that she sees, as many as there are rows on a page.
fn everybody() -> cases::Query {
    cases::Query {
        scope: Scope::All,
        filter: Filter::Open,
        text: String::new(),
        sort: Sort::Name,
        offset: 0,
        limit: cases::PAGE_MAX,
        around: None,
    }
}

impl FormScreen for State {
    fn life(&self) -> &Life {
        &self.life
    }

    fn life_mut(&mut self) -> &mut Life {
        &mut self.life
    }

    fn questions(&self) -> Vec<Effect> {
        let Some(case) = self.life.case.filter(|_| self.life.is_waiting()) else { return vec![] };
        let show = Request::ShowCase(ShowCase { case, visits: 0 });
        vec![Effect::Read(Topic::Page, Request::Drafts), Effect::Read(Topic::Prepared, show)]
    }

    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>> {
        match reply {
            Reply::Case(sheet) => self.sheet = Some(sheet.clone()),
            Reply::Drafts(drafts) => self.drafts = Some(drafts.clone()),
            _ => return None,
        }
        let (Some(sheet), Some(drafts)) = (&self.sheet, &self.drafts) else { return None };
        let drafts = drafts.clone();
        self.form = Form::new(vec![fields::steps(Some(sheet), ctx)], &ctx.texts);
        self.step = None;
        if let Some(advice) = self.proposed {
            self.propose(advice, ctx);
        }
        if let Some((person, other)) = self.merging.begins.take() {
            self.begin_merging(person, other, ctx);
        }
        if self.step.is_none() {
            self.form.open();
        }
        Some(drafts)
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        Body::Fields { fields: self.form.kept(), at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        if let Some((_, step)) = fields.iter().find(|(name, _)| name == "step") {
            self.form.set("step", step);
            self.arrange(ctx);
        }
        self.form.restore(fields);
        self.arrange(ctx);
        if self.step == Some(Step::Merge) {
            self.merging.kept.clone_from(fields);
            merge::take_up(self, ctx);
        }
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        let (outline, room) = (self.form.outline(), fields::asked_room(&self.form));
        let effects = form::act(&mut self.form, typed, ctx);
        let chosen = self.arrange(ctx);
        if room.is_some() && room != fields::asked_room(&self.form) {
            self.form.set("room", ""); // decided about another one
        }
        let now = self.form.outline();
        self.form.stop_at_new(&outline);
        let on = [CommandId::Accept, CommandId::FieldNext].map(Typed::Command).contains(typed);
        // what was the last field is none any more by what was chosen in it
        let ended = effects.as_ref().is_some_and(|said| !said.is_empty());
        let grew = ended && now.0 == outline.0 && now.1.len() > outline.1.len();
        let effects = if on && (chosen || grew) && self.form.is_at(outline.0) {
            self.form.apply(CommandId::FieldNext, ctx);
            Some(vec![])
        } else {
            effects
        };
        self.go_on(typed, ctx);
        let mut effects = effects.unwrap_or_else(|| send::save(self, ctx));
        if chosen && self.step == Some(Step::Move) && self.rows.is_empty() {
            effects.push(Effect::Read(Topic::More, Request::Caseload(everybody())));
        }
        effects
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        preview::done(self, ctx)
    }

    fn is_for_good(&self, ctx: &Ctx) -> bool {
        self.step == Some(Step::Look) || send::lets_go(self, ctx)
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        let Refusal::Field(refused) = refusal else { return false };
        let name = match (refused.field, self.step) {
            (AnyField::When, Some(Step::Rhythm)) => "weeks",
            (AnyField::When, _) => "until",
            (AnyField::From, _) => "from",
            (AnyField::Place, Some(Step::MoveOut)) => "address",
            (AnyField::Place, _) => "home",
            (AnyField::Member, Some(Step::Move)) => "house",
            (AnyField::Member | AnyField::Person(_), Some(Step::Merge)) => "other",
            (AnyField::Member, _) => "lead",
            (AnyField::Colleague, Some(Step::Close)) => "to",
            (AnyField::Colleague, _) => "worker",
            _ => "why",
        };
        self.form.refuse(name, ctx.texts.field_error(&refused.error))
    }
}

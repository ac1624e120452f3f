//! The form of a need: a new one, maybe taken up from a visit, a change, or a step.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::needs::{AddNeed, ChangeNeed};
use crate::api::visits::Prepared;
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::checklist::{ActionField, ItemCode};
use crate::domain::clean;
use crate::domain::field::{Edit, FieldError, Fields, code};
use crate::domain::followup::WHAT_MAX;
use crate::domain::ids::{CaseId, NeedId, VisitId};
use crate::domain::needs::{self, Content, Need as Record, NeedField, Origin, Status};
use crate::tui::command::{Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::screens::form::life::{self, FormScreen, Life, Typed};
use crate::tui::screens::form::{self, CLASH, Field, Form, Reads, Word};
use crate::tui::theme::DOT;

/// In a draft: comes before a field, with what it held at the opening.
const WAS: &str = "was:";
/// In a draft: the need, that it is a step, and what it is taken up from.
const ABOUT: [&str; 4] = ["need", "step", "visit", "item"];

/// What is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Add(Option<Origin>),
    Edit(NeedId),
    /// With the state that is proposed, where it is not to stay.
    Step(NeedId, Option<Status>),
}

/// A need that is being written down.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    mode: Mode,
    /// What it said when the form was opened, or what is suggested.
    before: Vec<(NeedField, String)>,
    /// Who belongs to the household, and whether she sees what is restricted; not known at once.
    prepared: Option<Box<Prepared>>,
}

impl State {
    /// A new need of a field, where one is known.
    pub fn add(case: CaseId, name: &str, field: Option<ActionField>, ctx: &Ctx) -> Self {
        let field = field.map(|field| (NeedField::Field, code(&ActionField::CODES, field)));
        Self::with(case, name, Mode::Add(None), field.into_iter().collect(), ctx)
    }

    /// A new need, filled in from an answer of a visit.
    pub fn take_up(
        case: CaseId,
        name: &str,
        origin: Origin,
        fields: Vec<(NeedField, String)>,
        ctx: &Ctx,
    ) -> Self {
        Self::with(case, name, Mode::Add(Some(origin)), fields, ctx)
    }

    /// A change of what a need says.
    pub fn edit(need: &Record, name: &str, ctx: &Ctx) -> Option<Self> {
        Some(Self::with(need.case, name, Mode::Edit(need.id), texts_of(need.content()?), ctx))
    }

    /// A step of a need, to a state that is proposed where it is not to stay.
    pub fn step(need: &Record, name: &str, to: Option<Status>, ctx: &Ctx) -> Option<Self> {
        let before = texts_of(need.content()?);
        Some(Self::with(need.case, name, Mode::Step(need.id, to), before, ctx))
    }

    /// A need as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::waiting(draft.form, draft.case, &draft.name, ctx).resuming(draft);
        Self::made(life, Mode::Add(None), vec![], ctx)
    }

    fn with(
        case: CaseId,
        name: &str,
        mode: Mode,
        before: Vec<(NeedField, String)>,
        ctx: &Ctx,
    ) -> Self {
        Self::made(Life::waiting(Kind::Need, Some(case), name, ctx), mode, before, ctx)
    }

    fn made(life: Life, mode: Mode, before: Vec<(NeedField, String)>, ctx: &Ctx) -> Self {
        let mut state = Self { life, form: Form::default(), mode, before, prepared: None };
        state.form = state.fields(ctx);
        state.arrange(ctx);
        life::start(&mut state, ctx);
        state
    }

    fn was(&self, field: NeedField) -> Option<&str> {
        self.before.iter().find(|(of, _)| *of == field).map(|(_, text)| text.as_str())
    }
}

/// Every field of a need as canonical text.
fn texts_of(content: &Content) -> Vec<(NeedField, String)> {
    NeedField::ALL.map(|field| (field, content.field(field))).to_vec()
}

/// The name of a field in the form and in drafts.
fn name(field: NeedField) -> &'static str {
    match field {
        NeedField::Field => "field",
        NeedField::What => "what",
        NeedField::Severity => "severity",
        NeedField::Kind => "kind",
        NeedField::Person => "person",
        NeedField::Since => "since",
        NeedField::Restricted => "restricted",
        NeedField::Status => "status",
        NeedField::Word => "word",
    }
}

/// A canonical text as it is put into its field.
fn shown(field: NeedField, was: &str, ctx: &Ctx) -> String {
    let day = Some(field).filter(|f| *f == NeedField::Since).and_then(|_| was.parse().ok());
    day.map_or_else(|| was.to_owned(), |day| ctx.texts.date(day))
}

fn options(words: &[(&str, &'static str)]) -> form::Options {
    words.iter().map(|(code, key)| ((*code).to_owned(), Word::Text(key))).collect()
}

impl State {
    /// The fields, with what the need says.
    fn fields(&self, ctx: &Ctx) -> Form {
        let prepared = self.prepared.as_deref();
        let sees = prepared.is_none_or(|prepared| prepared.restricted);
        let of_visits = ActionField::CODES.into_iter().filter(|(_, field)| {
            field.is_of_visits() && (sees || *field != ActionField::Psychosocial)
        });
        let areas = of_visits.map(|(code, field)| (code.to_owned(), Word::Area(field))).collect();
        let people = prepared.map(|prepared| prepared.persons.as_slice()).unwrap_or_default();
        let mut people: form::Options =
            people.iter().map(|(id, name)| (id.0.to_string(), Word::Said(name.clone()))).collect();
        if let Some(id) = self.was(NeedField::Person).filter(|id| !id.is_empty())
            && people.iter().all(|(known, _)| known != id)
        {
            people.push((id.to_owned(), Word::Text("needs-former")));
        }
        let only = ctx.texts.get("needs-yes");
        let fields = vec![
            Field::choice("field", "needs-field", areas, "").needed(),
            Field::line("what", "needs-what", "").most(WHAT_MAX).needed(),
            Field::choice("severity", "needs-severity", options(SEVERITIES), "attention"),
            Field::choice("kind", "needs-kind", options(KINDS), "need"),
            Field::perhaps("person", "note-person", people, "").hint("note-person-hint"),
            Field::date("since", "needs-since", Reads::Past, &ctx.texts.date(ctx.today()))
                .needed()
                .hint("form-date-past-hint"),
            Field::tick("restricted", Word::Text("note-restricted"), &only, false)
                .hint("note-restricted-hint"),
            Field::note("word", "needs-word", "").most(needs::WORD_MAX).hint("needs-word-hint"),
            Field::choice("status", "needs-status", options(STATES), "open"),
        ];
        let mut form = Form::new(fields, &ctx.texts);
        if let Some(prepared) = prepared {
            form.know_former(&prepared.former, &ctx.texts);
        }
        for (field, was) in self.before.iter().filter(|(_, was)| !was.is_empty()) {
            form.set(name(*field), &shown(*field, was, ctx));
        }
        let steps = matches!(self.mode, Mode::Step(..));
        if let Mode::Step(_, Some(status)) = self.mode {
            form.set("status", &code(&Status::CODES, status));
        }
        for field in NeedField::ALL.into_iter().chain([NeedField::Word]) {
            let of_step = matches!(field, NeedField::Status | NeedField::Word);
            form.show(name(field), of_step == steps);
        }
        form.focus(if steps { "word" } else { "field" });
        if !steps && (matches!(self.mode, Mode::Edit(_)) || self.was(NeedField::What).is_some()) {
            form.focus("what");
        }
        form
    }

    /// A strength does not press, and of what is psychosocial nobody is asked whether it is restricted.
    fn arrange(&mut self, ctx: &Ctx) {
        if matches!(self.mode, Mode::Step(..)) {
            return;
        }
        let (always, strength) = (self.is_psychosocial(), self.form.text("kind") == "strength");
        let sees = self.prepared.as_ref().is_some_and(|prepared| prepared.restricted);
        self.form.show("severity", !strength);
        self.form.show("restricted", sees && !always);
        if let Some(field) = self.form.field_mut("field") {
            let said = always.then(|| ctx.texts.get("needs-psychosocial").into_owned());
            field.below = said.into_iter().collect();
        }
    }

    fn is_psychosocial(&self) -> bool {
        self.form.text("field") == code(&ActionField::CODES, ActionField::Psychosocial)
    }

    /// What a field holds that the server takes.
    fn value(&self, field: NeedField, ctx: &Ctx) -> String {
        let text = self.form.text(name(field));
        match field {
            NeedField::What => clean::line(&text),
            NeedField::Severity if self.form.text("kind") == "strength" => String::new(),
            NeedField::Since => self.form.day("since", ctx).map_or(text, |day| day.to_string()),
            NeedField::Restricted if self.is_psychosocial() => "x".to_owned(),
            _ => text,
        }
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let hint = |key| vec![Effect::Say(Notice::hint(ctx.texts.get(key)))];
        for (field, was) in &self.before {
            if self.form.takes_theirs(name(*field)) {
                self.form.set(name(*field), &shown(*field, was, ctx));
            }
        }
        let (true, Some(case)) = (self.form.check(ctx), self.life.case) else {
            return hint("form-not-yet");
        };
        let word = clean::text(&self.form.text("word"));
        let dropped = code(&Status::CODES, Status::Dropped);
        let gives_up = self.form.text("status") == dropped
            && self.was(NeedField::Status).is_some_and(|was| was != dropped);
        if gives_up && word.is_empty() {
            self.form.refuse("word", ctx.texts.field_error(&FieldError::Missing));
            return hint("form-not-yet");
        }
        let request = match self.mode {
            Mode::Add(origin) => {
                let asked = NeedField::ALL.into_iter().filter(|f| *f != NeedField::Status);
                let fields = asked.map(|field| (field, self.value(field, ctx)));
                let fields = fields.filter(|(_, text)| !text.is_empty()).collect();
                Request::AddNeed(Box::new(AddNeed { case, origin, fields }))
            }
            Mode::Edit(need) | Mode::Step(need, _) => {
                let edit = |(field, was): &(NeedField, String)| {
                    let (field, was, now) = (*field, was.clone(), self.value(*field, ctx));
                    (was != now).then_some(Edit { field, was, now })
                };
                let edits: Vec<_> = self.before.iter().filter_map(edit).collect();
                if edits.is_empty() && word.is_empty() {
                    let steps = matches!(self.mode, Mode::Step(..));
                    return hint(if steps { "needs-say" } else { "register-unchanged" });
                }
                Request::ChangeNeed(Box::new(ChangeNeed { case, need, edits, word }))
            }
        };
        // as with notes, nothing of what it says: it may be restricted
        let what = ctx.texts.with("needs-undo", &[("name", self.life.name.as_str().into())]);
        vec![self.life.save(request, what.into_owned())]
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

const SEVERITIES: &[(&str, &str)] = &[
    ("watch", "label-rating-watch"),
    ("attention", "label-rating-attention"),
    ("urgent", "label-rating-urgent"),
];
const KINDS: &[(&str, &str)] = &[
    ("need", "needs-kind-need"),
    ("goal", "needs-kind-goal"),
    ("strength", "needs-kind-strength"),
];
const STATES: &[(&str, &str)] = &[
    ("open", "needs-status-open"),
    ("under-way", "needs-status-under-way"),
    ("met", "needs-status-met"),
    ("dropped", "needs-status-dropped"),
];

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Need, state.form.context());
    situation.present.set(Need::Household, true);
    state.form.note(&mut situation.present);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = ctx.texts.get(match state.mode {
        Mode::Add(_) => "needs-add-title",
        Mode::Edit(_) => "needs-edit-title",
        Mode::Step(..) => "needs-step-title",
    });
    let what = state.was(NeedField::What).filter(|_| matches!(state.mode, Mode::Step(..)));
    let title: Vec<&str> = [Some(&*title), what].into_iter().flatten().collect();
    form::sheet(ctx, area, buf, &title.join(DOT), &state.life, &mut state.form)
}

impl FormScreen for State {
    fn life(&self) -> &Life {
        &self.life
    }

    fn life_mut(&mut self) -> &mut Life {
        &mut self.life
    }

    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>> {
        let Reply::Prepared(prepared) = reply else { return None };
        self.life.name.clone_from(&prepared.name);
        self.prepared = Some(prepared.clone());
        self.form = self.fields(ctx);
        self.arrange(ctx);
        Some(prepared.drafts.clone())
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let mut fields = self.form.kept();
        let (need, step, origin) = match self.mode {
            Mode::Add(origin) => (None, false, origin),
            Mode::Edit(need) => (Some(need), false, None),
            Mode::Step(need, _) => (Some(need), true, None),
        };
        let about = [
            need.map(|need| need.0.to_string()),
            step.then(|| "x".to_owned()),
            origin.map(|origin| origin.visit.0.to_string()),
            origin.map(|origin| origin.item.to_string()),
        ];
        let about = ABOUT.into_iter().zip(about);
        fields.extend(about.filter_map(|(name, text)| Some((name.to_owned(), text?))));
        fields
            .extend(self.before.iter().map(|(f, was)| (format!("{WAS}{}", name(*f)), was.clone())));
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        let text = |name: &str| fields.iter().find(|(of, _)| of == name).map(|(_, text)| text);
        let [need, step, visit, item] = ABOUT.map(text);
        let need = need.and_then(|id| id.parse().ok()).map(NeedId);
        let visit = visit.and_then(|id| id.parse().ok()).map(VisitId);
        let origin = visit.zip(item.and_then(|code| ItemCode::new(code)));
        self.mode = match (need, step) {
            (Some(need), Some(_)) => Mode::Step(need, None),
            (Some(need), None) => Mode::Edit(need),
            (None, _) => Mode::Add(origin.map(|(visit, item)| Origin { visit, item })),
        };
        let was = |field| Some((field, text(&format!("{WAS}{}", name(field)))?.clone()));
        self.before = NeedField::ALL.into_iter().filter_map(was).collect();
        self.form = self.fields(ctx);
        self.form.restore(fields);
        self.arrange(ctx);
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        let outline = self.form.outline();
        let effects = form::act(&mut self.form, typed, ctx);
        self.arrange(ctx);
        self.form.stop_at_new(&outline);
        effects.unwrap_or_else(|| self.save(ctx))
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let key = match self.mode {
            Mode::Add(_) => "needs-saved-new",
            Mode::Edit(_) => "needs-saved-edit",
            Mode::Step(..) => "needs-saved-step",
        };
        ctx.texts.get(key).into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        match refusal {
            Refusal::Field(refused) => {
                let AnyField::Need(field) = refused.field else { return false };
                self.form.refuse(name(field), ctx.texts.field_error(&refused.error))
            }
            Refusal::NeedClash(clashes) => {
                for clash in clashes.iter().rev() {
                    let theirs = shown(clash.field, &clash.theirs, ctx);
                    self.form.ask_which(name(clash.field), &theirs, CLASH, &ctx.texts);
                    if let Some(before) = self.before.iter_mut().find(|(of, _)| *of == clash.field)
                    {
                        before.1.clone_from(&clash.theirs);
                    }
                }
                true
            }
            _ => false,
        }
    }
}

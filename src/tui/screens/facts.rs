//! The fact sheet of a household: what is asked at a first visit, in the order of the talk, first of
//! the household and then of each member. What is known stands there with its day and source and is
//! not asked again; Enter goes from one question that has to be answered to the next.
//!
//! What is mostly the same for everybody is asked once, in the part of the household, and holds for
//! the members ticked at the top who have no answer of their own.
mod act;
mod aside;
pub(crate) mod fields;
mod keep;
mod part;
mod send;
mod view;

use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::facts::{EditFacts, FactHistory, Sheet, ShowFacts};
use crate::api::{Refusal, Reply, Request, Saved};
use crate::domain::facts::{Completeness, FactKey, Question, Required, Source, Subject, sheet};
use crate::domain::field::code;
use crate::domain::ids::{CaseId, PersonId, RequestId};
use crate::tui::command::{Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::Msg;
use crate::tui::screens::form::life::{self, FormScreen, Life, Typed};
use crate::tui::screens::form::{Field, Form, Reads, Word};
use crate::tui::screens::visit::head::words;
use crate::tui::theme::DOT;
use aside::Aside;
use part::{Clash, Part};
pub use view::view;

/// What comes before the id of a member in the name of a box.
const FOR: &str = "for:";

/// The fact sheet that is being filled in.
#[derive(Debug)]
pub struct State {
    life: Life,
    /// What the server said; `None` before it has.
    sheet: Option<Box<Sheet>>,
    /// Day and source of everything typed, and for whom what is typed for all holds.
    head: Form,
    /// The household, then its members.
    parts: Vec<Part>,
    /// The part that is shown.
    at: usize,
    /// The head has the focus.
    in_head: bool,
    /// One key has just answered, and the focus has gone on by itself.
    went_on: bool,
    /// A list beside the questions.
    aside: Option<Aside>,
    /// Members live in a shelter, where more has to be asked.
    in_shelter: bool,
    /// How complete each part is with what was typed.
    complete: Vec<Completeness>,
    /// What was typed for all and for whom it holds, when that was counted last.
    for_all: (Vec<(FactKey, String)>, Vec<PersonId>),
    /// The question whose answer is entered in another form that was opened from here.
    door: Option<String>,
    /// What a draft holds, until the sheet is here.
    held: Vec<(String, String)>,
    /// What goes ahead of answers that stay in the draft, and the id under which it was sent.
    ahead: Option<(RequestId, EditFacts)>,
}

impl State {
    /// The fact sheet of a case.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::Facts, Some(case), name, ctx), ctx)
    }

    /// A fact sheet as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::waiting(draft.form, draft.case, &draft.name, ctx);
        Self::with(life.resuming(draft), ctx)
    }

    fn with(life: Life, ctx: &Ctx) -> Self {
        let mut state = Self {
            life,
            sheet: None,
            head: head(&[], ctx),
            parts: vec![],
            at: 0,
            in_head: false,
            went_on: false,
            aside: None,
            in_shelter: false,
            complete: vec![],
            for_all: (vec![], vec![]),
            door: None,
            held: vec![],
            ahead: None,
        };
        life::start(&mut state, ctx);
        state
    }

    /// Fills in what the server knows.
    fn fill(&mut self, sheet: &Sheet, ctx: &Ctx) {
        self.parts = sheet.parts.iter().map(|p| Part::new(p, sheet.restricted, ctx)).collect();
        self.complete.clear();
        self.in_shelter = sheet.in_shelter;
        if let Some(household) = sheet.parts.first() {
            self.life.name.clone_from(&household.name);
        }
        self.head = head(&self.members(), ctx);
        self.sheet = Some(Box::new(sheet.clone()));
        self.at = self.at.min(self.parts.len().saturating_sub(1));
        self.arrange(ctx);
        if let Some(part) = self.parts.get_mut(self.at) {
            part.enter();
        }
    }

    /// Takes what was changed meanwhile; what was typed stays, and so do a list that is open and a
    /// decision that is asked for. She stays where she is, unless she comes back from the form in which
    /// the question is answered: then it goes on.
    fn refresh(&mut self, sheet: &Sheet, ctx: &Ctx) {
        let was = self.focused().cloned();
        let clashes: Vec<Vec<Clash>> = self.parts.iter().map(Part::clashes).collect();
        let of: Vec<Subject> = self.parts.iter().map(|part| part.subject).collect();
        let body = self.body(ctx);
        self.fill(sheet, ctx);
        self.restore(&body, ctx);
        for (subject, clashes) in of.into_iter().zip(clashes) {
            let now = sheet.parts.iter().find(|part| part.subject == subject);
            if let Some(part) = self.parts.iter_mut().find(|part| part.subject == subject) {
                part.ask_again(clashes, now, ctx);
            }
        }
        keep::go(self, &body);
        let now = self.body(ctx);
        self.life.renew(&body, &now);
        if let Some(was) = was
            && let Some(field) = self.focused_mut(&was.name)
        {
            field.stay(&was);
        }
        let door = self.door.take();
        let through = |field: &Field| field.known.is_some() && Some(&field.name) == door.as_ref();
        if self.focused().is_some_and(through)
            && let Some(part) = self.parts.get_mut(self.at)
        {
            part.form.go_on(ctx);
        }
    }

    /// The field that has the focus.
    fn focused(&self) -> Option<&Field> {
        if self.in_head { self.head.focused() } else { self.part()?.form.focused() }
    }

    /// The same, if it is this one, to change it.
    fn focused_mut(&mut self, name: &str) -> Option<&mut Field> {
        let here = self.focused().is_some_and(|field| field.name == name);
        let form = match self.parts.get_mut(self.at) {
            _ if self.in_head => &mut self.head,
            part => &mut part?.form,
        };
        form.field_mut(name).filter(|_| here)
    }

    /// Members and what to call them.
    fn members(&self) -> Vec<(PersonId, String)> {
        let here = self.parts.iter().filter(|part| !part.left);
        here.filter_map(|part| Some((part.person()?, part.name.clone()))).collect()
    }

    /// Members that what is typed for all holds for.
    fn ticked(&self) -> Vec<PersonId> {
        let boxes = self.head.fields.iter().filter(|field| field.ticked() == Some(true));
        boxes.filter_map(|f| f.name.strip_prefix(FOR)?.parse().ok().map(PersonId)).collect()
    }

    fn source(&self) -> Source {
        let code = self.head.text("source");
        let found = Source::CODES.iter().find(|(known, _)| *known == code);
        found.map_or(Source::Unnoted, |(_, source)| *source)
    }

    /// What was typed for all: questions and texts.
    fn shared(&self) -> Vec<(FactKey, String)> {
        let Some(household) = self.parts.first().filter(|part| part.is_household()) else {
            return vec![];
        };
        let typed = sheet().iter().filter(|q| q.copied && household.is_changed(q));
        let text = |q: &Question| household.form.field(&fields::name(q)).map(Field::answer);
        typed.filter_map(|q| Some((q.key, text(q)?))).collect()
    }

    /// Whether a question of all is still to be asked: somebody has no answer to it.
    fn is_shared_open(&self, question: &Question, ctx: &Ctx) -> bool {
        self.parts.iter().skip(1).any(|part| part.lacks(question, ctx))
    }

    /// Shows what follows from what was typed: questions that are asked, what is missing.
    fn arrange(&mut self, ctx: &Ctx) {
        let (shared, ticked) = (self.shared(), self.ticked());
        for part in self.parts.iter_mut().skip(1) {
            let gets = part.person().is_some_and(|person| ticked.contains(&person));
            part.copy(if gets { &shared } else { &[] }, ctx);
        }
        let for_all = (shared, ticked);
        let restricted = self.sheet.as_ref().is_some_and(|sheet| sheet.restricted);
        let known = self.complete.len() == self.parts.len() && self.for_all == for_all;
        let complete = |(at, part): (usize, &Part)| match self.complete.get(at) {
            Some(complete) if known && at != self.at => complete.clone(),
            _ => part.complete(self.in_shelter, restricted, ctx),
        };
        self.complete = self.parts.iter().enumerate().map(complete).collect();
        self.for_all = for_all;
        let shared_open: Vec<(&Question, bool)> = sheet()
            .iter()
            .filter(|question| question.copied)
            .map(|question| (question, self.is_shared_open(question, ctx)))
            .collect();
        for (part, complete) in self.parts.iter_mut().zip(&self.complete) {
            let mut open = complete.missing.clone();
            if part.is_household() {
                let asks = |(q, open): &&(&Question, bool)| *open && q.required != Required::No;
                let unanswered = |q: &Question| part.value(q, ctx).is_empty();
                let asked = shared_open.iter().filter(asks).filter(|(q, _)| unanswered(q));
                open.extend(asked.map(|(q, _)| q.key));
            }
            part.arrange(&open, ctx);
            if part.is_household() {
                for (question, open) in &shared_open {
                    let name = fields::name(question);
                    let stays = *open || part.is_changed(question);
                    part.form.show(&name, stays);
                }
            }
        }
    }

    /// How complete the whole is with what was typed.
    fn whole(&self) -> Completeness {
        Completeness::sum(self.complete.iter())
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }

    fn ask(&self, topic: Topic) -> Option<Effect> {
        let case = self.life.case?;
        Some(Effect::Read(topic, Request::ShowFacts(ShowFacts { case })))
    }

    fn part(&self) -> Option<&Part> {
        self.parts.get(self.at)
    }
}

/// The fields at the top.
fn head(members: &[(PersonId, String)], ctx: &Ctx) -> Form {
    let source = code(&Source::CODES, Source::Word);
    let mut fields = vec![
        Field::date("as-of", "sheet-as-of", Reads::Past, &ctx.texts.date(ctx.today()))
            .needed()
            .hint("form-date-past-hint"),
        Field::choice("source", "sheet-source", words(&Source::CODES, Word::Source), &source),
    ];
    fields.extend(members.iter().enumerate().map(|(at, (id, name))| {
        let label = if at == 0 { Word::Text("sheet-for") } else { Word::Said(String::new()) };
        Field::tick(&format!("{FOR}{}", id.0), label, name, true)
    }));
    Form::new(fields, &ctx.texts)
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let form = if state.in_head { Some(&state.head) } else { state.part().map(|part| &part.form) };
    let form = form.filter(|_| state.aside.is_none());
    let context = form.map_or(Context::Form, Form::context);
    let mut situation = Situation::new(Place::Facts, context);
    situation.present.add(Need::Household);
    if let Some(form) = form {
        form.note(&mut situation.present);
    }
    situation.present.set(Need::Person, state.parts.len() > 1);
    let question = state.question().filter(|_| !state.in_head && state.aside.is_none());
    let answered = question.zip(state.part()).is_some_and(|(q, part)| part.before(q.key).is_some());
    situation.present.set(Need::Answer, answered);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    if state.in_head {
        return state.head.field_is_empty();
    }
    state.part().is_none_or(|part| part.form.field_is_empty())
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    let here = !state.life.is_waiting();
    match msg {
        // back from another form, or a colleague was here
        Msg::Shown(_) if here => state.ask(Topic::Page).into_iter().collect(),
        Msg::Changed(cases) if here => {
            let mine = cases.is_none_or(|cases| state.case().is_some_and(|c| cases.contains(&c)));
            state.ask(Topic::Page).into_iter().filter(|_| mine).collect()
        }
        Msg::Reply(Topic::Page, Ok(Reply::Facts(sheet))) => {
            state.refresh(&sheet, ctx);
            vec![]
        }
        Msg::Reply(Topic::Sheet, Ok(Reply::FactHistory(history))) => {
            if let Some(Aside::History { entries, .. }) = &mut state.aside {
                *entries = Some(history);
            }
            vec![]
        }
        Msg::Reply(Topic::Sheet, Err(refusal)) => {
            state.aside = None;
            vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts))]
        }
        msg => life::update(state, msg, ctx),
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
        let drafts = Effect::Read(Topic::Drafts, Request::Drafts);
        let sheet = self.ask(Topic::Prepared).filter(|_| self.life.is_waiting());
        sheet.into_iter().chain([drafts]).collect()
    }

    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>> {
        let Reply::Facts(sheet) = reply else { return None };
        self.fill(sheet, ctx);
        Some(vec![])
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        keep::body(self)
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        keep::restore(self, body, ctx);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        act::act(self, typed, ctx)
    }

    /// What stays in the draft is closed with it: there is nothing that she could do here.
    fn rest(&mut self, ctx: &Ctx) -> Option<Effect> {
        self.ahead.take()?;
        keep::keep_withheld(self, ctx);
        Some(Effect::Close)
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let whole = self.whole();
        let values = [("missing", whole.missing.len().into()), ("all", whole.required.into())];
        let said = match whole.missing.len() {
            0 => ctx.texts.get("sheet-saved-all"),
            _ => ctx.texts.with("sheet-saved", &values),
        };
        let withheld = match keep::count_withheld(self) {
            0 => None,
            n => Some(ctx.texts.with("sheet-withheld", &[("n", n.into())])),
        };
        [Some(said), withheld].into_iter().flatten().collect::<Vec<_>>().join(DOT)
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        send::refused(self, refusal, ctx)
    }
}

impl State {
    /// The question that has the focus.
    fn question(&self) -> Option<&'static Question> {
        let name = &self.part()?.form.focused()?.name;
        let number = name.strip_prefix('q')?.split(':').next()?.parse().ok()?;
        FactKey(number).question()
    }

    /// Asks for the history of the question that has the focus.
    fn ask_history(&mut self) -> Vec<Effect> {
        let (Some(question), Some(part), Some(case)) =
            (self.question(), self.part(), self.life.case)
        else {
            return vec![];
        };
        let ask = FactHistory { case, subject: part.subject, key: question.key };
        self.aside = Some(Aside::history(question.key));
        vec![Effect::Read(Topic::Sheet, Request::FactHistory(ask))]
    }
}

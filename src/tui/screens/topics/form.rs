//! The form of information given: several topics and several persons at once.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::topics::Tell;
use crate::api::visits::Prepared;
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::codes::List;
use crate::domain::field::FieldError;
use crate::domain::household::Interpreter;
use crate::domain::ids::CaseId;
use crate::domain::topics::{Entry, How, TopicField, WHO_MAX};
use crate::tui::command::{Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::screens::facts::fields::{options, value};
use crate::tui::screens::form::codes::Codes;
use crate::tui::screens::form::life::{self, FormScreen, Life, Typed};
use crate::tui::screens::form::{self, Field, Form, Reads, Word};
use crate::tui::screens::visit::head::{met, persons, refuse_persons};
use crate::tui::widgets::several::Several;

/// Cells of a row that the topics do not have: label, and what is typed behind them.
const BESIDE: u16 = 24;

/// Information that is being entered.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// The topic it was opened from; empty otherwise.
    topic: String,
}

impl State {
    /// Information to a household, about one topic where it is opened from that.
    pub fn new(case: CaseId, name: &str, topic: Option<&str>, ctx: &Ctx) -> Self {
        let life = Life::waiting(Kind::Topics, Some(case), name, ctx);
        Self::with(life, topic.unwrap_or_default(), ctx)
    }

    /// Information as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::waiting(draft.form, draft.case, &draft.name, ctx);
        Self::with(life.resuming(draft), "", ctx)
    }

    fn with(life: Life, topic: &str, ctx: &Ctx) -> Self {
        let mut state = Self { life, form: Form::default(), topic: topic.to_owned() };
        state.form = state.fields(None, ctx);
        life::start(&mut state, ctx);
        state
    }

    /// The fields, with what is known of the household: its language, and whether it needs interpreting.
    fn fields(&self, prepared: Option<&Prepared>, ctx: &Ctx) -> Form {
        let topics = options(List::Topic, Some(self.topic.as_str()), ctx);
        let ways = options(List::TopicWay, None, ctx);
        let interpreted = prepared.is_some_and(|known| known.interpreter != Interpreter::None);
        let way = if interpreted { "interpreter" } else { "talk" };
        let language = prepared.map(|known| Codes::Language.in_words(&known.language, &ctx.texts));
        let mut people = persons(prepared.map_or(&[], |known| known.persons.as_slice()), 1);
        if let Some(first) = people.first_mut() {
            first.label = Word::Text("topic-persons");
        }
        let day = ctx.texts.date(ctx.today());
        let mut fields = vec![
            Field::several("topics", Several::many(), topics, vec![])
                .labelled(Word::Text("topic-topics"))
                .needed()
                .hint("topic-topics-hint"),
        ];
        fields.extend(people);
        fields.extend([
            Field::date("date", "topic-day", Reads::Past, &day)
                .needed()
                .hint("form-date-past-hint"),
            Field::codes("language", "topic-language", Codes::Language, "")
                .hint("topic-language-hint"),
            Field::choice("way", "topic-way", ways, way),
            Field::line("who", "topic-who", "").most(WHO_MAX).hint("topic-who-hint"),
        ]);
        let mut form = Form::new(fields, &ctx.texts);
        form.set("topics", &self.topic);
        form.propose("language", &language.unwrap_or_default());
        if !self.topic.is_empty() {
            let first = form.fields.get(1).map(|field| field.name.clone());
            form.focus(&first.unwrap_or_default());
        }
        form
    }

    /// Says all topics below their field where they do not fit into it.
    fn say_topics(&mut self, ctx: &Ctx) {
        let Some(field) = self.form.field_mut("topics") else { return };
        let words = field.in_words(&ctx.texts);
        field.hint = words.is_empty().then_some("topic-topics-hint");
        let long = ctx.theme.width(&words).saturating_add(BESIDE) > ctx.size.0;
        field.below = long.then_some(words).into_iter().collect();
    }

    fn topics(&self) -> Vec<String> {
        let topics = self.form.text("topics");
        topics.split(", ").filter(|code| !code.is_empty()).map(str::to_owned).collect()
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut holds = self.form.check(ctx);
        let persons = met(&self.form);
        if persons.is_empty() {
            self.refuse(TopicField::Persons, ctx.texts.field_error(&FieldError::Missing));
            holds = false;
        }
        let (Some(case), Some(day), true) = (self.life.case, self.form.day("date", ctx), holds)
        else {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        };
        let language = self.form.field("language").map(|field| value(field, ctx));
        let (way, who) = (self.form.text("way"), self.form.text("who"));
        let how = How { day, language: language.unwrap_or_default(), way, who };
        let entry = Entry { persons, topics: self.topics(), how };
        let what = ctx.texts.with("topic-what", &[("name", self.life.surname().into())]);
        let request = Request::TellTopics(Box::new(Tell { case, entry }));
        vec![self.life.save(request, what.into_owned())]
    }

    /// Says beside a field what is wrong with it.
    fn refuse(&mut self, field: TopicField, error: String) -> bool {
        let name = match field {
            TopicField::Topics => "topics",
            TopicField::Persons => return refuse_persons(&mut self.form, error),
            TopicField::Day => "date",
            TopicField::Language => "language",
            TopicField::Way => "way",
            TopicField::Who => "who",
        };
        self.form.refuse(name, error)
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Topic, state.form.context());
    situation.present.add(Need::Household);
    state.form.note(&mut situation.present);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = ctx.texts.get("topic-title").into_owned();
    form::sheet(ctx, area, buf, &title, &state.life, &mut state.form)
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
        self.form = self.fields(Some(prepared), ctx);
        self.form.know_former(&prepared.former, &ctx.texts);
        Some(prepared.drafts.clone())
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        Body::Fields { fields: self.form.kept(), at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        if let Body::Fields { fields, at, cursor } = body {
            self.form.restore(fields);
            self.say_topics(ctx);
            self.form.go(at, *cursor);
        }
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        let effects = form::act(&mut self.form, typed, ctx);
        let effects = effects.unwrap_or_else(|| self.save(ctx));
        self.say_topics(ctx);
        effects
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let (topics, persons) = (self.topics().len(), met(&self.form).len());
        let values = [("topics", topics.into()), ("persons", persons.into())];
        ctx.texts.with("topic-saved", &values).into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        let Refusal::Field(refused) = refusal else { return false };
        let AnyField::Topic(field) = refused.field else { return false };
        let error = match (field, &refused.error) {
            (TopicField::Persons, FieldError::NotAChoice) => {
                ctx.texts.get("form-former-day").into_owned()
            }
            (_, error) => ctx.texts.field_error(error),
        };
        self.refuse(field, error)
    }
}

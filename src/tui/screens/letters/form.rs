//! The form of a letter: a new one, or one that is corrected. Below the deadline stands what the law
//! says; one key takes it over, nothing is taken over by itself.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::letters::{Change, Shown, Write};
use crate::api::visits::Prepared;
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::codes::List;
use crate::domain::field::{Edit, Fields, code};
use crate::domain::ids::{CaseId, LetterId};
use crate::domain::letters::{Content, LINE_MAX, LetterField, Status, Suggestion};
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::screens::facts::fields::{options, value};
use crate::tui::screens::form::life::{self, FormScreen, Life, Typed};
use crate::tui::screens::form::{self, CLASH, Field, Form, Reads, Word};
use crate::tui::theme::DOT;

/// In a draft: comes before a field, with what it held at the opening.
const WAS: &str = "was:";
/// In a draft: the letter.
const OF: &str = "of";
/// In a draft: comes before the id of whom it was about, with her name; so the draft is out of sight
/// when she is.
const ABOUT: &str = "name:";
/// The field that the suggestion stands below.
const DEADLINE: &str = "deadline";

/// A letter that is being written down.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// What is corrected; `None` for a new one.
    letter: Option<LetterId>,
    /// What the letter said when the form was opened, as canonical texts.
    before: Vec<(LetterField, String)>,
    /// Whom it was about then: she may belong to the household no more.
    about: String,
}

impl State {
    /// A new letter to a household.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::Letter, Some(case), name, ctx)).begun(ctx)
    }

    /// A letter that is corrected.
    pub fn edit(shown: &Shown, name: &str, ctx: &Ctx) -> Option<Self> {
        let content = &shown.letter.now()?.content;
        let life = Life::waiting(Kind::Letter, Some(shown.letter.case), name, ctx);
        let before = LetterField::CODES.map(|(_, field)| (field, content.field(field)));
        let letter = Some(shown.letter.id);
        let about = shown.person.clone();
        Some(Self { letter, about, before: before.to_vec(), ..Self::with(life) }.begun(ctx))
    }

    /// A letter as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::waiting(draft.form, draft.case, &draft.name, ctx).resuming(draft);
        let mut state = Self::with(life);
        if let Body::Fields { fields, .. } = &draft.body {
            state.keep(fields);
        }
        state.begun(ctx)
    }

    fn with(life: Life) -> Self {
        let (form, about) = (Form::default(), String::new());
        Self { life, form, letter: None, before: vec![], about }
    }

    fn begun(mut self, ctx: &Ctx) -> Self {
        self.form = self.fields(None, ctx);
        self.suggest(ctx);
        life::start(&mut self, ctx);
        self
    }

    /// Takes over from a draft what stands in no field.
    fn keep(&mut self, fields: &[(String, String)]) {
        let text = |name: &str| fields.iter().find(|(of, _)| of == name).map(|(_, text)| text);
        self.letter = text(OF).and_then(|id| id.parse().ok()).map(LetterId);
        let about = fields.iter().find(|(of, _)| of.starts_with(ABOUT));
        self.about = about.map(|(_, name)| name.clone()).unwrap_or_default();
        let was = |(name, field): (&str, LetterField)| {
            Some((field, text(&format!("{WAS}{name}"))?.clone()))
        };
        self.before = LetterField::CODES.into_iter().filter_map(was).collect();
    }

    fn was(&self, field: LetterField) -> Option<&str> {
        self.before.iter().find(|(of, _)| *of == field).map(|(_, was)| was.as_str())
    }

    /// The fields, with what the letter said.
    fn fields(&self, prepared: Option<&Prepared>, ctx: &Ctx) -> Form {
        let people = prepared.map(|prepared| prepared.persons.as_slice()).unwrap_or_default();
        let mut people: Vec<_> =
            people.iter().map(|(id, name)| (id.0.to_string(), Word::Said(name.clone()))).collect();
        let about = self.was(LetterField::Person).unwrap_or_default();
        if !about.is_empty() && !people.iter().any(|(id, _)| id == about) {
            people.push((about.to_owned(), Word::Said(self.about.clone())));
        }
        let offered = |list, field| options(list, self.was(field), ctx);
        let day = |name, label, reads| Field::date(name, label, reads, "");
        let statuses = [
            (Status::Open, "letter-open"),
            (Status::Answered, "letter-answered"),
            (Status::NoAction, "letter-none"),
        ];
        let statuses =
            statuses.map(|(status, key)| (code(&Status::CODES, status), Word::Text(key)));
        let kinds = offered(List::LetterKind, LetterField::Kind);
        let senders = offered(List::LetterSender, LetterField::Sender);
        let ways = offered(List::LetterWay, LetterField::Way);
        let fields = vec![
            Field::choice("kind", "letter-kind", kinds, "").needed(),
            Field::perhaps("sender", "letter-sender", senders, ""),
            day("received", "letter-received", Reads::Past).needed().hint("letter-received-hint"),
            Field::choice("way", "letter-way", ways, "post"),
            day("dated", "letter-dated", Reads::Past).hint("letter-dated-hint"),
            day(DEADLINE, "letter-deadline", Reads::Until).hint("letter-deadline-hint"),
            Field::line("what", "letter-what-label", "").most(LINE_MAX).hint("letter-what-hint"),
            Field::line("name", "letter-name", "").most(LINE_MAX),
            Field::perhaps("person", "note-person", people, "").hint("note-person-hint"),
            Field::choice("status", "letter-status", statuses.to_vec(), "open"),
        ];
        let mut form = Form::new(fields, &ctx.texts);
        for (field, was) in &self.before {
            form.set(name(*field), &shown(*field, was, ctx));
        }
        form.show("status", self.letter.is_some());
        form
    }

    /// What a field holds that the server takes.
    fn value(&self, field: LetterField, ctx: &Ctx) -> String {
        self.form.field(name(field)).map(|field| value(field, ctx)).unwrap_or_default()
    }

    /// The letter as far as it is filled in, and what does not hold.
    fn content(&self, ctx: &Ctx) -> (Content, Option<(LetterField, String)>) {
        let mut content = Content::new();
        let mut wrong = None;
        for (_, field) in LetterField::CODES {
            let text = self.value(field, ctx);
            let known = self.was(field) == Some(text.as_str()); // also what no list has any more
            if let (Err(error), false) = (content.set_field(field, &text, ctx.today()), known) {
                wrong.get_or_insert((field, ctx.texts.field_error(&error)));
            }
        }
        (content, wrong)
    }

    /// What the law says, below the deadline.
    fn suggest(&mut self, ctx: &Ctx) {
        let suggested = self.content(ctx).0.suggestion();
        let said = suggested.map(|suggested| in_words(&suggested, ctx));
        if let Some(field) = self.form.field_mut(DEADLINE) {
            field.below = said.into_iter().collect();
        }
    }

    /// Takes the suggested deadline over.
    fn take_over(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(suggested) = self.content(ctx).0.suggestion() else {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("letter-nothing-suggested")))];
        };
        self.form.set(DEADLINE, &ctx.texts.date(suggested.last));
        vec![]
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        for (field, was) in &self.before {
            if self.form.takes_theirs(name(*field)) {
                self.form.set(name(*field), &shown(*field, was, ctx));
            }
        }
        let holds = self.form.check(ctx) && self.holds(ctx);
        let Some(case) = self.life.case.filter(|_| holds) else {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        };
        let Some(request) = self.request(case, ctx) else {
            let unchanged = Notice::hint(ctx.texts.get("register-unchanged"));
            return vec![Effect::Close, Effect::Say(unchanged)];
        };
        let what = ctx.texts.with("letter-what", &[("name", self.life.name.as_str().into())]);
        let what = what.into_owned();
        vec![self.life.save(request, what)]
    }

    /// Lets the letter itself look at what is filled in; whom it is about the server checks.
    fn holds(&mut self, ctx: &Ctx) -> bool {
        let (content, wrong) = self.content(ctx);
        let members: Vec<_> = content.person.into_iter().collect();
        let checked = content.check(&members, ctx.today()).err();
        let checked = checked.map(|(field, error)| (field, ctx.texts.field_error(&error)));
        let wrong = wrong.or(checked.filter(|(field, _)| {
            self.value(*field, ctx).is_empty() || {
                self.was(*field) != Some(&*self.value(*field, ctx))
            }
        }));
        let Some((field, error)) = wrong else { return true };
        self.form.refuse(name(field), error);
        false
    }

    /// What is sent; `None` where nothing was changed.
    fn request(&self, case: CaseId, ctx: &Ctx) -> Option<Request> {
        let fields = LetterField::CODES.map(|(_, field)| (field, self.value(field, ctx)));
        let Some(letter) = self.letter else {
            let fields = fields.into_iter().filter(|(_, text)| !text.is_empty()).collect();
            return Some(Request::WriteLetter(Box::new(Write { case, fields })));
        };
        let edit = |(field, now): (LetterField, String)| {
            let was = self.was(field)?.to_owned();
            (was != now).then_some(Edit { field, was, now })
        };
        let edits: Vec<_> = fields.into_iter().filter_map(edit).collect();
        let change = (!edits.is_empty()).then_some(Change { case, letter, edits })?;
        Some(Request::EditLetter(Box::new(change)))
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// The name of a field in the form and in drafts.
fn name(field: LetterField) -> &'static str {
    LetterField::CODES.iter().find(|(_, of)| *of == field).map_or("", |(name, _)| name)
}

/// A canonical text as it is put into its field.
fn shown(field: LetterField, was: &str, ctx: &Ctx) -> String {
    let is_date =
        matches!(field, LetterField::Received | LetterField::Dated | LetterField::Deadline);
    let date = is_date.then(|| was.parse().ok()).flatten();
    date.map_or_else(|| was.to_owned(), |date| ctx.texts.typed_date(date))
}

/// `Vorschlag Mo 14.12.2026 · …`, with the law, from when it counts, and the key that takes it over.
fn in_words(suggested: &Suggestion, ctx: &Ctx) -> String {
    let Suggestion { last, from, posted, moved, remedy } = *suggested;
    let texts = &ctx.texts;
    let with = |key, name, text: String| texts.with(key, &[(name, text.into())]).into_owned();
    let begins = if posted { "letter-from-posted" } else { "letter-from" };
    let parts = [
        Some(with("letter-suggested", "date", texts.weekday_date(last))),
        Some(texts.remedy(remedy).into_owned()),
        Some(with(begins, "date", texts.date_near(from, ctx.today()))),
        moved.then(|| texts.get("letter-moved").into_owned()),
        Some(with("letter-take", "key", ctx.key(CommandId::LetterTake, Context::Date))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Letter, state.form.context());
    situation.present.add(Need::Household);
    state.form.note(&mut situation.present);
    let at = state.form.focused();
    let suggested = at.is_some_and(|field| field.name == DEADLINE && !field.below.is_empty());
    situation.present.set(Need::Suggested, suggested);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let key = if state.letter.is_some() { "letter-edit-title" } else { "label-form-letter" };
    let title = ctx.texts.get(key).into_owned();
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
        self.suggest(ctx);
        // a draft does not say of which letter it is: one of another must not take this one's place
        Some(if self.letter.is_none() { prepared.drafts.clone() } else { vec![] })
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let mut fields = self.form.kept();
        if let Some(letter) = self.letter {
            fields.push((OF.to_owned(), letter.0.to_string()));
        }
        if let Some(person) = self.was(LetterField::Person).filter(|person| !person.is_empty()) {
            fields.push((format!("{ABOUT}{person}"), self.about.clone()));
        }
        let was = self.before.iter().map(|(of, was)| (format!("{WAS}{}", name(*of)), was.clone()));
        fields.extend(was);
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        self.keep(fields);
        self.form.restore(fields);
        self.form.show("status", self.letter.is_some());
        self.suggest(ctx);
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        let effects = match typed {
            Typed::Command(CommandId::LetterTake) => Some(self.take_over(ctx)),
            typed => form::act(&mut self.form, typed, ctx),
        };
        let effects = effects.unwrap_or_else(|| self.save(ctx));
        self.suggest(ctx);
        effects
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let day = self.form.day(DEADLINE, ctx).map(|day| ctx.texts.weekday_near(day, ctx.today()));
        let day = day.filter(|_| self.form.text("status") == "open");
        match day {
            Some(day) => ctx.texts.with("letter-saved-deadline", &[("date", day.into())]),
            None => ctx.texts.get("letter-saved"),
        }
        .into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        match refusal {
            Refusal::Field(refused) => {
                let AnyField::Letter(field) = refused.field else { return false };
                self.form.refuse(name(field), ctx.texts.field_error(&refused.error))
            }
            Refusal::LetterClash(clashes) => {
                for clash in clashes.iter().rev() {
                    let theirs = shown(clash.field, &clash.theirs, ctx);
                    self.form.ask_which(name(clash.field), &theirs, CLASH, &ctx.texts);
                    let before = self.before.iter_mut().find(|(of, _)| *of == clash.field);
                    if let Some((_, was)) = before {
                        was.clone_from(&clash.theirs);
                    }
                }
                true
            }
            _ => false,
        }
    }
}

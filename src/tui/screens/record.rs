//! The forms of records: a new household, a new person in it, and changes to either, field by
//! field, so that two people who change different fields of one record both keep what they wrote.
mod fields;
pub mod home;
mod send;
mod similar;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form;
use super::form::life::{self, FormScreen, Life, Typed};
use super::form::{CLASH, Form};
use crate::api::cases::{Sheet, ShowCase};
use crate::api::drafts::{Body, Draft, Form as Kind, Head, Was};
use crate::api::households::EditHousehold;
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::field::{Edit, choice};
use crate::domain::ids::{CaseId, HouseholdId, PersonId, RequestId};
use crate::domain::person::{Person, PersonField, Sex};
use crate::text::Texts;
use crate::tui::command::{CommandId, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Topic};
use crate::tui::screens::Screen;
pub(super) use similar::who as known_as;

/// What a person's field holds, as it is read; `–` where that is nothing.
pub(super) fn in_words(field: PersonField, text: &str, texts: &Texts) -> String {
    match field {
        _ if text.is_empty() => "–".to_owned(),
        PersonField::Sex => texts.sex(choice(&Sex::CODES, text).unwrap_or_default()).into_owned(),
        _ => fields::shown(fields::person(field), text, texts),
    }
}

/// In a draft: comes before the name of a field whose value at the opening is kept with it.
const WAS: &str = "was:";

/// A record that is being written down or changed.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// What is changed; known once the case is.
    household: Option<HouseholdId>,
    /// The values at the opening.
    before: Vec<Before>,
    /// The other changes of a household that goes ahead of its move, as they were sent.
    ahead: Option<(RequestId, EditHousehold)>,
    /// Who may be the person in the form.
    similar: similar::Similar,
    /// What was typed into another form before this one was opened, by field.
    proposed: Vec<(String, String)>,
    /// The form of a further person is to be opened behind this one.
    next_follows: bool,
}

/// What a field held when the form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Before {
    name: String,
    /// Its canonical text.
    was: String,
    /// The same as it was put into the field.
    shown: String,
}

impl State {
    /// A new household.
    pub fn new_household(ctx: &Ctx) -> Self {
        Self::with(Life::ready(Kind::NewHousehold, None, "", ctx), ctx)
    }

    /// A new person in the household of a case.
    pub fn new_person(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::ready(Kind::NewPerson, Some(case), name, ctx), ctx)
    }

    /// A person of a case, to be changed.
    pub fn person(case: CaseId, name: &str, person: PersonId, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::EditPerson(person), Some(case), name, ctx), ctx)
    }

    /// The household of a case, to be changed or moved.
    pub fn household(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::EditHousehold, Some(case), name, ctx), ctx)
    }

    /// The same with what was typed elsewhere as proposed changes; `instead` is the draft whose
    /// place that takes.
    fn proposing(self, proposed: Vec<(String, String)>, instead: Option<Was>) -> Self {
        Self { life: self.life.instead_of(instead), proposed, ..self }
    }

    /// A form as its draft was left; `None` if it is the draft of another one.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Option<Self> {
        let life = match draft.form {
            Kind::NewHousehold | Kind::NewPerson => Life::ready,
            Kind::EditPerson(_) | Kind::EditHousehold => Life::waiting,
            _ => return None,
        };
        let life = life(draft.form, draft.case, &draft.name, ctx).resuming(draft);
        Some(Self::with(life, ctx))
    }

    fn with(mut life: Life, ctx: &Ctx) -> Self {
        if matches!(life.kind, Kind::EditPerson(_)) {
            life.whom = Some(String::new());
        }
        let mut form = fields::of(life.kind, ctx);
        if life.kind == Kind::NewPerson && life.name.contains(',') {
            // mostly the same; whoever is called otherwise types it over
            form.propose("surname", life.surname());
        }
        let (household, before) = (None, vec![]);
        let (similar, proposed) = (similar::Similar::default(), vec![]);
        let mut state = Self {
            life,
            form,
            household,
            before,
            ahead: None,
            similar,
            proposed,
            next_follows: false,
        };
        life::start(&mut state, ctx);
        state
    }

    /// Fills in what the record holds.
    fn fill(&mut self, sheet: &Sheet, ctx: &Ctx) {
        self.household = Some(sheet.household.id);
        self.form = fields::of(self.life.kind, ctx);
        self.before = match self.life.kind {
            Kind::EditPerson(id) => {
                let person = sheet.persons.iter().find(|person| person.id == id);
                self.life.whom = person.map(Person::listed);
                fields::add_relation(&mut self.form, sheet, id, ctx);
                fields::of_person(sheet, id, &ctx.texts)
            }
            _ => fields::of_household(sheet, ctx),
        };
        for before in &self.before {
            self.form.set(&before.name, &before.shown);
        }
        fields::arrange(&mut self.form, &self.before, ctx);
        self.form.enter(false);
        self.propose(ctx);
    }

    /// Puts what was typed elsewhere into the fields. Where the record holds something else, she is
    /// asked which of the two counts.
    fn propose(&mut self, ctx: &Ctx) {
        let mut differs = Vec::new();
        for (name, text) in std::mem::take(&mut self.proposed) {
            let before = self.before.iter().find(|before| before.name == name).cloned();
            self.form.set(&name, &text);
            let Some(before) = before else { continue };
            if send::value(self, &name, ctx) == before.was {
                self.form.set(&name, &before.shown);
            } else if !before.was.is_empty() {
                differs.push(before);
            }
        }
        fields::arrange(&mut self.form, &self.before, ctx);
        let said = ["similar-stands", "similar-typed"];
        for before in differs.iter().rev() {
            fields::ask(&mut self.form, &mut self.before, &before.name, &before.was, said, ctx);
        }
    }

    fn is_edit(&self) -> bool {
        matches!(self.life.kind, Kind::EditPerson(_) | Kind::EditHousehold)
    }

    /// The name as it stands in the form, as in lists; empty where the form has none.
    fn name(&self) -> String {
        let mut name = [self.form.text("surname"), self.form.text("given")].to_vec();
        name.retain(|part| !part.trim().is_empty());
        name.join(", ")
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Record, state.form.context());
    situation.present.set(Need::Household, state.life.case.is_some());
    situation.present.set(Need::Person, !state.is_edit());
    state.form.note(&mut situation.present);
    situation.present.set(Need::Similar, state.similar.can_open());
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    similar::show(state, ctx);
    let title = ctx.texts.form(state.life.kind);
    form::sheet(ctx, area, buf, &title, &state.life, &mut state.form)
}

impl FormScreen for State {
    fn life(&self) -> &Life {
        &self.life
    }

    fn life_mut(&mut self) -> &mut Life {
        &mut self.life
    }

    fn questions(&self) -> Vec<Effect> {
        let sheet = self.life.case.filter(|_| self.life.is_waiting()).map(|case| {
            Effect::Read(Topic::Prepared, Request::ShowCase(ShowCase { case, visits: 0 }))
        });
        sheet.into_iter().chain([Effect::Read(Topic::Drafts, Request::Drafts)]).collect()
    }

    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>> {
        let Reply::Case(sheet) = reply else { return None };
        self.fill(sheet, ctx);
        Some(vec![])
    }

    fn body(&self, ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let mut fields = self.form.kept();
        if self.life.is_waiting() {
            // what is not filled in yet does not go over what the record holds
            let empty = fields::of(self.life.kind, ctx).kept();
            fields.retain(|field| !empty.contains(field));
        }
        let was = self.before.iter().map(|b| (format!("{WAS}{}", b.name), b.was.clone()));
        fields.extend(was);
        let distinct = self.similar.kept();
        fields.extend((!distinct.is_empty()).then(|| (similar::DISTINCT.to_owned(), distinct)));
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        for (name, was) in fields.iter().filter_map(|(n, was)| Some((n.strip_prefix(WAS)?, was))) {
            if let Some(before) = self.before.iter_mut().find(|before| before.name == name) {
                // what a colleague changed meanwhile must still be seen as a clash
                before.was.clone_from(was);
                before.shown = fields::shown(name, was, &ctx.texts);
            }
        }
        let distinct = fields.iter().find(|(name, _)| name == similar::DISTINCT);
        self.similar.restore(distinct.map_or("", |(_, kept)| kept));
        self.form.restore(fields);
        fields::arrange(&mut self.form, &self.before, ctx);
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        if *typed == Typed::Command(CommandId::SimilarOpen) {
            return similar::open(self, ctx);
        }
        let outline = self.form.outline();
        self.next_follows = *typed == Typed::Command(CommandId::PersonNext);
        let typed = if self.next_follows { &Typed::Command(CommandId::Save) } else { typed };
        let left = self.form.focused().map(|field| field.name.clone()).unwrap_or_default();
        let effects = form::act(&mut self.form, typed, ctx);
        fields::arrange(&mut self.form, &self.before, ctx);
        self.form.stop_at_new(&outline);
        let mut effects = effects.unwrap_or_else(|| send::save(self, ctx));
        effects.extend(similar::chosen(self, ctx).into_iter().flatten());
        effects.extend(similar::watch(self, &left, ctx));
        effects
    }

    fn told(&mut self, result: Result<Reply, Refusal>, ctx: &Ctx) -> Vec<Effect> {
        similar::told(self, result, ctx)
    }

    fn rest(&mut self, ctx: &Ctx) -> Option<Effect> {
        let (_, saved) = self.ahead.take()?;
        for Edit { field, now, .. } in saved.edits {
            let name = fields::household(field);
            fields::settle(&mut self.form, &mut self.before, name, now);
        }
        send::rehouse(self, ctx)
    }

    fn next(&self, saved: &Saved, ctx: &Ctx) -> Option<Screen> {
        let case = saved.case.filter(|_| self.next_follows)?;
        let name = if self.life.name.is_empty() { self.name() } else { self.life.name.clone() };
        Some(Screen::Record(Box::new(Self::new_person(case, &name, ctx))))
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let texts = &ctx.texts;
        match self.life.kind {
            Kind::NewHousehold => {
                texts.with("register-saved-household", &[("name", self.name().into())])
            }
            Kind::NewPerson => texts.with("register-saved-person", &[("name", self.name().into())]),
            _ => texts.get("register-saved"),
        }
        .into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        match refusal {
            Refusal::Field(refused) => {
                let name = match refused.field {
                    AnyField::Person(field) => fields::person(field),
                    AnyField::Member => "surname",
                    AnyField::Household(field) => fields::household(field),
                    AnyField::Place => "home",
                    AnyField::From => "from",
                    AnyField::What | AnyField::When | AnyField::Name | AnyField::Colleague => {
                        "site"
                    }
                    AnyField::Fact(..)
                    | AnyField::Paper(_)
                    | AnyField::Note(_)
                    | AnyField::Protocol(_)
                    | AnyField::Need(_)
                    | AnyField::Letter(_)
                    | AnyField::Assessment(_)
                    | AnyField::Topic(_) => return false,
                };
                return self.form.refuse(name, ctx.texts.field_error(&refused.error));
            }
            Refusal::PersonClash(clashes) => {
                for clash in clashes.iter().rev() {
                    let name = fields::person(clash.field);
                    fields::ask(&mut self.form, &mut self.before, name, &clash.theirs, CLASH, ctx);
                }
            }
            Refusal::HouseholdClash(clashes) => {
                for clash in clashes.iter().rev() {
                    let name = fields::household(clash.field);
                    fields::ask(&mut self.form, &mut self.before, name, &clash.theirs, CLASH, ctx);
                }
            }
            _ => return false,
        }
        true
    }
}

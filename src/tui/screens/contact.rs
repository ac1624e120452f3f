//! A brief contact: what it was, what was said, when it comes up again.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form;
use super::form::Reads;
use super::form::life::{self, FormScreen, Life, Typed};
use super::form::{Field, Form, Word};
use super::visit::head::{at, household, met, persons, refuse_persons, words};
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::visits::{Prepare, Recent, Record};
use crate::api::{Refusal, Reply, Request, Saved};
use crate::domain::checklist::ActionField;
use crate::domain::clean;
use crate::domain::dates::DateError;
use crate::domain::field::{FieldError, choice, code};
use crate::domain::followup::WHAT_MAX;
use crate::domain::household::Interpreter;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::visit::{Agreed, Entry, EntryError, Outcome, VisitKind};
use crate::tui::command::{Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};

/// The kinds of a contact, the usual one first; in the form the one used last comes before it.
const KINDS: [VisitKind; 5] = [
    VisitKind::Phone,
    VisitKind::Consultation,
    VisitKind::Message,
    VisitKind::Accompaniment,
    VisitKind::Brief,
];
/// Stands beside a kind that is there only because it was the last one, until she has been at it.
const AS_LAST: &str = "contact-kind-last";
/// Own contacts looked through for the kind used last.
const LOOKED_THROUGH: u16 = 20;

/// A contact that is being written down.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// Kinds as they were used, newest first.
    used: Vec<VisitKind>,
}

impl State {
    /// A contact with a household.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::Contact, Some(case), name, ctx), ctx)
    }

    /// A contact as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::waiting(draft.form, draft.case, &draft.name, ctx);
        Self::with(life.resuming(draft), ctx)
    }

    fn with(life: Life, ctx: &Ctx) -> Self {
        let mut state = Self { life, form: Form::default(), used: vec![] };
        state.form = state.fields(&[], ctx);
        life::start(&mut state, ctx);
        state
    }

    fn fields(&self, people: &[(PersonId, String)], ctx: &Ctx) -> Form {
        let mut kinds: Vec<VisitKind> = Vec::new();
        for kind in self.used.iter().chain(&KINDS) {
            if KINDS.contains(kind) && !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        let of = |kind: &VisitKind| (code(&VisitKind::CODES, *kind), Word::Kind(*kind));
        let kinds: Vec<_> = kinds.iter().map(of).collect();
        let first = kinds.first().map(|(code, _)| code.clone()).unwrap_or_default();
        let mut kind = Field::choice("kind", "contact-kind", kinds, &first);
        let usual = KINDS.first().map(|kind| code(&VisitKind::CODES, *kind));
        if usual.is_some_and(|usual| usual != first) {
            kind = kind.hint(AS_LAST);
        }
        let now = ctx.zone.local(ctx.now);
        let about = ActionField::CODES.into_iter().filter(|(_, field)| field.is_of_visits());
        let about: Vec<_> = about.collect();
        let mut fields = vec![
            kind,
            Field::note("note", "contact-note", ""),
            Field::date("when", "contact-when", Reads::Ahead, "").hint("contact-when-hint"),
            Field::line("what", "contact-what", "").most(WHAT_MAX).hint("contact-what-hint"),
            Field::date("date", "visit-date", Reads::Past, &ctx.texts.date(now.date()))
                .needed()
                .hint("form-date-past-hint"),
            Field::time("time", "visit-time", &now.format("%H:%M").to_string()).needed(),
            Field::perhaps("field", "contact-field", words(&about, Word::Area), "")
                .hint("contact-field-hint"),
        ];
        let mut people = persons(people, 1);
        if let Some(first) = people.first_mut() {
            first.label = Word::Text("contact-met");
        }
        fields.extend(people);
        let mut form = Form::new(fields, &ctx.texts);
        form.focus("note");
        form
    }

    /// The contact as far as it is filled in. A follow-up without words of its own takes the first
    /// line of the note.
    fn entry(&self, ctx: &Ctx) -> Entry {
        let note = clean::text(&self.form.text("note"));
        let what = clean::line(&self.form.text("what"));
        let what =
            if what.is_empty() { clean::line(note.lines().next().unwrap_or("")) } else { what };
        let agreed = self.form.window("when", ctx).map(|window| Agreed { what, window });
        Entry {
            kind: self.kind(),
            at: at(&self.form, ctx).unwrap_or(ctx.now),
            place: String::new(),
            met: met(&self.form),
            interpreter: Interpreter::None,
            outcome: Outcome::Met,
            template: None,
            answers: vec![],
            field: choice(&ActionField::CODES, &self.form.text("field")).ok(),
            note,
            follow_ups: agreed.into_iter().collect(),
        }
    }

    fn kind(&self) -> VisitKind {
        choice(&VisitKind::CODES, &self.form.text("kind")).unwrap_or(VisitKind::Brief)
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut holds = self.form.check(ctx) & self.check_follow_up(ctx);
        let entry = self.entry(ctx);
        if let Err(error) = entry.check(&household(&self.form), ctx.now)
            && (holds || error != EntryError::Empty)
        {
            self.refuse(error, ctx);
            holds = false;
        }
        if !holds {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        }
        let Some(case) = self.life.case else { return vec![] };
        let what = self.life.entry_in_words(&entry, ctx);
        vec![self.life.save(Request::RecordVisit(Box::new(Record { case, entry })), what)]
    }

    /// A follow-up has both words and a date, or is none.
    fn check_follow_up(&mut self, ctx: &Ctx) -> bool {
        let lacks_words = self.entry(ctx).follow_ups.iter().any(|agreed| agreed.what.is_empty());
        if lacks_words {
            self.form.refuse("what", ctx.texts.field_error(&FieldError::Missing));
        }
        let said = !self.form.text("what").trim().is_empty();
        let lacks_date = said && self.form.text("when").trim().is_empty();
        if lacks_date {
            self.form.refuse("when", ctx.texts.date_error(DateError::Empty));
        }
        !lacks_words && !lacks_date
    }

    fn refuse(&mut self, error: EntryError, ctx: &Ctx) {
        let said = ctx.texts.entry_error(error);
        match error {
            EntryError::InTheFuture => self.form.refuse("time", said),
            EntryError::NotOfTheHousehold => refuse_persons(&mut self.form, said),
            _ => self.form.refuse("note", said),
        };
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Contact, state.form.context());
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
    let title = ctx.texts.visit_kind(state.kind());
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
        let Some(case) = self.life.case.filter(|_| self.life.is_waiting()) else { return vec![] };
        let recent = Recent { mine: true, skip: 0, limit: LOOKED_THROUGH };
        vec![
            Effect::Read(Topic::More, Request::RecentVisits(recent)),
            Effect::Read(Topic::Prepared, Request::PrepareVisit(Prepare { case })),
        ]
    }

    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>> {
        match reply {
            Reply::RecentVisits(rows) => {
                self.used = rows.iter().map(|row| row.kind).collect();
                None
            }
            Reply::Prepared(prepared) => {
                self.life.name.clone_from(&prepared.name);
                self.form = self.fields(&prepared.persons, ctx);
                self.form.know_former(&prepared.former, &ctx.texts);
                Some(prepared.drafts.clone())
            }
            _ => None,
        }
    }

    fn body(&self, ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let entry = Box::new(self.entry(ctx));
        Body::Entry { entry, raw: self.form.kept(), at, cursor }
    }

    fn restore(&mut self, body: &Body, _ctx: &Ctx) {
        if let Body::Entry { raw, at, cursor, .. } = body {
            self.form.restore(raw);
            self.form.go(at, *cursor);
            let last = self.used.first() == Some(&self.kind());
            if let Some(kind) = self.form.field_mut("kind").filter(|_| !last) {
                kind.hint = None;
            }
        }
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        let at_kind = self.form.focused().is_some_and(|field| field.name == "kind");
        let effects = form::act(&mut self.form, typed, ctx);
        if at_kind && let Some(kind) = self.form.field_mut("kind") {
            kind.hint = None;
        }
        effects.unwrap_or_else(|| self.save(ctx))
    }

    fn saved(&self, saved: &Saved, ctx: &Ctx) -> String {
        let agreed = self.entry(ctx).follow_ups.first().map(|agreed| agreed.window.due());
        life::where_it_went("contact-saved", agreed, saved, ctx)
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        let Refusal::Entry(error) = refusal else { return false };
        self.refuse(*error, ctx);
        true
    }
}

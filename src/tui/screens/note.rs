//! A note: what has to be known of the household and belongs to no visit. The same form writes a new
//! one and corrects one; what a corrected note said before is kept.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form;
use super::form::life::{self, FormScreen, Life, Typed};
use super::form::{Field, Form, Reads, Word};
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::notes::{Correct, Shown, Write};
use crate::api::visits::Prepared;
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::clean;
use crate::domain::ids::{CaseId, NoteId, PersonId};
use crate::domain::note::{Entry, NoteField};
use crate::tui::cells;
use crate::tui::command::{Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::frame;

/// In a draft: the note that is corrected, and how many versions of it were seen.
const OF: &str = "of";
const SEEN: &str = "seen";

/// A note that is corrected.
#[derive(Clone, Debug)]
struct Old {
    id: NoteId,
    /// How many versions of it she has seen.
    seen: u16,
}

/// A note that is being written.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// What is corrected; `None` for a new one.
    old: Option<Old>,
    /// What the corrected note says; not in a form that goes on with a draft, which has it.
    before: Option<(Entry, bool)>,
}

impl State {
    /// A new note about a household.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::Note, Some(case), name, ctx), None, None, ctx)
    }

    /// A correction.
    pub fn correct(shown: &Shown, name: &str, ctx: &Ctx) -> Option<Self> {
        let note = &shown.note;
        let before = (note.now()?.entry.clone(), note.restricted);
        let old = Old { id: note.id, seen: count(shown) };
        let life = Life::waiting(Kind::Note, Some(note.case), name, ctx);
        Some(Self::with(life, Some(old), Some(before), ctx))
    }

    /// A note as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::waiting(draft.form, draft.case, &draft.name, ctx).resuming(draft);
        Self::with(life, None, None, ctx)
    }

    fn with(life: Life, old: Option<Old>, before: Option<(Entry, bool)>, ctx: &Ctx) -> Self {
        let mut state = Self { life, form: Form::default(), old, before };
        state.form = state.fields(None, ctx);
        life::start(&mut state, ctx);
        state
    }

    /// The fields, with what the corrected note says.
    fn fields(&self, prepared: Option<&Prepared>, ctx: &Ctx) -> Form {
        let people = prepared.map(|prepared| prepared.persons.as_slice()).unwrap_or_default();
        let people = people.iter().map(|(id, name)| (id.0.to_string(), Word::Said(name.clone())));
        let (entry, restricted) = match &self.before {
            Some((entry, restricted)) => (Some(entry), *restricted),
            None => (None, false),
        };
        let text = entry.map(|entry| entry.text.as_str()).unwrap_or_default();
        let day = entry.map_or(ctx.today(), |entry| entry.day);
        let person = entry.and_then(|entry| entry.person).map(|person| person.0.to_string());
        let only = ctx.texts.get("note-restricted-box");
        let fields = vec![
            Field::note("text", "note-text", text).needed(),
            Field::tick("restricted", Word::Text("note-restricted"), &only, restricted)
                .hint("note-restricted-hint"),
            Field::perhaps("person", "note-person", people.collect(), "").hint("note-person-hint"),
            Field::date("day", "note-day", Reads::Past, &ctx.texts.date(day))
                .needed()
                .hint("form-date-past-hint"),
        ];
        let mut form = Form::new(fields, &ctx.texts);
        if let Some(prepared) = prepared {
            form.know_former(&prepared.former, &ctx.texts);
        }
        // she may belong to the household no more
        form.restore(&[("person".to_owned(), person.unwrap_or_default())]);
        form.show("restricted", restricted || prepared.is_some_and(|prepared| prepared.restricted));
        form
    }

    fn is_restricted(&self) -> bool {
        !self.form.text("restricted").is_empty()
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let holds = self.form.check(ctx);
        let day = self.form.day("day", ctx).filter(|_| holds);
        let (Some(case), Some(day)) = (self.life.case, day) else {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        };
        let person = self.form.text("person").parse().ok().map(PersonId);
        let entry = Entry { day, person, text: clean::text(&self.form.text("text")) };
        let restricted = self.is_restricted();
        let request = match self.old {
            None => Request::WriteNote(Box::new(Write { case, restricted, entry })),
            Some(Old { id: note, seen }) => {
                Request::CorrectNote(Box::new(Correct { case, note, seen, restricted, entry }))
            }
        };
        let what = ctx.texts.with("note-what", &[("name", self.life.name.as_str().into())]);
        let what = what.into_owned();
        vec![self.life.save(request, what)]
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

fn count(shown: &Shown) -> u16 {
    u16::try_from(shown.note.versions.len()).unwrap_or(u16::MAX)
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Note, state.form.context());
    situation.present.set(Need::Household, true);
    state.form.note(&mut situation.present);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it; above the words stands what does not belong into them.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let key = if state.old.is_some() { "note-correct-title" } else { "label-form-note" };
    let title = [&*ctx.texts.get(key), state.life.name.as_str()].join(DOT);
    let mark = if state.life.offers() { String::new() } else { state.life.mark(ctx) };
    frame::title(ctx, row(area, 0), buf, &title, &mark);
    let offered = form::offer(ctx, below(area, 1), buf, &state.life);
    let body = below(area, 1 + offered);
    let hint = ctx.texts.get("note-hint");
    let shown = ctx.theme.shown(&hint);
    let lines = cells::wrap(&shown, body.width.saturating_sub(2).max(1));
    for (number, line) in (0..body.height).zip(&lines) {
        ctx.theme.put(buf, behind(row(body, number), 1), line, Tone::Quiet);
    }
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    state.form.view(ctx, below(body, used), buf)
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
        Some(prepared.drafts.clone())
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let mut fields = self.form.kept();
        if let Some(Old { id, seen }) = self.old {
            fields.push((OF.to_owned(), id.0.to_string()));
            fields.push((SEEN.to_owned(), seen.to_string()));
        }
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, _ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        let text = |name| fields.iter().find(|(of, _)| of == name).map(|(_, text)| text.as_str());
        let id = text(OF).and_then(|id| id.parse().ok()).map(NoteId);
        let seen = text(SEEN).and_then(|seen| seen.parse().ok()).unwrap_or(0);
        self.old = id.map(|id| Old { id, seen });
        self.form.restore(fields);
        if self.is_restricted() {
            self.form.show("restricted", true);
        }
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        form::act(&mut self.form, typed, ctx).unwrap_or_else(|| self.save(ctx))
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let key = if self.old.is_some() { "note-corrected" } else { "note-saved" };
        ctx.texts.get(key).into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        match refusal {
            Refusal::Field(refused) => {
                let field = match refused.field {
                    AnyField::Note(NoteField::Day) => "day",
                    AnyField::Note(NoteField::Person) => "person",
                    _ => "text",
                };
                self.form.refuse(field, ctx.texts.field_error(&refused.error))
            }
            Refusal::NoteChanged(theirs) => {
                if let Some(old) = &mut self.old {
                    old.seen = count(theirs);
                }
                let name = theirs.by.last().map(String::as_str).unwrap_or_default();
                let error = ctx.texts.with("note-changed", &[("name", name.into())]).into_owned();
                let said = theirs.note.now().map(|now| now.entry.text.clone());
                if let Some(field) = self.form.field_mut("text") {
                    field.below = said.into_iter().collect();
                }
                self.form.refuse("text", error)
            }
            _ => false,
        }
    }
}

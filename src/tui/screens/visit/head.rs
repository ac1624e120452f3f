//! The head of a visit: what came of it, when and where it was, who was met.

use chrono::{DateTime, Utc};

use crate::api::visits::Prepared;
use crate::domain::clean;
use crate::domain::dates::parse_time;
use crate::domain::field::{choice, code};
use crate::domain::household::Interpreter;
use crate::domain::ids::PersonId;
use crate::domain::visit::{Entry, Outcome, VisitKind};
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::{Field, Form, MET, Reads, Word};

/// The fields of a head, filled in as the server proposes; the reference person is ticked.
pub(super) fn fields(prepared: &Prepared, ctx: &Ctx) -> Form {
    let at = ctx.zone.local(ctx.now);
    let outcomes = words(&Outcome::CODES, Word::Outcome);
    let kinds: Vec<_> = VisitKind::CODES.into_iter().filter(|(_, kind)| kind.is_visit()).collect();
    let kind = code(&VisitKind::CODES, prepared.kind);
    let mut fields = vec![
        Field::choice("outcome", "visit-outcome", outcomes, "met"),
        Field::choice("kind", "visit-kind", words(&kinds, Word::Kind), &kind),
        Field::date("date", "visit-date", Reads::Past, &ctx.texts.date(at.date()))
            .needed()
            .hint("form-date-past-hint"),
        Field::time("time", "visit-time", &at.format("%H:%M").to_string()).needed(),
        Field::line("place", "visit-place", &prepared.place),
        interpreter(prepared.interpreter),
    ];
    fields.extend(persons(&prepared.persons, 1));
    Form::new(fields, &ctx.texts)
}

/// Codes with their words, for a choice.
pub(crate) fn words<T: Copy>(codes: &[(&str, T)], word: fn(T) -> Word) -> Vec<(String, Word)> {
    codes.iter().map(|(code, value)| ((*code).to_owned(), word(*value))).collect()
}

/// How people talked.
pub(crate) fn interpreter(preset: Interpreter) -> Field {
    let options = words(&Interpreter::CODES, Word::Interpreter);
    Field::choice("interpreter", "field-interpreter", options, &code(&Interpreter::CODES, preset))
}

/// A box for each person, the first `ticked` of them ticked; where there is nobody, a line that will say
/// so.
pub(crate) fn persons(persons: &[(PersonId, String)], ticked: usize) -> Vec<Field> {
    if persons.is_empty() {
        let nobody = Field::elsewhere(MET, String::new()).labelled(Word::Text("visit-met"));
        return vec![nobody.hidden()];
    }
    let boxes = persons.iter().enumerate().map(|(at, (id, name))| {
        let label = if at == 0 { Word::Text("visit-met") } else { Word::Said(String::new()) };
        Field::tick(&format!("{MET}{}", id.0), label, name, at < ticked)
    });
    boxes.collect()
}

/// The persons whose box is ticked.
pub(crate) fn met(form: &Form) -> Vec<PersonId> {
    let ticked = form.fields.iter().filter(|field| field.ticked() == Some(true));
    ticked.filter_map(|f| f.name.strip_prefix(MET)?.parse().ok().map(PersonId)).collect()
}

/// Every person who has a box.
pub(crate) fn household(form: &Form) -> Vec<PersonId> {
    form.fields
        .iter()
        .filter_map(|f| f.name.strip_prefix(MET)?.parse().ok().map(PersonId))
        .collect()
}

/// Says beside the persons what is wrong with them: with the last one ticked, for who left stands behind
/// the others.
pub(crate) fn refuse_persons(form: &mut Form, error: String) -> bool {
    let is_person = |field: &&Field| field.shown && field.name.starts_with(MET);
    let last = form.fields.iter().rfind(|field| is_person(field) && field.ticked() == Some(true));
    let field = last.or_else(|| form.fields.iter().find(is_person));
    let name = field.map(|field| field.name.clone());
    name.is_some_and(|name| form.refuse(&name, error))
}

/// When it took place; `None` while date or time do not hold.
pub(crate) fn at(form: &Form, ctx: &Ctx) -> Option<DateTime<Utc>> {
    let day = form.day("date", ctx)?;
    let time = parse_time(&form.text("time")).ok()?;
    Some(ctx.zone.utc(day.and_time(time)))
}

/// What came of it.
pub(super) fn outcome(form: &Form) -> Outcome {
    choice(&Outcome::CODES, &form.text("outcome")).unwrap_or_default()
}

/// Which kind of visit.
pub(super) fn kind(form: &Form) -> VisitKind {
    choice(&VisitKind::CODES, &form.text("kind")).unwrap_or(VisitKind::Regular)
}

/// Puts the head of an entry into the fields.
pub(super) fn put(form: &mut Form, entry: &Entry, ctx: &Ctx) {
    let at = ctx.zone.local(entry.at);
    form.set("outcome", &code(&Outcome::CODES, entry.outcome));
    form.set("kind", &code(&VisitKind::CODES, entry.kind));
    form.set("date", &ctx.texts.date(at.date()));
    form.set("time", &at.format("%H:%M").to_string());
    form.set("place", &entry.place);
    form.set("interpreter", &code(&Interpreter::CODES, entry.interpreter));
    let met = entry.met.iter().map(|person| (format!("{MET}{}", person.0), "x".to_owned()));
    form.restore(&met.collect::<Vec<_>>());
    for person in household(form) {
        let ticked = if entry.met.contains(&person) { "x" } else { "" };
        form.set(&format!("{MET}{}", person.0), ticked);
    }
}

/// An entry with this head and nothing else yet. Where date or time do not hold it is now.
pub(super) fn entry(form: &Form, ctx: &Ctx) -> Entry {
    Entry {
        kind: kind(form),
        at: at(form, ctx).unwrap_or(ctx.now),
        place: clean::line(&form.text("place")),
        met: met(form),
        interpreter: choice(&Interpreter::CODES, &form.text("interpreter")).unwrap_or_default(),
        outcome: outcome(form),
        template: None,
        answers: vec![],
        field: None,
        note: String::new(),
        follow_ups: vec![],
    }
}

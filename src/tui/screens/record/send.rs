//! What is sent when a form of records is saved.

use super::{State, fields, home, similar};
use crate::api::Request;
use crate::api::drafts::Form as Kind;
use crate::api::households::{AddPerson, EditHousehold, EditPerson, New, Rehouse};
use crate::domain::clean;
use crate::domain::dates::PartialDate;
use crate::domain::facts::is_mark;
use crate::domain::field::{Edit, Fields, choice};
use crate::domain::household::Relation;
use crate::domain::ids::PersonId;
use crate::domain::person::Person;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::screens::form::Input;

/// Checks everything and sends what changed.
pub(super) fn save(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    decide(state);
    if !state.form.check(ctx) || !check_person(state, ctx) {
        return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
    }
    if let Some(effects) = similar::before_saving(state, ctx) {
        return effects;
    }
    let ahead = state.ahead.take();
    let request = match state.life.kind {
        Kind::NewHousehold => Some(Request::NewHousehold(Box::new(new_household(state, ctx)))),
        Kind::NewPerson => new_person(state, ctx),
        Kind::EditPerson(person) => edit_person(state, person, ctx),
        _ => edit_household(state, ctx).map(|edit| {
            if fields::moved(&state.form, &state.before) {
                // under the same id for as long as it is the same
                let again = ahead.filter(|(_, sent)| *sent == edit);
                state.ahead = again.or_else(|| Some((ctx.fresh_id(), edit.clone())));
            }
            Request::EditHousehold(edit)
        }),
    };
    match request {
        Some(request) => {
            let id = state.ahead.as_ref().map_or(state.life.id, |(id, _)| *id);
            vec![state.life.save_as(id, request, in_words(state, ctx))]
        }
        None => rehouse(state, ctx).map_or_else(
            || {
                let unchanged = Notice::hint(ctx.texts.get("register-unchanged"));
                vec![Effect::Close, Effect::Say(unchanged)]
            },
            |effect| vec![effect],
        ),
    }
}

/// What is made or changed, by name.
fn in_words(state: &State, ctx: &Ctx) -> String {
    let key = match state.life.kind {
        Kind::NewHousehold => "register-what-household",
        Kind::NewPerson => "register-what-person",
        Kind::EditPerson(_) => "register-what-edit-person",
        _ => "register-what-edit-household",
    };
    let mut name = state.name();
    if name.is_empty() {
        state.life.surname().clone_into(&mut name);
    }
    ctx.texts.with(key, &[("name", name.into())]).into_owned()
}

/// Where a colleague's value is to hold, it is put into the field.
fn decide(state: &mut State) {
    for before in &state.before {
        if state.form.takes_theirs(&before.name) {
            state.form.set(&before.name, &before.shown);
        }
    }
}

/// What a field holds in the form that the server takes.
pub(super) fn value(state: &State, name: &str, ctx: &Ctx) -> String {
    let Some(field) = state.form.field(name) else { return String::new() };
    let text = field.answer();
    if field.marks && is_mark(&text) {
        return text.trim().to_owned();
    }
    if name == "sex" {
        return fields::sex(&text);
    }
    match &field.input {
        Input::Codes(_, codes, _) => codes.read(&text, &ctx.texts).map_or(text, |read| read.codes),
        Input::Date(..) => {
            let Ok(date) = PartialDate::parse(&text, field.counts_from(ctx)) else { return text };
            let asked = state.form.field("fictive").is_some_and(|field| field.shown);
            let fictive = name == "birth" && asked && state.form.text("fictive") == "yes";
            if fictive { format!("{}?", date.earliest().format("%Y")) } else { date.to_string() }
        }
        _ => clean::line(&text),
    }
}

/// Lets the record itself look at each text, and asks for a name.
fn check_person(state: &mut State, ctx: &Ctx) -> bool {
    if state.life.kind == Kind::EditHousehold {
        return true;
    }
    let mut person = Person::new(PersonId(0));
    // what is kept is no mistake of hers
    let kept = state.before.iter().find(|before| before.name == "languages");
    person.languages = kept.iter().flat_map(|b| b.was.split(", ").map(str::to_owned)).collect();
    for (field, name) in fields::PERSON {
        let text = value(state, name, ctx);
        if let Err(error) = person.set_field(field, &text, ctx.today()) {
            state.form.refuse(name, ctx.texts.field_error(&error));
            return false;
        }
    }
    if person.listed().is_empty() {
        let needed = ctx.texts.get("register-name-needed").into_owned();
        state.form.refuse("surname", needed);
        return false;
    }
    true
}

/// Every field of a kind that holds something.
pub(super) fn filled<F: Copy>(state: &State, names: &[(F, &str)], ctx: &Ctx) -> Vec<(F, String)> {
    let values = names.iter().map(|(field, name)| (*field, value(state, name, ctx)));
    values.filter(|(_, text)| !text.is_empty()).collect()
}

/// Every field of a kind that holds something else than at the opening.
pub(super) fn edits<F: Copy>(state: &State, names: &[(F, &str)], ctx: &Ctx) -> Vec<Edit<F>> {
    let edit = |(field, name): &(F, &str)| {
        let before = state.before.iter().find(|before| before.name == *name)?;
        let changed = state.form.field(name).is_some_and(|field| field.answer() != before.shown);
        changed.then(|| (*field, before.was.clone(), value(state, name, ctx)))
    };
    let changed = names.iter().filter_map(edit).filter(|(_, was, now)| was != now);
    changed.map(|(field, was, now)| Edit { field, was, now }).collect()
}

fn new_household(state: &State, ctx: &Ctx) -> New {
    New {
        person: filled(state, &fields::PERSON, ctx),
        household: filled(state, &fields::HOUSEHOLD, ctx),
        home: home::of(&state.form),
        from: state.form.day("from", ctx).unwrap_or(ctx.today()),
        worker: None,
        area: None,
        distinct: state.similar.distinct(),
    }
}

fn new_person(state: &State, ctx: &Ctx) -> Option<Request> {
    let case = state.life.case?;
    let relation = choice(&Relation::CODES, &state.form.text("relation"));
    Some(Request::AddPerson(Box::new(AddPerson {
        case,
        person: filled(state, &fields::PERSON, ctx),
        relation: relation.unwrap_or(Relation::Unknown),
        from: state.form.day("from", ctx).unwrap_or(ctx.today()),
        distinct: state.similar.distinct(),
    })))
}

fn edit_person(state: &State, person: PersonId, ctx: &Ctx) -> Option<Request> {
    let edits = edits(state, &fields::PERSON, ctx);
    let case = state.life.case.filter(|_| !edits.is_empty())?;
    Some(Request::EditPerson(EditPerson { case, person, edits }))
}

/// The changed fields of a household; its move, if there is one, follows behind.
fn edit_household(state: &State, ctx: &Ctx) -> Option<EditHousehold> {
    let edits = edits(state, &fields::HOUSEHOLD, ctx);
    let (case, household) = (state.life.case?, state.household?);
    (!edits.is_empty()).then_some(EditHousehold { case, household, edits })
}

/// The move of a household, if its home was changed.
pub(super) fn rehouse(state: &State, ctx: &Ctx) -> Option<Effect> {
    let moved = state.is_edit() && fields::moved(&state.form, &state.before);
    let (case, home) = (state.life.case?, home::of(&state.form).filter(|_| moved)?);
    let from = state.form.day("from", ctx)?;
    let request = Request::Rehouse(Rehouse { case, home, from });
    let what = in_words(state, ctx);
    Some(state.life.save(request, what))
}

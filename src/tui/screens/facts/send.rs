//! What is sent when the fact sheet is saved, and what comes back of it.

use super::part::Part;
use super::{State, fields};
use crate::api::facts::{EditFacts, FactEdit};
use crate::api::papers::AddPaper;
use crate::api::{AnyField, Refusal, Request};
use crate::domain::facts::Source;
use crate::domain::facts::{Kind, NO_ANSWER, Question, UNKNOWN, sheet};
use crate::domain::field::{Edit, FieldError, code};
use crate::domain::ids::PersonId;
use crate::domain::papers::{PaperField, PaperKind};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::screens::form::life::{self, FormScreen};

/// Checks everything and sends what was typed.
pub(super) fn save(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let not_yet = || vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
    if !state.head.check(ctx) {
        state.in_head = true;
        return not_yet();
    }
    let wrong = (0..state.parts.len())
        .find(|at| !state.parts.get_mut(*at).is_some_and(|part| part.form.check(ctx)));
    if let Some(at) = wrong {
        (state.at, state.in_head) = (at, false);
        return not_yet();
    }
    decide(state);
    if !concerns_somebody(state, ctx) {
        return not_yet();
    }
    let (Some(case), Some(as_of)) = (state.life.case, state.head.day("as-of", ctx)) else {
        return vec![];
    };
    let (edits, papers) = (edits(state, ctx), papers(state, ctx));
    let withheld = super::keep::count_withheld(state);
    if edits.is_empty() && papers.is_empty() {
        if withheld > 0 {
            let said = ctx.texts.with("sheet-withheld", &[("n", withheld.into())]);
            return vec![Effect::Say(Notice::hint(said))];
        }
        let unchanged = Notice::hint(ctx.texts.get("register-unchanged"));
        let mut effects = if super::keep::holds_answers(&state.body(ctx)) {
            vec![Effect::Close]
        } else {
            life::discard(state, ctx) // day and source say nothing alone
        };
        effects.push(Effect::Say(unchanged));
        return effects;
    }
    let edit = EditFacts { case, edits, papers, as_of, source: state.source() };
    // under the same id for as long as it is the same
    let ahead = state.ahead.take().filter(|(_, sent)| *sent == edit);
    state.ahead = ahead.or_else(|| (withheld > 0).then(|| (ctx.fresh_id(), edit.clone())));
    let id = state.ahead.as_ref().map_or(state.life.id, |(id, _)| *id);
    vec![state.life.save_as(id, Request::EditFacts(Box::new(edit)), in_words(state, ctx))]
}

/// Whether there is somebody for everything that was typed for all; otherwise says so beside it.
fn concerns_somebody(state: &mut State, ctx: &Ctx) -> bool {
    let ticked = state.ticked();
    let typed = |question: &&Question| {
        question.copied
            && state.parts.first().is_some_and(|p| p.is_household() && p.is_changed(question))
    };
    let nobody = |question: &&Question| getting(state, question, &ticked, ctx).next().is_none();
    let Some(question) = sheet().iter().filter(typed).find(nobody) else { return true };
    (state.at, state.in_head) = (0, false);
    if let Some(part) = state.parts.first_mut() {
        part.form.refuse(&fields::name(question), ctx.texts.get("sheet-nobody").into_owned());
    }
    false
}

fn in_words(state: &State, ctx: &Ctx) -> String {
    let name = state.life.surname().to_owned();
    ctx.texts.with("sheet-what", &[("name", name.into())]).into_owned()
}

/// Everything that was typed and is no paper; what was typed for all once for each member.
fn edits(state: &State, ctx: &Ctx) -> Vec<FactEdit> {
    let ticked = state.ticked();
    let mut edits = Vec::new();
    for question in sheet() {
        for part in &state.parts {
            if !part.is_to_be_saved(question) {
                continue;
            }
            let now = part.value(question, ctx);
            if matches!(question.kind, Kind::Paper(_)) && !matches!(&*now, "" | UNKNOWN | NO_ANSWER)
            {
                continue;
            }
            if !(part.is_household() && question.copied) {
                let was = part.before(question.key).map_or_else(String::new, |b| b.value.clone());
                let edit = Edit { field: question.key, was, now };
                edits.push(FactEdit { subject: part.subject, edit });
                continue;
            }
            for member in getting(state, question, &ticked, ctx) {
                let edit = Edit { field: question.key, was: String::new(), now: now.clone() };
                edits.push(FactEdit { subject: member.subject, edit });
            }
        }
    }
    edits
}

/// The members who get what was typed for all.
fn getting<'a>(
    state: &'a State,
    question: &'a Question,
    ticked: &'a [PersonId],
    ctx: &'a Ctx,
) -> impl Iterator<Item = &'a Part> {
    let members = state.parts.iter().filter(|part| !part.is_household());
    members.filter(move |part| {
        part.person().is_some_and(|person| ticked.contains(&person)) && part.lacks(question, ctx)
    })
}

/// The papers that were typed.
fn papers(state: &State, ctx: &Ctx) -> Vec<AddPaper> {
    let ticked = state.ticked();
    let Some(case) = state.life.case else { return vec![] };
    let mut papers = Vec::new();
    for question in sheet() {
        let Kind::Paper(kind) = question.kind else { continue };
        for part in state.parts.iter().filter(|part| part.is_to_be_saved(question)) {
            let code_typed = part.value(question, ctx);
            if matches!(&*code_typed, "" | UNKNOWN | NO_ANSWER) {
                continue;
            }
            let persons: Vec<PersonId> = match part.person() {
                Some(person) => vec![person],
                None => getting(state, question, &ticked, ctx).filter_map(Part::person).collect(),
            };
            if !persons.is_empty() {
                let fields = content(state, part, question, kind, code_typed, ctx);
                papers.push(AddPaper { case, persons, kind, fields });
            }
        }
    }
    papers
}

fn content(
    state: &State,
    part: &Part,
    question: &Question,
    kind: PaperKind,
    code_typed: String,
    ctx: &Ctx,
) -> Vec<(PaperField, String)> {
    let mut content = vec![
        (PaperField::Code, code_typed),
        (PaperField::Source, code(&Source::CODES, state.source())),
    ];
    let date = part.form.field(&fields::date_name(question));
    let date = date.map(|field| fields::value(field, ctx)).unwrap_or_default();
    if !date.is_empty() {
        let begins = fields::has_beginning(kind);
        let field = if begins { PaperField::From } else { PaperField::Until };
        content.push((field, date));
    }
    content
}

/// Where a colleague's answer is to hold, it is put into the field.
fn decide(state: &mut State) {
    for part in &mut state.parts {
        for question in sheet() {
            let name = fields::name(question);
            if part.form.takes_theirs(&name) {
                part.put_before(question);
            }
        }
    }
}

/// Says so beside the first restricted question that was answered, which is none of hers any more.
fn not_hers(state: &mut State, ctx: &Ctx) -> bool {
    for (at, part) in state.parts.iter_mut().enumerate() {
        let typed = |question: &&Question| question.restricted && part.is_to_be_saved(question);
        let Some(question) = sheet().iter().find(typed) else { continue };
        let said = ctx.texts.get("sheet-not-hers").into_owned();
        (state.at, state.in_head) = (at, false);
        return part.form.refuse(&fields::name(question), said);
    }
    false
}

/// Says beside its field what the server did not accept; `false` if that belongs to none.
pub(super) fn refused(state: &mut State, refusal: &Refusal, ctx: &Ctx) -> bool {
    match refusal {
        Refusal::NotPermitted => not_hers(state, ctx),
        Refusal::Field(refused) => {
            let (subject, key) = match refused.field {
                AnyField::Fact(subject, key) => (subject, key),
                AnyField::Paper(field) => return refused_paper(state, field, &refused.error, ctx),
                _ => return false,
            };
            let at = state.parts.iter().position(|part| part.subject == subject);
            let Some((at, question)) = at.zip(key.question()) else { return false };
            let error = ctx.texts.field_error(&refused.error);
            // what was typed for all stands in the part of the household
            let places = [at, 0];
            let found = places
                .into_iter()
                .find(|at| state.parts.get(*at).is_some_and(|part| part.is_changed(question)));
            let at = found.unwrap_or(at);
            (state.at, state.in_head) = (at, false);
            let part = state.parts.get_mut(at);
            part.is_some_and(|part| part.form.refuse(&fields::name(question), error))
        }
        Refusal::FactClash(clashes) => {
            for clash in clashes.iter().rev() {
                let at = state.parts.iter().position(|part| part.subject == clash.subject);
                let Some((at, question)) = at.zip(clash.clash.field.question()) else { continue };
                if let Some(part) = state.parts.get_mut(at) {
                    part.clash(question, &clash.clash.theirs, ctx);
                }
                (state.at, state.in_head) = (at, false);
            }
            true
        }
        _ => false,
    }
}

/// The same of a paper: beside the first one that was typed and has that field.
fn refused_paper(state: &mut State, field: PaperField, error: &FieldError, ctx: &Ctx) -> bool {
    let papers = || sheet().iter().filter(|question| matches!(question.kind, Kind::Paper(_)));
    for (at, part) in state.parts.iter_mut().enumerate() {
        for question in papers().collect::<Vec<_>>() {
            let is_code = field == PaperField::Code;
            let name = if is_code { fields::name(question) } else { fields::date_name(question) };
            let typed = part.form.field(&name).is_some_and(|f| f.shown && !f.answer().is_empty());
            if part.is_changed(question)
                && typed
                && part.form.refuse(&name, ctx.texts.field_error(error))
            {
                (state.at, state.in_head) = (at, false);
                return true;
            }
        }
    }
    false
}

//! Needs: shown with their measures, added, changed. A restricted one does not exist for who may not see
//! it.

use super::followups::may_do;
use super::{ALL, Context, PART, Room, redact};
use crate::api::needs::{AddNeed, Agree, ChangeNeed, Measure, Sheet, ShowNeeds, Shown};
use crate::api::{Refusal, Reply};
use crate::domain::followup::FollowUp;
use crate::domain::ids::CaseId;
use crate::domain::needs::{self as rules, Need};
use crate::domain::visit::Visit;
use crate::store::{cases, followups, households, needs, persons, visits};

/// What names and suggestions may take, in bytes.
const BESIDE: usize = 100 * 1024;

/// The needs of a case.
pub fn show(context: &Context<'_>, q: ShowNeeds) -> Result<Reply, Refusal> {
    let restricted = context.sees_restricted(q.case);
    let (mut case, mut household, all, measures, visits, mut people) = context.read(|view| {
        let case = cases::get(view, q.case)?;
        let household = households::of_case(view, &case)?;
        let all = needs::of_case(view, q.case, restricted)?;
        let measures = followups::of_case(view, q.case)?;
        let visits = visits::of_case(view, q.case)?;
        let people = persons::of(view, &household)?;
        Ok((case, household, all, measures, visits, people))
    })?;
    redact::gone(context, &mut case, &mut household, &mut people);
    let suggestions = suggestions(context, visits, &all, restricted);
    let shown = all
        .into_iter()
        .skip(q.skip as usize)
        .map(|need| shown(context, need, &measures, restricted));
    let mut room = Room::of(ALL - 2 * BESIDE);
    let (needs, more) = room.fit(shown, PART);
    let persons = people.iter().map(|person| (person.id, person.short()));
    Ok(Reply::Needs(Box::new(Sheet {
        needs,
        more: u32::try_from(more).unwrap_or(u32::MAX),
        suggestions: Room::of(BESIDE).fit(suggestions.into_iter(), BESIDE).0,
        persons: Room::of(BESIDE).fit(persons, BESIDE).0,
        closed: context.is_closed(q.case),
    })))
}

/// What the last visit at which something was answered suggests.
fn suggestions(
    context: &Context<'_>,
    visits: Vec<Visit>,
    known: &[Need],
    restricted: bool,
) -> Vec<rules::Suggestion> {
    let last = visits.into_iter().find(|visit| !visit.entry.answers.is_empty());
    let Some(mut last) = last else { return vec![] };
    redact::visit(&mut last, restricted);
    rules::suggestions(&last, context.office.zone.day(last.entry.at), known)
}

/// A need with names and measures.
fn shown(context: &Context<'_>, mut need: Need, all: &[FollowUp], restricted: bool) -> Shown {
    redact::needed(context, &mut need, restricted);
    let of_need = all.iter().filter(|f| need.has_measure(f) && (restricted || !f.restricted));
    let mut measures: Vec<FollowUp> = of_need.cloned().collect();
    measures.sort_by_key(|f| (f.done.is_some(), f.window, f.id));
    let unserved = need.is_unserved(&measures);
    let by = need.versions.iter().map(|version| context.office.name_of(version.by)).collect();
    let measure = |follow_up: FollowUp| {
        let by = follow_up.done.as_ref().map_or(follow_up.owner, |done| done.by);
        Measure { by: context.office.name_of(by), follow_up }
    };
    Shown { need, by, unserved, measures: measures.into_iter().map(measure).collect() }
}

/// The needs for the sheet of a case, without their measures: these stand there by themselves.
pub fn of_sheet(
    context: &Context<'_>,
    case: CaseId,
    restricted: bool,
) -> Result<impl Iterator<Item = Shown>, Refusal> {
    let (all, measures) = context.read(|view| {
        Ok((needs::of_case(view, case, restricted)?, followups::of_case(view, case)?))
    })?;
    let brief =
        move |need| Shown { measures: vec![], ..shown(context, need, &measures, restricted) };
    Ok(all.into_iter().map(brief))
}

/// Adds one.
pub fn add(context: &Context<'_>, q: AddNeed) -> Result<Reply, Refusal> {
    let sees = context.sees_restricted(q.case);
    context.change(move |change| needs::add(change, q.case, q.origin, &q.fields, sees))
}

/// Changes one.
pub fn change(context: &Context<'_>, q: ChangeNeed) -> Result<Reply, Refusal> {
    let sees = context.sees_restricted(q.case);
    let ChangeNeed { case, need, edits, word } = q;
    context.change(move |change| needs::change(change, case, need, &edits, &word, sees))
}

/// Agrees on a measure, for a colleague only if she sees the need.
pub fn agree(context: &Context<'_>, q: Agree) -> Result<Reply, Refusal> {
    let sees = context.sees_restricted(q.case);
    let Agree { case, need, what, window, to } = q;
    if let Some(to) = to.filter(|to| *to != context.me.id) {
        let restricted = context.read(|view| needs::get(view, case, need, sees))?.is_restricted();
        may_do(context, case, restricted, to)?;
    }
    context.change(move |change| needs::agree(change, (case, need), &what, window, to, sees))
}

//! Visits: what the form starts with, recording, reading.

use super::{Context, Room, cases as sheet, drafts, fit, redact};
use crate::api::cases::VisitsBefore;
use crate::api::visits::{Prepare, Prepared, Record, Shown};
use crate::api::{Refusal, Reply};
use crate::domain::case::Phase;
use crate::domain::checklist::{TemplateId, TemplateRef};
use crate::domain::household::Household;
use crate::domain::ids::{PersonId, VisitId};
use crate::domain::person::Person;
use crate::domain::visit::{EntryError, Visit, VisitKind};
use crate::store::{View, cases, followups, households, persons, visits};

/// What the persons of a form may take, in bytes: far more than the largest household needs.
const PERSONS: usize = 200 * 1024;

/// Records a visit or brief contact. Warning signs are answered by the responsible worker and her
/// deputy only, for nobody else could read the answers back.
pub fn record(context: &Context<'_>, q: Record) -> Result<Reply, Refusal> {
    if !context.sees_restricted(q.case)
        && let Some(item) = visits::first_restricted(&q.entry)
    {
        return Err(Refusal::Entry(EntryError::Restricted(item)));
    }
    let (case, is_visit) = (q.case, q.entry.kind.is_visit());
    let mut reply = context.change(move |change| visits::record(change, q.case, q.entry))?;
    if let (Reply::Saved(saved), true) = (&mut reply, is_visit) {
        let id = VisitId(saved.id);
        let settled = |view: &View<'_>| followups::settled_by(view, &visits::get(view, case, id)?);
        // taken back since: then it has settled nothing
        saved.settled = context.office.store.read(settled).unwrap_or_default();
        let roster = context.office.store.roster();
        let line = roster.case_line(&context.actor.viewer, case, context.today);
        saved.visit_due = line.and_then(|line| line.visit_due);
    }
    Ok(reply)
}

/// Visits behind those that are known already, newest first.
pub fn before(context: &Context<'_>, q: VisitsBefore) -> Result<Reply, Refusal> {
    let visits = context.read(|view| visits::of_case(view, q.case))?;
    let wanted = visits.into_iter().skip(q.skip as usize).take(usize::from(q.limit));
    let restricted = context.sees_restricted(q.case);
    Ok(Reply::CaseVisits(fit(wanted.map(|visit| shown(context, visit, restricted)))))
}

/// A visit as this user may see it.
pub fn shown(context: &Context<'_>, mut visit: Visit, restricted: bool) -> Shown {
    redact::visit(&mut visit, restricted);
    redact::met(context, &mut visit);
    Shown { worker: context.office.name_of(visit.worker), visit }
}

/// What a visit form starts with.
pub fn prepare(context: &Context<'_>, q: Prepare) -> Result<Reply, Refusal> {
    let restricted = context.sees_restricted(q.case);
    let (mut case, mut household, mut people, last) = context.read(|view| {
        // of a closed one too: notes and letters of it are still read and put right in a form
        let case = cases::get(view, q.case)?;
        let household = households::of_case(view, &case)?;
        let people = persons::of(view, &household)?;
        let visits = visits::of_case(view, q.case)?;
        let last = visits::last_answers(&visits, context.office.zone, restricted);
        Ok((case, household, people, last))
    })?;
    let (kind, template) = match case.phase_on(context.today) {
        Phase::New => (VisitKind::First, TemplateId::Visit),
        Phase::Aftercare { .. } => (VisitKind::Aftercare, TemplateId::Aftercare),
        _ => (VisitKind::Regular, TemplateId::Visit),
    };
    redact::gone(context, &mut case, &mut household, &mut people);
    let home = sheet::home(context, &household)?;
    let mut room = Room::of(PERSONS);
    let mut fitting = |persons: Vec<_>| room.fit(persons.into_iter(), PERSONS).0;
    Ok(Reply::Prepared(Box::new(Prepared {
        case: q.case,
        name: sheet::name(&household, &people),
        persons: fitting(members(context, &household, &people)),
        former: fitting(former(context, &household, &people)),
        kind,
        template: TemplateRef::current(template),
        place: [home.name, home.room]
            .into_iter()
            .filter(|part| !part.trim().is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        interpreter: household.interpreter,
        language: language(&household, &people),
        last,
        restricted,
        drafts: drafts::of_case(context, q.case),
    })))
}

/// The language that is known of a household: its own, or the best one of its reference person.
fn language(household: &Household, people: &[Person]) -> String {
    let reference = people.iter().find(|person| person.id == household.reference);
    let hers = reference.and_then(|person| person.languages.first());
    let known = Some(&household.language).filter(|language| !language.is_empty()).or(hers);
    known.cloned().unwrap_or_default()
}

/// Members today and what to call them, the reference person first.
pub fn members(
    context: &Context<'_>,
    household: &Household,
    people: &[Person],
) -> Vec<(PersonId, String)> {
    let mut ids: Vec<PersonId> = household.members_on(context.today).map(|m| m.person).collect();
    ids.sort_by_key(|id| *id != household.reference);
    called(&ids, people)
}

/// Who belonged to it before: a draft may name them still.
fn former(
    context: &Context<'_>,
    household: &Household,
    people: &[Person],
) -> Vec<(PersonId, String)> {
    let is_here = |id: &PersonId| household.members_on(context.today).any(|m| m.person == *id);
    let mut ids: Vec<PersonId> = household.members.iter().map(|m| m.person).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| !is_here(id));
    called(&ids, people)
}

fn called(ids: &[PersonId], people: &[Person]) -> Vec<(PersonId, String)> {
    let called = |id: &PersonId| people.iter().find(|p| p.id == *id).map(|p| (*id, p.short()));
    ids.iter().filter_map(called).collect()
}

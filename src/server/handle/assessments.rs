//! Checklists of their own: what the form starts with, filling, reading, the certificate of readiness
//! to rent. Who sees the case sees them; restricted items as in visits.

use chrono::NaiveDate;

use super::visits::members;
use super::{Context, PART, Room, cases as sheet, drafts, redact};
use crate::api::assessments::{Ask, Brief, Certify, Page, Prepare, Prepared, Record, Shown};
use crate::api::{AnyField, Refusal, Reply};
use crate::domain::assessment::{Assessment, AssessmentField, Certificate, Level, stands_alone};
use crate::domain::case::{Case, Turn, Turned};
use crate::domain::checklist::TemplateRef;
use crate::domain::household::Household;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::person::Person;
use crate::store::{assessments, cases, households, persons};

/// What the persons of a reply may take, in bytes: far more than the largest household needs.
const PERSONS: usize = 200 * 1024;

/// What the form of a checklist starts with.
pub fn prepare(context: &Context<'_>, q: Prepare) -> Result<Reply, Refusal> {
    if !stands_alone(q.template) {
        return Err(Refusal::Malformed);
    }
    let restricted = context.sees_restricted(q.case);
    // of a closed case too, so that a draft of one can be read
    let (household, people, all) = known(context, q.case)?;
    let mut earlier = assessments::earlier(&all, q.template, restricted);
    let today = members(context, &household, &people);
    earlier.retain(|known| known.person.is_none_or(|id| today.iter().any(|(of, _)| *of == id)));
    let mut room = Room::of(2 * PERSONS);
    let (persons, _) = room.fit(today.into_iter(), PERSONS);
    let (earlier, _) = room.fit(earlier.into_iter(), PERSONS);
    Ok(Reply::AssessmentPrepared(Box::new(Prepared {
        name: sheet::name(&household, &people),
        persons,
        template: TemplateRef::current(q.template),
        earlier,
        restricted,
        drafts: drafts::of_case(context, q.case),
    })))
}

/// Keeps a filled checklist. Restricted items are answered by the responsible worker and her deputy
/// only, for nobody else could read the answers back. One that a colleague filled meanwhile comes back.
pub fn record(context: &Context<'_>, q: Record) -> Result<Reply, Refusal> {
    let Record { case, seen, entry } = q;
    if !context.sees_restricted(case) && assessments::withhold(&mut entry.clone()) > 0 {
        return Err(Refusal::NotPermitted);
    }
    let about: Vec<PersonId> = entry.person.into_iter().collect();
    redact::may_name(context, case, &about, AnyField::Assessment(AssessmentField::Person))?;
    let made = context.change(move |change| assessments::record(change, case, seen, entry));
    made.map_err(|refusal| match refusal {
        Refusal::AssessedMeanwhile(theirs) => {
            Refusal::AssessedMeanwhile(Box::new(shown(context, theirs.assessment)))
        }
        other => other,
    })
}

/// The filled checklists of a case, the latest first.
pub fn list(context: &Context<'_>, q: Ask) -> Result<Reply, Refusal> {
    let (household, people, all) = known(context, q.case)?;
    let mut room = Room::of(PERSONS + PART);
    let called = people.iter().map(|person| (person.id, person.short()));
    let (persons, _) = room.fit(called, PERSONS);
    let behind = all.into_iter().skip(q.skip as usize).map(|filled| shown(context, filled));
    let (rows, more) = room.fit(behind, PART);
    let (name, more) = (sheet::name(&household, &people), u32::try_from(more).unwrap_or(u32::MAX));
    let closed = context.is_closed(q.case);
    Ok(Reply::Assessments(Box::new(Page { name, persons, rows, more, closed })))
}

/// The certificate of readiness to rent, of a checklist with which it was decided, in the name of who is
/// ready: of a household, who led it then. What was decided otherwise since counts, in whichever household
/// that was: whoever lets a flat relies on it. Of what is out of sight nothing is said but that there is no
/// certificate.
pub fn certify(context: &Context<'_>, q: Certify) -> Result<Reply, Refusal> {
    let (case, household, people, all) = of_case(context, q.case)?;
    let filled = all.into_iter().find(|filled| filled.id == q.assessment);
    let filled = filled.ok_or(Refusal::NotFound)?;
    let ready = filled.entry.readiness.as_ref().is_some_and(|level| level.level == Level::Ready);
    let whose = filled.entry.person.or_else(|| led(context, &case, &household, &filled));
    let whose = people.iter().find(|person| Some(person.id) == whose);
    // who went on to another household is certified there
    let whose = whose.filter(|person| ready && household.keeps(person.id));
    let whose = whose.ok_or(Refusal::NotFound)?;
    match last_decided(context, &filled, whose.id)? {
        Some((_, _, Level::Ready)) | None => {}
        Some((of, day, level)) if context.reaches(of) => {
            return Err(Refusal::DecidedSince(day, level));
        }
        Some(_) => return Err(Refusal::NotFound),
    }
    let Assessment { mut entry, .. } = filled;
    assessments::withhold(&mut entry);
    let (name, household) = (whose.listed(), entry.person.is_none());
    Ok(Reply::Certificate(Box::new(Certificate { name, household, entry: entry.without_words() })))
}

/// Who led a household when a checklist was filled about it, as far as that is known.
fn led(
    context: &Context<'_>,
    case: &Case,
    household: &Household,
    filled: &Assessment,
) -> Option<PersonId> {
    let since = |turn: &Turn| {
        turn.day > filled.entry.day || turn.signed.is_some_and(|signed| signed.at >= filled.at)
    };
    let led = case.turns.iter().filter_map(|turn| match turn.what {
        Turned::Reference(person) => Some((since(turn), person)),
        _ => None,
    });
    let (since, before): (Vec<_>, Vec<_>) = led.partition(|(since, _)| *since);
    let last = before.last().map(|(_, person)| *person);
    let led = last.or(since.is_empty().then_some(household.reference))?;
    Some(context.office.store.roster().stands_for(led))
}

/// What was decided last on the readiness of somebody, and where: about her, in every household that she
/// ever belonged to, about one that she led or may have led then, and about that of `of`, if that is about
/// a household.
fn last_decided(
    context: &Context<'_>,
    of: &Assessment,
    whose: PersonId,
) -> Result<Option<(CaseId, NaiveDate, Level)>, Refusal> {
    let hers = context.office.store.roster().households_of(whose);
    let mut decided = Vec::new();
    for (_, id) in hers {
        let (case, household, all) = context.read(|view| {
            let case = cases::get(view, id)?;
            let household = households::of_case(view, &case)?;
            Ok((case, household, assessments::of_case(view, id)?))
        })?;
        let same = |filled: &Assessment| id == of.case && filled.entry.person == of.entry.person;
        let about = |filled: &Assessment| match filled.entry.person {
            Some(person) => person == whose,
            None => led(context, &case, &household, filled).is_none_or(|led| led == whose),
        };
        decided.extend(all.iter().filter(|filled| same(filled) || about(filled)).filter_map(|f| {
            let level = f.entry.readiness.as_ref()?.level;
            Some(((f.entry.day, f.id), (id, f.entry.day, level)))
        }));
    }
    Ok(decided.into_iter().max_by_key(|(when, _)| *when).map(|(_, last)| last))
}

/// Household, persons and filled checklists of a case, without whom this user may not see.
fn known(
    context: &Context<'_>,
    case: CaseId,
) -> Result<(Household, Vec<Person>, Vec<Assessment>), Refusal> {
    let (_, household, people, all) = of_case(context, case)?;
    Ok((household, people, all))
}

/// The same with the case.
fn of_case(
    context: &Context<'_>,
    case: CaseId,
) -> Result<(Case, Household, Vec<Person>, Vec<Assessment>), Refusal> {
    let (mut case, mut household, mut people, all) = context.read(|view| {
        let case = cases::get(view, case)?;
        let household = households::of_case(view, &case)?;
        let people = persons::of(view, &household)?;
        let all = assessments::of_case(view, case.id)?;
        Ok((case, household, people, all))
    })?;
    redact::gone(context, &mut case, &mut household, &mut people);
    let all = all.into_iter().filter(|filled| redact::is_told(context, filled)).collect();
    Ok((case, household, people, all))
}

/// A filled checklist as this user may see it.
fn shown(context: &Context<'_>, mut filled: Assessment) -> Shown {
    let restricted = context.sees_restricted(filled.case);
    redact::filled(&mut filled, restricted);
    Shown { by: context.office.name_of(filled.by), assessment: filled }
}

/// Filled checklists in short, without those that this user is not told of.
pub fn briefs(context: &Context<'_>, all: Vec<Assessment>) -> impl Iterator<Item = Brief> {
    let told = all.into_iter().filter(|filled| redact::is_told(context, filled));
    told.map(|filled| brief(context, filled))
}

fn brief(context: &Context<'_>, filled: Assessment) -> Brief {
    let Shown { assessment: Assessment { id, at, entry, .. }, by } = shown(context, filled);
    Brief {
        id,
        template: entry.template.id,
        day: entry.day,
        at,
        person: entry.person,
        level: entry.readiness.as_ref().map(|readiness| readiness.level),
        concerns: entry.concerns(),
        by,
    }
}

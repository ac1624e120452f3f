//! Whether somebody who is being entered is known already, and telling two persons apart.

use super::Context;
use crate::api::similar::{Ask, Distinct, Found, LIMIT, Seen, Whom};
use crate::api::{Refusal, Reply};
use crate::domain::field::Fields;
use crate::domain::ids::{AreaId, CaseId, PersonId, StaffId};
use crate::domain::person::Person;
use crate::domain::similar::{self, Looks};
use crate::domain::site::Home;
use crate::store::roster::{Alike, Entered, Roster, Sight};
use crate::store::{Outcome, StoreError, View, cases, distinct, households, persons};

/// Persons whose records are read to compare what the roster does not have.
const READ: usize = 16;

/// Who may be the person that is being entered. That somebody out of sight was told of is logged.
pub fn ask(context: &Context<'_>, q: &Ask) -> Result<Reply, Refusal> {
    let entered = entered(context, q);
    let limit = usize::from(q.limit.min(LIMIT));
    let found: Vec<(PersonId, CaseId, Looks, Found)> = {
        let roster = context.office.store.roster();
        let found = roster.similar(&context.actor.viewer, &entered, READ, context.today);
        found.into_iter().map(|alike| told(&roster, alike)).collect()
    };
    let mut found = context.read(|view| {
        let found = found.into_iter().map(|found| judged(view, &entered, found));
        found.collect::<Result<Vec<_>, _>>()
    })?;
    found.retain(|(score, ..)| *score > 0);
    found.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    found.truncate(limit);
    for (_, case, found) in &found {
        if matches!(found.whom, Whom::Elsewhere { .. }) {
            context.note_reading(*case);
        }
    }
    Ok(Reply::Similar(found.into_iter().map(|(.., found)| found).collect()))
}

/// What is compared of who is being entered. Fields that do not hold are left out: they are still
/// being typed.
fn entered(context: &Context<'_>, q: &Ask) -> Entered {
    let mut person = Person::new(PersonId(0));
    for (field, text) in &q.fields {
        let _ = person.set_field(*field, text, context.today);
    }
    let looks = Looks::of(&person).with_phone(&q.home_phone);
    let roster = context.office.store.roster();
    let household = q.case.and_then(|case| roster.household_of_case(case));
    let looks = match (household, &q.home) {
        (Some(household), _) => roster.at_home(looks, household, context.today),
        (None, Some(Home::Site { site, room })) => looks.in_room(Some((*site, room))),
        _ => looks,
    };
    Entered { looks, birth: person.birth, file_ref: person.file_ref, person: q.person }
}

/// What is told of somebody found.
fn told(roster: &Roster, alike: Alike<'_>) -> (PersonId, CaseId, Looks, Found) {
    let (person, case) = (alike.person, alike.case);
    let area = |area: Option<AreaId>| {
        let area = area.and_then(|area| roster.area(area));
        area.map(|area| area.name.clone()).unwrap_or_default()
    };
    let worker = |worker: Option<StaffId>| {
        let worker = worker.and_then(|worker| roster.staff_member(worker));
        worker.map(|worker| worker.name.clone()).unwrap_or_default()
    };
    let whom = match alike.sight {
        Sight::Seen { no, name, birth, home, room, area: at } => {
            let (name, home, room) = (name.to_owned(), home.to_owned(), room.to_owned());
            let area = area(at);
            Whom::Seen(Box::new(Seen { person, case, no, name, birth, home, room, area }))
        }
        Sight::Elsewhere { area: at, worker: by } => {
            Whom::Elsewhere { area: area(at), worker: worker(by) }
        }
    };
    let found = Found { degree: alike.likeness.degree, reasons: vec![], whom };
    (person, case, alike.looks, found)
}

/// Compares once more with all that the record has; 0 where somebody said that they are two.
fn judged(
    view: &View<'_>,
    entered: &Entered,
    (person, case, looks, found): (PersonId, CaseId, Looks, Found),
) -> Result<(u16, CaseId, Found), StoreError> {
    let apart = entered.person.map_or(Ok(false), |own| distinct::are(view, own, person))?;
    let record = match persons::get(view, person) {
        Ok(record) if !apart => record,
        // taken back since the roster named it
        Ok(_) | Err(StoreError::NotFound) => return Ok((0, case, found)),
        Err(error) => return Err(error),
    };
    let looks = looks.with_nationalities(&record.nationalities);
    let Some(likeness) = similar::compare(&entered.looks, &looks) else {
        return Ok((0, case, found));
    };
    let reasons = match found.whom {
        Whom::Seen(_) => likeness.reasons,
        Whom::Elsewhere { .. } => vec![],
    };
    Ok((likeness.score, case, Found { degree: likeness.degree, reasons, ..found }))
}

/// Of these persons those whose case she sees: nobody is told apart from what is not seen.
pub fn in_sight(context: &Context<'_>, others: Vec<PersonId>) -> Vec<PersonId> {
    let seen = |person: &PersonId| {
        let case = context.office.store.roster().case_of_person(*person);
        case.is_some_and(|case| context.reaches(case))
    };
    others.into_iter().filter(seen).collect()
}

/// Remembers that two persons are no duplicate.
pub fn note(context: &Context<'_>, q: Distinct) -> Result<Reply, Refusal> {
    if in_sight(context, vec![q.other]).is_empty() {
        return Err(Refusal::NotFound);
    }
    context.change(move |change| {
        let household = households::of_case(change, &cases::get(change, q.case)?)?;
        if !household.keeps(q.person) {
            return Err(StoreError::NotFound);
        }
        distinct::note(change, q.person, &[q.other])?;
        let mut outcome = Outcome::of(q.case, q.person.0);
        outcome.subjects.push(q.other.0);
        outcome.fields = vec!["Distinct".to_owned()];
        Ok(outcome)
    })
}

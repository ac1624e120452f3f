//! Information given: entered, taken back, shown.

use super::{Context, PART, Room, cases, in_each, merge, redact, visits};
use crate::api::topics::{Before, Brief, Page, Shown, TakeBack, Tell};
use crate::api::{AnyField, Refusal, Reply};
use crate::domain::household::Household;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::person::Person;
use crate::domain::topics::{Entry, Told, TopicField, heard};
use crate::store::{households, persons, topics};

/// Enters what was told.
pub fn tell(context: &Context<'_>, q: Tell) -> Result<Reply, Refusal> {
    let Tell { case, entry: Entry { persons, topics: told, how } } = q;
    redact::may_name(context, case, &persons, AnyField::Topic(TopicField::Persons))?;
    let mut by_case = merge::by_case(context, case, persons, |person| Some(*person))?;
    if by_case.is_empty() {
        by_case.push((case, vec![])); // refused with its field
    }
    context.change(move |change| {
        in_each(by_case, |case, persons| {
            let (topics, how) = (told.clone(), how.clone());
            topics::tell(change, case, Entry { persons, topics, how })
        })
    })
}

/// Takes back what was entered by mistake.
pub fn take_back(context: &Context<'_>, q: TakeBack) -> Result<Reply, Refusal> {
    context.change(move |change| topics::take_back(change, q.case, q.told))
}

/// What was told, behind what is known. Of who is in another case by now and protected there nothing
/// is.
pub fn before(context: &Context<'_>, q: Before) -> Result<Reply, Refusal> {
    let (mut case, mut household, mut people, found) = context.read(|view| {
        let case = crate::store::cases::get(view, q.case)?;
        let household = households::of_case(view, &case)?;
        let people = persons::of(view, &household)?;
        Ok((case, household, people, topics::of_case(view, q.case)?))
    })?;
    redact::gone(context, &mut case, &mut household, &mut people);
    let name = cases::name(&household, &people);
    let hears = |told: &Told| !redact::is_away(context, q.case, told.person);
    let found = found.into_iter().filter(hears).skip(q.skip as usize);
    let (rows, left) = Room::of(PART).fit(found.map(|told| shown(context, &people, told)), PART);
    let persons = visits::members(context, &household, &people);
    let (more, closed) = (u32::try_from(left).unwrap_or(u32::MAX), context.is_closed(q.case));
    Ok(Reply::CaseTopics(Box::new(Page { name, persons, rows, more, closed })))
}

/// An entry with the name of who was told, if she is among `people`, and who entered it.
fn shown(context: &Context<'_>, people: &[Person], told: Told) -> Shown {
    let person = people.iter().find(|person| person.id == told.person).map(Person::short);
    let person = person.unwrap_or_default();
    let by = context.office.name_of(told.by);
    let back = told.taken_back.map(|back| context.office.name_of(back.by)).unwrap_or_default();
    Shown { told, person, by, back }
}

/// What the members of today were told, in short.
pub fn brief(context: &Context<'_>, case: CaseId, household: &Household) -> Result<Brief, Refusal> {
    let told = context.read(|view| topics::of_case(view, case))?;
    let here = household.members_on(context.today).map(|member| member.person);
    let here: Vec<PersonId> = here.collect();
    let (heard, all) = heard(&told, &here, context.today);
    let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Brief { heard: count(heard), all: count(all) })
}

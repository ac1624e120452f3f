//! What is left out of a record for who sees the case but not all of it: answers to warning signs
//! and what follows from them, and persons who are protected (`docs/domain.md`, access).

use super::Context;
use crate::api::exchange::Whole;
use crate::api::{AnyField, FieldRefusal, Refusal};
use crate::domain::assessment::Assessment;
use crate::domain::case::{Case, CloseReason, Phase, Turn, Turned};
use crate::domain::field::FieldError;
use crate::domain::household::{Household, Interpreter, Relation};
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::letters::Letter;
use crate::domain::needs::Need;
use crate::domain::note::Note;
use crate::domain::person::Person;
use crate::domain::visit::Visit;
use crate::store::{assessments, visits};

/// Leaves out what is restricted.
pub fn visit(visit: &mut Visit, restricted: bool) {
    if !restricted {
        visits::withhold(&mut visit.entry);
    }
}

/// Stands for somebody who is protected where a step of the case was about her.
const NOBODY: PersonId = PersonId(0);

/// Leaves out of a visit who is in another case by now and protected there from this user.
pub fn met(context: &Context<'_>, visit: &mut Visit) {
    let case = visit.case;
    name_who(context, &mut visit.entry.met);
    let mut known = Vec::new();
    visit.entry.met.retain(|person| {
        let again = known.contains(person);
        known.push(*person);
        !again && !is_away(context, case, *person)
    });
}

/// Leaves out of a note that it is about such a one.
pub fn about(context: &Context<'_>, note: &mut Note) {
    note.versions.iter_mut().for_each(|v| leave_out(context, note.case, &mut v.entry.person));
}

/// Leaves out of a need that it is about such a one, and what it said while it was restricted for
/// who does not see that.
pub fn needed(context: &Context<'_>, need: &mut Need, restricted: bool) {
    need.versions.retain(|version| restricted || !version.content.restricted);
    need.versions.iter_mut().for_each(|v| leave_out(context, need.case, &mut v.content.person));
}

/// Leaves out of a letter that it is about such a one.
pub fn addressee(context: &Context<'_>, letter: &mut Letter) {
    letter.versions.iter_mut().for_each(|v| leave_out(context, letter.case, &mut v.content.person));
}

/// Leaves out of a filled checklist what is restricted.
pub fn filled(filled: &mut Assessment, restricted: bool) {
    if !restricted {
        assessments::withhold(&mut filled.entry);
    }
}

/// Whether this user is told of a filled checklist: not of one about such a one, for it says how she
/// lives.
pub fn is_told(context: &Context<'_>, filled: &Assessment) -> bool {
    filled.entry.person.is_none_or(|person| !is_away(context, filled.case, person))
}

fn leave_out(context: &Context<'_>, case: CaseId, person: &mut Option<PersonId>) {
    name_who(context, &mut *person);
    *person = person.filter(|id| !is_away(context, case, *id));
}

/// Has the records in it that stand for the persons by now.
pub fn name_who<'a>(context: &Context<'_>, persons: impl IntoIterator<Item = &'a mut PersonId>) {
    let roster = context.office.store.roster();
    persons.into_iter().for_each(|person| *person = roster.stands_for(*person));
}

/// Whether somebody has left the household of a case, and is protected from this user.
pub fn is_away(context: &Context<'_>, case: CaseId, person: PersonId) -> bool {
    let roster = context.office.store.roster();
    !roster.stays(person, case) && roster.hides(&context.actor.viewer, person, context.today)
}

/// Refuses what would be entered about such a one: she could not read it back, and it leads to them.
pub fn may_name(
    context: &Context<'_>,
    case: CaseId,
    persons: &[PersonId],
    field: AnyField,
) -> Result<(), Refusal> {
    let means = |id: &PersonId| context.office.store.roster().stands_for(*id);
    let away = persons.iter().map(means).any(|id| is_away(context, case, id));
    let refused = FieldRefusal { field, error: FieldError::NotAChoice };
    if away { Err(Refusal::Field(refused)) } else { Ok(()) }
}

/// Leaves of those who went to another case their names, and of those who are protected from this
/// user nothing but that a step of the case was about somebody. Who sees a case sees whoever belongs
/// to it.
pub fn gone(
    context: &Context<'_>,
    case: &mut Case,
    household: &mut Household,
    people: &mut Vec<Person>,
) {
    // before the roster is held, for it asks the roster too
    let restricted = context.sees_restricted(case.id);
    let roster = context.office.store.roster();
    let staying: Vec<PersonId> = household.staying().collect();
    let hidden = |person: &Person| {
        let elsewhere = !household.keeps(person.id);
        person.protected
            && !staying.contains(&person.id)
            && (if elsewhere {
                roster.hides(&context.actor.viewer, person.id, context.today)
            } else {
                !restricted
            })
    };
    let away: Vec<PersonId> = people.iter().filter(|p| hidden(p)).map(|p| p.id).collect();
    people.retain(|person| !away.contains(&person.id));
    for turn in &mut case.turns {
        let (person, file_ref) = match &mut turn.what {
            Turned::Reference(person) | Turned::Left(person) | Turned::Joined(person) => {
                (person, None)
            }
            Turned::Merged(person, file_ref) => (person, Some(file_ref)),
            _ => continue,
        };
        *person = roster.stands_for(*person);
        if away.contains(person) {
            *person = NOBODY;
        }
        if *person == NOBODY || !household.keeps(*person) {
            file_ref.map(String::clear);
        }
    }
    for person in people.iter_mut().filter(|person| !household.keeps(person.id)) {
        let mut names = std::mem::take(&mut person.names);
        names.truncate(1);
        *person = Person { names, ..Person::new(person.id) };
    }
    household.members.retain(|member| !away.contains(&member.person));
    if away.contains(&household.reference) {
        household.reference = NOBODY;
    }
}

/// Leaves of a household with a protected person no more than how many belong to it.
pub fn masked(whole: &mut Whole) {
    let household = &mut whole.household;
    household.lodgings.clear();
    household.interpreter = Interpreter::None;
    let Household { phone, language, letterbox, reach, .. } = &mut *household;
    for text in [phone, language, letterbox, reach] {
        text.clear();
    }
    // an id leads back to who bore it in another case before
    let known: Vec<PersonId> = whole.persons.iter().map(|person| person.id).collect();
    let place = |id: PersonId| (1..).zip(&known).find(|(_, known)| **known == id);
    let anybody = |id: PersonId| place(id).map_or(NOBODY, |(place, _)| PersonId(place));
    for person in &mut whole.persons {
        *person = Person { protected: person.protected, ..Person::new(anybody(person.id)) };
    }
    for member in &mut household.members {
        (member.person, member.relation) = (anybody(member.person), Relation::Unknown);
    }
    household.reference = anybody(household.reference);
    // neither where it came from nor why it rests, nor how near its visits are
    whole.case.rhythm_weeks = None;
    let stands = whole.case.turns.iter().rev().find_map(|turn| match &turn.what {
        Turned::To(phase) => Some((turn.day, phase.is_open())),
        _ => None,
    });
    whole.case.turns = Vec::from_iter(stands.map(|(day, open)| {
        let closed = Phase::Closed { reason: CloseReason::NoNeed };
        let what = Turned::To(if open { Phase::Active } else { closed });
        Turn { day, signed: None, what }
    }));
    whole.visits.clear();
    whole.follow_ups.clear();
    whole.facts.clear();
    whole.papers.clear();
    whole.notes.clear();
    whole.needs.clear();
    whole.letters.clear();
    whole.assessments.clear();
    whole.topics.clear();
}

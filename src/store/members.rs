//! Members of households: another reference person, somebody leaves or goes elsewhere.

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::{households, phases, topics};
use crate::domain::case::{Case, Turned};
use crate::domain::dates::DateError;
use crate::domain::field::{AnyField, FieldError};
use crate::domain::household::{Household, Left, MEMBERS_MAX, Member, Relation};
use crate::domain::ids::{CaseId, PersonId};

/// A reference person, and what each of the others is to her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    /// The reference person.
    pub person: PersonId,
    /// Each of the others.
    pub relations: Vec<(PersonId, Relation)>,
}

/// Makes somebody else the reference person.
pub fn change_reference(
    change: &mut Change<'_, '_>,
    case: CaseId,
    kin: &Kin,
) -> Result<Outcome, StoreError> {
    let (mut case, mut household) = opened(change, case)?;
    lead(change, &mut case, &mut household, kin)?;
    change.put(&household)?;
    Ok(outcome(&case, household.reference))
}

/// Ends a membership on its last day. Where the reference person leaves, somebody else becomes it
/// ([`Kin`]); the last one does not leave, for a household without anybody is none.
pub fn leave(
    change: &mut Change<'_, '_>,
    case: CaseId,
    person: PersonId,
    (until, why): (NaiveDate, Left),
    kin: Option<&Kin>,
) -> Result<Outcome, StoreError> {
    let (mut case, mut household) = opened(change, case)?;
    end(&mut household, person, until, why)?;
    succeed(change, &mut case, &mut household, kin)?;
    change.put(&household)?;
    phases::turn(change, &mut case, until, Turned::Left(person))?;
    Ok(outcome(&case, person))
}

/// Has somebody belong to the household of another case from a day on.
pub fn move_to(
    change: &mut Change<'_, '_>,
    case: CaseId,
    person: PersonId,
    (to, relation, from): (CaseId, Relation, NaiveDate),
    kin: Option<&Kin>,
) -> Result<Outcome, StoreError> {
    if to == case {
        return Err(StoreError::field(AnyField::Member, FieldError::NotAChoice));
    }
    let (mut old, mut left) = opened(change, case)?;
    let (mut new, mut joined) = opened(change, to)?;
    end(&mut left, person, from.pred_opt().unwrap_or(from), Left::OtherHousehold)?;
    succeed(change, &mut old, &mut left, kin)?;
    change.put(&left)?;
    let relation = households::relation_of_new(&mut joined, person, relation);
    join(&mut joined, person, relation, from)?;
    change.put(&joined)?;
    phases::turn(change, &mut old, from, Turned::Left(person))?;
    phases::turn(change, &mut new, from, Turned::Joined(person))?;
    if relation == Relation::Reference {
        let today = change.today();
        phases::turn(change, &mut new, today, Turned::Reference(person))?;
    }
    topics::go_along(change, case, to, &[person])?;
    let mut outcome = outcome(&old, person);
    outcome.subjects.push(to.0);
    Ok(outcome)
}

fn opened(change: &Change<'_, '_>, case: CaseId) -> Result<(Case, Household), StoreError> {
    let case = phases::open_case(change, case, change.today())?;
    let household = households::of_case(change, &case)?;
    Ok((case, household))
}

fn outcome(case: &Case, person: PersonId) -> Outcome {
    Outcome::of(case.id, person.0).fields([AnyField::Member])
}

/// Ends the membership of somebody who belongs to a household.
pub(super) fn end(
    household: &mut Household,
    person: PersonId,
    until: NaiveDate,
    why: Left,
) -> Result<(), StoreError> {
    let mut open = household.members.iter_mut().filter(|m| m.person == person);
    let member = open.rfind(|m| m.until.is_none()).ok_or(StoreError::NotFound)?;
    // who came and goes on one day belonged to it for no whole day
    let first = member.from.pred_opt().unwrap_or(member.from);
    if until < first {
        let error = FieldError::Date(DateError::TooEarly(member.from));
        return Err(StoreError::field(AnyField::When, error));
    }
    (member.until, member.left) = (Some(until), Some(why));
    Ok(())
}

/// Adds a membership.
pub(super) fn join(
    household: &mut Household,
    person: PersonId,
    relation: Relation,
    from: NaiveDate,
) -> Result<(), StoreError> {
    if household.members.len() >= MEMBERS_MAX {
        return Err(StoreError::field(AnyField::Member, FieldError::HouseholdFull(MEMBERS_MAX)));
    }
    household.members.push(Member { person, relation, from, until: None, left: None });
    Ok(())
}

/// After somebody left: a household has a reference person among those who stay.
pub(super) fn succeed(
    change: &mut Change<'_, '_>,
    case: &mut Case,
    household: &mut Household,
    kin: Option<&Kin>,
) -> Result<(), StoreError> {
    let stay: Vec<PersonId> = household.staying().collect();
    if stay.is_empty() {
        return Err(StoreError::LastMember);
    }
    let leads = stay.contains(&household.reference);
    match kin {
        Some(kin) => lead(change, case, household, kin),
        None if leads => Ok(()),
        None => Err(StoreError::field(AnyField::Member, FieldError::Missing)),
    }
}

/// Makes somebody who stays the reference person; what each of the others is to her has to be said.
pub(super) fn lead(
    change: &mut Change<'_, '_>,
    case: &mut Case,
    household: &mut Household,
    kin: &Kin,
) -> Result<(), StoreError> {
    relate(household, kin)?;
    let today = change.today();
    phases::turn(change, case, today, Turned::Reference(kin.person))
}

/// Sets reference person and relations.
pub(super) fn relate(household: &mut Household, kin: &Kin) -> Result<(), StoreError> {
    let stay: Vec<PersonId> = household.staying().collect();
    if !stay.contains(&kin.person) || kin.person == household.reference {
        return Err(StoreError::StatusChanged);
    }
    for member in household.members.iter_mut().filter(|m| m.until.is_none()) {
        member.relation = if member.person == kin.person {
            Relation::Reference
        } else {
            let told = kin.relations.iter().find(|(person, _)| *person == member.person);
            // somebody came meanwhile, of whom nobody has said what she is
            told.filter(|(_, r)| *r != Relation::Reference).ok_or(StoreError::StatusChanged)?.1
        };
    }
    household.reference = kin.person;
    Ok(())
}

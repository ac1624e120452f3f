//! Households: who belongs to them, where they live, their fields.

use chrono::NaiveDate;

use super::change::{Change, Outcome};
use super::error::StoreError;
use super::persons::{self, Details};
use super::read::Read;
use super::{cases, facts, phases, sites};
use crate::domain::case::{Case, Turned};
use crate::domain::facts::{FactKey, Subject, is_mark};
use crate::domain::field::{AnyField, Edit, FieldError, Fields, merge};
use crate::domain::household::{
    Household, HouseholdField, LODGINGS_MAX, MEMBERS_MAX, Member, Relation,
};
use crate::domain::ids::{CaseId, HouseholdId, PersonId};
use crate::domain::site::Home;

/// A household.
pub fn get(from: &impl Read, id: HouseholdId) -> Result<Household, StoreError> {
    from.by_id(id.0)
}

/// The household of a case.
pub fn of_case(from: &impl Read, case: &Case) -> Result<Household, StoreError> {
    get(from, case.household)
}

/// Adds a new person to the household of a case, unless it is full ([`MEMBERS_MAX`]). The outcome's id is the person's.
pub fn add_person(
    change: &mut Change<'_, '_>,
    case: CaseId,
    details: &Details,
    relation: Relation,
    from: NaiveDate,
) -> Result<Outcome, StoreError> {
    let mut case = phases::open_case(change, case, change.today())?;
    let mut household = of_case(change, &case)?;
    if household.members.len() >= MEMBERS_MAX {
        return Err(StoreError::field(AnyField::Member, FieldError::HouseholdFull(MEMBERS_MAX)));
    }
    let person = persons::make(change, details)?;
    let relation = relation_of_new(&mut household, person.id, relation);
    if relation == Relation::Reference {
        let today = change.today();
        phases::turn(change, &mut case, today, Turned::Reference(person.id))?;
    }
    household.members.push(Member { person: person.id, relation, from, until: None, left: None });
    change.put(&household)?;
    Ok(Outcome::of(case.id, person.id.0).fields(details.fields.iter().map(|(field, _)| field)))
}

/// What somebody who comes is in a household: there is one reference person, and it was there before. Where
/// nobody belongs to the household any more, for its last member was made one with a person of another
/// one, it is who comes.
pub(super) fn relation_of_new(
    household: &mut Household,
    person: PersonId,
    relation: Relation,
) -> Relation {
    if household.staying().next().is_none() {
        household.reference = person;
        Relation::Reference
    } else if relation == Relation::Reference {
        Relation::Unknown
    } else {
        relation
    }
}

/// Changes fields of the household of a case. Colleagues meet field by field ([`merge`]); when
/// they set the same one otherwise, nothing is changed.
pub fn edit(
    change: &mut Change<'_, '_>,
    case: CaseId,
    edits: &[Edit<HouseholdField>],
) -> Result<Outcome, StoreError> {
    let mut household = of_case(change, &cases::get(change, case)?)?;
    let before = household.clone();
    let clashes = merge(&mut household, edits, change.today())?;
    if !clashes.is_empty() {
        return Err(StoreError::HouseholdClash(clashes));
    }
    change.put(&household)?;
    let changed =
        |e: &&Edit<_>| is_mark(&e.now) || household.field(e.field) != before.field(e.field);
    let answered = edits.iter().filter(changed);
    let answers = answered.map(|e| (FactKey::of_household(e.field), e.now.as_str()));
    facts::changed_elsewhere(change, Subject::Household(household.id), answers)?;
    Ok(Outcome::of(case, household.id.0).fields(edits.iter().map(|e| e.field)))
}

/// Moves the household of a case from a day on.
pub fn rehouse(
    change: &mut Change<'_, '_>,
    case: CaseId,
    home: &Home,
    from: NaiveDate,
) -> Result<Outcome, StoreError> {
    let case = phases::open_case(change, case, change.today())?;
    let mut household = of_case(change, &case)?;
    household.can_move(from).map_err(|error| StoreError::field(AnyField::From, error))?;
    let (place, _) = sites::place(change, home, case.area_on(from))?;
    household.move_to(place, from);
    if household.lodgings.len() > LODGINGS_MAX {
        return Err(StoreError::field(AnyField::Place, FieldError::TooMany(LODGINGS_MAX)));
    }
    change.put(&household)?;
    Ok(Outcome::of(case.id, household.id.0).fields([AnyField::Place]))
}

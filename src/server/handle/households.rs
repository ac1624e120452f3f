//! Households and persons: made, edited field by field, moved.

use super::{Context, merge, similar};
use crate::api::households::{AddPerson, EditHousehold, EditPerson, New, Rehouse};
use crate::api::{Refusal, Reply};
use crate::domain::ids::PersonId;
use crate::domain::staff::Role;
use crate::store::cases::{self, Opening};
use crate::store::persons::{self, Details};
use crate::store::{StoreError, distinct, households};

/// Opens a case: a worker for herself, a coordinator for anybody.
pub fn open(context: &Context<'_>, q: New) -> Result<Reply, Refusal> {
    let for_another = q.worker.is_some_and(|worker| worker != context.me.id);
    if for_another && !context.actor.is(Role::Coordinator) {
        return Err(Refusal::NotPermitted);
    }
    context.may_care(q.worker)?;
    let opening = Opening {
        person: Details { fields: q.person, source: String::new() },
        household: q.household,
        home: q.home,
        from: q.from,
        worker: q.worker,
        area: q.area,
    };
    let others = similar::in_sight(context, q.distinct);
    context.change(move |change| {
        let outcome = cases::open(change, &opening)?;
        if let Some(person) = outcome.subjects.last() {
            distinct::note(change, PersonId(*person), &others)?;
        }
        Ok(outcome)
    })
}

/// Adds a person to a household.
pub fn add_person(context: &Context<'_>, q: AddPerson) -> Result<Reply, Refusal> {
    let details = Details { fields: q.person, source: String::new() };
    let others = similar::in_sight(context, q.distinct);
    context.change(move |change| {
        let outcome = households::add_person(change, q.case, &details, q.relation, q.from)?;
        distinct::note(change, PersonId(outcome.id), &others)?;
        Ok(outcome)
    })
}

/// Changes fields of a person.
pub fn edit_person(context: &Context<'_>, q: EditPerson) -> Result<Reply, Refusal> {
    let case = merge::kept_in(context, q.case, q.person)?;
    context.change(move |change| persons::edit(change, case, q.person, &q.edits))
}

/// Changes fields of a household.
pub fn edit(context: &Context<'_>, q: EditHousehold) -> Result<Reply, Refusal> {
    context.change(move |change| {
        if cases::get(change, q.case)?.household != q.household {
            return Err(StoreError::NotFound);
        }
        households::edit(change, q.case, &q.edits)
    })
}

/// Moves a household.
pub fn rehouse(context: &Context<'_>, q: Rehouse) -> Result<Reply, Refusal> {
    context.change(move |change| households::rehouse(change, q.case, &q.home, q.from))
}

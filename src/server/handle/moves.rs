//! A household moves out of a shelter, or parts.

use super::Context;
use super::members::kin;
use crate::api::moves::{MoveOut, Part};
use crate::api::{AnyField, FieldRefusal, Refusal, Reply};
use crate::domain::field::FieldError;
use crate::domain::site::Home;
use crate::store::roster::Standing;
use crate::store::{StoreError, cases, moves, parts};

/// Moves a household out. Its area changes under the same rule as by itself.
pub fn move_out(context: &Context<'_>, q: MoveOut) -> Result<Reply, Refusal> {
    let actor = context.actor.clone();
    let MoveOut { case, seen, address, from, area, to, visits } = q;
    let seen = usize::from(seen);
    context.change(move |change| {
        let is = Standing::of(&cases::get(change, case)?, from);
        if !actor.may_hand_over(is, Standing { area: area.or(is.area), ..is }) {
            return Err(StoreError::HandOver);
        }
        moves::move_out(change, case, &moves::MoveOut { seen, address, from, area, to, visits })
    })
}

/// Parts a household. To give those who go to somebody else is to hand them over.
pub fn part(context: &Context<'_>, q: Part) -> Result<Reply, Refusal> {
    context.may_care(q.worker)?;
    // everybody chooses among the sites: a new one would say where they went
    if q.protects && matches!(q.home, Some(Home::NewSite { .. })) {
        let (field, error) = (AnyField::Place, FieldError::NotAChoice);
        return Err(Refusal::Field(FieldRefusal { field, error }));
    }
    let (actor, today) = (context.actor.clone(), context.today);
    let restricted = context.sees_restricted(q.case);
    let Part { case, seen, from, go, stay, home, worker, area, follow_ups, protects } = q;
    let (go, stay) = (kin(go), stay.map(kin));
    let seen = usize::from(seen);
    let part =
        parts::Part { seen, from, go, stay, home, worker, area, follow_ups, protects, restricted };
    context.change(move |change| {
        let is = Standing::of(&cases::get(change, case)?, today);
        let to = Standing { worker: worker.or(is.worker), area: area.or(is.area) };
        if !actor.may_hand_over(is, to) {
            return Err(StoreError::HandOver);
        }
        parts::part(change, case, &part)
    })
}

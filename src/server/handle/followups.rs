//! Follow-ups: added, done, moved, handed over. One that came from a restricted answer does not exist
//! for who may not see it.

use super::Context;
use crate::api::followups::{Add, Close, Fail, Hand, Move};
use crate::api::{AnyField, FieldRefusal, Refusal, Reply};
use crate::domain::field::FieldError;
use crate::domain::ids::{CaseId, FollowUpId, StaffId};
use crate::store::followups;

/// Adds one, for a colleague only if she sees the case.
pub fn add(context: &Context<'_>, q: Add) -> Result<Reply, Refusal> {
    let Add { case, what, window, purpose, to } = q;
    if let Some(to) = to.filter(|to| *to != context.me.id) {
        may_do(context, case, false, to)?;
    }
    context.change(move |change| followups::add(change, case, &what, window, purpose, to))
}

/// Marks one as done.
pub fn close(context: &Context<'_>, q: Close) -> Result<Reply, Refusal> {
    sees(context, q.case, q.follow_up)?;
    let made = context.change(move |change| followups::close(change, q.case, q.follow_up, q.seen));
    told(context, q.case, q.follow_up, made)
}

/// Ends one that was not possible.
pub fn fail(context: &Context<'_>, q: Fail) -> Result<Reply, Refusal> {
    sees(context, q.case, q.follow_up)?;
    let Fail { case, follow_up, seen, reason } = q;
    let made =
        context.change(move |change| followups::fail(change, case, follow_up, seen, &reason));
    told(context, case, follow_up, made)
}

/// Moves one to another window.
pub fn move_to(context: &Context<'_>, q: Move) -> Result<Reply, Refusal> {
    sees(context, q.case, q.follow_up)?;
    let Move { case, follow_up, seen, window } = q;
    let made =
        context.change(move |change| followups::move_to(change, case, follow_up, seen, window));
    told(context, case, follow_up, made)
}

/// Hands one over to a colleague, who has to see the case, and in it what it is about.
pub fn hand(context: &Context<'_>, q: Hand) -> Result<Reply, Refusal> {
    sees(context, q.case, q.follow_up)?;
    let restricted = context.read(|view| followups::get(view, q.case, q.follow_up))?.restricted;
    may_do(context, q.case, restricted, q.to)?;
    let Hand { case, follow_up, seen, to } = q;
    let made = context.change(move |change| followups::hand_to(change, case, follow_up, seen, to));
    told(context, case, follow_up, made)
}

/// The answer; where a colleague was there before, with her name.
fn told(
    context: &Context<'_>,
    case: CaseId,
    id: FollowUpId,
    made: Result<Reply, Refusal>,
) -> Result<Reply, Refusal> {
    let Err(Refusal::FollowUpChanged(mut theirs)) = made else { return made };
    let office = context.office;
    let by = context.read(|view| {
        let follow_up = followups::get(view, case, id)?;
        followups::changed_by(view, &follow_up)
    })?;
    theirs.owner = office.name_of(theirs.now.owner);
    theirs.by = by.map(|(by, at)| (office.name_of(by), office.zone.local(at)));
    Err(Refusal::FollowUpChanged(theirs))
}

/// Refuses a colleague who does not see the case or what the follow-up is about.
pub(super) fn may_do(
    context: &Context<'_>,
    case: CaseId,
    restricted: bool,
    colleague: StaffId,
) -> Result<(), Refusal> {
    let office = context.office;
    let standing = office.standing(case).unwrap_or_default();
    let may = office.actor(colleague).is_some_and(|colleague| {
        let all = colleague.sees_restricted(standing);
        colleague.may(&context.line) && (all || !restricted && !office.masks(case, &colleague))
    });
    let (field, error) = (AnyField::Colleague, FieldError::CannotSee);
    may.then_some(()).ok_or(Refusal::Field(FieldRefusal { field, error }))
}

fn sees(context: &Context<'_>, case: CaseId, id: FollowUpId) -> Result<(), Refusal> {
    let restricted = context.read(|view| followups::get(view, case, id))?.restricted;
    if restricted && !context.sees_restricted(case) { Err(Refusal::NotFound) } else { Ok(()) }
}

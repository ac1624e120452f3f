//! Follow-ups: added, done, moved. One that came from a restricted answer does not exist for who
//! may not see it.

use super::Context;
use crate::api::followups::{Add, Close, Move};
use crate::api::{Refusal, Reply};
use crate::domain::ids::{CaseId, FollowUpId};
use crate::store::followups;

/// Adds one.
pub fn add(context: &Context<'_>, q: Add) -> Result<Reply, Refusal> {
    context.change(move |change| followups::add(change, q.case, &q.what, q.window))
}

/// Marks one as done.
pub fn close(context: &Context<'_>, q: Close) -> Result<Reply, Refusal> {
    sees(context, q.case, q.follow_up)?;
    context.change(move |change| followups::close(change, q.case, q.follow_up))
}

/// Moves one to another window.
pub fn move_to(context: &Context<'_>, q: Move) -> Result<Reply, Refusal> {
    sees(context, q.case, q.follow_up)?;
    context.change(move |change| followups::move_to(change, q.case, q.follow_up, q.window))
}

fn sees(context: &Context<'_>, case: CaseId, id: FollowUpId) -> Result<(), Refusal> {
    let restricted = context.read(|view| followups::get(view, case, id))?.restricted;
    if restricted && !context.sees_restricted(case) { Err(Refusal::NotFound) } else { Ok(()) }
}

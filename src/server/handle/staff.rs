//! Staff, deputies and areas.

use super::super::office::is_founder;
use super::Context;
use crate::api::staff::{Add, AddArea, End, Grant};
use crate::api::{Refusal, Reply};
use crate::domain::office::OfficeKind;
use crate::domain::staff::Role;
use crate::store::areas;
use crate::store::staff::{self, Hire};

/// The list of staff.
pub fn list(context: &Context<'_>) -> Reply {
    Reply::Staff(context.office.store.roster().staff().cloned().collect())
}

/// Adds a member of staff. In a shared office nobody widens her own rights.
pub fn add(context: &Context<'_>, q: Add) -> Result<Reply, Refusal> {
    let is_shared = context.office.record.kind == OfficeKind::Shared;
    let is_herself = q.uid == context.me.uid || q.user == context.me.user;
    if is_shared && is_herself && !is_founder(context.me) {
        return Err(Refusal::NotPermitted);
    }
    let hire = Hire {
        uid: q.uid,
        user: q.user,
        name: q.name,
        roles: q.roles,
        posts: q.posts,
        from: q.from,
        lang: q.lang,
    };
    context.change(move |change| staff::add(change, &hire))
}

/// Ends an employment.
pub fn end(context: &Context<'_>, q: End) -> Result<Reply, Refusal> {
    context.change(move |change| staff::end(change, &q.user, q.until))
}

/// Grants a deputyship: of her own cases, or a coordinator of anybody's. A coordinator does not
/// make herself the deputy: that would open restricted records to her by her own hand.
pub fn grant(context: &Context<'_>, q: Grant) -> Result<Reply, Refusal> {
    let is_hers = q.owner == context.me.id;
    let steers = context.actor.is(Role::Coordinator) && q.deputy != context.me.id;
    if !is_hers && !steers {
        return Err(Refusal::NotPermitted);
    }
    context.change(move |change| staff::grant(change, q.owner, q.deputy, q.from, q.until))
}

/// Adds an area.
pub fn add_area(context: &Context<'_>, q: AddArea) -> Result<Reply, Refusal> {
    context.change(move |change| areas::add(change, &q.name, q.from))
}

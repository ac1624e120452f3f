//! Lists over many cases: caseload, recent visits, follow-ups, and the search.
use super::Context;
use crate::api::{Refusal, Reply, cases, followups, visits};
pub fn caseload(_: &Context<'_>, _: &cases::Query) -> Result<Reply, Refusal> {
    Err(Refusal::NotFound)
}
pub fn find(_: &Context<'_>, _: &cases::Find) -> Result<Reply, Refusal> {
    Err(Refusal::NotFound)
}
pub fn recent_visits(_: &Context<'_>, _: visits::Recent) -> Result<Reply, Refusal> {
    Err(Refusal::NotFound)
}
pub fn follow_ups(_: &Context<'_>, _: followups::List) -> Result<Reply, Refusal> {
    Err(Refusal::NotFound)
}

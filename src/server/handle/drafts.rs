//! Drafts of forms.
use super::Context;
use crate::api::drafts::{Draft, Drop};
use crate::api::{Refusal, Reply};
use crate::domain::ids::CaseId;
pub fn save(_: &Context<'_>, _: Draft) -> Result<Reply, Refusal> {
    Ok(Reply::Done)
}
pub fn list(_: &Context<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::Drafts(vec![]))
}
pub fn drop(_: &Context<'_>, _: Drop) -> Result<Reply, Refusal> {
    Ok(Reply::Done)
}
pub fn of_case(_: &Context<'_>, _: CaseId) -> Result<Vec<Draft>, Refusal> {
    Ok(vec![])
}

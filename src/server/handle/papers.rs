//! Papers: added, corrected, ended.

use super::Context;
use crate::api::papers::{AddPaper, EditPaper, EndPaper};
use crate::api::{Refusal, Reply};
use crate::store::papers;

/// Adds one.
pub fn add(context: &Context<'_>, q: AddPaper) -> Result<Reply, Refusal> {
    context.change(move |change| papers::add(change, q.case, &q.persons, q.kind, &q.fields))
}

/// Corrects one.
pub fn edit(context: &Context<'_>, q: EditPaper) -> Result<Reply, Refusal> {
    context.change(move |change| papers::edit(change, q.case, q.person, q.paper, &q.edits))
}

/// Ends one.
pub fn end(context: &Context<'_>, q: EndPaper) -> Result<Reply, Refusal> {
    let EndPaper { case, person, paper, was, last, reason } = q;
    context.change(move |change| papers::end(change, case, (person, paper), was, last, &reason))
}

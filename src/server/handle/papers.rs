//! Papers: added, corrected, ended.

use super::{Context, in_each, merge};
use crate::api::papers::{AddPaper, EditPaper, EndPaper};
use crate::api::{Refusal, Reply};
use crate::store::papers;

/// Adds one.
pub fn add(context: &Context<'_>, q: AddPaper) -> Result<Reply, Refusal> {
    let by_case = merge::by_case(context, q.case, q.persons, |person| Some(*person))?;
    context.change(move |change| {
        in_each(by_case, |case, of| papers::add(change, case, &of, q.kind, &q.fields))
    })
}

/// Corrects one.
pub fn edit(context: &Context<'_>, q: EditPaper) -> Result<Reply, Refusal> {
    let case = merge::kept_in(context, q.case, q.person)?;
    context.change(move |change| papers::edit(change, case, q.person, q.paper, &q.edits))
}

/// Ends one.
pub fn end(context: &Context<'_>, q: EndPaper) -> Result<Reply, Refusal> {
    let EndPaper { case, person, paper, was, last, reason } = q;
    let case = merge::kept_in(context, case, person)?;
    context.change(move |change| papers::end(change, case, (person, paper), was, last, &reason))
}

//! Drafts: what somebody is typing, kept for her until the form is saved.
//!
//! A draft is kept whatever became of the case meanwhile, so that no word is lost; it is shown
//! while she sees the case.

use super::Context;
use super::refusal::{disk_failed, internal};
use crate::api::drafts::{Before, Body, Draft, Drop, FIELDS_MAX};
use crate::api::{Refusal, Reply};
use crate::domain::clean::is_hidden;
use crate::domain::ids::{CaseId, RequestId};
use crate::server::access::Kind;
use crate::store::drafts::DraftError;
use crate::store::{Change, StoreError};

/// Keeps a form as it stands. One that was on its way while the form was saved is not kept. One
/// that goes on with a form which has been saved itself is, and the answer says so.
pub fn save(context: &Context<'_>, mut draft: Draft) -> Result<Reply, Refusal> {
    let (Body::Entry { raw: fields, .. } | Body::Fields { fields, .. }) = &draft.body;
    if fields.len() > FIELDS_MAX {
        return Err(Refusal::Malformed);
    }
    let store = &context.office.store;
    strip(&mut draft.body);
    draft.kept = context.now;
    draft.name.clear();
    store.drafts().save(context.me.uid, &draft).map_err(refusal)?;
    // asked behind the saving of the draft, for the form may be saved at the same time
    let is_saved = carried_out(context, draft.id);
    let before = draft.from.map(|was| {
        let (kin, uid) = (&context.office.kin, context.me.uid);
        if is_saved {
            Before::Gone
        } else if carried_out(context, was.id) || is_saved_elsewhere(context, draft.id) {
            Before::Saved
        } else if kin.is_shared(uid, draft.id, was.id) {
            Before::Elsewhere
        } else {
            Before::Gone
        }
    });
    Ok(Reply::Kept(before))
}

/// Whether another form that began as the same one was saved, and she was not told yet.
fn is_saved_elsewhere(context: &Context<'_>, id: RequestId) -> bool {
    let others = context.office.kin.others(context.me.uid, id);
    others.into_iter().any(|other| carried_out(context, other))
}

/// Asks once before a form is saved of which another terminal has saved what it began as.
pub fn check_twice(context: &Context<'_>) -> Result<(), Refusal> {
    let change = context.request.filter(|_| context.line.kind == Kind::Change);
    match change {
        // one that comes a second time, for its answer was lost, is none
        Some(id) if is_saved_elsewhere(context, id) && !carried_out(context, id) => {
            context.office.kin.told(context.me.uid, id);
            Err(Refusal::SavedElsewhere)
        }
        _ => Ok(()),
    }
}

/// Whether a form was saved under this id. The writer knows every request of the last 30 days: one
/// that it carried out already throws its draft away once more, and nothing is changed by asking.
fn carried_out(context: &Context<'_>, id: RequestId) -> bool {
    let nothing = |_: &mut Change<'_, '_>| Err(StoreError::NotFound);
    let (store, action) = (&context.office.store, context.line.action);
    store.write(&context.author(), Some(id), action, nothing).is_ok()
}

/// Her drafts, the latest first.
pub fn list(context: &Context<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::Drafts(shown(context, None).map_err(refusal)?))
}

/// Her drafts of a case. Where they cannot be listed there are none to go on with, but a visit can
/// be begun all the same.
pub fn of_case(context: &Context<'_>, case: CaseId) -> Vec<Draft> {
    shown(context, Some(case)).unwrap_or_else(|error| {
        tracing::error!(%error, "drafts cannot be listed");
        Vec::new()
    })
}

/// Throws a draft away. One that is gone already is as good; one that cannot be read stays.
pub fn drop(context: &Context<'_>, q: Drop) -> Result<Reply, Refusal> {
    context.office.store.drafts().discard(context.me.uid, q.was).map_err(refusal)?;
    Ok(Reply::Done)
}

/// Drafts of no case and of cases she sees, or those of one case, with the name of the household.
fn shown(context: &Context<'_>, of: Option<CaseId>) -> Result<Vec<Draft>, DraftError> {
    let mut drafts = context.office.store.drafts().list(context.me.uid)?;
    drafts.retain(|draft| of.is_none() || draft.case == of);
    let roster = context.office.store.roster();
    let named = |mut draft: Draft| {
        if let Some(case) = draft.case {
            let line = roster.case_line(&context.actor.viewer, case, context.today)?;
            line.name.clone_into(&mut draft.name);
        }
        Some(draft)
    };
    Ok(super::fit(drafts.into_iter().filter_map(named)))
}

/// Takes out what no field holds: control characters and what steers the writing direction. The
/// rest stays as it was typed, half a word and its spaces too.
fn strip(body: &mut Body) {
    let clean = |text: &mut String| text.retain(|c| c.is_whitespace() || !is_hidden(c));
    match body {
        Body::Entry { entry, raw, at, .. } => {
            entry.texts_mut().chain(raw.iter_mut().map(|(_, text)| text)).for_each(clean);
            clean(at);
        }
        Body::Fields { fields, at, .. } => {
            fields.iter_mut().map(|(_, text)| text).for_each(clean);
            clean(at);
        }
    }
}

fn refusal(error: DraftError) -> Refusal {
    match error {
        DraftError::TooLarge(_) => Refusal::Malformed,
        DraftError::TooMany => Refusal::TooManyDrafts,
        DraftError::NotFound => Refusal::NotFound,
        DraftError::Disk(error) if error.is_full() => Refusal::DiskFull,
        DraftError::Disk(error) => disk_failed(&error),
        DraftError::Unreadable(_) => internal(&error),
    }
}

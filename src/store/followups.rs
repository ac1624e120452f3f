//! Follow-ups: added, done, moved, handed over.

use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, Utc};

use super::change::{Author, Change, Outcome};
use super::engine::{CHANGES, Past, Span};
use super::error::StoreError;
use super::phases;
use super::read::Read;
use super::records::{case_key, id_key, tree};
use crate::domain::dates::Window;
use crate::domain::field::{AnyField, FieldError, line};
use crate::domain::followup::{Done, FollowUp, Purpose, Seen, Source, WHAT_MAX};
use crate::domain::ids::{CaseId, FollowUpId, StaffId};
use crate::domain::visit::Visit;

/// A follow-up.
pub fn get(from: &impl Read, case: CaseId, id: FollowUpId) -> Result<FollowUp, StoreError> {
    from.record(&case_key(case.0, id.0))?.ok_or(StoreError::NotFound)
}

/// Every follow-up of a case, done ones too, oldest first.
pub fn of_case(from: &impl Read, case: CaseId) -> Result<Vec<FollowUp>, StoreError> {
    from.list(Span::prefix(tree::FOLLOW_UPS, &id_key(case.0)), usize::MAX)
}

/// The open follow-ups of a case, nearest due day first. Those made from a restricted answer only
/// with `restricted`.
pub fn open_of_case(
    from: &impl Read,
    case: CaseId,
    restricted: bool,
) -> Result<Vec<FollowUp>, StoreError> {
    let mut open = of_case(from, case)?;
    open.retain(|f| f.done.is_none() && (restricted || !f.restricted));
    open.sort_by_key(|f| (f.window, f.id));
    Ok(open)
}

/// The follow-ups of a case that are done, the last one done first, each with who did it. Those
/// made from a restricted answer only with `restricted`.
pub fn done_of_case(
    from: &impl Read,
    case: CaseId,
    restricted: bool,
) -> Result<Vec<(StaffId, FollowUp)>, StoreError> {
    let mut all = of_case(from, case)?;
    all.retain(|f| restricted || !f.restricted);
    all.sort_by_key(|f| std::cmp::Reverse((f.done.as_ref().map(|done| done.at), f.id)));
    Ok(all.into_iter().filter_map(|f| Some((f.done.as_ref()?.by, f))).collect())
}

/// Adds a follow-up to a case, owned by who adds it.
pub fn add(
    change: &mut Change<'_, '_>,
    case: CaseId,
    what: &str,
    window: Window,
    purpose: Option<Purpose>,
    to: Option<StaffId>,
) -> Result<Outcome, StoreError> {
    phases::open_case(change, case, change.today())?;
    let (what, owner) = (what.to_owned(), to.unwrap_or(change.author().staff));
    let new = New { what, window, owner, source: Source::Manual, purpose, restricted: false };
    let id = make(change, case, new)?;
    Ok(Outcome::of(case, id.0))
}

/// A follow-up that is to be made.
#[derive(Debug)]
pub(super) struct New {
    /// What is to be done.
    pub what: String,
    /// When.
    pub window: Window,
    /// Who is to do it.
    pub owner: StaffId,
    /// Where it comes from.
    pub source: Source,
    /// What it is for.
    pub purpose: Option<Purpose>,
    /// For the responsible worker and her deputy only.
    pub restricted: bool,
}

/// Makes a follow-up of a case that is known to exist.
pub(super) fn make(
    change: &mut Change<'_, '_>,
    case: CaseId,
    new: New,
) -> Result<FollowUpId, StoreError> {
    let New { what, window, owner, source, purpose, restricted } = new;
    let refused = |error| StoreError::field(AnyField::What, error);
    let what = line(&what, WHAT_MAX).map_err(refused)?;
    if what.is_empty() {
        return Err(refused(FieldError::Missing));
    }
    let id = FollowUpId(change.new_id()?);
    let (created_by, noted) = (change.author().staff, Some(change.today()));
    let made = FollowUp {
        id,
        case,
        what,
        window,
        owner,
        source,
        purpose,
        noted,
        restricted,
        created_by,
        done: None,
    };
    change.put(&made)?;
    Ok(id)
}

/// Marks as done what a visit of this day settles; their ids.
pub(super) fn settle(
    change: &mut Change<'_, '_>,
    case: CaseId,
    day: NaiveDate,
) -> Result<Vec<u64>, StoreError> {
    let mut settled = of_case(change, case)?;
    settled.retain(|follow_up| follow_up.is_settled_on(day));
    let Author { staff: by, at, .. } = *change.author();
    for follow_up in &mut settled {
        follow_up.done = Some(Done { at, by, impossible: None });
        change.put(follow_up)?;
    }
    Ok(settled.into_iter().map(|follow_up| follow_up.id.0).collect())
}

/// How many follow-ups of a case a visit has settled: those that were done in the very change by
/// which it was recorded.
pub fn settled_by(from: &impl Read, visit: &Visit) -> Result<u16, StoreError> {
    let of_visit = |f: &FollowUp| f.done.as_ref().map(|done| done.at) == Some(visit.recorded);
    let mut done = of_case(from, visit.case)?;
    done.retain(|follow_up| follow_up.purpose == Some(Purpose::Visit) && of_visit(follow_up));
    Ok(u16::try_from(done.len()).unwrap_or(u16::MAX))
}

/// Passes the open follow-ups of a case from one who was to do them on to another: whoever takes the
/// case over takes over what is to be done.
pub(super) fn pass_on(
    change: &mut Change<'_, '_>,
    case: CaseId,
    from: StaffId,
    to: StaffId,
) -> Result<(), StoreError> {
    for follow_up in of_case(change, case)? {
        if follow_up.done.is_none() && follow_up.owner == from {
            change.put(&FollowUp { owner: to, ..follow_up })?;
        }
    }
    Ok(())
}

/// Marks a follow-up as done, if nobody did anything with it since it was `seen`.
pub fn close(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: FollowUpId,
    seen: Seen,
) -> Result<Outcome, StoreError> {
    let mut follow_up = get(change, case, id)?;
    let there = follow_up.done.as_ref().is_some_and(|done| done.impossible.is_none());
    is_still(&follow_up, seen, there)?;
    let author = change.author();
    follow_up.done = Some(Done { at: author.at, by: author.staff, impossible: None });
    change.put(&follow_up)?;
    Ok(Outcome::of(case, id.0).fields(["Done"]))
}

/// Ends a follow-up that was not possible, for a reason, if nobody did anything with it since it was
/// `seen`.
pub fn fail(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: FollowUpId,
    seen: Seen,
    reason: &str,
) -> Result<Outcome, StoreError> {
    let mut follow_up = get(change, case, id)?;
    let refused = |error| StoreError::field(AnyField::What, error);
    let reason = line(reason, WHAT_MAX).map_err(refused)?;
    if reason.is_empty() {
        return Err(refused(FieldError::Missing));
    }
    is_still(&follow_up, seen, false)?;
    let author = change.author();
    follow_up.done = Some(Done { at: author.at, by: author.staff, impossible: Some(reason) });
    change.put(&follow_up)?;
    Ok(Outcome::of(case, id.0).fields(["Impossible"]))
}

/// Moves a follow-up to another window, if it is open and nobody moved it since it was `seen`.
pub fn move_to(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: FollowUpId,
    seen: Seen,
    window: Window,
) -> Result<Outcome, StoreError> {
    let follow_up = get(change, case, id)?;
    let there = follow_up.done.is_none() && follow_up.window == window;
    is_still(&follow_up, Seen { owner: follow_up.owner, ..seen }, there)?;
    change.put(&FollowUp { window, ..follow_up })?;
    Ok(Outcome::of(case, id.0).fields([AnyField::When]))
}

/// Hands one over to a colleague, if it is open and nobody did so since it was `seen`.
pub fn hand_to(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: FollowUpId,
    seen: Seen,
    to: StaffId,
) -> Result<Outcome, StoreError> {
    let follow_up = get(change, case, id)?;
    let there = follow_up.done.is_none() && follow_up.owner == to;
    is_still(&follow_up, Seen { window: follow_up.window, ..seen }, there)?;
    change.put(&FollowUp { owner: to, ..follow_up })?;
    Ok(Outcome::of(case, id.0).fields([AnyField::Colleague]))
}

/// Refuses where something became of a follow-up since it was seen; `same`: it is what is asked for.
fn is_still(follow_up: &FollowUp, seen: Seen, same: bool) -> Result<(), StoreError> {
    match follow_up.meanwhile(seen) {
        None => Ok(()),
        Some(what) => Err(StoreError::FollowUpChanged(Box::new(follow_up.clone()), what, same)),
    }
}

/// Who changed a follow-up last, and when, as far as it is remembered.
pub fn changed_by(
    from: &impl Read,
    follow_up: &FollowUp,
) -> Result<Option<(StaffId, DateTime<Utc>)>, StoreError> {
    let mut last = None;
    let key = case_key(follow_up.case.0, follow_up.id.0);
    from.walk(Span::all(CHANGES), &mut |seq, entry| {
        if let Some(past) = Past::read(seq, entry)
            && past.touched(tree::FOLLOW_UPS, &key)
        {
            last = Some((StaffId(past.change.staff), past.change.time_ms));
        }
        ControlFlow::Continue(())
    })?;
    Ok(last.and_then(|(by, at)| Some((by, DateTime::from_timestamp_millis(at)?))))
}

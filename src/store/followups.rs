//! Follow-ups: added, done, moved.

use super::cases;
use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::{case_key, id_key, tree};
use crate::domain::dates::Window;
use crate::domain::field::{AnyField, FieldError, line};
use crate::domain::followup::{Done, FollowUp, Source, WHAT_MAX};
use crate::domain::ids::{CaseId, FollowUpId, StaffId};

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
) -> Result<Outcome, StoreError> {
    cases::get(change, case)?;
    let owner = change.author().staff;
    let id = make(change, case, what, window, owner, Source::Manual, false)?;
    Ok(Outcome::of(case, id.0))
}

/// Makes a follow-up of a case that is known to exist.
pub(super) fn make(
    change: &mut Change<'_, '_>,
    case: CaseId,
    what: &str,
    window: Window,
    owner: StaffId,
    source: Source,
    restricted: bool,
) -> Result<FollowUpId, StoreError> {
    let refused = |error| StoreError::field(AnyField::What, error);
    let what = line(what, WHAT_MAX).map_err(refused)?;
    if what.is_empty() {
        return Err(refused(FieldError::Missing));
    }
    let id = FollowUpId(change.new_id()?);
    let created_by = change.author().staff;
    let made =
        FollowUp { id, case, what, window, owner, source, restricted, created_by, done: None };
    change.put(&made)?;
    Ok(id)
}

/// Marks a follow-up as done. One that is done already stays as it is.
pub fn close(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: FollowUpId,
) -> Result<Outcome, StoreError> {
    let mut follow_up = get(change, case, id)?;
    if follow_up.done.is_none() {
        let author = change.author();
        follow_up.done = Some(Done { at: author.at, by: author.staff });
        change.put(&follow_up)?;
    }
    Ok(Outcome::of(case, id.0).fields(["Done"]))
}

/// Moves a follow-up to another window.
pub fn move_to(
    change: &mut Change<'_, '_>,
    case: CaseId,
    id: FollowUpId,
    window: Window,
) -> Result<Outcome, StoreError> {
    let follow_up = FollowUp { window, ..get(change, case, id)? };
    change.put(&follow_up)?;
    Ok(Outcome::of(case, id.0).fields([AnyField::When]))
}

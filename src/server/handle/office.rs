//! The office as a whole: choices for forms, undo, backup, verification, log and status.

use super::refusal::refusal;
use super::{Answer, Context};
use crate::api::office::{BackupPiece, Lists, LogPage, LogRow, Undo};
use crate::api::{Refusal, Reply};
use crate::domain::ids::StaffId;
use crate::store::{StoreError, UndoError, areas, log, sites};

/// A backup on its way to a client.
pub struct Sending;

/// Choices for forms.
pub fn lists(context: &Context<'_>) -> Result<Reply, Refusal> {
    let (sites, areas) = context.read(|view| Ok((sites::all(view)?, areas::all(view)?)))?;
    let today = context.today;
    let exists = |area: &crate::domain::area::Area| area.until.is_none_or(|until| today <= until);
    let areas = areas.into_iter().filter(exists).collect();
    let staff = context.office.staff();
    let staff = staff.iter().filter(|s| s.active_on(today)).map(|s| (s.id, s.name.clone()));
    Ok(Reply::Lists(Lists { sites, areas, staff: staff.collect() }))
}

/// Takes back a change of one's own, within what one sees.
pub fn undo(context: &Context<'_>, q: Undo) -> Result<Answer, Refusal> {
    match context.office.store.undo(&context.author(), q.change) {
        Ok(written) => Ok(context.saved(written, None)),
        Err(StoreError::Undo(UndoError::Changed(by))) => {
            let by = by.map(|(_, staff)| context.office.name_of(StaffId(staff)));
            Err(Refusal::ChangedSince(by.unwrap_or_default()))
        }
        Err(error) => Err(refusal(error)),
    }
}

/// A page of the log, newest first.
pub fn log(context: &Context<'_>, q: LogPage) -> Result<Reply, Refusal> {
    let entries = context.read(|view| log::page(view, q.before, usize::from(q.limit)))?;
    let row = |entry: log::Entry| {
        let log::Fact { at, staff, uid, action, case, fields, refused, .. } = entry.fact;
        LogRow { no: entry.no, at, staff, uid, action, case, fields, refused }
    };
    Ok(Reply::Log(entries.into_iter().map(row).collect()))
}
pub fn backup(_: &Context<'_>, _: BackupPiece) -> Result<Reply, Refusal> {
    Err(Refusal::NotFound)
}
pub fn verify(_: &Context<'_>) -> Result<Reply, Refusal> {
    Err(Refusal::NotFound)
}
pub fn status(_: &Context<'_>) -> Reply {
    Reply::Done
}

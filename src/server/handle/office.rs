//! The office as a whole: choices for forms, undo, backup, verification, log and status.

use super::refusal::refusal;
use super::{Context, saved};
use crate::api::office::{BackupPiece, Lists, LogPage, LogRow, Status, Undo};
use crate::api::{Refusal, Reply};
use crate::domain::area::Area;
use crate::domain::ids::StaffId;
use crate::store::{StoreError, UndoError, log};

/// A backup on its way to a client.
pub struct Sending;

/// Choices for forms.
pub fn lists(context: &Context<'_>) -> Reply {
    let (roster, today) = (context.office.store.roster(), context.today);
    let exists = |area: &&Area| area.until.is_none_or(|until| today <= until);
    let staff = roster.staff().filter(|s| s.active_on(today));
    Reply::Lists(Lists {
        sites: roster.sites().cloned().collect(),
        areas: roster.areas().filter(exists).cloned().collect(),
        staff: staff.map(|s| (s.id, s.name.clone())).collect(),
    })
}

/// Takes back a change of one's own, within what one sees.
pub fn undo(context: &Context<'_>, q: Undo) -> Result<Reply, Refusal> {
    match context.office.store.undo(&context.author(), q.change) {
        Ok(written) => Ok(saved(written)),
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

/// Facts about the running server.
pub fn status(context: &Context<'_>) -> Reply {
    let office = context.office;
    let (cases, persons) = office.store.roster().counts();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Reply::Status(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kind: office.record.kind,
        sessions: count(office.hub.sessions()),
        last_change: 0,
        cases: count(cases),
        persons: count(persons),
    })
}

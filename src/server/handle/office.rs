//! The office as a whole: choices for forms, undo, backup, verification, log and status.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::Ordering;

use sha2::{Digest, Sha256};

use super::lists::ROWS;
use super::refusal::{internal, refusal};
use super::{ALL, Context, PART, Room, fit, saved};
use crate::api::office::{
    BackupPiece, Finding, Lists, LogPage, LogRow, Piece, SetRules, Status, Undo, Verified,
};
use crate::api::{Refusal, Reply};
use crate::domain::area::Area;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::office::{OfficeKind, Rule};
use crate::domain::staff::{Role, Staff};
use crate::server::access::{Actor, Kind};
use crate::server::office::{Note, Office};
use crate::store::backup::Outgoing;
use crate::store::backup::seal::{RECIPIENTS_MAX, Recipient};
use crate::store::engine::{self, Stray, UpkeepError};
use crate::store::roster::Standing;
use crate::store::{StoreError, UndoError, cases, log, office as store_office};

/// Bytes of a piece of a backup.
const PIECE: usize = 512 * 1024;

/// A backup on its way to a client.
pub struct Sending {
    stream: Outgoing,
    /// Number of the piece that comes next.
    next: u32,
    /// Of the pieces before it.
    sum: Sha256,
}

/// Choices for forms.
pub fn lists(context: &Context<'_>) -> Reply {
    let (roster, today) = (context.office.store.roster(), context.today);
    let exists = |area: &&Area| area.until.is_none_or(|until| today <= until);
    let kind = context.office.record.kind;
    let cares = |s: &Staff| Actor::on(today, kind, s, std::iter::empty()).cares();
    let staff = roster.staff().filter(|s| s.active_on(today) && cares(s));
    let mut room = Room::of(ALL);
    Reply::Lists(Lists {
        areas: room.fit(roster.areas().filter(exists).cloned(), PART).0,
        staff: room.fit(staff.map(|s| (s.id, s.name.clone())), PART).0,
        // a site that is not among them is found by its name
        sites: room.fit(roster.sites().cloned(), PART).0,
    })
}

/// Sets rules of the office. What follows from them is worked out when it is shown.
pub fn set_rules(context: &Context<'_>, q: SetRules) -> Result<Reply, Refusal> {
    if q.set.is_empty() || q.set.len() > Rule::CODES.len() {
        return Err(Refusal::Malformed);
    }
    context.change(move |change| store_office::set_rules(change, &q.set))
}

/// Takes back a change of one's own, within what one sees.
pub fn undo(context: &mut Context<'_>, q: Undo) -> Result<Reply, Refusal> {
    let store = &context.office.store;
    let (by, case, touched) = store.made(q.change).map_err(refusal)?;
    context.line.case = case;
    // who belonged to this case may be protected in another one by now, and a household that parted is
    // in two: what she cannot see is not hers to take back
    let there = |case: &CaseId| context.office.standing(*case).is_some();
    let mut cases = case.into_iter().chain(touched.into_iter().filter(there));
    if by != context.me.id || !cases.all(|case| context.reaches(case)) {
        return Err(Refusal::NotFound);
    }
    let actor = context.actor.clone();
    // to take a hand-over back is to hand over: the rule of `cases::edit`
    let today = context.today;
    let allowed = move |now: &Case, again: &Case| {
        actor.may_hand_over(Standing::of(now, today), Standing::of(again, today))
    };
    match store.undo_if(&context.author(), context.request, q.change, allowed) {
        Ok(written) => Ok(saved(written)),
        // of what touched a case that she does not see nothing is said, neither whose it was
        Err(StoreError::Undo(UndoError::Changed(Some((since, _))))) if !is_seen(context, since) => {
            Err(Refusal::NotFound)
        }
        Err(StoreError::Undo(UndoError::Changed(by))) => {
            let by = by.map(|(_, staff)| context.office.name_of(StaffId(staff)));
            Err(Refusal::ChangedSince(by.unwrap_or_default()))
        }
        Err(error) => Err(refusal(error)),
    }
}

/// Whether she sees every case that a change touched, as far as it is there.
fn is_seen(context: &Context<'_>, change: u64) -> bool {
    let there = |case: &CaseId| context.office.standing(*case).is_some();
    let made = context.office.store.made(change);
    made.is_ok_and(|(_, case, touched)| {
        case.into_iter().chain(touched).filter(there).all(|case| context.reaches(case))
    })
}

/// A page of the log, newest first.
pub fn log(context: &Context<'_>, q: LogPage) -> Result<Reply, Refusal> {
    let entries = context.read(|view| {
        let entries = log::page(view, q.before, usize::from(q.limit.min(ROWS)))?;
        let no = |entry: &log::Entry| Some(cases::get(view, entry.fact.case?).ok()?.no);
        Ok(entries.into_iter().map(|entry| (no(&entry), entry)).collect::<Vec<_>>())
    })?;
    let row = |(case_no, entry): (_, log::Entry)| {
        let log::Fact { at, staff, uid, action, case, fields, refused, .. } = entry.fact;
        let name = staff.map(|id| context.office.name_of(id)).unwrap_or_default();
        LogRow { no: entry.no, at, staff, name, uid, action, case, case_no, fields, refused }
    };
    Ok(Reply::Log(fit(entries.into_iter().map(row))))
}

/// A piece of the backup. It holds everything as it is; who may read it, [`recipients`] says. The log
/// has one entry for all pieces.
pub fn backup(context: &mut Context<'_>, q: &BackupPiece) -> Result<Reply, Refusal> {
    if q.piece == 0 {
        let recipients = recipients(context.office, &q.recipients)?;
        let backup = context.office.store.backup().map_err(|error| internal(&error))?;
        let stream = Outgoing::new(backup, &recipients).map_err(|error| internal(&error))?;
        context.work.backup = Some(Sending { stream, next: 0, sum: Sha256::new() });
        if !recipients.is_empty() {
            // who can read everything is not a matter of who asked for it
            let (office, me, line) = (context.office, context.me, &context.line);
            let (staff, uid, action) = (Some(me.id), me.uid, line.action);
            let note = Note { staff, uid, action, case: None, refused: false };
            office.note_with(note, recipients.iter().map(ToString::to_string).collect());
            context.line.kind = Kind::Read;
        }
    } else {
        context.line.kind = Kind::Read;
    }
    let sending = context.work.backup.as_mut().filter(|sending| sending.next == q.piece);
    let Some(Sending { stream, next, sum }) = sending else { return Err(Refusal::Malformed) };
    let mut bytes = Vec::with_capacity(PIECE);
    let read = stream.take(PIECE as u64).read_to_end(&mut bytes);
    let last = read.map_err(|error| internal(&error))? < PIECE;
    *next += 1;
    sum.update(&bytes);
    let sum = last.then(|| sum.finalize_reset().into());
    if last {
        context.work.backup = None;
    }
    Ok(Reply::Backup(Piece { bytes, sum }))
}

/// Who will be able to read a backup; nobody means that it is in the clear. A shared office, where it
/// leaves the machine of those who may see what is in it, encrypts it here, and for the keys of its
/// configuration only: for all of them when none is asked for.
fn recipients(office: &Office, asked: &[String]) -> Result<Vec<Recipient>, Refusal> {
    if asked.len() > RECIPIENTS_MAX {
        return Err(Refusal::Malformed);
    }
    let asked = asked.iter().map(|key| key.parse()).collect::<Result<Vec<Recipient>, _>>();
    let asked = asked.map_err(|_| Refusal::Malformed)?;
    let listed = &office.backup_recipients;
    if office.record.kind != OfficeKind::Shared {
        Ok(asked)
    } else if listed.is_empty() {
        Err(Refusal::NoBackupKeys)
    } else if asked.is_empty() {
        Ok(listed.clone())
    } else if asked.iter().all(|key| listed.contains(key)) {
        Ok(asked)
    } else {
        Err(Refusal::ForeignBackupKey)
    }
}

/// Compares everything on disk. Damage is told by the names of files, never by content.
pub fn verify(context: &Context<'_>) -> Result<Reply, Refusal> {
    let store = &context.office.store;
    let verified = store.verify().map_err(|error| internal(&error))?;
    let mut found = findings(&verified);
    let drafts = store.drafts().unreadable().map_err(|error| internal(&error))?;
    found.extend(drafts.iter().map(|path| Finding::Draft(named(path))));
    if let Err(broken) = store.verify_log().map_err(refusal)? {
        found.push(Finding::Log(broken.no));
    }
    Ok(Reply::Verified(Verified {
        records: verified.records,
        changes: verified.seq,
        segments: count(verified.segments),
        snapshots: count(verified.snapshots),
        found,
    }))
}

/// Lets go of everything older than now.
pub fn compact(context: &Context<'_>) -> Result<Reply, Refusal> {
    match context.office.store.compact() {
        Ok(()) => Ok(Reply::Done),
        Err(UpkeepError::Engine(error)) => Err(refusal(error.into())),
        Err(UpkeepError::Disk(error)) if error.is_full() => Err(Refusal::DiskFull),
        Err(error) => Err(internal(&error)),
    }
}

/// What a verification found, as a client is told.
pub fn findings(verified: &engine::Verified) -> Vec<Finding> {
    let damage = verified.problems.iter().map(|problem| match problem {
        engine::Problem::Records => Finding::Records,
        engine::Problem::Gap => Finding::Gap,
        engine::Problem::Journal(path) => Finding::Journal(named(path)),
        engine::Problem::Snapshot(path) => Finding::Snapshot(named(path)),
    });
    damage.chain(verified.strays.iter().map(beside)).collect()
}

/// Something that lies beside the office's own files.
fn beside(stray: &Stray) -> Finding {
    match stray {
        Stray::Cut(path) => {
            let bytes = fs::metadata(path).map_or(0, |file| file.len());
            Finding::Cut { file: named(path), bytes }
        }
        Stray::SetAside(path) => Finding::SetAside(named(path)),
        Stray::Foreign(path) => Finding::Foreign(named(path)),
    }
}

/// A file with its directory.
fn named(path: &Path) -> String {
    let directory = path.parent().and_then(Path::file_name).unwrap_or_default();
    let name = path.file_name().unwrap_or_default();
    Path::new(directory).join(name).display().to_string()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Facts about the running server.
pub fn status(context: &Context<'_>) -> Reply {
    let office = context.office;
    let runs = context.actor.is(Role::Coordinator) || context.actor.is(Role::Admin);
    let counts = runs.then(|| office.store.roster().counts());
    let strays = runs.then(|| office.store.strays().ok()).flatten().unwrap_or_default();
    Reply::Status(Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kind: office.record.kind,
        sessions: count(office.hub.sessions()),
        beside: strays.iter().map(beside).collect(),
        last_change: office.last_change.load(Ordering::Relaxed),
        counts: counts.map(|(cases, persons)| (count(cases), count(persons))),
    })
}

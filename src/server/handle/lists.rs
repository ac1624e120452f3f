//! Lists over many cases: caseload, recent visits, follow-ups, and the search. What somebody may
//! not see never leaves the roster.

use super::{Context, fit, redact};
use crate::api::cases::{Find, Found, Page, Query, Row, Why};
use crate::api::{Refusal, Reply, followups, visits as shown};
use crate::domain::case::CaseNo;
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::office::Rules;
use crate::store::roster::{Due, Line, Roster, Seen};
use crate::store::search::Why as Reason;
use crate::store::{StoreError, followups as kept, visits};

/// Most rows of a list at once.
pub const ROWS: u16 = 500;
/// Characters of a note in a list.
const NOTE: usize = 80;

/// A page of the caseload.
pub fn caseload(context: &Context<'_>, q: &Query) -> Reply {
    let roster = context.office.store.roster();
    let page = roster.page(&context.actor.viewer, q, context.today);
    Reply::Caseload(Page {
        total: page.total,
        offset: page.offset,
        rows: page.lines.into_iter().map(row).collect(),
        persons: page.persons,
        fte: page.fte,
        // not `Context::rules`: the roster is held already
        ratio: roster.office().map_or_else(Rules::default, |office| office.rules.clone()).ratio,
    })
}

fn row(line: Line<'_>) -> Row {
    Row {
        case: line.case,
        no: line.no,
        name: line.name.to_owned(),
        persons: line.persons,
        home: line.home.to_owned(),
        home_kind: line.home_kind,
        room: line.room.to_owned(),
        phase: line.phase,
        last_visit: line.last_visit,
        visit_due: line.visit_due,
        open: line.open,
        next_due: line.next_due,
        worker: line.worker,
        status: line.status.map(|(code, last)| (code.to_owned(), last)),
        matched: line.matched,
    }
}

/// People found.
pub fn find(context: &Context<'_>, q: &Find) -> Reply {
    let roster = context.office.store.roster();
    let limit = usize::from(q.limit.min(ROWS));
    let found = roster.find(&context.actor.viewer, &q.text, limit, context.today);
    let found = found.into_iter().map(|f| Found {
        case: f.case,
        no: f.no,
        household: f.household,
        name: f.name.to_owned(),
        born: f.born,
        home: f.home.to_owned(),
        room: f.room.to_owned(),
        area: f.area.and_then(|area| roster.area(area)).map(|a| a.name.clone()).unwrap_or_default(),
        matched: f.matched,
        why: why(f.why),
    });
    Reply::Found(found.collect())
}

fn why(reason: Reason) -> Why {
    match reason {
        Reason::Exact | Reason::Words => Why::Name,
        Reason::Start => Why::Beginning,
        Reason::Case => Why::CaseNo,
        Reason::File => Why::FileRef,
        Reason::Room => Why::Room,
        Reason::Phone => Why::Phone,
        Reason::Alias => Why::Form,
        Reason::Sound | Reason::Phonetic => Why::Sound,
        Reason::Typo => Why::Slip,
    }
}

/// Recent visits, newest first.
pub fn recent_visits(context: &Context<'_>, q: shown::Recent) -> Result<Reply, Refusal> {
    let (skip, limit) = (q.skip as usize, usize::from(q.limit.min(ROWS)));
    let seen = {
        let roster = context.office.store.roster();
        let seen = roster.recent(&context.actor.viewer, q.mine, skip, limit, context.today);
        let named =
            |s: Seen| Some((s, called(context, &roster, s.case)?, worker(&roster, s.worker)));
        seen.into_iter().filter_map(named).collect::<Vec<_>>()
    };
    let visits = context.read(|view| {
        let visit = |(seen, called, worker)| {
            let Seen { case, visit, .. } = seen;
            there(visits::get(view, case, visit).map(|visit| (visit, called, worker)))
        };
        seen.into_iter().filter_map(visit).collect::<Result<Vec<_>, _>>()
    })?;
    let rows = visits.into_iter().map(|(mut visit, (no, name), worker)| {
        let restricted = context.sees_restricted(visit.case);
        redact::visit(&mut visit, restricted);
        let entry = &visit.entry;
        shown::Row {
            visit: visit.id,
            case: visit.case,
            no,
            name,
            kind: entry.kind,
            at: entry.at,
            outcome: entry.outcome,
            worker,
            concerns: visits::concerns(entry),
            note: entry.note.chars().take(NOTE).collect(),
            closed: context.is_closed(visit.case),
        }
    });
    Ok(Reply::RecentVisits(rows.collect()))
}

/// Open follow-ups, nearest first.
pub fn follow_ups(context: &Context<'_>, q: followups::List) -> Result<Reply, Refusal> {
    let (skip, limit) = (q.skip as usize, usize::from(q.limit.min(ROWS)));
    let due = {
        let roster = context.office.store.roster();
        let due = roster.due(&context.actor.viewer, skip, limit, context.today);
        let named = |d: Due| Some((d, called(context, &roster, d.case)?, worker(&roster, d.owner)));
        due.into_iter().filter_map(named).collect::<Vec<_>>()
    };
    let rows = context.read(|view| {
        let row = |(Due { case, follow_up, .. }, (no, name), owner)| {
            let follow_up = there(kept::get(view, case, follow_up))?;
            Some(follow_up.map(|follow_up| followups::Row { follow_up, no, name, owner }))
        };
        due.into_iter().filter_map(row).collect::<Result<Vec<_>, _>>()
    })?;
    let rows = fit(rows.into_iter());
    for row in rows.iter().filter(|row| row.follow_up.restricted) {
        context.note_reading(row.follow_up.case);
    }
    Ok(Reply::FollowUps(rows))
}

/// Nothing of a record that was taken back since the roster named it: it leaves the list, not the
/// list with it.
pub fn there<T>(record: Result<T, StoreError>) -> Option<Result<T, StoreError>> {
    if matches!(record, Err(StoreError::NotFound)) { None } else { Some(record) }
}

/// Number of a case and name of its household.
fn called(context: &Context<'_>, roster: &Roster, case: CaseId) -> Option<(CaseNo, String)> {
    let line = roster.case_line(&context.actor.viewer, case, context.today)?;
    Some((line.no, line.name.to_owned()))
}

pub fn worker(roster: &Roster, id: StaffId) -> String {
    roster.staff_member(id).map(|s| s.name.clone()).unwrap_or_default()
}

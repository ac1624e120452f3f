//! What is done with each request that the access table let through: one file a noun.
//!
//! A handler is thin: what the table cannot know of the rules of access, then one operation of the
//! store, then the reply. Inside the store the rules of the domain are checked once more.
mod cases;
mod drafts;
pub mod exchange;
mod followups;
mod households;
mod lists;
pub mod office;
mod redact;
mod refusal;
mod staff;
mod visits;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::access::{Actor, Line, Place};
use super::office::Office;
use super::push::Changed;
use crate::api::{Refusal, Reply, Request, Saved, wire};
use crate::domain::ids::{CaseId, RequestId};
use crate::domain::staff::Staff;
use crate::store::{Author, Change, Outcome, StoreError, View, Written};

pub use refusal::internal;
use refusal::refusal;

/// What fits a frame beside everything else in it, in bytes.
const PART: usize = 400 * 1024;

/// Who asks what, when, and what is known of it.
pub struct Context<'a> {
    /// The office.
    pub office: &'a Office,
    /// Who asks.
    pub me: &'a Staff,
    /// Her rights today.
    pub actor: Actor,
    /// The line of the access table.
    pub line: Line,
    /// Names the wish to change something.
    pub request: Option<RequestId>,
    /// When it is asked.
    pub now: DateTime<Utc>,
    /// The day that is in the office.
    pub today: NaiveDate,
    /// What this session has in hand between two asks.
    pub work: &'a mut Work,
}

/// What a session has in hand between two asks.
#[derive(Default)]
pub struct Work {
    /// Bytes of the frame that is answered.
    pub frame: usize,
    /// An import of which not all has come.
    pub import: exchange::Gathered,
    /// A backup of which not all has gone.
    pub backup: Option<office::Sending>,
}

/// What came of a request.
pub struct Answer {
    /// For who asked.
    pub reply: Reply,
    /// For everybody who sees these cases.
    pub changed: Vec<Changed>,
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self { reply, changed: vec![] }
    }
}

/// Carries a request out that the access table let through.
pub fn handle(context: &mut Context<'_>, body: Request) -> Result<Answer, Refusal> {
    use Request as R;
    let reply = match body {
        R::Caseload(q) => lists::caseload(context, &q),
        R::Find(q) => lists::find(context, &q),
        R::RecentVisits(q) => lists::recent_visits(context, q),
        R::FollowUps(q) => lists::follow_ups(context, q),
        R::ShowCase(q) => cases::show(context, q),
        R::EditCase(q) => return cases::edit(context, q),
        R::CaseVisits(q) => visits::before(context, q),
        R::PrepareVisit(q) => visits::prepare(context, q),
        R::RecordVisit(q) => return visits::record(context, *q),
        R::AddFollowUp(q) => return followups::add(context, q),
        R::CloseFollowUp(q) => return followups::close(context, q),
        R::MoveFollowUp(q) => return followups::move_to(context, q),
        R::NewHousehold(q) => return households::open(context, *q),
        R::AddPerson(q) => return households::add_person(context, *q),
        R::EditPerson(q) => return households::edit_person(context, q),
        R::EditHousehold(q) => return households::edit(context, q),
        R::Rehouse(q) => return households::rehouse(context, q),
        R::Lists => office::lists(context),
        R::Undo(q) => return office::undo(context, q),
        R::SaveDraft(q) => drafts::save(context, *q),
        R::Drafts => drafts::list(context),
        R::DropDraft(q) => drafts::drop(context, q),
        R::StaffList => Ok(staff::list(context)),
        R::AddStaff(q) => return staff::add(context, *q),
        R::EndStaff(q) => return staff::end(context, q),
        R::GrantDeputy(q) => return staff::grant(context, q),
        R::AddArea(q) => return staff::add_area(context, q),
        R::Import(q) => return exchange::import(context, *q),
        R::Export(q) => exchange::export(context, q),
        R::Backup(q) => office::backup(context, q),
        R::Verify => office::verify(context),
        R::Log(q) => office::log(context, q),
        R::Status => Ok(office::status(context)),
    };
    reply.map(Answer::from)
}

impl Context<'_> {
    /// Whether she sees the restricted records of a case.
    pub fn sees_restricted(&self, case: CaseId) -> bool {
        self.actor.sees_restricted(self.office.place(case).unwrap_or_default().worker)
    }

    /// Reads several things of one state.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&View<'_>) -> Result<T, StoreError>,
    ) -> Result<T, Refusal> {
        self.office.store.read(read).map_err(refusal)
    }

    /// Makes one change, on disk when this returns. A request that was carried out before is
    /// answered as it was then.
    pub fn change(
        &self,
        make: impl FnOnce(&mut Change<'_, '_>) -> Result<Outcome, StoreError> + Send + 'static,
    ) -> Result<Answer, Refusal> {
        let before = self.line.case.and_then(|case| self.office.place(case));
        let (store, action) = (&self.office.store, self.line.action);
        let written = store.write(&self.author(), self.request, action, make);
        Ok(self.saved(written.map_err(refusal)?, before))
    }

    /// The answer to a change; the draft of its form goes, and whoever sees the case is told.
    pub fn saved(&self, written: Written, before: Option<Place>) -> Answer {
        let Written { change, id, case, .. } = written;
        let now = case.and_then(|case| self.office.place(case));
        let told = |(case, now)| Changed { case, now, before: before.filter(|b| *b != now) };
        let changed = case.zip(now).map(told).into_iter().collect();
        Answer { reply: Reply::Saved(Saved { change, id, case }), changed }
    }

    /// Who signs a change.
    pub fn author(&self) -> Author {
        let zone = self.office.zone;
        Author { staff: self.me.id, uid: self.me.uid, at: self.now, zone }
    }
}

/// The longest beginning of `parts` that fits a frame, but at least one.
fn fit<T: Serialize>(parts: impl Iterator<Item = T>) -> Vec<T> {
    let mut room = PART;
    let mut kept = Vec::new();
    for part in parts {
        let size = wire::encode(&part).map_or(PART, |bytes| bytes.len());
        if size > room && !kept.is_empty() {
            break;
        }
        room = room.saturating_sub(size);
        kept.push(part);
    }
    kept
}

//! What is done with each request that the access table let through: one file a noun.
//!
//! A handler is thin: what the table cannot know of the rules of access, then one operation of the
//! store, then the reply. Inside the store the rules of the domain are checked once more.
mod assessments;
mod cases;
mod days;
mod drafts;
pub mod exchange;
mod facts;
mod followups;
mod households;
mod letters;
mod lists;
mod members;
mod merge;
mod moves;
mod needs;
mod notes;
pub mod office;
mod papers;
mod phases;
mod places;
mod protocols;
mod redact;
mod refusal;
mod similar;
mod staff;
mod today;
mod topics;
mod visits;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::access::{Actor, Kind, Line};
use super::office::{Note, Office};
use super::room::Room as UserRoom;
use crate::api::papers::AddPaper;
use crate::api::{AnyField, FieldRefusal, Refusal, Reply, Request, Saved, wire};
use crate::domain::field::FieldError;
use crate::domain::ids::{CaseId, RequestId, StaffId};
use crate::domain::office::Rules;
use crate::domain::staff::Staff;
use crate::store::{Author, Change, Outcome, StoreError, View, Written};

pub use refusal::internal;
use refusal::refusal;

/// What one list of a frame may take, in bytes.
const PART: usize = 400 * 1024;
/// What all lists of a frame may take together, in bytes.
const ALL: usize = wire::FRAME_MAX - 64 * 1024;

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
    /// She means it also beside a form that began as the same draft.
    pub beside: bool,
    /// When it is asked.
    pub now: DateTime<Utc>,
    /// The day that is in the office.
    pub today: NaiveDate,
    /// What this session has in hand between two asks.
    pub work: &'a mut Work,
}

/// What a session has in hand between two asks.
pub struct Work {
    /// Room for what her user sends, here and elsewhere.
    pub user: Arc<UserRoom>,
    /// Bytes of the frame that is answered.
    pub frame: usize,
    /// An import of which not all has come.
    pub import: exchange::Gathered,
    /// A backup of which not all has gone.
    pub backup: Option<office::Sending>,
}

impl Work {
    /// Nothing yet.
    pub fn new(user: &Arc<UserRoom>) -> Self {
        let (frame, import, backup) = Default::default();
        Self { user: Arc::clone(user), frame, import, backup }
    }
}

/// Persons or topics in one list of a request: more than any household and any list of topics has.
const SENT_MAX: usize = 200;
/// Answers in one request: more than any fact sheet has, with everybody in it.
const ANSWERS_MAX: usize = SENT_MAX * 100;

/// Whether a list in a request is longer than any that is meant: found before it is looked at, for
/// everybody waits meanwhile.
fn is_endless(body: &Request) -> bool {
    use Request as R;
    match body {
        R::RecordVisit(q) => q.entry.met.len() > SENT_MAX,
        R::NewHousehold(q) => q.distinct.len() > SENT_MAX,
        R::AddPerson(q) => q.distinct.len() > SENT_MAX,
        R::AddPaper(q) => q.persons.len() > SENT_MAX,
        R::WriteProtocol(q) => q.content.persons.len() > SENT_MAX,
        R::TellTopics(q) => q.entry.persons.len().max(q.entry.topics.len()) > SENT_MAX,
        R::EditFacts(q) => {
            let many = |paper: &AddPaper| paper.persons.len() > SENT_MAX;
            q.edits.len() > ANSWERS_MAX || q.papers.len() > SENT_MAX || q.papers.iter().any(many)
        }
        _ => false,
    }
}

/// Carries a request out that the access table let through.
pub fn handle(context: &mut Context<'_>, body: Request) -> Result<Reply, Refusal> {
    use Request as R;
    if is_endless(&body) {
        return Err(Refusal::Malformed);
    }
    days::check(context, &body)?;
    let body = merge::meant(context, body);
    match body {
        R::Caseload(q) => Ok(lists::caseload(context, &q)),
        R::Find(q) => Ok(lists::find(context, &q)),
        R::RecentVisits(q) => lists::recent_visits(context, q),
        R::FollowUps(q) => lists::follow_ups(context, q),
        R::ShowCase(q) => cases::show(context, q),
        R::EditCase(q) => cases::edit(context, q),
        R::ChangePhase(q) => phases::change(context, *q),
        R::SetRhythm(q) => phases::set_rhythm(context, q),
        R::ChangeMembers(q) => members::change(context, *q),
        R::Merge(q) => merge::merge(context, *q),
        R::MoveOut(q) => moves::move_out(context, *q),
        R::Part(q) => moves::part(context, *q),
        R::OpenProtected(q) => phases::open_protected(context, q),
        R::CaseVisits(q) => visits::before(context, q),
        R::PrepareVisit(q) => visits::prepare(context, q),
        R::RecordVisit(q) => visits::record(context, *q),
        R::AddFollowUp(q) => followups::add(context, q),
        R::CloseFollowUp(q) => followups::close(context, q),
        R::MoveFollowUp(q) => followups::move_to(context, q),
        R::NewHousehold(q) => households::open(context, *q),
        R::AddPerson(q) => households::add_person(context, *q),
        R::EditPerson(q) => households::edit_person(context, q),
        R::EditHousehold(q) => households::edit(context, q),
        R::Rehouse(q) => households::rehouse(context, q),
        R::Lists => Ok(office::lists(context)),
        R::Undo(q) => office::undo(context, q),
        R::SaveDraft(q) => drafts::save(context, *q),
        R::Drafts => drafts::list(context),
        R::Draft(q) => drafts::open(context, q),
        R::DropDraft(q) => drafts::drop(context, q),
        R::StaffList => Ok(staff::list(context)),
        R::AddStaff(q) => staff::add(context, *q),
        R::EndStaff(q) => staff::end(context, q),
        R::GrantDeputy(q) => staff::grant(context, q),
        R::AddArea(q) => staff::add_area(context, q),
        R::Import(q) => exchange::import(context, *q),
        R::Export(q) => exchange::export(context, q),
        R::Backup(q) => office::backup(context, &q),
        R::Verify => office::verify(context),
        R::Compact => office::compact(context),
        R::Rules => Ok(Reply::Rules(Box::new(context.rules()))),
        R::SetRules(q) => office::set_rules(context, q),
        R::Log(q) => office::log(context, q),
        R::Status => Ok(office::status(context)),
        R::Similar(q) => similar::ask(context, &q),
        R::Distinct(q) => similar::note(context, q),
        R::ShowFacts(q) => facts::show(context, q),
        R::FactHistory(q) => facts::history(context, q),
        R::EditFacts(q) => facts::edit(context, *q),
        R::AddPaper(q) => papers::add(context, *q),
        R::EditPaper(q) => papers::edit(context, *q),
        R::EndPaper(q) => papers::end(context, q),
        R::HandFollowUp(q) => followups::hand(context, q),
        R::Today(q) => today::board(context, q),
        R::WriteNote(q) => notes::write(context, *q),
        R::CorrectNote(q) => notes::correct(context, *q),
        R::CaseNotes(q) => notes::before(context, q),
        R::Protocols(q) => protocols::list(context, q),
        R::WriteProtocol(q) => protocols::write(context, *q),
        R::SignProtocol(q) => protocols::sign(context, q),
        R::AppendProtocol(q) => protocols::append(context, *q),
        R::ShowNeeds(q) => needs::show(context, q),
        R::AddNeed(q) => needs::add(context, *q),
        R::ChangeNeed(q) => needs::change(context, *q),
        R::AgreeMeasure(q) => needs::agree(context, *q),
        R::FailFollowUp(q) => followups::fail(context, q),
        R::WriteLetter(q) => letters::write(context, *q),
        R::EditLetter(q) => letters::edit(context, *q),
        R::CaseLetters(q) => letters::before(context, q),
        R::PrepareAssessment(q) => assessments::prepare(context, q),
        R::RecordAssessment(q) => assessments::record(context, *q),
        R::Assessments(q) => assessments::list(context, q),
        R::Certificate(q) => assessments::certify(context, q),
        R::TellTopics(q) => topics::tell(context, *q),
        R::TakeBackTopic(q) => topics::take_back(context, q),
        R::CaseTopics(q) => topics::before(context, q),
    }
}

impl Context<'_> {
    /// Whether she sees the restricted records of a case.
    pub fn sees_restricted(&self, case: CaseId) -> bool {
        self.actor.sees_restricted(self.office.standing(case).unwrap_or_default())
    }

    /// Whether a case is closed today.
    pub fn is_closed(&self, case: CaseId) -> bool {
        self.office.store.roster().is_closed(case, self.today)
    }

    /// Refuses somebody who is not there today or may not be responsible for a case.
    pub fn may_care(&self, worker: Option<StaffId>) -> Result<(), Refusal> {
        let cares = |id| self.office.actor(id).is_some_and(|actor| actor.cares());
        let refused = FieldRefusal { field: AnyField::Colleague, error: FieldError::NotAChoice };
        if worker.is_none_or(cares) { Ok(()) } else { Err(Refusal::Field(refused)) }
    }

    /// Whether she sees a case, and everybody in it.
    pub fn reaches(&self, case: CaseId) -> bool {
        self.office.sees(case, &self.actor) && !self.office.masks(case, &self.actor)
    }

    /// The rules of the office.
    pub fn rules(&self) -> Rules {
        let roster = self.office.store.roster();
        roster.office().map(|office| office.rules.clone()).unwrap_or_default()
    }

    /// Reads several things of one state.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&View<'_>) -> Result<T, StoreError>,
    ) -> Result<T, Refusal> {
        self.office.store.read(read).map_err(refusal)
    }

    /// Puts into the log that she read what is restricted in a case, where the request names none.
    pub fn note_reading(&self, case: CaseId) {
        let (staff, uid, action) = (Some(self.me.id), self.me.uid, self.line.action);
        self.office.note(Note { staff, uid, action, case: Some(case), refused: false });
    }

    /// Makes one change, on disk when this returns. A request that was carried out before is
    /// answered as it was then; one beside another that began as the same draft is to be meant so.
    pub fn change(
        &self,
        make: impl FnOnce(&mut Change<'_, '_>) -> Result<Outcome, StoreError> + Send + 'static,
    ) -> Result<Reply, Refusal> {
        let (store, action, beside) = (&self.office.store, self.line.action, self.beside);
        let about = self.line.case;
        let make = move |change: &mut Change<'_, '_>| {
            if change.has_kin() && !beside {
                return Err(StoreError::SavedElsewhere);
            }
            Ok(make(change)?.also_about(about))
        };
        store.write(&self.author(), self.request, action, make).map(saved).map_err(refusal)
    }

    /// The answer to a wish of this name to do this in this case, if it was carried out before; also where
    /// it was done in another one, which the answer names then ([`merge::kept_in`]).
    pub fn made_before(&self) -> Option<Reply> {
        self.request.filter(|_| self.line.kind == Kind::Change)?;
        let reply = self.change(|_| Err(StoreError::NotFound)).ok()?;
        let Reply::Saved(Saved { change, case: Some(_), .. }) = reply else { return None };
        let fact = self.office.store.fact_of(change).ok()?;
        let about = self.line.case.is_none_or(|case| fact.is_about(case));
        (about && fact.action == self.line.action).then_some(reply)
    }

    /// Who signs a change.
    pub fn author(&self) -> Author {
        let zone = self.office.zone;
        Author { staff: self.me.id, uid: self.me.uid, at: self.now, zone }
    }
}

/// Does in each of several cases what is asked of it, as one change about the first.
fn in_each<T>(
    by_case: Vec<(CaseId, T)>,
    mut make: impl FnMut(CaseId, T) -> Result<Outcome, StoreError>,
) -> Result<Outcome, StoreError> {
    let parts = by_case.into_iter().map(|(case, of)| make(case, of));
    together(parts.collect::<Result<_, _>>()?)
}

/// Several things done as one, named after the first, with the other cases among its subjects; nothing
/// is not found.
fn together(parts: Vec<Outcome>) -> Result<Outcome, StoreError> {
    let add = |mut all: Outcome, part: Outcome| {
        let other = part.case.filter(|case| all.case != Some(*case));
        all.subjects.extend(other.map(|case| case.0).into_iter().chain(part.subjects));
        let new = part.fields.into_iter().filter(|field| !all.fields.contains(field));
        let new: Vec<String> = new.collect();
        all.fields.extend(new);
        all
    };
    parts.into_iter().reduce(add).ok_or(StoreError::NotFound)
}

/// The answer to a change that is on disk.
fn saved(written: Written) -> Reply {
    let Written { change, id, case, .. } = written;
    Reply::Saved(Saved { change, id, case, visit_due: None, settled: 0 })
}

/// The longest beginning of `parts` that fits a frame, but at least one.
fn fit<T: Serialize>(parts: impl Iterator<Item = T>) -> Vec<T> {
    Room::of(PART).fit(parts, PART).0
}

/// Bytes of a value in a frame.
fn size<T: Serialize>(value: &T) -> usize {
    wire::encode(value).map_or(wire::FRAME_MAX, |bytes| bytes.len())
}

/// Room in a frame that several lists share.
struct Room {
    left: usize,
    /// Something is in it.
    taken: bool,
}

impl Room {
    /// So many bytes.
    fn of(left: usize) -> Self {
        Self { left, taken: false }
    }

    /// The longest beginning of a list that fits the room and `most` bytes, and how many do not.
    /// The first of all that come is let in whatever its size, so that things go on.
    fn fit<T: Serialize>(
        &mut self,
        parts: impl Iterator<Item = T>,
        most: usize,
    ) -> (Vec<T>, usize) {
        let mut parts = parts.peekable();
        let mut list = self.left.min(most);
        let before = list;
        let mut kept = Vec::new();
        while let Some(part) = parts.peek() {
            let size = size(part);
            if size > list && self.taken {
                break;
            }
            list = list.saturating_sub(size);
            self.taken = true;
            kept.extend(parts.next());
        }
        self.left -= before - list;
        (kept, parts.count())
    }
}

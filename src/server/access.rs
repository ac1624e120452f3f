//! Who may do what: one table of roles and requests, and which cases somebody sees.
//!
//! [`line()`] names every request; a request without a line does not compile. A request passes when
//! the table has one of the user's roles *and* the case it names lies in her scope:
//!
//! - worker: her own cases, the cases of the areas of her posts, and those she stands in for;
//! - coordinator: every case;
//! - data protection officer: the log; administrator: staff and the running of the server.
//!
//! Restricted records (answers to warning signs and what follows from them) are for the
//! responsible worker and her deputy of that day only, whatever other roles somebody has.
//! Source: `docs/domain.md`, access.

use chrono::NaiveDate;

use super::office::BOARD;
use crate::api::Request;
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::office::OfficeKind;
use crate::domain::staff::{Role, Staff};
use crate::store::roster::{Standing, Viewer};

/// What the table says about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Name of the request in the log.
    pub action: &'static str,
    /// Roles that may ask it.
    pub roles: &'static [Role],
    /// What it does.
    pub kind: Kind,
    /// The case it is about, which has to be in scope.
    pub case: Option<CaseId>,
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reads what needs no entry in the log.
    Read,
    /// Reads case content or the log itself: the log keeps who did.
    LoggedRead,
    /// Changes records; the change carries its own log entry.
    Change,
    /// Keeps or drops what the user is typing; not in the log.
    Draft,
}

const CARE: &[Role] = &[Role::Worker, Role::Coordinator];
const STEER: &[Role] = &[Role::Coordinator];
const STAFFING: &[Role] = &[Role::Coordinator, Role::Admin];
const RUN: &[Role] = &[Role::Admin];
const AUDIT: &[Role] = &[Role::DataProtection];
const RUNNING: &[Role] = &[Role::Worker, Role::Coordinator, Role::Admin];

/// The table.
pub fn line(request: &Request) -> Line {
    use Kind::{Change, Draft, LoggedRead, Read};
    use Request as R;
    let (action, roles, kind, case) = match request {
        R::Caseload(_) => ("caseload", CARE, Read, None),
        R::ShowCase(q) => ("show-case", CARE, LoggedRead, Some(q.case)),
        R::CaseVisits(q) => ("case-visits", CARE, LoggedRead, Some(q.case)),
        R::PrepareVisit(q) => ("prepare-visit", CARE, LoggedRead, Some(q.case)),
        R::RecordVisit(q) => ("record-visit", CARE, Change, Some(q.case)),
        R::RecentVisits(_) => ("recent-visits", CARE, Read, None),
        R::AddFollowUp(q) => ("add-follow-up", CARE, Change, Some(q.case)),
        R::CloseFollowUp(q) => ("close-follow-up", CARE, Change, Some(q.case)),
        R::MoveFollowUp(q) => ("move-follow-up", CARE, Change, Some(q.case)),
        R::NewHousehold(_) => ("new-household", CARE, Change, None),
        R::AddPerson(q) => ("add-person", CARE, Change, Some(q.case)),
        R::EditPerson(q) => ("edit-person", CARE, Change, Some(q.case)),
        R::EditHousehold(q) => ("edit-household", CARE, Change, Some(q.case)),
        R::Rehouse(q) => ("rehouse", CARE, Change, Some(q.case)),
        R::EditCase(q) => ("edit-case", CARE, Change, Some(q.case)),
        R::Lists => ("lists", CARE, Read, None),
        R::Undo(_) => ("undo", CARE, Change, None),
        R::SaveDraft(q) => ("save-draft", CARE, Draft, q.case),
        R::Drafts => ("drafts", CARE, Read, None),
        R::Draft(_) => ("draft", CARE, Read, None),
        R::DropDraft(_) => ("drop-draft", CARE, Draft, None),
        R::StaffList => ("staff-list", STAFFING, Read, None),
        R::AddStaff(_) => ("add-staff", STAFFING, Change, None),
        R::EndStaff(_) => ("end-staff", STAFFING, Change, None),
        R::GrantDeputy(_) => ("grant-deputy", CARE, Change, None),
        R::AddArea(_) => ("add-area", STAFFING, Change, None),
        R::Find(_) => ("find", CARE, Read, None),
        R::FollowUps(_) => ("follow-ups", CARE, Read, None),
        R::Import(_) => ("import", STEER, Change, None),
        R::Export(_) => ("export", CARE, LoggedRead, None),
        R::Backup(_) => ("backup", RUN, LoggedRead, None),
        R::Verify => ("verify", RUN, LoggedRead, None),
        R::Compact => ("compact", RUN, LoggedRead, None),
        R::Rules => ("rules", STAFFING, Read, None),
        R::SetRules(_) => ("set-rules", STEER, Change, None),
        R::Log(_) => ("log", AUDIT, LoggedRead, None),
        R::ChangePhase(q) => ("change-phase", CARE, Change, Some(q.case)),
        R::SetRhythm(q) => ("set-rhythm", CARE, Change, Some(q.case)),
        R::ChangeMembers(q) => ("change-members", CARE, Change, Some(q.case)),
        R::MoveOut(q) => ("move-out", CARE, Change, Some(q.case)),
        R::Merge(q) => ("merge", CARE, Change, Some(q.case)),
        R::Part(q) => ("part", CARE, Change, Some(q.case)),
        R::OpenProtected(q) => ("open-protected", CARE, Change, Some(q.case)),
        R::Status => ("status", RUNNING, Read, None),
        R::Similar(q) => ("similar", CARE, Read, q.case),
        R::Distinct(q) => ("distinct", CARE, Change, Some(q.case)),
        R::ShowFacts(q) => ("show-facts", CARE, LoggedRead, Some(q.case)),
        R::FactHistory(q) => ("fact-history", CARE, LoggedRead, Some(q.case)),
        R::EditFacts(q) => ("edit-facts", CARE, Change, Some(q.case)),
        R::AddPaper(q) => ("add-paper", CARE, Change, Some(q.case)),
        R::EditPaper(q) => ("edit-paper", CARE, Change, Some(q.case)),
        R::EndPaper(q) => ("end-paper", CARE, Change, Some(q.case)),
        R::HandFollowUp(q) => ("hand-follow-up", CARE, Change, Some(q.case)),
        R::Today(_) => (BOARD, CARE, Read, None),
        R::WriteNote(q) => ("write-note", CARE, Change, Some(q.case)),
        R::CorrectNote(q) => ("correct-note", CARE, Change, Some(q.case)),
        R::Protocols(_) => ("protocols", CARE, Read, None),
        R::WriteProtocol(q) => ("write-protocol", CARE, Change, Some(q.case)),
        R::SignProtocol(_) => ("sign-protocol", CARE, Change, None),
        R::AppendProtocol(_) => ("append-protocol", CARE, Change, None),
        R::WriteLetter(q) => ("write-letter", CARE, Change, Some(q.case)),
        R::EditLetter(q) => ("edit-letter", CARE, Change, Some(q.case)),
        R::CaseLetters(q) => ("read-letters", CARE, LoggedRead, Some(q.case)),
        R::PrepareAssessment(q) => ("prepare-assessment", CARE, LoggedRead, Some(q.case)),
        R::TellTopics(q) => ("tell-topics", CARE, Change, Some(q.case)),
        R::TakeBackTopic(q) => ("take-back-topic", CARE, Change, Some(q.case)),
        R::CaseTopics(q) => ("read-topics", CARE, LoggedRead, Some(q.case)),
        R::RecordAssessment(q) => ("record-assessment", CARE, Change, Some(q.case)),
        R::Assessments(q) => ("read-assessments", CARE, LoggedRead, Some(q.case)),
        R::Certificate(q) => ("certificate", CARE, LoggedRead, Some(q.case)),
        R::CaseNotes(q) => ("read-notes", CARE, LoggedRead, Some(q.case)),
        R::ShowNeeds(q) => ("show-needs", CARE, LoggedRead, Some(q.case)),
        R::AddNeed(q) => ("add-need", CARE, Change, Some(q.case)),
        R::ChangeNeed(q) => ("change-need", CARE, Change, Some(q.case)),
        R::AgreeMeasure(q) => ("agree-measure", CARE, Change, Some(q.case)),
        R::FailFollowUp(q) => ("fail-follow-up", CARE, Change, Some(q.case)),
    };
    Line { action, roles, kind, case }
}

/// Somebody who asks, on a day: what the access rules need to know of her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Her roles.
    pub roles: Vec<Role>,
    /// Which cases she sees, and of which what is restricted.
    pub viewer: Viewer,
    /// Whose cases show her what is restricted, today or from a day on that is agreed already.
    /// Nobody's in a personal or demo office, where there is nobody to hide from.
    pub gains: Vec<StaffId>,
}

impl Actor {
    /// Whether she may be responsible for cases: who runs the office or checks its log is not.
    pub fn cares(&self) -> bool {
        CARE.iter().any(|role| self.is(*role))
    }

    /// `me` on `day`, among all of the staff. In a personal or demo office the one user has every
    /// role, for there is nobody to divide them with.
    pub fn on<'a>(
        day: NaiveDate,
        kind: OfficeKind,
        me: &Staff,
        everybody: impl Iterator<Item = &'a Staff>,
    ) -> Self {
        let roles = match kind {
            OfficeKind::Shared => me.roles.clone(),
            OfficeKind::Personal | OfficeKind::Demo => Role::CODES.map(|(_, role)| role).to_vec(),
        };
        let mut viewer = Viewer {
            staff: me.id,
            everything: roles.contains(&Role::Coordinator),
            areas: vec![],
            owners: vec![],
        };
        if roles.contains(&Role::Worker) {
            viewer.areas = me.areas_on(day).map(|(area, _)| area).collect();
            viewer.owners = vec![me.id];
        }
        let mut gains = vec![me.id];
        for other in everybody.filter(|other| other.id != me.id) {
            if roles.contains(&Role::Worker) && other.has_deputy(me.id, day) {
                viewer.owners.push(other.id);
            }
            if other.will_have_deputy(me.id, day) {
                gains.push(other.id);
            }
        }
        if kind != OfficeKind::Shared {
            gains.clear();
        }
        Self { roles, viewer, gains }
    }

    /// Whether the table lets one of her roles ask this.
    pub fn may(&self, line: &Line) -> bool {
        self.roles.iter().any(|role| line.roles.contains(role))
    }

    /// Has the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether she may pass a case on, or take such a step back: her own or one that is nobody's to
    /// whom she likes, and as a coordinator everybody's, but not so that it opens restricted records
    /// to her by her own hand. Source: `docs/domain.md`, handing over.
    pub fn may_hand_over(&self, from: Standing, to: Standing) -> bool {
        let hers = from.worker.is_none_or(|worker| worker == self.viewer.staff);
        let opens =
            from.worker != to.worker && to.worker.is_none_or(|worker| self.gains.contains(&worker));
        from == to || hers || (self.is(Role::Coordinator) && !opens)
    }

    /// Whether a case is in her scope.
    pub fn sees(&self, case: Standing) -> bool {
        self.viewer.sees(case)
    }

    /// Whether she sees the restricted records of a case.
    pub fn sees_restricted(&self, case: Standing) -> bool {
        self.viewer.sees_restricted(case)
    }
}

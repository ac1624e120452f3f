//! What client and server say to each other: requests, replies and pushes, one file a noun.
//!
//! Both ends are one binary, so the messages may change with every release; [`wire::PROTOCOL`]
//! says which ones this is, and [`wire::Hello`] is the only thing that has to stay readable.
pub mod assessments;
pub mod cases;
pub mod drafts;
pub mod exchange;
pub mod facts;
pub mod followups;
pub mod households;
pub mod letters;
pub mod members;
pub mod moves;
pub mod needs;
pub mod notes;
pub mod office;
pub mod papers;
pub mod phases;
pub mod protocols;
pub mod ready;
pub mod similar;
pub mod socket;
pub mod staff;
pub mod today;
pub mod topics;
pub mod visits;
pub mod wire;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::codec;
use crate::domain::assessment::{Certificate, Level};
use crate::domain::facts::FactClash;
pub use crate::domain::field::AnyField;
use crate::domain::field::Clash;
use crate::domain::household::HouseholdField;
use crate::domain::ids::{CaseId, RequestId, StaffId};
use crate::domain::letters::LetterField;
pub use crate::domain::merge::{Differs, Merge, MergeError};
use crate::domain::needs::NeedField;
use crate::domain::office::Rules;
use crate::domain::papers::PaperField;
use crate::domain::person::PersonField;
use crate::domain::protocol::Protocol;
use crate::domain::visit::EntryError;

/// Everything a client can ask. `server/access.rs` has one line for each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// A page of the caseload.
    Caseload(cases::Query),
    /// A case as one sheet. Logged as a reading of the case.
    ShowCase(cases::ShowCase),
    /// Further visits of a case.
    CaseVisits(cases::VisitsBefore),
    /// What a visit form starts with.
    PrepareVisit(visits::Prepare),
    /// Records a visit or brief contact.
    RecordVisit(Box<visits::Record>),
    /// Recent visits over all cases this user may see.
    RecentVisits(visits::Recent),
    /// Adds a follow-up.
    AddFollowUp(followups::Add),
    /// Marks a follow-up as done.
    CloseFollowUp(followups::Close),
    /// Moves a follow-up to another window.
    MoveFollowUp(followups::Move),
    /// Opens a case for a new household.
    NewHousehold(Box<households::New>),
    /// Adds a person to a household.
    AddPerson(Box<households::AddPerson>),
    /// Changes fields of a person.
    EditPerson(households::EditPerson),
    /// Changes fields of a household.
    EditHousehold(households::EditHousehold),
    /// Moves a household to another place.
    Rehouse(households::Rehouse),
    /// Changes worker or area of a case.
    EditCase(cases::EditCase),
    /// Sites, areas and colleagues, for the choices of forms.
    Lists,
    /// Takes back a change of one's own.
    Undo(office::Undo),
    /// Keeps a draft of a form.
    SaveDraft(Box<drafts::Draft>),
    /// The user's drafts, as a list.
    Drafts,
    /// One of the user's drafts.
    Draft(drafts::Open),
    /// Throws a draft away.
    DropDraft(drafts::Drop),
    /// The list of staff.
    StaffList,
    /// Adds a member of staff.
    AddStaff(Box<staff::Add>),
    /// Ends the employment of a member of staff.
    EndStaff(staff::End),
    /// Grants a dated deputyship.
    GrantDeputy(staff::Grant),
    /// Adds an area.
    AddArea(staff::AddArea),
    /// The search over everything this user may see.
    Find(cases::Find),
    /// A page of follow-ups over all cases this user may see.
    FollowUps(followups::List),
    /// Checks a part of an import, or carries the whole of it out.
    Import(Box<exchange::Import>),
    /// A page of everything this user may export. Logged.
    Export(exchange::ExportPage),
    /// A piece of the backup.
    Backup(office::BackupPiece),
    /// Compares journal, snapshot and records.
    Verify,
    /// A new snapshot; then everything older goes, and with it whatever was erased.
    Compact,
    /// A page of the access and change log.
    Log(office::LogPage),
    /// Facts for `aid doctor`.
    Status,
    /// Who may be the person that is being entered.
    Similar(Box<similar::Ask>),
    /// Remembers that two persons are no duplicate.
    Distinct(similar::Distinct),
    /// The fact sheet of a case, with papers and suggestions. Logged as a reading of the case.
    ShowFacts(facts::ShowFacts),
    /// Every entry of one question of the sheet. Logged as a reading of the case.
    FactHistory(facts::FactHistory),
    /// Saves everything typed on a fact sheet.
    EditFacts(Box<facts::EditFacts>),
    /// Adds a paper: status, benefits, passport, health cover.
    AddPaper(Box<papers::AddPaper>),
    /// Corrects a paper.
    EditPaper(Box<papers::EditPaper>),
    /// Ends a paper.
    EndPaper(papers::EndPaper),
    /// Hands a follow-up over to a colleague.
    HandFollowUp(followups::Hand),
    /// What is to be done today.
    Today(today::Ask),
    /// Writes a note.
    WriteNote(Box<notes::Write>),
    /// Corrects a note.
    CorrectNote(Box<notes::Correct>),
    /// Further notes of a case.
    CaseNotes(notes::Before),
    /// Brings a case to another phase.
    ChangePhase(Box<phases::ChangePhase>),
    /// Changes who belongs to a household.
    ChangeMembers(Box<members::ChangeMembers>),
    /// Moves a household out of a shelter.
    MoveOut(Box<moves::MoveOut>),
    /// Parts a household.
    Part(Box<moves::Part>),
    /// Opens a protected case, with a reason.
    OpenProtected(moves::OpenProtected),
    /// The protocols that this user may read. Logged as a reading of their cases.
    Protocols(protocols::Ask),
    /// Writes a protocol.
    WriteProtocol(Box<protocols::Write>),
    /// Signs a protocol, for good.
    SignProtocol(protocols::Sign),
    /// Adds to a protocol, for good.
    AppendProtocol(Box<protocols::Append>),
    /// The needs of a case with their measures. Logged as a reading of the case.
    ShowNeeds(needs::ShowNeeds),
    /// Adds a need.
    AddNeed(Box<needs::AddNeed>),
    /// Changes a need.
    ChangeNeed(Box<needs::ChangeNeed>),
    /// Agrees on a measure for a need.
    AgreeMeasure(Box<needs::Agree>),
    /// Ends a follow-up that was not possible.
    FailFollowUp(followups::Fail),
    /// Writes a letter down.
    WriteLetter(Box<letters::Write>),
    /// Corrects a letter, or says what became of it.
    EditLetter(Box<letters::Change>),
    /// Letters of a case. Logged as a reading of it.
    CaseLetters(letters::Before),
    /// What the form of a checklist of its own starts with.
    PrepareAssessment(assessments::Prepare),
    /// Keeps a filled checklist of its own.
    RecordAssessment(Box<assessments::Record>),
    /// The filled checklists of a case. Logged as a reading of the case.
    Assessments(assessments::Ask),
    /// A certificate of readiness to rent. Logged.
    Certificate(assessments::Certify),
    /// Makes two records one person.
    Merge(Box<Merge>),
    /// Enters what was told to whom.
    TellTopics(Box<topics::Tell>),
    /// Takes back what was entered as told by mistake.
    TakeBackTopic(topics::TakeBack),
    /// What was told in a case. Logged as a reading of it.
    CaseTopics(topics::Before),
    /// The rules of the office.
    Rules,
    /// Sets rules of the office.
    SetRules(office::SetRules),
    /// Sets how many weeks are between the regular visits of a case.
    SetRhythm(phases::SetRhythm),
}

/// What a request is answered with when it is carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// To [`Request::Caseload`].
    Caseload(cases::Page),
    /// To [`Request::ShowCase`].
    Case(Box<cases::Sheet>),
    /// To [`Request::CaseVisits`].
    CaseVisits(Vec<visits::Shown>),
    /// To [`Request::PrepareVisit`].
    Prepared(Box<visits::Prepared>),
    /// To [`Request::RecentVisits`].
    RecentVisits(Vec<visits::Row>),
    /// To [`Request::Lists`].
    Lists(office::Lists),
    /// To [`Request::Drafts`], the latest first.
    Drafts(Vec<drafts::Head>),
    /// To [`Request::Draft`].
    Draft(Box<drafts::Draft>),
    /// To [`Request::StaffList`].
    Staff(Vec<crate::domain::staff::Staff>),
    /// To [`Request::Find`].
    Found(Vec<cases::Found>),
    /// To [`Request::FollowUps`].
    FollowUps(Vec<followups::Row>),
    /// To [`Request::Import`].
    Imported(exchange::Imported),
    /// To [`Request::Export`].
    Export(Box<exchange::Page>),
    /// To [`Request::Backup`].
    Backup(office::Piece),
    /// To [`Request::Verify`].
    Verified(office::Verified),
    /// To [`Request::Log`].
    Log(Vec<office::LogRow>),
    /// To [`Request::Status`].
    Status(office::Status),
    /// To whatever changed something: it is on disk.
    Saved(Saved),
    /// To [`Request::SaveDraft`]: it is on disk. Says what became of the draft that the form goes on
    /// with, if it named one.
    Kept(Option<drafts::Before>),
    /// To whatever needs no answer but that it is done.
    Done,
    /// To [`Request::Similar`].
    Similar(Vec<similar::Found>),
    /// To [`Request::ShowFacts`].
    Facts(Box<facts::Sheet>),
    /// To [`Request::FactHistory`].
    FactHistory(facts::History),
    /// To [`Request::Today`].
    Today(today::Board),
    /// To [`Request::CaseNotes`].
    CaseNotes(Vec<notes::Shown>),
    /// To [`Request::Protocols`].
    Protocols(protocols::Page),
    /// To [`Request::ShowNeeds`].
    Needs(Box<needs::Sheet>),
    /// To [`Request::CaseLetters`].
    CaseLetters(letters::Page),
    /// To [`Request::PrepareAssessment`].
    AssessmentPrepared(Box<assessments::Prepared>),
    /// To [`Request::Assessments`].
    Assessments(Box<assessments::Page>),
    /// To [`Request::Certificate`].
    Certificate(Box<Certificate>),
    /// To [`Request::CaseTopics`].
    CaseTopics(Box<topics::Page>),
    /// To [`Request::Rules`].
    Rules(Box<Rules>),
}

/// A change that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Names the change, to undo it.
    pub change: u64,
    /// The id of the main record that was made or changed.
    pub id: u64,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// After a visit: when the next one is due at the latest ([`crate::domain::case::visit_due`]).
    pub visit_due: Option<NaiveDate>,
    /// After a visit: how many follow-ups it has settled.
    pub settled: u16,
}

/// Why a request was not carried out; nothing was changed. Worded by `text/` on the client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Refusal {
    /// The access table does not have it.
    NotPermitted,
    /// No such record, or not for this user: the two are not told apart.
    NotFound,
    /// The case is not hers to pass on like that: the responsible worker or another coordinator
    /// may.
    HandOver,
    /// A field of the form does not hold.
    Field(FieldRefusal),
    /// A visit's entry does not hold.
    Entry(EntryError),
    /// Others changed the same fields of a person.
    PersonClash(Vec<Clash<PersonField>>),
    /// Others changed the same fields of a household.
    HouseholdClash(Vec<Clash<HouseholdField>>),
    /// Undo: this was changed again since, by this colleague.
    ChangedSince(String),
    /// Undo: older than 30 days, or never to be undone.
    TooOld,
    /// A further form is not kept as a draft: there are [`drafts::DRAFTS_MAX`] already.
    TooManyDrafts,
    /// No room on the disk. Reading goes on.
    DiskFull,
    /// The disk takes nothing. Reading goes on, and saving when it is well again.
    DiskFailed,
    /// The server is about to stop.
    Closing,
    /// The request was malformed or larger than a frame.
    Malformed,
    /// A name is taken already: this one.
    Taken(String),
    /// Something went wrong that should not: the server's log has it under this number.
    Internal(u32),
    /// More than one message can hold: never sent.
    TooLarge,
    /// Another form that began as the same draft was saved, and the ask is not [`Ask::beside`] it.
    SavedElsewhere,
    /// The configuration of a shared office names no key for its backups.
    NoBackupKeys,
    /// The configuration of a shared office does not name this key for its backups.
    ForeignBackupKey,
    /// Others answered the same questions of a fact sheet otherwise.
    FactClash(Vec<FactClash>),
    /// Others changed the same fields of a paper.
    PaperClash(Vec<Clash<PaperField>>),
    /// Others corrected this note: as it is now.
    NoteChanged(Box<notes::Shown>),
    /// The case is closed: nothing new is entered until it is opened again.
    CaseClosed,
    /// The case is not where it was any more: somebody else was quicker.
    StatusChanged,
    /// Something is open of which it was not said what becomes of it.
    Undecided,
    /// Nobody would be left in the household: the case is to be closed instead.
    LastMember,
    /// Somebody in the case is protected: who is not responsible says why she opens it.
    Protected,
    /// The protocol is signed, as it is now: nothing changes it.
    Signed(Box<Protocol>),
    /// The protocol was saved again since it was shown: as it is now.
    ProtocolChanged(Box<Protocol>),
    /// Others did something with this follow-up since it was seen.
    FollowUpChanged(Box<followups::Theirs>),
    /// Others changed the same fields of a need.
    NeedClash(Vec<Clash<NeedField>>),
    /// Undo: what was made holds more by now, which would go with it.
    HoldsMore,
    /// Others set the same fields of a letter otherwise; nothing was changed.
    LetterClash(Vec<Clash<LetterField>>),
    /// Somebody filled this checklist since it was opened: as she did.
    AssessedMeanwhile(Box<assessments::Shown>),
    /// Two records are not made one.
    Merge(MergeError),
    /// No certificate: the readiness to rent was decided otherwise since, on this day.
    DecidedSince(NaiveDate, Level),
}

impl Refusal {
    /// Whether what was asked for may have been done all the same: after a sync that failed nobody
    /// knows what is on disk before the office is opened anew.
    pub fn leaves_open(&self) -> bool {
        matches!(self, Self::DiskFailed | Self::Internal(_))
    }

    /// Whether what was asked for is so already: there is nothing left to do.
    pub fn is_so_already(&self) -> bool {
        matches!(self, Self::FollowUpChanged(theirs) if theirs.same)
    }

    /// Whether it is a matter of rights, which the log keeps. What is not there belongs to it, for
    /// it is not told apart from what may not be seen.
    pub fn is_of_rights(&self) -> bool {
        use Refusal as R;
        matches!(self, R::NotPermitted | R::NotFound | R::HandOver | R::Protected)
            || matches!(self, R::NoBackupKeys | R::ForeignBackupKey)
            || matches!(self, R::Entry(EntryError::Restricted(_)))
    }
}

/// Which field does not hold, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldRefusal {
    /// Which field.
    pub field: AnyField,
    /// Why.
    pub error: crate::domain::field::FieldError,
}

/// What the server tells without being asked. Filtered by access: not even the existence of a
/// case leaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Push {
    /// These cases changed.
    Changed {
        /// Which.
        cases: Vec<CaseId>,
        /// Who changed them.
        by: StaffId,
    },
    /// Many cases changed at once: ask again for whatever is shown.
    ManyChanged,
    /// The server is about to stop; it will be back.
    Closing,
}

/// One request on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Comes back with the reply.
    pub tag: u32,
    /// For requests that change something: carried out once, however often it is sent.
    pub request: Option<RequestId>,
    /// Carries it out also where a form was saved that began as the same draft: whoever asks knows
    /// of it and means a second one. The server keeps nothing of having refused it before.
    pub beside: bool,
    /// What is asked.
    pub body: Request,
}

/// Memory an [`Ask`] may count when it is decoded (`codec::decode_within`): what fills a frame with
/// text, and 130,000 texts. The largest honest ones, a visit with every item noted at length and a
/// part of an import, count less than a frame and a half.
const ASK_MEMORY: usize = 2 << 20;

/// Largest frame of an ask about drafts: a draft, and what is around it.
pub const DRAFT_FRAME: usize = drafts::DRAFT_MAX + 16 * 1024;

impl Ask {
    /// Reads one that a client sent.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, wire::CodecError> {
        codec::decode_within::<Self, ASK_MEMORY>(bytes)
    }
}

/// What an [`Ask`] begins with on the wire: enough to know what it is about before the rest is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// Its tag.
    pub tag: u32,
    request: Option<RequestId>,
    beside: bool,
    /// Place of its request among all of them.
    kind: u32,
}

impl Head {
    /// Places of `PrepareVisit`, `SaveDraft`, `Drafts`, `Draft`, `DropDraft` and `PrepareAssessment`.
    const OF_DRAFTS: [u32; 6] = [3, 17, 18, 19, 20, 65];

    /// Reads the beginning of an ask.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, wire::CodecError> {
        codec::decode_start(bytes)
    }

    /// Whether the request keeps, drops or shows drafts. These are answered one after the other.
    pub fn concerns_drafts(&self) -> bool {
        Self::OF_DRAFTS.contains(&self.kind)
    }
}

/// Whatever the server sends after its welcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromServer {
    /// The reply to the request with this tag.
    Reply {
        /// The tag of the request.
        tag: u32,
        /// How it went.
        result: Result<Reply, Refusal>,
    },
    /// A push.
    Push(Push),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checklist::TemplateId;
    use crate::domain::draft::{Body, Draft, Form, Was};

    fn head(body: Request) -> Head {
        let ask = Ask { tag: 70_000, request: Some(RequestId(u128::MAX)), beside: true, body };
        let bytes = wire::encode(&ask).unwrap();
        assert_eq!(Ask::from_bytes(&bytes), Ok(ask));
        Head::from_bytes(&bytes).unwrap()
    }

    #[test]
    fn the_beginning_of_an_ask_tells_whether_it_is_about_drafts() {
        let body = Body::Fields { fields: vec![], at: String::new(), cursor: 0 };
        let draft = Draft {
            id: RequestId(1),
            form: Form::FollowUp,
            case: None,
            name: String::new(),
            kept: chrono::DateTime::UNIX_EPOCH,
            no: 0,
            from: None,
            body,
        };
        let was = Was { id: RequestId(1), no: 0 };
        let of_drafts = [
            Request::PrepareVisit(visits::Prepare { case: CaseId(1) }),
            Request::PrepareAssessment(assessments::Prepare {
                case: CaseId(1),
                template: TemplateId::MoveOut,
            }),
            Request::SaveDraft(Box::new(draft)),
            Request::Drafts,
            Request::Draft(drafts::Open { id: RequestId(1) }),
            Request::DropDraft(drafts::Drop { was }),
        ];
        for body in of_drafts {
            let head = head(body.clone());
            assert!(head.concerns_drafts() && head.tag == 70_000, "{body:?}");
        }
        let visits_before = cases::VisitsBefore { case: CaseId(1), skip: 0, limit: 1 };
        let others = [
            Request::CaseVisits(visits_before),
            Request::Lists,
            Request::Undo(office::Undo { change: 1 }),
            Request::StaffList,
            Request::Status,
        ];
        for body in others {
            assert!(!head(body.clone()).concerns_drafts(), "{body:?}");
        }
    }
}

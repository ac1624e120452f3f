//! Who may do what: the whole table, and which cases somebody sees on which day.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use aid::api::{
    AnyField, FieldRefusal, Refusal, Reply, Request, assessments, cases, drafts, exchange, facts,
    followups, households, members, moves, needs, notes, office, papers, phases, similar, staff,
    today, visits,
};
use aid::api::{letters, protocols, topics};
use aid::client::CallError;
use aid::domain::area::Fte;
use aid::domain::assessment;
use aid::domain::case::Phase;
use aid::domain::checklist::{Answer, Item, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::dates::Window;
use aid::domain::facts::{FactKey, Source, Subject};
use aid::domain::field::FieldError;
use aid::domain::followup::Seen;
use aid::domain::household::{Interpreter, Relation};
use aid::domain::ids::{
    AreaId, AssessmentId, CaseId, FollowUpId, HouseholdId, NeedId, NoteId, PaperId, PersonId,
    RequestId, SiteId, StaffId, VisitId,
};
use aid::domain::ids::{LetterId, ProtocolId, ToldId};
use aid::domain::office::OfficeKind;
use aid::domain::papers::PaperKind;
use aid::domain::staff::{Deputy, Post, Role, Staff};
use aid::domain::topics::{Entry as Informed, How};
use aid::domain::visit::{Agreed, Entry, EntryError, Noted, Outcome, VisitKind};
use aid::server::access::{Actor, Kind, line};
use aid::store::roster::Standing;
use chrono::NaiveDate;

const CASE: CaseId = CaseId(5);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The table as it is meant: action, roles as letters (Worker, Coordinator, DPO, Admin), what it
/// does, whether it names a case.
const TABLE: [(&str, &str, Kind, bool); 76] = [
    ("caseload", "WC--", Kind::Read, false),
    ("show-case", "WC--", Kind::LoggedRead, true),
    ("case-visits", "WC--", Kind::LoggedRead, true),
    ("prepare-visit", "WC--", Kind::LoggedRead, true),
    ("record-visit", "WC--", Kind::Change, true),
    ("recent-visits", "WC--", Kind::Read, false),
    ("add-follow-up", "WC--", Kind::Change, true),
    ("close-follow-up", "WC--", Kind::Change, true),
    ("move-follow-up", "WC--", Kind::Change, true),
    ("new-household", "WC--", Kind::Change, false),
    ("add-person", "WC--", Kind::Change, true),
    ("edit-person", "WC--", Kind::Change, true),
    ("edit-household", "WC--", Kind::Change, true),
    ("rehouse", "WC--", Kind::Change, true),
    ("edit-case", "WC--", Kind::Change, true),
    ("lists", "WC--", Kind::Read, false),
    ("undo", "WC--", Kind::Change, false),
    ("save-draft", "WC--", Kind::Draft, true),
    ("drafts", "WC--", Kind::Read, false),
    ("draft", "WC--", Kind::Read, false),
    ("drop-draft", "WC--", Kind::Draft, false),
    ("staff-list", "-C-A", Kind::Read, false),
    ("add-staff", "-C-A", Kind::Change, false),
    ("end-staff", "-C-A", Kind::Change, false),
    ("grant-deputy", "WC--", Kind::Change, false),
    ("add-area", "-C-A", Kind::Change, false),
    ("find", "WC--", Kind::Read, false),
    ("follow-ups", "WC--", Kind::Read, false),
    ("import", "-C--", Kind::Change, false),
    ("export", "WC--", Kind::LoggedRead, false),
    ("backup", "---A", Kind::LoggedRead, false),
    ("verify", "---A", Kind::LoggedRead, false),
    ("compact", "---A", Kind::LoggedRead, false),
    ("log", "--D-", Kind::LoggedRead, false),
    ("status", "WC-A", Kind::Read, false),
    ("similar", "WC--", Kind::Read, true),
    ("distinct", "WC--", Kind::Change, true),
    ("show-facts", "WC--", Kind::LoggedRead, true),
    ("fact-history", "WC--", Kind::LoggedRead, true),
    ("edit-facts", "WC--", Kind::Change, true),
    ("add-paper", "WC--", Kind::Change, true),
    ("edit-paper", "WC--", Kind::Change, true),
    ("end-paper", "WC--", Kind::Change, true),
    ("hand-follow-up", "WC--", Kind::Change, true),
    ("today", "WC--", Kind::Read, false),
    ("write-note", "WC--", Kind::Change, true),
    ("correct-note", "WC--", Kind::Change, true),
    ("protocols", "WC--", Kind::Read, false),
    ("write-protocol", "WC--", Kind::Change, true),
    ("sign-protocol", "WC--", Kind::Change, false),
    ("append-protocol", "WC--", Kind::Change, false),
    ("write-letter", "WC--", Kind::Change, true),
    ("edit-letter", "WC--", Kind::Change, true),
    ("read-letters", "WC--", Kind::LoggedRead, true),
    ("read-notes", "WC--", Kind::LoggedRead, true),
    ("prepare-assessment", "WC--", Kind::LoggedRead, true),
    ("tell-topics", "WC--", Kind::Change, true),
    ("take-back-topic", "WC--", Kind::Change, true),
    ("read-topics", "WC--", Kind::LoggedRead, true),
    ("record-assessment", "WC--", Kind::Change, true),
    ("read-assessments", "WC--", Kind::LoggedRead, true),
    ("certificate", "WC--", Kind::LoggedRead, true),
    ("change-phase", "WC--", Kind::Change, true),
    ("set-rhythm", "WC--", Kind::Change, true),
    ("change-members", "WC--", Kind::Change, true),
    ("merge", "WC--", Kind::Change, true),
    ("move-out", "WC--", Kind::Change, true),
    ("part", "WC--", Kind::Change, true),
    ("open-protected", "WC--", Kind::Change, true),
    ("show-needs", "WC--", Kind::LoggedRead, true),
    ("add-need", "WC--", Kind::Change, true),
    ("change-need", "WC--", Kind::Change, true),
    ("agree-measure", "WC--", Kind::Change, true),
    ("fail-follow-up", "WC--", Kind::Change, true),
    ("rules", "-C-A", Kind::Read, false),
    ("set-rules", "-C--", Kind::Change, false),
];

#[allow(clippy::too_many_lines, reason = "one of each")]
fn requests() -> Vec<Request> {
    let today = day("2026-11-20");
    let window = Window::on(today);
    let entry = Entry {
        kind: VisitKind::Regular,
        at: "2026-11-20T08:00:00Z".parse().unwrap(),
        place: String::new(),
        met: vec![],
        interpreter: Interpreter::None,
        outcome: Outcome::NotMet,
        template: None,
        answers: vec![],
        field: None,
        note: String::new(),
        follow_ups: vec![],
    };
    let draft = drafts::Draft {
        id: RequestId(1),
        form: drafts::Form::Visit,
        case: Some(CASE),
        name: String::new(),
        kept: entry.at,
        no: 0,
        from: None,
        body: drafts::Body::Fields { fields: vec![], at: String::new(), cursor: 0 },
    };
    let home = households::Home::Site { site: SiteId(1), room: String::new() };
    let (scope, filter, sort) = (cases::Scope::Mine, cases::Filter::Open, cases::Sort::Name);
    let (follow_up, user, name) = (FollowUpId(1), String::from("berta"), String::from("Berta"));
    let seen = Seen { window, owner: StaffId(1) };
    let text = String::new();
    let (person, paper) = (PersonId(1), PaperId(1));
    let subject = Subject::Person(person);
    vec![
        Request::Caseload(cases::Query {
            scope,
            filter,
            text,
            sort,
            offset: 0,
            limit: 1,
            around: None,
        }),
        Request::ShowCase(cases::ShowCase { case: CASE, visits: 1 }),
        Request::CaseVisits(cases::VisitsBefore { case: CASE, skip: 0, limit: 1 }),
        Request::PrepareVisit(visits::Prepare { case: CASE }),
        Request::RecordVisit(Box::new(visits::Record { case: CASE, entry })),
        Request::RecentVisits(visits::Recent { mine: true, skip: 0, limit: 1 }),
        Request::AddFollowUp(followups::Add {
            case: CASE,
            what: String::new(),
            window,
            purpose: None,
            to: None,
        }),
        Request::CloseFollowUp(followups::Close { case: CASE, follow_up, seen }),
        Request::MoveFollowUp(followups::Move { case: CASE, follow_up, seen, window }),
        Request::NewHousehold(Box::new(households::New {
            person: vec![],
            household: vec![],
            home: None,
            from: today,
            worker: None,
            area: None,
            distinct: vec![],
        })),
        Request::AddPerson(Box::new(households::AddPerson {
            case: CASE,
            person: vec![],
            relation: Relation::Child,
            from: today,
            distinct: vec![],
        })),
        Request::EditPerson(households::EditPerson {
            case: CASE,
            person: PersonId(1),
            edits: vec![],
        }),
        Request::EditHousehold(households::EditHousehold {
            case: CASE,
            household: HouseholdId(1),
            edits: vec![],
        }),
        Request::Rehouse(households::Rehouse { case: CASE, home, from: today }),
        Request::EditCase(cases::EditCase { case: CASE, worker: None, area: None }),
        Request::Lists,
        Request::Undo(office::Undo { change: 1 }),
        Request::SaveDraft(Box::new(draft)),
        Request::Drafts,
        Request::Draft(drafts::Open { id: RequestId(1) }),
        Request::DropDraft(drafts::Drop { was: drafts::Was { id: RequestId(1), no: 0 } }),
        Request::StaffList,
        Request::AddStaff(Box::new(staff::Add {
            uid: 1,
            user: user.clone(),
            name: name.clone(),
            roles: vec![],
            posts: vec![],
            from: today,
            lang: None,
        })),
        Request::EndStaff(staff::End { user, until: today }),
        Request::GrantDeputy(staff::Grant {
            owner: StaffId(1),
            deputy: StaffId(2),
            from: today,
            until: today,
        }),
        Request::AddArea(staff::AddArea { name, from: today }),
        Request::Find(cases::Find { text: String::new(), limit: 1 }),
        Request::FollowUps(followups::List { skip: 0, limit: 1 }),
        Request::Import(Box::new(exchange::Import { rows: vec![], last: true, dry_run: true })),
        Request::Export(exchange::ExportPage {
            after: None,
            sent: exchange::Sent::default(),
            limit: 1,
            visits: true,
        }),
        Request::Backup(office::BackupPiece { piece: 0, recipients: vec![] }),
        Request::Verify,
        Request::Compact,
        Request::Log(office::LogPage { before: None, limit: 1 }),
        Request::Status,
        Request::Similar(Box::new(similar::Ask {
            case: Some(CASE),
            person: None,
            fields: vec![],
            home_phone: String::new(),
            home: None,
            limit: 1,
        })),
        Request::Distinct(similar::Distinct {
            case: CASE,
            person: PersonId(1),
            other: PersonId(2),
        }),
        Request::ShowFacts(facts::ShowFacts { case: CASE }),
        Request::FactHistory(facts::FactHistory { case: CASE, subject, key: FactKey(1) }),
        Request::EditFacts(Box::new(facts::EditFacts {
            case: CASE,
            edits: vec![],
            papers: vec![],
            as_of: today,
            source: Source::Word,
        })),
        Request::AddPaper(Box::new(papers::AddPaper {
            case: CASE,
            persons: vec![],
            kind: PaperKind::Residence,
            fields: vec![],
        })),
        Request::EditPaper(Box::new(papers::EditPaper {
            case: CASE,
            person,
            paper,
            edits: vec![],
        })),
        Request::EndPaper(papers::EndPaper {
            case: CASE,
            person,
            paper,
            was: None,
            last: today,
            reason: String::new(),
        }),
        Request::HandFollowUp(followups::Hand { case: CASE, follow_up, seen, to: StaffId(2) }),
        Request::Today(today::Ask { by_home: false, limit: 1 }),
        Request::WriteNote(Box::new(notes::Write { case: CASE, restricted: false, entry: note() })),
        Request::CorrectNote(Box::new(notes::Correct {
            case: CASE,
            note: NoteId(1),
            seen: 1,
            restricted: false,
            entry: note(),
        })),
        Request::Protocols(protocols::Ask { skip: 0 }),
        Request::WriteProtocol(Box::new(protocols::Write {
            case: CASE,
            of: None,
            content: protocol(),
        })),
        Request::SignProtocol(protocols::Sign { case: CASE, protocol: ProtocolId(1), seen: 1 }),
        Request::AppendProtocol(Box::new(protocols::Append {
            case: CASE,
            protocol: ProtocolId(1),
            text: String::new(),
        })),
        Request::WriteLetter(Box::new(letters::Write { case: CASE, fields: vec![] })),
        Request::EditLetter(Box::new(letters::Change {
            case: CASE,
            letter: LetterId(1),
            edits: vec![],
        })),
        Request::CaseLetters(letters::Before { case: CASE, skip: 0 }),
        Request::CaseNotes(notes::Before { case: CASE, skip: 0 }),
        Request::PrepareAssessment(assessments::Prepare {
            case: CASE,
            template: TemplateId::MoveOut,
        }),
        Request::TellTopics(Box::new(topics::Tell {
            case: CASE,
            entry: Informed {
                persons: vec![],
                topics: vec![],
                how: How {
                    day: day("2026-11-22"),
                    language: String::new(),
                    way: String::new(),
                    who: String::new(),
                },
            },
        })),
        Request::TakeBackTopic(topics::TakeBack { case: CASE, told: ToldId(1) }),
        Request::CaseTopics(topics::Before { case: CASE, skip: 0 }),
        Request::RecordAssessment(Box::new(assessments::Record {
            case: CASE,
            seen: None,
            entry: assessment::Entry {
                template: TemplateRef::current(TemplateId::MoveOut),
                day: today,
                person: None,
                answers: vec![],
                note: String::new(),
                follow_ups: vec![],
                readiness: None,
            },
        })),
        Request::Assessments(assessments::Ask { case: CASE, skip: 0 }),
        Request::Certificate(assessments::Certify { case: CASE, assessment: AssessmentId(1) }),
        Request::ChangePhase(Box::new(phases::ChangePhase {
            case: CASE,
            seen: 1,
            to: Phase::Active,
            from: today,
            open: vec![],
            leaves_room: None,
        })),
        Request::SetRhythm(phases::SetRhythm { case: CASE, was: None, weeks: Some(2) }),
        Request::ChangeMembers(Box::new(members::ChangeMembers {
            case: CASE,
            what: members::Members::Reference,
            reference: None,
        })),
        Request::Merge(Box::new(aid::api::Merge {
            case: CASE,
            stays: PersonId(1),
            other: CASE,
            gone: PersonId(2),
            lives_in: CASE,
            differing: vec![],
        })),
        Request::MoveOut(Box::new(moves::MoveOut {
            case: CASE,
            seen: 1,
            address: String::new(),
            from: today,
            area: None,
            to: None,
            visits: vec![],
        })),
        Request::Part(Box::new(moves::Part {
            case: CASE,
            seen: 1,
            from: today,
            go: members::Kin { person: PersonId(1), relations: vec![] },
            stay: None,
            home: None,
            worker: None,
            area: None,
            follow_ups: vec![],
            protects: false,
        })),
        Request::OpenProtected(moves::OpenProtected { case: CASE, reason: String::new() }),
        Request::ShowNeeds(needs::ShowNeeds { case: CASE, skip: 0 }),
        Request::AddNeed(Box::new(needs::AddNeed { case: CASE, origin: None, fields: vec![] })),
        Request::ChangeNeed(Box::new(needs::ChangeNeed {
            case: CASE,
            need: NeedId(1),
            edits: vec![],
            word: String::new(),
        })),
        Request::AgreeMeasure(Box::new(needs::Agree {
            case: CASE,
            need: NeedId(1),
            what: String::new(),
            window: Window::on(day("2026-11-20")),
            to: None,
        })),
        Request::FailFollowUp(followups::Fail {
            case: CASE,
            follow_up,
            seen,
            reason: String::new(),
        }),
        Request::Rules,
        Request::SetRules(office::SetRules { set: vec![] }),
    ]
}

fn protocol() -> aid::domain::protocol::Content {
    aid::domain::protocol::Content {
        sign: "child".into(),
        day: day("2026-11-20"),
        time: None,
        persons: vec![],
        facts: String::new(),
        assessment: String::new(),
        second: None,
        expert: None,
        parents: None,
        parents_why: String::new(),
        result: None,
        action: String::new(),
        informed: None,
        informed_how: String::new(),
        feedback: None,
    }
}

fn note() -> aid::domain::note::Entry {
    aid::domain::note::Entry { day: day("2026-11-20"), person: None, text: String::new() }
}

fn staff(id: u64, roles: &[Role]) -> Staff {
    Staff {
        id: StaffId(id),
        uid: 1000,
        user: format!("u{id}"),
        name: format!("U {id}"),
        roles: roles.to_vec(),
        posts: vec![],
        deputies: vec![],
        from: day("2026-01-01"),
        until: None,
        lang: None,
    }
}

fn actor(on: &str, kind: OfficeKind, me: &Staff, others: &[Staff]) -> Actor {
    Actor::on(day(on), kind, me, others.iter())
}

fn alone(roles: &[Role]) -> Actor {
    actor("2026-11-20", OfficeKind::Shared, &staff(1, roles), &[])
}

#[test]
fn the_table_is_the_one_that_is_meant() {
    let requests = requests();
    assert_eq!(requests.len(), TABLE.len());
    let letters = [
        ('W', Role::Worker),
        ('C', Role::Coordinator),
        ('D', Role::DataProtection),
        ('A', Role::Admin),
    ];
    for (request, (action, may, kind, names_case)) in requests.iter().zip(TABLE) {
        let line = line(request);
        assert_eq!(line.action, action);
        assert_eq!(line.kind, kind, "{action}");
        assert_eq!(line.case, names_case.then_some(CASE), "{action}");
        for (letter, role) in letters {
            assert_eq!(alone(&[role]).may(&line), may.contains(letter), "{action} by {role:?}");
        }
        assert!(!alone(&[]).may(&line), "{action} by nobody");
    }
}

#[test]
fn every_line_of_the_table_is_tested() {
    let source = include_str!("../src/server/access.rs");
    let lines = source.lines().filter(|l| l.trim_start().starts_with("R::")).count();
    assert_eq!(lines, TABLE.len(), "a request was added to the table and not to its test");
}

#[test]
fn the_owner_of_a_personal_office_may_everything() {
    for kind in [OfficeKind::Personal, OfficeKind::Demo] {
        let owner = actor("2026-11-20", kind, &staff(1, &[Role::Worker, Role::Coordinator]), &[]);
        assert!(requests().iter().all(|r| owner.may(&line(r))));
    }
}

fn place(worker: u64, area: u64) -> Standing {
    Standing { worker: Some(StaffId(worker)), area: Some(AreaId(area)) }
}

#[test]
fn a_worker_sees_her_own_cases_and_those_of_her_areas_while_she_holds_the_post() {
    let mut me = staff(1, &[Role::Worker]);
    let (from, until) = (day("2026-03-01"), Some(day("2026-06-30")));
    me.posts = vec![Post { area: AreaId(7), fte: Fte(50), from, until }];
    for (on, of_area) in
        [("2026-02-28", false), ("2026-03-01", true), ("2026-06-30", true), ("2026-07-01", false)]
    {
        let me = actor(on, OfficeKind::Shared, &me, &[]);
        assert_eq!(me.sees(place(9, 7)), of_area, "{on}");
        assert!(me.sees(place(1, 8)), "her own, wherever it lies");
        assert!(!me.sees(place(9, 8)));
        assert!(!me.sees(Standing::default()), "nobody's case");
    }
}

#[test]
fn a_deputy_sees_the_cases_of_the_other_from_the_first_day_to_the_last() {
    let me = staff(1, &[Role::Worker]);
    let mut owner = staff(2, &[Role::Worker]);
    let deputy = Deputy {
        deputy: me.id,
        from: day("2026-11-02"),
        until: day("2026-11-13"),
        granted_by: owner.id,
    };
    owner.deputies = vec![deputy];
    for (on, sees) in
        [("2026-11-01", false), ("2026-11-02", true), ("2026-11-13", true), ("2026-11-14", false)]
    {
        let me = actor(on, OfficeKind::Shared, &me, &[me.clone(), owner.clone()]);
        assert_eq!(me.sees(place(2, 7)), sees, "{on}");
        assert_eq!(me.sees_restricted(place(2, 0)), sees, "{on}");
        let owner = actor(on, OfficeKind::Shared, &owner, &[owner.clone()]);
        assert!(!owner.sees(place(1, 7)), "a deputyship goes one way");
    }
}

#[test]
fn a_deputyship_is_not_handed_on() {
    let mut second = staff(2, &[Role::Worker]);
    let mut third = staff(3, &[Role::Worker]);
    let grant = |deputy| {
        let (from, until) = (day("2026-11-01"), day("2026-11-30"));
        vec![Deputy { deputy: StaffId(deputy), from, until, granted_by: StaffId(9) }]
    };
    (second.deputies, third.deputies) = (grant(1), grant(2));
    let first = actor(
        "2026-11-20",
        OfficeKind::Shared,
        &staff(1, &[Role::Worker]),
        &[second.clone(), third.clone()],
    );
    assert!(first.sees(place(2, 7)));
    assert!(!first.sees(place(3, 7)));
}

#[test]
fn restricted_records_are_for_the_responsible_worker_only() {
    let coordinator = alone(&[Role::Coordinator]);
    assert!(coordinator.sees(place(9, 7)));
    assert!(!coordinator.sees_restricted(place(9, 0)));
    let mut me = staff(1, &[Role::Worker, Role::Coordinator]);
    me.posts = vec![Post { area: AreaId(7), fte: Fte(100), from: day("2026-01-01"), until: None }];
    for kind in [OfficeKind::Shared, OfficeKind::Personal, OfficeKind::Demo] {
        let me = actor("2026-11-20", kind, &me, &[]);
        assert!(me.sees_restricted(place(1, 0)));
        assert!(!me.sees_restricted(place(9, 0)), "a case of her area is not hers");
        assert!(!me.sees_restricted(Standing::default()));
    }
}

#[test]
fn who_has_no_part_in_the_care_sees_no_case() {
    for role in [Role::Admin, Role::DataProtection] {
        let mut me = staff(1, &[role]);
        me.posts =
            vec![Post { area: AreaId(7), fte: Fte(100), from: day("2026-01-01"), until: None }];
        let mut owner = staff(2, &[Role::Worker]);
        let (from, until) = (day("2026-01-01"), day("2026-12-31"));
        owner.deputies = vec![Deputy { deputy: StaffId(1), from, until, granted_by: StaffId(2) }];
        let me = actor("2026-11-20", OfficeKind::Shared, &me, &[owner]);
        assert!(!me.sees(place(1, 7)) && !me.sees(place(2, 7)));
        assert!(!me.sees_restricted(place(1, 0)) && !me.sees_restricted(place(2, 0)));
    }
}

/// An answer to a warning sign, with a note and something agreed on, and an open one.
fn delicate(client: &mut server::Client, case: CaseId) -> Request {
    let prepared = client.prepared(case);
    let template = prepared.template.load().unwrap();
    let warning = template.items.iter().find(|i| i.restricted).unwrap();
    let open = template.items.iter().find(|i| !i.restricted).unwrap();
    let noted = |item: &Item, text: &str| Noted {
        answer: Answer { item: item.code, rating: Rating::Urgent, origin: Origin::Asked },
        note: format!("{text} note"),
        agreed: Some(Agreed {
            what: format!("{text} measure"),
            window: Window::on(server::today()),
        }),
    };
    let met: Vec<PersonId> = prepared.persons.iter().map(|(id, _)| *id).collect();
    let mut entry = server::entry(VisitKind::Regular, &met, "");
    entry.template = Some(prepared.template);
    entry.answers = vec![noted(warning, "secret"), noted(open, "plain")];
    server::record(case, entry)
}

/// Everything a client can be told of a case, as text.
fn all_that_is_told(client: &mut server::Client, case: CaseId) -> String {
    let query = |sort| cases::Query {
        scope: cases::Scope::All,
        filter: cases::Filter::Open,
        text: String::new(),
        sort,
        offset: 0,
        limit: 100,
        around: None,
    };
    [
        Request::Caseload(query(cases::Sort::NextDue)),
        Request::ShowCase(cases::ShowCase { case, visits: 50 }),
        Request::CaseVisits(cases::VisitsBefore { case, skip: 0, limit: 50 }),
        Request::PrepareVisit(visits::Prepare { case }),
        Request::RecentVisits(visits::Recent { mine: false, skip: 0, limit: 50 }),
        Request::FollowUps(followups::List { skip: 0, limit: 50 }),
        Request::Today(today::Ask { by_home: false, limit: 50 }),
        Request::Export(exchange::ExportPage {
            after: None,
            sent: exchange::Sent::default(),
            limit: 50,
            visits: true,
        }),
        Request::Find(cases::Find { text: "Alavi".into(), limit: 9 }),
        Request::Drafts,
        Request::Lists,
    ]
    .map(|request| format!("{:?}\n", client.ask(request).unwrap()))
    .concat()
}

fn row(client: &mut server::Client) -> cases::Row {
    let query = cases::Query {
        scope: cases::Scope::All,
        filter: cases::Filter::Open,
        text: String::new(),
        sort: cases::Sort::Name,
        offset: 0,
        limit: 9,
        around: None,
    };
    match client.ask(Request::Caseload(query)) {
        Ok(Reply::Caseload(page)) => page.rows[0].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_restricted_is_told_to_anybody_else() {
    let server = server::TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    let saved = anna.save(visit);
    assert!(anna.prepared(case).restricted);
    let told = all_that_is_told(&mut anna, case);
    assert!(told.contains("secret note") && told.contains("secret measure"));
    assert_eq!((row(&mut anna).open, anna.sheet(case).follow_ups.len()), (2, 2));

    for other in ["frida", "clara"] {
        let mut other = server.connect(other);
        let told = all_that_is_told(&mut other, case);
        assert!(told.contains("plain note") && told.contains("plain measure"));
        assert!(!told.contains("secret"), "{told}");
        let sheet = other.sheet(case);
        assert_eq!((sheet.follow_ups.len(), sheet.restricted), (1, false));
        assert_eq!(row(&mut other).open, 1);
        let recent = Request::RecentVisits(visits::Recent { mine: false, skip: 0, limit: 1 });
        let Ok(Reply::RecentVisits(recent)) = other.ask(recent) else { panic!() };
        assert_eq!(recent[0].concerns, 1);
        let prepared = other.prepared(case);
        assert_eq!((prepared.restricted, prepared.last.len()), (false, 1));
        // and nobody else writes there, closes or takes back
        let visit = delicate(&mut anna, case);
        let Request::RecordVisit(record) = &visit else { panic!() };
        let item = record.entry.answers[0].answer.item;
        let refused = other.ask(visit).unwrap_err();
        assert_eq!(refused, Refusal::Entry(EntryError::Restricted(item)));
        assert!(refused.is_of_rights(), "the log keeps that it was tried");
        let hidden = anna.sheet(case).follow_ups;
        let hidden = hidden.iter().find(|f| f.follow_up.restricted).unwrap().follow_up.id;
        let seen = anna.seen(case, hidden);
        let close = Request::CloseFollowUp(followups::Close { case, follow_up: hidden, seen });
        assert_eq!(other.ask(close), Err(Refusal::NotFound));
        let undo = Request::Undo(office::Undo { change: saved.change });
        assert_eq!(other.ask(undo), Err(Refusal::NotFound));
    }
}

#[test]
fn not_even_a_number_tells_whether_there_is_anything_restricted() {
    let server = server::TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (with, without) = (anna.household("Alavi"), anna.household("Alavi"));
    let visit = delicate(&mut anna, with);
    let Request::RecordVisit(mut plain) = visit.clone() else { panic!() };
    anna.save(visit);
    plain.case = without;
    plain.entry.met = anna.prepared(without).persons.iter().map(|(id, _)| *id).collect();
    plain.entry.answers.remove(0);
    anna.save(Request::RecordVisit(plain));
    let mut told = |case| {
        let mut sheet = frida.sheet(case);
        for shown in &mut sheet.visits {
            (shown.visit.id, shown.visit.case) = (VisitId(0), CASE);
            shown.visit.entry.met.clear();
        }
        (sheet.restricted, sheet.visits, sheet.visits_total, sheet.follow_ups.len())
    };
    assert_eq!(told(with), told(without));
    assert!(anna.sheet(with).restricted);
}

#[test]
fn every_request_outside_a_role_is_refused_on_the_line_and_logged() {
    let server = server::TestServer::shared();
    let roles =
        [('W', "anna", 2001), ('C', "clara", 2003), ('D', "dora", 2004), ('A', "emil", 2005)];
    let mut wanted = Vec::new();
    for (letter, user, uid) in roles {
        let mut client = server.connect(user);
        for (request, (action, may, ..)) in requests().into_iter().zip(TABLE) {
            if !may.contains(letter) {
                assert_eq!(client.ask(request), Err(Refusal::NotPermitted), "{action} by {user}");
                wanted.push((uid, action));
            }
        }
    }
    let mut dora = server.connect("dora");
    server::wait_until("every refusal is in the log", || {
        let page = Request::Log(office::LogPage { before: None, limit: 500 });
        let Ok(Reply::Log(rows)) = dora.ask(page) else { panic!("no log") };
        let logged = |(uid, action): &(u32, &str)| {
            rows.iter().any(|r| r.refused && r.uid == *uid && r.action == *action)
        };
        wanted.retain(|wanted| !logged(wanted));
        wanted.is_empty()
    });
}

/// Waits until the log has these: who, what, which case, refused.
fn logged(server: &server::TestServer, wanted: &[(StaffId, &str, CaseId, bool)]) {
    let mut dora = server.connect("dora");
    server::wait_until(&format!("the log has {wanted:?}"), || {
        let page = Request::Log(office::LogPage { before: None, limit: 100 });
        let Ok(Reply::Log(rows)) = dora.ask(page) else { panic!("no log") };
        let has = |(who, action, case, refused): &(StaffId, &str, CaseId, bool)| {
            let fits = |r: &office::LogRow| {
                (r.staff, r.case, r.refused) == (Some(*who), Some(*case), *refused)
                    && r.action == *action
            };
            rows.iter().any(fits)
        };
        wanted.iter().all(has)
    });
}

#[test]
fn every_reading_of_restricted_records_is_in_the_log() {
    let server = server::TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    let Ok(Reply::FollowUps(rows)) =
        anna.ask(Request::FollowUps(followups::List { skip: 0, limit: 50 }))
    else {
        panic!("no list")
    };
    assert!(rows.iter().any(|row| row.follow_up.restricted));
    let anna = anna.staff();
    logged(&server, &[(anna, "prepare-visit", case, false), (anna, "follow-ups", case, false)]);
}

#[test]
fn what_is_refused_as_not_there_is_in_the_log_too() {
    let server = server::TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    let change = anna.save(visit).change;
    let hidden = anna.sheet(case).follow_ups;
    let follow_up = hidden.iter().find(|f| f.follow_up.restricted).unwrap().follow_up.id;
    let seen = anna.seen(case, follow_up);
    let close = Request::CloseFollowUp(followups::Close { case, follow_up, seen });
    assert_eq!(frida.ask(close), Err(Refusal::NotFound));
    assert_eq!(frida.ask(Request::Undo(office::Undo { change })), Err(Refusal::NotFound));
    let frida = frida.staff();
    logged(&server, &[(frida, "close-follow-up", case, true), (frida, "undo", case, true)]);
}

#[test]
fn a_deputy_sees_what_the_owner_sees_while_she_stands_in() {
    let server = server::TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let mut clara = server.connect("clara");
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    let show = Request::ShowCase(cases::ShowCase { case, visits: 9 });
    assert_eq!(berta.ask(show.clone()), Err(Refusal::NotFound));

    let owner = anna.staff();
    let grant = |deputy, from: &str, until: &str| {
        let (from, until) = (day(from), day(until));
        Request::GrantDeputy(staff::Grant { owner, deputy, from, until })
    };
    let own = grant(berta.staff(), "2026-11-20", "2026-11-27");
    assert_eq!(berta.ask(own.clone()), Err(Refusal::NotPermitted), "not by her own hand");
    let herself = grant(clara.staff(), "2026-11-20", "2026-11-27");
    assert_eq!(clara.ask(herself), Err(Refusal::NotPermitted), "not by her own hand either");
    anna.save(grant(berta.staff(), "2026-11-21", "2026-11-27"));
    assert_eq!(berta.ask(show), Err(Refusal::NotFound), "from tomorrow on");
    clara.save(own);
    assert!(all_that_is_told(&mut berta, case).contains("secret note"));
    assert!(berta.prepared(case).restricted);
    assert_eq!(row(&mut berta).open, 2);
}

#[test]
fn a_case_handed_over_is_gone_for_who_had_it() {
    let server = server::TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let mut frida = server.connect("frida");
    let case = anna.household("Alavi");
    let hand = |client: &server::Client| {
        let worker = Some(client.staff());
        Request::EditCase(cases::EditCase { case, worker, area: None })
    };
    let to_frida = hand(&frida);
    assert_eq!(frida.ask(to_frida), Err(Refusal::HandOver), "a colleague does not take it");
    let to_berta = hand(&berta);
    anna.save(to_berta);
    assert!(berta.sheet(case).worker.starts_with("Berta"));
    assert!(anna.sheet(case).worker.starts_with("Berta"), "her area still");
    assert!(!anna.prepared(case).restricted, "no longer hers");
    assert!(berta.prepared(case).restricted);
}

/// A shared office in which Gina is worker and coordinator at once, and Hanna a second coordinator.
fn with_a_working_coordinator() -> server::TestServer {
    let dir = server::TestServer::shared().stop();
    server::hire(dir.path(), "gina", 2007, &[Role::Worker, Role::Coordinator], Some("Süd"));
    server::hire(dir.path(), "hanna", 2008, &[Role::Coordinator], None);
    server::TestServer::over(dir)
}

fn hand(case: CaseId, worker: StaffId) -> Request {
    Request::EditCase(cases::EditCase { case, worker: Some(worker), area: None })
}

#[test]
fn nobody_is_responsible_who_may_see_no_case() {
    let server = server::TestServer::shared();
    let (mut anna, dora) = (server.connect("anna"), server.connect("dora").staff());
    let case = anna.household("Alavi");
    let (field, error) = (AnyField::Colleague, FieldError::NotAChoice);
    let refused = Err(Refusal::Field(FieldRefusal { field, error }));
    assert_eq!(anna.ask(hand(case, dora)), refused);
    let Ok(Reply::Lists(lists)) = anna.ask(Request::Lists) else { panic!("no lists") };
    let names: Vec<_> = lists.staff.iter().map(|(_, name)| name.as_str()).collect();
    assert!(names.contains(&"Berta Beispiel") && !names.contains(&"Dora Beispiel"), "{names:?}");
}

#[test]
fn a_coordinator_opens_restricted_records_to_nobody_by_taking_a_case() {
    let server = with_a_working_coordinator();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let mut gina = server.try_connect("gina", 2007).unwrap();
    let case = anna.household("Alavi");
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    let (me, to_berta) = (gina.staff(), hand(case, berta.staff()));
    assert_eq!(gina.ask(hand(case, me)), Err(Refusal::HandOver), "not to herself");

    // nor to whom she stands in for, today or soon
    let grant = |owner, deputy, from: &str| {
        let (from, until) = (day(from), day("2026-12-31"));
        Request::GrantDeputy(staff::Grant { owner, deputy, from, until })
    };
    let granted = berta.save(grant(berta.staff(), me, "2026-12-01"));
    assert_eq!(gina.ask(to_berta.clone()), Err(Refusal::HandOver));
    berta.save(Request::Undo(office::Undo { change: granted.change }));

    // nor by way of a colleague
    let handed = gina.save(to_berta);
    assert_eq!(gina.ask(hand(case, me)), Err(Refusal::HandOver));
    let back = Request::Undo(office::Undo { change: handed.change });
    gina.save(back);
    assert!(anna.prepared(case).restricted && !gina.prepared(case).restricted);

    // the other hands are free: the worker herself, a second coordinator
    let mut hanna = server.try_connect("hanna", 2008).unwrap();
    let given = hanna.save(hand(case, me));
    assert!(gina.prepared(case).restricted);
    hanna.save(Request::Undo(office::Undo { change: given.change }));
    anna.save(hand(case, me));
    assert!(gina.prepared(case).restricted);
    logged(&server, &[(me, "edit-case", case, true), (me, "edit-case", case, false)]);
}

#[test]
fn what_was_handed_over_does_not_come_back_by_undo() {
    let server = with_a_working_coordinator();
    let mut anna = server.connect("anna");
    let mut gina = server.try_connect("gina", 2007).unwrap();
    let case = gina.household("Alavi");
    let first = delicate(&mut gina, case);
    gina.save(first);
    let handed = gina.save(hand(case, anna.staff()));
    let visit = delicate(&mut anna, case);
    anna.save(visit);
    let back = Request::Undo(office::Undo { change: handed.change });
    assert_eq!(gina.ask(back), Err(Refusal::HandOver));
    assert!(!gina.prepared(case).restricted);
    // her own again by the hand of who has it
    anna.save(hand(case, gina.staff()));
    assert!(gina.prepared(case).restricted);
}

#[test]
fn a_wish_to_hand_over_that_is_sent_again_is_answered_as_it_was() {
    let server = server::TestServer::shared();
    let (mut anna, frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let first = anna.0.call_as(RequestId(9), hand(case, frida.staff())).unwrap();
    assert_eq!(anna.0.call_as(RequestId(9), hand(case, frida.staff())).unwrap(), first);

    // even where it put the case out of her sight
    let server = with_a_working_coordinator();
    let mut anna = server.connect("anna");
    let mut gina = server.try_connect("gina", 2007).unwrap();
    let case = anna.household("Alavi");
    let Ok(Reply::Lists(lists)) = anna.ask(Request::Lists) else { panic!("no lists") };
    let area = lists.areas.iter().find(|area| area.name == "Süd").map(|area| area.id);
    let worker = Some(gina.staff());
    let away = Request::EditCase(cases::EditCase { case, worker, area });
    let first = anna.0.call_as(RequestId(10), away.clone()).unwrap();
    let show = Request::ShowCase(cases::ShowCase { case, visits: 9 });
    assert_eq!(anna.ask(show.clone()), Err(Refusal::NotFound));
    assert_eq!(anna.0.call_as(RequestId(10), away.clone()).unwrap(), first);
    assert_eq!(anna.ask(away), Err(Refusal::NotFound), "a new wish is none of hers");
    logged(&server, &[(anna.staff(), "edit-case", case, true)]);

    // its name opens nothing else
    let other = gina.household("Tesfay");
    let refused = |anna: &mut server::Client, body| match anna.0.call_as(RequestId(10), body) {
        Err(CallError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&mut anna, show), Refusal::NotFound);
    let take = hand(other, anna.staff());
    assert_eq!(refused(&mut anna, take), Refusal::NotFound);
    assert_eq!(refused(&mut anna, Request::Verify), Refusal::NotPermitted);
    logged(&server, &[(anna.staff(), "edit-case", other, true)]);
}

#[test]
fn the_owner_of_a_personal_office_takes_every_case() {
    let dir = server::TestServer::personal().stop();
    server::hire(dir.path(), "zoe", 4001, &[Role::Worker], Some("Nord"));
    let server = server::TestServer::over(dir);
    let mut zoe = server.try_connect("zoe", 4001).unwrap();
    let case = zoe.household("Alavi");
    let mut me = server.connect_own();
    let my = me.staff();
    me.save(hand(case, my));
    assert!(me.prepared(case).restricted);
}

#[test]
fn a_worker_is_not_told_how_many_cases_there_are() {
    let server = server::TestServer::shared();
    for (user, is_told) in [("anna", false), ("clara", true), ("emil", true)] {
        let Ok(Reply::Status(status)) = server.connect(user).ask(Request::Status) else { panic!() };
        assert_eq!(status.counts.is_some(), is_told, "{user}");
    }
}

#[test]
fn a_protected_person_is_hidden_from_all_but_the_responsible_worker() {
    let server = server::TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let (open, case) = (anna.household("Bahar"), anna.household("Alavi"));
    anna.talk(open, "Brief");
    anna.talk(case, "Adresse Am Markt 1");
    anna.save(Request::SetRhythm(phases::SetRhythm { case, was: None, weeks: Some(2) }));
    let person = anna.sheet(case).persons[0].id;
    let berta = server.connect("berta").staff();
    drop((anna, clara));
    let dir = server.stop();
    server::change(dir.path(), move |change| {
        aid::store::persons::protect(change, case, person, true)
    });
    let server = server::TestServer::over(dir);
    (anna, clara) = (server.connect("anna"), server.connect("clara"));
    let told = all_that_is_told(&mut anna, case);
    assert!(told.contains("Alavi") && told.contains("Am Markt"));
    let often = "rhythm_weeks: Some(2)";
    assert!(told.contains(often));
    let mut frida = server.connect("frida");
    for other in [&mut clara, &mut frida] {
        assert_eq!(row(other).name, "", "sorted first: there is a case, and no more is told");
        let told = [
            Request::RecentVisits(visits::Recent { mine: false, skip: 0, limit: 50 }),
            Request::FollowUps(followups::List { skip: 0, limit: 50 }),
            Request::Export(exchange::ExportPage {
                after: None,
                sent: exchange::Sent::default(),
                limit: 50,
                visits: true,
            }),
            Request::Find(cases::Find { text: "Alavi".into(), limit: 9 }),
        ]
        .map(|request| format!("{:?}", other.ask(request).unwrap()))
        .concat();
        assert!(!told.contains("Alavi") && !told.contains("Am Markt"), "{told}");
        assert!(!told.contains(often), "{told}");
        // and a page of what is hidden is no page of nothing: what comes behind is on it
        let recent = Request::RecentVisits(visits::Recent { mine: false, skip: 0, limit: 1 });
        let Ok(Reply::RecentVisits(rows)) = other.ask(recent) else { panic!("no list") };
        assert_eq!(rows.iter().map(|row| row.case).collect::<Vec<_>>(), [open]);
        for request in [
            Request::ShowCase(cases::ShowCase { case, visits: 9 }),
            Request::CaseVisits(cases::VisitsBefore { case, skip: 0, limit: 9 }),
            Request::PrepareVisit(visits::Prepare { case }),
        ] {
            assert_eq!(other.ask(request), Err(Refusal::Protected));
        }
        // what was begun before is kept, and is nothing but a row
        let body = drafts::Body::Fields { fields: vec![], at: String::new(), cursor: 0 };
        let (id, form) = (RequestId(1), drafts::Form::FollowUp);
        let begun = drafts::Draft {
            id,
            form,
            case: Some(case),
            name: "Alavi".into(),
            kept: "2026-11-20T08:00:00Z".parse().unwrap(),
            no: 0,
            from: None,
            body,
        };
        other.ask(Request::SaveDraft(Box::new(begun))).unwrap();
        let Ok(Reply::Drafts(heads)) = other.ask(Request::Drafts) else { panic!("no list") };
        assert!(heads[0].hidden && heads[0].case.is_none() && heads[0].name.is_empty());
        assert_eq!(other.ask(Request::Draft(drafts::Open { id })), Err(Refusal::NotFound));
    }
    let hand_over = cases::EditCase { case, worker: Some(berta), area: None };
    clara.save(Request::EditCase(hand_over));
    assert_eq!(server.connect("berta").sheet(case).persons[0].listed(), "Alavi");
}

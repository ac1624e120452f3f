//! Checklists of their own: who fills and reads them, what stands beside them, the certificate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use std::sync::atomic::{AtomicI64, Ordering};

use aid::api::assessments::{Ask, Certify, Page, Prepare, Prepared, Record, Shown};
use aid::api::cases::EditCase;
use aid::api::exchange::{ExportPage, Sent, Whole};
use aid::api::households::AddPerson;
use aid::api::members::{ChangeMembers, Kin, Members};
use aid::api::moves::Part;
use aid::api::phases::ChangePhase;
use aid::api::{AnyField, FieldRefusal, Merge, Refusal, Reply, Request, drafts, office};
use aid::domain::assessment::{
    ASSESSMENTS_MAX, AssessmentField, Certificate, Entry, Level, Readiness,
};
use aid::domain::case::{CloseReason, Phase};
use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::dates::Window;
use aid::domain::field::FieldError;
use aid::domain::followup::Source;
use aid::domain::household::Relation;
use aid::domain::ids::{AssessmentId, CaseId, PersonId, RequestId, StaffId};
use aid::domain::merge::differing;
use aid::domain::person::{Person, PersonField};
use aid::domain::site::Home;
use aid::domain::visit::{Agreed, EntryError, Noted};
use chrono::{DateTime, TimeDelta, Utc};
use server::{Client, TestServer, clock, today};

fn noted(code: &str, rating: Rating) -> Noted {
    let item = ItemCode::new(code).unwrap();
    let answer = Answer { item, rating, origin: Origin::Asked };
    Noted { answer, note: String::new(), agreed: None }
}

fn entry(id: TemplateId, answers: &[(&str, Rating)]) -> Entry {
    Entry {
        template: TemplateRef::current(id),
        day: today(),
        person: None,
        answers: answers.iter().map(|(code, rating)| noted(code, *rating)).collect(),
        note: String::new(),
        follow_ups: vec![],
        readiness: None,
    }
}

fn rent(answers: &[(&str, Rating)]) -> Entry {
    entry(TemplateId::TenancyReadiness, answers)
}

fn ready(person: Option<PersonId>) -> Entry {
    let confirmed = "A. Beispiel, Wohnraumhilfe".to_owned();
    let readiness = Readiness { level: Level::Ready, tested: Some(today()), confirmed };
    Entry { person, readiness: Some(readiness), ..rent(&[("MF1", Rating::Ok)]) }
}

fn fill(case: CaseId, seen: Option<u64>, entry: Entry) -> Request {
    Request::RecordAssessment(Box::new(Record { case, seen: seen.map(AssessmentId), entry }))
}

fn page(client: &mut Client, case: CaseId, skip: u32) -> Page {
    match client.ask(Request::Assessments(Ask { case, skip })) {
        Ok(Reply::Assessments(page)) => *page,
        other => panic!("{other:?}"),
    }
}

fn filled(client: &mut Client, case: CaseId) -> Vec<Shown> {
    page(client, case, 0).rows
}

fn prepared(client: &mut Client, case: CaseId, template: TemplateId) -> Prepared {
    match client.ask(Request::PrepareAssessment(Prepare { case, template })) {
        Ok(Reply::AssessmentPrepared(prepared)) => *prepared,
        other => panic!("{other:?}"),
    }
}

fn certificate(client: &mut Client, case: CaseId, id: u64) -> Result<Certificate, Refusal> {
    let assessment = AssessmentId(id);
    match client.ask(Request::Certificate(Certify { case, assessment }))? {
        Reply::Certificate(certificate) => Ok(*certificate),
        other => panic!("{other:?}"),
    }
}

fn export(client: &mut Client) -> Vec<Whole> {
    let (sent, limit, visits) = (Sent::default(), 100, true);
    match client.ask(Request::Export(ExportPage { after: None, sent, limit, visits })) {
        Ok(Reply::Export(page)) => page.cases,
        other => panic!("{other:?}"),
    }
}

fn undo(client: &mut Client, change: u64) -> Result<Reply, Refusal> {
    client.ask(Request::Undo(office::Undo { change }))
}

#[test]
fn each_time_stands_beside_those_of_before_and_is_taken_back() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    assert_eq!(prepared(&mut anna, case, TemplateId::TenancyReadiness).earlier, []);

    let mut first = rent(&[("MF1", Rating::Ok), ("MF2", Rating::Attention)]);
    first.answers[1].note = "trennt\u{7} nicht\n".into();
    let window = Window::on(today());
    first.answers[1].agreed = Some(Agreed { what: "Anleitung".into(), window });
    first.follow_ups = vec![Agreed { what: "Wohnung suchen".into(), window }];
    let one = anna.save(fill(case, None, first));
    let shown = filled(&mut anna, case);
    assert_eq!(shown[0].assessment.entry.answers[1].note, "trennt nicht");
    assert_eq!(shown[0].by, "Anna Beispiel");
    let sheet = anna.sheet(case);
    let agreed: Vec<&str> = sheet.follow_ups.iter().map(|row| &*row.follow_up.what).collect();
    assert_eq!(agreed, ["Anleitung", "Wohnung suchen"]);
    let sources = sheet.follow_ups.iter().map(|row| row.follow_up.source.clone());
    let assessment = AssessmentId(one.id);
    let of = |item| Source::Assessment { assessment, item };
    assert_eq!(sources.collect::<Vec<_>>(), [of(ItemCode::new("MF2")), of(None)]);
    assert_eq!((sheet.assessments.len(), sheet.assessments[0].concerns), (1, 1));

    // a colleague of the area goes on with it
    let mut frida = server.connect("frida");
    let earlier = prepared(&mut frida, case, TemplateId::TenancyReadiness).earlier;
    assert_eq!((earlier[0].latest.0, earlier[0].last.len()), (one.id, 2));
    let other = prepared(&mut frida, case, TemplateId::MoveOut).earlier;
    assert_eq!(other, [], "another checklist has its own");
    let two = frida.save(fill(case, Some(one.id), rent(&[("MF2", Rating::Watch)])));
    let latest = prepared(&mut anna, case, TemplateId::TenancyReadiness).earlier.remove(0);
    let rating = |code: &str| {
        let of = |last: &&aid::domain::visit::LastAnswer| last.answer.item.to_string() == code;
        latest.last.iter().find(of).map(|last| last.answer.rating)
    };
    assert_eq!((rating("MF1"), rating("MF2")), (Some(Rating::Ok), Some(Rating::Watch)));
    assert_eq!(filled(&mut anna, case).len(), 2);

    // and takes it back, measures and all
    frida.save(Request::Undo(office::Undo { change: two.change }));
    anna.save(Request::Undo(office::Undo { change: one.change }));
    assert_eq!((filled(&mut anna, case).len(), anna.sheet(case).follow_ups.len()), (0, 0));
    assert_eq!(anna.sheet(case).assessments, []);
}

#[test]
fn who_has_not_seen_the_last_one_is_told_first() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let mother = anna.sheet(case).household.reference;
    let one = anna.save(fill(case, None, rent(&[("MF1", Rating::Watch)]))).id;
    let late = frida.ask(fill(case, None, rent(&[("MF1", Rating::Ok)])));
    let Err(Refusal::AssessedMeanwhile(theirs)) = late else { panic!("{late:?}") };
    assert_eq!((theirs.assessment.id.0, theirs.by.as_str()), (one, "Anna Beispiel"));
    // about somebody else, or another checklist, it is no matter
    frida.save(fill(case, None, Entry { person: Some(mother), ..rent(&[("MF1", Rating::Ok)]) }));
    frida.save(fill(case, None, entry(TemplateId::MoveOut, &[("AU1", Rating::Ok)])));
    let two = frida.save(fill(case, Some(one), rent(&[("MF1", Rating::Ok)])));
    assert_eq!(filled(&mut anna, case).len(), 4, "all stand");
    // what she saw and was taken back since is none that she has not seen
    undo(&mut frida, two.change).unwrap();
    anna.save(fill(case, Some(two.id), rent(&[("MF1", Rating::Ok)])));
}

#[test]
fn what_does_not_hold_is_refused_beside_its_field() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut refused = |entry: Entry| match anna.ask(fill(case, None, entry)) {
        Err(Refusal::Field(FieldRefusal { field: AnyField::Assessment(field), error })) => {
            (field, error)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(rent(&[])), (AssessmentField::Answers, FieldError::Missing));
    let stranger = Entry { person: Some(PersonId(99)), ..rent(&[("MF1", Rating::Ok)]) };
    assert_eq!(refused(stranger), (AssessmentField::Person, FieldError::NotAChoice));
    let mut untested = ready(None);
    untested.readiness.as_mut().unwrap().tested = None;
    assert_eq!(refused(untested), (AssessmentField::Tested, FieldError::Missing));
    let visit = entry(TemplateId::Visit, &[("SP1", Rating::Ok)]);
    assert_eq!(refused(visit).0, AssessmentField::Template);
    let foreign = anna.ask(fill(case, None, rent(&[("AU1", Rating::Ok)])));
    assert_eq!(foreign, Err(Refusal::Entry(EntryError::UnknownItem)));
    let ask = Request::PrepareAssessment(Prepare { case, template: TemplateId::Visit });
    assert_eq!(anna.ask(ask), Err(Refusal::Malformed));
}

#[test]
fn who_sees_no_case_learns_nothing_and_the_log_has_no_words() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut secret = ready(None);
    secret.answers[0].note = "secret".into();
    let id = anna.save(fill(case, None, secret)).id;
    certificate(&mut anna, case, id).unwrap();
    for (user, refused) in [
        ("berta", Refusal::NotFound),
        ("dora", Refusal::NotPermitted),
        ("emil", Refusal::NotPermitted),
    ] {
        let mut other = server.connect(user);
        let template = TemplateId::MoveOut;
        let asks = [
            Request::Assessments(Ask { case, skip: 0 }),
            Request::PrepareAssessment(Prepare { case, template }),
            Request::Certificate(Certify { case, assessment: AssessmentId(id) }),
            fill(case, None, rent(&[("MF1", Rating::Ok)])),
        ];
        for ask in asks {
            assert_eq!(other.ask(ask), Err(refused.clone()), "{user}");
        }
    }
    let log = server.connect("dora").ask(Request::Log(office::LogPage { before: None, limit: 99 }));
    let log = format!("{log:?}");
    for action in ["record-assessment", "certificate", "Answers"] {
        assert!(log.contains(action), "{action}: {log}");
    }
    assert!(!log.contains("secret") && !log.contains("Wohnraumhilfe"));
    let whole = export(&mut anna).remove(0);
    assert_eq!(whole.assessments.len(), 1);
}

#[test]
fn it_is_told_to_who_sees_the_case() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let by: StaffId = anna.staff();
    let (mut clara, mut berta) = (server.connect("clara"), server.connect("berta"));
    let second = server.connect("berta");
    anna.save(fill(case, None, rent(&[("MF1", Rating::Ok)])));
    clara.hears(by, &[case]);
    let hers = berta.household("Omar");
    let (by, mut second) = (berta.staff(), second);
    // of the other one she was told nothing
    second.hears(by, &[hers]);
}

#[test]
fn a_certificate_is_for_who_is_ready_and_says_no_more_than_it_has_to() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut entry = ready(None);
    entry.note = "private".into();
    entry.answers[0].note = "private".into();
    let partly = Readiness { level: Level::Partly, tested: None, confirmed: String::new() };
    let not_yet = Entry { readiness: Some(partly), ..rent(&[("MF1", Rating::Ok)]) };
    let first = anna.save(fill(case, None, not_yet)).id;
    assert_eq!(certificate(&mut anna, case, first), Err(Refusal::NotFound));
    let id = anna.save(fill(case, Some(first), entry)).id;
    let certificate = certificate(&mut anna, case, id).unwrap();
    assert_eq!((certificate.name.as_str(), certificate.household), ("Alavi", true));
    assert!(!format!("{certificate:?}").contains("private"));
    let text = aid::text::Texts::new(aid::text::Lang::De).certificate(&certificate).join("\n");
    for told in ["Alavi", "mietfähig", "A. Beispiel, Wohnraumhilfe", "Heizt und lüftet"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let entry = Entry { answers: vec![], ..certificate.entry.clone() };
    let bare = Certificate { entry, ..certificate };
    let text = aid::text::Texts::new(aid::text::Lang::De).certificate(&bare).join("\n");
    assert!(text.ends_with("Wohnraumhilfe"), "nothing was seen: {text}");
}

#[test]
fn a_certificate_is_of_the_latest_result_only() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, mother, son) = two(&mut anna);
    let level = |level, person| {
        let readiness = Readiness { level, tested: None, confirmed: String::new() };
        Entry { person, readiness: Some(readiness), ..rent(&[("MF1", Rating::Ok)]) }
    };
    let once = anna.save(fill(case, None, ready(Some(son)))).id;
    assert!(certificate(&mut anna, case, once).is_ok());
    // neither what was only begun nor what was decided of somebody else changes that
    let begun = Entry { person: Some(son), ..rent(&[("MF1", Rating::Ok)]) };
    let begun = anna.save(fill(case, Some(once), begun)).id;
    anna.save(fill(case, None, level(Level::NotBegun, Some(mother))));
    assert!(certificate(&mut anna, case, once).is_ok());
    let since = anna.save(fill(case, Some(begun), level(Level::Partly, Some(son)))).id;
    let outdated = Refusal::DecidedSince(today(), Level::Partly);
    assert_eq!(certificate(&mut anna, case, once), Err(outdated.clone()));
    let texts = aid::text::Texts::new(aid::text::Lang::De);
    let said = aid::client::problems::refusal(&outdated, &texts).to_string();
    assert!(said.contains(&*texts.date(today())), "{said}");
    assert!(said.contains(&*texts.level(Level::Partly)), "{said}");
    let again = anna.save(fill(case, Some(since), ready(Some(son)))).id;
    assert!(certificate(&mut anna, case, again).is_ok());
    // the household's is in the name of its reference person
    let household = anna.save(fill(case, None, ready(None))).id;
    assert!(certificate(&mut anna, case, household).is_ok());
}

#[test]
fn a_certificate_knows_what_was_decided_in_another_household() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let begun = |person| {
        let (level, tested, confirmed) = (Level::NotBegun, None, String::new());
        let readiness = Some(Readiness { level, tested, confirmed });
        Entry { person, readiness, ..rent(&[("MF1", Rating::Ok)]) }
    };
    let since = Err(Refusal::DecidedSince(today(), Level::NotBegun));

    // in the one whose record of him was made one with his, of him or of it, which he led
    for about in [true, false] {
        let (case, _, son) = two(&mut anna);
        let other = anna.household("Alavi, Chadi");
        let alone = anna.sheet(other).household.reference;
        let once = anna.save(fill(case, None, ready(Some(son)))).id;
        anna.save(fill(other, None, begun(about.then_some(alone))));
        assert!(certificate(&mut anna, case, once).is_ok(), "nobody knows yet that they are one");
        let (stays, gone) = (person_of(&mut anna, case, son), person_of(&mut anna, other, alone));
        let differing = differing(&stays, &gone);
        let (stays, gone, lives_in) = (son, alone, case);
        let merge = Merge { case, stays, other, gone, lives_in, differing };
        anna.save(Request::Merge(Box::new(merge)));
        assert_eq!(certificate(&mut anna, case, once), since, "{about}");
        // of a case out of sight no more is said than that there is none
        let berta = server.connect("berta");
        let Ok(Reply::Lists(lists)) = anna.ask(Request::Lists) else { panic!("no lists") };
        let area = lists.areas.iter().find(|area| area.name == "Süd").map(|area| area.id);
        let away = EditCase { case: other, worker: Some(berta.staff()), area };
        anna.save(Request::EditCase(away));
        assert_eq!(certificate(&mut anna, case, once), Err(Refusal::NotFound), "{about}");
        let again = anna.save(fill(case, Some(once), ready(Some(son)))).id;
        assert!(certificate(&mut anna, case, again).is_ok());
    }

    // in the one that he went to: the one he left does not keep him
    let (case, _, son) = two(&mut anna);
    let to = anna.household("Neu, Omid");
    let once = anna.save(fill(case, None, ready(Some(son)))).id;
    let (relation, from) = (Relation::Sibling, today());
    let what = Members::Moves { person: son, to, relation, from };
    anna.save(Request::ChangeMembers(Box::new(ChangeMembers { case, what, reference: None })));
    assert_eq!(certificate(&mut anna, case, once), Err(Refusal::NotFound));
    let there = anna.save(fill(to, None, ready(Some(son)))).id;
    assert!(certificate(&mut anna, to, there).is_ok());
}

#[test]
fn a_certificate_of_a_household_is_never_in_the_name_of_who_leads_it_since() {
    let server = TestServer::timed(TestServer::shared().stop(), going);
    let mut anna = server.connect("anna");
    let (case, mother, son) = two(&mut anna);
    let led_by = |anna: &mut Client, person, was| {
        let reference = Some(Kin { person, relations: vec![(was, Relation::Relative)] });
        let what = Members::Reference;
        anna.save(Request::ChangeMembers(Box::new(ChangeMembers { case, what, reference })));
    };
    let once = anna.save(fill(case, None, ready(None))).id;
    assert_eq!(certificate(&mut anna, case, once).unwrap().name, "Alavi");
    led_by(&mut anna, son, mother);
    assert_eq!(certificate(&mut anna, case, once), Err(Refusal::NotFound));
    let again = anna.save(fill(case, Some(once), ready(None))).id;
    assert_eq!(certificate(&mut anna, case, again).unwrap().name, "Alavi, Chadi");
    led_by(&mut anna, mother, son);
    assert_eq!(certificate(&mut anna, case, again).unwrap().name, "Alavi, Chadi", "he led it then");
}

/// A clock that goes.
fn going() -> DateTime<Utc> {
    static MILLISECONDS: AtomicI64 = AtomicI64::new(0);
    clock() + TimeDelta::milliseconds(MILLISECONDS.fetch_add(1, Ordering::Relaxed))
}

fn person_of(client: &mut Client, case: CaseId, id: PersonId) -> Person {
    client.sheet(case).persons.into_iter().find(|person| person.id == id).unwrap()
}

/// A household of two: mother and son.
fn two(anna: &mut Client) -> (CaseId, PersonId, PersonId) {
    let case = anna.household("Alavi");
    let mother = anna.sheet(case).household.reference;
    let son = anna.save(Request::AddPerson(Box::new(AddPerson {
        case,
        person: vec![(PersonField::Surname, "Alavi".into()), (PersonField::Given, "Chadi".into())],
        relation: Relation::Child,
        from: today(),
        distinct: vec![],
    })));
    (case, mother, PersonId(son.id))
}

fn part(anna: &mut Client, case: CaseId, go: PersonId, to: Option<StaffId>) -> aid::api::Saved {
    let sheet = anna.sheet(case);
    let protects = to.is_some();
    let home = protects.then(|| Home::OwnFlat { address: "Frauenhaus".into() });
    anna.save(Request::Part(Box::new(Part {
        case,
        seen: u16::try_from(sheet.case.steps()).unwrap(),
        from: today(),
        go: Kin { person: go, relations: vec![] },
        stay: None,
        home,
        worker: to,
        area: None,
        follow_ups: vec![],
        protects,
    })))
}

#[test]
fn those_about_who_goes_go_along_when_a_household_parts() {
    for protects in [false, true] {
        let server = TestServer::shared();
        let mut anna = server.connect("anna");
        let (case, mother, son) = two(&mut anna);
        for person in [None, Some(mother), Some(son)] {
            let window = Window::on(today());
            let follow_ups = vec![Agreed { what: format!("für {person:?}"), window }];
            anna.save(fill(case, None, Entry { follow_ups, ..ready(person) }));
        }
        let begun = drafts::Draft {
            id: RequestId(7 << 64),
            form: drafts::Form::Assessment(TemplateId::TenancyReadiness),
            case: Some(case),
            name: String::new(),
            kept: clock(),
            no: 1,
            from: None,
            body: drafts::Body::Entry {
                entry: Box::new(server::entry(aid::domain::visit::VisitKind::Regular, &[], "x")),
                raw: vec![("head:person".into(), son.0.to_string())],
                at: String::new(),
                cursor: 0,
            },
        };
        anna.ask(Request::SaveDraft(Box::new(begun))).unwrap();
        let kept = anna.drafts();
        assert_eq!(kept[0].form, drafts::Form::Assessment(TemplateId::TenancyReadiness));
        let Ok(Reply::Drafts(heads)) = anna.ask(Request::Drafts) else { panic!() };
        assert_eq!(heads[0].kind, None, "the form says which it is");

        let mut berta = server.connect("berta");
        let parted = part(&mut anna, case, son, protects.then(|| berta.staff()));
        let new = CaseId(parted.id);
        let about = |shown: Vec<Shown>| {
            let mut ids: Vec<_> = shown.iter().map(|s| s.assessment.entry.person).collect();
            ids.sort();
            ids
        };
        assert_eq!(about(filled(&mut anna, case)), [None, Some(mother)]);
        let sheet = anna.sheet(case);
        assert_eq!((sheet.assessments.len(), sheet.follow_ups.len()), (2, 2));
        if protects {
            assert_eq!(berta.sheet(new).follow_ups[0].follow_up.owner, berta.staff());
            // nothing leads her to who fled
            let words = format!("{:?}{:?}", page(&mut anna, case, 0), anna.drafts());
            assert!(!words.contains("Chadi") && !words.contains(&format!("{son:?}")), "{words}");
            assert_eq!(about(filled(&mut berta, new)), [Some(son)]);
            let asked = anna.ask(Request::Assessments(Ask { case: new, skip: 0 }));
            assert_eq!(asked, Err(Refusal::NotFound));
            continue;
        }
        assert_eq!(about(filled(&mut anna, new)), [Some(son)]);
        assert_eq!(anna.sheet(new).follow_ups.len(), 1, "what was agreed goes with it");
        undo(&mut anna, parted.change).unwrap();
        assert_eq!(filled(&mut anna, case).len(), 3);
    }
}

#[test]
fn what_a_page_has_no_room_for_is_asked_for_and_there_is_a_limit() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut last = None;
    for n in 0..ASSESSMENTS_MAX {
        let mut next = entry(TemplateId::DailyStructure, &[("TS1", Rating::Ok)]);
        next.note = if n < 60 { "ä".repeat(7_990) } else { n.to_string() };
        last = Some(anna.save(fill(case, last, next)).id);
    }
    let over =
        anna.ask(fill(case, last, entry(TemplateId::DailyStructure, &[("TS1", Rating::Ok)])));
    let field = AnyField::Assessment(AssessmentField::Answers);
    let error = FieldError::TooMany(ASSESSMENTS_MAX);
    assert_eq!(over, Err(Refusal::Field(FieldRefusal { field, error })));
    let (mut known, mut left) = (0, 1);
    while left > 0 {
        let page = page(&mut anna, case, known);
        known += u32::try_from(page.rows.len()).unwrap();
        left = page.more;
        assert_eq!(known + left, u32::try_from(ASSESSMENTS_MAX).unwrap());
    }
    let sheet = anna.sheet(case);
    assert_eq!(sheet.assessments.len() + sheet.more.assessments as usize, ASSESSMENTS_MAX);
}

#[test]
fn what_cannot_wait_counts_as_danger_on_the_board() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut agree = |code: &str, seen| {
        let mut house = entry(TemplateId::SharedResponsibility, &[(code, Rating::Attention)]);
        let window = Window::on(today());
        house.answers[0].agreed = Some(Agreed { what: "räumen lassen".into(), window });
        let saved = anna.save(fill(case, seen, house));
        let board = Request::Today(aid::api::today::Ask { by_home: false, limit: 50 });
        let Ok(Reply::Today(board)) = anna.ask(board) else { panic!() };
        (saved.id, board.counts.danger)
    };
    let (first, danger) = agree("MV1", None);
    assert_eq!(danger, 0, "the cleaning rota can wait");
    assert_eq!(agree("MV5", Some(first)).1, 1, "blocked escape routes cannot");
}

#[test]
fn a_closed_case_is_filled_no_more_and_keeps_what_it_has() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let id = anna.save(fill(case, None, ready(None))).id;
    let sheet = anna.sheet(case);
    anna.save(Request::ChangePhase(Box::new(ChangePhase {
        case,
        seen: u16::try_from(sheet.case.steps()).unwrap(),
        to: Phase::Closed { reason: CloseReason::NoNeed },
        from: today(),
        open: vec![],
        leaves_room: None,
    })));
    let template = TemplateId::TenancyReadiness;
    let refused = anna.ask(fill(case, Some(id), rent(&[("MF1", Rating::Ok)])));
    assert_eq!(refused, Err(Refusal::CaseClosed));
    // what she had begun can be read: the form of its draft begins with this
    assert_eq!(prepared(&mut anna, case, template).earlier[0].latest, AssessmentId(id));
    assert_eq!(filled(&mut anna, case).len(), 1);
    assert_eq!(certificate(&mut anna, case, id).unwrap().name, "Alavi");
}

#[test]
fn a_household_is_not_taken_back_under_what_a_colleague_filled() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (case, _, son) = two(&mut anna);
    let parted = part(&mut anna, case, son, None);
    let new = CaseId(parted.id);
    let hers = frida.save(fill(new, None, rent(&[("MF1", Rating::Ok)])));
    assert_eq!(undo(&mut anna, parted.change), Err(Refusal::HoldsMore));
    assert_eq!(filled(&mut anna, new).len(), 1);
    undo(&mut frida, hers.change).unwrap();
    undo(&mut anna, parted.change).unwrap();
}

#[test]
fn what_was_open_in_a_form_when_somebody_fled_names_her_to_nobody() {
    let server = TestServer::shared();
    let (mut anna, berta) = (server.connect("anna"), server.connect("berta"));
    let (case, _, son) = two(&mut anna);
    let before = anna.save(fill(case, None, ready(Some(son))));
    let mut clara = server.connect("clara");
    assert!(certificate(&mut clara, case, before.id).is_ok());
    part(&mut anna, case, son, Some(berta.staff()));
    let (field, error) = (AnyField::Assessment(AssessmentField::Person), FieldError::NotAChoice);
    let refused = Err(Refusal::Field(FieldRefusal { field, error }));
    assert_eq!(anna.ask(fill(case, None, ready(Some(son)))), refused);
    let id = before.id;
    for reader in [&mut anna, &mut clara] {
        let whole = export(reader).into_iter().find(|whole| whole.case.id == case).unwrap();
        assert_eq!(whole.assessments, [], "it says how somebody lives who is protected");
        let told = format!("{:?}{:?}", page(reader, case, 0), reader.sheet(case).assessments);
        assert!(!told.contains("Chadi") && !told.contains(&format!("{son:?}")), "{told}");
        assert_eq!(certificate(reader, case, id), Err(Refusal::NotFound));
    }
}

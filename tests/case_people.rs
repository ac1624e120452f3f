//! Who belongs to a case: another reference person, somebody leaves or goes elsewhere, the household
//! moves out or parts, also for protection; through the socket, and with the keys on the screen.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

#[path = "common/live.rs"]
mod live;
#[path = "common/screen.rs"]
mod screen;
#[path = "common/server.rs"]
mod server;

use aid::api::cases::{self, Sheet};
use aid::api::households::{AddPerson, EditPerson, Home, New, Rehouse};
use aid::api::members::{ChangeMembers, Kin, Left, Members};
use aid::api::moves::{MoveOut, OpenProtected, Part};
use aid::api::needs::{AddNeed, Agree, ChangeNeed, ShowNeeds};
use aid::api::{
    Push, Refusal, Reply, Request, drafts, exchange, followups, letters, notes, office, protocols,
    similar, today as board, topics, visits,
};
use aid::domain::case::{Phase, Turned};
use aid::domain::dates::Window;
use aid::domain::field::Edit;
use aid::domain::followup::Purpose;
use aid::domain::household::Relation;
use aid::domain::ids::{
    CaseId, FollowUpId, LetterId, NeedId, PersonId, ProtocolId, RequestId, StaffId,
};
use aid::domain::letters::LetterField;
use aid::domain::needs::NeedField;
use aid::domain::note;
use aid::domain::person::PersonField;
use aid::domain::phase::aftercare_visits;
use aid::domain::protocol::{Content, Finding};
use aid::domain::site::{Place, SiteKind};
use aid::domain::topics::{Entry as Informed, How};
use aid::domain::visit::VisitKind;
use chrono::NaiveDate;
use live::Desk;
use server::{Client, TestServer, today};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A family: Amal, her partner Bashir, the children Chadi and Dunya; with a visit and two follow-ups.
struct Family {
    case: CaseId,
    amal: PersonId,
    bashir: PersonId,
    chadi: PersonId,
    dunya: PersonId,
    follow_ups: Vec<FollowUpId>,
}

fn add(client: &mut Client, case: CaseId, given: &str, relation: Relation) -> PersonId {
    let named = |field, text: &str| (field, text.to_owned());
    let person = vec![
        named(PersonField::Surname, "Alavi"),
        named(PersonField::Given, given),
        named(PersonField::Phone, "0151 777"),
    ];
    let add = AddPerson { case, person, relation, from: day("2026-11-01"), distinct: vec![] };
    PersonId(client.save(Request::AddPerson(Box::new(add))).id)
}

fn family(client: &mut Client) -> Family {
    let case = client.household("Alavi, Amal");
    let amal = client.sheet(case).persons[0].id;
    let bashir = add(client, case, "Bashir", Relation::Partner);
    let chadi = add(client, case, "Chadi", Relation::Child);
    let dunya = add(client, case, "Dunya", Relation::Child);
    let home = Home::NewSite {
        name: "Kölner Landstr. 4".into(),
        kind: SiteKind::Shelter,
        room: "12".into(),
    };
    client.save(Request::Rehouse(Rehouse { case, home, from: day("2026-11-01") }));
    client.save(server::record(case, server::entry(VisitKind::Regular, &[amal, chadi], "Kita")));
    let window = Window::on(day("2026-12-01"));
    let mut follow_up = |what: &str| {
        let add = followups::Add { case, what: what.into(), window, purpose: None, to: None };
        FollowUpId(client.save(Request::AddFollowUp(add)).id)
    };
    let follow_ups = vec![follow_up("Kita Chadi"), follow_up("Brief Bashir")];
    Family { case, amal, bashir, chadi, dunya, follow_ups }
}

fn kin(person: PersonId, relations: &[(PersonId, Relation)]) -> Kin {
    Kin { person, relations: relations.to_vec() }
}

fn change(case: CaseId, what: Members, reference: Option<Kin>) -> Request {
    Request::ChangeMembers(Box::new(ChangeMembers { case, what, reference }))
}

fn relations(sheet: &Sheet) -> Vec<(PersonId, Relation)> {
    let here = sheet.household.members.iter().filter(|member| member.until.is_none());
    here.map(|member| (member.person, member.relation)).collect()
}

#[test]
fn another_reference_person_is_one_of_them_and_everybody_is_told_from_her() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let Family { case, amal, bashir, chadi, dunya, .. } = family(&mut anna);
    let all = [(amal, Relation::Partner), (chadi, Relation::Child), (dunya, Relation::Child)];
    let before = anna.sheet(case);
    for refused in [kin(PersonId(7), &all), kin(amal, &all), kin(bashir, &all[..2])] {
        let asked = anna.ask(change(case, Members::Reference, Some(refused)));
        assert_eq!(asked, Err(Refusal::StatusChanged));
    }
    assert_eq!(anna.sheet(case), before);
    let saved = anna.save(change(case, Members::Reference, Some(kin(bashir, &all))));
    let sheet = anna.sheet(case);
    assert_eq!(sheet.household.reference, bashir);
    let told = [
        (amal, Relation::Partner),
        (bashir, Relation::Reference),
        (chadi, Relation::Child),
        (dunya, Relation::Child),
    ];
    assert_eq!(relations(&sheet), told);
    assert_eq!(sheet.case.turns.last().unwrap().what, Turned::Reference(bashir));
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(anna.sheet(case), before);
}

#[test]
fn who_leaves_has_a_day_and_a_reason_and_somebody_follows_as_reference_person() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let Family { case, amal, bashir, chadi, dunya, .. } = family(&mut anna);
    let leaves = |person, why| Members::Leaves { person, until: today(), why };
    let refused = anna.ask(change(case, leaves(amal, Left::Died), None));
    assert!(matches!(refused, Err(Refusal::Field(_))), "nobody follows: {refused:?}");
    let led = kin(bashir, &[(chadi, Relation::Child), (dunya, Relation::Unknown)]);
    anna.save(change(case, leaves(amal, Left::Died), Some(led)));
    let sheet = anna.sheet(case);
    let left = sheet.household.members.iter().find(|m| m.person == amal).unwrap();
    assert_eq!((left.until, left.left), (Some(today()), Some(Left::Died)));
    assert_eq!(sheet.persons.len(), 4, "who she was stays");
    assert_eq!(sheet.visits.len(), 1);
    let what: Vec<_> = sheet.case.turns.iter().map(|turn| turn.what.clone()).collect();
    assert!(what.contains(&Turned::Left(amal)) && what.contains(&Turned::Reference(bashir)));
    for person in [chadi, dunya] {
        anna.save(change(case, leaves(person, Left::MovedOut), None));
    }
    let last = anna.ask(change(case, leaves(bashir, Left::MovedOut), None));
    assert_eq!(last, Err(Refusal::LastMember));
}

#[test]
fn who_goes_to_another_household_is_found_there_and_her_record_goes_with_her() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let Family { case, chadi, .. } = family(&mut anna);
    let (aunt, far) = (anna.household("Rahimi"), berta.household("Weit"));
    let moves =
        |to| Members::Moves { person: chadi, to, relation: Relation::Relative, from: today() };
    assert_eq!(anna.ask(change(case, moves(far), None)), Err(Refusal::NotFound), "none of hers");
    anna.save(change(case, moves(aunt), None));
    let there = anna.sheet(aunt);
    assert!(relations(&there).contains(&(chadi, Relation::Relative)));
    let Ok(Reply::Found(found)) =
        anna.ask(Request::Find(cases::Find { text: "Chadi".into(), limit: 9 }))
    else {
        panic!("nothing found")
    };
    assert_eq!(found.iter().map(|found| found.case).collect::<Vec<_>>(), [aunt]);
    let here = anna.sheet(case);
    let known = here.persons.iter().find(|person| person.id == chadi).unwrap();
    assert_eq!((known.listed().as_str(), known.phone.as_str()), ("Alavi, Chadi", ""));
    assert_eq!(here.visits[0].visit.entry.met.len(), 2, "what was stays as it was");
    let edit = |case| {
        let (field, was, now) = (PersonField::Phone, "0151 777".into(), "1".into());
        let edits = vec![Edit { field, was, now }];
        Request::EditPerson(EditPerson { case, person: chadi, edits })
    };
    assert_eq!(anna.ask(edit(case)), Err(Refusal::NotFound));
    anna.save(edit(aunt));
}

#[test]
fn a_move_out_is_one_change_with_phase_area_and_the_visits_that_follow() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let Family { case, .. } = family(&mut anna);
    let Ok(Reply::Lists(lists)) = anna.ask(Request::Lists) else { panic!("no lists") };
    let south = lists.areas.iter().find(|area| area.name == "Süd").unwrap().id;
    let before = anna.sheet(case);
    assert_eq!(before.facts.moved, None, "nothing is known of benefits");
    let from = day("2026-12-01");
    let visits: Vec<_> =
        aftercare_visits(from).map(|(weeks, at)| (format!("Besuch {weeks}"), at)).to_vec();
    let moves = MoveOut {
        case,
        seen: u16::try_from(before.case.steps()).unwrap(),
        address: "Am Markt 1".into(),
        from,
        area: Some(south),
        to: Some(Phase::Aftercare { until: None, reason: String::new() }),
        visits,
    };
    let saved = anna.save(Request::MoveOut(Box::new(moves.clone())));
    let sheet = anna.sheet(case);
    assert_eq!(
        (sheet.home.as_str(), sheet.case.phase_on(today())),
        ("Kölner Landstr. 4", &Phase::Active)
    );
    assert!(matches!(sheet.case.phase_on(from), Phase::Aftercare { .. }));
    assert_eq!(sheet.case.area_on(from), Some(south));
    assert_eq!(sheet.case.worker_on(from), Some(anna.staff()), "she hands it over herself");
    let due: Vec<_> = sheet.follow_ups.iter().map(|row| row.follow_up.window).collect();
    let due: Vec<_> = due.iter().map(|window| window.due().to_string()).collect();
    assert_eq!(due, ["2026-12-01", "2026-12-01", "2026-12-15", "2027-01-12", "2027-02-23"]);
    let are_visits = |row: &&followups::Row| row.follow_up.purpose == Some(Purpose::Visit);
    assert_eq!(sheet.follow_ups.iter().filter(are_visits).count(), 3, "a visit settles each");
    assert!(sheet.case.turns.iter().any(|turn| turn.what == Turned::MovedOut));
    let again = anna.ask(Request::MoveOut(Box::new(moves)));
    assert_eq!(again, Err(Refusal::StatusChanged), "not twice");
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(anna.sheet(case), before);
}

fn in_december() -> chrono::DateTime<chrono::Utc> {
    "2026-12-16T09:00:00Z".parse().unwrap()
}

#[test]
fn a_visit_before_the_move_leaves_it_as_it_was_planned_and_one_in_its_week_settles_the_follow_up() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Kaya");
    let from = day("2026-12-01");
    let before = anna.sheet(case);
    let visits = aftercare_visits(from).map(|(weeks, at)| (format!("Besuch {weeks}"), at));
    anna.save(Request::MoveOut(Box::new(MoveOut {
        case,
        seen: u16::try_from(before.case.steps()).unwrap(),
        address: "Am Markt 1".into(),
        from,
        area: None,
        to: Some(Phase::Aftercare { until: None, reason: String::new() }),
        visits: visits.to_vec(),
    })));
    let met = [before.persons[0].id];
    let first = server::entry(VisitKind::First, &met, "");
    let visit = anna.save(server::record(case, first.clone()));
    let sheet = anna.sheet(case);
    assert_eq!(sheet.case.phase_on(today()), &Phase::Active);
    assert!(matches!(sheet.case.phase_on(from), Phase::Aftercare { .. }), "as it was decided");
    assert_eq!(sheet.follow_ups.len(), 3, "too early for any of them");
    anna.save(Request::Undo(office::Undo { change: visit.change }));
    assert_eq!(anna.sheet(case).case.phase_on(today()), &Phase::New);
    anna.save(server::record(case, first));
    drop(anna);
    let server = TestServer::timed(server.stop(), in_december);
    let mut anna = server.connect("anna");
    let entry = server::entry(VisitKind::Aftercare, &met, "");
    let entry = aid::domain::visit::Entry { at: in_december(), ..entry };
    anna.save(server::record(case, entry));
    let sheet = anna.sheet(case);
    assert!(matches!(sheet.case.phase_on(day("2026-12-16")), Phase::Aftercare { .. }));
    let (done, by) = (&sheet.done[0].follow_up, &sheet.done[0].by);
    assert_eq!((done.what.as_str(), by.as_str()), ("Besuch 2", "Anna Beispiel"));
    assert_eq!((sheet.done.len(), sheet.follow_ups.len()), (1, 2), "the others are still to come");
}

/// Amal goes with Chadi.
fn parting(family: &Family, sheet: &Sheet) -> Part {
    let &Family { case, amal, bashir, chadi, dunya, .. } = family;
    Part {
        case,
        seen: u16::try_from(sheet.case.steps()).unwrap(),
        from: today(),
        go: kin(amal, &[(chadi, Relation::Child)]),
        stay: Some(kin(bashir, &[(dunya, Relation::Child)])),
        home: None,
        worker: None,
        area: None,
        follow_ups: vec![family.follow_ups[0]],
        protects: false,
    }
}

#[test]
fn a_household_parts_in_one_change_and_what_was_stays_where_it_was() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = family(&mut anna);
    let before = anna.sheet(them.case);
    let part = parting(&them, &before);
    let everybody = kin(
        them.amal,
        &[
            (them.bashir, Relation::Partner),
            (them.chadi, Relation::Child),
            (them.dunya, Relation::Child),
        ],
    );
    let all = Part { go: everybody, stay: None, ..part.clone() };
    assert_eq!(anna.ask(Request::Part(Box::new(all))), Err(Refusal::LastMember));
    let leaderless = Part { stay: None, ..part.clone() };
    let refused = anna.ask(Request::Part(Box::new(leaderless)));
    assert!(matches!(refused, Err(Refusal::Field(_))), "{refused:?}");
    let saved = anna.save(Request::Part(Box::new(part)));
    let (old, new) = (anna.sheet(them.case), anna.sheet(CaseId(saved.id)));
    assert_eq!(
        relations(&old),
        [(them.bashir, Relation::Reference), (them.dunya, Relation::Child)]
    );
    assert_eq!(relations(&new), [(them.amal, Relation::Reference), (them.chadi, Relation::Child)]);
    assert_eq!((old.visits.len(), new.visits.len()), (1, 0));
    let follow_ups =
        |sheet: &Sheet| sheet.follow_ups.iter().map(|row| row.follow_up.id).collect::<Vec<_>>();
    assert_eq!(follow_ups(&old), [them.follow_ups[1]]);
    assert_eq!(follow_ups(&new), [them.follow_ups[0]]);
    assert_eq!(new.steps[0].no, Some(old.case.no), "it came out of that one");
    assert_eq!((new.home.as_str(), new.room.as_str()), ("Kölner Landstr. 4", "12"));
    assert_eq!(new.worker, "Anna Beispiel");
    assert_eq!(old.case.turns.last().unwrap().what, Turned::Smaller(2));
    assert_eq!(old.case.phase_on(today()), new.case.phase_on(today()));
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(anna.sheet(them.case), before);
    let show = Request::ShowCase(cases::ShowCase { case: CaseId(saved.id), visits: 1 });
    assert_eq!(anna.ask(show), Err(Refusal::NotFound));
}

/// A need about somebody, with a measure; which it is.
fn need(client: &mut Client, case: CaseId, about: PersonId, field: &str, what: &str) -> NeedId {
    let fields = vec![
        (NeedField::Field, field.to_owned()),
        (NeedField::What, what.to_owned()),
        (NeedField::Person, about.0.to_string()),
    ];
    let add = AddNeed { case, origin: None, fields };
    let need = NeedId(client.save(Request::AddNeed(Box::new(add))).id);
    let window = Window::on(day("2026-12-02"));
    let agree = Agree { case, need, what: format!("für: {what}"), window, to: None };
    client.save(Request::AgreeMeasure(Box::new(agree)));
    need
}

/// Gives a need up, which ends it.
fn drop_need(client: &mut Client, case: CaseId, need: NeedId) {
    let (was, now) = ("open".to_owned(), "dropped".to_owned());
    let edits = vec![Edit { field: NeedField::Status, was, now }];
    let change = ChangeNeed { case, need, edits, word: "erledigt sich".into() };
    client.save(Request::ChangeNeed(Box::new(change)));
}

/// The needs of a case with their measures.
fn needs_of(client: &mut Client, case: CaseId) -> Vec<(String, Vec<String>)> {
    let Ok(Reply::Needs(sheet)) = client.ask(Request::ShowNeeds(ShowNeeds { case, skip: 0 }))
    else {
        panic!("no needs")
    };
    let measures = |shown: &aid::api::needs::Shown| {
        shown.measures.iter().map(|measure| measure.follow_up.what.clone()).collect()
    };
    let mut all: Vec<_> =
        sheet.needs.iter().map(|n| (n.need.content().unwrap().what.clone(), measures(n))).collect();
    all.sort();
    all
}

fn stands(needs: &[&str]) -> Vec<(String, Vec<String>)> {
    needs.iter().map(|what| ((*what).to_owned(), vec![format!("für: {what}")])).collect()
}

#[test]
fn needs_go_with_whom_they_are_about_and_so_does_what_was_agreed_on() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = family(&mut anna);
    let Family { case, amal, bashir, chadi, .. } = them;
    need(&mut anna, case, amal, "language", "Kurs");
    need(&mut anna, case, bashir, "education", "Arbeit");
    need(&mut anna, case, chadi, "psychosocial", "Angst");
    let ended = need(&mut anna, case, amal, "housing", "Bett");
    drop_need(&mut anna, case, ended);
    let before = (needs_of(&mut anna, case), anna.sheet(case));
    let part = parting(&them, &before.1);
    let saved = anna.save(Request::Part(Box::new(part)));
    assert_eq!(needs_of(&mut anna, case), stands(&["Arbeit", "Bett"]), "what was, stays");
    assert_eq!(needs_of(&mut anna, CaseId(saved.id)), stands(&["Angst", "Kurs"]));
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!((needs_of(&mut anna, case), anna.sheet(case)), before);
}

#[test]
fn of_who_fled_no_need_stays_behind_not_even_one_that_has_ended() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let them = family(&mut anna);
    let Family { case, amal, bashir, chadi, .. } = them;
    let hers = need(&mut anna, case, amal, "language", "Kurs");
    need(&mut anna, case, chadi, "psychosocial", "Angst");
    need(&mut anna, case, bashir, "education", "Arbeit");
    let ended = need(&mut anna, case, amal, "housing", "Bett");
    drop_need(&mut anna, case, ended);
    let (new, change) = flee(&mut anna, berta.staff(), &them);
    let told = all_that_is_told(&mut anna, case);
    for word in ["Kurs", "Angst", "Bett"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
    assert_eq!(needs_of(&mut anna, case), stands(&["Arbeit"]));
    for case in [case, new] {
        let word = "noch da?".to_owned();
        let step = ChangeNeed { case, need: hers, edits: vec![], word };
        let asked = anna.ask(Request::ChangeNeed(Box::new(step)));
        assert_eq!(asked, Err(Refusal::NotFound));
    }
    let undo = Request::Undo(office::Undo { change });
    assert_eq!(anna.ask(undo), Err(Refusal::NotFound));
    assert_eq!(needs_of(&mut berta, new), stands(&["Angst", "Bett", "Kurs"]));
    let owners = berta.sheet(new).follow_ups;
    assert!(owners.iter().all(|row| row.follow_up.owner == berta.staff()));
    // the restart reads the same out of the records
    drop((anna, berta));
    let server = TestServer::over(server.stop());
    assert_eq!(needs_of(&mut server.connect("anna"), case), stands(&["Arbeit"]));
    assert_eq!(needs_of(&mut server.connect("berta"), new), stands(&["Angst", "Bett", "Kurs"]));
}

/// Everything that a worker is told of all cases, and of one in particular.
fn all_that_is_told(client: &mut Client, case: CaseId) -> String {
    let query = |filter| cases::Query {
        scope: cases::Scope::All,
        filter,
        text: String::new(),
        sort: cases::Sort::Name,
        offset: 0,
        limit: 100,
        around: None,
    };
    let export = exchange::ExportPage {
        after: None,
        sent: exchange::Sent::default(),
        limit: 50,
        visits: true,
    };
    [
        Request::Caseload(query(cases::Filter::Open)),
        Request::Caseload(query(cases::Filter::Ended)),
        Request::ShowCase(cases::ShowCase { case, visits: 50 }),
        Request::CaseVisits(cases::VisitsBefore { case, skip: 0, limit: 50 }),
        Request::PrepareVisit(visits::Prepare { case }),
        Request::CaseLetters(letters::Before { case, skip: 0 }),
        Request::Assessments(aid::api::assessments::Ask { case, skip: 0 }),
        Request::CaseTopics(topics::Before { case, skip: 0 }),
        Request::ShowFacts(aid::api::facts::ShowFacts { case }),
        Request::ShowNeeds(ShowNeeds { case, skip: 0 }),
        Request::RecentVisits(visits::Recent { mine: false, skip: 0, limit: 50 }),
        Request::FollowUps(followups::List { skip: 0, limit: 50 }),
        Request::Export(export),
        Request::Find(cases::Find { text: "Amal".into(), limit: 9 }),
        Request::Find(cases::Find { text: "0151 777".into(), limit: 9 }),
        Request::Drafts,
        Request::Protocols(protocols::Ask { skip: 0 }),
        Request::Today(board::Ask { by_home: false, limit: 500 }),
        Request::Lists,
        Request::Similar(Box::new(similar::Ask {
            case: None,
            person: None,
            fields: vec![
                (PersonField::Surname, "Alavi".into()),
                (PersonField::Given, "Amal".into()),
                (PersonField::Phone, "0151 777".into()),
            ],
            home_phone: String::new(),
            home: None,
            limit: 9,
        })),
    ]
    .map(|request| format!("{:?}\n", client.ask(request).unwrap()))
    .concat()
}

/// Berta takes Amal and Chadi, who flee from Bashir; Anna keeps the old case.
fn flee(anna: &mut Client, berta: StaffId, them: &Family) -> (CaseId, u64) {
    let sheet = anna.sheet(them.case);
    let home = Some(Home::OwnFlat { address: "Frauenhaus".into() });
    let worker = Some(berta);
    let part = Part { home, worker, protects: true, ..parting(them, &sheet) };
    let saved = anna.save(Request::Part(Box::new(part)));
    (CaseId(saved.id), saved.change)
}

/// Tells these something.
fn tell(client: &mut Client, case: CaseId, persons: &[PersonId], topic: &str) -> u64 {
    let (language, way, who) = (String::new(), "talk".into(), String::new());
    let how = How { day: today(), language, way, who };
    let entry = Informed { persons: persons.to_vec(), topics: vec![topic.into()], how };
    client.save(Request::TellTopics(Box::new(topics::Tell { case, entry }))).change
}

/// Who was told what in a case.
fn told_in(client: &mut Client, case: CaseId) -> Vec<(PersonId, String)> {
    match client.ask(Request::CaseTopics(topics::Before { case, skip: 0 })) {
        Ok(Reply::CaseTopics(page)) => {
            page.rows.into_iter().map(|row| (row.told.person, row.told.topic)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_somebody_was_told_goes_with_her_and_comes_back_with_her() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let them = family(&mut anna);
    let Family { case, amal, bashir, .. } = them;
    tell(&mut anna, case, &[amal, bashir], "work");
    let before = told_in(&mut anna, case);
    let both = [(bashir, "work".to_owned()), (amal, "work".to_owned())];
    assert_eq!(before, both);
    let part = parting(&them, &anna.sheet(case));
    let parted = anna.save(Request::Part(Box::new(part)));
    assert_eq!(told_in(&mut anna, case), both[..1]);
    assert_eq!(told_in(&mut anna, CaseId(parted.id)), both[1..]);
    anna.save(Request::Undo(office::Undo { change: parted.change }));
    assert_eq!(told_in(&mut anna, case), both);
    // the same where somebody moves to another household
    let other = anna.household("Omar");
    let (to, relation, from) = (other, Relation::Unrelated, today());
    let going = Members::Moves { person: bashir, to, relation, from };
    let moved = anna.save(change(case, going, None));
    let heard = |client: &mut Client, case| client.sheet(case).topics.heard;
    assert_eq!((heard(&mut anna, case), heard(&mut anna, other)), (1, 1));
    assert_eq!(told_in(&mut anna, other), both[..1]);
    // what was entered there since is still to be read when she is back
    tell(&mut anna, other, &[bashir], "health");
    anna.save(Request::Undo(office::Undo { change: moved.change }));
    assert_eq!(told_in(&mut anna, case), both);
    assert_eq!(told_in(&mut anna, other), [(bashir, "health".to_owned())]);
}

/// A letter to somebody of the household, with a deadline that was confirmed.
fn came(client: &mut Client, case: CaseId, person: Option<PersonId>) -> LetterId {
    let today = today().to_string();
    let mut fields = vec![
        (LetterField::Kind, "notice".to_owned()),
        (LetterField::Received, today.clone()),
        (LetterField::Deadline, today),
        (LetterField::What, if person.is_some() { "Amal geladen" } else { "Strom" }.to_owned()),
    ];
    fields.extend(person.map(|person| (LetterField::Person, person.0.to_string())));
    LetterId(client.save(Request::WriteLetter(Box::new(letters::Write { case, fields }))).id)
}

fn letters_of(client: &mut Client, case: CaseId) -> Vec<LetterId> {
    match client.ask(Request::CaseLetters(letters::Before { case, skip: 0 })) {
        Ok(Reply::CaseLetters(page)) => page.rows.into_iter().map(|row| row.letter.id).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn after_a_parting_for_protection_nothing_of_the_old_case_leads_to_who_fled() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let (mut clara, mut frida) = (server.connect("clara"), server.connect("frida"));
    let them = family(&mut anna);
    let Family { case, amal, .. } = them;
    let phone = |was: &str, now: &str| {
        let edits = vec![Edit { field: PersonField::Phone, was: was.into(), now: now.into() }];
        EditPerson { case, person: amal, edits }
    };
    let before = anna.save(Request::EditPerson(phone("", "0151 778")));
    for (person, text) in [(Some(amal), "Amal hat Angst"), (None, "Heizung")] {
        let entry = note::Entry { day: today(), person, text: text.into() };
        let write = notes::Write { case, restricted: person.is_some(), entry };
        anna.save(Request::WriteNote(Box::new(write)));
    }
    let (hers, _) = (came(&mut anna, case, Some(amal)), came(&mut anna, case, None));
    tell(&mut anna, case, &[amal, them.bashir], "work");
    let draft = |n: u128, form, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        drafts::Draft {
            id: RequestId(n << 64),
            form,
            case: Some(case),
            name: String::new(),
            kept: server::clock(),
            no: 1,
            from: None,
            body: drafts::Body::Fields { fields, at: String::new(), cursor: 0 },
        }
    };
    let (named, ticked) = (format!("name:{}", amal.0), format!("for:{}", amal.0));
    let begun = [
        draft(7, drafts::Form::EditPerson(amal), &[("given", "Amal Samira")]),
        draft(8, drafts::Form::Paper, &[("ref", "AB 1"), (&named, "Amal")]),
        draft(10, drafts::Form::Letter, &[("what", "x"), (&named, "Amal"), ("was:kind", "bill")]),
        draft(11, drafts::Form::Letter, &[("what", "x"), ("person", &amal.0.to_string())]),
        draft(9, drafts::Form::Facts, &[("household", "q1=x"), (&ticked, "x")]),
    ];
    for draft in &begun {
        anna.ask(Request::SaveDraft(Box::new(draft.clone()))).unwrap();
    }
    let (new, change) = flee(&mut anna, berta.staff(), &them);
    for other in [&mut anna, &mut clara, &mut frida] {
        let told = all_that_is_told(other, case);
        let ids = [amal, them.chadi].map(|person| format!("{person:?}"));
        for word in ["Amal", "Chadi", "Frauenhaus", "CameFrom", &ids[0], &ids[1]] {
            assert!(!told.contains(word), "{word}: {told}");
        }
        assert!(told.contains("Bashir"));
        let edit = Request::EditPerson(phone("0151 778", "1"));
        assert_eq!(other.ask(edit), Err(Refusal::NotFound));
        let papers = Request::FactHistory(aid::api::facts::FactHistory {
            case: them.case,
            subject: aid::domain::facts::Subject::Person(them.amal),
            key: aid::domain::facts::FactKey(1),
        });
        assert_eq!(other.ask(papers), Err(Refusal::NotFound));
    }
    let old = anna.sheet(them.case);
    assert_eq!(old.case.turns.last().unwrap().what, Turned::Smaller(2), "smaller, and no more");
    assert_eq!(old.household.members.len(), 2);
    // who takes those who fled finds them on her board
    let board = Request::Today(board::Ask { by_home: false, limit: 9 });
    let handed = format!("{:?}", berta.ask(board));
    assert!(handed.contains("HandOver"), "{handed}");
    // she who parted them sees one of them no more, and so cannot take it back
    berta.save(Request::EditPerson(EditPerson { case: new, ..phone("0151 778", "0151 779") }));
    for change in [change, before.change] {
        let undo = Request::Undo(office::Undo { change });
        assert_eq!(anna.ask(undo), Err(Refusal::NotFound), "nor hear whose change came between");
    }
    // nor open it with a reason; that there is such a case she is not told at all
    let told = all_that_is_told(&mut anna, case);
    assert!(!told.contains(&format!("{new:?}")), "{told}");
    let edits = cases::EditCase { case: new, worker: Some(anna.staff()), area: None };
    let open = OpenProtected { case: new, reason: "Anruf".into() };
    for asked in [Request::OpenProtected(open), Request::EditCase(edits)] {
        assert_eq!(anna.ask(asked), Err(Refusal::NotFound));
    }
    // what she was typing about her stays on the disk, and out of sight
    let sees = begun.map(|draft| anna.ask(Request::Draft(drafts::Open { id: draft.id })).is_ok());
    assert_eq!(sees, [false, false, false, false, true]);
    let fled = berta.sheet(new);
    assert_eq!(fled.notes[0].note.now().unwrap().entry.text, "Amal hat Angst");
    assert!(fled.notes[0].note.restricted && fled.notes.len() == 1 && old.notes.len() == 1);
    let (went, stayed) = (letters_of(&mut berta, new), letters_of(&mut anna, case));
    assert_eq!((went, stayed.len()), (vec![hers], 1));
    let went = told_in(&mut berta, new);
    assert_eq!(went, [(amal, "work".to_owned())]);
    assert_eq!(told_in(&mut anna, case), [(them.bashir, "work".to_owned())]);
    assert_eq!(fled.persons[0].listed(), "Alavi, Amal");
    assert!(fled.persons.iter().all(|person| person.protected));
    assert_eq!(fled.steps[0].no, Some(old.case.no));
    assert_eq!(fled.follow_ups[0].follow_up.owner, berta.staff());
    // the restart reads the same out of the records
    drop((anna, berta, clara, frida));
    let server = TestServer::over(server.stop());
    let mut anna = server.connect("anna");
    let told = all_that_is_told(&mut anna, case);
    assert!(!told.contains("Amal") && !told.contains(&format!("{new:?}")), "{told}");
    // who is not responsible for the old case any more is a colleague like others
    let edits = cases::EditCase { case, worker: Some(server.connect("frida").staff()), area: None };
    anna.save(Request::EditCase(edits));
    assert!(all_that_is_told(&mut anna, case).contains(&format!("{new:?}")));
    assert!(!all_that_is_told(&mut server.connect("frida"), case).contains(&format!("{new:?}")));
}

fn protocol(persons: Vec<PersonId>, second: Option<StaffId>) -> Content {
    Content {
        sign: "child".into(),
        day: today(),
        time: None,
        persons,
        facts: "blaue Flecken".into(),
        assessment: "nicht erklärt".into(),
        second,
        expert: None,
        parents: None,
        parents_why: String::new(),
        result: Some(Finding::Latent),
        action: String::new(),
        informed: None,
        informed_how: String::new(),
        feedback: None,
    }
}

fn read_protocols(client: &mut Client) -> Vec<protocols::Shown> {
    match client.ask(Request::Protocols(protocols::Ask { skip: 0 })) {
        Ok(Reply::Protocols(page)) => page.rows,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_protocol_about_who_fled_stays_where_it_was_written_and_leads_nobody_to_them() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let (mut clara, mut frida) = (server.connect("clara"), server.connect("frida"));
    let them = family(&mut anna);
    let case = them.case;
    let content = protocol(vec![them.amal, them.chadi], Some(clara.staff()));
    let write = protocols::Write { case, of: None, content };
    let written = anna.save(Request::WriteProtocol(Box::new(write)));
    let (new, _) = flee(&mut anna, berta.staff(), &them);
    // its author and the second professional read on, and are led to nobody
    for reader in [&mut anna, &mut clara] {
        let told = read_protocols(reader).remove(0);
        assert_eq!((told.household.as_str(), told.protocol.case), ("Alavi, Bashir", case));
        assert_eq!(
            (told.protocol.content.facts.as_str(), told.persons.len()),
            ("blaue Flecken", 0)
        );
        assert!(!format!("{told:?}").contains(&format!("{new:?}")));
    }
    // neither who takes those who fled nor who takes the old case over
    anna.save(Request::EditCase(cases::EditCase { case, worker: Some(frida.staff()), area: None }));
    for other in [&mut berta, &mut frida] {
        assert_eq!(read_protocols(other), []);
    }
    assert_eq!((berta.sheet(new).protocols, frida.sheet(case).protocols), (0, 0));
    // what it is about stays in it though the author does not see them any more
    let write = protocols::Write {
        case,
        of: Some((ProtocolId(written.id), 1)),
        content: Content { facts: "blaue Flecken am Arm".into(), ..protocol(vec![], None) },
    };
    assert!(read_protocols(&mut anna)[0].protocol.content.persons.is_empty());
    anna.save(Request::WriteProtocol(Box::new(write)));
    anna.save(Request::SignProtocol(protocols::Sign {
        case,
        protocol: ProtocolId(written.id),
        seen: 2,
    }));
    let dir = server.stop();
    server::change(dir.path(), move |change| {
        let kept = aid::store::protocols::get(change, case, ProtocolId(written.id))?;
        assert_eq!(kept.content.persons, [them.amal, them.chadi]);
        Ok(aid::store::Outcome::default())
    });
}

#[test]
fn what_was_entered_since_in_a_new_case_is_never_taken_back_along_with_it() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let undo = |change| Request::Undo(office::Undo { change });
    let them = family(&mut anna);
    let sheet = anna.sheet(them.case);
    let parted = anna.save(Request::Part(Box::new(parting(&them, &sheet))));
    let new = CaseId(parted.id);
    // a colleague's words
    let told = frida.talk(new, "Brief vom Amt");
    assert_eq!(anna.ask(undo(parted.change)), Err(Refusal::HoldsMore));
    assert_eq!(anna.sheet(new).visits[0].visit.entry.note, "Brief vom Amt");
    frida.save(undo(told.change));
    // and what only three people know of
    let write = protocols::Write { case: new, of: None, content: protocol(vec![], None) };
    let written = frida.save(Request::WriteProtocol(Box::new(write)));
    assert_eq!(anna.ask(undo(parted.change)), Err(Refusal::HoldsMore));
    assert_eq!(read_protocols(&mut frida)[0].household, "Alavi, Amal");
    frida.save(undo(written.change));
    anna.save(undo(parted.change));
    assert_eq!(anna.sheet(them.case), sheet);
    // a household and a person are made, and more is known of them since
    let new = New {
        person: vec![(PersonField::Surname, "Omar".into())],
        household: vec![],
        home: None,
        from: today(),
        worker: None,
        area: None,
        distinct: vec![],
    };
    let made = anna.save(Request::NewHousehold(Box::new(new)));
    let case = made.case.unwrap();
    let told = frida.talk(case, "Brief vom Amt");
    assert_eq!(anna.ask(undo(made.change)), Err(Refusal::HoldsMore));
    frida.save(undo(told.change));
    anna.save(undo(made.change));
}

#[test]
fn who_is_written_about_and_where_somebody_lives_is_never_taken_back() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let undo = |change| Request::Undo(office::Undo { change });
    let case = anna.household("Alavi");
    let person = vec![(PersonField::Given, "Chadi".to_owned())];
    let (relation, from) = (Relation::Child, today());
    let added = AddPerson { case, person, relation, from, distinct: vec![] };
    let added = anna.save(Request::AddPerson(Box::new(added)));
    let child = PersonId(added.id);
    let entry = note::Entry { day: today(), person: Some(child), text: "Kita".into() };
    let write = notes::Write { case, restricted: true, entry };
    let fields = vec![
        (NeedField::Field, "education".to_owned()),
        (NeedField::What, "Kita".to_owned()),
        (NeedField::Person, child.0.to_string()),
    ];
    let fields = fields.into_iter().collect();
    let written = [
        anna.save(Request::WriteNote(Box::new(write))),
        frida.save(server::record(case, server::entry(VisitKind::Regular, &[child], "Kita"))),
        frida.save(Request::AddNeed(Box::new(AddNeed { case, origin: None, fields }))),
    ];
    came(&mut frida, case, Some(child));
    assert_eq!(anna.ask(undo(added.change)), Err(Refusal::HoldsMore));
    anna.save(undo(written[0].change));
    frida.save(undo(written[1].change));
    frida.save(undo(written[2].change));
    assert_eq!(anna.ask(undo(added.change)), Err(Refusal::HoldsMore), "of the letter");
    assert_eq!(letters_of(&mut anna, case).len(), 1);

    let (name, kind) = ("Kölner Landstr. 4".to_owned(), SiteKind::Shelter);
    let home = Home::NewSite { name, kind, room: "12".into() };
    let moved = anna.save(Request::Rehouse(Rehouse { case, home, from: today() }));
    let here = anna.sheet(case).household.lodgings[0].place.clone();
    let Place::Room { site, .. } = here else { panic!("no room: {here:?}") };
    let other = frida.household("Baran");
    let home = Home::Site { site, room: "12".into() };
    let beside = frida.save(Request::Rehouse(Rehouse { case: other, home, from: today() }));
    assert_eq!(anna.ask(undo(moved.change)), Err(Refusal::HoldsMore));
    frida.save(undo(beside.change));
    anna.save(undo(moved.change));
}

#[test]
fn a_draft_goes_on_in_a_protected_case_that_was_opened_with_its_reason() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let them = family(&mut anna);
    let anna_id = anna.staff();
    let (case, _) = flee(&mut anna, anna_id, &them);
    let open = OpenProtected { case, reason: "Anruf".into() };
    frida.save(Request::OpenProtected(open));
    let draft = drafts::Draft {
        id: RequestId(7),
        form: drafts::Form::Letter,
        case: Some(case),
        name: String::new(),
        kept: server::clock(),
        no: 1,
        from: None,
        body: drafts::Body::Fields {
            fields: vec![("what".into(), "Bescheid".into())],
            at: String::new(),
            cursor: 0,
        },
    };
    frida.ask(Request::SaveDraft(Box::new(draft))).unwrap();
    let Ok(Reply::Draft(found)) = frida.ask(Request::Draft(drafts::Open { id: RequestId(7) }))
    else {
        panic!("no draft")
    };
    assert_eq!(found.name, "Alavi, Amal");
    drop((anna, frida));
    let server = TestServer::timed(server.stop(), || "2026-11-21T08:00:00Z".parse().unwrap());
    let later = server.connect("frida").ask(Request::Draft(drafts::Open { id: RequestId(7) }));
    assert_eq!(later, Err(Refusal::NotFound), "for that day only");
}

#[test]
fn who_left_and_is_protected_is_named_in_no_letter_or_protocol_to_colleagues() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let them = family(&mut anna);
    let anna_id = anna.staff();
    let (case, _) = flee(&mut anna, anna_id, &them);
    let Family { amal, chadi, .. } = them;
    let yara = add(&mut anna, case, "Yara", Relation::Unknown);
    came(&mut anna, case, Some(chadi));
    let content = protocol(vec![chadi], Some(frida.staff()));
    let write = protocols::Write { case, of: None, content };
    anna.save(Request::WriteProtocol(Box::new(write)));
    let leaves = |person| Members::Leaves { person, until: today(), why: Left::MovedOut };
    anna.save(change(case, leaves(chadi), None));
    anna.save(change(case, leaves(amal), Some(kin(yara, &[]))));
    assert_eq!(letters_of(&mut frida, case).len(), 1, "who stays is nobody's secret");
    let letters = Request::CaseLetters(letters::Before { case, skip: 0 });
    let told = format!("{:?} {:?}", frida.ask(letters), read_protocols(&mut frida));
    let id = format!("{chadi:?}");
    assert!(!told.contains("Chadi") && !told.contains(&id), "{told}");
}

#[test]
fn who_may_not_know_of_those_who_fled_knows_of_none_who_part_from_them_later() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let mut frida = server.connect("frida");
    let them = family(&mut anna);
    let (fled, _) = flee(&mut anna, berta.staff(), &them);
    let sheet = berta.sheet(fled);
    let part = Part {
        case: fled,
        seen: u16::try_from(sheet.case.steps()).unwrap(),
        go: kin(them.chadi, &[]),
        stay: None,
        follow_ups: vec![],
        worker: Some(frida.staff()),
        protects: true,
        ..parting(&them, &sheet)
    };
    let later = CaseId(berta.save(Request::Part(Box::new(part))).id);
    assert_eq!(frida.sheet(later).persons[0].listed(), "Alavi, Chadi");
    let told = all_that_is_told(&mut anna, them.case);
    assert!(!told.contains("Chadi") && !told.contains(&format!("{later:?}")), "{told}");
    let open = OpenProtected { case: later, reason: "Anruf".into() };
    assert_eq!(anna.ask(Request::OpenProtected(open)), Err(Refusal::NotFound));
    drop((anna, berta, frida));
    let server = TestServer::over(server.stop());
    let told = all_that_is_told(&mut server.connect("anna"), them.case);
    assert!(!told.contains(&format!("{later:?}")), "{told}");
}

#[test]
fn nobody_is_told_of_both_cases_in_one_word() {
    let server = TestServer::shared();
    let (mut anna, berta) = (server.connect("anna"), server.connect("berta"));
    let them = family(&mut anna);
    let mut frida = server.connect("frida");
    let (new, _) = flee(&mut anna, berta.staff(), &them);
    anna.talk(them.case, "Anruf");
    // another case of hers: what she is told of it comes behind what she is told of the two
    let last = anna.household("Bahari");
    let mut told = Vec::new();
    while !told.contains(&last) {
        match frida.push() {
            Push::Changed { cases, .. } => told.extend(cases),
            other => panic!("{other:?}"),
        }
    }
    assert!(told.contains(&them.case) && !told.contains(&new), "{told:?}");
}

#[test]
fn a_protected_case_opens_for_a_reason_that_its_worker_reads_and_for_a_day() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (mut berta, mut dora) = (server.connect("berta"), server.connect("dora"));
    let them = family(&mut anna);
    let anna_id = anna.staff();
    let (case, _) = flee(&mut anna, anna_id, &them);
    let show = || Request::ShowCase(cases::ShowCase { case, visits: 9 });
    assert_eq!(frida.ask(show()), Err(Refusal::Protected));
    let open = |reason: &str| Request::OpenProtected(OpenProtected { case, reason: reason.into() });
    assert!(matches!(frida.ask(open("  ")), Err(Refusal::Field(_))), "not without");
    assert_eq!(berta.ask(open("Anruf")), Err(Refusal::NotFound), "none of her areas");
    let saved = frida.save(open("Anruf der Polizei"));
    let sheet = frida.sheet(case);
    assert_eq!(sheet.persons[0].listed(), "Alavi, Amal");
    assert!(!format!("{sheet:?}").contains("Polizei"), "for the responsible worker");
    let undo = frida.ask(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(undo, Err(Refusal::TooOld), "it stays");
    // still in no list of hers
    assert!(
        !format!("{:?}", frida.ask(Request::Find(cases::Find { text: "Amal".into(), limit: 9 })))
            .contains("Amal")
    );
    let steps = anna.sheet(case);
    let (turn, step) = (steps.case.turns.last().unwrap(), steps.steps.last().unwrap());
    assert_eq!(turn.what, Turned::Opened("Anruf der Polizei".into()));
    assert_eq!(step.by, "Frida Beispiel");
    let Ok(Reply::Log(log)) = dora.ask(Request::Log(office::LogPage { before: None, limit: 50 }))
    else {
        panic!("no log")
    };
    let opened = log.iter().find(|row| row.action == "open-protected" && !row.refused).unwrap();
    assert_eq!((opened.name.as_str(), opened.case), ("Frida Beispiel", Some(case)));
    assert!(!format!("{log:?}").contains("Polizei"), "never a value");
    drop((anna, frida, berta, dora));
    let server = TestServer::timed(server.stop(), || "2026-11-21T08:00:00Z".parse().unwrap());
    assert_eq!(server.connect("frida").ask(show()), Err(Refusal::Protected), "for that day only");
}

fn office_of_one() -> (TestServer, Client, Family) {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let them = family(&mut me);
    (server, me, them)
}

#[test]
fn a_household_is_parted_by_keyboard_and_the_draft_outlives_a_restart() {
    let (server, me, them) = office_of_one();
    drop(me);
    let mut desk = Desk::at(&server);
    desk.wait_for("Alavi");
    desk.press("c");
    desk.wait_for("ruhen lassen");
    desk.text("teil");
    desk.press("tab");
    let screen = desk.wait_for("▸ Wer geht");
    assert!(!screen.contains("letzte Feld"), "there is more below: {screen}");
    desk.press("space tab tab space");
    let screen = desk.wait_for("Bezugsperson neu");
    assert!(screen.contains("[x] Alavi, Amal") && screen.contains("[x] Alavi, Chadi"), "{screen}");
    desk.wait(2);
    desk.wait_for("Entwurf");
    drop(desk);
    let server = TestServer::over(server.stop());
    let mut me = server.connect_own();
    let mut desk = Desk::at(&server);
    desk.wait_for("Fallstatus");
    desk.press("home enter");
    desk.wait_for("[x] Alavi, Chadi");
    // a key each for what is open: one goes, one stays
    for _ in 0..12 {
        if desk.screen().contains("▸ Offen") {
            break;
        }
        desk.press("tab");
    }
    desk.text("gb");
    desk.text("amal");
    desk.press("enter");
    desk.wait_for("Chadi            Kind");
    desk.press("tab");
    desk.text("bashir");
    desk.press("enter");
    let will = desk.wait_for("ist dann Bashir");
    assert!(will.contains("haben ab 20.11.2026 einen eigenen Fall"), "{will}");
    desk.press("tab");
    desk.text("kind");
    desk.press("enter f2");
    desk.wait_for("Haushalt Alavi geteilt");
    let old = me.sheet(them.case);
    assert_eq!(old.household.reference, them.bashir);
    desk.press("u");
    desk.wait_for("zurückgenommen");
    assert_eq!(me.sheet(them.case).household.reference, them.amal);
}

#[test]
fn a_move_out_is_entered_by_keyboard_and_says_what_it_will_do() {
    let (server, mut me, them) = office_of_one();
    let mut desk = Desk::at(&server);
    desk.wait_for("Alavi");
    desk.press("c");
    desk.wait_for("ruhen lassen");
    desk.text("auszug");
    desk.press("enter");
    desk.wait_for("Leistungen sind nicht");
    desk.text("Am Markt 1");
    desk.press("tab");
    desk.text("1.12.");
    let will = desk.wait_for("Ab 01.12.2026 wohnt der Haushalt");
    assert!(will.contains("Nachbetreuung"), "{will}");
    desk.press("f2");
    desk.wait_for("Auszug Alavi eingetragen");
    let sheet = me.sheet(them.case);
    assert_eq!(sheet.follow_ups.len(), 5);
    assert!(matches!(sheet.case.phase_on(day("2026-12-01")), Phase::Aftercare { .. }));
    desk.press("h");
    desk.wait_for("Auszug in eine eigene Wohnung");
}

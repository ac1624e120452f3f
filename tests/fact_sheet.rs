//! The fact sheet and papers through a server: what is shown, to whom, and what is told of changes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use aid::api::exchange::{ExportPage, Sent, Whole};
use aid::api::facts::{Answer, EditFacts, FactEdit, FactHistory, Part, Sheet, ShowFacts};
use aid::api::papers::{AddPaper, EditPaper, EndPaper};
use aid::api::{
    AnyField, Ask, FieldRefusal, FromServer, Refusal, Reply, Request, Saved, cases, households,
    office,
};
use aid::domain::dates::{DateError, Window};
use aid::domain::facts::{self, Asked, FactKey, Facts, Source, Subject};
use aid::domain::field::{Edit, FieldError};
use aid::domain::household::Relation;
use aid::domain::ids::{CaseId, PaperId, PersonId};
use aid::domain::papers::{
    Advice, Filled, Paper, PaperField, PaperKind, PhaseAdvice, Stage, VERSIONS_MAX, Version,
};
use aid::domain::person::PersonField;
use aid::domain::site::SiteKind;
use aid::domain::visit::VisitKind;
use aid::store::households::of_case as households_of;
use aid::store::{Change, Outcome, StoreError, cases as stored, persons};
use server::{Client, TestServer, clock, today};

fn key(name: &str) -> FactKey {
    FactKey::named(name).unwrap()
}

fn sheet(client: &mut Client, case: CaseId) -> Sheet {
    match client.ask(Request::ShowFacts(ShowFacts { case })) {
        Ok(Reply::Facts(sheet)) => *sheet,
        other => panic!("{other:?}"),
    }
}

fn typed(case: CaseId, edits: &[(Subject, &str, &str, &str)]) -> Request {
    let edits = edits.iter().map(|(subject, name, was, now)| FactEdit {
        subject: *subject,
        edit: Edit { field: key(name), was: (*was).into(), now: (*now).into() },
    });
    let (as_of, source) = (today(), Source::Document);
    let (edits, papers) = (edits.collect(), vec![]);
    Request::EditFacts(Box::new(EditFacts { case, edits, papers, as_of, source }))
}

fn add(case: CaseId, persons: &[PersonId], kind: PaperKind, code: &str, from: &str) -> Request {
    let fields = vec![(PaperField::Code, code.into()), (PaperField::From, from.into())];
    Request::AddPaper(Box::new(AddPaper { case, persons: persons.to_vec(), kind, fields }))
}

fn answer<'a>(part: &'a Part, name: &str) -> Option<&'a Answer> {
    part.answers.iter().find(|answer| answer.key == key(name))
}

fn value(part: &Part, name: &str) -> String {
    answer(part, name).map(|answer| answer.value.clone()).unwrap_or_default()
}

fn names(missing: &[FactKey]) -> Vec<&'static str> {
    missing.iter().map(|key| key.question().unwrap().name).collect()
}

/// A household in a room with its reference person; both subjects.
fn household(client: &mut Client, surname: &str) -> (CaseId, Subject, PersonId) {
    let home = households::Home::NewSite {
        name: "Kölner Landstr. 4".into(),
        kind: SiteKind::Shelter,
        room: "12".into(),
    };
    let saved = client.save(Request::NewHousehold(Box::new(households::New {
        person: vec![(PersonField::Surname, surname.into())],
        household: vec![],
        home: Some(home),
        from: today(),
        worker: None,
        area: None,
        distinct: vec![],
    })));
    let case = saved.case.unwrap();
    let shown = client.sheet(case);
    (case, Subject::Household(shown.household.id), shown.household.reference)
}

fn child(client: &mut Client, case: CaseId, given: &str, birth: &str) -> PersonId {
    let person = vec![(PersonField::Given, given.into()), (PersonField::Birth, birth.into())];
    let (relation, from, distinct) = (Relation::Child, today(), vec![]);
    let add = households::AddPerson { case, person, relation, from, distinct };
    PersonId(client.save(Request::AddPerson(Box::new(add))).id)
}

#[test]
#[allow(clippy::too_many_lines, reason = "one family from the first word to the last")]
fn a_sheet_is_filled_half_and_then_completed_and_the_missing_list_is_right() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, house, mother) = household(&mut anna, "Alavi");
    let son = child(&mut anna, case, "Omid", "2019");
    let empty = sheet(&mut anna, case);
    assert_eq!(empty.parts.len(), 3);
    let subjects: Vec<_> =
        empty.parts.iter().map(|part| (part.subject, part.name.as_str())).collect();
    let (mother, son) = (Subject::Person(mother), Subject::Person(son));
    assert_eq!(subjects, [(house, "Alavi"), (mother, "Alavi"), (son, "Omid")]);
    let asked: Vec<_> = empty.parts.iter().map(|part| part.asked).collect();
    let small = Asked::Minor { small: true, pupil: true };
    assert_eq!(asked, [Asked::Household, Asked::Adult, small]);
    assert_eq!(
        names(&empty.parts[0].complete.missing),
        ["visit", "interpreter", "account", "emergency", "agreed"],
        "the home is known"
    );
    let of_son = [
        "sex",
        "nationality",
        "languages",
        "arrival",
        "allocation",
        "status",
        "regime",
        "health_cover",
        "doctor_needed",
        "medication",
        "doctor",
        "measles",
        "kita",
        "school",
    ];
    let missing = names(&empty.parts[2].complete.missing);
    assert_eq!(
        missing.iter().filter(|name| **name != "custody").copied().collect::<Vec<_>>(),
        of_son
    );

    // half of it, for both at once where it is the same
    let half = [
        (house, "account", "", "yes"),
        (house, "interpreter", "", "none"),
        (mother, "surname", "Alavi", "Alawi"),
        (mother, "birth", "", "?"),
        (mother, "arrival", "", "3.2025"),
        (son, "arrival", "", "3.2025"),
        (son, "nationality", "", "-"),
        (son, "languages", "", "fa"),
        (son, "allocation", "", "?"),
    ];
    let saved = anna.save(typed(case, &half));
    assert_eq!(saved.case, Some(case));
    let shown = sheet(&mut anna, case);
    assert_eq!(names(&shown.parts[0].complete.missing), ["visit", "emergency", "agreed"]);
    let missing = names(&shown.parts[2].complete.missing);
    assert!(!missing.contains(&"arrival") && !missing.contains(&"nationality"));
    assert!(missing.contains(&"allocation"), "it needs a value");
    assert_eq!(
        (value(&shown.parts[1], "birth"), value(&shown.parts[1], "surname")),
        ("?".into(), "Alawi".into())
    );
    assert_eq!(value(&shown.parts[2], "birth"), "2019", "no day was invented");
    let arrival = answer(&shown.parts[1], "arrival").unwrap();
    assert_eq!((arrival.value.as_str(), arrival.earlier), ("2025-03", 0));
    let entry = arrival.entry.as_ref().unwrap();
    assert_eq!((entry.source, entry.as_of, entry.by), (Source::Document, today(), anna.staff()));
    assert_eq!(shown.staff, [(anna.staff(), "Anna Beispiel".to_owned())]);
    assert!(shown.complete.percent() > empty.complete.percent());
    assert_eq!(
        shown.complete.missing.len(),
        shown.parts.iter().map(|part| part.complete.missing.len()).sum::<usize>()
    );

    // the rest, each where it belongs
    let met = [anna.sheet(case).household.reference];
    anna.save(server::record(case, server::entry(VisitKind::First, &met, "")));
    let (what, window) = ("Kurs suchen".into(), Window::on(today()));
    anna.save(Request::AddFollowUp(aid::api::followups::Add {
        case,
        what,
        window,
        purpose: None,
        to: None,
    }));
    let persons: Vec<PersonId> = anna.sheet(case).persons.iter().map(|p| p.id).collect();
    for (kind, code) in [
        (PaperKind::Residence, "GES"),
        (PaperKind::Benefit, "ALG3"),
        (PaperKind::HealthCover, "slip"),
    ] {
        anna.save(add(case, &persons, kind, code, "2025-03"));
    }
    let mut rest = vec![(house, "emergency", "", "no")];
    for subject in [mother, son] {
        rest.extend([
            (subject, "sex", "", "f"),
            (subject, "doctor_needed", "", "no"),
            (subject, "medication", "", "-"),
            (subject, "doctor", "", "yes"),
            (subject, "measles", "", "ok"),
        ]);
    }
    rest.extend([
        (mother, "privacy_info", "", "yes"),
        (mother, "privacy_language", "", "fa"),
        (mother, "nationality", "", "AF"),
        (mother, "languages", "", "fa"),
        (mother, "allocation", "", "2025"),
        (mother, "safety", "", "yes"),
        (mother, "literacy", "", "other-script"),
        (mother, "german", "", "A1:estimate"),
        (mother, "own_goal", "", "eine Wohnung"),
        (son, "custody", "", "mother"),
        (son, "allocation", "?", "2025"),
        (son, "kita", "", "waiting"),
        (son, "school", "", "too-young"),
    ]);
    anna.save(typed(case, &rest));
    let full = sheet(&mut anna, case);
    assert_eq!(names(&full.complete.missing), [""; 0]);
    assert_eq!(full.complete.percent(), 100);
    assert_eq!(value(&full.parts[0], "visit"), today().to_string());
    assert_eq!(value(&full.parts[2], "status"), "GES");
    let allocation = answer(&full.parts[2], "allocation").unwrap();
    assert_eq!((allocation.value.as_str(), allocation.earlier), ("2025", 1));
}

#[test]
fn the_history_of_an_answer_is_shown_newest_first() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (case, _, mother) = household(&mut anna, "Alavi");
    let subject = Subject::Person(mother);
    anna.save(typed(case, &[(subject, "german", "", "A1:estimate")]));
    frida.save(typed(case, &[(subject, "german", "A1:estimate", "A2:test")]));
    let ask = |key| Request::FactHistory(FactHistory { case, subject, key });
    let Ok(Reply::FactHistory(history)) = anna.ask(ask(key("german"))) else { panic!() };
    let said: Vec<_> = history.entries.iter().map(|e| (e.value.as_str(), e.by)).collect();
    assert_eq!(said, [("A2:test", frida.staff()), ("A1:estimate", anna.staff())]);
    assert_eq!(history.staff.len(), 2);
    assert_eq!(anna.ask(ask(FactKey(9999))), Err(Refusal::NotFound));
    // of somebody of another case nothing
    let (_, _, stranger) = household(&mut anna, "Omar");
    let subject = Subject::Person(stranger);
    let foreign = Request::FactHistory(FactHistory { case, subject, key: key("german") });
    assert_eq!(anna.ask(foreign), Err(Refusal::NotFound));
}

#[test]
fn a_colleague_who_was_quicker_is_told_and_nothing_is_written_over() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (case, _, mother) = household(&mut anna, "Alavi");
    let subject = Subject::Person(mother);
    frida.save(typed(case, &[(subject, "german", "", "A2:test")]));
    let late = typed(case, &[(subject, "trade", "", "Koch"), (subject, "german", "", "B1:test")]);
    let Err(Refusal::FactClash(clashes)) = anna.ask(late) else { panic!() };
    assert_eq!((clashes.len(), clashes[0].subject), (1, subject));
    let clash = &clashes[0].clash;
    assert_eq!((clash.field, clash.theirs.as_str()), (key("german"), "A2:test"));
    assert_eq!(value(&sheet(&mut anna, case).parts[1], "trade"), "");
}

/// Everything restricted that can be said about somebody.
fn delicate(case: CaseId, subject: Subject) -> Request {
    let secrets = [
        (subject, "safety", "", "unclear"),
        (subject, "safety_way", "", "secret way"),
        (subject, "vulnerability", "", "violence:suspected"),
    ];
    typed(case, &secrets)
}

fn export(client: &mut Client) -> Vec<Whole> {
    let (sent, limit, visits) = (Sent::default(), 100, true);
    match client.ask(Request::Export(ExportPage { after: None, sent, limit, visits })) {
        Ok(Reply::Export(page)) => page.cases,
        other => panic!("{other:?}"),
    }
}

#[test]
fn restricted_answers_are_for_the_responsible_worker_and_her_deputy_only() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let (case, _, mother) = household(&mut anna, "Alavi");
    let subject = Subject::Person(mother);
    anna.save(typed(case, &[(subject, "trade", "", "plain")]));
    let before = format!("{:?}", sheet(&mut clara, case));
    anna.save(delicate(case, subject));
    let mine = sheet(&mut anna, case);
    assert!(mine.restricted && format!("{mine:?}").contains("secret way"));
    assert_eq!(value(&mine.parts[1], "vulnerability"), "violence:suspected");

    for user in ["clara", "frida"] {
        let mut other = server.connect(user);
        let shown = sheet(&mut other, case);
        assert!(!shown.restricted && value(&shown.parts[1], "trade") == "plain");
        // nothing tells whether there is anything: not an answer, not a count
        assert_eq!(format!("{shown:?}"), before, "{user}");
        assert!(!names(&shown.complete.missing).contains(&"safety"));
        for name in ["safety", "safety_way", "vulnerability"] {
            let ask = Request::FactHistory(FactHistory { case, subject, key: key(name) });
            assert_eq!(other.ask(ask), Err(Refusal::NotFound), "{user} {name}");
            let write = typed(case, &[(subject, name, "", "?")]);
            assert_eq!(other.ask(write), Err(Refusal::NotPermitted), "{user} {name}");
        }
        let told = format!("{:?}{:?}", export(&mut other), other.sheet(case));
        assert!(!told.contains("secret") && !told.contains("violence"), "{user}");
        let find = Request::Find(cases::Find { text: "secret".into(), limit: 9 });
        assert_eq!(other.ask(find), Ok(Reply::Found(vec![])));
    }
    // it leaves the office with nobody, not even with her
    let mine = export(&mut anna);
    assert!(format!("{mine:?}").contains("plain"));
    assert!(!format!("{mine:?}").contains("secret") && !format!("{mine:?}").contains("violence"));
    // the log names questions and no answer, and of what says too much by its name only the section
    anna.save(typed(case, &[(subject, "due_day", "", "2027-03-01")]));
    let mut dora = server.connect("dora");
    let log = dora.ask(Request::Log(office::LogPage { before: None, limit: 50 }));
    let log = format!("{log:?}");
    assert!(log.contains("protection") && log.contains("trade") && log.contains("show-facts"));
    for name in ["vulnerability", "safety", "due_day"] {
        assert!(!log.contains(name), "{name}: {log}");
    }
    assert!(!log.contains("secret") && !log.contains("violence"));

    // the deputy of that day sees it, and writes it
    let frida = server.connect("frida").staff();
    let (owner, from, until) = (anna.staff(), today(), today());
    let grant = aid::api::staff::Grant { owner, deputy: frida, from, until };
    anna.ask(Request::GrantDeputy(grant)).unwrap();
    let mut frida = server.connect("frida");
    assert!(format!("{:?}", sheet(&mut frida, case)).contains("secret way"));
    frida.save(typed(case, &[(subject, "safety", "unclear", "no")]));
    assert!(!format!("{:?}", sheet(&mut clara, case)).contains("secret"));
}

#[test]
fn the_draft_of_a_sheet_says_nothing_restricted_to_who_is_no_deputy() {
    use aid::api::drafts::{Body, Draft, Form, Open, Was};
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (case, ..) = household(&mut anna, "Alavi");
    let (way, trade) = (key("safety_way").0, key("trade").0);
    let lines = format!("q{way}=secret way\nq{way}?=secret\nwas:q{way}=secret\nq{trade}=Koch");
    let draft = Draft {
        id: aid::domain::ids::RequestId(5),
        from: None,
        form: Form::Facts,
        case: Some(case),
        name: String::new(),
        kept: clock(),
        no: 1,
        body: Body::Fields {
            fields: vec![("person:1".into(), lines.clone())],
            at: String::new(),
            cursor: 0,
        },
    };
    let opened = |client: &mut Client| {
        client.ask(Request::SaveDraft(Box::new(draft.clone()))).unwrap();
        match client.ask(Request::Draft(Open { id: draft.id })) {
            Ok(Reply::Draft(draft)) => match draft.body {
                Body::Fields { fields, .. } => fields[0].1.clone(),
                Body::Entry { .. } => panic!("no sheet"),
            },
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(opened(&mut anna), lines);
    assert_eq!(opened(&mut frida), format!("q{trade}=Koch"));
    let told = frida.ask(Request::Draft(Open { id: draft.id }));
    assert!(format!("{told:?}").contains(r#"("withheld", "1")"#), "{told:?}");
    // what she goes on with holds it still, for the day on which she is a deputy again
    let mut on = Draft { id: aid::domain::ids::RequestId(6), ..draft.clone() };
    on.from = Some(Was { id: draft.id, no: 1 });
    let held_back = ("withheld".to_owned(), "1".to_owned());
    let fields = vec![("person:1".into(), format!("q{trade}=Bäcker")), held_back];
    on.body = Body::Fields { fields, at: String::new(), cursor: 0 };
    for no in 1..3 {
        on.no = no;
        frida.ask(Request::SaveDraft(Box::new(on.clone()))).unwrap();
    }
    let mut read = || frida.ask(Request::Draft(Open { id: on.id }));
    assert!(!format!("{:?}", read()).contains("secret"));
    let (owner, deputy) = (anna.staff(), server.connect("frida").staff());
    let grant = aid::api::staff::Grant { owner, deputy, from: today(), until: today() };
    anna.ask(Request::GrantDeputy(grant)).unwrap();
    let again = format!("{:?}", read());
    assert_eq!(again.matches("=secret way").count(), 1, "{again}");
    assert!(again.contains("Bäcker") && !again.contains("Koch"), "{again}");
    assert!(!again.contains("withheld"), "{again}");
}

#[test]
fn who_does_not_see_the_case_learns_nothing() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, _, mother) = household(&mut anna, "Alavi");
    let subject = Subject::Person(mother);
    let paper = PaperId(anna.save(add(case, &[mother], PaperKind::Benefit, "ALG3", "2025")).id);
    anna.save(typed(case, &[(subject, "trade", "", "Koch")]));
    let asks = [
        Request::ShowFacts(ShowFacts { case }),
        Request::FactHistory(FactHistory { case, subject, key: key("trade") }),
        typed(case, &[(subject, "trade", "Koch", "Bäcker")]),
        add(case, &[mother], PaperKind::Identity, "passport", "2025"),
        Request::EditPaper(Box::new(EditPaper { case, person: mother, paper, edits: vec![] })),
        Request::EndPaper(EndPaper {
            case,
            person: mother,
            paper,
            was: None,
            last: today(),
            reason: "x".into(),
        }),
    ];
    for (user, refused) in [
        ("berta", Refusal::NotFound),
        ("dora", Refusal::NotPermitted),
        ("emil", Refusal::NotPermitted),
    ] {
        let mut other = server.connect(user);
        for ask in &asks {
            assert_eq!(other.ask(ask.clone()), Err(refused.clone()), "{user} {ask:?}");
        }
    }
    // and a paper is not reached by way of a case of one's own
    let mut berta = server.connect("berta");
    let (own, _, _) = household(&mut berta, "Omar");
    let way = EditPaper { case: own, person: mother, paper, edits: vec![] };
    assert_eq!(berta.ask(Request::EditPaper(Box::new(way))), Err(Refusal::NotFound));
    let through = typed(own, &[(subject, "trade", "Koch", "Bäcker")]);
    assert_eq!(berta.ask(through), Err(Refusal::NotFound));
    let copied = add(own, &[mother], PaperKind::Identity, "passport", "2025");
    assert_eq!(berta.ask(copied), Err(Refusal::NotFound));
}

#[test]
fn a_protected_household_shows_no_sheet_to_colleagues_and_exports_none() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, _, mother) = household(&mut anna, "Alavi");
    anna.save(typed(case, &[(Subject::Person(mother), "trade", "", "Köchin")]));
    anna.save(add(case, &[mother], PaperKind::Residence, "GES", "2025"));
    let dir = server.stop();
    server::change(dir.path(), move |change| persons::protect(change, case, mother, true));
    let server = TestServer::over(dir);
    assert_eq!(sheet(&mut server.connect("anna"), case).parts.len(), 2);
    for user in ["clara", "frida"] {
        let mut other = server.connect(user);
        let refused = other.ask(Request::ShowFacts(ShowFacts { case }));
        assert_eq!(refused, Err(Refusal::Protected), "{user}");
        let whole = export(&mut other).remove(0);
        assert_eq!((whole.facts, whole.papers), (vec![], vec![]), "{user}");
    }
}

#[test]
fn changes_are_told_to_who_sees_them_and_restricted_ones_to_nobody_else() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let mut second = server.connect("anna");
    let (mut frida, mut berta) = (server.connect("frida"), server.connect("berta"));
    let (case, _, mother) = household(&mut anna, "Alavi");
    let (other, _, _) = household(&mut anna, "Omar");
    let by = anna.staff();
    let both_hear = |second: &mut Client, frida: &mut Client, cases: &[CaseId]| {
        second.hears(by, cases);
        frida.hears(by, cases);
    };
    both_hear(&mut second, &mut frida, &[case, other]);
    let subject = Subject::Person(mother);
    anna.save(add(case, &[mother], PaperKind::Residence, "GES", "2025"));
    both_hear(&mut second, &mut frida, &[case]);
    anna.save(typed(case, &[(subject, "trade", "", "Koch")]));
    both_hear(&mut second, &mut frida, &[case]);
    anna.save(delicate(case, subject));
    second.hears(by, &[case]);
    anna.talk(other, "Brief vom Amt");
    both_hear(&mut second, &mut frida, &[other]);
    for tag in [1, 2] {
        berta.0.send(&Ask { tag, request: None, beside: false, body: Request::Lists }).unwrap();
        let next = berta.0.receive().unwrap();
        assert!(matches!(next, FromServer::Reply { .. }), "{next:?}");
    }
}

#[test]
fn a_recognition_suggests_and_changes_nothing() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, house, mother) = household(&mut anna, "Alavi");
    let benefit =
        PaperId(anna.save(add(case, &[mother], PaperKind::Benefit, "ALG3", "2025-01-01")).id);
    anna.save(add(case, &[mother], PaperKind::Procedure, "recognised", "12.5.2026"));
    let suggested = sheet(&mut anna, case).suggestions;
    let last = "2026-05-31".parse().unwrap();
    assert_eq!(suggested[0].what, Advice::EndBenefit { paper: benefit, last });
    assert_eq!(
        (suggested[1].about, suggested[1].what),
        (house, Advice::Phase(PhaseAdvice::CareMoveOut))
    );
    let shown = sheet(&mut anna, case);
    assert!(shown.parts[1].papers.iter().all(|paper| paper.versions.len() == 1));
    // her key does it
    let reason = "Anerkennung".to_owned();
    let end = EndPaper { case, person: mother, paper: benefit, was: None, last, reason };
    let saved: Saved = anna.save(Request::EndPaper(end));
    let suggested = sheet(&mut anna, case).suggestions;
    assert!(!suggested.iter().any(|s| matches!(s.what, Advice::EndBenefit { .. })));
    // and takes it back
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert!(matches!(sheet(&mut anna, case).suggestions[0].what, Advice::EndBenefit { .. }));
}

#[test]
fn what_runs_out_is_on_the_sheet_and_in_the_lists_of_the_office() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, _, mother) = household(&mut anna, "Alavi");
    let paper =
        PaperId(anna.save(add(case, &[mother], PaperKind::Residence, "GES", "2026-06-01")).id);
    let edits =
        vec![Edit { field: PaperField::Until, was: String::new(), now: "1.12.2026".into() }];
    anna.save(Request::EditPaper(Box::new(EditPaper { case, person: mother, paper, edits })));
    let last = "2026-12-01".parse().unwrap();
    let renew = Advice::Renew { paper, last, stage: Stage::Soon };
    assert_eq!(sheet(&mut anna, case).suggestions[0].what, renew);
    let query = cases::Query {
        scope: cases::Scope::All,
        filter: cases::Filter::Open,
        text: String::new(),
        sort: cases::Sort::Name,
        offset: 0,
        limit: 9,
        around: None,
    };
    let status = |client: &mut Client| match client.ask(Request::Caseload(query.clone())) {
        Ok(Reply::Caseload(page)) => page.rows[0].status.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(status(&mut anna), Some(("GES".to_owned(), Some(last))));
    let dir = server.stop();
    server::change(dir.path(), move |change| persons::protect(change, case, mother, true));
    let server = TestServer::over(dir);
    assert_eq!(status(&mut server.connect("anna")), Some(("GES".to_owned(), Some(last))));
    assert_eq!(status(&mut server.connect("clara")), None, "masked");
}

#[test]
fn papers_typed_with_the_sheet_are_one_change_with_it() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, house, mother) = household(&mut anna, "Alavi");
    let both = |code: &str| {
        let Request::EditFacts(mut typed) = typed(case, &[(house, "account", "", "yes")]) else {
            panic!()
        };
        let Request::AddPaper(paper) = add(case, &[mother], PaperKind::Residence, code, "2025")
        else {
            panic!()
        };
        typed.papers.push(*paper);
        Request::EditFacts(typed)
    };
    let unknown = anna.ask(both("nonsense"));
    let (field, error) = (AnyField::Paper(PaperField::Code), FieldError::NotAChoice);
    assert_eq!(unknown, Err(Refusal::Field(FieldRefusal { field, error })));
    assert_eq!(value(&sheet(&mut anna, case).parts[0], "account"), "", "all of it or nothing");
    let saved = anna.save(both("GES"));
    let held = |client: &mut Client| {
        let facts = client.sheet(case).facts;
        let codes: Vec<_> =
            facts.held.iter().map(|held| (held.code.clone(), held.persons)).collect();
        (facts.required, facts.missing, codes)
    };
    let (required, missing, codes) = held(&mut anna);
    assert_eq!(codes, [("GES".to_owned(), 1)]);
    let complete = sheet(&mut anna, case).complete;
    assert_eq!((required, usize::from(missing)), (complete.required, complete.missing.len()));
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(held(&mut anna), (required, missing + 2, vec![]));
    // who may not see what is restricted is not told by the number
    anna.save(delicate(case, Subject::Person(mother)));
    let mut clara = server.connect("clara");
    assert_eq!(held(&mut clara), (required - 1, missing + 1, vec![]));
}

#[test]
fn days_that_nobody_can_mean_are_refused_beside_their_field() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, house, mother) = household(&mut anna, "Alavi");
    let tomorrow = today().succ_opt().unwrap();
    let Request::EditFacts(mut ahead) = typed(case, &[(house, "account", "", "yes")]) else {
        panic!()
    };
    ahead.as_of = tomorrow;
    let refused = |field, error| Err(Refusal::Field(FieldRefusal { field, error }));
    let in_future = FieldError::Date(DateError::InFuture(tomorrow));
    assert_eq!(anna.ask(Request::EditFacts(ahead)), refused(AnyField::When, in_future));
    let subject = Subject::Person(mother);
    let late = anna.ask(typed(case, &[(subject, "arrival", "", &tomorrow.to_string())]));
    let in_future = FieldError::Date(DateError::InFuture(tomorrow));
    assert_eq!(late, refused(AnyField::Fact(subject, key("arrival")), in_future));
    let backwards = Request::AddPaper(Box::new(AddPaper {
        case,
        persons: vec![mother],
        kind: PaperKind::Residence,
        fields: vec![
            (PaperField::Code, "GES".into()),
            (PaperField::From, "2026-05".into()),
            (PaperField::Until, "2026-04-30".into()),
        ],
    }));
    let error = FieldError::EndsBefore("2026-05-01".parse().unwrap());
    assert_eq!(anna.ask(backwards), refused(AnyField::Paper(PaperField::Until), error));
}

#[test]
fn a_change_that_is_sent_twice_is_made_once() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, _, mother) = household(&mut anna, "Alavi");
    let request = aid::domain::ids::RequestId(77);
    let ask = add(case, &[mother], PaperKind::Residence, "GES", "2025");
    let once = anna.0.call_as(request, ask.clone()).unwrap();
    assert_eq!(anna.0.call_as(request, ask).unwrap(), once);
    assert_eq!(sheet(&mut anna, case).parts[1].papers.len(), 1);
}

#[test]
fn a_restricted_answer_is_not_refused_when_it_is_sent_again_after_the_case_went() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (case, _, mother) = household(&mut anna, "Alavi");
    let request = aid::domain::ids::RequestId(78);
    let ask = delicate(case, Subject::Person(mother));
    let once = anna.0.call_as(request, ask.clone()).unwrap();
    let worker = Some(frida.staff());
    anna.save(Request::EditCase(cases::EditCase { case, worker, area: None }));
    assert_eq!(anna.0.call_as(request, ask.clone()).unwrap(), once);
    assert_eq!(anna.ask(ask.clone()), Err(Refusal::NotPermitted), "a new wish is none of hers");
    let mut clara = server.connect("clara");
    assert!(clara.0.call_as(request, ask).is_err(), "nor of anybody else under the same name");
    assert!(sheet(&mut frida, case).parts.len() > 1);
}

const PAPERS: usize = 32;

/// A part of the largest answers and papers there can be, written past all forms.
fn fill(change: &mut Change<'_, '_>, case: CaseId, batch: usize) -> Result<Outcome, StoreError> {
    let (long, by) = ("𐎠".repeat(240), change.author().staff);
    let household = households_of(change, &stored::get(change, case)?)?;
    for member in household.members.iter().skip(batch * 4).take(4) {
        let mut facts = Facts::new(Subject::Person(member.person), false);
        for question in facts::sheet() {
            let (key, value, source) = (question.key, long.clone(), Source::Word);
            let entry = facts::Entry { key, value, as_of: today(), source, by, at: clock() };
            facts.entries.push(entry);
        }
        change.put(&facts)?;
    }
    let (person, kind) = (household.reference, PaperKind::Residence);
    for _ in 0..PAPERS / 8 {
        let mut content = Filled::new(kind).content;
        content.code = "GES".into();
        for text in [&mut content.reference, &mut content.work, &mut content.note] {
            text.clone_from(&long);
        }
        let versions = vec![Version { content, by, at: clock() }; VERSIONS_MAX];
        let id = PaperId(change.new_id()?);
        change.put(&Paper { id, person, kind, versions })?;
    }
    Ok(Outcome::default())
}

#[test]
fn the_largest_sheet_is_shown_and_exported() {
    let dir = tempfile::tempdir().unwrap();
    server::found(dir.path(), aid::domain::office::OfficeKind::Shared);
    for (user, uid, roles, area) in server::CREW {
        server::hire(dir.path(), user, uid, roles, area);
    }
    let server = TestServer::over(dir);
    let mut anna = server.connect("anna");
    let (case, ..) = household(&mut anna, "Alavi");
    for n in 1..30 {
        child(&mut anna, case, &format!("Kind {n}"), "2015");
    }
    let dir = server.stop();
    for batch in 0..8 {
        server::change(dir.path(), move |change| fill(change, case, batch));
    }
    let server = TestServer::over(dir);
    let mut anna = server.connect("anna");
    let shown = sheet(&mut anna, case);
    assert_eq!(shown.parts.len() + shown.more as usize, 31);
    assert!(shown.parts.len() > 1 && shown.more > 0, "{}", shown.parts.len());
    let of_mother = &shown.parts[1];
    assert!(!of_mother.papers.is_empty());
    assert_eq!(of_mother.papers.len() + of_mother.papers_more as usize, PAPERS);
    let (mut facts, mut papers, mut sent, mut pages) = (0, 0, Sent::default(), 0);
    let mut after = None;
    loop {
        let ask = ExportPage { after, sent, limit: 50, visits: true };
        let Ok(Reply::Export(page)) = anna.ask(Request::Export(ask)) else { panic!() };
        pages += 1;
        for whole in &page.cases {
            facts += whole.facts.len();
            papers += whole.papers.len();
            after = Some(whole.case.id);
        }
        sent = page.rest.unwrap_or_default();
        if page.last {
            break;
        }
    }
    assert_eq!((facts, papers), (30, PAPERS));
    assert!(pages > 2, "{pages}");
}

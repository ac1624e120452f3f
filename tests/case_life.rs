//! The life of a case: rest, aftercare, closing with all that is open, opening again; through the
//! socket, and with the keys on the screen.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

#[path = "common/live.rs"]
mod live;
#[path = "common/screen.rs"]
mod screen;
#[path = "common/server.rs"]
mod server;

use std::time::{Duration, Instant};

use aid::api::cases::{Filter, Query, Scope, Sheet, Sort};
use aid::api::households::{self, AddPerson, Home, Rehouse};
use aid::api::phases::{ChangePhase, Fate, SetRhythm};
use aid::api::{AnyField, FieldRefusal, Refusal, Reply, Request, cases, followups, office};
use aid::domain::case::{CloseReason, Phase, Turned};
use aid::domain::dates::Window;
use aid::domain::field::FieldError;
use aid::domain::household::Relation;
use aid::domain::ids::{CaseId, FollowUpId, StaffId};
use aid::domain::person::PersonField;
use aid::domain::phase::OPENED_MAX;
use aid::domain::site::SiteKind;
use aid::domain::visit::VisitKind;
use aid::store::{StoreError, phases};
use chrono::{DateTime, NaiveDate, Utc};
use live::Desk;
use server::{Client, TestServer, today};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A step as the form of somebody who sees the case as it is would send it.
fn step(sheet: &Sheet, to: Phase) -> ChangePhase {
    let (case, seen) = (sheet.case.id, u16::try_from(sheet.case.steps()).unwrap());
    ChangePhase { case, seen, to, from: today(), open: vec![], leaves_room: None }
}

fn closed() -> Phase {
    Phase::Closed { reason: CloseReason::RegimeChange }
}

fn rest(until: Option<NaiveDate>) -> Phase {
    Phase::Dormant { until, reason: "Reise".into() }
}

fn take(client: &mut Client, case: CaseId, to: Phase) -> u64 {
    let step = step(&client.sheet(case), to);
    client.save(Request::ChangePhase(Box::new(step))).change
}

fn follow_up(client: &mut Client, case: CaseId, what: &str) -> FollowUpId {
    let window = Window::on(day("2026-12-01"));
    let add = followups::Add { case, what: what.into(), window, purpose: None, to: None };
    FollowUpId(client.save(Request::AddFollowUp(add)).id)
}

fn into_room(client: &mut Client, case: CaseId) {
    let (name, kind, room) = ("Kölner Landstr. 4".into(), SiteKind::Shelter, "12".into());
    let home = Home::NewSite { name, kind, room };
    client.save(Request::Rehouse(Rehouse { case, home, from: today() }));
}

/// Ids on a list of the caseload.
fn list(client: &mut Client, filter: Filter) -> Vec<CaseId> {
    let (scope, sort, text) = (Scope::Mine, Sort::Name, String::new());
    let query = Query { scope, filter, text, sort, offset: 0, limit: 50, around: None };
    match client.ask(Request::Caseload(query)) {
        Ok(Reply::Caseload(page)) => page.rows.iter().map(|row| row.case).collect(),
        other => panic!("no page: {other:?}"),
    }
}

#[test]
fn closing_passes_over_nothing_that_is_open_and_undo_brings_all_of_it_back() {
    let server = TestServer::shared();
    let (mut anna, frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    into_room(&mut anna, case);
    let ids = ["Kita", "Kurs", "Brief"].map(|what| follow_up(&mut anna, case, what));
    let before = anna.sheet(case);
    let mut close = step(&before, closed());
    let send = |anna: &mut Client, close: &ChangePhase| {
        anna.ask(Request::ChangePhase(Box::new(close.clone())))
    };
    assert_eq!(send(&mut anna, &close), Err(Refusal::Undecided));
    close.open = vec![(ids[0], Fate::End), (ids[1], Fate::HandOver(frida.staff()))];
    close.leaves_room = Some(true);
    assert_eq!(send(&mut anna, &close), Err(Refusal::Undecided), "one is left");
    close.open.push((ids[2], Fate::Keep));
    close.leaves_room = None;
    assert_eq!(send(&mut anna, &close), Err(Refusal::Undecided), "and the room");
    assert_eq!(anna.sheet(case), before, "nothing was changed");
    close.leaves_room = Some(true);
    let Ok(Reply::Saved(saved)) = send(&mut anna, &close) else { panic!("not saved") };

    let after = anna.sheet(case);
    let owners: Vec<_> =
        after.follow_ups.iter().map(|row| (row.follow_up.id, row.follow_up.owner)).collect();
    assert_eq!(owners, [(ids[1], frida.staff()), (ids[2], anna.staff())]);
    assert_eq!(after.done[0].follow_up.id, ids[0]);
    assert_eq!(after.household.lodgings[0].until, Some(today()));
    assert_eq!((after.worker.as_str(), after.visit_due), ("Anna Beispiel", None));
    assert_eq!(
        (list(&mut anna, Filter::Open), list(&mut anna, Filter::Ended)),
        (vec![], vec![case])
    );
    let (last, step) = (&after.case.turns[1], &after.steps[1]);
    assert_eq!((&last.what, step.by.as_str()), (&Turned::To(closed()), "Anna Beispiel"));
    assert_eq!(last.signed.unwrap().at, server::clock());

    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(anna.sheet(case), before);
    assert_eq!(list(&mut anna, Filter::Open), [case]);
}

#[test]
fn on_a_closed_case_nothing_is_begun_that_could_not_be_saved() {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let case = me.household("Alavi");
    me.talk(case, "Brief erklärt");
    let add = followups::Add {
        case,
        what: "Kita".into(),
        window: Window::on(today()),
        purpose: None,
        to: None,
    };
    let kita = FollowUpId(me.save(Request::AddFollowUp(add)).id);
    let mut close = step(&me.sheet(case), closed());
    close.open = vec![(kita, Fate::Keep)];
    me.save(Request::ChangePhase(Box::new(close)));
    let mut desk = Desk::at(&server);
    desk.wait_for("Fälle");
    let refuses = |desk: &mut Desk, keys: &[&str]| {
        for keys in keys {
            desk.settle();
            desk.press(keys);
            let screen = desk.wait_for("Der Fall ist beendet.");
            assert!(screen.contains("öffnet ihn wieder"), "{screen}");
            desk.press("up");
            assert!(!desk.screen().contains("Der Fall ist beendet."), "{keys}");
        }
    };
    desk.press("3");
    desk.wait_for("Alavi");
    refuses(&mut desk, &["v", "k", "w", "N c m"]);
    desk.press("1");
    desk.wait_for("Kita");
    refuses(&mut desk, &["v", "k", "w", "N i"]);
    for (list, title, keys) in [
        ("e", "Bedarf und Maßnahmen", &["v", "k", "w", "n"][..]),
        ("P", "Briefe", &["v", "k", "w"]),
        ("D", "Papiere", &["v", "k", "w"]),
        ("I", "Information", &["v", "k", "w", "n", "N i"]),
    ] {
        desk.press(list);
        desk.wait_for(title);
        refuses(&mut desk, keys);
        desk.press("esc");
        desk.wait_for("Kita");
    }
    desk.press("enter");
    desk.wait_for("Verlauf");
    refuses(&mut desk, &["v", "k", "w", "n"]);
    desk.press("C");
    desk.wait_for("Checklisten");
    refuses(&mut desk, &["v", "k", "w", "N c m", "N c a"]);

    take(&mut me, case, Phase::Active);
    desk.press("3");
    desk.wait_for("Alavi");
    desk.settle();
    desk.press("v");
    desk.wait_for("0 von 21 beantwortet");
}

#[test]
fn a_closed_case_is_locked_until_it_is_opened_again_and_nobody_forgets_whose_it_was() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    anna.talk(case, "Brief erklärt");
    take(&mut anna, case, closed());
    let window = Window::on(day("2026-12-01"));
    let person = vec![(PersonField::Surname, "Alavi".to_owned())];
    let (relation, from) = (Relation::Child, today());
    for request in [
        server::talk(case, "Anruf"),
        Request::AddFollowUp(followups::Add {
            case,
            what: "Anruf".into(),
            window,
            purpose: None,
            to: None,
        }),
        Request::AddPerson(Box::new(AddPerson { case, person, relation, from, distinct: vec![] })),
    ] {
        assert_eq!(anna.ask(request.clone()), Err(Refusal::CaseClosed), "{request:?}");
    }
    // what is put right in a closed case is put right in a form
    let prepared = anna.ask(Request::PrepareVisit(aid::api::visits::Prepare { case }));
    assert!(matches!(prepared, Ok(Reply::Prepared(_))), "{prepared:?}");
    let again = step(&anna.sheet(case), closed());
    let twice = anna.ask(Request::ChangePhase(Box::new(again)));
    assert_eq!(twice, Err(Refusal::StatusChanged), "it is closed already");

    let opened = take(&mut clara, case, Phase::Active);
    let sheet = anna.sheet(case);
    assert_eq!(sheet.worker, "Anna Beispiel");
    assert_eq!(sheet.visits.len(), 1);
    assert_eq!(sheet.visit_due, Some(day("2026-11-27")), "not overdue on the first day");
    let by: Vec<_> = sheet.steps.iter().map(|step| step.by.as_str()).collect();
    assert_eq!(by, ["Anna Beispiel", "Anna Beispiel", "Clara Beispiel"]);
    anna.talk(case, "Anruf");
    clara.save(Request::Undo(office::Undo { change: opened }));
    assert_eq!(anna.ask(server::talk(case, "Anruf")), Err(Refusal::CaseClosed));
}

#[test]
fn who_was_slower_writes_over_nothing() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let slow = step(&frida.sheet(case), closed());
    take(&mut anna, case, rest(None));
    let refused = frida.ask(Request::ChangePhase(Box::new(slow)));
    assert_eq!(refused, Err(Refusal::StatusChanged));
    // a follow-up that came meanwhile is not passed over either
    let slow = step(&frida.sheet(case), closed());
    follow_up(&mut anna, case, "Kita");
    assert_eq!(frida.ask(Request::ChangePhase(Box::new(slow))), Err(Refusal::Undecided));
}

#[test]
fn what_somebody_may_not_see_is_not_asked_of_her_and_stays_open() {
    use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
    use aid::domain::visit::{Agreed, Noted};
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    let mut entry = server::entry(VisitKind::Regular, &[anna.sheet(case).persons[0].id], "");
    entry.template = Some(TemplateRef::current(TemplateId::Visit));
    let item = ItemCode::new("PS1").unwrap();
    let answer = Answer { item, rating: Rating::Attention, origin: Origin::Asked };
    let agreed = Agreed { what: "Beratung".into(), window: Window::on(day("2026-12-01")) };
    entry.answers = vec![Noted { answer, note: String::new(), agreed: Some(agreed) }];
    anna.save(server::record(case, entry));
    assert_eq!(anna.sheet(case).follow_ups.len(), 1);
    assert_eq!(clara.sheet(case).follow_ups.len(), 0);
    take(&mut clara, case, closed());
    assert_eq!(anna.sheet(case).follow_ups.len(), 1, "still hers");
}

#[test]
fn nothing_is_handed_to_somebody_who_would_not_see_it() {
    let server = TestServer::shared();
    let (mut anna, berta) = (server.connect("anna"), server.connect("berta"));
    let case = anna.household("Alavi");
    let id = follow_up(&mut anna, case, "Kita");
    for to in [berta.staff(), StaffId(77)] {
        let mut close = step(&anna.sheet(case), closed());
        close.open = vec![(id, Fate::HandOver(to))];
        let refused = anna.ask(Request::ChangePhase(Box::new(close)));
        assert!(matches!(refused, Err(Refusal::Field(_))), "{refused:?}");
    }
    assert_eq!(anna.sheet(case).follow_ups[0].follow_up.owner, anna.staff());
}

#[test]
fn who_looks_into_a_case_often_takes_no_step_away_from_who_decides_in_it() {
    let server = TestServer::shared();
    let case = server.connect("anna").household("Alavi");
    let dir = server.stop();
    server::change(dir.path(), move |change| {
        for _ in 1..OPENED_MAX {
            phases::open_protected(change, case, "Anruf")?;
        }
        phases::open_protected(change, case, "Anruf")
    });
    server::change(dir.path(), move |change| {
        let refused = phases::open_protected(change, case, "Anruf");
        assert!(matches!(refused, Err(StoreError::Field { .. })), "{refused:?}");
        phases::enter(change, case, &closed(), change.today())
    });
    let server = TestServer::over(dir);
    let mut anna = server.connect("anna");
    assert_eq!(anna.sheet(case).case.phase_on(today()), &closed());
}

fn in_january() -> DateTime<Utc> {
    "2027-01-15T07:00:00Z".parse().unwrap()
}

#[test]
fn a_resting_case_wakes_by_itself_on_its_day_after_a_restart_too() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    take(&mut anna, case, rest(Some(day("2027-01-15"))));
    assert_eq!(
        (list(&mut anna, Filter::Open), list(&mut anna, Filter::Ended)),
        (vec![], vec![case])
    );
    assert_eq!(anna.sheet(case).visit_due, None);
    drop(anna);
    let server = TestServer::timed(server.stop(), in_january);
    let mut anna = server.connect("anna");
    assert_eq!(list(&mut anna, Filter::Open), [case]);
    let sheet = anna.sheet(case);
    assert_eq!(sheet.case.phase_on(day("2027-01-15")), &Phase::New);
    assert_eq!(sheet.visit_due, Some(day("2027-01-22")));
    assert_eq!(sheet.case.turns.len(), 2, "nothing was stored for that");
}

fn office_of_one() -> (TestServer, Client, CaseId) {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let case = me.household("Al-Hamadi");
    (server, me, case)
}

#[test]
fn a_rest_is_said_before_it_is_done_and_taken_back() {
    let (server, mut me, case) = office_of_one();
    let mut desk = Desk::at(&server);
    desk.wait_for("Al-Hamadi");
    desk.press("c");
    desk.wait_for("ruhen lassen");
    desk.text("ruhen");
    desk.press("enter");
    desk.text("15.1.");
    desk.press("tab");
    desk.text("Reise zur Familie");
    let will = desk.wait_for("Ab 15.01.2027 steht er von");
    assert!(will.contains("kein Besuch wird fällig"), "{will}");
    assert_eq!(me.sheet(case).case.turns.len(), 1, "nothing is done yet");
    desk.press("f2");
    desk.wait_for("Fall Al-Hamadi ruht");
    let until = Some(day("2027-01-15"));
    let rests = Phase::Dormant { until, reason: "Reise zur Familie".into() };
    assert_eq!(me.sheet(case).case.phase_on(today()), &rests);
    desk.press("u");
    desk.wait_for("zurückgenommen");
    assert_eq!(me.sheet(case).case.phase_on(today()), &Phase::New);
}

/// Drafts are kept and thrown away beside what is saved.
fn wait_for_drafts(me: &mut Client, number: usize) {
    let give_up = Instant::now() + Duration::from_secs(20);
    while !matches!(me.ask(Request::Drafts), Ok(Reply::Drafts(d)) if d.len() == number) {
        assert!(Instant::now() < give_up, "not {number} drafts");
    }
}

#[test]
fn who_closes_as_of_an_earlier_day_is_asked_about_the_room_of_that_day() {
    let server = TestServer::personal();
    let mut me = server.connect_own();
    let case = me.save(Request::NewHousehold(Box::new(households::New {
        person: vec![(PersonField::Surname, "Al-Hamadi".into())],
        household: vec![],
        home: None,
        from: "2026-11-01".parse().unwrap(),
        worker: None,
        area: None,
        distinct: vec![],
    })));
    let case = case.case.unwrap();
    for (from, room) in [("2026-11-10", "12"), ("2026-11-18", "14")] {
        let (name, kind) = ("Kölner Landstr. 4".into(), SiteKind::Shelter);
        let home = Home::NewSite { name, kind, room: room.into() };
        let from = from.parse().unwrap();
        me.save(Request::Rehouse(Rehouse { case, home, from }));
    }
    let mut desk = Desk::at(&server);
    desk.wait_for("Al-Hamadi");
    desk.press("c");
    desk.wait_for("beenden");
    desk.text("beend");
    desk.press("enter");
    desk.wait_for("Zi. 14");
    desk.text("bedarf");
    desk.press("enter");
    desk.text("15.11.");
    let form = desk.wait_for("Zi. 12");
    assert!(!form.contains("Zi. 14"), "{form}");
    desk.press("tab");
    desk.text("f");
    desk.wait_for("Zi. 12 wird zum");
    desk.press("f2");
    desk.wait_for("Fall Al-Hamadi beendet");
    let until = me.sheet(case).household.lodgings.iter().map(|l| l.until).collect::<Vec<_>>();
    assert_eq!(until, ["2026-11-15".parse().ok(), None]);
}

#[test]
fn a_case_is_closed_with_one_key_a_line_and_opened_again_after_a_restart() {
    let (server, mut me, case) = office_of_one();
    into_room(&mut me, case);
    for what in ["Kita anmelden", "Brief erklären"] {
        follow_up(&mut me, case, what);
    }
    let mut desk = Desk::at(&server);
    desk.wait_for("Al-Hamadi");
    // a contact that was begun and not saved
    desk.press("k");
    desk.settle();
    desk.wait_for("gesprochen mit");
    desk.text("Anruf");
    desk.wait(2);
    desk.wait_for("Entwurf");
    desk.press("esc");
    desk.wait_for("Angefangen");
    desk.press("c");
    desk.wait_for("beenden");
    desk.text("beend");
    desk.press("enter");
    let form = desk.wait_for("Kita anmelden");
    assert!(form.contains("[?]") && form.contains("Zi. 12"), "{form}");
    desk.text("bedarf");
    desk.press("enter tab");
    desk.press("f2");
    let refused = desk.wait_for("Noch nicht gespeichert");
    assert!(refused.contains("Bitte ausfüllen. e endet · ü übergeben · b bleibt"), "{refused}");
    // behind the last line Enter goes to what is still open
    desk.press("tab tab tab enter");
    desk.text("eb");
    desk.wait_for("eine endet, eine bleibt");
    desk.text("f");
    desk.wait_for("Zi. 12 wird zum");
    // the line drops: all of it is there again
    desk.wait(2);
    desk.wait_for("Entwurf");
    drop(desk);
    let server = TestServer::over(server.stop());
    me = server.connect_own();
    let mut desk = Desk::at(&server);
    let drafts = desk.wait_for("Fallstatus");
    let below = drafts.find("Fallstatus").unwrap() > drafts.find("Telefonat").unwrap();
    desk.press(if below { "home down enter" } else { "home enter" });
    desk.wait_for("eine endet, eine bleibt");
    desk.text("v");
    desk.wait_for("[verwerfen]");
    desk.press("f2");
    desk.wait_for("Fall Al-Hamadi beendet");
    let sheet = me.sheet(case);
    assert_eq!((sheet.follow_ups.len(), sheet.done.len()), (1, 1));
    wait_for_drafts(&mut me, 0);
    desk.press("f f f f");
    desk.wait_for("beendet");
    desk.press("v");
    desk.wait_for("»Fallstatus« öffnet ihn wieder");
    desk.press("h");
    let history = desk.wait_for("Fall: beendet · ");
    assert!(history.contains("Wiedervorlage mit dem Fall beendet"), "{history}");
    assert!(history.contains("kein Bedarf"), "{history}");
    desk.press("esc u");
    desk.wait_for("zurückgenommen");
    let sheet = me.sheet(case);
    assert_eq!((sheet.follow_ups.len(), sheet.done.len()), (2, 0));
    assert_eq!(sheet.household.lodgings[0].until, None);
    wait_for_drafts(&mut me, 1);
    let show = Request::ShowCase(cases::ShowCase { case, visits: 1 });
    assert!(me.ask(show).is_ok());
}

/// Types in the papers that somebody had benefits since January and was recognised on 12 May.
fn recognised(desk: &mut Desk) {
    desk.press("D");
    desk.wait_for("Noch kein Papier");
    for (kind, paper, from) in [("leist", "grundl", "1.1."), ("verf", "anerk", "12.5.")] {
        desk.press("n");
        desk.settle();
        desk.text(kind);
        desk.press("enter");
        desk.text(paper);
        desk.press("enter");
        desk.text(&format!("{from}2026"));
        desk.press("f2");
        desk.wait_for("Papier eingetragen");
        desk.settle();
    }
    desk.wait_for("Leistungsende 31.05.2026 – Anerkennung");
    desk.press("home down");
}

#[test]
fn a_recognition_suggests_closing_in_a_flat_of_ones_own_and_only_a_key_closes() {
    let (server, mut me, case) = office_of_one();
    let home = Home::OwnFlat { address: "Am Markt 1".into() };
    me.save(Request::Rehouse(Rehouse { case, home, from: day("2026-01-01") }));
    let mut desk = Desk::at(&server);
    desk.wait_for("Al-Hamadi");
    recognised(&mut desk);
    let screen = desk.wait_for("Fall beenden nach dem 31.05.2026");
    assert!(screen.contains("eigene Wohnung"), "what it follows from: {screen}");
    // looked at and left: nothing is done
    desk.press("enter");
    desk.wait_for("Der Fall wird zum 20.11.2026 beendet: Leistungen nach AsylbLG beendet");
    desk.press("esc");
    desk.wait_for("Vorschlag: Fall beenden");
    assert_eq!(me.sheet(case).case.turns.len(), 1, "nothing by itself");
    desk.press("enter");
    desk.wait_for("Der Fall wird zum");
    desk.press("f2");
    desk.wait_for("Fall Al-Hamadi beendet");
    let reason = CloseReason::RegimeChange;
    assert_eq!(me.sheet(case).case.phase_on(today()), &Phase::Closed { reason });
    desk.press("u");
    desk.wait_for("zurückgenommen");
    assert_eq!(me.sheet(case).case.phase_on(today()), &Phase::New);
}

#[test]
fn a_recognition_suggests_longer_aftercare_after_a_move_out_of_a_shelter() {
    let (server, mut me, case) = office_of_one();
    let shelter = SiteKind::Shelter;
    let shelter = Home::NewSite { name: "Nord".into(), kind: shelter, room: "1".into() };
    let flat = Home::OwnFlat { address: "Am Markt 1".into() };
    for (home, from) in [(shelter, "2026-01-01"), (flat, "2026-10-01")] {
        me.save(Request::Rehouse(Rehouse { case, home, from: day(from) }));
    }
    take(&mut me, case, Phase::Active);
    let mut desk = Desk::at(&server);
    desk.wait_for("Al-Hamadi");
    recognised(&mut desk);
    desk.wait_for("Nachbetreuung verlängern bis 31.08.2026, längstens 30.11.2026");
    desk.press("enter");
    desk.wait_for("Die Nachbetreuung geht bis 30.11.2026 weiter");
    desk.press("tab");
    desk.text("Schule");
    desk.press("f2");
    desk.wait_for("Nachbetreuung eingetragen");
    let aftercare = Phase::Aftercare { until: Some(day("2026-11-30")), reason: "Schule".into() };
    assert_eq!(me.sheet(case).case.phase_on(today()), &aftercare);
    desk.settle();
    let screen = desk.screen();
    assert!(!screen.contains("Nachbetreuung verlängern"), "it was decided: {screen}");
}

fn every(case: CaseId, was: Option<u8>, weeks: Option<u8>) -> Request {
    Request::SetRhythm(SetRhythm { case, was, weeks })
}

#[test]
fn visits_of_one_case_are_nearer_together_where_that_is_said_and_it_is_taken_back() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let met = anna.sheet(case).household.reference;
    anna.save(server::record(case, server::entry(VisitKind::Regular, &[met], "")));
    let due = |client: &mut Client| (client.sheet(case).visit_due.unwrap() - today()).num_days();
    assert_eq!(due(&mut anna), 28);
    let set_to = frida.save(every(case, None, Some(2)));
    assert_eq!(due(&mut anna), 14);
    let sheet = anna.sheet(case);
    let (last, noted) = (sheet.case.turns.last().unwrap(), sheet.steps.last().unwrap());
    assert_eq!((&last.what, noted.by.as_str()), (&Turned::Rhythm(Some(2)), "Frida Beispiel"));
    assert_eq!((last.day, last.signed.unwrap().at), (today(), server::clock()));
    assert_eq!(anna.ask(every(case, None, Some(3))), Err(Refusal::StatusChanged), "not seen");
    assert_eq!(anna.ask(every(case, Some(2), Some(2))), Err(Refusal::StatusChanged), "no step");
    for weeks in [0, 53, 255] {
        let error = FieldError::NotAChoice;
        let refused = Refusal::Field(FieldRefusal { field: AnyField::When, error });
        assert_eq!(anna.ask(every(case, Some(2), Some(weeks))), Err(refused), "{weeks}");
    }
    assert_eq!(anna.sheet(case), sheet, "nothing was changed");
    for (was, weeks, days) in [(2, Some(1), 7), (1, Some(52), 364), (52, None, 28)] {
        anna.save(every(case, Some(was), weeks));
        assert_eq!(due(&mut frida), days);
    }
    assert_eq!(anna.sheet(case).case.turns.last().unwrap().what, Turned::Rhythm(None));
    let undo = Request::Undo(office::Undo { change: set_to.change });
    assert!(anna.ask(undo).is_err(), "it was set otherwise since");
    let set_to = anna.save(every(case, None, Some(6)));
    let turns = anna.sheet(case).case.turns.len();
    anna.save(Request::Undo(office::Undo { change: set_to.change }));
    assert_eq!((due(&mut anna), anna.sheet(case).case.turns.len()), (28, turns - 1));

    take(&mut anna, case, closed());
    assert_eq!(anna.ask(every(case, None, Some(2))), Err(Refusal::CaseClosed));
}

#[test]
fn how_near_the_visits_of_a_case_are_is_typed_with_its_status_and_read_in_its_history() {
    let (server, mut me, case) = office_of_one();
    let mut desk = Desk::at(&server);
    desk.wait_for("Al-Hamadi");
    let begin = |desk: &mut Desk| {
        desk.press("c");
        desk.wait_for("beenden");
        desk.text("abstand");
        desk.press("enter");
        desk.wait_for("Wochen");
    };
    begin(&mut desk);
    desk.press("f2");
    desk.wait_for("nichts geändert");
    for wrong in ["60", "0", "x"] {
        desk.text(wrong);
        desk.press("f2");
        desk.wait_for("Zahl von 1 bis 52");
        wrong.chars().for_each(|_| desk.press("backspace"));
    }
    desk.text("2");
    desk.wait_for("alle 2 Wochen");
    desk.press("f2");
    desk.wait_for("Besuchsabstand Al-Hamadi");
    assert_eq!(me.sheet(case).case.rhythm_weeks, Some(2));

    begin(&mut desk);
    desk.press("backspace");
    desk.wait_for("wieder nach der Regel der Stadt");
    desk.press("f2");
    desk.wait_for("Besuchsabstand Al-Hamadi");
    assert_eq!(me.sheet(case).case.rhythm_weeks, None);
    desk.press("enter");
    let screen = desk.wait_for("Regelbesuche wieder nach der Regel");
    assert!(screen.contains("Regelbesuche alle 2 Wochen"), "{screen}");

    take(&mut me, case, closed());
    desk.press("c");
    let screen = desk.wait_for("wieder öffnen");
    assert!(!screen.contains("Regelbesuche"), "{screen}");
}

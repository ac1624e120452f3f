//! The application at a real server: what it shows is what the office holds, a colleague's change
//! appears without a key, and a server that comes back is met again; one that is stopped in the
//! middle of the work takes nothing along.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/live.rs"]
mod live;
#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;
#[path = "common/screen.rs"]
mod screen;
#[path = "common/server.rs"]
mod server;

use aid::api::drafts::{Body, Draft, Form};
use aid::api::facts::ShowFacts;
use aid::api::{Reply, Request, facts};
use aid::domain::facts::FactKey;
use aid::domain::ids::{CaseId, RequestId};
use live::Desk;
use program::Office;
use rustix::process::Signal;
use server::{TestServer, clock};

#[test]
fn what_a_colleague_saves_appears_without_a_key() {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    let mut desk = Desk::at(&server);
    desk.wait_for("n legt den ersten an.");
    let case = colleague.household("Al-Hamadi");
    desk.wait_for("▸ ⟦Al-Hamadi⟧");
    desk.press("enter");
    desk.wait_for("Verlauf (1)");
    colleague.talk(case, "Rückfrage zum Bescheid, erklärt.");
    let screen = desk.wait_for("Verlauf (2)");
    assert!(screen.contains("Rückfrage zum Bescheid"), "{screen}");
}

#[test]
fn a_server_that_went_away_is_met_again() {
    let server = TestServer::personal();
    server.connect_own().household("Kovalenko");
    let mut desk = Desk::at(&server);
    desk.wait_for("▸ ⟦Kovalenko⟧");
    let office = server.stop();
    desk.wait_for("Keine Verbindung zum Server.");
    let server = TestServer::over(office);
    server.connect_own().household("Barzani");
    let screen = desk.wait_for("Barzani");
    assert!(screen.contains("▸ ⟦Kovalenko⟧"), "the same case stays selected: {screen}");
    assert!(!screen.contains("Keine Verbindung"), "{screen}");
}

#[test]
fn somebody_is_found_by_another_spelling() {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    for surname in ["Muhammad", "Weber", "Haddad"] {
        colleague.household(surname);
    }
    let mut desk = Desk::at(&server);
    desk.wait_for("Weber");
    desk.press("/ m o h a m a d");
    let screen = desk.wait_for("1 gefunden");
    assert!(screen.contains("▸ ⟦Muhammad⟧") && !screen.contains("Weber"), "{screen}");
    desk.press("enter");
    desk.wait_for("Muhammad · AiD-2026-");
}

/// What the fact sheet of a case says of its last member: value by question, and what is missing.
fn sheet(client: &mut server::Client, case: CaseId) -> (facts::Part, Vec<&'static str>) {
    let asked = client.ask(Request::ShowFacts(ShowFacts { case }));
    let Ok(Reply::Facts(sheet)) = asked else { panic!("no sheet: {asked:?}") };
    let part = sheet.parts.last().unwrap().clone();
    let missing = part.complete.missing.iter().map(|key| key.question().unwrap().name);
    let missing = missing.collect();
    (part, missing)
}

#[test]
fn what_is_said_to_be_unknown_in_a_form_is_not_asked_again_on_the_fact_sheet() {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    let case = colleague.household("Al-Hamadi");
    let answer = |part: &facts::Part, name: &str| {
        let key = FactKey::named(name).unwrap();
        let answer = part.answers.iter().find(|answer| answer.key == key)?;
        Some((answer.value.clone(), answer.entry.clone().map(|entry| entry.as_of)))
    };
    let today = clock().date_naive();
    let marked = |mark: &str| Some((mark.to_owned(), Some(today)));
    let mut desk = Desk::at(&server);
    desk.wait_for("▸ ⟦Al-Hamadi⟧");
    desk.press("enter");
    desk.wait_for("Verlauf");
    desk.press("n");
    desk.wait_for("Neue Person");
    desk.press("tab");
    desk.text("Aster");
    desk.press("tab ? tab ? tab");
    desk.press("tab - f2");
    desk.wait_for("Person aufgenommen");
    let (part, missing) = sheet(&mut colleague, case);
    assert_eq!(answer(&part, "birth"), marked("?"));
    assert_eq!(answer(&part, "sex"), marked("?"));
    assert_eq!(answer(&part, "nationality"), marked("-"));
    let asked = |name| missing.contains(&name);
    assert!(!asked("birth") && !asked("sex") && !asked("nationality"), "{missing:?}");
    assert!(asked("languages"), "{missing:?}");

    // what becomes known counts from then on, and what turns out not to be is said again
    for (typed, value, person) in [("1.2.1990", "1990-02-01", "1990-02-01"), ("-", "-", "")] {
        desk.press("up up up down b");
        desk.wait_for("Person ändern");
        desk.wait_for("Aster");
        desk.press("tab tab");
        if person.is_empty() {
            (0..10).for_each(|_| desk.press("backspace"));
        }
        desk.text(typed);
        desk.press("f2");
        desk.wait_for("Änderung gespeichert");
        let (part, missing) = sheet(&mut colleague, case);
        assert_eq!(answer(&part, "birth"), Some((value.to_owned(), Some(today))));
        assert!(!missing.contains(&"birth"), "{missing:?}");
        let record = colleague.sheet(case).persons.pop().unwrap();
        assert_eq!(record.birth.map(|b| b.to_string()).unwrap_or_default(), person);
        desk.press("esc");
        desk.press("enter");
        desk.wait_for("Verlauf");
    }
}

#[test]
fn what_was_left_unfinished_is_there_at_every_start() {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    let case = colleague.household("Al-Hamadi");
    let fields = vec![("what".into(), "Brief".into())];
    let body = Body::Fields { fields, at: "what".into(), cursor: 3 };
    let (form, name) = (Form::FollowUp, String::new());
    let draft = Draft {
        id: RequestId(5),
        form,
        case: Some(case),
        name,
        kept: clock(),
        no: 0,
        from: None,
        body,
    };
    colleague.ask(Request::SaveDraft(Box::new(draft))).unwrap();
    for start in 0..40 {
        let mut desk = Desk::at(&server);
        if start % 2 == 0 {
            desk.screen(); // drawn before the server has said anything
        }
        let screen = desk.wait_for("Angefangen ");
        assert!(screen.contains("Al-Hamadi"), "{screen}");
        desk.press("f5");
        desk.settle();
        assert!(desk.screen().contains("Angefangen "), "{}", desk.screen());
    }
}

#[test]
fn a_stopped_server_goes_on_where_it_was_and_saves_once() {
    let office = Office::new();
    let mut desk = Desk::over(office.target(), chrono::Utc::now());
    desk.wait_for("▸ ⟦Al-Hamadi⟧");
    desk.press("k");
    desk.wait_for("gesprochen mit");
    desk.press("A n r u f");
    office.signal(Signal::STOP);
    desk.press("f2");
    desk.wait(3);
    assert!(desk.screen().contains("Der Server antwortet nicht."), "{}", desk.screen());
    // too long for anybody: over a new line, while the old one still holds the same request
    desk.wait(27);
    desk.wait_for("Keine Verbindung zum Server.");
    office.signal(Signal::CONT);
    let screen = desk.wait_for("Kontakt gespeichert");
    assert!(!screen.contains("antwortet nicht"), "{screen}");
    assert_eq!(office.connect().sheet(office.case).visits_total, 1);
}

#[test]
fn a_terminal_cut_off_while_the_server_is_stopped_leaves_its_last_word() {
    let office = Office::new();
    let mut pty = office.aid();
    pty.wait_for_text("▸ Al-Hamadi");
    pty.send(b"kAnruf vom");
    pty.wait_for_text("Anruf vom");
    office.signal(Signal::STOP);
    pty.send(b" Jobcenter");
    pty.wait_for_text("Anruf vom Jobcenter");
    pty.hang_up(b"!");
    pty.wait_exit();
    office.signal(Signal::CONT);
    office.wait_for_drafts(&["Anruf vom Jobcenter!"]);
}

#[test]
fn a_stopped_server_can_be_left_at_once() {
    let office = Office::new();
    let mut pty = office.aid();
    pty.wait_for_text("▸ Al-Hamadi");
    pty.send(b"kAnruf");
    pty.wait_for_text("Anruf");
    office.signal(Signal::STOP);
    pty.send(b" vom Amt\x18");
    pty.wait_for_text("Noch nicht gesichert: Kurzkontakt");
    pty.send(b"j");
    assert!(pty.wait_exit().success());
    office.signal(Signal::CONT);
    office.wait_for_drafts(&["Anruf vom Amt"]); // it was on its way all the same
}

#[test]
fn what_a_killed_session_left_is_on_the_first_screen_of_the_next() {
    let office = Office::new();
    let mut pty = office.aid();
    pty.wait_for_text("▸ Al-Hamadi");
    pty.send(b"kAnruf vom Jobcenter");
    pty.wait_for_text("Entwurf");
    pty.signal(Signal::KILL);
    pty.wait_exit();
    for start in 0..3 {
        if start == 1 {
            office.end(); // a cold start
        }
        let mut pty = office.aid();
        let mut with_drafts = None;
        pty.wait_for("the list", |screen| {
            let text = screen.contents();
            let list = text.contains("▸ Al-Hamadi");
            with_drafts = list.then(|| text.contains("Angefangen "));
            list
        });
        assert_eq!(with_drafts, Some(true), "{}", pty.contents());
        pty.send(b"q");
        pty.wait_exit();
    }
}

//! Drafts: each in the list, of two sessions of the same user, saved in one of them, thrown away and
//! brought back, of another release or out of sight, and gone on with at the next start.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
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

use std::time::Duration;

use aid::api::cases::Sheet;
use aid::api::drafts::{Before, Body, DRAFTS_MAX, Draft, Drop, Form, Open, Was};
use aid::api::households::AddPerson;
use aid::api::members::{ChangeMembers, Members};
use aid::api::visits::{Prepare, Recent};
use aid::api::{Ask, FromServer, Merge, Refusal, Reply, Request, letters, protocols, topics, wire};
use aid::domain::household::{Left, Relation};
use aid::domain::ids::{CaseId, PersonId, RequestId};
use aid::domain::merge::differing;
use aid::domain::person::PersonField;
use aid::domain::visit::NOTE_MAX;
use counter::Counter;
use live::Desk;
use program::{Office, text};
use rustix::process::Signal;
use server::{Client, TestServer, clock, talk};

fn draft(id: u128, no: u32, case: CaseId, text: &str) -> Draft {
    let fields = vec![("what".into(), text.into())];
    Draft {
        id: RequestId(id),
        form: Form::FollowUp,
        case: Some(case),
        name: String::new(),
        kept: clock(),
        no,
        from: None,
        body: Body::Fields { fields, at: "what".into(), cursor: 0 },
    }
}

fn keep(client: &mut Client, draft: Draft) -> Result<Reply, Refusal> {
    client.ask(Request::SaveDraft(Box::new(draft)))
}

fn was(id: u128, no: u32) -> Was {
    Was { id: RequestId(id), no }
}

/// The id of a form that goes on with another one.
fn kin(own: u128, with: u128) -> u128 {
    RequestId(own << 64).akin(RequestId(with)).0
}

/// The texts of her drafts, sorted.
fn texts(client: &mut Client) -> Vec<String> {
    let drafts = client.drafts();
    let mut texts: Vec<String> = drafts.iter().map(text).collect();
    texts.sort();
    texts
}

#[test]
fn what_comes_late_does_not_go_over_what_is_newer() {
    let server = TestServer::personal();
    let (mut one, mut other) = (server.connect_own(), server.connect_own());
    let case = one.household("Alavi");
    keep(&mut one, draft(5, 2, case, "Brief vom Amt")).unwrap();
    keep(&mut other, draft(5, 1, case, "Bri")).unwrap();
    assert_eq!(texts(&mut one), ["Brief vom Amt"]);
    keep(&mut other, draft(5, 3, case, "Brief vom Amt, zwei")).unwrap();
    assert_eq!(texts(&mut one), ["Brief vom Amt, zwei"]);
    // what she saw is not what is there any more
    one.ask(Request::DropDraft(Drop { was: was(5, 2) })).unwrap();
    assert_eq!(texts(&mut one), ["Brief vom Amt, zwei"]);
    one.ask(Request::DropDraft(Drop { was: was(5, 3) })).unwrap();
    assert!(texts(&mut one).is_empty());
}

#[test]
fn a_draft_gone_on_with_takes_the_place_of_the_one_before_unless_that_goes_on_too() {
    let server = TestServer::personal();
    let (mut one, mut other) = (server.connect_own(), server.connect_own());
    let case = one.household("Alavi");
    keep(&mut one, draft(1, 1, case, "Anruf")).unwrap();
    let on = Draft { from: Some(was(1, 1)), ..draft(2, 1, case, "Anruf vom Amt") };
    keep(&mut other, on.clone()).unwrap();
    assert_eq!(texts(&mut one), ["Anruf vom Amt"]);
    // the session that has it open still goes on
    keep(&mut one, draft(1, 2, case, "Anruf der Schule")).unwrap();
    keep(&mut other, Draft { no: 2, ..on }).unwrap();
    assert_eq!(texts(&mut one), ["Anruf der Schule", "Anruf vom Amt"]);
}

#[test]
fn as_many_drafts_as_may_be_can_still_be_gone_on_with() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    for id in 0..DRAFTS_MAX as u128 {
        keep(&mut client, draft(id, 1, case, "Anruf")).unwrap();
    }
    assert_eq!(keep(&mut client, draft(99, 1, case, "mehr")), Err(Refusal::TooManyDrafts));
    let on = Draft { from: Some(was(0, 1)), ..draft(99, 1, case, "weiter") };
    keep(&mut client, on).unwrap();
    assert_eq!(texts(&mut client).len(), DRAFTS_MAX);
}

#[test]
fn the_limit_holds_where_nothing_goes_for_what_comes() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    for id in 0..DRAFTS_MAX as u128 {
        keep(&mut client, draft(id, 5, case, "Anruf")).unwrap();
    }
    // kept anew since, and one that is not there
    for from in [was(0, 4), was(77, 1)] {
        let on = Draft { from: Some(from), ..draft(99, 1, case, "mehr") };
        assert_eq!(keep(&mut client, on), Err(Refusal::TooManyDrafts));
    }
    assert_eq!(texts(&mut client).len(), DRAFTS_MAX);
}

#[test]
fn a_form_with_every_field_full_is_kept_and_comes_back() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    let text = "Übergabe ".repeat(NOTE_MAX / 9);
    let fields = (0..74).map(|n| (format!("note:{n}"), text.clone())).collect();
    let body = Body::Fields { fields, at: "what".into(), cursor: 0 };
    keep(&mut client, Draft { body: body.clone(), ..draft(1, 1, case, "") }).unwrap();
    let drafts = client.drafts();
    assert_eq!(drafts[0].body, body);
    let Ok(Reply::Prepared(prepared)) = client.ask(Request::PrepareVisit(Prepare { case })) else {
        panic!()
    };
    assert_eq!(prepared.drafts, [drafts[0].head()]);
}

#[test]
fn large_drafts_hide_no_others_and_each_is_opened_as_it_was_kept() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    let text = "Übergabe ".repeat(NOTE_MAX / 9);
    for id in 1..=6 {
        let fields = (0..74).map(|n| (format!("note:{n}"), text.clone())).collect();
        let body = Body::Fields { fields, at: "what".into(), cursor: 0 };
        keep(&mut client, Draft { body, ..draft(2 * id, 1, case, "") }).unwrap();
        keep(&mut client, draft(2 * id + 1, 1, case, "Anruf")).unwrap();
    }
    let drafts = client.drafts();
    assert_eq!(drafts.len(), 12);
    let lengths = drafts.iter().map(|draft| program::text(draft).len());
    assert_eq!(lengths.filter(|length| *length == 74 * text.len()).count(), 6);
    assert_eq!(client.prepared(case).drafts.len(), 12);
}

#[test]
fn a_draft_of_a_case_out_of_sight_has_a_row_without_a_word_and_can_be_thrown_away() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let case = berta.household("Alavi");
    let fields = vec![("given".to_owned(), "Omid".to_owned())];
    let body = Body::Fields { fields, at: String::new(), cursor: 0 };
    let forms = [Form::NewPerson, Form::EditPerson(PersonId(7))];
    for (id, form) in (1..).zip(forms) {
        keep(&mut anna, Draft { form, body: body.clone(), ..draft(id, 1, case, "") }).unwrap();
    }
    let Ok(Reply::Drafts(heads)) = anna.ask(Request::Drafts) else { panic!() };
    assert_eq!(heads.len(), 2);
    for head in heads {
        let shown = format!("{head:?}");
        assert!(head.hidden && head.case.is_none(), "{shown}");
        assert!(
            ["Alavi", "Omid", "7"]
                .iter()
                .all(|said| !shown.replace("2026-11-20T08:00:00", "").contains(said)),
            "{shown}"
        );
        let open = Request::Draft(Open { id: head.was.id });
        assert_eq!(anna.ask(open), Err(Refusal::NotFound));
        anna.ask(Request::DropDraft(Drop { was: head.was })).unwrap();
    }
    assert_eq!(anna.ask(Request::Drafts), Ok(Reply::Drafts(vec![])));
}

#[test]
fn the_row_of_a_draft_out_of_sight_opens_nothing_and_goes_after_a_question() {
    let mut counter = with_a_draft();
    counter.hidden = true;
    counter.press("3 2 home");
    let screen = counter.screen();
    let row = screen.lines().find(|line| line.contains("Angefangen")).unwrap();
    assert!(row.contains("Kurzkontakt (Haushalt nicht mehr einsehbar)"), "{screen}");
    counter.press("enter");
    assert!(counter.screen().contains("Entf verwirft"), "{}", counter.screen());
    counter.press("delete");
    assert!(counter.screen().contains("endgültig verwerfen?"), "{}", counter.screen());
    counter.press("enter");
    assert_eq!(counter.drafts.len(), 1, "the safe answer is no");
    counter.press("delete j");
    assert!(counter.drafts.is_empty());
    let screen = counter.screen();
    assert!(screen.contains("endgültig verworfen") && !screen.contains("Angefangen"), "{screen}");
}

#[test]
fn a_draft_that_comes_late_or_not_at_all_opens_nothing_and_throws_nothing_away() {
    // at a server that takes its time she has gone on
    for keys in ["home enter", "home delete"] {
        let mut counter = with_a_draft();
        counter.slow = true;
        counter.press(keys).wait(Duration::from_secs(3));
        counter.press("down");
        counter.answer();
        assert!(counter.screen().contains("Angefangen"), "{}", counter.screen());
        let dropped = |(_, body): &(_, Request)| matches!(body, Request::DropDraft(_));
        assert!(!counter.sent.iter().any(dropped));
        assert_eq!(counter.drafts.len(), 1);
    }
    // nothing is thrown away before it is here to be brought back
    let mut counter = with_a_draft();
    counter.slow = true;
    counter.press("home delete");
    assert!(matches!(counter.sent.last(), Some((None, Request::Draft(_)))));
    counter.answer();
    assert!(counter.drafts.is_empty());
    // it was saved or thrown away elsewhere
    let mut counter = with_a_draft();
    counter.drafts.clear();
    counter.press("home enter");
    let screen = counter.screen();
    assert!(!screen.contains("Angefangen") && screen.contains("Fälle"), "{screen}");
    // and without a server it stays where it is
    let mut counter = with_a_draft();
    counter.down();
    for key in ["home enter", "home delete"] {
        counter.press(key);
        assert!(counter.screen().contains("Keine Verbindung"), "{}", counter.screen());
    }
    counter.up();
    assert_eq!(counter.drafts.len(), 1);
}

#[test]
fn what_is_typed_while_an_offered_draft_is_on_its_way_is_not_gone_over_by_it() {
    let mut counter = with_a_draft();
    counter.press("k");
    assert!(counter.screen().contains("öffnet ihn"), "{}", counter.screen());
    counter.slow = true;
    counter.press("enter").wait(Duration::from_secs(3));
    counter.press("'Neues'");
    counter.answer();
    let screen = counter.screen();
    assert!(screen.contains("Neues") && !screen.contains("Anruf"), "{screen}");
    counter.slow = false;
    counter.wait(Duration::from_secs(2));
    assert_eq!(counter.drafts.len(), 2);
}

/// The application with a contact on its first screen that was begun and left.
fn left(server: &TestServer) -> Vec<Draft> {
    let mut client = server.connect_own();
    client.household("Alavi");
    let mut desk = Desk::at(server);
    desk.wait_for("▸ ⟦Alavi⟧");
    desk.press("k");
    desk.settle();
    desk.text("Anruf");
    desk.wait(2);
    desk.wait_for("Entwurf 09:00");
    let drafts = client.drafts();
    assert_eq!(drafts.len(), 1);
    drafts
}

/// The application with the only draft open.
fn opened(server: &TestServer) -> Desk {
    let mut desk = Desk::at(server);
    desk.wait_for("Angefangen");
    desk.press("home enter");
    desk.settle();
    desk.wait_for("Entwurf 09:00");
    desk
}

/// Types, and waits until it is kept.
fn type_and_keep(server: &TestServer, desk: &mut Desk, words: &str) {
    desk.text(words);
    desk.wait(2);
    let mut client = server.connect_own();
    program::wait_until("it is kept", || texts(&mut client).iter().any(|t| t.ends_with(words)));
}

/// How many contacts were saved.
fn saved(client: &mut Client) -> usize {
    let recent = Recent { mine: false, skip: 0, limit: 50 };
    let Ok(Reply::RecentVisits(rows)) = client.ask(Request::RecentVisits(recent)) else { panic!() };
    rows.len()
}

#[test]
fn a_draft_open_in_two_terminals_is_not_saved_twice_without_a_word() {
    // kept by the second before the first saves, or not even changed
    for kept_before in [true, false] {
        let server = TestServer::personal();
        left(&server);
        let (mut one, mut other) = (opened(&server), opened(&server));
        if kept_before {
            type_and_keep(&server, &mut one, " eins");
            type_and_keep(&server, &mut other, " zwei");
            other.wait_for("auch an einem anderen Bildschirm offen");
        }
        one.press("f2");
        one.wait_for("Kontakt gespeichert");
        other.press("f2");
        other.wait_for("schon gespeichert");
        let mut client = server.connect_own();
        assert_eq!(saved(&mut client), 1);
        program::wait_until("the other one is kept", || texts(&mut client).len() == 1);
        other.press("f2");
        other.wait_for("Kontakt gespeichert");
        assert_eq!(saved(&mut client), 2);
        program::wait_until("nothing is left of it", || texts(&mut client).is_empty());
    }
}

/// Stops the server and starts it again; the applications find it.
fn again(server: TestServer) -> TestServer {
    TestServer::over(server.stop())
}

#[test]
fn a_server_that_was_started_anew_still_asks_and_what_she_means_is_saved_by_another_one() {
    for restarts in [[true, false], [false, true]] {
        let mut server = TestServer::personal();
        left(&server);
        let (mut one, mut other) = (opened(&server), opened(&server));
        one.press("f2");
        one.wait_for("Kontakt gespeichert");
        drop(one);
        for (restart, said) in
            restarts.into_iter().zip(["noch nicht gespeichert", "Kontakt gespeichert"])
        {
            if restart {
                server = again(server);
            }
            other.press("f2");
            other.wait_for(said);
        }
        assert_eq!(saved(&mut server.connect_own()), 2);
    }
}

#[test]
fn saved_without_a_server_what_was_never_kept_anew_is_asked_about_as_well() {
    let server = TestServer::personal();
    left(&server);
    let (mut one, mut other) = (opened(&server), opened(&server));
    one.press("f2");
    one.wait_for("Kontakt gespeichert");
    drop(one);
    let office = server.stop();
    other.wait_for("Keine Verbindung");
    other.press("f2");
    let server = TestServer::over(office);
    other.wait_for("schon gespeichert");
    assert_eq!(saved(&mut server.connect_own()), 1);
}

#[test]
fn a_refusal_lost_on_the_line_is_said_again_and_only_who_means_it_saves_twice() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    let ask = |id: u128, beside: bool| {
        let body = talk(case, "Anruf");
        let ask = Ask { tag: 1, request: Some(RequestId(id)), beside, body };
        let (mut stream, _) = server.connect_own().0.into_parts();
        wire::send(&mut stream, &ask).unwrap();
        loop {
            if let FromServer::Reply { result, .. } = wire::receive(&mut stream).unwrap() {
                return result;
            }
        }
    };
    assert!(ask(1, false).is_ok());
    for _ in 0..2 {
        assert_eq!(ask(kin(2, 1), false), Err(Refusal::SavedElsewhere));
    }
    // the first one is still answered as it was, and what began as another one is none of it
    assert!(ask(1, false).is_ok() && ask(kin(1, 2), false).is_ok());
    assert_eq!(saved(&mut client), 2);
    assert!(ask(kin(2, 1), true).is_ok() && ask(kin(2, 1), true).is_ok());
    assert_eq!(saved(&mut client), 3);
    // and the program says so with the second key only
    let mut counter = Counter::german();
    counter.refuse = Some(Refusal::SavedElsewhere);
    counter.press("k 'Anruf' f2");
    assert!(counter.screen().contains("schon gespeichert"), "{}", counter.screen());
    assert!(!counter.beside);
    counter.slow = true;
    counter.press("f2");
    assert!(counter.beside);
}

#[test]
fn the_terminal_in_which_a_draft_was_begun_is_told_as_well() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    client.household("Alavi");
    let mut one = Desk::at(&server);
    one.wait_for("▸ ⟦Alavi⟧");
    one.press("k");
    one.settle();
    type_and_keep(&server, &mut one, "Anruf");
    let mut other = opened(&server);
    other.press("f2");
    other.wait_for("Kontakt gespeichert");
    one.press("f2");
    one.wait_for("schon gespeichert");
    assert_eq!(saved(&mut client), 1);
    one.press("f2");
    one.wait_for("Kontakt gespeichert");
    assert_eq!(saved(&mut client), 2);
}

#[test]
fn a_draft_opened_and_left_as_it_was_stays_as_it_was() {
    let server = TestServer::personal();
    let before = left(&server);
    let mut client = server.connect_own();
    let (mut one, mut other) = (opened(&server), opened(&server));
    for desk in [&mut one, &mut other] {
        desk.wait(2);
        desk.press("esc");
        desk.wait_for("▸");
        desk.settle();
    }
    assert_eq!(client.drafts(), before);
    // what is typed goes on with it, and what is thrown away is that very draft
    let mut third = opened(&server);
    third.press("ctrl-d");
    third.press("j");
    third.wait_for("verworfen");
    wait_for_kept(&mut client, None);
    third.press("u");
    third.wait_for("wiederhergestellt");
    wait_for_kept(&mut client, Some("Anruf"));
}

#[test]
fn going_on_with_what_was_saved_meanwhile_is_said_and_kept() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    keep(&mut client, draft(1, 1, case, "Anruf")).unwrap();
    client.0.call_as(RequestId(1), talk(case, "Anruf")).unwrap();
    let on = Draft { from: Some(was(1, 1)), ..draft(kin(2, 1), 1, case, "Anruf vom Amt") };
    assert_eq!(keep(&mut client, on), Ok(Reply::Kept(Some(Before::Saved))));
    assert_eq!(texts(&mut client), ["Anruf vom Amt"]);
}

#[test]
fn a_draft_of_a_newer_release_or_a_damaged_one_is_listed_and_stays() {
    for damaged in [false, true] {
        let server = TestServer::personal();
        let mut client = server.connect_own();
        let case = client.household("Alavi");
        keep(&mut client, draft(1, 1, case, "Anruf")).unwrap();
        let uid = rustix::process::geteuid().as_raw();
        let dir = server.socket().parent().unwrap().join(format!("drafts/{uid}"));
        let file = std::fs::read_dir(&dir).unwrap().next().unwrap().unwrap().path();
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[1] = 99; // the version
        if !damaged {
            bytes.truncate(bytes.len() - 4);
            bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        }
        std::fs::write(&file, &bytes).unwrap();
        let mut desk = Desk::at(&server);
        desk.wait_for("▸ ⟦Alavi⟧");
        desk.wait_for("Entwurf, hier nicht lesbar");
        desk.press("home enter");
        let sentence = "Dieser Entwurf ist hier nicht lesbar";
        desk.wait_for(sentence);
        desk.press("esc home delete");
        desk.wait_for(sentence);
        client.ask(Request::DropDraft(Drop { was: was(1, 1) })).unwrap();
        // not even one that went on with it before takes its place, but is kept
        let on = Draft { from: Some(was(1, 1)), ..draft(2, 1, case, "weiter") };
        assert_eq!(keep(&mut client, on), Ok(Reply::Kept(Some(Before::Gone))));
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
    }
}

#[test]
fn what_goes_while_drafts_are_listed_is_none_and_what_cannot_be_listed_is_said() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    keep(&mut client, draft(1, 1, case, "Anruf")).unwrap();
    let uid = rustix::process::geteuid().as_raw();
    let dir = server.socket().parent().unwrap().join(format!("drafts/{uid}"));
    // a name without a file, as one that was removed behind the listing
    std::os::unix::fs::symlink("gone", dir.join(format!("{:032x}.draft", 2))).unwrap();
    assert_eq!(texts(&mut client), ["Anruf"]);
    // no directory, though something is there
    std::fs::remove_dir_all(&dir).unwrap();
    std::fs::write(&dir, "").unwrap();
    assert_eq!(client.ask(Request::Drafts), Err(Refusal::DiskFailed));
    let mut desk = Desk::at(&server);
    desk.wait_for("Datenträger");
    desk.wait_for("▸ ⟦Alavi⟧");
    // a visit is begun all the same
    assert!(client.ask(Request::PrepareVisit(Prepare { case })).is_ok());
}

#[test]
fn two_sessions_in_the_same_form_keep_both_and_both_are_gone_on_with() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    let (mut one, mut other) = (Desk::at(&server), Desk::at(&server));
    for (desk, words) in [(&mut one, "Anruf vom Amt"), (&mut other, "Anruf der Schule")] {
        desk.wait_for("▸ ⟦Alavi⟧");
        desk.press("k");
        desk.settle();
        desk.text(words);
        desk.wait(2);
        desk.wait_for("Entwurf 09:00");
    }
    assert_eq!(texts(&mut client), ["Anruf der Schule", "Anruf vom Amt"]);
    // a third session goes on with the one that the first has open; the first does not stop
    let mut third = Desk::at(&server);
    third.wait_for("Angefangen");
    third.press("home");
    third.press("enter");
    third.settle();
    third.text(" (dritte)");
    third.wait(2);
    third.wait_for("(dritte)");
    for (desk, words) in [(&mut one, "!"), (&mut other, "?")] {
        desk.text(words);
        desk.wait(2);
    }
    let texts = |wanted: &dyn Fn(&[String]) -> bool| {
        let mut client = server.connect_own();
        let mut found = Vec::new();
        program::wait_until("every word is kept", || {
            found = texts(&mut client);
            wanted(&found)
        });
        found
    };
    let found = texts(&|found| {
        let has = |words: &str| found.iter().any(|text| text.ends_with(words));
        found.len() == 3 && has("Amt!") && has("Schule?") && has(" (dritte)")
    });
    // all are gone; whoever comes next finds all three and goes on with each
    drop((one, other, third));
    for left in [2, 1, 0] {
        let mut next = Desk::at(&server);
        next.wait_for("Angefangen");
        next.press("home enter");
        next.settle();
        next.press("f2");
        next.settle();
        if next.screen().contains("schon gespeichert") {
            next.press("f2"); // the first and the third one began as the same
        }
        next.wait_for("Kontakt gespeichert");
        texts(&|found| found.len() == left);
    }
    let visits = client.sheet(case).visits;
    let mut saved: Vec<String> = visits.into_iter().map(|shown| shown.visit.entry.note).collect();
    saved.sort();
    assert_eq!(saved, found);
}

#[test]
fn a_draft_thrown_away_comes_back_from_whatever_screen() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf vom Jobcenter'").wait(Duration::from_secs(2)).press("esc esc");
    let before = counter.drafts.clone();
    assert_eq!(before.len(), 1);
    counter.press("home delete");
    assert!(counter.drafts.is_empty());
    let screen = counter.screen();
    assert!(screen.contains("verworfen. Nach dem Beenden endgültig"), "{screen}");
    assert!(!screen.contains("Angefangen"), "{screen}");
    counter.press("3 u");
    assert!(counter.screen().contains("wiederhergestellt"), "{}", counter.screen());
    // the throwing away may come a second time, and late
    let mut counts = counter.sent.iter().rev().filter_map(|(_, body)| match body {
        Request::SaveDraft(draft) => Some(draft.no),
        Request::DropDraft(drop) => Some(drop.was.no),
        _ => None,
    });
    assert!(counts.next() > counts.next());
    assert_eq!(counter.drafts.len(), 1);
    assert_eq!((counter.drafts[0].id, &counter.drafts[0].body), (before[0].id, &before[0].body));
    counter.press("2");
    assert!(counter.screen().contains("Angefangen"), "{}", counter.screen());
    // the same from the form itself
    counter.press("home enter").wait(Duration::from_secs(2)).press("ctrl-d j");
    assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
    counter.refuse_drafts = Some(Refusal::DiskFull);
    counter.press("u");
    assert!(counter.screen().contains("nicht wiederhergestellt"), "{}", counter.screen());
    counter.refuse_drafts = None;
    counter.press("u");
    assert_eq!(counter.drafts[0].body, before[0].body);
}

/// The counter with a contact begun in another session, on the first screen.
fn with_a_draft() -> Counter {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'").wait(Duration::from_secs(2)).press("esc esc");
    assert_eq!(counter.drafts.len(), 1);
    counter.drafts[0].id = RequestId(5);
    counter.press("3 2");
    counter.sent.clear();
    counter
}

#[test]
fn going_on_with_what_was_saved_in_another_session_is_said_once_and_counts_as_kept() {
    let said = "in einer anderen Sitzung schon gespeichert";
    let mut counter = with_a_draft();
    counter.before = Before::Saved;
    counter.press("home enter ' und'").wait(Duration::from_secs(2));
    let screen = counter.screen();
    assert!(screen.contains(said) && screen.contains("Entwurf 14:10"), "{screen}");
    assert!(!screen.contains("nicht gesichert"), "{screen}");
    counter.press("' vom Amt'").wait(Duration::from_secs(2));
    assert_eq!(counter.drafts_sent(), 2);
    assert!(!counter.screen().contains(said), "{}", counter.screen());
    // closed before the answer
    let mut counter = with_a_draft();
    counter.before = Before::Saved;
    counter.press("home enter ' vom Amt'");
    counter.slow = true;
    counter.press("esc");
    counter.slow = false;
    counter.answer();
    assert!(counter.screen().contains(said), "{}", counter.screen());
    counter.wait(Duration::from_secs(90)).wait(Duration::from_secs(90));
    assert_eq!(counter.drafts_sent(), 1);
    assert!(!counter.app.is_saving());
    counter.down();
    assert!(!counter.app.is_saving(), "nothing is left to be kept");
}

#[test]
fn what_is_typed_before_a_form_knows_its_beginning_leaves_no_draft_behind() {
    let mut counter = with_a_draft();
    counter.slow = true;
    counter.press("home enter").answer_one();
    counter.press("' vom Amt' tab").wait(Duration::from_millis(50));
    assert_eq!(counter.drafts_sent(), 1);
    counter.answer();
    counter.slow = false;
    counter.wait(Duration::from_secs(2));
    assert_eq!(counter.drafts.iter().map(text).collect::<Vec<_>>(), ["Anruf vom Amt"]);
    counter.press("f2");
    assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
}

#[test]
fn a_form_that_goes_on_with_a_draft_is_not_offered_it_again() {
    let mut counter = Counter::german();
    counter.press("enter b 'x'").wait(Duration::from_secs(2)).press("esc esc esc");
    assert_eq!(counter.drafts.len(), 1);
    counter.slow = true;
    counter.press("2");
    counter.answer();
    counter.press("home enter").answer_one();
    counter.wait(Duration::from_millis(50));
    // the drafts, asked last, are here before what the form starts with
    counter.answer_last(Ok(Reply::Drafts(counter.heads())));
    counter.answer();
    let screen = counter.screen();
    assert!(screen.contains("Person ändern") && !screen.contains("öffnet ihn"), "{screen}");
}

#[test]
fn saved_before_it_was_kept_anew_a_form_leaves_no_draft_behind() {
    let mut counter = with_a_draft();
    counter.slow = true;
    counter.press("home enter").answer_one();
    counter.press("' vom Amt' tab").wait(Duration::from_millis(50));
    counter.answer();
    counter.press("f2");
    counter.answer();
    assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
    // nor when the terminal is gone before the answer is there
    let mut counter = with_a_draft();
    counter.press("home enter ' vom Amt'");
    counter.slow = true;
    counter.press("f2");
    let [(None, Request::SaveDraft(on)), (Some(id), Request::RecordVisit(_))] =
        &counter.sent[counter.sent.len() - 2..]
    else {
        panic!("{:?}", counter.sent)
    };
    assert_eq!((on.id, on.from.map(|was| was.id)), (*id, Some(RequestId(5))));
    // which a form without one does not cost
    let mut counter = Counter::german();
    counter.press("k 'Anruf' f2");
    assert_eq!(counter.drafts_sent(), 0);
}

#[test]
fn other_words_than_those_that_may_be_saved_go_under_an_id_of_their_own() {
    for refusal in [Refusal::DiskFailed, Refusal::Internal(1)] {
        let mut counter = Counter::german();
        counter.press("k 'Anruf'").wait(Duration::from_secs(2));
        let id = counter.drafts[0].id;
        for _ in 0..2 {
            counter.refuse = Some(refusal.clone());
            counter.press("f2"); // the same words are the same wish
            assert_eq!(counter.sent.last().unwrap().0, Some(id));
        }
        counter.press("left right").wait(Duration::from_secs(2));
        assert_eq!(counter.drafts[0].id, id, "nothing was changed");
        counter.beside = true;
        counter.press("' vom Amt'").wait(Duration::from_secs(2));
        let [other] = &counter.drafts[..] else { panic!("{:?}", counter.drafts) };
        assert_eq!((text(other), other.from.map(|was| was.id)), ("Anruf vom Amt".into(), Some(id)));
        let other = other.id;
        assert!(other != id && other.is_akin(id));
        counter.press("f2");
        let saved = counter.sent.iter().rfind(|(id, _)| id.is_some()).unwrap();
        assert_eq!(saved.0, Some(other));
        assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
        assert!(!counter.beside, "she is asked about each");
    }
    // what is refused for certain needs none
    let mut counter = Counter::german();
    counter.press("k 'Anruf'").wait(Duration::from_secs(2));
    let id = counter.drafts[0].id;
    counter.refuse = Some(Refusal::DiskFull);
    counter.press("f2 ' vom Amt' f2");
    assert_eq!(counter.sent.iter().rfind(|(id, _)| id.is_some()).unwrap().0, Some(id));
}

#[test]
fn an_offered_draft_waits_for_the_server_and_says_so() {
    let mut counter = with_a_draft();
    counter.press("k");
    counter.down();
    counter.press("enter");
    let screen = counter.screen();
    assert!(screen.contains("öffnet ihn"), "{screen}");
    assert!(screen.contains("Keine Verbindung zum Server. Die Eingaben"), "{screen}");
    counter.up();
    counter.press("enter");
    assert!(counter.screen().contains("Anruf"), "{}", counter.screen());
}

/// Waits until what is kept of all her forms holds this, or until there is none.
fn wait_for_kept(client: &mut Client, text: Option<&str>) {
    program::wait_until("the drafts are so", || {
        let drafts = client.drafts();
        match text {
            Some(text) => drafts.len() == 1 && format!("{:?}", drafts[0].body).contains(text),
            None => drafts.is_empty(),
        }
    });
}

#[test]
fn every_form_is_offered_at_the_next_start_and_gone_on_with_thrown_away_and_brought_back() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    client.household("Alavi");
    let forms = [
        ("k", "Telefonat Alavi"),
        ("v 3", "Erstbesuch Alavi"),
        ("w", "Wiedervorlage Alavi"),
        ("n", "Neuer Haushalt"),
        ("B tab", "Haushalt ändern Alavi"),
        ("enter n", "Neue Person Alavi"),
        ("enter b", "Person ändern Alavi"),
    ];
    for (keys, name) in forms {
        // who is being entered is named
        let typed = match keys {
            "n" => " Anfang E--nde",
            "enter n" => " · Anfang E--nde",
            _ => "",
        };
        let mut desk = Desk::at(&server);
        desk.wait_for("▸ ⟦Alavi");
        for key in keys.split(' ') {
            desk.press(key);
            desk.settle();
        }
        desk.press("ctrl-u");
        desk.text("Anfang Ende");
        desk.press("left left left");
        desk.wait(2);
        desk.wait_for("Entwurf 09:00");
        drop(desk);
        let mut next = Desk::at(&server);
        next.wait_for("Sie waren gerade bei: ");
        next.wait_for(&format!(": {name}"));
        next.press("home enter");
        next.settle();
        next.text("--");
        next.wait_for("Anfang E--nde");
        next.wait(2);
        wait_for_kept(&mut client, Some("Anfang E--nde"));
        drop(next);
        let mut last = Desk::at(&server);
        last.wait_for(&format!(": {name}"));
        last.press("home delete");
        last.wait_for(&format!("{name}{typed} verworfen"));
        wait_for_kept(&mut client, None);
        last.press("u");
        last.wait_for("wiederhergestellt");
        wait_for_kept(&mut client, Some("Anfang E--nde"));
        last.wait_for(&format!(": {name}"));
        last.press("home delete");
        last.wait_for(&format!("{name}{typed} verworfen"));
        wait_for_kept(&mut client, None);
    }
}

#[test]
fn the_next_start_says_what_was_being_written_and_two_keys_go_on_at_the_same_place() {
    let office = Office::new();
    let mut pty = office.aid();
    pty.wait_for_text("▸ Al-Hamadi");
    pty.send(b"kAnruf vom Jobcenter\x1b[D\x1b[D\x1b[D");
    pty.wait_for_text("Anruf vom Jobcenter");
    pty.signal(Signal::HUP);
    pty.wait_exit();
    let mut pty = office.aid();
    pty.wait_for_text("Sie waren gerade bei: Telefonat Al-Hamadi");
    pty.send(b"\x1b[H\r");
    pty.wait_for_text("Anruf vom Jobcenter");
    pty.send(b"-Test-");
    pty.wait_for_text("Anruf vom Jobcen-Test-ter");
    pty.send(b"\x1bOQ");
    pty.wait_for_text("Kontakt gespeichert");
    office.wait_for_drafts(&[]);
    let visits = office.connect().sheet(office.case).visits;
    assert_eq!(visits.len(), 1);
    assert_eq!(visits[0].visit.entry.note, "Anruf vom Jobcen-Test-ter");
    pty.send(b"q");
    pty.wait_exit();
}

/// Amal and Schirin, and beside them a household where another Schirin lives.
struct Two {
    case: CaseId,
    amal: PersonId,
    schirin: PersonId,
    other: CaseId,
}

fn two(client: &mut Client) -> Two {
    let other = client.household("Alavi");
    let case = client.household("Zeta, Amal");
    let named = |field, text: &str| (field, text.to_owned());
    let person = vec![named(PersonField::Surname, "Zeta"), named(PersonField::Given, "Schirin")];
    let (relation, from) = (Relation::Child, "2026-11-01".parse().unwrap());
    let add = AddPerson { case, person, relation, from, distinct: vec![] };
    let schirin = PersonId(client.save(Request::AddPerson(Box::new(add))).id);
    let amal = client.sheet(case).household.reference;
    Two { case, amal, schirin, other }
}

/// Presses keys, types what stands in quotes.
fn type_in(desk: &mut Desk, keys: &str) {
    for (n, part) in keys.split('\'').enumerate() {
        if n % 2 == 1 {
            desk.text(part);
        } else {
            part.split_whitespace().for_each(|key| {
                desk.press(key);
                desk.settle();
            });
        }
        desk.settle();
    }
}

/// Begins a form about the two, and leaves it as a draft.
fn begin(server: &TestServer, keys: &str) {
    let mut desk = Desk::at(server);
    desk.wait_for("Zeta, Amal");
    desk.press("end enter");
    desk.wait_for("Personen (2)");
    type_in(&mut desk, keys);
    desk.wait(2);
    desk.wait_for("Entwurf 09:00");
}

/// How somebody stops belonging to a household.
#[derive(Clone, Copy, Debug)]
enum Goes {
    Leaves,
    Moves,
    /// She is made one with who lives elsewhere; who she is from then on.
    IsOneWith,
}

fn go(client: &mut Client, two: &Two, how: Goes) -> PersonId {
    let Two { case, schirin: person, other, .. } = *two;
    let change =
        |what| Request::ChangeMembers(Box::new(ChangeMembers { case, what, reference: None }));
    let until = "2026-11-19".parse().unwrap();
    match how {
        Goes::Leaves => client.save(change(Members::Leaves { person, until, why: Left::MovedOut })),
        Goes::Moves => {
            let (relation, from) = (Relation::Child, server::today());
            client.save(change(Members::Moves { person, to: other, relation, from }))
        }
        Goes::IsOneWith => {
            let stays = client.sheet(other).persons[0].clone();
            let sheet = client.sheet(case);
            let gone = sheet.persons.iter().find(|of| of.id == person).unwrap();
            let differing = differing(&stays, gone);
            let (id, gone) = (stays.id, gone.id);
            let (case, other, lives_in) = (other, case, other);
            let merge = Merge { case, stays: id, other, gone, lives_in, differing };
            client.save(Request::Merge(Box::new(merge)));
            return id;
        }
    };
    person
}

/// Whom what was entered in the case is about.
fn named(client: &mut Client, case: CaseId) -> Vec<PersonId> {
    let Sheet { visits, notes, needs, .. } = client.sheet(case);
    let met = visits.iter().flat_map(|shown| shown.visit.entry.met.clone());
    let noted = notes.iter().filter_map(|shown| shown.note.now()?.entry.person);
    let needed = needs.iter().filter_map(|shown| shown.need.now()?.content.person);
    let mut all: Vec<PersonId> = met.chain(noted).chain(needed).collect();
    match client.ask(Request::CaseLetters(letters::Before { case, skip: 0 })) {
        Ok(Reply::CaseLetters(page)) => {
            all.extend(page.rows.iter().filter_map(|row| row.letter.now()?.content.person));
        }
        other => panic!("{other:?}"),
    }
    match client.ask(Request::CaseTopics(topics::Before { case, skip: 0 })) {
        Ok(Reply::CaseTopics(page)) => all.extend(page.rows.iter().map(|row| row.told.person)),
        other => panic!("{other:?}"),
    }
    match client.ask(Request::Protocols(protocols::Ask { skip: 0 })) {
        Ok(Reply::Protocols(page)) => {
            all.extend(page.rows.iter().flat_map(|row| row.protocol.content.persons.clone()));
        }
        other => panic!("{other:?}"),
    }
    all.sort_unstable();
    all
}

#[test]
fn whoever_a_draft_names_stays_named_in_it_though_she_left_since() {
    // what begins a form about her; whether somebody else is named too
    for (form, keys, both) in [
        ("contact", "k 'Anruf' tab tab tab tab tab tab space tab space", false),
        ("visit", "v a e tab tab tab tab tab tab tab space esc", true),
        ("note", "N n 'Kita' tab tab 'schi' enter", false),
        ("letter", "N b 'besch' tab 'job' tab 'h' tab tab tab tab tab tab 'schi' enter", false),
        ("need", "e n 'w' enter 'Bett' tab tab tab 'schi' enter", false),
        ("protocol", "N p 'Fleck' tab tab tab tab tab down space", false),
    ] {
        for how in [Goes::Leaves, Goes::Moves, Goes::IsOneWith] {
            let server = TestServer::personal();
            let mut client = server.connect_own();
            let two = two(&mut client);
            begin(&server, keys);
            let she = go(&mut client, &two, how);
            let mut desk = opened(&server);
            let screen = desk.screen();
            assert!(screen.contains("(nicht mehr im Haushalt)"), "{form} {how:?}:\n{screen}");
            desk.press("f2");
            let saved = if form == "protocol" { "Protokoll gespeichert" } else { "Rückgängig" };
            desk.wait_for(saved);
            let mut whom = if both { vec![two.amal, she] } else { vec![she] };
            whom.sort_unstable();
            assert_eq!(named(&mut client, two.case), whom, "{form} {how:?}");
        }
    }
}

#[test]
fn of_who_was_not_there_on_the_day_the_box_says_so_and_on_a_day_before_she_is_taken() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let two = two(&mut client);
    begin(&server, "N i 'ges' enter enter A");
    go(&mut client, &two, Goes::Leaves);
    let mut desk = opened(&server);
    desk.press("f2");
    let screen = desk.wait_for("An diesem Tag nicht im Haushalt");
    assert!(screen.contains("▸                  [x] Schirin (nicht mehr im Haushalt)"), "{screen}");
    assert_eq!(named(&mut client, two.case), []);
    type_in(&mut desk, "tab '19.11.' f2");
    desk.wait_for("1 Thema, 2 Personen");
    let mut both = vec![two.amal, two.schirin];
    both.sort_unstable();
    assert_eq!(named(&mut client, two.case), both);
}

#[test]
fn of_two_records_that_are_one_by_now_a_draft_names_her_once() {
    let server = TestServer::personal();
    let mut client = server.connect_own();
    let two = two(&mut client);
    begin(&server, "N i 'ges' enter enter A");
    let persons = client.sheet(two.case).persons;
    let of = |id: PersonId| persons.iter().find(|person| person.id == id).unwrap();
    let differing = differing(of(two.amal), of(two.schirin));
    let (case, stays, gone) = (two.case, two.amal, two.schirin);
    let merge = Merge { case, stays, other: case, gone, lives_in: case, differing };
    client.save(Request::Merge(Box::new(merge)));
    let mut desk = opened(&server);
    let screen = desk.screen();
    assert!(screen.contains("[x]") && !screen.contains("frühere Person"), "{screen}");
    desk.press("f2");
    desk.wait_for("1 Thema, 1 Person");
    assert_eq!(named(&mut client, case), [two.amal]);
}

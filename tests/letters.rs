//! Letters: who reads and writes them, what a correction keeps, and when a deadline stands on the
//! board.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use aid::api::exchange::{ExportPage, Sent};
use aid::api::letters::{Before, Change, Shown, Write};
use aid::api::today::{Urgency, What, Whose};
use aid::api::{AnyField, FieldRefusal, Refusal, Reply, Request, office, staff, today as board};
use aid::domain::dates::DateError;
use aid::domain::field::{Clash, Edit, FieldError};
use aid::domain::ids::{CaseId, LetterId};
use aid::domain::letters::{LetterField as F, Status, VERSIONS_MAX};
use chrono::{Days, NaiveDate};
use server::{Client, TestServer, today};

fn write(case: CaseId, fields: &[(F, &str)]) -> Request {
    let fields = fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    Request::WriteLetter(Box::new(Write { case, fields }))
}

/// A notice that came today, with a deadline in so many days.
fn notice(case: CaseId, what: &str, days: Option<u64>) -> Request {
    let (received, deadline) = (today().to_string(), days.map(|days| ahead(days).to_string()));
    write(
        case,
        &[
            (F::Kind, "notice"),
            (F::Received, &received),
            (F::What, what),
            (F::Deadline, deadline.as_deref().unwrap_or_default()),
        ],
    )
}

fn ahead(days: u64) -> NaiveDate {
    today().checked_add_days(Days::new(days)).unwrap()
}

fn edit(case: CaseId, letter: u64, edits: &[(F, &str, &str)]) -> Request {
    let edit = |(field, was, now): &(F, &str, &str)| Edit {
        field: *field,
        was: (*was).to_owned(),
        now: (*now).to_owned(),
    };
    let (letter, edits) = (LetterId(letter), edits.iter().map(edit).collect());
    Request::EditLetter(Box::new(Change { case, letter, edits }))
}

fn letters(client: &mut Client, case: CaseId) -> Vec<Shown> {
    match client.ask(Request::CaseLetters(Before { case, skip: 0 })) {
        Ok(Reply::CaseLetters(page)) => page.rows,
        other => panic!("{other:?}"),
    }
}

fn whats(letters: &[Shown]) -> Vec<&str> {
    letters.iter().map(|shown| shown.letter.now().unwrap().content.what.as_str()).collect()
}

/// What stands on her board of letters.
fn due(client: &mut Client) -> Vec<(Urgency, String, Whose)> {
    let ask = board::Ask { by_home: false, limit: 100 };
    let Ok(Reply::Today(board)) = client.ask(Request::Today(ask)) else { panic!("no board") };
    let rows = board.rows.into_iter().filter_map(|row| match row.what {
        What::Letter { what, .. } => Some((row.urgency, what, row.whose)),
        _ => None,
    });
    rows.collect()
}

#[test]
fn a_letter_is_written_down_corrected_and_answered_and_keeps_what_it_said() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let case = anna.household("Alavi");
    let mother = anna.sheet(case).household.reference;
    let received = today().to_string();
    let fields = [
        (F::Kind, "NOTICE"),
        (F::Sender, "job-com"),
        (F::Name, "Az.\u{7} 12"),
        (F::Person, &mother.0.to_string()),
        (F::Received, &received),
        (F::What, "Kürzung"),
    ];
    let id = anna.save(write(case, &fields)).id;
    let shown = letters(&mut anna, case).remove(0);
    let content = &shown.letter.now().unwrap().content;
    assert_eq!((content.kind.as_str(), content.name.as_str()), ("notice", "Az. 12"));
    assert_eq!((content.person, shown.by[0].as_str()), (Some(mother), "Anna Beispiel"));
    assert!(shown.person.contains("Alavi"), "{}", shown.person);
    // the law says something, and nothing comes of it
    assert!(content.suggestion().is_some() && content.deadline.is_none());
    assert!(due(&mut anna).is_empty());
    let sheet = anna.sheet(case).letters;
    assert_eq!((sheet.open, sheet.next), (1, None));

    // a colleague of the area confirms a deadline, another field is corrected beside it
    let deadline = ahead(31).to_string();
    frida.save(edit(case, id, &[(F::Deadline, "", &deadline)]));
    anna.save(edit(case, id, &[(F::What, "Kürzung", "Kürzung um 30 %")]));
    let shown = letters(&mut anna, case).remove(0);
    assert_eq!(shown.by, ["Anna Beispiel", "Frida Beispiel", "Anna Beispiel"]);
    let said: Vec<_> = shown.letter.versions.iter().map(|v| v.content.deadline).collect();
    assert_eq!(said, [None, Some(ahead(31)), Some(ahead(31))]);
    let next = Some((ahead(31), "notice".to_owned(), "Kürzung um 30 %".to_owned()));
    assert_eq!(anna.sheet(case).letters.next, next);

    // the same field otherwise: both are told, nothing is written over
    let other = ahead(20).to_string();
    let late = anna.ask(edit(case, id, &[(F::Deadline, "", &other)]));
    let clash = Clash { field: F::Deadline, theirs: deadline.clone(), mine: other };
    assert_eq!(late, Err(Refusal::LetterClash(vec![clash])));
    assert_eq!(letters(&mut anna, case)[0].letter.due(), Some(ahead(31)));

    // answered, and open again
    let done = frida.save(edit(case, id, &[(F::Status, "open", "answered")]));
    let shown = letters(&mut anna, case).remove(0);
    assert_eq!(shown.letter.done().unwrap().content.status, Status::Answered);
    assert_eq!(anna.sheet(case).letters.open, 0);
    frida.save(Request::Undo(office::Undo { change: done.change }));
    assert_eq!(letters(&mut anna, case)[0].letter.due(), Some(ahead(31)));
    let second = anna.save(notice(case, "zweiter", None));
    anna.save(Request::Undo(office::Undo { change: second.change }));
    assert_eq!(letters(&mut anna, case).len(), 1);
}

#[test]
fn a_confirmed_deadline_stands_on_the_board_until_something_is_done() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut ids = vec![];
    for (what, days) in [
        ("far", Some(29)),
        ("month", Some(28)),
        ("week", Some(7)),
        ("soon", Some(8)),
        ("none", None),
    ] {
        ids.push(anna.save(notice(case, what, days)).id);
    }
    let late = anna.save(notice(case, "late", Some(0)));
    let yesterday = today().pred_opt().unwrap().to_string();
    anna.save(edit(case, late.id, &[(F::Deadline, &today().to_string(), &yesterday)]));
    let rows = |client: &mut Client| -> Vec<(Urgency, String)> {
        due(client).into_iter().map(|(urgency, what, _)| (urgency, what)).collect()
    };
    let board = [
        (Urgency::Danger, "late"),
        (Urgency::Danger, "week"),
        (Urgency::Open, "soon"),
        (Urgency::Open, "month"),
    ];
    let board = board.map(|(urgency, what)| (urgency, what.to_owned()));
    assert_eq!(rows(&mut anna), board);
    let order = ["late", "week", "soon", "month", "far", "none"];
    assert_eq!(whats(&letters(&mut anna, case)), order);
    // on nobody else's, but on her deputy's
    for user in ["clara", "frida"] {
        assert!(due(&mut server.connect(user)).is_empty(), "{user}");
    }
    let (owner, deputy) = (anna.staff(), server.connect("frida").staff());
    let grant = staff::Grant { owner, deputy, from: today(), until: today() };
    anna.ask(Request::GrantDeputy(grant)).unwrap();
    let hers = due(&mut server.connect("frida"));
    assert_eq!(hers[0].2, Whose::For("Anna Beispiel".into()));
    // done from there, and by a suggestion that nobody took over nothing comes back
    for (id, status) in [(late.id, "answered"), (ids[2], "no-action")] {
        anna.save(edit(case, id, &[(F::Status, "open", status)]));
    }
    assert_eq!(rows(&mut anna), board[2..]);
    let order = ["soon", "month", "far", "none", "late", "week"];
    assert_eq!(whats(&letters(&mut anna, case)), order, "what is done stands last");
    // the restart reads the same out of the records
    drop(anna);
    let server = TestServer::over(server.stop());
    assert_eq!(rows(&mut server.connect("anna")), board[2..]);
}

#[test]
fn letters_are_seen_by_who_sees_the_case() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let id = anna.save(notice(case, "secret cut", Some(3))).id;
    for user in ["clara", "frida"] {
        assert_eq!(whats(&letters(&mut server.connect(user), case)), ["secret cut"], "{user}");
    }
    for (user, refused) in [
        ("berta", Refusal::NotFound),
        ("dora", Refusal::NotPermitted),
        ("emil", Refusal::NotPermitted),
    ] {
        let mut other = server.connect(user);
        let asked = [
            Request::CaseLetters(Before { case, skip: 0 }),
            notice(case, "x", None),
            edit(case, id, &[(F::Status, "open", "answered")]),
        ];
        for ask in asked {
            assert_eq!(other.ask(ask), Err(refused.clone()), "{user}");
        }
    }
    // a letter is asked for with its own case
    let mine = server.connect("berta").household("Omar");
    let ask = edit(mine, id, &[(F::Status, "open", "answered")]);
    assert_eq!(server.connect("berta").ask(ask), Err(Refusal::NotFound));
    // who sees the case is told that something changed in it, nobody else
    let (mut clara, mut berta) = (server.connect("clara"), server.connect("berta"));
    anna.save(edit(case, id, &[(F::What, "secret cut", "secret")]));
    let by = anna.staff();
    clara.hears_at_last(by, case);
    berta.save(notice(mine, "x", None));
    let by = berta.staff();
    let mut berta = server.connect("berta");
    anna.save(notice(case, "y", None));
    server.connect("berta").save(notice(mine, "z", None));
    berta.hears(by, &[mine]);
    // the log names ids and fields
    let log = server.connect("dora").ask(Request::Log(office::LogPage { before: None, limit: 99 }));
    let log = format!("{log:?}");
    assert!(log.contains("write-letter") && log.contains("Deadline"), "{log}");
    assert!(log.contains("read-letters") && !log.contains("secret"));
}

#[test]
fn what_does_not_hold_is_refused_beside_its_field() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut refused = |fields: &[(F, &str)]| match anna.ask(write(case, fields)) {
        Err(Refusal::Field(FieldRefusal { field: AnyField::Letter(field), error })) => {
            (field, error)
        }
        other => panic!("{other:?}"),
    };
    let (received, tomorrow) = (today().to_string(), ahead(1));
    assert_eq!(refused(&[]), (F::Kind, FieldError::Missing));
    assert_eq!(refused(&[(F::Kind, "rumour")]), (F::Kind, FieldError::NotAChoice));
    assert_eq!(refused(&[(F::Kind, "bill")]), (F::Received, FieldError::Missing));
    let ahead = [(F::Kind, "bill"), (F::Received, &tomorrow.to_string())];
    assert_eq!(refused(&ahead), (F::Received, FieldError::Date(DateError::InFuture(tomorrow))));
    let stranger = [(F::Kind, "bill"), (F::Received, &received), (F::Person, "99")];
    assert_eq!(refused(&stranger), (F::Person, FieldError::NotAChoice));
    let id = anna.save(notice(case, "0", None)).id;
    for n in 1..VERSIONS_MAX {
        anna.save(edit(case, id, &[(F::What, &(n - 1).to_string(), &n.to_string())]));
    }
    let last = (VERSIONS_MAX - 1).to_string();
    let full = anna.ask(edit(case, id, &[(F::What, &last, "more")]));
    let (field, error) = (AnyField::Letter(F::Kind), FieldError::TooMany(VERSIONS_MAX));
    assert_eq!(full, Err(Refusal::Field(FieldRefusal { field, error })));
    // nothing said twice makes no version
    anna.save(edit(case, id, &[(F::What, "x", &last)]));
    assert_eq!(letters(&mut anna, case)[0].letter.versions.len(), VERSIONS_MAX);
}

#[test]
fn letters_go_out_with_the_record_of_the_case() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    anna.save(notice(case, "Kürzung", Some(9)));
    let (sent, limit, visits) = (Sent::default(), 100, true);
    match anna.ask(Request::Export(ExportPage { after: None, sent, limit, visits })) {
        Ok(Reply::Export(page)) => assert_eq!(page.cases[0].letters[0].due(), Some(ahead(9))),
        other => panic!("{other:?}"),
    }
}

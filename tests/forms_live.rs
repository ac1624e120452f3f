//! Forms in the program itself, at a real server: from the key to the disk and back.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/pty.rs"]
mod pty;
#[path = "common/server.rs"]
mod server;

use std::time::{Duration, Instant};

use aid::api::{Reply, Request, households};
use aid::domain::checklist::{Origin, Rating};
use aid::domain::field::Edit;
use aid::domain::household::{HouseholdField, Relation};
use aid::domain::ids::CaseId;
use aid::domain::person::PersonField as F;
use pty::Pty;
use server::{Client, TestServer};

const F2: &[u8] = b"\x1bOQ";
const F6: &[u8] = b"\x1b[17~";

fn aid(server: &TestServer) -> Pty {
    let mut command = pty::program(server.socket().parent().unwrap());
    command.args(["--socket", server.socket().to_str().unwrap()]);
    Pty::start(command, 80, 24)
}

fn office() -> (TestServer, Client, CaseId) {
    let server = TestServer::of_today();
    let mut colleague = server.connect_own();
    let case = colleague.household("Al-Hamadi");
    (server, colleague, case)
}

#[test]
fn three_keys_in_one_packet_save_a_visit() {
    let (server, mut colleague, case) = office();
    let mut pty = aid(&server);
    pty.send(b"va\x1bOQ");
    pty.wait_for_text("Besuch gespeichert");
    let visits = colleague.sheet(case).visits;
    assert_eq!(visits.len(), 1);
    let answers = &visits[0].visit.entry.answers;
    assert_eq!(answers.len(), 21);
    assert!(answers.iter().all(|noted| noted.answer.origin == Origin::Summary));
    pty.send(b"h");
    pty.wait_for_text("Erstbesuch");
    pty.send(b"q");
    pty.wait_exit();
}

#[test]
fn a_need_with_note_and_follow_up_comes_up_again() {
    let (server, mut colleague, case) = office();
    let mut pty = aid(&server);
    pty.send(b"v\x1b[B3Warteliste der VHS\ra\x1bOQ");
    pty.wait_for_text("Wiedervorlage");
    pty.wait_for_text("Besuch gespeichert");
    let sheet = colleague.sheet(case);
    let concern = |n: &&aid::domain::visit::Noted| n.answer.rating == Rating::Attention;
    let noted = sheet.visits[0].visit.entry.answers.iter().find(concern).unwrap();
    assert_eq!(
        (noted.answer.item.to_string().as_str(), noted.note.as_str()),
        ("SP4", "Warteliste der VHS")
    );
    assert_eq!(sheet.follow_ups[0].follow_up.what, "Kursplatz suchen");
    pty.send(b"q");
    pty.wait_exit();
}

#[test]
fn a_half_typed_note_is_there_again_after_the_program_was_killed() {
    let (server, mut colleague, case) = office();
    let mut pty = aid(&server);
    pty.send(b"v3Heizung seit Montag k");
    pty.wait_for_text("Entwurf");
    pty.signal(rustix::process::Signal::KILL);
    pty.wait_exit();
    let mut pty = aid(&server);
    pty.wait_for_text("Angefangen");
    pty.send(b"\x1b[H");
    pty.wait_for("the draft is selected", |screen| screen.contents().contains("▸ Angefangen"));
    pty.send(b"\r");
    pty.wait_for_text("Heizung seit Montag k");
    pty.send(b"alt\ra");
    pty.send(F2);
    pty.wait_for_text("Besuch gespeichert");
    let until = Instant::now() + Duration::from_secs(20);
    let visits = colleague.sheet(case).visits;
    assert_eq!(visits[0].visit.entry.answers[0].note, "Heizung seit Montag kalt");
    // one that was on its way while the form was saved goes right behind it
    while colleague.ask(Request::Drafts) != Ok(Reply::Drafts(vec![])) {
        assert!(Instant::now() < until, "a draft is left");
    }
    pty.send(b"q");
    pty.wait_exit();
}

#[test]
fn two_people_in_one_field_are_both_asked_about() {
    let (server, mut colleague, case) = office();
    let mut pty = aid(&server);
    pty.send(b"b");
    pty.wait_for_text("Haushalt ändern");
    pty.wait_for_text("Sprachmittlung   keine");
    let household = colleague.sheet(case).household.id;
    let phone = Edit { field: HouseholdField::Phone, was: String::new(), now: "0163 9".into() };
    let reach = Edit { field: HouseholdField::Reach, was: String::new(), now: "abends".into() };
    let edits = vec![phone, reach];
    colleague.save(Request::EditHousehold(households::EditHousehold { case, household, edits }));
    pty.send(b"\t0170 5\x1bOQ");
    pty.wait_for_text("Was gilt?");
    pty.wait_for_text("0163 9 (hat jemand inzwischen eingetragen)");
    pty.send(b"meine\r");
    pty.send(F2);
    pty.wait_for_text("Änderung gespeichert");
    let household = colleague.sheet(case).household;
    assert_eq!((household.phone.as_str(), household.reach.as_str()), ("0170 5", "abends"));
    pty.send(b"q");
    pty.wait_exit();
}

#[test]
fn a_household_a_person_a_contact_and_a_follow_up_are_entered() {
    let (server, mut colleague, _) = office();
    let mut pty = aid(&server);
    pty.wait_for_text("Al-Hamadi");
    pty.send(b"nTesfay\tAster\t1990\t\teritrea\ttigr");
    pty.send(F2);
    pty.wait_for_text("Haushalt angelegt");
    pty.wait_for("the new case is selected", |screen| {
        screen.contents().contains("▸ Tesfay, Aster")
    });
    pty.send(b"k\x1b[Zt\rJobcenter ruft an\r+14");
    pty.send(F2);
    pty.wait_for_text("Kontakt gespeichert");
    pty.send(b"wKita anmelden\rmo");
    pty.send(F2);
    pty.wait_for_text("eingetragen");
    pty.send(b"\rnTesfay\tSami\t2015\t\tkind\r");
    pty.send(F2);
    pty.wait_for_text("Person aufgenommen");
    let Ok(Reply::Found(found)) =
        colleague.ask(Request::Find(aid::api::cases::Find { text: "tesfay".into(), limit: 5 }))
    else {
        panic!("not found")
    };
    let sheet = colleague.sheet(found[0].case);
    assert_eq!(sheet.persons.len(), 2);
    assert_eq!(sheet.persons[0].nationalities, ["ER"]);
    assert_eq!(sheet.persons[0].languages, ["ti"]);
    let what: Vec<_> = sheet.follow_ups.iter().map(|row| row.follow_up.what.as_str()).collect();
    assert_eq!(what, ["Kita anmelden", "Jobcenter ruft an"]);
    pty.send(b"q");
    pty.wait_exit();
}

#[test]
fn a_child_entered_again_with_day_and_month_swapped_is_the_one_that_is_there() {
    let (server, mut colleague, case) = office();
    let fields = [(F::Surname, "Al-Hamadi"), (F::Given, "Sami"), (F::Birth, "05.03.2015")];
    colleague.save(Request::AddPerson(Box::new(households::AddPerson {
        case,
        person: fields.map(|(field, text)| (field, text.to_owned())).to_vec(),
        relation: Relation::Child,
        from: "2026-01-05".parse().unwrap(),
        distinct: vec![],
    })));
    let mut pty = aid(&server);
    pty.send("nAlhamadi\tSamy\t03.05.2015\t".as_bytes());
    pty.wait_for_text("vertauscht, Name klingt gleich");
    pty.send(F6);
    pty.wait_for_text("Person ändern");
    pty.wait_for_text("Was gilt?");
    // surname and given name as in the file, the birth date as just typed
    pty.send(b"akte\r\takte\r\teben\r");
    pty.send(F2);
    pty.wait_for_text("Änderung gespeichert");
    let sheet = colleague.sheet(case);
    assert_eq!(sheet.persons.len(), 2, "nobody was entered twice");
    let child = &sheet.persons[1];
    assert_eq!(child.listed(), "Al-Hamadi, Sami");
    assert_eq!(child.birth.unwrap().to_string(), "2015-05-03");
    pty.send(b"q");
    pty.wait_exit();
}

//! Notes: who reads and writes them, what a correction keeps, and the form they are typed into.
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
use aid::api::notes::{Before, Correct, Shown, Write};
use aid::api::{AnyField, Ask, FieldRefusal, Refusal, Reply, Request, cases, office};
use aid::domain::dates::DateError;
use aid::domain::draft::{Body, Draft, Form};
use aid::domain::field::FieldError;
use aid::domain::ids::{CaseId, NoteId, PersonId, RequestId};
use aid::domain::note::{Entry, NoteField, VERSIONS_MAX};
use server::{Client, TestServer, clock, today};

fn entry(text: &str) -> Entry {
    Entry { day: today(), person: None, text: text.into() }
}

fn write(case: CaseId, restricted: bool, text: &str) -> Request {
    Request::WriteNote(Box::new(Write { case, restricted, entry: entry(text) }))
}

fn correct(case: CaseId, note: u64, seen: u16, restricted: bool, text: &str) -> Request {
    let (note, entry) = (NoteId(note), entry(text));
    Request::CorrectNote(Box::new(Correct { case, note, seen, restricted, entry }))
}

fn notes(client: &mut Client, case: CaseId) -> Vec<Shown> {
    match client.ask(Request::CaseNotes(Before { case, skip: 0 })) {
        Ok(Reply::CaseNotes(notes)) => notes,
        other => panic!("{other:?}"),
    }
}

fn words(notes: &[Shown]) -> Vec<&str> {
    notes.iter().map(|shown| shown.note.now().unwrap().entry.text.as_str()).collect()
}

fn export(client: &mut Client) -> Vec<Whole> {
    let (sent, limit, visits) = (Sent::default(), 100, true);
    match client.ask(Request::Export(ExportPage { after: None, sent, limit, visits })) {
        Ok(Reply::Export(page)) => page.cases,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_note_is_written_shown_corrected_and_taken_back() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mother = anna.sheet(case).household.reference;
    let about = Entry { person: Some(mother), ..entry("Schlüssel\u{7} beim Hausmeister\n") };
    let first = Request::WriteNote(Box::new(Write { case, restricted: false, entry: about }));
    let note = anna.save(first).id;
    let shown = anna.sheet(case).notes;
    assert_eq!(words(&shown), ["Schlüssel beim Hausmeister"]);
    assert_eq!(
        (shown[0].by.as_slice(), shown[0].note.restricted),
        (&["Anna Beispiel".to_owned()][..], false)
    );

    // a colleague of the area corrects it: what it said before stays, with who wrote it
    let mut frida = server.connect("frida");
    let saved = frida.save(correct(case, note, 1, false, "Schlüssel bei der Nachbarin"));
    let shown = anna.sheet(case).notes;
    let versions: Vec<&str> =
        shown[0].note.versions.iter().map(|version| version.entry.text.as_str()).collect();
    assert_eq!(versions, ["Schlüssel beim Hausmeister", "Schlüssel bei der Nachbarin"]);
    assert_eq!(shown[0].by, ["Anna Beispiel", "Frida Beispiel"]);

    // who has not seen that is told, and nothing is written over
    let late = anna.ask(correct(case, note, 1, false, "Schlüssel verloren"));
    let Err(Refusal::NoteChanged(theirs)) = late else { panic!("{late:?}") };
    assert_eq!(*theirs, shown[0]);
    anna.save(correct(case, note, 2, false, "Schlüssel verloren"));
    assert_eq!(notes(&mut anna, case)[0].note.versions.len(), 3);
    let undo = Request::Undo(office::Undo { change: saved.change });
    assert_eq!(frida.ask(undo), Err(Refusal::ChangedSince("Anna Beispiel".into())));

    // a correction is taken back, and so is a note
    let again = anna.save(correct(case, note, 3, false, "Schlüssel da"));
    anna.save(Request::Undo(office::Undo { change: again.change }));
    assert_eq!(words(&notes(&mut anna, case)), ["Schlüssel verloren"]);
    let other = anna.save(write(case, true, "zweite"));
    anna.save(Request::Undo(office::Undo { change: other.change }));
    assert_eq!(notes(&mut anna, case).len(), 1);
}

#[test]
fn restricted_notes_are_for_the_responsible_worker_and_her_deputy_only() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    anna.save(write(case, false, "Post geholt"));
    let before = format!("{:?}", server.connect("clara").sheet(case));
    let note = anna.save(write(case, true, "secret way"));
    assert_eq!(words(&anna.sheet(case).notes), ["secret way", "Post geholt"]);

    // coordinator, colleague of the area
    for user in ["clara", "frida"] {
        let mut other = server.connect(user);
        let shown = other.sheet(case);
        assert_eq!(format!("{shown:?}"), before, "{user}: nothing tells that there is one");
        assert_eq!(words(&notes(&mut other, case)), ["Post geholt"], "{user}");
        assert_eq!(other.ask(write(case, true, "mine")), Err(Refusal::NotPermitted), "{user}");
        for restricted in [false, true] {
            let refused = other.ask(correct(case, note.id, 1, restricted, "mine"));
            let why = if restricted { Refusal::NotPermitted } else { Refusal::NotFound };
            assert_eq!(refused, Err(why), "{user}");
        }
        let undo = Request::Undo(office::Undo { change: note.change });
        assert!(other.ask(undo).is_err(), "{user}");
        let told = format!("{:?}{:?}", export(&mut other), other.drafts());
        assert!(!told.contains("secret"), "{user}");
        let find = Request::Find(cases::Find { text: "secret".into(), limit: 9 });
        assert_eq!(other.ask(find), Ok(Reply::Found(vec![])), "{user}");
        let (visits, lists) = (
            other.ask(Request::CaseVisits(cases::VisitsBefore { case, skip: 0, limit: 9 })),
            other.ask(Request::RecentVisits(aid::api::visits::Recent {
                mine: false,
                skip: 0,
                limit: 9,
            })),
        );
        assert!(!format!("{visits:?}{lists:?}").contains("secret"), "{user}");
    }
    // who sees no case learns nothing at all
    for (user, refused) in [
        ("berta", Refusal::NotFound),
        ("dora", Refusal::NotPermitted),
        ("emil", Refusal::NotPermitted),
    ] {
        let mut other = server.connect(user);
        let ask = Request::CaseNotes(Before { case, skip: 0 });
        assert_eq!(other.ask(ask), Err(refused.clone()), "{user}");
        assert_eq!(other.ask(write(case, false, "x")), Err(refused.clone()), "{user}");
        assert_eq!(other.ask(correct(case, note.id, 1, false, "x")), Err(refused), "{user}");
    }
    // it leaves the office with nobody, not even with her
    let mine = format!("{:?}", export(&mut anna));
    assert!(mine.contains("Post geholt") && !mine.contains("secret"));
    // the log names ids and fields
    let log = server.connect("dora").ask(Request::Log(office::LogPage { before: None, limit: 99 }));
    let log = format!("{log:?}");
    assert!(log.contains("write-note") && log.contains("Text"), "{log}");
    assert!(!log.contains("secret") && !log.contains("Post geholt"));

    // the deputy of that day reads it and writes
    let frida = server.connect("frida").staff();
    let (owner, from, until) = (anna.staff(), today(), today());
    let grant = aid::api::staff::Grant { owner, deputy: frida, from, until };
    anna.ask(Request::GrantDeputy(grant)).unwrap();
    let mut frida = server.connect("frida");
    assert_eq!(words(&frida.sheet(case).notes), ["secret way", "Post geholt"]);
    frida.save(correct(case, note.id, 1, true, "secret path"));
    assert_eq!(words(&anna.sheet(case).notes), ["secret path", "Post geholt"]);
    assert!(!format!("{:?}", server.connect("clara").sheet(case)).contains("secret"));
}

#[test]
fn a_note_that_becomes_restricted_is_gone_for_the_others_and_comes_back() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    let note = anna.save(write(case, false, "plain"));
    let hidden = anna.save(correct(case, note.id, 1, true, "plain"));
    assert_eq!(words(&notes(&mut clara, case)), [] as [&str; 0]);
    assert_eq!(notes(&mut anna, case)[0].note.versions.len(), 1, "nothing else was corrected");
    anna.save(Request::Undo(office::Undo { change: hidden.change }));
    assert_eq!(words(&notes(&mut clara, case)), ["plain"]);
    assert_eq!(notes(&mut anna, case).len(), 1, "it is there once");
}

#[test]
fn a_restricted_note_is_told_to_nobody_else() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (mut second, mut clara) = (server.connect("anna"), server.connect("clara"));
    let (case, other) = (anna.household("Alavi"), anna.household("Omar"));
    let by = anna.staff();
    for client in [&mut second, &mut clara] {
        client.hears(by, &[case, other]);
    }
    anna.save(write(case, false, "plain"));
    for client in [&mut second, &mut clara] {
        client.hears(by, &[case]);
    }
    let note = anna.save(write(case, true, "secret")).id;
    second.hears(by, &[case]);
    anna.save(correct(case, note, 1, true, "secret way"));
    second.hears(by, &[case]);
    anna.save(write(other, false, "plain"));
    // of the two before she was told nothing
    clara.hears(by, &[other]);
}

#[test]
fn what_does_not_hold_is_refused_beside_its_field() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut refused = |entry: Entry| {
        let ask = Request::WriteNote(Box::new(Write { case, restricted: false, entry }));
        match anna.ask(ask) {
            Err(Refusal::Field(FieldRefusal { field: AnyField::Note(field), error })) => {
                (field, error)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(entry(" \n")), (NoteField::Text, FieldError::Missing));
    let tomorrow = today().succ_opt().unwrap();
    let ahead = Entry { day: tomorrow, ..entry("x") };
    let error = FieldError::Date(DateError::InFuture(tomorrow));
    assert_eq!(refused(ahead), (NoteField::Day, error));
    let stranger = Entry { person: Some(PersonId(99)), ..entry("x") };
    assert_eq!(refused(stranger), (NoteField::Person, FieldError::NotAChoice));
    let note = anna.save(write(case, false, "0")).id;
    for n in 1..VERSIONS_MAX {
        let seen = u16::try_from(n).unwrap();
        anna.save(correct(case, note, seen, false, &n.to_string()));
    }
    let seen = u16::try_from(VERSIONS_MAX).unwrap();
    assert_eq!(
        anna.ask(correct(case, note, seen, false, "more")),
        Err(Refusal::Field(FieldRefusal {
            field: AnyField::Note(NoteField::Text),
            error: FieldError::TooMany(VERSIONS_MAX)
        }))
    );
}

#[test]
fn what_a_sheet_has_no_room_for_is_asked_for() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    for n in 0..60 {
        anna.save(write(case, n % 2 == 0, &format!("{n} {}", "ä".repeat(7_990))));
    }
    let sheet = anna.sheet(case);
    assert!(sheet.more.notes > 0 && !sheet.notes.is_empty());
    let mut known = sheet.notes.len();
    assert_eq!(known + sheet.more.notes as usize, 60);
    while known < 60 {
        let skip = u32::try_from(known).unwrap();
        match anna.ask(Request::CaseNotes(Before { case, skip })) {
            Ok(Reply::CaseNotes(more)) if !more.is_empty() => known += more.len(),
            other => panic!("{other:?}"),
        }
    }
    let whole = export(&mut anna).remove(0);
    assert!(!whole.notes.is_empty() && whole.notes.iter().all(|note| !note.restricted));
}

#[test]
fn a_draft_of_a_note_is_kept_for_her_alone() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let fields = vec![("text".into(), "half a wo".into()), ("restricted".into(), "x".into())];
    let draft = Draft {
        id: RequestId(77),
        form: Form::Note,
        case: Some(case),
        name: String::new(),
        kept: clock(),
        no: 1,
        from: None,
        body: Body::Fields { fields, at: "text".into(), cursor: 9 },
    };
    let ask =
        Ask { tag: 9, request: None, beside: false, body: Request::SaveDraft(Box::new(draft)) };
    anna.ask(ask.body).unwrap();
    let kept = anna.drafts();
    assert_eq!((kept.len(), kept[0].form), (1, Form::Note));
    assert!(format!("{kept:?}").contains("half a wo"));
    assert!(server.connect("clara").drafts().is_empty());
}

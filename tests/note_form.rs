//! The form of a note: what keys make of it, what is sent, what is drawn, and how it is read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Form;
use aid::api::notes::{Correct, Shown, Write};
use aid::api::{Refusal, Request};
use aid::domain::ids::{NoteId, PersonId, StaffId};
use aid::domain::note::{Entry, Note, Version};
use counter::{CASE, Counter, day};
use insta::assert_snapshot;

fn entry(text: &str) -> Entry {
    Entry { day: day(11, 22), person: None, text: text.into() }
}

fn shown(restricted: bool, texts: &[&str]) -> Shown {
    let version = |text: &&str| Version {
        entry: Entry { person: Some(PersonId(1)), ..entry(text) },
        by: StaffId(1),
        at: "2026-11-22T09:00:00Z".parse().unwrap(),
    };
    let versions: Vec<Version> = texts.iter().map(version).collect();
    let by = texts.iter().map(|_| "Anna Weber".to_owned()).collect();
    Shown { note: Note { id: NoteId(5), case: CASE, restricted, versions }, by }
}

fn write(restricted: bool, entry: Entry) -> Request {
    Request::WriteNote(Box::new(Write { case: CASE, restricted, entry }))
}

#[test]
fn a_note_is_two_keys_and_its_words() {
    let mut counter = Counter::german();
    counter.press("N n 'Post geholt' f2");
    assert_eq!(counter.changes(), [&write(false, entry("Post geholt"))]);
    assert!(counter.screen().contains("Notiz gespeichert"), "{}", counter.screen());
}

#[test]
fn keys_typed_ahead_are_kept_and_the_rest_is_a_tab_away() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("N n 'Termin geplatzt' tab space tab 'fat' enter '20.11.' f2");
    for _ in 0..4 {
        counter.answer();
    }
    let about = Entry { day: day(11, 20), person: Some(PersonId(1)), ..entry("Termin geplatzt") };
    assert_eq!(counter.changes(), [&write(true, about)]);
}

#[test]
fn who_may_not_write_a_restricted_one_is_not_asked() {
    let mut counter = Counter::german();
    counter.prepared.restricted = false;
    let screen = counter.press("N n").screen();
    assert!(screen.contains("Keine Diagnosen") && !screen.contains("Vertraulich"), "{screen}");
}

#[test]
fn nothing_typed_is_lost() {
    let mut counter = Counter::german();
    counter.press("N n 'halb fertig' tab space esc").wait(Duration::from_secs(3));
    let draft = counter.drafts.iter().find(|draft| draft.form == Form::Note);
    assert!(format!("{draft:?}").contains("halb fertig"), "{draft:?}");
    // without its words it is not sent
    let mut counter = Counter::german();
    let screen = counter.press("N n f2").screen();
    assert!(counter.changes().is_empty() && screen.contains('!'), "{screen}");
}

#[test]
fn a_correction_says_what_was_seen_and_meets_that_of_a_colleague() {
    let mut counter = Counter::german();
    counter.sheet.notes = vec![shown(true, &["Schlüsel weg"])];
    counter.press("h b end backspace 'g'");
    let theirs = shown(true, &["Schlüsel weg", "Schlüssel weg"]);
    counter.refuse = Some(Refusal::NoteChanged(Box::new(theirs)));
    let screen = counter.press("f2").screen();
    assert!(screen.contains("hat die Notiz inzwischen"), "{screen}");
    assert!(screen.contains("Schlüssel weg") && screen.contains("Schlüsel weg"), "{screen}");
    counter.press("f2");
    let sent: Vec<(u16, bool, String)> = counter
        .changes()
        .into_iter()
        .map(|change| match change {
            Request::CorrectNote(c) => (c.seen, c.restricted, c.entry.text.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    let text = "Schlüsel weg".to_owned();
    assert_eq!(sent, [(1, true, text.clone()), (2, true, text)]);
    let is_of_it = |c: &Correct| c.note == NoteId(5) && c.entry.person == Some(PersonId(1));
    assert!(
        counter
            .changes()
            .iter()
            .all(|change| matches!(change, Request::CorrectNote(c) if is_of_it(c)))
    );
}

#[test]
fn it_is_drawn_everywhere() {
    for (ending, screen) in
        counter::everywhere("N n 'Schlüssel bei der Nachbarin, 2. Stock' tab space")
    {
        assert_snapshot!(format!("note_{ending}"), screen);
    }
    for (ending, setting) in screen::SETTINGS {
        let mut counter = Counter::new(setting);
        let mut plain = shown(false, &["Post geholt\nund erklärt"]);
        plain.note.id = NoteId(6);
        counter.sheet.notes = vec![shown(true, &["Schlüsel weg", "Schlüssel weg"]), plain];
        assert_snapshot!(format!("note_read_{ending}"), counter.press("h").screen());
    }
}

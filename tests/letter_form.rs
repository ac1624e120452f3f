//! The form of a letter and the list of them: what keys make of them, what is sent, what is drawn.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Form;
use aid::api::letters::{Brief, Change, Shown};
use aid::api::today::{Board, Row, Urgency, What, Whose};
use aid::api::{Refusal, Request};
use aid::domain::case::CaseNo;
use aid::domain::field::{Clash, Edit};
use aid::domain::ids::{LetterId, PersonId, StaffId};
use aid::domain::letters::{Content, Letter, LetterField as F, Status, Version};
use chrono::NaiveDate;
use counter::{CASE, Counter, day};
use insta::assert_snapshot;

fn content(kind: &str, what: &str, deadline: Option<NaiveDate>) -> Content {
    Content {
        kind: kind.into(),
        sender: "job-com".into(),
        name: "Az. 12/34".into(),
        person: Some(PersonId(1)),
        dated: Some(day(11, 10)),
        received: Some(day(11, 12)),
        what: what.into(),
        deadline,
        ..Content::new()
    }
}

fn shown(id: u64, contents: &[Content]) -> Shown {
    let version = |content: &Content| Version {
        content: content.clone(),
        by: StaffId(1),
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
    };
    let versions: Vec<Version> = contents.iter().map(version).collect();
    let by = versions.iter().map(|_| "Anna Weber".to_owned()).collect();
    let letter = Letter { id: LetterId(id), case: CASE, versions };
    Shown { letter, person: "Fatima".into(), by }
}

/// One of each: urgent, later, without deadline, done.
fn some() -> Vec<Shown> {
    let open = content("hearing", "Mitwirkung", None);
    let done = Content { status: Status::Answered, ..open.clone() };
    vec![
        shown(5, &[content("asylum-fast", "Dublin Kroatien", Some(day(11, 24)))]),
        shown(6, &[content("notice", "Kürzung", Some(day(12, 14)))]),
        shown(7, &[content("notice", "Nachzahlung Strom", None)]),
        shown(8, &[open, done]),
    ]
}

fn written(counter: &Counter) -> Vec<(F, String)> {
    match counter.changes()[..] {
        [Request::WriteLetter(sent)] => {
            assert_eq!(sent.case, CASE);
            sent.fields.clone()
        }
        _ => panic!("{:?}", counter.changes()),
    }
}

fn pairs(fields: &[(F, &str)]) -> Vec<(F, String)> {
    fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

#[test]
fn a_letter_is_written_down_and_the_deadline_of_the_law_taken_over_with_one_key() {
    let mut counter = Counter::german();
    counter.press("N b 'besch' tab 'job' tab 'h' tab tab '19.11.' tab");
    let screen = counter.screen();
    assert!(screen.contains("Vorschlag Mi 23.12.2026"), "{screen}");
    assert!(screen.contains("§ 37 Abs. 2 SGB X") && screen.contains("§ 84 SGG"), "{screen}");
    assert!(counter.changes().is_empty(), "nothing by itself");
    counter.press("= tab 'Kürzung' f2");
    let fields = pairs(&[
        (F::Kind, "notice"),
        (F::Sender, "job-com"),
        (F::What, "Kürzung"),
        (F::Received, "2026-11-22"),
        (F::Way, "post"),
        (F::Dated, "2026-11-19"),
        (F::Deadline, "2026-12-23"),
        (F::Status, "open"),
    ]);
    assert_eq!(written(&counter), fields);
    assert!(counter.screen().contains("Frist Mi 23.12."), "{}", counter.screen());
}

#[test]
fn the_deadline_in_the_letter_goes_first_and_none_is_needed() {
    let mut counter = Counter::german();
    counter.press("N b 'besch' tab tab 'h' tab tab tab '1.12.' f2");
    let deadline = written(&counter).into_iter().find(|(field, _)| *field == F::Deadline);
    assert_eq!(deadline.unwrap().1, "2026-12-01");
    let mut counter = Counter::german();
    let screen = counter.press("N b 'rechn' tab tab 'h' tab tab tab =").screen();
    assert!(screen.contains("Hier wird nichts vorgeschlagen"), "{screen}");
    counter.press("f2");
    assert!(written(&counter).iter().all(|(field, _)| *field != F::Deadline));
    assert!(counter.screen().contains("ohne Frist"), "{}", counter.screen());
    // without the day it came nothing is sent
    let mut counter = Counter::german();
    counter.press("N b 'besch' f2");
    assert!(counter.changes().is_empty(), "{}", counter.screen());
}

#[test]
fn the_suggestion_is_offered_only_where_it_is_taken_over() {
    let mut counter = Counter::german();
    let received = counter.press("N b 'besch' tab 'job' tab").screen();
    assert!(!received.contains("= Vorschlag"), "{received}");
    let deadline = counter.press("'h' tab tab tab").screen();
    assert!(deadline.contains("= Vorschlag"), "{deadline}");
}

#[test]
fn what_is_taken_back_of_a_letter_is_that_it_was_answered() {
    let mut counter = Counter::german();
    counter.letters = some();
    let screen = counter.press("P x u").screen();
    let said = "Vermerk »beantwortet« (Brief Al-Hamadi, Fatima) zurückgenommen";
    assert!(screen.replace("\n ", " ").contains(said), "{screen}");
    assert!(
        screen.contains("beantwortet") && screen.contains("am 20.11. · Anna"),
        "the list says so too: {screen}"
    );
}

#[test]
fn a_new_letter_goes_on_with_no_draft_of_one_that_is_there() {
    let mut counter = Counter::german();
    counter.letters = some();
    counter.press("P enter tab tab tab tab tab tab end ' neu' esc").wait(Duration::from_secs(3));
    assert_eq!(counter.drafts.iter().map(|draft| draft.head().of).collect::<Vec<_>>(), [Some(5)]);
    let new = counter.press("n").screen();
    assert!(!new.contains("Eingabe öffnet"), "{new}");
}

#[test]
fn nothing_typed_is_lost() {
    let mut counter = Counter::german();
    counter
        .press("N b 'besch' tab tab 'h' tab tab tab tab 'halb fer' esc")
        .wait(Duration::from_secs(3));
    let draft = counter.drafts.iter().find(|draft| draft.form == Form::Letter);
    assert!(format!("{draft:?}").contains("halb fer"), "{draft:?}");
}

#[test]
fn a_draft_of_another_letter_is_not_offered_in_one_that_is_there() {
    let mut counter = Counter::german();
    counter.letters = some();
    counter
        .press("N b 'besch' tab tab 'h' tab tab tab tab 'halb fer' esc")
        .wait(Duration::from_secs(3));
    let edit = counter.press("P down enter").screen();
    assert!(edit.contains("Brief ändern") && !edit.contains("Eingabe öffnet"), "{edit}");
    let new = counter.press("esc esc N b").screen();
    assert!(new.contains("Eingabe öffnet"), "{new}");
}

#[test]
fn one_is_opened_corrected_and_met_by_a_colleague() {
    let mut counter = Counter::german();
    counter.letters = some();
    counter.press("P down enter tab tab tab tab tab ctrl-u '10.12.'");
    let (theirs, mine) = ("2026-12-11".to_owned(), "2026-12-10".to_owned());
    let clash = Clash { field: F::Deadline, theirs, mine };
    counter.refuse = Some(Refusal::LetterClash(vec![clash]));
    let screen = counter.press("f2").screen();
    assert!(screen.contains("11.12.2026") && screen.contains("10.12."), "{screen}");
    let first = counter.changes().len();
    counter.press("down f2");
    let sent: Vec<Change> = counter
        .changes()
        .into_iter()
        .map(|change| match change {
            Request::EditLetter(change) => (**change).clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    let edit = |was: &str| Edit { field: F::Deadline, was: was.into(), now: "2026-12-10".into() };
    assert_eq!((sent[0].letter, first), (LetterId(6), 1));
    assert_eq!(sent[0].edits, [edit("2026-12-14")]);
    assert_eq!(sent.last().unwrap().edits, [edit("2026-12-11")], "{}", counter.screen());
}

#[test]
fn who_it_was_about_stays_when_she_left_the_household() {
    let mut counter = Counter::german();
    let mut letter = content("notice", "Kürzung", None);
    letter.person = Some(PersonId(77));
    counter.letters = vec![shown(5, &[letter])];
    counter.press("P enter tab tab tab tab tab '10.12.' f2");
    match counter.changes()[..] {
        [Request::EditLetter(change)] => {
            let fields: Vec<F> = change.edits.iter().map(|edit| edit.field).collect();
            assert_eq!(fields, [F::Deadline]);
        }
        _ => panic!("{:?}", counter.changes()),
    }
}

fn answered(counter: &Counter) -> bool {
    let says = |change: &&Request| {
        matches!(change, Request::EditLetter(change) if change.letter == LetterId(5)
            && change.edits == [Edit { field: F::Status, was: "open".into(), now: "answered".into() }])
    };
    counter.changes().iter().filter(|change| says(change)).count() == 1
}

#[test]
fn one_is_answered_in_the_list_and_on_the_board_and_opened_from_there() {
    let mut counter = Counter::german();
    counter.letters = some();
    counter.press("P x");
    assert!(answered(&counter) && counter.screen().contains("beantwortet"), "{}", counter.screen());

    let mut counter = Counter::german();
    counter.letters = some();
    let (kind, what) = ("asylum-fast".to_owned(), "Dublin Kroatien".to_owned());
    let row = Row {
        case: CASE,
        no: CaseNo { year: 2026, n: 7 },
        name: "Al-Hamadi, Fatima".into(),
        home: "Kölner Landstr. 4".into(),
        home_kind: None,
        room: "12".into(),
        urgency: Urgency::Danger,
        what: What::Letter { id: LetterId(5), day: day(11, 24), kind, what },
        whose: Whose::Mine,
        closed: false,
    };
    counter.board = Board { rows: vec![row], ..Board::default() };
    let board = counter.press("1").screen();
    assert!(board.contains("Frist: Dublin Kroatien") && board.contains('!'), "{board}");
    let letter = counter.press("enter").screen();
    assert!(letter.contains("Brief ändern") && letter.contains("24.11.2026"), "{letter}");
    counter.press("esc esc x");
    assert!(answered(&counter), "{:?}", counter.changes());
}

#[test]
fn the_case_says_what_is_open() {
    let mut counter = Counter::german();
    let next = Some((day(11, 24), "asylum-fast".to_owned(), "Dublin".to_owned()));
    counter.sheet.letters = Brief { open: 2, next };
    let screen = counter.press("enter").screen();
    assert!(screen.contains("2 offene Briefe: P · nächste Frist ! Di 24.11. Dublin"), "{screen}");
}

#[test]
fn who_closes_the_case_is_told_of_open_letters() {
    let mut counter = Counter::german();
    counter.sheet.letters = Brief { open: 2, next: None };
    let screen = counter.press("c 'been' tab").screen();
    assert!(screen.contains("2 Briefe sind noch offen"), "{screen}");
}

#[test]
fn it_is_drawn_everywhere() {
    let keys = "N b f4 enter 'job' tab 'h' tab tab '20.11.' tab";
    for (ending, screen) in counter::everywhere(keys) {
        assert_snapshot!(format!("letter_{ending}"), screen);
    }
    for (ending, setting) in screen::SETTINGS {
        let mut counter = Counter::new(setting);
        counter.letters = some();
        assert_snapshot!(format!("list_{ending}"), counter.press("P").screen());
    }
}

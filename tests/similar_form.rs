//! Somebody is entered who is known already: what the form shows, and where its keys lead.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use aid::api::Request;
use aid::api::similar::{Degree, Found, Reason, Seen, Whom};
use aid::domain::field::Edit;
use aid::domain::ids::PersonId;
use aid::domain::person::PersonField;
use counter::{CASE, Counter};
use insta::assert_snapshot;

fn seen(person: u64, degree: Degree, reasons: &[Reason]) -> Found {
    let seen = Seen {
        person: PersonId(person),
        case: CASE,
        no: "AiD-2026-0143".parse().unwrap(),
        name: "Al-Hamadi, Fatima".into(),
        birth: "1988-03-12".parse().ok(),
        home: "Kölner Landstr. 4".into(),
        room: "12".into(),
        area: "Nord".into(),
    };
    Found { degree, reasons: reasons.to_vec(), whom: Whom::Seen(Box::new(seen)) }
}

fn swapped() -> Found {
    seen(1, Degree::Possible, &[Reason::DayMonthSwapped, Reason::NamesAlike])
}

fn probable() -> Found {
    seen(1, Degree::Probable, &[Reason::Birth, Reason::Names])
}

fn elsewhere() -> Found {
    let whom = Whom::Elsewhere { area: "Süd".into(), worker: "Berta Brandt".into() };
    Found { degree: Degree::Probable, reasons: vec![], whom }
}

fn questions(counter: &Counter) -> usize {
    counter.sent.iter().filter(|(_, body)| matches!(body, Request::Similar(_))).count()
}

const TYPED: &str = "n 'Alhamadi' tab 'Fatma' tab '3.12.1988' tab";

#[test]
fn who_is_known_stands_below_the_birth_date_with_reasons() {
    let mut counter = Counter::german();
    counter.similar = vec![swapped(), elsewhere()];
    counter.press(TYPED);
    assert_snapshot!("similar_below", counter.screen());
    counter.similar = vec![];
    counter.press("shift-tab '12.3.1999' tab");
    assert!(!counter.screen().contains("Vielleicht"), "{}", counter.screen());
}

#[test]
fn nothing_is_asked_while_a_word_is_typed_nor_twice() {
    let mut counter = Counter::german();
    counter.press("n 'Alhamadi'");
    assert_eq!(questions(&counter), 0);
    counter.press("tab");
    assert_eq!(questions(&counter), 1);
    counter.press("shift-tab tab tab shift-tab");
    assert_eq!(questions(&counter), 1, "nothing is different");
    let asked = counter.sent.iter().rev().find_map(|(_, body)| match body {
        Request::Similar(ask) => Some(ask),
        _ => None,
    });
    let ask = asked.unwrap();
    assert_eq!(ask.fields, [(PersonField::Surname, "Alhamadi".to_owned())]);
}

#[test]
fn one_key_opens_who_is_known_with_what_was_typed_as_proposed_changes() {
    let mut counter = Counter::german();
    counter.similar = vec![swapped()];
    counter.press(TYPED);
    counter.press("f6");
    assert_snapshot!("similar_proposed", counter.screen());
    counter.press("'akte' enter f2");
    let screen = counter.screen();
    assert!(matches!(counter.changes()[..], []), "each is decided by her: {screen}");
    assert!(screen.contains("▸ Was gilt?"), "{screen}");
}

#[test]
fn what_she_decides_is_saved_and_nothing_else() {
    let mut counter = Counter::german();
    counter.similar = vec![swapped()];
    counter.press("n 'Al-Hamadi' tab 'Fatima' tab '3.12.1988' tab");
    counter.press("f6 'eben' enter f2");
    let changes = counter.changes();
    let changes: Vec<_> =
        changes.into_iter().filter(|c| !matches!(c, Request::DropDraft(_))).collect();
    let [Request::EditPerson(edit)] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!((edit.case, edit.person), (CASE, PersonId(1)));
    let (was, now) = ("1988-03-12".to_owned(), "1988-12-03".to_owned());
    assert_eq!(edit.edits, [Edit { field: PersonField::Birth, was, now }]);
    assert!(counter.drafts.is_empty(), "it took the place of the form: {:?}", counter.drafts);
}

#[test]
fn what_has_no_place_there_stays_a_draft() {
    let mut counter = Counter::german();
    counter.similar = vec![swapped()];
    counter.press("n 'Al-Hamadi' tab 'Fatima' tab '3.12.1988' tab tab tab tab 'markt' enter tab");
    counter.press("f6 'akte' enter esc");
    let home = |draft: &&aid::api::drafts::Draft| format!("{:?}", draft.body).contains("site:2");
    assert_eq!(counter.drafts.iter().filter(home).count(), 1, "{:?}", counter.drafts);
}

#[test]
fn before_saving_a_probable_one_is_asked_about_once() {
    let mut counter = Counter::german();
    counter.similar = vec![probable()];
    counter.press(TYPED).press("f2");
    assert!(counter.changes().is_empty(), "{:?}", counter.changes());
    assert_snapshot!("similar_before_saving", counter.screen());
    counter.press("f2");
    let [Request::NewHousehold(new)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    assert_eq!(new.distinct, [PersonId(1)], "that it is somebody else is remembered");
}

#[test]
fn a_possible_one_holds_nobody_up_and_says_nothing_of_being_another() {
    let mut counter = Counter::german();
    counter.similar = vec![swapped()];
    counter.press(TYPED).press("f2");
    let [Request::NewHousehold(new)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    assert!(new.distinct.is_empty());
}

#[test]
fn saving_from_the_birth_date_asks_first_and_then_goes_on_by_itself() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("n");
    counter.answer();
    counter.press("'Tesfay' tab");
    counter.answer();
    counter.press("'Aster' f2");
    assert!(counter.changes().is_empty());
    counter.answer();
    assert_eq!(counter.changes().len(), 1, "{:?}", counter.changes());

    let mut counter = Counter::german();
    counter.similar = vec![probable()];
    counter.press("n 'Alhamadi' tab 'Fatma' tab '12.3.1988' f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("jemand anders"), "{}", counter.screen());
}

#[test]
fn a_server_that_does_not_answer_holds_nobody_up() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("n");
    counter.answer();
    counter.press("'Tesfay' f2");
    counter.down();
    counter.press("f2");
    assert_eq!(counter.changes().len(), 1, "{:?}", counter.changes());
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("n");
    counter.answer();
    counter.press("'Tesfay' f2");
    counter.answer_last(Err(aid::api::Refusal::Internal(7)));
    assert_eq!(counter.changes().len(), 1, "{:?}", counter.changes());
}

#[test]
fn of_several_one_is_chosen_or_none() {
    let mut counter = Counter::german();
    let mut other = probable();
    if let Whom::Seen(seen) = &mut other.whom {
        seen.person = PersonId(8);
        seen.name = "Hamadi, Fatma".into();
    }
    counter.similar = vec![probable(), other];
    counter.press(TYPED).press("f6");
    assert_snapshot!("similar_which", counter.screen());
    counter.press("'keine' enter");
    assert!(!counter.screen().contains("Vielleicht"), "{}", counter.screen());
    counter.press("f2");
    let [Request::NewHousehold(new)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    assert_eq!(new.distinct, [PersonId(1), PersonId(8)]);
}

#[test]
fn a_draft_remembers_who_was_told_apart() {
    let mut counter = Counter::german();
    let mut other = probable();
    if let Whom::Seen(seen) = &mut other.whom {
        seen.person = PersonId(8);
    }
    counter.similar = vec![probable(), other];
    counter.press(TYPED).press("f6 'keine' enter esc");
    let mut back = Counter::german();
    back.similar = counter.similar.clone();
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter f2");
    let [Request::NewHousehold(new)] = back.changes()[..] else { panic!("{:?}", back.changes()) };
    assert_eq!(new.distinct, [PersonId(1), PersonId(8)]);
}

#[test]
fn without_anybody_known_the_key_says_so() {
    let mut counter = Counter::german();
    counter.press("n 'Tesfay' tab f6");
    assert!(counter.screen().contains("Es ist niemand bekannt"), "{}", counter.screen());
}

//! A server that is there and does not answer, one that will not keep a draft, and what does not
//! fit: nothing typed is lost, and the screen says what is kept.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Body;
use aid::api::{Push, Refusal, Request};
use aid::client::link::LinkEvent;
use aid::domain::field::Edit;
use aid::domain::person::PersonField;
use aid::domain::visit::NOTE_MAX;
use aid::tui::app::{Action, Event};
use counter::{CASE, Counter};

const SECOND: Duration = Duration::from_secs(1);
const STUCK: &str = "Der Server antwortet nicht. Ihre Eingaben bleiben hier, bis er sie sichert.";
const NOT_KEPT: &str = "Entwurf nicht gesichert";

fn note(counter: &Counter) -> String {
    match &counter.drafts.last().unwrap().body {
        Body::Entry { entry, .. } => entry.note.clone(),
        Body::Fields { .. } => panic!("no contact"),
    }
}

#[test]
fn a_stuck_server_is_said_after_a_while_and_everything_waiting_is_answered_once() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'");
    counter.slow = true;
    counter.wait(SECOND).wait(SECOND * 2);
    assert!(!counter.screen().contains("antwortet nicht"), "{}", counter.screen());
    counter.wait(SECOND);
    assert!(counter.screen().contains(STUCK), "{}", counter.screen());
    counter.press("' vom Jobcenter'");
    assert!(counter.screen().contains("Anruf vom Jobcenter"), "typing goes on");
    assert!(counter.screen().contains(STUCK));
    let sent = counter.sent.len();
    counter.wait(SECOND).wait(SECOND);
    assert_eq!(counter.sent.len(), sent + 1, "the draft as it is now, and nothing again");
    counter.answer();
    counter.wait(SECOND);
    assert!(!counter.screen().contains("antwortet nicht"), "{}", counter.screen());
    assert_eq!(note(&counter), "Anruf vom Jobcenter");
}

#[test]
fn nothing_ticks_while_nothing_is_owed() {
    let mut counter = Counter::german();
    counter.wait(SECOND);
    assert!(counter.idle_for() > SECOND * 60);
    counter.slow = true;
    counter.press("f5");
    assert!(counter.idle_for() < SECOND);
    counter.wait(SECOND * 4);
    assert!(counter.screen().contains("Der Server antwortet nicht. Alle Eingaben sind gesichert."));
    assert!(counter.idle_for() > SECOND * 20, "only the line is left to be given up");
    counter.answer();
    assert!(counter.idle_for() > SECOND * 60);
}

#[test]
fn a_server_that_answers_one_thing_after_the_other_is_slow_and_not_stuck() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("/");
    for letter in ["'h'", "'a'", "'d'", "'d'", "'a'"] {
        counter.press(letter).wait(SECOND);
        counter.answer();
        counter.press(letter).wait(SECOND);
        assert!(!counter.screen().contains("antwortet nicht"), "{}", counter.screen());
        counter.answer();
    }
}

#[test]
fn a_line_over_which_nothing_comes_is_given_up_once_and_not_before_half_a_minute() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'");
    counter.slow = true;
    counter.press("f2");
    for _ in 0..29 {
        counter.wait(SECOND);
    }
    assert_eq!(counter.done, []);
    counter.wait(SECOND).wait(SECOND);
    assert_eq!(counter.done, [Action::Reconnect]);
    let (id, saved) = counter.sent.iter().find(|(id, _)| id.is_some()).cloned().unwrap();
    assert!(matches!(saved, Request::RecordVisit(_)));
    counter.tell(Event::Link(LinkEvent::Down));
    counter.wait(SECOND);
    counter.up();
    assert!(!counter.screen().contains("antwortet nicht"), "it has a new chance");
    counter.slow = false;
    counter.answer();
    assert!(counter.screen().contains("Kontakt gespeichert"), "{}", counter.screen());
    let changes: Vec<_> = counter.sent.iter().filter(|(of, _)| *of == id).collect();
    assert_eq!(changes.len(), 1, "the link sends it again under the same id, nobody else does");
}

#[test]
fn leaving_a_stuck_server_says_what_is_not_kept_and_works_at_once() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'");
    counter.slow = true;
    counter.wait(SECOND).wait(SECOND).press("ctrl-x");
    let screen = counter.screen();
    let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Noch nicht gesichert: Kurzkontakt · Al-Hamadi, Fatima."), "{screen}");
    counter.press("n");
    assert_eq!(counter.done, [], "she stays");
    counter.press("ctrl-x j");
    assert_eq!(counter.done, [Action::End]);
}

#[test]
fn who_wants_to_leave_leaves_when_the_server_has_everything() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'");
    counter.slow = true;
    counter.wait(SECOND).wait(SECOND).press("ctrl-x");
    counter.answer();
    assert_eq!(counter.done, [Action::Leave]);
    counter.tell(Event::Left);
    assert_eq!(counter.done, [Action::Leave, Action::End]);
    assert_eq!(note(&counter), "Anruf");
}

#[test]
fn leaving_that_takes_too_long_asks_who_sits_there_and_nobody_else() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'");
    counter.slow = true;
    counter.press("ctrl-x");
    assert_eq!(counter.done, [Action::Leave]);
    assert!(counter.app.is_saving());
    counter.tell(Event::Left);
    assert!(counter.screen().contains("Noch nicht gesichert"), "{}", counter.screen());
    counter.tell(Event::Hangup);
    counter.tell(Event::Left);
    assert_eq!(counter.done, [Action::Leave, Action::Leave, Action::End]);
}

#[test]
fn a_line_cut_in_the_middle_of_a_word_sends_it_with_what_was_typed_ahead() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("k 'Anruf vom Jobcenter'");
    counter.tell(Event::Hangup);
    assert!(counter.app.is_saving());
    counter.answer();
    assert!(!counter.app.is_saving());
    assert_eq!(note(&counter), "Anruf vom Jobcenter");
}

#[test]
fn keys_for_a_screen_that_never_came_are_no_draft_of_another_household() {
    for (form, keys) in [("", "f k 'Anruf'"), ("k 'Anruf'", "f2 k 'Brief'")] {
        let mut counter = Counter::german();
        counter.press(form);
        counter.slow = true;
        counter.press(keys).wait(SECOND / 20);
        counter.tell(Event::Hangup);
        counter.answer();
        assert_eq!(counter.drafts, [], "{keys}");
    }
}

#[test]
fn a_refused_draft_is_offered_again_by_itself_with_growing_pauses() {
    let mut counter = Counter::german();
    counter.refuse_drafts = Some(Refusal::DiskFull);
    counter.press("k 'Anruf'").wait(SECOND);
    assert_eq!(counter.drafts_sent(), 1);
    assert!(counter.screen().contains(NOT_KEPT), "{}", counter.screen());
    for (seconds, sent) in [(2, 2), (4, 3), (8, 4), (16, 5), (32, 6), (60, 7), (60, 8)] {
        assert_eq!(counter.idle_for(), SECOND * seconds);
        counter.wait(SECOND * seconds);
        assert_eq!(counter.drafts_sent(), sent);
    }
    counter.refuse_drafts = None;
    counter.wait(SECOND * 60);
    assert!(!counter.screen().contains(NOT_KEPT), "{}", counter.screen());
    assert_eq!(note(&counter), "Anruf");
    assert!(counter.idle_for() > SECOND * 20, "nothing is left to do");
    counter.refuse_drafts = Some(Refusal::DiskFull);
    counter.press("'!'").wait(SECOND);
    assert_eq!(counter.idle_for(), SECOND * 2, "a new trouble begins with a short pause");
}

#[test]
fn a_form_closed_without_a_server_is_kept_when_it_is_back() {
    for keys in ["esc", "ctrl-p 'Fälle' enter"] {
        let mut counter = Counter::german();
        counter.press("k 'Anruf'");
        counter.down();
        counter.press(keys);
        assert!(counter.drafts.is_empty());
        counter.press("ctrl-x");
        assert!(
            counter.screen().contains("Noch nicht gesichert: Kurzkontakt"),
            "{}",
            counter.screen()
        );
        counter.press("n");
        counter.up();
        assert_eq!(note(&counter), "Anruf", "{keys}");
    }
}

#[test]
fn a_form_closed_while_its_draft_is_refused_is_offered_again() {
    let mut counter = Counter::german();
    counter.refuse_drafts = Some(Refusal::DiskFull);
    counter.press("k 'Anruf' esc");
    counter.refuse_drafts = None;
    counter.wait(SECOND * 2);
    assert_eq!(note(&counter), "Anruf");
    let sent = counter.drafts_sent();
    counter.wait(SECOND * 60);
    assert_eq!(counter.drafts_sent(), sent, "once is enough");
}

#[test]
fn what_is_too_large_to_be_sent_comes_back_as_a_sentence_and_the_form_goes_on() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'").wait(SECOND);
    counter.slow = true;
    counter.press("f2");
    counter.answer_last(Err(Refusal::TooLarge));
    counter.slow = false;
    let screen = counter.screen();
    assert!(screen.contains("Das ist zu viel auf einmal"), "{screen}");
    assert!(screen.contains("Der Text bleibt im Formular"), "{screen}");
    assert!(!screen.contains("wird gespeichert"), "{screen}");
    counter.press("backspace backspace 'fe' f2");
    assert_eq!(counter.screen().matches("Kontakt gespeichert").count(), 1, "{}", counter.screen());
}

#[test]
fn a_paste_longer_than_the_field_says_how_much_is_missing() {
    let mut counter = Counter::german();
    counter.press("k 'ab'");
    let text = "x".repeat(NOTE_MAX + 40);
    counter.tell(Event::Paste { text, whole: true });
    let screen = counter.screen();
    assert!(screen.contains("Das Feld ist voll. Nicht übernommen: 42 Zeichen."), "{screen}");
    counter.press("'y'");
    assert!(counter.screen().contains("Nicht übernommen: 1 Zeichen."), "{}", counter.screen());
    counter.press("f2");
    let note = &counter.entry().note;
    assert_eq!(note.chars().count(), NOTE_MAX, "what stands there can be saved");
    assert!(note.starts_with("abx"));
    // the checklist has notes of its own
    let mut counter = Counter::german();
    counter.press("v 3 'ab'");
    counter.tell(Event::Paste { text: "ä".repeat(NOTE_MAX), whole: true });
    assert!(counter.screen().contains("Nicht übernommen: 2 Zeichen."), "{}", counter.screen());
}

#[test]
fn an_idle_program_ends_only_when_the_server_has_everything() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf'");
    counter.down();
    for _ in 0..20 {
        counter.wait(SECOND * 60);
    }
    assert_eq!(counter.done, [], "it would take the words along");
    assert!(!counter.screen().contains("Anruf"), "hidden: {}", counter.screen());
    assert!(counter.idle_for() > SECOND, "and nothing ticks");
    counter.up();
    assert_eq!(note(&counter), "Anruf");
    counter.wait(SECOND);
    assert_eq!(counter.done.first(), Some(&Action::Leave));
}

#[test]
fn every_letter_is_seen_at_once_at_a_server_that_answers_after_three_seconds() {
    // what is open before, and the keys to where letters are typed
    let ways = [
        ("", "k"),
        ("", "v 3"),
        ("", "w"),
        ("", "n"),
        ("", "/"),
        ("", "f3"),
        ("", "enter k"),
        ("", "enter v 3"),
        ("", "enter w"),
        ("", "enter n"),
        ("enter", "b"),
    ];
    for (before, keys) in ways {
        let mut counter = Counter::german();
        counter.press(before);
        counter.slow = true;
        for key in keys.split(' ') {
            counter.press(key).wait(SECOND / 5);
        }
        let mut typed = String::new();
        for (n, letter) in (1..).zip("jeden Buchstaben sofort".chars()) {
            typed.push(letter);
            counter.press(&format!("'{letter}'"));
            let screen = counter.screen();
            assert!(screen.contains(typed.trim()), "{before} {keys}, {typed:?}:\n{screen}");
            counter.wait(SECOND / 5);
            if n % 15 == 0 {
                counter.answer();
            }
        }
    }
}

#[test]
fn no_key_waits_for_what_a_colleague_changed() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.tell(Event::Link(LinkEvent::Push(Push::ManyChanged)));
    counter.press("down");
    assert!(counter.screen().contains("▸ ⟦Haddad"), "{}", counter.screen());
    // but for what she asked for herself
    counter.press("f").tell(Event::Link(LinkEvent::Push(Push::ManyChanged)));
    counter.press("k");
    assert!(!counter.screen().contains("gesprochen mit"), "{}", counter.screen());
    counter.answer();
    assert!(counter.screen().contains("gesprochen mit"), "{}", counter.screen());
}

#[test]
fn what_is_typed_over_a_record_that_was_not_there_yet_goes_over_nothing_else() {
    let mut counter = Counter::german();
    counter.press("enter");
    counter.slow = true;
    counter.press("b").wait(SECOND / 5).press("tab ctrl-u 'Sara'").wait(SECOND * 2);
    let is_draft = |(_, request): &(_, Request)| match request {
        Request::SaveDraft(draft) => Some((**draft).clone()),
        _ => None,
    };
    let draft = counter.sent.iter().find_map(is_draft).unwrap();
    let Body::Fields { fields, .. } = &draft.body else { panic!() };
    assert_eq!(*fields, [("given".to_owned(), "Sara".to_owned())]);
    // the line is cut: the next start goes on with it
    let mut next = Counter::german();
    next.drafts.push(draft);
    next.press("f5 home enter");
    assert!(next.screen().contains("Al-Hamadi"), "{}", next.screen());
    next.press("f2");
    let changes = next.changes();
    let Some(Request::EditPerson(edit)) = changes.first() else { panic!("{changes:?}") };
    let (was, now) = ("Fatima".to_owned(), "Sara".to_owned());
    assert_eq!(edit.edits, [Edit { field: PersonField::Given, was, now }]);
    assert_eq!(edit.case, CASE);
}

#[test]
fn keys_for_a_screen_that_does_not_come_are_not_carried_out_on_the_one_before() {
    let mut counter = Counter::german();
    counter.press("k 'Anruf' f2"); // something that `u` would take back
    let sent = counter.changes().len();
    counter.slow = true;
    counter.press("f").wait(SECOND).press("k 'Unruhe im Haus'").wait(SECOND);
    let screen = counter.screen();
    assert!(
        screen.contains("Was zuletzt getippt wurde, gilt nicht. Bitte noch einmal."),
        "{screen}"
    );
    assert_eq!(counter.changes().len(), sent, "{:?}", counter.changes());
    assert!(!screen.contains("gesprochen mit"), "{screen}");
    // whoever has seen that goes on with what stands there
    counter.press("down");
    assert!(counter.screen().contains("▸ ⟦Haddad"), "{}", counter.screen());
    // a list that comes in time takes what was typed for it
    counter.answer();
    counter.press("f").wait(SECOND).press("k 'Unruhe'");
    counter.answer();
    counter.wait(SECOND / 5);
    assert!(counter.screen().contains("Unruhe"), "{}", counter.screen());
}

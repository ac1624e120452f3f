//! The form of a visit: what keys make of it, what is sent, what is drawn.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Form;
use aid::api::{Refusal, Request};
use aid::client::link::LinkEvent;
use aid::domain::checklist::{ItemCode, Origin, Rating};
use aid::domain::ids::PersonId;
use aid::domain::visit::{EntryError, Noted, Outcome, VisitKind};
use aid::tui::app::Event;
use counter::{Counter, day, draft_of};
use insta::assert_snapshot;

fn answer<'a>(counter: &'a Counter, code: &str) -> Option<&'a Noted> {
    counter.entry().answers.iter().find(|noted| noted.answer.item.to_string() == code)
}

#[test]
fn three_keys_save_a_visit_with_nothing_to_report() {
    let mut counter = Counter::german();
    counter.press("v a f2");
    let entry = counter.entry();
    assert_eq!((entry.kind, entry.outcome), (VisitKind::Regular, Outcome::Met));
    assert_eq!(entry.met, [PersonId(1)]);
    assert_eq!(entry.answers.len(), 21);
    let summary = |n: &Noted| (n.answer.rating, n.answer.origin) == (Rating::Ok, Origin::Summary);
    assert!(entry.answers.iter().all(summary));
    let screen = counter.screen();
    assert!(screen.contains("Besuch gespeichert"), "{screen}");
    assert!(screen.contains("Haddad"), "the caseload is back: {screen}");
}

#[test]
fn keys_typed_ahead_are_kept_in_order() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("v 3 'Kurs fehlt' enter a f2 down v a f2");
    for _ in 0..6 {
        counter.answer();
    }
    let visits: Vec<_> = counter
        .changes()
        .into_iter()
        .filter_map(|request| match request {
            Request::RecordVisit(record) => Some((record.case.0, record.entry.answers.len())),
            _ => None,
        })
        .collect();
    assert_eq!(visits, [(7, 21), (8, 21)]);
}

#[test]
fn typing_goes_on_where_the_server_is_long_in_answering() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("v");
    counter.wait(Duration::from_secs(3));
    counter.press("3 'Kurs fehlt' enter");
    assert!(counter.screen().contains("Kurs fehlt"), "what is typed is seen");
    counter.answer();
    let screen = counter.screen();
    assert!(screen.contains("Kurs fehlt") && screen.contains("[x] Fatima"), "{screen}");
    counter.press("a f2");
    counter.answer();
    assert_eq!(answer(&counter, "SP1").unwrap().note, "Kurs fehlt");
}

#[test]
fn a_need_with_note_and_follow_up_takes_three_keys_more() {
    let mut counter = Counter::german();
    counter.press("v down 3 'Warteliste VHS' enter a f2");
    let noted = answer(&counter, "SP4").unwrap();
    assert_eq!((noted.answer.rating, noted.answer.origin), (Rating::Attention, Origin::Asked));
    assert_eq!(noted.note, "Warteliste VHS");
    let agreed = noted.agreed.as_ref().unwrap();
    assert_eq!(agreed.what, "Kursplatz suchen");
    assert_eq!(agreed.window.due(), day(12, 6));
    assert_eq!(counter.entry().answers.len(), 21);
    assert!(counter.screen().contains("Wiedervorlage So 06.12."), "{}", counter.screen());
}

#[test]
fn the_measure_can_be_changed_and_left_out() {
    let mut counter = Counter::german();
    counter.press("v down 3 enter up w '+7' enter f2");
    let agreed = answer(&counter, "SP4").unwrap().agreed.clone().unwrap();
    assert_eq!((agreed.what.as_str(), agreed.window.due()), ("Kursplatz suchen", day(11, 29)));
    let mut counter = Counter::german();
    counter.press("v down 3 tab ctrl-u 'Anrufen' tab 'mo' enter f2");
    let agreed = answer(&counter, "SP4").unwrap().agreed.clone().unwrap();
    assert_eq!((agreed.what.as_str(), agreed.window.due()), ("Anrufen", day(11, 23)));
    let mut counter = Counter::german();
    counter.press("v down 3 tab ctrl-u tab tab f2");
    assert_eq!(answer(&counter, "SP4").unwrap().agreed, None);
}

#[test]
fn a_measure_that_was_only_looked_at_goes_again() {
    let mut counter = Counter::german();
    counter.press("v w esc 1 w esc end w esc f2");
    assert_eq!(answer(&counter, "SP1").unwrap().agreed, None);
    assert!(counter.entry().follow_ups.is_empty());
    let mut counter = Counter::german();
    counter.press("v 1 up w enter f2");
    let agreed = answer(&counter, "SP1").unwrap().agreed.as_ref().unwrap();
    assert_eq!(agreed.window.due(), day(12, 6), "accepted as proposed");
}

#[test]
fn a_date_that_is_none_stays_typed_and_holds_the_visit_back() {
    let mut counter = Counter::german();
    counter.press("v down 3 enter up w '31.2.' enter f2");
    assert!(counter.changes().is_empty());
    assert_snapshot!("visit_wrong_date", counter.screen());
    counter.press("ctrl-u '+7' f2");
    assert_eq!(answer(&counter, "SP4").unwrap().agreed.as_ref().unwrap().window.due(), day(11, 29));
}

#[test]
fn digits_answer_and_go_on_and_backspace_takes_back() {
    let mut counter = Counter::german();
    counter.press("v 1 2 0 space up backspace f2");
    let ratings: Vec<_> = counter
        .entry()
        .answers
        .iter()
        .map(|n| (n.answer.item.to_string(), n.answer.rating))
        .collect();
    assert_eq!(
        ratings,
        [("SP1", Rating::Ok), ("SP4", Rating::Watch), ("SP9", Rating::NotApplicable)]
            .map(|(code, rating)| (code.to_owned(), rating))
    );
}

#[test]
fn a_measure_nobody_touched_goes_with_its_rating() {
    let mut counter = Counter::german();
    counter.press("v down 3 'Notiz bleibt' enter up 1 f2");
    let noted = answer(&counter, "SP4").unwrap();
    assert_eq!((noted.note.as_str(), &noted.agreed), ("Notiz bleibt", &None));
}

#[test]
fn a_note_without_an_answer_is_not_lost() {
    let mut counter = Counter::german();
    counter.press("v n 'Frage vergessen' esc f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("Bewertung fehlt"), "{}", counter.screen());
    counter.press("2 f2");
    assert_eq!(answer(&counter, "SP1").unwrap().note, "Frage vergessen");
}

#[test]
fn rest_ok_leaves_a_question_open_to_which_something_was_written() {
    let mut counter = Counter::german();
    counter.press("v n 'Kurs seit Wochen nicht besucht' esc a f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("Bewertung fehlt"), "{}", counter.screen());
    counter.press("2 f2");
    assert_eq!(answer(&counter, "SP1").unwrap().answer.rating, Rating::Watch);
    assert_eq!(answer(&counter, "SP4").unwrap().answer.origin, Origin::Summary);
}

#[test]
fn rest_ok_never_covers_warning_signs_and_like_last_leaves_its_mark() {
    let mut counter = Counter::german();
    counter.press("v + f8 a");
    assert!(counter.screen().contains("=beob."), "{}", counter.screen());
    counter.press("1 f2");
    // the need of last time would get no measure: that is asked about, once
    let screen = counter.screen();
    assert!(counter.changes().is_empty() && screen.contains("wie beim letzten Mal"), "{screen}");
    counter.press("f2");
    let entry = counter.entry();
    assert!(entry.answers.iter().all(|noted| !noted.answer.item.to_string().starts_with("PS")));
    assert_eq!(answer(&counter, "SP1").unwrap().answer.origin, Origin::Asked);
    assert_eq!(answer(&counter, "SP4").unwrap().answer.origin, Origin::AsLastTime);
    assert_eq!(answer(&counter, "SP9").unwrap().answer.origin, Origin::Summary);
}

#[test]
fn warning_signs_are_only_there_for_whom_they_are() {
    let mut counter = Counter::german();
    counter.press("v / 'ps5' enter 4 'Äußerung am Tisch' enter f2");
    let noted = answer(&counter, "PS5").unwrap();
    assert_eq!(noted.answer.rating, Rating::Urgent);
    assert_eq!(noted.agreed.as_ref().unwrap().window.due(), day(11, 22));
    let mut counter = Counter::german();
    counter.prepared.restricted = false;
    counter.press("v / 'ps5' enter");
    assert!(!counter.screen().contains("Suizid"), "{}", counter.screen());
}

#[test]
fn a_warning_sign_refused_after_a_hand_over_is_named_where_it_stands() {
    let mut counter = Counter::german();
    let code = ItemCode::new("PS5").unwrap();
    counter.refuse = Some(Refusal::Entry(EntryError::Restricted(code)));
    counter.press("v / 'ps5' enter 4 'Äußerung am Tisch' enter home f2");
    let screen = counter.screen();
    assert!(screen.contains("▸ PS5") && screen.contains("! PS5 ist ein Warnzeichen"), "{screen}");
    assert!(screen.contains("dann") && screen.contains("speichern."), "{screen}");
    assert!(screen.contains("Äußerung am Tisch"), "not a word is lost: {screen}");
    counter.wait(Duration::from_secs(2));
    assert!(format!("{:?}", counter.drafts).contains("Äußerung am Tisch"));
}

#[test]
fn a_draft_shows_its_warning_sign_also_when_the_case_is_not_hers_any_more() {
    let mut counter = Counter::german();
    counter.press("v / 'ps5' enter 4 'Äußerung am Tisch' enter / 'ps6' enter n 'noch offen'");
    counter.wait(Duration::from_secs(2));
    let mut back = Counter::german();
    back.prepared.restricted = false;
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter");
    let screen = back.screen();
    assert!(screen.contains("Äußerung am Tisch") && screen.contains("noch offen"), "{screen}");
    back.press("esc 1 f2");
    assert_eq!(answer(&back, "PS5").unwrap().note, "Äußerung am Tisch");
    assert_eq!(answer(&back, "PS6").unwrap().note, "noch offen");
}

#[test]
fn a_draft_brings_back_the_checklist_that_was_answered() {
    let mut counter = Counter::german();
    counter.press("v e tab 'nach' enter esc 1 3 'Strom gesperrt' enter");
    counter.wait(Duration::from_secs(2));
    let mut back = Counter::german();
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter");
    assert!(back.screen().contains("Strom gesperrt"), "{}", back.screen());
    back.press("f2");
    let notes: Vec<&str> = back.entry().answers.iter().map(|noted| &*noted.note).collect();
    assert_eq!(notes, ["", "Strom gesperrt"]);
}

#[test]
fn an_urgent_sign_brings_its_steps_and_takes_no_letter() {
    let mut counter = Counter::german();
    counter.press("v / 'ps7' enter 4");
    let card = counter.screen();
    for said in ["Notfall: Kindeswohlgefährdung", "§ 4 Abs. 2 KKG", "Jugendamt", "110"] {
        assert!(card.contains(said), "{said} is not in {card}");
    }
    // back to the very place: the note of the item, which takes what is typed
    let back = counter.press("esc").screen();
    assert!(back.contains("PS7") && !back.contains("Notfall:"), "{back}");
    counter.press("'im Flur gesehen'");
    // the steps are one key away, and typing on goes on in the note
    let card = counter.press("ctrl-e").screen();
    assert!(card.contains("Notfall: Kindeswohlgefährdung"), "{card}");
    counter.press("', laut'");
    let back = counter.screen();
    assert!(back.contains("im Flur gesehen, laut"), "{back}");
    counter.press("enter f2");
    let noted = answer(&counter, "PS7").unwrap();
    assert_eq!(noted.answer.rating, Rating::Urgent);
    assert_eq!(noted.note, "im Flur gesehen, laut");
}

#[test]
fn the_card_opened_by_its_key_has_every_sign_and_every_number_without_a_server() {
    let mut counter = Counter::german();
    counter.tell(Event::Link(LinkEvent::Down));
    let card = counter.press("!").screen();
    for said in ["116 016", "1  ⟦Suizidgefahr⟧", "9  Fluchtweg"] {
        assert!(card.contains(said), "{said} is not in {card}");
    }
    let steps = counter.press("down down enter").screen();
    assert!(steps.contains("Notfall: Kindeswohl") && steps.contains("112"), "{steps}");
    assert!(counter.press("esc").screen().contains("Schritte bei:"));
    assert!(counter.press("'7'").screen().contains("PsychKG"));
    let list = counter.press("esc esc").screen();
    assert!(!list.contains("Notfall") && list.contains("Haddad"), "{list}");
    // within the item of a sign the same key shows its steps, pressed again all of them
    let mut counter = Counter::german();
    assert!(counter.press("v / 'ps5' enter !").screen().contains("Suizidgefahr"));
    assert!(counter.press("ctrl-e").screen().contains("Schritte bei:"));
}

#[test]
fn the_steps_are_looked_at_on_every_terminal() {
    for (ending, screen) in counter::everywhere("v / 'ps7' enter 4") {
        assert_snapshot!(format!("urgent_sign_{ending}"), screen);
    }
}

#[test]
fn nobody_met_has_no_answers_and_keeps_what_was_typed() {
    let mut counter = Counter::german();
    counter.press("v 1 e 'nicht' enter f2");
    let entry = counter.entry();
    assert_eq!((entry.outcome, entry.met.len(), entry.answers.len()), (Outcome::NotMet, 0, 0));
}

#[test]
fn persons_are_ticked_in_the_head_or_all_at_once() {
    let mut counter = Counter::german();
    counter.press("v A f2 f2");
    assert_eq!(counter.entry().met.len(), 3);
    let mut counter = Counter::german();
    counter.press("v up space up up space tab tab tab a f2");
    assert_eq!(counter.entry().met, [PersonId(3)]);
    let mut counter = Counter::german();
    counter.press("v up up up space a f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("wer angetroffen wurde"), "{}", counter.screen());
}

#[test]
fn a_visit_without_a_word_is_saved_only_when_it_is_said_twice() {
    let mut counter = Counter::german();
    counter.press("v f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("Noch einmal F2 speichert"), "{}", counter.screen());
    counter.press("down f2");
    assert!(counter.changes().is_empty(), "what came in between starts again");
    counter.press("f2");
    assert!(counter.entry().answers.is_empty());
}

#[test]
fn the_checklist_follows_the_kind_until_something_is_answered() {
    let mut counter = Counter::german();
    counter.press("v e tab 'nach' enter esc a f2");
    let entry = counter.entry();
    assert_eq!(entry.kind, VisitKind::Aftercare);
    assert!(entry.answers.iter().all(|n| n.answer.item.to_string().starts_with("NB")));
    let mut counter = Counter::german();
    counter.press("v 1 e tab 'nach' enter esc f2");
    assert!(answer(&counter, "SP1").is_some(), "what is answered stays");
}

#[test]
fn without_a_server_a_visit_waits_and_is_not_left_behind_unasked() {
    let mut counter = Counter::german();
    counter.press("v 3 'Heizung kalt' enter a");
    counter.slow = true;
    counter.tell(aid::tui::app::Event::Link(aid::client::link::LinkEvent::Down));
    counter.press("f2");
    counter.wait(Duration::from_secs(3));
    counter.press("1");
    assert!(counter.screen().contains("Wird gerade gespeichert"), "{}", counter.screen());
    counter.press("esc q");
    assert!(counter.screen().contains("▸"), "{}", counter.screen());
    assert!(counter.screen().contains("Nein"), "it asks before it ends: {}", counter.screen());
    counter.press("esc");
    counter.answer();
    assert!(counter.screen().contains("espeichert"), "{}", counter.screen());
}

#[test]
fn date_and_time_are_typed_as_everywhere() {
    let mut counter = Counter::german();
    counter.press("v e tab tab ctrl-u 'gestern' tab ctrl-u '930' esc a f2");
    let at = counter.entry().at;
    assert_eq!(at.to_rfc3339(), "2026-11-21T08:30:00+00:00");
}

#[test]
fn a_note_on_the_whole_visit_has_a_follow_up_of_its_own() {
    let mut counter = Counter::german();
    counter.press("v a end n 'Familie zieht um' esc w 'Umzug vorbereiten' tab '+14' enter f2");
    let entry = counter.entry();
    assert_eq!(entry.note, "Familie zieht um");
    assert_eq!(entry.follow_ups[0].what, "Umzug vorbereiten");
    assert_eq!(entry.follow_ups[0].window.due(), day(12, 6));
}

#[test]
fn a_draft_brings_everything_back_with_the_cursor() {
    let mut counter = Counter::german();
    counter.press("v 1 3 'Warteliste' enter n 'ohne Antwort' left left");
    counter.wait(Duration::from_secs(2));
    let before = counter.screen();
    assert_eq!(counter.drafts.len(), 1);
    assert_eq!(counter.drafts[0].form, Form::Visit);
    // the line drops and she comes back
    let mut back = Counter::german();
    back.drafts = counter.drafts.clone();
    back.press("f5");
    let list = back.screen();
    assert!(list.contains("Angefangen 14:10: Regelbesuch"), "{list}");
    back.press("home enter");
    let after = back.screen();
    let body = |screen: &str| screen.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(&before), body(&after), "with the cursor");
    back.press("esc 1 f2");
    assert!(back.drafts.is_empty(), "saved under the id of the draft");
    assert_eq!(answer(&back, "SP9").unwrap().note, "ohne Antwort");
}

#[test]
fn an_earlier_draft_is_offered_and_any_other_key_begins_anew() {
    let mut counter = Counter::german();
    counter.press("v 3 'Warteliste'");
    counter.wait(Duration::from_secs(2));
    counter.press("esc esc down v");
    counter.press("esc up v");
    let screen = counter.screen();
    assert!(screen.contains("Entwurf 14:10"), "{screen}");
    let offered = counter.drafts.clone();
    counter.press("enter");
    assert!(counter.screen().contains("Warteliste"), "{}", counter.screen());
    counter.press("esc esc v a f2");
    assert_eq!(counter.entry().answers[0].note, "");
    assert_eq!(counter.drafts.len(), 1, "gone on with under another id");
    assert_eq!(counter.drafts[0].body, offered[0].body, "the draft is still there");
}

#[test]
fn a_draft_is_thrown_away_only_after_asking() {
    let mut counter = Counter::german();
    counter.press("v 3 'Warteliste'");
    counter.wait(Duration::from_secs(2));
    counter.press("ctrl-d enter");
    assert!(counter.screen().contains("Warteliste"), "no is the safe answer");
    counter.press("ctrl-d j");
    assert!(counter.drafts.is_empty());
    assert!(counter.screen().contains("verworfen"), "{}", counter.screen());
}

#[test]
fn what_the_server_refuses_stays_in_the_form() {
    let mut counter = Counter::german();
    counter.refuse = Some(Refusal::Entry(EntryError::NobodyNamed));
    counter.press("v a f2");
    assert!(counter.screen().contains("wer angetroffen wurde"), "{}", counter.screen());
    counter.refuse = Some(Refusal::DiskFull);
    counter.press("f2");
    assert!(counter.screen().contains("voll"), "{}", counter.screen());
    counter.press("f2");
    let ids: Vec<_> = counter.sent.iter().filter_map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "always the same wish");
    assert!(counter.screen().contains("Besuch gespeichert"));
}

#[test]
fn what_a_slow_server_refuses_is_kept_as_a_draft_without_another_key() {
    let mut counter = Counter::german();
    counter.press("v 3 'Warteliste'");
    counter.slow = true;
    counter.refuse = Some(Refusal::DiskFull);
    counter.press("f2").wait(Duration::from_secs(3));
    assert!(counter.drafts.is_empty(), "it is being saved");
    counter.slow = false;
    counter.answer();
    counter.wait(Duration::from_secs(2));
    let kept = format!("{:?}", counter.drafts);
    assert!(kept.contains("Warteliste"), "{kept}");
}

#[test]
fn an_answer_changes_rating_marker_and_count_only() {
    let mut counter = Counter::german();
    counter.press("v 1 1");
    let changed = counter.changed_by("1");
    assert!(changed <= 2 + 2 + 2, "{changed} cells");
    counter.press("3 'Wartelist'");
    assert_eq!(counter.changed_by("'e'"), 1);
}

#[test]
fn a_draft_that_is_kept_changes_its_mark_and_nothing_else() {
    let mut counter = Counter::german();
    counter.press("v 3 'Warteliste'");
    counter.wait(Duration::from_secs(2));
    counter.press("' V'");
    let (before, _) = counter.buffer();
    counter.wait(Duration::from_secs(2));
    let (after, _) = counter.buffer();
    assert_eq!(before, after, "kept in the same minute");
}

#[test]
fn right_after_a_rating_its_note_is_one_key_away_and_the_screen_says_whose_it_is() {
    let mut counter = Counter::german();
    counter.press("v 2");
    let screen = counter.screen();
    assert!(screen.contains("▸ SP4") && screen.contains("n Notiz zu SP1 · 1 von 21"), "{screen}");
    counter.press("n 'nur mit der Tochter' enter");
    let screen = counter.screen();
    assert!(screen.contains("▸ SP4") && !screen.contains("n Notiz zu"), "{screen}");
    counter.press("1 n 'bis März' esc f2");
    assert_eq!(answer(&counter, "SP1").unwrap().note, "nur mit der Tochter");
    assert_eq!(answer(&counter, "SP4").unwrap().note, "bis März");
}

#[test]
fn a_key_too_many_after_an_answer_passes_no_question_by() {
    for keys in ["2 tab 2", "2 enter enter 2", "2 enter tab 2"] {
        let mut counter = Counter::german();
        counter.press(&format!("v {keys} f2"));
        assert!(answer(&counter, "SP1").is_some() && answer(&counter, "SP4").is_some(), "{keys}");
    }
    let mut counter = Counter::german();
    let said = counter.press("v 2 tab").screen();
    assert!(said.contains("schon die nächste Frage"), "{said}");
    assert!(answer_after(&mut counter, "tab 2"), "the second one goes on to the next field");
}

#[test]
fn who_confirms_each_answer_with_enter_answers_the_next_question_and_writes_no_note() {
    for confirm in ["enter", "tab"] {
        let mut counter = Counter::german();
        counter.press(&format!("v 1 enter '2' {confirm} f2"));
        let (first, next) = (answer(&counter, "SP1").unwrap(), answer(&counter, "SP4").unwrap());
        assert_eq!((first.answer.rating, first.note.as_str()), (Rating::Ok, ""));
        assert_eq!((next.answer.rating, next.note.as_str()), (Rating::Watch, ""));
    }
    // a note that is one stays one, and so does that of a question which is answered
    let mut counter = Counter::german();
    counter.press("v 1 enter '12 Stunden' enter up 1 n '4' enter f2");
    assert_eq!(answer(&counter, "SP4").unwrap().note, "12 Stunden4");
    let mut counter = Counter::german();
    counter.press("v 1 enter 'space' enter up 1 f2");
    assert_eq!(answer(&counter, "SP4").unwrap().note, "space", "the name of a key is a word");
}

/// Whether nothing is answered in the rest of the first field after these keys.
fn answer_after(counter: &mut Counter, keys: &str) -> bool {
    counter.press(keys).press("f2");
    answer(counter, "SP4").is_none()
}

#[test]
fn once_she_has_moved_the_note_is_that_of_the_question_she_is_at() {
    for keys in ["2 down up n", "2 f1 esc down up n", "2 enter", "2 + n"] {
        let mut counter = Counter::german();
        counter.press(&format!("v {keys} 'hier' esc 1 f2"));
        assert_eq!(answer(&counter, "SP4").unwrap().note, "hier", "{keys}");
    }
    let mut counter = Counter::german();
    counter.press("v 2 f1 esc");
    assert!(counter.screen().contains("n Notiz zu SP1"), "help moved nothing");
    counter.press("n 'hier' esc f2");
    assert_eq!(answer(&counter, "SP1").unwrap().note, "hier");
}

#[test]
fn every_terminal_shows_the_keys_of_the_ratings_and_whose_note_is_next() {
    for (ending, screen) in counter::everywhere("v") {
        let keys = screen.lines().find(|line| line.starts_with(" 1 ")).expect(ending);
        assert!(["2 ", "3 ", "4 ", "0 "].iter().all(|key| keys.contains(key)), "{screen}");
    }
    for (ending, screen) in counter::everywhere("v 1") {
        let words = if ending.starts_with("de") { "n Notiz zu SP1" } else { "n note on SP1" };
        assert!(screen.contains(words) && screen.contains("\n 1 "), "{ending}: {screen}");
    }
}

#[test]
fn a_key_that_is_dead_in_the_head_says_where_it_works() {
    let mut counter = Counter::german();
    counter.press("v up");
    for (key, said) in [
        ("n", "n Notiz gibt es bei den Fragen. Esc führt dorthin."),
        ("a", "a Rest ok gibt es bei den Fragen. Esc führt dorthin."),
        ("3", "3 Bedarf gibt es bei den Fragen. Esc führt dorthin."),
        ("f8", "F8 Wie zuletzt gibt es bei den Fragen. Esc führt dorthin."),
        ("k", "k Kontakt geht in den Listen, nicht im Formular."),
        ("f4", "Hier gibt es keine Auswahlliste und keinen Kalender."),
        ("z", "Diese Taste hat hier keine Wirkung. F1 zeigt, was geht."),
    ] {
        let screen = counter.press(key).screen();
        assert!(screen.contains(said), "{key}: {screen}");
    }
    let screen = counter.press("esc n").screen();
    assert!(screen.contains("Notiz:"), "and there it does: {screen}");
}

#[test]
fn sections_and_pages_move_about() {
    let mut counter = Counter::german();
    counter.press("v tab 3 enter shift-tab f6 f6 f6 2 end home pagedown f2");
    let rated: Vec<_> = counter.entry().answers.iter().map(|n| n.answer.item.to_string()).collect();
    assert_eq!(rated, ["WO1", "BI1"]);
}

#[test]
fn everything_wrong_with_a_visit_is_marked_and_the_first_has_the_cursor() {
    let mut counter = Counter::german();
    counter.press("v n 'Kurs fehlt' enter down w '31.2.' esc esc down n 'Brief' esc f2");
    assert!(counter.changes().is_empty());
    let screen = counter.screen();
    assert_eq!(
        screen.matches("! Hier steht etwas, aber die Bewertung fehlt.").count(),
        2,
        "{screen}"
    );
    assert!(screen.contains("▸ SP1"), "{screen}");
    counter.press("1");
    assert_eq!(counter.screen().matches("Bewertung fehlt").count(), 1, "{}", counter.screen());
}

#[test]
fn after_saving_it_says_when_the_next_visit_is_due() {
    let mut counter = Counter::german();
    counter.press("v a f2");
    let screen = counter.screen();
    let said = "Besuch gespeichert · nächster Besuch bis 20.12. · u Rückgängig";
    assert!(screen.contains(said) && !screen.contains("beantwortet"), "{screen}");
    counter.press("down");
    assert!(!counter.screen().contains("Besuch gespeichert"), "gone with the next key");
    let mut counter = Counter::german();
    counter.press("v 3 'Kurs' enter f2");
    let screen = counter.screen();
    assert!(screen.contains("Wiedervorlage So 06.12."), "{screen}");
    let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("1 von 21 beantwortet"), "half of it is called half: {screen}");
}

#[test]
fn of_warning_signs_is_told_only_who_may_see_them() {
    let mut counter = Counter::german();
    counter.press("v a");
    assert!(counter.screen().contains("Warnzeichen bleiben offen"), "{}", counter.screen());
    let mut counter = Counter::german();
    counter.prepared.restricted = false;
    counter.press("v a");
    let screen = counter.screen();
    assert!(screen.contains("21 Fragen zusammenfassend in Ordnung."), "{screen}");
    assert!(!screen.contains("Warnzeichen"), "{screen}");
}

/// Takes a snapshot of what the keys lead to, on every terminal.
fn everywhere(name: &str, keys: &str) {
    for (ending, screen) in counter::everywhere(keys) {
        assert_snapshot!(format!("{name}_{ending}"), screen);
    }
}

#[test]
fn it_is_drawn_everywhere() {
    everywhere("visit", "v 1 3 'Warteliste VHS seit 6 Wochen'");
    everywhere("visit_head", "v e");
}

#[test]
fn its_other_states_are_drawn() {
    let mut counter = Counter::german();
    assert_snapshot!("visit_rest_ok", counter.press("v a").screen());
    assert_snapshot!("visit_whole", counter.press("end").screen());
    assert_snapshot!("visit_warning", counter.press("/ 'ps6' enter 4 esc").screen());
    assert_snapshot!("visit_jump", counter.press("esc / 'kurs'").screen());
    assert_snapshot!("visit_measure", counter.press("enter w '+7'").screen());
    let mut counter = Counter::german();
    assert_snapshot!("visit_not_met", counter.press("v e 'nicht' enter esc").screen());
    let entry = Counter::german().press("v a f2").entry().clone();
    let body = aid::api::drafts::Body::Entry {
        entry: Box::new(entry),
        raw: vec![],
        at: "item:SP9".into(),
        cursor: 0,
    };
    let mut counter = Counter::german();
    counter.drafts.push(draft_of(body, Form::Visit));
    assert_snapshot!("visit_offer", counter.press("v").screen());
}

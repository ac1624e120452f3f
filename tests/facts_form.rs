//! The fact sheet and the papers on the screen: what is asked, what a key does, what is sent.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Body;
use aid::api::facts::{EditFacts, FactEdit};
use aid::api::papers::AddPaper;
use aid::api::{AnyField, FieldRefusal, Refusal, Request};
use aid::domain::facts::{FactClash, FactKey, Source, Subject};
use aid::domain::field::{Clash, Edit, FieldError};
use aid::domain::ids::{HouseholdId, PersonId};
use aid::domain::papers::{PaperField, PaperKind};
use counter::{CASE, Counter, day};
use insta::assert_snapshot;

const HOUSEHOLD: Subject = Subject::Household(HouseholdId(3));
const FATIMA: Subject = Subject::Person(PersonId(1));
const AMIRA: Subject = Subject::Person(PersonId(2));
const SAMI: Subject = Subject::Person(PersonId(3));

fn key(name: &str) -> FactKey {
    FactKey::named(name).unwrap_or_else(|| panic!("no question {name}"))
}

fn edit(subject: Subject, name: &str, was: &str, now: &str) -> FactEdit {
    let edit = Edit { field: key(name), was: was.into(), now: now.into() };
    FactEdit { subject, edit }
}

/// Goes down, or up, to a question.
fn reach(counter: &mut Counter, key: &str, label: &str) {
    for _ in 0..90 {
        let screen = counter.screen();
        let line = screen.lines().find(|line| line.starts_with(" ▸")).unwrap_or_default();
        let rest = line.get(5..).and_then(|line| line.strip_prefix(label));
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
            return;
        }
        counter.press(key);
    }
    panic!("no {label}: {}", counter.screen());
}

/// The only sheet that was sent.
fn sent(counter: &Counter) -> &EditFacts {
    match counter.changes().as_slice() {
        [Request::EditFacts(edit)] => edit,
        other => panic!("not one sheet but {other:?}"),
    }
}

#[test]
fn only_what_is_missing_is_asked_and_each_answer_goes_on() {
    let mut counter = Counter::german();
    counter.press("d");
    let screen = counter.screen();
    assert!(screen.contains("▸*Datenschutzinfo ausgehändigt"), "the visit is known: {screen}");
    counter.press("j 'deu' enter");
    assert!(counter.screen().contains("▸*Staatsangehörigkeit"), "{}", counter.screen());
    counter.press("f2");
    let edits = &sent(&counter).edits;
    assert!(edits.contains(&edit(FATIMA, "privacy_info", "", "yes")));
    assert!(edits.contains(&edit(FATIMA, "privacy_language", "", "de")));
    assert!(!edits.iter().any(|edit| edit.subject == AMIRA), "not asked of children");
    assert_eq!((sent(&counter).source, sent(&counter).as_of), (Source::Word, day(11, 22)));
    assert!(counter.screen().contains("fehlen noch"), "{}", counter.screen());
}

#[test]
fn a_key_too_many_after_a_one_key_answer_passes_no_question_by() {
    for keys in ["d j enter 'deu' enter", "d j tab 'deu' enter"] {
        let mut counter = Counter::german();
        let screen = counter.press(keys).screen();
        assert!(screen.contains("▸*Staatsangehörigkeit"), "{keys}: {screen}");
        counter.press("f2");
        assert!(sent(&counter).edits.contains(&edit(FATIMA, "privacy_language", "", "de")));
    }
    let mut counter = Counter::german();
    let screen = counter.press("d j tab tab").screen();
    assert!(!screen.contains("schon die nächste Frage"), "it is said once: {screen}");
}

#[test]
fn what_is_the_same_for_all_is_typed_once_for_those_who_have_no_answer() {
    let mut counter = Counter::german();
    counter.press("d tab tab 'ua' tab 'uk'");
    counter.press("f7 f7");
    let screen = counter.screen();
    assert!(screen.contains("Amira") && screen.contains("für alle"), "{screen}");
    counter.press("f2");
    let edits = &sent(&counter).edits;
    let nationality = |edit: &&FactEdit| edit.edit.field == key("nationality");
    let of: Vec<_> = edits.iter().filter(nationality).map(|edit| edit.subject).collect();
    assert_eq!(of, [AMIRA, SAMI], "Fatima has one, and it stays");

    // not for everybody
    let mut counter = Counter::german();
    counter.press("d up up up space tab tab tab tab 'ua' f2");
    let subjects: Vec<_> = sent(&counter).edits.iter().map(|edit| edit.subject).collect();
    assert_eq!(subjects, [AMIRA], "Sami is not ticked");
}

#[test]
fn day_and_source_are_asked_once_for_the_whole_sheet() {
    let mut counter = Counter::german();
    counter.press("d up up up up up up up '3.11.' tab 'beh' enter tab tab tab tab j f2");
    let sheet = sent(&counter);
    assert_eq!((sheet.source, sheet.as_of), (Source::Authority, day(11, 3)));
}

#[test]
fn what_is_known_takes_no_letter_until_it_is_opened_and_then_only_that_is_sent() {
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Vorname");
    counter.press("'xyz'");
    assert!(!counter.screen().contains("xyz"));
    counter.press("enter ctrl-u 'Fatma' f2");
    assert_eq!(sent(&counter).edits, [edit(FATIMA, "given", "Fatima", "Fatma")]);
}

#[test]
fn a_sheet_with_nothing_typed_sends_nothing() {
    let mut counter = Counter::german();
    counter.press("d tab tab f7 down down enter f2");
    assert!(counter.changes().is_empty(), "{:?}", counter.changes());
    assert!(counter.screen().contains("nichts geändert"), "{}", counter.screen());
}

#[test]
fn a_paper_is_typed_with_its_date_and_goes_along_in_one_change() {
    let mut counter = Counter::german();
    counter.press("d");
    reach(&mut counter, "tab", "Aufenthaltsstatus");
    counter.press("'duldung § 60a abs. 2 satz 1' enter");
    assert!(counter.screen().contains("▸ … gültig bis"), "{}", counter.screen());
    counter.press("'14.1.' f2");
    let sheet = sent(&counter);
    let paper = AddPaper {
        case: CASE,
        persons: vec![PersonId(2), PersonId(3)],
        kind: PaperKind::Residence,
        fields: vec![
            (PaperField::Code, "DUL1".into()),
            (PaperField::Source, "word".into()),
            (PaperField::Until, "2027-01-14".into()),
        ],
    };
    assert_eq!((sheet.papers.as_slice(), sheet.edits.len()), ([paper].as_slice(), 0));
}

#[test]
fn the_list_of_what_is_missing_names_whom_and_goes_there() {
    let mut counter = Counter::german();
    counter.press("d f8");
    let screen = counter.screen();
    assert!(screen.contains("▸ ⟦Haushalt⟧  Konto oder Auszahlung geklärt"), "{screen}");
    assert!(screen.contains("Fatima    Datenschutzinfo ausgehändigt"), "{screen}");
    counter.press("down down down down enter");
    let screen = counter.screen();
    assert!(screen.contains("2 von 4: Fatima"), "{screen}");
    counter.press("f8 esc");
    assert!(counter.screen().contains("2 von 4: Fatima"), "Esc only closes the list");
}

#[test]
fn restricted_questions_are_only_there_for_who_may_see_them() {
    let asked = |restricted: bool| {
        let mut counter = Counter::german();
        counter.facts.restricted = restricted;
        counter.press("d f7");
        for _ in 0..60 {
            if counter.screen().contains("Fühlt sich sicher") {
                return true;
            }
            counter.press("down");
        }
        false
    };
    assert!(asked(true) && !asked(false));
}

#[test]
fn several_values_and_values_with_a_grade_are_typed_by_a_few_letters() {
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Erreichbar über");
    counter.press("'sig' enter 'what' enter");
    reach(&mut counter, "down", "Besonderer Schutzbedarf");
    counter.press("'schw' enter 'best' enter '11.2026' enter");
    reach(&mut counter, "down", "Deutsch gesprochen");
    counter.press("'b1' enter 'zert' enter");
    counter.press("f2");
    let edits = &sent(&counter).edits;
    let now = |name| edits.iter().find(|e| e.edit.field == key(name)).map(|e| e.edit.now.as_str());
    assert_eq!(now("messenger"), Some("signal, whatsapp"));
    let vulnerable = now("vulnerability").unwrap();
    assert!(vulnerable.ends_with(":confirmed@11.2026"), "{vulnerable}");
    assert_eq!(now("german"), Some("B1:certificate"));
}

#[test]
fn a_first_of_january_is_asked_about_here_too() {
    let mut counter = Counter::german();
    counter.facts.parts[2].answers.retain(|answer| answer.key != key("birth"));
    counter.press("d f7 f7");
    assert!(counter.screen().contains("3 von 4: Amira"), "{}", counter.screen());
    reach(&mut counter, "down", "Geburtsdatum");
    counter.press("'01.01.2012' enter");
    assert!(counter.screen().contains("▸ Nur das Jahr?"), "{}", counter.screen());
    counter.press("f2");
    assert!(counter.changes().is_empty(), "it has to be said");
    counter.press("'ja' enter f2");
    assert_eq!(sent(&counter).edits, [edit(AMIRA, "birth", "", "2012?")]);
}

#[test]
fn a_sheet_left_half_finished_comes_back_as_it_was() {
    let mut counter = Counter::german();
    counter.press("d j f7");
    reach(&mut counter, "down", "Vorname");
    counter.press("enter ctrl-u 'Fatma'");
    counter.wait(Duration::from_secs(2));
    let before = counter.screen();
    let mut back = Counter::german();
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter");
    let body =
        |screen: &str| screen.lines().skip(1).take(20).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(&back.screen()), body(&before));
    // what is missing is counted with what was typed in the other parts
    let missing = |counter: &mut Counter| counter.press("f8").screen();
    assert_eq!(body(&missing(&mut back)), body(&missing(&mut counter)));
    back.press("esc f2");
    let edits = &sent(&back).edits;
    assert!(edits.contains(&edit(FATIMA, "given", "Fatima", "Fatma")));
    assert!(edits.contains(&edit(FATIMA, "privacy_info", "", "yes")));
}

#[test]
fn the_day_of_a_sheet_is_the_one_that_was_meant_when_it_was_typed() {
    let mut counter = Counter::german();
    counter.press("d j home up");
    reach(&mut counter, "up", "Angaben vom");
    counter.press("'gestern' tab");
    counter.wait(Duration::from_secs(2));
    let mut back = Counter::german();
    back.now.utc += Duration::from_secs(2 * 24 * 3600);
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter f2");
    assert_eq!(sent(&back).as_of, day(11, 21));
}

#[test]
fn what_a_colleague_answered_meanwhile_is_shown_and_asked_about() {
    let mut counter = Counter::german();
    let clash = Clash { field: key("given"), theirs: "Fatime".into(), mine: "Fatma".into() };
    counter.refuse = Some(Refusal::FactClash(vec![FactClash { subject: FATIMA, clash }]));
    counter.press("d f7");
    reach(&mut counter, "down", "Vorname");
    counter.press("enter ctrl-u 'Fatma' f2");
    assert_snapshot!("facts_clash", counter.screen());
    counter.press("'meine' enter f2");
    let Request::EditFacts(second) = counter.changes()[1] else { panic!() };
    assert_eq!(second.edits, [edit(FATIMA, "given", "Fatime", "Fatma")]);
}

#[test]
fn what_a_colleague_saved_while_it_is_open_comes_in_and_what_was_typed_stays() {
    let mut counter = Counter::german();
    counter.press("d j");
    let account = counter::answers(&[("account", "yes", Some(22))]);
    counter.facts.parts[0].answers.extend(account);
    colleague_saves(&mut counter);
    counter.press("f8");
    assert!(!counter.screen().contains("Konto"), "{}", counter.screen());
    counter.press("esc f2");
    assert_eq!(sent(&counter).edits, [edit(FATIMA, "privacy_info", "", "yes")]);
}

/// A colleague saved something: the screen is told, and asks.
fn colleague_saves(counter: &mut Counter) {
    let push = aid::api::Push::ManyChanged;
    counter.tell(aid::tui::app::Event::Link(aid::client::link::LinkEvent::Push(push)));
}

#[test]
fn the_same_question_answered_by_a_colleague_meanwhile_is_never_overwritten_unasked() {
    let mut counter = Counter::german();
    counter.press("d f7 j");
    let theirs = counter::answers(&[("privacy_info", "no", Some(22))]);
    counter.facts.parts[1].answers.extend(theirs);
    colleague_saves(&mut counter);
    let key = key("privacy_info");
    let clash = Clash { field: key, theirs: "no".into(), mine: "yes".into() };
    counter.refuse = Some(Refusal::FactClash(vec![FactClash { subject: FATIMA, clash }]));
    counter.press("f2");
    assert_eq!(sent(&counter).edits, [edit(FATIMA, "privacy_info", "", "yes")], "a clash there");
    // while it is asked which holds, the colleague saves something else
    counter.press("down");
    assert!(counter.screen().contains("Was gilt?"), "{}", counter.screen());
    let before = counter.screen();
    colleague_saves(&mut counter);
    assert_eq!(counter.screen(), before, "what is selected stays too");
    counter.press("esc f2");
    assert_eq!(counter.changes().len(), 1, "still not said: {}", counter.screen());
    counter.press("'meine' enter");
    colleague_saves(&mut counter);
    counter.press("f2");
    let Request::EditFacts(second) = counter.changes()[1] else { panic!() };
    assert_eq!(second.edits, [edit(FATIMA, "privacy_info", "no", "yes")], "said, and kept");
}

#[test]
fn an_answer_of_a_colleague_moves_nobody_and_closes_no_list() {
    // the very question she is at
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Datenschutzinfo ausgehändigt");
    let theirs = counter::answers(&[("privacy_info", "no", Some(22))]);
    counter.facts.parts[1].answers.extend(theirs);
    colleague_saves(&mut counter);
    let selected = |counter: &mut Counter| {
        let screen = counter.screen();
        screen.lines().find(|line| line.starts_with(" ▸")).unwrap_or_default().to_owned()
    };
    let line = selected(&mut counter);
    assert!(line.contains("Datenschutzinfo ausgehändigt") && line.contains("nein"), "{line}");
    // a list with something selected by arrows
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Deutsch gesprochen");
    counter.press("f4 down down");
    let below_count = |counter: &mut Counter| {
        counter.screen().lines().skip(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let before = below_count(&mut counter);
    let theirs = counter::answers(&[("account", "yes", Some(22))]);
    counter.facts.parts[0].answers.extend(theirs);
    colleague_saves(&mut counter);
    assert_eq!(below_count(&mut counter), before);
    // the list of grades behind it
    counter.press("enter down");
    let before = below_count(&mut counter);
    colleague_saves(&mut counter);
    assert_eq!(below_count(&mut counter), before);
}

#[test]
fn a_paper_typed_while_a_colleague_enters_one_stays_typed() {
    let mut counter = Counter::german();
    counter.press("d f7 f7");
    reach(&mut counter, "tab", "Aufenthaltsstatus");
    counter.press("'duldung § 60a abs. 2 satz 1' enter '14.1.'");
    let part = &mut counter.facts.parts[2];
    part.answers.extend(counter::answers(&[("status", "GES", None)]));
    part.papers = vec![counter::paper(9, 2, PaperKind::Residence, &[(PaperField::Code, "GES")])];
    colleague_saves(&mut counter);
    assert!(counter.screen().contains("14.1."), "{}", counter.screen());
    counter.press("f2");
    let paper = &sent(&counter).papers[0];
    assert_eq!(paper.persons, [PersonId(2)]);
    assert!(paper.fields.contains(&(PaperField::Code, "DUL1".into())), "{paper:?}");
    assert!(paper.fields.contains(&(PaperField::Until, "2027-01-14".into())), "{paper:?}");
}

#[test]
fn an_answer_that_was_opened_stays_open_while_a_colleague_saves() {
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Vorname");
    counter.press("enter");
    colleague_saves(&mut counter);
    counter.press("ctrl-u 'Fatma' f2");
    assert_eq!(sent(&counter).edits, [edit(FATIMA, "given", "Fatima", "Fatma")]);
}

#[test]
fn what_was_typed_about_who_left_meanwhile_stays_in_the_draft() {
    let mut counter = Counter::german();
    counter.press("d f7 f7 f7");
    reach(&mut counter, "up", "Vorname");
    counter.press("enter ctrl-u 'Samir'");
    counter.wait(Duration::from_secs(2));
    counter.facts.parts.pop();
    colleague_saves(&mut counter);
    counter.press("f7 f7 j");
    counter.wait(Duration::from_secs(2));
    let kept = format!("{:?}", counter.drafts);
    assert!(kept.contains("Samir"), "{kept}");
}

#[test]
fn what_was_typed_about_who_left_meanwhile_is_saved_too() {
    let mut counter = Counter::german();
    counter.press("d f7 f7 f7");
    reach(&mut counter, "up", "Vorname");
    counter.press("enter ctrl-u 'Samir'");
    counter.facts.parts.pop();
    colleague_saves(&mut counter);
    let screen = counter.screen();
    assert!(screen.contains("4 von 4: Sami (nicht mehr auf dem Blatt)"), "{screen}");
    counter.press("f7 f7 j");
    colleague_saves(&mut counter);
    counter.wait(Duration::from_secs(2));
    // also from the draft
    let mut back = Counter::german();
    (back.drafts, back.facts) = (counter.drafts.clone(), counter.facts.clone());
    back.press("f5 home enter");
    for mut counter in [counter, back] {
        counter.press("f2");
        let edits = &sent(&counter).edits;
        let given = edit(SAMI, "given", "Sami", "Samir");
        assert!(edits.contains(&given) && edits.len() == 2, "{edits:?}");
    }
}

#[test]
fn letters_typed_into_a_choice_stay_when_a_colleague_saves_and_in_the_draft() {
    let mut counter = Counter::german();
    counter.press("d f7 f7");
    reach(&mut counter, "tab", "Aufenthaltsstatus");
    counter.press("'duldung § 60a abs. 2 satz 1'");
    colleague_saves(&mut counter);
    assert!(counter.screen().contains("Duldung"), "{}", counter.screen());
    counter.wait(Duration::from_secs(2));
    let mut back = Counter::german();
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter");
    for mut counter in [counter, back] {
        counter.press("enter '14.1.' f2");
        let paper = &sent(&counter).papers[0];
        assert!(paper.fields.contains(&(PaperField::Code, "DUL1".into())), "{paper:?}");
    }
}

#[test]
fn a_draft_keeps_no_restricted_answer_of_the_record_and_loses_none_of_her_own() {
    let mut counter = Counter::german();
    let way = counter::answers(&[("safety", "no", Some(3)), ("safety_way", "Schwester", Some(3))]);
    counter.facts.parts[1].answers.extend(way);
    counter.press("d f7");
    reach(&mut counter, "down", "Vereinbarter Weg zum Schutz");
    counter.press("enter ctrl-u 'Frauenhaus'");
    counter.wait(Duration::from_secs(2));
    let kept = |counter: &Counter| format!("{:?}", counter.drafts);
    assert!(!kept(&counter).contains("Schwester"), "{}", kept(&counter));
    // it is known which answer she typed over, and a newer one is none that she saw
    for (at, was) in [(3, Some("Schwester")), (4, None)] {
        let mut back = Counter::german();
        (back.drafts, back.facts) = (counter.drafts.clone(), counter.facts.clone());
        let mut answers = back.facts.parts[1].answers.iter_mut();
        let entry = answers.find(|answer| answer.key == key("safety_way")).unwrap();
        *entry = counter::answers(&[("safety_way", "Schwester", Some(at))]).remove(0);
        back.press("f5 home enter f2");
        let [sent] = sent(&back).edits.as_slice() else { panic!("{:?}", back.changes()) };
        let is_same = sent.edit.was == "Schwester";
        assert_eq!((is_same, sent.edit.now.as_str()), (was.is_some(), "Frauenhaus"));
    }
    // her time as a deputy ends while it is open
    counter.facts.restricted = false;
    counter.facts.parts[1].answers.retain(|a| !a.key.question().unwrap().restricted);
    colleague_saves(&mut counter);
    reach(&mut counter, "down", "Beruf");
    counter.press("'Koch'");
    colleague_saves(&mut counter);
    counter.wait(Duration::from_secs(2));
    assert!(!counter.screen().contains("Frauenhaus"), "{}", counter.screen());
    assert!(kept(&counter).contains("Frauenhaus") && kept(&counter).contains("Koch"));
}

/// The case is handed over while a restricted answer is typed, and an open one after that.
fn handed_over_while_typing() -> Counter {
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Fühlt sich sicher");
    counter.press("'n'");
    reach(&mut counter, "up", "Vereinbarter Weg zum Schutz");
    counter.press("'Frauenhaus'");
    counter.facts.restricted = false;
    colleague_saves(&mut counter);
    reach(&mut counter, "down", "Beruf");
    counter.press("'Koch'");
    counter
}

#[test]
fn what_is_not_hers_to_enter_any_more_stays_in_the_draft_when_the_rest_is_saved() {
    let mut counter = handed_over_while_typing();
    counter.refuse = Some(Refusal::DiskFull);
    counter.press("f2 f2");
    let sent = counter.sent.clone();
    let wishes: Vec<_> = sent.iter().filter(|(_, r)| matches!(r, Request::EditFacts(_))).collect();
    let [first, second] = wishes.as_slice() else { panic!("{wishes:?}") };
    assert_eq!(first, second, "the same wish under the same id");
    let Request::EditFacts(edit_facts) = &second.1 else { panic!() };
    assert_eq!(edit_facts.edits, [edit(FATIMA, "trade", "", "Koch")]);
    let screen = counter.screen();
    assert!(
        screen.contains("Datenblatt gespeichert") && screen.contains("2 Antworten"),
        "{screen}"
    );
    assert!(screen.contains("bleiben im Entwurf"), "{screen}");
    let [draft] = counter.drafts.as_slice() else { panic!("{:?}", counter.drafts) };
    let kept = format!("{draft:?}");
    assert!(kept.contains("Frauenhaus") && !kept.contains("Koch"), "{kept}");
    assert_ne!(Some(draft.id), second.0);
}

#[test]
fn a_draft_of_which_answers_are_held_back_is_neither_saved_nor_thrown_away_unasked() {
    let mut back = Counter::german();
    back.facts.restricted = false;
    let fields = vec![("person:1".into(), String::new()), ("withheld".into(), "2".into())];
    let body = Body::Fields { fields, at: String::new(), cursor: 0 };
    back.drafts = vec![counter::draft_of(body, aid::api::drafts::Form::Facts)];
    back.press("f5 home enter f2");
    let screen = back.screen();
    assert!(screen.contains("2 Antworten") && screen.contains("bleiben im Entwurf"), "{screen}");
    assert_eq!((back.changes().len(), back.drafts.len()), (0, 1));
    reach(&mut back, "down", "Beruf");
    back.press("'Koch' f2");
    assert_eq!(sent(&back).edits, [edit(FATIMA, "trade", "", "Koch")]);
    let kept = format!("{:?}", back.drafts);
    assert!(back.drafts.len() == 1 && !kept.contains("Koch"), "{kept}");
    assert!(back.screen().contains("2 Antworten"), "{}", back.screen());
}

#[test]
fn a_restricted_answer_that_is_refused_is_named() {
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Fühlt sich sicher");
    counter.refuse = Some(Refusal::NotPermitted);
    counter.press("'n' f2");
    let screen = counter.screen();
    assert!(screen.contains("nur die zuständige Fachkraft"), "{screen}");
}

#[test]
fn looking_leaves_no_draft_behind() {
    // at what is suggested
    for keys in ["D enter", "D w"] {
        let mut counter = Counter::german();
        counter.press(keys).wait(Duration::from_secs(3));
        assert!(counter.drafts.is_empty(), "{keys}: {:?}", counter.drafts);
        counter.press("esc").wait(Duration::from_secs(3));
        assert!(counter.drafts.is_empty(), "{keys}: {:?}", counter.drafts);
    }
    // at a sheet, while a colleague enters a child
    let mut counter = Counter::german();
    counter.press("d");
    let mut child = counter.facts.parts[3].clone();
    child.subject = Subject::Person(PersonId(4));
    counter.facts.parts.push(child);
    colleague_saves(&mut counter);
    counter.press("down").wait(Duration::from_secs(3));
    counter.press("esc").wait(Duration::from_secs(3));
    assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
    // and what says nothing alone goes when it is saved
    counter.press("d up up up space").wait(Duration::from_secs(3));
    assert_eq!(counter.drafts.len(), 1);
    counter.press("f2").wait(Duration::from_secs(3));
    assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
    assert!(counter.screen().contains("nichts geändert"), "{}", counter.screen());
}

#[test]
fn what_is_no_longer_asked_is_not_sent() {
    // a birth date corrected from an adult's to a child's
    let mut counter = Counter::german();
    counter.press("d f7 j");
    reach(&mut counter, "down", "Geburtsdatum");
    counter.press("enter ctrl-u '3.4.2015' enter f2");
    assert_eq!(sent(&counter).edits, [edit(FATIMA, "birth", "1988-03-12", "2015-04-03")]);

    // a way that is not needed, and a day that is none
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Schwangerschaft");
    counter.press("j");
    reach(&mut counter, "up", "Geburtstermin");
    counter.press("'99.99.'");
    reach(&mut counter, "up", "Schwangerschaft");
    counter.press("n");
    reach(&mut counter, "down", "Fühlt sich sicher");
    counter.press("n");
    reach(&mut counter, "up", "Vereinbarter Weg zum Schutz");
    counter.press("'Frauenhaus'");
    reach(&mut counter, "up", "Fühlt sich sicher");
    counter.press("j f2");
    let edits = [edit(FATIMA, "pregnancy", "", "no"), edit(FATIMA, "safety", "", "yes")];
    assert_eq!(sent(&counter).edits, edits);
}

#[test]
fn what_is_typed_for_all_is_for_somebody() {
    let mut counter = Counter::german();
    counter.press("d up up up space up space up space tab tab tab tab tab tab 'ua' f2");
    assert!(counter.changes().is_empty(), "{:?}", counter.changes());
    assert!(counter.screen().contains("niemand angekreuzt"), "{}", counter.screen());
    counter.press("up up up up up space f2");
    let subjects: Vec<_> = sent(&counter).edits.iter().map(|edit| edit.subject).collect();
    assert_eq!(subjects, [SAMI]);
}

#[test]
fn saving_and_the_next_person_work_from_the_lists_too() {
    let mut counter = Counter::german();
    counter.press("d j f8 f7");
    assert!(counter.screen().contains("2 von 4: Fatima"), "{}", counter.screen());
    counter.press("f8 f2");
    assert_eq!(sent(&counter).edits, [edit(FATIMA, "privacy_info", "", "yes")]);
}

#[test]
fn a_code_that_is_not_in_the_list_stays_while_something_else_is_corrected() {
    let mut counter = Counter::german();
    counter.facts.parts[1].papers[0].versions[0].content.code = "ALT-9".into();
    counter.press("D down down b");
    assert!(counter.screen().contains("ALT-9"), "{}", counter.screen());
    counter.press("tab tab '1.2.27' f2");
    let [Request::EditPaper(edit)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    let fields: Vec<_> = edit.edits.iter().map(|edit| edit.field).collect();
    assert_eq!(fields, [PaperField::Until]);
}

#[test]
fn what_the_server_does_not_accept_stands_beside_its_question() {
    let mut counter = Counter::german();
    let (field, error) = (AnyField::Fact(HOUSEHOLD, key("clerk")), FieldError::TooLong(240));
    counter.refuse = Some(Refusal::Field(FieldRefusal { field, error }));
    counter.press("d f8 enter up 'Frau Klein' f7 f2");
    let screen = counter.screen();
    assert!(screen.contains("1 von 4") && screen.contains("Höchstens 240"), "{screen}");
}

#[test]
fn the_history_of_an_answer_is_one_key_away() {
    let mut counter = Counter::german();
    counter.press("d f7");
    reach(&mut counter, "down", "Arzt vorhanden");
    counter.press("h");
    assert_snapshot!("facts_history", counter.screen());
    counter.press("esc");
    assert!(counter.screen().contains("▸ Arzt vorhanden"));
}

#[test]
fn typing_and_moving_change_little_on_the_screen() {
    let mut counter = Counter::german();
    counter.press("d f8 enter up 'Frau'");
    assert!(counter.changed_by("' '") <= 1 && counter.changed_by("'K'") <= 1);
    let mut counter = Counter::german();
    counter.press("D");
    assert!(counter.changed_by("down") <= 2, "the marker, and nothing else");
}

#[test]
fn a_suggestion_opens_the_form_that_would_carry_it_out_and_sends_nothing_itself() {
    let mut counter = Counter::german();
    counter.press("D enter");
    assert!(counter.changes().is_empty());
    assert_snapshot!("paper_end", counter.screen());
    counter.press("f2");
    let [Request::EndPaper(end)] = counter.changes()[..] else { panic!("{:?}", counter.changes()) };
    assert_eq!((end.person, end.last, end.was), (PersonId(1), day(5, 31), None));
    assert!(end.reason.contains("§ 1 Abs. 3 AsylbLG"), "{}", end.reason);
}

#[test]
fn a_day_in_another_form_is_no_correction_and_leaves_no_draft() {
    let mut counter = Counter::german();
    counter.press("D down down b tab tab ctrl-u '14.1.2027' f2");
    let screen = counter.screen();
    assert!(screen.contains("Es wurde nichts geändert"), "{screen}");
    let sent = counter.changes();
    assert!(
        matches!(sent[..], [Request::DropDraft(_)]),
        "nothing but that the draft goes: {sent:?}"
    );
}

#[test]
fn the_end_that_is_suggested_is_taken_over_with_one_key() {
    let mut counter = Counter::german();
    counter.press("D down down down down E f2");
    let screen = counter.screen();
    assert!(counter.changes().is_empty() && screen.contains("Bitte ausfüllen"), "{screen}");
    assert!(
        screen.contains("Vorschlag So 31.05.2026") && screen.contains("übernimmt ="),
        "{screen}"
    );
    counter.press("=");
    assert!(!counter.screen().contains("übernimmt ="), "{}", counter.screen());
    counter.press("f2");
    let [Request::EndPaper(end)] = counter.changes()[..] else { panic!("{:?}", counter.changes()) };
    assert_eq!((end.person, end.last), (PersonId(1), day(5, 31)));
    assert!(end.reason.contains("§ 1 Abs. 3 AsylbLG"), "{}", end.reason);
}

#[test]
fn a_paper_is_added_for_several_corrected_and_ended() {
    let mut counter = Counter::german();
    counter.press("D down n");
    assert!(counter.screen().contains("Bisher Fatima: "), "{}", counter.screen());
    counter.press("down 'fikt' enter tab tab tab tab '12.10.' f2");
    assert_eq!(counter.changes().len(), 1, "{}", counter.screen());
    let Request::AddPaper(add) = counter.changes()[0] else { panic!() };
    assert_eq!(
        (add.kind, add.persons.as_slice()),
        (PaperKind::Residence, [PersonId(1)].as_slice())
    );
    assert!(add.fields.contains(&(PaperField::Issued, "2026-10-12".into())), "{:?}", add.fields);

    let mut counter = Counter::german();
    counter.press("D down down b tab tab '1.2.27' tab '1.3.27' f2");
    assert!(counter.changes().is_empty(), "it has to say why: {}", counter.screen());
    counter.press("'Verordnung' f2");
    let [Request::EditPaper(edit)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    let fields: Vec<_> = edit.edits.iter().map(|edit| edit.field).collect();
    assert_eq!(fields, [PaperField::Until, PaperField::Effective, PaperField::Reason]);
    assert_eq!(edit.edits[0].was, "2027-01-14");

    let mut counter = Counter::german();
    counter.press("D down E");
    assert!(counter.screen().contains("zuerst ein Papier"), "{}", counter.screen());
    counter.press("down E '30.11.' tab 'Umzug' f2");
    let [Request::EndPaper(end)] = counter.changes()[..] else { panic!("{:?}", counter.changes()) };
    assert_eq!((end.was, end.last), (Some("2027-01-14".parse().unwrap()), day(11, 30)));
    // a colleague ended it on that day for another reason: hers or this one, as she decides
    let (theirs, mine) = ("Wegzug".to_owned(), "Umzug".to_owned());
    let clash = Clash { field: PaperField::Reason, theirs, mine };
    for (key, reason) in [("down", "Umzug"), ("", "Wegzug")] {
        let mut counter = Counter::german();
        counter.refuse = Some(Refusal::PaperClash(vec![clash.clone()]));
        counter.press("D down down E '30.11.' tab 'Umzug' f2");
        assert!(counter.screen().contains("Wegzug"), "{}", counter.screen());
        counter.press(&format!("{key} enter f2"));
        let [.., Request::EndPaper(end)] = counter.changes()[..] else { panic!() };
        assert_eq!((end.was, end.reason.as_str()), (Some(day(11, 30)), reason));
    }
}

#[test]
fn each_key_of_the_footer_does_something_on_each_row_of_the_papers() {
    let opens = |keys: &str, title: &str| {
        let mut counter = Counter::german();
        counter.press(keys);
        assert!(counter.screen().contains(title), "{keys}: {}", counter.screen());
    };
    opens("D w", "Wiedervorlage · Al-Hamadi");
    opens("D b", "Papier beenden · Grundleistungen");
    opens("D down b", "Person ändern");
    opens("D down down b", "Papier korrigieren · Aufenthaltsgestattung");
    opens("D down down n", "Neues Papier");
    opens("D down d", "Datenblatt · ");
    opens("D down enter", "Neues Papier");
}

#[test]
fn a_paper_left_half_finished_comes_back_as_it_was() {
    let mut counter = Counter::german();
    counter.press("D down down b tab tab '1.2.27' tab '1.3.27'");
    counter.wait(Duration::from_secs(2));
    let mut back = Counter::german();
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter");
    assert!(back.screen().contains("1.3.27"), "{}", back.screen());
    back.press("tab 'Verordnung' f2");
    let [Request::EditPaper(edit)] = back.changes()[..] else { panic!("{:?}", back.changes()) };
    assert_eq!(edit.edits.len(), 3);
}

/// Takes a snapshot of what the keys lead to, on every terminal.
fn everywhere(name: &str, keys: &str) {
    for (ending, screen) in counter::everywhere(keys) {
        assert_snapshot!(format!("{name}_{ending}"), screen);
    }
}

#[test]
fn they_are_drawn_everywhere() {
    everywhere("facts", "d");
    everywhere("facts_person", "d f7 tab tab");
    everywhere("facts_list", "d tab tab tab tab tab tab f4");
    everywhere("facts_head", "d up up up");
    everywhere("facts_missing", "d f8");
    everywhere("papers", "D down down");
    everywhere("paper_new", "D n down 'aufenthaltsg' enter");
    everywhere("paper_edit", "D down down b");
}

//! The form of information given and what shows it: what keys make of them, what is sent, what is
//! drawn.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::{Body, Draft, Form};
use aid::api::topics::{Brief, Shown};
use aid::api::{AnyField, FieldRefusal, Refusal, Request};
use aid::domain::case::Signed;
use aid::domain::field::FieldError;
use aid::domain::ids::{PersonId, RequestId, StaffId, ToldId};
use aid::domain::topics::{Entry, How, Told, TopicField};
use chrono::NaiveDate;
use counter::{CASE, Counter, day, draft_of};
use insta::assert_snapshot;

fn shown(id: u64, person: u64, topic: &str, on: NaiveDate, language: &str) -> Shown {
    let (way, who) = ("interpreter".into(), String::new());
    let told = Told {
        id: ToldId(id),
        case: CASE,
        person: PersonId(person),
        topic: topic.into(),
        how: How { day: on, language: language.into(), way, who },
        by: StaffId(1),
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
        taken_back: None,
    };
    let name = ["Fatima", "Amira", "Sami"][usize::try_from(person).unwrap() - 1];
    Shown { told, person: name.into(), by: "Anna Weber".into(), back: String::new() }
}

/// One topic for all, one for two, one taken back, one of another year with who told it.
fn some() -> Vec<Shown> {
    let mut back = shown(4, 2, "work", day(11, 3), "de");
    let at = "2026-11-21T09:00:00Z".parse().unwrap();
    back.told.taken_back = Some(Signed { at, by: StaffId(2) });
    back.back = "Deniz Acar".into();
    let mut old = shown(5, 1, "school", "2025-09-01".parse().unwrap(), "");
    (old.told.how.way, old.told.how.who) =
        ("event".into(), "Kommunales Integrationszentrum".into());
    vec![
        shown(1, 1, "emergency", day(11, 19), "ar"),
        shown(2, 2, "emergency", day(11, 19), "ar"),
        shown(3, 3, "emergency", day(11, 19), "de"),
        back,
        shown(6, 1, "work", day(11, 3), "ar"),
        old,
    ]
}

fn told(counter: &Counter) -> &Entry {
    match counter.changes()[..] {
        [Request::TellTopics(sent)] => {
            assert_eq!(sent.case, CASE);
            &sent.entry
        }
        _ => panic!("{:?}", counter.changes()),
    }
}

#[test]
fn a_topic_for_the_reference_person_takes_a_few_letters() {
    let mut counter = Counter::german();
    counter.press("N i 'ges' enter f2");
    let entry = told(&counter);
    assert_eq!((&entry.persons[..], entry.topics.join(" ")), (&[PersonId(1)][..], "health".into()));
    let how = How {
        day: day(11, 22),
        language: "ar".into(),
        way: "interpreter".into(),
        who: String::new(),
    };
    assert_eq!(entry.how, how, "what is known of the household is there");
    let screen = counter.screen();
    assert!(screen.contains("Information gespeichert · 1 Thema, 1 Person"), "{screen}");
}

#[test]
fn several_topics_and_persons_go_in_one_save() {
    let mut counter = Counter::german();
    counter.press("N i 'ges' enter 'müll' enter enter A tab tab tab 'gestern' tab 'pers'");
    counter.press("tab 'merk' tab 'Frau Sol' f2");
    let entry = told(&counter);
    assert_eq!(entry.persons, [1, 2, 3].map(PersonId));
    assert_eq!(entry.topics, ["health", "waste"]);
    assert_eq!(entry.how.day, day(11, 21));
    let how = (&*entry.how.language, &*entry.how.way, &*entry.how.who);
    assert_eq!(how, ("fa", "leaflet", "Frau Sol"), "typing replaces what is proposed");
    assert!(counter.screen().contains("2 Themen, 3 Personen"), "{}", counter.screen());
}

#[test]
fn what_is_missing_is_said_beside_it_and_nothing_is_sent() {
    let mut counter = Counter::german();
    let screen = counter.press("N i f2").screen();
    assert!(counter.changes().is_empty() && screen.contains("Noch nicht gespeichert"), "{screen}");
    let screen = counter.press("'arb' enter enter space f2").screen();
    assert!(counter.changes().is_empty(), "nobody is ticked: {screen}");
    counter.press("space");
    let (field, error) = (AnyField::Topic(TopicField::Who), FieldError::TooLong(120));
    counter.refuse = Some(Refusal::Field(FieldRefusal { field, error }));
    let screen = counter.press("f2").screen();
    assert!(screen.contains("120"), "{screen}");
}

#[test]
fn cut_off_it_is_gone_on_with_where_it_was() {
    let mut counter = Counter::german();
    counter.press(
        "N i 'ges' enter 'schu' enter enter down space tab tab '20.11.' tab 'ti' tab tab 'Frau S'",
    );
    counter.wait(Duration::from_secs(3));
    let draft = counter.drafts[0].clone();
    assert_eq!(draft.form, Form::Topics);
    // the line is gone, and so is this terminal
    counter.down();
    let mut again = Counter::german();
    again.drafts = vec![Draft { id: RequestId(5), ..draft }]; // of an earlier day
    let screen = again.press("N i").screen();
    assert!(screen.contains("Eingabe öffnet ihn"), "{screen}");
    let screen = again.press("enter").screen();
    for kept in ["Gesundheit, Kita und Schule", "[x] Amira", "20.11.", "Frau S"] {
        assert!(screen.contains(kept), "{kept}: {screen}");
    }
    again.press("'ol' f2");
    let entry = told(&again);
    assert_eq!(entry.topics, ["health", "school"]);
    assert_eq!(entry.persons, [1, 2].map(PersonId));
    assert_eq!(
        (entry.how.day, &*entry.how.language, &*entry.how.who),
        (day(11, 20), "ti", "Frau Sol")
    );
}

/// A draft of two persons, the second of whom is not among those who may be named.
fn begun(with: &mut Counter) {
    let ticked = |name: &str| (name.to_owned(), "x".to_owned());
    let topics = ("topics".to_owned(), "health".to_owned());
    let fields = vec![topics, ticked("met:1"), ticked("met:99")];
    let body = Body::Fields { fields, at: "topics".into(), cursor: 0 };
    with.drafts = vec![draft_of(body, Form::Topics)];
    with.press("N i enter");
}

#[test]
fn who_cannot_be_named_any_more_does_not_go_from_a_draft_unsaid() {
    let mut counter = Counter::german();
    begun(&mut counter);
    let screen = counter.screen();
    assert!(screen.contains("frühere Person, nicht mehr zu nennen"), "{screen}");
    assert!(screen.contains("Gespeichert wird ohne diese Person."), "{screen}");
    // and does not go from it when it is kept anew
    counter.press("tab tab tab tab tab tab tab tab 'Frau S'").wait(Duration::from_secs(3));
    let kept = counter.drafts.iter().find_map(|draft| match &draft.body {
        Body::Fields { fields, .. } if draft.id != RequestId(5) => Some(fields.clone()),
        _ => None,
    });
    assert!(kept.unwrap().contains(&("met:99".to_owned(), "x".to_owned())));
    counter.press("f2");
    assert_eq!(told(&counter).persons, [PersonId(1)]);
}

#[test]
fn where_nobody_is_left_it_says_so_where_somebody_is_missing() {
    let mut counter = Counter::german();
    counter.prepared.persons.clear();
    counter.press("N i 'ges' enter f2");
    let screen = counter.screen();
    assert!(counter.changes().is_empty(), "{screen}");
    let line = screen.lines().find(|line| line.contains("zurzeit niemand im Haushalt"));
    assert!(line.is_some_and(|line| line.contains('▸')), "{screen}");
    assert!(screen.contains("Noch nicht gespeichert"), "{screen}");
}

#[test]
fn the_table_says_who_heard_what_and_a_topic_shows_its_entries() {
    let mut counter = Counter::german();
    counter.told = some();
    let screen = counter.press("I").screen();
    assert!(screen.contains("3 von 14 Themen"), "{screen}");
    let screen = counter.press("end up up").screen();
    assert!(screen.contains("Fatima 03.11. Arabisch · noch nicht: Amira, Sami"), "{screen}");
    let screen = counter.press("enter").screen();
    let back = "zurückgenommen 21.11. von Deniz Acar · Amira · Deutsch";
    assert!(screen.contains(back), "{screen}");
    // what was taken back is not taken back again; the other one is, and can be had back
    assert!(counter.press("R").changes().is_empty(), "{}", counter.screen());
    let screen = counter.press("down R").screen();
    match counter.changes()[..] {
        [Request::TakeBackTopic(sent)] => assert_eq!((sent.case, sent.told), (CASE, ToldId(6))),
        _ => panic!("{:?}", counter.changes()),
    }
    assert!(screen.contains("zurückgenommen; er bleibt sichtbar"), "{screen}");
    // from there the topic is filled in
    let mut counter = Counter::german();
    counter.told = some();
    counter.press("I end enter n f2");
    assert_eq!(told(&counter).topics, ["leisure"]);
    let screen = counter.press("esc").screen();
    assert!(screen.contains("Müll und Heizen"), "back at the table: {screen}");
}

#[test]
fn the_case_says_how_many_topics_were_heard() {
    let mut counter = Counter::german();
    let quiet = counter.press("enter").screen();
    assert!(!quiet.contains("Themen"), "{quiet}");
    let mut counter = Counter::german();
    counter.sheet.topics = Brief { heard: 5, all: 14 };
    let screen = counter.press("enter").screen();
    assert!(screen.contains("Information 5 von 14 Themen: I"), "{screen}");
}

#[test]
fn it_is_drawn_everywhere() {
    for (ending, screen) in counter::everywhere("N i f4 enter f4 down enter enter down") {
        assert_snapshot!(format!("topic_{ending}"), screen);
    }
    for (ending, setting) in screen::SETTINGS {
        let mut counter = Counter::new(setting);
        counter.told = some();
        assert_snapshot!(format!("table_{ending}"), counter.press("I").screen());
        let entries = counter.press("end up up enter").screen();
        assert_snapshot!(format!("entries_{ending}"), entries);
    }
}

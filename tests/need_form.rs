//! The needs of a household: what keys make of them, what is sent, what is drawn.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Form;
use aid::api::needs::{AddNeed, ChangeNeed, Measure, Sheet, Shown};
use aid::api::{Refusal, Request, followups};
use aid::domain::checklist::{ActionField, ItemCode, Rating};
use aid::domain::dates::Window;
use aid::domain::field::{Clash, Edit};
use aid::domain::followup::{Done, FollowUp, Source};
use aid::domain::ids::{FollowUpId, NeedId, PersonId, StaffId, VisitId};
use aid::domain::needs::{Content, Kind, Need, NeedField, Origin, Status, Suggestion, Version};
use counter::{CASE, Counter, day};
use insta::assert_snapshot;

fn measure(id: u64, what: &str, impossible: Option<&str>) -> Measure {
    let end = |reason: &str| Done {
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
        by: StaffId(1),
        impossible: Some(reason.to_owned()),
    };
    Measure {
        follow_up: FollowUp {
            id: FollowUpId(id),
            case: CASE,
            what: what.into(),
            window: Window::on(day(11, 24)),
            owner: StaffId(1),
            source: Source::Need(NeedId(1)),
            purpose: None,
            noted: None,
            restricted: false,
            created_by: StaffId(1),
            done: impossible.map(end),
        },
        by: "Anna Weber".into(),
    }
}

fn shown(id: u64, contents: &[Content], measures: Vec<Measure>) -> Shown {
    let version = |content: &Content| Version {
        content: content.clone(),
        word: if content.status == Status::UnderWay { "Warteliste VHS" } else { "" }.into(),
        by: StaffId(1),
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
    };
    let need = Need {
        id: NeedId(id),
        case: CASE,
        origin: None,
        versions: contents.iter().map(version).collect(),
    };
    let follow_ups: Vec<&FollowUp> = measures.iter().map(|m| &m.follow_up).collect();
    let unserved = need.is_unserved(follow_ups);
    let by = contents.iter().map(|_| "Anna Weber".to_owned()).collect();
    Shown { need, by, unserved, measures }
}

fn sheet() -> Sheet {
    let of = |field, what: &str| Content { field, what: what.into(), ..Content::new(day(10, 19)) };
    let course = of(ActionField::Language, "Kursplatz fehlt");
    let begun = Content { status: Status::UnderWay, person: Some(PersonId(2)), ..course.clone() };
    let mould = Content {
        severity: Some(Rating::Urgent),
        ..of(ActionField::Housing, "Schimmel im Kinderzimmer hinter dem Schrank")
    };
    let helps = Content {
        kind: Kind::Strength,
        severity: None,
        ..of(ActionField::Participation, "Übersetzt für andere")
    };
    let alone =
        Content { restricted: true, ..of(ActionField::Psychosocial, "Entlastung im Alltag") };
    let met = Content { status: Status::Met, ..of(ActionField::Health, "Kinderarzt gefunden") };
    let suggestion = |item: &str, rating, note: &str| Suggestion {
        origin: Origin { visit: VisitId(9), item: ItemCode::new(item).unwrap() },
        day: day(10, 19),
        rating,
        note: note.into(),
    };
    Sheet {
        needs: vec![
            shown(1, &[course, begun], vec![measure(11, "Bei der VHS nachfragen", None)]),
            shown(2, &[mould], vec![measure(12, "Hausmeister anrufen", Some("nimmt nicht ab"))]),
            shown(3, &[helps], vec![]),
            shown(4, &[alone], vec![]),
            shown(5, &[met], vec![]),
        ],
        more: 0,
        suggestions: vec![
            suggestion("GE1", Rating::Attention, "Karte abgelaufen"),
            suggestion("BE2", Rating::Urgent, ""),
        ],
        persons: vec![(PersonId(1), "Fatima".into()), (PersonId(2), "Amira".into())],
        closed: false,
    }
}

fn with_needs() -> Counter {
    let mut counter = Counter::german();
    counter.needs = sheet();
    counter
}

#[test]
fn on_a_closed_case_no_suggestion_is_taken_up_and_no_field_begins_a_need() {
    let mut refused = 0;
    for row in 0..16 {
        let mut counter = with_needs();
        counter.needs.closed = true;
        counter.press("e");
        for _ in 0..row {
            counter.press("down");
        }
        let opened = counter.press("enter").screen();
        assert!(!opened.contains("Neuer Bedarf"), "{opened}");
        assert!(counter.changes().is_empty(), "{opened}");
        refused += usize::from(opened.contains("Fall ist beendet"));
    }
    assert!(refused > 2, "headings of fields and suggestions: {refused}");
}

fn added(counter: &Counter) -> &AddNeed {
    match counter.changes().as_slice() {
        [Request::AddNeed(add)] => add,
        other => panic!("{other:?}"),
    }
}

fn changed(counter: &Counter) -> &ChangeNeed {
    match counter.changes().last() {
        Some(Request::ChangeNeed(change)) => change,
        other => panic!("{other:?}"),
    }
}

fn edit(field: NeedField, was: &str, now: &str) -> Edit<NeedField> {
    Edit { field, was: was.into(), now: now.into() }
}

#[test]
fn a_new_need_is_four_keys_and_its_words() {
    let mut counter = Counter::german();
    counter.press("e n 'w' enter 'Schimmel im Bad' f2");
    let add = added(&counter);
    let fields: Vec<(NeedField, &str)> = add.fields.iter().map(|(f, t)| (*f, t.as_str())).collect();
    assert_eq!(
        fields,
        [
            (NeedField::Field, "housing"),
            (NeedField::What, "Schimmel im Bad"),
            (NeedField::Severity, "attention"),
            (NeedField::Kind, "need"),
            (NeedField::Since, "2026-11-22"),
        ]
    );
    assert_eq!(add.origin, None);
    assert!(counter.screen().contains("Bedarf eingetragen"), "{}", counter.screen());
}

#[test]
fn keys_typed_ahead_are_kept_and_the_field_of_the_row_is_there() {
    let mut counter = with_needs();
    counter.press("e down down down down");
    counter.slow = true;
    counter.press("n enter 'Bad feucht' tab 'd' tab 'z' tab 'ami' enter tab space f2");
    for _ in 0..4 {
        counter.answer();
    }
    let fields: Vec<(NeedField, &str)> =
        added(&counter).fields.iter().map(|(f, t)| (*f, t.as_str())).collect();
    assert_eq!(
        fields,
        [
            (NeedField::Field, "housing"),
            (NeedField::What, "Bad feucht"),
            (NeedField::Severity, "urgent"),
            (NeedField::Kind, "goal"),
            (NeedField::Person, "2"),
            (NeedField::Since, "2026-11-22"),
            (NeedField::Restricted, "x"),
        ]
    );
}

#[test]
fn who_sees_nothing_restricted_is_offered_nothing_restricted() {
    let mut counter = Counter::german();
    counter.prepared.restricted = false;
    let screen = counter.press("e n f4").screen();
    assert!(screen.contains("Teilhabe") && !screen.contains("Psychosoziales"), "{screen}");
    assert!(!screen.contains("Vertraulich"), "{screen}");
    let mut counter = Counter::german();
    let screen = counter.press("e n 'p' enter").screen();
    assert!(screen.contains("immer vertraulich"), "{screen}");
    counter.press("'Entlastung' f2");
    assert!(added(&counter).fields.contains(&(NeedField::Restricted, "x".into())));
}

#[test]
fn a_suggestion_is_taken_up_by_one_key_and_nothing_by_itself() {
    let mut counter = with_needs();
    let screen = counter.press("e end up up up").screen();
    let said = counter.press("x").screen();
    let wanted = "Dafür zuerst einen offenen Bedarf oder eine offene Maßnahme auswählen.";
    assert!(said.contains(wanted), "{said}");
    assert!(screen.contains("Aus Besuch 19.10."), "{screen}");
    assert!(counter.changes().is_empty());
    counter.press("enter");
    let add = added(&counter);
    assert_eq!(add.origin.unwrap().item.to_string(), "GE1");
    let text = |field| add.fields.iter().find(|(f, _)| *f == field).unwrap().1.as_str();
    assert_eq!(text(NeedField::Field), "health");
    assert!(text(NeedField::What).ends_with(": Karte abgelaufen"), "{}", text(NeedField::What));
    assert_eq!((text(NeedField::Severity), text(NeedField::Since)), ("attention", "2026-10-19"));
    assert!(counter.screen().contains("Aus dem Besuch aufgenommen"), "{}", counter.screen());

    // or in the form, to be changed first
    let mut counter = with_needs();
    counter.press("e end up up up b end ' bald' f2");
    let add = added(&counter);
    assert_eq!(add.origin.unwrap().item.to_string(), "GE1");
    assert!(add.fields.iter().any(|(_, text)| text.ends_with("Karte abgelaufen bald")));
}

#[test]
fn a_step_says_what_happened_and_may_change_the_state() {
    let mut counter = with_needs();
    counter.press("e down S 'Platz ab 12.01.' f2");
    assert_eq!(
        (changed(&counter).word.as_str(), changed(&counter).edits.len()),
        ("Platz ab 12.01.", 0)
    );
    counter.press("S tab 'err' enter f2");
    let met = edit(NeedField::Status, "under-way", "met");
    assert_eq!(changed(&counter).edits, std::slice::from_ref(&met));
    // met by one key, given up with a reason
    counter.press("x");
    assert_eq!((changed(&counter).need, &changed(&counter).edits), (NeedId(1), &vec![met]));
    let screen = counter.press("X f2").screen();
    assert!(screen.contains("aufgegeben"), "{screen}");
    counter.press("'ziehen aus' f2");
    assert_eq!(changed(&counter).edits, [edit(NeedField::Status, "under-way", "dropped")]);
    assert_eq!(changed(&counter).word, "ziehen aus");
    // nothing said, nothing sent
    let sent = counter.changes().len();
    counter.press("S f2");
    assert_eq!(counter.changes().len(), sent);
}

#[test]
fn a_change_sends_what_changed_and_meets_that_of_a_colleague() {
    let mut counter = with_needs();
    counter.press("e down b end ' noch'");
    let (theirs, mine) = ("Kurs fehlt".to_owned(), "Kursplatz fehlt noch".to_owned());
    let clash = Clash { field: NeedField::What, theirs, mine };
    counter.refuse = Some(Refusal::NeedClash(vec![clash]));
    let screen = counter.press("f2").screen();
    assert!(screen.contains("Kurs fehlt") && screen.contains("Kursplatz fehlt noch"), "{screen}");
    counter.press("down enter f2");
    let now = "Kursplatz fehlt noch";
    assert_eq!(changed(&counter).edits, [edit(NeedField::What, "Kurs fehlt", now)]);
}

#[test]
fn a_measure_is_agreed_on_done_and_not_possible_where_the_need_stands() {
    let mut counter = with_needs();
    counter.press("e down w 'VHS anrufen' f2");
    match counter.changes().as_slice() {
        [Request::AgreeMeasure(agree)] => {
            assert_eq!((agree.need, agree.what.as_str()), (NeedId(1), "VHS anrufen"));
            assert_eq!(agree.window.due(), day(12, 6));
        }
        other => panic!("{other:?}"),
    }
    counter.press("down x");
    let (follow_up, seen) = (FollowUpId(11), measure(11, "", None).follow_up.seen());
    let done = Request::CloseFollowUp(followups::Close { case: CASE, follow_up, seen });
    assert_eq!(counter.changes().last(), Some(&&done));
    counter.press("X 'kein Platz' f2");
    let reason = "kein Platz".to_owned();
    let fail = Request::FailFollowUp(followups::Fail { case: CASE, follow_up, seen, reason });
    assert_eq!(counter.changes().last(), Some(&&fail));
    // in the case it is the same key
    let mut counter = Counter::german();
    let Measure { follow_up, by } = measure(11, "VHS anrufen", None);
    let no = counter.sheet.case.no;
    counter.sheet.follow_ups =
        vec![followups::Row { follow_up, no, name: String::new(), owner: by }];
    counter.press("enter tab X 'kein Platz' f2");
    assert_eq!(counter.changes(), [&fail]);
}

#[test]
fn what_was_just_added_is_selected_and_goes_on_from_there() {
    let mut counter = with_needs();
    counter.needs.needs.truncate(1);
    counter.press("e n 'w' enter 'Schimmel'");
    counter.needs = sheet(); // with a colleague's and her own
    for shown in &mut counter.needs.needs {
        shown.need.versions[0].by = StaffId(if shown.need.id == NeedId(2) { 1 } else { 2 });
    }
    counter.press("f2 w 'Hausmeister' f2");
    match counter.changes().last() {
        Some(Request::AgreeMeasure(agree)) => assert_eq!(agree.need, NeedId(2)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_typed_is_lost() {
    for (keys, words) in [
        ("e n 'w' enter 'Schimmel' esc", "Schimmel"),
        ("e down b end ' halb' esc", "halb"),
        ("e down S 'halber Schritt' esc", "halber Schritt"),
    ] {
        let mut counter = with_needs();
        counter.press(keys).wait(Duration::from_secs(3));
        let draft = counter.drafts.iter().find(|draft| draft.form == Form::Need).cloned();
        assert!(format!("{draft:?}").contains(words), "{draft:?}");
        // gone on with from the list of drafts, it is the same form
        let screen = counter.press("1 end enter").screen();
        assert!(screen.contains(words), "{screen}");
        counter.press("f2");
        match (counter.changes().last(), keys.contains(" n ")) {
            (Some(Request::AddNeed(_)), true) => {}
            (Some(Request::ChangeNeed(change)), false) => assert_eq!(change.need, NeedId(1)),
            other => panic!("{other:?}"),
        }
    }
    let mut counter = with_needs();
    counter.press("e down w 'halbe Maß' esc").wait(Duration::from_secs(3));
    counter.press("1 end enter f2");
    assert!(
        matches!(counter.changes().last(), Some(Request::AgreeMeasure(a)) if a.need == NeedId(1))
    );
}

#[test]
fn the_case_says_what_is_open_and_its_history_what_changed() {
    let mut counter = Counter::german();
    counter.sheet.needs = sheet().needs;
    let screen = counter.press("enter").screen();
    assert!(
        screen.contains("Bedarf: Sprache\u{a0}1, Wohnen\u{a0}1 (dringend), Psycho"),
        "{screen}"
    );
    assert!(screen.contains("2 ohne"), "{screen}");
    let screen = counter.press("h down").screen();
    assert!(screen.contains("Stand: offen → in Arbeit"), "{screen}");
    counter.needs = sheet();
    let screen = counter.press("enter").screen();
    assert!(screen.contains("Bedarf und Maßnahmen"), "{screen}");
}

#[test]
fn it_is_drawn_everywhere() {
    for (ending, setting) in screen::SETTINGS {
        let mut counter = Counter::new(setting);
        counter.needs = sheet();
        assert_snapshot!(format!("needs_{ending}"), counter.press("e down").screen());
        assert_snapshot!(format!("need_opened_{ending}"), counter.press("enter").screen());
        assert_snapshot!(format!("need_step_{ending}"), counter.press("S 'Platz frei'").screen());
    }
    for (ending, screen) in counter::everywhere("e n f4 down enter 'Schimmel im Bad'") {
        assert_snapshot!(format!("need_{ending}"), screen);
    }
    assert_snapshot!("needs_none", Counter::german().press("e").screen());
}

//! The other forms: brief contact, follow-up, households and persons.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Body;
use aid::api::followups::Theirs;
use aid::api::households::Home;
use aid::api::wire::Welcome;
use aid::api::{FieldRefusal, Refusal, Request};
use aid::client::link::LinkEvent;
use aid::domain::checklist::ActionField;
use aid::domain::dates::Window;
use aid::domain::field::{Clash, Edit, FieldError};
use aid::domain::followup::{Meanwhile, Seen};
use aid::domain::household::{HouseholdField, Left, Member, Relation};
use aid::domain::ids::{FollowUpId, PersonId, RequestId, SiteId, StaffId};
use aid::domain::office::OfficeKind;
use aid::domain::person::{Person, PersonField};
use aid::domain::site::SiteKind;
use aid::domain::visit::VisitKind;
use aid::tui::app::Event;
use chrono::NaiveDate;
use counter::{CASE, Counter, day};
use insta::assert_snapshot;

fn only(counter: &Counter) -> &Request {
    let is_draft = |request: &&Request| matches!(request, Request::DropDraft(_));
    let mut changes = counter.changes();
    changes.retain(|change| !is_draft(change));
    match changes.as_slice() {
        [only] => only,
        other => panic!("not one change but {other:?}"),
    }
}

#[test]
fn dates_of_birth_and_languages_are_refused_in_their_own_words() {
    let mut counter = Counter::german();
    let screen = counter.press("n tab tab 'mo' tab").screen();
    assert!(screen.contains("Kein Datum. Möglich sind zum Beispiel 12.3.88"), "{screen}");
    let screen = counter.press("tab tab 'afg' tab").screen();
    assert!(screen.contains("»afg« ist nicht bekannt."), "{screen}");
    let screen = counter.press("shift-tab ctrl-u 'am, Dari' tab").screen();
    assert!(!screen.contains("ist nicht bekannt."), "{screen}");
}

#[test]
fn a_contact_takes_few_keys_besides_its_line() {
    let mut counter = Counter::german();
    // k, Shift-Tab, t, Enter, Enter, +, 1, 4, F2
    counter.press("k shift-tab 't' enter 'Jobcenter hat angerufen' enter '+14' f2");
    let entry = counter.entry();
    assert_eq!((entry.kind, entry.template), (VisitKind::Phone, None));
    assert_eq!(entry.note, "Jobcenter hat angerufen");
    assert_eq!(entry.met, [PersonId(1)]);
    assert_eq!(entry.follow_ups[0].what, "Jobcenter hat angerufen");
    assert_eq!(entry.follow_ups[0].window.due(), day(12, 6));
    assert!(counter.screen().contains("Wiedervorlage So 06.12."), "{}", counter.screen());
}

/// Her last contact was of this kind.
fn last_was(kind: VisitKind) -> Counter {
    let mut counter = Counter::german();
    counter.recent.push(aid::api::visits::Row {
        visit: aid::domain::ids::VisitId(3),
        case: CASE,
        no: "AiD-2026-0143".parse().unwrap(),
        name: "Al-Hamadi, Fatima".into(),
        kind,
        at: chrono::TimeZone::with_ymd_and_hms(&chrono::Utc, 2026, 11, 20, 9, 0, 0).unwrap(),
        outcome: aid::domain::visit::Outcome::Met,
        worker: "Anna Weber".into(),
        concerns: 0,
        note: String::new(),
        closed: false,
    });
    counter
}

#[test]
fn a_kind_taken_from_the_last_contact_is_marked_until_she_has_been_at_it() {
    let mut counter = last_was(VisitKind::Accompaniment);
    counter.press("k");
    let screen = counter.screen();
    assert!(screen.contains("Art              Begleitung "), "{screen}");
    assert!(
        screen.contains("wie zuletzt") && screen.contains(" Begleitung · Al-Hamadi"),
        "{screen}"
    );
    counter.press("shift-tab 'tel' enter 'Bescheid'");
    let screen = counter.screen();
    assert!(
        !screen.contains("wie zuletzt") && screen.contains(" Telefonat · Al-Hamadi"),
        "{screen}"
    );
    counter.press("f2");
    assert_eq!(counter.entry().kind, VisitKind::Phone);
    let mut counter = last_was(VisitKind::Accompaniment);
    counter.press("k shift-tab tab");
    assert!(!counter.screen().contains("wie zuletzt"), "looked at: {}", counter.screen());
    let mut counter = last_was(VisitKind::Phone);
    counter.press("k");
    assert!(!counter.screen().contains("wie zuletzt"), "the usual one: {}", counter.screen());
}

#[test]
fn languages_and_nationalities_open_their_list_like_any_choice() {
    let mut counter = Counter::german();
    counter.press("enter n 'Al-Hamadi' tab 'Sami' tab '2015' tab tab tab");
    let screen = counter.screen();
    assert!(screen.contains("▸ Nationalit") && screen.contains("F4 Auswahlliste"), "{screen}");
    counter.press("f4 'syr'");
    let screen = counter.screen();
    assert!(screen.contains("⟦Syrien⟧"), "{screen}");
    counter.press("enter ', tür' f4 enter tab f4 down down up");
    let screen = counter.screen();
    assert!(screen.contains("Syrien, Türkei") && screen.contains("⟦"), "{screen}");
    counter.press("esc 'kurm' ctrl-t f2");
    let Request::AddPerson(add) = only(&counter) else { panic!("{:?}", only(&counter)) };
    let sent = |wanted| add.person.iter().find(|(field, _)| *field == wanted).unwrap().1.as_str();
    assert_eq!(sent(PersonField::Nationalities), "SY, TR");
    assert_eq!(sent(PersonField::Languages), "kmr");
}

#[test]
fn a_contact_without_a_word_is_none() {
    let mut counter = Counter::german();
    counter.press("k f2");
    assert!(counter.changes().is_empty());
    assert_snapshot!("contact_empty", counter.screen());
    counter.press("'Post erklärt' tab tab 'Bescheid prüfen' f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("Bitte ein Datum"), "{}", counter.screen());
    counter.press("'mo' tab tab tab tab 'behö' enter f2");
    let entry = counter.entry();
    assert_eq!(entry.field, Some(ActionField::Authorities));
    assert_eq!(entry.follow_ups[0].what, "Bescheid prüfen");
}

#[test]
fn what_fits_no_kind_is_said_once_and_then_the_earlier_kind_stays() {
    for leave in ["tab tab", "tab esc tab", "esc tab"] {
        let mut counter = Counter::german();
        counter.press("k 'Post' shift-tab 'xyz'");
        let screen = counter.screen();
        assert!(screen.contains("Nichts passt") && screen.contains("Notiz            Post"));
        counter.press(leave);
        let screen = counter.screen();
        assert!(!screen.contains("xyz") && !screen.contains("keinem Wert"), "{leave}: {screen}");
        counter.press("'!' f2");
        let entry = counter.entry();
        assert_eq!((entry.kind, entry.note.as_str()), (VisitKind::Phone, "Post!"));
    }
}

#[test]
fn everything_wrong_with_a_contact_is_said_at_once() {
    let mut counter = Counter::german();
    counter.press("k tab tab 'Bescheid' tab 'xyz' tab '99:00' f2");
    let screen = counter.screen();
    assert!(screen.contains("Bitte ein Datum"), "{screen}");
    assert!(screen.contains("gestern"), "examples of the past: {screen}");
    assert!(screen.contains("▸ Wiedervorlage"), "{screen}");
    assert!(screen.matches(" ! ").count() >= 3, "{screen}");
}

#[test]
fn typing_into_a_date_replaces_it_unless_the_cursor_was_moved() {
    let mut counter = Counter::german();
    counter.press("k 'Post' tab tab tab '20.11.' tab '9:30' f2");
    assert_eq!(counter.entry().at.to_rfc3339(), "2026-11-20T08:30:00+00:00");
    let mut counter = Counter::german();
    counter.press("k 'Post' tab tab tab tab home delete delete '09' f2");
    assert_eq!(counter.entry().at.to_rfc3339(), "2026-11-22T08:10:00+00:00");
}

/// Two minutes before midnight in the office.
fn late() -> Counter {
    let mut counter = Counter::german();
    counter.now.utc = "2026-11-22T22:58:00Z".parse().unwrap();
    counter.tell(Event::Timer);
    counter
}

#[test]
fn a_day_is_the_one_that_was_meant_when_it_was_typed() {
    let mut counter = late();
    counter.press("k 'Post' tab '+3' tab 'Anrufen' tab 'gestern' tab '9:30'");
    counter.wait(Duration::from_secs(180)); // it is Monday
    assert!(counter.screen().contains("Mi 25.11."), "{}", counter.screen());
    counter.press("f2");
    assert_eq!(counter.entry().at.to_rfc3339(), "2026-11-21T08:30:00+00:00");
    assert_eq!(counter.entry().follow_ups[0].window.due(), day(11, 25));
    assert!(counter.screen().contains("Wiedervorlage Mi 25.11."), "{}", counter.screen());
    // what is typed anew means from then on
    let mut counter = late();
    counter.press("w 'Kita anrufen' enter '+1'");
    counter.wait(Duration::from_secs(180));
    counter.press("'4' f2");
    let Request::AddFollowUp(add) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert_eq!(add.window.due(), day(12, 7));
}

/// Two days on, the drafts of that one at hand.
fn two_days_on(counter: &mut Counter) -> Counter {
    counter.wait(Duration::from_secs(2));
    let mut back = Counter::german();
    back.now.utc += Duration::from_secs(2 * 24 * 3600);
    back.drafts.clone_from(&counter.drafts);
    back.press("f5 home enter");
    back
}

#[test]
fn a_draft_gone_on_with_days_later_says_and_saves_the_day_that_was_meant() {
    let mut counter = Counter::german();
    counter.press("w 'Kita anrufen' enter 'mo'");
    let mut back = two_days_on(&mut counter);
    assert!(back.screen().contains("Mo 23.11."), "{}", back.screen());
    back.press("f2");
    let Request::AddFollowUp(add) = only(&back) else { panic!("{:?}", only(&back)) };
    assert_eq!(add.window.due(), day(11, 23));
    // a contact, in whose draft the cursor stands in the day
    let mut counter = Counter::german();
    counter.press("k 'Post' tab tab tab 'gestern'");
    let mut back = two_days_on(&mut counter);
    back.press("tab '9:30' f2");
    assert_eq!(back.entry().at.to_rfc3339(), "2026-11-21T08:30:00+00:00");
    // a visit: its own day, and what is agreed on
    let mut counter = Counter::german();
    counter.press("v 3 'Warteliste' tab tab '+3'");
    let mut back = two_days_on(&mut counter);
    assert!(back.screen().contains("25.11."), "{}", back.screen());
    back.press("enter f2");
    let agreed = back.entry().answers[0].agreed.clone().unwrap();
    assert_eq!(agreed.window.due(), day(11, 25));
    // a move
    let mut counter = Counter::german();
    counter.press("n 'Tesfay' tab 'Aster' tab '22.11.25'");
    let mut back = two_days_on(&mut counter);
    back.press("f2");
    let Request::NewHousehold(new) = only(&back) else { panic!("{:?}", only(&back)) };
    assert!(new.person.contains(&(PersonField::Birth, "2025-11-22".into())), "{new:?}");
}

#[test]
fn a_contact_keeps_a_draft_with_everything_as_typed() {
    let mut counter = Counter::german();
    counter.press("k shift-tab 'ber' enter 'Halber Satz' tab '31.2.' tab tab ctrl-u 'x'");
    counter.wait(Duration::from_secs(2));
    let before = counter.screen();
    let mut back = Counter::german();
    back.drafts = counter.drafts.clone();
    back.press("f5 home enter");
    back.press("shift-tab tab"); // what was wrong is said again when the field is left
    assert_eq!(before.lines().nth(1), back.screen().lines().nth(1));
    assert!(back.screen().contains("31.2.") && back.screen().contains("Halber Satz"));
}

#[test]
fn a_follow_up_says_which_days_it_means() {
    let mut counter = Counter::german();
    counter.press("w 'Kita anrufen' enter '+14'");
    assert_snapshot!("followup", counter.screen());
    counter.press("f2");
    let Request::AddFollowUp(add) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert_eq!((add.case, add.what.as_str()), (CASE, "Kita anrufen"));
    assert_eq!(add.window, Window::for_due(day(12, 6), day(11, 22)));
}

#[test]
fn a_follow_up_without_a_date_is_not_sent() {
    let mut counter = Counter::german();
    counter.press("w 'Kita anrufen' f2");
    assert!(counter.changes().is_empty());
    counter.press("f4 down enter f2");
    let Request::AddFollowUp(add) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert_eq!(add.window.due(), day(11, 29), "a week on in the month grid");
}

#[test]
fn a_measure_says_when_it_comes_up_as_long_as_no_other_day_is_typed() {
    let mut counter = Counter::german();
    counter.press("v w");
    assert!(counter.screen().contains("leer: So 06.12."), "{}", counter.screen());
    counter.press("'+7'");
    let screen = counter.screen();
    assert!(screen.contains("So 29.11.") && !screen.contains("06.12."), "{screen}");
}

#[test]
fn who_leaves_a_form_is_told_where_the_draft_is() {
    let mut counter = Counter::german();
    counter.press("k esc");
    assert!(!counter.screen().contains("Entwurf"), "nothing was typed: {}", counter.screen());
    counter.press("k 'Anruf' esc");
    assert!(counter.screen().contains("Der Entwurf bleibt"), "{}", counter.screen());
}

#[test]
fn a_practice_office_says_on_every_screen_that_it_is_one() {
    let mut counter = Counter::german();
    assert!(!counter.screen().contains("Übungsbüro"), "{}", counter.screen());
    let practice = Welcome { kind: OfficeKind::Demo, ..counter::welcome() };
    counter.tell(Event::Link(LinkEvent::Up(Box::new(practice))));
    for keys in ["", "enter", "3"] {
        counter.press(keys);
        assert!(counter.screen().contains("Übungsbüro"), "{}", counter.screen());
    }
}

#[test]
fn who_left_is_counted_apart_and_nothing_untrue_is_said_of_her() {
    let mut counter = Counter::german();
    let mut gone = Person::new(PersonId(9)); // as who may not look into her new case is told of her
    gone.names = counter.sheet.persons[0].names.clone();
    gone.names[0].given = "Rima".into();
    counter.sheet.persons.push(gone);
    counter.sheet.household.members.push(Member {
        person: PersonId(9),
        relation: Relation::Child,
        from: day(11, 22),
        until: Some(day(11, 21)),
        left: Some(Left::OwnCase),
    });
    let screen = counter.press("enter").screen();
    assert!(screen.contains("Personen (1) · 1 früher"), "{screen}");
    assert!(screen.contains("Rima") && screen.contains("bis 22.11.2026"), "{screen}");
    assert!(!screen.contains("unbekannt"), "{screen}");
}

#[test]
fn a_follow_up_moves_to_another_window() {
    let mut counter = Counter::german();
    counter.sheet.follow_ups.push(follow_up());
    counter.press("enter down m");
    assert_snapshot!("followup_move", counter.screen());
    counter.press("'12.2026' f2");
    let Request::MoveFollowUp(moved) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert_eq!(moved.window, Window::month(2026, 12).unwrap());
    assert!(counter.screen().contains("Dezember 2026"), "{}", counter.screen());
}

#[test]
fn who_moves_what_a_colleague_moved_is_told_and_may_mean_it_all_the_same() {
    let theirs = |what, same| {
        let now = Seen { window: Window::on(day(11, 27)), owner: StaffId(2) };
        let by = Some(("Jonas Brandt".to_owned(), day(11, 22).and_hms_opt(9, 5, 0).unwrap()));
        let theirs = Theirs { now, owner: "Jonas Brandt".into(), what, same, by };
        Some(Refusal::FollowUpChanged(Box::new(theirs)))
    };
    let begun = |refuse| {
        let mut counter = Counter::german();
        counter.sheet.follow_ups.push(follow_up());
        counter.refuse = refuse;
        counter.press("enter down m '+14'");
        counter.wait(Duration::from_secs(2));
        counter.press("f2");
        counter
    };
    let mut counter = begun(theirs(Meanwhile::Moved, false));
    let screen = counter.screen();
    assert!(screen.contains("Inzwischen verschoben auf Fr 27.11.2026: Jonas Brandt"), "{screen}");
    assert!(screen.contains("noch einmal"), "{screen}");
    counter.press("f2");
    let moves = counter.changes().into_iter().filter_map(|change| match change {
        Request::MoveFollowUp(moved) => Some((moved.seen, moved.window.due())),
        _ => None,
    });
    let first = Seen { window: follow_up().follow_up.window, owner: StaffId(1) };
    let second = Seen { window: Window::on(day(11, 27)), owner: StaffId(2) };
    assert_eq!(moves.collect::<Vec<_>>(), [(first, day(12, 6)), (second, day(12, 6))]);
    // what is done cannot be moved; what was typed stays until it is thrown away
    let mut counter = begun(theirs(Meanwhile::Done, false));
    let screen = counter.screen();
    assert!(screen.contains("Inzwischen erledigt: Jonas Brandt, So 22.11.2026 09:05"), "{screen}");
    assert!(screen.contains("+14"), "{screen}");
    // the same was done already: nothing is left, no draft either
    let mut counter = begun(theirs(Meanwhile::Moved, true));
    let screen = counter.screen();
    assert!(screen.contains("Steht schon auf Fr 27.11.2026"), "{screen}");
    assert!(!screen.contains("Wiedervorlage verschieben"), "{screen}");
    assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
}

#[test]
fn a_follow_up_to_be_moved_is_known_as_it_was_seen_days_later_too() {
    let mut counter = Counter::german();
    counter.sheet.follow_ups.push(follow_up());
    counter.press("enter down m '+14'");
    let mut back = two_days_on(&mut counter);
    back.press("f2");
    let Request::MoveFollowUp(moved) = only(&back) else { panic!("{:?}", only(&back)) };
    assert_eq!(moved.seen, follow_up().follow_up.seen());
    assert_eq!(moved.window.due(), day(12, 6));
}

fn follow_up() -> aid::api::followups::Row {
    let follow_up = aid::domain::followup::FollowUp {
        id: FollowUpId(4),
        case: CASE,
        what: "Kita anrufen".into(),
        window: Window::on(day(11, 28)),
        owner: aid::domain::ids::StaffId(1),
        source: aid::domain::followup::Source::Manual,
        purpose: None,
        noted: None,
        restricted: false,
        created_by: aid::domain::ids::StaffId(1),
        done: None,
    };
    aid::api::followups::Row {
        follow_up,
        no: "AiD-2026-0143".parse().unwrap(),
        name: "Al-Hamadi, Fatima".into(),
        owner: "Weber".into(),
    }
}

#[test]
fn a_household_needs_one_name_and_takes_codes_by_name() {
    let mut counter = Counter::german();
    counter.press("n f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("Ein Name genügt"), "{}", counter.screen());
    counter.press("tab 'Tesfay' tab '1990' tab tab 'eritrea' tab 'tigr, ar'");
    counter.press("tab 'köl' enter '14' f2");
    let Request::NewHousehold(new) = only(&counter) else { panic!("{:?}", only(&counter)) };
    let of = |field| new.person.iter().find(|(f, _)| *f == field).map(|(_, text)| text.as_str());
    assert_eq!(of(PersonField::Surname), None);
    assert_eq!(of(PersonField::Given), Some("Tesfay"));
    assert_eq!(of(PersonField::Birth), Some("1990"));
    assert_eq!(of(PersonField::Nationalities), Some("ER"));
    assert_eq!(of(PersonField::Languages), Some("ti, ar"));
    assert_eq!(new.home, Some(Home::Site { site: SiteId(1), room: "14".into() }));
    assert_eq!(new.from, day(11, 22));
    assert!(counter.screen().contains("Haushalt angelegt"), "{}", counter.screen());
}

#[test]
fn a_first_of_january_is_asked_about_and_never_changed_silently() {
    let mut counter = Counter::german();
    counter.press("n 'Mustafa' tab tab '01.01.1990' f2");
    assert!(counter.changes().is_empty());
    assert_snapshot!("record_fictive", counter.screen());
    counter.press("'ja' enter f2");
    let Request::NewHousehold(new) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert!(new.person.contains(&(PersonField::Birth, "1990?".to_owned())));
    let mut counter = Counter::german();
    counter.press("n 'Mustafa' tab tab '01.01.1990' tab 'nein' enter f2");
    let Request::NewHousehold(new) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert!(new.person.contains(&(PersonField::Birth, "1990-01-01".to_owned())));
}

#[test]
fn a_new_shelter_is_named_and_an_own_flat_has_an_address() {
    let mut counter = Counter::german();
    counter.press("n 'Mustafa'");
    counter.press("tab tab tab tab tab tab");
    counter.press("'neue unt' enter 'Am Bahnhof 3' tab '2.04' f2");
    let Request::NewHousehold(new) = only(&counter) else { panic!("{:?}", only(&counter)) };
    let room = "2.04".to_owned();
    let name = "Am Bahnhof 3".to_owned();
    assert_eq!(new.home, Some(Home::NewSite { name, kind: SiteKind::Shelter, room }));
}

#[test]
fn a_new_person_has_a_relation() {
    let mut counter = Counter::german();
    counter.press("enter n 'Al-Hamadi' tab 'Sami' tab '2015' tab tab 'kind' enter f2");
    let Request::AddPerson(add) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert_eq!((add.case, add.relation), (CASE, Relation::Child));
    assert_eq!(add.from, day(11, 22));
}

#[test]
fn a_family_is_entered_one_form_behind_the_other() {
    let mut counter = Counter::german();
    counter.press("n 'Al-Masri' tab 'Huda' f7");
    let screen = counter.screen();
    assert!(screen.contains("Neue Person · Al-Masri, Huda"), "{screen}");
    assert!(screen.contains("Haushalt angelegt") && screen.contains("▸ Nachname         Al-Masri"));
    counter.press("tab 'Omar' f7 'Haddad' tab 'Lina' f7 backspace tab 'Noor' f2");
    let names: Vec<_> = counter.changes()[1..]
        .iter()
        .map(|change| match change {
            Request::AddPerson(add) => add.person[0].1.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["Al-Masri", "Haddad", "Noor"], "kept, typed over, taken out");
    counter.press("enter b f7");
    assert!(counter.screen().contains("beim Anlegen"), "{}", counter.screen());
}

#[test]
fn since_when_is_a_day_gone_by_and_a_move_may_be_ahead() {
    let since = |typed: &str| {
        let mut counter = Counter::german();
        let keys = "n 'Mustafa' tab tab tab tab tab tab 'markt' enter tab";
        counter.press(&format!("{keys} '{typed}' f2"));
        counter
    };
    let counter = since("24.12.");
    let Request::NewHousehold(new) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert_eq!(new.from, NaiveDate::from_ymd_opt(2025, 12, 24).unwrap());
    assert!(since("24.12.2026").changes().is_empty(), "not yet");

    let moved = |typed: &str| {
        let mut counter = Counter::german();
        counter.press(&format!("b 'eigene' enter 'Nordstr. 83' tab '{typed}' f2"));
        let Request::Rehouse(moved) = only(&counter) else { panic!("{:?}", only(&counter)) };
        moved.from
    };
    assert_eq!(moved("20.11."), day(11, 20));
    assert_eq!(moved("1.12.2026"), day(12, 1));
    assert_eq!(moved("+9"), day(12, 1));
}

#[test]
fn only_what_was_changed_is_sent_with_what_it_was() {
    let mut counter = Counter::german();
    counter.press("enter b");
    let screen = counter.screen();
    assert!(screen.contains("Syrien") && screen.contains("Arabisch"), "names, no codes: {screen}");
    counter.press("tab tab ctrl-u '12.1988'");
    counter.press("f2");
    let Request::EditPerson(edit) = only(&counter) else { panic!("{:?}", only(&counter)) };
    let birth = Edit { field: PersonField::Birth, was: "1988-03-12".into(), now: "1988-12".into() };
    assert_eq!(edit.edits, [birth]);
}

#[test]
fn nothing_changed_is_nothing_sent() {
    let mut counter = Counter::german();
    counter.press("enter b f2");
    assert!(counter.changes().is_empty());
    assert!(counter.screen().contains("nichts geändert"), "{}", counter.screen());
}

#[test]
fn two_values_of_one_field_are_both_shown_and_asked_about() {
    let mut counter = Counter::german();
    let clash = Clash { field: PersonField::Phone, theirs: "0163 9".into(), mine: "0170 5".into() };
    counter.refuse = Some(Refusal::PersonClash(vec![clash.clone()]));
    counter.press("enter b tab tab tab tab tab tab ctrl-u '0170 5' f2");
    assert_snapshot!("record_clash", counter.screen());
    counter.press("f2");
    assert_eq!(counter.changes().len(), 1, "she has to say which holds");
    counter.press("'meine' enter f2");
    let Request::EditPerson(edit) = counter.changes()[1] else { panic!() };
    let mine = Edit { field: PersonField::Phone, was: "0163 9".into(), now: "0170 5".into() };
    assert_eq!(edit.edits, [mine]);
    let mut counter = Counter::german();
    counter.refuse = Some(Refusal::PersonClash(vec![clash]));
    counter.press("enter b tab tab tab tab tab tab ctrl-u '0170 5' f2 'jemand' enter f2");
    assert_eq!(counter.changes().len(), 1, "theirs stands already");
}

#[test]
fn a_household_is_changed_and_moved_in_one_form() {
    let mut counter = Counter::german();
    counter.press("b");
    counter.press("'markt' enter ctrl-u 'links' tab ctrl-u 'h' tab ctrl-u '0221 7' f2");
    let [Request::EditHousehold(edit), Request::Rehouse(moved)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    let phone = Edit { field: HouseholdField::Phone, was: "0157 1".into(), now: "0221 7".into() };
    assert_eq!(edit.edits, [phone]);
    assert_eq!(moved.home, Home::Site { site: SiteId(2), room: "links".into() });
    let ids: Vec<_> = counter.sent.iter().filter_map(|(id, _)| *id).collect();
    assert_ne!(ids[0], ids[1], "two wishes");
}

/// A household with another telephone and another home, on its way; its telephone is saved.
fn half_saved() -> Counter {
    let mut counter = Counter::german();
    counter.press("b 'markt' enter ctrl-u 'links' tab ctrl-u 'h' tab ctrl-u '0221 7'");
    counter.slow = true;
    counter.press("f2");
    counter
}

/// The changes that were sent, with their ids.
fn wishes(counter: &Counter) -> Vec<(RequestId, &Request)> {
    counter.sent.iter().filter_map(|(id, body)| Some(((*id)?, body))).collect()
}

#[test]
fn what_is_changed_after_a_move_was_refused_is_sent_and_kept() {
    for refusal in [Refusal::DiskFull, Refusal::DiskFailed] {
        let mut counter = half_saved();
        assert!(counter.answer_one());
        counter.refuse = Some(refusal);
        counter.answer();
        counter.slow = false;
        counter.press("ctrl-u '0221 8'").wait(Duration::from_secs(2));
        let kept: Vec<_> = counter.drafts.iter().map(|draft| &draft.body).collect();
        let [Body::Fields { fields, .. }] = kept[..] else { panic!("{kept:?}") };
        assert!(fields.contains(&("home-phone".into(), "0221 8".into())), "{fields:?}");
        counter.press("f2");
        let wishes = wishes(&counter);
        let [
            (first, Request::EditHousehold(_)),
            (moved, Request::Rehouse(_)),
            (second, Request::EditHousehold(edit)),
            (moved_again, Request::Rehouse(_)),
        ] = wishes[..]
        else {
            panic!("{wishes:?}")
        };
        let edits =
            [Edit { field: HouseholdField::Phone, was: "0221 7".into(), now: "0221 8".into() }];
        assert_eq!(edit.edits, edits);
        let others = [moved, first, moved_again];
        assert!(others.iter().all(|other| !second.is_akin(*other)), "a wish of its own");
        assert!(moved_again.is_akin(moved) && !first.is_akin(moved));
        assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
    }
}

#[test]
fn the_same_changes_before_a_move_are_the_same_wish() {
    let mut counter = half_saved();
    counter.refuse = Some(Refusal::DiskFailed);
    counter.answer();
    counter.slow = false;
    counter.press("f2");
    let wishes = wishes(&counter);
    let [(once, Request::EditHousehold(_)), (again, Request::EditHousehold(_)), (moved, _)] =
        wishes[..]
    else {
        panic!("{wishes:?}")
    };
    assert!(once == again && moved != again);
}

#[test]
fn a_form_closed_with_half_of_it_saved_is_kept_for_the_other_half() {
    let mut counter = half_saved();
    counter.wait(Duration::from_secs(4)).press("esc");
    counter.answer();
    counter.slow = false;
    let moves = |request: &&Request| matches!(request, Request::Rehouse(_));
    assert_eq!(counter.changes().into_iter().filter(moves).count(), 0);
    assert_eq!(counter.drafts.len(), 1);
    counter.press("3 2 home enter f2");
    assert_eq!(counter.changes().into_iter().filter(moves).count(), 1);
    assert!(counter.drafts.is_empty(), "{:?}", counter.drafts);
}

#[test]
fn a_move_to_an_own_flat_goes_from_the_home_to_its_address() {
    let mut counter = Counter::german();
    counter.press("b 'eigene' enter 'Nordstr. 83'"); // the room, which came next, goes
    assert!(counter.screen().contains("▸ Adresse          Nordstr. 83"), "{}", counter.screen());
    counter.press("f2");
    let Request::Rehouse(moved) = only(&counter) else { panic!("{:?}", only(&counter)) };
    assert_eq!(moved.home, Home::OwnFlat { address: "Nordstr. 83".into() });
}

#[test]
fn a_form_that_was_left_brings_back_what_the_record_held_at_its_opening() {
    let mut counter = Counter::german();
    counter.press("b tab tab tab tab tab 'Al-Hamadi'");
    counter.wait(Duration::from_secs(2));
    let mut back = Counter::german();
    back.drafts = counter.drafts.clone();
    back.sheet.household.letterbox = "Haddad".into(); // a colleague, meanwhile
    back.press("f5 home enter f2");
    let Request::EditHousehold(edit) = only(&back) else { panic!("{:?}", only(&back)) };
    assert_eq!(edit.edits[0].was, "", "so that the server sees the clash");
    assert_eq!(edit.edits[0].now, "Al-Hamadi");
}

#[test]
fn what_the_server_does_not_accept_stands_beside_the_field() {
    let mut counter = Counter::german();
    let field = aid::api::AnyField::Household(HouseholdField::Phone);
    let error = FieldError::TooLong(40);
    counter.refuse = Some(Refusal::Field(FieldRefusal { field, error }));
    counter.press("n 'Mustafa' f2");
    assert!(counter.screen().contains("Höchstens 40 Zeichen"), "{}", counter.screen());
}

#[test]
fn the_household_is_changed_from_its_case_too() {
    let mut counter = Counter::german();
    counter.press("enter");
    assert!(counter.screen().contains("Tel. Haushalt 0157 1"), "{}", counter.screen());
    counter.press("B");
    let screen = counter.screen();
    assert!(screen.contains("Haushalt ändern") && screen.contains("Tel. Haushalt"), "{screen}");
    counter.press("esc b");
    let screen = counter.screen();
    assert!(screen.contains("Person ändern") && screen.contains("Tel. Person"), "{screen}");
}

#[test]
fn the_form_of_a_person_names_her_and_says_where_her_relation_is_changed() {
    let mut counter = Counter::german();
    let mut child = counter.sheet.persons[0].clone();
    child.id = PersonId(2);
    child.names[0].given = "Amira".into();
    counter.sheet.persons.push(child);
    let mut member = counter.sheet.household.members[0].clone();
    (member.person, member.relation) = (PersonId(2), Relation::Child);
    counter.sheet.household.members.push(member);
    let screen = counter.press("enter down b").screen();
    assert!(screen.contains("Person ändern · Al-Hamadi, Amira"), "{screen}");
    assert!(screen.contains("Beziehung") && screen.contains("Kind"), "{screen}");
    assert!(screen.contains("zu ändern im Datenblatt (d)"), "{screen}");
    let leads = counter.press("esc up b").screen();
    assert!(leads.contains("zu ändern im Fallstatus (c)"), "{leads}");
    // it is passed by and takes nothing
    counter.press("f2");
    assert!(counter.changes().is_empty() && counter.screen().contains("nichts geändert"));
}

#[test]
fn what_was_refused_is_put_right_and_does_not_go_with_the_first_key() {
    let mut counter = Counter::german();
    let screen = counter.press("k 'Post' tab tab tab '31.4.' f2 0").screen();
    assert!(screen.contains("31.4.0"), "{screen}");
}

#[test]
fn an_emptied_draft_is_taken_away_and_two_of_the_same_are_told_apart() {
    let mut counter = Counter::german();
    counter.press("N n 'Post'").wait(Duration::from_secs(3));
    assert_eq!(counter.drafts.len(), 1);
    let list = counter.press("ctrl-u esc").screen();
    assert!(list.contains("Der Entwurf ist weg") && counter.drafts.is_empty(), "{list}");
    // what still holds a word stays
    counter.press("N n 'Post' esc").wait(Duration::from_secs(3));
    assert_eq!(counter.drafts.len(), 1);
    let mut other = counter.drafts[0].clone();
    other.id = aid::domain::ids::RequestId(77);
    other.kept += chrono::TimeDelta::seconds(3);
    counter.drafts.push(other);
    let list = counter.press("g h").screen();
    let rows: Vec<&str> = list.lines().filter(|line| line.contains("Angefangen")).collect();
    assert!(rows.len() == 2 && rows[0].trim_start_matches(" ▸") != rows[1].trim(), "{list}");
}

#[test]
fn what_is_taken_back_is_named() {
    for (keys, what) in [
        ("k 'Post erklärt' f2", "Telefonat Al-Hamadi 22.11."),
        ("w 'Kita anrufen' enter '+14' f2", "Wiedervorlage »Kita anrufen«"),
        ("n 'Tesfay' tab 'Aster' f2", "Neuer Haushalt Tesfay, Aster"),
        ("v a f2", "Regelbesuch Al-Hamadi 22.11."),
    ] {
        let mut counter = Counter::german();
        counter.press(keys).press("u");
        let screen = counter.screen();
        assert!(screen.contains(&format!("{what} zurückgenommen")), "{screen}");
        assert!(screen.contains("U stellt wieder her"), "{screen}");
        counter.press("U");
        assert!(counter.screen().contains(&format!("{what} wiederhergestellt")));
        counter.refuse = Some(Refusal::ChangedSince("Jonas Brandt".into()));
        counter.press("u");
        let screen = counter.screen();
        assert!(screen.contains(&format!("{what} nicht zurückgenommen.")), "{screen}");
        assert!(screen.contains("Jonas Brandt"), "{screen}");
    }
}

#[test]
fn an_earlier_draft_is_offered_in_the_same_place_in_every_form() {
    let offered = |key: &str| {
        let mut counter = Counter::german();
        counter.press(key).press("'Post erklärt'").wait(Duration::from_secs(2));
        let mut back = Counter::german();
        back.drafts = counter.drafts.clone();
        back.drafts[0].id = aid::domain::ids::RequestId(5); // of an earlier day
        back.press(key.split(' ').next().unwrap()).screen().lines().nth(1).unwrap().to_owned()
    };
    let contact = offered("k");
    assert!(contact.contains("Entwurf 14:10 – Eingabe öffnet ihn"), "{contact}");
    assert_eq!(offered("v n"), contact);
    assert_eq!(offered("w"), contact);
}

#[test]
fn that_a_protected_case_was_opened_stays_and_is_not_offered_to_be_taken_back() {
    let mut counter = Counter::german();
    counter.slow = true;
    counter.press("enter");
    counter.answer_last(Err(Refusal::Protected));
    counter.slow = false;
    counter.press("f2");
    assert!(counter.changes().is_empty(), "not without a reason: {}", counter.screen());
    counter.press("'Anruf' f2");
    let [Request::OpenProtected(open)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    assert_eq!((open.case, open.reason.as_str()), (CASE, "Anruf"));
    let screen = counter.screen();
    assert!(!screen.contains("Rückgängig"), "{screen}");
    counter.press("u");
    assert_eq!(counter.changes().len(), 1, "nothing is there to be taken back");
    assert!(counter.drafts.is_empty());
}

#[test]
fn who_lets_those_go_who_flee_is_told_before_that_she_cannot_take_it_back_and_not_offered_it() {
    let mut counter = Counter::german();
    let mut second = counter.sheet.persons[0].clone();
    second.id = PersonId(2);
    second.names[0].given = "Amal".into();
    let mut member = counter.sheet.household.members[0].clone();
    (member.person, member.relation) = (PersonId(2), Relation::Child);
    counter.sheet.persons.push(second);
    counter.sheet.household.members.push(member);
    // Amal goes, protected, to Deniz
    counter.press("c 'teilen' enter tab space tab tab space tab tab 'Deniz' enter");
    let screen = counter.screen();
    assert!(screen.contains("können das nicht zurücknehmen"), "{screen}");
    counter.press("f2");
    let [Request::Part(part)] = counter.changes()[..] else { panic!("{:?}", counter.changes()) };
    assert_eq!((part.protects, part.worker), (true, Some(StaffId(2))));
    assert_eq!(part.go.person, PersonId(2));
    let screen = counter.screen();
    assert!(screen.contains("geteilt") && !screen.contains("Rückgängig"), "{screen}");
}

#[test]
fn what_was_planned_for_a_later_day_is_said_to_be_dropped() {
    use aid::domain::case::{Phase, Turn, Turned};
    let mut counter = Counter::german();
    let what = Turned::To(Phase::Aftercare { until: None, reason: String::new() });
    counter.sheet.case.turns.push(Turn { day: counter::day(12, 1), signed: None, what });
    counter.press("c enter");
    let screen = counter.screen();
    assert!(screen.contains("Was ab 01.12.2026 geplant war, entfällt: Nachbetreuung"), "{screen}");
}

/// Takes a snapshot of what the keys lead to, on every terminal.
fn everywhere(name: &str, keys: &str) {
    for (ending, screen) in counter::everywhere(keys) {
        assert_snapshot!(format!("{name}_{ending}"), screen);
    }
}

#[test]
fn they_are_drawn_everywhere() {
    everywhere("contact", "k 'Jobcenter hat angerufen: Bescheid folgt bis Monatsende' tab '+14'");
    everywhere("followup", "w 'Kita anrufen' tab '31.2.' shift-tab");
    everywhere("household", "n 'Tesfay' tab tab '1990?' tab tab 'Eritrea, xyzzy' tab");
    everywhere("household_edit", "b f4");
    everywhere("person", "enter n 'Al-Hamadi' tab 'Sami' tab '2015' tab tab tab 'sy'");
    everywhere("person_edit", "enter b tab");
    everywhere("discard", "k 'Post erklärt' ctrl-d");
    everywhere("followup_month", "w tab f4");
    everywhere("status", "c");
    everywhere("status_rest", "c enter '15.1.' tab 'Reise'");
    everywhere("status_close", "c down down down enter f4 enter tab 'f'");
}

mod first {
    use aid::tui::keymap::Lookup;
    use aid::tui::screens::first::{Answers, Asked, State};
    use insta::assert_snapshot;

    use crate::screen::{SETTINGS, Setting, USUAL, ctx, drawn};

    /// Presses keys; what stands in quotes is typed.
    fn asked(keys: &str, setting: Setting) -> (Asked, String) {
        let ctx = ctx(setting.lang, setting.ascii);
        let mut state = State::new(&ctx);
        let mut asked = Asked::On;
        for (n, part) in keys.split('\'').enumerate() {
            if n % 2 == 1 {
                state.insert(part, &ctx);
                continue;
            }
            for key in part.split_whitespace() {
                let keys = [key.parse().unwrap()];
                if let Lookup::Command(command) = ctx.keymap.lookup(state.focus(), &keys) {
                    asked = state.apply(command, &ctx);
                }
            }
        }
        let draw = |area, buf: &mut _| Some(state.view(&ctx, area, buf));
        (asked, drawn(setting.width, setting.height, draw))
    }

    #[test]
    fn three_answers_make_an_office() {
        let answers = |practice| {
            let (name, area) = ("Anna Weber".to_owned(), "Nord".to_owned());
            Asked::Done(Answers { name, area, practice })
        };
        let typed = |keys| asked(keys, USUAL).0;
        assert_eq!(typed("'Anna  Weber ' enter 'Nord' enter enter"), answers(true));
        assert_eq!(typed("'Anna Weber' enter 'Nord' enter down enter"), answers(false));
        assert_eq!(typed("'Anna Weber' enter 'Nord' enter 'leer' f2"), answers(false));
        assert_eq!(typed("'Anna Weber' esc"), Asked::Cancelled);
    }

    #[test]
    fn nothing_is_made_before_all_three_are_answered() {
        let (asked, screen) = asked("'Anna Weber' enter enter f2", USUAL);
        assert_eq!(asked, Asked::On);
        assert!(screen.contains("Bitte ausfüllen"), "{screen}");
    }

    #[test]
    fn the_questions_are_drawn() {
        for (ending, setting) in SETTINGS {
            let (_, screen) = asked("'Anna Weber' enter 'Nord' enter", setting);
            assert_snapshot!(format!("first_{ending}"), screen);
        }
    }
}

//! Every screen as it is drawn, and what keys, colleagues and time make of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/people.rs"]
mod people;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::Request;
use aid::api::cases::More;
use aid::api::drafts::{Body, Draft, Form};
use aid::client::link::LinkEvent;
use aid::domain::followup::Purpose;
use aid::domain::ids::StaffId;
use aid::domain::papers::PaperKind;
use aid::tui::command::{Context, Place, Situation};
use aid::tui::overlay::{About, Overlay};
use aid::tui::widgets::urgent::Urgent;
use desk::Desk;
use insta::assert_snapshot;
use screen::{SETTINGS, Setting, USUAL};

/// Takes a snapshot of what the keys lead to, on every terminal.
fn everywhere(name: &str, keys: &str) {
    for (suffix, setting) in SETTINGS {
        let mut desk = Desk::new(setting);
        assert_snapshot!(format!("{name}_{suffix}"), desk.press(keys).screen());
    }
}

#[test]
fn caseload() {
    everywhere("caseload", "down");
}

#[test]
fn caseload_search() {
    everywhere("caseload_search", "/ m o h");
}

#[test]
fn case() {
    everywhere("case", "down enter");
}

#[test]
fn case_reading() {
    everywhere("case_reading", "down h");
}

#[test]
fn recent() {
    everywhere("recent", "3 down");
}

#[test]
fn today() {
    everywhere("today", "1 down");
    everywhere("followup_hand", "1 t");
    for (suffix, setting) in SETTINGS {
        let mut desk = Desk::new(setting);
        desk.board = people::long_board();
        assert_snapshot!(format!("today_long_{suffix}"), desk.press("1").screen());
    }
}

#[test]
fn find() {
    everywhere("find", "f3 m o h down");
}

#[test]
fn help_palette_urgent_and_keys() {
    everywhere("help", "f1");
    everywhere("palette", "f9");
    everywhere("urgent", "!");
    everywhere("which_key", "g");
}

#[test]
fn wide_terminals_show_more() {
    let wide = Setting { width: 120, height: 30, ..USUAL };
    assert_snapshot!("caseload_wide", Desk::new(wide).press("down").screen());
    assert_snapshot!("case_wide", Desk::new(wide).press("down enter").screen());
}

#[test]
fn what_a_sheet_has_no_room_for_is_counted() {
    let mut desk = Desk::new(Setting { height: 80, ..USUAL });
    desk.more =
        More { persons: 3_900, follow_ups: 70, done: 9, notes: 3, needs: 4, assessments: 2 };
    let screen = desk.press("down enter").screen();
    for counted in ["Personen (3905)", "… 3900 weitere", "… 70 weitere", "… 9 weitere erledigte"]
    {
        assert!(screen.contains(counted), "{counted} is not in {screen}");
    }
}

#[test]
fn what_a_colleague_changes_appears_without_a_key() {
    let mut desk = Desk::new(USUAL);
    desk.press("down down");
    desk.rows[2].name = "Al-Sayed, Mohammed".into();
    desk.rows.remove(0);
    desk.push(&[3]);
    let screen = desk.screen();
    assert!(screen.contains("▸ ⟦Al-Sayed, Mohammed⟧"), "the same case stays selected: {screen}");
    assert!(!screen.contains("Abdi"), "{screen}");
}

#[test]
fn a_push_about_another_case_does_not_read_this_one_again() {
    let mut desk = Desk::new(USUAL);
    desk.press("down enter");
    let asked = desk.asked.len();
    desk.push(&[7]);
    assert_eq!(desk.asked.len(), asked, "every reading of a case is logged");
    desk.push(&[2]);
    assert!(matches!(desk.asked.last(), Some(Request::ShowCase(_))));
}

#[test]
fn without_a_server_a_line_says_so_until_it_is_back() {
    let mut desk = Desk::new(USUAL);
    desk.link(LinkEvent::Down);
    assert!(desk.screen().contains("Keine Verbindung zum Server."));
    let before = desk.screen();
    desk.press("down");
    assert!(desk.screen().contains("▸ ⟦Al-Hamadi, Fatima⟧"), "what is there can be looked at");
    assert!(before.contains("▸ ⟦Abdi, Hodan⟧"));
    desk.link(LinkEvent::Up(Box::new(people::welcome())));
    assert!(!desk.screen().contains("Keine Verbindung"));
    assert!(desk.screen().contains("▸ ⟦Al-Hamadi, Fatima⟧"));
}

#[test]
fn nobody_of_that_name_here_and_enter_looks_everywhere() {
    let mut desk = Desk::new(USUAL);
    desk.press("/").text("xyz");
    assert!(desk.screen().contains("Niemand in dieser Liste heißt so. Eingabe sucht überall."));
    desk.press("enter");
    assert!(matches!(desk.asked.last(), Some(Request::Find(find)) if find.text == "xyz"));
    assert!(desk.screen().contains("Alles suchen: xyz"), "{}", desk.screen());
}

#[test]
fn enter_waits_for_the_answer_to_what_was_typed_before_it() {
    let mut desk = Desk::new(USUAL);
    desk.prompt = false;
    desk.press("/").text("kova").press("enter");
    assert!(desk.screen().contains("Suchen: kova"), "letters do not wait: {}", desk.screen());
    desk.answer();
    assert!(matches!(desk.asked.last(), Some(Request::ShowCase(show)) if show.case.0 == 16));
}

#[test]
fn a_search_ends_where_it_led() {
    let mut desk = Desk::new(USUAL);
    desk.press("/").text("kova").press("esc");
    let screen = desk.screen();
    assert!(screen.contains("▸ ⟦Kovalenko, Oksana⟧") && screen.contains("Kaya"), "{screen}");
}

#[test]
fn after_five_minutes_the_screen_is_hidden_and_any_key_shows_it() {
    let mut desk = Desk::new(USUAL);
    desk.press("down").wait(Duration::from_secs(299));
    assert!(desk.screen().contains("Al-Hamadi"));
    desk.wait(Duration::from_secs(1));
    let hidden = desk.screen();
    assert!(hidden.starts_with(" Der Bildschirm ist verdeckt."), "{hidden}");
    assert!(!hidden.contains("Al-Hamadi"));
    desk.press("q");
    assert!(desk.screen().contains("▸ ⟦Al-Hamadi, Fatima⟧") && !desk.left, "the key does no more");
    desk.press("ctrl-g");
    assert!(desk.screen().starts_with(" Der Bildschirm ist verdeckt."));
    desk.wait(Duration::from_secs(15 * 60));
    assert!(desk.left, "the login is the lock");
}

#[test]
fn a_terminal_that_is_too_small_waits_with_a_sentence() {
    let mut desk = Desk::new(USUAL);
    desk.press("down");
    desk.resize(20, 5);
    assert!(desk.screen().starts_with(" Das Fenster ist zu\n klein."), "{}", desk.screen());
    desk.press("down v");
    desk.resize(80, 24);
    assert!(desk.screen().contains("▸ ⟦Al-Hamadi, Fatima⟧"), "nobody types blind");
    desk.resize(20, 5);
    desk.press("ctrl-c");
    assert!(desk.left);
}

#[test]
fn a_follow_up_that_is_done_goes_at_once_and_comes_back_with_undo() {
    let mut desk = Desk::new(USUAL);
    desk.press("down enter tab");
    assert!(desk.screen().contains("▸ ⟦!18.11.⟧"), "{}", desk.screen());
    desk.prompt = false;
    desk.press("x");
    assert!(!desk.screen().contains("Mietbescheinigung"), "before the server has answered");
    desk.prompt = true;
    desk.answer();
    assert!(desk.screen().contains("Wiedervorlage erledigt · u Rückgängig"), "{}", desk.screen());
    desk.press("u");
    assert!(matches!(desk.asked.iter().rev().find(|r| matches!(r, Request::Undo(_))),
        Some(Request::Undo(undo)) if undo.change == 41));
    let said = "Erledigung von »Mietbescheinigung nachreichen« zurückgenommen";
    assert!(desk.screen().contains(said), "{}", desk.screen());
    desk.press("U");
    assert!(matches!(desk.asked.last(), Some(Request::Undo(undo)) if undo.change == 42));
}

#[test]
fn the_selection_is_seen_beside_many_drafts_and_a_message_of_two_lines() {
    for drafts in [15, 17, 18, 19, 30] {
        let mut drafts = vec![people::draft(); drafts];
        for (number, draft) in (2..).zip(&mut drafts) {
            draft.id = aid::domain::ids::RequestId(number);
            draft.name = "Abdurrahman Al-Hamadi-Mustafawi, Fatima Zahra Bint Hussein".into();
        }
        let screen = Desk::with(USUAL, people::rows(), drafts).screen();
        assert!(screen.contains("▸ ⟦Abdi, Hodan⟧"), "{screen}");
        assert!(screen.contains("Angefangen 13:45"), "{screen}");
    }
}

#[test]
fn what_was_left_unfinished_stands_on_top() {
    let mut desk = Desk::with(USUAL, people::rows(), vec![people::draft()]);
    let screen = desk.screen();
    assert!(screen.contains("Angefangen 13:45: Regelbesuch Al-Hamadi, Fatima"), "{screen}");
    assert!(screen.contains("▸ ⟦Abdi, Hodan⟧"), "the first case is selected: {screen}");
    desk.press("up");
    assert!(desk.screen().contains("▸ Angefangen 13:45: ⟦Regelbesuch Al-Hamadi, Fatima⟧"));
}

#[test]
fn an_empty_list_says_what_belongs_there_and_which_key_adds_it() {
    let mut desk = Desk::with(USUAL, vec![], vec![]);
    assert!(desk.screen().contains("n legt den ersten an."), "{}", desk.screen());
    desk.press("f");
    assert!(desk.screen().contains("f zeigt andere."), "{}", desk.screen());
}

#[test]
fn moving_through_a_long_list_never_shows_a_gap() {
    let row = |n: u32| {
        let mut row = people::rows().remove(0);
        row.case = aid::domain::ids::CaseId(u64::from(n) + 1);
        row.name = format!("Haushalt {n:04}");
        row
    };
    let mut desk = Desk::with(USUAL, (0..2_000).map(row).collect(), vec![]);
    for _ in 0..30 {
        desk.press("pagedown");
        assert_eq!(desk.screen().matches("Haushalt").count(), 19, "{}", desk.screen());
    }
    desk.press("end");
    assert!(desk.screen().contains("▸ ⟦Haushalt 1999⟧"), "{}", desk.screen());
    desk.press("up up home");
    assert!(desk.screen().contains("▸ ⟦Haushalt 0000⟧"));
}

#[test]
fn the_language_changes_with_two_keys() {
    let mut desk = Desk::new(USUAL);
    desk.press("g l");
    assert!(desk.screen().contains("Cases") && desk.screen().contains("F1 Help"));
}

#[test]
fn the_neighbours_of_a_case_are_those_of_the_list_it_was_opened_from() {
    let mut desk = Desk::new(USUAL);
    desk.press("down enter .");
    assert!(desk.screen().contains("Haushalt 3"), "{}", desk.screen());
    desk.press(", ,");
    assert!(desk.screen().contains("Haushalt 1,"), "{}", desk.screen());
    desk.press(",");
    assert!(desk.screen().contains("kommt kein weiterer Fall"));
    desk.press("esc");
    assert!(desk.screen().contains("▸ ⟦Abdi, Hodan⟧"), "the list follows: {}", desk.screen());
}

#[test]
fn a_key_without_meaning_says_where_help_is_and_the_next_key_clears_it() {
    let mut desk = Desk::new(USUAL);
    desk.press("J");
    assert!(desk.screen().contains("F1 zeigt, was geht."));
    desk.press("down");
    assert!(!desk.screen().contains("F1 zeigt, was geht."));
}

#[test]
fn a_slow_server_is_said_in_words_after_a_while() {
    let mut desk = Desk::new(USUAL);
    desk.prompt = false;
    desk.press("f5").wait(Duration::from_millis(299));
    assert!(!desk.screen().contains("lädt"));
    desk.wait(Duration::from_millis(1));
    assert!(desk.screen().contains("lädt …"), "{}", desk.screen());
    desk.answer();
    assert!(!desk.screen().contains("lädt"));
}

#[test]
fn waiting_for_a_server_that_says_nothing_costs_nothing() {
    let mut desk = Desk::offline(USUAL, vec![], vec![]);
    desk.wait(Duration::from_secs(1));
    assert!(desk.screen().contains("Die Verbindung wird aufgebaut"), "{}", desk.screen());
    desk.wait(Duration::from_secs(9));
    assert!(desk.screen().contains("Der Server antwortet noch nicht"), "{}", desk.screen());
    assert!(desk.app.deadline() > desk.now.at + Duration::from_secs(60), "no turning round");
    let mut desk = Desk::new(USUAL);
    desk.prompt = false;
    desk.press("f5 down");
    assert!(desk.screen().contains("▸ ⟦Al-Hamadi, Fatima⟧"), "keys do not wait for what is there");
    desk.wait(Duration::from_secs(3));
    assert!(desk.app.deadline() > desk.now.at + Duration::from_secs(20), "no turning round");
}

#[test]
fn a_search_can_be_left_without_a_server() {
    let mut desk = Desk::new(USUAL);
    desk.press("down /").text("kova");
    desk.link(LinkEvent::Down);
    desk.press("esc down up");
    let screen = desk.screen();
    assert!(screen.contains("Abdi") && screen.contains("▸ ⟦Kovalenko, Oksana⟧"), "{screen}");
}

#[test]
fn a_long_sentence_takes_as_many_lines_as_it_needs() {
    let mut desk = Desk::new(Setting { width: 40, height: 12, ..USUAL });
    desk.link(LinkEvent::Down);
    let screen = desk.screen();
    assert!(screen.contains("versucht."), "{screen}");
}

/// Households with ascending numbers.
fn households(count: u32) -> Vec<aid::api::cases::Row> {
    let row = |n: u32| {
        let mut row = people::rows().remove(0);
        row.case = aid::domain::ids::CaseId(u64::from(n) + 1);
        row.name = format!("Haushalt {n:04}");
        row
    };
    (0..count).map(row).collect()
}

#[test]
fn what_was_left_unfinished_is_seen_whatever_the_server_answers_first() {
    for reversed in [false, true] {
        for filter in ["", "f"] {
            let mut desk = Desk::offline(USUAL, households(39), vec![people::draft()]);
            desk.prompt = false;
            desk.link(LinkEvent::Up(Box::new(people::welcome())));
            if reversed {
                desk.pending.make_contiguous().reverse();
            }
            desk.answer();
            desk.prompt = true;
            desk.press(filter);
            assert!(desk.screen().contains("Angefangen "), "{}", desk.screen());
            desk.drafts.push(people::draft());
            desk.press("f5");
            assert_eq!(desk.screen().matches("Angefangen ").count(), 2, "{}", desk.screen());
        }
    }
}

#[test]
fn whoever_was_searched_for_stands_among_her_neighbours_in_a_long_list() {
    let mut desk = Desk::with(USUAL, households(5_000), vec![]);
    desk.press("/").text("4000").press("esc");
    assert_eq!(desk.screen().matches("Haushalt").count(), 1 + 18, "{}", desk.screen());
    assert!(desk.screen().contains("▸ ⟦Haushalt 4000⟧"), "{}", desk.screen());
    desk.press("/").text("zzz");
    desk.push(&[7]);
    desk.press("backspace backspace backspace");
    desk.text("0100");
    desk.push(&[7]);
    assert!(desk.screen().contains("▸ ⟦Haushalt 0100⟧"), "{}", desk.screen());
    desk.press("esc");
    assert!(desk.screen().contains("▸ ⟦Haushalt 0100⟧"), "{}", desk.screen());
    assert!(desk.screen().contains("Haushalt 0099"), "{}", desk.screen());
}

#[test]
fn a_short_way_to_the_end_of_the_list_leaves_no_line_empty() {
    let mut desk = Desk::with(USUAL, households(39), vec![people::draft()]);
    desk.press("/").text("0037").press("esc");
    let screen = desk.screen();
    assert!(screen.contains("▸ ⟦Haushalt 0037⟧"), "{screen}");
    assert_eq!(screen.matches("Haushalt").count(), 19, "{screen}");
}

#[test]
fn the_filter_shows_what_can_be_chosen_until_another_key() {
    everywhere("filter", "f f");
    let mut desk = Desk::new(USUAL);
    desk.press("o");
    assert!(desk.screen().contains("nach Unterkunft"), "{}", desk.screen());
    desk.press("down");
    assert!(!desk.screen().contains("nach Unterkunft"), "{}", desk.screen());
}

#[test]
fn a_visit_of_the_list_is_opened_where_it_stands_in_the_case() {
    let mut desk = Desk::new(USUAL);
    desk.press("3 down enter");
    let screen = desk.screen();
    assert!(screen.contains("▸ ⟦Mo 12.10.2026 11:00⟧  Regelbesuch · nicht"), "{screen}");
}

#[test]
fn what_was_done_of_follow_ups_stands_in_the_history() {
    let mut desk = Desk::new(USUAL);
    desk.press("down h");
    let screen = desk.screen();
    let done = "Mi 14.10.2026 10:30  Wiedervorlage erledigt · Jonas Brandt\n     Kita anrufen";
    assert!(screen.contains(done), "between the visits before and after it: {screen}");
    assert!(screen.contains("Offene Wiedervorlagen ohne Besuch"), "{screen}");
    assert!(screen.contains("Schuleinschreibung Sami"), "{screen}");
}

#[test]
fn who_has_no_cases_of_her_own_still_reads_where_she_works() {
    let mut desk = Desk::offline(USUAL, vec![], vec![]);
    let mut welcome = people::welcome();
    welcome.roles.push(aid::domain::staff::Role::Coordinator);
    desk.persons = 0;
    desk.link(LinkEvent::Up(Box::new(welcome.clone())));
    assert!(desk.screen().contains("Raum Nord · 0 Personen"), "{}", desk.screen());
    desk.press("f f f f f");
    assert!(desk.screen().contains("Alle Räume (eigener: Nord)"), "{}", desk.screen());
}

#[test]
fn rooms_and_homes_are_shown_whole_where_names_leave_room() {
    let mut rows = people::rows();
    rows.truncate(3);
    rows[0].room = "EG links".into();
    let mut desk = Desk::with(USUAL, rows, vec![]);
    let screen = desk.screen();
    assert!(screen.contains("EG links") && screen.contains("Kölner Landstr. 4"), "{screen}");
    assert!(screen.contains("Al-Sayed, Muhammad") && screen.contains("Frist"), "{screen}");
}

#[test]
fn one_follow_up_after_the_other_is_done_with_the_same_key() {
    let mut desk = Desk::new(USUAL);
    desk.press("down enter tab");
    assert!(desk.screen().contains("x Erledigt"), "{}", desk.screen());
    desk.prompt = false;
    desk.press("x");
    assert!(desk.screen().contains("x Erledigt"), "the next one is selected: {}", desk.screen());
    desk.prompt = true;
    desk.answer(); // the stand-in still has it: as if it were taken back
    assert!(
        desk.screen().contains("▸ ⟦!18.11.⟧"),
        "what comes back is selected: {}",
        desk.screen()
    );
    desk.press("home");
    assert!(!desk.screen().contains("x Erledigt"), "a person is not done: {}", desk.screen());
}

/// The line of the selection.
fn selected(desk: &mut Desk) -> String {
    let screen = desk.screen();
    screen.lines().find(|line| line.starts_with(" ▸")).unwrap_or_default().to_owned()
}

#[test]
fn on_the_board_what_is_done_goes_at_once_and_the_next_line_is_selected() {
    let mut desk = Desk::new(USUAL);
    desk.press("1 down down");
    assert!(selected(&mut desk).contains("Mietbescheinigung"), "{}", desk.screen());
    desk.prompt = false;
    desk.press("x");
    assert!(!desk.screen().contains("Mietbescheinigung"), "before the server has answered");
    assert!(selected(&mut desk).contains("Bondarenko"), "{}", desk.screen());
    // a board asked for before is behind the times, and does not bring it back
    desk.push(&[2]);
    let close = desk.pending.pop_front().unwrap();
    desk.answer();
    assert!(!desk.screen().contains("Mietbescheinigung"), "{}", desk.screen());
    desk.board.rows.retain(|row| row.case.0 != 2);
    desk.link(close);
    desk.prompt = true;
    desk.answer();
    assert!(matches!(desk.asked.iter().rev().find(|r| matches!(r, Request::CloseFollowUp(_))),
        Some(Request::CloseFollowUp(close)) if close.follow_up.0 == 1));
    assert!(desk.screen().contains("Wiedervorlage erledigt · u Rückgängig"), "{}", desk.screen());
    assert!(selected(&mut desk).contains("Bondarenko"), "{}", desk.screen());
    // taken back it is there again, and selected
    desk.board = people::board();
    desk.press("end u");
    desk.push(&[2]);
    assert!(selected(&mut desk).contains("Mietbescheinigung"), "{}", desk.screen());
}

#[test]
fn every_line_of_the_board_leads_to_its_case_and_its_forms() {
    let mut desk = Desk::new(USUAL);
    desk.press("1 down down enter");
    assert!(matches!(desk.asked.last(), Some(Request::ShowCase(show)) if show.case.0 == 2));
    assert!(desk.screen().contains("▸ ⟦!18.11.⟧"), "at what is to be done: {}", desk.screen());
    desk.press("esc");
    assert!(selected(&mut desk).contains("Mietbescheinigung"), "{}", desk.screen());
    for (key, title) in [
        ("w", "Wiedervorlage · Al-Hamadi"),
        ("m", "Wiedervorlage verschieben · Mietbescheinigung nachreichen · Al-Hamadi"),
        ("t", "Wiedervorlage übergeben · Mietbescheinigung nachreichen · Al-Hamadi"),
        ("h", "Al-Hamadi, Fatima · AiD-2026-0141"),
    ] {
        desk.press(key);
        assert!(desk.screen().contains(title), "{key}: {}", desk.screen());
        desk.press("esc");
        if desk.screen().contains(title) {
            desk.press("esc"); // out of an open list first
        }
        assert!(selected(&mut desk).contains("Mietbescheinigung"), "{key}: {}", desk.screen());
    }
    for key in ["v", "k"] {
        let asked = desk.asked.len();
        desk.press("1 down down").press(key); // the stand-in has no such form
        let mut asked = desk.asked[asked..].iter();
        assert!(asked.any(|r| matches!(r, Request::PrepareVisit(of) if of.case.0 == 2)), "{key}");
    }
    desk.press("1 down down /");
    assert!(desk.screen().contains("Alles suchen:"), "{}", desk.screen());
    desk.press("esc");
    // a visit is made, not ticked off
    desk.press("up x");
    assert!(desk.screen().contains("Gebremedhin"), "{}", desk.screen());
    assert!(desk.screen().contains("sobald er eingetragen ist: v."), "{}", desk.screen());
    assert!(!desk.asked.iter().any(|request| matches!(request, Request::CloseFollowUp(_))));
}

#[test]
fn a_follow_up_is_handed_over_with_three_keys() {
    let mut desk = Desk::new(USUAL);
    desk.press("1 down down t enter f2");
    let handed = desk.asked.iter().rev().find_map(|request| match request {
        Request::HandFollowUp(hand) => Some(*hand),
        _ => None,
    });
    let hand = handed.unwrap_or_else(|| panic!("{}", desk.screen()));
    assert_eq!((hand.case.0, hand.follow_up.0, hand.to.0), (2, 1, 2));
    let said = "Wiedervorlage an Jonas Brandt übergeben · u Rückgängig";
    assert!(desk.screen().contains(said), "{}", desk.screen());
}

#[test]
fn what_stands_on_the_board_by_itself_is_put_on_a_day_or_handed_over() {
    let added = |desk: &Desk| {
        let added = desk.asked.iter().rev().find_map(|request| match request {
            Request::AddFollowUp(add) => Some(add.clone()),
            _ => None,
        });
        let add = added.unwrap();
        (add.case.0, add.what, add.window.due().to_string(), add.purpose, add.to)
    };
    let visit = |due: &str, to| (9, "Besuch".into(), due.into(), Some(Purpose::Visit), to);
    let mut desk = Desk::new(USUAL);
    let screen = desk.press("1 down m").screen();
    assert!(screen.contains("Tag festlegen · Besuch · Gebremedhin"), "{screen}");
    desk.text("+3").press("f2");
    assert_eq!(added(&desk), visit("2026-11-25", None));
    let screen = desk.screen();
    assert!(screen.contains("Wiedervorlage 25.11. eingetragen · u Rückgängig"), "{screen}");
    // handed over for the day on which it is due, or another
    desk.press("t enter f2");
    assert_eq!(added(&desk), visit("2026-12-01", Some(StaffId(2))));
    // papers that run out, as well; the draft knows what it is about
    let screen = desk.press("1 end up m").screen();
    assert!(screen.contains("Tag festlegen · Krankenschutz klären"), "{screen}");
    desk.text("mo").wait(Duration::from_secs(3));
    let saved = desk.asked.iter().rev().find_map(|request| match request {
        Request::SaveDraft(draft) => Some((**draft).clone()),
        _ => None,
    });
    let draft = saved.unwrap_or_else(|| panic!("no draft: {:?}", desk.asked));
    let mut desk = Desk::with(USUAL, people::rows(), vec![draft]);
    let screen = desk.press("1 end up up up enter").screen();
    assert!(screen.contains("Tag festlegen · Krankenschutz klären"), "{screen}");
    desk.press("f2");
    let last = "2026-11-28".parse().unwrap();
    let papers = Purpose::Papers { kind: PaperKind::HealthCover, last };
    let due = "2026-11-23".to_owned();
    assert_eq!(added(&desk), (3, "Krankenschutz klären".into(), due, Some(papers), None));
    // what is only told of cannot be moved
    let mut desk = Desk::new(USUAL);
    let screen = desk.press("1 end up up up t").screen();
    assert!(screen.contains("etwas auswählen, das fällig ist"), "{screen}");
}

#[test]
fn the_board_opens_on_its_first_line_whatever_is_unfinished() {
    let first = selected(Desk::new(USUAL).press("1"));
    let mut desk = Desk::with(USUAL, people::rows(), vec![people::draft()]);
    assert_eq!(selected(desk.press("1")), first);
    assert_eq!(selected(desk.press("esc 1")), first);
}

#[test]
fn what_runs_out_opens_the_papers() {
    let mut desk = Desk::new(USUAL);
    desk.press("1 end up enter");
    let asks = |request: &Request| matches!(request, Request::ShowFacts(ask) if ask.case.0 == 3);
    assert!(desk.asked.iter().any(asks), "{:?}", desk.asked);
}

#[test]
fn what_would_be_too_long_is_one_line_that_opens() {
    let mut desk = Desk::new(USUAL);
    desk.board = people::long_board();
    desk.press("1 down down down");
    assert_eq!(selected(&mut desk), " ▸ ⟦20 Besuche überfällig, der älteste seit 3 T …⟧");
    assert!(desk.screen().contains("20 weitere in dieser Woche …"), "{}", desk.screen());
    desk.press("enter");
    assert_eq!(selected(&mut desk), " ▸ ⟦20 Besuche überfällig, der älteste seit 3 T⟧");
    desk.press("down");
    assert!(selected(&mut desk).contains("Bondarenko"), "{}", desk.screen());
    // and stays open whatever changes meanwhile
    desk.push(&[2]);
    assert!(selected(&mut desk).contains("Bondarenko"), "{}", desk.screen());
    desk.press("up enter");
    assert!(!desk.screen().contains("Bondarenko"), "{}", desk.screen());
}

#[test]
fn what_is_due_today_is_seen_however_much_is_overdue() {
    let mut desk = Desk::new(USUAL);
    desk.board = people::overdue_board();
    let screen = desk.press("1").screen();
    assert!(screen.contains("Rückruf Schule"), "{screen}");
    assert!(screen.contains(" weitere überfällig, am längsten seit "), "{screen}");
    assert!(!screen.contains("weitere heute"), "{screen}");
    assert!(screen.contains("2 Besuche überfällig, der älteste seit 3 T …"), "{screen}");
    let singles = |screen: &str| screen.matches("Nachfragen").count();
    let before = singles(&screen);
    assert!(before >= 3, "the longest overdue stand there: {screen}");
    // what is done makes room for the next one
    desk.board.rows.retain(|row| row.case.0 != 2);
    desk.press("down down x");
    assert_eq!(singles(&desk.screen()), before + 1, "{}", desk.screen());
}

#[test]
fn the_board_in_the_order_of_homes_is_one_key_away() {
    let mut desk = Desk::new(USUAL);
    desk.press("1 y");
    let asked = desk.asked.iter().rev().find_map(|request| match request {
        Request::Today(ask) => Some(ask.by_home),
        _ => None,
    });
    assert_eq!(asked, Some(true));
    let screen = desk.screen();
    assert!(screen.contains("nach Unterkunft"), "{screen}");
    assert_eq!(screen.matches("Kölner Landstr. 4").count(), 1, "each home once: {screen}");
    assert!(screen.contains("für JB: "), "marked without a column, too: {screen}");
    desk.press("y");
    assert!(!desk.screen().contains("nach Unterkunft"));
}

#[test]
fn what_was_left_unfinished_stands_on_the_board() {
    let mut desk = Desk::with(USUAL, people::rows(), vec![people::draft()]);
    desk.press("1 end up up up");
    assert!(selected(&mut desk).contains("Regelbesuch Al-Hamadi"), "{}", desk.screen());
    desk.press("delete");
    assert!(!desk.screen().contains("Angefangen"), "{}", desk.screen());
    assert!(matches!(desk.asked.last(), Some(Request::DropDraft(_))), "{:?}", desk.asked.last());
}

#[test]
fn a_sheet_and_a_paper_are_gone_on_with_from_the_board() {
    let open = |form, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        let body = Body::Fields { fields, at: String::new(), cursor: 0 };
        let draft = Draft { form, body, ..people::draft() };
        let mut desk = Desk::with(USUAL, people::rows(), vec![draft]);
        desk.press("1 end up up up enter");
        desk
    };
    // the stand-in knows no answers, and is asked for them
    let desk = open(Form::Facts, &[]);
    let asked = |request: &Request| matches!(request, Request::ShowFacts(of) if of.case.0 == 2);
    assert!(desk.asked.iter().any(asked), "{:?}", desk.asked);
    let mut desk = open(Form::Paper, &[("mode", "add"), ("kind", "residence")]);
    let screen = desk.screen();
    assert!(screen.contains("Al-Hamadi, Fatima") && screen.contains("F2 Speichern"), "{screen}");
}

#[test]
fn what_colleagues_change_reads_the_drafts_only_where_one_may_be_concerned() {
    let draft = people::draft();
    let (of_draft, other) = (draft.case.unwrap().0, 999);
    for place in ["1", "2"] {
        let mut desk = Desk::with(USUAL, people::rows(), vec![draft.clone()]);
        desk.press(place);
        let mut asked = |cases: &[u64]| {
            let before = desk.asked.len();
            desk.push(cases);
            let now = &desk.asked[before..];
            let is_list = |r: &&Request| matches!(r, Request::Today(_) | Request::Caseload(_));
            let drafts = now.iter().filter(|r| matches!(r, Request::Drafts)).count();
            (drafts, now.iter().filter(is_list).count())
        };
        assert_eq!(asked(&[other]), (0, 1), "{place}");
        assert_eq!(asked(&[other, of_draft]), (1, 1), "{place}");
        let before = desk.asked.len();
        desk.link(LinkEvent::Push(aid::api::Push::ManyChanged));
        assert!(desk.asked[before..].contains(&Request::Drafts), "{place}");
    }
}

#[test]
fn an_empty_board_says_so_and_where_the_cases_are() {
    let mut desk = Desk::new(USUAL);
    desk.board = aid::api::today::Board::default();
    let screen = desk.press("1").screen();
    assert!(screen.contains("Heute ist nichts fällig"), "{screen}");
    desk.press("x m t v enter");
    assert!(desk.screen().contains("Heute ist nichts fällig"), "{}", desk.screen());
}

#[test]
fn midnight_asks_for_the_board_of_the_new_day() {
    let mut desk = Desk::new(USUAL);
    desk.press("1");
    let asked = desk.asked.len();
    desk.wait(Duration::from_secs(60 * 60 * 10));
    assert!(desk.asked[asked..].iter().any(|request| matches!(request, Request::Today(_))));
}

/// The snapshots of each screen, without their endings. A new screen has to be named here.
fn of_place(place: Place) -> &'static [&'static str] {
    match place {
        Place::Caseload => &["screens__caseload", "screens__caseload_search", "screens__filter"],
        Place::Case => &["screens__case", "screens__case_reading"],
        Place::Today => &["screens__today", "screens__today_long"],
        Place::Recent => &["screens__recent"],
        Place::Visit => &["visit_form__visit", "visit_form__visit_head"],
        Place::Contact => &["forms__contact"],
        Place::Followup => &["forms__followup", "forms__followup_month", "screens__followup_hand"],
        Place::Letters => &["letter_form__list"],
        Place::Letter => &["letter_form__letter"],
        Place::Protocol => &["protocol_form__protocol"],
        Place::Protocols => &["protocol_form__list"],
        Place::ProtocolPage => &["protocol_form__page"],
        Place::Topics => &["topic_form__table", "topic_form__entries"],
        Place::Topic => &["topic_form__topic"],
        Place::Assessments => &[
            "assessment_form__assessment_list",
            "assessment_form__assessment_page",
            "assessment_form__assessment_certificate",
        ],
        Place::Note => &["note_form__note", "note_form__note_read"],
        Place::Status => &["forms__status", "forms__status_rest", "forms__status_close"],
        Place::Needs => &["need_form__needs", "need_form__need_opened"],
        Place::Need => &["need_form__need", "need_form__need_step"],
        Place::Record => {
            &["forms__household", "forms__household_edit", "forms__person", "forms__person_edit"]
        }
        Place::Facts => &[
            "facts_form__facts",
            "facts_form__facts_person",
            "facts_form__facts_list",
            "facts_form__facts_head",
            "facts_form__facts_missing",
        ],
        Place::Papers => &["facts_form__papers"],
        Place::Paper => &["facts_form__paper_new", "facts_form__paper_edit"],
    }
}

/// The same for what stands in front of a screen.
fn of_overlay(overlay: &Overlay) -> &'static str {
    match overlay {
        Overlay::Help(_) => "screens__help",
        Overlay::Palette(_) => "screens__palette",
        Overlay::Urgent(_) => "screens__urgent",
        Overlay::Find(_) => "screens__find",
        Overlay::Confirm { .. } => "forms__discard",
    }
}

#[test]
fn every_screen_is_looked_at_in_every_size_and_language() {
    let places = [
        Place::Today,
        Place::Caseload,
        Place::Case,
        Place::Recent,
        Place::Visit,
        Place::Contact,
        Place::Followup,
        Place::Note,
        Place::Letters,
        Place::Letter,
        Place::Protocol,
        Place::Protocols,
        Place::ProtocolPage,
        Place::Needs,
        Place::Assessments,
        Place::Topics,
        Place::Topic,
        Place::Need,
        Place::Record,
        Place::Facts,
        Place::Papers,
        Place::Paper,
        Place::Status,
    ];
    let situation = Situation::new(Place::Caseload, Context::List);
    let overlays = [
        Overlay::help(situation),
        Overlay::palette(situation),
        Overlay::Urgent(Urgent::default()),
        Overlay::find(),
        Overlay::confirm(String::new(), About::Leaving),
    ];
    let names = places.into_iter().flat_map(of_place).copied();
    let names = names.chain(overlays.iter().map(of_overlay));
    let names = names.chain(["screens__which_key", "forms__first__first"]);
    let snapshots = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let files = names.flat_map(|name| SETTINGS.map(|(ending, _)| format!("{name}_{ending}.snap")));
    let missing: Vec<String> = files.filter(|file| !snapshots.join(file).is_file()).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

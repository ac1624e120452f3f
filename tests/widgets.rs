//! Widgets as they are drawn: in both languages, in ASCII, and where the room is short.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "common/screen.rs"]
mod screen;

use aid::text::Lang;
use aid::tui::command::{CommandId, Context, Need, Place, Situation};
use aid::tui::keymap::{Focus, Lookup};
use aid::tui::theme::{below, row};
use aid::tui::widgets::choice::{Choice, Chosen};
use aid::tui::widgets::dialog::Dialog;
use aid::tui::widgets::editor::Editor;
use aid::tui::widgets::field::{self, Beside};
use aid::tui::widgets::help::Help;
use aid::tui::widgets::month::Month;
use aid::tui::widgets::palette::{Palette, Picked};
use aid::tui::widgets::urgent::Urgent;
use aid::tui::widgets::{footer, whichkey};
use insta::assert_snapshot;
use screen::{ctx, drawn};

fn caseload() -> Situation {
    let mut situation = Situation::new(Place::Caseload, Context::List);
    for need in [Need::Household, Need::OpenCase, Need::Row, Need::Server] {
        situation.present.add(need);
    }
    situation
}

#[test]
fn the_footer_never_cuts_a_word_and_keeps_help() {
    for lang in Lang::ALL {
        let ctx = ctx(lang, false);
        for context in Context::ALL {
            for place in [Place::Caseload, Place::Case, Place::Visit, Place::Record] {
                let situation = Situation::new(place, context);
                let wide = drawn(300, 1, |area, buf| {
                    footer::draw(&ctx, area, buf, situation);
                    None
                });
                let words: Vec<&str> = wide.split_whitespace().collect();
                for width in 10..100 {
                    let line = drawn(width, 1, |area, buf| {
                        footer::draw(&ctx, area, buf, situation);
                        None
                    });
                    assert!(line.split_whitespace().all(|word| words.contains(&word)), "{line}");
                    assert!(line.contains("F1"), "{line}");
                }
            }
        }
    }
}

#[test]
fn which_key_shows_how_to_go_on() {
    let ctx = ctx(Lang::De, false);
    let g = ["g".parse().unwrap()];
    let focus = Focus::on(Context::List);
    let Lookup::Pending(steps) = ctx.keymap.lookup(focus, &g) else { panic!("g is a prefix") };
    let draw = |width, rows| {
        drawn(width, rows, |area, buf| {
            Some(whichkey::draw(&ctx, area, buf, &g, &steps, caseload()))
        })
    };
    assert_snapshot!("whichkey_80", draw(80, 5));
    assert_snapshot!("whichkey_40", draw(40, 6));
}

#[test]
fn the_palette_finds_by_other_words_and_says_why_something_does_not_work() {
    let ctx = ctx(Lang::De, false);
    let mut palette = Palette::new(caseload());
    palette.insert("kontakt");
    assert_snapshot!("palette_de", drawn(80, 6, |area, buf| Some(palette.draw(&ctx, area, buf))));
    assert_eq!(palette.apply(&ctx, CommandId::Accept), Picked::Run(CommandId::ContactNew));
    let mut palette = Palette::new(Situation::new(Place::Caseload, Context::List));
    palette.insert("hausbesuch");
    assert_snapshot!(
        "palette_lacks",
        drawn(80, 4, |area, buf| Some(palette.draw(&ctx, area, buf)))
    );
    assert_eq!(palette.apply(&ctx, CommandId::Accept), Picked::Open);
    assert_eq!(palette.apply(&ctx, CommandId::Back), Picked::Closed);
}

#[test]
fn every_listed_command_can_be_found_by_its_label() {
    for lang in Lang::ALL {
        let ctx = ctx(lang, false);
        for id in [CommandId::VisitNew, CommandId::FollowupNew, CommandId::Find, CommandId::Quit] {
            let mut palette = Palette::new(caseload());
            palette.insert(&id.command().label(&ctx.texts));
            assert_eq!(palette.apply(&ctx, CommandId::Accept), Picked::Run(id));
        }
    }
}

#[test]
fn help_says_only_what_works_here() {
    let ctx = ctx(Lang::De, false);
    let mut help = Help::new(caseload());
    let text = drawn(80, 90, |area, buf| Some(help.draw(&ctx, area, buf)));
    assert!(text.contains("Besuch") && text.contains("Allgemein"), "{text}");
    assert!(!text.contains("Speichern") && !text.contains("Rückgängig"), "{text}");
    help.insert("filt");
    assert_snapshot!("help_filtered", drawn(80, 4, |area, buf| Some(help.draw(&ctx, area, buf))));
    assert_eq!(help.apply(&ctx, CommandId::Accept), Picked::Run(CommandId::Filter));
}

#[test]
fn a_dialog_highlights_the_safe_answer() {
    let mut dialog = Dialog::new("Den Entwurf verwerfen? Er lässt sich nicht zurückholen.");
    let ctx = ctx(Lang::De, false);
    let text = drawn(60, 5, |area, buf| Some(dialog.draw(&ctx, area, buf)));
    assert_snapshot!("dialog", text);
    dialog.apply(CommandId::Down);
    let text = drawn(60, 5, |area, buf| Some(dialog.draw(&ctx, area, buf)));
    assert_snapshot!("dialog_yes", text);
}

#[test]
fn the_urgent_card_has_every_number_and_cuts_no_word() {
    for lang in Lang::ALL {
        let ctx = ctx(lang, false);
        let told = |width, height| {
            let mut card = Urgent::default();
            let mut seen = String::new();
            for _ in 0..30 {
                seen += &drawn(width, height, |area, buf| Some(card.draw(&ctx, area, buf)));
                card.apply(CommandId::Down);
            }
            seen
        };
        for (width, height) in [(80, 22), (40, 10), (40, 8)] {
            let seen = told(width, height);
            for number in ["110", "112", "116 016", "0800 111 0 111", "116 117"] {
                assert!(seen.contains(number), "{number} at {width}: {seen}");
            }
            // but for the line that says how much there is below
            let cut = |line: &str| line.contains('…') && !line.trim_start().starts_with("… ");
            assert!(!seen.lines().any(cut), "{seen}");
        }
        for number in 1..=9 {
            assert!(told(40, 8).contains(&format!("{number}  ")), "{}", told(40, 8));
        }
        let last = ctx.texts.get("urgent-hint").split(' ').next_back().unwrap().to_owned();
        assert!(told(40, 8).contains(&last), "what does not fit is scrolled to");
    }
}

#[test]
fn help_and_palette_cut_no_word() {
    for lang in Lang::ALL {
        for ascii in [false, true] {
            let ctx = ctx(lang, ascii);
            for (width, height) in [(80, 20), (40, 10)] {
                let (mut help, mut palette) = (Help::new(caseload()), Palette::new(caseload()));
                for _ in 0..80 {
                    for text in [
                        drawn(width, height, |area, buf| Some(help.draw(&ctx, area, buf))),
                        drawn(width, height, |area, buf| Some(palette.draw(&ctx, area, buf))),
                    ] {
                        assert!(!text.contains('…') && !text.contains("..."), "{text}");
                        assert_eq!(text.matches(['▸', '>']).count(), 1, "{text}");
                    }
                    help.apply(&ctx, CommandId::Down);
                    palette.apply(&ctx, CommandId::Down);
                }
            }
        }
    }
}

#[test]
fn the_key_shown_for_going_back_is_escape() {
    let ctx = ctx(Lang::De, false);
    let mut palette = Palette::new(caseload());
    palette.insert("zurück");
    let text = drawn(80, 6, |area, buf| Some(palette.draw(&ctx, area, buf)));
    assert!(text.contains("Zurück⟧") && text.contains("Esc"), "{text}");
}

#[test]
fn fields_show_hint_echo_and_error_beside_or_below() {
    let ctx = ctx(Lang::De, false);
    let draw = |width| {
        drawn(width, 6, |area, buf| {
            let rows = |number: u16| {
                let lines = below(area, number * 2);
                ratatui::layout::Rect { height: 2.min(lines.height), ..lines }
            };
            let name = Editor::line("Fátima Al-Hamadi");
            let hint = Beside::Hint("wie im Ausweis".to_owned());
            let cursor = field::draw(&ctx, rows(0), buf, "Nachname", &name, &hint, true);
            let date = Editor::line("+14");
            let echo = Beside::Echo("So 06.12.2026".to_owned());
            field::draw(&ctx, rows(1), buf, "Wiedervorlage", &date, &echo, false);
            let wrong = Editor::line("31.2.");
            let error = Beside::Error("Den 31.2. gibt es nicht.".to_owned());
            field::draw(&ctx, rows(2), buf, "Geburtsdatum", &wrong, &error, false);
            Some(cursor)
        })
    };
    assert_snapshot!("fields_80", draw(80));
    assert_snapshot!("fields_40", draw(40));
}

#[test]
fn the_cursor_of_a_long_line_stays_in_sight() {
    let ctx = ctx(Lang::De, false);
    let mut editor = Editor::line("");
    for letter in "Warteliste der VHS seit sechs Wochen, Rückruf".chars() {
        editor.insert(&letter.to_string());
        let line = drawn(20, 1, |area, buf| {
            let cursor = field::value(&ctx, area, buf, &editor);
            assert!(cursor.x < 20);
            Some(cursor)
        });
        assert!(line.contains(letter), "the letter just typed is seen: {line}");
    }
}

#[test]
fn a_note_in_ascii_loses_no_letter() {
    let note = Editor::note("Über die Größe der Räume geärgert: fünf für fünf");
    let ctx = ctx(Lang::De, true);
    let text = drawn(16, 6, |area, buf| Some(field::note(&ctx, area, buf, &note)));
    assert_snapshot!("note_ascii", text);
}

#[test]
fn a_choice_opens_its_list_below() {
    let ctx = ctx(Lang::De, false);
    let labels = ["Arabisch", "Dari", "Kurmandschi", "Ukrainisch"].map(str::to_owned);
    let mut choice = Choice::perhaps(labels.to_vec(), Chosen::Unknown);
    let draw = |choice: &Choice| {
        drawn(40, 5, |area, buf| {
            let nothing = Beside::Nothing;
            let cursor = choice.draw(&ctx, row(area, 0), buf, "Sprache", &nothing, true);
            choice.draw_list(&ctx, below(area, 1), buf);
            Some(cursor)
        })
    };
    assert_snapshot!("choice_closed", draw(&choice));
    choice.insert("r");
    assert_snapshot!("choice_open", draw(&choice));
}

#[test]
fn a_long_list_of_values_says_how_many_more_there_are() {
    let ctx = ctx(Lang::De, false);
    let labels = (1..=11).map(|n| format!("Haus {n}")).collect();
    let mut choice = Choice::one_of(labels, Chosen::Item(0));
    choice.apply(CommandId::Values);
    let draw = |choice: &Choice| {
        drawn(40, 10, |area, buf| {
            choice.draw_list(&ctx, area, buf);
            None
        })
    };
    let screen = draw(&choice);
    assert!(screen.contains("Haus 7") && screen.contains("… 4 weitere"), "{screen}");
    assert!(!screen.contains("Haus 8"), "{screen}");
    for _ in 1..11 {
        choice.apply(CommandId::Down);
    }
    let screen = draw(&choice);
    assert!(screen.contains("Haus 11") && !screen.contains("weitere"), "{screen}");
}

#[test]
fn the_month_grid_marks_the_day() {
    for (lang, ascii) in [(Lang::De, false), (Lang::En, true)] {
        let ctx = ctx(lang, ascii);
        let month = Month { day: ctx.today() };
        let text = drawn(30, 8, |area, buf| Some(month.draw(&ctx, area, buf)));
        assert_snapshot!(format!("month_{}", lang.code()), text);
    }
}

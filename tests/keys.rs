//! The command table, the keymaps and everything made from them tell one story.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]
use std::collections::BTreeSet;

use aid::text::{Lang, Texts};
use aid::tui::cells;
use aid::tui::command::{CommandId, Context, TABLE};
use aid::tui::input::Key;
use aid::tui::keymap::{Flaw, Focus, Format, Keymap, Lookup, Profile, lint, table, words};

fn keymap(profile: Profile) -> Keymap {
    let (keymap, lints) = Keymap::load(profile, None, Lang::De);
    assert_eq!(lints, []);
    keymap
}

fn keys(spelled: &str) -> Vec<Key> {
    spelled.split_whitespace().map(|key| key.parse().unwrap()).collect()
}

fn press(keymap: &Keymap, focus: Focus, spelled: &str) -> Option<CommandId> {
    match keymap.lookup(focus, &keys(spelled)) {
        Lookup::Command(id) => Some(id),
        _ => None,
    }
}

/// The flaws of a user's file over the default profile, as (line, column, flaw).
fn flaws(source: &str) -> Vec<(usize, usize, Flaw)> {
    let (_, lints) = Keymap::load(Profile::Default, Some(source), Lang::De);
    lints.into_iter().map(|lint| (lint.at.0, lint.at.1, lint.flaw)).collect()
}

#[test]
fn the_profiles_hold_every_rule() {
    for profile in Profile::ALL {
        for lang in Lang::ALL {
            assert_eq!(lint::profile(profile.source(), lang), [], "{}", profile.name());
        }
    }
}

#[test]
fn a_profile_may_not_break_the_rules() {
    let flaws = |source| -> Vec<Flaw> {
        lint::profile(source, Lang::De).into_iter().map(|lint| lint.flaw).collect()
    };
    assert_eq!(flaws("[list]\n\"[\" = \"back\""), [Flaw::Forbidden("[".to_owned())]);
    assert_eq!(flaws("[list]\nctrl-s = \"back\""), [Flaw::Forbidden("ctrl-s".to_owned())]);
    assert_eq!(
        flaws("[list]\nctrl-p = \"move.up\""),
        [Flaw::Twin(CommandId::Palette), Flaw::Override("ctrl-p".to_owned())]
    );
    assert_eq!(flaws("[form]\nctrl-o = \"none\""), [Flaw::Twin(CommandId::Save)]);
}

#[test]
fn every_label_fits_and_every_command_has_its_sentence() {
    for lang in Lang::ALL {
        let texts = Texts::new(lang);
        for command in TABLE {
            let (label, help) = (command.label(&texts), command.help(&texts));
            assert!(!label.starts_with('⟨') && cells::width(&label) <= 14, "{label}");
            assert!(help.ends_with('.'), "{}: {help}", command.name);
        }
    }
}

#[test]
fn names_of_commands_are_unique() {
    let names: BTreeSet<&str> = TABLE.iter().map(|command| command.name).collect();
    assert_eq!(names.len(), TABLE.len());
}

#[test]
fn the_same_keys_work_in_every_context() {
    let keymap = keymap(Profile::Default);
    for context in Context::ALL {
        for (key, id) in [
            ("ctrl-e", CommandId::Urgent),
            ("ctrl-y", CommandId::Help),
            ("ctrl-f", CommandId::Find),
            ("ctrl-p", CommandId::Palette),
            ("ctrl-x", CommandId::Quit),
            ("ctrl-g", CommandId::Hide),
            ("f1", CommandId::Help),
            ("esc", CommandId::Back),
        ] {
            assert_eq!(press(&keymap, Focus::on(context), key), Some(id), "{key} in {context:?}");
        }
    }
    for context in [Context::Form, Context::Text, Context::Checklist, Context::Choice] {
        let focus = Focus::on(context);
        assert_eq!(press(&keymap, focus, "ctrl-o"), Some(CommandId::Save), "{context:?}");
    }
}

#[test]
fn a_visit_with_nothing_to_report_is_three_keys() {
    let keymap = keymap(Profile::Default);
    assert_eq!(press(&keymap, Focus::on(Context::List), "v"), Some(CommandId::VisitNew));
    assert_eq!(press(&keymap, Focus::on(Context::Checklist), "a"), Some(CommandId::RestOk));
    assert_eq!(press(&keymap, Focus::on(Context::Checklist), "f2"), Some(CommandId::Save));
}

#[test]
fn a_letter_is_no_command_while_one_types() {
    for profile in Profile::ALL {
        let keymap = keymap(profile);
        for context in [Context::Text, Context::Choice, Context::Date, Context::Palette] {
            let typed = Focus { context, empty: false };
            for letter in ['a', 'g', 'u', 'U', 'q', 'v', '!', '?', '-', '/', '1', ' '] {
                let found = keymap.lookup(typed, &[Key::char(letter)]);
                assert_eq!(found, Lookup::None, "{letter:?} in {context:?}");
            }
        }
    }
}

#[test]
fn unknown_and_no_answer_count_while_the_field_is_empty() {
    let keymap = keymap(Profile::Default);
    for context in [Context::Choice, Context::Date] {
        let empty = Focus { context, empty: true };
        assert_eq!(press(&keymap, empty, "?"), Some(CommandId::Unknown));
        assert_eq!(press(&keymap, empty, "-"), Some(CommandId::NoAnswer));
        assert_eq!(press(&keymap, empty, "u"), None);
    }
}

#[test]
fn yes_is_j_and_in_english_also_y() {
    let dialog = Focus::on(Context::Dialog);
    let (de, _) = Keymap::load(Profile::Default, None, Lang::De);
    let (en, _) = Keymap::load(Profile::Default, None, Lang::En);
    assert_eq!(press(&de, dialog, "j"), Some(CommandId::Yes));
    assert_eq!(press(&de, dialog, "y"), None);
    assert_eq!(press(&en, dialog, "j"), Some(CommandId::Yes));
    assert_eq!(press(&en, dialog, "y"), Some(CommandId::Yes));
}

#[test]
fn a_prefix_shows_every_way_to_go_on() {
    let keymap = keymap(Profile::Vim);
    let found = keymap.lookup(Focus::on(Context::List), &keys("g"));
    let Lookup::Pending(steps) = found else { panic!("{found:?}") };
    let mut ways: Vec<_> = steps.iter().map(|step| step.command).collect();
    ways.sort();
    let all = [
        CommandId::Language,
        CommandId::GoToday,
        CommandId::GoCaseload,
        CommandId::GoRecent,
        CommandId::GoProtocols,
        CommandId::First,
    ];
    assert_eq!(ways.len(), all.len());
    assert!(all.iter().all(|id| ways.contains(id)));
}

#[test]
fn the_inner_context_wins() {
    let keymap = keymap(Profile::Default);
    assert_eq!(press(&keymap, Focus::on(Context::List), "n"), Some(CommandId::New));
    assert_eq!(press(&keymap, Focus::on(Context::Checklist), "n"), Some(CommandId::Note));
    assert_eq!(press(&keymap, Focus::on(Context::Form), "tab"), Some(CommandId::FieldNext));
    assert_eq!(press(&keymap, Focus::on(Context::Checklist), "tab"), Some(CommandId::SectionNext));
    assert_eq!(press(&keymap, Focus::on(Context::List), "end"), Some(CommandId::Last));
    assert_eq!(press(&keymap, Focus::on(Context::Text), "end"), Some(CommandId::TextEnd));
}

#[test]
fn a_file_of_a_user_merges_over_the_profile() {
    let source = "[list]\nV = \"visit.new\"\nx = \"none\"\n\"f12\" = \"followup.done\"\nG = \"followup.done\"\n";
    let (keymap, lints) = Keymap::load(Profile::Default, Some(source), Lang::De);
    assert_eq!(lints, []);
    let list = Focus::on(Context::List);
    assert_eq!(press(&keymap, list, "V"), Some(CommandId::VisitNew));
    assert_eq!(press(&keymap, list, "v"), Some(CommandId::VisitNew));
    assert_eq!(press(&keymap, list, "x"), None);
    let shown = keymap.keys_for(CommandId::VisitNew, list).next().map(<[Key]>::to_vec);
    assert_eq!(shown, Some(keys("V")), "one's own key is the one shown");
}

#[test]
fn flaws_are_found_with_line_and_column() {
    let name = |text: &str| text.to_owned();
    assert_eq!(flaws("[list]\n\n  p = \"prnt\"\n"), [(3, 3, Flaw::Command(name("prnt")))]);
    assert_eq!(flaws("[liste]\nx = \"back\"\n"), [(1, 2, Flaw::Context(name("liste")))]);
    assert_eq!(flaws("[list]\npgdn = \"back\"\n"), [(2, 1, Flaw::Key(name("pgdn")))]);
    let backspace = "backspace".parse().unwrap();
    let same = Flaw::SameKey(name("ctrl-h"), backspace);
    assert_eq!(flaws("[list]\nctrl-h = \"back\"\n"), [(2, 1, same)]);
    let twice = "[list]\nctrl-b = \"back\"\nctrl-B = \"quit\"\n";
    assert_eq!(flaws(twice), [(3, 1, Flaw::Duplicate(name("ctrl-B")))]);
    let twice = "[list]\nz = \"back\"\n\"z\" = \"quit\"\n";
    assert_eq!(flaws(twice), [(3, 1, Flaw::Duplicate(name("z")))]);
    assert_eq!(flaws("[list]\ng = \"back\"\n"), [(2, 1, Flaw::Prefix(name("g")))]);
    assert_eq!(flaws("[list]\n\"v v\" = \"back\"\n"), [(2, 1, Flaw::Prefix(name("v v")))]);
    assert_eq!(flaws("[text]\ny = \"back\"\n"), [(2, 1, Flaw::Printable(name("y")))]);
    assert_eq!(flaws("[palette]\n\"y\" = \"back\"\n"), [(2, 1, Flaw::Printable(name("y")))]);
    assert_eq!(flaws("[list]\nx = 1\n"), [(2, 1, Flaw::Syntax)]);
    assert_eq!(flaws("[list]\nx =\n").first().map(|flaw| &flaw.2), Some(&Flaw::Syntax));
}

#[test]
fn a_command_left_without_a_safe_key_is_named_where_it_lost_it() {
    let source = "[list]\nk = \"none\"\nalt-k = \"contact.new\"\n";
    assert_eq!(flaws(source), [(2, 1, Flaw::Safe(CommandId::ContactNew))]);
    let texts = Texts::new(Lang::De);
    let (_, lints) = Keymap::load(Profile::Default, Some(source), Lang::De);
    assert_eq!(
        lints[0].message("own.toml", &texts),
        "Zeile 2, Spalte 1 in »own.toml«: Für »Kontakt« bleibt keine Taste, die auf jedem Rechner geht. \
         Bitte eine einfache oder Strg-Taste dazunehmen."
    );
}

#[test]
fn a_bad_line_does_not_spoil_the_others() {
    let source = "[list]\np = \"prnt\"\nK = \"contact.new\"\n";
    let (keymap, lints) = Keymap::load(Profile::Default, Some(source), Lang::De);
    assert_eq!(lints.len(), 1);
    assert_eq!(press(&keymap, Focus::on(Context::List), "K"), Some(CommandId::ContactNew));
}

#[test]
fn any_file_is_read_without_panic() {
    for source in
        ["", "\u{0}", "[", "[[list]]", "[list.x]\ny=1", "=", "\"\" = 1", "[list]\n\" \" = \"back\""]
    {
        let _ = flaws(source);
    }
}

#[test]
fn keys_are_printed_in_words_people_know() {
    let (de, en) = (Texts::new(Lang::De), Texts::new(Lang::En));
    for (key, german, english) in [
        ("ctrl-o", "Strg-O", "Ctrl-O"),
        ("enter", "Eingabe", "Enter"),
        ("pagedown", "Bild ab", "Page Down"),
        ("delete", "Entf", "Del"),
        ("home", "Pos1", "Home"),
        ("shift-tab", "Umschalt-Tab", "Shift-Tab"),
        ("f2", "F2", "F2"),
        ("g f", "g f", "g f"),
        ("U", "U", "U"),
    ] {
        assert_eq!(words(&keys(key), &de), german);
        assert_eq!(words(&keys(key), &en), english);
    }
}

#[test]
fn the_printed_table_has_every_command_with_every_key() {
    for profile in Profile::ALL {
        let keymap = keymap(profile);
        for lang in Lang::ALL {
            let texts = Texts::new(lang);
            for format in [Format::Text, Format::Markdown] {
                let table = table(&keymap, &texts, format);
                for command in TABLE {
                    let line = table
                        .lines()
                        .find(|line| line.contains(&*command.help(&texts)))
                        .unwrap_or_else(|| panic!("{} is missing", command.name));
                    for binding in keymap.bindings().iter().filter(|b| b.command == command.id) {
                        assert!(line.contains(&words(&binding.keys, &texts)), "{line}");
                    }
                }
            }
        }
    }
}

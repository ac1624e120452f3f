//! Every text that the code names exists in both languages, and none is left over.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use aid::text::{AREAS, Lang, Texts};
use aid::tui::command::TABLE;

/// Key (or `key.attribute`) → the variables of its text.
type Keys = BTreeMap<String, BTreeSet<String>>;

fn keys_of(source: &str) -> Keys {
    let mut keys = Keys::new();
    let mut key = String::new();
    let mut attribute = None::<String>;
    for line in source.lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            key = String::from(line.split(" =").next().unwrap());
            attribute = None;
            assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
        } else if let Some(rest) = line.trim_start().strip_prefix('.') {
            let name = format!("{key}.{}", rest.split(" =").next().unwrap());
            keys.insert(name.clone(), BTreeSet::new());
            attribute = Some(name);
        }
        for part in line.split('$').skip(1) {
            let name: String = part.chars().take_while(char::is_ascii_alphanumeric).collect();
            keys.get_mut(attribute.as_ref().unwrap_or(&key)).unwrap().insert(name);
        }
    }
    keys
}

/// Every string literal in `src` that looks like a key of one of the areas, with its file.
fn used() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    visit(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path(), &mut found);
    found
}

fn visit(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            for literal in source.split('"') {
                if looks_like_key(literal) {
                    found.insert(literal.to_owned(), path.display().to_string());
                }
            }
        }
    }
}

fn looks_like_key(literal: &str) -> bool {
    let shape = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    literal.chars().all(shape)
        && literal.split_once('-').is_some_and(|(area, rest)| {
            !rest.is_empty() && AREAS.iter().any(|(name, ..)| *name == area)
        })
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    for (area, de, en) in AREAS {
        let (de, en) = (keys_of(de), keys_of(en));
        // German and English have different synonyms for a command
        let also = |keys: &Keys| -> Keys {
            keys.iter()
                .filter(|(key, _)| key.split_once('.').is_none_or(|(_, name)| name != "also"))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect()
        };
        assert_eq!(also(&de), also(&en), "{area}");
        assert!(de.keys().all(|key| key.starts_with(&format!("{area}-"))), "{area}");
    }
}

#[test]
fn every_text_can_be_shown() {
    for lang in Lang::ALL {
        let texts = Texts::new(lang);
        for (_, de, _) in AREAS {
            for key in keys_of(de).into_keys().filter(|key| !key.contains('.')) {
                assert_ne!(texts.get(&key), format!("⟨{key}⟩"), "{}", lang.code());
            }
        }
    }
}

#[test]
fn every_key_in_the_code_exists_and_none_is_left_over() {
    let used = used();
    let commands = TABLE.iter().map(|command| (command.text_key(), "the table".to_owned()));
    let help = aid::cli::words::keys().into_iter().filter(|key| !key.contains('.'));
    let help = help.map(|key| (key, "the parser of the command line".to_owned()));
    let used: BTreeMap<_, _> = used.into_iter().chain(commands).chain(help).collect();
    let mut known = BTreeSet::new();
    for (_, de, _) in AREAS {
        known.extend(keys_of(de).into_keys().filter(|key| !key.contains('.')));
    }
    let missing: Vec<_> = used.iter().filter(|(key, _)| !known.contains(*key)).collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
    let unused: Vec<_> = known.iter().filter(|key| !used.contains_key(*key)).collect();
    assert!(unused.is_empty(), "nothing uses {unused:?}");
}

#[test]
fn a_language_is_chosen_by_option_variable_setting_then_german() {
    assert_eq!(Lang::choose(Some(Lang::En), Some("de"), Some(Lang::De)), Lang::En);
    assert_eq!(Lang::choose(None, Some("en"), Some(Lang::De)), Lang::En);
    assert_eq!(Lang::choose(None, Some("xx"), Some(Lang::En)), Lang::En);
    assert_eq!(Lang::choose(None, None, None), Lang::De);
}

#[test]
fn a_number_in_a_german_text_has_a_comma() {
    let german = Texts::new(Lang::De);
    assert_eq!(german.with("format-days", &[("n", 1.5.into())]), "1,5 T");
    assert_eq!(Texts::new(Lang::En).with("format-days", &[("n", 1.5.into())]), "1.5 d");
}

#[test]
fn values_are_shown_without_invisible_marks() {
    let texts = Texts::new(Lang::De);
    assert_eq!(texts.with("format-days", &[("n", "34".into())]), "34 T");
}

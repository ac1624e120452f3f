//! Code lists: complete, worded in both languages, and every class one that the program knows.

#![allow(clippy::unwrap_used)] // a test may panic

use std::collections::BTreeSet;

use aid::domain::codes::{List, codes};
use chrono::NaiveDate;

const TABLES: [&str; 5] = [
    include_str!("../src/domain/codes/residence.tsv"),
    include_str!("../src/domain/codes/benefits.tsv"),
    include_str!("../src/domain/codes/sheet.tsv"),
    include_str!("../src/domain/codes/letters.tsv"),
    include_str!("../src/domain/codes/topics.tsv"),
];

#[test]
fn no_line_of_the_tables_is_left_out() {
    let lines: usize = TABLES.iter().map(|table| table.lines().count() - 1).sum();
    assert_eq!(codes().len(), lines);
    for (name, list) in List::CODES {
        assert!(list.codes().count() >= 3, "{name} has hardly a choice");
    }
}

#[test]
fn every_code_is_there_once_and_can_stand_in_an_answer() {
    let mut seen = BTreeSet::new();
    for code in codes() {
        assert!(seen.insert((code.list, code.code.to_lowercase())), "{code:?}");
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+');
        assert!(code.code.chars().all(fits) && code.code != "-", "{code:?}");
        assert_eq!(code.list.find(&code.code.to_lowercase()), Some(code));
    }
}

#[test]
fn every_code_has_short_words_in_both_languages() {
    for code in codes() {
        for label in [code.label.de, code.label.en] {
            let letters = label.chars().count();
            assert!((1..=48).contains(&letters) && label == label.trim(), "{code:?}");
            assert!(label != "-", "{code:?}");
        }
    }
    for list in List::CODES.map(|(_, list)| list) {
        let labels: BTreeSet<&str> = list.codes().map(|code| code.label.de).collect();
        assert_eq!(labels.len(), list.codes().count(), "{list:?} says the same of two codes");
    }
}

#[test]
fn classes_and_hints_are_those_the_program_knows() {
    let classes: BTreeSet<&str> =
        codes().iter().flat_map(|code| code.class.split(' ')).filter(|c| !c.is_empty()).collect();
    let known = [
        "analogous",
        "asylum",
        "asylum-fast",
        "beside",
        "certificate",
        "court",
        "deadline",
        "dismissal",
        "enforcement",
        "expires",
        "fine",
        "month",
        "open",
        "other",
        "payment",
        "penal",
        "permanent",
        "posted",
        "prolonged",
        "quarter",
        "recognised",
        "title",
        "unclear",
        "urgent",
    ];
    assert_eq!(classes, BTreeSet::from(known));
    for code in codes() {
        if let Some(hint) = code.hint {
            assert!(List::Regime.find(hint).is_some(), "{code:?}");
        }
    }
    for code in List::Residence.codes() {
        let tracked = ["title", "certificate", "permanent", "unclear"];
        assert_eq!(tracked.iter().filter(|class| code.is(class)).count(), 1, "{code:?}");
    }
}

#[test]
fn a_code_is_offered_between_its_days_and_found_for_ever() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let offered = |on: &str| List::Residence.on(day(on)).any(|code| code.code == "AE104C");
    assert!(offered("2025-12-31"));
    assert!(!offered("2026-01-01"), "no new ones since");
    assert!(List::Residence.find("ae104c").is_some());
    assert_eq!(List::Residence.find("AE999"), None);
}

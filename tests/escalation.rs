//! The steps of an emergency: complete, in both languages, one key away from each urgent answer.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;

use aid::domain::checklist::{ItemCode, items};
use aid::domain::escalation::Sign;

#[test]
fn what_escalates_has_its_steps() {
    for item in items().iter().filter(|item| item.escalates) {
        // an authority that does not know the address waits for today, not for an ambulance
        let danger = item.code != ItemCode::new("AU9").unwrap();
        assert_eq!(Sign::of(item.code).is_some(), danger, "{:?}", item.code);
    }
}

#[test]
fn every_line_of_the_table_counts() {
    let lines = include_str!("../src/domain/escalation/signs.tsv").lines().count() - 1;
    let read: usize = Sign::all().iter().map(|sign| 1 + sign.steps.len()).sum();
    assert_eq!(read, lines);
    assert!(Sign::all().len() <= 9, "a digit each");
    let names: BTreeSet<_> = Sign::all().iter().map(|sign| sign.name).collect();
    assert_eq!(names.len(), Sign::all().len());
    for sign in Sign::all() {
        assert!(!sign.items.is_empty() && (3..=7).contains(&sign.steps.len()), "{}", sign.name);
        assert_eq!(Sign::named(sign.name), Some(sign));
        for item in &sign.items {
            assert!(items().iter().any(|known| known.code == *item), "{item}");
        }
        let steps = sign.steps.iter().flat_map(|step| [step.de, step.en]);
        for text in steps {
            assert!(text.ends_with(['.', '?']) && text == text.trim(), "{text}");
        }
        for text in [sign.title.de, sign.title.en] {
            assert!(text.chars().count() <= 45, "{text}");
        }
    }
}

#[test]
fn who_to_call_comes_first_where_life_is_in_danger() {
    for (name, number) in [
        ("violence", "110"),
        ("child", "110"),
        ("trafficking", "110"),
        ("marriage", "110"),
        ("withdrawal", "112"),
        ("psychosis", "112"),
        ("threat", "110"),
        ("fire", "112"),
    ] {
        let first = Sign::named(name).unwrap().steps.first().unwrap();
        assert!(first.de.contains(number) && first.en.contains(number), "{name}");
    }
    // nobody is left alone for a telephone call
    let suicide = Sign::named("suicide").unwrap();
    assert!(suicide.steps[0].de.starts_with("Nicht allein") && suicide.steps[1].de.contains("112"));
}

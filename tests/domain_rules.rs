//! Every rule that the code cites from `docs/domain.md` stands there under its heading.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const RULES: &str = include_str!("../docs/domain.md");
const MARK: &str = "`docs/domain.md`, ";

/// The rules that a source file cites: "`docs/domain.md`, visit rhythm and care ratio".
fn cited(source: &str) -> Vec<String> {
    let comments = source.lines().map(|line| line.trim_start().trim_start_matches(['/', '!']));
    let text = comments.map(str::trim).collect::<Vec<_>>().join(" ");
    text.split(MARK)
        .skip(1)
        .flat_map(|after| {
            let rules = after.split([')', '.', ';', ':']).next().unwrap();
            rules.split(" and ").map(str::to_lowercase).collect::<Vec<_>>()
        })
        .collect()
}

fn sources(dir: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_cited_rule_has_its_heading() {
    let headings: BTreeSet<String> =
        RULES.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_lowercase).collect();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let cited: BTreeSet<String> = files.iter().flat_map(|source| cited(source)).collect();
    assert!(cited.len() > 10, "the citations are found at all: {cited:?}");
    let missing: Vec<_> = cited.difference(&headings).collect();
    assert!(missing.is_empty(), "cited, but not in docs/domain.md: {missing:?}");
}

#[test]
fn a_citation_across_lines_is_read() {
    let source = "/// Rules (`docs/domain.md`, visit\n    /// rhythm and care ratio). More.";
    assert_eq!(cited(source), ["visit rhythm", "care ratio"]);
}

#[test]
fn only_known_languages_are_taken_but_what_is_kept_stays() {
    use aid::domain::field::{Edit, FieldError, Fields, merge};
    use aid::domain::household::{Household, HouseholdField, Interpreter};
    use aid::domain::ids::{HouseholdId, PersonId};
    use aid::domain::merge::{differing, unite};
    use aid::domain::person::{Person, PersonField::Languages};
    let today = "2026-11-23".parse().unwrap();
    let mut person = Person::new(PersonId(1));
    let refused = Err(FieldError::NotACode("afg".into()));
    assert_eq!(person.set_field(Languages, "am, AFG", today), refused);
    person.set_field(Languages, "am, PRS", today).unwrap();
    assert_eq!(person.languages, ["am", "prs"]);
    // written before anybody looked: it stays with what is added, and when a colleague was faster
    let mut old = Person::new(PersonId(2));
    old.languages = vec!["xyz".into()];
    assert_eq!(old.set_field(Languages, "xyz, afg", today), refused);
    assert_eq!(old.languages, ["xyz"]);
    let edit = |was: &str, now: &str| [Edit { field: Languages, was: was.into(), now: now.into() }];
    assert_eq!(merge(&mut old, &edit("ar", "de"), today).unwrap().len(), 1);
    assert_eq!(old.languages, ["xyz"]);
    assert_eq!(merge(&mut old, &edit("xyz", "xyz, de"), today).unwrap(), []);
    assert_eq!(old.languages, ["xyz", "de"]);
    let mut one = differing(&person, &old);
    for differs in &mut one {
        differs.other_counts = true;
    }
    assert_eq!(unite(&person, &old, &one, today).unwrap().0.languages, ["xyz", "de"]);
    let mut household = Household {
        id: HouseholdId(1),
        reference: PersonId(1),
        members: vec![],
        lodgings: vec![],
        phone: String::new(),
        language: "xyz".into(),
        interpreter: Interpreter::None,
        letterbox: String::new(),
        reach: String::new(),
    };
    household.set_field(HouseholdField::Language, "xyz", today).unwrap();
    assert_eq!(household.set_field(HouseholdField::Language, "afg", today), refused);
}

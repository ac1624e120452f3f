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

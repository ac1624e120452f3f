//! Holds the sources to the shape that `src/lib.rs` describes: which layer may use which, who may
//! name the store and the codec, how long files and functions are, and what never stands in them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)] // a test may panic

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers and what each may use of this crate. `cli` and `main` may use everything.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("text", &["domain"]),
    ("codec", &[]),
    ("problem", &["text"]),
    ("config", &["text"]),
    ("journal", &["codec"]),
    ("api", &["domain", "codec"]),
    ("store", &["domain", "codec", "journal"]),
    ("server", &["api", "store", "domain", "problem", "text"]),
    ("client", &["api", "domain", "problem", "text"]),
    ("tui", &["client", "api", "domain", "text", "problem", "config"]),
    ("linear", &["client", "api", "domain", "text", "problem", "config", "tui"]),
    ("exchange", &["domain", "text"]),
];

/// Layers without a row in [`EDGES`].
const FREE: &[&str] = &["cli", "main", "lib"];

/// One source file.
struct Source {
    /// Path below the top of the project.
    path: String,
    /// Its text; what is compiled for tests only is left out as empty lines.
    code: String,
    /// Lines without those.
    lines: usize,
}

impl Source {
    /// `src/tui/cells.rs` is of the layer `tui`, `src/codec.rs` of `codec`.
    fn layer(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap();
        below.split(['/', '.']).next().unwrap()
    }

    /// Lines of code with their numbers, comments left out.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` with one of these endings, in order.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![top().join(folder)];
    while let Some(dir) = open.pop() {
        let Ok(entries) = fs::read_dir(&dir) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|end| path.to_string_lossy().ends_with(end)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let (code, lines) = without_tests(&text);
        let path = path.strip_prefix(top()).unwrap().to_string_lossy().into_owned();
        Source { path, code, lines }
    };
    files("src", &[".rs"]).into_iter().map(read).collect()
}

/// The text with an empty line for each line of an item under `#[cfg(test)]`, and how many lines are
/// left. rustfmt ends an item with a brace in its first column, or with a semicolon on its line.
fn without_tests(text: &str) -> (String, usize) {
    let mut code = String::new();
    let mut lines = 0;
    let mut rest = text.lines();
    while let Some(line) = rest.next() {
        if line == "#[cfg(test)]" {
            code.push('\n');
            for line in rest.by_ref() {
                code.push('\n');
                if line == "}" || (line.ends_with(';') && !line.starts_with(' ')) {
                    break;
                }
            }
        } else {
            code.push_str(line);
            code.push('\n');
            lines += 1;
        }
    }
    (code, lines)
}

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// The modules of this crate that a piece of code names: behind `crate::`, in braces too.
fn uses(code: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut fresh = true;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => fresh = true,
                c if fresh && c.is_ascii_alphabetic() => {
                    found.insert(word(&group[i..]));
                    fresh = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn layers_use_only_what_they_may() {
    let modules: BTreeSet<&str> =
        EDGES.iter().map(|(layer, _)| *layer).chain(FREE.iter().copied()).collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let layer = source.layer();
        assert!(modules.contains(layer), "{} belongs to no layer", source.path);
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == layer) else { continue };
        let code: Vec<&str> = source.code_lines().map(|(_, line)| line).collect();
        let used = uses(&code.join("\n"));
        let foreign = used.iter().filter(|u| *u != layer && !allowed.contains(&u.as_str()));
        wrong.extend(foreign.map(|u| format!("{}: {layer} may not use {u}", source.path)));
    }
    assert_none("edges that the architecture does not have", &wrong);
}

#[test]
fn the_store_the_codec_and_the_encryption_are_each_named_in_one_place() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (no, line) in source.code_lines() {
            if line.contains("bincode::") && source.path != "src/codec.rs" {
                wrong.push(format!("{}:{no}: bincode", source.path));
            }
            if line.contains("sled::") && source.layer() != "store" {
                wrong.push(format!("{}:{no}: sled", source.path));
            }
            if line.contains(" age::") && source.path != "src/store/backup/seal.rs" {
                wrong.push(format!("{}:{no}: age", source.path));
            }
        }
    }
    assert_none("named outside their place", &wrong);
}

#[test]
fn the_domain_reads_no_clock_and_touches_nothing() {
    let forbidden = [
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "Instant::now",
        "std::fs",
        "std::io",
        "std::env",
    ];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| s.layer() == "domain") {
        for (no, line) in source.code_lines() {
            let found = forbidden.iter().filter(|name| line.contains(**name));
            wrong.extend(found.map(|name| format!("{}:{no}: {name}", source.path)));
        }
    }
    assert_none("not for the domain", &wrong);
}

#[test]
fn nothing_outside_tests_can_stop_the_program() {
    // clippy sees these too; this also sees an `allow` that would silence it
    let forbidden = [
        ".unwrap()",
        ".expect(",
        "panic!(",
        "unreachable!(",
        "todo!(",
        "unimplemented!(",
        "dbg!(",
        "println!(",
        "eprintln!(",
        "process::exit",
        "clippy::unwrap_used",
        "clippy::expect_used",
        "clippy::panic",
        "clippy::indexing_slicing",
        "clippy::string_slice",
        "clippy::print_st",
    ];
    let mut wrong = Vec::new();
    for source in sources() {
        for (no, line) in source.code_lines() {
            let found = forbidden.iter().filter(|name| line.contains(**name));
            wrong.extend(found.map(|name| format!("{}:{no}: {name}", source.path)));
        }
    }
    assert_none("not in src", &wrong);
}

#[test]
fn every_file_says_what_it_is() {
    let mut paths = files("src", &[".rs"]);
    paths.extend(files("tests", &[".rs"]));
    paths.extend(files("benches", &[".rs"]));
    let silent = paths.iter().filter(|p| !fs::read_to_string(p).unwrap().starts_with("//!"));
    let silent: Vec<String> = silent.map(|p| p.display().to_string()).collect();
    assert_none("without a first line that begins with //!", &silent);
}

#[test]
fn files_are_short() {
    let mut sizes: Vec<(usize, String)> =
        sources().into_iter().map(|s| (s.lines, s.path)).collect();
    sizes.sort();
    let at = |percent: usize| sizes[(sizes.len() - 1) * percent / 100].0;
    let (median, p90) = (at(50), at(90));
    assert!(median <= 150, "median of {median} lines a file");
    assert!(p90 <= 400, "90 % of the files have up to {p90} lines");
    let long = sizes.iter().filter(|(lines, _)| *lines > 600);
    let long: Vec<String> = long.map(|(lines, path)| format!("{path}: {lines}")).collect();
    assert_none("files of more than 600 lines without tests", &long);
}

/// The functions of a formatted file: line, name, lines from head to closing brace. rustfmt puts
/// that brace into the column of the head.
fn functions(code: &str) -> Vec<(usize, String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let body = line.trim_start();
        let head = body.strip_prefix("pub ").unwrap_or(body);
        let head = head.strip_prefix("pub(crate) ").unwrap_or(head);
        let head = head.strip_prefix("pub(super) ").unwrap_or(head);
        let head = head.strip_prefix("const ").unwrap_or(head);
        let Some(name) = head.strip_prefix("fn ") else { continue };
        let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let close = format!("{}}}", " ".repeat(line.len() - body.len()));
        let length = if line.ends_with([';', '}']) {
            1
        } else {
            lines[at..].iter().take_while(|l| **l != close).count() + 1
        };
        found.push((at + 1, name, length));
    }
    found
}

/// One line for each request and nothing else: as long as the list of requests is, and easier to read
/// in one piece than in two.
const TABLES: [(&str, &str); 2] =
    [("src/server/access.rs", "line"), ("src/server/handle/mod.rs", "handle")];

#[test]
fn functions_are_short() {
    let mut all = Vec::new();
    for source in sources() {
        for (line, name, length) in functions(&source.code) {
            if TABLES.contains(&(source.path.as_str(), name.as_str())) {
                continue;
            }
            all.push((length, format!("{}:{line}: {name}", source.path)));
        }
    }
    all.sort();
    assert!(all.len() > 10, "the functions are no longer recognised");
    let p90 = all[(all.len() - 1) * 90 / 100].0;
    assert!(p90 <= 40, "90 % of the functions have up to {p90} lines");
    let long = all.iter().filter(|(length, _)| *length > 80);
    let long: Vec<String> = long.map(|(length, at)| format!("{at}: {length}")).collect();
    assert_none("functions of more than 80 lines", &long);
}

/// The string literals of a line; what is written in a regular or byte string, escapes as they are.
fn literals(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' if chars.peek() == Some(&'"') => drop(chars.next()),
            '/' if chars.peek() == Some(&'/') => break,
            '"' => {
                let mut literal = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => literal.extend(['\\'].into_iter().chain(chars.next())),
                        c => literal.push(c),
                    }
                }
                found.push(literal);
            }
            _ => {}
        }
    }
    found
}

/// Two words with a space between them, or a letter that only German words have.
fn reads_as_a_sentence(literal: &str) -> bool {
    let is_word = |w: &&str| w.chars().count() > 1 && w.chars().all(char::is_alphabetic);
    let words: Vec<&str> = literal.split(' ').collect();
    words.windows(2).any(|pair| pair.iter().all(is_word))
        || literal.chars().any(|c| "äöüÄÖÜß".contains(c))
}

#[test]
fn what_people_read_stands_in_text() {
    let drawn = ["tui", "linear", "cli", "problem", "config", "client", "main"];
    // these are for the log or for programmers, never for the screen
    let not_shown = ["#[error(", "tracing::", "#[allow(", "#[expect(", "assert"];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| drawn.contains(&s.layer())) {
        for (no, line) in source.code_lines() {
            if not_shown.iter().any(|mark| line.contains(mark)) {
                continue;
            }
            let read = literals(line).into_iter().filter(|l| reads_as_a_sentence(l));
            wrong.extend(read.map(|l| format!("{}:{no}: {l:?}", source.path)));
        }
    }
    assert_none("sentences outside src/text", &wrong);
}

#[test]
fn widths_are_measured_in_one_file() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| ["tui", "linear", "cli"].contains(&s.layer())) {
        for (no, line) in source.code_lines() {
            if line.contains("unicode_width") && source.path != "src/tui/cells.rs" {
                wrong.push(format!("{}:{no}", source.path));
            }
        }
    }
    assert_none("widths measured outside tui/cells.rs", &wrong);
}

#[test]
fn the_project_speaks_of_no_machine() {
    // where it is checked out, and the home directory of who did
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 1);
    let mut places = vec![top().display().to_string()];
    places.extend(home.map(|home| home + "/"));
    let above = top().parent().map(|p| p.display().to_string()).unwrap_or_default();
    if !["/", "/tmp", "/usr", "/usr/src", "/opt", "/srv", ""].contains(&above.as_str()) {
        places.push(above + "/");
    }
    let mut paths = vec![top().join("README.md"), top().join("Cargo.toml")];
    for folder in ["src", "tests", "benches", "docs", "keymaps", "deploy", ".ci"] {
        paths.extend(files(folder, &[".rs", ".md", ".toml", ".ftl", ".tsv", "run", ".conf"]));
    }
    let mut wrong = Vec::new();
    for path in paths.iter().filter(|p| !p.ends_with("tests/architecture.rs")) {
        let Ok(text) = fs::read_to_string(path) else { continue };
        let found = places.iter().filter(|place| text.contains(place.as_str()));
        wrong.extend(found.map(|place| format!("{}: {place}", path.display())));
    }
    assert_none("paths of a machine", &wrong);
}

#[test]
fn the_checks_themselves_can_fail() {
    assert_eq!(
        uses("use crate::{domain::{ids::A, b}, text}; crate::api::X")
            .into_iter()
            .collect::<Vec<_>>(),
        ["api", "domain", "text"]
    );
    let code = "impl A {\n    pub fn a(&self) {\n        b\n    }\n\n    fn c() {}\n}\n";
    assert_eq!(functions(code), [(2, "a".to_owned(), 3), (6, "c".to_owned(), 1)]);
    let code = "a\n#[cfg(test)]\nuse b;\n#[cfg(test)]\nmod t {\n    c;\n}\nd\n";
    assert_eq!(without_tests(code), ("a\n\n\n\n\n\n\nd\n".to_owned(), 2));
    assert_eq!(literals(r#"f("a b", '"', "c\"d") // "e""#), ["a b", r#"c\"d"#]);
    assert!(reads_as_a_sentence("Besuch speichern") && reads_as_a_sentence("für"));
    assert!(!reads_as_a_sentence("visit-saved") && !reads_as_a_sentence(" · "));
}

//! A city's spreadsheet through the command line: whole or not at all, never twice.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A small practice office and `aid` with nothing of this machine but its home directory.
struct Desk {
    home: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { home: tempfile::tempdir().unwrap() };
        let made = ["demo", "--persons", "10", "--years", "0", "--no-open"];
        assert_eq!(desk.run(&made).0, 0);
        desk
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let home = self.home.path();
        let output = Command::new(env!("CARGO_BIN_EXE_aid"))
            .env_clear()
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .arg("--office")
            .arg(home.join("office"))
            .args(args)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn import(&self, options: &[&str], file: &str) -> (i32, String, String) {
        self.run(&[&["import", "persons"], options, &[file]].concat())
    }

    /// Everything this user may see.
    fn everything(&self) -> Value {
        let (code, out, err) = self.run(&["export", "everything", "--format", "json"]);
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).unwrap()
    }

    fn persons(&self) -> usize {
        let cases = self.everything();
        let cases = cases["cases"].as_array().unwrap().clone();
        cases.iter().map(|c| c["persons"].as_array().unwrap().len()).sum()
    }

    /// A file of `tests/data` where what is written beside it is cleared away.
    fn file(&self, name: &str) -> String {
        let from = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let to = self.home.path().join(name);
        fs::copy(from, &to).unwrap();
        to.to_str().unwrap().to_owned()
    }
}

#[test]
fn a_file_is_taken_once_however_often_it_comes() {
    let desk = Desk::new();
    let before = desk.persons();
    let file = desk.file("persons-200.csv");
    let (code, out, _) = desk.import(&["--dry-run"], &file);
    assert!(code == 0 && out.contains("200") && desk.persons() == before, "{out}");
    let (code, out, err) = desk.import(&[], &file);
    assert!(code == 0 && out.contains("200"), "{out}{err}");
    assert_eq!(desk.persons(), before + 200);
    let (code, out, _) = desk.import(&[], &file);
    assert!(code == 0 && out.contains("0 Personen in 0 neuen Haushalten"), "{out}");
    assert_eq!(desk.persons(), before + 200);
}

#[test]
fn bad_lines_change_nothing_and_are_named() {
    let desk = Desk::new();
    let before = desk.everything()["cases"].clone();
    let (code, _, err) = desk.import(&[], &desk.file("persons-200-five-bad.csv"));
    assert_eq!(code, 1);
    for (line, column, value) in [
        ("Zeile 12", "Geburtsdatum", "31.02.1990"),
        ("Zeile 52", "Geschlecht", "x"),
        ("Zeile 92", "Staatsangehörigkeit", "Atlantis"),
        ("Zeile 122", "Familienname", ""),
        ("Zeile 172", "seit", "irgendwann"),
    ] {
        let named = format!("{line}, Spalte »{column}«, Wert »{value}«: ");
        assert!(err.contains(&named), "{named} is not in {err}");
    }
    assert_eq!(desk.everything()["cases"], before);
}

#[test]
fn a_column_that_is_no_household_is_named_and_changes_nothing() {
    let desk = Desk::new();
    let before = desk.persons();
    let file = desk.home.path().join("liste.csv");
    let lines: Vec<String> = (0..4_000).map(|n| format!("Düren;Alavi;Samira{n}")).collect();
    let table = format!("Haushalt;Familienname;Vorname\n{}\n1;Bekele;Hana\n", lines.join("\n"));
    fs::write(&file, table).unwrap();
    let file = file.to_str().unwrap();
    for options in [&["--dry-run"][..], &[]] {
        let (code, _, err) = desk.import(options, file);
        assert_eq!(code, 1, "{err}");
        let named = "Zeile 2, Spalte »Haushalt«, Wert »Düren«: Ein Haushalt hat höchstens 50";
        assert!(err.contains(named) && err.contains("3950 weitere"), "{err}");
        assert_eq!(desk.persons(), before);
    }
    let (code, _, err) = desk.import(&["--skip-bad"], file);
    assert_eq!(code, 0, "{err}");
    assert_eq!(desk.persons(), before + 1);
}

#[test]
fn good_lines_can_be_taken_and_the_others_put_beside() {
    let desk = Desk::new();
    let before = desk.persons();
    let file = desk.file("persons-200-five-bad.csv");
    let (code, _, err) = desk.import(&["--skip-bad"], &file);
    assert_eq!(code, 0, "{err}");
    assert_eq!(desk.persons(), before + 195);
    let rejected = fs::read_to_string(format!("{file}.rejected.csv")).unwrap();
    assert_eq!(rejected.lines().count(), 6, "a header and five lines");
    assert!(rejected.contains("Atlantis") && rejected.contains("31.02.1990"));
}

#[test]
fn a_table_for_spreadsheets_has_every_person_and_belongs_to_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let out = desk.home.path().join("persons.csv");
    let (code, _, err) = desk.run(&["export", "persons", "-o", out.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("\u{feff}Fallnummer;"), "{text}");
    assert_eq!(text.lines().count(), desk.persons() + 1);
}

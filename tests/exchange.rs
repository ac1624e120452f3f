//! Files in: a city's spreadsheet with its encoding, headers, gaps and slips.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may stop

use std::collections::HashSet;

use aid::domain::field::FieldError;
use aid::domain::household::Relation;
use aid::domain::person::PersonField;
use aid::domain::site::Home;
use aid::exchange::persons::{self, Slip};
use aid::exchange::{csv, sheet};
use chrono::NaiveDate;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn read(bytes: &[u8]) -> persons::Persons {
    persons::read(&sheet::read(bytes).unwrap(), today())
}

#[test]
fn a_citys_spreadsheet_is_read_whole() {
    let found = read(include_bytes!("data/persons-200.csv"));
    assert_eq!(found.bad, []);
    assert_eq!(found.unknown, Vec::<String>::new());
    assert_eq!(found.rows.len(), 200);
    let sources: HashSet<&str> = found.rows.iter().map(|r| r.source.as_str()).collect();
    assert_eq!(sources.len(), 200, "every person can be told apart");
    let nameless = |r: &&aid::domain::import::ImportRow| {
        !r.person.iter().any(|(f, _)| *f == PersonField::Surname)
    };
    assert!(found.rows.iter().filter(nameless).count() > 3, "missing surnames are allowed");
    let partial = |t: &str| t.len() == 4 || t.len() == 7;
    let births = found.rows.iter().flat_map(|r| &r.person);
    let births = births.filter(|(f, t)| *f == PersonField::Birth && partial(t)).count();
    assert!(births > 20, "years and months stay what they are: {births}");
}

#[test]
fn households_come_together_with_one_reference_person() {
    let found = read(include_bytes!("data/persons-200.csv"));
    let mut ended = HashSet::new();
    let mut before = String::new();
    for row in &found.rows {
        let new = row.household != before;
        assert_eq!(new, row.relation == Relation::Reference, "line {}", row.line);
        if new {
            assert!(ended.insert(row.household.clone()), "{} comes twice", row.household);
            before.clone_from(&row.household);
        }
    }
}

#[test]
fn bad_cells_are_named_by_line_and_column() {
    let found = read(include_bytes!("data/persons-200-five-bad.csv"));
    let bad: Vec<(u32, &str, &str)> =
        found.bad.iter().map(|b| (b.line, b.header.as_str(), b.value.as_str())).collect();
    assert_eq!(
        bad,
        [
            (12, "Geburtsdatum", "31.02.1990"),
            (52, "Geschlecht", "x"),
            (92, "Staatsangehörigkeit", "Atlantis"),
            (122, "Familienname", ""),
            (172, "seit", "irgendwann"),
        ]
    );
    assert!(matches!(found.bad[0].slip, Slip::Field(FieldError::Date(_))));
    assert_eq!(found.bad[3].slip, Slip::Field(FieldError::Missing));
}

#[test]
fn a_line_that_is_too_short_makes_nobody() {
    let found = read("Familienname;Vorname;geboren;\nHaddad;Amira;2012;\nHaddad\n;;\n".as_bytes());
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.bad.len(), 1);
    assert_eq!(
        (found.bad[0].line, &found.bad[0].slip),
        (3, &Slip::Short { expected: 3, found: 1 })
    );
}

#[test]
fn english_headers_in_any_order_and_unknown_columns() {
    let found = read(
        "room,shoe size,given name,surname,born,home,household,relation\n\
         12,38,Amira,Haddad,2012,Kölner Landstr. 4,1,daughter\n\
         12,40,Yusuf,Haddad,1 1 1980,Kölner Landstr. 4,1,self\n"
            .as_bytes(),
    );
    assert_eq!(found.unknown, ["shoe size"]);
    assert_eq!(found.bad.len(), 1, "a date nobody can read is an error, not a guess");
    assert_eq!((found.bad[0].line, found.bad[0].column), (3, 5));
    let home = found.rows[0].home.clone();
    assert!(matches!(home, Some(Home::NewSite { ref room, .. }) if room == "12"), "{home:?}");
}

#[test]
fn nothing_hidden_comes_in() {
    let found = read("Name;Vorname\nMül\u{1b}[31mler;A\u{202e}li\n".as_bytes());
    let texts: Vec<&str> = found.rows[0].person.iter().map(|(_, t)| t.as_str()).collect();
    assert_eq!(texts, ["Müller", "Ali"]);
}

#[test]
fn what_looks_like_a_formula_comes_back_as_it_was() {
    let sheet = sheet::read("Familienname;Telefon\n=1+1;+49 2421 555\n".as_bytes()).unwrap();
    let out = csv::rejected(&sheet, "Grund", |_| Some("-".into()));
    let text = String::from_utf8(out.clone()).unwrap();
    assert!(text.contains("'=1+1\";\"'+49 2421 555\";\"'-"), "{text}");
    assert_eq!(sheet::read(&out).unwrap().rows[0].cells, ["=1+1", "+49 2421 555", "-"]);
}

proptest::proptest! {
    #[test]
    fn no_file_makes_the_reader_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        if let Ok(sheet) = sheet::read(&bytes) {
            let _ = persons::read(&sheet, today());
        }
    }
}

//! The persons of a sheet. Headers in German or English, in any order; every cell is checked by
//! the rule of its field, and what does not hold is named by line and column.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::sheet::{Row, Sheet};
use super::words::{self, What};
use crate::domain::dates::PartialDate;
use crate::domain::field::{FieldError, Fields, line};
use crate::domain::household::Relation;
use crate::domain::ids::PersonId;
use crate::domain::import::ImportRow;
use crate::domain::names::fold;
use crate::domain::person::{Person, PersonField};
use crate::domain::site::{Home, SiteKind};

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Person(PersonField),
    Household,
    Source,
    Relation,
    Home,
    HomeKind,
    Room,
    Area,
    Worker,
    From,
}

/// Headers, folded, of each column.
const HEADERS: &[(Column, &[&str])] = &[
    (
        Column::Person(PersonField::Surname),
        &["familienname", "nachname", "name", "surname", "last name"],
    ),
    (
        Column::Person(PersonField::Given),
        &["vorname", "vornamen", "vorname n", "given", "given name", "given names", "first name"],
    ),
    (Column::Person(PersonField::CallName), &["rufname", "call name"]),
    (
        Column::Person(PersonField::OriginalScript),
        &["originalschrift", "name in originalschrift", "original script"],
    ),
    (
        Column::Person(PersonField::Variant),
        &[
            "andere schreibweise",
            "weitere schreibweise",
            "schreibweise",
            "other spelling",
            "variant",
        ],
    ),
    (
        Column::Person(PersonField::Birth),
        &[
            "geburtsdatum",
            "geb datum",
            "geb",
            "geboren",
            "birth",
            "birth date",
            "date of birth",
            "born",
        ],
    ),
    (Column::Person(PersonField::Sex), &["geschlecht", "sex", "gender"]),
    (
        Column::Person(PersonField::Nationalities),
        &[
            "staatsangehorigkeit",
            "staatsangehoerigkeit",
            "nationalitat",
            "nationalitaet",
            "herkunftsland",
            "land",
            "nationality",
            "nationalities",
            "country",
        ],
    ),
    (
        Column::Person(PersonField::Languages),
        &["sprache", "sprachen", "muttersprache", "language", "languages"],
    ),
    (
        Column::Person(PersonField::Phone),
        &["telefon", "tel", "telefonnummer", "handy", "mobil", "phone", "telephone"],
    ),
    (Column::Person(PersonField::FileRef), &["aktenzeichen", "az", "file reference", "file ref"]),
    (
        Column::Household,
        &["familie", "haushalt", "familien nr", "haushalt nr", "hh", "bg", "household", "family"],
    ),
    (Column::Source, &["nr", "lfd nr", "personen nr", "id", "no", "number"]),
    (Column::Relation, &["beziehung", "verwandtschaft", "stellung", "relation"]),
    (
        Column::Home,
        &[
            "unterkunft",
            "adresse",
            "anschrift",
            "strasse",
            "wohnung",
            "home",
            "address",
            "accommodation",
        ],
    ),
    (Column::HomeKind, &["art der unterkunft", "wohnform", "unterkunftsart", "kind of home"]),
    (Column::Room, &["zimmer", "zi", "zimmer nr", "raum nr", "room"]),
    (Column::Area, &["integrationsraum", "bezirk", "area"]),
    (Column::Worker, &["zustandig", "zustaendig", "fachkraft", "betreuer", "worker"]),
    (
        Column::From,
        &[
            "seit",
            "betreut seit",
            "in betreuung seit",
            "zugewiesen am",
            "zuweisung",
            "einzug",
            "from",
            "since",
        ],
    ),
];

/// Why a cell, or the whole of its line, does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slip {
    /// The rule of the field.
    Field(FieldError),
    /// The line is shorter than the headers: cells may be missing in the middle.
    Short {
        /// Columns with a header.
        expected: usize,
        /// Cells of the line.
        found: usize,
    },
}

/// A cell that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// Line of the file, from 1.
    pub line: u32,
    /// Number of its column, from 1.
    pub column: usize,
    /// Header of its column.
    pub header: String,
    /// What stands in it.
    pub value: String,
    /// Why it does not hold.
    pub slip: Slip,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Persons {
    /// The persons of the lines that hold; households together, in the order of the file.
    pub rows: Vec<ImportRow>,
    /// Cells that do not hold.
    pub bad: Vec<BadCell>,
    /// Headers that say nothing to us.
    pub unknown: Vec<String>,
}

/// Reads the persons of a sheet as they are on `today`.
pub fn read(sheet: &Sheet, today: NaiveDate) -> Persons {
    let columns: Vec<Option<Column>> = sheet.headers.iter().map(|h| column(h)).collect();
    let unknown = sheet.headers.iter().zip(&columns).filter(|(h, c)| c.is_none() && !h.is_empty());
    let unknown: Vec<String> = unknown.map(|(header, _)| header.clone()).collect();
    let width = sheet.headers.iter().rposition(|h| !h.is_empty()).map_or(0, |last| last + 1);
    let reader = Reader { headers: &sheet.headers, columns: &columns, width, today };
    let mut found = Persons { unknown, ..Persons::default() };
    for row in &sheet.rows {
        match reader.person(row) {
            Ok(person) => found.rows.push(person),
            Err(bad) => found.bad.extend(bad),
        }
    }
    group(&mut found.rows);
    found
}

/// Header and value of the cell of a line that names the household.
pub fn household_cell(sheet: &Sheet, line: u32) -> Option<(String, String)> {
    let at = sheet.headers.iter().position(|h| column(h) == Some(Column::Household))?;
    let value = sheet.row(line)?.cells.get(at)?;
    Some((sheet.headers.get(at)?.clone(), value.clone()))
}

fn column(header: &str) -> Option<Column> {
    let header = fold(header);
    let known = |names: &[&str]| names.iter().any(|name| fold(name) == header);
    HEADERS.iter().find(|(_, names)| known(names)).map(|(column, _)| *column)
}

/// Puts those of one household together; the first of each becomes the reference person unless
/// the file names one.
fn group(rows: &mut Vec<ImportRow>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        first.entry(row.household.clone()).or_insert(at);
    }
    let order = |row: &ImportRow| first.get(&row.household).copied().unwrap_or(usize::MAX);
    rows.sort_by_key(|row| (order(row), row.relation != Relation::Reference, row.line));
    let mut before: Option<String> = None;
    for row in rows {
        let leads = before.as_ref() != Some(&row.household);
        row.relation = match (leads, row.relation) {
            (true, _) => Relation::Reference,
            (false, Relation::Reference) => Relation::Unknown,
            (false, other) => other,
        };
        before = Some(row.household.clone());
    }
}

struct Reader<'a> {
    headers: &'a [String],
    columns: &'a [Option<Column>],
    /// Cells a line must have.
    width: usize,
    today: NaiveDate,
}

impl Reader<'_> {
    fn person(&self, row: &Row) -> Result<ImportRow, Vec<BadCell>> {
        let mut bad = Vec::new();
        if row.cells.len() < self.width {
            let slip = Slip::Short { expected: self.width, found: row.cells.len() };
            return Err(vec![self.bad(row, row.cells.len(), slip)]);
        }
        let mut person = ImportRow {
            line: row.line,
            household: String::new(),
            source: String::new(),
            person: Vec::new(),
            relation: Relation::Unknown,
            home: None,
            area: None,
            worker: None,
            from: None,
        };
        let mut home = Lodging::default();
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let Some(column) = self.columns.get(at).copied().flatten() else { continue };
            if let Err(error) = self.cell(column, cell, &mut person, &mut home) {
                bad.push(self.bad(row, at, Slip::Field(error)));
            }
        }
        person.home = home.place();
        let named = |f: &PersonField| matches!(f, PersonField::Surname | PersonField::Given);
        if bad.is_empty() && !person.person.iter().any(|(field, _)| named(field)) {
            let surname = Some(Column::Person(PersonField::Surname));
            let at = self.columns.iter().position(|c| *c == surname).unwrap_or(0);
            bad.push(self.bad(row, at, Slip::Field(FieldError::Missing)));
        }
        if !bad.is_empty() {
            return Err(bad);
        }
        name_it(&mut person);
        Ok(person)
    }

    fn bad(&self, row: &Row, at: usize, slip: Slip) -> BadCell {
        let header = self.headers.get(at).cloned().unwrap_or_default();
        let value = row.cells.get(at).cloned().unwrap_or_default();
        BadCell { line: row.line, column: at + 1, header, value, slip }
    }

    fn cell(
        &self,
        column: Column,
        cell: &str,
        person: &mut ImportRow,
        home: &mut Lodging,
    ) -> Result<(), FieldError> {
        match column {
            Column::Person(field) => {
                let text = self.field(field, cell)?;
                if !text.is_empty() {
                    person.person.push((field, text));
                }
            }
            Column::Household => person.household = line(cell, 80)?,
            Column::Source => person.source = line(cell, 80)?,
            Column::Relation => person.relation = relation(cell)?,
            Column::Home => home.name = line(cell, 120)?,
            Column::HomeKind => home.kind = Some(home_kind(cell)?),
            Column::Room => home.room = line(cell, 40)?,
            Column::Area => person.area = Some(line(cell, 80)?),
            Column::Worker => person.worker = Some(line(cell, 80)?),
            Column::From => person.from = Some(self.day(cell)?),
        }
        Ok(())
    }

    /// The canonical text of a cell, checked by the rule of the field.
    fn field(&self, field: PersonField, cell: &str) -> Result<String, FieldError> {
        let text = match field {
            PersonField::Sex => words::code(What::Sex, cell).unwrap_or(cell).to_owned(),
            PersonField::Nationalities => list(What::Country, cell),
            PersonField::Languages => list(What::Language, cell),
            _ => cell.to_owned(),
        };
        let mut probe = Person::new(PersonId(0));
        probe.set_field(field, &text, self.today)?;
        Ok(probe.field(field))
    }

    fn day(&self, cell: &str) -> Result<NaiveDate, FieldError> {
        let date = PartialDate::parse(cell, self.today).map_err(FieldError::Date)?;
        date.exact().ok_or(FieldError::Date(crate::domain::dates::DateError::NotADate))
    }
}

fn relation(cell: &str) -> Result<Relation, FieldError> {
    let code = words::code(What::Relation, cell).ok_or(FieldError::NotAChoice)?;
    crate::domain::field::choice(&Relation::CODES, code)
}

fn home_kind(cell: &str) -> Result<SiteKind, FieldError> {
    match words::code(What::Home, cell) {
        Some("own") => Ok(SiteKind::OwnFlat),
        Some("municipal") => Ok(SiteKind::MunicipalFlat),
        Some(_) => Ok(SiteKind::Shelter),
        None => Err(FieldError::NotAChoice),
    }
}

/// A list of words as codes; words that are none stay and are refused by the field.
fn list(what: What, cell: &str) -> String {
    if let Some(code) = words::code(what, cell) {
        return code.to_owned();
    }
    let parts = cell.split([',', ';', '/']).map(str::trim).filter(|p| !p.is_empty());
    let codes: Vec<&str> = parts.map(|p| words::code(what, p).unwrap_or(p)).collect();
    codes.join(", ")
}

/// A home as its cells name it.
#[derive(Default)]
struct Lodging {
    name: String,
    room: String,
    kind: Option<SiteKind>,
}

impl Lodging {
    /// A place with a room is a site; without a word on its kind a shelter, and without a room a
    /// flat of one's own.
    fn place(self) -> Option<Home> {
        let Self { name, room, kind } = self;
        let kind =
            kind.unwrap_or(if room.is_empty() { SiteKind::OwnFlat } else { SiteKind::Shelter });
        match kind {
            _ if name.is_empty() => None,
            SiteKind::OwnFlat => Some(Home::OwnFlat { address: name }),
            kind => Some(Home::NewSite { name, kind, room }),
        }
    }
}

/// Gives a person a source made of what tells her apart, so that the same file again finds her: a
/// running number alone would be somebody else in the next file. And a household of her own where
/// the file names none.
fn name_it(person: &mut ImportRow) {
    let text = |field| {
        let of = |(f, t): &(PersonField, String)| (*f == field).then(|| fold(t));
        person.person.iter().find_map(of).unwrap_or_default()
    };
    let who = [PersonField::Surname, PersonField::Given].map(text).join("/");
    let birth = person.person.iter().find(|(f, _)| *f == PersonField::Birth);
    let birth = birth.map(|(_, t)| t.as_str()).unwrap_or_default();
    person.source = format!("{who}/{birth}/{}/{}", fold(&person.household), fold(&person.source));
    if person.household.is_empty() {
        person.household = format!("/{}", person.source);
    }
}

//! Tables for spreadsheets: UTF-8 with a BOM, `;` between cells, and no cell that a spreadsheet
//! would run as a formula.

use std::io;

use super::Whole;
use super::sheet::Sheet;
use crate::domain::field::{Fields, code};
use crate::domain::household::Relation;
use crate::domain::person::PersonField;
use crate::domain::site::Place;
use crate::domain::visit::{Outcome, VisitKind};
use crate::text::Texts;

/// A table on its way out.
#[derive(Debug)]
pub struct Table<W: io::Write> {
    writer: ::csv::Writer<W>,
}

/// Headers of the table of persons, as keys of `text/`, in the order of the cells.
const PERSONS: [&str; 15] = [
    "export-case",
    "export-household",
    "export-surname",
    "export-given",
    "export-birth",
    "export-sex",
    "export-nationalities",
    "export-languages",
    "export-phone",
    "export-file-ref",
    "export-relation",
    "export-home",
    "export-room",
    "export-area",
    "export-worker",
];

/// Headers of the table of visits.
const VISITS: [&str; 8] = [
    "export-case",
    "export-household",
    "export-date",
    "export-kind",
    "export-outcome",
    "export-worker",
    "export-items",
    "export-note",
];

impl<W: io::Write> Table<W> {
    /// A table of persons.
    pub fn persons(out: W, texts: &Texts) -> io::Result<Self> {
        Self::begin(out, &PERSONS, texts)
    }

    /// A table of visits.
    pub fn visits(out: W, texts: &Texts) -> io::Result<Self> {
        Self::begin(out, &VISITS, texts)
    }

    fn begin(mut out: W, headers: &[&str], texts: &Texts) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut table =
            Self { writer: ::csv::WriterBuilder::new().delimiter(b';').from_writer(out) };
        table.row(headers.iter().map(|key| texts.get(key).into_owned()))?;
        Ok(table)
    }

    fn row(&mut self, cells: impl Iterator<Item = String>) -> io::Result<()> {
        self.writer.write_record(cells.map(|cell| harmless(&cell))).map_err(cause)
    }

    /// Adds the persons of a case that belong to its household today.
    pub fn add_persons(&mut self, whole: &Whole<'_>) -> io::Result<()> {
        let Whole { case, household, persons, names, today, .. } = *whole;
        let (home, room) = match household.lodging_on(today).map(|l| &l.place) {
            Some(Place::Room { site, room }) => (names.sites.get(site).cloned(), room.clone()),
            Some(Place::OwnFlat { address }) => (Some(address.clone()), String::new()),
            None => (None, String::new()),
        };
        for member in household.members_on(today) {
            let Some(person) = persons.iter().find(|p| p.id == member.person) else { continue };
            let field = |f| person.field(f);
            self.row(
                [
                    case.no.to_string(),
                    household.id.0.to_string(),
                    field(PersonField::Surname),
                    field(PersonField::Given),
                    field(PersonField::Birth),
                    field(PersonField::Sex),
                    field(PersonField::Nationalities),
                    field(PersonField::Languages),
                    field(PersonField::Phone),
                    field(PersonField::FileRef),
                    code(&Relation::CODES, member.relation),
                    home.clone().unwrap_or_default(),
                    room.clone(),
                    case.area_on(today)
                        .and_then(|a| names.areas.get(&a))
                        .cloned()
                        .unwrap_or_default(),
                    case.worker_on(today)
                        .and_then(|w| names.staff.get(&w))
                        .cloned()
                        .unwrap_or_default(),
                ]
                .into_iter(),
            )?;
        }
        Ok(())
    }

    /// Adds the visits of a case.
    pub fn add_visits(&mut self, whole: &Whole<'_>) -> io::Result<()> {
        let reference = whole.persons.iter().find(|p| p.id == whole.household.reference);
        let name = reference.map(crate::domain::person::Person::listed).unwrap_or_default();
        for visit in whole.visits {
            let entry = &visit.entry;
            let concerns = entry.answers.iter().filter(|a| a.answer.rating.is_concern());
            let items: Vec<String> = concerns.map(|a| a.answer.item.to_string()).collect();
            self.row(
                [
                    whole.case.no.to_string(),
                    name.clone(),
                    entry.at.format("%Y-%m-%dT%H:%MZ").to_string(),
                    code(&VisitKind::CODES, entry.kind),
                    code(&Outcome::CODES, entry.outcome),
                    whole.names.staff.get(&visit.worker).cloned().unwrap_or_default(),
                    items.join(" "),
                    entry.note.clone(),
                ]
                .into_iter(),
            )?;
        }
        Ok(())
    }

    /// Ends the table.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// What the system said; wrapped, its kind (a full disk) would be lost.
fn cause(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The lines of a sheet that have reasons to be left out, with their cells as they were (but
/// [`harmless`]) and the reasons in a last column.
pub fn rejected(sheet: &Sheet, header: &str, reasons: impl Fn(u32) -> Option<String>) -> Vec<u8> {
    let separator = u8::try_from(sheet.separator).unwrap_or(b';');
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(separator)
        // a header that holds another separator must not be taken apart there when it is read again
        .quote_style(::csv::QuoteStyle::Always)
        .flexible(true)
        .from_writer(Vec::new());
    let headers = sheet.headers.iter().map(String::as_str).chain([header]);
    // a vector takes whatever is written
    let _ = writer.write_record(headers.map(harmless));
    for row in &sheet.rows {
        if let Some(reason) = reasons(row.line) {
            let missing = sheet.headers.len().saturating_sub(row.cells.len());
            let blanks = std::iter::repeat_n("", missing);
            let cells = row.cells.iter().map(String::as_str).take(sheet.headers.len());
            let cells = cells.chain(blanks).chain([reason.as_str()]);
            let _ = writer.write_record(cells.map(harmless));
        }
    }
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(writer.into_inner().unwrap_or_default());
    bytes
}

/// A cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe.
/// [`plain`] takes it off again.
pub fn harmless(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The text of a cell that was made [`harmless`]; every other cell is as it is.
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Begins like a formula, whatever the width of the letters, or would once it is [`plain`].
fn is_formula(cell: &str) -> bool {
    let signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    cell.trim_start_matches('\'').starts_with(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_go_out_as_words() {
        for cell in ["=1+1", "+49 151", "-1", "@SUM(A1)", "\t=1", "＝1+1"] {
            assert!(harmless(cell).starts_with('\''), "{cell}");
        }
        for cell in ["Müller", "'s Gravenhage", "a=b", ""] {
            assert_eq!((harmless(cell).as_str(), plain(cell)), (cell, cell));
        }
    }

    proptest::proptest! {
        #[test]
        fn every_cell_comes_back_as_it_went_out(cell in "['=+@\\-＝\t]{0,3}.{0,9}") {
            let out = harmless(&cell);
            proptest::prop_assert!(!out.starts_with(['=', '+', '-', '@', '＝', '\t']));
            proptest::prop_assert_eq!(plain(&out), cell);
        }
    }
}

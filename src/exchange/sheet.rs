//! A csv file as cells. Encoding (UTF-8 with or without BOM, else Windows-1252) and separator
//! (`;`, `,`, tab) are recognised. A cell with a line break is an error: it is nearly always a quote
//! that was left open.

use encoding_rs::WINDOWS_1252;

use super::csv::plain;

/// A file as cells.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The headers as they stand in the file.
    pub headers: Vec<String>,
    /// The lines below.
    pub rows: Vec<Row>,
    /// How the cells are separated.
    pub separator: char,
}

/// A line of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file on which it begins, from 1.
    pub line: u32,
    /// Its cells; fewer than headers when the line is too short.
    pub cells: Vec<String>,
}

impl Sheet {
    /// The row that begins on this line.
    pub fn row(&self, line: u32) -> Option<&Row> {
        self.rows.iter().find(|row| row.line == line)
    }
}

/// Why a file is no sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetError {
    /// Nothing in it.
    Empty,
    /// A line that cannot be taken apart: an open quote, or more cells than headers.
    BadLine {
        /// The line, from 1.
        line: u32,
    },
    /// Bytes that no text has.
    NotText,
}

/// The text of a file, whatever its encoding.
pub fn decode(bytes: &[u8]) -> Result<String, SheetError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(SheetError::NotText);
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    })
}

/// Takes a file apart.
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    let text = decode(bytes)?;
    let mut lines = text.split(['\n', '\r']);
    let first = lines.find(|l| !l.trim().is_empty()).ok_or(SheetError::Empty)?;
    // every other piece stands in quotes, where a separator is a mere character
    let count =
        |c: char| first.split('"').step_by(2).map(|bare| bare.matches(c).count()).sum::<usize>();
    // the semicolon wins a draw: German spreadsheets write it
    let separator = [',', '\t', ';'].into_iter().max_by_key(|c| count(*c)).unwrap_or(';');
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b';'))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record =
            record.map_err(|e| SheetError::BadLine { line: lines.beginning(e.position()) })?;
        let line = lines.beginning(record.position());
        // a quote that is not closed would take the lines below into its cell, without a word
        if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
            return Err(SheetError::BadLine { line });
        }
        let cells: Vec<String> = record.iter().map(|c| plain(c.trim()).to_owned()).collect();
        if cells.iter().any(|c| !c.is_empty()) {
            rows.push(Row { line, cells });
        }
    }
    let mut rows = rows.into_iter();
    let headers = rows.next().ok_or(SheetError::Empty)?.cells;
    let rows: Vec<Row> = rows.collect();
    // a cell without a header would be lost in silence
    let beyond = |row: &Row| row.cells.iter().skip(headers.len()).any(|c| !c.is_empty());
    match rows.iter().find(|row| beyond(row)) {
        Some(row) => Err(SheetError::BadLine { line: row.line }),
        None => Ok(Sheet { headers, rows, separator }),
    }
}

/// Counts lines as an editor shows them; the reader's own count leaves out empty lines.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line on which the record at this position begins; positions only grow.
    fn beginning(&mut self, position: Option<&::csv::Position>) -> u32 {
        let start = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(self.at);
        let rest = self.text.get(start..).unwrap_or_default();
        let skipped = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let passed = self.text.get(self.at..start + skipped).unwrap_or_default();
        let breaks = passed.split(|b| *b == b'\n').count() - 1;
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = start + skipped;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<String> {
        read(bytes).unwrap().rows.remove(0).cells
    }

    #[test]
    fn encodings_and_separators_of_spreadsheets_are_recognised() {
        assert_eq!(cells(b"Name;Stra\xdfe\nM\xfcller;K\xf6lner Str.\n"), ["Müller", "Kölner Str."]);
        assert_eq!(cells("\u{feff}Name,Vorname\nMüller,Jo\n".as_bytes()), ["Müller", "Jo"]);
        assert_eq!(cells(b"a\tb\n1\t2"), ["1", "2"]);
        assert_eq!(cells(b"a;b\n\"x;y\";2"), ["x;y", "2"]);
        assert_eq!(cells(b"\"a;x;y\",b\n1,2"), ["1", "2"]);
        assert_eq!(cells(b"a,b\r1;x;y,2\r"), ["1;x;y", "2"]);
    }

    #[test]
    fn lines_are_counted_as_in_the_file() {
        let sheet = read(b"a;b\n\n1;2\n;\n\"3;x\";4\n\n5;6\n").unwrap();
        let lines: Vec<u32> = sheet.rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [3, 5, 7]);
    }

    #[test]
    fn what_would_be_lost_is_an_error() {
        assert_eq!(read(b"a;b\n1;2;3\n"), Err(SheetError::BadLine { line: 2 }));
        assert_eq!(read(b"a;b\n1;2\n\"3;4\n5;6\n"), Err(SheetError::BadLine { line: 3 }));
        assert_eq!(read(b" \n"), Err(SheetError::Empty));
        assert_eq!(read(b"a\0b"), Err(SheetError::NotText));
    }
}

//! `aid import persons`: the persons of a city's spreadsheet. A file is taken whole or not at all,
//! unless `--skip-bad` says to go on without the lines that do not hold.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::part::beside;
use super::shell::{Office, Progress, Shell};
use crate::api::exchange::{BadLine, Import, Imported};
use crate::api::{AnyField, Reply, Request};
use crate::client::{fresh_request_id, problems};
use crate::domain::ids::RequestId;
use crate::domain::import::ImportRow;
use crate::exchange::csv::rejected;
use crate::exchange::persons::{self, BadCell, Persons, Slip};
use crate::exchange::sheet::{self, Sheet, SheetError};
use crate::problem::{Kind, Problem};

/// Rows sent at once: far below a frame.
const PART: usize = 250;
/// Bad cells named one by one; the rest is counted.
const NAMED: usize = 50;

/// Characters of a bad value that are shown.
const VALUE_SHOWN: usize = 40;
/// Largest file, in bytes: far above any city's spreadsheet.
const FILE_MAX: u64 = 64 << 20;

/// Part of the parser.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Persons of a csv file.
    Persons(Args),
}

/// Which file, and how strictly.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Check only.
    #[arg(long)]
    dry_run: bool,
    /// Take the good lines and write the others to a file beside.
    #[arg(long)]
    skip_bad: bool,
}

/// Imports.
pub fn run(command: &Command, shell: &mut Shell) -> Result<(), Problem> {
    let Command::Persons(args) = command;
    let bytes = contents(&args.file).map_err(|e| Problem::file(&shell.texts, &args.file, &e))?;
    let sheet = sheet::read(&bytes).map_err(|error| unreadable(&error, args, shell))?;
    let mut office = shell.connect()?;
    let found = persons::read(&sheet, office.today());
    for header in &found.unknown {
        let sentence = shell.texts.with("import-unknown-column", &[("column", header.into())]);
        let sentence = sentence.into_owned();
        shell.line(&sentence)?;
    }
    if !found.bad.is_empty() && !args.skip_bad {
        return Err(bad_cells(&found.bad, shell));
    }
    let Persons { rows, mut bad, .. } = found;
    let imported = send(rows.clone(), args.dry_run, &mut office, shell)?;
    let imported = match (imported.bad.is_empty(), args.skip_bad) {
        (true, _) => imported,
        (false, false) => return Err(bad_cells(&of_server(&imported, &sheet, shell), shell)),
        (false, true) => {
            let refused = of_server(&imported, &sheet, shell);
            let holds = |row: &ImportRow| !refused.iter().any(|b| b.line == row.line);
            let rest = rows.into_iter().filter(holds).collect();
            bad.extend(refused);
            send(rest, args.dry_run, &mut office, shell)?
        }
    };
    if !bad.is_empty() && !args.dry_run {
        write_rejected(&sheet, &bad, args, shell)?;
    }
    report(&imported, args.dry_run, shell)
}

fn contents(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(FILE_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_MAX { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Sends the rows part by part; the last part has the server check and write them together.
fn send(
    rows: Vec<ImportRow>,
    dry_run: bool,
    office: &mut Office,
    shell: &Shell,
) -> Result<Imported, Problem> {
    let total = rows.len() as u64;
    let mut progress = Progress::start(&shell.texts.get("import-progress"));
    let mut rows = rows.into_iter();
    let mut sent = 0;
    loop {
        let part: Vec<ImportRow> = rows.by_ref().take(PART).collect();
        sent += part.len() as u64;
        progress.at(sent, total);
        let last = rows.len() == 0;
        let import = Import { rows: part, last, dry_run };
        let id: RequestId = fresh_request_id();
        match office.call_as(id, Request::Import(Box::new(import)))? {
            Reply::Imported(imported) if last => return Ok(imported),
            Reply::Imported(_) => {}
            _ => return Err(office.unexpected()),
        }
    }
}

fn unreadable(error: &SheetError, args: &Args, shell: &Shell) -> Problem {
    let file = ("file", args.file.display().to_string().into());
    match error {
        SheetError::Empty => Problem::with(&shell.texts, Kind::Failed, "import-empty", &[file]),
        SheetError::NotText => {
            Problem::with(&shell.texts, Kind::Failed, "import-not-text", &[file])
        }
        SheetError::BadLine { line } => {
            let values = [file, ("line", (*line).into())];
            Problem::with(&shell.texts, Kind::Failed, "import-bad-line", &values)
        }
    }
}

/// What the server did not take, in the words of the file.
fn of_server(imported: &Imported, sheet: &Sheet, shell: &Shell) -> Vec<BadCell> {
    let of = |bad: &BadLine| {
        let cell = Some(bad.field).filter(|field| *field == AnyField::Member);
        let (header, value) =
            cell.and_then(|_| persons::household_cell(sheet, bad.line)).unwrap_or_else(|| {
                let row = sheet.row(bad.line).map(|row| row.cells.join(" · "));
                (problems::any_field(bad.field, &shell.texts), row.unwrap_or_default())
            });
        let slip = Slip::Field(bad.error.clone());
        BadCell { line: bad.line, column: 0, header, value, slip }
    };
    imported.bad.iter().map(of).collect()
}

/// Names every bad cell: line, column, value, reason. Nothing was written.
fn bad_cells(bad: &[BadCell], shell: &Shell) -> Problem {
    let mut lines: Vec<String> = bad.iter().take(NAMED).map(|b| sentence(b, shell)).collect();
    if bad.len() > NAMED {
        let more = [("n", (bad.len() - NAMED).into())];
        lines.push(shell.texts.with("import-more", &more).into_owned());
    }
    let values = [("n", bad.len().into()), ("lines", lines.join("\n").into())];
    Problem::with(&shell.texts, Kind::Failed, "import-bad", &values)
}

fn sentence(bad: &BadCell, shell: &Shell) -> String {
    let reason = match &bad.slip {
        Slip::Field(error) => shell.texts.field_error(error),
        Slip::Short { expected, found } => {
            let line = ("line", bad.line.into());
            let values = [line, ("expected", (*expected).into()), ("found", (*found).into())];
            return shell.texts.with("import-short", &values).into_owned();
        }
    };
    let values = [
        ("line", bad.line.into()),
        ("column", bad.header.as_str().into()),
        ("value", short(&bad.value).into()),
        ("reason", reason.into()),
    ];
    shell.texts.with("import-cell", &values).into_owned()
}

/// The beginning of a value, enough to find it.
fn short(value: &str) -> String {
    let clean = crate::domain::clean::line(value);
    match clean.char_indices().nth(VALUE_SHOWN) {
        Some((end, _)) => format!("{}…", clean.get(..end).unwrap_or_default()),
        None => clean,
    }
}

/// Writes the lines left out to `FILE.rejected.csv`, each with its reasons.
fn write_rejected(
    sheet: &Sheet,
    bad: &[BadCell],
    args: &Args,
    shell: &mut Shell,
) -> Result<(), Problem> {
    let reasons = |line: u32| {
        let of_line = bad.iter().filter(|b| b.line == line);
        let words: Vec<String> = of_line.map(|b| sentence(b, shell)).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    let bytes = rejected(sheet, &shell.texts.get("import-reason"), reasons);
    let file = beside(&args.file, ".rejected.csv");
    fs::write(&file, bytes).map_err(|error| Problem::file(&shell.texts, &file, &error))?;
    let values = [("file", file.display().to_string().into())];
    let sentence = shell.texts.with("import-rejected", &values).into_owned();
    shell.line(&sentence)
}

fn report(imported: &Imported, dry_run: bool, shell: &mut Shell) -> Result<(), Problem> {
    let key = if dry_run { "import-would" } else { "import-done" };
    let values = [
        ("persons", imported.persons.into()),
        ("households", imported.households.into()),
        ("known", imported.known.into()),
    ];
    let sentence = shell.texts.with(key, &values).into_owned();
    shell.line(&sentence)?;
    for (line, name) in &imported.alike {
        let values = [("line", (*line).into()), ("name", name.as_str().into())];
        let sentence = shell.texts.with("import-alike", &values).into_owned();
        shell.line(&sentence)?;
    }
    if imported.alike_more > 0 {
        let more = shell.texts.with("import-more", &[("n", imported.alike_more.into())]);
        let more = more.into_owned();
        shell.line(&more)?;
    }
    Ok(())
}

//! `aid export`: what this user may see, as one file. Each page is logged by the server.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::Value;

use super::pages::Pages;
use super::part::{self, beside};
use super::shell::{Office, Out, Shell};
use crate::api::exchange as api;
use crate::api::{Reply, Request};
use crate::exchange::csv::Table;
use crate::exchange::{Names, Whole, json};
use crate::problem::{Kind, Problem};

/// Part of the parser.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Persons.
    Persons(Args),
    /// Visits.
    Visits(Args),
    /// Everything.
    Everything(Args),
}

/// In which form, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Form of the file; everything is JSON.
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Format>,
    /// The file to make; standard output without.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For spreadsheets.
    Csv,
    /// One document.
    Json,
}

/// Which part of the cases.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Persons,
    Visits,
    Everything,
}

/// Exports.
pub fn run(command: &Command, shell: &mut Shell) -> Result<(), Problem> {
    let (what, args) = match command {
        Command::Persons(args) => (What::Persons, args),
        Command::Visits(args) => (What::Visits, args),
        Command::Everything(args) => (What::Everything, args),
    };
    let usual = if what == What::Everything { Format::Json } else { Format::Csv };
    let format = args.format.unwrap_or(usual);
    if what == What::Everything && format == Format::Csv {
        return Err(shell.problem(Kind::Usage, "export-everything-json"));
    }
    let mut office = shell.connect()?;
    let Some(file) = &args.output else {
        let name = shell.texts.get("cli-standard-output").into_owned();
        return write(&mut Out::standard(), name.as_ref(), (what, format), &mut office, shell);
    };
    // readable by its owner only; complete or not there
    let part = beside(file, ".part");
    let failed = |path: &Path, error: &io::Error| Problem::file(&shell.texts, path, error);
    let opened = part::own(&part).map_err(|error| failed(&part, &error))?;
    let mut out = io::BufWriter::new(opened);
    let written = write(&mut out, file, (what, format), &mut office, shell)
        .and_then(|()| finish(out, &part, file).map_err(|error| failed(file, &error)));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn finish(out: io::BufWriter<File>, part: &Path, file: &Path) -> io::Result<()> {
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(part, file)
}

fn write(
    out: &mut impl Write,
    name: &Path,
    (what, format): (What, Format),
    office: &mut Office,
    shell: &Shell,
) -> Result<(), Problem> {
    let failed = |error: io::Error| Problem::file(&shell.texts, name, &error);
    match format {
        Format::Json => as_json(out, what, office, &failed),
        Format::Csv => as_csv(out, what, office, shell, &failed),
    }
}

fn as_csv(
    out: &mut impl Write,
    what: What,
    office: &mut Office,
    shell: &Shell,
    failed: &impl Fn(io::Error) -> Problem,
) -> Result<(), Problem> {
    let table = match what {
        What::Visits => Table::visits(out, &shell.texts),
        What::Persons | What::Everything => Table::persons(out, &shell.texts),
    };
    let mut table = table.map_err(failed)?;
    each(what, office, |whole| {
        let added =
            if what == What::Visits { table.add_visits(whole) } else { table.add_persons(whole) };
        added.map_err(failed)
    })?;
    table.finish().map_err(failed)
}

/// One document, written case by case, so that memory does not grow with the office.
fn as_json(
    out: &mut impl Write,
    what: What,
    office: &mut Office,
    failed: &impl Fn(io::Error) -> Problem,
) -> Result<(), Problem> {
    let at = office.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    writeln!(out, "{{\"format\":\"aid\",\"version\":1,\"exported_at\":\"{at}\",\"cases\":[")
        .map_err(failed)?;
    let mut first = true;
    each(what, office, |whole| {
        let mut case = json::case(whole);
        if let (Value::Object(parts), false) = (&mut case, what == What::Everything) {
            let others: &[&str] = if what == What::Persons {
                &["visits", "follow_ups", "facts", "papers", "notes", "needs", "letters"]
            } else {
                &[
                    "persons",
                    "household",
                    "follow_ups",
                    "facts",
                    "papers",
                    "notes",
                    "needs",
                    "letters",
                ]
            };
            parts.retain(|key, _| !others.contains(&key.as_str()));
        }
        let comma = if std::mem::take(&mut first) { "" } else { ",\n" };
        write!(out, "{comma}{case}").map_err(failed)
    })?;
    writeln!(out, "\n]}}").and_then(|()| out.flush()).map_err(failed)
}

/// Hands out each case.
fn each(
    what: What,
    office: &mut Office,
    mut take: impl FnMut(&Whole<'_>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut names = names_of_staff(office)?;
    let today = office.today();
    let mut pages = Pages::new(what != What::Persons);
    while let Some(cases) = pages.next(office)? {
        names.sites.extend(pages.sites.drain(..).map(|(id, site)| (id, site.name)));
        names.areas.extend(pages.areas.drain(..).map(|area| (area.id, area.name)));
        for whole in &cases {
            take(&out(whole, &names, today))?;
        }
    }
    Ok(())
}

fn out<'a>(whole: &'a api::Whole, names: &'a Names, today: NaiveDate) -> Whole<'a> {
    Whole {
        case: &whole.case,
        household: &whole.household,
        persons: &whole.persons,
        visits: &whole.visits,
        follow_ups: &whole.follow_ups,
        facts: &whole.facts,
        papers: &whole.papers,
        notes: &whole.notes,
        needs: &whole.needs,
        letters: &whole.letters,
        names,
        today,
    }
}

fn names_of_staff(office: &mut Office) -> Result<Names, Problem> {
    match office.call(Request::Lists)? {
        Reply::Lists(lists) => {
            Ok(Names { staff: lists.staff.into_iter().collect(), ..Names::default() })
        }
        _ => Err(office.unexpected()),
    }
}

//! `aid export`: what this user may see, as one file. Each page is logged by the server.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::Value;

use super::pages::Pages;
use super::part::{self, beside};
use super::shell::{Office, Out, Shell};
use crate::api::assessments::{Ask, Certify, Shown};
use crate::api::exchange as api;
use crate::api::{Reply, Request};
use crate::domain::assessment::Level;
use crate::domain::ids::{AssessmentId, CaseId};
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
    /// Certificates of readiness to rent.
    Certificate(Certificate),
}

/// Whose certificate, and where to.
#[derive(Debug, clap::Args)]
pub struct Certificate {
    /// Case number.
    #[arg(value_name = "CASE")]
    case: String,
    /// The file to make; standard output without.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
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
        Command::Certificate(args) => return certificate(args, shell),
    };
    let usual = if what == What::Everything { Format::Json } else { Format::Csv };
    let format = args.format.unwrap_or(usual);
    if what == What::Everything && format == Format::Csv {
        return Err(shell.problem(Kind::Usage, "export-everything-json"));
    }
    let mut office = shell.connect()?;
    put(args.output.as_deref(), shell, |out, name| {
        write(out, name, (what, format), &mut office, shell)
    })
}

/// Hands where to write out, and its name: the file, or standard output.
fn put(
    file: Option<&Path>,
    shell: &Shell,
    write: impl FnOnce(&mut dyn Write, &Path) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let Some(file) = file else {
        let name = shell.texts.get("cli-standard-output").into_owned();
        return write(&mut Out::standard(), name.as_ref());
    };
    // readable by its owner only; complete or not there
    let part = beside(file, ".part");
    let failed = |path: &Path, error: &io::Error| Problem::file(&shell.texts, path, error);
    let opened = part::own(&part).map_err(|error| failed(&part, &error))?;
    let mut out = io::BufWriter::new(opened);
    let written = write(&mut out, file)
        .and_then(|()| finish(out, &part, file).map_err(|error| failed(file, &error)));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// The newest certificate of each in a case who is ready to rent, as plain text.
fn certificate(args: &Certificate, shell: &Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let case = super::entry::numbered(&args.case, &mut office, &shell.texts)?;
    let mut text = String::new();
    for assessment in certified(case, &mut office)? {
        let Reply::Certificate(certificate) =
            office.call(Request::Certificate(Certify { case, assessment }))?
        else {
            return Err(office.unexpected());
        };
        if !text.is_empty() {
            text.push('\n');
        }
        for line in shell.texts.certificate(&certificate) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    if text.is_empty() {
        return Err(shell.problem(Kind::Failed, "export-no-certificate"));
    }
    put(args.output.as_deref(), shell, |out, name| {
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|error| Problem::file(&shell.texts, name, &error))
    })
}

/// The filled checklists that the certificates of a case rest on: of each the newest on which a level
/// was decided, where that is "ready".
fn certified(case: CaseId, office: &mut Office) -> Result<Vec<AssessmentId>, Problem> {
    let (mut seen, mut ready, mut skip) = (vec![], vec![], 0);
    loop {
        let Reply::Assessments(page) = office.call(Request::Assessments(Ask { case, skip }))?
        else {
            return Err(office.unexpected());
        };
        for Shown { assessment, .. } in &page.rows {
            let (entry, level) = (&assessment.entry, &assessment.entry.readiness);
            let Some(level) = level.as_ref().filter(|_| !seen.contains(&entry.person)) else {
                continue;
            };
            seen.push(entry.person);
            ready.extend((level.level == Level::Ready).then_some(assessment.id));
        }
        skip += u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        if page.more == 0 || page.rows.is_empty() {
            return Ok(ready);
        }
    }
}

fn finish(out: io::BufWriter<File>, part: &Path, file: &Path) -> io::Result<()> {
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(part, file)
}

fn write(
    out: &mut dyn Write,
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
    out: &mut dyn Write,
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
    out: &mut dyn Write,
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
                &[
                    "visits",
                    "follow_ups",
                    "facts",
                    "papers",
                    "notes",
                    "needs",
                    "letters",
                    "checklists",
                    "information",
                ]
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
                    "checklists",
                    "information",
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
        assessments: &whole.assessments,
        topics: &whole.topics,
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

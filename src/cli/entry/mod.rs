//! `aid visit add` and `aid contact add`: scripted entry with the same rules as the screen.
//!
//! A script gives options, a JSON document (`--json FILE`, `-` for standard input), or both: options
//! go over the document. What is left out is as the form proposes it. The rules are those of
//! `domain/visit.rs`, and the server checks them again.
//!
//! ```text
//! echo 'Alles in Ordnung.' | aid visit add AiD-2026-0143 --rest-ok --note
//! aid visit add AiD-2026-0143 --answer SP4=attention --follow-up SP4=+14 --rest-ok
//! ```
mod build;
mod input;

use std::path::{Path, PathBuf};

use self::input::Input;
use super::find::find;
use super::given::{self, ENTRY_MAX, NAME_MAX};
use super::shell::{Office, Shell};
use crate::api::visits::{Prepare, Prepared, Record};
use crate::api::{Reply, Request, Saved};
use crate::domain::case::CaseNo;
use crate::domain::clean;
use crate::domain::ids::{CaseId, RequestId};
use crate::problem::{Kind, Problem};
use crate::text::Texts;

/// What to do with visits.
#[derive(Debug, clap::Subcommand)]
pub enum VisitCommand {
    /// Records a visit.
    Add(Box<Visit>),
}

/// What to do with brief contacts.
#[derive(Debug, clap::Subcommand)]
pub enum ContactCommand {
    /// Records a brief contact.
    Add(Box<Contact>),
}

/// What visits and contacts have in common.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Case number.
    #[arg(value_name = "CASE")]
    case: Option<String>,
    /// Finds the case by name in place of its number; `-` reads the name from standard input.
    #[arg(long, value_name = "TEXT", conflicts_with = "case")]
    find: Option<String>,
    /// Kind.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Day, today when missing.
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Time of day.
    #[arg(long, value_name = "TIME")]
    time: Option<String>,
    /// Where.
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    /// Who was met: `all`, or names separated by commas.
    #[arg(long, value_name = "NAMES")]
    met: Option<String>,
    /// What came of it.
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<String>,
    /// How people talked.
    #[arg(long, value_name = "INTERPRETER")]
    interpreter: Option<String>,
    /// Reads the note from standard input.
    #[arg(long)]
    note: bool,
    /// Follow-up, `what=when`; may be given several times.
    #[arg(long, value_name = "FOLLOWUP")]
    follow_up: Vec<String>,
    /// Reads the entry from this file; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Visit {
    #[command(flatten)]
    common: Common,
    /// Answer, `SP4=attention`; may be given several times.
    #[arg(long, value_name = "ANSWER")]
    answer: Vec<String>,
    /// Answers what is left with ok, as a summary; never warning signs.
    #[arg(long)]
    rest_ok: bool,
}

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Contact {
    #[command(flatten)]
    common: Common,
    /// Field of action it was about.
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
}

impl Visit {
    /// The file that the entry is read from.
    pub fn document(&self) -> Option<&Path> {
        self.common.json.as_deref()
    }
}

impl Contact {
    /// The file that the entry is read from.
    pub fn document(&self) -> Option<&Path> {
        self.common.json.as_deref()
    }
}

/// Records a visit.
pub fn visit(command: VisitCommand, shell: &mut Shell) -> Result<(), Problem> {
    let VisitCommand::Add(args) = command;
    let Visit { common, answer, rest_ok } = *args;
    let mut input = gather(common, &shell.texts)?;
    input.add_answers(&answer, &shell.texts)?;
    input.rest_ok |= rest_ok;
    record(input, build::Form::Visit, shell)
}

/// Records a brief contact.
pub fn contact(command: ContactCommand, shell: &mut Shell) -> Result<(), Problem> {
    let ContactCommand::Add(args) = command;
    let Contact { common, field } = *args;
    let mut input = gather(common, &shell.texts)?;
    input.field = field.or(input.field);
    record(input, build::Form::Contact, shell)
}

/// The document, if there is one, with the options over it.
fn gather(args: Common, texts: &Texts) -> Result<Input, Problem> {
    let json_from_stdin = args.json.as_deref().is_some_and(|path| path.as_os_str() == "-");
    let find_from_stdin = args.find.as_deref() == Some("-");
    let readers = [json_from_stdin, find_from_stdin, args.note];
    if readers.into_iter().filter(|reads| *reads).count() > 1 {
        return Err(Problem::new(texts, Kind::Usage, "cli-entry-one-reader"));
    }
    let mut input = match &args.json {
        None => Input::default(),
        Some(_) if json_from_stdin => {
            Input::read(&given::standard_input(ENTRY_MAX, texts)?, texts)?
        }
        Some(path) => Input::read(&given::file(path, ENTRY_MAX, texts)?, texts)?,
    };
    if args.case.is_some() || args.find.is_some() {
        (input.case, input.find) = (args.case, args.find);
    }
    if find_from_stdin {
        input.find = Some(clean::line(&given::standard_input(NAME_MAX, texts)?));
    }
    input.kind = args.kind.or(input.kind);
    input.date = args.date.or(input.date);
    input.time = args.time.or(input.time);
    input.place = args.place.or(input.place);
    input.met = args.met.map(input::Met::from).or(input.met);
    input.outcome = args.outcome.or(input.outcome);
    input.interpreter = args.interpreter.or(input.interpreter);
    input.add_follow_ups(&args.follow_up, texts)?;
    if args.note {
        input.add_note(&given::standard_input(ENTRY_MAX, texts)?);
    }
    Ok(input)
}

fn record(input: Input, form: build::Form, shell: &mut Shell) -> Result<(), Problem> {
    let id = input.request_id(&shell.texts)?;
    let mut office = shell.connect()?;
    let case = case_of(&input, &mut office, &shell.texts)?;
    let prepared = match office.call(Request::PrepareVisit(Prepare { case }))? {
        Reply::Prepared(prepared) => *prepared,
        _ => return Err(office.unexpected()),
    };
    let moment = build::Moment { zone: office.zone(), now: office.now() };
    let entry = build::entry(input, form, &prepared, moment, &shell.texts)?;
    let day = shell.texts.weekday_date(moment.zone.day(entry.at));
    let request = Request::RecordVisit(Box::new(Record { case, entry }));
    let settled = send(&mut office, id, request)?.settled;
    said(&prepared, form, day, shell)?;
    if settled == 0 {
        return Ok(());
    }
    let done = shell.texts.with("form-settled", &[("n", u32::from(settled).into())]).into_owned();
    shell.line(&done)
}

fn send(office: &mut Office, id: Option<RequestId>, request: Request) -> Result<Saved, Problem> {
    let reply = match id {
        Some(id) => office.call_as(id, request)?,
        None => office.call(request)?,
    };
    match reply {
        Reply::Saved(saved) => Ok(saved),
        _ => Err(office.unexpected()),
    }
}

fn said(
    prepared: &Prepared,
    form: build::Form,
    day: String,
    shell: &mut Shell,
) -> Result<(), Problem> {
    let key = match form {
        build::Form::Visit => "cli-visit-saved",
        build::Form::Contact => "cli-contact-saved",
    };
    let values = [("name", prepared.name.clone().into()), ("day", day.into())];
    let sentence = shell.texts.with(key, &values).into_owned();
    shell.line(&sentence)
}

/// The case by its number.
pub(super) fn numbered(text: &str, office: &mut Office, texts: &Texts) -> Result<CaseId, Problem> {
    let no: Result<CaseNo, _> = text.parse();
    let no = no.map_err(|_| Problem::new(texts, Kind::Usage, "cli-entry-not-a-number"))?;
    let found = find(office, &no.to_string())?;
    let row = found.into_iter().find(|row| row.no == no);
    row.map(|row| row.case).ok_or_else(|| {
        let values = [("no", no.to_string().into())];
        Problem::with(texts, Kind::Failed, "cli-entry-no-case", &values)
    })
}

/// The case by its number, or the only one whose people match a text.
fn case_of(input: &Input, office: &mut Office, texts: &Texts) -> Result<CaseId, Problem> {
    let plain = |key| Problem::new(texts, Kind::Usage, key);
    if let Some(text) = &input.case {
        return numbered(text, office, texts);
    }
    let text = input.find.as_ref().ok_or_else(|| plain("cli-entry-which-case"))?;
    let found = find(office, &clean::line(text))?;
    let first =
        found.first().ok_or_else(|| Problem::new(texts, Kind::Failed, "cli-find-nobody"))?;
    let others: Vec<_> = found.iter().filter(|row| row.why == first.why).collect();
    if others.iter().all(|row| row.case == first.case) {
        return Ok(first.case);
    }
    let list: Vec<String> = others.iter().map(|row| format!("{}  {}", row.no, row.name)).collect();
    let values = [("list", list.join("\n").into())];
    Err(Problem::with(texts, Kind::Failed, "cli-entry-several", &values))
}

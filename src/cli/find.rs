//! `aid find`: the search of the application, with why it matched.

use serde_json::{Value, json};

use super::given;
use super::shell::{Office, Shell};
use crate::api::cases::{Find, Found, Why};
use crate::api::{Reply, Request};
use crate::domain::clean;
use crate::problem::{Kind, Problem};

/// Most people that are listed.
const MOST: u16 = 50;

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for; `-` reads it from standard input, so that nobody sees it.
    #[arg(value_name = "TEXT")]
    text: String,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// Lists who is found, best first.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let text = match args.text.as_str() {
        "-" => given::standard_input(given::NAME_MAX, &shell.texts)?,
        text => given::argument(text, given::NAME_MAX, &shell.texts)?,
    };
    let found = find(&mut shell.connect()?, &clean::line(&text))?;
    if args.json {
        let persons: Vec<Value> = found.iter().map(person).collect();
        return shell.json(&json!({ "persons": persons }));
    }
    if found.is_empty() {
        return Err(shell.problem(Kind::Failed, "cli-find-nobody"));
    }
    for row in &found {
        let born = row.born.map(|year| format!(" *{year}")).unwrap_or_default();
        let why = shell.texts.get(why_key(row));
        let why = [why.as_ref(), &row.matched];
        let why = why.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        let home = super::list::joined([row.home.as_str(), &row.room, &row.area]);
        shell.line(&format!("{}  {}{born} · {home} · {why}", row.no, row.name))?;
    }
    Ok(())
}

/// Asks the server.
pub fn find(office: &mut Office, text: &str) -> Result<Vec<Found>, Problem> {
    match office.call(Request::Find(Find { text: text.to_owned(), limit: MOST }))? {
        Reply::Found(found) => Ok(found),
        _ => Err(office.unexpected()),
    }
}

fn person(row: &Found) -> Value {
    let why = match row.why {
        Why::Name => "name",
        Why::Beginning => "beginning",
        Why::Sound => "sound",
        Why::Slip => "slip",
        Why::Form => "form",
        Why::CaseNo => "case_no",
        Why::FileRef => "file_ref",
        Why::Phone => "phone",
        Why::Room => "room",
    };
    json!({
        "name": row.name,
        "born": row.born,
        "case_no": row.no.to_string(),
        "home": row.home,
        "room": row.room,
        "area": row.area,
        "matched": row.matched,
        "why": why,
    })
}

fn why_key(found: &Found) -> &'static str {
    match found.why {
        Why::Sound | Why::Form if found.matched.is_empty() => "cli-why-slip",
        Why::Name => "cli-why-name",
        Why::Beginning => "cli-why-beginning",
        Why::Sound => "cli-why-sound",
        Why::Slip => "cli-why-slip",
        Why::Form => "cli-why-form",
        Why::CaseNo => "cli-why-case-no",
        Why::FileRef => "cli-why-file-ref",
        Why::Phone => "cli-why-phone",
        Why::Room => "cli-why-room",
    }
}

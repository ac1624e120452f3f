//! `aid log`: who read and changed what, for the data protection officer. It holds ids, kinds of
//! requests and names of fields, never values.

use std::sync::Arc;

use chrono::NaiveDate;

use super::shell::Shell;
use super::staff::{uid_of, unknown_user};
use super::table::Rows;
use crate::api::cases::PAGE_MAX;
use crate::api::office::{LogPage, LogRow};
use crate::api::{Reply, Request};
use crate::domain::case::CaseNo;
use crate::domain::clean;
use crate::domain::dates;
use crate::problem::{Kind, Problem};
use crate::text::Texts;

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only from this day on.
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only this member of staff, by Unix user name or number.
    #[arg(long, value_name = "USER")]
    staff: Option<String>,
    /// Only this case.
    #[arg(long, value_name = "CASE")]
    case: Option<CaseNo>,
    /// Only what was refused.
    #[arg(long)]
    refused: bool,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// Prints the log, newest first.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let uid = args.staff.as_ref().map(|user| {
        let known = user.parse().ok().or_else(|| uid_of(user));
        known.ok_or_else(|| unknown_user(user, &shell.texts))
    });
    let uid = uid.transpose()?;
    let mut office = shell.connect()?;
    let zone = office.zone();
    let texts = Arc::clone(&shell.texts);
    let since = args.since.as_deref().map(|text| past_day(text, office.today(), &texts));
    let since = since.transpose()?.map(|day| zone.start_of(day));
    let mut rows = Rows::start(shell, args.json, "log")?;
    let heads = [
        "cli-head-number",
        "cli-head-when",
        "cli-head-user",
        "cli-head-action",
        "cli-head-case",
        "cli-head-fields",
    ];
    let mut before = None;
    loop {
        let ask = LogPage { before, limit: PAGE_MAX };
        let Reply::Log(page) = office.call(Request::Log(ask))? else {
            return Err(office.unexpected());
        };
        before = page.last().map(|row| row.no);
        let too_old = |row: &LogRow| since.is_some_and(|since| row.at < since);
        let end = before.is_none() || page.last().is_some_and(too_old);
        let held = page.into_iter().filter(|row| {
            !too_old(row)
                && uid.is_none_or(|uid| uid == row.uid)
                && (args.case.is_none() || args.case == row.case_no)
                && (row.refused || !args.refused)
        });
        let held: Vec<LogRow> = held.collect();
        let cells = |row: &LogRow| {
            let refused = if row.refused { texts.get("cli-log-refused") } else { "".into() };
            vec![
                row.no.to_string(),
                texts.weekday_time(zone.local(row.at)),
                if row.name.is_empty() { row.uid.to_string() } else { row.name.clone() },
                super::list::joined([row.action.as_str(), &refused]),
                row.case_no.map(|no| no.to_string()).unwrap_or_default(),
                row.fields.join(", "),
            ]
        };
        rows.page(shell, &held, &heads, cells, json)?;
        if end || shell.nobody_reads() {
            return rows.end(shell, "cli-list-empty");
        }
    }
}

fn json(row: &LogRow) -> serde_json::Value {
    serde_json::json!({
        "no": row.no,
        "at": row.at,
        "name": row.name,
        "uid": row.uid,
        "action": row.action,
        "case_id": row.case.map(|case| case.0),
        "case_no": row.case_no.map(|no| no.to_string()),
        "fields": row.fields,
        "refused": row.refused,
    })
}

/// A day gone by as people type it.
pub fn past_day(text: &str, today: NaiveDate, texts: &Texts) -> Result<NaiveDate, Problem> {
    dates::parse_past(text, today)
        .map_err(|error| wrong_value(text, texts.date_error(error), texts))
}

/// A value of an option that does not hold, with the reason.
pub fn wrong_value(value: &str, reason: String, texts: &Texts) -> Problem {
    let values = [("value", clean::line(value).into()), ("reason", reason.into())];
    Problem::with(texts, Kind::Usage, "cli-wrong-value", &values)
}

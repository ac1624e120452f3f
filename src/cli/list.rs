//! `aid list`: cases, persons, visits and follow-ups that this user may see.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::pages::Pages;
use super::shell::Shell;
use super::table::Rows;
use crate::api::cases::{Filter, PAGE_MAX, PhaseMark, Query, Row, Scope, Sort};
use crate::api::exchange::Whole;
use crate::api::{Reply, Request, followups, visits};
use crate::domain::field::code;
use crate::domain::names::fold;
use crate::domain::person::{Name, Person, Sex};
use crate::domain::visit::{Outcome, VisitKind};
use crate::problem::Problem;
use crate::text::Texts;

/// What to list.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Cases.
    Cases(Args),
    /// Persons.
    Persons(Args),
    /// Visits and contacts, newest first.
    Visits(Args),
    /// Open follow-ups, nearest first.
    Followups(Args),
}

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words that a row must have; for cases also `open`, `overdue`, `due`, `aftercare`, `ended`, `mine`.
    #[arg(long, value_name = "QUERY", default_value = "")]
    filter: String,
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// Prints a list.
pub fn run(command: Command, shell: &mut Shell) -> Result<(), Problem> {
    match command {
        Command::Cases(args) => cases(&args, shell),
        Command::Persons(args) => persons(&args, shell),
        Command::Visits(args) => recent(&args, shell),
        Command::Followups(args) => follow_ups(&args, shell),
    }
}

/// Parts of a line that are not empty, with a comma between them.
pub fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Whether every word of the query begins somewhere in the texts, whatever its spelling.
fn holds<'a>(query: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
    let texts: Vec<String> = texts.into_iter().map(fold).collect();
    query.split_whitespace().all(|word| {
        let word = fold(word);
        texts.iter().any(|text| text.contains(&word))
    })
}

fn cases(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let mut query = query(&args.filter);
    let mut rows = Rows::start(shell, args.json, "cases")?;
    let heads = [
        "cli-head-case",
        "cli-head-name",
        "cli-head-persons",
        "cli-head-home",
        "cli-head-phase",
        "cli-head-last-visit",
        "cli-head-due",
        "cli-head-open",
    ];
    loop {
        let Reply::Caseload(page) = office.call(Request::Caseload(query.clone()))? else {
            return Err(office.unexpected());
        };
        let texts = Arc::clone(&shell.texts);
        rows.page(shell, &page.rows, &heads, |row| case_cells(row, &texts), case_json)?;
        query.offset = page.offset + u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        if page.rows.is_empty() || query.offset >= page.total || shell.nobody_reads() {
            return rows.end(shell, "cli-list-empty");
        }
    }
}

/// Takes the words that name a filter out of a query; what is left is searched for.
fn query(filter: &str) -> Query {
    let mut query = Query {
        scope: Scope::All,
        filter: Filter::Open,
        text: String::new(),
        sort: Sort::Name,
        offset: 0,
        limit: PAGE_MAX,
        around: None,
    };
    let mut rest = Vec::new();
    for word in filter.split_whitespace() {
        match word {
            "open" => query.filter = Filter::Open,
            "overdue" => query.filter = Filter::VisitOverdue,
            "due" => query.filter = Filter::FollowUpDue,
            "aftercare" => query.filter = Filter::Aftercare,
            "ended" => query.filter = Filter::Ended,
            "mine" => query.scope = Scope::Mine,
            word => rest.push(word),
        }
    }
    query.text = rest.join(" ");
    query
}

fn case_json(row: &Row) -> Value {
    let phase = match row.phase {
        PhaseMark::New => "new",
        PhaseMark::Active => "active",
        PhaseMark::Aftercare => "aftercare",
        PhaseMark::Dormant => "dormant",
        PhaseMark::Closed => "closed",
    };
    json!({
        "case_no": row.no.to_string(),
        "name": row.name,
        "persons": row.persons,
        "home": row.home,
        "room": row.room,
        "phase": phase,
        "last_visit": row.last_visit,
        "visit_due": row.visit_due,
        "open_follow_ups": row.open,
        "next_due": row.next_due,
    })
}

fn case_cells(row: &Row, texts: &Texts) -> Vec<String> {
    let day = |day: Option<NaiveDate>| day.map(|d| texts.date(d)).unwrap_or_default();
    vec![
        row.no.to_string(),
        row.name.clone(),
        row.persons.to_string(),
        joined([row.home.as_str(), &row.room]),
        texts.phase(row.phase).into_owned(),
        day(row.last_visit),
        day(row.visit_due),
        row.open.to_string(),
    ]
}

fn persons(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let mut rows = Rows::start(shell, args.json, "persons")?;
    let heads =
        ["cli-head-case", "cli-head-name", "cli-head-born", "cli-head-sex", "cli-head-languages"];
    let mut pages = Pages::new(false);
    let today = office.today();
    while let Some(cases) = pages.next(&mut office)? {
        let here: Vec<(String, &Person)> =
            cases.iter().flat_map(|whole| members(whole, today)).collect();
        let held = here.into_iter().filter(|(no, person)| {
            let names = person.names.iter().map(Name::listed);
            let texts: Vec<String> = names.chain([no.clone()]).collect();
            holds(&args.filter, texts.iter().map(String::as_str))
        });
        let held: Vec<(String, &Person)> = held.collect();
        rows.page(shell, &held, &heads, person_cells, person_json)?;
        if shell.nobody_reads() {
            break;
        }
    }
    rows.end(shell, "cli-list-empty")
}

/// Who belongs to the household of a case today, with the case number.
fn members(whole: &Whole, today: NaiveDate) -> Vec<(String, &Person)> {
    let no = whole.case.no.to_string();
    let members = whole.household.members_on(today);
    let persons = members.filter_map(|m| whole.persons.iter().find(|p| p.id == m.person));
    persons.map(|person| (no.clone(), person)).collect()
}

fn person_json((case_no, person): &(String, &Person)) -> Value {
    json!({
        "case_no": case_no,
        "name": person.listed(),
        "born": person.birth.map(|birth| birth.to_string()),
        "sex": sex(person),
        "nationalities": person.nationalities,
        "languages": person.languages,
        "phone": person.phone,
    })
}

fn sex(person: &Person) -> String {
    code(&Sex::CODES, person.sex)
}

fn person_cells((case_no, person): &(String, &Person)) -> Vec<String> {
    vec![
        case_no.clone(),
        person.listed(),
        person.birth.map(|birth| birth.to_string()).unwrap_or_default(),
        sex(person),
        person.languages.join(", "),
    ]
}

fn recent(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let zone = office.zone();
    let texts = Arc::clone(&shell.texts);
    let mut rows = Rows::start(shell, args.json, "visits")?;
    let heads = [
        "cli-head-case",
        "cli-head-when",
        "cli-head-name",
        "cli-head-kind",
        "cli-head-outcome",
        "cli-head-worker",
    ];
    let mut skip = 0;
    loop {
        let ask = visits::Recent { mine: false, skip, limit: PAGE_MAX };
        let Reply::RecentVisits(page) = office.call(Request::RecentVisits(ask))? else {
            return Err(office.unexpected());
        };
        let read = u32::try_from(page.len()).unwrap_or(u32::MAX);
        let held = |row: &visits::Row| {
            holds(&args.filter, [row.name.as_str(), &row.worker, &row.no.to_string()])
        };
        let page: Vec<visits::Row> = page.into_iter().filter(held).collect();
        let cells = |row: &visits::Row| {
            vec![
                row.no.to_string(),
                texts.weekday_time(zone.local(row.at)),
                row.name.clone(),
                texts.visit_kind(row.kind).into_owned(),
                texts.outcome(row.outcome).into_owned(),
                row.worker.clone(),
            ]
        };
        rows.page(shell, &page, &heads, cells, visit_json)?;
        skip += read;
        if read == 0 || shell.nobody_reads() {
            return rows.end(shell, "cli-list-empty");
        }
    }
}

fn visit_json(row: &visits::Row) -> Value {
    json!({
        "case_no": row.no.to_string(),
        "at": row.at,
        "name": row.name,
        "kind": code(&VisitKind::CODES, row.kind),
        "outcome": code(&Outcome::CODES, row.outcome),
        "worker": row.worker,
        "concerns": row.concerns,
        "note": row.note,
    })
}

fn follow_ups(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let texts = Arc::clone(&shell.texts);
    let mut rows = Rows::start(shell, args.json, "follow_ups")?;
    let heads =
        ["cli-head-case", "cli-head-until", "cli-head-name", "cli-head-what", "cli-head-owner"];
    let mut skip = 0;
    loop {
        let ask = followups::List { skip, limit: PAGE_MAX };
        let Reply::FollowUps(page) = office.call(Request::FollowUps(ask))? else {
            return Err(office.unexpected());
        };
        let read = u32::try_from(page.len()).unwrap_or(u32::MAX);
        let held = |row: &followups::Row| {
            let no = row.no.to_string();
            holds(&args.filter, [row.name.as_str(), &row.owner, &row.follow_up.what, &no])
        };
        let page: Vec<followups::Row> = page.into_iter().filter(held).collect();
        let cells = |row: &followups::Row| {
            let due = texts.date(row.follow_up.window.due());
            let no = row.no.to_string();
            vec![no, due, row.name.clone(), row.follow_up.what.clone(), row.owner.clone()]
        };
        rows.page(shell, &page, &heads, cells, follow_up_json)?;
        skip += read;
        if read == 0 || shell.nobody_reads() {
            return rows.end(shell, "cli-list-empty");
        }
    }
}

fn follow_up_json(row: &followups::Row) -> Value {
    let window = row.follow_up.window;
    json!({
        "case_no": row.no.to_string(),
        "name": row.name,
        "what": row.follow_up.what,
        "from": window.from(),
        "due": window.due(),
        "until": window.until(),
        "owner": row.owner,
        "restricted": row.follow_up.restricted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_query_choose_the_filter_and_the_rest_is_searched() {
        let query = query("mine overdue kölner 12");
        assert_eq!((query.scope, query.filter), (Scope::Mine, Filter::VisitOverdue));
        assert_eq!(query.text, "kölner 12");
    }

    #[test]
    fn a_row_is_held_by_every_word_whatever_the_spelling() {
        assert!(holds("hamadi fat", ["Al-Hamadi, Fatima"]));
        assert!(!holds("hamadi yusuf", ["Al-Hamadi, Fatima"]));
        assert!(holds("", ["anything"]));
    }
}

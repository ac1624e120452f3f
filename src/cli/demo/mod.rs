//! `aid demo`: a practice office full of invented people, made where `--office` says, or for this
//! call only.
pub mod build;
mod homes;
mod life;
mod once;
mod people;
mod sheets;
mod table;

use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};

use self::build::Plan;
use self::once::Once;
use super::founding;
use super::shell::{Progress, Shell};
use crate::client::fresh_request_id;
use crate::domain::dates::OfficeZone;
use crate::problem::{Kind, Problem};
use crate::server::peer::Peer;
use crate::store::half::is_office;

/// Names of areas, homes and colleagues.
const OFFICE: &str = include_str!("office.tsv");

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Persons at least.
    #[arg(long, default_value_t = 600, value_name = "NUMBER")]
    persons: u32,
    /// Years of visits.
    #[arg(long, default_value_t = 2, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(0..=30))]
    years: u32,
    /// The same number makes the same office.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// The moment up to which it lives, in the time of the office.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Only make it.
    #[arg(long)]
    no_open: bool,
}

/// A practice office for this call only, for somebody who starts AiD for the first time.
pub fn practice(owner: &str, shell: &mut Shell) -> Result<(), Problem> {
    let args = Args { persons: 600, years: 2, seed: 1, at: None, no_open: false };
    make_and_open(&args, owner, shell)
}

/// Makes the office and opens it.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let owner = shell.texts.get("demo-owner").into_owned();
    make_and_open(args, &owner, shell)
}

fn make_and_open(args: &Args, owner: &str, shell: &mut Shell) -> Result<(), Problem> {
    if shell.config.shared {
        return Err(shell.problem(Kind::NotPermitted, "problem-shared-machine"));
    }
    let now = moment(args, shell)?;
    let place = std::env::temp_dir();
    let (dir, once) = match &shell.global.office {
        Some(dir) => (dir.clone(), None),
        None if args.no_open => {
            (place.join(format!("aid-demo-{:016x}", fresh_request_id().0 >> 64)), None)
        }
        None => {
            let once = Once::new();
            let once = once.map_err(|error| Problem::file(&shell.texts, &place, &error))?;
            (once.dir().to_owned(), Some(once))
        }
    };
    let there = || {
        let values = [("folder", dir.display().to_string().into())];
        Problem::with(&shell.texts, Kind::Failed, "demo-there", &values)
    };
    if is_office(&dir) {
        return Err(there());
    }
    let persons = make(args, owner, &dir, now, shell)?.ok_or_else(there)?;
    if args.no_open {
        let values = [("persons", persons.into()), ("folder", dir.display().to_string().into())];
        let sentence = shell.texts.with("demo-done", &values).into_owned();
        return shell.line(&sentence);
    }
    shell.global.office = Some(dir.clone());
    if once.is_some() {
        shell.idle_exit = Some(1);
    }
    let opened = super::open::application(shell);
    if let Some(once) = once {
        drop(once);
        if opened.is_ok() {
            let gone = shell.texts.get("demo-gone").into_owned();
            shell.line(&gone)?;
        }
    }
    opened
}

fn moment(args: &Args, shell: &Shell) -> Result<DateTime<Utc>, Problem> {
    let Some(text) = &args.at else { return Ok(Utc::now()) };
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    local.map(|local| OfficeZone::default().utc(local)).ok_or_else(|| {
        let values = [("text", text.as_str().into())];
        Problem::with(&shell.texts, Kind::Usage, "demo-date", &values)
    })
}

/// How many persons it has; `None` when somebody else made an office there meanwhile.
fn make(
    args: &Args,
    owner: &str,
    dir: &Path,
    now: DateTime<Utc>,
    shell: &Shell,
) -> Result<Option<u32>, Problem> {
    let me = Peer::own();
    let plan = Plan {
        persons: args.persons,
        years: args.years,
        seed: args.seed,
        now,
        uid: me.uid,
        user: me.user,
        name: owner.to_owned(),
    };
    let mut progress = Progress::start(&shell.texts.get("demo-progress"));
    let total = u64::from(plan.persons);
    founding::make(dir, now, &shell.texts, |store| {
        build::build(store, &plan, &mut |done| progress.at(u64::from(done), total))
    })
}

//! The morning board: what a worker has to do today, asked over the socket as her screen asks it.
//!
//! ```text
//! cargo bench --bench today -- 100000 --persons 600
//! ```
//! A practice office of so many persons, with further visits until there are so many in all; the server
//! is the program itself in a process of its own. Measured is from the first byte sent to the reply read,
//! once for the cases of one worker and once for a worker who stands in for all the others.

// a benchmark may stop at the first error, and prints
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, clippy::panic)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aid::api::today::{Ask, Board};
use aid::api::{Reply, Request};
use aid::client::Connection;
use aid::domain::dates::OfficeZone;
use aid::domain::household::Interpreter;
use aid::domain::visit::{Entry, Outcome, VisitKind};
use aid::store::{Author, OFFICE_ITSELF, Options, Store, cases, households, staff, visits};
use chrono::{DateTime, Days, TimeDelta, Utc};

const PROGRAM: &str = env!("CARGO_BIN_EXE_aid");
/// Questions of which the times are told.
const ASKED: usize = 500;
/// Visits in one change.
const BATCH: usize = 500;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let wanted = args.first().and_then(|arg| arg.parse().ok()).unwrap_or(100_000);
    let persons = args.iter().position(|arg| arg == "--persons").and_then(|at| args.get(at + 1));
    let dir = tempfile::tempdir().unwrap();
    let office = dir.path().join("office");
    let persons = persons.map_or("600", String::as_str);
    aid(&office, &["demo", "--no-open", "--persons", persons]).spawn().unwrap().wait().unwrap();
    let visits = fill(&office, wanted, false);
    println!("{persons} persons, {visits} visits");
    measure(&office, "one worker");
    fill(&office, 0, true);
    measure(&office, "standing in for all");
}

fn aid(office: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).arg("--office").arg(office).stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null());
    command
}

/// Adds contacts, as old as the others, until there are so many; with `deputy` the owner stands in for
/// everybody else. Gives how many visits there are.
fn fill(office: &Path, wanted: usize, deputy: bool) -> usize {
    let now = Utc::now();
    let store =
        Store::open(office, Options::at(now.timestamp_millis()), &mut |_| {}).unwrap().store;
    let zone = OfficeZone::default();
    let author = Author { staff: OFFICE_ITSELF, uid: 0, at: now, zone };
    let mut all = store.read(|view| cases::all(view)).unwrap();
    // nothing can be written into a closed one
    all.retain(|case| case.phase_on(zone.day(now)).is_open());
    let count = |case| store.read(|view| visits::of_case(view, case)).unwrap().len();
    let mut there: usize = all.iter().map(|case| count(case.id)).sum();
    while there < wanted {
        let all = all.clone();
        let batch = BATCH.min(wanted - there);
        let make = move |change: &mut aid::store::Change<'_, '_>| {
            change.for_good();
            for n in 0..batch {
                let case = &all[(there + n) % all.len()];
                let met = vec![households::of_case(change, case)?.reference];
                let days = i64::try_from((there + n) % 700).unwrap();
                let at = now - TimeDelta::days(days + 30);
                visits::record(change, case.id, contact(met, at))?;
            }
            Ok(aid::store::Outcome::default())
        };
        store.write(&author, None, "bench", make).unwrap();
        there += batch;
    }
    if deputy {
        let ids: Vec<_> = store.roster().staff().map(|staff| staff.id).collect();
        let (from, until) = (zone.day(now), zone.day(now) + Days::new(7));
        for other in &ids[1..] {
            let (owner, me) = (*other, ids[0]);
            let grant = move |change: &mut aid::store::Change<'_, '_>| {
                staff::grant(change, owner, me, from, until)
            };
            store.write(&author, None, "bench", grant).unwrap();
        }
    }
    store.close().unwrap();
    there
}

fn contact(met: Vec<aid::domain::ids::PersonId>, at: DateTime<Utc>) -> Entry {
    Entry {
        kind: VisitKind::Consultation,
        at,
        place: String::new(),
        met,
        interpreter: Interpreter::None,
        outcome: Outcome::Met,
        template: None,
        answers: vec![],
        field: None,
        note: "Unterlagen durchgesehen".into(),
        follow_ups: vec![],
    }
}

fn measure(office: &Path, whose: &str) {
    let mut server = aid(office, &["serve"]).spawn().unwrap();
    let socket = office.join("sock");
    while Connection::open(&socket).is_err() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut connection = Connection::open(&socket).unwrap();
    for by_home in [false, true] {
        let mut times = Vec::new();
        let mut board = Board::default();
        for _ in 0..ASKED {
            let start = Instant::now();
            let reply = connection.call(Request::Today(Ask { by_home, limit: 500 })).unwrap();
            times.push(start.elapsed());
            let Reply::Today(told) = reply else { panic!("no board: {reply:?}") };
            board = told;
        }
        let first = times[0];
        times.sort();
        println!(
            "{whose}, {}: {} rows, first {first:.2?}, median {:.2?}, p99 {:.2?}; {:?}",
            if by_home { "by home" } else { "by urgency" },
            board.rows.len(),
            times[times.len() / 2],
            times[times.len() * 99 / 100],
            board.counts,
        );
    }
    let pid = rustix::process::Pid::from_child(&server);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    server.wait().unwrap();
}

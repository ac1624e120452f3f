//! Many people at once: so many sessions press a key each second, and each key asks the server.
//!
//! ```text
//! cargo bench --bench sessions -- 500 --seconds 20 --persons 600
//! ```
//! The server is the program itself in a process of its own, on a practice office of so many persons
//! with two years of visits. Each session is a connection over its socket with a thread that sends at
//! its own moment of each second and takes pushes in between. What the keys ask is mixed as on a
//! working day that asks much: see [`what`]. Latency is from the first byte sent to the reply read. All
//! sessions are one user, so they share a few drafts: each user has few.

// a benchmark may stop at the first error, and prints
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

use aid::api::{Reply, Request, cases, drafts, visits};
use aid::client::Connection;
use aid::domain::caseload::{Filter, Query, Scope, Sort};
use aid::domain::household::Interpreter;
use aid::domain::ids::{CaseId, RequestId};
use aid::domain::visit::{Entry, Outcome, VisitKind};
use chrono::Utc;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_aid");
/// What is typed into the search, a letter a key.
const TYPED: [&str; 5] = ["mohamad", "yagmur", "oleks", "hoss", "143"];
/// Ticks of `/proc/PID/stat` a second.
const TICKS: f64 = 100.0;

/// A key: what it is called in the figures, and how long it took.
type Timed = (&'static str, Duration);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let option =
        |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let number = |name: &str, otherwise: u64| {
        option(name).map_or(otherwise, |number| number.parse().unwrap())
    };
    let sessions = args.first().and_then(|arg| arg.parse().ok()).unwrap_or(500);
    measure(sessions, number("--seconds", 20), number("--persons", 600));
}

fn measure(sessions: u32, seconds: u64, persons: u64) {
    let dir = tempfile::tempdir().unwrap();
    let office = dir.path().join("office");
    let persons = persons.to_string();
    aid(&office, &["demo", "--no-open", "--persons", &persons]).spawn().unwrap().wait().unwrap();
    let socket = office.join("sock");
    let mut server = aid(&office, &["serve"]).stderr(Stdio::null()).spawn().unwrap();
    while !socket.exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let (before, start) = (cpu(&server), Instant::now());
    let mut timed: Vec<Timed> = std::thread::scope(|scope| {
        let session = |n| {
            scope.spawn({
                let socket = &socket;
                move || work(socket, n, sessions, seconds)
            })
        };
        let running: Vec<_> = (0..sessions).map(session).collect();
        running.into_iter().flat_map(|session| session.join().unwrap()).collect()
    });
    let busy = (cpu(&server) - before) / start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let memory = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    println!(
        "{sessions} sessions, {persons} persons: server {:.1} % of a core, {memory}",
        busy * 100.0
    );
    summary("all", timed.iter().map(|(_, time)| *time).collect());
    timed.sort();
    for kind in timed.chunk_by(|a, b| a.0 == b.0) {
        summary(kind[0].0, kind.iter().map(|(_, time)| *time).collect());
    }
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&server),
        rustix::process::Signal::TERM,
    )
    .unwrap();
    server.wait().unwrap();
}

fn aid(office: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).arg("--office").arg(office).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Seconds of processor time the server has taken so far.
fn cpu(server: &Child) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.id())).unwrap();
    // behind the name, which may hold anything: the 12th and 13th field are user and system
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / TICKS
}

/// One session: a key each second, the first one at its own moment of the first second.
fn work(socket: &Path, n: u32, sessions: u32, seconds: u64) -> Vec<Timed> {
    let mut connection = Connection::open(socket).unwrap();
    let reply = connection.call(page("", 500)).unwrap();
    let Reply::Caseload(list) = reply else { panic!("no caseload: {reply:?}") };
    let cases: Vec<CaseId> = list.rows.iter().map(|row| row.case).collect();
    let mut random = fastrand::Rng::with_seed(u64::from(n));
    let start = Instant::now()
        + Duration::from_secs(1)
        + Duration::from_secs(1).mul_f64(f64::from(n) / f64::from(sessions));
    let mut timed = Vec::new();
    for second in 0..seconds {
        let at = start + Duration::from_secs(second);
        std::thread::sleep(at.saturating_duration_since(Instant::now()));
        let (name, request) = what(&mut random, n, &cases);
        let sent = Instant::now();
        connection.call(request).unwrap();
        timed.push((name, sent.elapsed()));
    }
    timed
}

/// What a key asks: of a hundred, 45 a window of the list, 20 a letter more in the search, 20 a case,
/// 7 a visit form, 7 a draft, and one saves a visit, which tells all others.
fn what(random: &mut fastrand::Rng, n: u32, cases: &[CaseId]) -> (&'static str, Request) {
    let case = cases[random.usize(..cases.len())];
    match random.u8(..100) {
        0..45 => ("list", page("", 44)),
        45..65 => {
            let typed = TYPED[random.usize(..TYPED.len())];
            ("search", page(&typed[..random.usize(1..=typed.len())], 44))
        }
        65..85 => ("case", Request::ShowCase(cases::ShowCase { case, visits: 3 })),
        85..92 => ("form", Request::PrepareVisit(visits::Prepare { case })),
        92..99 => ("draft", Request::SaveDraft(Box::new(draft(n, case)))),
        _ => ("save", Request::RecordVisit(Box::new(visits::Record { case, entry: entry() }))),
    }
}

fn page(text: &str, limit: u16) -> Request {
    let (scope, filter, sort) = (Scope::All, Filter::Open, Sort::Name);
    Request::Caseload(Query {
        scope,
        filter,
        text: text.into(),
        sort,
        offset: 0,
        limit,
        around: None,
    })
}

fn draft(n: u32, case: CaseId) -> drafts::Draft {
    let fields = vec![("note".into(), "Termin beim Jobcenter klären".into())];
    drafts::Draft {
        id: RequestId(u128::from(n % 20 + 1)),
        form: drafts::Form::FollowUp,
        case: Some(case),
        name: String::new(),
        kept: Utc::now(),
        no: 0,
        from: None,
        body: drafts::Body::Fields { fields, at: "note".into(), cursor: 4 },
    }
}

fn entry() -> Entry {
    Entry {
        kind: VisitKind::Consultation,
        at: Utc::now(),
        place: String::new(),
        met: vec![],
        interpreter: Interpreter::None,
        outcome: Outcome::Met,
        template: None,
        answers: vec![],
        field: None,
        note: "Termin beim Jobcenter besprochen".into(),
        follow_ups: vec![],
    }
}

fn summary(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a place in a short list"
        )]
        let place = ((times.len() - 1) as f64 * share) as usize;
        times[place].as_secs_f64() * 1000.0
    };
    let (median, p99, worst) = (at(0.5), at(0.99), at(1.0));
    println!(
        "  {name:8} {:6} keys: median {median:6.2}, p99 {p99:6.2}, worst {worst:6.2} ms",
        times.len()
    );
}

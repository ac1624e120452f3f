//! The real program as a server in the background: started by many clients at once, killed in the
//! middle of the work, left alone. `AID_ROUNDS` sets the number of kills (50).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/server.rs"]
mod server;

use std::collections::{HashMap, HashSet};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use aid::api::ready::Failure;
use aid::api::{Ask, Push, Reply, Request, cases};
use aid::client::fresh_request_id;
use aid::client::link::{Link, LinkEvent};
use aid::client::start::{Start, StartError, Target};
use aid::domain::ids::CaseId;
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use faults::{Tally, rounds};
use rustix::process::Signal;
use server::{Client, found, hire};

/// A personal office of who runs the test; its server goes with it.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        found(dir.path(), OfficeKind::Personal);
        let me = Peer::own();
        hire(dir.path(), &me.user, me.uid, &[Role::Worker, Role::Coordinator], Some("Nord"));
        Self { dir }
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("sock")
    }

    fn target(&self, idle_exit: u32) -> Target {
        let office = self.dir.path().to_owned();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_aid"));
        Target { socket: self.socket(), start: Some(Start { office, program, idle_exit }) }
    }

    fn connect(&self) -> Client {
        Client(self.target(30).connect().unwrap_or_else(|e| panic!("{e}: {}", self.log())))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("serve.log")).unwrap_or_default()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        kill(&self.socket());
    }
}

/// Kills the server behind a socket, if one lives: nothing is asked, nothing is finished.
fn kill(socket: &Path) -> bool {
    signal(socket, Signal::KILL)
}

fn signal(socket: &Path, signal: Signal) -> bool {
    let Ok(stream) = UnixStream::connect(socket) else { return false };
    let server = rustix::net::sockopt::socket_peercred(&stream).unwrap().pid;
    rustix::process::kill_process(server, signal).is_ok()
}

fn status(client: &mut Client) -> aid::api::office::Status {
    match client.ask(Request::Status) {
        Ok(Reply::Status(status)) => status,
        other => panic!("{other:?}"),
    }
}

#[test]
fn forty_clients_of_a_cold_office_start_one_server() {
    let rounds = rounds(50) / 50;
    let mut tally = Tally { rounds, ..Tally::of("40 clients start a server at once") };
    for _ in 0..rounds {
        tally.unopened += u64::from(!forty_find_one());
    }
    tally.finish();
}

/// Forty clients come to a new office at once; whether all are at the same server.
fn forty_find_one() -> bool {
    let office = Office::new();
    // one that a killed server left behind
    drop(UnixListener::bind(office.socket()).unwrap());
    let barrier = Arc::new(Barrier::new(40));
    let sessions: Vec<u32> = std::thread::scope(|scope| {
        let client = || {
            barrier.wait();
            let mut client = office.connect();
            barrier.wait();
            let sessions = status(&mut client).sessions;
            barrier.wait();
            sessions
        };
        let clients: Vec<_> = (0..40).map(|_| scope.spawn(client)).collect();
        clients.into_iter().map(|c| c.join().unwrap()).collect()
    });
    sessions == [40; 40]
}

/// `aid serve` on an office, as who administers it starts it.
fn serve(office: &Office) -> Child {
    let mut aid = Command::new(env!("CARGO_BIN_EXE_aid"));
    aid.args(["serve", "--office"]).arg(office.dir.path());
    aid.env_clear().env("HOME", office.dir.path()).stdin(Stdio::null()).stdout(Stdio::null());
    aid.stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(mut server: Child) -> String {
    server.kill().unwrap();
    String::from_utf8(server.wait_with_output().unwrap().stderr).unwrap()
}

#[test]
fn of_two_servers_started_at_once_one_serves_and_the_other_says_why_not() {
    let mut tally = Tally { rounds: rounds(8), ..Tally::of("2 servers at once, real program") };
    let office = Office::new();
    let target = Target { socket: office.socket(), start: None };
    let connect = |server: &mut Child| {
        wait_until("it serves", || {
            assert_eq!(server.try_wait().unwrap(), None, "it serves");
            UnixStream::connect(office.socket()).is_ok()
        });
        Client(target.connect().unwrap())
    };
    let mut first = serve(&office);
    let case = connect(&mut first).household("Alavi");
    ended(first);
    for round in 1..=tally.rounds {
        let mut both = [serve(&office), serve(&office)];
        let mut loser = None;
        wait_until("one has left", || {
            loser = both.iter_mut().position(|server| server.try_wait().unwrap().is_some());
            loser.is_some()
        });
        if loser == Some(0) {
            both.reverse();
        }
        let [mut winner, mut loser] = both;
        let status = loser.try_wait().unwrap();
        let why = ended(loser);
        assert_eq!(status.and_then(|status| status.code()), Some(1), "{why}");
        assert!(why.contains("führt schon ein anderer Server"), "{round}: {why}");
        connect(&mut winner).talk(case, &format!("Anruf {round}"));
        tally.acknowledged += 1;
        tally.panics += u64::from(ended(winner).contains("panicked"));
    }
    let mut last = serve(&office);
    let notes = notes(&mut connect(&mut last), case);
    ended(last);
    let found: HashSet<&String> = notes.iter().map(|(note, _)| note).collect();
    tally.lost = tally.acknowledged - found.len() as u64;
    tally.doubled = (notes.len() - found.len()) as u64;
    tally.finish();
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = std::time::Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(std::time::Instant::now() < end, "waited until {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_server_that_nobody_needs_leaves_and_takes_its_socket_along() {
    let office = Office::new();
    drop(office.target(1).connect().unwrap());
    let end = std::time::Instant::now() + Duration::from_secs(30);
    while office.socket().exists() {
        assert!(std::time::Instant::now() < end, "still there: {}", office.log());
        std::thread::yield_now();
    }
    office.connect().household("Alavi");
}

#[test]
fn a_server_told_to_stop_says_goodbye_and_clients_find_the_next_one() {
    let office = Office::new();
    let case = office.connect().household("Alavi");
    let mut worker = Worker::new(&office);
    worker.send(case);
    worker.wait(1, &office);
    assert!(signal(&office.socket(), Signal::TERM));
    let mut goodbye = false;
    loop {
        match worker.events.recv_timeout(Duration::from_secs(60)).unwrap() {
            LinkEvent::Push(Push::Closing) => goodbye = true,
            LinkEvent::Down => break,
            _ => {}
        }
    }
    assert!(goodbye);
    worker.send(case);
    worker.wait(2, &office);
    assert_eq!(office.connect().sheet(case).visits_total, 2);
}

#[test]
fn a_server_that_cannot_open_its_office_says_why() {
    let office = Office::new();
    std::fs::remove_dir_all(office.dir.path().join("journal")).unwrap();
    std::fs::write(office.dir.path().join("journal"), "no directory").unwrap();
    let error = office.target(1).connect().unwrap_err();
    let StartError::Failed { why: Failure::File { path, .. }, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(path, office.dir.path().canonicalize().unwrap().join("journal"));
    assert!(!office.log().is_empty());
}

/// A worker at a terminal: sends without waiting, sees what is answered.
struct Worker {
    link: Link,
    events: Receiver<LinkEvent>,
    sent: u32,
    saved: HashMap<u32, u64>,
}

impl Worker {
    fn new(office: &Office) -> Self {
        let (tell, events) = channel();
        let told = move |event| drop(tell.send(event));
        Self { link: Link::start(office.target(30), told), events, sent: 0, saved: HashMap::new() }
    }

    fn send(&mut self, case: CaseId) {
        self.sent += 1;
        let mut entry = server::entry(
            aid::domain::visit::VisitKind::Phone,
            &[],
            &format!("Anruf {}", self.sent),
        );
        entry.at = chrono::Utc::now();
        let body = server::record(case, entry);
        let ask = Ask { tag: self.sent, request: Some(fresh_request_id()), beside: false, body };
        self.link.send(&ask).unwrap();
    }

    /// Waits until so many visits are acknowledged in all.
    fn wait(&mut self, acknowledged: usize, office: &Office) {
        while self.saved.len() < acknowledged {
            match self.events.recv_timeout(Duration::from_secs(60)) {
                Ok(LinkEvent::Reply { tag, result: Ok(Reply::Saved(saved)) }) => {
                    let before = self.saved.insert(tag, saved.id);
                    assert_eq!(before, None, "answered twice");
                }
                Ok(LinkEvent::Reply { tag, result }) => panic!("{tag}: {result:?}"),
                Ok(_) => {}
                Err(error) => panic!("{error}: {}", office.log()),
            }
        }
    }
}

/// Every note of a case, a page at a time.
fn notes(client: &mut Client, case: CaseId) -> Vec<(String, u64)> {
    let mut notes = Vec::new();
    loop {
        let skip = u32::try_from(notes.len()).unwrap();
        let page = Request::CaseVisits(cases::VisitsBefore { case, skip, limit: 500 });
        let Ok(Reply::CaseVisits(page)) = client.ask(page) else { panic!("no visits") };
        if page.is_empty() {
            return notes;
        }
        notes.extend(page.into_iter().map(|s| (s.visit.entry.note, s.visit.id.0)));
    }
}

#[test]
fn a_killed_server_loses_no_visit_and_doubles_none() {
    let mut tally =
        Tally { rounds: rounds(50), ..Tally::of("SIGKILL of the server, real program") };
    let office = Office::new();
    let case = office.connect().household("Alavi");
    let mut worker = Worker::new(&office);
    let mut chance = fastrand::Rng::with_seed(1);
    for round in 0..tally.rounds {
        let before = worker.saved.len();
        for _ in 0..20 {
            worker.send(case);
        }
        // somewhere among the twenty: some acknowledged, some written, some only sent
        worker.wait(before + chance.usize(0..20), &office);
        // after the last kill the next server may not be there yet
        let end = std::time::Instant::now() + Duration::from_secs(60);
        while !kill(&office.socket()) {
            assert!(std::time::Instant::now() < end, "round {round}: {}", office.log());
            std::thread::yield_now();
        }
    }
    worker.wait(worker.sent as usize, &office);
    assert_eq!(worker.link.unanswered(), 0);

    let notes = notes(&mut office.connect(), case);
    let found: HashMap<&str, u64> = notes.iter().map(|(note, id)| (note.as_str(), *id)).collect();
    tally.acknowledged = worker.saved.len() as u64;
    tally.doubled = (notes.len() - found.len()) as u64;
    let kept = |(tag, id): &(&u32, &u64)| found.get(format!("Anruf {tag}").as_str()) == Some(id);
    tally.lost = tally.acknowledged - worker.saved.iter().filter(kept).count() as u64;
    tally.panics = office.log().matches("panicked").count() as u64;
    assert_eq!(found.len(), worker.sent as usize, "nothing that was not sent");
    tally.finish();
}

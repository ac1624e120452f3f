//! The very first start, of a shared office, of one's own and of one to practise with, killed as it
//! enters a system call that changes the disk, or with that call failing. Whatever is left, the same
//! start once more makes a whole office, once, and none that was whole is made again.
//!
//! The short form takes some of the calls, the long one as many as `AID_ROUNDS` says. Needs strace.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic, and says why"
)]

#[path = "common/calls.rs"]
mod calls;
#[path = "common/faults.rs"]
mod faults;
#[path = "common/pty.rs"]
mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aid::client::Connection;
use aid::domain::office::OfficeKind;
use aid::store::half::is_office;
use aid::store::{OpenError, Options, Store, areas, cases, staff};
use calls::CHANGING;
use faults::{Tally, no_strace, rounds};
use portable_pty::CommandBuilder;
use pty::Pty;
use rustix::process::{Signal, kill_process};

const KILL: &str = "signal=KILL";
const ERRORS: [&str; 3] = ["error=EIO", "error=ENOSPC", "error=EROFS"];
/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a first start makes: the kind of the office, and how many areas, staff and cases.
type Made = (OfficeKind, usize, usize, usize);

/// A way to start for the first time.
#[derive(Clone, Copy)]
struct First {
    /// Below the home directory.
    office: &'static str,
    /// Runs it, below another program if one is named, until it ends.
    run: fn(home: &Path, below: &[String]) -> Ended,
}

/// How a first start ended.
#[derive(Debug)]
struct Ended {
    well: bool,
    /// Its exit code; `None` when it was killed.
    code: Option<i32>,
    /// It told that the office is there.
    told: bool,
    /// All that it wrote.
    said: String,
}

const SHARED: First = First { office: "office", run: shared };
const PRACTICE: First = First { office: "d", run: practice };
const PERSONAL: First = First { office: ".local/share/aid/office", run: personal };

fn shared(home: &Path, below: &[String]) -> Ended {
    fs::create_dir_all(home.join(".config/aid")).unwrap();
    fs::write(home.join(".config/aid/config.toml"), "shared = true\n").unwrap();
    let socket = home.join("sock");
    let serve = ["serve", "--office", "office", "--idle-exit", "0", "--socket"];
    ended(command(home, below).args(serve).arg(socket), "the office is open")
}

fn practice(home: &Path, below: &[String]) -> Ended {
    let demo = ["demo", "--office", "d", "--no-open", "--persons", "40", "--years", "1"];
    ended(command(home, below).args(demo), "Personen")
}

fn command(home: &Path, below: &[String]) -> Command {
    let own = [env!("CARGO_BIN_EXE_aid").to_owned()];
    let mut words = below.iter().chain(&own);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).env_clear().env("HOME", home).env("LANG", "C.UTF-8");
    command.env("PATH", "/usr/bin:/bin").current_dir(home).stdin(Stdio::null());
    command
}

fn ended(command: &mut Command, told: &str) -> Ended {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let code = output.status.code();
    Ended { well: output.status.success(), code, told: said.contains(told), said }
}

/// Answers the three questions if they are asked, and leaves as soon as the application is there.
fn personal(home: &Path, below: &[String]) -> Ended {
    let own = [env!("CARGO_BIN_EXE_aid").to_owned()];
    let mut words = below.iter().chain(&own);
    let mut command = CommandBuilder::new(words.next().unwrap());
    command.args(words);
    command.env_clear();
    for (name, value) in [("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin"), ("TERM", "xterm")] {
        command.env(name, value);
    }
    command.env("HOME", home);
    command.cwd(home);
    let mut aid = Pty::start(command, 80, 24);
    let mut answers =
        vec![("leeres", "leer\r"), ("zum Beispiel Nord", "Nord\r"), ("Ihr Name", "Änne Weber\r")];
    let (mut told, until) = (false, Instant::now() + PATIENCE);
    while !aid.is_closed() {
        assert!(Instant::now() < until, "it goes on:\n{}", aid.contents());
        let screen = aid.contents();
        if answers.last().is_some_and(|(question, _)| screen.contains(question)) {
            let (_, answer) = answers.pop().unwrap();
            aid.send(answer.as_bytes());
        }
        told |= screen.contains("noch keiner eingetragen");
        if told || was_hit(home) {
            // neither waits for the other: which of the two was hit is not known
            aid.send(b"q");
            end_server(&home.join(PERSONAL.office));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let status = aid.wait_exit();
    let code = status.signal().is_none().then(|| status.exit_code().cast_signed());
    Ended { well: status.success(), code, told, said: aid.contents() }
}

/// Ends the server that the application started, if it did.
fn end_server(office: &Path) {
    let Ok(connection) = Connection::open(&office.join("sock")) else { return };
    let (stream, _) = connection.into_parts();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let peer = rustix::net::sockopt::socket_peercred(&stream).unwrap();
    let _ = kill_process(peer.pid, Signal::TERM);
    // the line ends when the server has closed the office
    let end = std::io::Read::read_to_end(&mut &stream, &mut Vec::new());
    let silent = end.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!silent, "the server goes on");
}

fn trace_of(home: &Path) -> PathBuf {
    home.with_extension("trace")
}

/// Whether the call came that was waited for.
fn was_hit(home: &Path) -> bool {
    let trace = fs::read_to_string(trace_of(home)).unwrap_or_default();
    trace.contains("killed by SIGKILL") || trace.contains("(INJECTED)")
}

fn strace(home: &Path, calls: &str) -> Vec<String> {
    let (trace, out) = (format!("trace={calls}"), trace_of(home).display().to_string());
    let words = ["strace", "-f", "-y", "-q", "-s", "0", "-o", &out, "-e", &trace];
    words.map(String::from).to_vec()
}

/// A home directory with nothing in it.
fn fresh(dir: &Path) -> PathBuf {
    let home = dir.join("home");
    let _ = fs::remove_dir_all(&home);
    let _ = fs::remove_file(trace_of(&home));
    fs::create_dir(&home).unwrap();
    home
}

/// What stands in an office, all of it compared.
fn made(office: &Path) -> Result<Made, String> {
    let until = Instant::now() + PATIENCE;
    let store = loop {
        match Store::open(office, Options::at(0), &mut |_| {}) {
            // its server is just leaving
            Err(OpenError::Locked(_)) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            opened => break opened.map_err(|error| error.to_string())?.store,
        }
    };
    let verified = store.verify().map_err(|e| e.to_string())?;
    store.verify_log().map_err(|e| e.to_string())?.map_err(|e| format!("{e:?}"))?;
    if !verified.problems.is_empty() || office.join(".founding").exists() {
        return Err(format!("{:?}", verified.problems));
    }
    let kind = store.roster().office().ok_or("no record of the office")?.kind;
    Ok(store.read(|view| {
        let areas = areas::all(view).unwrap().len();
        (kind, areas, staff::all(view).unwrap().len(), cases::all(view).unwrap().len())
    }))
}

/// One first start after the other, each with something done to it at another call.
fn disturb(name: &str, first: First, faults: &[&str], short: usize) {
    if no_strace() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let home = fresh(dir.path());
    let office = home.join(first.office);
    let undisturbed = (first.run)(&home, &strace(&home, &format!("write,{CHANGING}")));
    assert!(undisturbed.well && undisturbed.told, "{}", undisturbed.said);
    let whole = made(&office).unwrap();
    let trace = fs::read_to_string(trace_of(&home)).unwrap();
    let mut points: Vec<(String, usize)> = calls::on(&trace, &home).into_iter().collect();
    let (all, wanted) = (points.len(), rounds(short));
    fastrand::Rng::with_seed(23).shuffle(&mut points);
    // what comes often repeats itself
    points.sort_by_key(|(_, nth)| *nth > 40);
    let mut tally = Tally::of(name);
    for ((call, nth), fault) in points.into_iter().zip(faults.iter().cycle()).take(wanted) {
        let home = fresh(dir.path());
        let mut below = strace(&home, &call);
        below.push(format!("-einject={call}:{fault}:when={nth}"));
        let hit = (first.run)(&home, &below);
        // those of sled are caught; it has some where the disk refuses
        let panicked = |line: &&str| line.contains("panicked at") && !line.contains("/sled-");
        tally.panics += hit.said.lines().filter(panicked).count() as u64;
        tally.panics += u64::from(hit.code == Some(101));
        if !was_hit(&home) {
            // threads do not take turns the same way each time: this one made fewer calls
            continue;
        }
        tally.rounds += 1;
        tally.acknowledged += u64::from(hit.told);
        tally.lost += u64::from(hit.told && !is_office(&office));
        let says_why = hit.well || *fault == KILL || !hit.said.trim().is_empty();
        assert!(says_why, "{below:?} ended without a word");
        fs::remove_file(trace_of(&home)).unwrap();
        let again = match first.office {
            // what is whole is not made again, which it says
            office if office == PRACTICE.office && is_office(&home.join(office)) => None,
            _ => Some((first.run)(&home, &[])),
        };
        match made(&office) {
            Ok(found) if again.as_ref().is_none_or(|again| again.well) => {
                tally.doubled += u64::from(found != whole);
            }
            found => {
                eprintln!("{found:?} {}", again.map(|again| again.said).unwrap_or_default());
                tally.unopened += 1;
            }
        }
        tally.assert_well(&format!("{below:?}: {}", hit.said));
    }
    println!("{} of {all} calls", tally.rounds);
    assert!(tally.rounds > wanted.min(all) / 2, "most calls come: {tally}");
    tally.finish();
}

#[test]
fn a_shared_office_after_a_kill() {
    disturb("SIGKILL at system calls, first start of a shared office", SHARED, &[KILL], 20);
}

#[test]
fn an_office_of_ones_own_after_a_kill() {
    disturb("SIGKILL at system calls, first start of one's own", PERSONAL, &[KILL], 6);
}

#[test]
fn an_office_to_practise_with_after_a_kill() {
    disturb("SIGKILL at system calls, office to practise with", PRACTICE, &[KILL], 8);
}

#[test]
fn a_shared_office_after_calls_that_fail() {
    disturb("calls that fail, first start of a shared office", SHARED, &ERRORS, 12);
}

#[test]
fn an_office_to_practise_with_after_calls_that_fail() {
    disturb("calls that fail, office to practise with", PRACTICE, &ERRORS, 6);
}

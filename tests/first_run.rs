//! `aid` alone on a fresh machine: three questions, then the office is there and open.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/pty.rs"]
mod pty;

use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use aid::client::Connection;
use pty::Pty;
use rustix::process::{Signal, kill_process};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

fn aid(home: &Path) -> Pty {
    let mut command = pty::program(home);
    command.cwd(home);
    Pty::start(command, 80, 24)
}

/// Ends the server that the application started, if it did; it would leave by itself later.
fn end_server(office: &Path) {
    let Ok(connection) = Connection::open(&office.join("sock")) else { return };
    let (stream, _) = connection.into_parts();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let peer = rustix::net::sockopt::socket_peercred(&stream).unwrap();
    kill_process(peer.pid, Signal::TERM).unwrap();
    // the line ends when the server has closed the office
    let end = std::io::Read::read_to_end(&mut &stream, &mut Vec::new());
    assert!(!end.is_err_and(|e| e.kind() == ErrorKind::WouldBlock), "the server goes on");
}

#[test]
fn three_questions_make_the_office_and_are_asked_once() {
    let home = tempfile::tempdir().unwrap();
    let office = home.path().join(".local/share/aid/office");
    let mut first = aid(home.path());
    first.wait_for_text("Ihr Name");
    first.send("Änne Weber\r".as_bytes());
    first.send(b"Nord\r");
    first.wait_for_text("leeres");
    first.send(b"leer\r");
    first.wait_for_text("noch keiner eingetragen");
    first.send(b"q");
    assert!(first.wait_exit().success());

    let mut again = aid(home.path());
    again.wait_for_text("noch keiner eingetragen");
    again.send(b"q");
    assert!(again.wait_exit().success());
    let mine = Connection::open(&office.join("sock")).unwrap();
    assert_eq!(mine.welcome().name, "Änne Weber");
    assert_eq!(mine.welcome().areas, ["Nord"]);
    drop(mine);
    end_server(&office);
}

#[test]
fn whoever_leaves_in_the_middle_has_no_office() {
    let home = tempfile::tempdir().unwrap();
    let mut first = aid(home.path());
    first.wait_for_text("Ihr Name");
    first.send(b"Anna\r");
    first.wait_for_text("Anna");
    first.send(b"\x1b");
    assert!(!first.wait_exit().success());
    assert!(first.contents().contains("kein Büro angelegt"), "{}", first.contents());
    assert!(!home.path().join(".local").exists());
}

#[test]
fn a_practice_office_for_one_call_goes_with_it_and_at_the_latest_with_the_next() {
    let home = tempfile::tempdir().unwrap();
    let place = home.path().join("tmp");
    std::fs::create_dir(&place).unwrap();
    // one that was made to be kept, and a folder that is named otherwise
    let kept = ["aid-demo-0123456789abcdef", "aid-demo-once-mine"].map(|name| place.join(name));
    for dir in &kept {
        std::fs::create_dir(dir).unwrap();
    }
    let demo = || {
        let mut command = pty::program(home.path());
        command.args(["demo", "--persons", "5", "--years", "0"]);
        command.env("TMPDIR", &place);
        command.cwd(home.path());
        let demo = Pty::start(command, 80, 24);
        demo.wait_for_text("Fälle");
        demo
    };
    let offices = || -> Vec<_> {
        let there = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path());
        there.filter(|path| !kept.contains(path)).collect()
    };
    let mut killed = demo();
    let [left] = offices().try_into().unwrap();
    let mut beside = demo();
    assert_eq!(offices().len(), 2, "in use");
    killed.signal(Signal::KILL);
    killed.wait_exit();
    // its server goes by itself
    let until = Instant::now() + PATIENCE;
    while left.join("sock").exists() || in_use(&left) {
        assert!(Instant::now() < until, "its server goes on");
        std::thread::yield_now();
    }
    assert!(left.exists());
    let mut third = demo();
    assert!(!left.exists());
    assert_eq!(offices().len(), 2);
    third.send(b"q");
    assert!(third.wait_exit().success());
    beside.signal(Signal::TERM);
    beside.wait_exit();
    assert_eq!(offices(), Vec::<std::path::PathBuf>::new());
    assert!(kept.iter().all(|dir| dir.exists()));
}

/// Whether a server has the office in this folder.
fn in_use(office: &Path) -> bool {
    let lock = std::fs::File::open(office.join("LOCK")).unwrap();
    let only = rustix::fs::FlockOperation::NonBlockingLockExclusive;
    rustix::fs::flock(&lock, only).is_err()
}

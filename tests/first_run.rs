//! `aid` alone on a fresh machine: three questions, then the office is there and open.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/pty.rs"]
mod pty;

use std::path::Path;

use aid::client::Connection;
use pty::Pty;
use rustix::process::{Signal, kill_process};

fn aid(home: &Path) -> Pty {
    let mut command = pty::program(home);
    command.cwd(home);
    Pty::start(command, 80, 24)
}

/// Ends the server that the application started, if it did; it would leave by itself later.
fn end_server(office: &Path) {
    let Ok(connection) = Connection::open(&office.join("sock")) else { return };
    let (stream, _) = connection.into_parts();
    let peer = rustix::net::sockopt::socket_peercred(&stream).unwrap();
    kill_process(peer.pid, Signal::TERM).unwrap();
    // the line ends when the server has closed the office
    let _ = std::io::Read::read_to_end(&mut &stream, &mut Vec::new());
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

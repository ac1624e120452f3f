//! The system refuses: the disk is full, a write or a sync fails, files are read-only, no handles are
//! left, bytes cannot be read; once, or from some call on. The engine says so in a sentence, never
//! hangs, never panics, and what it acknowledged is there when the fault is over.
//!
//! The short form takes some of the calls, the long one as many as `AID_ROUNDS` says, of each
//! fault. Needs strace.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

#[path = "common/calls.rs"]
mod calls;
#[path = "common/faults.rs"]
mod faults;

#[path = "common/server.rs"]
mod server;

use aid::api::Refusal;
use aid::client::CallError;
use aid::client::start::{Start, Target};
use aid::domain::ids::RequestId;
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use calls::{CHANGING, Point, READING, points, run, starts, thinned};
use faults::{Tally, no_strace, rounds};
use server::{Client, found, hire, talk};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Not a test of its own: what meets the fault.
#[test]
fn writes_if_asked() {
    faults::write_if_asked();
}

/// The fault from some call on, or at one call only.
fn inject(name: &str, error: &str, calls: &str) {
    inject_where(name, error, calls, |_| true);
}

/// The same in some of the offices only.
fn inject_where(name: &str, error: &str, calls: &str, wanted: fn(&str) -> bool) {
    if no_strace() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut starts = starts(dir.path());
    starts.retain(|start| wanted(start.office.file_name().unwrap().to_str().unwrap()));
    // the marker and nothing else is written with plain `write`
    let all = |start| {
        let mut all = points(start, dir.path(), calls, &[None]);
        all.extend(points(start, dir.path(), "write", &[Some("OPENING")]));
        all
    };
    let points: Vec<Point<'_>> = starts.iter().flat_map(all).collect();
    let mut tally = Tally::of(name);
    let (office, out) = (dir.path().join("office"), dir.path().join("trace"));
    for (index, point) in thinned(points, rounds(8)).into_iter().enumerate() {
        // the program itself is loaded with these
        let loads = ["openat", "read", "pread64"].contains(&point.call.as_str());
        let on = if index % 2 == 0 && !loads { "+" } else { "" };
        let strace = point.strace(&office, &format!("error={error}:when={}{on}", point.nth), &out);
        let (ended, mut acknowledged) = run(point.start, &office, &strace);
        let what = format!("{:?} {strace:?}", point.start.office.file_name());
        assert!(!ended.hung, "{what}");
        tally.rounds += 1;
        tally.acknowledged += ended.saved;
        // those of sled are caught; it has some where the disk refuses
        let panicked = |line: &&String| line.contains("panicked at") && !line.contains("/sled-");
        tally.panics += ended.said.iter().filter(panicked).count() as u64;
        tally.panics += u64::from(ended.code == Some(101));
        tally.check(&office, &mut acknowledged);
        tally.assert_well(&what);
    }
    tally.finish();
}

#[test]
fn a_full_disk_at_any_call() {
    inject("disk full at system calls, engine", "ENOSPC", CHANGING);
}

#[test]
fn an_error_of_the_disk_at_any_call() {
    inject("I/O error at system calls, engine", "EIO", CHANGING);
}

#[test]
fn bytes_that_cannot_be_read() {
    inject("I/O error on reading, engine", "EIO", READING);
}

/// sled cuts off what it could not read, which must not hit the only whole account of an office.
#[test]
fn records_that_cannot_be_read_while_the_journal_is_damaged() {
    let damaged = |start: &str| start == "renewed";
    inject_where("I/O error on reading, damaged journal", "EIO", "pread64", damaged);
}

#[test]
fn files_that_may_only_be_read() {
    inject("read-only at system calls, engine", "EROFS", CHANGING);
}

#[test]
fn no_handles_left() {
    inject("no file handles left, engine", "EMFILE", "openat");
}

/// `aid` whose first server cannot make changes durable from some sync on; the ones after it can.
fn failing_once(dir: &Path) -> PathBuf {
    let (script, once) = (dir.join("failing"), dir.join("once"));
    let aid = env!("CARGO_BIN_EXE_aid");
    let strace = "strace -f -o /dev/null -e trace=fdatasync -e inject=fdatasync:error=EIO:when=9+";
    let first = format!("mkdir {} 2>/dev/null && exec {strace} {aid} \"$@\"", once.display());
    let text = format!("#!/bin/sh\n{first}\nexec {aid} \"$@\"\n");
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
    script
}

#[test]
fn a_server_whose_disk_fails_ends_and_the_next_one_has_everything() {
    if no_strace() {
        return;
    }
    let (dir, tools) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    found(dir.path(), OfficeKind::Personal);
    let me = Peer::own();
    hire(dir.path(), &me.user, me.uid, &[Role::Worker, Role::Coordinator], Some("Nord"));
    let start =
        Start { office: dir.path().to_owned(), program: failing_once(tools.path()), idle_exit: 1 };
    let target = Target { socket: dir.path().join("sock"), start: Some(start) };
    let connect = || Client(target.connect().unwrap());
    let mut client = connect();
    let case = client.household("Alavi");
    let mut failed = 0;
    for n in 1..=30_u32 {
        loop {
            match client.0.call_as(RequestId(n.into()), talk(case, &format!("Anruf {n}"))) {
                Ok(_) => break,
                Err(CallError::Refused(Refusal::DiskFailed)) => failed += 1,
                Err(CallError::Refused(Refusal::Closing) | CallError::Wire(_)) => {}
                Err(error) => panic!("{n}: {error}"),
            }
            client = connect();
        }
    }
    let log = std::fs::read_to_string(dir.path().join("serve.log")).unwrap();
    assert_eq!(failed, 1, "one server failed, once: {log}");
    assert_eq!(client.sheet(case).visits_total, 30, "each is there once");
    assert!(!log.contains("panicked"), "{log}");
    drop(client);
    while dir.path().join("sock").exists() {
        std::thread::yield_now();
    }
}

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

use calls::{CHANGING, Point, READING, points, run, starts, thinned};
use faults::{Tally, no_strace, rounds};

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

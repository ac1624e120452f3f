//! The engine killed as it enters a system call that changes the disk, at one such call after the
//! other: while it opens an office in five states, commits, takes snapshots, compacts and closes.
//! Nothing acknowledged is lost, nothing is made twice, and the office opens.
//!
//! The short form takes some of the calls, the long one as many as `AID_ROUNDS` says. Needs strace.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/calls.rs"]
mod calls;
#[path = "common/faults.rs"]
mod faults;

use calls::{CHANGING, FILES, Point, points, run, starts, thinned};
use faults::{Tally, no_strace, rounds};
use std::fs;

/// Not a test of its own: what the killed process does.
#[test]
fn writes_if_asked() {
    faults::write_if_asked();
}

#[test]
fn a_kill_at_any_system_call_loses_nothing_and_doubles_nothing() {
    if no_strace() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let starts = starts(dir.path());
    let files = if rounds(25) > 100 { &FILES[..] } else { &FILES[..1] };
    let calls = format!("write,{CHANGING}");
    let points = |start| points(start, dir.path(), &calls, files);
    let points: Vec<Point<'_>> = starts.iter().flat_map(points).collect();
    let all = points.len();
    let mut tally = Tally::of("SIGKILL at system calls, engine");
    let (office, out) = (dir.path().join("office"), dir.path().join("trace"));
    for point in thinned(points, rounds(25)) {
        let kill = format!("signal=KILL:when={}", point.nth);
        let strace = point.strace(&office, &kill, &out);
        let (ended, mut acknowledged) = run(point.start, &office, &strace);
        assert_eq!((ended.refused, ended.said, ended.hung), (None, vec![], false), "{strace:?}");
        tally.acknowledged += ended.saved;
        if !fs::read_to_string(&out).unwrap().contains("killed by SIGKILL") {
            // threads do not take turns the same way each time: this one made fewer calls
            continue;
        }
        tally.rounds += 1;
        tally.check(&office, &mut acknowledged);
        tally.assert_well(&format!("{:?} {strace:?}", point.start.office.file_name()));
    }
    println!("{} of {all} calls", tally.rounds);
    assert!(tally.rounds > rounds(25).min(all) / 2, "most calls come: {tally}");
    tally.finish();
}

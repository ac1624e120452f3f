//! The engine killed as it enters a system call that changes the disk, at one such call after the
//! other: while it opens an office in five states, commits, takes snapshots, compacts and closes.
//! Nothing acknowledged is lost, nothing is made twice, and the office opens.
//!
//! The short form takes some of the calls, the long one (`AID_ROUNDS`) as many as it is told. Needs
//! strace.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/faults.rs"]
mod faults;

use faults::{Acknowledged, CALLS, Kill, Tally, copy, no_strace, reap, rounds, writer};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Not a test of its own: what the killed process does.
#[test]
fn writes_if_asked() {
    faults::write_if_asked();
}

/// An office as a start may find it.
struct Start {
    office: PathBuf,
    acknowledged: Acknowledged,
    /// The writer ends after so many changes.
    stop: &'static str,
}

impl Start {
    /// A writer made `changes` in it.
    fn after(dir: &Path, name: &str, changes: &str, stop: &'static str) -> Start {
        let (office, mut acknowledged) = (dir.join(name), Acknowledged::new());
        fs::create_dir(&office).unwrap();
        if changes != "0" {
            write(&office, changes, &mut acknowledged);
        }
        Start { office, acknowledged, stop }
    }
}

fn write(office: &Path, changes: &str, acknowledged: &mut Acknowledged) {
    let child = writer(office, &[]).env(faults::STOP, changes).spawn().unwrap();
    let ended = reap(child, &Kill::Never, acknowledged);
    assert_eq!((ended.refused, ended.said, ended.hung), (None, vec![], false));
}

/// Empty; with changes to replay and a journal that soon has to be compacted; without records; with
/// a damaged journal; with an incomplete change at its end.
fn starts(dir: &Path) -> Vec<Start> {
    let empty = Start::after(dir, "empty", "0", "400");
    let mut replay = Start::after(dir, "replay", "60", "250");
    copy(&replay.office.join("records"), &dir.join("older"));
    write(&replay.office, "60", &mut replay.acknowledged);
    fs::remove_dir_all(replay.office.join("records")).unwrap();
    copy(&dir.join("older"), &replay.office.join("records"));
    let rebuild = Start::after(dir, "rebuild", "300", "5");
    fs::remove_dir_all(rebuild.office.join("records")).unwrap();
    let renewed = Start::after(dir, "renewed", "100", "5");
    journal(&renewed, |bytes| bytes[5000] ^= 1);
    let torn = Start::after(dir, "torn", "100", "5");
    journal(&torn, |bytes| bytes.extend([200; 700]));
    vec![empty, replay, rebuild, renewed, torn]
}

fn journal(start: &Start, change: impl FnOnce(&mut Vec<u8>)) {
    let segment = start.office.join("journal/00000000000000000001.jnl");
    let mut bytes = fs::read(&segment).unwrap();
    change(&mut bytes);
    fs::write(segment, bytes).unwrap();
}

/// strace counts calls by name, for each thread. Where the writer makes the most, others never come
/// first; so their files are looked at alone too.
const FILES: [Option<&str>; 4] =
    [None, Some("records/db"), Some("records"), Some("snapshots/next.tmp")];

/// Where a process is killed: at the `nth` call of this name, on this file if one is named.
struct Point<'a> {
    start: &'a Start,
    file: Option<&'a str>,
    call: String,
    nth: usize,
}

/// strace in front of a writer: `calls` are those it looks at, `inject` what it does at them.
fn strace(
    office: &Path,
    file: Option<&str>,
    calls: &str,
    inject: Option<&str>,
    out: &Path,
) -> Vec<String> {
    let (trace, out) = (format!("trace={calls}"), out.display().to_string());
    let words = ["strace", "-f", "-q", "-o", &out, "-e", &trace];
    let mut words: Vec<String> = words.map(String::from).to_vec();
    words.extend(inject.map(|inject| format!("-einject={inject}")));
    if let Some(file) = file {
        words.extend(["-P".into(), office.join(file).display().to_string()]);
    }
    words
}

/// Runs a writer on a copy of the office.
fn run(start: &Start, office: &Path, below: &[String], tally: &mut Tally) -> Acknowledged {
    let _ = fs::remove_dir_all(office);
    copy(&start.office, office);
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    let child = writer(office, &below).env(faults::STOP, start.stop).spawn().unwrap();
    let mut acknowledged = start.acknowledged.clone();
    let ended = reap(child, &Kill::Never, &mut acknowledged);
    assert_eq!((ended.refused, ended.said, ended.hung), (None, vec![], false), "{below:?}");
    tally.acknowledged += ended.saved;
    acknowledged
}

/// All calls a writer makes that is not killed.
fn points<'a>(start: &'a Start, dir: &Path, files: &[Option<&'static str>]) -> Vec<Point<'a>> {
    let (office, out) = (dir.join("office"), dir.join("trace"));
    let mut points = Vec::new();
    for &file in files {
        run(start, &office, &strace(&office, file, CALLS, None, &out), &mut Tally::default());
        let trace = fs::read_to_string(&out).unwrap();
        let mut counts = BTreeMap::<(&str, &str), usize>::new();
        for line in trace.lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let Some((name, _)) = call.trim_start().split_once('(') else { continue };
            // the second half of a call that was interrupted
            if name.starts_with('<') {
                continue;
            }
            *counts.entry((name, thread)).or_default() += 1;
        }
        let mut most = BTreeMap::<&str, usize>::new();
        for ((name, _), count) in counts {
            let most = most.entry(name).or_default();
            *most = count.max(*most);
        }
        for (name, count) in most {
            let call = name.to_owned();
            points.extend((1..=count).map(|nth| Point { start, file, call: call.clone(), nth }));
        }
    }
    points
}

/// Some of them, the same share of each kind; each kind's first ones before all others.
fn thinned(mut points: Vec<Point<'_>>, count: usize) -> Vec<Point<'_>> {
    let mut random = fastrand::Rng::with_seed(17);
    random.shuffle(&mut points);
    points.sort_by_key(|point| point.nth > 40);
    points.truncate(count);
    points
}

#[test]
fn a_kill_at_any_system_call_loses_nothing_and_doubles_nothing() {
    if no_strace() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let starts = starts(dir.path());
    let files = if rounds(25) > 100 { &FILES[..] } else { &FILES[..1] };
    let points: Vec<_> = starts.iter().flat_map(|s| points(s, dir.path(), files)).collect();
    let all = points.len();
    let mut tally = Tally::of("SIGKILL at system calls, engine");
    let (office, out) = (dir.path().join("office"), dir.path().join("trace"));
    for point in thinned(points, rounds(25)) {
        let Point { start, file, call, nth } = point;
        let inject = format!("{call}:signal=KILL:when={nth}");
        let strace = strace(&office, file, &call, Some(&inject), &out);
        let mut acknowledged = run(start, &office, &strace, &mut tally);
        if !fs::read_to_string(&out).unwrap().contains("killed by SIGKILL") {
            // threads do not take turns the same way each time: this one made fewer calls
            continue;
        }
        tally.rounds += 1;
        let bad = tally.bad();
        tally.check(&office, &mut acknowledged);
        assert_eq!(tally.bad(), bad, "{:?} {file:?} {inject}", start.office.file_name());
    }
    println!("{} of {all} calls", tally.rounds);
    assert!(tally.rounds > rounds(25) / 2, "most calls come: {tally}");
    tally.finish();
}

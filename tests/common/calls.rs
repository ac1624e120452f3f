//! The system calls a writer makes to an office: each is a point at which strace can kill it, or
//! make the call fail.
#![allow(dead_code, reason = "each test uses a part of it")]

use super::faults::{Acknowledged, Ended, Kill, STOP, copy, reap, writer};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Calls that change what is on disk, but for `write`, with which programs print too; strace leaves
/// out what this machine does not have.
pub const CHANGING: &str = "openat,pwrite64,ftruncate,fallocate,fsync,fdatasync,?sync_file_range,\
    ?rename,renameat,renameat2,?unlink,unlinkat,?mkdir,mkdirat,?rmdir";

/// Calls that read what is on disk.
pub const READING: &str = "openat,read,pread64,getdents64";

/// An office as a start may find it.
pub struct Start {
    pub office: PathBuf,
    /// What was acknowledged of it.
    pub acknowledged: Acknowledged,
    /// The writer ends after so many changes.
    pub stop: &'static str,
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
    let child = writer(office, &[]).env(STOP, changes).spawn().unwrap();
    let ended = reap(child, &Kill::Never, acknowledged);
    assert_eq!((ended.refused, ended.said, ended.hung), (None, vec![], false));
}

/// Empty; with changes to replay and a journal that soon has to be compacted; without records; with
/// a damaged journal; with an incomplete change at its end.
pub fn starts(dir: &Path) -> Vec<Start> {
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
pub const FILES: [Option<&str>; 4] =
    [None, Some("records/db"), Some("records"), Some("snapshots/next.tmp")];

/// A call of a writer: the `nth` of this name, on this file if one is named.
pub struct Point<'a> {
    /// The office it starts with.
    pub start: &'a Start,
    /// Only calls on this file are counted.
    pub file: Option<&'static str>,
    /// Name of the call.
    pub call: String,
    /// Counted from 1.
    pub nth: usize,
}

impl Point<'_> {
    /// strace in front of a writer in `office` that does something at this call; `then` is the rest
    /// of its `-e inject`.
    pub fn strace(&self, office: &Path, then: &str, out: &Path) -> Vec<String> {
        let mut words = strace(office, self.file, &self.call, out);
        words.push(format!("-einject={}:{then}", self.call));
        words
    }
}

fn strace(office: &Path, file: Option<&str>, calls: &str, out: &Path) -> Vec<String> {
    let (trace, out) = (format!("trace={calls}"), out.display().to_string());
    let words = ["strace", "-f", "-y", "-q", "-s", "0", "-o", &out, "-e", &trace];
    let mut words: Vec<String> = words.map(String::from).to_vec();
    if let Some(file) = file {
        words.extend(["-P".into(), office.join(file).display().to_string()]);
    }
    words
}

/// Runs a writer below strace on a copy of the office.
pub fn run(start: &Start, office: &Path, below: &[String]) -> (Ended, Acknowledged) {
    let _ = fs::remove_dir_all(office);
    copy(&start.office, office);
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    let child = writer(office, &below).env(STOP, start.stop).spawn().unwrap();
    let mut acknowledged = start.acknowledged.clone();
    let ended = reap(child, &Kill::Never, &mut acknowledged);
    (ended, acknowledged)
}

/// The calls on the office that a writer makes when nothing happens to it, and what it says.
pub fn points<'a>(
    start: &'a Start,
    dir: &Path,
    calls: &str,
    files: &[Option<&'static str>],
) -> Vec<Point<'a>> {
    let (office, out) = (dir.join("office"), dir.join("trace"));
    let mut points = Vec::new();
    for &file in files {
        let (ended, _) = run(start, &office, &strace(&office, file, calls, &out));
        assert_eq!((ended.refused, ended.said, ended.hung), (None, vec![], false));
        let trace = fs::read_to_string(&out).unwrap();
        let found = on(&trace, &office);
        points.extend(found.into_iter().map(|(call, nth)| Point { start, file, call, nth }));
    }
    points
}

/// Name and number of each call that concerns the office.
pub fn on(trace: &str, office: &Path) -> BTreeSet<(String, usize)> {
    let office = office.display().to_string();
    let mut counts = BTreeMap::<(&str, &str), usize>::new();
    let mut found = BTreeSet::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let Some((name, rest)) = call.trim_start().split_once('(') else { continue };
        // the second half of a call that was interrupted
        if name.starts_with('<') {
            continue;
        }
        let nth = counts.entry((name, thread)).or_default();
        *nth += 1;
        if rest.contains(&office) {
            found.insert((name.to_owned(), *nth));
        }
    }
    found
}

/// So many of them, of each kind the same share; those after the first forty of their kind, which
/// repeat what came before, only when there are not enough others.
pub fn thinned(mut points: Vec<Point<'_>>, count: usize) -> Vec<Point<'_>> {
    let mut random = fastrand::Rng::with_seed(17);
    random.shuffle(&mut points);
    points.sort_by_key(|point| point.nth > 40);
    points.truncate(count);
    points
}

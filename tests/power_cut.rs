//! The power goes while writers write: of everything the program did to the disk since its last
//! syncs a part is lost, torn or out of order. Nothing acknowledged is lost, nothing is made twice,
//! and the office opens. `AID_ROUNDS` sets the number of cuts. Needs strace.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/trace.rs"]
mod trace;

use faults::{Acknowledged, Kill, Tally, no_strace, reap, rounds, writer};
use std::fs;
use std::path::Path;
use trace::{Disk, Event, STRACE, events};

/// Cuts on the record of one run of the writer.
const CUTS: usize = 10;

/// Not a test of its own: what runs when the power goes.
#[test]
fn writes_if_asked() {
    faults::write_if_asked();
}

/// Writes to an office until 150 changes are acknowledged, and tells all that happened to the disk.
fn run(office: &Path, trace: &Path) -> Vec<Event> {
    let strace = [&STRACE[..], &["-o", trace.to_str().unwrap()]].concat();
    let child = writer(office, &strace).env(faults::STOP, "150").spawn().unwrap();
    let ended = reap(child, &Kill::Never, &mut Acknowledged::new());
    assert_eq!((ended.refused, ended.said), (None, vec![]));
    events(&fs::read_to_string(trace).unwrap(), office)
}

#[test]
fn power_cuts_lose_nothing_and_double_nothing() {
    if no_strace() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(11);
    let mut tally = Tally { rounds: rounds(CUTS * 2), ..Tally::of("simulated power cut") };
    // the office the writer starts with: none, later what the last cut left
    let (mut office, mut before) = (dir.path().join("0"), Acknowledged::new());
    fs::create_dir(&office).unwrap();
    let mut done = 0;
    while done < tally.rounds {
        let start = Disk::of(&office);
        let happened = run(&office, &dir.path().join("trace"));
        let mut cuts: Vec<usize> = (0..CUTS).map(|_| random.usize(0..=happened.len())).collect();
        cuts.sort_unstable();
        let (mut disk, mut acknowledged, mut now) = (start, before.clone(), 0);
        for cut in cuts {
            for event in &happened[now..cut] {
                disk.happens(event);
                if let Event::Said(line) = event {
                    tally.acknowledged += u64::from(faults::saved(line, &mut acknowledged));
                }
            }
            now = cut;
            done += 1;
            let left = dir.path().join(done.to_string());
            fs::create_dir(&left).unwrap();
            disk.cut(&office, &left, &mut random);
            before.clone_from(&acknowledged);
            tally.check(&left, &mut before);
            if done % CUTS != 0 {
                fs::remove_dir_all(&left).unwrap();
            }
        }
        fs::remove_dir_all(&office).unwrap();
        office = dir.path().join(done.to_string());
    }
    assert!(tally.acknowledged > 200, "the writers wrote: {tally}");
    tally.finish();
}

//! An office that is opened again and again: a process writes a little, ends by itself or is killed,
//! and the next one comes; and processes that all want the same office at once, of which one gets
//! it. `AID_ROUNDS` sets the number of starts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/faults.rs"]
mod faults;

use faults::{Acknowledged, Kill, Tally, reap, rounds, writer};

/// Not a test of its own: what is started.
#[test]
fn writes_if_asked() {
    faults::write_if_asked();
}

#[test]
fn a_thousand_restarts_lose_nothing_and_double_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(23);
    let mut acknowledged = Acknowledged::new();
    let mut tally = Tally { rounds: rounds(20), ..Tally::of("restarts, engine") };
    for round in 0..tally.rounds {
        let stop = random.usize(1..10);
        let kill = if round % 2 == 0 { Kill::Never } else { Kill::Having(stop) };
        let child = writer(dir.path(), &[]).env(faults::STOP, "10").spawn().unwrap();
        let ended = reap(child, &kill, &mut acknowledged);
        assert_eq!((ended.refused, ended.said, ended.hung), (None, vec![], false), "{round}");
        tally.acknowledged += ended.saved;
    }
    tally.check(dir.path(), &mut acknowledged);
    tally.finish();
}

#[test]
fn of_several_starts_at_once_one_gets_the_office() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = Acknowledged::new();
    let mut tally = Tally { rounds: rounds(40) / 8, ..Tally::of("4 starts at once, engine") };
    for round in 0..tally.rounds {
        let start = |_| writer(dir.path(), &[]).env(faults::STOP, "300").spawn().unwrap();
        let all: Vec<_> = (0..4).map(start).collect();
        let mut got = 0;
        for child in all {
            let ended = reap(child, &Kill::Never, &mut acknowledged);
            tally.acknowledged += ended.saved;
            match ended.refused {
                None => got += 1,
                Some(why) => {
                    assert!(why.contains("another server owns this office"), "{round}: {why}");
                    assert_eq!(ended.saved, 0, "{round}");
                }
            }
        }
        // one may have had it and gone before the next asked for it
        tally.unopened += u64::from(got == 0);
    }
    tally.check(dir.path(), &mut acknowledged);
    tally.finish();
}

//! A writer that acknowledges, killed at random, also while opening: nothing acknowledged is lost,
//! nothing is made twice, and the office opens every time. `AID_ROUNDS` sets the number of kills.

// helpers outside of the test functions may unwrap too
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "common/faults.rs"]
mod faults;

use faults::{Acknowledged, Kill, Tally, reap, rounds, writer};
use std::time::Duration;

/// Not a test of its own: what the killed process does.
#[test]
fn writes_if_asked() {
    faults::write_if_asked();
}

#[test]
fn kills_at_random_lose_nothing_and_double_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(3);
    let mut acknowledged = Acknowledged::new();
    let mut tally = Tally { rounds: rounds(50), ..Tally::of("SIGKILL at random, engine") };
    for index in 0..tally.rounds {
        let kill = match index % 3 {
            0 => Kill::After(Duration::from_millis(random.u64(3..40))),
            _ => Kill::Having(random.usize(1..150)),
        };
        let child = writer(dir.path(), &[]).spawn().unwrap();
        let ended = reap(child, &kill, &mut acknowledged);
        assert_eq!((ended.refused, ended.said), (None, vec![]), "round {index}");
        tally.acknowledged += ended.saved;
        if index % 5 == 4 {
            tally.check(dir.path(), &mut acknowledged);
        }
    }
    tally.check(dir.path(), &mut acknowledged);
    assert!(tally.acknowledged > 100, "the writers wrote: {acknowledged:?}");
    tally.finish();
}

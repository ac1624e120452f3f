//! The clock of the machine is wrong: it jumps back, years even, and ahead. Nothing is lost, a
//! repeated request is carried out once, undo and the chain of the log hold, and when the clock is
//! right again nothing remembers that it was not. `AID_ROUNDS` sets the number of jumps.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/server.rs"]
mod server;

use aid::api::{Reply, Request, households};
use aid::domain::ids::RequestId;
use aid::domain::office::OfficeKind;
use aid::domain::person::PersonField;
use aid::store::engine::{Author, Engine, EngineError, KEPT_MS, Options, Span, Tree};
use chrono::{DateTime, TimeDelta, Utc};
use faults::{Tally, rounds};
use server::{CREW, TestServer, clock, found, hire, talk};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

const NOW: i64 = 1_790_000_000_000;
const DAY: i64 = 24 * 3600 * 1000;
const YEAR: i64 = 365 * DAY;
const T: Tree = Tree(1);

fn open(dir: &Path, now_ms: i64) -> Engine {
    let options = Options { cache_bytes: 1 << 20, ..Options::at(now_ms) };
    Engine::open(dir, options, (), &mut |_| {}).unwrap().0
}

/// Makes request `n`; whether it had been made before.
fn request(engine: &Engine, time_ms: i64, n: u64) -> bool {
    let author = Author { time_ms, staff: 1, request: u128::from(n) };
    let put = move |tx: &mut aid::store::engine::Tx<'_>| {
        tx.put(T, &n.to_be_bytes(), vec![7; 50]).map(|()| vec![])
    };
    engine.write::<EngineError>(author, put).unwrap().repeated
}

#[test]
fn an_engine_whose_clock_jumps_loses_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(5);
    let mut tally = Tally { rounds: rounds(20), ..Tally::of("clock that jumps, engine") };
    let mut engine = open(dir.path(), NOW);
    for n in 1..=tally.rounds as u64 {
        // back and ahead by up to 20 days: within what is remembered
        let now = NOW + random.i64(-10 * DAY..10 * DAY);
        tally.doubled += u64::from(request(&engine, now, n));
        tally.acknowledged += 1;
        let again = random.u64(1..=n);
        tally.doubled += u64::from(!request(&engine, now, again));
        match random.u8(0..10) {
            0 => engine.compact().unwrap(),
            1 => {
                drop(engine);
                engine = open(dir.path(), now);
            }
            _ => {}
        }
    }
    let found = engine.range(Span::all(T), usize::MAX).unwrap().len() as u64;
    tally.lost = tally.acknowledged.saturating_sub(found);
    assert_eq!(engine.verify().unwrap().problems, []);
    tally.finish();
}

#[test]
fn a_clock_that_was_years_ahead_makes_nobody_forget_and_nobody_remember_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path(), NOW);
    request(&engine, NOW, 1);
    request(&engine, NOW + 70 * YEAR, 2);
    request(&engine, NOW + 1, 3);
    drop(engine);
    let engine = open(dir.path(), NOW + 2);
    engine.compact().unwrap();
    assert!((1..=3).all(|n| request(&engine, NOW + 2, n)), "each request is known");
    // a month on, what is older than that goes, whatever the clock once said
    request(&engine, NOW + KEPT_MS + 10, 4);
    engine.compact().unwrap();
    let known = |seq| engine.read(|view| view.past(seq)).unwrap().is_some();
    assert!(!known(1) && !known(3), "forgotten");
}

/// How far the clock of the server is off, in seconds.
static OFF: AtomicI64 = AtomicI64::new(0);

fn wrong_clock() -> DateTime<Utc> {
    clock() + TimeDelta::seconds(OFF.load(Ordering::Relaxed))
}

#[test]
fn a_server_whose_clock_jumps_back_goes_on_and_its_log_holds() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path(), OfficeKind::Shared);
    for (user, uid, roles, area) in CREW {
        hire(dir.path(), user, uid, roles, area);
    }
    let server = TestServer::timed(dir, wrong_clock);
    let mut tally = Tally { rounds: rounds(20), ..Tally::of("clock that jumps, server") };
    let mut anna = server.connect("anna");
    // hers since January, for before that day she does not see it
    let new = households::New {
        person: vec![(PersonField::Surname, "Alavi".into())],
        household: vec![],
        home: None,
        from: "2026-01-05".parse().unwrap(),
        worker: None,
        area: None,
        distinct: vec![],
    };
    let case = anna.save(Request::NewHousehold(Box::new(new))).case.unwrap();
    let mut random = fastrand::Rng::with_seed(6);
    for n in 1..=tally.rounds as u128 {
        // entries of the future are refused: the clock goes back and comes back, up to ten months
        OFF.store(random.i64(-300 * 24 * 3600..0), Ordering::Relaxed);
        let mut entry = server::entry(aid::domain::visit::VisitKind::Phone, &[], &format!("{n}"));
        entry.at = wrong_clock();
        let visit = server::record(case, entry);
        for _ in 0..2 {
            match anna.0.call_as(RequestId(n), visit.clone()) {
                Ok(Reply::Saved(_)) => {}
                other => panic!("{n}: {other:?}"),
            }
        }
        tally.acknowledged += 1;
    }
    OFF.store(0, Ordering::Relaxed);
    let saved = anna.save(talk(case, "ein Irrtum"));
    let undo = aid::api::office::Undo { change: saved.change };
    anna.save(Request::Undo(undo));
    let visits = u64::from(anna.sheet(case).visits_total);
    tally.lost = tally.acknowledged.saturating_sub(visits);
    tally.doubled = visits.saturating_sub(tally.acknowledged);
    let mut emil = server.connect("emil");
    match emil.ask(Request::Verify) {
        Ok(Reply::Verified(verified)) => assert_eq!(verified.found, []),
        other => panic!("{other:?}"),
    }
    tally.finish();
}

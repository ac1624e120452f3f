//! Durable commits a second, and how long an office takes to open and to be rebuilt.
//!
//! ```text
//! cargo bench --bench commits -- commits 5          1 and 16 writers over 100,000 records
//! cargo bench --bench commits -- open 1000000       building, opening, rebuilding so many records
//! ```
//! One commit replaces three values of 150 bytes in three trees, with request id and undo. The
//! figures are medians of so many runs of a second; compare with a peer in the same run only.
//! A fair peer is SQLite with `journal_mode=wal, synchronous=full`: the same three values and a row
//! for the request id, 16 threads handing their work to one connection that puts all that wait into
//! one transaction (16 connections of their own are some ten times slower).
//! The office lies below the directory for temporary files (`TMPDIR`): it must be on a real disk.

// a benchmark may stop at the first error, and prints
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use aid::store::engine::{Author, Engine, EngineError, Options, Tree};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const NOW: i64 = 1_790_000_000_000;
const RUN: Duration = Duration::from_secs(1);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let number = |index: usize| args.get(index).and_then(|arg| arg.parse().ok());
    match args.first().map(String::as_str) {
        Some("open") => open_and_rebuild(number(1).unwrap_or(100_000)),
        _ => commits(100_000, number(1).unwrap_or(5)),
    }
}

fn open(dir: &Path) -> Engine {
    Engine::open(dir, Options::at(NOW), (), &mut |_| {}).unwrap().0
}

fn value(seed: u64) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..150).map(|_| random.u8(..)).collect()
}

/// Bulk building as an import does it: 500 records a change, for good.
fn build(engine: &Engine, records: u64) {
    for start in (0..records).step_by(500) {
        let author = Author { time_ms: NOW, staff: 0, request: 0 };
        let fill = move |tx: &mut aid::store::engine::Tx<'_>| {
            tx.for_good();
            for n in start..records.min(start + 500) {
                let tree = Tree(u8::try_from(n % 3).unwrap());
                tx.put(tree, &(n / 3).to_be_bytes(), value(n))?;
            }
            Ok::<_, EngineError>(vec![])
        };
        engine.write(author, fill).unwrap();
    }
}

fn commits(records: u64, runs: u64) {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    build(&engine, records);
    // the building is not to be digested while commits are measured
    engine.compact().unwrap();
    let request = AtomicU64::new(1);
    for writers in [1, 16] {
        let mut rates: Vec<u64> =
            (0..runs).map(|_| run(&engine, writers, records, &request)).collect();
        rates.sort_unstable();
        println!("{writers:2} writers: {} commits/s ({rates:?})", rates[rates.len() / 2]);
    }
    assert_eq!(engine.failure(), None);
}

fn run(engine: &Engine, writers: usize, records: u64, request: &AtomicU64) -> u64 {
    let start = Instant::now();
    let done = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..writers {
            scope.spawn(|| {
                while start.elapsed() < RUN {
                    let id = request.fetch_add(1, Ordering::Relaxed);
                    let author = Author { time_ms: NOW, staff: 1, request: u128::from(id) };
                    engine.write(author, move |tx| change(tx, id, records)).unwrap();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap();
    done.into_inner() * 1000 / millis
}

fn change(
    tx: &mut aid::store::engine::Tx<'_>,
    id: u64,
    records: u64,
) -> Result<Vec<u8>, EngineError> {
    let key = id.wrapping_mul(0x9e37_79b9_7f4a_7c15) % (records / 3);
    for tree in 0..3 {
        tx.put(Tree(tree), &key.to_be_bytes(), value(id))?;
    }
    Ok(vec![])
}

fn open_and_rebuild(records: u64) {
    let dir = tempfile::tempdir().unwrap();
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        println!("{what:28} {:6.2} s   {peak}", start.elapsed().as_secs_f64());
    };
    timed(&format!("build {records} records"), &mut || {
        let engine = open(dir.path());
        build(&engine, records);
        engine.close().unwrap();
    });
    timed("open", &mut || drop(open(dir.path())));
    std::fs::remove_dir_all(dir.path().join("records")).unwrap();
    timed("rebuild", &mut || drop(open(dir.path())));
    let engine = open(dir.path());
    timed("compact", &mut || engine.compact().unwrap());
    timed("verify", &mut || assert_eq!(engine.verify().unwrap().problems, []));
    drop(engine);
    std::fs::remove_dir_all(dir.path().join("records")).unwrap();
    timed("rebuild from a snapshot", &mut || drop(open(dir.path())));
}

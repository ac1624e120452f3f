//! A writer that acknowledges, killed at random, also while opening: nothing acknowledged is lost,
//! nothing is made twice, and the office opens every time.

// helpers outside of the test functions may unwrap too
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use aid::store::engine::{Author, Engine, EngineError, Options, Span, Tree, Tx};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

const WRITERS: u64 = 3;
const COUNTS: Tree = Tree(1);
const ENTRIES: Tree = Tree(2);
const NOW: i64 = 1_790_000_000_000;
/// Set for the process that is killed: the office it writes to.
const OFFICE: &str = "AID_TEST_OFFICE";

/// Rounds; the long suite asks for more.
fn rounds() -> usize {
    std::env::var("AID_TEST_ROUNDS").map_or(50, |rounds| rounds.parse().unwrap())
}

fn open(dir: &Path) -> Engine {
    // compaction every now and then, so that kills meet it too
    let options = Options { compact_bytes: 40_000, cache_bytes: 1 << 20, ..Options::at(NOW) };
    Engine::open(dir, options, (), &mut |_| {}).unwrap().0
}

fn number(bytes: Option<Vec<u8>>) -> u64 {
    bytes.map_or(0, |bytes| u64::from_le_bytes(bytes.try_into().unwrap()))
}

/// Change `n` of a writer: its count goes to `n`, and it leaves an entry.
fn step(writer: u64, tx: &mut Tx<'_>) -> Result<Vec<u8>, EngineError> {
    let n = number(tx.get(COUNTS, &writer.to_be_bytes())?) + 1;
    tx.put(COUNTS, &writer.to_be_bytes(), n.to_le_bytes().to_vec())?;
    let key = [writer.to_be_bytes(), n.to_be_bytes()].concat();
    tx.put_for_good(ENTRIES, &key, vec![7; 100])?;
    Ok(n.to_le_bytes().to_vec())
}

/// Not a test of its own: what the killed process does.
#[test]
fn writes_until_killed() {
    let Some(office) = std::env::var_os(OFFICE) else { return };
    let engine = open(Path::new(&office));
    std::thread::scope(|scope| {
        for writer in 1..=WRITERS {
            let engine = &engine;
            scope.spawn(move || write_for_ever(engine, writer));
        }
    });
}

fn write_for_ever(engine: &Engine, writer: u64) {
    // a client does not know whether its last request was made, and sends it again
    let mut n = number(engine.get(COUNTS, &writer.to_be_bytes()).unwrap()).max(1);
    loop {
        let author = Author { time_ms: NOW, staff: writer, request: u128::from(n) };
        let done = engine.write(author, move |tx| step(writer, tx)).unwrap();
        assert_eq!(number(Some(done.answer)), n);
        // one write: a line is there or it is not
        let line = format!("saved {writer} {n}\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        n += 1;
    }
}

/// When the writer is killed.
enum Kill {
    /// So long after its start: while opening, mostly.
    After(Duration),
    /// After so many acknowledged changes.
    Having(usize),
}

/// Runs the writer, kills it, and takes down what it acknowledged.
fn round(office: &Path, acknowledged: &mut BTreeMap<u64, u64>, kill: &Kill) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["writes_until_killed", "--exact", "--nocapture"])
        .env(OFFICE, office)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (send, receive) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        lines.map_while(Result::ok).try_for_each(|line| send.send(line))
    });
    let start = Instant::now();
    let left = |seen: usize| match kill {
        Kill::After(time) => time.saturating_sub(start.elapsed()),
        Kill::Having(count) if seen < *count => Duration::from_secs(60),
        Kill::Having(_) => Duration::ZERO,
    };
    let mut seen = Vec::new();
    while let Ok(line) = receive.recv_timeout(left(seen.len())) {
        seen.push(line);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    seen.extend(receive.iter());
    reader.join().unwrap().unwrap();
    for line in seen {
        let mut words = line.split(' ');
        assert_eq!(words.next(), Some("saved"), "the writer said: {line}");
        let [writer, n] = [words.next(), words.next()].map(|word| word.unwrap().parse().unwrap());
        acknowledged.insert(writer, n);
    }
}

fn check(office: &Path, acknowledged: &BTreeMap<u64, u64>) {
    let engine = open(office);
    for writer in 1..=WRITERS {
        let count = number(engine.get(COUNTS, &writer.to_be_bytes()).unwrap());
        let sure = acknowledged.get(&writer).copied().unwrap_or(0);
        assert!(count == sure || count == sure + 1, "writer {writer}: {count}, sure {sure}");
        let entries = engine.range(Span::prefix(ENTRIES, &writer.to_be_bytes()), usize::MAX);
        assert_eq!(entries.unwrap().len() as u64, count, "writer {writer}");
    }
    assert_eq!(engine.verify().unwrap().problems, []);
}

#[test]
fn fifty_kills_lose_nothing_and_double_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(3);
    let mut acknowledged = BTreeMap::new();
    for index in 0..rounds() {
        let kill = match index % 3 {
            0 => Kill::After(Duration::from_millis(random.u64(3..40))),
            _ => Kill::Having(random.usize(1..150)),
        };
        round(dir.path(), &mut acknowledged, &kill);
        if index % 5 == 4 {
            check(dir.path(), &acknowledged);
        }
    }
    check(dir.path(), &acknowledged);
    assert!(acknowledged.values().sum::<u64>() > 100, "the writers wrote: {acknowledged:?}");
}

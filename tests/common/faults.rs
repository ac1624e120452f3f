//! What the tests of faults share: a writer that says what was acknowledged to it, the check of an
//! office against that, and the row of the table that `.ci/long` prints.
//!
//! The writer runs in a process of its own, which a test starts from its own program with
//! [`writer`]; so each such test file has a test `writes_if_asked` that calls [`write_if_asked`].
#![allow(dead_code, clippy::print_stderr, reason = "each test uses a part of it, and says why")]

#[path = "folder.rs"]
mod folder;
#[path = "skip.rs"]
mod skip;
#[allow(unused_imports, reason = "each test uses a part of it")]
pub use folder::{copy, files};
pub use skip::skipped;

use aid::store::engine::{Author, Engine, EngineError, Options, Span, Tree, Tx};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Writers at once in the process.
pub const WRITERS: u64 = 3;
/// Set for the process that writes: the office it writes to.
const OFFICE: &str = "AID_TEST_OFFICE";
/// Set for it when it has to end by itself: after so many changes that were acknowledged.
pub const STOP: &str = "AID_TEST_STOP";
const COUNTS: Tree = Tree(1);
const ENTRIES: Tree = Tree(2);
const NOW: i64 = 1_790_000_000_000;

/// True when strace cannot be used here, which is said.
pub fn no_strace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let works = works.is_ok_and(|output| output.status.success());
    if !works {
        skipped("strace is missing or may not be used");
    }
    !works
}

/// How often a test does it: `AID_ROUNDS` for the long form.
pub fn rounds(short: usize) -> usize {
    std::env::var("AID_ROUNDS").map_or(short, |rounds| rounds.parse().unwrap())
}

/// The last change of each writer that was acknowledged.
pub type Acknowledged = BTreeMap<u64, u64>;

/// What a test of one fault counted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What was done to the office.
    pub fault: String,
    /// How often.
    pub rounds: usize,
    /// Writes that were acknowledged.
    pub acknowledged: u64,
    /// Of these, those that were not there afterwards.
    pub lost: u64,
    /// Writes that were there twice, or that nobody asked for.
    pub doubled: u64,
    /// Offices that did not open again, or that opened damaged.
    pub unopened: u64,
    /// Panics, wherever.
    pub panics: u64,
}

impl Tally {
    /// Nothing counted yet.
    pub fn of(fault: &str) -> Self {
        Self { fault: fault.into(), ..Self::default() }
    }

    /// Adds a row to the file that `AID_TABLE` names, if it does, and fails unless all is well.
    pub fn finish(self) {
        if let Some(table) = std::env::var_os("AID_TABLE") {
            let file = std::fs::File::options().create(true).append(true).open(table);
            file.unwrap().write_all(format!("{self}\n").as_bytes()).unwrap();
        }
        self.assert_well("");
    }

    /// Fails unless all is well so far; `what` was done last.
    pub fn assert_well(&self, what: &str) {
        let bad = (self.lost, self.doubled, self.unopened, self.panics);
        assert_eq!(bad, (0, 0, 0, 0), "lost, doubled, unable to open, panics: {self}; {what}");
    }

    /// Opens the office and compares it with what was acknowledged. What is found is the new truth:
    /// a change whose acknowledgement was on its way may be there.
    pub fn check(&mut self, office: &Path, acknowledged: &mut Acknowledged) {
        match catch_unwind(AssertUnwindSafe(|| Engine::open(office, options(), (), &mut |_| {}))) {
            Err(_) => self.panics += 1,
            Ok(Err(error)) => {
                eprintln!("{}: {error}", self.fault);
                self.unopened += 1;
            }
            Ok(Ok((engine, _))) => self.compare(&engine, acknowledged),
        }
    }

    fn compare(&mut self, engine: &Engine, acknowledged: &mut Acknowledged) {
        for writer in 1..=WRITERS {
            let count = number(engine.get(COUNTS, &writer.to_be_bytes()).unwrap());
            let sure = acknowledged.get(&writer).copied().unwrap_or(0);
            self.lost += sure.saturating_sub(count);
            self.doubled += count.saturating_sub(sure + 1);
            let prefix = writer.to_be_bytes();
            let entries = engine.range(Span::prefix(ENTRIES, &prefix), usize::MAX).unwrap();
            let entries = entries.len() as u64;
            self.lost += count.saturating_sub(entries);
            self.doubled += entries.saturating_sub(count);
            acknowledged.insert(writer, count);
        }
        let verified = engine.verify().unwrap();
        if !verified.problems.is_empty() {
            eprintln!("{}: {:?}", self.fault, verified.problems);
            self.unopened += 1;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fault, rounds, acknowledged, lost, doubled, unopened, panics } = self;
        write!(f, "{fault}\t{rounds}\t{acknowledged}\t{lost}\t{doubled}\t{unopened}\t{panics}")
    }
}

/// Small limits, so that faults meet compaction too.
fn options() -> Options {
    Options { compact_bytes: 40_000, cache_bytes: 1 << 20, ..Options::at(NOW) }
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

/// The whole of the process that writes, if this is one: it ends when the office refuses.
pub fn write_if_asked() {
    let Some(office) = std::env::var_os(OFFICE) else { return };
    let opened = Engine::open(Path::new(&office), options(), (), &mut |_| {});
    let (engine, _) = opened.unwrap_or_else(|error| refused(&error));
    let stop = std::env::var(STOP).map_or(u64::MAX, |stop| stop.parse().unwrap());
    let saved = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for writer in 1..=WRITERS {
            let (engine, saved) = (&engine, &saved);
            scope.spawn(move || {
                write_while(engine, writer, || saved.fetch_add(1, Ordering::Relaxed) < stop);
            });
        }
    });
}

fn refused(error: &dyn fmt::Display) -> ! {
    say(&format!("refused {error}\n"));
    std::process::exit(1)
}

/// One write: a line is there or it is not.
pub fn say(line: &str) {
    // a test may make this call fail too: then it is not heard
    let _ = std::io::stderr().write_all(line.as_bytes());
}

fn write_while(engine: &Engine, writer: u64, goes_on: impl Fn() -> bool) {
    // a client does not know whether its last request was made, and sends it again
    let mut n = number(engine.get(COUNTS, &writer.to_be_bytes()).unwrap()).max(1);
    while goes_on() {
        let author = Author { time_ms: NOW, staff: writer, request: u128::from(n) };
        let done = engine.write(author, move |tx| step(writer, tx));
        let done = done.unwrap_or_else(|error| refused(&error));
        assert_eq!(number(Some(done.answer)), n);
        say(&format!("saved {writer} {n}\n"));
        n += 1;
    }
}

/// The process that writes to an office, to be started: alone or below another program, which gets
/// it as its last arguments. Its standard error says what was acknowledged.
pub fn writer(office: &Path, below: &[&str]) -> Command {
    let own = std::env::current_exe().unwrap();
    let mut words = below.iter().map(std::ffi::OsStr::new).chain([own.as_os_str()]);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args(["writes_if_asked", "--exact", "--nocapture"]);
    command.env(OFFICE, office).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// When a writer is killed.
pub enum Kill {
    /// So long after its start: while opening, mostly.
    After(Duration),
    /// After so many acknowledged changes.
    Having(usize),
    /// When it ends by itself, or after a minute.
    Never,
}

/// How a writer ended.
#[derive(Debug, Default)]
pub struct Ended {
    /// Changes that were acknowledged to it.
    pub saved: u64,
    /// What the office refused it with.
    pub refused: Option<String>,
    /// Everything else it said.
    pub said: Vec<String>,
    /// It said nothing for a minute and did not end.
    pub hung: bool,
    /// Its exit code; `None` when it was killed.
    pub code: Option<i32>,
}

/// Waits for a writer, kills it, and takes down what was acknowledged to it.
pub fn reap(mut child: Child, kill: &Kill, acknowledged: &mut Acknowledged) -> Ended {
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (send, receive) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        lines.map_while(Result::ok).try_for_each(|line| send.send(line))
    });
    let start = Instant::now();
    let left = |seen: usize| match kill {
        Kill::After(time) => time.saturating_sub(start.elapsed()),
        Kill::Having(count) if seen >= *count => Duration::ZERO,
        Kill::Having(_) | Kill::Never => Duration::from_secs(60),
    };
    let mut seen = Vec::new();
    let last = loop {
        match receive.recv_timeout(left(seen.len())) {
            Ok(line) => seen.push(line),
            Err(error) => break error,
        }
    };
    let _ = child.kill();
    let code = child.wait().unwrap().code();
    seen.extend(receive.iter());
    let _ = reader.join().unwrap();
    let hung = matches!((last, kill), (mpsc::RecvTimeoutError::Timeout, Kill::Never));
    let mut ended = Ended { hung, code, ..Ended::default() };
    for line in seen {
        if saved(&line, acknowledged) {
            ended.saved += 1;
        } else if line.starts_with("refused ") {
            ended.refused = Some(line);
        } else {
            ended.said.push(line);
        }
    }
    ended
}

/// Takes down a line of the writer; false when it says something else than that a change was saved.
pub fn saved(line: &str, acknowledged: &mut Acknowledged) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["saved", writer, n] = words.as_slice() else { return false };
    acknowledged.insert(writer.parse().unwrap(), n.parse().unwrap());
    true
}

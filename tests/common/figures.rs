//! Times as they were seen, for the table that `.ci/long` prints. Never compared in a test.
#![allow(dead_code, clippy::print_stderr, reason = "each test uses a part of it, and says")]

use std::io::Write;
use std::time::{Duration, Instant};

/// Times of one thing.
pub struct Figures {
    what: String,
    times: Vec<Duration>,
}

impl Figures {
    /// Nothing measured yet.
    pub fn of(what: &str) -> Self {
        Self { what: what.into(), times: vec![] }
    }

    /// Does it and takes the time.
    pub fn time<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = act();
        self.times.push(start.elapsed());
        done
    }

    /// Adds what was measured elsewhere.
    pub fn add(&mut self, times: impl IntoIterator<Item = Duration>) {
        self.times.extend(times);
    }

    /// What was measured.
    pub fn times(&self) -> Vec<Duration> {
        self.times.clone()
    }

    /// How much was measured.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Prints the row, and adds it to the file that `AID_FIGURES` names.
    pub fn print(mut self) {
        self.times.sort_unstable();
        let at = |percent: usize| {
            let place = self.times.len().saturating_sub(1) * percent / 100;
            self.times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        let (n, median, p99, max) = (self.times.len(), at(50), at(99), at(100));
        let row = format!("{}\t{n}\t{median:.2}\t{p99:.2}\t{max:.2}", self.what);
        eprintln!("{row}");
        if let Some(file) = std::env::var_os("AID_FIGURES") {
            let file = std::fs::File::options().create(true).append(true).open(file);
            writeln!(file.unwrap(), "{row}").unwrap();
        }
    }
}

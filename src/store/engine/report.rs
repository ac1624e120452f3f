//! How an office is opened and what is told about it.

use std::path::PathBuf;

/// How an office is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Server time in milliseconds since 1970, UTC; names what is set aside.
    pub now_ms: i64,
    /// Memory sled may use as cache.
    pub cache_bytes: u64,
    /// The journal is compacted when it has this many bytes more than after the last time;
    /// 0 is never.
    pub compact_bytes: u64,
    /// Changes are refused when the disk has less than this left: sled cannot live on a full disk.
    pub reserve_bytes: u64,
}

impl Options {
    /// 16 MiB of cache, compaction every 64 MiB, 64 MiB of the disk left alone.
    pub fn at(now_ms: i64) -> Options {
        let (cache_bytes, compact_bytes, reserve_bytes) = (16 << 20, 64 << 20, 64 << 20);
        Options { now_ms, cache_bytes, compact_bytes, reserve_bytes }
    }
}

/// What opening is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Changes of the journal go into the records.
    Replay,
    /// A snapshot goes into new records.
    Restore,
    /// All records are read once.
    Load,
}

/// How far it is; `total` is 0 while unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Changes or records so far.
    pub done: u64,
    /// Changes or records in all.
    pub total: u64,
}

/// Why the records were built anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rebuilt {
    /// There were none: a restored backup, or somebody removed them.
    Missing,
    /// The start before died while opening.
    DiedOpening,
    /// They could not be read, or their digest was wrong.
    Damaged(String),
    /// They were older than the oldest change of the journal.
    Behind,
    /// They are those of another office: somebody put its files beside this journal.
    Foreign,
}

/// What was found and done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// Last change.
    pub seq: u64,
    /// Number of records, the engine's own included.
    pub records: u64,
    /// Changes that the records did not have yet.
    pub replayed: u64,
    /// Bytes of an incomplete group that was cut off the journal, and kept beside it.
    pub torn_bytes: u64,
    /// The records were built anew.
    pub rebuilt: Option<Rebuilt>,
    /// What was renamed because of damage.
    pub set_aside: Vec<PathBuf>,
    /// The journal was damaged or had lost its end; the records had everything, and a new journal
    /// was begun. Something for the administrator to know.
    pub journal_renewed: bool,
}

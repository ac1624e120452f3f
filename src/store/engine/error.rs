//! What can go wrong, told apart by what a server has to do about it.

use crate::journal::{AppendError, DiskError, ScanError, snapshot::SnapshotError};
use std::path::PathBuf;

/// A read or a write was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// The disk is (nearly) full. Nothing changed; works again when there is room.
    #[error("the disk is full")]
    DiskFull,
    /// The system refused to write. Nothing changed; may work again.
    #[error("the change was not written: {0}")]
    NotWritten(String),
    /// A sync of the journal failed, or the records could not be written or read: whether this
    /// change is on disk is unknown, and nothing more is taken until the office is opened again.
    /// What was acknowledged is on disk and goes on being read.
    #[error("the disk failed: {0}")]
    DiskFailed(String),
    /// The records behind the journal are damaged. What was acknowledged is safe; the process has to
    /// end, the next start repairs.
    #[error("the records failed: {0}")]
    Records(String),
    /// The change is larger than the journal takes.
    #[error("the change has {0} bytes, more than a change may have")]
    TooLarge(usize),
    /// A tree number from 240 on, which the engine keeps for itself.
    #[error("tree {0} belongs to the engine")]
    Reserved(u8),
    /// The code that made the change panicked; nothing changed.
    #[error("the change could not be made")]
    Panicked,
    /// The engine stopped before it answered; sending the same request id again tells whether the
    /// change was made.
    #[error("the office was closed")]
    Stopped,
}

impl From<AppendError> for EngineError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Refused(error) if error.is_full() => Self::DiskFull,
            AppendError::Refused(error) => Self::NotWritten(error.to_string()),
            AppendError::Poisoned(reason) => Self::DiskFailed(reason),
        }
    }
}

/// The records (sled) failed.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// The system refused: lock, full disk, rights, too many files. Never taken for damage.
    #[error("{}: {source}", path.display())]
    Io {
        /// Directory of the records.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Bytes are not what was written; the records are to be built again.
    #[error("the records are damaged: {0}")]
    Damaged(String),
    /// Written by a newer release.
    #[error("records of format {0}")]
    Newer(u16),
}

/// An office could not be opened. Nothing was lost and nothing was changed that matters.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process owns the office.
    #[error("{}: another server owns this office", .0.display())]
    Locked(PathBuf),
    /// A restore into this directory was interrupted.
    #[error("{}: a restore was interrupted", .0.display())]
    HalfRestored(PathBuf),
    /// An office was being founded in this directory and is not whole: there is none yet.
    #[error("{}: founding was interrupted", .0.display())]
    HalfFounded(PathBuf),
    /// The system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// Something was written by a newer release; this one must not touch it.
    #[error("{0} was written by a newer release")]
    Newer(String),
    /// Changes cannot be read and the records do not have them. Only a backup helps.
    #[error("damaged: {0}")]
    Damaged(Damage),
    /// A record could not be read by the projection (its own words).
    #[error("a record cannot be read: {0}")]
    Unreadable(String),
}

/// Damage that cannot be repaired from what is there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Changes behind `from` cannot be read, though later ones up to `last` are there.
    #[error("the journal cannot be read from change {from} on, the last one known is {last}")]
    JournalHole {
        /// The last change that is safe.
        from: u64,
        /// The last change known to have been written.
        last: u64,
    },
    /// The records hold changes the journal has lost, and are damaged themselves.
    #[error("the journal ends at change {journal}, the damaged records had change {records}")]
    JournalBehind {
        /// Last change of the journal.
        journal: u64,
        /// Last change the records held.
        records: u64,
    },
    /// Records built anew from snapshot and journal do not have the digest they must have.
    #[error("the rebuilt records do not match the digest of their snapshot")]
    Digest,
    /// A change has a sound checksum and cannot be decoded.
    #[error("change {0} cannot be decoded")]
    Undecodable(u64),
}

impl From<ScanError> for OpenError {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Disk(error) => Self::Disk(error),
            ScanError::Newer { path, .. } => Self::Newer(path.display().to_string()),
        }
    }
}

impl From<RecordsError> for OpenError {
    fn from(error: RecordsError) -> Self {
        match error {
            RecordsError::Io { path, source } => Self::Disk(DiskError { path, source }),
            RecordsError::Newer(version) => Self::Newer(format!("records of format {version}")),
            RecordsError::Damaged(_) => Self::Damaged(Damage::Digest),
        }
    }
}

/// Snapshot, compaction, verification or backup failed; the office goes on.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    /// The system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The records failed.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// A snapshot could not be read back.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The journal could not be read back.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The writer refused or the engine is closing.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Snapshot plus journal are not the state they should be: nothing was deleted.
    #[error("snapshot and journal do not add up to the records")]
    Mismatch,
}

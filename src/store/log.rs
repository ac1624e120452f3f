//! The access and change log: who did or saw what and when; ids, kinds and names of fields, never
//! values (`docs/domain.md`, access).
//!
//! Entries are records, numbered without gaps, written in the change they tell of. Each holds the
//! hash of the one before, so that an entry altered or taken out of the middle shows. The end of
//! the chain is the last entry itself: a change finds it by reading backwards, its own included.
//! Undo leaves entries alone, and compaction keeps them like every record.
//!
//! Readings are entries too, but nobody waits for a disk to read: [`Readings`] takes them and
//! writes what has gathered as one change of its own.
mod left;
mod readings;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::change::Change;
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::{Record, id_key, tree};
use crate::domain::ids::{CaseId, StaffId};

pub use readings::Readings;

/// SHA-256 of an entry.
pub type Hash = [u8; 32];

/// What is told of a reading, a change or a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fact {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` for somebody who is not on the staff list.
    pub staff: Option<StaffId>,
    /// Unix user id.
    pub uid: u32,
    /// What was asked, such as `record-visit`.
    pub action: String,
    /// The case it was about.
    pub case: Option<CaseId>,
    /// Ids of the records concerned besides the case.
    pub subjects: Vec<u64>,
    /// Names of the fields changed; of a backup the public keys of those who can read it.
    pub fields: Vec<String>,
    /// It was refused.
    pub refused: bool,
}

impl Fact {
    /// Whether it tells of something done in a case, or asked of it.
    pub fn is_about(&self, case: CaseId) -> bool {
        self.case == Some(case) || self.subjects.contains(&case.0)
    }
}

/// A fact in its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub no: u64,
    /// Hash of the entry before; zeros for the first.
    pub previous: Hash,
    /// What it tells.
    pub fact: Fact,
}

/// The chain does not hold at this entry: it or the one before was altered or taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log was altered at entry {no}")]
pub struct Broken {
    /// Number of the entry.
    pub no: u64,
}

/// Adds an entry to the change being made.
pub(super) fn write(change: &mut Change<'_, '_>, fact: Fact) -> Result<(), StoreError> {
    let mut end: Option<(u64, Hash)> = None;
    let back = Span { back: true, ..Span::all(tree::LOG) };
    change.walk(back, &mut |key, bytes| {
        end = super::records::read_id(key).ok().map(|no| (no, hash(key, bytes)));
        std::ops::ControlFlow::Break(())
    })?;
    let (last, previous) = end.unwrap_or((0, Hash::default()));
    change.put_for_good(&Entry { no: last + 1, previous, fact })
}

/// Entries newest first, those before number `before` or from the newest.
pub fn page(from: &impl Read, before: Option<u64>, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let before = before.map(id_key);
    let after = before.as_ref().map(<[u8; 8]>::as_slice);
    from.list(Span { after, back: true, ..Span::all(tree::LOG) }, limit)
}

/// Follows the whole chain; the number of entries, or where it does not hold. A page at a time, so
/// that changes go on meanwhile: `read` runs its argument on a fresh view.
pub(super) fn verify(
    mut read: impl FnMut(Option<u64>) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError>,
) -> Result<Result<u64, Broken>, StoreError> {
    let (mut last, mut previous) = (0, Hash::default());
    loop {
        let page = read((last > 0).then_some(last))?;
        if page.is_empty() {
            return Ok(Ok(last));
        }
        for (key, bytes) in page {
            let no = last + 1;
            match Entry::open(&key, &bytes) {
                Ok(entry) if entry.no == no && entry.previous == previous => {}
                _ => return Ok(Err(Broken { no })),
            }
            (last, previous) = (no, hash(&key, &bytes));
        }
    }
}

fn hash(key: &[u8], bytes: &[u8]) -> Hash {
    Sha256::new().chain_update(key).chain_update(bytes).finalize().into()
}

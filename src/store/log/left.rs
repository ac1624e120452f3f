//! Readings that a process could not write before it ended, in a file until the next start.
//!
//! ```text
//! office/READINGS     u32 length, entry of the log without a place in the chain | … | u32 CRC
//! ```

use std::fs;
use std::io;
use std::path::Path;

use super::{Entry, Fact, Hash};
use crate::journal::DiskError;
use crate::journal::disk::{self, at};
use crate::store::records::{Record, id_key};

/// Name of the file.
pub(super) const FILE: &str = "READINGS";

/// Leaves facts to the next process, in place of what the one before left.
pub(super) fn keep(file: &Path, facts: &[Fact]) -> Result<(), DiskError> {
    let mut bytes = seal(facts);
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
    let half = file.with_extension("tmp");
    let new = disk::create(&half)?;
    disk::write_at(&new, &half, &bytes, 0)?;
    disk::publish(&new, &half, file)
}

/// What lies in the file; nothing where there is none. One that is damaged is set aside.
pub(super) fn read(file: &Path) -> Result<Vec<Fact>, DiskError> {
    let bytes = match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(at(file))?,
    };
    if let Some(facts) = open(&bytes) {
        return Ok(facts);
    }
    tracing::error!(file = %file.display(), "damaged: readings are lost to the log");
    fs::rename(file, file.with_extension("damaged")).map_err(at(file))?;
    Ok(Vec::new())
}

fn seal(facts: &[Fact]) -> Vec<u8> {
    let mut all = Vec::new();
    for fact in facts {
        let entry = Entry { no: 0, previous: Hash::default(), fact: fact.clone() };
        // a fact is far below what a record may have
        let Ok(bytes) = entry.seal() else { continue };
        all.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(0).to_le_bytes());
        all.extend_from_slice(&bytes);
    }
    all
}

fn open(bytes: &[u8]) -> Option<Vec<Fact>> {
    let (mut rest, crc) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(rest).to_le_bytes() != *crc {
        return None;
    }
    let mut facts = Vec::new();
    while let Some((len, behind)) = rest.split_first_chunk::<4>() {
        let (entry, behind) = behind.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        facts.push(Entry::open(&id_key(0), entry).ok()?.fact);
        rest = behind;
    }
    rest.is_empty().then_some(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(uid: u32) -> Fact {
        let at = chrono::DateTime::UNIX_EPOCH;
        let (action, subjects, fields) = ("show-case".to_owned(), vec![], vec![]);
        Fact { at, staff: None, uid, action, case: None, subjects, fields, refused: false }
    }

    #[test]
    fn what_was_left_last_is_there_in_order_and_damage_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(FILE);
        assert_eq!(read(&file).unwrap(), []);
        keep(&file, &[4, 1].map(fact)).unwrap();
        keep(&file, &[1, 2, 3].map(fact)).unwrap();
        assert_eq!(read(&file).unwrap(), [1, 2, 3].map(fact));
        let bytes = fs::read(&file).unwrap();
        for len in 0..bytes.len() {
            assert_eq!(open(&bytes[..len]), None, "{len}");
        }
        fs::write(&file, &bytes[1..]).unwrap();
        assert_eq!(read(&file).unwrap(), []);
        assert!(!file.exists() && file.with_extension("damaged").exists());
    }
}

//! What a restore puts into an office that is being made ([`Half`]): the files of a backup, and the
//! changes of a journal that went on after it, the one that the broken office left. Where both tell
//! of the same change, they must tell the same.
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::{BackupError, Contents, DIRS, unpack};
use crate::journal::disk::{self, at};
use crate::journal::{AppendError, DiskError, Journal, Scan, ScanError, digest};
use crate::store::half::Half;

/// Bytes that are copied at once.
const PIECE: usize = 256 * 1024;
/// Bytes of changes that are made durable at once.
const GROUP: usize = 1 << 20;

/// What a journal had behind a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The last change of the backup.
    pub from: u64,
    /// The last change now.
    pub to: u64,
    /// So many changes both had, the same in each.
    pub same: u64,
    /// The last change that the journal knows of; what is missing up to there cannot be read.
    pub last: u64,
    /// Bytes at its end that are no whole change: most likely the power went while they were
    /// written.
    pub torn: usize,
}

impl Half {
    /// Takes everything out of a backup.
    pub fn unpack(&self, stream: impl Read) -> Result<Contents, BackupError> {
        let contents = unpack(stream, |name, from| {
            let path = self.dir().join(name);
            path.parent().map_or(Ok(()), disk::create_dir)?;
            let file = disk::create(&path)?;
            copy(from, &file, &path)?;
            disk::sync(&file, &path)?;
            Ok(path.parent().map_or(Ok(()), disk::sync_dir)?)
        })?;
        for dir in DIRS {
            disk::create_dir(&self.dir().join(dir))?;
        }
        Ok(contents)
    }

    /// Adds the changes that a journal has behind the backup, up to the first one that cannot be
    /// read. The journal is only read; it may be named by the directory of its office.
    pub fn follow(&self, journal: &Path) -> Result<Followed, BackupError> {
        let below = journal.join("journal");
        let theirs = Scan::read(if below.is_dir() { &below } else { journal })?;
        let Some(first) = theirs.segments.first().map(|segment| segment.first) else {
            return Err(BackupError::NoJournal(journal.to_path_buf()));
        };
        let dir = self.dir().join("journal");
        let ours = Scan::read(&dir)?;
        let from = ours.last;
        let same = compare(&ours, &theirs)?;
        let to = theirs.reach(from);
        if to == from && theirs.last > from && first > from + 1 {
            return Err(BackupError::Gap { backup: from, journal: first });
        }
        append(&mut Journal::resume(&dir, &ours)?, &theirs, from, to, &dir)?;
        Ok(Followed { from, to, same, last: theirs.last.max(to), torn: theirs.torn() })
    }
}

impl From<ScanError> for BackupError {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Disk(error) => Self::Disk(error),
            newer @ ScanError::Newer { .. } => Self::Journal(newer),
        }
    }
}

/// Tells apart who failed: the stream or the disk.
fn copy(from: &mut impl Read, mut file: &File, path: &Path) -> Result<(), BackupError> {
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        file.write_all(piece.get(..read).unwrap_or_default()).map_err(at(path))?;
    }
}

/// Every change that both have must be the same; how many those are.
fn compare(ours: &Scan, theirs: &Scan) -> Result<u64, BackupError> {
    let mut known = HashMap::new();
    ours.replay::<DiskError>(0, ours.last, |seq, payload| {
        known.insert(seq, digest::hash(&[], payload));
        Ok(())
    })?;
    let mut same = 0;
    theirs.replay(0, ours.last, |seq, payload| match known.get(&seq) {
        Some(hash) if *hash != digest::hash(&[], payload) => Err(BackupError::Foreign(seq)),
        known => {
            same += u64::from(known.is_some());
            Ok(())
        }
    })?;
    Ok(same)
}

/// Writes the changes in `(from, to]` of a journal behind another one.
fn append(
    journal: &mut Journal,
    theirs: &Scan,
    from: u64,
    to: u64,
    dir: &Path,
) -> Result<(), BackupError> {
    let (mut group, mut bytes) = (Vec::new(), 0);
    let mut write = |group: &mut Vec<Vec<u8>>| {
        let written = if group.is_empty() { Ok(()) } else { journal.append(group) };
        group.clear();
        written.map_err(|error| match error {
            AppendError::Refused(error) => BackupError::Disk(error),
            AppendError::Poisoned(reason) => at(dir)(io::Error::other(reason)).into(),
        })
    };
    theirs.replay(from, to, |_, payload| {
        group.push(payload.to_vec());
        bytes += payload.len();
        if bytes < GROUP {
            return Ok(());
        }
        bytes = 0;
        write(&mut group)
    })?;
    write(&mut group)
}

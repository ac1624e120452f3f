//! Appending to the journal: one write and one `fdatasync` a group.

use super::disk::{self, DiskError, at};
use super::frame::{self, HEADER};
use super::scan::{self, Scan, segment_name};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Zeros are written this far ahead: a sync that changes no length and allocates nothing is about
/// a quarter faster, and a full disk is met here, before a change is half written.
const AHEAD: u64 = 1 << 20;

/// Size at which a new segment is begun (16 MiB).
pub const SEGMENT: u64 = 16 << 20;

/// Why a group was not appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Nothing was written; the next group may work again (a full disk with room made).
    #[error("not written: {0}")]
    Refused(DiskError),
    /// The sync failed, now or earlier. Nobody knows whether the group is on disk; the journal
    /// takes nothing more until it is opened again.
    #[error("the journal can no longer be trusted: {0}")]
    Poisoned(String),
}

/// The open end of a journal. One thread owns it.
#[derive(Debug)]
pub struct Journal {
    dir: PathBuf,
    path: PathBuf,
    file: File,
    /// First sequence number of the current segment.
    first: u64,
    next: u64,
    /// Good bytes of the current segment.
    len: u64,
    /// Bytes of it that are on disk, zeros included.
    allocated: u64,
    crc: u32,
    /// Good bytes of the segments before the current one.
    older: u64,
    poisoned: Option<String>,
}

impl Journal {
    /// Goes on behind the last good frame and cuts a torn group off; an empty directory gets its
    /// first segment. The caller has made sure that nothing is damaged.
    pub fn resume(dir: &Path, scan: &Scan) -> Result<Journal, DiskError> {
        let Some(last) = scan.segments.last() else { return Journal::start(dir, 1) };
        let file = disk::open(&last.path)?;
        let len = last.end as u64;
        file.set_len(len).map_err(at(&last.path))?;
        file.sync_all().map_err(at(&last.path))?;
        let older = scan.segments.iter().rev().skip(1).map(|segment| segment.end as u64).sum();
        Ok(Journal {
            dir: dir.to_path_buf(),
            path: last.path.clone(),
            file,
            first: last.first,
            next: last.runs.last().map_or(last.first, |run| run.last + 1),
            len,
            allocated: len,
            crc: last.crc,
            older,
            poisoned: None,
        })
    }

    /// Begins a journal whose first change has this number.
    pub fn start(dir: &Path, first: u64) -> Result<Journal, DiskError> {
        let (path, file, crc) = new_segment(dir, first)?;
        Ok(Journal {
            dir: dir.to_path_buf(),
            path,
            file,
            first,
            next: first,
            len: HEADER as u64,
            allocated: HEADER as u64,
            crc,
            older: 0,
            poisoned: None,
        })
    }

    /// The number the next change gets.
    pub fn next_seq(&self) -> u64 {
        self.next
    }

    /// Bytes of all segments.
    pub fn size(&self) -> u64 {
        self.older + self.len
    }

    /// Appends a group of change-sets, numbered from [`Journal::next_seq`] on. When it returns,
    /// they are on disk; on an error none of them counts.
    pub fn append(&mut self, payloads: &[Vec<u8>]) -> Result<(), AppendError> {
        if let Some(reason) = &self.poisoned {
            return Err(AppendError::Poisoned(reason.clone()));
        }
        if self.len >= SEGMENT {
            self.rotate()?;
        }
        let mut group = Vec::new();
        let (mut seq, mut crc) = (self.next, self.crc);
        for payload in payloads {
            crc = frame::put(&mut group, crc, seq, seq == self.next, payload);
            seq += 1;
        }
        self.write(&group)?;
        if let Err(error) = disk::sync(&self.file, &self.path) {
            return Err(self.poison(&error));
        }
        self.len += group.len() as u64;
        (self.next, self.crc) = (seq, crc);
        Ok(())
    }

    /// Begins a new segment, unless the current one is still empty.
    pub fn rotate(&mut self) -> Result<(), AppendError> {
        if self.next == self.first {
            return Ok(());
        }
        let (path, file, crc) = new_segment(&self.dir, self.next).map_err(AppendError::Refused)?;
        // the zeros ahead are of no more use; keeping them would do no harm
        let _ = self.file.set_len(self.len);
        self.older += self.len;
        (self.path, self.file, self.crc) = (path, file, crc);
        (self.first, self.len, self.allocated) = (self.next, HEADER as u64, HEADER as u64);
        Ok(())
    }

    /// Deletes the segments whose changes are all numbered `through` or lower.
    pub fn drop_through(&mut self, through: u64) -> Result<(), DiskError> {
        let segments = scan::segments(&self.dir)?;
        for ((_, path), (next, _)) in segments.iter().zip(segments.iter().skip(1)) {
            if *next <= through.saturating_add(1) {
                let size = fs::metadata(path).map_err(at(path))?.len();
                fs::remove_file(path).map_err(at(path))?;
                self.older = self.older.saturating_sub(size);
            }
        }
        disk::sync_dir(&self.dir)
    }

    fn write(&mut self, group: &[u8]) -> Result<(), AppendError> {
        let end = self.len + group.len() as u64;
        let mut written = Ok(());
        if end > self.allocated {
            let zeros = vec![0; usize::try_from(end + AHEAD - self.allocated).unwrap_or(0)];
            written = disk::write_at(&self.file, &self.path, &zeros, self.allocated);
            if written.is_ok() {
                self.allocated = end + AHEAD;
            }
        }
        match written.and_then(|()| disk::write_at(&self.file, &self.path, group, self.len)) {
            Ok(()) => Ok(()),
            Err(error) => {
                if self.file.set_len(self.len).is_err() {
                    return Err(self.poison(&error));
                }
                self.allocated = self.len;
                Err(AppendError::Refused(error))
            }
        }
    }

    fn poison(&mut self, error: &DiskError) -> AppendError {
        // best effort: what was refused should not come back at the next start
        let _ = self.file.set_len(self.len);
        let reason = error.to_string();
        self.poisoned = Some(reason.clone());
        AppendError::Poisoned(reason)
    }
}

fn new_segment(dir: &Path, first: u64) -> Result<(PathBuf, File, u32), DiskError> {
    let path = dir.join(segment_name(first));
    let temporary = path.with_extension("tmp");
    let file = disk::create(&temporary)?;
    let header = frame::header(first);
    disk::write_at(&file, &temporary, &header, 0)?;
    if let Err(error) = disk::publish(&file, &temporary, &path) {
        // a name that is not durable yet must not stand beside a segment that goes on
        let _ = fs::remove_file(&path);
        return Err(error);
    }
    let crc = frame::read_header(&header).map_or(0, |(_, crc)| crc);
    Ok((path, file, crc))
}

#[cfg(test)]
mod tests {
    use super::super::disk::fault::{Fault, arm};
    use super::*;

    fn journal() -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::start(dir.path(), 1).unwrap();
        journal.append(&[b"one".to_vec()]).unwrap();
        (dir, journal)
    }

    fn last(dir: &Path) -> u64 {
        let scan = Scan::read(dir).unwrap();
        assert_eq!((scan.damaged().count(), scan.torn()), (0, 0));
        scan.last
    }

    #[test]
    fn a_failed_write_refuses_the_group_and_the_next_one_works() {
        let (dir, mut journal) = journal();
        arm(dir.path(), Fault::Write);
        let refused = journal.append(&[b"two".to_vec()]);
        assert!(matches!(refused, Err(AppendError::Refused(error)) if error.is_full()));
        assert_eq!(last(dir.path()), 1);
        journal.append(&[b"two".to_vec(), b"three".to_vec()]).unwrap();
        assert_eq!((last(dir.path()), journal.next_seq()), (3, 4));
    }

    #[test]
    fn a_failed_sync_poisons_the_journal_until_it_is_opened_again() {
        let (dir, mut journal) = journal();
        arm(dir.path(), Fault::Sync);
        assert!(matches!(journal.append(&[b"two".to_vec()]), Err(AppendError::Poisoned(_))));
        // the fault is gone, the distrust is not
        assert!(matches!(journal.append(&[b"two".to_vec()]), Err(AppendError::Poisoned(_))));
        assert_eq!(last(dir.path()), 1);
        let scan = Scan::read(dir.path()).unwrap();
        let mut again = Journal::resume(dir.path(), &scan).unwrap();
        again.append(&[b"two".to_vec()]).unwrap();
        assert_eq!(last(dir.path()), 2);
    }

    #[test]
    fn a_failed_rotation_refuses_and_keeps_the_old_segment() {
        let (dir, mut journal) = journal();
        arm(dir.path(), Fault::Write);
        assert!(matches!(journal.rotate(), Err(AppendError::Refused(_))));
        journal.append(&[b"two".to_vec()]).unwrap();
        journal.rotate().unwrap();
        journal.append(&[b"three".to_vec()]).unwrap();
        assert_eq!((last(dir.path()), Scan::read(dir.path()).unwrap().segments.len()), (3, 2));
    }
}

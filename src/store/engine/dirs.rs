//! The files of an office: where they are, who owns them, what is set aside.

use super::error::OpenError;
use crate::journal::disk::{self, at};
use crate::journal::{DiskError, scan, snapshot};
use rustix::fs::{FlockOperation, StatVfsMountFlags, flock};
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where things are.
#[derive(Debug, Clone)]
pub struct Dirs {
    pub office: PathBuf,
    pub journal: PathBuf,
    pub snapshots: PathBuf,
    pub records: PathBuf,
    /// Exists only while opening records that nothing could replace: a copy of them.
    pub kept: PathBuf,
    /// Exists only while opening.
    pub marker: PathBuf,
}

impl Dirs {
    /// Makes the directories that are missing.
    pub fn create(office: &Path) -> Result<Dirs, DiskError> {
        let below = |name| office.join(name);
        let (journal, snapshots) = (below("journal"), below("snapshots"));
        disk::create_dir(&journal)?;
        disk::create_dir(&snapshots)?;
        // a start that was killed may have made them, and nobody knows whether the disk has them
        disk::sync_dir(office)?;
        let (records, marker) = (below("records"), below("OPENING"));
        let (kept, office) = (below("records.kept"), office.to_path_buf());
        Ok(Dirs { office, journal, snapshots, records, kept, marker })
    }

    /// What the system says of the disk, if it does.
    pub fn disk(&self) -> Option<Disk> {
        let stat = rustix::fs::statvfs(&self.office).ok()?;
        let free_bytes = stat.f_bavail.saturating_mul(stat.f_frsize);
        Some(Disk { free_bytes, read_only: stat.f_flag.contains(StatVfsMountFlags::RDONLY) })
    }

    /// Tries whether the disk makes a new file durable as the journal does, and lets go of it.
    pub fn try_write(&self) -> Result<(), DiskError> {
        let path = self.office.join("TRIAL");
        let file = disk::create(&path)?;
        let written = disk::write_at(&file, &path, &[0; 4096], 0);
        let synced = written.and_then(|()| disk::sync(&file, &path));
        // whatever became of it
        let removed = fs::remove_file(&path).map_err(at(&path));
        synced.and(removed)?;
        disk::sync_dir(&self.office)
    }

    /// Renames something damaged to `NAME.damaged-DATE` beside it.
    pub fn set_aside(&self, path: &Path, now_ms: i64) -> Result<PathBuf, DiskError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let parent = path.parent().unwrap_or(&self.office);
        let target = free(parent, &format!("{name}{DAMAGED}{}", stamp(now_ms)));
        fs::rename(path, &target).map_err(at(path))?;
        Ok(target)
    }

    /// Keeps what is about to be cut off the journal behind change `after`: whether those bytes
    /// were acknowledged and damaged later, or never complete, cannot always be told.
    pub fn keep_cut(&self, after: u64, bytes: &[u8], now_ms: i64) -> Result<PathBuf, DiskError> {
        let path = free(&self.journal, &format!("{:020}{CUT}{}", after + 1, stamp(now_ms)));
        let file = disk::create(&path)?;
        disk::write_at(&file, &path, bytes, 0)?;
        disk::sync(&file, &path)?;
        disk::sync_dir(&self.journal)?;
        Ok(path)
    }

    /// What lies in the directories of the engine and is no part of the office, by name.
    pub fn strays(&self) -> Result<Vec<Stray>, DiskError> {
        let ours = |path: &PathBuf| scan::is_segment(path) || snapshot::range(path).is_some();
        let mut paths = disk::list(&self.office, "")?;
        // of other files by whoever reads them, under a name without a date: nothing replaces them
        let aside = |name: &str| name.starts_with("records.damaged-") || name.ends_with(".damaged");
        paths.retain(|path| aside(&name_of(path)));
        paths.extend(disk::list(&self.journal, "")?);
        paths.extend(disk::list(&self.snapshots, "")?);
        // what is being written bears this name for a moment
        paths.retain(|path| !ours(path) && !name_of(path).ends_with(".tmp"));
        Ok(paths.into_iter().map(Stray::of).collect())
    }
}

/// What a disk says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Disk {
    pub free_bytes: u64,
    /// It is mounted so that it may only be read.
    pub read_only: bool,
}

/// Something that lies beside the office's own files. Compaction lets the first two go: at once when
/// somebody asks for it, after 7 days when it runs by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stray {
    /// Bytes that were cut off the end of the journal.
    Cut(PathBuf),
    /// Damaged, and replaced by what was sound.
    SetAside(PathBuf),
    /// Nobody knows what it is; it is left alone.
    Foreign(PathBuf),
}

impl Stray {
    fn of(path: PathBuf) -> Stray {
        let name = name_of(&path);
        if name.contains(CUT) {
            Stray::Cut(path)
        } else if name.contains(DAMAGED) {
            Stray::SetAside(path)
        } else {
            Stray::Foreign(path)
        }
    }

    /// When it was set aside, as its name says, in milliseconds since 1970.
    pub fn since_ms(&self) -> Option<i64> {
        let (path, mark) = match self {
            Stray::Cut(path) => (path, CUT),
            Stray::SetAside(path) => (path, DAMAGED),
            Stray::Foreign(_) => return None,
        };
        let name = name_of(path);
        // a second one of the same moment has a number behind it
        let date = name.rsplit_once(mark)?.1.split('.').next()?;
        let date = chrono::NaiveDateTime::parse_from_str(date, STAMP).ok()?;
        Some(date.and_utc().timestamp_millis())
    }
}

const STAMP: &str = "%Y%m%d-%H%M%S";
const CUT: &str = ".cut-";
const DAMAGED: &str = ".damaged-";

fn name_of(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// The time in the name of what is set aside.
fn stamp(now_ms: i64) -> String {
    let date = chrono::DateTime::from_timestamp_millis(now_ms).unwrap_or_default();
    date.format(STAMP).to_string()
}

/// A path of this name that is not taken.
fn free(parent: &Path, name: &str) -> PathBuf {
    let names = (1_u32..).map(|number| match number {
        1 => parent.join(name),
        _ => parent.join(format!("{name}.{number}")),
    });
    names.into_iter().find(|path| !path.exists()).unwrap_or_default()
}

/// The office is this process's as long as this lives.
#[derive(Debug)]
pub struct Lock(File);

impl Drop for Lock {
    /// Closing alone is not enough: a child that is just being started still holds the file.
    fn drop(&mut self) {
        let _ = flock(&self.0, FlockOperation::Unlock);
    }
}

/// Takes the office for this process.
pub fn lock(office: &Path) -> Result<Lock, OpenError> {
    let path = office.join("LOCK");
    let options = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).clone();
    loop {
        let file = options.open(&path).map_err(at(&path))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            // unless who had it removed it since it was opened
            Ok(()) if is_at(&file, &path) => return Ok(Lock(file)),
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => {
                return Err(OpenError::Locked(office.to_path_buf()));
            }
            Err(errno) => return Err(DiskError { path, source: errno.into() }.into()),
        }
    }
}

/// Whether the file of this path is still this one.
fn is_at(file: &File, path: &Path) -> bool {
    let number = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let there = fs::metadata(path).map(number);
    file.metadata().map(number).is_ok_and(|ours| there.is_ok_and(|there| there == ours))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::disk::fault::{Fault, arm};

    #[test]
    fn a_child_being_started_does_not_keep_the_office() {
        let dir = tempfile::tempdir().unwrap();
        let first = lock(dir.path()).unwrap();
        // what a fork leaves between its birth and its exec
        let inherited = first.0.try_clone().unwrap();
        assert!(matches!(lock(dir.path()), Err(OpenError::Locked(_))));
        drop(first);
        lock(dir.path()).unwrap();
        drop(inherited);
    }

    #[test]
    fn a_trial_leaves_nothing_behind_however_it_ends() {
        let office = tempfile::tempdir().unwrap();
        let dirs = Dirs::create(office.path()).unwrap();
        for fault in [Fault::Write, Fault::Sync] {
            arm(office.path(), fault);
            assert!(dirs.try_write().is_err());
            assert!(!office.path().join("TRIAL").exists());
        }
        dirs.try_write().unwrap();
        assert!(!office.path().join("TRIAL").exists());
    }

    #[test]
    fn what_was_set_aside_in_the_office_is_named_and_nobody_lets_it_go() {
        let office = tempfile::tempdir().unwrap();
        let dirs = Dirs::create(office.path()).unwrap();
        let damaged = office.path().join("READINGS.damaged");
        fs::write(&damaged, "").unwrap();
        fs::write(office.path().join("READINGS"), "").unwrap();
        assert_eq!(dirs.strays().unwrap(), [Stray::Foreign(damaged)]);
    }

    #[test]
    fn a_lock_that_was_removed_is_nobodys() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("LOCK");
        let first = lock(dir.path()).unwrap();
        let opened = File::open(&path).unwrap();
        assert!(is_at(&opened, &path));
        fs::remove_file(&path).unwrap();
        assert!(!is_at(&opened, &path), "whoever opened it in between");
        let _second = lock(dir.path()).unwrap();
        drop(first);
        assert!(!is_at(&opened, &path));
        assert!(matches!(lock(dir.path()), Err(OpenError::Locked(_))));
    }
}

//! The files of an office: where they are, who owns them, what is set aside.

use super::error::OpenError;
use crate::journal::DiskError;
use crate::journal::disk::{self, at};
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where things are.
#[derive(Debug, Clone)]
pub struct Dirs {
    pub office: PathBuf,
    pub journal: PathBuf,
    pub snapshots: PathBuf,
    pub records: PathBuf,
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
        let (records, marker) = (below("records"), below("OPENING"));
        Ok(Dirs { office: office.to_path_buf(), journal, snapshots, records, marker })
    }

    /// Bytes of the disk that are free; `None` when the system does not say.
    pub fn free_bytes(&self) -> Option<u64> {
        let stat = rustix::fs::statvfs(&self.office).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// Renames something damaged to `NAME.damaged-DATE` beside it.
    pub fn set_aside(&self, path: &Path, now_ms: i64) -> Result<PathBuf, DiskError> {
        let date = chrono::DateTime::from_timestamp_millis(now_ms).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{name}.damaged-{}", date.format("%Y%m%d-%H%M%S"));
        let parent = path.parent().unwrap_or(&self.office);
        let free = (1_u32..).map(|number| match number {
            1 => parent.join(&name),
            _ => parent.join(format!("{name}.{number}")),
        });
        let target = free.into_iter().find(|target| !target.exists()).unwrap_or_default();
        fs::rename(path, &target).map_err(at(path))?;
        Ok(target)
    }
}

/// Takes the office for this process, until the file is closed.
pub fn lock(office: &Path) -> Result<File, OpenError> {
    use rustix::fs::{FlockOperation, flock};
    let path = office.join("LOCK");
    let options = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).clone();
    let file = options.open(&path).map_err(at(&path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(OpenError::Locked(office.to_path_buf())),
        Err(errno) => Err(DiskError { path, source: errno.into() }.into()),
    }
}

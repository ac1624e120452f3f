//! The few file operations of journal and snapshots, each error with its path.
//!
//! Files are made 0600 and directories 0700. In unit tests `fault` makes the next write or sync
//! below a directory fail, which no file system does on request.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// An operation on a file failed.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct DiskError {
    /// The file or directory.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl DiskError {
    /// True when the disk or a quota is full: it may work again later.
    pub fn is_full(&self) -> bool {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        matches!(self.source.kind(), StorageFull | QuotaExceeded | FileTooLarge)
    }
}

/// Puts the path to an error of the system: `.map_err(at(path))`.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> DiskError + '_ {
    move |source| DiskError { path: path.to_path_buf(), source }
}

/// Makes a directory (0700) and those above it, durably; one that exists is fine.
pub fn create_dir(path: &Path) -> Result<(), DiskError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = match path.parent() {
        None => return Ok(()),
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
    };
    create_dir(parent)?;
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    // with `recursive` that is said of what is there and no folder
    let no_folder = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => rustix::io::Errno::NOTDIR.into(),
        _ => error,
    };
    made.map_err(no_folder).map_err(at(path))?;
    sync_dir(parent)
}

/// Makes a new file (0600) for reading and writing, in place of one left by a crash.
pub fn create(path: &Path) -> Result<File, DiskError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(at(path))
}

/// Opens a file for reading and writing.
pub fn open(path: &Path) -> Result<File, DiskError> {
    OpenOptions::new().read(true).write(true).open(path).map_err(at(path))
}

/// Writes all bytes at this offset.
pub fn write_at(file: &File, path: &Path, bytes: &[u8], offset: u64) -> Result<(), DiskError> {
    #[cfg(test)]
    fault::check(path, fault::Fault::Write)?;
    file.write_all_at(bytes, offset).map_err(at(path))
}

/// Makes the data of a file durable. After an error nobody knows what is on disk: asking again
/// would report success for bytes the system has already thrown away.
pub fn sync(file: &File, path: &Path) -> Result<(), DiskError> {
    #[cfg(test)]
    fault::check(path, fault::Fault::Sync)?;
    file.sync_data().map_err(at(path))
}

/// Has the system forget what it holds of a file in memory and did not fail to write: after a sync
/// that failed those are bytes which the disk may not have, and reads would go on finding them.
pub fn forget_cached(path: &Path) -> Result<(), DiskError> {
    let file = File::open(path).map_err(at(path))?;
    // only advice; a file system that does not take it has nothing to forget
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    Ok(())
}

/// Makes the names in a directory durable.
pub fn sync_dir(path: &Path) -> Result<(), DiskError> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(at(path))
}

/// Gives a finished temporary file its name, so that the name never stands for half a file.
pub fn publish(file: &File, temporary: &Path, path: &Path) -> Result<(), DiskError> {
    file.sync_all().map_err(at(temporary))?;
    fs::rename(temporary, path).map_err(at(path))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// The files of a directory whose names end in `suffix`, sorted by name.
pub fn list(dir: &Path, suffix: &str) -> Result<Vec<PathBuf>, DiskError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(at(dir))? {
        let path = entry.map_err(at(dir))?.path();
        if path.file_name().is_some_and(|name| name.as_encoded_bytes().ends_with(suffix.as_bytes()))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Whether there is something of this name. That the disk does not say is an error, not a no.
pub fn exists(path: &Path) -> Result<bool, DiskError> {
    path.try_exists().map_err(at(path))
}

/// Removes files that a crash left half written.
pub fn remove_temporary(dir: &Path) -> Result<(), DiskError> {
    list(dir, ".tmp")?.iter().try_for_each(|path| fs::remove_file(path).map_err(at(path)))
}

#[cfg(test)]
pub(crate) mod fault {
    //! Failing writes and syncs, armed per directory.
    use super::{DiskError, at};
    use std::io;
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;

    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Fault {
        Write,
        Sync,
    }

    static ARMED: Mutex<Vec<(PathBuf, Fault)>> = Mutex::new(Vec::new());

    /// The next such operation on a file below `dir` fails, once.
    pub(crate) fn arm(dir: &Path, fault: Fault) {
        ARMED.lock().unwrap().push((dir.to_path_buf(), fault));
    }

    /// Whether one that was armed has not been met yet.
    pub(crate) fn is_armed(dir: &Path) -> bool {
        ARMED.lock().unwrap().iter().any(|(armed, _)| armed == dir)
    }

    pub(super) fn check(path: &Path, fault: Fault) -> Result<(), DiskError> {
        let mut armed = ARMED.lock().unwrap();
        let hit = armed.iter().position(|(dir, kind)| *kind == fault && path.starts_with(dir));
        let Some(index) = hit else { return Ok(()) };
        armed.remove(index);
        let kind = match fault {
            Fault::Write => io::ErrorKind::StorageFull,
            Fault::Sync => io::ErrorKind::Other,
        };
        Err(at(path)(io::Error::new(kind, "injected")))
    }
}

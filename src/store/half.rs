//! An office that is being made: it stands below a name of its own until all of it is there, and is
//! removed when it does not get that far. What a kill leaves of one is never opened, holds nobody's
//! records, and is removed by whoever makes an office there next.
//!
//! While it is made, the office is this process's as if it were open.
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::engine::{Lock, OpenError, lock};
use crate::journal::DiskError;
use crate::journal::disk::{self, at};

/// What is being restored stands below this.
const RESTORING: &str = ".restoring";
/// What is being founded stands below this.
const FOUNDING: &str = ".founding";
/// What an office is made of. The last one need not be built again.
const PARTS: [&str; 3] = ["snapshots", "journal", "records"];
/// Held by who makes an office or has it open.
const LOCK: &str = "LOCK";
/// What whoever only tried to open an office leaves.
const TRACES: [&str; 3] = [LOCK, "start.lock", "serve.log"];

/// Whether there is an office in a directory: parts of one, and not of one that is just being
/// founded. Where this user may not look, and where a restore was interrupted, it is taken for one.
pub fn is_office(dir: &Path) -> bool {
    let is_in = |mark| dir.join(mark).exists();
    is_in(RESTORING) || !is_in(FOUNDING) && has_parts(dir)
}

/// Refuses an office that is only half there.
pub(super) fn check(office: &Path) -> Result<(), OpenError> {
    if office.join(RESTORING).exists() {
        return Err(OpenError::HalfRestored(office.to_path_buf()));
    }
    if office.join(FOUNDING).exists() {
        return Err(OpenError::HalfFounded(office.to_path_buf()));
    }
    Ok(())
}

/// Whether something is in one of the parts, or they cannot be looked into.
fn has_parts(dir: &Path) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    let unseen = |error: io::Error| !matches!(error.kind(), NotFound | NotADirectory);
    PARTS.iter().map(|part| dir.join(part)).any(|part| match fs::read_dir(&part) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => fs::symlink_metadata(&part).map_or_else(unseen, |_| true),
    })
}

/// Why no office can be made in a directory.
#[derive(Debug, thiserror::Error)]
pub enum HalfError {
    /// Something is there already.
    #[error("{}: the directory is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// Another process has it, a restore was interrupted, or the disk refused.
    #[error(transparent)]
    Refused(#[from] OpenError),
}

impl From<DiskError> for HalfError {
    fn from(error: DiskError) -> Self {
        Self::Refused(error.into())
    }
}

/// An office being made.
#[derive(Debug)]
pub struct Half {
    office: PathBuf,
    dir: PathBuf,
    finished: bool,
    /// Let go after all else.
    _lock: Lock,
}

impl Half {
    /// Begins to restore one, in a directory that does not exist, is empty or holds what was left
    /// of one that was not finished.
    pub fn restore(office: &Path) -> Result<Half, HalfError> {
        Self::begin(office, RESTORING, |office| {
            let entries = disk::list(office, "")?;
            Ok(entries.iter().any(|path| TRACES.iter().all(|trace| !path.ends_with(trace))))
        })
    }

    /// Begins to found one, in a directory without an office. What else is there stays as it is.
    pub fn found(office: &Path) -> Result<Half, HalfError> {
        if office.join(RESTORING).exists() {
            return Err(OpenError::HalfRestored(office.to_path_buf()).into());
        }
        Self::begin(office, FOUNDING, |office| Ok(has_parts(office)))
    }

    fn begin(
        office: &Path,
        mark: &str,
        is_taken: impl FnOnce(&Path) -> Result<bool, DiskError>,
    ) -> Result<Half, HalfError> {
        disk::create_dir(office)?;
        let lock = lock(office)?;
        for left in [RESTORING, FOUNDING].map(|mark| office.join(mark)) {
            if left.exists() {
                clear(office, &left)?;
            }
        }
        if is_taken(office)? {
            return Err(HalfError::NotEmpty(office.to_path_buf()));
        }
        let (office, dir) = (office.to_path_buf(), office.join(mark));
        let half = Half { office, dir, finished: false, _lock: lock };
        disk::create_dir(&half.dir)?;
        Ok(half)
    }

    /// The office as far as it is there. Nobody may have it open when this is let go or finished.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// All is right: it becomes the office. On disk when this returns.
    pub fn finish(mut self) -> Result<(), DiskError> {
        for part in PARTS {
            let (from, to) = (self.dir.join(part), self.office.join(part));
            if from.exists() {
                fs::rename(&from, &to).map_err(at(&to))?;
            }
        }
        disk::sync_dir(&self.office)?;
        discard(&self.dir)?;
        disk::sync_dir(&self.office)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Half {
    /// Without [`Half::finish`] nothing stays.
    fn drop(&mut self) {
        if !self.finished {
            // what cannot be removed is taken for what it is: half an office
            let _ = clear(&self.office, &self.dir);
            let _ = fs::remove_file(self.office.join(LOCK));
        }
    }
}

/// Removes half an office. The mark goes last: a kill in between leaves it.
fn clear(office: &Path, half: &Path) -> Result<(), DiskError> {
    PARTS.iter().try_for_each(|part| discard(&office.join(part)))?;
    discard(half)
}

fn discard(dir: &Path) -> Result<(), DiskError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(dir)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(names: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for name in names {
            fs::create_dir_all(dir.path().join(name)).unwrap();
        }
        dir
    }

    #[test]
    fn where_something_of_an_office_is_none_is_founded() {
        for part in PARTS {
            let dir = with(&[&format!("{part}/kept")]);
            assert!(is_office(dir.path()), "{part}");
            assert!(matches!(Half::found(dir.path()), Err(HalfError::NotEmpty(_))), "{part}");
            assert!(dir.path().join(part).join("kept").exists());
        }
        let dir = with(&[".restoring"]);
        let refused = Half::found(dir.path());
        assert!(matches!(refused, Err(HalfError::Refused(OpenError::HalfRestored(_)))));
    }

    #[test]
    fn what_a_kill_left_is_no_office_and_goes() {
        for left in [&["journal", "snapshots"][..], &[".founding/journal", "snapshots/half"]] {
            let dir = with(left);
            fs::write(dir.path().join("letter"), "").unwrap();
            assert!(!is_office(dir.path()), "{left:?}");
            drop(Half::found(dir.path()).unwrap());
            let names: Vec<_> = disk::list(dir.path(), "").unwrap();
            assert!(names.contains(&dir.path().join("letter")) && !has_parts(dir.path()));
            assert!(!dir.path().join(FOUNDING).exists() && !dir.path().join(LOCK).exists());
        }
    }

    #[test]
    fn two_do_not_make_one_at_the_same_time() {
        let dir = with(&[]);
        let first = Half::found(dir.path()).unwrap();
        for second in [Half::found(dir.path()), Half::restore(dir.path())] {
            assert!(matches!(second, Err(HalfError::Refused(OpenError::Locked(_)))));
        }
        fs::create_dir_all(first.dir().join("journal/1")).unwrap();
        assert!(!is_office(dir.path()) && check(dir.path()).is_err());
        first.finish().unwrap();
        assert!(is_office(dir.path()) && check(dir.path()).is_ok());
        assert!(matches!(Half::found(dir.path()), Err(HalfError::NotEmpty(_))));
        assert!(dir.path().join("journal/1").exists());
    }
}

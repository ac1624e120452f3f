//! The folder in which an office is made: when it cannot be made, the folder is left as it was.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// A folder, made where it was missing.
#[derive(Debug)]
pub struct Site {
    dir: PathBuf,
    /// The uppermost folder that was made for it.
    made: Option<PathBuf>,
    /// What was in it before.
    there: HashSet<OsString>,
}

impl Site {
    /// Makes the folder with those above it, each for its owner only.
    pub fn prepare(dir: &Path) -> io::Result<Self> {
        let missing = |folder: &&Path| {
            let found = fs::symlink_metadata(folder);
            found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        let above = dir.ancestors().filter(|folder| !folder.as_os_str().is_empty());
        let made = above.take_while(missing).last().map(Path::to_owned);
        let site = Self { dir: dir.to_owned(), made, there: HashSet::new() };
        if let Err(error) = DirBuilder::new().recursive(true).mode(0o700).create(dir) {
            site.clear();
            return Err(error);
        }
        let there = fs::read_dir(dir)?.flatten().map(|entry| entry.file_name()).collect();
        Ok(Self { there, ..site })
    }

    /// Removes what was made since. Nothing may hold the office open any more.
    pub fn clear(&self) {
        // what cannot be removed stays: the problem that led here is told already
        if let Some(made) = &self.made {
            let _ = fs::remove_dir_all(made);
            return;
        }
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| !self.there.contains(&entry.file_name())) {
            let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let remove = if folder { fs::remove_dir_all } else { fs::remove_file };
            let _ = remove(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_made_goes_again() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("a/b");
        let site = Site::prepare(&dir).unwrap();
        fs::write(dir.join("LOCK"), "").unwrap();
        site.clear();
        assert!(home.path().exists() && !home.path().join("a").exists());

        fs::create_dir_all(dir.join("photos")).unwrap();
        fs::write(dir.join("letter"), "").unwrap();
        let site = Site::prepare(&dir).unwrap();
        fs::create_dir(dir.join("journal")).unwrap();
        fs::write(dir.join("LOCK"), "").unwrap();
        site.clear();
        let left: Vec<_> = fs::read_dir(&dir).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(Site::prepare(&file.join("a")).is_err() && file.exists());
    }
}

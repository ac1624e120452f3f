//! The folder in which an office is made: when it cannot be made, the folder is left as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::journal::DiskError;
use crate::journal::disk;

/// A folder, made where it was missing.
#[derive(Debug)]
pub struct Site {
    /// The folders that were made for it, the lowest first.
    made: Vec<PathBuf>,
}

impl Site {
    /// Makes the folder with those above it, each for its owner only.
    pub fn prepare(dir: &Path) -> Result<Self, DiskError> {
        let missing = |folder: &&Path| {
            let found = fs::symlink_metadata(folder);
            found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        let above = dir.ancestors().filter(|folder| !folder.as_os_str().is_empty());
        let site = Self { made: above.take_while(missing).map(Path::to_owned).collect() };
        disk::create_dir(dir).inspect_err(|_| site.clear())?;
        Ok(site)
    }

    /// Removes the folders that were made, as far as nothing is in them.
    pub fn clear(&self) {
        for folder in &self.made {
            // what cannot be removed stays: the problem that led here is told already
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_made_goes_again_and_only_when_it_is_empty() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("a/b");
        let site = Site::prepare(&dir).unwrap();
        fs::write(dir.join("letter"), "").unwrap();
        site.clear();
        assert!(dir.join("letter").exists());
        fs::remove_file(dir.join("letter")).unwrap();
        site.clear();
        assert!(home.path().exists() && !home.path().join("a").exists());

        fs::create_dir(dir.parent().unwrap()).unwrap();
        Site::prepare(&dir).unwrap().clear();
        assert!(home.path().join("a").exists() && !dir.exists());
    }

    #[test]
    fn a_folder_that_cannot_be_made_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(Site::prepare(&file.join("a")).is_err() && file.exists());
    }
}

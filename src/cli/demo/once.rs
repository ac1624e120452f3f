//! A practice office for one call: a folder in the system's place for such things, removed at the end
//! of the call however it goes. A call that is killed leaves it behind; the next one removes it.
//!
//! The folder is locked by the call as long as it lives, and the office in it by its server. Only a
//! folder of this name and this user in which neither is held is removed.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;

use crate::client::fresh_request_id;

/// What the name of the folder begins with; 16 hexadecimal digits follow.
const NAME: &str = "aid-demo-once-";
/// How long the end waits for the server to leave before the folder is left to the next call.
const FAREWELL: Duration = Duration::from_secs(5);

/// A folder for this call.
pub struct Once {
    dir: PathBuf,
    /// Held for life.
    _lock: File,
}

impl Once {
    /// Makes one, after those that were left behind are removed.
    pub fn new() -> io::Result<Self> {
        let place = std::env::temp_dir();
        for dir in left_behind(&place) {
            // the office is touched only when no call has the folder
            if let Some(_folder) = held(&dir)
                && let Ok(_office) = unserved(&dir)
            {
                // best effort: the next call tries again
                let _ = fs::remove_dir_all(&dir);
            }
        }
        loop {
            let dir = place.join(format!("{NAME}{:016x}", fresh_request_id().0 >> 64));
            DirBuilder::new().mode(0o700).create(&dir)?;
            // unless another call took it for left behind before it was locked
            if let Some(lock) = held(&dir) {
                return Ok(Self { dir, _lock: lock });
            }
        }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Drop for Once {
    /// Removes it once its server is gone; where that stays, for somebody joined, the next call does.
    fn drop(&mut self) {
        let give_up = Instant::now() + FAREWELL;
        let serves = || self.dir.join("sock").exists() || unserved(&self.dir).is_err();
        while serves() && Instant::now() < give_up {
            std::thread::sleep(Duration::from_millis(20));
        }
        if let Ok(_office) = unserved(&self.dir) {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// Folders of this user that are named like one of these.
fn left_behind(place: &Path) -> Vec<PathBuf> {
    let me = rustix::process::geteuid().as_raw();
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let digits = name.strip_prefix(NAME).unwrap_or_default();
        let kind = path.symlink_metadata();
        digits.len() == 16
            && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
            && kind.is_ok_and(|found| found.is_dir() && found.uid() == me)
    };
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(ours).collect()
}

/// Locks the office in a folder, if there is one; an error while a server has it.
fn unserved(dir: &Path) -> io::Result<Option<File>> {
    let lock = dir.join("LOCK");
    if !lock.try_exists()? {
        return Ok(None);
    }
    held(&lock).map(Some).ok_or_else(|| io::ErrorKind::WouldBlock.into())
}

/// Locks what is at this path; `None` while somebody else has it, or when it is gone.
fn held(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).ok()?;
    let (ours, there) = (file.metadata().ok()?, path.symlink_metadata().ok()?);
    ((ours.dev(), ours.ino()) == (there.dev(), there.ino())).then_some(file)
}

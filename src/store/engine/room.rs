//! Room on the disk that nobody else can take. sled writes behind, and one write that the system
//! refuses is the end of it: so what was accepted must fit, however fast others fill the disk.

use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Blocks behind the end of a file, which are the file's already.
#[derive(Debug)]
pub struct Room {
    file: File,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Length of the file when it was looked at last.
    len: u64,
    /// Where its blocks end.
    end: u64,
}

impl Room {
    /// Behind the end of this file.
    pub fn behind(path: &Path) -> io::Result<Room> {
        let file = File::options().write(true).open(path)?;
        Ok(Room { file, kept: Mutex::default() })
    }

    /// Sees to it that `bytes` can be added to the file. Takes twice as much, so as not to come back
    /// with each change. A file system that cannot do it is trusted to have room.
    pub fn keep(&self, bytes: u64) -> io::Result<()> {
        if bytes == 0 {
            return Ok(());
        }
        let len = self.file.metadata()?.len();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // what is cut off a file goes with the blocks behind it
        let shorter = len < std::mem::replace(&mut kept.len, len);
        if !shorter && len + bytes <= kept.end {
            return Ok(());
        }
        match fallocate(&self.file, FallocateFlags::KEEP_SIZE, len, 2 * bytes) {
            Ok(()) => kept.end = len + 2 * bytes,
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => {}
            Err(error) => {
                kept.end = 0;
                return Err(error.into());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn room_is_taken_behind_the_end_and_again_when_the_file_was_cut() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("db");
        std::fs::write(&path, vec![1; 8192]).unwrap();
        let room = Room::behind(&path).unwrap();
        let bytes = || std::fs::metadata(&path).unwrap().blocks() * 512;
        room.keep(1 << 20).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 8192);
        let taken = bytes();
        assert!(taken >= 2 << 20, "{taken}");
        room.keep(1 << 20).unwrap();
        assert_eq!(bytes(), taken, "once is enough");
        File::options().write(true).open(&path).unwrap().set_len(4096).unwrap();
        assert!(bytes() < 1 << 20);
        room.keep(1 << 20).unwrap();
        assert!(bytes() >= 2 << 20);
    }
}

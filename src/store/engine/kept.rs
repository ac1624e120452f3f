//! A second copy of records that nothing could replace, as long as sled has them in its hands.
//!
//! Where snapshots and journal do not reach as far as the office did, the records are its only
//! whole account. sled cuts off at its opening what it takes for half-written, and it takes a read
//! for that which the disk refused once. So it gets such records only when a copy of their files is
//! on disk, and the next start goes on with the copy unless this one has brought the office to
//! safety. The copy needs as much room again as the records.

use super::dirs::Dirs;
use super::rebuild::discard;
use crate::journal::DiskError;
use crate::journal::disk::{self, at};
use std::fs;
use std::path::{Path, PathBuf};

/// Copies the records. On disk when this returns.
pub fn keep(dirs: &Dirs) -> Result<(), DiskError> {
    let half = half(dirs);
    copy(&dirs.records, &half).inspect_err(|_| {
        // half a copy is of no use, and takes the room it needs
        let _ = discard(&half);
    })?;
    rename(dirs, &half, &dirs.kept)
}

/// Puts the copy in place of what the last start left of the records.
pub fn put_back(dirs: &Dirs) -> Result<(), DiskError> {
    discard(&half(dirs))?;
    // somebody's file of that name is no copy
    if !disk::exists(&dirs.kept)? || dirs.kept.is_file() {
        return Ok(());
    }
    tracing::warn!("the last start did not end well; the records are those it found");
    discard(&dirs.records)?;
    rename(dirs, &dirs.kept, &dirs.records)
}

/// The copy is not needed any more.
pub fn let_go(dirs: &Dirs) -> Result<(), DiskError> {
    if !disk::exists(&dirs.kept)? {
        return Ok(());
    }
    let half = half(dirs);
    rename(dirs, &dirs.kept, &half)?;
    discard(&half)
}

/// A copy of which a part may be missing.
fn half(dirs: &Dirs) -> PathBuf {
    dirs.kept.with_extension("tmp")
}

fn rename(dirs: &Dirs, from: &Path, to: &Path) -> Result<(), DiskError> {
    fs::rename(from, to).map_err(at(from))?;
    disk::sync_dir(&dirs.office)
}

fn copy(from: &Path, to: &Path) -> Result<(), DiskError> {
    disk::create_dir(to)?;
    for path in disk::list(from, "")? {
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(at(&target))?;
            disk::sync(&disk::open(&target)?, &target)?;
        }
    }
    disk::sync_dir(to)
}

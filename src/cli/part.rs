//! Files that are complete or not there: written under another name beside, then renamed.

use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags};

/// An empty file, readable by its owner only, that no other process writes. What a killed process
/// left there is overwritten.
///
/// # Errors
/// `AlreadyExists` while another process writes it.
pub(super) fn own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let no_link = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default();
    let file = options.custom_flags(no_link).open(path)?;
    let taken = || io::Error::from(io::ErrorKind::AlreadyExists);
    rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| taken())?;
    // another one may have renamed it between the two, and it is complete
    let named = path.symlink_metadata().map_err(|_| taken())?;
    let here = file.metadata()?;
    if (named.dev(), named.ino()) != (here.dev(), here.ino()) {
        return Err(taken());
    }
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.set_len(0)?;
    Ok(file)
}

/// A file beside this one: its name with an ending behind it.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

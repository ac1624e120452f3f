//! The socket: bound under a temporary name and renamed into place, so that there is never a
//! moment without one and a socket left behind by a killed server is simply replaced.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use crate::api::socket::reach;
use crate::domain::office::OfficeKind;

/// A listening socket, and the path to remove when it is closed.
#[derive(Debug)]
pub struct Listener {
    /// The socket; it does not block.
    pub socket: UnixListener,
    /// Its path, when it was bound here and not by systemd.
    path: Option<PathBuf>,
}

impl Listener {
    /// Binds the socket at `path`, in a folder where nobody else can put something in its place. Only
    /// who holds the lock of the office may do this. In a shared office the group may connect
    /// (0660), else only the owner (0600).
    pub fn bind(path: &Path, kind: OfficeKind) -> io::Result<Self> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = fs::metadata(parent.unwrap_or(Path::new(".")))?;
        let own = [0, rustix::process::geteuid().as_raw()].contains(&folder.uid());
        if !own || folder.mode() & 0o002 != 0 {
            tracing::error!(
                "others may put something in place of the socket: it needs another folder"
            );
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(format!(".{}", std::process::id()));
        let temporary = PathBuf::from(temporary);
        let _ = fs::remove_file(&temporary);
        let socket = reach(&temporary, |short| UnixListener::bind(short))?;
        let mode = if kind == OfficeKind::Shared { 0o660 } else { 0o600 };
        let placed = fs::set_permissions(&temporary, Permissions::from_mode(mode))
            .and_then(|()| fs::rename(&temporary, path));
        if let Err(error) = placed {
            let _ = fs::remove_file(&temporary);
            return Err(error);
        }
        socket.set_nonblocking(true)?;
        Ok(Self { socket, path: Some(path.to_owned()) })
    }

    /// The socket systemd has bound, where there is one.
    pub fn from_systemd() -> io::Result<Option<Self>> {
        let Some(socket) = listenfd::ListenFd::from_env().take_unix_listener(0)? else {
            return Ok(None);
        };
        socket.set_nonblocking(true)?;
        Ok(Some(Self { socket, path: None }))
    }
}

impl Drop for Listener {
    /// Removes the path; the lock of the office is still held, so it is this server's own.
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

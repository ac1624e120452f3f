//! Socket paths of any length. The kernel takes 107 bytes; an office may lie deeper than that.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// Longest path that is handed to the kernel as it is, in bytes.
const LONGEST: usize = 100;

/// Runs `act` with a path that names `socket` and is short enough to bind or connect: the path
/// itself, or a way through an open handle of its directory.
pub fn reach<T>(socket: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    if socket.as_os_str().len() <= LONGEST {
        return act(socket);
    }
    let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
    let directory = File::open(socket.parent().ok_or_else(invalid)?)?;
    let name = socket.file_name().ok_or_else(invalid)?;
    act(&PathBuf::from(format!("/proc/self/fd/{}", directory.as_raw_fd())).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::{UnixListener, UnixStream};

    #[test]
    fn a_socket_in_a_deep_directory_is_bound_and_found() {
        let temp = tempfile::tempdir().unwrap();
        let deep = temp.path().join("d".repeat(90)).join("e".repeat(90));
        std::fs::create_dir_all(&deep).unwrap();
        let socket = deep.join("sock");
        let _listener = reach(&socket, |path| UnixListener::bind(path)).unwrap();
        assert!(socket.exists());
        reach(&socket, |path| UnixStream::connect(path)).unwrap();
    }
}

//! Tells whoever started this server that it is ready, or why it is not.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use super::ServeError;
use crate::api::ready::{Failure, Word, say};
use crate::store::OpenError;
use crate::store::engine::Damage;

/// Tells the client that started this server on standard output how its start went.
pub(super) fn tell_client(opened: Result<(), &ServeError>) {
    let word = match opened {
        Ok(()) => Word::Ready,
        Err(ServeError::Open(OpenError::Locked(_))) => Word::Busy,
        Err(error) => Word::Failed(failure(error)),
    };
    // a client that is gone already needs no word
    let _ = say(io::stdout(), &word);
}

/// Tells systemd that the server is ready (`READY=1`) or what it is about, where it asked to be told.
pub(super) fn tell_systemd(word: &str) {
    let Some(address) = std::env::var_os("NOTIFY_SOCKET") else { return };
    let told = UnixDatagram::unbound().and_then(|socket| {
        let address = match address.as_bytes() {
            [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
            path => SocketAddr::from_pathname(OsStr::from_bytes(path))?,
        };
        socket.send_to_addr(word.as_bytes(), &address)
    });
    if let Err(error) = told {
        tracing::warn!(%error, word, "systemd was not told");
    }
}

/// Why a server does not start, for a client to put into words.
pub fn failure(error: &ServeError) -> Failure {
    match error {
        ServeError::Open(error) => not_opened(error),
        ServeError::NoOffice => Failure::NoOffice,
        ServeError::Socket { path, source } => Failure::file(path, source),
        ServeError::BackupKeys | ServeError::Io(_) | ServeError::Close(_) => Failure::Other,
    }
}

/// Why an office is not opened.
pub fn not_opened(error: &OpenError) -> Failure {
    match error {
        OpenError::Locked(_) => Failure::Other,
        OpenError::Disk(error) => Failure::file(&error.path, &error.source),
        OpenError::Newer(_) => Failure::Newer,
        OpenError::HalfRestored(_) => Failure::HalfRestored,
        OpenError::HalfFounded(_) => Failure::NoOffice,
        OpenError::Unreadable(_) => Failure::Unreadable,
        OpenError::Damaged(damage) => {
            let (safe, last) = match *damage {
                Damage::JournalHole { from, last } => (Some(from), Some(last)),
                Damage::JournalBehind { journal, records } => (Some(journal), Some(records)),
                Damage::Undecodable(seq) => (Some(seq.saturating_sub(1)), None),
                Damage::Digest => (None, None),
            };
            Failure::Damaged { safe, last: last.filter(|last| Some(*last) > safe) }
        }
    }
}

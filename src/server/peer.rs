//! Who is at the other end of a socket: the uid comes from the kernel, never from a message.

use std::fs;
use std::io;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};

/// A Unix user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its number.
    pub uid: u32,
    /// Its name, or the number as text when it has none.
    pub user: String,
}

impl Peer {
    /// The number of the user that connected.
    pub fn uid_of(stream: &UnixStream) -> io::Result<u32> {
        Ok(rustix::net::sockopt::socket_peercred(stream)?.uid.as_raw())
    }

    /// The user this program runs as.
    pub fn own() -> Self {
        Self::of_uid(rustix::process::geteuid().as_raw())
    }

    /// The user of a uid.
    pub fn of_uid(uid: u32) -> Self {
        let local = fs::read_to_string("/etc/passwd").ok().and_then(|all| name_in(&all, uid));
        let user = local.or_else(|| directory_name(uid)).unwrap_or_else(|| uid.to_string());
        Self { uid, user }
    }
}

/// The name of a uid in the text of a passwd file.
fn name_in(passwd: &str, uid: u32) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number.parse() == Ok(uid) && !name.is_empty()).then(|| name.to_owned())
    })
}

/// The name of a uid that only a directory service knows; asking it without `unsafe` takes the
/// system's own program.
fn directory_name(uid: u32) -> Option<String> {
    let answer = Command::new("/usr/bin/getent")
        .args(["passwd", &uid.to_string()])
        .env_clear()
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    name_in(&String::from_utf8_lossy(&answer.stdout), uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_number() {
        let passwd =
            "root:x:0:0:root:/root:/bin/sh\nberta:x:1002:1002::/srv/berta:/bin/sh\n\n:x:7:\nbad";
        assert_eq!(name_in(passwd, 1002).as_deref(), Some("berta"));
        assert_eq!(name_in(passwd, 7), None);
        assert_eq!(name_in(passwd, 1), None);
    }

    #[test]
    fn a_uid_without_a_name_is_called_by_its_number() {
        assert_eq!(Peer::of_uid(3_999_999_999).user, "3999999999");
    }

    #[test]
    fn both_ends_of_a_pair_are_this_user() {
        let (here, _there) = UnixStream::pair().unwrap();
        assert_eq!(Peer::of_uid(Peer::uid_of(&here).unwrap()), Peer::own());
    }
}

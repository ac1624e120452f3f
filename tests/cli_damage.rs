//! The command line where the office cannot be opened: what is wrong, what is safe, what to do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "common/server.rs"]
mod server;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use assert_cmd::Command;
use server::TestServer;
use tempfile::TempDir;

/// `aid` on an office; exit code, standard output, standard error.
fn aid(office: &Path, args: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_aid"));
    command.env_clear().env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
    let output = command.arg("--office").arg(office).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// An office of one's own with a household, not served, closed to others as `aid` makes it.
fn office() -> TempDir {
    let server = TestServer::personal();
    server.connect_own().household("Haddad");
    let office = server.stop();
    fs::set_permissions(office.path(), Permissions::from_mode(0o700)).unwrap();
    office
}

/// Damages the journal in its middle, with no records to replace it.
fn damage(office: &Path) {
    let segment = office.join("journal/00000000000000000001.jnl");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[100] ^= 1;
    fs::write(&segment, bytes).unwrap();
    fs::remove_dir_all(office.join("records")).unwrap();
}

#[test]
fn a_damaged_journal_is_said_by_every_command_in_the_language_of_its_user() {
    let office = office();
    damage(office.path());
    let said = [
        ("de", "ist beschädigt", "Lesbar ist alles bis zur Änderung 0"),
        ("en", "is damaged", "Everything up to change 0 can be read"),
    ];
    for (lang, what, safe) in said {
        for call in [&["list", "cases"][..], &["doctor"], &["verify"], &["serve"]] {
            let (code, out, err) = aid(office.path(), &[&["--lang", lang], call].concat());
            let text = out + &err;
            assert_eq!(code, 5, "{call:?}: {text}");
            let folder = office.path().display().to_string();
            for part in [what, safe, "aid restore", &folder] {
                assert!(text.contains(part), "{call:?}: {text}");
            }
            assert!(!text.contains("serve.log"), "{text}");
        }
    }
}

#[test]
fn a_socket_that_cannot_be_bound_is_named() {
    let office = office();
    fs::create_dir(office.path().join("sock")).unwrap();
    let (code, _, err) = aid(office.path(), &["list", "cases"]);
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("sock«: Das ist ein Ordner."), "{err}");
    let (code, _, err) = aid(office.path(), &["--lang", "en", "serve"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("sock”: It is a folder."), "{err}");
    let left = fs::read_dir(office.path()).unwrap().flatten();
    let left = left.filter(|f| f.file_name().to_string_lossy().starts_with("sock.")).count();
    assert_eq!(left, 0, "no half-made socket stays");
}

/// A small file system of its own, for root; it goes when the test ends.
struct Disk(TempDir);

impl Disk {
    /// With an office on it.
    fn with_office() -> Option<Self> {
        let office = office();
        let dir = tempfile::tempdir().unwrap();
        let mounted = mount(&["-t", "tmpfs", "-o", "size=24m", "tmpfs"], dir.path());
        let disk = mounted.then(|| Self(dir))?;
        let copied = Command::new("cp").arg("-r").arg(office.path()).arg(disk.office()).ok();
        copied.unwrap();
        Some(disk)
    }

    fn office(&self) -> std::path::PathBuf {
        self.0.path().join("office")
    }

    /// Takes all the room there is.
    fn fill(&self) {
        let mut size = 1 << 20;
        let mut name = 0;
        while size > 0 {
            name += 1;
            let ballast = self.0.path().join(name.to_string());
            if fs::write(&ballast, vec![1; size]).is_err() {
                fs::remove_file(ballast).unwrap();
                size /= 2;
            }
        }
    }
}

fn mount(args: &[&str], at: &Path) -> bool {
    let mut mount = std::process::Command::new("mount");
    mount.args(args).arg(at).stderr(std::process::Stdio::null());
    mount.status().is_ok_and(|status| status.success())
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_before_the_first_opening_is_said() {
    let Some(disk) = Disk::with_office() else {
        println!("skipped: only root can mount a small disk");
        return;
    };
    disk.fill();
    for call in [&["list", "cases"][..], &["doctor"]] {
        let (code, out, err) = aid(&disk.office(), call);
        assert_eq!(code, 4, "{out}{err}");
        assert!((out.clone() + &err).contains("Der Datenträger ist voll."), "{out}{err}");
    }
    let (code, _, err) = aid(&disk.office(), &["serve"]);
    assert_eq!((code, err.contains("Der Datenträger ist voll.")), (1, true), "{err}");
    let (code, _, err) = aid(&disk.0.path().join("new"), &["demo", "--persons", "5", "--no-open"]);
    assert_eq!((code, err.contains("Der Datenträger ist voll.")), (1, true), "{err}");
}

#[test]
fn a_read_only_directory_is_said() {
    let Some(disk) = Disk::with_office() else {
        println!("skipped: only root can mount a small disk");
        return;
    };
    assert!(mount(&["-o", "remount,ro"], disk.0.path()));
    let (code, _, err) = aid(&disk.office(), &["list", "cases"]);
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("start.lock«: Der Datenträger ist schreibgeschützt."), "{err}");
    let (code, _, err) = aid(&disk.office(), &["--lang", "en", "serve"]);
    assert_eq!((code, err.contains("The disk is read-only.")), (1, true), "{err}");
}

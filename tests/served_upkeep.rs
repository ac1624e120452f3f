//! Upkeep of an office as its users meet it: verification, compaction, and what they are told when it
//! cannot be opened: what is wrong, what is safe, what to do.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/server.rs"]
mod server;
#[path = "common/skip.rs"]
mod skip;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use aid::client::Connection;
use assert_cmd::Command;
use chrono::{DateTime, Utc};
use folder::files;
use server::TestServer;
use skip::skipped;
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

/// A call at the socket of a server.
fn at(server: &TestServer, args: &[&str]) -> (i32, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_aid"));
    command.env_clear().env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
    let output = command.arg("--socket").arg(server.socket()).args(args).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

#[test]
fn what_was_cut_off_is_said_until_somebody_compacts() {
    let office = office();
    let segment = office.path().join("journal/00000000000000000001.jnl");
    let mut bytes = fs::read(&segment).unwrap();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[end] ^= 1;
    fs::write(&segment, bytes).unwrap();
    fs::remove_dir_all(office.path().join("records")).unwrap();
    let server = TestServer::over(office);
    let office = server.socket().parent().unwrap();
    for (command, sentence) in [
        (&["verify"][..], "Vom Journal wurden"),
        (&["doctor"], "Vom Journal wurden"),
        (&["--lang", "en", "verify"], "bytes were cut off the journal"),
    ] {
        let (code, text) = at(&server, command);
        assert_eq!(code, 0, "{text}");
        assert!(text.contains(sentence) && text.contains(".cut-"), "{text}");
    }
    let (code, text) = at(&server, &["compact"]);
    assert_eq!((code, text.contains("in keiner Datei des Büros mehr")), (0, true), "{text}");
    assert_eq!(
        (files(&office.join("journal")).len(), files(&office.join("snapshots")).len()),
        (1, 1)
    );
    let (code, text) = at(&server, &["verify"]);
    assert_eq!((code, text.lines().count()), (0, 1), "{text}");
}

#[test]
fn verification_names_each_damaged_file_and_the_foreign_one() {
    let server = TestServer::over(office());
    assert_eq!(at(&server, &["compact"]).0, 0);
    server.connect_own().household("Kaya");
    let office = server.socket().parent().unwrap();
    let damaged = ["journal", "snapshots"].map(|dir| files(&office.join(dir)).swap_remove(0));
    for path in &damaged {
        let mut bytes = fs::read(path).unwrap();
        bytes[60] ^= 1;
        fs::write(path, bytes).unwrap();
    }
    fs::write(office.join("journal/copy.jnl"), "anything").unwrap();
    let (code, text) = at(&server, &["verify"]);
    assert_eq!(code, 5, "{text}");
    let names = damaged.iter().map(|path| path.file_name().unwrap().to_str().unwrap());
    for name in names.chain(["journal/copy.jnl« gehört nicht zum Büro"]) {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert_eq!(at(&server, &["compact"]).0, 0);
    let (code, text) = at(&server, &["verify"]);
    assert_eq!((code, text.lines().count()), (0, 2), "the foreign file stays: {text}");
    fs::remove_file(&files(&office.join("snapshots"))[0]).unwrap();
    let (code, text) = at(&server, &["verify"]);
    assert_eq!((code, text.contains("Im Journal fehlen Änderungen")), (5, true), "{text}");
}

static MINUTE: AtomicI64 = AtomicI64::new(0);

/// A clock that is set by hand, in minutes since midnight in the office.
fn by_hand() -> DateTime<Utc> {
    let midnight: DateTime<Utc> = "2026-11-21T23:00:00Z".parse().unwrap();
    midnight + chrono::TimeDelta::minutes(MINUTE.load(Ordering::Relaxed))
}

#[test]
fn an_office_is_compacted_at_night() {
    let server = TestServer::timed(office(), by_hand);
    let snapshots = server.socket().parent().unwrap().join("snapshots");
    // who is let in shows that the server is at work and knows when the night is
    drop(Connection::open(server.socket()).unwrap());
    assert_eq!(files(&snapshots), Vec::<PathBuf>::new());
    MINUTE.store(4 * 60, Ordering::Relaxed);
    // it looks at the clock when something happens, or after an hour
    drop(Connection::open(server.socket()).unwrap());
    let until = Instant::now() + Duration::from_secs(30);
    while !files(&snapshots).iter().any(|file| file.extension().is_some_and(|e| e == "snap")) {
        assert!(Instant::now() < until, "not compacted");
        std::thread::yield_now();
    }
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

    fn office(&self) -> PathBuf {
        self.0.path().join("office")
    }

    /// Takes all the room there is; again, for the last of it is counted late on some machines.
    fn fill(&self) {
        (0..3).for_each(|round| self.fill_once(round * 1_000_000));
    }

    fn fill_once(&self, mut name: u32) {
        let mut size = 1 << 20;
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
        let _ = std::process::Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_on_which_no_room_is_kept_any_more_is_said() {
    let Some(disk) = Disk::with_office() else {
        return skipped("only root can mount a small disk");
    };
    fs::remove_file(disk.office().join("drafts/RESERVE")).unwrap();
    disk.fill();
    for call in [&["list", "cases"][..], &["doctor"]] {
        let (code, out, err) = aid(&disk.office(), call);
        assert_eq!(code, 4, "{out}{err}");
        assert!((out.clone() + &err).contains("Der Datenträger ist voll."), "{out}{err}");
    }
    let (code, _, err) = aid(&disk.office(), &["serve"]);
    assert_eq!((code, err.contains("Der Datenträger ist voll.")), (1, true), "{err}");
    let (code, _, err) = aid(&disk.0.path().join("new"), &["demo", "--persons", "5", "--no-open"]);
    assert_eq!((code, err.contains("ist zu wenig Platz")), (1, true), "{err}");
}

#[test]
fn a_read_only_directory_is_said() {
    let Some(disk) = Disk::with_office() else {
        return skipped("only root can mount a small disk");
    };
    assert!(mount(&["-o", "remount,ro"], disk.0.path()));
    let (code, _, err) = aid(&disk.office(), &["list", "cases"]);
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("start.lock«: Der Datenträger ist schreibgeschützt."), "{err}");
    let (code, _, err) = aid(&disk.office(), &["--lang", "en", "serve"]);
    assert_eq!((code, err.contains("The disk is read-only.")), (1, true), "{err}");
}

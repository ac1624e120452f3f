//! Backup and restore as an administrator does them: encrypted, read back, rehearsed, interrupted,
//! and with the journal of a broken office behind them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(clippy::print_stdout, clippy::panic, reason = "a test may panic")]

#[path = "common/server.rs"]
mod server;
#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use aid::domain::dates::OfficeZone;
use aid::domain::ids::CaseId;
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use aid::store::{Author, Change, OFFICE_ITSELF, Options, Outcome, Store, log, visits};
use server::{TestServer, clock, found, hire};
use skip::skipped;
use tempfile::TempDir;

/// A child holds the open files of this process for a moment before it becomes another program, the
/// lock of an office among them. So no office is opened here while one is started.
static STARTING: RwLock<()> = RwLock::new(());

type Ended = (i32, String, String);

/// `aid` with nothing of this machine but this home directory.
fn aid(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aid"));
    command.env_clear().env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command.env("XDG_DATA_HOME", home.join("data")).current_dir(home).stdin(Stdio::null());
    command
}

fn output(command: &mut Command) -> Output {
    let starting = STARTING.read().unwrap();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(starting);
    child.wait_with_output().unwrap()
}

fn run(home: &Path, args: &[&str]) -> Ended {
    let Output { status, stdout, stderr } = output(aid(home).args(args));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

fn opened(office: &Path) -> Store {
    let options = Options { reserve_bytes: 0, ..Options::at(clock().timestamp_millis()) };
    let alone = STARTING.write().unwrap();
    let opened = Store::open(office, options, &mut |_| {});
    drop(alone);
    opened.unwrap().store
}

fn notes(store: &Store, case: CaseId) -> Vec<String> {
    let visits = store.read(|view| visits::of_case(view, case)).unwrap();
    visits.into_iter().map(|visit| visit.entry.note).rev().collect()
}

/// Notes of a case in an office that nobody serves.
fn notes_in(office: &Path, case: CaseId) -> Vec<String> {
    notes(&opened(office), case)
}

/// A served shared office in which this user works and backs up, with one household.
struct Desk {
    server: Option<TestServer>,
    home: TempDir,
    case: CaseId,
    /// Keys the office may be backed up for, and nobody has a file of.
    keys: Mutex<Vec<Identity>>,
}

impl Desk {
    fn new() -> Self {
        Self::sealing_for(vec![])
    }

    /// The office may also be backed up for these keys.
    fn sealing_for(mut listed: Vec<String>) -> Self {
        let keys = [(); 2].map(|()| Identity::generate());
        listed.extend(keys.iter().map(|key| key.to_public().to_string()));
        let dir = tempfile::tempdir().unwrap();
        let me = Peer::own();
        let alone = STARTING.write().unwrap();
        found(dir.path(), OfficeKind::Shared);
        let roles = [Role::Worker, Role::Coordinator, Role::Admin];
        hire(dir.path(), &me.user, me.uid, &roles, Some("Nord"));
        let server = TestServer::sealing(dir, &listed);
        drop(alone);
        let case = server.connect_own().household("Haddad");
        let home = tempfile::tempdir().unwrap();
        Self { server: Some(server), home, case, keys: Mutex::new(keys.into()) }
    }

    fn write(&self, notes: &[&str]) {
        let mut me = self.server.as_ref().unwrap().connect_own();
        for note in notes {
            me.talk(self.case, note);
        }
    }

    fn run(&self, args: &[&str]) -> Ended {
        let socket = self.server.as_ref().unwrap().socket().to_str().unwrap();
        run(self.home.path(), &[&["--socket", socket], args].concat())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A key the office may be backed up for: the public half, and the name of the file with the
    /// secret one.
    fn key(&self, name: &str) -> String {
        let key = self.keys.lock().unwrap().pop().unwrap();
        self.key_file(name, &key)
    }

    fn key_file(&self, name: &str, key: &Identity) -> String {
        let public = key.to_public().to_string();
        let secret = format!("# public key: {public}\n{}\n", key.to_string().expose_secret());
        fs::write(self.path(name), secret).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
        public
    }

    /// Backs up for a new key in `key`.
    fn backup(&self, file: &str) {
        let public = self.key("key");
        let (code, out, err) = self.run(&["backup", file, "--recipient", &public]);
        assert_eq!((code, out.contains("geprüft")), (0, true), "{out}{err}");
    }

    fn restore(&self, args: &[&str]) -> Ended {
        run(self.home.path(), &[&["restore"], args].concat())
    }

    /// The power goes: what is left of the office.
    fn crash(&mut self) -> TempDir {
        self.server.take().unwrap().stop()
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn only_who_has_a_key_reads_the_backup_of_a_shared_office() {
    let mut desk = Desk::new();
    desk.write(&["Heizung kalt"]);
    let (first, second) = (desk.key("first"), desk.key("second"));
    fs::write(desk.path("public"), format!("# all\n{second}\n")).unwrap();
    let (code, out, err) =
        desk.run(&["backup", "o.age", "--recipient", &first, "--recipient", "public"]);
    assert_eq!((code, out.contains("geheimen Schlüssel")), (0, true), "{out}{err}");
    let bytes = fs::read(desk.path("o.age")).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    assert!(!contains(&bytes, "Heizung kalt") && !contains(&bytes, "AiD"));
    assert_eq!(fs::metadata(desk.path("o.age")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!desk.path("o.age.part").exists());

    for key in ["first", "second"] {
        let (code, out, err) = desk.restore(&["o.age", "--identity", key, "--check"]);
        assert_eq!((code, out.contains("vollständig"), err.as_str()), (0, true, ""), "{out}");
        let office = format!("by-{key}");
        let (code, _, err) = desk.restore(&["o.age", "--identity", key, "--office", &office]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(notes_in(&desk.path(&office), desk.case), ["Heizung kalt"]);
    }

    desk.key_file("other", &Identity::generate());
    for (args, said) in [
        (&["o.age"][..], "ist verschlüsselt"),
        (&["o.age", "--identity", "other"], "anderen Schlüssel"),
    ] {
        let (code, _, err) = desk.restore(&[args, &["--office", "none"]].concat());
        assert_eq!((code, err.contains(said)), (1, true), "{err}");
        assert!(fs::read_dir(desk.path("none")).map_or(true, |mut left| left.next().is_none()));
    }
    // one entry of the log each, whatever the number of pieces
    let office = desk.crash();
    let told = opened(office.path()).read(|view| log::page(view, None, 99)).unwrap();
    assert_eq!(told.iter().filter(|entry| entry.fact.action == "backup").count(), 1);
    let told = opened(&desk.path("by-first")).read(|view| log::page(view, None, 1)).unwrap();
    assert_eq!((told[0].fact.action.as_str(), told[0].fact.uid), ("restore", Peer::own().uid));
}

#[test]
fn wrong_keys_and_damaged_files_are_said() {
    let desk = Desk::new();
    desk.write(&["Termin"]);
    desk.backup("o.age");
    for wrong in ["age1wrong", "age1qqqqqqqq"] {
        assert_eq!(desk.run(&["backup", "w.age", "--recipient", wrong]).0, 2);
    }
    fs::write(desk.path("empty"), "# nothing\n").unwrap();
    assert_eq!(desk.run(&["backup", "w.age", "--recipient", "empty"]).0, 1);
    let secret = fs::read_to_string(desk.path("key")).unwrap();
    let secret = secret.lines().last().unwrap();
    let (code, _, err) = desk.run(&["backup", "w.age", "--recipient", secret]);
    assert!(code != 0 && !desk.path("w.age").exists(), "{err}");

    let whole = fs::read(desk.path("o.age")).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 4;
    let cuts = [60, 170, 230, middle, whole.len() - 1];
    let longer = [whole.as_slice(), b"x"].concat();
    let broken = cuts.map(|at| whole[..at].to_vec()).into_iter().chain([flipped, longer]);
    for bytes in broken {
        fs::write(desk.path("b.age"), &bytes).unwrap();
        for args in [&["--check"][..], &["--office", "b"]] {
            let (code, _, err) = desk.restore(&[&["b.age", "--identity", "key"], args].concat());
            assert_eq!((code, err.contains("beschädigt")), (5, true), "{}: {err}", bytes.len());
        }
        assert!(fs::read_dir(desk.path("b")).map_or(true, |mut left| left.next().is_none()));
    }
    fs::set_permissions(desk.path("key"), fs::Permissions::from_mode(0o640)).unwrap();
    let (code, _, err) = desk.restore(&["o.age", "--identity", "key", "--check"]);
    assert_eq!((code, err.contains("chmod 600")), (0, true), "{err}");
    let (code, _, err) = desk.restore(&["o.age", "--identity", "o.age", "--check"]);
    assert_eq!(code, 1, "{err}");
}

#[test]
fn files_go_both_ways_between_aid_and_age() {
    let there = |name| Command::new(name).arg("--version").output().is_ok();
    if !there("age") || !there("age-keygen") {
        return skipped("the command age is not installed");
    }
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_owned();
    let age = |name: &str, args: &[&str]| {
        let output = output(Command::new(name).args(args).current_dir(&path));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    age("age-keygen", &["-o", "key"]);
    let public = age("age-keygen", &["-y", "key"]);
    let desk = Desk { home, ..Desk::sealing_for(vec![public.clone()]) };
    desk.write(&["Brief"]);
    let (code, _, err) = desk.run(&["backup", "o.age", "--recipient", &public]);
    assert_eq!(code, 0, "{err}");
    age("age", &["-d", "-i", "key", "-o", "plain", "o.age"]);
    assert!(fs::read(desk.path("plain")).unwrap().starts_with(b"AiD backup\n"));
    age("age", &["-r", &public, "-o", "again.age", "plain"]);
    for (file, office) in [("plain", "a"), ("again.age", "b"), ("o.age", "c")] {
        let (code, _, err) = desk.restore(&[file, "--identity", "key", "--office", office]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(notes_in(&desk.path(office), desk.case), ["Brief"]);
    }
}

#[test]
fn a_name_stands_for_a_whole_backup_only() {
    let desk = Desk::new();
    desk.write(&[&"Text ".repeat(1500)]);
    let public = desk.key("key");
    let backup = |file: &str| desk.run(&["backup", file, "--recipient", &public]);
    // what a killed one left is in nobody's way
    fs::write(desk.path("o.age.part"), vec![1; 1 << 20]).unwrap();
    assert_eq!(backup("o.age").0, 0);
    assert!(!desk.path("o.age.part").exists());
    let before = fs::read(desk.path("o.age")).unwrap();
    let (code, _, err) = backup("o.age");
    assert_eq!((code, err.contains("gibt es schon")), (1, true), "{err}");
    assert_eq!(fs::read(desk.path("o.age")).unwrap(), before);
    // what another one is writing stays
    let other = fs::File::create(desk.path("p.age.part")).unwrap();
    rustix::fs::flock(&other, rustix::fs::FlockOperation::LockExclusive).unwrap();
    assert_eq!(backup("p.age").0, 1);
    assert!(desk.path("p.age.part").exists() && !desk.path("p.age").exists());

    let socket = desk.server.as_ref().unwrap().socket();
    let (mut killed, mut done) = (0, 0);
    for round in 0..24 {
        let name = format!("{round}.age");
        let starting = STARTING.read().unwrap();
        let mut command = aid(desk.home.path());
        command.arg("--socket").arg(socket).args(["backup", &name, "--recipient", &public]);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        drop(starting);
        let until = Instant::now() + Duration::from_micros(700) * round;
        while Instant::now() < until && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let _ = child.kill();
        child.wait().unwrap();
        if desk.path(&name).exists() {
            let (code, _, err) = desk.restore(&[&name, "--identity", "key", "--check"]);
            assert_eq!(code, 0, "{err}");
            done += 1;
        } else {
            killed += 1;
        }
    }
    assert_eq!(killed + done, 24);
    assert!(killed > 0);
}

#[test]
fn a_full_disk_leaves_no_backup() {
    let desk = Desk::new();
    for _ in 0..30 {
        desk.write(&[&"Text ".repeat(1500)]);
    }
    let small = desk.path("small");
    fs::create_dir(&small).unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"];
    let mounted = Command::new("mount").args(mount).arg(&small).stderr(Stdio::null()).status();
    if !mounted.is_ok_and(|status| status.success()) {
        return skipped("only root can mount a small disk");
    }
    let public = desk.key("key");
    let (code, _, err) = desk.run(&["backup", "small/o.age", "--recipient", &public]);
    let left = fs::read_dir(&small).unwrap().count();
    Command::new("umount").arg(&small).status().unwrap();
    assert_eq!((code, err.contains("voll"), left), (1, true, 0), "{err}");
}

#[test]
fn a_restore_killed_anywhere_is_noticed_and_can_be_repeated() {
    let desk = Desk::new();
    desk.write(&[&"Text ".repeat(1500), "zuletzt"]);
    desk.backup("o.age");
    let whole = fs::read(desk.path("o.age")).unwrap();
    let pipe = desk.path("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for fed in [0, 1, whole.len() / 3, whole.len() - 20, whole.len()] {
        let office = desk.path(&format!("office{fed}"));
        let starting = STARTING.read().unwrap();
        let mut command = aid(desk.home.path());
        command.args(["restore", "pipe", "--identity", "key", "--office"]).arg(&office);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        drop(starting);
        let mut into = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
        into.write_all(&whole[..fed]).unwrap();
        // as far as it comes with that
        let reached = if fed < 300 { "" } else { ".restoring" };
        let until = Instant::now() + Duration::from_secs(30);
        while !office.join(reached).exists() && fed >= 300 && Instant::now() < until {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        drop(into);
        if office.join(".restoring").exists() {
            for call in [&["list", "cases"][..], &["serve"]] {
                let office = office.to_str().unwrap();
                let (code, _, err) = run(desk.home.path(), &[&["--office", office], call].concat());
                assert!(code != 0, "{fed}: {err}");
            }
        }
        let office = office.to_str().unwrap();
        let (code, _, err) = desk.restore(&["o.age", "--identity", "key", "--office", office]);
        assert_eq!(code, 0, "{fed}: {err}");
        assert_eq!(notes_in(Path::new(office), desk.case).last().unwrap(), "zuletzt");
    }
}

#[test]
fn a_restore_killed_at_a_system_call_is_noticed_and_can_be_repeated() {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !traced.is_ok_and(|output| output.status.success()) {
        return skipped("strace is missing or may not be used");
    }
    let desk = Desk::new();
    desk.write(&["zuletzt"]);
    desk.backup("o.age");
    let office = desk.path("office");
    let killed_at = |call: &str, at: u32| {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e"]).arg(format!("trace={call}"));
        command.arg("-e").arg(format!("inject={call}:signal=KILL:when={at}"));
        command.arg(env!("CARGO_BIN_EXE_aid"));
        command.args(["restore", "o.age", "--identity", "key", "--office", "office"]);
        command.env_clear().env("HOME", desk.home.path()).current_dir(desk.home.path());
        !output(&mut command).status.success()
    };
    let mut killed = 0;
    for call in ["mkdir", "rename", "fsync", "fdatasync", "unlink", "unlinkat", "ftruncate"] {
        // each goes on over what the one before left
        for at in 1.. {
            if !killed_at(call, at) {
                break;
            }
            killed += 1;
            if office.join(".restoring").exists() {
                let opened = Store::open(&office, Options::at(0), &mut |_| {});
                assert!(opened.is_err(), "half an office was opened at {call} {at}");
            } else if office.join("journal").exists() {
                // everything was there already but the last word
                assert_eq!(notes_in(&office, desk.case), ["zuletzt"]);
                fs::remove_dir_all(&office).unwrap();
            }
        }
        assert_eq!(notes_in(&office, desk.case), ["zuletzt"], "{call}");
        fs::remove_dir_all(&office).unwrap();
    }
    println!("killed at {killed} system calls");
    assert!(killed > 20, "{killed}");
}

/// Nothing but the journal is left of an office.
fn ruin(office: &Path) {
    for dir in ["records", "snapshots"] {
        let _ = fs::remove_dir_all(office.join(dir));
    }
}

#[test]
fn the_journal_of_the_broken_office_follows_on_the_backup() {
    let mut desk = Desk::new();
    desk.write(&["eins", "zwei"]);
    assert_eq!(desk.run(&["compact"]).0, 0);
    desk.write(&["drei"]);
    desk.backup("o.age");
    desk.write(&["vier", "fünf"]);
    let broken = desk.crash();
    ruin(broken.path());
    let left = broken.path().to_str().unwrap();
    let restore = ["o.age", "--identity", "key", "--office", "new", "--journal", left];
    let (code, out, err) = desk.restore(&restore);
    assert_eq!((code, out.contains("Aus dem Journal")), (0, true), "{out}{err}");
    let all = ["eins", "zwei", "drei", "vier", "fünf"];
    assert_eq!(notes_in(&desk.path("new"), desk.case), all);

    // half a change at its end was never acknowledged
    let journal = broken.path().join("journal");
    let last = fs::read_dir(&journal).unwrap().map(|file| file.unwrap().path()).max().unwrap();
    let sound = fs::read(&last).unwrap();
    let place = sound.windows(5).rposition(|bytes| bytes == "fünf".as_bytes()).unwrap();
    fs::write(&last, &sound[..place]).unwrap();
    let below = journal.to_str().unwrap();
    let restore = ["o.age", "--identity", "key", "--office", "torn", "--journal", below];
    assert_eq!(desk.restore(&restore).0, 0);
    assert_eq!(notes_in(&desk.path("torn"), desk.case), all[..4]);

    // a damaged change in its middle is said, and everything before it is there
    let mut damaged = sound.clone();
    let place = sound.windows(4).position(|bytes| bytes == b"vier").unwrap();
    damaged[place] ^= 1;
    fs::write(&last, &damaged).unwrap();
    let restore = ["o.age", "--identity", "key", "--office", "hole", "--journal", below];
    let (code, _, err) = desk.restore(&restore);
    assert_eq!((code, err.contains("fehlt mindestens eine")), (5, true), "{err}");
    assert_eq!(notes_in(&desk.path("hole"), desk.case), all[..3]);
}

#[test]
fn a_journal_that_does_not_follow_is_refused() {
    let mut desk = Desk::new();
    desk.write(&["eins"]);
    desk.backup("o.age");
    let mut other = Desk::new();
    other.write(&["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben"]);
    let stranger = other.crash();
    let gap = {
        desk.write(&["zwei"]);
        assert_eq!(desk.run(&["compact"]).0, 0);
        desk.write(&["drei"]);
        desk.crash()
    };
    let empty = tempfile::tempdir().unwrap();
    let journals =
        [(&stranger, "gehört nicht"), (&gap, "fehlen Änderungen"), (&empty, "kein Journal")];
    for (journal, said) in journals {
        let journal = journal.path().to_str().unwrap();
        let args = ["o.age", "--identity", "key", "--office", "new", "--journal", journal];
        let (code, _, err) = desk.restore(&args);
        assert_eq!((code, err.contains(said)), (1, true), "{said}: {err}");
        assert!(fs::read_dir(desk.path("new")).unwrap().next().is_none());
    }
}

#[test]
fn a_journal_that_has_no_change_in_common_is_known_by_the_chain_of_its_log() {
    let (mut desk, mut other) = (Desk::new(), Desk::new());
    for desk in [&other, &desk] {
        desk.write(&["eins", "zwei", "drei"]);
        assert_eq!(desk.run(&["compact"]).0, 0);
    }
    for _ in 0..8 {
        other.write(&["mehr"]);
    }
    assert_eq!(other.run(&["compact"]).0, 0);
    other.write(&["danach"]);
    let (own, stranger) = (desk.crash(), other.crash());
    let first = |office: &TempDir| -> u64 {
        let names = fs::read_dir(office.path().join("journal")).unwrap();
        let names = names.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| name.strip_suffix(".jnl")?.parse().ok()).min().unwrap()
    };
    let store = opened(own.path());
    let me = Author { staff: OFFICE_ITSELF, uid: 0, at: clock(), zone: OfficeZone::default() };
    let step = || {
        let nothing = |_: &mut Change<'_, '_>| Ok(Outcome::default());
        store.write(&me, None, "test", nothing).unwrap().change
    };
    let until = first(&stranger) - 1;
    let reached = (0..500).map(|_| step()).find(|change| *change >= until);
    assert_eq!(reached, Some(until), "they meet without a change in common");
    let backup = || {
        let mut bytes = Vec::new();
        store.backup().unwrap().read_to_end(&mut bytes).unwrap();
        fs::write(desk.path("o.aid"), bytes).unwrap();
    };
    let restore = |office: &TempDir| {
        let journal = office.path().to_str().unwrap();
        desk.restore(&["o.aid", "--office", "new", "--journal", journal])
    };
    backup();
    let (code, _, err) = restore(&stranger);
    assert_eq!((code, err.contains("gehört nicht")), (1, true), "{err}");
    assert!(fs::read_dir(desk.path("new")).unwrap().next().is_none());

    // its own one, which has nothing in common with the backup either
    let last = step();
    backup();
    store.compact().unwrap();
    step();
    store.close().unwrap();
    assert_eq!(first(&own), last + 1);
    let (code, out, err) = restore(&own);
    assert_eq!((code, out.contains("eine Änderung")), (0, true), "{out}{err}");
}

//! The office as a city runs it: a real OpenSSH server with the very configuration of `deploy/`,
//! several Unix users, and a user of its own for the server. `AID_ROUNDS` sets how many sessions
//! type at once (6), then a key a second each. Needs root, `useradd` and OpenSSH's server; says so
//! when it cannot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]
#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/figures.rs"]
mod figures;
#[path = "common/pty.rs"]
mod pty;
#[path = "common/server.rs"]
mod server;

use std::fs::{self, Permissions};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use figures::Figures;
use portable_pty::CommandBuilder;
use pty::Pty;
use rustix::process::Signal;
use server::{TestServer, found, hire};

const SSHD: &str = "/usr/sbin/sshd";
/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Workers whose sessions type at once.
const WORKERS: usize = 5;
/// Households of each of them.
const HOUSEHOLDS: usize = 8;

/// Does it; fails with what it said when that fails.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn wait(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "waited for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Users of this test only: their names are made for it, and they go with it.
struct Users {
    group: String,
    names: Vec<String>,
}

impl Users {
    fn add(kinds: &[&str], home: &Path) -> Self {
        static TESTS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let test = TESTS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let group = format!("aidtest{}x{test}", std::process::id());
        run(Command::new("groupadd").arg(&group));
        let mut users = Self { group, names: vec![] };
        for kind in kinds {
            let name = format!("{}{kind}", users.group);
            let mut add = Command::new("useradd");
            add.args(["--no-create-home", "--no-user-group", "--shell", "/bin/sh"]);
            // no password at all: a key is the only way in
            add.args(["--password", "*", "--gid", &users.group, "--home-dir"]);
            run(add.arg(home.join(kind)).arg(&name));
            users.names.push(name.clone());
            fs::create_dir(home.join(kind)).unwrap();
            run(Command::new("chown").arg(&name).arg(home.join(kind)));
        }
        users
    }

    fn name(&self, kind: &str) -> String {
        format!("{}{kind}", self.group)
    }

    fn uid(&self, kind: &str) -> u32 {
        let id = run(Command::new("id").arg("-u").arg(self.name(kind)));
        id.trim().parse().unwrap()
    }
}

impl Drop for Users {
    fn drop(&mut self) {
        for name in &self.names {
            let _ = Command::new("userdel").arg("--force").arg(name).output();
        }
        let _ = Command::new("groupdel").arg(&self.group).output();
    }
}

/// A process that goes with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The machine of a city. Fields are dropped in this order.
struct City {
    _sshd: Running,
    _server: Running,
    users: Users,
    port: u16,
    office: PathBuf,
    socket: PathBuf,
    dir: tempfile::TempDir,
}

/// Who is there: the service user, the data protection officer, somebody who is not on the staff
/// list, and workers.
fn people() -> Vec<String> {
    let workers = (0..WORKERS).map(|n| format!("w{n}"));
    ["srv", "dpo", "out"].into_iter().map(str::to_owned).chain(workers).collect()
}

impl City {
    /// `None` where it cannot be built.
    fn build() -> Option<Self> {
        let programs = [SSHD, "/usr/bin/ssh", "/usr/sbin/useradd"];
        if !rustix::process::geteuid().is_root() || !programs.iter().all(|p| Path::new(p).exists())
        {
            faults::skipped("needs root, useradd and OpenSSH's server");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
        for name in ["home", "keys", "run"] {
            fs::create_dir(at(name)).unwrap();
        }
        fs::copy(env!("CARGO_BIN_EXE_aid"), at("aid")).unwrap();
        let people = people();
        let kinds: Vec<&str> = people.iter().map(String::as_str).collect();
        let users = Users::add(&kinds, &at("home"));
        let office = furnish(&users, dir.path());
        run(Command::new("chown").arg("-R").arg(users.name("srv")).arg(&office).arg(at("run")));
        // as StateDirectoryMode makes it
        fs::set_permissions(&office, Permissions::from_mode(0o700)).unwrap();
        let socket = at("run").join("aid.sock");
        let gid = run(Command::new("id").arg("-g").arg(users.name("srv")));
        let mut serve = Command::new(at("aid"));
        serve.args(["serve", "--office"]).arg(&office).arg("--socket").arg(&socket);
        serve.env_clear().current_dir("/").stdin(Stdio::null()).stderr(Stdio::null());
        let serve = serve.uid(users.uid("srv")).gid(gid.trim().parse().unwrap()).spawn().unwrap();
        let server = Running(serve);
        wait("the server", || UnixStream::connect(&socket).is_ok());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let sshd = Running(listen(&users, dir.path(), &socket, port));
        wait("sshd", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Some(Self { _sshd: sshd, _server: server, users, port, office, socket, dir })
    }

    fn options(&self, who: &str) -> Vec<String> {
        let key = self.dir.path().join("key").display().to_string();
        let port = self.port.to_string();
        let to = format!("{}@127.0.0.1", self.users.name(who));
        let fixed = ["-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"];
        let fixed = fixed.into_iter().chain(["-o", "UserKnownHostsFile=/dev/null"]);
        let fixed = fixed.chain(["-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes"]);
        let own = ["-i".to_owned(), key, "-p".to_owned(), port, to];
        fixed.map(str::to_owned).chain(own).collect()
    }

    fn ssh(&self, who: &str, before: &[&str], asked: &[&str]) -> (i32, String, String) {
        let mut command = Command::new("/usr/bin/ssh");
        command.args(before).args(self.options(who)).args(asked).stdin(Stdio::null());
        let output = command.env("AID_SOCKET", "/nowhere").output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// The application in a terminal.
    fn session(&self, who: &str) -> Pty {
        let mut command = CommandBuilder::new("/usr/bin/ssh");
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.arg("-tt");
        command.args(self.options(who));
        Pty::start(command, 80, 24)
    }
}

/// An office with staff and households; its directory.
fn furnish(users: &Users, dir: &Path) -> PathBuf {
    let office = tempfile::Builder::new().prefix("office").tempdir_in(dir).unwrap();
    found(office.path(), OfficeKind::Shared);
    let workers: Vec<String> = people().into_iter().filter(|p| p.starts_with('w')).collect();
    let hire = |kind: &str, role, area| {
        hire(office.path(), &users.name(kind), users.uid(kind), &[role], area);
    };
    for kind in &workers {
        hire(kind, Role::Worker, Some(kind.as_str()));
    }
    hire("dpo", Role::DataProtection, None);
    let server = TestServer::timed(office, chrono::Utc::now);
    for kind in &workers {
        let mut client = server.try_connect(&users.name(kind), users.uid(kind)).unwrap();
        for surname in ["Abdi", "Barzani", "Diallo", "Haddad", "Karimi", "Kaya", "Omar", "Sahin"] {
            client.household(surname);
        }
    }
    server.stop().keep()
}

/// OpenSSH's server with the configuration that operators install.
fn listen(users: &Users, dir: &Path, socket: &Path, port: u16) -> Child {
    let at = |name: &str| dir.join(name).display().to_string();
    fs::create_dir_all("/run/sshd").unwrap(); // as its service does
    for key in ["host", "key", "other"] {
        run(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", &at(key)]));
    }
    for name in &users.names {
        fs::copy(at("key.pub"), dir.join("keys").join(name)).unwrap();
    }
    let snippet = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/sshd_config.conf");
    let snippet = fs::read_to_string(snippet).unwrap();
    let replaced = [
        ("Match Group aid", format!("Match Group {}", users.group)),
        ("/usr/bin/aid", at("aid")),
        ("/run/aid/aid.sock", socket.display().to_string()),
        ("/etc/ssh/aid/", at("keys/")),
    ];
    let snippet = replaced.iter().fold(snippet, |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    let host = at("host");
    // the directory for temporary files is everybody's, which StrictModes would not have
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nPidFile none\nStrictModes no\n\
         UsePAM no\nMaxStartups 200\nAcceptEnv LANG LC_* AID_*\nSubsystem sftp internal-sftp\n{snippet}"
    );
    fs::write(at("config"), config).unwrap();
    let mut sshd = Command::new(SSHD);
    sshd.args(["-D", "-e", "-f", &at("config")]).stdin(Stdio::null());
    sshd.stderr(fs::File::create(at("sshd.log")).unwrap()).spawn().unwrap()
}

#[test]
fn over_ssh_there_is_the_office_and_nothing_else() {
    let Some(city) = City::build() else { return };
    let (code, out, said) = city.ssh("w0", &["-o", "SendEnv=AID_*"], &["list", "cases", "--json"]);
    assert_eq!((code, said.as_str()), (0, ""));
    assert_eq!(out.matches("\"case_no\"").count(), HOUSEHOLDS, "hers and no others: {out}");
    // somebody who is not on the list: a sentence, with and without a terminal
    for asked in [&["list", "cases"][..], &[]] {
        let (code, out, said) = city.ssh("out", &[], asked);
        assert_eq!((code, out.as_str()), (3, ""), "{said}");
        assert!(said.contains(&city.users.name("out")) && said.contains("Liste"), "{said}");
    }
    // requests outside her role
    for asked in ["log", "verify", "compact", "staff list"] {
        assert_eq!(city.ssh("w0", &[], &[asked]).0, 3, "{asked}");
    }
    // nothing but the list of commands, and no shell between
    let beside = city.dir.path().join("home/w0/beside");
    let touch = format!("list cases; touch {}", beside.display());
    let inner = format!("list cases $(touch {})", beside.display());
    let cat = format!("cat {}/journal", city.office.display());
    let other = ["export persons", "backup x", "list cases --socket=/tmp/x", "sh", &cat];
    for asked in other.into_iter().chain([touch.as_str(), inner.as_str()]) {
        let (code, out, said) = city.ssh("w0", &[], &[asked]);
        assert!([2, 3].contains(&code) && out.is_empty(), "{asked}: {code} {out}{said}");
    }
    assert!(!beside.exists());
    // no files and no tunnels
    assert_ne!(city.ssh("w0", &["-s"], &["sftp"]).0, 0);
    for tunnel in [["-R", "0:127.0.0.1:1"], ["-w", "0:0"]] {
        let before = [&["-N", "-o", "ExitOnForwardFailure=yes"][..], &tunnel].concat();
        assert_eq!(city.ssh("w0", &before, &[]).0, 255, "{tunnel:?}");
    }
    let local = ["-W", "127.0.0.1:1"];
    assert_eq!(city.ssh("w0", &local, &[]).0, 255);
    // a key that is not hers
    let other = city.dir.path().join("other").display().to_string();
    let key = city.dir.path().join("key");
    fs::rename(&key, city.dir.path().join("kept")).unwrap();
    let (code, _, said) = city.ssh("w0", &["-i", &other], &["list", "cases"]);
    assert!(code == 255 && said.contains("Permission denied"), "{said}");
    fs::rename(city.dir.path().join("kept"), &key).unwrap();
    // one who has got a shell all the same
    let mut ls = Command::new("/bin/ls");
    ls.arg(&city.office).uid(city.users.uid("w0")).gid(65534).current_dir("/");
    assert!(!ls.output().unwrap().status.success(), "the data are closed");
    // each refusal of the server is in the log
    let (code, log, said) = city.ssh("dpo", &[], &["log", "--refused", "--json"]);
    assert_eq!(code, 0, "{said}");
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let refused = |who: &str, action: &str| {
        let uid = city.users.uid(who);
        log["log"].as_array().unwrap().iter().any(|r| r["uid"] == uid && r["action"] == action)
    };
    assert!(refused("out", "connect"), "{log}");
    for action in ["log", "verify", "compact", "staff-list"] {
        assert!(refused("w0", action), "{action}: {log}");
    }
}

/// Types a key and waits until the screen is as it should be.
fn key(
    figures: &mut Figures,
    pty: &mut Pty,
    key: &[u8],
    shown: impl FnMut(&vt100::Screen) -> bool,
) {
    figures.time(|| {
        pty.send(key);
        pty.wait_for("the key on the screen", shown);
    });
}

/// One session: letters of a note, letters of a search, or steps through the list.
fn work(pty: &mut Pty, n: usize, keys: usize, pace: Duration) -> Figures {
    let mut figures = Figures::of("");
    let (letters, start) = ("Anruf vom Jobcenter wegen des Bescheids", Instant::now());
    let phase = pace.mul_f64(f64::from(u32::try_from(n % 50).unwrap()) / 50.0);
    match n % 3 {
        0 => {
            pty.send(b"k");
            pty.wait_for_text("gesprochen mit");
        }
        1 => {
            pty.send(b"/");
            pty.wait_for_text("Suchen");
        }
        _ => {}
    }
    for at in 0..keys {
        // a person's pace, and everybody at a moment of her own
        let next = phase + pace.saturating_mul(u32::try_from(at).unwrap());
        std::thread::sleep(next.saturating_sub(start.elapsed()));
        let at = at % letters.len();
        let (typed, letter) = (&letters[..=at], &letters.as_bytes()[at..=at]);
        let before = pty.contents();
        match n % 3 {
            2 if at % 8 < 4 => key(&mut figures, pty, b"\x1b[B", |s| s.contents() != before),
            2 => key(&mut figures, pty, b"\x1b[A", |s| s.contents() != before),
            _ => key(&mut figures, pty, letter, |s| s.contents().contains(typed)),
        }
    }
    figures
}

#[test]
fn many_type_at_once_and_a_killed_session_has_lost_nothing() {
    let Some(city) = City::build() else { return };
    let sessions = faults::rounds(6);
    let is_long = std::env::var_os("AID_ROUNDS").is_some();
    let (keys, pace) = if is_long { (30, Duration::from_secs(1)) } else { (8, Duration::ZERO) };
    let ready = Barrier::new(sessions);
    let mut all = Figures::of(&format!("key to repaint over OpenSSH, {sessions} sessions"));
    let mut open: Vec<(Pty, Figures)> = std::thread::scope(|scope| {
        let session = |n: usize| {
            let (city, ready) = (&city, &ready);
            scope.spawn(move || {
                // the first one has a user of her own, the others share the rest
                let worker = if n == 0 { 0 } else { 1 + n % (WORKERS - 1) };
                let mut pty = city.session(&format!("w{worker}"));
                pty.wait_for_text("▸");
                ready.wait();
                let figures = work(&mut pty, n, keys, pace);
                (pty, figures)
            })
        };
        let running: Vec<_> = (0..sessions).map(session).collect();
        running.into_iter().map(|session| session.join().unwrap()).collect()
    });
    for (_, figures) in &mut open {
        all.add(figures.times());
    }
    assert_eq!(all.len(), sessions * keys);
    all.print();
    // session 0 writes a note; its line is cut without a word
    let (first, _) = &mut open[0];
    first.send(b" 0815");
    first.wait_for_text("0815");
    first.signal(Signal::KILL);
    drop(open);
    let mut again = city.session("w0");
    again.wait_for_text(": Telefonat");
    again.send(b"\x1b[A");
    again.wait_for_text("▸ Angefangen");
    again.send(b"\r");
    again.wait_for_text("0815");
    assert!(city.socket.exists());
}

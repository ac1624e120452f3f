//! The command line with a server: staff, refusals.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "common/server.rs"]
mod server;

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use assert_cmd::Command;
use server::{TestServer, found, hire};
use tempfile::TempDir;

/// How a call ended: exit code, standard output, standard error.
type Ended = (i32, String, String);

/// `aid` with nothing of this machine but this home directory.
fn aid(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aid"));
    command.env_clear().env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command.env("XDG_DATA_HOME", home.join("data")).current_dir(home);
    command
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A served office, and `aid` called on its socket.
struct Desk {
    server: TestServer,
    home: TempDir,
}

impl Desk {
    fn over(server: TestServer) -> Self {
        Self { server, home: tempfile::tempdir().unwrap() }
    }

    /// An office of one's own with one household; its case number.
    fn with_household(surname: &str) -> (Self, String) {
        let desk = Self::over(TestServer::personal());
        let mut me = desk.server.connect_own();
        let case = me.household(surname);
        let no = me.sheet(case).case.no.to_string();
        (desk, no)
    }

    fn run(&self, args: &[&str]) -> Ended {
        let mut command = aid(self.home.path());
        ended(command.arg("--socket").arg(self.server.socket()).args(args))
    }
}

#[test]
fn a_shared_office_is_not_backed_up_in_the_clear() {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path(), OfficeKind::Shared);
    let me = Peer::own();
    hire(dir.path(), &me.user, me.uid, &[Role::Admin], None);
    let desk = Desk::over(TestServer::over(dir));
    let (code, _, err) = desk.run(&["backup", "office.aid", "--plain"]);
    assert_eq!(code, 3, "{err}");
    assert!(!desk.home.path().join("office.aid").exists());
    // an administrator sees no content
    let (code, _, err) = desk.run(&["list", "cases"]);
    assert_eq!(code, 3, "{err}");
}

#[test]
fn doctor_names_who_one_is() {
    let (desk, _) = Desk::with_household("Haddad");
    let (code, out, err) = desk.run(&["--lang", "en", "doctor"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("worker, coordinator"), "{out}");
}

/// A server in a process of its own, ended with the test.
struct Served(Child);

impl Served {
    fn start(home: &Path, office: &Path) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_aid"));
        command.env_clear().env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
        let child = command.arg("serve").arg("--office").arg(office);
        let mut served = Self(child.stderr(Stdio::null()).spawn().unwrap());
        let until = Instant::now() + Duration::from_secs(30);
        while !office.join("sock").exists() {
            assert!(served.0.try_wait().unwrap().is_none(), "the server ended");
            assert!(Instant::now() < until, "no socket");
            std::thread::sleep(Duration::from_millis(2));
        }
        served
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_shared_office_begins_empty_and_its_owner_fills_the_staff_list() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config/aid");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "shared = true\n").unwrap();
    let office = home.path().join("office");
    let _served = Served::start(home.path(), &office);
    let socket = office.join("sock");
    let run = |args: &[&str]| ended(aid(home.path()).arg("--socket").arg(&socket).args(args));
    let me = Peer::own().user;
    let args = ["staff", "add", &me, "--name", "Anna Weber", "--role", "coordinator"];
    let (code, out, err) = run(&[&args[..], &["--area", "Nord=0,5"]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Anna Weber"), "{out}");
    let (_, out, err) = run(&["staff", "list"]);
    assert!(out.contains("Koordination") && out.contains("Nord 0,50"), "{out}{err}");
    let (code, _, err) = run(&["staff", "add", "gibtsnicht", "--name", "X", "--role", "worker"]);
    assert_eq!((code, err.contains("»gibtsnicht«")), (1, true), "{err}");
    let (code, out, err) = run(&["staff", "end", &me, "--until", "+14"]);
    assert_eq!((code, out.contains(&me)), (0, true), "{err}");
}

#[test]
fn nothing_is_served_where_there_is_no_office() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, err) = ended(aid(home.path()).args(["serve", "--office", "leer"]));
    assert_eq!((code, err.contains("»leer«")), (1, true), "{err}");
    assert!(!home.path().join("leer").exists());
}

#[test]
fn two_servers_of_one_office_are_refused_with_a_sentence() {
    let (desk, _) = Desk::with_household("Haddad");
    let office = desk.server.socket().parent().unwrap();
    let mut second = aid(desk.home.path());
    let (code, _, err) = ended(second.args(["serve", "--office"]).arg(office));
    assert_eq!(code, 1);
    assert!(err.contains("führt schon ein anderer Server"), "{err}");
    let (code, _, _) = desk.run(&["staff", "list"]);
    assert_eq!(code, 0);
}

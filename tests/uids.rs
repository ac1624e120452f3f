//! Two Unix users at one server, known by nothing but what the kernel says of their sockets.
//! Needs root, to become two users; says so when it cannot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]
#![allow(clippy::indexing_slicing, clippy::print_stdout, reason = "helpers of tests")]

#[path = "common/server.rs"]
mod server;
#[path = "common/skip.rs"]
mod skip;

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use aid::api::Push;
use aid::client::ConnectError;
use aid::client::start::{StartError, Target};
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use server::{Client, TestServer, found, hire, wait_until};

const ANNA: u32 = 2001;
const FRIDA: u32 = 2006;
const STRANGER: u32 = 4000;

/// What the program does when it is started once more as somebody else.
#[test]
#[ignore = "runs as a part of the test below"]
fn part() {
    let socket = std::env::var("AID_TEST_SOCKET").unwrap();
    let mut client = match Client::over(UnixStream::connect(socket).unwrap()) {
        Ok(client) => client,
        Err(ConnectError::Refused(why)) => return println!("\nrefused {why:?}"),
        Err(other) => panic!("{other:?}"),
    };
    println!("\nin as {}", client.0.welcome().name);
    match std::env::var("AID_TEST_PART").unwrap().as_str() {
        "save" => {
            let case = client.household("Alavi");
            client.talk(case, "Brief vom Amt");
        }
        "watch" => {
            let Push::Changed { cases, .. } = client.push() else { panic!("told something else") };
            // what is pushed while an answer is waited for is passed over: ask until it is there
            wait_until("the visit is there", || {
                let sheet = client.sheet(cases[0]);
                let seen = sheet.visits.first();
                seen.inspect(|shown| println!("\nseen {}", shown.visit.entry.note)).is_some()
            });
        }
        other => panic!("{other}"),
    }
}

/// The people of this test at one server.
struct Stage {
    server: TestServer,
    program: std::path::PathBuf,
}

impl Stage {
    fn set() -> Self {
        let dir = tempfile::tempdir().unwrap();
        // others come through to the socket and to the program, as in an installation
        fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).unwrap();
        let program = dir.path().join("part");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        found(dir.path(), OfficeKind::Shared);
        for uid in [ANNA, FRIDA] {
            // without an entry in the user database a user is called by the number
            hire(dir.path(), &uid.to_string(), uid, &[Role::Worker], Some("Nord"));
        }
        Self { server: TestServer::over(dir), program }
    }

    fn enter(&self, uid: u32, part: &str) -> (Child, BufReader<impl Read + use<>>) {
        let mut child = Command::new(&self.program)
            .args(["--ignored", "--exact", "part", "--nocapture"])
            .env("AID_TEST_SOCKET", self.server.socket())
            .env("AID_TEST_PART", part)
            .current_dir("/")
            .uid(uid)
            // in the place of the group `aid`
            .gid(0)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        (child, said)
    }
}

/// The next thing said that begins with a word.
fn hear(said: &mut BufReader<impl Read>, word: &str) -> String {
    let line = said.lines().map(|l| l.unwrap()).find(|l| l.starts_with(word));
    line.unwrap_or_else(|| panic!("never said {word}"))
}

#[test]
fn what_one_user_saves_another_sees_and_a_stranger_is_refused() {
    if !rustix::process::geteuid().is_root() {
        return skip::skipped("needs root to become two users");
    }
    let stage = Stage::set();
    let (mut frida, mut frida_said) = stage.enter(FRIDA, "watch");
    assert_eq!(hear(&mut frida_said, "in as"), "in as 2006 Beispiel");
    let (mut anna, mut anna_said) = stage.enter(ANNA, "save");
    assert_eq!(hear(&mut anna_said, "in as"), "in as 2001 Beispiel");
    assert_eq!(hear(&mut frida_said, "seen"), "seen Brief vom Amt");
    let (mut stranger, mut stranger_said) = stage.enter(STRANGER, "save");
    let refused = hear(&mut stranger_said, "refused");
    assert!(refused.contains("NotStaff") && refused.contains("4000"), "{refused}");
    for child in [&mut anna, &mut frida, &mut stranger] {
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn nobody_starts_a_server_for_the_office_of_another() {
    if !rustix::process::geteuid().is_root() {
        return skip::skipped("needs root to give an office away");
    }
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::chown(dir.path(), Some(STRANGER), None).unwrap();
    let error = Target::own(dir.path(), None).unwrap().connect().unwrap_err();
    assert!(matches!(error, StartError::NotYours(STRANGER)), "{error:?}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is made");
}

//! What a colleague may ask for over SSH: the real program as sshd starts it, with the command in
//! `SSH_ORIGINAL_COMMAND`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "common/server.rs"]
mod server;

use std::path::Path;

use assert_cmd::Command;
use server::TestServer;
use tempfile::TempDir;

/// How a call ended: exit code, standard output, standard error.
type Ended = (i32, String, String);

struct Line {
    server: TestServer,
    home: TempDir,
}

impl Line {
    fn open() -> Self {
        let line = Self { server: TestServer::personal(), home: tempfile::tempdir().unwrap() };
        line.server.connect_own().household("Alavi");
        line
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aid"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command.arg("--socket").arg(self.server.socket()).arg("--forced");
        command
    }

    fn asks(&self, asked: &str) -> Ended {
        ended(self.command().env("SSH_ORIGINAL_COMMAND", asked))
    }

    /// Nothing was written anywhere near.
    fn is_untouched(&self) -> bool {
        std::fs::read_dir(self.home.path()).unwrap().next().is_none()
    }
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_list_is_asked_for_with_or_without_the_name_of_the_program() {
    let line = Line::open();
    for asked in ["list cases", "aid list cases", "  list   'cases'", "--lang de list cases"] {
        let (code, out, said) = line.asks(asked);
        assert_eq!((code, said.as_str()), (0, ""), "{asked}");
        assert!(out.contains("Alavi"), "{asked}: {out}");
    }
    let (code, out, _) = line.asks("--help");
    assert!(code == 0 && out.contains("list"), "{out}");
}

#[test]
fn texts_come_by_standard_input() {
    let line = Line::open();
    let find = |text: &str| {
        let mut command = line.command();
        ended(command.env("SSH_ORIGINAL_COMMAND", "find -").write_stdin(text.to_owned()))
    };
    assert!(find("alawi").1.contains("Alavi"));
}

#[test]
fn nothing_is_ever_given_to_a_shell_and_nothing_touches_a_file() {
    let line = Line::open();
    let beside = line.home.path().join("beside");
    let beside = beside.display();
    let attempts = [
        format!("list cases; touch {beside}"),
        format!("list cases $(touch {beside})"),
        format!("list cases `touch {beside}`"),
        format!("list cases | tee {beside}"),
        format!("list cases > {beside}"),
        format!("list cases\ntouch {beside}"),
        format!("list cases\r\ntouch {beside}"),
        format!("list cases & touch {beside}"),
        format!("'list' 'cases' ';' touch {beside}"),
        format!("export persons -o {beside}"),
        format!("export persons --output={beside}"),
        format!("backup {beside} --plain"),
        format!("demo --no-open --office {beside}"),
        format!("serve --office {beside}"),
        format!("restore /etc/passwd --office {beside}"),
        "import persons /etc/passwd".into(),
        "visit add --json /etc/passwd".into(),
        "--keymap /etc/passwd keys".into(),
        "--socket /tmp/other list cases".into(),
        "list cases --socket=/tmp/other".into(),
        "--office /tmp/other list cases".into(),
        "--forced list cases".into(),
        "sh".into(),
        "internal-sftp".into(),
        "scp -f /etc/passwd".into(),
        "/usr/lib/openssh/sftp-server".into(),
        "list 'cases".into(),
        "\u{1b}]0;x\u{7}list cases".into(),
        "x".repeat(100_000),
    ];
    for attempt in &attempts {
        let (code, out, said) = line.asks(attempt);
        assert!([2, 3].contains(&code), "{code} {attempt:.80}: {out}{said}");
        assert!(out.is_empty() && !said.is_empty() && !said.contains("root:"), "{said}");
        assert!(!said.contains('\u{1b}'), "{said:?}");
        assert!(line.is_untouched(), "{attempt:.80}");
    }
}

#[test]
fn the_environment_leads_to_no_other_server() {
    let line = Line::open();
    let mut command = line.command();
    command.env("SSH_ORIGINAL_COMMAND", "list cases");
    command.env("AID_SOCKET", "/nowhere").env("AID_OFFICE", "/nowhere");
    assert_eq!(ended(&mut command).0, 0);
}

#[test]
fn a_command_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let line = Line::open();
    let mut command = line.command();
    command.env("SSH_ORIGINAL_COMMAND", std::ffi::OsStr::from_bytes(b"list \xff"));
    assert_eq!(ended(&mut command).0, 2);
    assert!(Path::new(line.server.socket()).exists());
}

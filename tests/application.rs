//! The program itself in a terminal, at a real server: a handful of ways through the whole of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/pty.rs"]
mod pty;
#[path = "common/server.rs"]
mod server;

use portable_pty::CommandBuilder;
use pty::Pty;
use rustix::process::Signal;
use server::TestServer;

/// `aid` for this server, with nothing of the surroundings of the test.
fn aid(server: &TestServer) -> CommandBuilder {
    let mut command = pty::program(server.socket().parent().unwrap());
    command.args(["--socket", server.socket().to_str().unwrap()]);
    command
}

fn office() -> TestServer {
    let server = TestServer::personal();
    let mut colleague = server.connect_own();
    for surname in ["Al-Hamadi", "Haddad", "Kovalenko"] {
        colleague.household(surname);
    }
    server
}

#[test]
fn it_opens_the_caseload_and_gives_the_terminal_back() {
    let server = office();
    let mut pty = Pty::start(aid(&server), 80, 24);
    pty.wait_for("the caseload", |screen| {
        screen.alternate_screen() && screen.contents().contains("▸ Al-Hamadi")
    });
    assert!(pty.contents().contains("F1 Hilfe"), "{}", pty.contents());
    pty.send(b"q");
    assert!(pty.wait_exit().success());
    pty.wait_for("the shell", |screen| !screen.alternate_screen());
    assert!(!pty.contents().contains("Al-Hamadi"));
}

#[test]
fn keys_typed_before_it_is_there_are_kept_in_order() {
    let server = office();
    let mut pty = Pty::start(aid(&server), 80, 24);
    pty.send(b"/kova\r");
    pty.wait_for_text("Kovalenko · AiD-2026-");
    pty.send(b"\x1b");
    pty.wait_for_text("Suchen: kova");
    pty.send(b"q");
    pty.wait_exit();
}

#[test]
fn colours_off_english_and_ascii_are_a_matter_of_options() {
    let server = office();
    let mut command = aid(&server);
    command.args(["--lang", "en", "--ascii", "--theme", "mono"]);
    let mut pty = Pty::start(command, 40, 12);
    pty.wait_for_text("> Al-Hamadi");
    pty.wait_for_text("F1 Help");
    assert!(pty.contents().is_ascii(), "{}", pty.contents());
    pty.send(b"q");
    pty.wait_exit();
}

#[test]
fn a_closed_terminal_and_a_signal_end_it() {
    let server = office();
    let mut pty = Pty::start(aid(&server), 80, 24);
    pty.wait_for_text("▸ Al-Hamadi");
    pty.hang_up(b"\x1b[B");
    pty.wait_exit();
    let mut pty = Pty::start(aid(&server), 80, 24);
    pty.wait_for_text("▸ Al-Hamadi");
    pty.signal(Signal::TERM);
    pty.wait_exit();
    pty.wait_for("the shell", |screen| !screen.alternate_screen());
}

#[test]
fn who_is_not_on_the_list_reads_whom_to_ask_and_the_terminal_is_left_alone() {
    let server = TestServer::shared();
    let mut pty = Pty::start(aid(&server), 80, 24);
    assert_eq!(pty.wait_exit().exit_code(), 3);
    let said = pty.contents();
    assert!(said.contains("Clara Beispiel"), "{said}");
}

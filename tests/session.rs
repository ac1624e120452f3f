//! The terminal is taken and given back, on every way out. Each test runs this file again in a terminal of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/pty.rs"]
mod pty;

use std::sync::mpsc::channel;

use aid::tui::input::{Input, Key, Settings, TtyEvent, start};
use aid::tui::terminal::{Drawing, Session};
use portable_pty::CommandBuilder;
use pty::Pty;
use ratatui::layout::Position;
use ratatui::style::Style;
use rustix::process::Signal;

const CHILD: &str = "AID_TEST_CHILD";
/// How the child ends after the hang-up.
const HUNG_UP: u32 = 7;

/// The child in its terminal, drawn, and the modes the terminal had before.
fn session() -> (Pty, String) {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "child", "--nocapture"]);
    command.env(CHILD, "1");
    command.env("RUST_BACKTRACE", "0");
    let mut pty = Pty::start(command, 60, 24);
    // it waits for a line, so that the modes of before can be read
    pty.wait_for_text("before");
    let modes = pty.modes();
    pty.send(b"\n");
    pty.wait_for("the application", |screen| {
        screen.alternate_screen() && screen.contents().contains("Fälle 60×24")
    });
    (pty, modes)
}

/// Everything is as it was, and nothing of a case can be read any more.
fn given_back(mut pty: Pty, modes: &str, message: &str) {
    pty.wait_exit();
    pty.wait_for("the terminal of before", |screen| {
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
    });
    assert_eq!(pty.modes(), modes);
    assert!(!pty.contents().contains("Fälle"), "{}", pty.contents());
    assert!(pty.contents().contains(message), "{}", pty.contents());
}

#[test]
fn the_terminal_is_raw_and_ours_while_the_session_lasts() {
    let (mut pty, modes) = session();
    assert_ne!(pty.modes(), modes);
    pty.wait_for("bracketed paste", vt100::Screen::bracketed_paste);
    assert!(!pty.contents().contains("before"));
    pty.send(b"q");
    given_back(pty, &modes, "before");
}

#[test]
fn a_panic_gives_the_terminal_back_before_its_message() {
    let (mut pty, modes) = session();
    pty.send(b"p");
    given_back(pty, &modes, "as asked");
}

#[test]
fn a_signal_to_end_gives_the_terminal_back() {
    let (pty, modes) = session();
    pty.signal(Signal::TERM);
    given_back(pty, &modes, "before");
}

#[test]
fn a_lost_line_ends_the_process() {
    let (mut pty, _) = session();
    pty.hang_up(b"x");
    assert_eq!(pty.wait_exit().exit_code(), HUNG_UP);
}

#[test]
fn a_new_size_is_drawn_at_once() {
    let (mut pty, modes) = session();
    pty.resize(50, 8);
    pty.wait_for_text("Fälle 50×8");
    pty.send(b"q");
    given_back(pty, &modes, "before");
}

#[test]
fn a_stopped_process_takes_the_terminal_again() {
    let (mut pty, modes) = session();
    pty.signal(Signal::STOP);
    pty.disturb(b"\x1b[?1049l\x1b[?2004l\x1b[Hthe shell was here");
    pty.signal(Signal::CONT);
    pty.wait_for("the screen of before", |screen| {
        screen.alternate_screen() && screen.bracketed_paste() && screen.contents() == "Fälle 60×24"
    });
    pty.send(b"q");
    given_back(pty, &modes, "the shell was here");
}

/// A small application.
#[test]
#[ignore = "run by the other tests, in a terminal of its own"]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    println!("before");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let (to, events) = channel::<TtyEvent>();
    let drawing = Drawing { ascii: false, synchronized: true };
    let mut session = Session::open(drawing, to.clone()).unwrap();
    let _reader = start(std::io::stdin(), Settings::default(), to).unwrap();
    let mut typed = 0;
    loop {
        let draw = session.draw(|buffer| {
            let text = format!("Fälle {}×{}", buffer.area.width, buffer.area.height);
            buffer.set_string(0, 1, "x".repeat(typed), Style::new());
            buffer.set_string(0, 0, text, Style::new());
            Some(Position::ORIGIN)
        });
        // a line that is gone is told by the input thread
        let _ = draw;
        match events.recv().unwrap() {
            TtyEvent::Input(inputs) if inputs == [Input::Key(Key::char('q'))] => return,
            TtyEvent::Input(inputs) if inputs == [Input::Key(Key::char('p'))] => panic!("as asked"),
            TtyEvent::Input(_) => typed += 1,
            TtyEvent::Free => {}
            TtyEvent::Resized => session.resized(),
            TtyEvent::Resumed => session.resumed().unwrap(),
            TtyEvent::Ended => return,
            TtyEvent::HungUp => {
                drop(session);
                std::process::exit(HUNG_UP.cast_signed());
            }
        }
    }
}

//! The server goes while somebody types, at the real program in a real terminal: it crashes, is
//! stopped, is replaced by one of another version, or only answers late. The form goes on, nothing
//! typed is lost, and what was sent is saved once.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;
#[path = "common/server.rs"]
mod server;

use std::fs;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use aid::api::wire::{self, PROTOCOL};
use aid::api::{Reply, Request};
use aid::domain::ids::CaseId;
use program::{Office, wait_until};
use pty::Pty;
use rustix::process::Signal;
use server::TestServer;

const F2: &[u8] = b"\x1bOQ";

/// The server of an office as a service runs it: no client starts another one. Like a service it is
/// started again while the one before, whose socket is gone already, is still on its way out.
fn serve(office: &Office) -> Child {
    let mut child = started(office);
    wait_until("the server is there", || {
        if child.try_wait().unwrap().is_some() {
            child = started(office);
        }
        UnixStream::connect(office.socket()).is_ok()
    });
    child
}

fn started(office: &Office) -> Child {
    Command::new(env!("CARGO_BIN_EXE_aid"))
        .args(["serve", "--office"])
        .arg(office.path())
        .arg("--socket")
        .arg(office.socket())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The program with a brief contact open and some words in it that are kept.
fn typing(office: &Office) -> Pty {
    let mut pty = Pty::start(office.client(), 80, 24);
    pty.wait_for_text("▸ Al-Hamadi");
    pty.send(b"k");
    pty.wait_for_text("gesprochen mit");
    pty.send(b"Anruf");
    pty.wait_for_text("Entwurf");
    pty
}

/// The same, and the server of an own program has gone by this signal.
fn typing_when_it_goes(office: &Office, signal: Signal) -> Pty {
    office.end();
    let mut server = serve(office);
    let pty = typing(office);
    office.signal(signal);
    server.wait().unwrap();
    pty
}

/// The person leaves, then the server.
fn leave(mut pty: Pty, office: &Office, mut server: Child) {
    pty.send(b"q");
    assert!(pty.wait_exit().success());
    office.signal(Signal::TERM);
    server.wait().unwrap();
}

fn notes(office: &Office) -> Vec<String> {
    let visits = office.connect().sheet(office.case).visits;
    visits.into_iter().map(|shown| shown.visit.entry.note).collect()
}

/// A server of another version at the socket of an office, until it is dropped.
struct Other {
    socket: PathBuf,
    thread: Option<thread::JoinHandle<()>>,
}

impl Other {
    fn at(office: &Office, protocol: u16) -> Self {
        let socket = office.socket();
        let _ = fs::remove_file(&socket);
        let listener = UnixListener::bind(&socket).unwrap();
        let answer = move || {
            // whoever says nothing ends it
            while let Ok((mut stream, _)) = listener.accept() {
                if wire::receive_bytes(&mut stream).is_err() {
                    return;
                }
                let [low, high] = protocol.to_le_bytes();
                let _ = wire::send_bytes(&mut stream, &[b'A', b'i', b'D', b'!', low, high]);
            }
        };
        Self { socket, thread: Some(thread::spawn(answer)) }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        drop(UnixStream::connect(&self.socket));
        let _ = self.thread.take().map(thread::JoinHandle::join);
        let _ = fs::remove_file(&self.socket);
    }
}

#[test]
fn a_server_that_crashes_or_is_stopped_under_a_form_saves_it_once_when_it_is_back() {
    for signal in [Signal::KILL, Signal::TERM] {
        let office = Office::new();
        let mut pty = typing_when_it_goes(&office, signal);
        pty.wait_for_text("Keine Verbindung zum Server");
        pty.send(b" vom Amt");
        pty.wait_for_text("Anruf vom Amt");
        pty.send(F2);
        pty.wait_for_text("wird gespeichert");
        let second = serve(&office);
        pty.wait_for_text("Kontakt gespeichert");
        assert_eq!(notes(&office), ["Anruf vom Amt"], "{signal:?}");
        office.wait_for_drafts(&[]); // a draft may come in behind its form, and goes
        leave(pty, &office, second);
    }
}

#[test]
fn a_server_of_another_version_is_said_before_the_terminal_is_taken() {
    let office = Office::new();
    office.end();
    let sentences = [(PROTOCOL + 1, "ist neuer als dieses Programm"), (0, "ist älter als dieses")];
    for (protocol, sentence) in sentences {
        let _other = Other::at(&office, protocol);
        let mut pty = Pty::start(office.client(), 80, 24);
        assert_eq!(pty.wait_exit().exit_code(), 4);
        assert!(pty.contents().contains(sentence), "{}", pty.contents());
    }
}

#[test]
fn a_server_of_another_version_under_a_form_costs_no_word() {
    for protocol in [PROTOCOL + 1, PROTOCOL - 1] {
        let office = Office::new();
        let mut pty = typing_when_it_goes(&office, Signal::TERM);
        let other = Other::at(&office, protocol);
        pty.wait_for_text("Der Server hat eine andere Version. Alles Getippte ist gesichert.");
        pty.send(b" vom Amt");
        pty.wait_for_text("Anruf vom Amt");
        pty.wait_for_text("Was zuletzt getippt wurde, steht nur hier.");
        pty.send(b"\x18"); // to leave is to be asked
        pty.wait_for_text("Noch nicht gesichert: Kurzkontakt");
        pty.send(b"n");
        pty.wait_for_text("Anruf vom Amt");
        drop(other);
        let second = serve(&office);
        pty.wait_for_text("Entwurf");
        office.wait_for_drafts(&["Anruf vom Amt"]);
        pty.send(F2);
        pty.wait_for_text("Kontakt gespeichert");
        assert_eq!(notes(&office), ["Anruf vom Amt"]);
        leave(pty, &office, second);
    }
}

#[test]
fn who_ends_a_program_of_another_version_goes_on_with_the_next_one() {
    let office = Office::new();
    let mut pty = typing_when_it_goes(&office, Signal::TERM);
    let other = Other::at(&office, PROTOCOL + 1);
    pty.wait_for_text("Alles Getippte ist gesichert.");
    pty.send(b"\x18");
    assert!(pty.wait_exit().success(), "nothing is left to be asked about");
    drop(other);
    let second = serve(&office);
    let mut pty = Pty::start(office.client(), 80, 24);
    pty.wait_for_text("Sie waren gerade bei: Telefonat Al-Hamadi");
    pty.send(b"\x1b[H\r");
    pty.wait_for_text("gesprochen mit");
    pty.send(b" vom Amt");
    pty.wait_for_text("Anruf vom Amt");
    pty.send(F2);
    pty.wait_for_text("Kontakt gespeichert");
    assert_eq!(notes(&office), ["Anruf vom Amt"]);
    leave(pty, &office, second);
}

/// A line to a server that hears everything at once, and whose answers can be held back.
struct Slow {
    dir: tempfile::TempDir,
    held: Arc<(Mutex<bool>, Condvar)>,
    /// The ends of the lines at the clients.
    lines: Arc<Mutex<Vec<UnixStream>>>,
}

impl Slow {
    fn before(server: &TestServer) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(dir.path().join("sock")).unwrap();
        let held = Arc::new((Mutex::new(false), Condvar::new()));
        let (behind, gate) = (server.socket().to_owned(), Arc::clone(&held));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&lines);
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let Ok(server) = UnixStream::connect(&behind) else { return };
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                all.lock().unwrap().push(client.try_clone().unwrap());
                thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
                let gate = Arc::clone(&gate);
                thread::spawn(move || answer(server, client, &gate));
            }
        });
        Self { dir, held, lines }
    }

    /// Cuts every line, with the answers that are held back.
    fn cut(&self) {
        for line in self.lines.lock().unwrap().drain(..) {
            let _ = line.shutdown(Shutdown::Both);
        }
    }

    fn hold(&self, held: bool) {
        *self.held.0.lock().unwrap() = held;
        self.held.1.notify_all();
    }

    fn aid(&self) -> Pty {
        let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_aid"));
        command.env_clear();
        command.env("HOME", self.dir.path());
        command.env("LANG", "C.UTF-8");
        command.env("TERM", "xterm-256color");
        command.args(["--socket", self.dir.path().join("sock").to_str().unwrap()]);
        Pty::start(command, 80, 24)
    }
}

/// Passes answers on, unless they are held back.
fn answer(mut server: UnixStream, mut client: UnixStream, held: &(Mutex<bool>, Condvar)) {
    let mut bytes = [0; 4096];
    while let Ok(count @ 1..) = server.read(&mut bytes) {
        drop(held.1.wait_while(held.0.lock().unwrap(), |held| *held).unwrap());
        if client.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}

#[test]
fn what_is_typed_is_seen_before_the_server_has_answered_anything() {
    let server = TestServer::of_today();
    let mut colleague = server.connect_own();
    let case: CaseId = colleague.household("Al-Hamadi");
    let slow = Slow::before(&server);
    let mut pty = slow.aid();
    pty.wait_for_text("▸ Al-Hamadi");
    // a brief contact: not even what the form starts with is known when the text is on the screen
    slow.hold(true);
    pty.send(b"kAnruf vom Jobcenter");
    pty.wait_for_text("Anruf vom Jobcenter");
    pty.send(b", dringend");
    pty.wait_for_text("Anruf vom Jobcenter, dringend");
    slow.hold(false);
    pty.wait_for_text("Entwurf");
    // a form that is known, while its draft is being kept
    slow.hold(true);
    pty.send(b"!");
    pty.wait_for_text("dringend!");
    pty.send(b"!!");
    pty.wait_for_text("dringend!!!");
    slow.hold(false);
    pty.send(F2);
    pty.wait_for_text("Kontakt gespeichert");
    let visits = colleague.sheet(case).visits;
    assert_eq!(visits[0].visit.entry.note, "Anruf vom Jobcenter, dringend!!!");
    // a search, whose hits are on their way
    slow.hold(true);
    pty.send(b"/hamadi");
    pty.wait_for_text("Suchen: hamadi");
    slow.hold(false);
    pty.wait_for_text("1 gefunden");
    pty.send(b"\x1b");
    pty.wait_for("the list", |screen| !screen.contents().contains("gefunden"));
    // a checklist with a note
    slow.hold(true);
    pty.send(b"v3Heizung kalt");
    pty.wait_for_text("Heizung kalt");
    slow.hold(false);
    pty.wait_for_text("Entwurf");
    pty.send(b"\ra");
    pty.send(F2);
    pty.wait_for_text("Besuch gespeichert");
    let visits = colleague.sheet(case).visits;
    assert_eq!(visits[0].visit.entry.answers[0].note, "Heizung kalt");
    pty.send(b"q");
    assert!(pty.wait_exit().success());
}

#[test]
fn what_was_saved_while_its_answer_was_lost_is_sent_again_and_saved_once() {
    let server = TestServer::of_today();
    let mut colleague = server.connect_own();
    let case: CaseId = colleague.household("Al-Hamadi");
    let slow = Slow::before(&server);
    let mut pty = slow.aid();
    pty.wait_for_text("▸ Al-Hamadi");
    for round in 1..=3 {
        pty.send(b"kAnruf vom Jobcenter");
        pty.wait_for_text("Entwurf");
        slow.hold(true);
        pty.send(F2);
        wait_until("it is saved", || colleague.sheet(case).visits_total == round);
        slow.cut();
        slow.hold(false);
        pty.wait_for_text("Kontakt gespeichert");
        assert_eq!(colleague.sheet(case).visits_total, round);
        let drafts = colleague.ask(Request::Drafts);
        assert_eq!(drafts, Ok(Reply::Drafts(vec![])), "nothing is left of it");
        pty.send(b"\x0c"); // the message goes, the next one is a new one
        pty.wait_for("no message", |screen| !screen.contents().contains("Kontakt gespeichert"));
    }
    pty.send(b"q");
    assert!(pty.wait_exit().success());
}

//! The client against servers that are absent, strange, slow or dying.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use aid::api::cases::Find;
use aid::api::wire::{self, Greeting, Hello, PROTOCOL, Refused, Welcome};
use aid::api::{Ask, FromServer, Push, Refusal, Reply, Request, Saved};
use aid::client::link::{Link, LinkEvent};
use aid::client::start::{StartError, Target};
use aid::client::{CallError, ConnectError, Connection, Patience};
use aid::domain::ids::{RequestId, StaffId};
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;

fn welcome() -> Greeting {
    Greeting::Welcome(Box::new(Welcome {
        staff: StaffId(1),
        name: "Berta Beispiel".into(),
        roles: vec![Role::Worker],
        lang: None,
        kind: OfficeKind::Personal,
        office: "Düren".into(),
        zone: "Europe/Berlin".into(),
        areas: vec![],
        now: "2026-11-20T08:00:00Z".parse().unwrap(),
        version: "0".into(),
    }))
}

/// A socket in a directory of its own.
struct Socket {
    dir: tempfile::TempDir,
    listener: UnixListener,
}

impl Socket {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(dir.path().join("sock")).unwrap();
        Self { dir, listener }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("sock")
    }

    /// Waits for a client and its hello.
    fn accept(&self) -> UnixStream {
        let (mut stream, _) = self.listener.accept().unwrap();
        let hello = Hello::from_bytes(&wire::receive_bytes(&mut stream).unwrap());
        assert_eq!(hello, Some(Hello { protocol: PROTOCOL }));
        stream
    }

    /// Waits for a client and lets it in.
    fn let_in(&self) -> UnixStream {
        let mut stream = self.accept();
        wire::send(&mut stream, &welcome()).unwrap();
        stream
    }
}

fn ask(tag: u32, request: Option<u128>) -> Ask {
    Ask { tag, request: request.map(RequestId), beside: false, body: Request::Lists }
}

fn answer(stream: &mut UnixStream, tag: u32, result: Result<Reply, Refusal>) {
    wire::send(stream, &FromServer::Reply { tag, result }).unwrap();
}

fn link(socket: &Path) -> (Link, Receiver<LinkEvent>) {
    let (tell, events) = channel();
    let told = move |event| {
        let _ = tell.send(event);
    };
    (Link::start(Target::running(socket), told), events)
}

fn next(events: &Receiver<LinkEvent>) -> LinkEvent {
    events.recv_timeout(Duration::from_secs(20)).expect("an event")
}

const SAVED: Reply =
    Reply::Saved(Saved { change: 1, id: 1, case: None, visit_due: None, settled: 0 });

#[test]
fn nobody_listening_is_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sock");
    assert!(matches!(Connection::open(&path), Err(ConnectError::NoServer)));
    drop(UnixListener::bind(&path).unwrap());
    assert!(matches!(Connection::open(&path), Err(ConnectError::NoServer)), "left behind");
    let target = Target::running(&path);
    assert!(matches!(target.connect(), Err(StartError::Connect(ConnectError::NoServer))));
}

#[test]
fn greetings_that_do_not_let_in_are_told_apart() {
    let socket = Socket::new();
    let greet = |body: Vec<u8>| {
        std::thread::scope(|scope| {
            let client = scope.spawn(|| Connection::open(&socket.path()).unwrap_err());
            wire::send_bytes(&mut socket.accept(), &body).unwrap();
            client.join().unwrap()
        })
    };
    assert!(matches!(greet(b"AiD!\x09\x00".to_vec()), ConnectError::OtherVersion(9)));
    let refused = aid::codec::encode(&Greeting::Refused(Refused::NoStaffYet)).unwrap();
    assert!(matches!(greet(refused), ConnectError::Refused(Refused::NoStaffYet)));
    assert!(matches!(greet(b"HTTP/1.1 400".to_vec()), ConnectError::Wire(_)));
}

#[test]
fn a_call_passes_over_pushes() {
    let socket = Socket::new();
    std::thread::scope(|scope| {
        let client = scope.spawn(|| {
            let mut connection = Connection::open(&socket.path()).unwrap();
            connection.call(Request::Lists).unwrap()
        });
        let mut stream = socket.let_in();
        let ask: Ask = wire::receive(&mut stream).unwrap();
        wire::send(&mut stream, &FromServer::Push(Push::ManyChanged)).unwrap();
        answer(&mut stream, ask.tag, Ok(SAVED));
        assert_eq!(client.join().unwrap(), SAVED);
    });
}

#[test]
fn a_change_is_sent_again_under_its_id_and_a_question_is_not() {
    let socket = Socket::new();
    let (link, events) = link(&socket.path());
    let mut first = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    link.send(&ask(1, None)).unwrap();
    link.send(&ask(2, Some(22))).unwrap();
    link.send(&ask(3, Some(33))).unwrap();
    for tag in 1..=3 {
        assert_eq!(wire::receive::<Ask>(&mut first).unwrap().tag, tag);
    }
    answer(&mut first, 3, Ok(SAVED));
    assert!(matches!(next(&events), LinkEvent::Reply { tag: 3, result: Ok(_) }));
    drop(first);
    assert!(matches!(next(&events), LinkEvent::Down));
    link.send(&ask(4, None)).unwrap();
    link.send(&ask(5, Some(55))).unwrap();

    let mut second = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    assert_eq!(wire::receive::<Ask>(&mut second).unwrap(), ask(2, Some(22)));
    assert_eq!(wire::receive::<Ask>(&mut second).unwrap(), ask(5, Some(55)));
    answer(&mut second, 2, Ok(SAVED));
    answer(&mut second, 5, Err(Refusal::NotFound));
    assert!(matches!(next(&events), LinkEvent::Reply { tag: 2, result: Ok(_) }));
    assert!(matches!(next(&events), LinkEvent::Reply { tag: 5, result: Err(Refusal::NotFound) }));
    assert_eq!(link.unanswered(), 0);
}

#[test]
fn a_change_refused_by_a_closing_server_goes_to_the_next_one() {
    let socket = Socket::new();
    let (link, events) = link(&socket.path());
    let mut first = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    link.send(&ask(7, Some(77))).unwrap();
    assert_eq!(wire::receive::<Ask>(&mut first).unwrap(), ask(7, Some(77)));
    wire::send(&mut first, &FromServer::Push(Push::Closing)).unwrap();
    answer(&mut first, 7, Err(Refusal::Closing));
    drop(first);
    assert!(matches!(next(&events), LinkEvent::Push(Push::Closing)));
    assert!(matches!(next(&events), LinkEvent::Down));
    let mut second = socket.let_in();
    assert_eq!(wire::receive::<Ask>(&mut second).unwrap(), ask(7, Some(77)));
    answer(&mut second, 7, Ok(SAVED));
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    assert!(matches!(next(&events), LinkEvent::Reply { tag: 7, result: Ok(_) }));
}

#[test]
fn another_version_is_said_once_and_tried_again() {
    let socket = Socket::new();
    let (_link, events) = link(&socket.path());
    for _ in 0..2 {
        wire::send_bytes(&mut socket.accept(), b"AiD!\x09\x00").unwrap();
    }
    let _line = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::OtherVersion(9)));
    assert!(matches!(next(&events), LinkEvent::Up(_)));
}

#[test]
fn a_dropped_link_hangs_up() {
    let socket = Socket::new();
    let (link, events) = link(&socket.path());
    let mut stream = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    drop(link);
    assert!(matches!(wire::receive::<Ask>(&mut stream), Err(wire::WireError::Closed)));
}

#[test]
fn a_server_is_not_started_where_there_is_no_office() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("nowhere");
    assert!(matches!(Target::own(&missing, None), Err(StartError::NoOffice(_))));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is made");
}

/// Does not wait long.
fn impatient() -> Patience {
    let short = Duration::from_millis(20);
    Patience { greeting: short, notice: short, answer: short }
}

#[test]
fn a_server_that_takes_the_connection_and_says_nothing_is_told_apart() {
    let socket = Socket::new();
    let stream = UnixStream::connect(socket.path()).unwrap();
    let error = Connection::over_within(stream, impatient()).unwrap_err();
    assert!(matches!(error, ConnectError::Silent), "{error:?}");
    assert!(StartError::from(error).may_pass());
}

#[test]
fn a_short_request_is_given_up_and_long_work_is_waited_for() {
    let socket = Socket::new();
    let (told, tells) = channel();
    std::thread::scope(|scope| {
        let path = socket.path();
        let client = scope.spawn(move || {
            let stream = UnixStream::connect(path).unwrap();
            let patience = Patience { greeting: Duration::from_secs(20), ..impatient() };
            let mut connection = Connection::over_within(stream, patience).unwrap();
            let mut said = false;
            let ask = connection.call_telling(RequestId(1), Request::Lists, || said = true);
            assert!(said && matches!(ask, Err(CallError::Silent)), "{ask:?}");
            let answer = connection.call_telling(RequestId(2), Request::Verify, || {
                panic!("long work is no silence");
            });
            told.send(()).unwrap();
            answer.unwrap()
        });
        let mut stream = socket.let_in();
        let first: Ask = wire::receive(&mut stream).unwrap();
        let second: Ask = wire::receive(&mut stream).unwrap();
        // much longer than the patience for anything short
        assert!(tells.recv_timeout(impatient().answer * 10).is_err(), "it waits");
        answer(&mut stream, first.tag, Ok(SAVED)); // too late: nobody waits for it any more
        answer(&mut stream, second.tag, Ok(Reply::Done));
        assert_eq!(client.join().unwrap(), Reply::Done);
    });
}

#[test]
fn what_is_too_large_for_a_frame_is_refused_at_once_and_nothing_is_sent() {
    let socket = Socket::new();
    let (link, events) = link(&socket.path());
    let mut stream = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    let body = Request::Find(Find { text: "a".repeat(wire::FRAME_MAX), limit: 1 });
    let refused =
        link.send(&Ask { tag: 1, request: Some(RequestId(1)), beside: false, body }).unwrap_err();
    assert!(matches!(refused, LinkEvent::Reply { tag: 1, result: Err(Refusal::TooLarge) }));
    assert_eq!(link.unanswered(), 0, "it is not tried again");
    link.send(&ask(2, None)).unwrap();
    assert_eq!(wire::receive::<Ask>(&mut stream).unwrap().tag, 2);
}

#[test]
fn a_line_given_up_is_made_anew_and_the_change_goes_over_it_under_its_id() {
    let socket = Socket::new();
    let (link, events) = link(&socket.path());
    let mut first = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    link.send(&ask(1, Some(11))).unwrap();
    assert_eq!(wire::receive::<Ask>(&mut first).unwrap(), ask(1, Some(11)));
    link.reconnect();
    assert!(matches!(next(&events), LinkEvent::Down));
    let mut second = socket.let_in();
    assert!(matches!(next(&events), LinkEvent::Up(_)));
    assert_eq!(wire::receive::<Ask>(&mut second).unwrap(), ask(1, Some(11)));
}

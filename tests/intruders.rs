//! Whoever means harm, or does it by accident: each attempt is refused and is in the log, and the
//! others go on working meanwhile.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/figures.rs"]
mod figures;
#[path = "common/server.rs"]
mod server;

use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aid::api::wire::{self, Greeting, Hello, PROTOCOL, Refused};
use aid::api::{Ask, FromServer, Refusal, Reply, Request, cases, drafts, exchange, office, staff};
use aid::client::Connection;
use aid::domain::ids::{CaseId, RequestId};
use aid::domain::office::OfficeKind;
use aid::server::{Limits, ServeError, ServeOptions, Server};
use figures::Figures;
use server::{Client, PATIENCE, TestServer, clock, found, today, wait_until};

/// Everything that is in the log and was refused: uid, action, case.
fn refused(server: &TestServer) -> Vec<(u32, String, Option<CaseId>)> {
    let mut dora = server.connect("dora");
    let mut all = Vec::new();
    let mut before = None;
    loop {
        let page = Request::Log(office::LogPage { before, limit: 500 });
        let Ok(Reply::Log(rows)) = dora.ask(page) else { panic!("no log") };
        before = rows.last().map(|row| row.no);
        all.extend(rows.into_iter().filter(|r| r.refused).map(|r| (r.uid, r.action, r.case)));
        if before.is_none() {
            return all;
        }
    }
}

/// Waits until the log has a refusal: it is written behind the answer.
fn wait_logged(server: &TestServer, uid: u32, action: &str) {
    wait_until(&format!("{action} of {uid} is in the log"), || {
        refused(server).iter().any(|r| r.0 == uid && r.1 == action)
    });
}

/// A server that waits for nobody very long.
fn hasty() -> TestServer {
    let short = Duration::from_millis(300);
    let limits = Limits { hello: short, message: short, taking: short, ..Limits::default() };
    TestServer::limited(TestServer::shared().stop(), limits)
}

fn show(case: CaseId) -> Request {
    Request::ShowCase(cases::ShowCase { case, visits: 0 })
}

/// What a connection is answered, until it is cut off.
fn last_words(mut stream: UnixStream) -> Vec<u8> {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Ok(_) => said,
        // cut off with something of ours unread
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => said,
        Err(error) => panic!("not cut off: {error}"),
    }
}

#[test]
fn nobody_is_somebody_else_by_saying_so() {
    let server = TestServer::shared();
    let case = server.connect("anna").household("Alavi");
    // the greeting says nothing about who greets; whatever is put behind it is not read
    let mut stream = server.stream("berta");
    let mut hello = Hello { protocol: PROTOCOL }.to_bytes().to_vec();
    hello.extend(b"anna\0\xd1\x07\0\0 uid=2001 staff=1 role=coordinator");
    wire::send_bytes(&mut stream, &hello).unwrap();
    let Greeting::Welcome(welcome) = wire::receive(&mut stream).unwrap() else { panic!("refused") };
    assert_eq!(welcome.name, "Berta Beispiel");
    let ask = Ask { tag: 1, request: None, beside: false, body: show(case) };
    wire::send(&mut stream, &ask).unwrap();
    let FromServer::Reply { result, .. } = wire::receive(&mut stream).unwrap() else { panic!() };
    assert_eq!(result, Err(Refusal::NotFound));
    wait_logged(&server, 2002, "show-case");
}

#[test]
fn nothing_is_taken_from_another_by_her_ids() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let saved = anna.save(Request::NewHousehold(Box::new(aid::api::households::New {
        person: vec![(aid::domain::person::PersonField::Surname, "Alavi".into())],
        household: vec![],
        home: None,
        from: today(),
        worker: None,
        area: None,
        distinct: vec![],
    })));
    let case = saved.case.unwrap();
    let draft = drafts::Draft {
        id: RequestId(77),
        form: drafts::Form::FollowUp,
        case: Some(case),
        name: String::new(),
        kept: clock(),
        no: 0,
        from: None,
        body: drafts::Body::Fields {
            fields: vec![("note".into(), "Anruf".into())],
            at: "note".into(),
            cursor: 5,
        },
    };
    assert_eq!(anna.ask(Request::SaveDraft(Box::new(draft.clone()))), Ok(Reply::Kept(None)));
    // another's draft: not shown, not thrown away, not written over
    assert_eq!(berta.ask(Request::Drafts), Ok(Reply::Drafts(vec![])));
    let open = Request::Draft(drafts::Open { id: draft.id });
    assert_eq!(berta.ask(open), Err(Refusal::NotFound));
    let was = drafts::Was { id: draft.id, no: 9 };
    assert_eq!(berta.ask(Request::DropDraft(drafts::Drop { was })), Ok(Reply::Done));
    let mut other = draft.clone();
    other.body = drafts::Body::Fields { fields: vec![], at: String::new(), cursor: 0 };
    let _ = berta.ask(Request::SaveDraft(Box::new(other)));
    let hers = anna.drafts();
    assert_eq!(hers.iter().map(|d| &d.body).collect::<Vec<_>>(), [&draft.body]);
    // another's change, another's deputy, another's employment
    let undo = Request::Undo(office::Undo { change: saved.change });
    assert!(berta.ask(undo).is_err_and(|refusal| refusal.is_of_rights()));
    let (owner, deputy) = (anna.staff(), berta.staff());
    let grant = staff::Grant { owner, deputy, from: today(), until: today() };
    assert_eq!(berta.ask(Request::GrantDeputy(grant)), Err(Refusal::NotPermitted));
    let end = staff::End { user: "anna".into(), until: today() };
    assert_eq!(berta.ask(Request::EndStaff(end)), Err(Refusal::NotPermitted));
    let take = cases::EditCase { case, worker: None, area: None };
    assert_eq!(berta.ask(Request::EditCase(take)), Err(Refusal::NotFound));
    for action in ["undo", "grant-deputy", "end-staff", "edit-case"] {
        wait_logged(&server, 2002, action);
    }
    assert_eq!(anna.sheet(case).case.id, case);
}

#[test]
fn noise_of_every_kind_is_refused_and_logged_and_nobody_else_notices() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let line = |user: &str| server.connect(user).0.into_parts().0;
    // frames too long, by one byte and by as much as can be said
    for length in [u32::MAX, u32::try_from(wire::FRAME_MAX).unwrap() + 1] {
        let mut stream = line("berta");
        stream.write_all(&length.to_le_bytes()).unwrap();
        assert!(!last_words(stream).is_empty(), "told so and cut off");
    }
    wait_logged(&server, 2002, "malformed");
    // before the hello no words are wasted
    let mut stream = server.stream("emil");
    stream.write_all(&u32::MAX.to_le_bytes()).unwrap();
    assert_eq!(last_words(stream), b"");
    wait_logged(&server, 2005, "hello");
    // noise in frames of the right length
    let mut random = fastrand::Rng::with_seed(7);
    let mut stream = line("clara");
    for _ in 0..2_000 {
        let noise: Vec<u8> = (0..random.usize(..200)).map(|_| random.u8(..)).collect();
        wire::send_bytes(&mut stream, &noise).unwrap();
        let FromServer::Reply { .. } = wire::receive(&mut stream).unwrap() else { continue };
    }
    wait_logged(&server, 2003, "malformed");
    // noise without any frames
    for _ in 0..50 {
        let mut stream = server.stream("clara");
        let noise: Vec<u8> = (0..random.usize(1..5_000)).map(|_| random.u8(..)).collect();
        let _ = stream.write_all(&noise);
        drop(stream);
    }
    assert_eq!(anna.sheet(case).case.id, case);
}

#[test]
fn who_begins_and_does_not_go_on_is_cut_off() {
    let server = hasty();
    // nothing at all, half a hello, a hello byte by byte, half a message
    let silent = server.stream("anna");
    let mut half_hello = server.stream("berta");
    half_hello.write_all(&[6, 0, 0, 0, b'A', b'i']).unwrap();
    let (mut half, _) = server.connect("frida").0.into_parts();
    half.write_all(&[100, 0, 0, 0, 1, 2, 3]).unwrap();
    for stream in [silent, half_hello, half] {
        assert_eq!(last_words(stream), b"");
    }
    for (uid, action) in [(2001, "hello"), (2002, "hello"), (2006, "malformed")] {
        wait_logged(&server, uid, action);
    }
}

#[test]
fn a_thousand_silent_connections_take_nobody_elses_seat() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let mut figures = Figures::of("a request beside 1,000 silent connections");
    let silent: Vec<UnixStream> = (0..1_000).map(|_| server.stream_of("mallory", 4000)).collect();
    assert!(server.handle().sessions() < 40, "{}", server.handle().sessions());
    for _ in 0..200 {
        figures.time(|| anna.sheet(case));
        figures.time(|| server.connect("frida").sheet(case));
    }
    let (mut told, mut cut) = (0, 0);
    for stream in silent {
        let said = last_words(stream);
        let too_many = wire::encode(&Greeting::Refused(Refused::TooMany)).unwrap();
        if said.ends_with(&too_many) && !said.is_empty() { told += 1 } else { cut += 1 }
    }
    assert_eq!((told, cut), (1_000 - 32, 32));
    wait_until("the seats is free", || server.handle().sessions() == 1);
    for action in ["too-many", "hello"] {
        wait_logged(&server, 4000, action);
    }
    figures.print();
}

#[test]
fn who_never_takes_what_is_pushed_is_cut_off_and_keeps_nobody_waiting() {
    let server = hasty();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let deaf = server.connect("frida");
    let mut figures = Figures::of("a change beside a client that takes no pushes");
    wait_until("the deaf client is cut off", || {
        for _ in 0..50 {
            figures.time(|| anna.save(follow_up(case)));
        }
        server.handle().sessions() == 1
    });
    drop(deaf);
    figures.print();
}

#[test]
fn who_asks_and_never_takes_the_answers_is_cut_off_and_fills_no_memory() {
    let server = hasty();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let (mut stream, _) = server.connect("frida").0.into_parts();
    let ask =
        wire::encode(&Ask { tag: 1, request: None, beside: false, body: show(case) }).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    // as long as she is read from; then the server has cut her off
    while wire::send_bytes(&mut stream, &ask).is_ok() {}
    wait_until("the seat is free", || server.handle().sessions() == 1);
    assert_eq!(anna.sheet(case).case.id, case);
}

fn follow_up(case: CaseId) -> Request {
    let window = aid::domain::dates::Window::on(today());
    Request::AddFollowUp(aid::api::followups::Add {
        case,
        what: "Anruf".into(),
        window,
        purpose: None,
        to: None,
    })
}

#[test]
fn a_flood_of_requests_from_one_user_leaves_room_for_the_others() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let ending = AtomicBool::new(false);
    let mut figures = Figures::of("a request beside a flood over four connections");
    let asked: usize = std::thread::scope(|scope| {
        let flood = || {
            let mut berta = server.connect("berta");
            let mut asked = 0;
            while !ending.load(Ordering::Relaxed) {
                // one case number after the other: none of them is hers
                assert_eq!(berta.ask(show(CaseId(asked as u64))), Err(Refusal::NotFound));
                asked += 1;
            }
            asked
        };
        let floods: Vec<_> = (0..4).map(|_| scope.spawn(flood)).collect();
        for _ in 0..500 {
            figures.time(|| anna.sheet(case));
        }
        ending.store(true, Ordering::Relaxed);
        floods.into_iter().map(|flood| flood.join().unwrap()).sum()
    });
    figures.print();
    wait_logged(&server, 2002, "show-case");
    // the clock stands still: all within one minute
    let logged = refused(&server).into_iter().filter(|r| r.0 == 2002).count();
    assert!(asked > 200 && logged <= 101, "{asked} asked, {logged} logged");
    assert!(refused(&server).iter().any(|r| r.0 == 2002 && r.2.is_none()), "one for all others");
}

/// Tries to serve an office on a socket at this path.
fn serve_at(socket: &std::path::Path) -> Result<Server, ServeError> {
    let dir = tempfile::tempdir().unwrap();
    found(dir.path(), OfficeKind::Shared);
    let options = ServeOptions {
        office: dir.path().to_owned(),
        socket: socket.to_owned(),
        idle_exit: None,
        background: false,
        limits: Limits::default(),
        backup_recipients: Some(vec![]),
    };
    Server::open(&options, clock)
}

#[test]
fn no_socket_is_made_where_others_may_replace_it() {
    let dir = tempfile::tempdir().unwrap();
    for mode in [0o777, 0o1777, 0o702] {
        fs::set_permissions(dir.path(), Permissions::from_mode(mode)).unwrap();
        let Err(ServeError::Socket { source, .. }) = serve_at(&dir.path().join("sock")) else {
            panic!("served in a folder of mode {mode:o}");
        };
        assert_eq!(source.kind(), std::io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left");
    }
}

#[test]
fn a_link_in_the_place_of_the_socket_is_replaced_and_what_it_leads_to_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let (victim, socket) = (dir.path().join("victim"), dir.path().join("sock"));
    fs::write(&victim, "mine").unwrap();
    fs::set_permissions(&victim, Permissions::from_mode(0o600)).unwrap();
    symlink(&victim, &socket).unwrap();
    symlink(&victim, dir.path().join(format!("sock.{}", std::process::id()))).unwrap();
    let server = serve_at(&socket).unwrap();
    let handle = server.handle();
    let running = std::thread::spawn(move || server.run());
    assert!(UnixStream::connect(&socket).is_ok());
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    assert_eq!(fs::metadata(&victim).unwrap().permissions().mode() & 0o777, 0o600);
    handle.stop();
    wait_until("it ends", || running.is_finished());
    running.join().unwrap().unwrap();
}

/// Messages as small as they can be for what they take in memory: a draft of empty fields, above and
/// below the size that a draft may have, and rows of an import without anything in them.
fn swelling() -> [Vec<u8>; 3] {
    let ask = |body| wire::encode(&Ask { tag: 1, request: None, beside: false, body }).unwrap();
    let draft = |fields: usize| {
        let fields = vec![(String::new(), String::new()); fields];
        ask(Request::SaveDraft(Box::new(drafts::Draft {
            id: RequestId(77),
            form: drafts::Form::FollowUp,
            case: None,
            name: String::new(),
            kept: clock(),
            no: 0,
            from: None,
            body: drafts::Body::Fields { fields, at: String::new(), cursor: 0 },
        })))
    };
    let rows = vec![empty_row(); 100_000];
    let import = exchange::Import { rows, last: false, dry_run: true };
    [draft(500_000), draft(130_000), ask(Request::Import(Box::new(import)))]
}

/// A row of an import without anything in it.
fn empty_row() -> exchange::ImportRow {
    exchange::ImportRow {
        line: 0,
        household: String::new(),
        source: String::new(),
        person: vec![],
        relation: aid::domain::household::Relation::Unknown,
        home: None,
        area: None,
        worker: None,
        from: None,
    }
}

/// A server in a process of its own, which ends with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn messages_that_swell_when_they_are_read_fill_no_memory() {
    let (dir, me) = (tempfile::tempdir().unwrap(), aid::server::peer::Peer::own());
    found(dir.path(), OfficeKind::Personal);
    server::hire(dir.path(), &me.user, me.uid, &[], None);
    let mut serve = Command::new(env!("CARGO_BIN_EXE_aid"));
    serve.arg("serve").arg("--office").arg(dir.path());
    serve.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let serving = Serving(serve.spawn().unwrap());
    let socket = dir.path().join("sock");
    wait_until("the socket is there", || socket.exists());
    let mut other = Client::over(UnixStream::connect(&socket).unwrap()).unwrap();
    std::thread::scope(|scope| {
        let floods = (0..8).map(|_| {
            let mut stream = Connection::open(&socket).unwrap().into_parts().0;
            scope.spawn(move || {
                for frame in swelling().iter().cycle().take(3 * 4) {
                    wire::send_bytes(&mut stream, frame).unwrap();
                }
                stream.shutdown(std::net::Shutdown::Write).unwrap();
                assert!(!last_words(stream).is_empty(), "answered");
            })
        });
        let floods: Vec<_> = floods.collect();
        while !floods.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            assert!(matches!(other.ask(Request::Lists), Ok(Reply::Lists(_))));
        }
    });
    assert_eq!(other.ask(Request::Drafts), Ok(Reply::Drafts(vec![])));
    let status = fs::read_to_string(format!("/proc/{}/status", serving.0.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
    drop(other);
    drop(serving);
    println!("peak of the server: {} MiB", peak / 1024);
    assert!(peak < 384 * 1024, "{peak} kB");
}

#[test]
fn the_imports_of_one_user_take_no_more_together_than_one() {
    let server = TestServer::shared();
    let part = |client: &mut Client| {
        let row = exchange::ImportRow { source: "x".repeat(1_000_000), ..empty_row() };
        let part = exchange::Import { rows: vec![row], last: false, dry_run: true };
        client.ask(Request::Import(Box::new(part)))
    };
    let (mut first, mut second) = (server.connect("clara"), server.connect("clara"));
    for _ in 0..20 {
        assert!(part(&mut first).is_ok());
    }
    let taken = (0..20).take_while(|_| part(&mut second).is_ok()).count();
    assert_eq!(taken, 13, "33 MB are 32 MiB");
    // what was refused is let go of, and what is broken off too
    for _ in 0..10 {
        assert!(part(&mut second).is_ok());
    }
    drop(first);
    // one that is refused lets go of those before it
    wait_until("the room of who left is free", || (0..22).all(|_| part(&mut second).is_ok()));
}

#[test]
fn the_next_request_of_who_has_left_is_refused_and_logged() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let mut clara = server.connect("clara");
    let yesterday = today().pred_opt().unwrap();
    clara.save(Request::EndStaff(staff::End { user: "anna".into(), until: yesterday }));
    assert_eq!(anna.ask(Request::Lists), Err(Refusal::NotPermitted));
    wait_logged(&server, 2001, "connect");
    drop::<Client>(anna);
}

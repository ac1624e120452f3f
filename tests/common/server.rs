//! A real server over a temporary office, with a fixed clock. Clients come over socket pairs, each
//! as the Unix user it says it is; the real socket is there too.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aid::api::drafts::{Draft, Head, Open};
use aid::api::{Ask, FromServer, Push, Refusal, Reply, Request, Saved, cases, households, visits};
use aid::client::{CallError, ConnectError, Connection, fresh_request_id};
use aid::domain::area::Fte;
use aid::domain::followup::Seen;
use aid::domain::household::Interpreter;
use aid::domain::ids::{CaseId, FollowUpId, PersonId, StaffId};
use aid::domain::office::{Office, OfficeKind, Rules};
use aid::domain::person::PersonField;
use aid::domain::staff::Role;
use aid::domain::visit::{Entry, Outcome, VisitKind};
use aid::server::peer::Peer;
use aid::server::{Handle, Limits, ServeError, ServeOptions, Server};
use aid::store::backup::seal::Recipient;
use aid::store::staff::Hire;
use aid::store::{Author, Change, OFFICE_ITSELF, Options, Store, staff};
use chrono::{DateTime, NaiveDate, Utc};

/// The moment it is in every test: a Friday morning.
pub fn clock() -> DateTime<Utc> {
    "2026-11-20T08:00:00Z".parse().unwrap()
}

/// How long a test waits before it fails; nothing waits for it when all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until something is so; a test that waits for what never comes says so and ends.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "waited until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The day it is.
pub fn today() -> NaiveDate {
    clock().date_naive()
}

/// Who works in a shared office: user name, uid, roles, area.
pub const CREW: [(&str, u32, &[Role], Option<&str>); 6] = [
    ("anna", 2001, &[Role::Worker], Some("Nord")),
    ("berta", 2002, &[Role::Worker], Some("Süd")),
    ("clara", 2003, &[Role::Coordinator], None),
    ("dora", 2004, &[Role::DataProtection], None),
    ("emil", 2005, &[Role::Admin], None),
    ("frida", 2006, &[Role::Worker], Some("Nord")),
];

/// A server that runs until it is dropped.
pub struct TestServer {
    handle: Handle,
    running: Option<JoinHandle<Result<(), ServeError>>>,
    socket: PathBuf,
    dir: Option<tempfile::TempDir>,
}

/// Makes an office without staff.
pub fn found(dir: &Path, kind: OfficeKind) {
    let store = open(dir);
    let office = Office {
        kind,
        name: "Düren".into(),
        zone: "Europe/Berlin".into(),
        rules: Rules::default(),
        founded: today(),
    };
    store.found(&author(), office).unwrap();
    store.close().unwrap();
}

/// Adds somebody to the staff of an office that is not served.
pub fn hire(dir: &Path, user: &str, uid: u32, roles: &[Role], area: Option<&str>) {
    let store = open(dir);
    let hire = Hire {
        uid,
        user: user.into(),
        name: format!("{} Beispiel", capital(user)),
        roles: roles.to_vec(),
        posts: area.map(|area| (area.to_owned(), Fte(100))).into_iter().collect(),
        from: "2026-01-01".parse().unwrap(),
        lang: None,
    };
    let add = move |change: &mut Change<'_, '_>| staff::add(change, &hire);
    store.write(&author(), None, "add-staff", add).unwrap();
    store.close().unwrap();
}

/// Makes a change in an office that is not served.
pub fn change(
    dir: &Path,
    make: impl FnOnce(&mut Change<'_, '_>) -> Result<aid::store::Outcome, aid::store::StoreError>
    + Send
    + 'static,
) {
    let store = open(dir);
    store.write(&author(), None, "test", make).unwrap();
    store.close().unwrap();
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The office in a directory that nobody serves.
pub fn open(dir: &Path) -> Store {
    Store::open(dir, Options::at(clock().timestamp_millis()), &mut |_| {}).unwrap().store
}

fn author() -> Author {
    let zone = "Europe/Berlin".parse().unwrap();
    Author { staff: OFFICE_ITSELF, uid: 0, at: clock(), zone }
}

impl TestServer {
    /// A personal office of who runs the test.
    pub fn personal() -> Self {
        let dir = tempfile::tempdir().unwrap();
        found(dir.path(), OfficeKind::Personal);
        let me = Peer::own();
        hire(dir.path(), &me.user, me.uid, &[Role::Worker, Role::Coordinator], Some("Nord"));
        Self::over(dir)
    }

    /// A personal office whose clock goes, for the program itself: it reads the clock of the machine.
    pub fn of_today() -> Self {
        let dir = tempfile::tempdir().unwrap();
        found(dir.path(), OfficeKind::Personal);
        let me = Peer::own();
        hire(dir.path(), &me.user, me.uid, &[Role::Worker, Role::Coordinator], Some("Nord"));
        Self::at(dir, Limits::default(), Utc::now)
    }

    /// A shared office with the [`CREW`].
    pub fn shared() -> Self {
        let dir = tempfile::tempdir().unwrap();
        found(dir.path(), OfficeKind::Shared);
        for (user, uid, roles, area) in CREW {
            hire(dir.path(), user, uid, roles, area);
        }
        Self::over(dir)
    }

    /// A shared office without staff.
    pub fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        found(dir.path(), OfficeKind::Shared);
        Self::over(dir)
    }

    /// Serves an office that is there.
    pub fn over(dir: tempfile::TempDir) -> Self {
        Self::limited(dir, Limits::default())
    }

    /// Serves an office with other limits.
    pub fn limited(dir: tempfile::TempDir, limits: Limits) -> Self {
        Self::at(dir, limits, clock)
    }

    /// Serves an office with another clock.
    pub fn timed(dir: tempfile::TempDir, clock: fn() -> DateTime<Utc>) -> Self {
        Self::at(dir, Limits::default(), clock)
    }

    /// Serves an office that is backed up for these keys only, if it is a shared one.
    pub fn sealing(dir: tempfile::TempDir, backup_recipients: &[String]) -> Self {
        let keys = backup_recipients.iter().map(|key| key.parse().unwrap()).collect();
        Self::with(dir, Limits::default(), keys, clock)
    }

    fn at(dir: tempfile::TempDir, limits: Limits, clock: fn() -> DateTime<Utc>) -> Self {
        Self::with(dir, limits, vec![], clock)
    }

    fn with(
        dir: tempfile::TempDir,
        limits: Limits,
        backup_recipients: Vec<Recipient>,
        clock: fn() -> DateTime<Utc>,
    ) -> Self {
        let socket = dir.path().join("sock");
        let options = ServeOptions {
            office: dir.path().to_owned(),
            socket: socket.clone(),
            idle_exit: None,
            background: false,
            limits,
            backup_recipients: Some(backup_recipients),
        };
        let server = Server::open(&options, clock).unwrap();
        let handle = server.handle();
        let running = std::thread::spawn(move || server.run());
        Self { handle, running: Some(running), socket, dir: Some(dir) }
    }

    /// The real socket.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// A stream to the server as one of the [`CREW`], nothing said yet.
    pub fn stream(&self, user: &str) -> UnixStream {
        let uid = CREW.iter().find(|c| c.0 == user).map_or(4999, |c| c.1);
        self.stream_of(user, uid)
    }

    /// A stream to the server as any user, nothing said yet.
    pub fn stream_of(&self, user: &str, uid: u32) -> UnixStream {
        let (here, there) = UnixStream::pair().unwrap();
        self.handle.admit(there, Peer { uid, user: user.into() }).unwrap();
        bound(&here);
        here
    }

    /// A client of one of the [`CREW`].
    pub fn connect(&self, user: &str) -> Client {
        let uid = CREW.iter().find(|c| c.0 == user).map_or(4999, |c| c.1);
        self.try_connect(user, uid).unwrap()
    }

    /// A client of any user, if it is let in.
    pub fn try_connect(&self, user: &str, uid: u32) -> Result<Client, ConnectError> {
        Client::over(self.stream_of(user, uid))
    }

    /// A client of who runs the test, over the real socket.
    pub fn connect_own(&self) -> Client {
        Client::over(UnixStream::connect(&self.socket).unwrap()).unwrap()
    }

    /// A hold on the server.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Stops the server; the office is left.
    pub fn stop(mut self) -> tempfile::TempDir {
        self.handle.stop();
        ended(self.running.take().unwrap()).expect("the server ends").unwrap();
        self.dir.take().unwrap()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.handle.stop();
        if let Some(running) = self.running.take() {
            let ended = ended(running);
            assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "{ended:?}");
        }
    }
}

/// How a server ended that was stopped; `None` if it goes on or panicked.
fn ended(running: JoinHandle<Result<(), ServeError>>) -> Option<Result<(), ServeError>> {
    let until = Instant::now() + PATIENCE;
    while !running.is_finished() {
        if Instant::now() > until {
            return None;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    running.join().ok()
}

/// Whoever waits at this stream for what never comes fails and does not hang.
fn bound(stream: &UnixStream) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
}

/// Whether the application waits without end for an answer to this.
fn takes_long(body: &Request) -> bool {
    use Request as R;
    matches!(body, R::Import(_) | R::Export(_) | R::Backup(_) | R::Verify | R::Log(_))
}

/// A client that says in few words what tests ask.
pub struct Client(pub Connection);

impl Client {
    /// Greets the server at the other end of a stream. No answer is waited for without end.
    pub fn over(stream: UnixStream) -> Result<Self, ConnectError> {
        let line = stream.try_clone().unwrap();
        let connection = Connection::over(stream)?;
        bound(&line);
        Ok(Self(connection))
    }

    /// Id of the member of staff.
    pub fn staff(&self) -> StaffId {
        self.0.welcome().staff
    }

    /// Asks; `Err` is what the server refused.
    pub fn ask(&mut self, body: Request) -> Result<Reply, Refusal> {
        if takes_long(&body) {
            return self.ask_bounded(body);
        }
        self.0.call(body).map_err(|error| match error {
            CallError::Refused(refusal) => refusal,
            error => panic!("{error}"),
        })
    }

    /// Asks without making the line wait for ever.
    fn ask_bounded(&mut self, body: Request) -> Result<Reply, Refusal> {
        let (tag, request) = (u32::MAX, Some(fresh_request_id()));
        self.0.send(&Ask { tag, request, beside: true, body }).unwrap();
        loop {
            match self.0.receive() {
                Ok(FromServer::Reply { tag: of, result }) if of == tag => return result,
                Ok(_) => {}
                Err(error) => panic!("no answer: {error}"),
            }
        }
    }

    /// Asks for a change that has to be saved.
    pub fn save(&mut self, body: Request) -> Saved {
        match self.ask(body) {
            Ok(Reply::Saved(saved)) => saved,
            other => panic!("not saved: {other:?}"),
        }
    }

    /// Opens a case; the responsible worker is who asks.
    pub fn household(&mut self, surname: &str) -> CaseId {
        let saved = self.save(Request::NewHousehold(Box::new(households::New {
            person: vec![(PersonField::Surname, surname.into())],
            household: vec![],
            home: None,
            from: today(),
            worker: None,
            area: None,
            distinct: vec![],
        })));
        saved.case.expect("a case")
    }

    /// The next push, passing over replies.
    pub fn push(&mut self) -> Push {
        loop {
            match self.0.receive() {
                Ok(FromServer::Push(push)) => return push,
                Ok(FromServer::Reply { .. }) => {}
                Err(error) => panic!("nothing is told: {error}"),
            }
        }
    }

    /// Waits until `by` was said to have changed all these cases and nothing else was told. What
    /// waits to be told is told together, so several changes may come as one push.
    pub fn hears(&mut self, who: StaffId, cases: &[CaseId]) {
        let mut left = cases.to_vec();
        while !left.is_empty() {
            match self.push() {
                Push::Changed { cases: told, by }
                    if by == who && told.iter().all(|case| cases.contains(case)) =>
                {
                    left.retain(|case| !told.contains(case));
                }
                other => panic!("told {other:?} instead of {left:?}"),
            }
        }
    }

    /// Waits until `by` was said to have changed a case. What was done before she came may be told
    /// her first or with it.
    pub fn hears_at_last(&mut self, who: StaffId, case: CaseId) {
        let tells = |push| match push {
            Push::Changed { cases, by } => by == who && cases.contains(&case),
            _ => false,
        };
        while !tells(self.push()) {}
    }

    /// The sheet of a case, with its newest visits.
    pub fn sheet(&mut self, case: CaseId) -> cases::Sheet {
        match self.ask(Request::ShowCase(cases::ShowCase { case, visits: 50 })) {
            Ok(Reply::Case(sheet)) => *sheet,
            other => panic!("no sheet: {other:?}"),
        }
    }

    /// A follow-up of a case, open or done, as it is shown now.
    pub fn seen(&mut self, case: CaseId, id: FollowUpId) -> Seen {
        let sheet = self.sheet(case);
        let open = sheet.follow_ups.iter().map(|row| &row.follow_up);
        let mut all = open.chain(sheet.done.iter().map(|done| &done.follow_up));
        all.find(|follow_up| follow_up.id == id).unwrap_or_else(|| panic!("no {id:?}")).seen()
    }

    /// Her drafts with all that is in them, the latest first.
    pub fn drafts(&mut self) -> Vec<Draft> {
        let Ok(Reply::Drafts(heads)) = self.ask(Request::Drafts) else { panic!("no drafts") };
        let gone = |found| if found == Err(Refusal::NotFound) { None } else { Some(found) };
        let open = |head: Head| gone(self.ask(Request::Draft(Open { id: head.was.id })));
        let drafts = heads.into_iter().filter_map(open);
        let draft = |found| match found {
            Ok(Reply::Draft(draft)) => *draft,
            other => panic!("no draft: {other:?}"),
        };
        drafts.map(draft).collect()
    }

    /// What a visit form starts with.
    pub fn prepared(&mut self, case: CaseId) -> visits::Prepared {
        match self.ask(Request::PrepareVisit(visits::Prepare { case })) {
            Ok(Reply::Prepared(prepared)) => *prepared,
            other => panic!("not prepared: {other:?}"),
        }
    }

    /// Records a talk with a note.
    pub fn talk(&mut self, case: CaseId, note: &str) -> Saved {
        self.save(talk(case, note))
    }
}

/// A talk with a note, nobody named.
pub fn talk(case: CaseId, note: &str) -> Request {
    record(case, entry(VisitKind::Consultation, &[], note))
}

/// Records an entry.
pub fn record(case: CaseId, entry: Entry) -> Request {
    Request::RecordVisit(Box::new(visits::Record { case, entry }))
}

/// An entry of this moment.
pub fn entry(kind: VisitKind, met: &[PersonId], note: &str) -> Entry {
    Entry {
        kind,
        at: clock(),
        place: String::new(),
        met: met.to_vec(),
        interpreter: Interpreter::None,
        outcome: Outcome::Met,
        template: None,
        answers: vec![],
        field: None,
        note: note.into(),
        follow_ups: vec![],
    }
}

//! One connection: hello, who is it, then ask after ask until it ends.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::access::{self, Kind, Line};
use super::frames;
use super::handle::{self, Context, Work, internal};
use super::office::{Note, Office, is_founder};
use super::outbox::Outbox;
use super::peer::Peer;
use super::push::{NoSeat, Seat};
use crate::api::wire::{self, Greeting, Hello, PROTOCOL, Refused, WireError};
use crate::api::{Ask, FromServer, Refusal, Reply, Request};
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::staff::Staff;
use crate::store::OFFICE_ITSELF;

/// From the connection to the hello.
const HELLO: Duration = Duration::from_secs(5);
/// How long a client may take nothing of what is written to it.
const SLOWEST: Duration = Duration::from_secs(20);
/// Stack of the two threads of a session, in bytes.
const STACK: usize = 256 * 1024;

/// Serves a connection in a thread of its own. `user` is looked up by `uid` unless given.
pub(super) fn start(
    office: &Arc<Office>,
    stream: UnixStream,
    uid: u32,
    user: Option<String>,
) -> io::Result<()> {
    stream.set_write_timeout(Some(SLOWEST))?;
    let stream = Arc::new(stream);
    let seat = match office.hub.seat(uid, &stream) {
        Ok(seat) => seat,
        Err(why) => {
            let why = match why {
                NoSeat::TooMany => Refused::TooMany,
                NoSeat::Closing => Refused::Closing,
            };
            let _ = wire::send(&mut &*stream, &Greeting::Refused(why));
            return Ok(());
        }
    };
    let office = Arc::clone(office);
    let run = move || {
        let peer = match user {
            Some(user) => Peer { uid, user },
            None => Peer::of_uid(uid),
        };
        let mut session = Session { office, stream, peer, seat, work: Work::default() };
        if session.greet().is_ok_and(|welcome| welcome) {
            session.run();
        }
    };
    thread::Builder::new().name("session".into()).stack_size(STACK).spawn(run)?;
    Ok(())
}

struct Session {
    office: Arc<Office>,
    stream: Arc<UnixStream>,
    peer: Peer,
    seat: Seat,
    work: Work,
}

impl Session {
    /// Exchanges hello and greeting; whether the client was let in.
    fn greet(&mut self) -> Result<bool, WireError> {
        let body = frames::receive_within(&self.stream, HELLO)?;
        let Some(hello) = Hello::from_bytes(&body) else { return Ok(false) };
        if hello.protocol != PROTOCOL {
            let [low, high] = PROTOCOL.to_le_bytes();
            let body = [b'A', b'i', b'D', b'!', low, high];
            wire::send_bytes(&mut &*self.stream, &body)?;
            return Ok(false);
        }
        let greeting = match self.office.identify(&self.peer) {
            Ok(me) => {
                self.seat.known_as(me.id);
                Greeting::Welcome(Box::new(self.office.welcome(&me)))
            }
            Err(why) => {
                self.note(None, "connect", None, true);
                Greeting::Refused(why)
            }
        };
        wire::send(&mut &*self.stream, &greeting)?;
        Ok(matches!(greeting, Greeting::Welcome(_)))
    }

    /// Reads asks until the client leaves, breaks the rules of the wire, or the server stops.
    fn run(&mut self) {
        let outbox = Arc::clone(&self.seat.outbox);
        let (stream, writing) = (Arc::clone(&self.stream), Arc::clone(&outbox));
        let writer = thread::Builder::new()
            .name("session-write".into())
            .stack_size(STACK)
            .spawn(move || write(&writing, &stream));
        let Ok(writer) = writer else { return };
        while self.next() {}
        outbox.end();
        let _ = writer.join();
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Answers one ask; `false` at the end.
    fn next(&mut self) -> bool {
        let body = match frames::receive(&self.stream) {
            Ok(body) => body,
            Err(WireError::TooLarge(_)) => {
                // what follows cannot be told apart any more
                self.reply(0, Err(Refusal::Malformed));
                return false;
            }
            Err(_) => return false,
        };
        let Ok(ask) = wire::decode::<Ask>(&body) else {
            self.note(None, "malformed", None, true);
            return self.reply(0, Err(Refusal::Malformed));
        };
        self.work.frame = body.len();
        let tag = ask.tag;
        let Ok(me) = self.office.identify(&self.peer) else {
            // the employment ended while she was connected
            self.reply(tag, Err(Refusal::NotPermitted));
            return false;
        };
        let done = catch_unwind(AssertUnwindSafe(|| self.answer(&me, ask)));
        let result = done.unwrap_or_else(|_| Err(internal(&"a panic")));
        if matches!(result, Err(Refusal::DiskFailed)) {
            self.office.stop();
        }
        self.reply(tag, result)
    }

    /// Checks an ask against the access table and carries it out.
    fn answer(&mut self, me: &Staff, ask: Ask) -> Result<Reply, Refusal> {
        let line = access::line(&ask.body);
        let actor = self.office.actor_of(me);
        // nobody is on the list yet: who owns the data may begin it, and nothing else
        let begins = is_founder(me) && matches!(ask.body, Request::AddStaff(_));
        if !begins && !actor.may(&line) {
            self.note(Some(me.id), line.action, line.case, true);
            return Err(Refusal::NotPermitted);
        }
        let sees = |case| self.office.standing(case).is_some_and(|case| actor.sees(case));
        // what she is typing is kept even if the case is no longer hers
        if line.kind != Kind::Draft && !line.case.is_none_or(sees) {
            self.note(Some(me.id), line.action, line.case, true);
            return Err(Refusal::NotFound);
        }
        let is_masked = |case| self.office.masks(case, &actor);
        if !opens_masked(&line, &ask.body) && line.case.is_some_and(is_masked) {
            self.note(Some(me.id), line.action, line.case, true);
            return Err(Refusal::NotPermitted);
        }
        let now = self.office.now();
        let mut context = Context {
            office: &self.office,
            me,
            actor,
            line,
            request: ask.request,
            now,
            today: self.office.zone.day(now),
            work: &mut self.work,
        };
        let result = handle::handle(&mut context, ask.body);
        // what it named turned out on the way, of what is undone for instance
        let line = context.line;
        let refused = result.as_ref().is_err_and(Refusal::is_of_rights);
        if refused || (result.is_ok() && line.kind == Kind::LoggedRead) {
            self.note(Some(me.id), line.action, line.case, refused);
        }
        result
    }

    fn reply(&self, tag: u32, result: Result<Reply, Refusal>) -> bool {
        let body = wire::encode(&FromServer::Reply { tag, result }).or_else(|error| {
            let result = Err(internal(&error));
            wire::encode(&FromServer::Reply { tag, result })
        });
        body.is_ok_and(|body| self.seat.outbox.reply(body))
    }

    fn note(
        &self,
        staff: Option<StaffId>,
        action: &'static str,
        case: Option<CaseId>,
        refused: bool,
    ) {
        let staff = staff.filter(|id| *id != OFFICE_ITSELF);
        self.office.note(Note { staff, uid: self.peer.uid, action, case, refused });
    }
}

/// What may be asked of a case in which somebody is protected (`docs/domain.md`, protected
/// persons) by who is not responsible for it: to hand it over, and to keep what is being typed.
fn opens_masked(line: &Line, body: &Request) -> bool {
    line.kind == Kind::Draft || matches!(body, Request::EditCase(_))
}

/// Writes what waits for a client until there is no more; the client that takes nothing for
/// [`SLOWEST`] is cut off, and comes back when it can.
fn write(outbox: &Outbox, stream: &UnixStream) {
    while let Some(body) = outbox.next() {
        if wire::send_bytes(&mut &*stream, &body).is_err() {
            outbox.gone();
            let _ = stream.shutdown(Shutdown::Both);
            return;
        }
    }
}

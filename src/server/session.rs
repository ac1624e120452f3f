//! One connection: hello, then ask after ask until it ends. What is asked is answered by its `desk`.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Limits;
use super::desk::Desk;
use super::frames::{self, Frame};
use super::handle::Work;
use super::office::{Note, Office};
use super::outbox::Outbox;
use super::peer::Peer;
use super::push::{NoSeat, Seat};
use crate::api::wire::{self, Greeting, Hello, PROTOCOL, Refused, WireError};
use crate::api::{Ask, DRAFT_FRAME, Head, Refusal};

/// How long a client that is refused a seat may keep the others from theirs.
const REFUSAL: Duration = Duration::from_millis(10);
/// Stack of each thread of a session, in bytes.
const STACK: usize = 256 * 1024;
/// Asks about drafts that wait for the disk; with more the client waits.
const WAITING: usize = 8;

/// Serves a connection in a thread of its own. `user` is looked up by `uid` unless given.
pub(super) fn start(
    office: &Arc<Office>,
    stream: UnixStream,
    uid: u32,
    user: Option<String>,
) -> io::Result<()> {
    // a refusal is written here, where nobody is waited for
    stream.set_write_timeout(Some(REFUSAL))?;
    let stream = Arc::new(stream);
    let seat = match office.hub.seat(uid, &stream) {
        Ok(seat) => seat,
        Err(why) => {
            let why = match why {
                NoSeat::TooMany => {
                    note(office, uid, "too-many");
                    Refused::TooMany
                }
                NoSeat::Closing => Refused::Closing,
            };
            let _ = wire::send(&mut &*stream, &Greeting::Refused(why));
            return Ok(());
        }
    };
    let office = Arc::clone(office);
    let run = move || {
        if !says_hello(&office, &stream, uid) {
            return;
        }
        // not before: who says nothing has no directory service asked for a name
        let peer = match user {
            Some(user) => Peer { uid, user },
            None => Peer::of_uid(uid),
        };
        let outbox = Arc::clone(&seat.outbox);
        let desk = Arc::new(Desk { office, stream, peer, outbox });
        let work = Work::new(&seat.room);
        let mut session = Session { desk, seat, work, aside: None };
        if session.greet().is_ok_and(|welcome| welcome) {
            session.run();
        }
    };
    thread::Builder::new().name("session".into()).stack_size(STACK).spawn(run)?;
    Ok(())
}

/// Waits for the hello of a client; whether it is one of this version.
fn says_hello(office: &Office, stream: &UnixStream, uid: u32) -> bool {
    let limits = &office.hub.limits;
    let body = match frames::receive_within(stream, limits.hello) {
        Ok(body) => body,
        // somebody looked whether there is a server
        Err(WireError::Closed) => return false,
        Err(_) => Vec::new(),
    };
    match Hello::from_bytes(&body) {
        Some(Hello { protocol: PROTOCOL }) => true,
        Some(_) => {
            let [low, high] = PROTOCOL.to_le_bytes();
            let body = [b'A', b'i', b'D', b'!', low, high];
            let _ = frames::send_within(stream, &body, limits.taking);
            false
        }
        None => {
            note(office, uid, "hello");
            false
        }
    }
}

/// Puts into the log that a connection was refused before anybody knew who it is.
fn note(office: &Office, uid: u32, action: &'static str) {
    office.note(Note { staff: None, uid, action, case: None, refused: true });
}

struct Session {
    desk: Arc<Desk>,
    seat: Seat,
    work: Work,
    /// From the first ask about a draft on.
    aside: Option<Aside>,
}

impl Session {
    fn limits(&self) -> Limits {
        self.desk.office.hub.limits
    }

    /// Answers the hello; whether the client was let in.
    fn greet(&mut self) -> Result<bool, WireError> {
        let greeting = match self.desk.office.identify(&self.desk.peer) {
            Ok(me) => {
                self.seat.known_as(me.id);
                Greeting::Welcome(Box::new(self.desk.office.welcome(&me)))
            }
            Err(why) => {
                self.desk.note(None, "connect", None, true);
                Greeting::Refused(why)
            }
        };
        let taking = self.limits().taking;
        frames::send_within(&self.desk.stream, &wire::encode(&greeting)?, taking)?;
        Ok(matches!(greeting, Greeting::Welcome(_)))
    }

    /// Reads asks until the client leaves, breaks the rules of the wire, or the server stops.
    fn run(&mut self) {
        let outbox = Arc::clone(&self.desk.outbox);
        let (stream, writing) = (Arc::clone(&self.desk.stream), Arc::clone(&outbox));
        let taking = self.limits().taking;
        let writer = thread::Builder::new()
            .name("session-write".into())
            .stack_size(STACK)
            .spawn(move || write(&writing, &stream, taking));
        let Ok(writer) = writer else { return };
        while self.next() {}
        self.aside.take().into_iter().for_each(Aside::end);
        outbox.end();
        let _ = writer.join();
        let _ = self.desk.stream.shutdown(Shutdown::Both);
    }

    /// Takes one ask; `false` at the end.
    fn next(&mut self) -> bool {
        let (message, room) = (self.limits().message, &self.seat.room);
        let frame = match frames::receive(&self.desk.stream, message, room) {
            Ok(frame) => frame,
            Err(WireError::TooLarge(_)) => {
                // what follows cannot be told apart any more
                self.desk.note(None, "malformed", None, true);
                self.desk.reply(0, Err(Refusal::Malformed));
                return false;
            }
            Err(WireError::Closed) => return false,
            Err(_) => {
                // begun and not ended
                self.desk.note(None, "malformed", None, true);
                return false;
            }
        };
        match Head::from_bytes(&frame.body) {
            Ok(head) if head.concerns_drafts() && frame.body.len() > DRAFT_FRAME => {
                self.desk.note(None, "malformed", None, true);
                self.desk.reply(head.tag, Err(Refusal::Malformed))
            }
            Ok(head) if head.concerns_drafts() => self.aside(frame),
            _ => serve(&self.desk, frame, &mut self.work),
        }
    }

    /// Has an ask about drafts answered beside the others; `false` at the end.
    fn aside(&mut self, frame: Frame) -> bool {
        if self.aside.is_none() {
            self.aside = Aside::start(&self.desk, Work::new(&self.seat.room));
        }
        match &self.aside {
            Some(aside) => aside.queue.send(frame).is_ok(),
            None => serve(&self.desk, frame, &mut self.work),
        }
    }
}

/// Reads an ask and has it answered; `false` at the end. Its room is free again behind the answer.
fn serve(desk: &Desk, frame: Frame, work: &mut Work) -> bool {
    let Frame { body, held: _held } = frame;
    let Ok(ask) = Ask::from_bytes(&body) else {
        desk.note(None, "malformed", None, true);
        return desk.reply(0, Err(Refusal::Malformed));
    };
    work.frame = body.len();
    drop(body);
    desk.serve(ask, work)
}

/// A thread that answers what a client asks about drafts, in the order in which it came, beside
/// everything else: keeping what is typed waits for the disk, and lists do not wait for it.
struct Aside {
    /// Not decoded: what waits takes no more memory than on the wire.
    queue: SyncSender<Frame>,
    thread: JoinHandle<()>,
}

impl Aside {
    fn start(desk: &Arc<Desk>, mut work: Work) -> Option<Self> {
        let (queue, frames) = mpsc::sync_channel(WAITING);
        let desk = Arc::clone(desk);
        let answer = move || {
            while frames.recv().is_ok_and(|frame| serve(&desk, frame, &mut work)) {}
        };
        let thread = thread::Builder::new().name("session-drafts".into()).stack_size(STACK);
        Some(Self { queue, thread: thread.spawn(answer).ok()? })
    }

    /// Waits until what has arrived is answered.
    fn end(self) {
        drop(self.queue);
        let _ = self.thread.join();
    }
}

/// Writes what waits for a client until there is no more; the client that takes longer than
/// `taking` for a message is cut off, and comes back when it can.
fn write(outbox: &Outbox, stream: &UnixStream, taking: Duration) {
    while let Some(body) = outbox.next() {
        if frames::send_within(stream, &body, taking).is_err() {
            outbox.gone();
            let _ = stream.shutdown(Shutdown::Both);
            return;
        }
    }
}

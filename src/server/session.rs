//! One connection: hello, then ask after ask until it ends. What is asked is answered by its `desk`.

use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::desk::Desk;
use super::frames;
use super::handle::{self, Work};
use super::office::Office;
use super::outbox::Outbox;
use super::peer::Peer;
use super::push::{NoSeat, Seat};
use crate::api::wire::{self, Greeting, Hello, PROTOCOL, Refused, WireError};
use crate::api::{Ask, Refusal};

/// From the connection to the hello.
const HELLO: Duration = Duration::from_secs(5);
/// How long a client may take nothing of what is written to it.
const SLOWEST: Duration = Duration::from_secs(20);
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
        let outbox = Arc::clone(&seat.outbox);
        let desk = Arc::new(Desk { office, stream, peer, outbox });
        let mut session = Session { desk, seat, work: Work::default(), aside: None };
        if session.greet().is_ok_and(|welcome| welcome) {
            session.run();
        }
    };
    thread::Builder::new().name("session".into()).stack_size(STACK).spawn(run)?;
    Ok(())
}

struct Session {
    desk: Arc<Desk>,
    seat: Seat,
    work: Work,
    /// From the first ask about a draft on.
    aside: Option<Aside>,
}

impl Session {
    /// Exchanges hello and greeting; whether the client was let in.
    fn greet(&mut self) -> Result<bool, WireError> {
        let body = frames::receive_within(&self.desk.stream, HELLO)?;
        let Some(hello) = Hello::from_bytes(&body) else { return Ok(false) };
        if hello.protocol != PROTOCOL {
            let [low, high] = PROTOCOL.to_le_bytes();
            let body = [b'A', b'i', b'D', b'!', low, high];
            wire::send_bytes(&mut &*self.desk.stream, &body)?;
            return Ok(false);
        }
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
        wire::send(&mut &*self.desk.stream, &greeting)?;
        Ok(matches!(greeting, Greeting::Welcome(_)))
    }

    /// Reads asks until the client leaves, breaks the rules of the wire, or the server stops.
    fn run(&mut self) {
        let outbox = Arc::clone(&self.desk.outbox);
        let (stream, writing) = (Arc::clone(&self.desk.stream), Arc::clone(&outbox));
        let writer = thread::Builder::new()
            .name("session-write".into())
            .stack_size(STACK)
            .spawn(move || write(&writing, &stream));
        let Ok(writer) = writer else { return };
        while self.next() {}
        self.aside.take().into_iter().for_each(Aside::end);
        outbox.end();
        let _ = writer.join();
        let _ = self.desk.stream.shutdown(Shutdown::Both);
    }

    /// Takes one ask; `false` at the end.
    fn next(&mut self) -> bool {
        let body = match frames::receive(&self.desk.stream) {
            Ok(body) => body,
            Err(WireError::TooLarge(_)) => {
                // what follows cannot be told apart any more
                self.desk.reply(0, Err(Refusal::Malformed));
                return false;
            }
            Err(_) => return false,
        };
        let Ok(ask) = wire::decode::<Ask>(&body) else {
            self.desk.note(None, "malformed", None, true);
            return self.desk.reply(0, Err(Refusal::Malformed));
        };
        if handle::concerns_drafts(&ask.body) {
            return self.aside(ask);
        }
        self.work.frame = body.len();
        self.desk.serve(ask, &mut self.work)
    }

    /// Has an ask about drafts answered beside the others; `false` at the end.
    fn aside(&mut self, ask: Ask) -> bool {
        if self.aside.is_none() {
            self.aside = Aside::start(&self.desk);
        }
        match &self.aside {
            Some(aside) => aside.queue.send(ask).is_ok(),
            None => self.desk.serve(ask, &mut self.work),
        }
    }
}

/// A thread that answers what a client asks about drafts, in the order in which it came, beside
/// everything else: keeping what is typed waits for the disk, and lists do not wait for it.
struct Aside {
    queue: SyncSender<Ask>,
    thread: JoinHandle<()>,
}

impl Aside {
    fn start(desk: &Arc<Desk>) -> Option<Self> {
        let (queue, asks) = mpsc::sync_channel(WAITING);
        let desk = Arc::clone(desk);
        let answer = move || {
            let mut work = Work::default();
            while asks.recv().is_ok_and(|ask| desk.serve(ask, &mut work)) {}
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

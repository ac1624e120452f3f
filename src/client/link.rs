//! A connection in the background that comes back by itself.
//!
//! One thread connects, reads and, when the line breaks, connects again with growing pauses;
//! another writes. What changes something (an [`Ask`] with a request id) is kept until it is
//! answered and sent again over the next connection under the same id: the server carries it out
//! once. What only reads is forgotten when the line breaks; whoever shows it asks again after
//! [`LinkEvent::Up`].

use std::collections::VecDeque;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::start::{StartError, Target};
use super::{ConnectError, Connection};
use crate::api::wire::{self, Welcome};
use crate::api::{Ask, FromServer, Push, Refusal, Reply};

/// First and longest pause between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(2));
const STACK: usize = 256 * 1024;

/// What happens on a link.
#[derive(Debug)]
pub enum LinkEvent {
    /// Connected, for the first time or again.
    Up(Box<Welcome>),
    /// The line broke; it is being mended.
    Down,
    /// There is no way through; it is tried again and again. Told when the reason changes.
    Failed(StartError),
    /// The server speaks another version of the protocol: this one. Tried again and again.
    OtherVersion(u16),
    /// The reply to the [`Ask`] with this tag.
    Reply {
        /// The tag.
        tag: u32,
        /// How it went.
        result: Result<Reply, Refusal>,
    },
    /// A push.
    Push(Push),
}

/// A link; dropping it ends its threads.
#[derive(Debug)]
pub struct Link {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The line, while there is one.
    line: Option<Arc<UnixStream>>,
    /// Bodies to be written to it.
    queue: VecDeque<Vec<u8>>,
    /// Changes not answered yet: tag and body, oldest first.
    waiting: Vec<(u32, Vec<u8>)>,
    ended: bool,
}

impl Link {
    /// Starts to connect. `on_event` is called from one thread, in order.
    pub fn start(target: Target, on_event: impl Fn(LinkEvent) + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let (reading, writing) = (Arc::clone(&shared), Arc::clone(&shared));
        let spawn = |name: &str, run: Box<dyn FnOnce() + Send>| {
            thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(run).ok()
        };
        let read = spawn("link", Box::new(move || reading.run(&target, &on_event)));
        let write = spawn("link-write", Box::new(move || writing.write()));
        Self { shared, threads: read.into_iter().chain(write).collect() }
    }

    /// Sends; never blocks on the line.
    ///
    /// # Errors
    /// The ask does not fit into a frame: the answer to it, as if it had come from the server.
    pub fn send(&self, ask: &Ask) -> Result<(), LinkEvent> {
        let too_large = |_| LinkEvent::Reply { tag: ask.tag, result: Err(Refusal::TooLarge) };
        let body = wire::encode(ask).map_err(too_large)?;
        let mut state = self.shared.lock();
        if ask.request.is_some() {
            state.waiting.push((ask.tag, body.clone()));
        }
        if state.line.is_some() {
            state.queue.push_back(body);
            self.shared.changed.notify_all();
        }
        Ok(())
    }

    /// Gives up the line of the moment, over which nothing comes any more, and connects anew.
    pub fn reconnect(&self) {
        if let Some(line) = &self.shared.lock().line {
            let _ = line.shutdown(Shutdown::Both);
        }
    }

    /// Changes sent and not answered yet.
    pub fn unanswered(&self) -> usize {
        self.shared.lock().waiting.len()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.ended = true;
        if let Some(line) = state.line.take() {
            let _ = line.shutdown(Shutdown::Both);
        }
        drop(state);
        self.shared.changed.notify_all();
        // not joined: a thread may just be inside `on_event`, on its way to this very thread
        self.threads.clear();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connects and reads until the link ends.
    fn run(&self, target: &Target, on_event: &impl Fn(LinkEvent)) {
        let mut pause = PAUSES.0;
        let mut told = None;
        while !self.lock().ended {
            match target.connect() {
                Ok(connection) => {
                    told = None;
                    if self.talk(connection, on_event) {
                        pause = PAUSES.0;
                    }
                    self.lock().line = None;
                    if self.lock().ended {
                        return;
                    }
                    on_event(LinkEvent::Down);
                }
                Err(error) => {
                    let words = error.to_string();
                    if told.as_ref() != Some(&words) {
                        on_event(match error {
                            StartError::Connect(ConnectError::OtherVersion(theirs)) => {
                                LinkEvent::OtherVersion(theirs)
                            }
                            error => LinkEvent::Failed(error),
                        });
                    }
                    told = Some(words);
                }
            }
            self.sleep(pause);
            pause = PAUSES.1.min(pause * 2);
        }
    }

    /// Waits, but not beyond the end of the link.
    fn sleep(&self, time: Duration) {
        let waited = self.changed.wait_timeout_while(self.lock(), time, |state| !state.ended);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// Reads from one connection until it breaks; whether anything came over it.
    fn talk(&self, connection: Connection, on_event: &impl Fn(LinkEvent)) -> bool {
        let (stream, welcome) = connection.into_parts();
        let line = Arc::new(stream);
        {
            let mut state = self.lock();
            if state.ended {
                return true;
            }
            state.queue = state.waiting.iter().map(|(_, body)| body.clone()).collect();
            state.line = Some(Arc::clone(&line));
        }
        self.changed.notify_all();
        // after the line is there: who asks again on `Up` must not find it missing
        on_event(LinkEvent::Up(Box::new(welcome)));
        let mut heard = false;
        while let Ok(message) = wire::receive(&mut &*line) {
            heard = true;
            match message {
                // a server about to stop has not carried it out: it goes to the next one
                FromServer::Reply { result: Err(Refusal::Closing), .. } => {}
                FromServer::Reply { tag, result } => {
                    self.lock().waiting.retain(|(of, _)| *of != tag);
                    on_event(LinkEvent::Reply { tag, result });
                }
                FromServer::Push(push) => on_event(LinkEvent::Push(push)),
            }
        }
        let _ = line.shutdown(Shutdown::Both);
        heard
    }

    /// Writes whatever is queued to the line of the moment.
    fn write(&self) {
        let mut state = self.lock();
        while !state.ended {
            let next = state.line.clone().zip(state.queue.pop_front());
            let Some((line, body)) = next else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(state);
            if wire::send_bytes(&mut &*line, &body).is_err() {
                // the reading thread notices and connects again
                let _ = line.shutdown(Shutdown::Both);
            }
            state = self.lock();
        }
    }
}

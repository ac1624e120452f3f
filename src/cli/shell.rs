//! What every subcommand works with: texts, configuration, standard output, the way to the server.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::args::Global;
use crate::api::wire::Welcome;
use crate::api::{Reply, Request};
use crate::client::start::{SHARED_SOCKET, StartError, Target};
use crate::client::{CallError, Connection, fresh_request_id, problems};
use crate::config::{self, Config, Named, What};
use crate::domain::dates::OfficeZone;
use crate::domain::ids::RequestId;
use crate::problem::{Kind, Problem};
use crate::store::half::is_office;
use crate::text::Texts;

/// The surroundings of a subcommand.
pub struct Shell {
    /// Texts in the language of this call.
    pub texts: Arc<Texts>,
    /// The configuration.
    pub config: Config,
    /// Options that hold everywhere.
    pub global: Global,
    /// Seconds after which a server started for this call leaves, where not the usual ones.
    pub idle_exit: Option<u32>,
    out: Out,
}

/// Standard output. When whoever read it is gone (`aid list … | head`), the rest is not written.
pub struct Out {
    to: io::BufWriter<io::Stdout>,
    gone: bool,
}

impl Out {
    /// Nothing written yet.
    pub fn standard() -> Self {
        Self { to: io::BufWriter::new(io::stdout()), gone: false }
    }

    fn unless_gone<T>(&mut self, result: io::Result<T>, otherwise: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(otherwise)
            }
            result => result,
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let written = self.to.write(bytes);
        self.unless_gone(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gone {
            return Ok(());
        }
        let flushed = self.to.flush();
        self.unless_gone(flushed, ())
    }
}

impl Shell {
    /// The surroundings of this call.
    pub fn new(texts: Texts, config: Config, global: Global) -> Self {
        Self { texts: Arc::new(texts), config, global, idle_exit: None, out: Out::standard() }
    }

    /// Writes a text as it is.
    pub fn print(&mut self, text: &str) -> Result<(), Problem> {
        self.write(|to| to.write_all(text.as_bytes()))
    }

    /// Writes a line.
    pub fn line(&mut self, text: &str) -> Result<(), Problem> {
        self.write(|to| writeln!(to, "{text}"))
    }

    /// Writes one JSON document.
    pub fn json(&mut self, value: &Value) -> Result<(), Problem> {
        self.write(|to| writeln!(to, "{value:#}"))
    }

    /// Hands over what is still buffered.
    pub fn flush(&mut self) -> Result<(), Problem> {
        self.write(Write::flush)
    }

    /// Nobody reads any more: there is no use in going on.
    pub fn nobody_reads(&self) -> bool {
        self.out.gone
    }

    fn write(&mut self, act: impl FnOnce(&mut Out) -> io::Result<()>) -> Result<(), Problem> {
        act(&mut self.out).map_err(|error| {
            let name = self.texts.get("cli-standard-output").into_owned();
            Problem::file(&self.texts, name.as_ref(), &error)
        })
    }

    /// Where the server of this call is: the socket named, the office named, the shared server of
    /// this machine, or else the personal office; never the last in a shared office.
    pub fn target(&self) -> Result<Target, Problem> {
        if let Some(socket) = &self.global.socket {
            return Ok(Target::running(socket));
        }
        match &self.global.office {
            Some(office) if !self.config.shared => self.own_office(office),
            Some(_) => Err(self.problem(Kind::NotPermitted, "problem-shared-machine")),
            None if !self.means_own_office() => Ok(Target::running(SHARED_SOCKET)),
            None => match config::personal_office() {
                Some(office) if is_office(&office) => self.own_office(&office),
                Some(_) => Err(self.problem(Kind::NoServer, "problem-no-office-yet")),
                None => Err(self.problem(Kind::NoServer, "problem-no-home")),
            },
        }
    }

    /// Nothing but the office of one's own is left: none is named and this machine serves none.
    pub fn means_own_office(&self) -> bool {
        let named = self.global.office.is_some() || self.global.socket.is_some();
        !named && !self.config.shared && !Path::new(SHARED_SOCKET).exists()
    }

    fn own_office(&self, office: &Path) -> Result<Target, Problem> {
        if !is_office(office) {
            let error = StartError::NoOffice(office.to_owned());
            return Err(problems::start(&error, &self.texts));
        }
        let target = Target::own(office, None);
        let mut target = target.map_err(|error| problems::start(&error, &self.texts))?;
        if let (Some(start), Some(seconds)) = (&mut target.start, self.idle_exit) {
            start.idle_exit = seconds;
        }
        Ok(target)
    }

    /// Connects to the server, starting it where it is one's own.
    pub fn connect(&self) -> Result<Office, Problem> {
        let target = self.target()?;
        match target.connect() {
            Ok(connection) => Ok(Office { connection, target, texts: Arc::clone(&self.texts) }),
            Err(error) => Err(problems::start(&error, &self.texts)),
        }
    }

    /// A problem without variables.
    pub fn problem(&self, kind: Kind, key: &str) -> Problem {
        Problem::new(&self.texts, kind, key)
    }

    /// A setting of the configuration that does not hold for who uses it.
    pub fn slip(&self, setting: &Named, what: What) -> Problem {
        let what = setting.flaw(what).sentence(&self.texts);
        Problem { kind: Kind::Usage, what, saved: None, hint: None }
    }
}

/// The server of an office, with refusals already in words.
pub struct Office {
    connection: Connection,
    target: Target,
    texts: Arc<Texts>,
}

impl Office {
    /// Who the server takes this user for.
    pub fn welcome(&self) -> &Welcome {
        self.connection.welcome()
    }

    /// Asks and waits for the reply.
    pub fn call(&mut self, request: Request) -> Result<Reply, Problem> {
        self.call_as(fresh_request_id(), request)
    }

    /// Asks under an id of one's own. When the line breaks the same is asked once more over a new
    /// one: under the same id it is carried out once.
    pub fn call_as(&mut self, id: RequestId, request: Request) -> Result<Reply, Problem> {
        let texts = Arc::clone(&self.texts);
        let silent = || {
            let _ = writeln!(io::stderr(), "{}", texts.get("cli-silent"));
        };
        let mut result = self.connection.call_telling(id, request.clone(), silent);
        if matches!(result, Err(CallError::Wire(_))) {
            self.connection =
                self.target.connect().map_err(|error| problems::start(&error, &self.texts))?;
            result = self.connection.call_as(id, request);
        }
        result.map_err(|error| problems::call(&error, &self.texts))
    }

    /// The reply is of a kind that does not belong to the request.
    pub fn unexpected(&self) -> Problem {
        Problem::new(&self.texts, Kind::Failed, "problem-malformed")
    }

    /// The zone in which this office counts its days.
    pub fn zone(&self) -> OfficeZone {
        self.welcome().zone.parse().unwrap_or_default()
    }

    /// The time of the server when it let this client in.
    pub fn now(&self) -> DateTime<Utc> {
        self.welcome().now
    }

    /// The day it is in the office.
    pub fn today(&self) -> NaiveDate {
        self.zone().day(self.now())
    }
}

/// Progress of long work on a terminal; silent when standard error is no terminal. The line
/// disappears at the end.
pub struct Progress {
    what: Option<String>,
    shown: u64,
}

impl Progress {
    /// Begins; `what` says in a word what is done.
    pub fn start(what: &str) -> Self {
        let shown = io::stderr().is_terminal();
        Self { what: shown.then(|| what.to_owned()), shown: u64::MAX }
    }

    /// So much of `total` is done; drawn again only when the percentage changes.
    pub fn at(&mut self, done: u64, total: u64) {
        let percent = done.saturating_mul(100).checked_div(total).unwrap_or(100).min(100);
        if let Some(what) = &self.what
            && percent != self.shown
        {
            let _ = write!(io::stderr(), "\r{what} {percent} %");
            self.shown = percent;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.what.is_some() {
            // back to the first column, erase the line
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

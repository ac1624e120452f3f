//! `aid serve`: owns an office and answers its clients until it is told to stop.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::founding;
use super::shell::Shell;
use crate::client::{problems, start::socket_of};
use crate::config::{self, What};
use crate::problem::{Kind, Problem};
use crate::server::{self, Limits, ServeError, ServeOptions, serve};
use crate::store::backup::seal::Recipient;
use crate::store::half::is_office;
use crate::text::Texts;

/// Part of the parser. Directory and socket are options that hold everywhere.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Ends after so many seconds without a client.
    #[arg(long, value_name = "SECONDS")]
    idle_exit: Option<u32>,
    /// Name of the office, when a shared one is made.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Started by a client.
    #[arg(long, hide = true)]
    background: bool,
}

/// Serves. On a shared machine, an office that does not exist yet is made first.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let texts = &shell.texts;
    let log = tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false);
    // else a log on a disk that takes nothing is a panic of whoever writes to it
    let log = log.log_internal_errors(false);
    // a second subscriber in one process is of no harm
    let _ = log.with_target(false).try_init();
    let office = office(shell)?;
    let (backup_recipients, slip) = match backup_recipients(shell) {
        Ok(keys) => (Some(keys), None),
        Err(slip) if shell.config.shared => return Err(slip),
        Err(slip) => (None, Some(slip)),
    };
    if let Some(slip) = &slip {
        tracing::warn!("{}", slip.what);
    }
    if !is_office(&office) {
        if !shell.config.shared {
            return Err(no_office(&office, texts));
        }
        let name = args.name.as_deref().unwrap_or("AiD");
        founding::shared(&office, name, chrono::Utc::now(), texts)?;
    }
    let socket = match &shell.global.socket {
        Some(socket) => socket.clone(),
        None => socket_of(&office).map_err(|e| problems::start(&e, texts))?,
    };
    let options = ServeOptions {
        office: office.clone(),
        socket,
        idle_exit: args.idle_exit.map(|seconds| Duration::from_secs(u64::from(seconds))),
        background: args.background,
        limits: Limits::default(),
        backup_recipients,
    };
    serve(&options, chrono::Utc::now).map_err(|error| match error {
        ServeError::Open(error) => founding::cannot_open(&error, &office, texts),
        ServeError::Socket { .. } => problems::failure(&server::failure(&error), &office, texts),
        ServeError::Io(error) => founding::cannot_serve(&error, texts),
        ServeError::NoOffice => no_office(&office, texts),
        ServeError::BackupKeys => slip.unwrap_or_else(|| no_office(&office, texts)),
        ServeError::Close(details) => {
            let values = [("details", details.into())];
            Problem::with(texts, Kind::Failed, "problem-not-closed", &values)
        }
    })
}

/// The keys of the configuration. The server of a shared office that would back it up for others than
/// who is meant, or for nobody, does not start: nobody looks for that on a quiet night.
fn backup_recipients(shell: &Shell) -> Result<Vec<Recipient>, Problem> {
    let keys = &shell.config.backup_recipients;
    keys.iter().map(|key| key.text.parse().map_err(|_| shell.slip(key, What::BackupKey))).collect()
}

fn no_office(office: &Path, texts: &Texts) -> Problem {
    let values = [("folder", office.display().to_string().into())];
    Problem::with(texts, Kind::Failed, "problem-no-office", &values)
}

/// The office named, or one's own; never the latter on a shared machine.
fn office(shell: &Shell) -> Result<PathBuf, Problem> {
    match &shell.global.office {
        Some(office) => Ok(office.clone()),
        None if shell.config.shared => Err(shell.problem(Kind::Usage, "problem-which-office")),
        None => config::personal_office()
            .ok_or_else(|| shell.problem(Kind::NoServer, "problem-no-home")),
    }
}

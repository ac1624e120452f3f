//! `aid` alone: opens the application; on a fresh machine it makes the office of one's own first.

use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::string::FromUtf8Error;
use std::time::Duration;

use super::around::Around;
use super::demo;
use super::founding::{self, Owner};
use super::keys;
use super::shell::Shell;
use crate::client::{ConnectError, problems};
use crate::config;
use crate::domain::clean;
use crate::problem::{Kind, Problem};
use crate::tui::{self, Options, RunError};

/// Opens the application on the office of this call.
pub fn run(shell: &mut Shell) -> Result<(), Problem> {
    let Some(office) = missing_office(shell) else { return application(shell) };
    say("cli-first-welcome", shell)?;
    let name = ask("cli-first-name", shell)?;
    let area = ask("cli-first-area", shell)?;
    if wants_practice(shell)? {
        return demo::practice(&name, shell);
    }
    founding::personal(&office, &Owner { name, area }, chrono::Utc::now(), &shell.texts)?;
    let values = [("folder", office.display().to_string().into())];
    let done = shell.texts.with("cli-first-done", &values).into_owned();
    shell.line(&done)?;
    shell.flush()?;
    application(shell)
}

/// The application itself, on an office that is there.
pub fn application(shell: &mut Shell) -> Result<(), Problem> {
    let target = shell.target()?;
    if target.start.is_none() && !target.socket.exists() {
        return Err(problems::start(&ConnectError::NoServer.into(), &shell.texts));
    }
    let around = Around::read();
    let (profile, keys) = keys::source(shell)?;
    let options = Options {
        target,
        lang: shell.global.lang,
        otherwise: shell.config.lang.unwrap_or_default(),
        theme: around.theme(shell)?,
        profile,
        keys,
        utf8: around.utf8(),
        alt_digits: shell.config.alt_digits,
        synchronized: shell.config.synchronized_output.unwrap_or(true),
        hide_after: Duration::from_secs(60 * u64::from(shell.config.idle_minutes)),
    };
    tui::run(options).map_err(|error| match error {
        RunError::Server(error) => problems::start(&error, &shell.texts),
        RunError::Terminal(error) => {
            let values = [("reason", Problem::reason(&shell.texts, &error).into())];
            Problem::with(&shell.texts, Kind::Failed, "cli-no-terminal", &values)
        }
    })
}

/// The office of one's own, when that is what is meant, it is not there, and somebody can be asked.
fn missing_office(shell: &Shell) -> Option<PathBuf> {
    let own = shell.means_own_office() && io::stdin().is_terminal() && io::stdout().is_terminal();
    config::personal_office().filter(|office| own && !founding::is_office(office))
}

/// Whether to begin with invented people; asked again until one of the two numbers comes.
fn wants_practice(shell: &mut Shell) -> Result<bool, Problem> {
    loop {
        match ask("cli-first-practice", shell)?.as_str() {
            "1" => return Ok(true),
            "2" => return Ok(false),
            _ => {}
        }
    }
}

fn say(key: &str, shell: &mut Shell) -> Result<(), Problem> {
    let sentence = shell.texts.get(key).into_owned();
    shell.line(&sentence)
}

/// Asks until there is an answer; the end of the input ends the program and nothing was made.
fn ask(key: &str, shell: &mut Shell) -> Result<String, Problem> {
    loop {
        let question = shell.texts.get(key).into_owned();
        shell.print(&format!("{question} "))?;
        shell.flush()?;
        let mut answer = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut answer).unwrap_or(0);
        if read == 0 {
            shell.line("")?;
            return Err(shell.problem(Kind::Failed, "cli-first-cancelled"));
        }
        // a terminal without UTF-8 sends Latin-1
        let latin = |error: FromUtf8Error| error.into_bytes().into_iter().map(char::from).collect();
        let answer = clean::line(&String::from_utf8(answer).unwrap_or_else(latin));
        if !answer.is_empty() {
            return Ok(answer);
        }
    }
}

//! `aid` alone: opens the application; on a fresh machine it makes the office of one's own first.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use super::around::Around;
use super::demo;
use super::founding::{self, Owner};
use super::keys;
use super::shell::Shell;
use crate::client::{ConnectError, problems};
use crate::config;
use crate::problem::{Kind, Problem};
use crate::store::half::is_office;
use crate::text::Texts;
use crate::tui::input::Settings;
use crate::tui::keymap::Keymap;
use crate::tui::screens::first::Answers;
use crate::tui::terminal::Drawing;
use crate::tui::{self, Options, RunError};

/// Opens the application on the office of this call.
pub fn run(shell: &mut Shell) -> Result<(), Problem> {
    let Some(office) = missing_office(shell) else { return application(shell) };
    let Some(Answers { name, area, practice }) = answers(shell)? else {
        return Err(shell.problem(Kind::Failed, "cli-first-cancelled"));
    };
    if practice {
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
        RunError::Terminal(error) => no_terminal(&error, shell),
    })
}

/// The office of one's own, when that is what is meant, it is not there, and somebody can be asked.
fn missing_office(shell: &Shell) -> Option<PathBuf> {
    let own = shell.means_own_office() && io::stdin().is_terminal() && io::stdout().is_terminal();
    config::personal_office().filter(|office| own && !is_office(office))
}

/// Who she is, where she works and with what to begin; `None` when she would rather not.
fn answers(shell: &Shell) -> Result<Option<Answers>, Problem> {
    let around = Around::read();
    let (profile, keys) = keys::source(shell)?;
    let lang = shell.texts.lang();
    let (keymap, _) = Keymap::over(profile, keys.as_ref(), lang);
    let theme = around.theme(shell)?;
    let drawing = Drawing {
        ascii: theme.ascii(),
        synchronized: shell.config.synchronized_output.unwrap_or(true),
    };
    let settings = Settings {
        utf8: around.utf8(),
        alt_digits: shell.config.alt_digits,
        ..Settings::default()
    };
    tui::first_run(Texts::new(lang), theme, keymap, drawing, settings)
        .map_err(|error| no_terminal(&error, shell))
}

fn no_terminal(error: &io::Error, shell: &Shell) -> Problem {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return shell.problem(Kind::Failed, "doctor-no-terminal");
    }
    let values = [("reason", Problem::reason(&shell.texts, error).into())];
    Problem::with(&shell.texts, Kind::Failed, "cli-no-terminal", &values)
}

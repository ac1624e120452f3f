//! `aid` alone: opens the application; on a fresh machine it makes the office of one's own first.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use super::founding::{self, Owner};
use super::shell::Shell;
use super::words;
use crate::config;
use crate::domain::clean;
use crate::problem::{Kind, Problem};

/// Opens the application on the office of this call.
pub fn run(shell: &mut Shell) -> Result<(), Problem> {
    if let Some(office) = missing_office(shell) {
        first_run(&office, shell)?;
    }
    let help = words::parser(&shell.texts).render_help().to_string();
    shell.print(&help)
}

/// The office of one's own, when that is what is meant, it is not there, and somebody can be asked.
fn missing_office(shell: &Shell) -> Option<std::path::PathBuf> {
    let own = shell.means_own_office() && io::stdin().is_terminal() && io::stdout().is_terminal();
    config::personal_office().filter(|office| own && !founding::is_office(office))
}

/// Asks what an office needs to know and makes it.
fn first_run(office: &Path, shell: &mut Shell) -> Result<(), Problem> {
    say("cli-first-welcome", shell)?;
    let name = ask("cli-first-name", shell)?;
    let area = ask("cli-first-area", shell)?;
    founding::personal(office, &Owner { name, area }, chrono::Utc::now(), &shell.texts)?;
    let values = [("folder", office.display().to_string().into())];
    let done = shell.texts.with("cli-first-done", &values).into_owned();
    shell.line(&done)
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
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer).unwrap_or(0);
        if read == 0 {
            shell.line("")?;
            return Err(shell.problem(Kind::Failed, "cli-first-cancelled"));
        }
        let answer = clean::line(&answer);
        if !answer.is_empty() {
            return Ok(answer);
        }
    }
}

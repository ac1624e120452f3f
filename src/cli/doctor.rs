//! `aid doctor`: terminal, locale, keys, socket, rights and version: what is wrong and what to do.

use std::io::{self, IsTerminal};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::around::Around;
use super::shell::Shell;
use crate::api::{Reply, Request};
use crate::client::{problems, start::Target};
use crate::problem::{Kind, Problem};
use crate::text::{Texts, Value};
use crate::tui::cells;

/// The smallest terminal that shows a screen: columns, rows.
const SMALLEST: (u16, u16) = (40, 10);

/// What was found, in the order printed.
struct Findings<'t> {
    texts: &'t Texts,
    lines: Vec<String>,
    worst: Option<Kind>,
}

impl Findings<'_> {
    fn add(&mut self, mark: &str, sentence: &str) {
        let marks = ["doctor-well", "doctor-note", "doctor-wrong"].map(|key| self.texts.get(key));
        let width = marks.iter().map(|mark| cells::width(mark)).max().unwrap_or(0);
        let mark = cells::pad_right(&self.texts.get(mark), width, "");
        let indent = cells::pad_right("\n", width + 1, "");
        self.lines.push(format!("{mark} {}", sentence.replace('\n', &indent)));
    }

    fn well(&mut self, key: &str, values: &[(&'static str, Value<'_>)]) {
        let sentence = self.texts.with(key, values).into_owned();
        self.add("doctor-well", &sentence);
    }

    fn note(&mut self, key: &str, values: &[(&'static str, Value<'_>)]) {
        let problem = Problem::with(self.texts, Kind::Failed, key, values);
        self.add("doctor-note", &problem.to_string());
    }

    fn wrong(&mut self, problem: &Problem) {
        self.add("doctor-wrong", &problem.to_string());
        self.worst.get_or_insert(problem.kind);
    }
}

/// Prints what was found. Ends with the kind of the first thing that is wrong; what is only not as
/// good as it could be is no reason to fail.
pub fn run(shell: &mut Shell) -> Result<(), Problem> {
    let mut found = Findings { texts: &shell.texts, lines: Vec::new(), worst: None };
    found.well("doctor-version", &[("version", env!("CARGO_PKG_VERSION").into())]);
    let around = Around::read();
    terminal(&around, &mut found);
    locale(&around, &mut found);
    if let Err(problem) = around.theme(shell) {
        found.wrong(&problem);
    }
    keymap(shell, &mut found);
    server(shell, &mut found);
    let Findings { lines, worst, .. } = found;
    shell.line(&lines.join("\n"))?;
    match worst {
        None => Ok(()),
        Some(kind) => Err(shell.problem(kind, "doctor-not-well")),
    }
}

fn terminal(around: &Around, found: &mut Findings<'_>) {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return found.note("doctor-no-terminal", &[]);
    }
    if around.term.is_empty() || around.term == "dumb" {
        found.note("doctor-dumb", &[]);
    } else {
        found.well("doctor-terminal", &[("name", around.term.clone().into())]);
    }
    if around.no_color {
        found.note("doctor-no-colour", &[]);
    }
    let Ok(size) = rustix::termios::tcgetwinsize(io::stdout()) else { return };
    let values = [("columns", size.ws_col.into()), ("rows", size.ws_row.into())];
    if size.ws_col < SMALLEST.0 || size.ws_row < SMALLEST.1 {
        found.note("doctor-small", &values);
    } else {
        found.well("doctor-size", &values);
    }
}

fn locale(around: &Around, found: &mut Findings<'_>) {
    if around.utf8() {
        found.well("doctor-locale", &[("name", around.locale.clone().into())]);
    } else {
        found.note("doctor-no-utf8", &[]);
    }
}

fn keymap(shell: &Shell, found: &mut Findings<'_>) {
    match super::keys::chosen(shell) {
        Err(problem) => found.wrong(&problem),
        Ok((_, slips)) if slips.is_empty() => found.well("doctor-keymap", &[]),
        Ok((_, slips)) => {
            for slip in slips {
                found.add("doctor-note", &slip);
            }
        }
    }
}

fn server(shell: &Shell, found: &mut Findings<'_>) {
    let target = match shell.target() {
        Ok(target) => target,
        Err(problem) => return found.wrong(&problem),
    };
    found.well("doctor-socket", &[("file", target.socket.display().to_string().into())]);
    rights(&target, found);
    let mut office = match shell.connect() {
        Ok(office) => office,
        Err(problem) => return found.wrong(&problem),
    };
    let me = office.welcome().clone();
    let roles: Vec<_> =
        me.roles.iter().map(|r| shell.texts.get(super::staff::role_key(*r))).collect();
    let values = [
        ("office", me.office.into()),
        ("name", me.name.into()),
        ("roles", roles.join(", ").into()),
    ];
    found.well("doctor-welcome", &values);
    if me.version != env!("CARGO_PKG_VERSION") {
        found.note("doctor-other-version", &[("version", me.version.into())]);
    }
    // not everybody may ask
    if let Ok(Reply::Status(status)) = office.call(Request::Status) {
        found.well("doctor-status", &[("sessions", status.sessions.into())]);
        for beside in &status.beside {
            found.add("doctor-note", &problems::finding(beside, &shell.texts));
        }
    }
}

/// An office of one's own must be closed to everybody else.
fn rights(target: &Target, found: &mut Findings<'_>) {
    let Some(start) = &target.start else { return };
    let Ok(folder) = std::fs::metadata(&start.office) else { return };
    let mine = folder.uid() == rustix::process::geteuid().as_raw();
    let open_to_others = folder.permissions().mode() & 0o077;
    if open_to_others == 0 && mine {
        return found.well("doctor-rights", &[]);
    }
    let values = [("folder", path(&start.office).into())];
    let problem = Problem::with(found.texts, Kind::Failed, "doctor-open-folder", &values);
    found.wrong(&problem);
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

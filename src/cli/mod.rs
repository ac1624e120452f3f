//! The command line: one file a subcommand. Each has its part of the parser (`Args`) and a `run`
//! that writes to standard output or gives a [`Problem`], which `main` prints to standard error.
//!
//! What people type behind `aid` is visible to everybody on the machine while it runs. So notes
//! come from standard input, never from an option.
pub mod args;
mod around;
mod backup;
mod completions;
pub mod demo;
mod doctor;
mod entry;
mod export;
mod find;
pub mod forced;
pub mod founding;
mod given;
mod import;
mod key_file;
mod keys;
mod list;
mod log;
mod open;
mod pages;
mod part;
mod restore;
mod rules;
mod serve;
pub mod shell;
mod site;
mod staff;
mod table;
mod verify;
pub mod words;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::ErrorKind;
use clap::{FromArgMatches, Parser};

use self::args::{Args, Command, Global};
use self::around::Around;
use self::forced::Wrong;
use self::shell::Shell;
use crate::config::Config;
use crate::problem::{Kind, Problem};
use crate::text::Texts;

/// Parses and runs one call; the exit code. `args` begins with the name of the program.
pub fn run(args: Vec<OsString>) -> u8 {
    // whatever a call makes is its user's own
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let (config, flaws) = Config::load();
    let lang = words::language(&args);
    let texts = Texts::new(lang.or(config.lang).unwrap_or_default());
    for flaw in &flaws {
        complain(&flaw.sentence(&texts));
    }
    // the words of the parser are made only where there is something to explain
    let parsed = Args::try_parse_from(&args).or_else(|_| {
        let parsed = words::parser(&texts).try_get_matches_from(args);
        parsed.and_then(|mut matches| Args::from_arg_matches_mut(&mut matches))
    });
    let result = match parsed {
        Ok(mut args) => {
            args.global.lang = lang;
            let run = if args.forced { forced } else { carry_out };
            run(args, texts, config)
        }
        Err(error) => without_command(&error, Shell::new(texts, config, Global::default())),
    };
    match result {
        Ok(()) => 0,
        Err(problem) => {
            complain(&problem.to_string());
            problem.kind.exit_code()
        }
    }
}

fn carry_out(args: Args, texts: Texts, config: Config) -> Result<(), Problem> {
    let Args { global, command, .. } = args;
    let mut shell = Shell::new(texts, config, global);
    if !matches!(command, Some(Command::Doctor)) {
        forgive(&mut shell);
    }
    dispatch(command, &mut shell).and_then(|()| shell.flush())
}

/// Carries out what was asked for over SSH, in the language that it names.
fn forced(own: Args, texts: Texts, config: Config) -> Result<(), Problem> {
    let Some(asked) = forced::asked(&texts)? else { return carry_out(own, texts, config) };
    let said: Vec<OsString> = asked.iter().map(OsString::from).collect();
    let texts = words::language(&said).map_or(texts, Texts::new);
    match forced::parse(asked, own, &texts) {
        Ok(args) => carry_out(args, texts, config),
        Err(Wrong::Call(error)) => {
            without_command(&error, Shell::new(texts, config, Global::default()))
        }
        Err(Wrong::Problem(problem)) => Err(problem),
    }
}

fn dispatch(command: Option<Command>, shell: &mut Shell) -> Result<(), Problem> {
    match command {
        None => open::run(shell),
        Some(Command::Demo(args)) => demo::run(&args, shell),
        Some(Command::Import(command)) => import::run(&command, shell),
        Some(Command::Export(command)) => export::run(&command, shell),
        Some(Command::Serve(args)) => serve::run(&args, shell),
        Some(Command::Staff(command)) => staff::run(command, shell),
        Some(Command::Rules(args)) => rules::run(&args, shell),
        Some(Command::List(command)) => list::run(command, shell),
        Some(Command::Find(args)) => find::run(&args, shell),
        Some(Command::Visit(command)) => entry::visit(command, shell),
        Some(Command::Contact(command)) => entry::contact(command, shell),
        Some(Command::Backup(args)) => backup::run(&args, shell),
        Some(Command::Restore(args)) => restore::run(&args, shell),
        Some(Command::Verify) => verify::run(shell),
        Some(Command::Compact) => verify::compact(shell),
        Some(Command::Log(args)) => log::run(&args, shell),
        Some(Command::Doctor) => doctor::run(shell),
        Some(Command::Keys(args)) => keys::run(&args, shell),
        Some(Command::Completions(args)) => completions::run(&args, shell),
        Some(Command::Man) => completions::man(shell),
    }
}

/// A name in the configuration that does not exist stops nobody's work: it is told, and what comes
/// with the program is used.
fn forgive(shell: &mut Shell) {
    if shell.global.theme.is_none()
        && let Err(problem) = Around::read().theme(shell)
    {
        complain(&problem.to_string());
        shell.config.theme = None;
    }
    if shell.global.keymap.is_none()
        && let Err(problem) = keys::source(shell)
    {
        complain(&problem.to_string());
        shell.config.keymap = None;
    }
}

/// Help and version go to standard output; everything else is a wrong call.
fn without_command(error: &clap::Error, mut shell: Shell) -> Result<(), Problem> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            shell.print(&error.render().to_string()).and_then(|()| shell.flush())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let what = error.render().to_string().trim_end().to_owned();
            Err(Problem { kind: Kind::Usage, what, saved: None, hint: None })
        }
        _ => Err(words::problem(error, &shell.texts)),
    }
}

/// Writes to standard error; when that is gone too, there is nobody left to tell.
fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

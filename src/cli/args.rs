//! The one parser: what can be written behind `aid`. Help, errors, completions and the manual page
//! are made from it; its words come from `usage.ftl` (see `cli/words.rs`), never from here.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::{
    backup, completions, demo, entry, export, find, import, keys, list, log, restore, rules, serve,
    staff,
};
use crate::text::Lang;

/// Everything on the command line.
#[derive(Debug, Parser)]
#[command(name = "aid", version)]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
pub struct Args {
    /// Options that hold everywhere.
    #[command(flatten)]
    pub global: Global,
    /// Carries out what was asked for over SSH (`cli/forced.rs`).
    #[arg(long)]
    pub forced: bool,
    /// What to do; without it the terminal application opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options that hold everywhere.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Global {
    /// Directory of the office.
    #[arg(long, global = true, value_name = "DIR", env = "AID_OFFICE")]
    pub office: Option<PathBuf>,
    /// Socket of the server.
    #[arg(long, global = true, value_name = "SOCKET", env = "AID_SOCKET")]
    pub socket: Option<PathBuf>,
    /// Language. Its variable `AID_LANG` is read in `cli/words.rs`: it never stops the program.
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub lang: Option<Lang>,
    /// Keymap: a name or a file.
    #[arg(long, global = true, value_name = "KEYMAP")]
    pub keymap: Option<String>,
    /// Theme.
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<String>,
    /// Draw with ASCII characters only.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Explains a command.
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// The version of the program.
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes a practice office and opens it.
    Demo(demo::Args),
    /// Files in.
    #[command(subcommand, arg_required_else_help = true)]
    Import(import::Command),
    /// Files out.
    #[command(subcommand, arg_required_else_help = true)]
    Export(export::Command),
    /// Owns an office and answers its clients.
    Serve(serve::Args),
    /// The list of staff.
    #[command(subcommand, arg_required_else_help = true)]
    Staff(staff::Command),
    /// The rules of the office.
    Rules(rules::Args),
    /// Lists what this user may see.
    #[command(subcommand, arg_required_else_help = true)]
    List(list::Command),
    /// Finds people.
    Find(find::Args),
    /// Visits.
    #[command(subcommand, arg_required_else_help = true)]
    Visit(entry::VisitCommand),
    /// Brief contacts.
    #[command(subcommand, arg_required_else_help = true)]
    Contact(entry::ContactCommand),
    /// Writes a backup while the server runs.
    Backup(backup::Args),
    /// Makes an office from a backup.
    Restore(restore::Args),
    /// Compares journal, snapshots and records.
    Verify,
    /// Keeps only what is there now.
    Compact,
    /// The access and change log.
    Log(log::Args),
    /// Says what is wrong with terminal, rights and server.
    Doctor,
    /// The table of keys.
    Keys(keys::Args),
    /// Completions for a shell.
    Completions(completions::Args),
    /// The manual page.
    Man,
}

fn language(name: &str) -> Result<Lang, crate::text::UnknownLang> {
    name.parse()
}

//! `aid keys`: the table of keys, made from the command table and the keymap files.

use std::path::Path;

use super::shell::Shell;
use crate::problem::Problem;
use crate::text::Texts;
use crate::tui::keymap::{Format, Keymap, Lint, Profile, UnknownProfile, table};

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How the table is written.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format)]
    format: Format,
}

fn format(name: &str) -> Result<Format, clap::Error> {
    match name {
        "text" => Ok(Format::Text),
        "markdown" => Ok(Format::Markdown),
        _ => Err(clap::Error::new(clap::error::ErrorKind::InvalidValue)),
    }
}

/// Prints the table of the keymap chosen; what is wrong with a file of one's own comes first.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let (keymap, lints) = chosen(shell)?;
    for lint in lints {
        super::complain(&lint.message(&shell.texts));
    }
    let table = table(&keymap, &shell.texts, args.format);
    shell.print(&table)
}

/// The keymap of this call, and what is wrong with a file of one's own.
pub fn chosen(shell: &Shell) -> Result<(Keymap, Vec<Lint>), Problem> {
    let (profile, file) = source(shell)?;
    Ok(Keymap::load(profile, file.as_deref(), shell.texts.lang()))
}

/// What `--keymap` or the configuration names: a profile, or the text of a file over the default.
pub fn source(shell: &Shell) -> Result<(Profile, Option<String>), Problem> {
    let Some(name) = shell.global.keymap.as_ref().or(shell.config.keymap.as_ref()) else {
        return Ok((Profile::Default, None));
    };
    match name.parse() {
        Ok(profile) => Ok((profile, None)),
        Err(UnknownProfile) => Ok((Profile::Default, Some(read(Path::new(name), &shell.texts)?))),
    }
}

fn read(path: &Path, texts: &Texts) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|error| Problem::file(texts, path, &error))
}

//! `aid keys`: the table of keys, made from the command table and the keymap files.

use std::path::Path;

use super::shell::Shell;
use crate::config::What;
use crate::problem::Problem;
use crate::tui::keymap::{Format, Keymap, OwnKeys, Profile, table};

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
    let (keymap, slips) = chosen(shell)?;
    for slip in slips {
        super::complain(&slip);
    }
    let table = table(&keymap, &shell.texts, args.format);
    shell.print(&table)
}

/// The keymap of this call, and what is wrong with a file of one's own.
pub fn chosen(shell: &Shell) -> Result<(Keymap, Vec<String>), Problem> {
    let (profile, own) = source(shell)?;
    let (keymap, lints) = Keymap::over(profile, own.as_ref(), shell.texts.lang());
    let file = own.map(|own| own.file).unwrap_or_default();
    Ok((keymap, lints.iter().map(|lint| lint.message(&file, &shell.texts)).collect()))
}

/// What `--keymap` or the configuration names: a profile, or a file over the default.
pub fn source(shell: &Shell) -> Result<(Profile, Option<OwnKeys>), Problem> {
    let read = |name: &str| {
        if let Ok(profile) = name.parse() {
            return Ok((profile, None));
        }
        let own = std::fs::read_to_string(name);
        own.map(|text| (Profile::Default, Some(OwnKeys { file: name.to_owned(), text })))
    };
    match (&shell.global.keymap, &shell.config.keymap) {
        (Some(name), _) => {
            read(name).map_err(|error| Problem::file(&shell.texts, Path::new(name), &error))
        }
        (None, Some(set)) => {
            let all = Profile::ALL.map(Profile::name).join(", ");
            read(&set.text).map_err(|_| shell.slip(set, What::Keymap(set.text.clone(), all)))
        }
        (None, None) => Ok((Profile::Default, None)),
    }
}

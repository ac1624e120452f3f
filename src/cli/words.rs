//! The words of the parser: help in the language of the user, and errors as sentences.
//!
//! Each command has a text `usage-…` named by its path (`usage-staff-add`); the attributes of that
//! text explain its options and arguments, `.more` stands below them. Value names are texts too
//! (`usage-value-dir`). A test holds parser and texts together.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory};

use super::args::Args;
use crate::problem::{Kind, Problem};
use crate::text::{Lang, Texts};

/// The language that this call names, found before anything else is parsed: `--lang`, else
/// `AID_LANG`. Nothing wrong in either stops the program here.
pub fn language(args: &[OsString]) -> Option<Lang> {
    let args: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let option = args.iter().enumerate().find_map(|(at, arg)| match *arg {
        "--lang" => args.get(at + 1).copied(),
        arg => arg.strip_prefix("--lang="),
    });
    let variable = std::env::var("AID_LANG").ok();
    let known = |name: Option<&str>| name.and_then(|name| name.parse().ok());
    known(option).or_else(|| known(variable.as_deref()))
}

/// The parser with its words.
pub fn parser(texts: &Texts) -> Command {
    let command = worded(Args::command(), "usage-aid", texts);
    let mut built = command.clone();
    built.build();
    with_usage(command, &built, texts)
}

/// Keys of all texts that [`parser`] looks up, for the test that none is missing or left over.
pub fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    collect(&Args::command(), "usage-aid", &mut keys);
    keys.sort();
    keys.dedup();
    keys
}

fn collect(command: &Command, key: &str, keys: &mut Vec<String>) {
    keys.push(key.to_owned());
    for arg in command.get_arguments() {
        keys.push(format!("{key}.{}", attribute(arg)));
        keys.extend(value_name(arg).map(|name| value_key(&name)));
    }
    for sub in command.get_subcommands() {
        collect(sub, &sub_key(key, sub), keys);
    }
}

fn sub_key(key: &str, sub: &Command) -> String {
    format!("{}-{}", if key == "usage-aid" { "usage" } else { key }, sub.get_name())
}

/// Ids of arguments are written with `_`, attributes with `-`.
fn attribute(arg: &Arg) -> String {
    arg.get_id().as_str().replace('_', "-")
}

fn value_key(name: &str) -> String {
    format!("usage-value-{}", name.to_ascii_lowercase())
}

fn value_name(arg: &Arg) -> Option<String> {
    let takes = arg.get_action().takes_values();
    takes.then(|| arg.get_value_names()?.first().map(ToString::to_string)).flatten()
}

/// Puts the words of one command and of those below it in place.
fn worded(command: Command, key: &str, texts: &Texts) -> Command {
    let heading = |key: &str| texts.get(key).into_owned();
    let template = format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}", heading("usage-usage"));
    let mut command = command
        .about(texts.get(key).into_owned())
        .long_about(None)
        .help_template(template)
        .subcommand_value_name(heading("usage-command"))
        .subcommand_help_heading(heading("usage-commands"))
        .mut_args(|arg| worded_arg(arg, key, texts));
    if let Some(more) = texts.attribute(key, "more") {
        let more = more.into_owned();
        command = command
            .after_help(more)
            .help_template(TEMPLATE_WITH_MORE.replace("{usage-word}", &heading("usage-usage")));
    }
    command.mut_subcommands(|sub| {
        let key = sub_key(key, &sub);
        worded(sub, &key, texts)
    })
}

/// The help of a command with something to say below its options.
const TEMPLATE_WITH_MORE: &str = "{about}\n\n{usage-word} {usage}\n\n{all-args}{after-help}";

fn worded_arg(arg: Arg, key: &str, texts: &Texts) -> Arg {
    let help = texts.attribute(key, &attribute(&arg)).unwrap_or_default().into_owned();
    let heading = match (arg.is_positional(), arg.is_global_set()) {
        (true, _) => "usage-arguments",
        (_, true) => "usage-global",
        _ => "usage-options",
    };
    let name = value_name(&arg).map(|name| texts.get(&value_key(&name)).into_owned());
    let arg = arg.help(help).long_help(None).help_heading(texts.get(heading).into_owned());
    match name {
        // what clap would add stands in the texts, in the right language
        Some(name) => {
            arg.value_name(name).hide_env(true).hide_default_value(true).hide_possible_values(true)
        }
        None => arg,
    }
}

/// Puts the line that shows how a command is called in place; only a built parser knows it.
fn with_usage(mut command: Command, built: &Command, texts: &Texts) -> Command {
    let usage = built.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let usage = usage.replace("[OPTIONS]", &format!("[{}]", texts.get("usage-options")));
    command = command.override_usage(usage);
    command.mut_subcommands(|sub| match built.find_subcommand(sub.get_name()) {
        Some(built) => with_usage(sub, built, texts),
        None => sub,
    })
}

/// What is wrong with the command line.
pub fn problem(error: &clap::Error, texts: &Texts) -> Problem {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join(", "),
        _ => String::new(),
    };
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "usage-unknown-option",
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            "usage-value-missing"
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-bad-value",
        ErrorKind::MissingRequiredArgument => "usage-missing",
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::MissingSubcommand => "usage-no-command",
        ErrorKind::InvalidUtf8 => "usage-encoding",
        _ => "usage-wrong",
    };
    let wrong = match error.kind() {
        ErrorKind::InvalidSubcommand => context(ContextKind::InvalidSubcommand),
        _ => context(ContextKind::InvalidArg),
    };
    let values = [
        ("arg", wrong.into()),
        ("value", context(ContextKind::InvalidValue).into()),
        ("other", context(ContextKind::PriorArg).into()),
    ];
    let mut problem = Problem::with(texts, Kind::Usage, key, &values);
    let meant =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let valid = context(ContextKind::ValidValue);
    problem.hint = Some(match meant.map(context).into_iter().find(|text| !text.is_empty()) {
        Some(meant) => texts.with("usage-meant", &[("meant", meant.into())]).into_owned(),
        None if !valid.is_empty() => {
            texts.with("usage-possible", &[("values", valid.into())]).into_owned()
        }
        None => texts.get("usage-see-help").into_owned(),
    });
    problem
}

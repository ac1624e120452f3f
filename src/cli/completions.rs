//! `aid completions` and `aid man`: made from the parser, in the language of the call.

use clap::Command;
use clap_complete::Shell as Kind;
use clap_mangen::roff::{Roff, bold, roman};

use super::shell::Shell;
use super::words;
use crate::problem::Problem;

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Kind,
}

/// Prints the completions of one shell.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut words::parser(&shell.texts), "aid", &mut script);
    shell.print(&String::from_utf8_lossy(&script))
}

/// Prints the manual page: what AiD is, then the help of every command.
pub fn man(shell: &mut Shell) -> Result<(), Problem> {
    let mut parser = words::parser(&shell.texts);
    parser.build();
    let heading = |key: &str| shell.texts.get(key).to_uppercase();
    let version = format!("aid {}", env!("CARGO_PKG_VERSION"));
    let mut page = Roff::new();
    page.control("TH", ["aid", "1", "", &version]);
    page.control("SH", [heading("usage-name").as_str()]);
    page.text([roman("aid - "), roman(about(&parser))]);
    page.control("SH", [heading("usage-usage").trim_end_matches(':')]);
    help(&mut page, &mut parser.clone());
    page.control("SH", [heading("usage-commands").as_str()]);
    commands(&mut page, &parser, "aid");
    shell.print(&page.to_roff())
}

fn commands(page: &mut Roff, of: &Command, path: &str) {
    for command in of.get_subcommands().filter(|c| !c.is_hide_set()) {
        let path = format!("{path} {}", command.get_name());
        if command.has_subcommands() {
            commands(page, command, &path);
        } else {
            page.control("SS", [path.as_str()]);
            // what holds everywhere stands above, once
            let mut command = command.clone().mut_args(|arg| {
                let everywhere = arg.is_global_set();
                arg.hide(everywhere)
            });
            help(page, &mut command);
        }
    }
}

/// The help of a command as it is shown in the terminal, its first line in bold.
fn help(page: &mut Roff, command: &mut Command) {
    let help = command.render_help().to_string();
    page.control("nf", []);
    for (at, line) in help.trim_end().lines().enumerate() {
        page.text([if at == 0 { bold(line) } else { roman(line) }]);
    }
    page.control("fi", []);
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

//! What a colleague may have done over SSH (`--forced`, from sshd's `ForceCommand`): what she asked
//! for stands in `SSH_ORIGINAL_COMMAND`, and nothing of it goes through a shell.
//!
//! Allowed is what only speaks with the server, as her, and writes to standard output. Whatever
//! reads or writes a file of the machine is not: paper and files leave on ways of their own.

use std::ffi::OsString;
use std::path::Path;

use clap::{CommandFactory, FromArgMatches};

use super::args::{Args, Command};
use super::{entry, words};
use crate::problem::{Kind, Problem};
use crate::text::Texts;

/// Set by sshd: what was asked for.
const ASKED: &str = "SSH_ORIGINAL_COMMAND";
/// Longest command, in bytes: texts come by standard input.
const LONGEST: usize = 4096;

/// Why a command was not carried out.
#[derive(Debug)]
pub enum Wrong {
    /// It does not fit the parser.
    Call(clap::Error),
    /// It is not for this way in.
    Problem(Problem),
}

/// The words of what was asked for over SSH; `None` when nothing was, and the application opens.
pub fn asked(texts: &Texts) -> Result<Option<Vec<String>>, Problem> {
    let unreadable = || Problem::new(texts, Kind::Usage, "cli-forced-words");
    let Some(line) = std::env::var_os(ASKED) else { return Ok(None) };
    let line = line.into_string().map_err(|_| unreadable())?;
    let mut words = split(&line).ok_or_else(unreadable)?;
    // `ssh server aid list cases` as well as `ssh server list cases`
    if words.first().is_some_and(|word| word == "aid") {
        words.remove(0);
    }
    Ok((!words.is_empty()).then_some(words))
}

/// Splits a command into words. Quotes of either kind hold a word together; every other sign stands
/// for itself. `None` for what is too long, has control characters or an open quote.
pub fn split(line: &str) -> Option<Vec<String>> {
    if line.len() > LONGEST || line.chars().any(char::is_control) {
        return None;
    }
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => (quote, word) = (Some(c), Some(word.unwrap_or_default())),
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// The call that these words make, on the server that the administrator's own call names.
pub fn parse(asked: Vec<String>, own: Args, texts: &Texts) -> Result<Args, Wrong> {
    let call: Vec<OsString> =
        std::iter::once("aid".to_owned()).chain(asked).map(Into::into).collect();
    // the environment is hers to set; only what stands in the call counts
    let deaf = |command: clap::Command| command.mut_args(|arg| arg.env(None::<&'static str>));
    let matches = deaf(Args::command()).try_get_matches_from(&call);
    let parsed = matches
        .or_else(|_| deaf(words::parser(texts)).try_get_matches_from(&call))
        .and_then(|mut matches| Args::from_arg_matches_mut(&mut matches));
    let Args { mut global, command, forced } = parsed.map_err(Wrong::Call)?;
    let names_files = global.office.is_some() || global.socket.is_some() || global.keymap.is_some();
    if forced || names_files || !command.as_ref().is_none_or(is_open) {
        return Err(Wrong::Problem(Problem::new(texts, Kind::NotPermitted, "cli-forced-not-here")));
    }
    (global.office, global.socket, global.keymap) =
        (own.global.office, own.global.socket, own.global.keymap);
    global.lang = global.lang.or(own.global.lang);
    Ok(Args { global, command, forced: true })
}

/// The list: every command of the program, so that a new one has to be decided on.
fn is_open(command: &Command) -> bool {
    match command {
        Command::List(_)
        | Command::Find(_)
        | Command::Log(_)
        | Command::Staff(_)
        | Command::Rules(_)
        | Command::Verify
        | Command::Compact
        | Command::Doctor
        | Command::Keys(_)
        | Command::Completions(_)
        | Command::Man => true,
        Command::Visit(entry::VisitCommand::Add(visit)) => reads_no_file(visit.document()),
        Command::Contact(entry::ContactCommand::Add(contact)) => reads_no_file(contact.document()),
        Command::Demo(_)
        | Command::Import(_)
        | Command::Export(_)
        | Command::Serve(_)
        | Command::Backup(_)
        | Command::Restore(_) => false,
    }
}

fn reads_no_file(document: Option<&Path>) -> bool {
    document.is_none_or(|path| path.as_os_str() == "-")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::text::Lang;

    fn parsed(line: &str) -> Result<Args, u8> {
        let texts = Texts::new(Lang::De);
        let own = ["aid", "--socket", "/run/aid/aid.sock", "--forced"];
        let own = Args::try_parse_from(own).unwrap();
        let Some(words) = split(line) else { return Err(2) };
        parse(words, own, &texts).map_err(|wrong| match wrong {
            Wrong::Call(_) => 2,
            Wrong::Problem(problem) => problem.kind.exit_code(),
        })
    }

    #[test]
    fn words_are_split_by_blanks_and_held_together_by_quotes_only() {
        let words = |line| split(line).unwrap();
        assert_eq!(words("list cases"), ["list", "cases"]);
        assert_eq!(words("  find  'Al Sayed' \"o'hara\" ''"), ["find", "Al Sayed", "o'hara", ""]);
        assert_eq!(words("--x='a b'c"), ["--x=a bc"]);
        // nothing else means anything
        let odd = "find $(id) `id` ;sh | & > < * ? ~ \\ # ! {a,b} $HOME";
        assert_eq!(words(odd), odd.split(' ').collect::<Vec<_>>());
        for wrong in ["find 'x", "find \"x", "find x\nserve", "find x\0y", "find \u{1b}[2J", "a\tb"]
        {
            assert_eq!(split(wrong), None, "{wrong:?}");
        }
        assert!(split(&"x".repeat(LONGEST)).is_some());
        assert_eq!(split(&"x".repeat(LONGEST + 1)), None);
    }

    #[test]
    fn what_only_speaks_with_the_server_is_open_and_goes_to_the_server_of_the_machine() {
        let open = [
            "list cases --filter 'mine overdue' --json",
            "find -",
            "log --refused",
            "staff add kaya --name 'Elif Kaya' --role worker",
            "verify",
            "doctor",
            "visit add AiD-2026-0143 --rest-ok --note",
            "contact add --json -",
            "--lang en list persons",
        ];
        for line in open {
            let args = parsed(line).unwrap_or_else(|code| panic!("{line}: {code}"));
            assert_eq!(
                args.global.socket.as_deref(),
                Some(Path::new("/run/aid/aid.sock")),
                "{line}"
            );
        }
    }

    #[test]
    fn what_touches_files_or_another_server_is_not() {
        let closed = [
            "serve --office /tmp/x",
            "demo",
            "restore x --office y",
            "backup x --plain",
            "export persons",
            "export persons -o x",
            "import persons x",
            "visit add --json /etc/passwd",
            "contact add --json=x",
            "--socket /tmp/x list cases",
            "list cases --socket=/tmp/x",
            "--office /tmp/x",
            "--keymap /etc/passwd keys",
            "--forced list cases",
        ];
        for line in closed {
            assert_eq!(parsed(line).map(|_| ()), Err(3), "{line}");
        }
        for line in
            ["list cases; sh", "list cases $(sh)", "sh -c id", "scp -t x", "-- sh", "--sock x"]
        {
            assert_eq!(parsed(line).map(|_| ()), Err(2), "{line}");
        }
    }
}

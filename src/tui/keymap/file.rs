//! Reads one keymap file: tables of keys and command names, each with line and column.
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::lint::{Flaw, Lint};
use crate::text::Lang;
use crate::tui::command::{Command, CommandId, Context};
use crate::tui::input::{Key, KeyError};

/// The value that takes a key away.
const NONE: &str = "none";
/// The list of keys that a profile gives another meaning than the one they have everywhere.
const OVERRIDES: &str = "overrides";

/// A keymap file as it is written.
#[derive(Debug, Default)]
pub(super) struct File {
    /// Its lines, in the order of the file.
    pub entries: Vec<Entry>,
    /// What it lists under `overrides`.
    pub overrides: Vec<Key>,
    /// What could not be read.
    pub lints: Vec<Lint>,
}

/// One line: keys and command, or keys and nothing.
#[derive(Debug)]
pub(super) struct Entry {
    pub context: Context,
    pub keys: Vec<Key>,
    pub command: Option<CommandId>,
    /// Line and column, from 1.
    pub at: (usize, usize),
}

/// Reads a file. Tables named like `dialog-en` count in that language only.
pub(super) fn parse(source: &str, lang: Lang) -> File {
    let (table, errors) = DeTable::parse_recoverable(source);
    let mut file = File::default();
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let name = error.span().and_then(|span| source.get(span)).unwrap_or_default();
        let flaw = if error.message().starts_with("duplicate") {
            Flaw::Duplicate(name.trim_matches('"').to_owned())
        } else {
            Flaw::Syntax
        };
        file.lints.push(Lint { at: position(source, at), flaw });
    }
    for (name, value) in in_order(table.get_ref()) {
        let at = position(source, name.span().start);
        match (name.get_ref().as_ref(), value.get_ref()) {
            (OVERRIDES, DeValue::Array(keys)) => {
                let keys =
                    keys.iter().filter_map(|key| key.get_ref().as_str()?.parse::<Key>().ok());
                file.overrides.extend(keys);
            }
            (name, DeValue::Table(table)) => match context(name) {
                Some((context, None)) => file.table(source, context, table),
                Some((context, Some(only))) if only == lang => file.table(source, context, table),
                Some(_) => {}
                None => file.lints.push(Lint { at, flaw: Flaw::Context(name.to_owned()) }),
            },
            _ => file.lints.push(Lint { at, flaw: Flaw::Syntax }),
        }
    }
    file.entries.sort_by_key(|entry| entry.at);
    file
}

/// The context a table is for and, in `dialog-en`, the only language in which it counts.
fn context(name: &str) -> Option<(Context, Option<Lang>)> {
    if let Some(context) = Context::named(name) {
        return Some((context, None));
    }
    let (name, code) = name.split_once('-')?;
    Some((Context::named(name)?, Some(code.parse().ok()?)))
}

impl File {
    fn table(&mut self, source: &str, context: Context, table: &DeTable<'_>) {
        for (name, value) in in_order(table) {
            let at = position(source, name.span().start);
            if self.lints.iter().any(|lint| lint.at.0 == at.0) {
                continue; // the rest of a line that cannot be read
            }
            match entry(context, name.get_ref(), value.get_ref(), at) {
                Ok(entry) => self.add(name.get_ref(), entry),
                Err(flaw) => self.lints.push(Lint { at, flaw }),
            }
        }
    }

    /// Adds an entry unless the table has it already, differently written.
    fn add(&mut self, name: &str, entry: Entry) {
        let same = |other: &Entry| other.context == entry.context && other.keys == entry.keys;
        if self.entries.iter().any(same) {
            self.lints.push(Lint { at: entry.at, flaw: Flaw::Duplicate(name.to_owned()) });
        } else {
            self.entries.push(entry);
        }
    }
}

fn entry(
    context: Context,
    name: &str,
    value: &DeValue<'_>,
    at: (usize, usize),
) -> Result<Entry, Flaw> {
    let keys: Result<Vec<Key>, KeyError> = name.split_whitespace().map(str::parse).collect();
    let keys = keys.map_err(|error| match error {
        KeyError::SameAs(key) => Flaw::SameKey(name.to_owned(), key),
        KeyError::Unknown | KeyError::NeverArrives => Flaw::Key(name.to_owned()),
    })?;
    if keys.is_empty() {
        return Err(Flaw::Key(name.to_owned()));
    }
    let command = match value.as_str() {
        Some(NONE) => None,
        Some(command) => {
            let found = Command::named(command);
            Some(found.ok_or_else(|| Flaw::Command(command.to_owned()))?.id)
        }
        None => return Err(Flaw::Syntax),
    };
    Ok(Entry { context, keys, command, at })
}

/// The items of a table in the order in which they are written.
fn in_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t Spanned<toml::de::DeString<'i>>, &'t Spanned<DeValue<'i>>)> {
    let mut items: Vec<_> = table.iter().collect();
    items.sort_by_key(|(name, _)| name.span().start);
    items
}

/// Line and column of a byte, both from 1, columns in characters.
fn position(source: &str, byte: usize) -> (usize, usize) {
    let before = source.get(..byte).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
    (line, column)
}

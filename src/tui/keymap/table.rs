//! The whole keymap as a table: what `aid keys` prints and the README shows.
use std::fmt::Write as _;

use super::{Keymap, words};
use crate::text::Texts;
use crate::tui::cells;
use crate::tui::command::{Command, Group, TABLE};

/// How the table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Columns for a terminal.
    Text,
    /// A Markdown table for each group.
    Markdown,
}

/// The keymap as a table, one heading a group.
pub fn table(keymap: &Keymap, texts: &Texts, format: Format) -> String {
    let mut out = String::new();
    for group in Group::ALL {
        if !out.is_empty() {
            out.push('\n');
        }
        let rows: Vec<[String; 3]> = TABLE
            .iter()
            .filter(|command| command.group == group)
            .map(|command| {
                let (label, help) = (command.label(texts), command.help(texts));
                [label.into_owned(), all_keys(keymap, command, texts), help.into_owned()]
            })
            .collect();
        match format {
            Format::Text => text(&mut out, &group.label(texts), &rows),
            Format::Markdown => markdown(&mut out, &group.label(texts), &rows, texts),
        }
    }
    out
}

/// Every key of a command, whatever the context.
fn all_keys(keymap: &Keymap, command: &Command, texts: &Texts) -> String {
    let mut all: Vec<String> = Vec::new();
    for binding in keymap.bindings().iter().filter(|binding| binding.command == command.id) {
        let keys = words(&binding.keys, texts);
        if !all.contains(&keys) {
            all.push(keys);
        }
    }
    all.join(", ")
}

fn text(out: &mut String, title: &str, rows: &[[String; 3]]) {
    let widest = |column: fn(&[String; 3]) -> &String| {
        rows.iter().map(|row| cells::width(column(row))).max().unwrap_or(0)
    };
    let (labels, keys) = (widest(|[label, ..]| label), widest(|[_, keys, _]| keys));
    let _ = writeln!(out, "{title}");
    for [label, key, help] in rows {
        let (label, key) = (cells::pad_right(label, labels, ""), cells::pad_right(key, keys, ""));
        let _ = writeln!(out, "  {label}  {key}  {help}");
    }
}

fn markdown(out: &mut String, title: &str, rows: &[[String; 3]], texts: &Texts) {
    let column = |key: &str| texts.get(key).into_owned();
    let _ = writeln!(
        out,
        "**{title}**\n\n| {} | {} | {} |\n|---|---|---|",
        column("keymap-column-command"),
        column("keymap-column-keys"),
        column("keymap-column-help"),
    );
    for [label, keys, help] in rows {
        let _ = writeln!(out, "| {label} | {keys} | {help} |");
    }
}

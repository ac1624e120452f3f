//! Rows for people in columns, rows for programs as one JSON document; both page by page, so that a
//! long list needs no memory.

use serde_json::Value;

use super::shell::Shell;
use crate::problem::Problem;
use crate::tui::cells;

/// A list that is being printed.
pub enum Rows {
    /// Columns; the widths so far, once the first page has set them.
    Text(Vec<u16>),
    /// An array under one name; how many rows it has so far.
    Json(u64),
}

impl Rows {
    /// Begins: the heads of the columns for people, the name of the array for programs.
    pub fn start(shell: &mut Shell, json: bool, name: &str) -> Result<Self, Problem> {
        if !json {
            return Ok(Self::Text(Vec::new()));
        }
        shell.print(&format!("{{\"{name}\": ["))?;
        Ok(Self::Json(0))
    }

    /// Prints a page. `heads` are keys of texts; `text` gives the cells of a row, `json` its value.
    pub fn page<R>(
        &mut self,
        shell: &mut Shell,
        rows: &[R],
        heads: &[&str],
        text: impl Fn(&R) -> Vec<String>,
        json: impl Fn(&R) -> Value,
    ) -> Result<(), Problem> {
        match self {
            Self::Json(count) => {
                for row in rows {
                    let value = json(row);
                    let comma = if *count == 0 { "" } else { "," };
                    shell.print(&format!("{comma}\n  {value}"))?;
                    *count += 1;
                }
            }
            Self::Text(widths) => {
                let cells: Vec<Vec<String>> = rows.iter().map(|row| shown(text(row))).collect();
                if widths.is_empty() && !cells.is_empty() {
                    let heads: Vec<String> =
                        heads.iter().map(|key| shell.texts.get(key).into_owned()).collect();
                    *widths = widest(cells.iter().chain([&heads]));
                    shell.line(&padded(&heads, widths))?;
                }
                for row in &cells {
                    shell.line(&padded(row, widths))?;
                }
            }
        }
        Ok(())
    }

    /// Ends. An empty list says so to people, under this key.
    pub fn end(self, shell: &mut Shell, empty: &str) -> Result<(), Problem> {
        match self {
            Self::Json(0) => shell.line("]}"),
            Self::Json(_) => shell.line("\n]}"),
            Self::Text(widths) if widths.is_empty() => {
                let sentence = shell.texts.get(empty).into_owned();
                shell.line(&sentence)
            }
            Self::Text(_) => Ok(()),
        }
    }
}

/// What goes to a terminal: the last defence, everything stored is clean already.
fn shown(cells: Vec<String>) -> Vec<String> {
    cells.into_iter().map(|cell| cells::clean(&cell).into_owned()).collect()
}

fn widest<'a>(rows: impl Iterator<Item = &'a Vec<String>>) -> Vec<u16> {
    let mut widths = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cells::width(cell));
        }
    }
    widths
}

fn padded(row: &[String], widths: &[u16]) -> String {
    let pad = |(cell, width): (&String, &u16)| {
        let room = (*width).max(cells::width(cell));
        cells::pad_right(cell, room, "")
    };
    let cells: Vec<String> = row.iter().zip(widths).map(pad).collect();
    cells.join("  ").trim_end().to_owned()
}

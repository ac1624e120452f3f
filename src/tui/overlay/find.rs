//! The search over everything: somebody by any spelling of the name, a case number, a telephone
//! number, a file reference or a room. Says why each was found, and what tells namesakes apart.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Outcome;
use crate::api::cases::{Find, Found, Why};
use crate::text::Texts;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::screens::{Screen, case};
use crate::tui::theme::{Tone, behind, below, clear, row};
use crate::tui::widgets::columns::{self, Column, Contents};
use crate::tui::widgets::picker::Picker;

/// Most people asked for: more than fit on a screen do not help.
const LIMIT: u16 = 100;

const COLUMNS: [Column; 6] = [
    Column { title: "find-name", min: 14, max: 22, right: false, rank: 0 },
    Column { title: "find-born", min: 4, max: 4, right: false, rank: 2 },
    Column { title: "find-home", min: 8, max: 18, right: false, rank: 3 },
    Column { title: "find-room", min: 4, max: 12, right: false, rank: 4 },
    Column { title: "find-area", min: 6, max: 12, right: false, rank: 5 },
    Column { title: "find-why", min: 21, max: 48, right: false, rank: 1 },
];

/// The column that says why.
const WHY: usize = 5;

/// The search while it is open.
#[derive(Debug, Default)]
pub struct State {
    picker: Picker,
    found: Vec<Found>,
    /// The answer to what is typed is there.
    answered: bool,
    /// Rows seen when it was drawn last.
    height: u16,
}

impl State {
    /// Takes text.
    pub fn insert(&mut self, text: &str) -> Outcome {
        self.picker.insert(text);
        self.ask()
    }

    /// Takes a command.
    pub fn command(&mut self, command: CommandId) -> Outcome {
        match command {
            CommandId::Back => Outcome::Close,
            CommandId::Accept => match self.found.get(self.picker.list.selected) {
                Some(found) => {
                    let cases = self.found.iter().map(|f| f.case).collect();
                    Outcome::Open(Box::new(Screen::Case(Box::new(case::State::new(
                        found.case, cases,
                    )))))
                }
                None => Outcome::Stay,
            },
            _ => {
                let before = self.picker.query.text().to_owned();
                self.picker.apply(command, self.found.len(), self.height);
                if self.picker.query.text() == before { Outcome::Stay } else { self.ask() }
            }
        }
    }

    fn ask(&mut self) -> Outcome {
        self.answered = false;
        if self.picker.query.text().trim().is_empty() {
            self.found.clear();
            return Outcome::Stay;
        }
        Outcome::Find(Find { text: self.picker.query.text().to_owned(), limit: LIMIT })
    }

    /// Takes the answer.
    pub fn found(&mut self, found: Vec<Found>) {
        self.answered = true;
        self.found = found;
        self.picker.list.fit(self.found.len(), self.height);
    }

    /// Draws it.
    pub fn draw(&mut self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
        clear(buf, area);
        let cursor = self.picker.draw_line(ctx, row(area, 0), buf, &ctx.texts.get("find-title"));
        let rows = below(area, 2);
        self.height = rows.height;
        if self.found.is_empty() {
            let typed = !self.picker.query.text().trim().is_empty();
            if typed && !self.answered {
                return cursor;
            }
            let key = if typed { "find-nobody" } else { "find-hint" };
            ctx.theme.put(buf, behind(row(area, 2), 1), &ctx.texts.get(key), Tone::Plain);
            return cursor;
        }
        let mut contents = Contents::of(ctx, &COLUMNS);
        for found in &self.found {
            for column in 0..COLUMNS.len() {
                contents.take(ctx, column, &cell(found, column, &ctx.texts));
            }
        }
        let fitted = columns::fit(&COLUMNS, &contents, behind(area, 3).width);
        columns::headings(ctx, buf, behind(row(area, 1), 3), &COLUMNS, &fitted);
        for line in self.picker.list.rows(ctx, rows, buf, self.found.len()) {
            let Some(found) = self.found.get(line.number) else { continue };
            for column in &fitted {
                let tone = match column.number {
                    0 if line.selected => Tone::Chosen,
                    WHY => Tone::Quiet,
                    _ => Tone::Plain,
                };
                let text = cell(found, column.number, &ctx.texts);
                column.put(ctx, buf, line.area, &text, tone);
            }
        }
        cursor
    }
}

fn cell<'f>(found: &'f Found, column: usize, texts: &Texts) -> Cow<'f, str> {
    match column {
        0 => found.name.as_str().into(),
        1 => found.born.map(|year| year.to_string()).unwrap_or_default().into(),
        2 => found.home.as_str().into(),
        3 => found.room.as_str().into(),
        4 => found.area.as_str().into(),
        _ => why(found, texts).into(),
    }
}

/// Why somebody was found, in words.
fn why(found: &Found, texts: &Texts) -> String {
    let key = match found.why {
        _ if found.matched.is_empty() => "find-why-alike",
        Why::Name => "find-why-name",
        Why::Beginning => "find-why-beginning",
        Why::Sound => "find-why-sound",
        Why::Slip => "find-why-slip",
        Why::Form => "find-why-form",
        Why::CaseNo => "find-why-number",
        Why::FileRef => "find-why-file",
        Why::Phone => "find-why-phone",
        Why::Room => "find-why-room",
    };
    texts.with(key, &[("word", found.matched.as_str().into())]).into_owned()
}

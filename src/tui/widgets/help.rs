//! Help: every key that works right here, first those of this screen, then those of everywhere.
//! Typing narrows it; Enter does what the selected line says.
use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::entries::{self, Entry};
use super::palette::Picked;
use super::picker::Picker;
use crate::tui::command::{Command, CommandId, Context, Group, Situation, TABLE};
use crate::tui::ctx::Ctx;
use crate::tui::fuzzy::{Words, rank};
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{Tone, below, clear, row};

/// Where the label stands, from the marker on.
const LABEL: u16 = 22;
/// Where the sentence stands.
const SENTENCE: u16 = LABEL + 16;

/// The order of the headings: what belongs to this screen first.
const ORDER: [Group; 7] = [
    Group::Records,
    Group::Checklist,
    Group::Form,
    Group::Dialog,
    Group::Move,
    Group::General,
    Group::Editing,
];

/// The help while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    picker: Picker,
    /// The situation in which it was opened.
    situation: Situation,
    /// Entries seen when it was drawn last.
    height: u16,
}

enum Line {
    Heading(Group),
    Key(&'static Command),
}

impl Help {
    /// Opens it.
    pub fn new(situation: Situation) -> Self {
        Self { picker: Picker::default(), situation, height: 1 }
    }

    /// Types or pastes text.
    pub fn insert(&mut self, text: &str) {
        self.picker.insert(text);
    }

    /// Takes a command.
    pub fn apply(&mut self, ctx: &Ctx, command: CommandId) -> Picked {
        let lines = self.lines(ctx);
        match command {
            CommandId::Back | CommandId::Help => return Picked::Closed,
            CommandId::Accept => {
                return match lines.get(self.picker.list.selected) {
                    Some(Line::Key(command)) if command.group != Group::Editing => {
                        Picked::Run(command.id)
                    }
                    _ => Picked::Open,
                };
            }
            _ => self.picker.apply(command, lines.len(), self.height),
        };
        Picked::Open
    }

    /// What works here and has a key.
    fn commands(&self, ctx: &Ctx) -> Vec<&'static Command> {
        let focus = Focus::on(self.situation.context);
        let works = |command: &&Command| {
            command.applies(self.situation)
                && command.enabled(self.situation).is_ok()
                && ctx.keymap.keys_for(command.id, focus).next().is_some()
        };
        let mut commands: Vec<&Command> = TABLE.iter().filter(works).collect();
        commands.sort_by_key(|command| ORDER.iter().position(|group| *group == command.group));
        commands
    }

    fn lines(&self, ctx: &Ctx) -> Vec<Line> {
        let commands = self.commands(ctx);
        if !self.picker.query.is_empty() {
            let labels: Vec<(Cow<'_, str>, String)> = commands
                .iter()
                .map(|command| {
                    let (also, help) = (command.synonyms(&ctx.texts), command.help(&ctx.texts));
                    (command.label(&ctx.texts), format!("{also} {help}"))
                })
                .collect();
            let words = labels.iter().map(|(label, also)| Words { label, also });
            let found = rank(self.picker.query.text(), words).into_iter();
            return found.filter_map(|place| commands.get(place)).map(|c| Line::Key(c)).collect();
        }
        let mut lines = Vec::new();
        let mut group = None;
        for command in commands {
            if group != Some(command.group) {
                group = Some(command.group);
                lines.push(Line::Heading(command.group));
            }
            lines.push(Line::Key(command));
        }
        lines
    }

    /// Draws it over `body`.
    pub fn draw(&mut self, ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
        clear(buf, body);
        let title = ctx.texts.get("widget-help-filter");
        let cursor = self.picker.draw_line(ctx, row(body, 0), buf, &title);
        let area = below(body, 1);
        let lines = self.lines(ctx);
        let context = self.situation.context;
        let selected = self.picker.list.selected;
        let entries: Vec<Entry> = (0..)
            .zip(&lines)
            .map(|(number, line)| match line {
                Line::Heading(group) => heading(*group, ctx),
                Line::Key(command) => entry(ctx, command, context, number == selected),
            })
            .collect();
        self.height = entries::draw(&mut self.picker.list, ctx, area, buf, &entries);
        cursor
    }
}

fn heading(group: Group, ctx: &Ctx) -> Entry {
    let first = (group.label(&ctx.texts).into_owned(), Tone::Quiet, 0);
    Entry { first, ..Entry::default() }
}

fn entry(ctx: &Ctx, command: &Command, context: Context, selected: bool) -> Entry {
    let mut keys: Vec<String> = Vec::new();
    for bound in ctx.keymap.keys_for(command.id, Focus::on(context)) {
        let said = words(bound, &ctx.texts);
        if !keys.contains(&said) {
            keys.push(said); // here and everywhere is still one key
        }
    }
    let keys = entries::fitting(ctx, keys, LABEL - 1);
    let tone = if selected { Tone::Chosen } else { Tone::Plain };
    Entry {
        first: (keys, Tone::Strong, LABEL),
        second: (command.label(&ctx.texts).into_owned(), tone, SENTENCE),
        sentence: (command.help(&ctx.texts).into_owned(), Tone::Plain),
    }
}

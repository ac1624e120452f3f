//! The palette: every command, found by its name or another word for it, with its key. What does
//! not work now is shown too, with the reason.
use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::entries::{self, Entry};
use super::picker::Picker;
use crate::tui::command::{Command, CommandId, Group, Need, Situation, TABLE};
use crate::tui::ctx::Ctx;
use crate::tui::fuzzy::{Words, rank};
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{Tone, below, clear, row};

/// Where the keys stand, from the marker on.
const KEYS: u16 = 16;
/// Where the sentence stands.
const HELP: u16 = 34;

/// The palette while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    picker: Picker,
    /// The situation in which it was opened: the one its commands act in.
    situation: Situation,
    /// Entries seen when it was drawn last.
    height: u16,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// It stays open.
    Open,
    /// It was closed.
    Closed,
    /// It was closed, and this is to be done.
    Run(CommandId),
}

/// Whether a command can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ready,
    Lacks(Need),
    Elsewhere,
}

impl Palette {
    /// Opens it.
    pub fn new(situation: Situation) -> Self {
        Self { picker: Picker::default(), situation, height: 1 }
    }

    /// Types or pastes text.
    pub fn insert(&mut self, text: &str) {
        self.picker.insert(text);
    }

    /// Takes a command. One that cannot be done now stays selected: its reason stands beside it.
    pub fn apply(&mut self, ctx: &Ctx, command: CommandId) -> Picked {
        let entries = self.entries(ctx);
        match command {
            CommandId::Back => return Picked::Closed,
            CommandId::Accept => {
                return match entries.get(self.picker.list.selected) {
                    Some((command, State::Ready)) => Picked::Run(command.id),
                    _ => Picked::Open,
                };
            }
            _ => self.picker.apply(command, entries.len(), self.height),
        };
        Picked::Open
    }

    fn state(&self, command: &Command) -> State {
        if !command.applies(self.situation) {
            return State::Elsewhere;
        }
        command.enabled(self.situation).map_or_else(State::Lacks, |()| State::Ready)
    }

    /// What fits, in the order shown: what can be done first.
    fn entries(&self, ctx: &Ctx) -> Vec<(&'static Command, State)> {
        let listed = |command: &&Command| {
            !matches!(command.group, Group::Move | Group::Dialog | Group::Editing)
                && command.id != CommandId::Palette
        };
        let commands: Vec<&Command> = TABLE.iter().filter(listed).collect();
        let labels: Vec<(Cow<'_, str>, Cow<'_, str>)> = commands
            .iter()
            .map(|command| (command.label(&ctx.texts), command.synonyms(&ctx.texts)))
            .collect();
        let words = labels.iter().map(|(label, also)| Words { label, also });
        let mut entries: Vec<_> = rank(self.picker.query.text(), words)
            .into_iter()
            .filter_map(|place| commands.get(place))
            .map(|command| (*command, self.state(command)))
            .collect();
        entries.sort_by_key(|(_, state)| match state {
            State::Ready => 0,
            State::Lacks(_) => 1,
            State::Elsewhere => 2,
        });
        entries
    }

    /// Draws it over `body`.
    pub fn draw(&mut self, ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
        clear(buf, body);
        let title = ctx.texts.get("widget-palette");
        let cursor = self.picker.draw_line(ctx, row(body, 0), buf, &title);
        let area = below(body, 1);
        let selected = self.picker.list.selected;
        let commands = self.entries(ctx).into_iter().enumerate();
        let entries: Vec<Entry> = commands
            .map(|(number, (command, state))| self.entry(ctx, command, state, number == selected))
            .collect();
        self.height = entries::draw(&mut self.picker.list, ctx, area, buf, &entries);
        cursor
    }

    fn entry(&self, ctx: &Ctx, command: &Command, state: State, selected: bool) -> Entry {
        let usual = if state == State::Ready { Tone::Plain } else { Tone::Quiet };
        let tone = if selected { Tone::Chosen } else { usual };
        let focus = Focus::on(self.situation.context);
        let keys = ctx.keymap.keys_for(command.id, focus).next();
        let keys = keys.map(|keys| words(keys, &ctx.texts)).unwrap_or_default();
        let (sentence, usual) = match state {
            State::Ready => (command.help(&ctx.texts), Tone::Plain),
            State::Lacks(need) => (need.reason(self.situation.place, &ctx.texts), Tone::Quiet),
            State::Elsewhere => (ctx.texts.get("reason-here"), Tone::Quiet),
        };
        Entry {
            first: (command.label(&ctx.texts).into_owned(), tone, KEYS),
            second: (keys, Tone::Strong, HELP),
            sentence: (sentence.into_owned(), usual),
        }
    }
}

//! The first start on a machine: three questions, before there is an office or a server.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form::{Did, Field, Form, Word};
use crate::domain::clean;
use crate::tui::cells;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{Tone, behind, below, row};
use crate::tui::widgets::frame;

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Name of the owner of the office, as shown.
    pub name: String,
    /// Name of her area.
    pub area: String,
    /// Begin with invented people, to practise.
    pub practice: bool,
}

/// The three questions.
#[derive(Debug)]
pub struct State {
    form: Form,
}

/// What became of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The questions stay.
    On,
    /// Everything is answered.
    Done(Answers),
    /// Nothing is to be made.
    Cancelled,
}

impl State {
    /// The questions, unanswered.
    pub fn new(ctx: &Ctx) -> Self {
        let offices = vec![
            ("practice".to_owned(), Word::Text("first-office-practice")),
            ("empty".to_owned(), Word::Text("first-office-empty")),
        ];
        let fields = vec![
            Field::line("name", "first-name", "").needed().hint("first-name-hint"),
            Field::line("area", "first-area", "").needed().hint("first-area-hint"),
            Field::choice("office", "first-office", offices, "").needed(),
        ];
        Self { form: Form::new(fields, &ctx.texts) }
    }

    /// What the keys go to, and whether the field is still empty.
    pub fn focus(&self) -> Focus {
        Focus { context: self.form.context(), empty: self.form.field_is_empty() }
    }

    /// Types or pastes text.
    pub fn insert(&mut self, text: &str, ctx: &Ctx) {
        self.form.insert(text, ctx);
    }

    /// Carries out a command.
    pub fn apply(&mut self, command: CommandId, ctx: &Ctx) -> Asked {
        if command == CommandId::Quit {
            return Asked::Cancelled;
        }
        let did = match command {
            CommandId::Save => Did::Behind,
            command => self.form.apply(command, ctx),
        };
        let office = self.form.focused().is_some_and(|field| field.name == "office");
        let chosen = !self.form.text("office").is_empty();
        match did {
            Did::Close => Asked::Cancelled,
            Did::Behind => self.finish(ctx),
            Did::Taken if office && chosen && command == CommandId::Accept => self.finish(ctx),
            Did::Taken if office && !chosen && command != CommandId::Back => {
                self.form.open(); // both are to be seen
                Asked::On
            }
            Did::Taken | Did::Before | Did::Other => Asked::On,
        }
    }

    fn finish(&mut self, ctx: &Ctx) -> Asked {
        if !self.form.check(ctx) {
            return Asked::On;
        }
        let line = |name| clean::line(&self.form.text(name));
        let practice = self.form.text("office") == "practice";
        Asked::Done(Answers { name: line("name"), area: line("area"), practice })
    }

    /// Draws them on the whole screen; returns where the cursor stands.
    pub fn view(&mut self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
        frame::title(ctx, row(area, 0), buf, &ctx.texts.get("first-title"), "");
        let intro = ctx.texts.get("first-intro");
        let shown = ctx.theme.shown(&intro);
        let lines = cells::wrap(&shown, area.width.saturating_sub(2).max(1));
        let mut used = 1;
        for line in lines {
            ctx.theme.put(buf, behind(row(area, used), 1), line, Tone::Plain);
            used += 1;
        }
        used += u16::from(area.height > 14);
        let form = below(area, used);
        let form = Rect { height: form.height.saturating_sub(1), ..form };
        let cursor = self.form.view(ctx, form, buf);
        let footer = row(area, area.height.saturating_sub(1));
        ctx.theme.put(buf, behind(footer, 1), &self.keys(ctx), Tone::Quiet);
        cursor
    }

    fn keys(&self, ctx: &Ctx) -> String {
        let key = |command| {
            let mut keys = ctx.keymap.keys_for(command, self.focus());
            keys.next().map(|keys| words(keys, &ctx.texts)).unwrap_or_default()
        };
        let values = [
            ("next", key(CommandId::Accept).into()),
            ("save", key(CommandId::Save).into()),
            ("back", key(CommandId::Back).into()),
        ];
        ctx.texts.with("first-keys", &values).into_owned()
    }
}

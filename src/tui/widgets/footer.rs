//! The footer: the keys that matter most here, in one line.
//!
//! What cannot be done just now is left to help and palette, which say why. The least important hint is dropped; a word is never cut; help stays.
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::command::{Command, CommandId, Situation, TABLE};
use crate::tui::ctx::Ctx;
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{Tone, behind, from};

/// Cells between two hints.
const GAP: u16 = 2;

/// A key and what it does, in words.
type Hint = (String, String);

/// Draws the footer.
pub fn draw(ctx: &Ctx, area: Rect, buf: &mut Buffer, situation: Situation) {
    let area = behind(area, 1);
    let mut x = area.x;
    for (key, label) in hints(ctx, situation, area.width) {
        x = ctx.theme.put(buf, from(area, x), &key, Tone::Strong);
        x = ctx.theme.put(buf, from(area, x + 1), &label, Tone::Plain) + GAP;
    }
}

/// The hints that fit, help last.
fn hints(ctx: &Ctx, situation: Situation, width: u16) -> Vec<Hint> {
    let here = |command: &&Command| {
        command.hint > 0 && command.applies(situation) && command.enabled(situation).is_ok()
    };
    let mut commands: Vec<&Command> = TABLE.iter().filter(here).collect();
    commands.sort_by_key(|command| std::cmp::Reverse(command.rank(situation.place)));
    let help = hint(ctx, situation, CommandId::Help.command());
    let cells = |(key, label): &Hint| ctx.theme.width(key) + 1 + ctx.theme.width(label);
    let mut left = width.saturating_sub(help.as_ref().map_or(0, cells));
    let mut fitting = Vec::new();
    for command in commands.into_iter().filter(|command| command.id != CommandId::Help) {
        let Some(hint) = hint(ctx, situation, command) else { continue };
        let needed = cells(&hint) + GAP;
        if needed <= left {
            left -= needed;
            fitting.push(hint);
        }
    }
    fitting.extend(help);
    fitting
}

fn hint(ctx: &Ctx, situation: Situation, command: &Command) -> Option<Hint> {
    let mut keys = ctx.keymap.keys_for(command.id, Focus::on(situation.context));
    let keys = words(keys.next()?, &ctx.texts);
    Some((keys, command.label(&ctx.texts).into_owned()))
}

//! What opens below a field that letters are typed into: the month of a date, the list of codes.

use super::codes::Codes;
use crate::text::Texts;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::widgets::choice::ROWS;
use crate::tui::widgets::editor::Editor;
use crate::tui::widgets::list::List;
use crate::tui::widgets::month::Month;

/// Carries out a command in a date: in the month grid while it is open.
pub(super) fn apply_date(
    editor: &mut Editor,
    month: &mut Option<Month>,
    command: CommandId,
    ctx: &Ctx,
) -> bool {
    if let Some(open) = month {
        if open.apply(command) {
            return true;
        }
        if command == CommandId::Accept {
            editor.set(&ctx.texts.date(open.day));
        }
        if command == CommandId::Values {
            return true; // it shows them, Esc closes
        }
        *month = None;
        if matches!(command, CommandId::Accept | CommandId::Back) {
            return true;
        }
    }
    match command {
        // while the field is empty the keymap sees commands in these two signs
        CommandId::Unknown => drop(editor.insert("?")),
        CommandId::NoAnswer => drop(editor.insert("-")),
        _ => return editor.apply(command, u16::MAX),
    }
    true
}

/// Carries out a command in a field of codes: in their list while it is open.
pub(super) fn apply_codes(
    editor: &mut Editor,
    codes: Codes,
    list: &mut Option<List>,
    command: CommandId,
    texts: &Texts,
) -> bool {
    let Some(open) = list else {
        if command == CommandId::Values {
            *list = Some(codes.open(editor, texts));
            return true;
        }
        return editor.apply(command, u16::MAX);
    };
    let fitting = codes.fitting(editor, texts);
    if open.apply(command, fitting.len(), ROWS) {
        return true;
    }
    match command {
        CommandId::Accept => {
            if let Some(name) = fitting.get(open.selected) {
                codes.take(editor, name);
            }
            *list = None;
        }
        CommandId::Back => *list = None,
        CommandId::Values => {}
        _ => {
            let before = editor.text().to_owned();
            let taken = editor.apply(command, u16::MAX);
            if editor.text() != before {
                *open = List::default();
            }
            return taken;
        }
    }
    true
}

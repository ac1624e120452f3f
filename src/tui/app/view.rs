//! The whole screen: header, the screen in front, overlay, message line, footer.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::link::SLOW;
use super::{App, Unreached};
use crate::tui::cells;
use crate::tui::command::{CommandId, Place};
use crate::tui::effect::Notice;
use crate::tui::keymap::Lookup;
use crate::tui::theme::{Tone, behind, below, clear, row};
use crate::tui::widgets::{footer, frame, message, whichkey};

/// Smaller terminals wait with a sentence.
const SMALLEST: (u16, u16) = (40, 10);
/// From this height on there is a line with the screens one can go to.
const HEADER_FROM: u16 = 16;

fn is_too_small((width, height): (u16, u16)) -> bool {
    width < SMALLEST.0 || height < SMALLEST.1
}

impl App {
    /// Whether nothing but a sentence is seen.
    pub(super) fn is_too_small(&self) -> bool {
        is_too_small(self.ctx.size)
    }

    /// Draws everything into `buf`, which is as large as the terminal and empty; returns where the
    /// cursor stands.
    pub fn draw(&mut self, buf: &mut Buffer) -> Position {
        let area = *buf.area();
        if is_too_small((area.width, area.height)) {
            return self.sentence(area, buf, "app-too-small");
        }
        if self.hidden {
            return self.sentence(area, buf, "app-hidden");
        }
        let (header, main) = self.divide(area);
        if let Some(header) = header {
            frame::header(&self.ctx, header, buf, self.open_screen());
        }
        let notice = self.notice_shown().map(|notice| {
            let undo = notice.undo && self.mine.can_undo();
            let notice = Notice { undo, ..notice };
            let context = self.situation().context;
            (message::lines(&self.ctx, area.width, &notice, context), notice.tone)
        });
        let mut cursor = Position::new(main.x, main.y);
        if let Some(layer) = self.stack.last_mut() {
            cursor = layer.screen.view(&self.ctx, main, buf);
            // a message of several lines lies on the screen, but never on what one is at
            let lines = notice.as_ref().map_or(1, |(lines, _)| lines.len());
            let covered = u16::try_from(lines).unwrap_or(1).saturating_sub(1);
            let left = main.height.saturating_sub(covered);
            if cursor.y >= main.y + left && left >= SMALLEST.1 / 2 {
                clear(buf, main);
                cursor = layer.screen.view(&self.ctx, Rect { height: left, ..main }, buf);
            }
        }
        if let Some(overlay) = &mut self.overlay {
            cursor = overlay.draw(&self.ctx, main, buf);
        }
        let situation = self.situation();
        if let Lookup::Pending(steps) = self.ctx.keymap.lookup(self.focus(situation), &self.keys) {
            cursor = whichkey::draw(&self.ctx, main, buf, &self.keys, &steps, situation);
        }
        if let Some((lines, tone)) = notice {
            message::draw(&self.ctx, main, buf, &lines, tone);
        }
        footer::draw(&self.ctx, row(area, area.height.saturating_sub(1)), buf, situation);
        cursor
    }

    /// The header, where there is one, and the part of the screen in front. Forms have no header:
    /// from them one does not go elsewhere by a digit.
    fn divide(&self, area: Rect) -> (Option<Rect>, Rect) {
        let without = Rect { height: area.height.saturating_sub(2), ..area };
        let main = self.open_screen().is_some() && area.height >= HEADER_FROM;
        if main { (Some(row(area, 0)), below(without, 1)) } else { (None, without) }
    }

    /// The entry of the header that is open.
    fn open_screen(&self) -> Option<CommandId> {
        match self.stack.last()?.screen.situation(&self.ctx).place {
            Place::Today => Some(CommandId::GoToday),
            Place::Caseload | Place::Case => Some(CommandId::GoCaseload),
            Place::Recent => Some(CommandId::GoRecent),
            _ => None,
        }
    }

    /// What the message line says: that the server is stuck, else what just happened, else
    /// that there is no server or none that can save what is typed, else that something is waited for.
    fn notice_shown(&self) -> Option<Notice> {
        let texts = &self.ctx.texts;
        let stuck = self.is_stuck();
        // what was said before is not what matters now; a hint is gone with the next key
        if let Some(notice) = self.notice.as_ref().filter(|n| !stuck || n.tone == Tone::Plain) {
            return Some(notice.clone());
        }
        if stuck {
            return Some(Notice::problem(texts.get(match self.awaits_greeting() {
                true => "app-no-greeting",
                false if self.is_all_kept() => "app-stuck-kept",
                false => "app-stuck",
            })));
        }
        let waited = self.now.at.duration_since(self.started) >= SLOW;
        match (&self.unreached, self.ctx.me.is_some(), self.ctx.online) {
            (Some(Unreached::OtherVersion), ..) => {
                let key = if self.is_all_kept() {
                    "app-other-version"
                } else {
                    "app-other-version-unkept"
                };
                Some(Notice::problem(texts.get(key)))
            }
            (Some(Unreached::Failed(why)), ..) => Some(why.clone()),
            (_, true, false) => Some(Notice::problem(texts.get("app-offline"))),
            (None, false, _) if waited => Some(Notice::hint(texts.get("app-connecting"))),
            (_, _, true) if self.waiting.disk_refuses && self.has_unkept() => {
                Some(Notice::problem(texts.get("app-disk-refuses")))
            }
            (_, _, true) => {
                let slow = self.waiting.slow().is_some_and(|slow| slow <= self.now.at);
                slow.then(|| Notice::hint(texts.get("app-loading")))
            }
            _ => None,
        }
    }

    fn sentence(&self, area: Rect, buf: &mut Buffer, key: &str) -> Position {
        let text = self.ctx.texts.get(key);
        let shown = self.ctx.theme.shown(&text);
        let lines = cells::wrap(&shown, area.width.saturating_sub(2).max(1));
        for (number, line) in (0..).zip(lines) {
            self.ctx.theme.put(buf, behind(row(area, number), 1), line, Tone::Plain);
        }
        Position::new(area.x, area.y)
    }
}

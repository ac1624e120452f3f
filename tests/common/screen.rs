//! What stands on a screen, as text: for snapshots and for `assert`.
#![allow(dead_code, reason = "each test uses a part of it")]
use std::fmt::Write as _;

use aid::text::{Lang, Texts};
use aid::tui::ctx::Ctx;
use aid::tui::keymap::{Keymap, Profile};
use aid::tui::theme::{Palette, Theme};
use chrono::{TimeZone, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

/// A terminal and the language on it.
#[derive(Clone, Copy)]
pub struct Setting {
    pub lang: Lang,
    pub ascii: bool,
    pub width: u16,
    pub height: u16,
}

/// German, Unicode, 80×24.
pub const USUAL: Setting = Setting { lang: Lang::De, ascii: false, width: 80, height: 24 };

/// The terminals that every screen is looked at on, by the ending of their snapshots.
pub const SETTINGS: [(&str, Setting); 6] = [
    ("de_80", USUAL),
    ("en_80", Setting { lang: Lang::En, ..USUAL }),
    ("de_80_ascii", Setting { ascii: true, ..USUAL }),
    ("en_80_ascii", Setting { lang: Lang::En, ascii: true, ..USUAL }),
    ("de_40", Setting { width: 40, height: 12, ..USUAL }),
    ("en_40", Setting { lang: Lang::En, width: 40, height: 12, ..USUAL }),
];

/// Language and looks with the default keys, on Sunday 22 November 2026, 14:10 in Düren.
pub fn ctx(lang: Lang, ascii: bool) -> Ctx {
    let palette = if ascii { Palette::Mono } else { Palette::Colour };
    let now = Utc.with_ymd_and_hms(2026, 11, 22, 13, 10, 0).unwrap();
    let keymap = Keymap::load(Profile::Default, None, lang).0;
    Ctx::new(Texts::new(lang), Theme::new(palette, ascii), keymap, now, 1)
}

/// Draws on an empty screen of this size.
pub fn drawn(
    width: u16,
    height: u16,
    draw: impl FnOnce(Rect, &mut Buffer) -> Option<Position>,
) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    let cursor = draw(*buf.area(), &mut buf);
    shown(&buf, cursor)
}

/// The screen line by line: reversed text in `⟦…⟧`, the place of the cursor below.
pub fn shown(buf: &Buffer, cursor: Option<Position>) -> String {
    let mut out = String::new();
    for y in buf.area().top()..buf.area().bottom() {
        let mut line = String::new();
        let mut reversed = false;
        let mut skip = 0;
        for x in buf.area().left()..buf.area().right() {
            let cell = &buf[(x, y)];
            let now = cell.modifier.contains(Modifier::REVERSED);
            if now != reversed {
                line.push(if now { '⟦' } else { '⟧' });
                reversed = now;
            }
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = aid::tui::cells::width(cell.symbol()).saturating_sub(1);
            } else {
                skip -= 1;
            }
        }
        if reversed {
            line.push('⟧');
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    if let Some(Position { x, y }) = cursor {
        let _ = writeln!(out, "cursor {x},{y}");
    }
    out
}

//! How things look: themes and the one way to draw text.
//!
//! Widgets say what a text *is* ([`Tone`]); the theme says how that is drawn. Nothing is told by
//! colour alone: what a tone means also stands there as a word or a sign. All text goes through
//! [`Theme::put`], which cleans it, turns it into ASCII where nothing else can be drawn, and cuts
//! it with an ellipsis.
use std::borrow::Cow;
use std::str::FromStr;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::cells;

/// Stands before the selected row.
pub const MARKER: &str = "▸";
/// Draws a line, one cell.
pub const RULE: &str = "─";
/// Between two things said in one line.
pub const DOT: &str = " · ";

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// The sixteen colours of the terminal.
    #[default]
    Colour,
    /// White on black, nothing dimmed.
    Contrast,
    /// No colours: bold and reversed only.
    Mono,
}

impl Palette {
    /// Every one with the name by which it is chosen.
    pub const NAMES: [(&'static str, Self); 3] =
        [("colour", Self::Colour), ("contrast", Self::Contrast), ("mono", Self::Mono)];
}

/// A name that is no theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such theme")]
pub struct UnknownTheme;

impl FromStr for Palette {
    type Err = UnknownTheme;

    fn from_str(name: &str) -> Result<Self, UnknownTheme> {
        let found = Self::NAMES.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, palette)| palette).ok_or(UnknownTheme)
    }
}

/// What the terminal and the person's environment say, read once at the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// `TERM`.
    pub term: Option<&'a str>,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// The locale's character set is UTF-8.
    pub utf8: bool,
}

impl Surroundings<'_> {
    /// Whether nothing is known that this terminal can do.
    fn dumb(&self) -> bool {
        matches!(self.term, None | Some("" | "dumb" | "unknown"))
    }
}

/// What a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Text.
    #[default]
    Plain,
    /// Beside the point: hints, columns' heads.
    Quiet,
    /// A heading, or a key that can be pressed.
    Strong,
    /// What is selected.
    Chosen,
    /// It went well.
    Good,
    /// Worth a look. The text has its own sign or word for that.
    Warn,
    /// Urgent, or wrong. The text has its own sign or word for that.
    Alarm,
}

/// Colours and character set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    palette: Palette,
    ascii: bool,
}

impl Theme {
    /// A theme as given.
    pub fn new(palette: Palette, ascii: bool) -> Self {
        Self { palette, ascii }
    }

    /// The chosen palette, else the one that suits the surroundings; ASCII by setting, without
    /// UTF-8, and where `TERM` is `linux`, `dumb` or unknown.
    pub fn choose(chosen: Option<Palette>, ascii: bool, around: Surroundings<'_>) -> Self {
        let suited = if around.no_color || around.dumb() { Palette::Mono } else { Palette::Colour };
        let poor = around.dumb() || around.term == Some("linux") || !around.utf8;
        Self { palette: chosen.unwrap_or(suited), ascii: ascii || poor }
    }

    /// Whether only ASCII can be drawn.
    pub fn ascii(self) -> bool {
        self.ascii
    }

    /// How a tone is drawn.
    pub fn style(self, tone: Tone) -> Style {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        match (self.palette, tone) {
            (_, Tone::Chosen) => plain.add_modifier(Modifier::REVERSED),
            (Palette::Colour, Tone::Quiet) => plain.add_modifier(Modifier::DIM),
            (Palette::Colour, Tone::Good) => plain.fg(Color::Green),
            (Palette::Colour, Tone::Warn) => plain.fg(Color::Yellow),
            (Palette::Colour, Tone::Alarm) => bold.fg(Color::Red),
            (Palette::Contrast, Tone::Warn) => bold.fg(Color::LightYellow),
            (Palette::Contrast, Tone::Alarm) => bold.fg(Color::LightRed),
            (_, Tone::Plain | Tone::Quiet | Tone::Good) => plain,
            (_, Tone::Strong | Tone::Warn | Tone::Alarm) => bold,
        }
    }

    /// What stands at the end of a text that was cut.
    pub fn ellipsis(self) -> &'static str {
        if self.ascii { cells::ELLIPSIS_ASCII } else { cells::ELLIPSIS }
    }

    /// The text as it is drawn.
    pub fn shown(self, text: &str) -> Cow<'_, str> {
        match cells::clean(text) {
            Cow::Borrowed(text) if self.ascii => cells::ascii(text),
            Cow::Owned(text) if self.ascii => Cow::Owned(cells::ascii(&text).into_owned()),
            text => text,
        }
    }

    /// Cells that the text takes when drawn.
    pub fn width(self, text: &str) -> u16 {
        cells::width(&self.shown(text))
    }

    /// Draws `text` in `at`, a piece of one row, cut to its width. Gives the column behind it.
    pub fn put(self, buf: &mut Buffer, at: Rect, text: &str, tone: Tone) -> u16 {
        let at = at.intersection(*buf.area());
        if at.is_empty() {
            return at.x;
        }
        let shown = self.shown(text);
        let cut = cells::truncate(&shown, at.width, self.ellipsis());
        let width = usize::from(at.width);
        buf.set_stringn(at.x, at.y, cut, width, self.style(tone)).0
    }

    /// Draws `text` at the right end of `at`. Gives the column where it begins.
    pub fn put_right(self, buf: &mut Buffer, at: Rect, text: &str, tone: Tone) -> u16 {
        let width = self.width(text).min(at.width);
        let x = at.right().saturating_sub(width);
        self.put(buf, Rect { x, width, ..at }, text, tone);
        x
    }

    /// Draws a line over the whole of `at` with a title in it: `── title ─────`.
    pub fn rule(self, buf: &mut Buffer, at: Rect, title: &str) {
        let line = RULE.repeat(usize::from(at.width));
        self.put(buf, at, &line, Tone::Quiet);
        if !title.is_empty() {
            self.put(buf, behind(at, 3), &format!(" {title} "), Tone::Strong);
        }
    }
}

/// What is left of `at` from `cells` cells on.
pub fn behind(at: Rect, cells: u16) -> Rect {
    let skip = cells.min(at.width);
    Rect { x: at.x.saturating_add(skip), width: at.width - skip, ..at }
}

/// The part of `at` from column `x` on.
pub fn from(at: Rect, x: u16) -> Rect {
    behind(at, x.saturating_sub(at.x))
}

/// Row `number` of an area; empty below its end.
pub fn row(area: Rect, number: u16) -> Rect {
    let height = u16::from(number < area.height);
    Rect { y: area.y.saturating_add(number.min(area.height)), height, ..area }
}

/// Everything of an area from row `number` on.
pub fn below(area: Rect, number: u16) -> Rect {
    let skip = number.min(area.height);
    Rect { y: area.y.saturating_add(skip), height: area.height - skip, ..area }
}

/// Empties an area, for what is drawn over something else.
pub fn clear(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(*buf.area());
    for position in area.positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(term: &str) -> Surroundings<'_> {
        Surroundings { term: Some(term), no_color: false, utf8: true }
    }

    #[test]
    fn a_poor_terminal_gets_no_colours_and_ascii() {
        let choose = |around| Theme::choose(None, false, around);
        assert_eq!(choose(around("xterm-256color")), Theme::new(Palette::Colour, false));
        assert_eq!(choose(around("dumb")), Theme::new(Palette::Mono, true));
        assert_eq!(choose(around("unknown")), Theme::new(Palette::Mono, true));
        assert_eq!(choose(Surroundings::default()), Theme::new(Palette::Mono, true));
        assert_eq!(choose(around("linux")), Theme::new(Palette::Colour, true));
        let no_color = Surroundings { no_color: true, ..around("xterm") };
        assert_eq!(choose(no_color), Theme::new(Palette::Mono, false));
        let latin = Surroundings { utf8: false, ..around("xterm") };
        assert_eq!(choose(latin), Theme::new(Palette::Colour, true));
    }

    #[test]
    fn what_is_chosen_wins_over_the_surroundings() {
        let no_color = Surroundings { no_color: true, ..around("xterm") };
        let chosen = Theme::choose(Some(Palette::Contrast), true, no_color);
        assert_eq!(chosen, Theme::new(Palette::Contrast, true));
    }

    #[test]
    fn the_selection_is_seen_without_colours() {
        for palette in [Palette::Colour, Palette::Contrast, Palette::Mono] {
            let style = Theme::new(palette, false).style(Tone::Chosen);
            assert!(style.add_modifier.contains(Modifier::REVERSED));
        }
    }

    #[test]
    fn text_is_cleaned_cut_and_drawn_in_ascii() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 2));
        let area = *buf.area();
        Theme::new(Palette::Mono, false).put(
            &mut buf,
            row(area, 0),
            "Größe\u{1b}[1m · 345678",
            Tone::Plain,
        );
        Theme::new(Palette::Mono, true).put(&mut buf, row(area, 1), "Größe · 345678", Tone::Plain);
        assert_eq!(buf, Buffer::with_lines(["Größe[1m · …", "Groesse -..."]));
    }
}

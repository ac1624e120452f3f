//! Colours and attributes, and the shortest sequence from one set to another.
use ratatui::style::{Color, Modifier};

use super::ink::{number, or};

/// What characters are drawn with: the 16 colours and four attributes that every terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pen {
    /// SGR parameter of the foreground, 30–37 and 90–97; 0 is the terminal's own.
    pub fg: u8,
    /// SGR parameter of the background, 40–47 and 100–107; 0 is the terminal's own.
    pub bg: u8,
    /// The bits [`BOLD`] or [`DIM`], [`UNDERLINE`], [`REVERSE`].
    pub attributes: u8,
}

/// Bit of bold.
pub const BOLD: u8 = 1;
/// Bit of faint.
pub const DIM: u8 = 2;
/// Bit of underlined.
pub const UNDERLINE: u8 = 4;
/// Bit of reverse video.
pub const REVERSE: u8 = 8;

/// Bit, parameter that turns it on, parameter that turns it off.
const ATTRIBUTES: [(u8, u8, u8); 4] =
    [(BOLD, 1, 22), (DIM, 2, 22), (UNDERLINE, 4, 24), (REVERSE, 7, 27)];

impl Pen {
    /// The pen for a cell; colours beyond the 16 and other modifiers are left out, and so is
    /// dim on bold, of which each terminal makes something else.
    pub fn of(fg: Color, bg: Color, modifier: Modifier) -> Self {
        let bit = |flag, bit| if modifier.contains(flag) { bit } else { 0 };
        let intensity =
            if modifier.contains(Modifier::BOLD) { BOLD } else { bit(Modifier::DIM, DIM) };
        let attributes =
            intensity | bit(Modifier::UNDERLINED, UNDERLINE) | bit(Modifier::REVERSED, REVERSE);
        let bg = colour(bg);
        Self { fg: colour(fg), bg: if bg == 0 { 0 } else { bg + 10 }, attributes }
    }

    /// This pen as far as it may stay for a blank on background `bg`: no reverse video, no line below.
    #[must_use]
    pub const fn for_blank(self, bg: u8) -> Self {
        Self { bg, attributes: self.attributes & (BOLD | DIM), ..self }
    }

    /// Writes the shortest change from this pen to `to`: what differs, or a reset and what `to` has.
    pub fn change(self, to: Self, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        let mark = out.len();
        let (lost, gained) = (self.attributes & !to.attributes, to.attributes & !self.attributes);
        let off = ATTRIBUTES.iter().filter(|(bit, ..)| lost & bit != 0).map(|&(.., off)| off);
        let colours = [(self.fg, to.fg, 39), (self.bg, to.bg, 49)];
        let coloured = colours.iter().filter(|(from, to, _)| from != to);
        let coloured = coloured.map(|&(_, to, default)| if to == 0 { default } else { to });
        sgr(out, off.chain(on(gained)).chain(coloured));
        // an empty parameter is a zero
        let whole = std::iter::once(0)
            .chain(on(to.attributes))
            .chain([to.fg, to.bg].into_iter().filter(|&c| c > 0));
        or(out, mark, |out| sgr(out, whole));
    }
}

fn on(attributes: u8) -> impl Iterator<Item = u8> {
    ATTRIBUTES.iter().filter(move |(bit, ..)| attributes & bit != 0).map(|&(_, on, _)| on)
}

fn sgr(out: &mut Vec<u8>, parameters: impl Iterator<Item = u8>) {
    out.extend(b"\x1b[");
    for (at, parameter) in parameters.enumerate() {
        if at > 0 {
            out.push(b';');
        }
        number(out, u16::from(parameter));
    }
    out.push(b'm');
}

/// SGR parameter of a foreground.
const fn colour(colour: Color) -> u8 {
    match colour {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(n @ 0..8) => 30 + n,
        Color::Indexed(n @ 8..16) => 82 + n,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => 0,
    }
}

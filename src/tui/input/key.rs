//! A key as it can arrive from a terminal, and its name in keymap files.
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What was pressed, apart from the modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character as it was typed: a capital is its own character and carries no `shift`.
    Char(char),
    /// A function key, 1 to 12.
    F(u8),
    /// Enter, Return, the keypad's Enter, Ctrl-J and Ctrl-M.
    Enter,
    /// The Escape key itself, not the byte that begins a sequence.
    Esc,
    /// Tab; Shift-Tab is `Tab` with `shift`.
    Tab,
    /// Backspace, whether the terminal sends 0x7f or Ctrl-H.
    Backspace,
    /// Einfg.
    Insert,
    /// Entf.
    Delete,
    /// Pos1.
    Home,
    /// Ende.
    End,
    /// Bild auf.
    PageUp,
    /// Bild ab.
    PageDown,
    /// The arrow keys.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
}

/// One key with its modifiers, in the one form in which it can arrive: never two spellings of one key.
///
/// In text it is written as `a`, `A`, `?`, `space`, `f2`, `ctrl-p`, `shift-tab`, `ctrl-alt-up`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What was pressed.
    pub code: Code,
    /// With Strg/Ctrl.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
    /// With Umschalt/Shift; never set on a character.
    pub shift: bool,
}

/// Why a key name in a keymap is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// No key has this name.
    #[error("no key has this name")]
    Unknown,
    /// Terminals send the same byte for another key (`ctrl-h` for Backspace): it must be named as that one.
    #[error("terminals send this key as {0}")]
    SameAs(Key),
    /// No terminal sends this combination (`ctrl-1`).
    #[error("terminals do not send this key")]
    NeverArrives,
}

impl Key {
    /// A key without modifiers.
    pub const fn new(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A typed character.
    pub const fn char(c: char) -> Self {
        Self::new(Code::Char(c))
    }

    /// The same key with Ctrl.
    #[must_use]
    pub const fn with_ctrl(self) -> Self {
        Self { ctrl: true, ..self }
    }

    /// The same key with Alt.
    #[must_use]
    pub const fn with_alt(self) -> Self {
        Self { alt: true, ..self }
    }

    /// The same key with Shift.
    #[must_use]
    pub const fn with_shift(self) -> Self {
        Self { shift: true, ..self }
    }

    /// The character this key types into a text field, if it types one.
    pub const fn text(self) -> Option<char> {
        match self {
            Self { code: Code::Char(c), ctrl: false, alt: false, .. } => Some(c),
            _ => None,
        }
    }

    /// The form in which terminals send Ctrl with a character.
    fn ctrl_char(self, c: char) -> Result<Self, KeyError> {
        let plain = Self { ctrl: false, ..self };
        let same = |code| Err(KeyError::SameAs(Self { code, ..plain }));
        let other = |c| Err(KeyError::SameAs(Self { code: Code::Char(c), ..self }));
        match c.to_ascii_lowercase() {
            'h' | '8' | '?' => same(Code::Backspace),
            'i' => same(Code::Tab),
            'j' | 'm' => same(Code::Enter),
            '[' | '3' => same(Code::Esc),
            '@' | '2' => other(' '),
            '4' => other('\\'),
            '5' => other(']'),
            '6' => other('^'),
            '7' | '/' | '-' => other('_'),
            c if c.is_ascii_lowercase() || " \\]^_".contains(c) => {
                Ok(Self { code: Code::Char(c), ..self })
            }
            _ => Err(KeyError::NeverArrives),
        }
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(name: &str) -> Result<Self, KeyError> {
        let mut key = Self::new(Code::Esc);
        let mut rest = name;
        while let Some((modifier, behind)) =
            rest.split_once('-').filter(|(_, behind)| !behind.is_empty())
        {
            let flag = match modifier {
                "ctrl" => &mut key.ctrl,
                "alt" => &mut key.alt,
                "shift" => &mut key.shift,
                _ => break,
            };
            if std::mem::replace(flag, true) {
                return Err(KeyError::Unknown);
            }
            rest = behind;
        }
        key.code = code_named(rest).ok_or(KeyError::Unknown)?;
        match key.code {
            Code::Char(_) if key.shift && key.ctrl => Err(KeyError::NeverArrives),
            Code::Char(c) if key.shift => {
                let capital = c
                    .to_uppercase()
                    .next()
                    .filter(|_| c.is_alphabetic())
                    .ok_or(KeyError::NeverArrives)?;
                Ok(Self { code: Code::Char(capital), shift: false, ..key })
            }
            Code::Char(c) if key.ctrl => key.ctrl_char(c),
            _ => Ok(key),
        }
    }
}

fn code_named(name: &str) -> Option<Code> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && c != ' ').then_some(Code::Char(c));
    }
    Some(match name {
        "space" => Code::Char(' '),
        "enter" => Code::Enter,
        "esc" => Code::Esc,
        "tab" => Code::Tab,
        "backspace" => Code::Backspace,
        "insert" => Code::Insert,
        "delete" => Code::Delete,
        "home" => Code::Home,
        "end" => Code::End,
        "pageup" => Code::PageUp,
        "pagedown" => Code::PageDown,
        "up" => Code::Up,
        "down" => Code::Down,
        "left" => Code::Left,
        "right" => Code::Right,
        _ => {
            let digits = name.strip_prefix('f').filter(|digits| !digits.starts_with(['0', '+']))?;
            Code::F(digits.parse().ok().filter(|n| (1..=12).contains(n))?)
        }
    })
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (flag, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if flag {
                f.write_str(name)?;
            }
        }
        f.write_str(match self.code {
            Code::Char(' ') => "space",
            Code::Char(c) => return write!(f, "{c}"),
            Code::F(n) => return write!(f, "f{n}"),
            Code::Enter => "enter",
            Code::Esc => "esc",
            Code::Tab => "tab",
            Code::Backspace => "backspace",
            Code::Insert => "insert",
            Code::Delete => "delete",
            Code::Home => "home",
            Code::End => "end",
            Code::PageUp => "pageup",
            Code::PageDown => "pagedown",
            Code::Up => "up",
            Code::Down => "down",
            Code::Left => "left",
            Code::Right => "right",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str) -> Result<Key, KeyError> {
        name.parse()
    }

    #[test]
    fn names_are_read_and_written_alike() {
        for name in [
            "a",
            "A",
            "?",
            "-",
            "ä",
            "space",
            "f2",
            "f12",
            "enter",
            "esc",
            "tab",
            "shift-tab",
            "ctrl-p",
            "alt-x",
            "alt--",
            "ctrl-space",
            "ctrl-_",
            "ctrl-alt-up",
            "ctrl-shift-left",
            "pagedown",
            "backspace",
            "delete",
            "shift-f4",
        ] {
            assert_eq!(parse(name).map(|key| key.to_string()), Ok(name.to_owned()));
        }
    }

    #[test]
    fn one_key_has_one_form() {
        assert_eq!(parse("shift-a"), Ok(Key::char('A')));
        assert_eq!(parse("ctrl-P"), parse("ctrl-p"));
    }

    #[test]
    fn keys_that_terminals_cannot_tell_apart_are_refused() {
        assert_eq!(parse("ctrl-h"), Err(KeyError::SameAs(Key::new(Code::Backspace))));
        assert_eq!(parse("ctrl-j"), Err(KeyError::SameAs(Key::new(Code::Enter))));
        assert_eq!(parse("ctrl-7"), Err(KeyError::SameAs(Key::char('_').with_ctrl())));
        assert_eq!(parse("ctrl-1"), Err(KeyError::NeverArrives));
        assert_eq!(parse("ctrl-shift-a"), Err(KeyError::NeverArrives));
        assert_eq!(parse("shift-1"), Err(KeyError::NeverArrives));
    }

    #[test]
    fn what_is_no_key_is_unknown() {
        for name in [
            "",
            " ",
            "f0",
            "f13",
            "f+1",
            "F2x",
            "ctrl",
            "ctrl-",
            "super-a",
            "ctrl-ctrl-a",
            "pgdn",
            "\t",
        ] {
            assert_eq!(parse(name), Err(KeyError::Unknown), "{name:?}");
        }
    }
}

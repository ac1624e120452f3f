//! Keys as people know them: `Strg-O`, `Eingabe`, `Bild ab`, `g f`.
use crate::text::Texts;
use crate::tui::input::{Code, Key};

/// A sequence of keys in words.
pub fn words(keys: &[Key], texts: &Texts) -> String {
    keys.iter().map(|key| key_words(*key, texts)).collect::<Vec<_>>().join(" ")
}

/// One key in words.
pub fn key_words(key: Key, texts: &Texts) -> String {
    let mut out = String::new();
    for (held, name) in [(key.ctrl, "key-ctrl"), (key.alt, "key-alt"), (key.shift, "key-shift")] {
        if held {
            out.push_str(&texts.get(name));
            out.push('-');
        }
    }
    let name = match key.code {
        Code::Char(' ') => "key-space",
        // letters alone are told apart by case; with Strg they are written large, as on the keys
        Code::Char(c) if key.text().is_some() => return format!("{out}{c}"),
        Code::Char(c) => return format!("{out}{}", c.to_uppercase()),
        Code::F(number) => return format!("{out}F{number}"),
        Code::Enter => "key-enter",
        Code::Esc => "key-esc",
        Code::Tab => "key-tab",
        Code::Backspace => "key-backspace",
        Code::Insert => "key-insert",
        Code::Delete => "key-delete",
        Code::Home => "key-home",
        Code::End => "key-end",
        Code::PageUp => "key-page-up",
        Code::PageDown => "key-page-down",
        Code::Up => "key-up",
        Code::Down => "key-down",
        Code::Left => "key-left",
        Code::Right => "key-right",
    };
    out.push_str(&texts.get(name));
    out
}

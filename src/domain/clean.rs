//! Text from outside, made safe to keep and to draw.
//!
//! Everything typed, pasted, imported or received passes through here before it is stored: no
//! escape sequence, no control character and nothing invisible survives, and every text is in
//! Unicode form NFC, as DIN 91379 asks of German public registers. Letters are never changed.
use super::escapes;
use unicode_normalization::UnicodeNormalization;

/// One line: a name, a room, a number. Line breaks and tabs become spaces, runs of spaces one
/// space, spaces at the ends go.
///
/// ```
/// assert_eq!(aid::domain::clean::line("  Go\u{308}khan\t\u{202e}Öz \r\n"), "Gökhan Öz");
/// ```
pub fn line(text: &str) -> String {
    let text = escapes::without(text);
    let visible = text.chars().filter(|c| c.is_whitespace() || !is_hidden(*c));
    let mut cleaned = String::with_capacity(text.len());
    let mut gap = false;
    for c in visible.nfc() {
        if c.is_whitespace() {
            gap = !cleaned.is_empty();
        } else {
            if gap {
                cleaned.push(' ');
                gap = false;
            }
            cleaned.push(c);
        }
    }
    cleaned
}

/// Several lines: a note. Every kind of line break becomes `\n`, other white space a space; inner
/// spaces stay as typed, spaces at line ends and empty lines at both ends go.
pub fn text(text: &str) -> String {
    let broken = escapes::without(text).replace("\r\n", "\n");
    let visible = broken.chars().filter_map(|c| match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        c if c.is_whitespace() => Some(' '),
        c if is_hidden(c) => None,
        c => Some(c),
    });
    let composed: String = visible.nfc().collect();
    let lines: Vec<&str> = composed.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Whether a character draws nothing, or steers the terminal or the writing direction: C0, C1,
/// bidi controls, zero-width characters, fillers, variation selectors and tags.
///
/// The zero-width joiners of Persian and of emoji go too: terminals disagree about them, and two
/// spellings that look the same must be the same.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_one_trimmed_composed_line() {
        assert_eq!(line("\u{feff}Mu\u{308}ller \n\t Rene\u{301} "), "Müller René");
        assert_eq!(line("a\u{a0}\u{2003}b\u{2028}c"), "a b c");
        assert_eq!(line(" \r\n\t "), "");
    }

    #[test]
    fn escape_sequences_and_bidi_controls_do_not_survive() {
        assert_eq!(line("Ali\u{1b}[31m\u{9b}2J\u{7}"), "Ali");
        assert_eq!(line("a\u{202e}b\u{2066}c\u{200d}d\u{200c}e\u{61c}"), "abcde");
        assert_eq!(text("a\u{1b}]0;x\u{7}\n\u{202d}b"), "a\nb");
    }

    #[test]
    fn letters_of_every_script_stay() {
        for name in ["Yağmur Çelik", "Олександр", "محمد علی", "ተስፋይ", "Nguyễn", "O’Neil"]
        {
            assert_eq!(line(name), name);
        }
    }

    #[test]
    fn a_note_keeps_its_lines_and_inner_spaces() {
        assert_eq!(
            text("\n\n Heizung  kalt \r\n\r- Termin\tFr\u{85}ok\n\n"),
            " Heizung  kalt\n\n- Termin Fr\nok"
        );
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(raw in any::<String>()) {
            let one = line(&raw);
            prop_assert_eq!(&line(&one), &one);
            prop_assert!(!one.chars().any(is_hidden));
            let many = text(&raw);
            prop_assert_eq!(&text(&many), &many);
            prop_assert!(!many.chars().any(|c| c != '\n' && is_hidden(c)));
        }
    }
}

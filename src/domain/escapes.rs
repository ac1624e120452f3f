//! Control sequences of terminals (ECMA-48) in text from outside: pasted from a terminal, copied
//! out of a log, or sent to do harm.
//!
//! Without its escape character such a sequence would stay behind as rubbish (`[31m`) in the middle
//! of a name. A whole sequence goes with all that belongs to it; where one is torn, only characters
//! that no text has go, so that no word behind it is lost.
use std::borrow::Cow;

use super::clean::is_hidden;

const ESCAPE: char = '\u{1b}';
/// Control sequence introducer, `ESC [`: colours, cursor.
const CSI: char = '\u{9b}';
/// String terminator, `ESC \`.
const END: char = '\u{9c}';
const BELL: char = '\u{7}';

/// The text without its whole sequences. Torn ones keep their control characters, which
/// [`super::clean`] takes out.
pub fn without(text: &str) -> Cow<'_, str> {
    if !text.contains(begins) {
        return Cow::Borrowed(text);
    }
    // terminals look past what is invisible inside a sequence, so it must not save one
    let visible =
        |c: &char| !is_hidden(*c) || begins(*c) || is_break(*c) || matches!(*c, END | BELL);
    let text: String = text.chars().filter(visible).collect();
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, from)) = rest.find(begins).and_then(|at| rest.split_at_checked(at)) {
        kept.push_str(before);
        let mut behind = from.chars();
        let first = behind.next();
        rest = behind.as_str();
        match past(first, rest) {
            Some(past) => rest = past,
            None => kept.extend(first),
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// Characters with which a sequence begins.
fn begins(c: char) -> bool {
    matches!(c, ESCAPE | CSI | '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}')
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\t')
}

/// What comes behind the sequence that begins with `first`; `None` when it is not whole.
fn past(first: Option<char>, rest: &str) -> Option<&str> {
    match first? {
        ESCAPE => {
            let mut chars = rest.chars();
            let kind = chars.next()?;
            match kind {
                '[' => past_control(chars.as_str()),
                ']' | 'P' | 'X' | '^' | '_' => past_string(chars.as_str()),
                // chooses a character set: `ESC ( B`
                '(' | ')' | '*' | '+' => {
                    chars.next().filter(char::is_ascii_alphanumeric).map(|_| chars.as_str())
                }
                _ => None,
            }
        }
        CSI => past_control(rest),
        _ => past_string(rest),
    }
}

/// Behind parameters, intermediates and the final byte (ECMA-48, 5.4).
fn past_control(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches(|c| matches!(c, '0'..='?'));
    let rest = rest.trim_start_matches(|c| matches!(c, ' '..='/'));
    rest.strip_prefix(|c| matches!(c, '@'..='~'))
}

/// Behind the end of a command or title; it stands on the same line.
fn past_string(rest: &str) -> Option<&str> {
    let at = rest.find(|c| matches!(c, END | BELL | ESCAPE) || is_break(c))?;
    let end = rest.get(at..)?;
    end.strip_prefix([END, BELL]).or_else(|| end.strip_prefix("\u{1b}\\"))
}

#[cfg(test)]
mod tests {
    use super::super::clean;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_sequences_go_with_all_that_belongs_to_them() {
        for (raw, clean) in [
            ("Ali\u{1b}[31mya\u{1b}[0m", "Aliya"),
            ("Ali\u{9b}1;31mya", "Aliya"),
            ("Ali\u{1b}[?25l\u{1b}[2 qya", "Aliya"),
            ("\u{1b}]0;x\u{7}Ali\u{1b}]8;;http://x\u{1b}\\ya\u{9d}2;y\u{9c}", "Aliya"),
            ("\u{1b}(B\u{1b}[mAli\u{1b}Pq#0\u{1b}\\ya", "Aliya"),
            ("Ali\u{1b}[3\u{200b}1mya", "Aliya"),
        ] {
            assert_eq!(clean::line(raw), clean, "{raw:?}");
            assert_eq!(clean::text(raw), clean, "{raw:?}");
        }
    }

    #[test]
    fn a_torn_sequence_takes_no_word_with_it() {
        assert_eq!(clean::text("a\u{1b}]0;Titel\nMüller"), "a]0;Titel\nMüller");
        assert_eq!(clean::line("Ali\u{1b}Müller"), "AliMüller");
        assert_eq!(clean::line("Ali\u{1b}[31"), "Ali[31");
    }

    /// A whole sequence, as a terminal understands it.
    fn sequence() -> impl Strategy<Value = String> {
        let control = "(\u{1b}\\[|\u{9b})[0-?]{0,4}[ -/]{0,1}[@-~]";
        let string = "(\u{1b}\\]|\u{9d})[ -Z^-~]{0,8}(\u{7}|\u{9c}|\u{1b}\\\\)";
        prop_oneof![control, string]
    }

    proptest! {
        #[test]
        fn nothing_of_a_sequence_is_left(words in "[A-Za-zäöü\\[\\]();,.0-9]{0,9}", more in "[a-zäöü\\[\\]0-9]{0,9}", seq in sequence()) {
            let raw = format!("{words}{seq}{more}");
            prop_assert_eq!(clean::line(&raw), format!("{words}{more}"));
        }

        #[test]
        fn text_without_control_characters_is_untouched(words in "[A-Za-zäöü\\[\\]();?,.\\\\0-9]{0,40}") {
            prop_assert_eq!(without(&words), words.as_str());
            prop_assert_eq!(clean::line(&words), words.as_str());
        }
    }
}

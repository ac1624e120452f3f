//! Widths, truncation, padding, wrapping, cleaning: the one place that measures text.
//!
//! Text is measured one grapheme cluster at a time, exactly as ratatui's `Buffer` stores it. Measured as a
//! whole string, "لا" would count one cell (unicode-width knows the ligature) while the buffer gives it two.
use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use crate::domain::clean::is_hidden;

/// Marks a cut text, one cell.
pub const ELLIPSIS: &str = "…";
/// Marks a cut text where only ASCII can be drawn, three cells.
pub const ELLIPSIS_ASCII: &str = "...";

/// Cells that `text` takes when drawn on one line; what is never drawn takes none.
pub fn width(text: &str) -> u16 {
    text.graphemes(true).fold(0, |sum, grapheme| sum.saturating_add(grapheme_width(grapheme)))
}

/// Cells of one grapheme cluster, 0 for controls and lone marks: what ratatui's `Buffer` gives it.
pub fn grapheme_width(grapheme: &str) -> u16 {
    if grapheme.contains(char::is_control) { 0 } else { grapheme.cell_width() }
}

/// `text` if it fits into `max` cells, otherwise its beginning with `ellipsis` at the end, at most `max` cells.
/// Where not even the ellipsis fits, the beginning alone.
pub fn truncate<'a>(text: &'a str, max: u16, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= max {
        return Cow::Borrowed(text);
    }
    match max.checked_sub(width(ellipsis)) {
        Some(room) => Cow::Owned(format!("{}{ellipsis}", prefix(text, room))),
        None => Cow::Borrowed(prefix(text, max)),
    }
}

/// The longest beginning of `text` that takes at most `max` cells; never half a grapheme.
pub fn prefix(text: &str, max: u16) -> &str {
    let mut used = 0_u16;
    let end = text.grapheme_indices(true).find_map(|(at, grapheme)| {
        used = used.saturating_add(grapheme_width(grapheme));
        (used > max).then_some(at)
    });
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

/// `text` cut or filled with blanks behind it to exactly `to` cells.
pub fn pad_right(text: &str, to: u16, ellipsis: &str) -> String {
    let cut = truncate(text, to, ellipsis);
    let fill = usize::from(to.saturating_sub(width(&cut)));
    format!("{cut}{:fill$}", "")
}

/// `text` cut or filled with blanks before it to exactly `to` cells, for columns of figures.
pub fn pad_left(text: &str, to: u16, ellipsis: &str) -> String {
    let cut = truncate(text, to, ellipsis);
    let fill = usize::from(to.saturating_sub(width(&cut)));
    format!("{:fill$}{cut}", "")
}

/// `text` in lines of at most `max` cells, for notes in the reading view.
///
/// Lines end at line feeds and at blanks; a longer word is broken between graphemes. The blanks at which a line
/// was broken are left out, all others stay. No text gives one empty line; a grapheme wider than `max` stands alone.
pub fn wrap(text: &str, max: u16) -> Vec<&str> {
    text.split('\n').flat_map(|paragraph| wrap_paragraph(paragraph, max)).collect()
}

fn wrap_paragraph(paragraph: &str, max: u16) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = paragraph;
    loop {
        let fits = prefix(rest, max);
        if fits.len() == rest.len() {
            break; // only what fits is measured: a long text is walked once
        }
        let at = break_at(rest, fits);
        let (line, next) = rest.split_at_checked(at).unwrap_or((rest, ""));
        lines.push(line.trim_end_matches(' '));
        rest = next.trim_start_matches(' ');
        if rest.is_empty() {
            return lines;
        }
    }
    lines.push(rest);
    lines
}

/// Where to break `rest` whose beginning `fits`: behind the last word that fits, or inside a word that is too long.
fn break_at(rest: &str, fits: &str) -> usize {
    let behind = rest.get(fits.len()..).unwrap_or_default();
    if behind.starts_with(' ') {
        return fits.len();
    }
    match fits.trim_end_matches(|c| c != ' ').trim_end_matches(' ').len() {
        0 if fits.is_empty() => rest.graphemes(true).next().map_or(rest.len(), str::len),
        0 => fits.len(),
        at => at,
    }
}

/// `text` without what must never reach a terminal: controls, escape, bidi and other invisible characters.
/// Tabs and line ends become blanks so that words stay apart. The last defence; input is cleaned before it is stored.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let shown = |c| match c {
        '\t' | '\n' | '\u{2028}' | '\u{2029}' => Some(' '),
        c => (!is_hidden(c)).then_some(c),
    };
    Cow::Owned(text.chars().filter_map(shown).collect())
}

/// `grapheme` in a form that every terminal draws as wide as ratatui measures it.
///
/// Terminals add up the widths of the characters. Where that differs from the width of the cluster (emoji with
/// skin tone), the first character is drawn and filled with blanks. Nothing longer than `max` bytes.
pub fn drawable(grapheme: &str, max: usize) -> (Cow<'_, str>, u16) {
    let cleaned = clean(grapheme);
    let cells = grapheme_width(&cleaned).min(2);
    let sum: usize = cleaned.chars().filter_map(UnicodeWidthChar::width).sum();
    if cells > 0 && sum == usize::from(cells) && cleaned.len() <= max {
        return (cleaned, cells);
    }
    let first = cleaned.chars().next().filter(|c| c.width().is_some_and(|w| (1..=2).contains(&w)));
    let cells = cells.max(1);
    let text = match first {
        Some(c) if c.width() == Some(usize::from(cells)) => String::from(c),
        Some(c) if c.width() == Some(1) => format!("{c} "),
        _ => " ".repeat(usize::from(cells)),
    };
    (Cow::Owned(text), cells)
}

/// `text` in ASCII for terminals without UTF-8: German umlauts as ae, oe, ue, ss, other letters without their marks,
/// signs by their nearest look, everything else `?`.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.nfc().filter(|&c| !is_combining_mark(c)).peekable();
    while let Some(c) = letters.next() {
        let shout = letters.peek().is_some_and(|next| next.is_uppercase());
        match spelled(c) {
            Some(spelling) if shout => out.push_str(&spelling.to_uppercase()),
            Some(spelling) => out.push_str(spelling),
            None if c.is_ascii() => out.push(c),
            None => out.push(c.nfd().next().filter(char::is_ascii).unwrap_or('?')),
        }
    }
    Cow::Owned(out)
}

/// Letters that are more than a base letter with marks, and the signs of our own screens.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'Ä' | 'Æ' => "Ae",
        'Ö' | 'Œ' => "Oe",
        'Ü' => "Ue",
        'ß' => "ss",
        'ẞ' => "SS",
        'þ' => "th",
        'Þ' => "Th",
        'ø' => "o",
        'Ø' => "O",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ł' => "l",
        'Ł' => "L",
        'ı' => "i",
        'ə' => "e",
        'Ə' => "E",
        '\u{A0}' | '\u{202F}' => " ",
        '‐'..='―' | '−' | '·' | '─' | '━' => "-",
        '…' => ELLIPSIS_ASCII,
        '‘' | '’' | '‚' | 'ʿ' | 'ʾ' | 'ʼ' => "'",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '•' => "*",
        '▸' | '›' => ">",
        '‹' => "<",
        '→' => "->",
        '←' => "<-",
        '×' => "x",
        '│' | '┃' => "|",
        '┌'..='╿' => "+",
        '€' => "EUR",
        '§' => "Par.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn widths_are_those_of_the_buffer() {
        for (text, cells) in [
            ("", 0),
            ("Weber", 5),
            ("لا", 2),
            ("한글", 4),
            ("e\u{301}", 1),
            ("\u{301}", 0),
            ("a\u{1b}b", 2),
        ] {
            assert_eq!(width(text), cells, "{text:?}");
        }
    }

    #[test]
    fn truncation_marks_the_cut_and_never_halves_a_grapheme() {
        assert_eq!(truncate("Al-Hamadi", 9, ELLIPSIS), "Al-Hamadi");
        assert_eq!(truncate("Al-Hamadi", 5, ELLIPSIS), "Al-H…");
        assert_eq!(truncate("Al-Hamadi", 5, ELLIPSIS_ASCII), "Al...");
        assert_eq!(truncate("Al-Hamadi", 2, ELLIPSIS_ASCII), "Al");
        assert_eq!(truncate("한글", 3, ELLIPSIS), "한…");
        assert_eq!(pad_right("한글", 4, ELLIPSIS), "한글");
        assert_eq!(pad_right("한글", 3, ""), "한 ");
        assert_eq!(pad_left("12", 4, ELLIPSIS), "  12");
    }

    #[test]
    fn wrapping_breaks_at_blanks_and_inside_long_words_only() {
        assert_eq!(wrap("Warteliste VHS seit  6 Wochen", 15), ["Warteliste VHS", "seit  6 Wochen"]);
        assert_eq!(wrap("eins\n\nzwei", 10), ["eins", "", "zwei"]);
        assert_eq!(wrap("Donaudampfschifffahrt", 9), ["Donaudamp", "fschifffa", "hrt"]);
        assert_eq!(wrap("한글", 1), ["한", "글"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn invisible_characters_are_dropped_and_words_stay_apart() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\u{200b}d\u{2066}e"), "a[31mbcde");
        assert_eq!(clean("eins\tzwei\ndrei"), "eins zwei drei");
    }

    #[test]
    fn ascii_spells_umlauts_and_folds_the_rest() {
        assert_eq!(ascii("Müller, Größe, ÄRZTE, Ärzte"), "Mueller, Groesse, AERZTE, Aerzte");
        assert_eq!(
            ascii("Mu\u{308}ller Çelik Šarić Łukasz – 12 …"),
            "Mueller Celik Saric Lukasz - 12 ..."
        );
        assert_eq!(ascii("فاطمة"), "?????");
    }

    #[test]
    fn clusters_that_terminals_disagree_on_are_drawn_simply() {
        assert_eq!(drawable("é", 15), ("é".into(), 1));
        assert_eq!(drawable("👍🏽", 15), ("👍".into(), 2));
        assert_eq!(drawable("👩‍👧", 15), ("👩".into(), 2));
        assert_eq!(drawable("\u{1b}", 15), (" ".into(), 1));
        assert_eq!(drawable(&format!("a{}", "\u{301}".repeat(40)), 15), ("a".into(), 1));
    }

    proptest! {
        #[test]
        fn the_buffer_agrees_on_every_width(text in "\\PC{0,20}") {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 200, 1));
            let (x, _) = buffer.set_stringn(0, 0, &text, 200, Style::new());
            prop_assert_eq!(width(&text), x);
        }

        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,40}", max in 2_u16..30) {
            prop_assert!(width(&truncate(&text, max, ELLIPSIS)) <= max);
            prop_assert_eq!(width(&pad_left(&text, max, ELLIPSIS)), max);
            let alone = |line: &str| line.graphemes(true).count() == 1;
            prop_assert!(wrap(&text, max).iter().all(|line| width(line) <= max || alone(line)));
            let words = |text: &str| text.chars().filter(|&c| c != ' ').collect::<String>();
            prop_assert_eq!(words(&wrap(&text, max).concat()), words(&text));
            prop_assert!(ascii(&text).is_ascii());
        }

        #[test]
        fn what_is_drawn_is_as_wide_for_the_terminal(text in "\\PC{0,12}|[a-zäöüلاكখক্ষ한👩🇩🇪\u{301}\u{200d}\u{fe0f}]{0,12}") {
            for grapheme in text.graphemes(true) {
                let (drawn, cells) = drawable(grapheme, 15);
                let sum: usize = drawn.chars().filter_map(UnicodeWidthChar::width).sum();
                prop_assert_eq!(sum, usize::from(cells), "{:?}", grapheme);
                prop_assert!(drawn.len() <= 15);
            }
        }
    }
}

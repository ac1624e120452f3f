//! Text being typed: the text, the place of the cursor, and the commands that change them.
//!
//! It moves and erases by grapheme clusters, so that a letter with its accents is one step. What
//! is inserted loses control and bidi characters at once, and what does not fit is left out and
//! counted, so that it can be said. It knows nothing of screens; the field and the note draw it.
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::clean::is_hidden;
use crate::domain::visit::NOTE_MAX;
use crate::tui::cells;
use crate::tui::command::CommandId;

/// Text being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    text: String,
    /// A byte of `text`, always between two grapheme clusters.
    cursor: usize,
    /// Whether it may hold line breaks.
    lines: bool,
    /// Characters that can be typed into it.
    most: usize,
}

impl Default for Editor {
    fn default() -> Self {
        Self { text: String::new(), cursor: 0, lines: false, most: NOTE_MAX }
    }
}

impl Editor {
    /// One line, the cursor at its end.
    pub fn line(text: &str) -> Self {
        let mut editor = Self::default();
        editor.put(text);
        editor
    }

    /// Several lines, the cursor at the end.
    pub fn note(text: &str) -> Self {
        let mut editor = Self { lines: true, ..Self::default() };
        editor.put(text);
        editor
    }

    /// The same with room for so many characters.
    #[must_use]
    pub fn most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// What was typed so far, as it stands.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is typed yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts another text in place of this one, the cursor at its end; all of it, however long.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        self.cursor = 0;
        self.put(text);
    }

    /// Inserts a text, in the place of all others if `whole`; gives the characters left out.
    pub fn replace(&mut self, whole: bool, text: &str) -> usize {
        if whole {
            self.set("");
        }
        self.insert(text)
    }

    /// Characters before the cursor, for drafts.
    pub fn cursor(&self) -> u32 {
        let before = self.before().chars().count();
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    /// The byte of the text before which the cursor stands.
    pub fn byte(&self) -> usize {
        self.cursor
    }

    /// Puts the cursor behind this many characters, or at the end.
    pub fn set_cursor(&mut self, characters: u32) {
        let wanted = usize::try_from(characters).unwrap_or(usize::MAX);
        let byte = self.text.char_indices().nth(wanted).map_or(self.text.len(), |(byte, _)| byte);
        let mut starts = self.text.grapheme_indices(true).map(|(start, _)| start);
        self.cursor = starts.find(|start| *start >= byte).unwrap_or(self.text.len());
    }

    /// Types or pastes `text` at the cursor, as far as there is room; gives the characters of it
    /// left out. Line breaks become spaces where there is one line.
    pub fn insert(&mut self, text: &str) -> usize {
        let typed = self.cleaned(text);
        // bytes are never fewer than characters
        if self.text.len() + typed.len() <= self.most {
            self.put_clean(&typed);
            return 0;
        }
        let (mut end, mut taken) = (0, 0);
        let room = self.most.saturating_sub(self.text.chars().count());
        for cluster in typed.graphemes(true) {
            let more = taken + cluster.chars().count();
            if more > room {
                break;
            }
            (end, taken) = (end + cluster.len(), more);
        }
        let (fits, rest) = typed.split_at_checked(end).unwrap_or_default();
        self.put_clean(fits);
        rest.chars().count()
    }

    /// Inserts all of a text.
    fn put(&mut self, text: &str) {
        self.put_clean(&self.cleaned(text));
    }

    fn put_clean(&mut self, text: &str) {
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
        self.settle();
    }

    /// What of a text may stand in this one.
    fn cleaned(&self, text: &str) -> String {
        let kept = |c| match c {
            '\n' | '\r' if self.lines => Some('\n'),
            '\n' | '\r' | '\t' => Some(' '),
            c => (!is_hidden(c)).then_some(c),
        };
        text.replace("\r\n", "\n").chars().filter_map(kept).collect()
    }

    /// Carries out a command that edits; `false` if this is none. `width` is the width at which
    /// the text is drawn: Up and Down go by the rows seen, and are not taken at the first and the
    /// last row, so that they can leave the field.
    pub fn apply(&mut self, command: CommandId, width: u16) -> bool {
        match command {
            CommandId::TextLeft => self.cursor = self.left(),
            CommandId::TextRight => self.cursor = self.right(),
            CommandId::TextWordLeft => self.cursor = self.word_left(),
            CommandId::TextWordRight => self.cursor = self.word_right(),
            CommandId::TextHome => self.cursor = self.line_start(),
            CommandId::TextEnd => self.cursor = self.line_end(),
            CommandId::EraseLeft => self.erase(self.left()..self.cursor),
            CommandId::EraseRight => self.erase(self.cursor..self.right()),
            CommandId::EraseWord => self.erase(self.word_left()..self.cursor),
            CommandId::EraseToStart => self.erase(self.line_start()..self.cursor),
            CommandId::EraseToEnd => self.erase(self.cursor..self.line_end()),
            CommandId::NewLine if self.lines => drop(self.insert("\n")),
            CommandId::Up => return self.lines && self.vertical(-1, width),
            CommandId::Down => return self.lines && self.vertical(1, width),
            _ => return false,
        }
        true
    }

    /// The rows of the text at this width, as ranges of bytes; at least one.
    pub fn rows(&self, width: u16) -> Vec<Range<usize>> {
        let mut rows = Vec::new();
        let mut paragraph_start = 0;
        for paragraph in self.text.split('\n') {
            let mut start = paragraph_start;
            for (number, row) in cells::wrap(paragraph, width).into_iter().enumerate() {
                if number > 0 {
                    // the blanks at which the line was broken
                    let rest = self.text.get(start..).unwrap_or_default();
                    start += rest.len() - rest.trim_start_matches(' ').len();
                }
                rows.push(start..start + row.len());
                start += row.len();
            }
            paragraph_start += paragraph.len() + 1;
        }
        rows
    }

    /// Column and row of the cursor at this width, both from 0.
    pub fn place(&self, width: u16) -> (u16, u16) {
        let rows = self.rows(width);
        let number = rows.iter().rposition(|row| row.start <= self.cursor).unwrap_or(0);
        let start = rows.get(number).map_or(0, |row| row.start);
        let column = cells::width(self.text.get(start..self.cursor).unwrap_or_default());
        (column.min(width), u16::try_from(number).unwrap_or(u16::MAX))
    }

    fn vertical(&mut self, step: isize, width: u16) -> bool {
        let (column, row) = self.place(width);
        let wanted = usize::from(row).checked_add_signed(step);
        let Some(range) = wanted.and_then(|row| self.rows(width).get(row).cloned()) else {
            return false;
        };
        let line = self.text.get(range.clone()).unwrap_or_default();
        self.cursor = range.start + cells::prefix(line, column).len();
        true
    }

    /// After an insertion two clusters may have become one: keep the cursor between clusters.
    fn settle(&mut self) {
        let mut starts = self.text.grapheme_indices(true).map(|(start, _)| start);
        self.cursor = starts.find(|start| *start >= self.cursor).unwrap_or(self.text.len());
    }

    fn erase(&mut self, range: Range<usize>) {
        self.cursor = range.start;
        self.text.drain(range);
        self.settle();
    }

    fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    fn left(&self) -> usize {
        let last = self.before().graphemes(true).next_back();
        self.cursor - last.map_or(0, str::len)
    }

    fn right(&self) -> usize {
        let first = self.after().graphemes(true).next();
        self.cursor + first.map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let mut words = self.before().trim_end().split_word_bound_indices();
        words.next_back().map_or(0, |(start, _)| start)
    }

    fn word_right(&self) -> usize {
        let after = self.after();
        let blank = after.len() - after.trim_start().len();
        let word = after.trim_start().split_word_bounds().next().map_or(0, str::len);
        self.cursor + blank + word
    }

    fn line_start(&self) -> usize {
        self.before().rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.after().find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CommandId as C;

    fn after(mut editor: Editor, commands: &[CommandId]) -> (String, u32) {
        for command in commands {
            assert!(editor.apply(*command, 10), "{command:?}");
        }
        (editor.text().to_owned(), editor.cursor())
    }

    #[test]
    fn it_moves_and_erases_by_what_one_sees_as_a_letter() {
        let name = Editor::line("Zoe\u{308}");
        assert_eq!(after(name.clone(), &[C::EraseLeft]), ("Zo".to_owned(), 2));
        assert_eq!(after(name, &[C::TextLeft, C::EraseLeft]), ("Ze\u{308}".to_owned(), 1));
        let words = Editor::line("Termin beim Amt");
        assert_eq!(after(words.clone(), &[C::EraseWord]), ("Termin beim ".to_owned(), 12));
        assert_eq!(
            after(words.clone(), &[C::TextWordLeft, C::EraseToStart]),
            ("Amt".to_owned(), 0)
        );
        assert_eq!(after(words, &[C::TextHome, C::TextWordRight, C::EraseToEnd]).0, "Termin");
    }

    #[test]
    fn one_line_stays_one_line() {
        let mut editor = Editor::line("a\r\nb\u{202e}\u{1b}[2J\tc");
        assert_eq!(editor.text(), "a b[2J c");
        assert!(!editor.apply(C::NewLine, 10) && !editor.apply(C::Down, 10));
    }

    #[test]
    fn up_and_down_go_by_the_rows_one_sees_and_leave_at_the_ends() {
        let mut note = Editor::note("Warteliste seit sechs Wochen\nKurs B1");
        let rows: Vec<&str> =
            note.rows(10).into_iter().filter_map(|row| note.text().get(row)).collect();
        assert_eq!(rows, ["Warteliste", "seit sechs", "Wochen", "Kurs B1"]);
        assert_eq!(note.place(10), (7, 3));
        assert!(note.apply(C::Up, 10));
        assert_eq!(note.place(10), (6, 2));
        assert!(note.apply(C::Up, 10) && note.apply(C::Up, 10));
        assert!(!note.apply(C::Up, 10), "leaves the field");
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_counted_and_a_letter_is_never_torn() {
        let mut editor = Editor::line("abc").most(5);
        assert_eq!(editor.insert("de\u{308}"), 2, "an e without its dots would be another name");
        assert_eq!(editor.text(), "abcd");
        assert_eq!(editor.insert("x\u{7}y"), 1);
        assert_eq!(editor.text(), "abcdx");
        assert_eq!(editor.insert("z"), 1);
        editor.set("longer than that");
        assert_eq!(editor.text(), "longer than that", "what was kept comes back whole");
        assert!(editor.apply(C::EraseLeft, 10));
        assert_eq!(editor.insert("z"), 1);
    }

    #[test]
    fn a_draft_brings_the_cursor_back() {
        let mut editor = Editor::note("Zoe\u{308} fehlt");
        editor.set_cursor(3);
        assert_eq!(editor.cursor(), 4, "never inside a letter");
        editor.set_cursor(99);
        assert_eq!(editor.cursor(), 10);
    }

    proptest::proptest! {
        #[test]
        fn nothing_typed_or_done_can_break_it(
            text in "\\PC{0,20}|[a\u{308}\n نو ]{0,12}",
            commands in proptest::collection::vec(0..12_usize, 0..20),
            width in 1..30_u16,
        ) {
            let all = [
                C::TextLeft, C::TextRight, C::TextWordLeft, C::TextWordRight, C::TextHome,
                C::TextEnd, C::EraseLeft, C::EraseRight, C::EraseWord, C::NewLine, C::Up, C::Down,
            ];
            let mut editor = Editor::note(&text);
            for command in commands {
                editor.apply(all[command], width);
                editor.insert("\u{301}x");
                let (column, row) = editor.place(width);
                proptest::prop_assert!(column <= width);
                proptest::prop_assert!(usize::from(row) < editor.rows(width).len());
                proptest::prop_assert!(editor.rows(width).iter().all(|row| editor.text().get(row.clone()).is_some()));
            }
        }
    }
}

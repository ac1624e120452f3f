//! Level 1: Latin letters without marks, in lower case.
use super::scripts;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The search form of a text: `a-z`, `0-9` and single spaces, empty when nothing readable is left.
///
/// Other scripts are transliterated, marks and apostrophes dropped, and `ae oe ue` become `a o u`
/// on both sides of a comparison, so that `Gül`, `Gul` and `Guel` meet. The fold of a beginning of
/// a name is a beginning of the fold of that name, which lets a half-typed name be looked up.
///
/// ```
/// use aid::domain::names::fold;
/// assert_eq!(fold("Mueller-Yıldız"), "muller yildiz");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = latin(text, |_| None);
    let mut before = ' ';
    folded.retain(|c| {
        let umlaut = c == 'e' && matches!(before, 'a' | 'o' | 'u');
        before = if umlaut { before } else { c };
        !umlaut
    });
    folded
}

/// The key by which names are sorted: DIN 5007-1 (`ä` as `a`, `ß` as `ss`, case does not count,
/// a space comes before letters). Names in other scripts sort as they are transliterated, letters
/// without a table behind `z`.
pub fn sort_key(text: &str) -> String {
    latin(text, Some)
}

/// Lower-case Latin letters and digits of `text`, single spaces for the rest. What no table knows
/// is given to `unknown`.
fn latin(text: &str, unknown: impl Fn(char) -> Option<char>) -> String {
    let mut line = Line(String::with_capacity(text.len()));
    if text.is_ascii() {
        text.chars().for_each(|c| line.ascii(c.to_ascii_lowercase()));
        return line.finish();
    }
    // composed first: a table may know й, which is not и with a mark
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if line.known(c) {
            continue;
        }
        for part in std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part)) {
            if !line.known(part) {
                line.push(unknown(part).filter(|c| c.is_alphanumeric()));
            }
        }
    }
    line.finish()
}

/// A text under construction that never starts with or repeats a space.
struct Line(String);

impl Line {
    /// Takes a character the tables know; false leaves it to the caller.
    fn known(&mut self, c: char) -> bool {
        if c.is_ascii() {
            self.ascii(c);
        } else if let Some(latin) = scripts::latin(c) {
            self.0.push_str(latin);
        } else {
            return false;
        }
        true
    }

    fn ascii(&mut self, c: char) {
        if !matches!(c, '\'' | '`' | '"') {
            self.push(Some(c).filter(char::is_ascii_alphanumeric));
        }
    }

    fn push(&mut self, c: Option<char>) {
        match c {
            Some(c) => self.0.push(c),
            None if self.0.is_empty() || self.0.ends_with(' ') => {}
            None => self.0.push(' '),
        }
    }

    fn finish(mut self) -> String {
        self.0.truncate(self.0.trim_end().len());
        self.0
    }
}

//! Which of several entries fit what was typed, the best first: palette, help and choices.
//!
//! Both sides are folded as names are, so that `ubernehmen`, `uebernehmen` and `Übernehmen` are
//! the same word.
use std::cmp::Reverse;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::names::fold;

/// What an entry is found by.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Its label: letters may be left out.
    pub label: &'a str,
    /// Other words for it: only their letters in a row count.
    pub also: &'a str,
}

/// Places of the entries that fit `query`, the best first, of those that fit alike the shortest
/// label first; all of them in their order when nothing was typed.
pub fn rank<'a>(query: &str, entries: impl IntoIterator<Item = Words<'a>>) -> Vec<usize> {
    let query = fold(query);
    if query.is_empty() {
        return (0..entries.into_iter().count()).collect();
    }
    let pattern = |kind| Pattern::new(&query, CaseMatching::Ignore, Normalization::Never, kind);
    let (loose, strict) = (pattern(AtomKind::Fuzzy), pattern(AtomKind::Substring));
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut buffer = Vec::new();
    let mut score = |pattern: &Pattern, text: &str| {
        let text = fold(text);
        pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)
    };
    let mut found = Vec::new();
    for (place, words) in entries.into_iter().enumerate() {
        // a hit in the label counts more than one in the other words
        let label = score(&loose, words.label).map(|score| score * 2);
        let best = label.max(score(&strict, words.also));
        found.extend(best.map(|score| (Reverse(score), words.label.len(), place)));
    }
    found.sort_unstable();
    found.into_iter().map(|(_, _, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: [Words<'_>; 4] = [
        Words { label: "Übernehmen", also: "" },
        Words { label: "Kontakt", also: "telefonat, anruf" },
        Words { label: "Besuch", also: "hausbesuch, checkliste" },
        Words { label: "Besuche", also: "letzte besuche, kontakte" },
    ];

    #[test]
    fn labels_go_before_other_words() {
        assert_eq!(rank("kontakt", ENTRIES), [1, 3]);
        assert_eq!(rank("besuch", ENTRIES), [2, 3]);
        assert_eq!(rank("anruf", ENTRIES), [1]);
        assert_eq!(rank("ktk", ENTRIES), [1]);
    }

    #[test]
    fn umlauts_are_found_however_they_are_typed() {
        for typed in ["über", "ueber", "uber"] {
            assert_eq!(rank(typed, ENTRIES), [0], "{typed}");
        }
    }

    #[test]
    fn nothing_typed_is_everything_and_nonsense_is_nothing() {
        assert_eq!(rank("", ENTRIES), [0, 1, 2, 3]);
        assert_eq!(rank("xyz", ENTRIES), [] as [usize; 0]);
    }
}

//! Words as spreadsheets have them, for the codes of fields: "weiblich", "syrisch", "Arabisch",
//! "Ehefrau", "eigene Wohnung".

use crate::domain::names::fold;

const WORDS: &str = include_str!("words.tsv");

/// What a word can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// [`crate::domain::person::Sex`].
    Sex,
    /// [`crate::domain::household::Relation`].
    Relation,
    /// Kind of home: `own`, `municipal` or `shelter`.
    Home,
    /// Nationality.
    Country,
    /// Language.
    Language,
}

/// The code a word stands for; `None` when the list does not have it.
pub fn code(what: What, word: &str) -> Option<&'static str> {
    let name = match what {
        What::Sex => "sex",
        What::Relation => "relation",
        What::Home => "home",
        What::Country => "country",
        What::Language => "language",
    };
    let word = fold(word);
    let rows = WORDS.lines().filter(|l| !l.starts_with('#'));
    let mut rows = rows.map(|row| row.split('\t'));
    rows.find_map(|mut row| {
        let (kind, code, words) = (row.next()?, row.next()?, row.next()?);
        (kind == name && has(words, &word)).then_some(code)
    })
}

/// Whether a list of words has this one, which may itself be two words.
fn has(words: &str, word: &str) -> bool {
    let (words, word) = (format!(" {} ", fold(words)), format!(" {word} "));
    !word.trim().is_empty() && words.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_spreadsheets_are_known() {
        assert_eq!(code(What::Sex, "Weiblich"), Some("f"));
        assert_eq!(code(What::Country, "Türkei"), Some("TR"));
        assert_eq!(code(What::Country, "syrisch"), Some("SY"));
        assert_eq!(code(What::Language, "Türkisch"), Some("tr"));
        assert_eq!(code(What::Relation, "Großmutter"), Some("relative"));
        assert_eq!(code(What::Home, "Eigene Wohnung"), Some("own"));
        assert_eq!(code(What::Country, ""), None);
        assert_eq!(code(What::Country, "Atlantis"), None);
    }
}

//! Forms of one name that no rule of sounds joins, as a table: each line says why they are one.
//!
//! A form stands for the whole of a word, in every spelling of the same sounds ([`shape`]): a line
//! with `Ibrahim` has `Ibraheem` too. What a rule joins already may stand here, so that a line is
//! the whole name.
use super::closeness::shape;
use super::fold::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Which line a form stands in.
static LINES: LazyLock<HashMap<Vec<u8>, u16>> = LazyLock::new(|| {
    let forms = lines().flat_map(|(number, forms, _)| {
        forms.split_whitespace().map(move |form| (shape(&fold(form)), number))
    });
    forms.collect()
});

/// Number, forms and reason of each line.
fn lines() -> impl Iterator<Item = (u16, &'static str, &'static str)> {
    let lines = include_str!("aliases.tsv").lines().filter(|line| !line.starts_with('#'));
    let lines = lines.filter_map(|line| line.split_once('\t'));
    (0..).zip(lines).map(|(number, (forms, why))| (number, forms, why))
}

/// The name that a folded word is a form of: words of one number are forms of one name. `None` for
/// most words.
///
/// ```
/// use aid::domain::names::alias;
/// assert!(alias("hatice").is_some() && alias("hatice") == alias("khadija"));
/// ```
pub fn alias(word: &str) -> Option<u16> {
    LINES.get(&shape(word)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_forms_of_one_word_and_says_why() {
        for (number, forms, why) in lines() {
            assert!(!why.trim().is_empty(), "{forms}");
            assert!(forms.split_whitespace().count() > 1, "{forms}");
            for form in forms.split_whitespace() {
                let folded = fold(form);
                assert!(!folded.is_empty() && !folded.contains(' '), "{form}");
                // a form that stood in two lines would be lost in one of them
                assert_eq!(alias(&folded), Some(number), "{form}");
            }
        }
    }
}

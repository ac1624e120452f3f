//! Names in any spelling: keys under which the same name is found again.
//!
//! A name is stored as it stands on the document and never changed; what is compared is derived
//! here, on three levels, each coarser than the one before:
//!
//! 1. [`fold`]: Latin letters without marks. `Müller`, `Mueller` and `Muller` are one.
//! 2. [`skeletons`]: the consonants as they sound. `Mohamad`, `Muhammed` and `محمد` are one.
//! 3. [`dm_codes`]: Daitch-Mokotoff codes, a second opinion for Slavic and German spellings.
//!
//! Beside them stands [`alias`]: forms of one name that no rule of sounds joins.
//!
//! `docs/names.md` has the rules, the figures and what stays apart.
mod aliases;
mod alike;
mod closeness;
mod fold;
mod friends;
mod phonetic;
mod scripts;
mod skeleton;

pub use aliases::alias;
pub use alike::{Alike, DM_DISTANCE, TYPO_LETTERS, alike};
pub use closeness::{distance, one_mistake};
pub use fold::{fold, sort_key};
pub use friends::friends;
pub use phonetic::dm_codes;
pub use skeleton::{skeleton_starts, skeletons};

/// What papers print where a part of the name is missing ("first name unknown").
const MISSING: [&str; 5] = ["XXX", "FNU", "-", "+", "."];

const ARTICLES: [&str; 10] = ["al", "el", "ul", "ar", "as", "ash", "ad", "at", "az", "an"];

/// Whether this stands where a part of the name is missing; it is no name then
/// (`docs/domain.md`, names).
///
/// ```
/// use aid::domain::names::is_missing;
/// assert!(is_missing("xxx") && is_missing("-") && !is_missing("X"));
/// ```
pub fn is_missing(part: &str) -> bool {
    MISSING.iter().any(|mark| part.eq_ignore_ascii_case(mark))
}

/// The folded words of a name in their order, without what [`is_missing`].
pub fn words(name: &str) -> Vec<String> {
    split(&fold(name)).map(str::to_owned).collect()
}

/// The words of a folded name, see [`words`].
pub fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty() && !is_missing(word))
}

/// The words of a name for comparing two names: folded, without articles, bound words as one
/// ([`compounds`]), so that `Abd al-Rahman Al-Hamadi` is `abdrahman hamadi`.
///
/// ```
/// use aid::domain::names::parts;
/// assert_eq!(parts("Al-Hamadi, Abdul Rahman"), ["hamadi", "abdulrahman"]);
/// ```
pub fn parts(name: &str) -> Vec<String> {
    let folded = fold(name);
    let words: Vec<&str> = split(&folded).collect();
    let mut parts = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some(first) = rest.first() {
        let bound = bound(rest);
        let taken = bound.as_ref().map_or(1, |(_, taken)| *taken);
        rest = rest.get(taken..).unwrap_or_default();
        match bound {
            Some((one, _)) => parts.push(one),
            // an article alone is a name after all
            None if !is_article(first) || words.len() == 1 => parts.push((*first).to_owned()),
            None => {}
        }
    }
    parts
}

/// Whether a folded word is the Arabic article in one of its sounds. `An`, `Er` and the like are
/// names too, so an article is optional when searching and never thrown away when storing.
pub fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// Words of a name that other papers write as one: `Abd al-Rahman` and `Abdul Rahman` as
/// `abdrahman` and `abdulrahman`, `Abu Bakr` as `abubakr`, `Nur al-Din` as `nurdin`.
pub fn compounds(words: &[&str]) -> Vec<String> {
    let from = (0..words.len()).filter_map(|place| words.get(place..));
    from.filter_map(bound).map(|(one, _)| one).collect()
}

/// The bound words that these begin with as one, and how many they are.
fn bound(words: &[&str]) -> Option<(String, usize)> {
    let (first, next, taken) = match words {
        [first, article, next, ..] if is_article(article) => (first, next, 3),
        [first, next, ..] => (first, next, 2),
        _ => return None,
    };
    let one = is_bound(first) || (taken == 3 && is_faith(next));
    (one && !is_article(next)).then(|| (format!("{first}{next}"), taken))
}

/// Whether a word is "faith", which makes one name of what comes before it: `Nuruddin`.
fn is_faith(word: &str) -> bool {
    matches!(word, "din" | "ddin" | "deen" | "dine" | "dein")
}

/// Whether a word is only the first half of a name: `Abd`, `Abdul`, `Abdur`, `Abu`.
fn is_bound(word: &str) -> bool {
    let servant = word.strip_prefix("abd").is_some_and(|rest| {
        let article = rest.trim_start_matches(['a', 'e', 'o', 'u']);
        rest.is_empty()
            || (rest.len() > article.len() && matches!(article, "l" | "r" | "s" | "n" | "z"))
    });
    servant || matches!(word, "abu" | "abou" | "abo")
}

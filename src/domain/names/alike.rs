//! Whether two words are one name in two spellings: the rules of the search for one pair.
use super::{alias, distance, dm_codes, one_mistake, skeletons};

/// Letters a word must have before a mistake in it is forgiven.
pub const TYPO_LETTERS: usize = 5;
/// Daitch-Mokotoff takes all of `m n` and all of `k g h` for one sound; what is further apart
/// than one consonant and two vowels is no match.
pub const DM_DISTANCE: u8 = 4;

/// How two words are alike, the closest way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// The same letters.
    Same,
    /// Forms of one name in two languages.
    Form,
    /// Other spellings of the same or of similar sounds, so far apart ([`distance`]).
    Sound(u8),
    /// One letter wrong, missing, too many or swapped.
    Slip,
}

/// How two folded words are alike, both complete; `None` when they are two names.
///
/// ```
/// use aid::domain::names::{Alike, alike};
/// assert_eq!(alike("mohamad", "muhammad"), Some(Alike::Sound(0)));
/// assert_eq!(alike("ali", "omar"), None);
/// ```
pub fn alike(one: &str, other: &str) -> Option<Alike> {
    if one == other {
        return Some(Alike::Same);
    }
    if alias(one).is_some_and(|name| alias(other) == Some(name)) {
        return Some(Alike::Form);
    }
    let apart = distance(one, other, false);
    let sounds = skeletons(other);
    // one consonant says little alone
    let shares =
        |skeleton: &String| (skeleton.len() > 1 || apart <= 1) && sounds.contains(skeleton);
    if skeletons(one).iter().any(shares) {
        return Some(Alike::Sound(apart));
    }
    let codes = dm_codes(other);
    if apart <= DM_DISTANCE && dm_codes(one).iter().any(|code| codes.contains(code)) {
        return Some(Alike::Sound(apart));
    }
    let slip = one.len() >= TYPO_LETTERS && one_mistake(one, other, false);
    slip.then_some(Alike::Slip)
}

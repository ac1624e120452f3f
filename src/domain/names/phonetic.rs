//! Daitch-Mokotoff codes: made for Slavic, Germanic and Jewish names, a second opinion beside the
//! skeleton.
use rphonetic::DaitchMokotoffSoundex;
use std::sync::LazyLock;

static RULES: LazyLock<DaitchMokotoffSoundex> = LazyLock::new(DaitchMokotoffSoundex::default);

/// Letters looked at: six digits never need more.
const LETTERS: usize = 20;

/// The Daitch-Mokotoff codes of a folded word, each of six decimal digits, in ascending order.
/// Empty for a word without letters.
///
/// ```
/// use aid::domain::names::dm_codes;
/// assert_eq!(dm_codes("jackson"), [145460, 154600, 445460, 454600]);
/// ```
pub fn dm_codes(word: &str) -> Vec<u32> {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).take(LETTERS).collect();
    if letters.is_empty() {
        return Vec::new();
    }
    let codes = RULES.inner_soundex(&letters, true);
    let mut codes: Vec<u32> = codes.iter().filter_map(|code| code.parse().ok()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

//! How letters of other alphabets are written in Latin ones.
//!
//! The tables are for finding, not for papers: one spelling a letter, without regard to its place
//! in the word. Cyrillic follows the Ukrainian standard (resolution 55 of the Cabinet of
//! Ministers, 2010) inside a word, with the Russian, Belarusian and Serbian letters beside it.
//! Arabic keeps consonants and long vowels as they are written.
use std::collections::HashMap;
use std::sync::LazyLock;

/// Letters of the Latin alphabet that are not a plain letter with a mark, and the signs that
/// stand for nothing: apostrophes, ayn and hamza of transliterations.
const LATIN: &str = "ß:ss æ:ae œ:oe ø:o ł:l đ:d ð:d þ:th ı:i ŋ:ng ħ:h ŧ:t ƶ:z ə:a ɛ:e ɔ:o ɓ:b ɗ:d \
    ƙ:k ƴ:y ʿ: ʾ: ʻ: ʼ: ʹ: ʺ: ’: ‘: ‚: ‛: “: ”: „: ´: ˈ: ˀ: ʔ: ʕ:";

const CYRILLIC: &str = "а:a б:b в:v г:h ґ:g д:d е:e є:ie ж:zh з:z и:y і:i ї:i й:i к:k л:l м:m н:n \
    о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ь: ю:iu я:ia ъ: ы:y э:e ё:e ў:u ѓ:g ѕ:dz \
    ј:j ќ:k љ:l њ:n џ:dzh ђ:dj ћ:c ғ:gh қ:q ң:ng ө:o ү:u ұ:u һ:h ә:a җ:j ӣ:i ӯ:u ҳ:h ҷ:j ҕ:g";

/// Arabic with the letters of Persian, Dari, Pashto, Kurdish and Urdu. Ayn is a vowel here, as
/// most Latin spellings have it (علي is Ali, سعيد is Said).
const ARABIC: &str = "ا:a ب:b ت:t ث:th ج:j ح:h خ:kh د:d ذ:dh ر:r ز:z س:s ش:sh ص:s ض:d ط:t ظ:z ع:a \
    غ:gh ف:f ق:q ك:k ل:l م:m ن:n ه:h و:w ي:y ة:a ى:a ء: ـ: ٱ:a ٰ:a پ:p چ:ch ژ:zh گ:g ک:k ی:y ہ:h ھ:h \
    ە:e ۀ:a ۂ:a ے:y ٹ:t ڈ:d ڑ:r ں:n ڕ:r ڵ:l ۆ:o ێ:e ۇ:u ۋ:v ڤ:v ټ:t ډ:d ړ:r ږ:g ښ:sh ګ:g ڼ:n ې:e \
    ۍ:y څ:ts ځ:dz ۃ:a ڭ:ng ۈ:u ۉ:u";

const GREEK: &str = "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s \
    τ:t υ:y φ:f χ:ch ψ:ps ω:o";

const GEORGIAN: &str = "ა:a ბ:b გ:g დ:d ე:e ვ:v ზ:z თ:t ი:i კ:k ლ:l მ:m ნ:n ო:o პ:p ჟ:zh რ:r ს:s \
    ტ:t უ:u ფ:p ქ:k ღ:gh ყ:q შ:sh ჩ:ch ც:ts ძ:dz წ:ts ჭ:ch ხ:kh ჯ:j ჰ:h";

const ARMENIAN: &str = "ա:a բ:b գ:g դ:d ե:e զ:z է:e ը:e թ:t ժ:zh ի:i լ:l խ:kh ծ:ts կ:k հ:h ձ:dz \
    ղ:gh ճ:ch մ:m յ:y ն:n շ:sh ո:o չ:ch պ:p ջ:j ռ:r ս:s վ:v տ:t ր:r ց:ts ւ:u փ:p ք:k և:ev օ:o ֆ:f ՙ:";

const HEBREW: &str = "א:a ב:b ג:g ד:d ה:h ו:v ז:z ח:ch ט:t י:y כ:k ך:k ל:l מ:m ם:m נ:n ן:n ס:s \
    ע:a פ:p ף:f צ:ts ץ:ts ק:k ר:r ש:sh ת:t";

/// Consonants of the Ethiopic syllables (Tigrinya, Amharic) by the first syllable of their row;
/// the seven that follow differ in the vowel only.
const ETHIOPIC: &str = "ሀ:h ለ:l ሐ:h መ:m ሠ:s ረ:r ሰ:s ሸ:sh ቀ:q ቈ:q ቐ:q ቘ:q በ:b ቨ:v ተ:t ቸ:ch ኀ:h ኈ:h \
    ነ:n ኘ:ny አ: ከ:k ኰ:k ኸ:kh ዀ:kh ወ:w ዐ: ዘ:z ዠ:zh የ:y ደ:d ዸ:d ጀ:j ገ:g ጐ:g ጘ:ng ጠ:t ጨ:ch ጰ:p ጸ:ts \
    ፀ:ts ፈ:f ፐ:p";
const ETHIOPIC_VOWELS: [&str; 8] = ["e", "u", "i", "a", "e", "", "o", "ua"];

/// First of ten digits each: Arabic, Persian, Devanagari, Bengali.
const ZEROS: [char; 4] = ['٠', '۰', '०', '০'];

static TABLE: LazyLock<HashMap<char, String>> = LazyLock::new(|| {
    let plain = [LATIN, CYRILLIC, ARABIC, GREEK, GEORGIAN, ARMENIAN, HEBREW];
    let mut table: HashMap<char, String> =
        plain.iter().flat_map(|script| rows(script)).map(|(c, l)| (c, l.to_owned())).collect();
    for (first, consonant) in rows(ETHIOPIC) {
        for (c, vowel) in (first..).zip(ETHIOPIC_VOWELS) {
            let vowel = if consonant.is_empty() && vowel.is_empty() { "e" } else { vowel };
            table.insert(c, format!("{consonant}{vowel}"));
        }
    }
    for zero in ZEROS {
        table.extend((zero..).zip('0'..='9').map(|(c, digit)| (c, digit.to_string())));
    }
    table
});

/// The rows of a table written `letter:latin letter:latin …`.
fn rows(table: &'static str) -> impl Iterator<Item = (char, &'static str)> {
    table.split_whitespace().filter_map(|row| {
        let (letter, latin) = row.split_once(':')?;
        Some((letter.chars().next()?, latin))
    })
}

/// What a lower-case letter is in Latin ones: possibly nothing (an apostrophe), `None` when no
/// table has it.
pub fn latin(c: char) -> Option<&'static str> {
    TABLE.get(&c).map(String::as_str)
}

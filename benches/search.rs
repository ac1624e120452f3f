//! Search key over 1,000, 100,000 and 1,000,000 invented persons, with build time and memory.
//!
//! `cargo bench --bench search` prints one line a size; `-- --peer` adds the same keys through
//! nucleo-matcher over the folded names. One key is one search with the text typed so far.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a benchmark prints, and may stop where it is wrong itself"
)]
use aid::domain::names::fold;
use aid::store::search::{Index, Kind};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// What is typed, key by key: right, other spellings, other scripts, swapped, mistaken, joined.
const TYPED: [&str; 17] = [
    "mohamad",
    "muhammad hosseini",
    "hosseini mohamed",
    "yagmur celik",
    "oleksandr kowalenko",
    "محمد",
    "Олександр",
    "abdul rahman",
    "abdurrahman",
    "tesfaye berhane",
    "schnieder",
    "m h",
    "ali a",
    "a b m h s k l t",
    "nurmohammad",
    "143",
    "0171 2345",
];

/// Frequent names, as every third person bears one.
const FREQUENT: [&str; 24] = [
    "Mohammad",
    "Muhammad",
    "Mohamed",
    "Ahmad",
    "Ali",
    "Hassan",
    "Hussein",
    "Fatima",
    "Maryam",
    "Zahra",
    "Abdul Rahman",
    "Abdulrahman",
    "Nur Mohammad",
    "Oleksandr",
    "Natalia",
    "Yağmur",
    "Tesfaye",
    "Berhane",
    "Kowalenko",
    "Hosseini",
    "Çelik",
    "Schneider",
    "Yılmaz",
    "Haddad",
];

const SYLLABLES: [&str; 40] = [
    "ab", "al", "an", "ar", "ba", "ber", "che", "da", "din", "el", "fa", "gul", "ha", "hus", "ib",
    "ja", "ka", "kha", "ko", "la", "li", "ma", "med", "mo", "na", "nur", "ol", "os", "pe", "ra",
    "re", "sa", "sha", "sul", "ta", "tes", "va", "ya", "yu", "za",
];

fn main() {
    let peer = std::env::args().any(|argument| argument == "--peer");
    for (persons, words) in [(1_000, 900), (100_000, 20_000), (1_000_000, 40_000)] {
        measure(persons, words, peer);
    }
}

fn measure(persons: u32, words: usize, peer: bool) {
    let mut random = fastrand::Rng::with_seed(1);
    let words: Vec<String> = (0..words).map(|_| word(&mut random)).collect();
    let people: Vec<(String, String, String)> =
        (0..persons).map(|doc| person(doc, &words, &mut random)).collect();

    let before = resident();
    let start = Instant::now();
    let mut index = Index::new();
    index.fill(persons, |index, doc| {
        let (name, case, phone) = &people[doc as usize];
        index.insert(doc, &[name], &[(Kind::Case, case), (Kind::Phone, phone)]);
    });
    let built = start.elapsed();
    let memory = resident().saturating_sub(before) / 1024;

    let everybody = times(|key| index.search(key, 20, |_| true).len());
    let caseload = times(|key| index.search(key, 20, |doc| doc % (persons / 100) == 7).len());
    println!(
        "{persons} persons: built {:.2} s, {memory} MiB; key {}; key in a caseload of 100 {}",
        built.as_secs_f64(),
        summary(&everybody),
        summary(&caseload),
    );
    if peer {
        let folded: Vec<String> = people.iter().map(|(name, ..)| fold(name)).collect();
        println!("  nucleo-matcher {}", summary(&times(|key| nucleo(key, &folded))));
    }
}

/// The time of each key, ascending; each is the best of three.
fn times(search: impl Fn(&str) -> usize) -> Vec<(Duration, String)> {
    let mut times = Vec::new();
    for typed in TYPED {
        for (end, letter) in typed.char_indices() {
            let key = &typed[..end + letter.len_utf8()];
            let run = || {
                let start = Instant::now();
                std::hint::black_box(search(key));
                start.elapsed()
            };
            let best = (0..3).map(|_| run()).min().expect("three runs");
            times.push((best, key.to_owned()));
        }
    }
    times.sort();
    times
}

fn summary(times: &[(Duration, String)]) -> String {
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].0.as_secs_f64() * 1000.0;
    let mut line = String::new();
    let _ = write!(line, "median {:.2}, p95 {:.2}, worst {:.2} ms", at(50), at(95), at(100));
    let _ = write!(line, " ({:?})", times[times.len() - 1].1);
    line
}

fn word(random: &mut fastrand::Rng) -> String {
    let mut word: String = (0..random.usize(2..5)).map(|_| SYLLABLES[random.usize(..40)]).collect();
    word[..1].make_ascii_uppercase();
    word
}

/// Name, case number and telephone; frequent words are far more frequent than rare ones.
fn person(doc: u32, words: &[String], random: &mut fastrand::Rng) -> (String, String, String) {
    let mut part = || {
        if random.u8(..3) == 0 {
            return FREQUENT[random.usize(..FREQUENT.len())].to_owned();
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss
        )]
        let place = (words.len() as f64 * random.f64().powi(3)) as usize;
        words[place].clone()
    };
    let name = format!("{} {} {}", part(), part(), part());
    let phone = format!("+49 1{} {}", 50 + doc % 30, 1_000_000 + u64::from(doc) * 7919 % 9_000_000);
    (name, format!("AiD-{}-{:04}", 2015 + doc % 12, doc), phone)
}

fn nucleo(key: &str, names: &[String]) -> usize {
    use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
    let mut matcher = nucleo_matcher::Matcher::new(nucleo_matcher::Config::DEFAULT);
    let pattern = Pattern::parse(&fold(key), CaseMatching::Ignore, Normalization::Never);
    pattern.match_list(names, &mut matcher).len()
}

/// Resident memory in KiB, 0 where `/proc` is not there.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

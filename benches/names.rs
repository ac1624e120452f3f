//! How many spellings of a name find each other, and how many of another name are found with them,
//! by the index that the server searches.
//!
//! `cargo bench --bench names` prints a line for each list in `tests/data`, typed by halves and
//! whole; `-- --pairs` adds each pair that is missed or mistaken. The same figures are held by
//! `tests/names.rs`.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#[path = "../tests/common/spellings.rs"]
mod spellings;
use spellings::{ENDINGS, LISTS, tally};

fn main() {
    let pairs = std::env::args().any(|argument| argument == "--pairs");
    for (list, text) in LISTS {
        for (typed, ending) in ENDINGS {
            let tally = tally(text, ending);
            let count =
                |counts: &std::collections::BTreeMap<_, usize>| counts.values().sum::<usize>();
            println!(
                "{list}, {typed}: recall {} % ({} of {}), wrong {} % ({} of {})",
                percent(tally.recall()),
                count(&tally.found),
                tally.same,
                percent(tally.mistakes()),
                count(&tally.wrong),
                tally.other,
            );
            println!("  found {:?}", tally.found);
            println!("  wrong {:?}", tally.wrong);
            if pairs {
                println!("  missed: {}", tally.missed.join(", "));
                println!("  mistaken: {}", tally.mistaken.join(", "));
            }
        }
    }
}

/// Hundredths of a percent as percent.
fn percent(of_ten_thousand: usize) -> String {
    format!("{}.{:02}", of_ten_thousand / 100, of_ten_thousand % 100)
}

//! Each spelling of a list searched among all of them by the index that the server searches: how
//! many of one name find each other, and how many of another name are found all the same.
#![allow(dead_code, reason = "test and benchmark each use a part")]
use aid::store::search::{Index, Why};
use std::collections::BTreeMap;

/// The lists: what they are called, and their text.
pub const LISTS: [(&str, &str); 3] = [
    ("name-variants", include_str!("../data/name-variants.tsv")),
    ("name-variants-more", include_str!("../data/name-variants-more.tsv")),
    ("name-variants-fresh", include_str!("../data/name-variants-fresh.tsv")),
];

/// What is typed behind a name: nothing while its last word is being typed, white space once it is
/// complete.
pub const ENDINGS: [(&str, &str); 2] = [("half typed", ""), ("complete", " ")];

/// Pairs of spellings, one typed and one searched.
#[derive(Default)]
pub struct Tally {
    /// Pairs of one name.
    pub same: usize,
    /// Pairs of two names.
    pub other: usize,
    /// Pairs of one name, by the reason for which they are found.
    pub found: BTreeMap<Why, usize>,
    /// Pairs of two names that are found all the same.
    pub wrong: BTreeMap<Why, usize>,
    /// Pairs of one name that share no key, though a mistake may bridge them.
    pub apart: Vec<String>,
    /// Pairs of one name that are not found.
    pub missed: Vec<String>,
    /// Pairs of two names that are found.
    pub mistaken: Vec<String>,
}

impl Tally {
    /// Pairs of one name found, of 10,000.
    pub fn recall(&self) -> usize {
        of_ten_thousand(&self.found, self.same)
    }

    /// Pairs of two names found, of 10,000, rounded up.
    pub fn mistakes(&self) -> usize {
        (self.wrong.values().sum::<usize>() * 10_000).div_ceil(self.other)
    }
}

fn of_ten_thousand(counts: &BTreeMap<Why, usize>, all: usize) -> usize {
    counts.values().sum::<usize>() * 10_000 / all
}

/// Searches each spelling of a list among all of them. Clusters `arab_…` hold more spellings of
/// the cluster whose name ends so or is the same.
pub fn tally(text: &str, ending: &str) -> Tally {
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<(&str, &str)> = rows.filter_map(|line| line.split_once('\t')).collect();
    let mut index = Index::new();
    for (doc, (_, name)) in (0..).zip(&rows) {
        index.insert(doc, &[name], &[]);
    }
    let cluster = |name: &str| name.trim_start_matches("arab_").to_owned();
    let mut tally = Tally::default();
    for (typed, (typed_cluster, query)) in (0..).zip(&rows) {
        let hits = index.search(&format!("{query}{ending}"), rows.len(), |_| true);
        for (doc, (doc_cluster, name)) in (0..).zip(&rows).filter(|(doc, _)| *doc != typed) {
            let why = hits.iter().find(|hit| hit.doc == doc).map(|hit| hit.why);
            let same = cluster(typed_cluster) == cluster(doc_cluster);
            let (pairs, counts) = if same {
                (&mut tally.same, &mut tally.found)
            } else {
                (&mut tally.other, &mut tally.wrong)
            };
            *pairs += 1;
            if let Some(why) = why {
                *counts.entry(why).or_default() += 1;
            }
            if same && why.is_none_or(|why| why == Why::Typo) {
                tally.apart.push(format!("{query} {name}"));
            }
            if same && why.is_none() {
                tally.missed.push(format!("{query} → {name}"));
            }
            if let Some(why) = why.filter(|_| !same) {
                tally.mistaken.push(format!("{query} → {name} ({why:?})"));
            }
        }
    }
    tally
}

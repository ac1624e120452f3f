//! Keys of names: what meets, what stays apart, and what no input may do.
use aid::domain::names::{
    compounds, distance, dm_codes, fold, skeleton_starts, skeletons, sort_key, words,
};
use aid::store::search::{Index, Why};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn latin_spellings_fold_to_one() {
    for (spellings, folded) in [
        (&["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u{308}ller"][..], "muller"),
        (&["Gül", "Gul", "Guel"], "gul"),
        (&["Yıldız", "Yildiz", "YILDIZ", "YILDİZ", "Yi\u{307}ldiz"], "yildiz"),
        (&["Strauß", "STRAUSS", "strauß"], "strauss"),
        (&["Noël", "Nœl", "Noel"], "nol"),
        (&["Sa'id", "Sa’id", "Saʿid", "Saʼid"], "said"),
        (&["Łukasz", "Lukasz"], "lukasz"),
        (&["Əliyev", "Aliyev"], "aliyev"),
        (
            &["René Müller", " RENE   MUELLER ", "René-Müller", "\u{feff}Rene, Muller."],
            "rene muller",
        ),
    ] {
        for spelling in spellings {
            assert_eq!(fold(spelling), folded, "{spelling}");
        }
    }
}

#[test]
fn other_scripts_fold_to_latin() {
    for (name, folded) in [
        ("Олександр", "oleksandr"),
        ("ОЛЕКСАНДР", "oleksandr"),
        ("Юлія", "iuliia"),
        ("Євгеній", "ievhenii"),
        ("Ковальчук-Мар’яна", "kovalchuk mariana"),
        ("محمد", "mhmd"),
        ("فاطمة", "fatma"),
        ("مُحَمَّد", "mhmd"),
        ("علی رضا", "aly rda"),
        ("\u{fee3}\u{fea4}\u{fee4}\u{feaa}", "mhmd"), // presentation forms, as a pdf gives them
        ("ተስፋይ", "tesfay"),
        ("გიორგი", "giorgi"),
        ("Γιώργος", "giorgos"),
        ("٢١٤", "214"),
    ] {
        assert_eq!(fold(name), folded, "{name}");
    }
}

#[test]
fn what_is_no_letter_folds_to_nothing() {
    for empty in ["", " ", "-", "+", ".", "…", "\u{202e}\u{200b}", "'"] {
        assert_eq!(fold(empty), "", "{empty:?}");
    }
}

#[test]
fn surnames_sort_as_in_a_german_list() {
    let mut names =
        ["Zimmer", "Öztürk", "Özdemir", "de Vries", "Maurer", "Mäurer", "Ozan", "özcan", "Maes"];
    names.sort_by_key(|name| sort_key(name));
    assert_eq!(
        names,
        ["de Vries", "Maes", "Maurer", "Mäurer", "Ozan", "özcan", "Özdemir", "Öztürk", "Zimmer"]
    );
    assert!(sort_key("Іваненко") < sort_key("Mayer"), "transliterated, not behind z");
    assert!(sort_key("王") > sort_key("Zimmer"), "without a table: behind z, not in front");
}

#[test]
fn marks_of_a_missing_part_are_no_words() {
    for name in ["XXX Karimi", "FNU Karimi", "- Karimi", "Karimi +", ". Karimi", "Karimi xxx"] {
        assert_eq!(words(name), ["karimi"], "{name}");
    }
    assert!(words("XXX").is_empty());
}

#[test]
fn bound_words_are_also_one_word() {
    let of = |name: &str| compounds(&name.split(' ').collect::<Vec<_>>());
    assert_eq!(of("abd al rahman"), ["abdrahman"]);
    assert_eq!(of("karim abdul aziz abu bakr"), ["abdulaziz", "abubakr"]);
    assert!(of("abdi mohamed").is_empty() && of("abdo").is_empty() && of("abd al").is_empty());
}

#[test]
fn words_that_sound_alike_share_a_skeleton() {
    for group in [
        &["mohammed", "muhamad", "mhmd", "mohamet", "maxamed"][..],
        &["khalid", "chaled", "halid", "khald"],
        &["abdulrahman", "abdurrahman", "abdelrahman", "abdrahman", "abdirahman", "abdalrhmn"],
        &["abdullah", "abdalla", "abdallh", "abdoulah"],
        &["alhamadi", "hammadi", "elhamady"],
        &["yusuf", "jusuf", "youssef", "ywsf"],
        &["jelena", "yelena", "elena", "ielena"],
        &["othman", "osman"],
        &["zeynep", "zainab"],
        &["nawroz", "nauroz", "nowruz"],
        &["natalija", "nataliia", "natalya"],
        &["oualid", "walid"],
        &["daoud", "dawud", "dawood", "dawd"],
        &["javad", "jawad", "dschawad", "cevat"],
        &["magomed", "mohammed"],
        &["yohannes", "johannes", "yohanes"],
        &["mykhailo", "michail", "mikhail"],
        &["hryhorii", "grigorij"],
        &["tsehay", "zehai", "sehay"],
        &["yaqub", "jakob", "yakup", "yaghoub"],
        &["aisha", "aischa", "aicha", "ayse"],
        &["kovalchuk", "kowaltschuk", "kovalczuk"],
    ] {
        let first = skeletons(group[0]);
        for word in group {
            let shared = skeletons(word).iter().any(|skeleton| first.contains(skeleton));
            assert!(shared, "{word} {:?} {first:?}", skeletons(word));
        }
    }
}

#[test]
fn words_that_sound_differently_share_none() {
    for (a, b) in [
        ("ali", "omar"),
        ("reza", "rida"),
        ("fatima", "mohammed"),
        ("alina", "lina"),
        ("elham", "hamadi"),
    ] {
        let other = skeletons(b);
        assert!(!skeletons(a).iter().any(|skeleton| other.contains(skeleton)), "{a} {b}");
    }
}

#[test]
fn the_distance_orders_what_sounds_alike() {
    assert_eq!(distance("mohamad", "muhammad", false), 0);
    assert!(distance("mohamad", "mohammed", false) < distance("mohamad", "mahmoud", false));
    assert!(distance("hassan", "hasan", false) < distance("hassan", "hussein", false));
    assert_eq!(distance("moha", "muhammad", true), 0);
    assert!(distance("moha", "mahdi", true) > 0);
}

/// Pairs of spellings, one typed and one searched.
#[derive(Default)]
struct Tally {
    same: usize,
    other: usize,
    /// Pairs of one name, by the reason for which they are found.
    found: BTreeMap<Why, usize>,
    /// Pairs of two names that are found all the same.
    wrong: BTreeMap<Why, usize>,
    /// Pairs of one name that share no key, though a mistake may bridge them.
    apart: Vec<String>,
}

const VARIANTS: &str = include_str!("data/name-variants.tsv");
/// Collected beside the rules; no rule was changed after it was measured.
const MORE: &str = include_str!("data/name-variants-more.tsv");

/// Searches each spelling of a list among all of them. Clusters `arab_…` hold more
/// spellings of the cluster of the same name.
fn tally(text: &str, ending: &str) -> Tally {
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
        }
    }
    tally
}

/// The figures of `docs/names.md`: a rule that is changed must not find less, or more of what is
/// another name, without anybody noticing.
#[test]
fn spellings_of_one_name_find_each_other() {
    for (what, text, ending, least_found, most_wrong) in [
        ("half typed", VARIANTS, "", 9_630, 84),
        ("complete", VARIANTS, " ", 9_630, 33),
        ("more, half typed", MORE, "", 9_470, 30),
        ("more, complete", MORE, " ", 9_470, 5),
    ] {
        let tally = tally(text, ending);
        let of_ten_thousand =
            |counts: &BTreeMap<Why, usize>, all| counts.values().sum::<usize>() * 10_000 / all;
        let recall = of_ten_thousand(&tally.found, tally.same);
        let wrong = of_ten_thousand(&tally.wrong, tally.other);
        println!("{what}: of {} pairs found {:?}", tally.same, tally.found);
        println!("{what}: of {} pairs wrong {:?}", tally.other, tally.wrong);
        println!(
            "{what}: recall {recall}, wrong {wrong} of 10,000; no common key: {:?}",
            tally.apart
        );
        assert!(recall >= least_found, "{what}: {recall}");
        assert!(wrong <= most_wrong, "{what}: {wrong}");
    }
}

/// What only a table of aliases can bridge; see `docs/names.md`.
#[test]
fn some_spellings_share_no_key() {
    let mut pairs: Vec<String> = tally(VARIANTS, " ").apart;
    pairs.sort();
    let mut both_ways: Vec<&str> = pairs.iter().map(String::as_str).collect();
    both_ways.retain(|pair| pair.split_once(' ').is_some_and(|(a, b)| a < b));
    assert_eq!(
        both_ways,
        [
            "Chadidscha Hatice",
            "Djamal Gamal",
            "Dschamal Gamal",
            "Gamal Jamaal",
            "Gamal Jamal",
            "Hatice Khadidja",
            "Hatice Khadija",
            "Hatice Khadijah",
            "Osman Otman",
            "Ramadan Ramazan",
            "Reza Rida",
            "Rida Riza"
        ]
    );
}

proptest! {
    #[test]
    fn folding_is_total_and_stable(raw in any::<String>()) {
        let folded = fold(&raw);
        prop_assert!(folded.chars().all(|c| c == ' ' || c.is_ascii_lowercase() || c.is_ascii_digit()));
        prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        prop_assert_eq!(&fold(&folded), &folded);
        sort_key(&raw);
    }

    #[test]
    fn every_word_has_few_keys(raw in any::<String>(), letters in "[a-z]{0,40}") {
        for word in words(&raw).iter().chain([&letters]) {
            for skeleton in skeletons(word).iter().chain(&skeleton_starts(word)) {
                prop_assert!(!skeleton.is_empty() && skeleton.bytes().all(|b| b.is_ascii_uppercase()));
            }
            prop_assert!(skeletons(word).len() <= 16 && dm_codes(word).len() <= 64);
            prop_assert_eq!(distance(word, word, false), 0);
        }
    }

    #[test]
    fn letters_case_does_not_count(raw in "[a-zA-ZäöüÄÖÜßçğıİşéèñłØøæ '-]{0,24}") {
        prop_assert_eq!(fold(&raw.to_lowercase()), fold(&raw));
        prop_assert_eq!(fold(&raw.to_uppercase()), fold(&raw));
    }

    #[test]
    fn a_half_typed_name_folds_to_a_beginning(raw in "[a-zA-ZäöüÄÖÜßçğış '-]{0,24}", cut in 0usize..24) {
        let typed: String = raw.chars().take(cut).collect();
        prop_assert!(fold(&raw).starts_with(fold(&typed).as_str()));
    }
}

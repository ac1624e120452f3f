//! Finding persons: every spelling, order, script and number, through the index alone.
use aid::store::search::{Hit, Index, Kind, Why};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn index(names: &[&str]) -> Index {
    let mut index = Index::new();
    for (doc, name) in (0..).zip(names) {
        index.insert(doc, &[name], &[]);
    }
    index
}

fn search(index: &Index, query: &str) -> Vec<Hit> {
    index.search(query, 100, |_| true)
}

/// The names found, best first.
fn found<'a>(names: &[&'a str], query: &str) -> Vec<&'a str> {
    let hits = search(&index(names), query);
    hits.iter().filter_map(|hit| names.get(hit.doc as usize).copied()).collect()
}

/// Each query finds the name among others that sound differently.
#[test]
fn a_name_is_found_in_any_spelling() {
    let others = ["Erika Schneider", "Hagos Berhane", "Oksana Bondarenko", "Amina Warsame"];
    for (name, queries) in [
        ("Muhammad Aziz", &["mohamad", "moha", "mohamad", "Mehmet", "محمد", "MUHAMMED aziz"][..]),
        ("محمد عزيز", &["محمد", "muhammad", "Mohamed Aziz", "aziz"]),
        (
            "Yağmur Çelik",
            &["yagmur celik", "yağm", "YAĞMUR", "Celik Yagmur", "tschelik", "yagmurcelik"],
        ),
        (
            "Abd al-Rahman Noori",
            &[
                "abdulrahman",
                "abdurrahman noori",
                "Abdul Rahman",
                "abd al-rah",
                "rahman",
                "nuri abdelrahman",
            ],
        ),
        ("Abdulrahman Noori", &["Abd al Rahman", "abd al-rahman noori", "abdul rahman"]),
        (
            "Khaled Al-Hamadi",
            &["alhamadi", "al hamadi", "hamadi chalid", "Hammadi", "el-hamadi khalid"],
        ),
        ("Олександр Ковальчук", &["oleksandr", "Alexander Kovalchuk", "kowaltschuk", "олекс"]),
        ("Oleksandr Kovalchuk", &["Олександр", "Александр Ковальчук"]),
        ("Nur Mohammad Ahmadi", &["nurmohammad", "nur mohammed", "achmadi noor"]),
        (
            "Jürgen Müller-Lüdenscheid",
            &["mueller", "muller", "lüdensch", "ludenscheid jurgen", "jurgen muller ludenscheid"],
        ),
        ("Maxamed Xasan", &["mohamed hassan"]),
        ("ተስፋይ በርሀ", &["tesfay"]),
        ("XXX Najibullah", &["najib", "nadschibullah", "xxx najibullah"]),
    ] {
        let mut names = vec![name];
        names.extend(others);
        for query in queries {
            let hits = found(&names, query);
            assert_eq!(hits.first(), Some(&name), "{query} among {names:?} gave {hits:?}");
        }
    }
}

#[test]
fn exact_then_begun_then_order_then_sound_then_mistake() {
    let names = [
        "Hossein Ali",
        "Ali Hassanzadeh",
        "Ali Hassan",
        "Hassan Ali",
        "Ali Hasan",
        "Ali Hasszan",
        "Ali Hamsan",
    ];
    let hits = search(&index(&names), "ali hassan");
    let order: Vec<_> = hits.iter().map(|hit| (names[hit.doc as usize], hit.why)).collect();
    assert_eq!(
        order,
        [
            ("Ali Hassan", Why::Exact),
            ("Ali Hassanzadeh", Why::Start),
            ("Hassan Ali", Why::Words),
            ("Ali Hasan", Why::Sound),
            ("Ali Hasszan", Why::Sound),
            ("Hossein Ali", Why::Sound),
            ("Ali Hamsan", Why::Typo),
        ]
    );
}

#[test]
fn false_friends_come_behind_the_name_itself() {
    let names = ["Mahmoud", "Hussein", "Mehmet", "Mohammed", "Hassan", "Muhamad"];
    assert_eq!(found(&names, "mohamad")[..2], ["Muhamad", "Mohammed"]);
    assert_eq!(found(&names, "hasan")[..2], ["Hassan", "Hussein"]);
}

#[test]
fn one_letter_wrong_is_forgiven_from_five_letters_on() {
    let names = ["Schneider", "Rossi"];
    for (query, name) in [
        ("schnieder", "Schneider"),
        ("shneider", "Schneider"),
        ("schneidre", "Schneider"),
        ("xchneider", "Schneider"),
        ("schbei", "Schneider"),
        ("rogsi", "Rossi"),
    ] {
        assert_eq!(found(&names, query), [name], "{query}");
    }
    assert!(found(&names, "rogs").is_empty());
    let hits = search(&index(&names), "schbei");
    assert_eq!((hits[0].why, hits[0].matched.as_str()), (Why::Typo, "schneider"));
}

#[test]
fn white_space_says_that_the_word_is_complete() {
    let names = ["Hadi", "Hadidi"];
    assert_eq!(found(&names, "hadi"), ["Hadi", "Hadidi"]);
    assert_eq!(search(&index(&names), "hady").len(), 2);
    assert_eq!(found(&names, "hady "), ["Hadi"]);
}

#[test]
fn every_word_needs_a_word_of_its_own() {
    let names = ["Ali Reza", "Ali Ali", "Ali"];
    assert_eq!(found(&names, "ali ali"), ["Ali Ali"]);
    assert_eq!(found(&names, "ali rez"), ["Ali Reza"]);
    assert!(found(&names, "ali schneider").is_empty());
}

#[test]
fn all_names_of_a_person_count() {
    let mut index = Index::new();
    index.insert(7, &["Olena Petrenko", "Олена Петренко", "Schmidt"], &[]);
    for query in ["petrenko", "Петренко", "schmidt olena", "helena schmitt", "heidrun schmitt"]
    {
        let hits = search(&index, query);
        let expected: &[u32] = if query.starts_with("hei") { &[] } else { &[7] };
        assert_eq!(hits.iter().map(|h| h.doc).collect::<Vec<_>>(), expected, "{query}");
    }
}

#[test]
fn case_numbers_telephones_and_rooms_are_found() {
    let mut index = Index::new();
    let tokens =
        [(Kind::Case, "AiD-2026-0143"), (Kind::Phone, "+49 171 23 45 678"), (Kind::Room, "B 2.14")];
    index.insert(0, &["Amal Haddad"], &tokens);
    index.insert(1, &["Sami Haddad"], &[(Kind::Case, "AiD-2025-1430"), (Kind::Room, "EG")]);
    let docs = |query| -> Vec<(u32, Why)> {
        search(&index, query).iter().map(|h| (h.doc, h.why)).collect()
    };
    for whole in ["AiD-2026-0143", "aid 2026 143", "2026-0143", "aid-143 2026"] {
        let expected: &[(u32, Why)] =
            if whole.ends_with(" 2026") { &[] } else { &[(0, Why::Case)] };
        assert_eq!(docs(whole), expected, "{whole}");
    }
    assert_eq!(docs("143"), [(0, Why::Case), (1, Why::Case)]);
    assert_eq!(docs("0143"), [(0, Why::Case), (1, Why::Case)]);
    assert_eq!(docs("14300"), []);
    assert_eq!(docs("0"), []);
    for phone in
        ["0171 2345678", "0171/23", "+49171", "0049 171 2345678", "5678", "45 678", "017123"]
    {
        assert_eq!(docs(phone), [(0, Why::Phone)], "{phone}");
    }
    assert_eq!(docs("678"), []);
    for room in ["b 2.14", "B2.14", "2.14", "b2", "214"] {
        assert_eq!(docs(room)[0], (0, Why::Room), "{room}");
    }
    assert_eq!(docs("eg"), [(1, Why::Room)]);
    assert_eq!(docs("haddad 143")[0].0, 0);
    assert_eq!(docs("143 sami"), [(1, Why::Case)]);
    assert_eq!(docs("haddad b2.14"), [(0, Why::Room)]);
}

#[test]
fn only_persons_that_pass_the_filter_are_found_however_rare() {
    let mut index = Index::new();
    for doc in 0..20_000 {
        index.insert(doc, &["Mohammad Mousa"], &[]);
    }
    for query in ["m", "mo", "mohamed", "musa muhamad", "m m"] {
        let hits = index.search(query, 10, |doc| doc == 19_876 || doc == 77);
        assert_eq!(hits.iter().map(|h| h.doc).collect::<Vec<_>>(), [77, 19_876], "{query}");
        let first = index.search(query, 3, |_| true);
        assert_eq!(first.iter().map(|h| h.doc).collect::<Vec<_>>(), [0, 1, 2], "{query}");
    }
}

#[test]
fn a_removed_person_leaves_nothing() {
    let mut index = index(&["Bilal Nassar", "Bilal Qureshi"]);
    index.insert(0, &["Karim Saleh"], &[(Kind::Phone, "0171 99887766")]);
    for gone in ["nassar", "nasar", "nass"] {
        assert!(search(&index, gone).is_empty(), "{gone}");
    }
    assert_eq!(search(&index, "bilal").len(), 1);
    index.remove(0);
    index.remove(0);
    assert!(search(&index, "karim").is_empty() && search(&index, "99887766").is_empty());
}

#[test]
fn nothing_typed_finds_nothing() {
    let index = index(&["Ali", "XXX", "-", ""]);
    for query in ["", " ", "-", "xxx", "'", "\u{202e}", "王"] {
        assert!(search(&index, query).is_empty(), "{query:?}");
    }
    assert!(index.search("ali", 0, |_| true).is_empty());
    assert!(search(&index, &"ali".repeat(1_000_000)).is_empty());
}

/// A name of a few syllables, so that random names share words and sounds.
fn name() -> impl Strategy<Value = String> {
    let syllable = prop::sample::select(vec![
        "mo", "ha", "med", "ali", "ra", "üz", "sch", "kh", "d", "м", "علي",
    ]);
    let word = prop::collection::vec(syllable, 1..4).prop_map(|syllables| syllables.concat());
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However it came about, an index over the same persons finds the same.
    #[test]
    fn changes_leave_no_trace(
        changes in prop::collection::vec((0u32..12, prop::option::weighted(0.8, name()), 0u32..3000), 1..60),
        queries in prop::collection::vec(name(), 6),
    ) {
        let mut changed = Index::new();
        let mut persons = BTreeMap::new();
        for (doc, name, number) in changes {
            if let Some(name) = name {
                changed.insert(doc, &[&name], &[(Kind::Case, &number.to_string())]);
                persons.insert(doc, (name, number));
            } else {
                changed.remove(doc);
                persons.remove(&doc);
            }
        }
        let mut fresh = Index::new();
        fresh.fill(12, |index, doc| {
            if let Some((name, number)) = persons.get(&doc) {
                index.insert(doc, &["Somebody Else"], &[(Kind::Case, "7")]);
                index.insert(doc, &[name], &[(Kind::Case, &number.to_string())]);
            }
        });
        for query in queries.iter().map(String::as_str).chain(["1", "20", "m", "a a"]) {
            let sorted = |index: &Index| {
                let mut hits = search(index, query);
                hits.sort_by_key(|hit| (hit.why, hit.doc));
                hits.iter().map(|hit| (hit.why, hit.doc)).collect::<Vec<_>>()
            };
            prop_assert_eq!(sorted(&changed), sorted(&fresh), "{}", query);
        }
        for (doc, (name, _)) in &persons {
            prop_assert!(search(&changed, name).iter().any(|hit| hit.doc == *doc), "{} not found", name);
        }
    }

    #[test]
    fn no_query_and_no_name_is_too_strange(names in prop::collection::vec(any::<String>(), 0..6), query in any::<String>()) {
        let mut index = Index::new();
        let texts: Vec<&str> = names.iter().map(String::as_str).collect();
        index.insert(0, &texts, &[(Kind::Case, &query), (Kind::Phone, &query), (Kind::Room, &query)]);
        search(&index, &query);
        search(&index, names.first().map_or("", String::as_str));
    }
}

//! Keys of names: what meets, what stays apart, and what no input may do.
use aid::domain::names::{fold, sort_key};
use proptest::prelude::*;

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

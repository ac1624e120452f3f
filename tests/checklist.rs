//! The checklist items and templates: complete, true to their source, answered by the rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

use std::collections::BTreeSet;

use aid::domain::checklist::{
    ActionField, Answer, Item, ItemCode, Origin, Rating, Scale, Template, TemplateId, TemplateRef,
    by_field, item, items, sweep,
};
use proptest::prelude::*;

/// The list that the items were derived from: section, code, German, English, what attention leads to.
const SOURCE: &str = include_str!("data/checklists.tsv");

fn source() -> impl Iterator<Item = [&'static str; 5]> {
    SOURCE.lines().skip(1).map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        columns.try_into().expect("five columns")
    })
}

fn code(text: &str) -> ItemCode {
    ItemCode::new(text).expect("a code")
}

fn find(text: &str) -> &'static Item {
    item(code(text)).expect("a known item")
}

fn field_of(german: &str) -> ActionField {
    match german {
        "Sprache" => ActionField::Language,
        "Wohnen" => ActionField::Housing,
        "Gesundheit" => ActionField::Health,
        "Bildung und Arbeit" => ActionField::Education,
        "Teilhabe" => ActionField::Participation,
        "Behörden/Recht" => ActionField::Authorities,
        "Psychosoziales und Schutz" => ActionField::Psychosocial,
        "Mietfähigkeit" => ActionField::TenancyReadiness,
        "Tagesstruktur" => ActionField::DailyStructure,
        "Mitverantwortung im Heim/Haus" => ActionField::SharedResponsibility,
        "Nachbetreuung" => ActionField::Aftercare,
        "Auszug" => ActionField::MoveOut,
        other => panic!("unknown part {other}"),
    }
}

#[test]
fn wording_and_order_are_those_of_the_source() {
    assert_eq!(items().len(), 132);
    let ours: Vec<_> =
        items().iter().map(|i| (i.field, i.code, i.question.de, i.question.en)).collect();
    let theirs: Vec<_> = source().map(|[s, c, de, en, _]| (field_of(s), code(c), de, en)).collect();
    assert_eq!(ours, theirs);
    let codes: BTreeSet<_> = items().iter().map(|i| i.code).collect();
    assert_eq!(codes.len(), 132, "codes are unique");
}

#[test]
fn every_column_is_filled() {
    for item in items() {
        let hint = item.hint.map_or(["none"; 2], |hint| [hint.de, hint.en]);
        for text in [item.measure.de, item.measure.en, hint[0], hint[1]] {
            assert!(!text.is_empty() && text == text.trim() && text != "-", "{:?}", item.code);
        }
        // one line beside the arrow at 80 columns
        for measure in [item.measure.de, item.measure.en] {
            assert!(measure.chars().count() <= 48, "{:?}: {measure}", item.code);
        }
        assert!(item.due_days <= 14, "{:?}", item.code);
    }
}

#[test]
fn services_are_the_known_categories_and_none_of_the_source_is_missing() {
    const CATEGORIES: &str = "AA ABH ADB ARZT BAMF BB BRA EHR EUTB FAMK FLB FRAU GA GOLD HEB JA JC \
        JMD KI-DOL KI-SEIT KIM KITA KK MBE MV NOT PFLEGE POL PSZ RA RKB SCHULD SCHULE SCHWA SOZ \
        SPDI SPORT SPR STA SUCHT VZ WOH";
    let categories: BTreeSet<_> = CATEGORIES.split_whitespace().collect();
    for [_, name, .., on_attention] in source() {
        let ours: BTreeSet<_> = find(name).services.iter().copied().collect();
        assert!(ours.is_subset(&categories), "{name}: {ours:?}");
        let words = on_attention.split(|c: char| !c.is_alphanumeric() && c != '-');
        let theirs: BTreeSet<_> = words.filter(|word| categories.contains(word)).collect();
        assert!(theirs.is_subset(&ours), "{name}: {theirs:?} but {ours:?}");
    }
}

/// What the source says about urgency is in the days, the escalation and the hint.
#[test]
fn haste_follows_the_source() {
    for [_, name, .., on_attention] in source() {
        let item = find(name);
        let outright = on_attention.starts_with("URGENT") || on_attention.starts_with("urgent,");
        assert_eq!(item.escalates, outright, "{name}");
        let today = outright
            || ["heute", "sofort", "urgent bei"].iter().any(|word| on_attention.contains(word));
        assert_eq!(item.due_days == 0, today, "{name}");
        if ["24 h", "112", "110"].iter().any(|word| on_attention.contains(word)) {
            assert!(item.due_days <= 1, "{name}");
        }
        // emergency numbers reach the screen
        for number in ["110", "112", "116 016"] {
            if on_attention.contains(number) {
                let hint = item.hint.expect("a hint");
                assert!(hint.de.contains(number) && hint.en.contains(number), "{name}");
            }
        }
    }
}

#[test]
fn conditions_of_the_source_are_told() {
    for (name, words) in [
        ("SP4", ["§ 44 Abs. 4", "§ 44a", "§ 5b AsylbLG", "VHS"].as_slice()),
        ("BI2", &["4 Wochen"]),
        ("BE2", &["7 Tagen"]),
        ("BE7", &["Nicht selbst bewerten"]),
        ("NB2", &["Verfahren", "dringend"]),
        ("PS4", &["24 Stunden"]),
        ("PS5", &["112", "LVR-Klinik", "Leitung"]),
        ("PS6", &["116 016", "Frauenhaus", "Nie vor der anderen Person"]),
        ("PS7", &["§ 4 KKG", "anonym", "Eltern", "Jugendamt", "Protokoll"]),
        ("PS8", &["Polizei nur mit Einwilligung oder bei Gefahr"]),
        ("TS8", &["PS2"]),
    ] {
        let hint = find(name).hint.expect("a hint");
        for word in words {
            assert!(hint.de.contains(word), "{name}: {word}");
        }
    }
}

fn visit() -> &'static Template {
    TemplateRef::current(TemplateId::Visit).load().expect("known")
}

#[test]
fn a_regular_visit_has_21_items_three_or_more_a_field() {
    assert_eq!(visit().regular().count(), 21);
    for field in [
        ActionField::Language,
        ActionField::Housing,
        ActionField::Health,
        ActionField::Education,
        ActionField::Participation,
        ActionField::Authorities,
    ] {
        assert!(visit().regular().filter(|item| item.field == field).count() >= 3, "{field:?}");
    }
    for name in ["SP4", "WO1"] {
        assert!(visit().regular().any(|item| item.code == code(name)), "{name}");
    }
    // so that "rest ok" leaves nothing open
    assert!(visit().regular().all(|item| !item.restricted));
}

#[test]
fn every_item_is_in_one_checklist() {
    let load = |id| TemplateRef::current(id).load().unwrap();
    let all: Vec<_> = TemplateId::CODES.iter().flat_map(|(_, id)| load(*id).items.iter()).collect();
    assert_eq!(all.len(), 132);
    assert_eq!(visit().items.len(), 74);
    assert_eq!(visit().item(&code("PS14")), item(code("PS14")));
    assert_eq!(visit().item(&code("AU1")), None);
    let aftercare = load(TemplateId::Aftercare);
    assert_eq!(aftercare.items.len(), by_field(ActionField::Aftercare).count());
    assert_eq!(aftercare.regular().count(), 12);
}

#[test]
fn records_of_other_versions_stay_readable() {
    let newer = TemplateRef { id: TemplateId::Visit, version: 7 };
    assert!(newer.load().is_none());
    let unknown: ItemCode = serde_json::from_str("\"ZZ99\"").unwrap();
    assert_eq!((item(unknown), unknown.to_string()), (None, "ZZ99".to_owned()));
}

#[test]
fn warning_signs_are_restricted() {
    assert!(by_field(ActionField::Psychosocial).all(|item| item.restricted));
    let elsewhere = items().iter().filter(|i| i.restricted && i.field != ActionField::Psychosocial);
    assert_eq!(elsewhere.map(|i| i.code).collect::<Vec<_>>(), [code("GE7"), code("GE8")]);
}

#[test]
fn abilities_are_those_of_a_tenant() {
    for item in items() {
        let is_ability = item.scale == Scale::Ability;
        assert_eq!(is_ability, item.field == ActionField::TenancyReadiness, "{:?}", item.code);
    }
    assert!(Scale::Situation.allows(Rating::Urgent) && !Scale::Ability.allows(Rating::Urgent));
    assert!(Scale::Ability.allows(Rating::NotApplicable));
}

#[test]
fn rest_ok_answers_what_was_not_answered() {
    let swept = sweep(visit().regular(), |item| item == code("SP4") || item == code("BE1"));
    assert_eq!(swept.len(), 19);
    assert_eq!(
        swept.first(),
        Some(&Answer { item: code("SP1"), rating: Rating::Ok, origin: Origin::Summary })
    );
    assert!(swept.iter().all(|a| a.rating == Rating::Ok && a.origin == Origin::Summary));
    assert!(swept.iter().all(|a| a.item != code("SP4") && a.item != code("BE1")));
    assert!(sweep(visit().regular(), |_| true).is_empty());
}

#[test]
fn rest_ok_never_covers_warning_signs_or_abilities() {
    let swept: BTreeSet<_> = sweep(items(), |_| false).iter().map(|answer| answer.item).collect();
    for item in items() {
        let left = item.restricted || item.scale == Scale::Ability;
        assert_eq!(swept.contains(&item.code), !left, "{:?}", item.code);
    }
}

/// Stored numbers never change their meaning.
#[test]
fn numbers_are_stable() {
    use {ActionField as F, Origin as O, Rating as R, TemplateId as T};
    assert_eq!(R::CODES.map(|(_, r)| r as u8), [1, 2, 3, 4, 5]);
    assert_eq!([R::Ok, R::Watch, R::Attention, R::Urgent].map(|r| r as u8), [1, 2, 3, 4]);
    assert_eq!([O::Asked, O::Summary, O::AsLastTime].map(|o| o as u8), [1, 2, 3]);
    assert_eq!((T::Visit as u8, T::Aftercare as u8, T::MoveOut as u8), (1, 2, 6));
    assert_eq!((F::Language as u8, F::Psychosocial as u8, F::MoveOut as u8), (1, 7, 12));
    let known = |reads: fn(u8) -> Option<u8>| (0..=u8::MAX).filter_map(reads).collect::<Vec<_>>();
    assert_eq!(known(|n| R::from_u8(n).map(|r| r as u8)), [1, 2, 3, 4, 5]);
    assert_eq!(known(|n| O::from_u8(n).map(|o| o as u8)), [1, 2, 3]);
    assert_eq!(known(|n| T::from_u8(n).map(|t| t as u8)), [1, 2, 3, 4, 5, 6]);
    assert_eq!(known(|n| F::from_u8(n).map(|f| f as u8)), (1..=12).collect::<Vec<_>>());
}

#[test]
fn concerns_are_what_something_has_to_be_done_about() {
    let concerns = Rating::CODES.iter().filter(|(_, rating)| rating.is_concern());
    assert_eq!(concerns.map(|(code, _)| *code).collect::<Vec<_>>(), ["attention", "urgent"]);
}

#[test]
fn codes_are_read_and_ordered_as_people_count() {
    assert_eq!(code("sp4"), code("SP4"));
    assert!(code("SP4") < code("SP10") && code("SP10") < code("WO1"));
    for text in ["", "S", "SP", "SP0", "SP04", "SP256", "SP4 ", "SP+4", "ÄB4", "SPX", "S44"] {
        assert_eq!(ItemCode::new(text), None, "{text}");
        assert!(serde_json::from_value::<ItemCode>(text.into()).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn the_text_of_a_code_comes_back(text in "[A-Z]{2}([1-9][0-9]?|1[0-9]{2})") {
        prop_assert_eq!(code(&text).to_string(), text.clone());
        prop_assert_eq!(serde_json::to_value(code(&text)).unwrap(), serde_json::Value::from(text));
    }

    #[test]
    fn no_text_makes_the_code_parser_panic(text in any::<String>(), tail in "[A-Za-z]{2}\\PC*") {
        let _ = (ItemCode::new(&text), ItemCode::new(&tail));
    }
}

//! What papers suggest: rule by rule, with the day before and the day of each.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may panic

use aid::domain::case::{CloseReason, Phase};
use aid::domain::dates::PartialDate;
use aid::domain::facts::{FactKey, Subject};
use aid::domain::field::Fields;
use aid::domain::ids::{HouseholdId, PaperId, PersonId, StaffId};
use aid::domain::papers::{
    Advice, Filled, Household, Member, Paper, PaperField, PaperKind, PhaseAdvice, Rule, Stage,
    Suggestion, Used, Version, advise, benefits, current,
};
use aid::domain::site::SiteKind;
use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn paper(id: u64, kind: PaperKind, fields: &[(PaperField, &str)]) -> Paper {
    let mut filled = Filled::new(kind);
    for (field, text) in fields {
        filled.set_field(*field, text, day("2026-11-22")).unwrap();
    }
    filled.check().unwrap();
    let version = Version { content: filled.content, by: StaffId(1), at: DateTime::UNIX_EPOCH };
    Paper { id: PaperId(id), person: PersonId(1), kind, versions: vec![version] }
}

/// A paper by code, first and last day.
fn plain(id: u64, kind: PaperKind, code: &str, from: &str, until: &str) -> Paper {
    use PaperField as F;
    paper(id, kind, &[(F::Code, code), (F::From, from), (F::Until, until)])
}

fn ended(id: u64, code: &str, from: &str, last: &str) -> Paper {
    use PaperField as F;
    let fields = [(F::Code, code), (F::From, from), (F::Effective, last), (F::Reason, "Bescheid")];
    paper(id, PaperKind::Benefit, &fields)
}

/// Advice for one person of this household.
struct Case<'a> {
    papers: &'a [Paper],
    birth: &'a str,
    stay: &'a str,
    home: Option<SiteKind>,
    moved_out: bool,
    phase: Phase,
}

impl Default for Case<'_> {
    fn default() -> Self {
        let (home, phase) = (Some(SiteKind::Shelter), Phase::Active);
        Self { papers: &[], birth: "", stay: "", home, moved_out: false, phase }
    }
}

impl Case<'_> {
    fn on(&self, today: &str) -> Vec<Suggestion> {
        let stay: Option<PartialDate> = self.stay.parse().ok();
        let member = Member {
            person: PersonId(1),
            birth: self.birth.parse().ok(),
            stay: stay.map(|stay| (FactKey(25), stay)),
            papers: self.papers,
        };
        let (home, moved_out, phase) = (self.home, self.moved_out, &self.phase);
        let (id, members) = (HouseholdId(7), vec![member]);
        advise(&Household { id, members, home, moved_out, phase }, day(today))
    }

    fn what(&self, today: &str) -> Vec<Advice> {
        self.on(today).into_iter().map(|suggestion| suggestion.what).collect()
    }

    fn phase(&self, today: &str) -> Option<PhaseAdvice> {
        self.what(today).into_iter().find_map(|advice| match advice {
            Advice::Phase(advice) => Some(advice),
            _ => None,
        })
    }
}

/// How near the end of a paper is, said of it on a day.
fn stage(paper: &Paper, today: &str) -> Option<Stage> {
    let case = Case { papers: std::slice::from_ref(paper), home: None, ..Case::default() };
    case.what(today).into_iter().find_map(|advice| match advice {
        Advice::Renew { stage, .. } => Some(stage),
        _ => None,
    })
}

fn aftercare() -> Phase {
    Phase::Aftercare { until: None, reason: String::new() }
}

#[test]
fn a_title_is_reminded_of_90_56_and_14_days_before_it_ends() {
    let title = plain(1, PaperKind::Residence, "AE25-2F", "2024-01-01", "2026-12-31");
    for (today, expected) in [
        ("2026-10-01", None),
        ("2026-10-02", Some(Stage::Early)),
        ("2026-11-04", Some(Stage::Early)),
        ("2026-11-05", Some(Stage::Soon)),
        ("2026-12-16", Some(Stage::Soon)),
        ("2026-12-17", Some(Stage::Urgent)),
        ("2026-12-31", Some(Stage::Urgent)),
        ("2027-01-01", Some(Stage::Expired)),
    ] {
        assert_eq!(stage(&title, today), expected, "{today}");
    }
}

#[test]
fn a_certificate_is_reminded_of_28_14_and_3_days_before_it_ends() {
    for code in ["GES", "DUL1", "FIK4", "ANK"] {
        let certificate = plain(1, PaperKind::Residence, code, "2026-06-01", "2026-12-31");
        for (today, expected) in [
            ("2026-12-02", None),
            ("2026-12-03", Some(Stage::Early)),
            ("2026-12-17", Some(Stage::Soon)),
            ("2026-12-28", Some(Stage::Urgent)),
            ("2027-01-01", Some(Stage::Expired)),
        ] {
            assert_eq!(stage(&certificate, today), expected, "{code} {today}");
        }
    }
    let leaving = plain(1, PaperKind::Residence, "GUEB", "2026-12-01", "2026-12-20");
    assert_eq!(stage(&leaving, "2026-12-02"), Some(Stage::Urgent), "days count");
    let settled = plain(1, PaperKind::Residence, "NE", "2020-01-01", "2026-12-31");
    assert_eq!(stage(&settled, "2026-12-31"), None, "a card runs out, the right does not");
}

#[test]
fn a_slip_for_the_quarter_ends_with_the_quarter() {
    let slip = plain(1, PaperKind::HealthCover, "slip", "2026-10", "");
    assert_eq!(slip.last_day(), Some(day("2026-12-31")));
    assert_eq!(stage(&slip, "2026-12-02"), None);
    assert_eq!(stage(&slip, "2026-12-03"), Some(Stage::Early));
    assert_eq!(stage(&slip, "2027-01-01"), Some(Stage::Expired));
    // nobody knows the quarter of a year
    assert_eq!(plain(1, PaperKind::HealthCover, "slip", "2026", "").last_day(), None);
    assert_eq!(plain(1, PaperKind::HealthCover, "statutory", "2026-10", "").last_day(), None);
}

#[test]
fn the_effective_day_counts_and_what_was_ended_reminds_of_nothing() {
    use PaperField as F;
    let longer = [
        (F::Code, "DUL1"),
        (F::Until, "2026-11-30"),
        (F::Effective, "2027-02-28"),
        (F::Reason, "verlängert"),
    ];
    let longer = paper(1, PaperKind::Residence, &longer);
    assert_eq!(stage(&longer, "2026-12-15"), None);
    assert_eq!(stage(&longer, "2027-02-27"), Some(Stage::Urgent));
    let benefit = ended(2, "ALG3", "2025-01-01", "2026-05-31");
    assert_eq!(stage(&benefit, "2026-06-30"), None);
    assert!(benefit.holds(day("2026-05-31")) && !benefit.holds(day("2026-06-01")));
}

#[test]
fn the_last_paper_that_has_begun_counts_even_when_it_has_run_out() {
    let papers = [
        plain(1, PaperKind::Residence, "GES", "2024-01-01", "2025-01-01"),
        plain(3, PaperKind::Residence, "AE25-2S", "2026-12-01", "2027-12-01"),
        plain(2, PaperKind::Residence, "DUL1", "2025-01-02", "2026-01-01"),
    ];
    let code = |on: &str| current(&papers, PaperKind::Residence, day(on)).map(|paper| paper.id.0);
    assert_eq!(code("2023-12-31"), None);
    assert_eq!(code("2024-06-01"), Some(1));
    assert_eq!(code("2026-11-30"), Some(2), "run out, but nothing followed yet");
    assert_eq!(code("2026-12-01"), Some(3));
    // what is reminded of is the one that counts, not what it followed
    let case = Case { papers: &papers, home: None, ..Case::default() };
    let renew = |id, last, stage| Advice::Renew { paper: PaperId(id), last: day(last), stage };
    assert_eq!(case.what("2026-11-30"), [renew(2, "2026-01-01", Stage::Expired)]);
    assert_eq!(case.what("2026-12-01"), []);
}

#[test]
fn a_paper_without_a_beginning_follows_what_was_written_down_before_it() {
    let gestattung = plain(1, PaperKind::Residence, "GES", "2026-03-01", "2026-12-20");
    let renewed = plain(2, PaperKind::Residence, "GES", "", "2027-06-20");
    let old = plain(3, PaperKind::Residence, "DUL1", "", "2025-01-01");
    let title = plain(4, PaperKind::Residence, "AE25-2S", "2026-05-12", "2029-05-12");
    let mut papers = vec![old, renewed, gestattung];
    let current = |papers: &[Paper]| {
        let paper = current(papers, PaperKind::Residence, day("2026-12-21"));
        paper.map(|paper| paper.id.0)
    };
    assert_eq!(current(&papers), Some(2), "the renewal, although nobody wrote from when it holds");
    papers.push(title);
    assert_eq!(current(&papers), Some(4), "written down later");
    papers.pop();
    // older ones that somebody writes down after it
    papers.push(plain(5, PaperKind::Residence, "GES", "2026-01-01", "2026-11-30"));
    papers.push(plain(6, PaperKind::Residence, "GES", "", "2026-12-10"));
    assert_eq!(current(&papers), Some(2), "they end before it");
    papers.push(plain(7, PaperKind::Residence, "NE", "", ""));
    assert_eq!(current(&papers), Some(7), "one that does not end");
    assert_eq!(current(&papers[..1]), Some(3));
}

#[test]
fn child_benefit_beside_others_does_not_end_care() {
    let papers = [
        plain(1, PaperKind::Benefit, "ALG3", "2025-01-01", ""),
        plain(2, PaperKind::Benefit, "KIND", "2026-01-01", ""),
    ];
    assert_eq!(benefits(&papers, day("2026-11-22")).unwrap().id, PaperId(1));
    assert_eq!(benefits(&papers[1..], day("2026-11-22")).unwrap().id, PaperId(2));
}

#[test]
fn a_recognition_of_12_may_suggests_the_end_of_benefits_on_31_may() {
    let papers = [
        plain(1, PaperKind::Benefit, "ALG3", "2025-01-01", ""),
        plain(2, PaperKind::Procedure, "recognised", "2026-05-12", ""),
    ];
    let case = Case { papers: &papers, ..Case::default() };
    assert_eq!(case.what("2026-05-11"), [], "not before it happened");
    let found = case.on("2026-05-20");
    let end = Advice::EndBenefit { paper: PaperId(1), last: day("2026-05-31") };
    let expected = Suggestion {
        about: Subject::Person(PersonId(1)),
        what: end,
        why: Rule::MonthOfRecognition,
        used: vec![Used::Paper(PaperId(2)), Used::Paper(PaperId(1))],
    };
    assert_eq!(found[0], expected);
    // and what follows by the place of living
    assert_eq!(case.phase("2026-05-20"), Some(PhaseAdvice::CareMoveOut));
    let own = Case { papers: &papers, home: Some(SiteKind::OwnFlat), ..Case::default() };
    let close = PhaseAdvice::Close { after: Some(day("2026-05-31")) };
    assert_eq!(own.phase("2026-05-20"), Some(close));
    let moved = Case {
        papers: &papers,
        home: Some(SiteKind::OwnFlat),
        moved_out: true,
        phase: aftercare(),
        ..Case::default()
    };
    let extended =
        PhaseAdvice::AftercareExtended { until: day("2026-08-31"), most: day("2026-11-30") };
    assert_eq!(moved.phase("2026-05-20"), Some(extended));
    assert_eq!(moved.phase("2026-11-30"), Some(extended));
    assert_eq!(moved.phase("2026-12-01"), Some(close));
}

#[test]
fn a_decision_without_a_beginning_is_of_the_day_of_its_notice_a_card_is_not() {
    use PaperField as F;
    let benefit = || plain(1, PaperKind::Benefit, "ALG3", "2025-01-01", "");
    let issued = |kind, code| paper(2, kind, &[(F::Code, code), (F::Issued, "2026-05-12")]);
    let end = Advice::EndBenefit { paper: PaperId(1), last: day("2026-05-31") };
    let papers = [benefit(), issued(PaperKind::Procedure, "recognised")];
    let case = Case { papers: &papers, ..Case::default() };
    assert!(case.what("2026-05-20").contains(&end));
    let papers = [benefit(), issued(PaperKind::Residence, "AE25-2F")];
    let case = Case { papers: &papers, ..Case::default() };
    assert!(!case.what("2026-05-20").contains(&end), "cards are printed later");
}

#[test]
fn a_title_that_shows_the_recognition_does_the_same_and_an_end_settles_it() {
    let title = plain(2, PaperKind::Residence, "AE25-2F", "2026-05-12", "2029-05-11");
    let open = [plain(1, PaperKind::Benefit, "ALG2", "2025-01-01", ""), title.clone()];
    let end = Advice::EndBenefit { paper: PaperId(1), last: day("2026-05-31") };
    let of =
        |papers: &[Paper], today: &str| Case { papers, home: None, ..Case::default() }.what(today);
    assert_eq!(of(&open, "2026-07-01"), [end]);
    assert_eq!(
        of(&[ended(1, "ALG2", "2025-01-01", "2026-05-31"), title.clone()], "2026-05-20"),
        []
    );
    // of a year alone nobody knows the month; of a month one does
    let vague = |from| [open[0].clone(), plain(2, PaperKind::Procedure, "recognised", from, "")];
    assert_eq!(of(&vague("2026"), "2026-07-01"), []);
    assert_eq!(of(&vague("2026-05"), "2026-07-01"), [end]);
    // benefits granted anew after it are another matter
    let anew = [plain(1, PaperKind::Benefit, "ALG3", "2026-06-15", ""), title];
    assert_eq!(of(&anew, "2026-07-01"), []);
}

#[test]
fn the_36_months_are_counted_to_the_day_and_asked_about_four_weeks_before() {
    let papers = [plain(1, PaperKind::Benefit, "ALG3", "2024-01-01", "")];
    let case = Case { papers: &papers, stay: "2023-12-15", home: None, ..Case::default() };
    assert_eq!(case.what("2026-11-16"), []);
    let check = Advice::CheckAnalogous { from: day("2026-11-17"), full: day("2026-12-15") };
    let found = case.on("2026-11-17");
    assert_eq!((found[0].what, found[0].why), (check, Rule::MonthsOfStay));
    assert_eq!(found[0].used, [Used::Fact(FactKey(25)), Used::Paper(PaperId(1))]);
    // of a month the last day: never too early
    let vague = Case { stay: "2023-12", ..case };
    let check = Advice::CheckAnalogous { from: day("2026-12-03"), full: day("2026-12-31") };
    assert_eq!(vague.what("2026-12-03"), [check]);
    for code in ["ALG2", "SGB2"] {
        let papers = [plain(1, PaperKind::Benefit, code, "2024-01-01", "")];
        let case = Case { papers: &papers, stay: "2020-01-01", home: None, ..Case::default() };
        assert_eq!(case.what("2026-11-22"), [], "{code}");
    }
}

#[test]
fn coming_of_age_is_told_at_17_years_and_9_months_as_exactly_as_it_is_known() {
    let of = |birth, today: &str| Case { birth, home: None, ..Case::default() }.what(today);
    let of_age = |first, last| vec![Advice::ComesOfAge { first: day(first), last: day(last) }];
    assert_eq!(of("2009-02-22", "2026-11-21"), []);
    assert_eq!(of("2009-02-22", "2026-11-22"), of_age("2027-02-22", "2027-02-22"));
    assert_eq!(of("2009-02-22", "2027-02-23"), []);
    assert_eq!(of("2008-02-29", "2026-02-28"), of_age("2026-03-01", "2026-03-01"));
    for uncertain in ["2009", "2009?"] {
        assert_eq!(of(uncertain, "2026-10-01"), of_age("2027-01-01", "2027-12-31"));
        assert_eq!(of(uncertain, "2027-12-31"), of_age("2027-01-01", "2027-12-31"));
    }
    assert_eq!(of("", "2026-11-22"), []);
}

#[test]
fn a_title_under_section_24_may_hold_longer_than_is_printed() {
    use PaperField as F;
    let title = |until| plain(1, PaperKind::Residence, "AE24", "2022-04-01", until);
    let of = |paper: &Paper, today: &str| {
        let papers = std::slice::from_ref(paper);
        Case { papers, home: None, ..Case::default() }.what(today)
    };
    let longer = Advice::Effective { paper: PaperId(1), until: day("2027-03-04") };
    assert_eq!(of(&title("2026-03-04"), "2026-11-22"), [longer]);
    let ran_out =
        Advice::Renew { paper: PaperId(1), last: day("2026-01-31"), stage: Stage::Expired };
    assert_eq!(of(&title("2026-01-31"), "2026-11-22"), [ran_out]);
    let entered = [
        (F::Code, "AE24"),
        (F::Until, "2026-03-04"),
        (F::Effective, "2027-03-04"),
        (F::Reason, "Verordnung"),
    ];
    assert_eq!(of(&paper(1, PaperKind::Residence, &entered), "2026-11-22"), []);
}

#[test]
fn the_phase_follows_from_home_and_benefits() {
    use SiteKind::{MunicipalFlat, OwnFlat, Shelter};
    let asylum = [plain(1, PaperKind::Benefit, "ALG3", "2025-01-01", "")];
    let other = [
        ended(1, "ALG3", "2025-01-01", "2026-09-30"),
        plain(2, PaperKind::Benefit, "SGB2", "2026-10-01", ""),
    ];
    let closed = || Phase::Closed { reason: CloseReason::RegimeChange };
    let extended =
        PhaseAdvice::AftercareExtended { until: day("2026-12-31"), most: day("2027-03-31") };
    let close = PhaseAdvice::Close { after: Some(day("2026-09-30")) };
    for (home, moved_out, papers, phase, expected) in [
        (Shelter, false, &asylum[..], Phase::Active, None),
        (Shelter, false, &asylum, aftercare(), Some(PhaseAdvice::Care)),
        (MunicipalFlat, false, &asylum, Phase::New, None),
        (Shelter, false, &other, Phase::Active, Some(PhaseAdvice::CareMoveOut)),
        (OwnFlat, false, &asylum, Phase::Active, None),
        (OwnFlat, false, &other, Phase::Active, Some(close)),
        (OwnFlat, true, &asylum, Phase::Active, Some(PhaseAdvice::Aftercare)),
        (OwnFlat, true, &asylum, aftercare(), None),
        (OwnFlat, true, &other, aftercare(), Some(extended)),
        (OwnFlat, true, &other, closed(), None),
        // back under the AsylbLG: cases can be opened again
        (OwnFlat, true, &asylum, closed(), Some(PhaseAdvice::Aftercare)),
        (Shelter, false, &asylum, Phase::Closed { reason: CloseReason::MovedAway }, None),
        (Shelter, false, &[], aftercare(), None),
    ] {
        let label = format!("{home:?} {moved_out} {phase:?}");
        let case = Case { papers, home: Some(home), moved_out, phase, ..Case::default() };
        assert_eq!(case.phase("2026-11-22"), expected, "{label}");
    }
    let homeless = Case { papers: &other, home: None, ..Case::default() };
    assert_eq!(homeless.phase("2026-11-22"), None, "nobody knows where they live");
}

#[test]
fn one_member_with_benefits_under_the_asylblg_keeps_the_household_in_care() {
    let (asylum, other) = (
        [plain(1, PaperKind::Benefit, "ALG3", "2025-01-01", "")],
        [plain(2, PaperKind::Benefit, "SGB2", "2026-10-01", "")],
    );
    let member =
        |person, papers| Member { person: PersonId(person), birth: None, stay: None, papers };
    let of = |members| {
        let (home, moved_out) = (Some(SiteKind::OwnFlat), true);
        let household =
            Household { id: HouseholdId(7), members, home, moved_out, phase: &aftercare() };
        advise(&household, day("2026-11-22"))
    };
    assert_eq!(of(vec![member(1, &other[..]), member(2, &asylum[..])]), []);
    let found = of(vec![member(1, &other[..]), member(2, &[])]);
    let until =
        PhaseAdvice::AftercareExtended { until: day("2026-12-31"), most: day("2027-03-31") };
    assert_eq!(found[0].what, Advice::Phase(until));
    assert_eq!(found[0].used, [Used::Home(SiteKind::OwnFlat), Used::Paper(PaperId(2))]);
}

#[test]
fn the_most_urgent_comes_first() {
    let papers = [
        plain(1, PaperKind::Residence, "GES", "2026-01-01", "2026-11-21"),
        plain(2, PaperKind::Identity, "passport", "2020-01-01", "2027-01-31"),
        plain(3, PaperKind::HealthCover, "slip", "2026-10-01", "2026-11-24"),
    ];
    let case = Case { papers: &papers, birth: "2009-01-01", home: None, ..Case::default() };
    let order: Vec<String> = case
        .what("2026-11-22")
        .iter()
        .map(|advice| match advice {
            Advice::Renew { stage, .. } => format!("{stage:?}"),
            other => format!("{other:?}").split(' ').next().unwrap().to_owned(),
        })
        .collect();
    assert_eq!(order, ["Expired", "Urgent", "Early", "ComesOfAge"]);
}

proptest! {
    /// Whatever papers there are, advice comes out, and each of a paper that is there.
    #[test]
    fn any_papers_make_sense(
        codes in proptest::collection::vec((0..5_usize, 0..40_usize, -2000..1000_i64, 0..2000_i64), 0..8),
        today in -1000..1000_i64,
        moved_out: bool,
    ) {
        let base = day("2026-11-22");
        let papers: Vec<Paper> = codes.iter().enumerate().map(|(id, (kind, code, from, length))| {
            let kind = PaperKind::CODES[*kind].1;
            let codes: Vec<_> = kind.list().codes().collect();
            let from = base + chrono::TimeDelta::days(*from);
            let until = from + chrono::TimeDelta::days(*length);
            let code = codes[code % codes.len()].code;
            plain(id as u64, kind, code, &from.to_string(), &until.to_string())
        }).collect();
        let case = Case {
            papers: &papers,
            birth: "2009",
            stay: "2023",
            home: Some(SiteKind::OwnFlat),
            moved_out,
            ..Case::default()
        };
        let today = (base + chrono::TimeDelta::days(today)).to_string();
        for suggestion in case.on(&today) {
            for used in &suggestion.used {
                if let Used::Paper(id) = used {
                    prop_assert!(papers.iter().any(|paper| paper.id == *id));
                }
            }
            prop_assert!(!suggestion.used.is_empty());
        }
    }
}

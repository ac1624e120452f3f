//! What the papers of a household suggest. Every rule is a default of the program with its source in
//! `docs/domain.md`; none of them changes anything.

use chrono::{Days, Months, NaiveDate};

use super::{Advice, Glimpse, Paper, PaperKind, PhaseAdvice, Rule, Stage, Suggestion, Used};
use super::{benefits, current};
use crate::domain::case::{CloseReason, Phase};
use crate::domain::dates::{PartialDate, month_end, months_full};
use crate::domain::facts::{FactKey, Subject};
use crate::domain::ids::{HouseholdId, PaperId, PersonId};
use crate::domain::phase::{EXTENDED_MONTHS, EXTENDED_MOST};
use crate::domain::site::SiteKind;

/// Months of stay after which analogous benefits are due, and how many days before it is worth to
/// ask (`docs/domain.md`, months of stay).
const STAY_MONTHS: u32 = 36;
const ASK_DAYS: u64 = 28;
/// Coming of age, and when a child is reminded of, in months (`docs/domain.md`, coming of age).
const OF_AGE_MONTHS: u32 = 18 * 12;
const REMIND_MONTHS: u32 = OF_AGE_MONTHS - 3;

/// What the rules look at.
#[derive(Clone, Debug)]
pub struct Household<'a> {
    /// The household.
    pub id: HouseholdId,
    /// Its members of today.
    pub members: Vec<Member<'a>>,
    /// Where it lives today.
    pub home: Option<SiteKind>,
    /// It lived in a shelter or municipal flat before.
    pub moved_out: bool,
    /// Where its case stands.
    pub phase: &'a Phase,
}

/// A member, as far as the rules look.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Who.
    pub person: PersonId,
    /// Birth date.
    pub birth: Option<PartialDate>,
    /// Stay in Germany without interruption, and the answer that says so.
    pub stay: Option<(FactKey, PartialDate)>,
    /// All papers.
    pub papers: &'a [Paper],
}

/// Everything that is suggested for a household on a day, the most urgent first.
pub fn advise(household: &Household<'_>, today: NaiveDate) -> Vec<Suggestion> {
    let ended = matches!(household.phase, Phase::Closed { .. });
    let mut all = Vec::new();
    if !ended {
        for member in &household.members {
            all.extend(endings(member, today));
            all.extend(end_of_benefit(member, today));
            all.extend(months_of_stay(member, today));
            all.extend(coming_of_age(member, today));
        }
    }
    all.extend(phase(household, today));
    all.sort_by_key(|suggestion| urgency(&suggestion.what));
    all
}

fn urgency(advice: &Advice) -> (u8, NaiveDate) {
    match *advice {
        Advice::Renew { stage: Stage::Expired, last, .. } => (0, last),
        Advice::Renew { stage: Stage::Urgent, last, .. } => (1, last),
        Advice::EndBenefit { last, .. } => (2, last),
        Advice::Phase(_) => (3, NaiveDate::MIN),
        Advice::Effective { until, .. } => (4, until),
        Advice::Renew { last, .. } => (5, last),
        Advice::CheckAnalogous { from, .. } => (6, from),
        Advice::ComesOfAge { first, .. } => (7, first),
    }
}

impl Member<'_> {
    fn suggests(&self, what: Advice, why: Rule, used: Vec<Used>) -> Suggestion {
        Suggestion { about: Subject::Person(self.person), what, why, used }
    }
}

/// Papers that run out, or whose printed day is out of date.
fn endings(member: &Member<'_>, today: NaiveDate) -> Vec<Suggestion> {
    let kinds = PaperKind::CODES.map(|(_, kind)| kind);
    let counting = kinds.into_iter().filter_map(|kind| current(member.papers, kind, today));
    let one = |paper: &Paper| {
        let used = vec![Used::Paper(paper.id)];
        if let Some(until) = prolonged(paper) {
            let what = Advice::Effective { paper: paper.id, until };
            return Some(member.suggests(what, Rule::ProtectionProlonged, used));
        }
        let (last, stage, rule) = Glimpse::of(paper)?.stage(today)?;
        let what = Advice::Renew { paper: paper.id, last, stage };
        Some(member.suggests(what, rule, used))
    };
    counting.filter_map(one).collect()
}

/// The day to which a title under § 24 AufenthG holds without a new card, where another one is
/// printed: it was valid on the first day of the prolongation (`docs/domain.md`, titles under § 24).
fn prolonged(paper: &Paper) -> Option<NaiveDate> {
    let content = &paper.version()?.content;
    let valid_on = NaiveDate::from_ymd_opt(2026, 2, 1)?;
    let until = NaiveDate::from_ymd_opt(2027, 3, 4)?;
    let printed = content.until.filter(|_| paper.is("prolonged") && content.effective.is_none())?;
    (valid_on <= printed && printed < until).then_some(until)
}

/// Benefits under the AsylbLG that still run although somebody was recognised.
fn end_of_benefit(member: &Member<'_>, today: NaiveDate) -> Option<Suggestion> {
    let (benefit, recognised, last) = pending_end(member, today)?;
    let what = Advice::EndBenefit { paper: benefit, last };
    let used = vec![Used::Paper(recognised), Used::Paper(benefit)];
    Some(member.suggests(what, Rule::MonthOfRecognition, used))
}

/// The benefit, the recognition and the end of its month.
fn pending_end(member: &Member<'_>, today: NaiveDate) -> Option<(PaperId, PaperId, NaiveDate)> {
    let benefit = benefits(member.papers, today).filter(|paper| paper.is("asylum"))?;
    let of_month = |paper: &Paper| {
        let content = &paper.version()?.content;
        // a decision is of the day of its notice; a card is printed long after
        let decided = content.issued.filter(|_| paper.kind == PaperKind::Procedure);
        let from = content.from.or(decided.map(PartialDate::from))?;
        let end = month_end(from.earliest());
        // of a year alone no month is known
        (end == month_end(from.latest())).then_some((end, paper.id))
    };
    let recognitions = member.papers.iter().filter(|p| p.is("recognised") && p.began(today));
    let (last, recognised) = recognitions.filter_map(of_month).min()?;
    let goes_on = benefit.last_day().is_none_or(|day| last < day) && benefit.began(last);
    goes_on.then_some((benefit.id, recognised, last))
}

/// Basic benefits of who has been here long enough for analogous ones.
fn months_of_stay(member: &Member<'_>, today: NaiveDate) -> Option<Suggestion> {
    let benefit = benefits(member.papers, today)?;
    if !benefit.is("asylum") || benefit.is("analogous") {
        return None;
    }
    let (key, stay) = member.stay?;
    let full = months_full(stay.latest(), STAY_MONTHS);
    let from = full.checked_sub_days(Days::new(ASK_DAYS))?;
    let used = vec![Used::Fact(key), Used::Paper(benefit.id)];
    let what = Advice::CheckAnalogous { from, full };
    (from <= today).then(|| member.suggests(what, Rule::MonthsOfStay, used))
}

/// A child of 17 years and 9 months; from and to where the birth date is not exact.
fn coming_of_age(member: &Member<'_>, today: NaiveDate) -> Option<Suggestion> {
    let birth = member.birth?;
    let first = months_full(birth.earliest(), OF_AGE_MONTHS);
    let last = months_full(birth.latest(), OF_AGE_MONTHS);
    let near = months_full(birth.earliest(), REMIND_MONTHS) <= today && today <= last;
    let what = Advice::ComesOfAge { first, last };
    near.then(|| member.suggests(what, Rule::OfAge, vec![Used::Birth]))
}

/// Benefits of a household on a day.
enum Regime {
    /// Somebody has benefits under the AsylbLG, and they go on.
    Asylum,
    /// Nobody has them after this day; the day may be unknown.
    Ended(Option<NaiveDate>),
}

fn phase(household: &Household<'_>, today: NaiveDate) -> Option<Suggestion> {
    let home = household.home?;
    let (regime, mut used) = regime(household, today)?;
    let advice = advice_for(home, household.moved_out, &regime, today);
    let closed = matches!(
        household.phase,
        Phase::Closed { reason } if *reason != CloseReason::RegimeChange
    );
    let rests = matches!(household.phase, Phase::Dormant { .. });
    if closed || rests || stands(household.phase, advice, today) {
        return None;
    }
    used.insert(0, Used::Home(home));
    let about = Subject::Household(household.id);
    Some(Suggestion { about, what: Advice::Phase(advice), why: Rule::PhaseOfCare, used })
}

/// Where a case should stand once its household has moved from a shelter to a flat of its own; `None`
/// where nothing is known of benefits.
pub fn after_moving(household: &Household<'_>, today: NaiveDate) -> Option<PhaseAdvice> {
    let (regime, _) = regime(household, today)?;
    Some(advice_for(SiteKind::OwnFlat, true, &regime, today))
}

/// What the city's table of home and benefits says (`docs/domain.md`, phases).
fn advice_for(home: SiteKind, moved_out: bool, regime: &Regime, today: NaiveDate) -> PhaseAdvice {
    match (home, regime) {
        (SiteKind::Shelter | SiteKind::MunicipalFlat, Regime::Ended(_)) => PhaseAdvice::CareMoveOut,
        (SiteKind::OwnFlat, Regime::Asylum) if moved_out => PhaseAdvice::Aftercare,
        (SiteKind::OwnFlat, Regime::Ended(after)) => {
            let goes_on = |months| after.filter(|_| moved_out).map(|after| later(after, months));
            match (goes_on(EXTENDED_MONTHS), goes_on(EXTENDED_MOST)) {
                (Some(until), Some(most)) if today <= most => {
                    PhaseAdvice::AftercareExtended { until, most }
                }
                _ => PhaseAdvice::Close { after: *after },
            }
        }
        (_, Regime::Asylum) => PhaseAdvice::Care,
    }
}

/// So many months after a day; after the end of a month the end of another one.
fn later(day: NaiveDate, months: u32) -> NaiveDate {
    let later = day.checked_add_months(Months::new(months)).unwrap_or(day);
    if day == month_end(day) { month_end(later) } else { later }
}

/// Whether a case stands there already.
fn stands(phase: &Phase, advice: PhaseAdvice, today: NaiveDate) -> bool {
    match (advice, phase) {
        (PhaseAdvice::Care, _) => matches!(phase, Phase::New | Phase::Active),
        (PhaseAdvice::Aftercare, _) => matches!(phase, Phase::Aftercare { .. }),
        // it was decided already, with a reason and a day
        (
            PhaseAdvice::AftercareExtended { .. },
            Phase::Aftercare { until: Some(until), reason },
        ) => !reason.is_empty() && today <= *until,
        _ => matches!(phase, Phase::Closed { .. }),
    }
}

/// Benefits of all members together: those of one who still has them decide. `None` where nothing is
/// known of anybody.
fn regime(household: &Household<'_>, today: NaiveDate) -> Option<(Regime, Vec<Used>)> {
    let mut last = None;
    let mut used = Vec::new();
    for (regime, of_member) in household.members.iter().filter_map(|m| regime_of(m, today)) {
        match regime {
            Regime::Asylum => return Some((regime, of_member)),
            Regime::Ended(day) => {
                last = last.max(day);
                used.extend(of_member);
            }
        }
    }
    (!used.is_empty()).then_some((Regime::Ended(last), used))
}

/// Benefits of one member.
fn regime_of(member: &Member<'_>, today: NaiveDate) -> Option<(Regime, Vec<Used>)> {
    if let Some((benefit, recognised, last)) = pending_end(member, today) {
        let used = vec![Used::Paper(benefit), Used::Paper(recognised)];
        return Some((Regime::Ended(Some(last)), used));
    }
    let paper = benefits(member.papers, today)
        .or_else(|| current(member.papers, PaperKind::Benefit, today))?;
    let ended = paper.version()?.content.effective.filter(|last| *last < today);
    let regime = match (paper.is("asylum"), ended) {
        (true, Some(last)) => Regime::Ended(Some(last)),
        // a notice that ran out as printed is mostly followed by the next one
        (true, None) => Regime::Asylum,
        (false, _) if paper.is("other") => Regime::Ended(end_of_asylum(member, today)),
        (false, _) => return None,
    };
    Some((regime, vec![Used::Paper(paper.id)]))
}

/// The last day of benefits under the AsylbLG of somebody who has others now: their own last day or
/// the day before the others began.
fn end_of_asylum(member: &Member<'_>, today: NaiveDate) -> Option<NaiveDate> {
    let asylum = |paper: &&Paper| paper.kind == PaperKind::Benefit && paper.is("asylum");
    let ended = member.papers.iter().filter(asylum).filter_map(Paper::last_day);
    let last = ended.filter(|last| *last < today).max();
    last.or_else(|| {
        let others = benefits(member.papers, today)?.version()?.content.from?.exact()?;
        others.pred_opt()
    })
}

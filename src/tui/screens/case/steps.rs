//! The steps of a case in its history: what it was, who entered it, when.

use chrono::NaiveDateTime;

use super::lines::{Line, wrapped};
use crate::api::cases::{PhaseMark, Sheet};
use crate::api::phases::{Phase, Step};
use crate::domain::case::{Turn, Turned};
use crate::domain::ids::PersonId;
use crate::domain::person::Person;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, Tone};

/// `So 22.11.2026 14:10  Fall: beendet · Anna Weber`, and below it why. One that was entered on another
/// day than it holds from stands at its own, and says when.
pub(super) fn told(
    place: usize,
    step: &Step,
    sheet: &Sheet,
    ctx: &Ctx,
    width: u16,
) -> (Line, Vec<Line>) {
    let texts = &ctx.texts;
    let Some(turn) = sheet.case.turns.get(place) else { return <(Line, Vec<Line>)>::default() };
    let when = entered(turn, ctx).map_or_else(|| texts.date(turn.day), |at| texts.weekday_time(at));
    let by = Some(step.by.as_str()).filter(|by| !by.is_empty());
    let what = what(place, turn, step, sheet, ctx);
    let what = [Some(what.as_str()), by].into_iter().flatten().collect::<Vec<_>>().join(DOT);
    let parts = vec![(when, Tone::Strong), (what, Tone::Plain)];
    let later = turn.signed.filter(|_| entered(turn, ctx).is_none()).map(|signed| {
        let date = texts.date(ctx.zone.day(signed.at));
        texts.with("case-step-entered", &[("date", date.into())]).into_owned()
    });
    let more = [why(turn, ctx), later].into_iter().flatten().collect::<Vec<_>>().join(DOT);
    let rest = if more.is_empty() { vec![] } else { wrapped(ctx, &more, width.saturating_sub(2)) };
    (Line { parts, ..Line::default() }, rest)
}

/// The time at which a step was entered, if that was on the day from which it holds.
fn entered(turn: &Turn, ctx: &Ctx) -> Option<NaiveDateTime> {
    let at = turn.signed.map(|signed| ctx.zone.local(signed.at));
    at.filter(|at| at.date() == turn.day)
}

fn what(place: usize, turn: &Turn, step: &Step, sheet: &Sheet, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let of = |key: &str, person: PersonId| {
        let person = sheet.persons.iter().find(|known| known.id == person);
        // she may be protected in another case by now
        let somebody = || texts.get("case-somebody").into_owned();
        let name = person.map_or_else(somebody, Person::short);
        texts.with(key, &[("name", name.into())]).into_owned()
    };
    match &turn.what {
        Turned::To(Phase::New) => texts.get("case-step-new").into_owned(),
        Turned::To(phase) => {
            let key = if reopens(place, sheet) { "case-step-reopened" } else { "case-step-phase" };
            let phase = texts.phase(PhaseMark::from(phase)).into_owned();
            texts.with(key, &[("phase", phase.into())]).into_owned()
        }
        Turned::MovedOut => texts.get("case-step-moved-out").into_owned(),
        Turned::Smaller(n) => texts.with("case-step-smaller", &[("n", (*n).into())]).into_owned(),
        Turned::CameFrom(_) => {
            let no = step.no.map(|no| no.to_string()).unwrap_or_default();
            texts.with("case-step-came-from", &[("no", no.into())]).into_owned()
        }
        Turned::Reference(person) => of("case-step-reference", *person),
        Turned::Left(person) => of("case-step-left", *person),
        Turned::Joined(person) => of("case-step-joined", *person),
        Turned::Opened(_) => texts.get("case-step-opened").into_owned(),
        Turned::Merged(person, _) => of("case-step-merged", *person),
        Turned::Rhythm(Some(weeks)) => {
            texts.with("case-step-rhythm", &[("n", u16::from(*weeks).into())]).into_owned()
        }
        Turned::Rhythm(None) => texts.get("case-step-rhythm-rule").into_owned(),
    }
}

/// Whether the case was closed before this step.
fn reopens(place: usize, sheet: &Sheet) -> bool {
    let before = sheet.case.turns.iter().take(place).rev().find_map(|turn| match &turn.what {
        Turned::To(phase) => Some(phase),
        _ => None,
    });
    matches!(before, Some(Phase::Closed { .. }))
}

/// Reason and last day.
fn why(turn: &Turn, ctx: &Ctx) -> Option<String> {
    let texts = &ctx.texts;
    let phase = match &turn.what {
        Turned::To(phase) => phase,
        Turned::Opened(reason) => return Some(reason.clone()),
        Turned::Merged(_, file) if !file.is_empty() => {
            let file = texts.with("case-step-merged-file", &[("file", file.as_str().into())]);
            return Some(file.into_owned());
        }
        _ => return None,
    };
    let (until, reason) = match phase {
        Phase::Closed { reason } => (None, texts.close_reason(*reason).into_owned()),
        Phase::Dormant { until, reason } | Phase::Aftercare { until, reason } => {
            (*until, reason.clone())
        }
        Phase::New | Phase::Active => return None,
    };
    let until = until.map(|until| {
        let date = texts.date(until);
        texts.with("case-step-until", &[("date", date.into())]).into_owned()
    });
    let parts = [until, Some(reason).filter(|reason| !reason.is_empty())];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)).filter(|why| !why.is_empty())
}

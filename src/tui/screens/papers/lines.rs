//! The rows of the papers: suggestions with what they follow from, members, and papers with how long
//! they hold in words.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Item, State};
use crate::domain::dates::PartialDate;
use crate::domain::facts::Subject;
use crate::domain::ids::PaperId;
use crate::domain::papers::{
    Advice, Glimpse, Paper, PaperKind, PhaseAdvice, Suggestion, Used, current,
};
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, Tone};
use crate::tui::widgets::entries::Entry;

/// Narrower than this, everything but the name of a paper stands below it.
const BESIDE_FROM: u16 = 64;
/// Where the last day and what is said about it stand.
const TABS: (u16, u16) = (38, 56);
/// Where a suggestion stands, behind the name.
const SUGGESTION_TAB: u16 = 14;

/// What holds today by kind, then what comes, then what was.
pub(super) fn in_order(papers: &[Paper], today: NaiveDate) -> Vec<&Paper> {
    let mut all: Vec<&Paper> = papers.iter().collect();
    let counts =
        |paper: &Paper| current(papers, paper.kind, today).is_some_and(|p| p.id == paper.id);
    let was = |paper: &Paper| !counts(paper) && paper.began(today);
    all.sort_by_key(|paper| (was(paper), paper.kind));
    all
}

/// A row.
pub(super) fn entry(state: &State, item: Item, ctx: &Ctx, width: u16) -> Entry {
    let narrow = width < BESIDE_FROM;
    match item {
        Item::Suggestion(at) => match state.suggestion(at) {
            Some(suggestion) => suggested(state, suggestion, ctx, narrow),
            None => Entry::default(),
        },
        Item::Person(person) => {
            let part = state.members().find(|(of, _)| *of == person).map(|(_, part)| part);
            let name = part.map_or_else(String::new, |part| match part.papers_more {
                0 => part.name.clone(),
                n => {
                    let values = [("name", part.name.as_str().into()), ("n", n.into())];
                    ctx.texts.with("paper-more", &values).into_owned()
                }
            });
            Entry { first: (name, Tone::Strong, 0), ..Entry::default() }
        }
        Item::Paper(person, id) => {
            let part = state.members().find(|(of, _)| *of == person).map(|(_, part)| part);
            let paper = state.paper(person, id).zip(part);
            paper.map_or_else(Entry::default, |(paper, part)| {
                let counts = current(&part.papers, paper.kind, ctx.today());
                let counts = counts.is_some_and(|current| current.id == id);
                of_paper(paper, counts, ctx, narrow)
            })
        }
    }
}

fn suggested(state: &State, suggestion: &Suggestion, ctx: &Ctx, narrow: bool) -> Entry {
    let name = match suggestion.about {
        Subject::Household(_) => ctx.texts.get("sheet-household").into_owned(),
        Subject::Person(person) => {
            let part = state.members().find(|(of, _)| *of == person);
            part.map_or_else(String::new, |(_, part)| part.name.clone())
        }
    };
    let values = [
        ("what", ctx.texts.advice(suggestion.what).into()),
        ("why", why(state, suggestion, None, ctx).into()),
    ];
    let said = ctx.texts.with("paper-suggestion", &values).into_owned();
    let tab = if narrow { 0 } else { SUGGESTION_TAB };
    Entry {
        first: (name, Tone::Warn, tab),
        second: (String::new(), Tone::Plain, tab),
        sentence: (said, Tone::Plain),
    }
}

/// `Anerkennung vom 12.05., § 1 Abs. 3 AsylbLG`; without naming the paper that this is said of.
pub(super) fn why(
    state: &State,
    suggestion: &Suggestion,
    of: Option<PaperId>,
    ctx: &Ctx,
) -> String {
    let texts = &ctx.texts;
    let used = suggestion.used.iter().filter_map(|used| match used {
        Used::Paper(id) if Some(*id) == of => None,
        Used::Paper(id) => {
            let mut papers = state.members().flat_map(|(_, part)| &part.papers);
            papers.find(|paper| paper.id == *id).map(|paper| cited(paper, ctx))
        }
        Used::Fact(key) => Some(texts.question(*key).into_owned()),
        Used::Birth => Some(texts.get("field-birth").into_owned()),
        Used::Home(kind) => Some(texts.site_kind(*kind).into_owned()),
    });
    let rule = texts.rule(suggestion.why).into_owned();
    let mut said: Vec<String> = used.chain([rule]).collect();
    // of a family the papers are mostly the same
    let mut known = BTreeSet::new();
    said.retain(|words| known.insert(words.clone()));
    said.join(", ")
}

/// The day that a suggestion is about.
pub(super) fn day_of(advice: Advice) -> Option<NaiveDate> {
    Some(match advice {
        Advice::Renew { last, .. } | Advice::EndBenefit { last, .. } => last,
        Advice::Effective { until, .. }
        | Advice::Phase(PhaseAdvice::AftercareExtended { until, .. }) => until,
        Advice::CheckAnalogous { from, .. } => from,
        Advice::ComesOfAge { first, .. } => first,
        Advice::Phase(PhaseAdvice::Close { after }) => after?,
        Advice::Phase(_) => return None,
    })
}

/// `anerkannt vom 12.05.2026`: what a paper says, with its day.
pub(super) fn in_words(paper: &Paper, ctx: &Ctx) -> String {
    let Some(version) = paper.version() else { return String::new() };
    let what = ctx.texts.code(paper.kind.list(), &version.content.code).into_owned();
    let issued = version.content.issued.filter(|_| paper.kind == PaperKind::Procedure);
    match version.content.from.or(issued.map(PartialDate::from)) {
        Some(from) => {
            let date = near(from, ctx);
            let values = [("what", what.into()), ("date", date.into())];
            ctx.texts.with("paper-used", &values).into_owned()
        }
        None => what,
    }
}

/// The same as a reason: one that was ended says so, for it speaks by its end.
fn cited(paper: &Paper, ctx: &Ctx) -> String {
    let ended = Glimpse::of(paper).filter(Glimpse::is_ended).and_then(|paper| paper.last());
    let Some(last) = ended else { return in_words(paper, ctx) };
    let what =
        paper.version().map(|version| ctx.texts.code(paper.kind.list(), &version.content.code));
    let date = ctx.texts.date_near(last, ctx.today());
    let values = [("what", what.unwrap_or_default().into_owned().into()), ("date", date.into())];
    ctx.texts.with("paper-used-ended", &values).into_owned()
}

/// What somebody has until a new paper counts.
pub(super) fn holds(name: &str, paper: &Paper, ctx: &Ctx) -> String {
    let last = paper.version().and_then(|version| version.content.last_day());
    let date = |day| ctx.texts.with("paper-until", &[("date", ctx.texts.date(day).into())]);
    let until = last.map(|day| format!(", {}", date(day))).unwrap_or_default();
    let what = format!("{}{until}", in_words(paper, ctx));
    ctx.texts.with("paper-holds", &[("name", name.into()), ("what", what.into())]).into_owned()
}

fn near(date: PartialDate, ctx: &Ctx) -> String {
    match date.exact() {
        Some(day) => ctx.texts.date_near(day, ctx.today()),
        None => ctx.texts.partial_date(date),
    }
}

fn of_paper(paper: &Paper, counts: bool, ctx: &Ctx, narrow: bool) -> Entry {
    let texts = &ctx.texts;
    let Some(version) = paper.version() else { return Entry::default() };
    let content = &version.content;
    let what = format!("  {}", texts.code(paper.kind.list(), &content.code));
    let (state, tone) = how_long(paper, counts, ctx);
    let date = |key, date: String| texts.with(key, &[("date", date.into())]).into_owned();
    let until = paper.last_day().map(|last| date("paper-until", texts.date(last)));
    let since = content.from.map(|from| {
        let key = if paper.kind == PaperKind::Procedure { "paper-on" } else { "paper-since" };
        date(key, near(from, ctx))
    });
    let printed = content.until.filter(|until| Some(*until) != paper.last_day());
    let times = paper.versions.len().saturating_sub(1);
    let corrected = (times > 0).then(|| texts.with("paper-corrected", &[("n", times.into())]));
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let day = if until.is_some() { until } else { since.clone() };
    let rest = [
        state,
        since.filter(|since| Some(since) != day.as_ref()),
        printed.map(|printed| date("paper-printed", texts.date(printed))),
        text(&content.reason),
        content.issued.map(|issued| date("paper-issued", texts.date_near(issued, ctx.today()))),
        text(&content.reference),
        text(&content.work),
        text(&content.condition),
        text(&content.note),
        corrected.map(std::borrow::Cow::into_owned),
    ];
    let rest = rest.into_iter().flatten();
    let plain = if counts { Tone::Plain } else { Tone::Quiet };
    if narrow {
        let all: Vec<String> = day.into_iter().chain(rest).collect();
        let sentence = (all.join(DOT), tone.unwrap_or(plain));
        return Entry { first: (what, plain, 0), second: Default::default(), sentence };
    }
    Entry {
        first: (what, plain, TABS.0),
        second: (day.unwrap_or_default(), plain, TABS.1),
        sentence: (rest.collect::<Vec<_>>().join(DOT), tone.unwrap_or(plain)),
    }
}

/// Whether it has run out or is about to, in words.
fn how_long(paper: &Paper, counts: bool, ctx: &Ctx) -> (Option<String>, Option<Tone>) {
    let (texts, today) = (&ctx.texts, ctx.today());
    if !paper.began(today) {
        return (None, None);
    }
    if !counts {
        return (Some(texts.get("paper-earlier").into_owned()), None);
    }
    let Some(last) = paper.last_day() else { return (None, None) };
    let glimpse = Glimpse::of(paper);
    let near = glimpse.and_then(|paper| paper.stage(today)).is_some();
    let is_ended = glimpse.is_some_and(|paper| paper.is_ended());
    match (last - today).num_days() {
        ..0 if is_ended => (Some(texts.get("paper-ended").into_owned()), None),
        ..0 => {
            let values = [("date", texts.date_near(last, today).into())];
            (Some(texts.with("paper-expired", &values).into_owned()), Some(Tone::Warn))
        }
        0 => (Some(texts.get("paper-today").into_owned()), Some(Tone::Warn)),
        days if near => {
            let said = texts.with("paper-left", &[("days", days.into())]);
            (Some(said.into_owned()), Some(Tone::Warn))
        }
        _ => (None, None),
    }
}

//! What a step will do, in sentences, before it is done.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::fields::{OPEN, Step, left_on, room};
use super::{State, merge, people, send};
use crate::api::cases::{PhaseMark, Sheet};
use crate::domain::case::Phase;
use crate::domain::person::Person;
use crate::tui::cells;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, Tone, behind, row};

/// Where the case stands and what will happen, in rows of this width; the first is empty.
pub(super) fn lines(state: &State, ctx: &Ctx, width: u16) -> Vec<String> {
    let will = match (state.step, state.sheet.as_deref()) {
        (Some(Step::Look), _) => ctx.texts.get("status-will-look").into_owned(),
        (_, None) => return vec![],
        (None, Some(sheet)) => stands(sheet, ctx),
        (Some(step), Some(sheet)) => {
            let said = sentences(step, state, sheet, ctx).into_iter();
            said.chain(replaced(state, sheet, ctx)).collect::<Vec<_>>().join(" ").replace("….", "…")
        }
    };
    let shown = ctx.theme.shown(&will);
    let rows = cells::wrap(&shown, width.saturating_sub(2).max(1)).into_iter().map(str::to_owned);
    std::iter::once(String::new()).chain(rows).collect()
}

/// Draws these rows.
pub(super) fn draw(lines: &[String], ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    for (number, line) in (0..area.height).zip(lines) {
        ctx.theme.put(buf, behind(row(area, number), 1), line, Tone::Plain);
    }
}

/// `in Betreuung seit 01.03.2025 · Anna Weber · Nord`
fn stands(sheet: &Sheet, ctx: &Ctx) -> String {
    let phase = ctx.texts.phase(sheet.case.phase_on(ctx.today()).into()).into_owned();
    let since = ctx.texts.date(sheet.case.since_on(ctx.today()));
    let since = ctx.texts.with("case-since", &[("what", phase.into()), ("date", since.into())]);
    let parts = [since.as_ref(), &sheet.worker, &sheet.area];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(DOT)
}

fn sentences(step: Step, state: &State, sheet: &Sheet, ctx: &Ctx) -> Vec<String> {
    let texts = &ctx.texts;
    let phase = |phase: &Phase| texts.phase(PhaseMark::from(phase)).into_owned();
    let date = |name| state.form.day(name, ctx).map(|day| texts.date(day));
    let of = |key: &str, name: &'static str, value: String| {
        texts.with(key, &[(name, value.into())]).into_owned()
    };
    let again = phase(sheet.case.awake_phase(ctx.today()));
    match (step, date("until")) {
        (Step::Start, _) => vec![texts.get("status-will-start").into_owned()],
        (Step::Care, _) => vec![texts.get("status-will-care").into_owned()],
        (Step::Wake, _) => vec![of("status-will-wake", "phase", again)],
        (Step::Rest, None) => vec![texts.get("status-will-rest").into_owned()],
        (Step::Rest, Some(until)) => {
            let values = [("date", until.into()), ("phase", again.into())];
            vec![texts.with("status-will-rest-until", &values).into_owned()]
        }
        (Step::Aftercare, None) => vec![texts.get("status-will-aftercare").into_owned()],
        (Step::Aftercare, Some(until)) => vec![of("status-will-aftercare-until", "date", until)],
        (Step::Extend, until) => {
            vec![of("status-will-extend", "date", until.unwrap_or_else(|| "…".to_owned()))]
        }
        (Step::Reopen, _) => {
            let to = send::phase(state, ctx).map(|to| phase(&to)).unwrap_or_default();
            let values = [("phase", to.into()), ("worker", worker(sheet, ctx).into())];
            vec![texts.with("status-will-reopen", &values).into_owned()]
        }
        (Step::Close, _) => closing(state, sheet, ctx),
        (Step::MoveOut, _) => moving(state, sheet, ctx),
        (Step::Reference | Step::Leave | Step::Move, _) => changing(step, state, sheet, ctx),
        (Step::Part, _) => parting(state, sheet, ctx),
        (Step::Merge, _) => merge::sentences(state, ctx),
        (Step::Rhythm, _) => match send::weeks(state) {
            Ok(weeks) if weeks == sheet.case.rhythm_weeks => vec![],
            Ok(Some(weeks)) => {
                let values = [("n", u16::from(weeks).into())];
                vec![texts.with("status-will-rhythm", &values).into_owned()]
            }
            Ok(None) => vec![texts.get("status-will-rhythm-rule").into_owned()],
            Err(_) => vec![],
        },
        (Step::Look, _) => vec![],
    }
}

/// What was planned for a later day and is not to be any more.
fn replaced(state: &State, sheet: &Sheet, ctx: &Ctx) -> Option<String> {
    let goes_on = state.step == Some(Step::MoveOut) && state.form.text("as") == "active";
    send::phase(state, ctx).filter(|_| !goes_on)?;
    let from = state.form.day("from", ctx).unwrap_or(ctx.today());
    let (day, phase) = sheet.case.phases().find(|(day, _)| *day > from)?;
    let phase = ctx.texts.phase(PhaseMark::from(phase)).into_owned();
    let values = [("phase", phase.into()), ("date", ctx.texts.date(day).into())];
    Some(ctx.texts.with("status-will-replace", &values).into_owned())
}

/// What somebody chosen in a field is called; `…` while nobody is.
fn named(state: &State, sheet: &Sheet, name: &str) -> String {
    let chosen = people::chosen(&state.form, name);
    let person = sheet.persons.iter().find(|person| Some(person.id) == chosen);
    person.map_or_else(|| "…".to_owned(), Person::short)
}

fn day_of(state: &State, name: &str, ctx: &Ctx) -> String {
    state.form.day(name, ctx).map_or_else(|| "…".to_owned(), |day| ctx.texts.date(day))
}

/// Another reference person, leaving, going elsewhere.
fn changing(step: Step, state: &State, sheet: &Sheet, ctx: &Ctx) -> Vec<String> {
    let name = || named(state, sheet, "person");
    let words = |name: &str| {
        let words = state.form.field(name).map(|field| field.in_words(&ctx.texts));
        words.filter(|words| !words.is_empty()).unwrap_or_else(|| "…".to_owned())
    };
    let mut said = Vec::new();
    match step {
        Step::Leave => {
            let date = day_of(state, "until", ctx);
            let values = [("name", name().into()), ("date", date.into())];
            said.push(ctx.texts.with("status-will-leave", &values).into_owned());
        }
        Step::Move => {
            let date = day_of(state, "from", ctx);
            let house = words("house").into();
            let values = [("name", name().into()), ("date", date.into()), ("house", house)];
            said.push(ctx.texts.with("status-will-move", &values).into_owned());
        }
        _ => {}
    }
    if state.form.field("lead").is_some() {
        let values = [("name", named(state, sheet, "lead").into())];
        said.push(ctx.texts.with("status-will-lead", &values).into_owned());
    }
    said
}

/// A household that parts.
fn parting(state: &State, sheet: &Sheet, ctx: &Ctx) -> Vec<String> {
    let texts = &ctx.texts;
    let (_, go) = people::groups(Step::Part, sheet, &state.form);
    if go.is_empty() {
        return vec![texts.get("status-nobody-goes").into_owned()];
    }
    let names: Vec<String> = go.iter().map(|(_, person)| person.short()).collect();
    let worker = state.form.field("worker").map(|field| field.in_words(texts)).unwrap_or_default();
    let values = [
        ("n", go.len().into()),
        ("names", names.join(", ").into()),
        ("date", day_of(state, "from", ctx).into()),
        ("worker", worker.into()),
    ];
    let mut said = vec![texts.with("status-will-part", &values).into_owned()];
    let protects = state.form.text("protects") == "x";
    if state.form.text("home").is_empty() {
        let key = if protects { "status-will-live-unknown" } else { "status-will-live-here" };
        said.push(texts.get(key).into_owned());
    }
    if protects {
        said.push(texts.get("status-will-protect").into_owned());
    }
    if send::lets_go(state, ctx) {
        said.push(texts.get("status-will-lose").into_owned());
    }
    if state.form.field("lead").is_some() {
        let values = [("name", named(state, sheet, "lead").into())];
        said.push(texts.with("status-will-lead", &values).into_owned());
    }
    said
}

/// A move out of a shelter.
fn moving(state: &State, sheet: &Sheet, ctx: &Ctx) -> Vec<String> {
    let texts = &ctx.texts;
    let phase = send::phase(state, ctx).map(|to| texts.phase(PhaseMark::from(&to)).into_owned());
    let home = sheet.household.lodging_on(ctx.today());
    let home = home.and_then(|lodging| room(lodging, sheet, ctx));
    let values = [
        ("date", day_of(state, "from", ctx).into()),
        ("room", home.unwrap_or_default().into()),
        ("phase", phase.unwrap_or_default().into()),
    ];
    let mut said = vec![texts.with("status-will-move-out", &values).into_owned()];
    if let Some(from) = state.form.day("from", ctx).filter(|_| state.form.text("visits") == "x") {
        let windows = send::visits(from, ctx).into_iter();
        let windows: Vec<String> =
            windows.map(|(_, window)| texts.window(window, ctx.today())).collect();
        let values = [("windows", windows.join(", ").into())];
        said.push(texts.with("status-will-visits", &values).into_owned());
    }
    let area = state.form.text("area");
    let now = sheet.case.area_on(ctx.today()).map(|area| area.0.to_string()).unwrap_or_default();
    if !area.is_empty() && area != now {
        let words = state.form.field("area").map(|field| field.in_words(texts));
        let values =
            [("area", words.unwrap_or_default().into()), ("worker", worker(sheet, ctx).into())];
        said.push(texts.with("status-will-area", &values).into_owned());
    }
    said
}

fn worker(sheet: &Sheet, ctx: &Ctx) -> String {
    let nobody = || ctx.texts.get("status-nobody").into_owned();
    Some(sheet.worker.clone()).filter(|worker| !worker.is_empty()).unwrap_or_else(nobody)
}

fn closing(state: &State, sheet: &Sheet, ctx: &Ctx) -> Vec<String> {
    let texts = &ctx.texts;
    let from = state.form.day("from", ctx);
    let day = from.map_or_else(|| "…".to_owned(), |day| texts.date(day));
    let reason = state.form.field("reason").map(|field| field.in_words(texts));
    let reason = reason.filter(|reason| !reason.is_empty()).unwrap_or_else(|| "…".to_owned());
    let values = [
        ("date", day.clone().into()),
        ("reason", reason.into()),
        ("worker", worker(sheet, ctx).into()),
    ];
    let mut said = vec![texts.with("status-will-close", &values).into_owned()];
    let opens = state.form.fields.iter().filter(|field| field.name.starts_with(OPEN));
    let count = |code: &str| opens.clone().filter(|field| field.text() == code).count();
    let fates = [
        ("end", "status-will-end"),
        ("hand", "status-will-hand"),
        ("keep", "status-will-keep"),
        ("", "status-will-none"),
    ];
    let fates = fates.into_iter().map(|(code, key)| (count(code), key)).filter(|(n, _)| *n > 0);
    let fates: Vec<String> =
        fates.map(|(n, key)| texts.with(key, &[("n", n.into())]).into_owned()).collect();
    if !fates.is_empty() {
        let values = [("what", fates.join(", ").into())];
        said.push(texts.with("status-will-open", &values).into_owned());
    }
    let open = sheet.letters.open;
    if open > 0 {
        said.push(texts.with("status-will-letters", &[("n", open.into())]).into_owned());
    }
    let Some(room) = from.and_then(|day| left_on(day, sheet, ctx)) else { return said };
    let key = match state.form.text("room").as_str() {
        "end" => "status-will-room-end",
        "keep" => "status-will-room-keep",
        _ => return said,
    };
    let values = [("room", room.into()), ("date", day.into())];
    said.push(texts.with(key, &values).into_owned());
    said
}

/// What to say when it is saved: `Fall abgeschlossen: kein Bedarf mehr`.
pub(super) fn done(state: &State, ctx: &Ctx) -> String {
    let key = match state.step {
        Some(Step::Start | Step::Care) | None => "status-done-care",
        Some(Step::Wake) => "status-done-wake",
        Some(Step::Rest) => "status-done-rest",
        Some(Step::Aftercare | Step::Extend) => "status-done-aftercare",
        Some(Step::Close) => "status-done-close",
        Some(Step::Reopen) => "status-done-reopen",
        Some(Step::MoveOut) => "status-done-move-out",
        Some(Step::Reference | Step::Leave | Step::Move) => "status-done-members",
        Some(Step::Part) => "status-done-part",
        Some(Step::Merge) => "status-done-merge",
        Some(Step::Rhythm) => "status-done-rhythm",
        Some(Step::Look) => "status-done-look",
    };
    ctx.texts.with(key, &[("name", state.life.surname().to_owned().into())]).into_owned()
}

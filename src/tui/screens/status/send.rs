//! What is sent when a step is saved.

use chrono::NaiveDate;

use super::State;
use super::fields::{DRAFT, OPEN, Step};
use super::merge;
use super::people::{self, ALONG};
use crate::api::Request;
use crate::api::drafts::Open;
use crate::api::members::{ChangeMembers, Left, Members};
use crate::api::moves::{MoveOut, OpenProtected, Part};
use crate::api::phases::{ChangePhase, Fate, SetRhythm};
use crate::domain::case::{CloseReason, Phase};
use crate::domain::clean;
use crate::domain::dates::Window;
use crate::domain::field::{FieldError, choice};
use crate::domain::household::Relation;
use crate::domain::ids::{AreaId, CaseId, FollowUpId, RequestId, StaffId};
use crate::domain::phase::{aftercare_visits, rhythm_most};
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::record::home;

/// Checks everything and sends the step.
pub(super) fn save(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let holds = state.form.check(ctx);
    if state.step == Some(Step::Part) && !state.form.fields.iter().any(|f| f.name == "lead-go") {
        let nobody = ctx.texts.get("status-nobody-goes");
        return vec![Effect::Say(Notice::hint(nobody))];
    }
    let made_known = state.step == Some(Step::Part)
        && state.form.text("protects") == "x"
        && matches!(state.form.text("home").as_str(), "shelter" | "flat");
    if made_known {
        state.form.refuse("home", ctx.texts.get("status-home-known").into_owned());
    }
    if let (Some(Step::Rhythm), Some(sheet)) = (state.step, state.sheet.as_deref()) {
        match weeks(state) {
            Ok(weeks) if weeks == sheet.case.rhythm_weeks => {
                return vec![Effect::Say(Notice::hint(ctx.texts.get("register-unchanged")))];
            }
            Ok(_) => {}
            Err(_) => {
                state.form.refuse("weeks", ctx.texts.get("status-weeks-bounds").into_owned());
            }
        }
    }
    let request = request(state, ctx).filter(|_| holds && !made_known);
    let Some(request) = request else {
        return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
    };
    if state.step == Some(Step::Merge) && merge::warns(state) {
        let save = ctx.key(CommandId::Save, state.form.context());
        let said = ctx.texts.with("merge-births-once-more", &[("key", save.into())]);
        return vec![Effect::Say(Notice::problem(said))];
    }
    if let Some(id) = missing(state) {
        state.awaited = Some(id);
        return vec![Effect::Read(Topic::Draft, Request::Draft(Open { id }))];
    }
    // a name that may not be read afterwards is not kept for taking it back either
    let named = match (&state.sheet, state.step) {
        (Some(sheet), Some(Step::Part)) => sheet.case.no.to_string(),
        _ => state.life.surname().to_owned(),
    };
    let values = [("step", state.form.text("step").into()), ("name", named.into())];
    let what = ctx.texts.with("status-what", &values).into_owned();
    vec![state.life.save(request, what)]
}

/// Whether she parts a household for protection and is not responsible for those who go: she sees them
/// no more, and so cannot take it back.
pub(super) fn lets_go(state: &State, ctx: &Ctx) -> bool {
    let me = ctx.me.as_ref().map(|me| me.staff.0.to_string()).unwrap_or_default();
    let form = &state.form;
    state.step == Some(Step::Part) && form.text("protects") == "x" && form.text("worker") != me
}

fn request(state: &State, ctx: &Ctx) -> Option<Request> {
    match state.step? {
        Step::Reference | Step::Leave | Step::Move => members(state, ctx),
        Step::Part => part(state, ctx),
        Step::Merge => merge::request(state),
        Step::MoveOut => move_out(state, ctx),
        Step::Rhythm => {
            let (sheet, weeks) = (state.sheet.as_deref()?, weeks(state).ok()?);
            let (case, was) = (sheet.case.id, sheet.case.rhythm_weeks);
            Some(Request::SetRhythm(SetRhythm { case, was, weeks }))
        }
        Step::Look => {
            let reason = clean::line(&state.form.text("why"));
            Some(Request::OpenProtected(OpenProtected { case: state.life.case?, reason }))
        }
        _ => change_phase(state, ctx),
    }
}

/// The weeks between visits that were typed; none where the rule of the office is to hold.
pub(super) fn weeks(state: &State) -> Result<Option<u8>, FieldError> {
    match state.form.text("weeks").trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(weeks) if (1..=rhythm_most()).contains(&weeks) => Ok(Some(weeks)),
            _ => Err(FieldError::NotAChoice),
        },
    }
}

fn seen(state: &State) -> Option<u16> {
    u16::try_from(state.sheet.as_deref()?.case.steps()).ok()
}

fn members(state: &State, ctx: &Ctx) -> Option<Request> {
    let (form, case) = (&state.form, state.life.case?);
    let what = match state.step? {
        Step::Leave => Members::Leaves {
            person: people::chosen(form, "person")?,
            until: form.day("until", ctx)?,
            why: choice(&Left::CODES, &form.text("left")).ok()?,
        },
        Step::Move => Members::Moves {
            person: people::chosen(form, "person")?,
            to: form.text("house").parse().ok().map(CaseId)?,
            relation: choice(&Relation::CODES, &form.text("as-what")).ok()?,
            from: form.day("from", ctx)?,
        },
        _ => Members::Reference,
    };
    let reference = people::stay(form);
    Some(Request::ChangeMembers(Box::new(ChangeMembers { case, what, reference })))
}

fn part(state: &State, ctx: &Ctx) -> Option<Request> {
    let form = &state.form;
    let along = form
        .fields
        .iter()
        .filter(|field| field.text() == "goes")
        .filter_map(|field| field.name.strip_prefix(ALONG)?.parse().ok().map(FollowUpId));
    Some(Request::Part(Box::new(Part {
        case: state.life.case?,
        seen: seen(state)?,
        from: form.day("from", ctx)?,
        go: people::go(form)?,
        stay: people::stay(form),
        home: home::of(form),
        worker: form.text("worker").parse().ok().map(StaffId),
        area: area(state),
        follow_ups: along.collect(),
        protects: form.text("protects") == "x",
    })))
}

/// The area that is chosen.
fn area(state: &State) -> Option<AreaId> {
    state.form.text("area").parse().ok().map(AreaId)
}

fn move_out(state: &State, ctx: &Ctx) -> Option<Request> {
    let (form, sheet) = (&state.form, state.sheet.as_deref()?);
    let from = form.day("from", ctx)?;
    let to = phase(state, ctx)?;
    let stands = sheet.case.phase_on(from);
    let goes_on = matches!(to, Phase::Active) && matches!(stands, Phase::New | Phase::Active);
    Some(Request::MoveOut(Box::new(MoveOut {
        case: sheet.case.id,
        seen: seen(state)?,
        address: clean::line(&form.text("address")),
        from,
        area: area(state).filter(|area| sheet.case.area_on(from) != Some(*area)),
        to: Some(to).filter(|to| !goes_on && to != stands),
        visits: if form.text("visits") == "x" { visits(from, ctx) } else { vec![] },
    })))
}

/// The visits after a move, as follow-ups.
pub(super) fn visits(from: NaiveDate, ctx: &Ctx) -> Vec<(String, Window)> {
    let visit = |(weeks, window): (u8, Window)| {
        let what = ctx.texts.with("status-visit-after", &[("n", u16::from(weeks).into())]);
        (what.into_owned(), window)
    };
    aftercare_visits(from).map(visit).to_vec()
}

fn change_phase(state: &State, ctx: &Ctx) -> Option<Request> {
    let sheet = state.sheet.as_deref()?;
    let seen = seen(state)?;
    let from = match state.step? {
        Step::Close => state.form.day("from", ctx)?,
        _ => ctx.today(),
    };
    let leaves_room = match state.form.text("room").as_str() {
        "end" => Some(true),
        "keep" => Some(false),
        _ => None,
    };
    let to = state.form.text("to").parse().ok().map(StaffId);
    let open = state.form.fields.iter().filter_map(|field| {
        let id = field.name.strip_prefix(OPEN)?.parse().ok().map(FollowUpId)?;
        let fate = match field.text().as_str() {
            "end" => Fate::End,
            "hand" => Fate::HandOver(to?),
            _ => Fate::Keep,
        };
        Some((id, fate))
    });
    let open = open.collect();
    let (case, to) = (sheet.case.id, phase(state, ctx)?);
    Some(Request::ChangePhase(Box::new(ChangePhase { case, seen, to, from, open, leaves_room })))
}

/// The phase that the step leads to, as far as it is filled in.
pub(super) fn phase(state: &State, ctx: &Ctx) -> Option<Phase> {
    let case = &state.sheet.as_deref()?.case;
    let (until, reason) = (state.form.day("until", ctx), clean::line(&state.form.text("why")));
    Some(match state.step? {
        Step::Wake => case.awake_phase(ctx.today()).clone(),
        Step::Rest => Phase::Dormant { until, reason },
        Step::Aftercare => Phase::Aftercare { until, reason: String::new() },
        Step::Extend => Phase::Aftercare { until, reason },
        Step::MoveOut if state.form.text("as") == "extend" => Phase::Aftercare { until, reason },
        Step::Reopen | Step::MoveOut if state.form.text("as") == "aftercare" => {
            Phase::Aftercare { until: None, reason: String::new() }
        }
        Step::Start | Step::Care | Step::Reopen | Step::MoveOut => Phase::Active,
        Step::Reference
        | Step::Leave
        | Step::Move
        | Step::Part
        | Step::Merge
        | Step::Rhythm
        | Step::Look => return None,
        Step::Close => {
            let reason = choice(&CloseReason::CODES, &state.form.text("reason")).ok()?;
            Phase::Closed { reason }
        }
    })
}

/// A draft that goes with the case and is not here yet.
fn missing(state: &State) -> Option<RequestId> {
    let goes = |id: RequestId| state.form.text(&format!("{DRAFT}{}", id.0)) == "drop";
    let here = |id: RequestId| state.dropped.iter().any(|draft| draft.id == id);
    let ids = state.drafts.iter().flatten().filter(|head| !head.hidden).map(|head| head.was.id);
    ids.into_iter().find(|id| goes(*id) && !here(*id))
}

//! The steps that there are from where a case stands, and the fields of each.

use chrono::NaiveDate;

use super::people::{area, staying};
use crate::api::cases::{PhaseMark, Sheet};
use crate::api::drafts::{Form as Kind, Head};
use crate::domain::case::{CloseReason, Phase};
use crate::domain::followup::FollowUp;
use crate::domain::household::Lodging;
use crate::domain::papers::PhaseAdvice;
use crate::domain::phase::{REASON_MAX, extended_until};
use crate::domain::site::{Place, SiteKind};
use crate::tui::ctx::Ctx;
use crate::tui::screens::draft_in_words;
use crate::tui::screens::form::{Field, Form, Input, Reads, Word};

/// What comes before the id of a follow-up in the name of its field.
pub(super) const OPEN: &str = "open:";
/// The same of a draft.
pub(super) const DRAFT: &str = "draft:";

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Care begins without a first visit.
    Start,
    /// It rests.
    Rest,
    /// It rests no more.
    Wake,
    /// From aftercare back into care.
    Care,
    /// Aftercare.
    Aftercare,
    /// Aftercare goes on although the benefits end.
    Extend,
    /// It is closed.
    Close,
    /// It is opened again.
    Reopen,
    /// The household moves into a flat of its own.
    MoveOut,
    /// Somebody else is the reference person.
    Reference,
    /// Somebody leaves the household.
    Leave,
    /// Somebody goes to the household of another case.
    Move,
    /// The household parts.
    Part,
    /// Somebody was entered twice.
    Merge,
    /// Its regular visits are nearer together or further apart.
    Rhythm,
    /// None of the case: it is opened although somebody in it is protected.
    Look,
}

impl Step {
    /// Code, text and value, in the order shown.
    const ALL: [(&str, &str, Self); 15] = [
        ("start", "status-step-start", Self::Start),
        ("wake", "status-step-wake", Self::Wake),
        ("reopen", "status-step-reopen", Self::Reopen),
        ("care", "status-step-care", Self::Care),
        ("rest", "status-step-rest", Self::Rest),
        ("aftercare", "status-step-aftercare", Self::Aftercare),
        ("extend", "status-step-extend", Self::Extend),
        ("close", "status-step-close", Self::Close),
        ("move-out", "status-step-move-out", Self::MoveOut),
        ("reference", "status-step-reference", Self::Reference),
        ("leave", "status-step-leave", Self::Leave),
        ("move", "status-step-move", Self::Move),
        ("part", "status-step-part", Self::Part),
        ("merge", "status-step-merge", Self::Merge),
        ("rhythm", "status-step-rhythm", Self::Rhythm),
    ];

    /// The step of a code.
    pub(super) fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, ..)| *known == code).map(|(.., step)| *step)
    }

    /// Whether it changes who belongs to the household.
    pub(super) fn is_of_people(self) -> bool {
        matches!(self, Self::Reference | Self::Leave | Self::Move | Self::Part)
    }

    /// Whether it leads on from where a case stands.
    fn is_possible(self, here: PhaseMark, sheet: &Sheet) -> bool {
        use PhaseMark::{Active, Aftercare, Closed, Dormant, New};
        match self {
            Self::MoveOut => {
                let housed = |kind| matches!(kind, SiteKind::Shelter | SiteKind::MunicipalFlat);
                here != Closed && sheet.home_kind.is_some_and(housed)
            }
            step if step.is_of_people() => here != Closed && staying(sheet).len() > 1,
            Self::Reference | Self::Leave | Self::Move | Self::Part | Self::Look => false,
            Self::Start => here == New,
            Self::Rest | Self::Close | Self::Merge | Self::Rhythm => here != Closed,
            Self::Wake => here == Dormant,
            Self::Care => here == Aftercare,
            Self::Aftercare => matches!(here, New | Active | Aftercare),
            Self::Extend => matches!(here, Active | Aftercare),
            Self::Reopen => here == Closed,
        }
    }
}

/// Why a protected case is opened.
pub(super) fn look() -> Field {
    Field::line("why", "status-why", "").most(REASON_MAX).needed().hint("status-why-look")
}

/// The choice of the step; empty while it is not known where the case stands.
pub(super) fn steps(sheet: Option<&Sheet>, ctx: &Ctx) -> Field {
    let here = sheet.map(|sheet| PhaseMark::from(sheet.case.phase_on(ctx.today())));
    let possible = |(.., step): &&(_, _, Step)| {
        sheet.zip(here).is_some_and(|(sheet, here)| step.is_possible(here, sheet))
    };
    let options = Step::ALL.iter().filter(possible);
    let options = options.map(|(code, text, _)| ((*code).to_owned(), Word::Text(text)));
    Field::choice("step", "status-step", options.collect(), "").needed()
}

/// Whether a suggestion can be carried out by a step of today; closing waits for the last day of the
/// benefits, and that somebody may move out is no step.
pub fn is_due(advice: PhaseAdvice, today: NaiveDate) -> bool {
    match advice {
        PhaseAdvice::Care | PhaseAdvice::Aftercare | PhaseAdvice::AftercareExtended { .. } => true,
        PhaseAdvice::CareMoveOut => false,
        PhaseAdvice::Close { after } => after.is_none_or(|after| after < today),
    }
}

/// The steps that carry a suggestion out, the better first, and a field with what else it says.
pub(super) fn carrying_out(
    advice: PhaseAdvice,
    ctx: &Ctx,
) -> (&'static [&'static str], (&'static str, String)) {
    match advice {
        PhaseAdvice::Care | PhaseAdvice::CareMoveOut => {
            (&["care", "reopen"], ("as", "active".to_owned()))
        }
        PhaseAdvice::Aftercare => (&["aftercare", "reopen"], ("as", "aftercare".to_owned())),
        PhaseAdvice::AftercareExtended { until, most } => {
            let until = if until > ctx.today() { until } else { most };
            (&["extend"], ("until", ctx.texts.date(until)))
        }
        PhaseAdvice::Close { .. } => (&["close"], ("reason", "regime".to_owned())),
    }
}

/// The further fields of a step.
pub(super) fn of(step: Step, sheet: &Sheet, drafts: &[Head], ctx: &Ctx) -> Vec<Field> {
    let until =
        |hint, text: &str| Field::date("until", "status-until", Reads::Until, text).hint(hint);
    let why = || Field::line("why", "status-why", "").most(REASON_MAX).needed();
    match step {
        Step::Rest => vec![until("status-until-rest", ""), why().hint("status-why-rest")],
        Step::Aftercare => vec![until("status-until-aftercare", "")],
        Step::Extend => {
            let day = extended_until(&sheet.case, ctx.today());
            let until = until("status-until-extend", &ctx.texts.date(day)).needed();
            vec![until, why().hint("status-why-extend")]
        }
        Step::Reopen => {
            let before = match sheet.case.awake_phase(ctx.today()) {
                Phase::Aftercare { .. } => "aftercare",
                _ => "active",
            };
            let phases = [("active", PhaseMark::Active), ("aftercare", PhaseMark::Aftercare)];
            let phases = phases.map(|(code, mark)| (code.to_owned(), Word::Phase(mark)));
            vec![Field::choice("as", "status-as", phases.to_vec(), before).needed()]
        }
        Step::Close => closing(sheet, drafts, ctx),
        Step::MoveOut => moving(sheet, ctx),
        Step::Rhythm => {
            let now = sheet.case.rhythm_weeks.map(|weeks| weeks.to_string()).unwrap_or_default();
            vec![Field::line("weeks", "status-weeks", &now).most(2).hint("status-weeks-hint")]
        }
        _ => vec![],
    }
}

/// New home, phase and area, and the visits that follow. What the phase should be follows from the
/// benefits; the worker decides.
fn moving(sheet: &Sheet, ctx: &Ctx) -> Vec<Field> {
    let today = ctx.texts.date(ctx.today());
    let (phase, hint) = match sheet.facts.moved {
        Some(PhaseAdvice::AftercareExtended { .. } | PhaseAdvice::Close { .. }) => {
            ("extend", "status-moved-ended")
        }
        Some(_) => ("aftercare", "status-moved-asylum"),
        None => ("aftercare", "status-moved-unknown"),
    };
    let phases = [
        ("aftercare", "status-step-aftercare"),
        ("extend", "status-step-extend"),
        ("active", "label-phase-active"),
    ];
    let phases = phases.map(|(code, key)| (code.to_owned(), Word::Text(key))).to_vec();
    let until = extended_until(&sheet.case, ctx.today());
    let mut fields = vec![
        Field::line("address", "register-address", "").needed(),
        Field::date("from", "status-moves-on", Reads::Until, &today).needed(),
        Field::choice("as", "status-as-moved", phases, phase).needed().hint(hint),
        Field::date("until", "status-until", Reads::Until, &ctx.texts.date(until))
            .needed()
            .hint("status-until-extend"),
        Field::line("why", "status-why", "").most(REASON_MAX).needed().hint("status-why-extend"),
    ];
    fields.extend(area(sheet, ctx));
    let words = ctx.texts.get("status-visits-words");
    fields.push(Field::tick("visits", Word::Text("status-visits"), &words, true));
    fields
}

/// Reason and day, and a line for each thing that is open.
fn closing(sheet: &Sheet, drafts: &[Head], ctx: &Ctx) -> Vec<Field> {
    let reasons = CloseReason::CODES.map(|(code, reason)| (code.to_owned(), Word::Close(reason)));
    let today = ctx.texts.date(ctx.today());
    let mut fields = vec![
        Field::choice("reason", "status-reason", reasons.to_vec(), "").needed(),
        Field::date("from", "status-from", Reads::Past, &today).needed(),
    ];
    let fates =
        || marks(&[("end", "status-end"), ("hand", "status-hand"), ("keep", "status-keep")]);
    let opens = sheet.follow_ups.iter().map(|row| &row.follow_up);
    fields.extend(labelled(
        "status-open",
        opens.map(|open| {
            let words = in_words(open, ctx);
            (format!("{OPEN}{}", open.id.0), fates(), words)
        }),
    ));
    let staff = ctx.lists.staff.iter();
    let staff = staff.map(|(id, name)| (id.0.to_string(), Word::Said(name.clone())));
    fields.push(Field::choice("to", "status-to", staff.collect(), "").needed());
    // which room it is follows from the day
    let ends = marks(&[("end", "status-room-end"), ("keep", "status-room-keep")]);
    let room = ("room".to_owned(), ends, String::new());
    fields.extend(labelled("status-room", [room].into_iter()));
    let hers = drafts.iter().filter(|draft| {
        draft.case == Some(sheet.case.id) && !matches!(draft.form, Kind::Status | Kind::Unreadable)
    });
    fields.extend(labelled(
        "status-draft",
        hers.map(|draft| {
            let fates = marks(&[("drop", "status-drop"), ("keep", "status-keep")]);
            (format!("{DRAFT}{}", draft.was.id.0), fates, draft_in_words(draft, &ctx.texts))
        }),
    ));
    fields
}

fn marks(options: &[(&str, &'static str)]) -> Vec<(String, Word)> {
    options.iter().map(|(code, key)| ((*code).to_owned(), Word::Text(key))).collect()
}

/// Lines to be decided, with the label before the first.
fn labelled(
    label: &'static str,
    lines: impl Iterator<Item = (String, Vec<(String, Word)>, String)>,
) -> impl Iterator<Item = Field> {
    lines.enumerate().map(move |(at, (name, options, words))| {
        let label = if at == 0 { Word::Text(label) } else { Word::Said(String::new()) };
        Field::marks(&name, label, options, &words).needed()
    })
}

/// `06.12. Kursplatz suchen`
fn in_words(open: &FollowUp, ctx: &Ctx) -> String {
    [ctx.texts.window(open.window, ctx.today()), open.what.clone()].join(" ")
}

/// Asks about the room of the day on which the case is closed.
pub(super) fn ask_room(form: &mut Form, sheet: &Sheet, ctx: &Ctx) {
    let room = form.day("from", ctx).and_then(|day| left_on(day, sheet, ctx));
    form.show("room", room.is_some());
    let field = form.field_mut("room").map(|field| &mut field.input);
    if let (Some(room), Some(Input::Marks(_, words))) = (room, field) {
        *words = room;
    }
}

/// The room that is asked about.
pub(super) fn asked_room(form: &Form) -> Option<String> {
    match &form.field("room")?.input {
        Input::Marks(_, words) => Some(words.clone()),
        _ => None,
    }
}

/// The room that is left or kept where the case is closed on a day.
pub(super) fn left_on(day: NaiveDate, sheet: &Sheet, ctx: &Ctx) -> Option<String> {
    room(sheet.household.room_on(day)?, sheet, ctx)
}

/// A room of a site in which the household lives or lived: `Kölner Landstr. 4, Zi. 12`.
pub(super) fn room(lodging: &Lodging, sheet: &Sheet, ctx: &Ctx) -> Option<String> {
    let Place::Room { site, room } = &lodging.place else { return None };
    let now = sheet.household.lodging_on(ctx.today()).map(|lodging| &lodging.place);
    let is_home = matches!(now, Some(Place::Room { site: here, .. }) if here == site);
    let home = ctx.lists.sites.iter().find(|known| known.id == *site).map(|site| &site.name);
    let home = if is_home { Some(&sheet.home) } else { home };
    let room = (!room.is_empty()).then(|| ctx.texts.with("case-room", &[("room", room.into())]));
    let words = [home.map(String::as_str), room.as_deref()];
    Some(words.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

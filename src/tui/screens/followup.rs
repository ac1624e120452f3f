//! A follow-up: what comes up again, and when. The same form enters a new one, moves one and hands one
//! over.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form;
use super::form::Reads;
use super::form::life::{self, FormScreen, Life, Typed};
use super::form::{Field, Form, Word};
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::followups::{Add, Fail, Hand, Move, Theirs};
use crate::api::needs::{Agree, Shown};
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::client::problems;
use crate::domain::checklist::item;
use crate::domain::clean;
use crate::domain::dates::Window;
use crate::domain::followup::{Meanwhile, Purpose, Seen, WHAT_MAX};
use crate::domain::ids::{CaseId, FollowUpId, NeedId, StaffId};
use crate::domain::papers::PaperKind;
use crate::tui::command::{Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::DOT;

/// In a draft: the follow-up that is moved, and what it says.
const MOVED: &str = "moved";
const MOVED_WHAT: &str = "moved-what";
/// In a draft: its day until now, in words.
const MOVED_FROM: &str = "moved-from";
/// In a draft: how it was seen: the days of its window, and who is to do it.
const SEEN: &str = "seen";
/// In a draft: it is handed over.
const HANDED: &str = "handed";
/// In a draft: it was not possible.
const FAILED: &str = "failed";
/// In a draft: the need it is agreed on for, and what that says.
const NEED: &str = "need";
const NEED_WHAT: &str = "need-what";
/// Days after which a measure comes up again where nothing says otherwise.
const DAYS: u64 = 14;
/// In a draft: what a follow-up is made for.
const PURPOSE: &str = "purpose";

/// What this form is about, as the screen shows it that opens it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Which.
    pub of: Of,
    /// What it says.
    pub what: String,
    /// When.
    pub window: Window,
}

/// Something that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A follow-up as it is shown.
    FollowUp(FollowUpId, Seen),
    /// What stands on the board by itself: a follow-up is made for it.
    Purpose(Purpose),
}

/// What is done with something that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It gets another window.
    Move,
    /// A colleague is to do it.
    Hand,
    /// It was not possible.
    Fail,
}

/// What something is done with.
#[derive(Clone, Debug)]
struct Old {
    deed: Deed,
    of: Of,
    what: String,
    /// Its window until now, in words.
    from: String,
}

/// A follow-up that is being written down.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// What is moved, handed over or was not possible; `None` for a new one.
    old: Option<Old>,
    /// What a new one is agreed on for, and what that says.
    need: Option<(NeedId, String)>,
}

impl State {
    /// A new follow-up for a household.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::ready(Kind::FollowUp, Some(case), name, ctx), None, ctx).started(ctx)
    }

    /// A new window, or somebody else, for something that is due in a case.
    pub fn doing(deed: Deed, case: CaseId, name: &str, subject: Subject, ctx: &Ctx) -> Self {
        let life = Life::ready(Kind::FollowUp, Some(case), name, ctx);
        let Subject { of, what, window } = subject;
        let from = ctx.texts.window(window, ctx.today());
        let mut state = Self::with(life, Some(Old { deed, of, what, from }), ctx);
        if deed == Deed::Hand && matches!(of, Of::Purpose(_)) {
            let day = window.due().max(ctx.today());
            state.form.set("when", &day.format("%d.%m.%Y").to_string());
        }
        state.started(ctx)
    }

    /// A new follow-up with what is to be done, and when, as it is suggested.
    pub fn proposing(
        case: CaseId,
        name: &str,
        what: &str,
        due: Option<chrono::NaiveDate>,
        ctx: &Ctx,
    ) -> Self {
        let life = Life::ready(Kind::FollowUp, Some(case), name, ctx);
        let mut state = Self::with(life, None, ctx);
        state.form.set("what", what);
        state.form.set("when", &due.map(|day| ctx.texts.date(day)).unwrap_or_default());
        state.form.focus("when");
        state.started(ctx)
    }

    /// A measure for a need. What was asked at the visit that it comes from proposes the first one.
    pub fn agreeing(name: &str, shown: &Shown, ctx: &Ctx) -> Self {
        let need = &shown.need;
        let life = Life::ready(Kind::FollowUp, Some(need.case), name, ctx);
        let mut state = Self::with(life, None, ctx);
        let what = need.content().map(|content| content.what.clone()).unwrap_or_default();
        state.take_need(Some((need.id, what)));
        let item = need.origin.and_then(|origin| item(origin.item));
        if let Some(item) = item.filter(|_| shown.measures.is_empty()) {
            state.form.propose("what", ctx.texts.wording(&item.measure));
        }
        let days = item.map_or(DAYS, |item| item.due_days.into());
        let due = ctx.today().checked_add_days(chrono::Days::new(days));
        state.form.propose("when", &due.map(|day| ctx.texts.date(day)).unwrap_or_default());
        state.started(ctx)
    }

    /// A follow-up as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::ready(draft.form, draft.case, &draft.name, ctx).resuming(draft);
        Self::with(life, None, ctx).started(ctx)
    }

    /// What it starts with, suggestions too, is not typed.
    fn started(mut self, ctx: &Ctx) -> Self {
        life::start(&mut self, ctx);
        self
    }

    fn with(life: Life, old: Option<Old>, ctx: &Ctx) -> Self {
        let by_visit = ctx.texts.get("followup-visit-box");
        let me = ctx.me.as_ref().map(|me| me.staff);
        let (own, others): (Vec<_>, Vec<_>) =
            ctx.lists.staff.iter().partition(|(id, _)| Some(*id) == me);
        let colleagues = others.into_iter().chain(own);
        let colleagues = colleagues.map(|(id, name)| (id.0.to_string(), Word::Said(name.clone())));
        let fields = vec![
            Field::line("what", "field-what", "").most(WHAT_MAX).needed(),
            Field::choice("to", "field-colleague", colleagues.collect(), "").needed(),
            Field::date("when", "field-when", Reads::Ahead, "").needed().hint("followup-when-hint"),
            Field::tick("visit", Word::Text("followup-visit"), &by_visit, false),
            Field::line("reason", "followup-reason", "").most(WHAT_MAX).needed(),
        ];
        let mut state = Self { life, form: Form::new(fields, &ctx.texts), old: None, need: None };
        state.take_instead(old, ctx);
        state
    }

    /// Does something with this one instead of entering a new one.
    fn take_instead(&mut self, old: Option<Old>, ctx: &Ctx) {
        let deed = old.as_ref().map(|old| old.deed);
        let is_there = old.as_ref().is_some_and(|old| matches!(old.of, Of::FollowUp(..)));
        self.form.show("what", deed.is_none());
        self.form.show("to", deed == Some(Deed::Hand));
        let ends = deed == Some(Deed::Fail);
        self.form.show("when", !(ends || is_there && deed == Some(Deed::Hand)));
        self.form.show("reason", ends);
        self.form.show("visit", deed.is_none());
        let from = old.as_ref().map(|old| old.from.as_str()).filter(|from| !from.is_empty());
        if let Some(when) = self.form.field_mut("when") {
            let stands = |from| ctx.texts.with("followup-stands", &[("date", from)]).into_owned();
            when.stands = from.map(|from| stands(from.into()));
        }
        self.form.enter(false);
        if deed == Some(Deed::Hand) {
            self.form.open();
        }
        self.old = old;
    }

    /// Makes it a measure for a need.
    fn take_need(&mut self, need: Option<(NeedId, String)>) {
        self.form.show("visit", need.is_none() && self.old.is_none());
        self.need = need;
    }

    /// The colleague that was chosen, and the name.
    fn colleague(&self, ctx: &Ctx) -> Option<(StaffId, String)> {
        let id = self.form.text("to").parse().ok().map(StaffId)?;
        ctx.lists.staff.iter().find(|(staff, _)| *staff == id).cloned()
    }

    fn window(&self, ctx: &Ctx) -> Option<Window> {
        self.form.window("when", ctx)
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let holds = self.form.check(ctx);
        let wanted = self.life.case.filter(|_| holds).and_then(|case| self.wanted(case, ctx));
        let Some((request, key, what)) = wanted else {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        };
        let what = ctx
            .texts
            .with(key, &[("what", what.clone().into()), ("name", what.into())])
            .into_owned();
        vec![self.life.save(request, what)]
    }

    /// What is to be sent, and what that is called with its words.
    fn wanted(&self, case: CaseId, ctx: &Ctx) -> Option<(Request, &'static str, String)> {
        let Some(Old { deed, of, what, .. }) = &self.old else {
            let what = clean::line(&self.form.text("what"));
            if let Some((need, _)) = self.need {
                let window = self.window(ctx)?;
                let agree = Agree { case, need, what, window, to: None };
                // nothing of what it says: it may be restricted
                let name = self.life.name.clone();
                return Some((Request::AgreeMeasure(Box::new(agree)), "needs-undo-measure", name));
            }
            let purpose = (!self.form.text("visit").is_empty()).then_some(Purpose::Visit);
            return Some((self.added(case, &what, purpose, ctx)?, "followup-what", what));
        };
        let (request, key) = match (deed, *of) {
            (Deed::Move, Of::FollowUp(follow_up, seen)) => {
                let moved = Move { case, follow_up, seen, window: self.window(ctx)? };
                (Request::MoveFollowUp(moved), "followup-what-moved")
            }
            (Deed::Hand, Of::FollowUp(follow_up, seen)) => {
                let (to, _) = self.colleague(ctx)?;
                (Request::HandFollowUp(Hand { case, follow_up, seen, to }), "followup-what-handed")
            }
            (Deed::Fail, Of::FollowUp(follow_up, seen)) => {
                let reason = clean::line(&self.form.text("reason"));
                let fail = Fail { case, follow_up, seen, reason };
                (Request::FailFollowUp(fail), "followup-what-failed")
            }
            (_, Of::Purpose(purpose)) => {
                (self.added(case, what, Some(purpose), ctx)?, "followup-what")
            }
        };
        Some((request, key, what.clone()))
    }

    fn added(
        &self,
        case: CaseId,
        what: &str,
        purpose: Option<Purpose>,
        ctx: &Ctx,
    ) -> Option<Request> {
        let hands = self.old.as_ref().is_some_and(|old| old.deed == Deed::Hand);
        let to = if hands { Some(self.colleague(ctx)?.0) } else { None };
        let (what, window) = (what.to_owned(), self.window(ctx)?);
        Some(Request::AddFollowUp(Add { case, what, window, purpose, to }))
    }

    /// A colleague was there before: says so beside the field. What is saved from now on is meant over
    /// that.
    fn changed(&mut self, theirs: &Theirs, refusal: &Refusal, ctx: &Ctx) -> bool {
        let Some(Old { deed, of: Of::FollowUp(_, seen), from, .. }) = &mut self.old else {
            return false;
        };
        if theirs.what == Meanwhile::Done {
            return false; // there is nothing to be done with it any more
        }
        *seen = theirs.now;
        *from = ctx.texts.window(theirs.now.window, ctx.today());
        let stands = ctx.texts.with("followup-stands", &[("date", from.as_str().into())]);
        if let Some(when) = self.form.field_mut("when") {
            when.stands = Some(stands.into_owned());
        }
        let field = match deed {
            Deed::Move => "when",
            Deed::Hand => "to",
            Deed::Fail => "reason",
        };
        let problem = problems::refusal(refusal, &ctx.texts);
        let said = [Some(problem.what), problem.hint].into_iter().flatten();
        self.form.refuse(field, said.collect::<Vec<_>>().join(" "))
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Followup, state.form.context());
    situation.present.set(Need::Household, true);
    state.form.note(&mut situation.present);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = ctx.texts.get(match state.old.as_ref().map(|old| (old.deed, old.of)) {
        Some((Deed::Move, Of::FollowUp(..))) => "followup-move-title",
        Some((Deed::Move, Of::Purpose(_))) => "followup-day-title",
        Some((Deed::Hand, _)) => "followup-hand-title",
        Some((Deed::Fail, _)) => "followup-fail-title",
        None if state.need.is_some() => "needs-measure-title",
        None => "followup-title",
    });
    let old = state.old.as_ref().map(|old| old.what.as_str());
    let what = old.or(state.need.as_ref().map(|(_, what)| what.as_str()));
    let title = [Some(&*title), what].into_iter().flatten().collect::<Vec<_>>().join(DOT);
    form::sheet(ctx, area, buf, &title, &state.life, &mut state.form)
}

/// A purpose as a draft keeps it: `visit`, `residence 2026-11-28`.
fn kept(purpose: Purpose) -> String {
    match purpose {
        Purpose::Visit => "visit".to_owned(),
        Purpose::Papers { kind, last } => {
            let code = PaperKind::CODES.iter().find(|(_, of)| *of == kind);
            format!("{} {last}", code.map_or("", |(code, _)| code))
        }
    }
}

/// `2026-11-25 2026-11-26 2026-11-27 7`
fn kept_seen(Seen { window, owner }: Seen) -> String {
    format!("{} {} {} {}", window.from(), window.due(), window.until(), owner.0)
}

fn seen(kept: &str) -> Option<Seen> {
    let mut parts = kept.split(' ');
    let mut day = || parts.next()?.parse().ok();
    let window = Window::new(day()?, day()?, day()?)?;
    let owner = StaffId(parts.next()?.parse().ok()?);
    Some(Seen { window, owner })
}

/// Stands for what an older draft does not hold: whoever saves it is told how things are first.
fn unknown() -> Seen {
    Seen { window: Window::on(chrono::NaiveDate::MIN), owner: StaffId(0) }
}

fn purpose(kept: &str) -> Option<Purpose> {
    let Some((code, last)) = kept.split_once(' ') else {
        return (kept == "visit").then_some(Purpose::Visit);
    };
    let (_, kind) = PaperKind::CODES.into_iter().find(|(of, _)| *of == code)?;
    Some(Purpose::Papers { kind, last: last.parse().ok()? })
}

impl FormScreen for State {
    fn life(&self) -> &Life {
        &self.life
    }

    fn life_mut(&mut self) -> &mut Life {
        &mut self.life
    }

    fn questions(&self) -> Vec<Effect> {
        vec![Effect::Read(Topic::Drafts, Request::Drafts)]
    }

    fn begin(&mut self, _reply: &Reply, _ctx: &Ctx) -> Option<Vec<Head>> {
        None
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let mut fields = self.form.kept();
        if let Some(Old { deed, of, what, from }) = &self.old {
            match deed {
                Deed::Hand => fields.push((HANDED.to_owned(), "x".to_owned())),
                Deed::Fail => fields.push((FAILED.to_owned(), "x".to_owned())),
                Deed::Move => {}
            }
            match of {
                Of::FollowUp(id, seen) => {
                    fields.push((MOVED.to_owned(), id.0.to_string()));
                    fields.push((SEEN.to_owned(), kept_seen(*seen)));
                }
                Of::Purpose(purpose) => fields.push((PURPOSE.to_owned(), kept(*purpose))),
            }
            fields.push((MOVED_WHAT.to_owned(), what.clone()));
            fields.push((MOVED_FROM.to_owned(), from.clone()));
        }
        if let Some((need, what)) = &self.need {
            fields.push((NEED.to_owned(), need.0.to_string()));
            fields.push((NEED_WHAT.to_owned(), what.clone()));
        }
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        let text = |name| fields.iter().find(|(of, _)| of == name).map(|(_, text)| text.clone());
        let id = text(MOVED).and_then(|id| id.parse().ok()).map(FollowUpId);
        let purpose = || text(PURPOSE).and_then(|kept| purpose(&kept));
        let seen = || text(SEEN).and_then(|kept| seen(&kept)).unwrap_or_else(unknown);
        let of = id.map(|id| Of::FollowUp(id, seen()));
        let of = of.or_else(|| purpose().map(Of::Purpose));
        let said = |name| text(name).unwrap_or_default();
        let deed = match (text(HANDED), text(FAILED)) {
            (Some(_), _) => Deed::Hand,
            (None, Some(_)) => Deed::Fail,
            (None, None) => Deed::Move,
        };
        let old = |of| Old { deed, of, what: said(MOVED_WHAT), from: said(MOVED_FROM) };
        self.take_instead(of.map(old), ctx);
        let need = text(NEED).and_then(|id| id.parse().ok()).map(NeedId);
        self.take_need(need.map(|need| (need, said(NEED_WHAT))));
        self.form.restore(fields);
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        form::act(&mut self.form, typed, ctx).unwrap_or_else(|| self.save(ctx))
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let window = self.window(ctx).map(|window| ctx.texts.window(window, ctx.today()));
        let key = match self.old.as_ref().map(|old| (old.deed, old.of)) {
            Some((Deed::Hand, _)) => {
                let name = self.colleague(ctx).map(|(_, name)| name).unwrap_or_default();
                return ctx.texts.with("followup-handed", &[("name", name.into())]).into_owned();
            }
            Some((Deed::Fail, _)) => return ctx.texts.get("followup-failed").into_owned(),
            Some((Deed::Move, Of::FollowUp(..))) => "followup-moved",
            None if self.need.is_some() => "needs-measure-saved",
            Some((Deed::Move, Of::Purpose(_))) | None => "followup-saved",
        };
        ctx.texts.with(key, &[("date", window.unwrap_or_default().into())]).into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        if let Refusal::FollowUpChanged(theirs) = refusal {
            return self.changed(theirs, refusal, ctx);
        }
        let Refusal::Field(refused) = refusal else { return false };
        let field = match refused.field {
            AnyField::What if self.old.is_some() => "reason",
            AnyField::What => "what",
            AnyField::Colleague => "to",
            _ => "when",
        };
        self.form.refuse(field, ctx.texts.field_error(&refused.error))
    }
}

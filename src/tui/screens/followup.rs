//! A follow-up: what comes up again, and when. The same form enters a new one and moves one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form;
use super::form::Reads;
use super::form::life::{self, FormScreen, Life, Typed};
use super::form::{Field, Form};
use crate::api::cases::Sheet;
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::followups::{Add, Move};
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::clean;
use crate::domain::dates::{Window, parse};
use crate::domain::followup::WHAT_MAX;
use crate::domain::ids::{CaseId, FollowUpId};
use crate::tui::command::{Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::DOT;

/// In a draft: the follow-up that is moved, and what it says.
const MOVED: &str = "moved";
const MOVED_WHAT: &str = "moved-what";
/// In a draft: its day until now, in words.
const MOVED_FROM: &str = "moved-from";

/// The follow-up that is moved.
#[derive(Clone, Debug)]
struct Moved {
    id: FollowUpId,
    what: String,
    /// Its window until now, in words.
    from: String,
}

/// A follow-up that is being written down.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// The one that is moved; `None` for a new one.
    moved: Option<Moved>,
}

impl State {
    /// A new follow-up for a household.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::ready(Kind::FollowUp, Some(case), name, ctx), None, ctx)
    }

    /// A new window for a follow-up of an open case; `None` if it is not there any more.
    pub fn moving(sheet: &Sheet, name: &str, id: FollowUpId, ctx: &Ctx) -> Option<Self> {
        let row = sheet.follow_ups.iter().find(|row| row.follow_up.id == id)?;
        let life = Life::ready(Kind::FollowUp, Some(sheet.case.id), name, ctx);
        let from = ctx.texts.window(row.follow_up.window, ctx.today());
        Some(Self::with(life, Some(Moved { id, what: row.follow_up.what.clone(), from }), ctx))
    }

    /// A follow-up as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::ready(draft.form, draft.case, &draft.name, ctx).resuming(draft);
        Self::with(life, None, ctx)
    }

    fn with(life: Life, moved: Option<Moved>, ctx: &Ctx) -> Self {
        let fields = vec![
            Field::line("what", "field-what", "").most(WHAT_MAX).needed(),
            Field::date("when", "field-when", Reads::Ahead, "").needed().hint("followup-when-hint"),
        ];
        let mut state = Self { life, form: Form::new(fields, &ctx.texts), moved: None };
        state.move_instead(moved, ctx);
        life::start(&mut state, ctx);
        state
    }

    /// Moves this one instead of entering a new one.
    fn move_instead(&mut self, moved: Option<Moved>, ctx: &Ctx) {
        self.form.show("what", moved.is_none());
        let from = moved.as_ref().map(|moved| moved.from.as_str()).filter(|from| !from.is_empty());
        if let Some(when) = self.form.field_mut("when") {
            let stands = |from| ctx.texts.with("followup-stands", &[("date", from)]).into_owned();
            when.stands = from.map(|from| stands(from.into()));
        }
        self.form.enter(false);
        self.moved = moved;
    }

    fn window(&self, ctx: &Ctx) -> Option<Window> {
        Some(parse(&self.form.text("when"), ctx.today()).ok()?.window(ctx.today()))
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let holds = self.form.check(ctx);
        let (Some(window), Some(case), true) = (self.window(ctx), self.life.case, holds) else {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        };
        let (request, key, what) = if let Some(moved) = &self.moved {
            let request = Request::MoveFollowUp(Move { case, follow_up: moved.id, window });
            (request, "followup-what-moved", moved.what.clone())
        } else {
            let what = clean::line(&self.form.text("what"));
            let request = Request::AddFollowUp(Add { case, what: what.clone(), window });
            (request, "followup-what", what)
        };
        let what = ctx.texts.with(key, &[("what", what.into())]).into_owned();
        vec![self.life.save(request, what)]
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
    situation.present.set(Need::Values, state.form.has_values());
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = match &state.moved {
        Some(moved) => [&*ctx.texts.get("followup-move-title"), &moved.what].join(DOT),
        None => ctx.texts.get("followup-title").into_owned(),
    };
    form::sheet(ctx, area, buf, &title, &state.life, &mut state.form)
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
        if let Some(Moved { id, what, from }) = &self.moved {
            fields.push((MOVED.to_owned(), id.0.to_string()));
            fields.push((MOVED_WHAT.to_owned(), what.clone()));
            fields.push((MOVED_FROM.to_owned(), from.clone()));
        }
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        let text = |name| fields.iter().find(|(of, _)| of == name).map(|(_, text)| text.clone());
        let id = text(MOVED).and_then(|id| id.parse().ok()).map(FollowUpId);
        let said = |name| text(name).unwrap_or_default();
        let moved = |id| Moved { id, what: said(MOVED_WHAT), from: said(MOVED_FROM) };
        self.move_instead(id.map(moved), ctx);
        self.form.restore(fields);
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        form::act(&mut self.form, typed, ctx).unwrap_or_else(|| self.save(ctx))
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let window = self.window(ctx).map(|window| ctx.texts.window(window, ctx.today()));
        let key = if self.moved.is_some() { "followup-moved" } else { "followup-saved" };
        ctx.texts.with(key, &[("date", window.unwrap_or_default().into())]).into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        let Refusal::Field(refused) = refusal else { return false };
        let field = if refused.field == AnyField::What { "what" } else { "when" };
        self.form.refuse(field, ctx.texts.field_error(&refused.error))
    }
}

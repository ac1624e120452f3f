//! The visit: a checklist that opens with everything filled in that is known, and takes one key an
//! item.
//!
//! Digits answer and go on; "attention" and "urgent" open the note of their item and bring the
//! measure that the checklist proposes. The head (who was met, when, where, what came of it) is a
//! form above the items. Everything is sent as one entry. A checklist of its own is filled on the same
//! screen (`own`).
mod act;
mod checklist;
pub(crate) mod head;
mod keep;
mod lines;
mod own;
mod ratings;
mod view;

use crate::api::assessments;
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::visits::{Prepare, Prepared};
use crate::api::{Refusal, Reply, Request, Saved};
use crate::domain::checklist::{ActionField, Item, Template, TemplateId, TemplateRef};
use crate::domain::escalation::Sign;
use crate::domain::household::Interpreter;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::visit::{LastAnswer, Outcome, VisitKind};
use crate::tui::command::{Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effect;
use crate::tui::screens::form::Form;
use crate::tui::screens::form::life::{self, FormScreen, Life, Typed};
use crate::tui::theme::DOT;
use crate::tui::widgets::picker::Picker;
use lines::Line;
use own::Own;
pub use view::view;

/// A visit that is being written down.
#[derive(Debug)]
pub struct State {
    life: Life,
    /// What it is instead of a visit.
    own: Option<Box<Own>>,
    head: Form,
    template: TemplateRef,
    /// The items with their answers, and the visit as a whole as the last line.
    lines: Vec<Line>,
    /// This user may answer warning signs here.
    restricted: bool,
    /// What was answered last time.
    last: Vec<LastAnswer>,
    /// Every item is shown, not only those of a regular visit.
    all: bool,
    /// The selected line.
    at: usize,
    /// The line that was rated with the key before, from which the selection went on.
    rated: Option<usize>,
    focus: Focus,
    /// She was just told why this may not be meant.
    told: bool,
    /// What is agreed on the selected line, while it is changed.
    measure: Form,
    /// The jump to an item, while it is typed.
    jump: Picker,
    /// First row of the checklist that is seen, and how wide its notes were drawn.
    first: u16,
    note_width: u16,
    /// How last time is said, as it was drawn.
    wording: ratings::Wording,
}

/// What the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Item,
    Note,
    Measure,
    Head,
    Jump,
}

impl State {
    /// A visit to a household.
    pub fn new(case: CaseId, name: &str, ctx: &Ctx) -> Self {
        Self::with(Life::waiting(Kind::Visit, Some(case), name, ctx), None, ctx)
    }

    /// A checklist of its own, about somebody of a household or all of it.
    pub fn checklist_of(
        template: TemplateId,
        case: CaseId,
        name: &str,
        person: Option<PersonId>,
        ctx: &Ctx,
    ) -> Self {
        let life = Life::waiting(Kind::Assessment(template), Some(case), name, ctx);
        Self::with(life, Some(Own::new(template, person)), ctx)
    }

    /// A visit as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let life = Life::waiting(draft.form, draft.case, &draft.name, ctx);
        let own = match draft.form {
            Kind::Assessment(template) => Some(Own::new(template, None)),
            _ => None,
        };
        Self::with(life.resuming(draft), own, ctx)
    }

    /// Until the server has said more: an ordinary visit to nobody in particular.
    fn with(life: Life, own: Option<Own>, ctx: &Ctx) -> Self {
        let guess = Prepared {
            case: life.case.unwrap_or(CaseId(0)),
            name: life.name.clone(),
            persons: vec![],
            former: vec![],
            kind: VisitKind::Regular,
            template: own.as_ref().map_or(TemplateRef::current(TemplateId::Visit), Own::template),
            place: String::new(),
            interpreter: Interpreter::None,
            language: String::new(),
            last: vec![],
            restricted: false,
            drafts: vec![],
        };
        let mut state = Self {
            life,
            own: own.map(Box::new),
            head: Form::default(),
            template: guess.template,
            lines: vec![],
            restricted: false,
            last: vec![],
            all: false,
            at: 0,
            rated: None,
            focus: Focus::Item,
            told: false,
            measure: Form::default(),
            jump: Picker::default(),
            first: 0,
            note_width: 60,
            wording: ratings::Wording::default(),
        };
        state.fill(&guess, ctx);
        life::start(&mut state, ctx);
        state
    }

    /// Begins anew with what the server proposes.
    fn fill(&mut self, prepared: &Prepared, ctx: &Ctx) {
        self.template = match prepared.template.load() {
            Some(_) => prepared.template,
            None => TemplateRef::current(TemplateId::Visit),
        };
        self.head = match &self.own {
            Some(own) => own.fields(ctx),
            None => head::fields(prepared, ctx),
        };
        self.restricted = prepared.restricted;
        self.last.clone_from(&prepared.last);
        self.set_out();
        self.focus = Focus::Item;
    }

    /// Sets out the checklist with nothing answered.
    fn set_out(&mut self) {
        self.lines = match self.template.load() {
            Some(template) => {
                // warning signs are not there where they are not for this user
                let shown = |item: &Item| self.restricted || !item.restricted;
                lines::lines(template, shown, &self.last)
            }
            None => vec![],
        };
        (self.all, self.at, self.first) = (false, 0, 0);
    }

    /// Takes the checklist that belongs to the kind of visit, as long as nothing is answered.
    fn follow_kind(&mut self) {
        let id = match head::kind(&self.head) {
            VisitKind::Aftercare => TemplateId::Aftercare,
            _ => TemplateId::Visit,
        };
        let begun = |line: &Line| line.answer.is_some() || line.has_note() || line.agreed.is_some();
        if self.own.is_none() && id != self.template.id && !self.lines.iter().any(begun) {
            self.template = TemplateRef::current(id);
            self.set_out();
        }
    }

    fn checklist(&self) -> Option<&'static Template> {
        self.template.load()
    }

    /// Places of the lines that are shown, in their order.
    fn visible(&self) -> Vec<usize> {
        let met = head::outcome(&self.head) == Outcome::Met;
        let whole = self.template.id != TemplateId::Visit;
        let shown = |line: &Line| match line.item {
            Some(item) => met && (whole || self.all || item.regular),
            None => true,
        };
        self.lines.iter().enumerate().filter(|(_, line)| shown(line)).map(|(at, _)| at).collect()
    }

    /// Whether not every question is shown at first.
    fn has_further(&self) -> bool {
        self.template.id == TemplateId::Visit
    }

    fn line(&self) -> Option<&Line> {
        self.lines.get(self.at)
    }

    fn line_mut(&mut self) -> Option<&mut Line> {
        self.lines.get_mut(self.at)
    }

    /// Answers so far, and how many there will be: of every item while every item is shown.
    fn progress(&self) -> (usize, usize) {
        let answered = self.lines.iter().filter(|line| line.answer.is_some());
        if self.all {
            let items = self.lines.iter().filter(|line| line.item.is_some()).count();
            return (answered.count(), items);
        }
        let extra = answered.clone().filter(|line| !self.is_regular(line)).count();
        let regular = self.checklist().map_or(0, |template| template.regular().count());
        (answered.count(), regular + extra)
    }

    fn is_regular(&self, line: &Line) -> bool {
        let whole = self.template.id != TemplateId::Visit;
        line.item.is_some_and(|item| whole || item.regular)
    }

    /// What the selected item tells of, if that cannot wait.
    pub fn sign(&self) -> Option<&'static Sign> {
        Sign::of(self.line()?.item?.code)
    }

    fn section(&self, at: usize) -> Option<ActionField> {
        self.lines.get(at).and_then(|line| line.item).map(|item| item.field)
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// Which commands make sense.
pub fn situation(state: &State, _ctx: &Ctx) -> Situation {
    let context = match state.focus {
        Focus::Item => Context::Checklist,
        Focus::Note => Context::Text,
        Focus::Measure => state.measure.context(),
        Focus::Head => state.head.context(),
        Focus::Jump => Context::Palette,
    };
    let mut situation = Situation::new(Place::Visit, context);
    let earlier = state.life.is_waiting() || state.lines.iter().any(|line| line.last.is_some());
    situation.present.set(Need::Household, true);
    situation.present.set(Need::OpenCase, true);
    situation.present.set(Need::Row, true);
    situation.present.set(Need::Earlier, earlier);
    situation.present.set(Need::Sweep, !own::is_one_by_one(state));
    situation.present.set(Need::Further, state.has_further());
    match state.focus {
        Focus::Item | Focus::Note | Focus::Jump => {}
        Focus::Measure => state.measure.note(&mut situation.present),
        Focus::Head => state.head.note(&mut situation.present),
    }
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    match state.focus {
        Focus::Item | Focus::Jump => true,
        Focus::Note => state.line().is_none_or(|line| line.note.is_empty()),
        Focus::Measure => state.measure.field_is_empty(),
        Focus::Head => state.head.field_is_empty(),
    }
}

impl FormScreen for State {
    fn life(&self) -> &Life {
        &self.life
    }

    fn life_mut(&mut self) -> &mut Life {
        &mut self.life
    }

    fn question(&self, case: CaseId) -> Request {
        match &self.own {
            Some(own) => {
                let template = own.template().id;
                Request::PrepareAssessment(assessments::Prepare { case, template })
            }
            None => Request::PrepareVisit(Prepare { case }),
        }
    }

    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>> {
        if let (Reply::AssessmentPrepared(prepared), Some(own)) = (reply, &mut self.own) {
            self.life.name.clone_from(&prepared.name);
            own.begin(prepared);
            (self.template, self.restricted) = (prepared.template, prepared.restricted);
            (self.last, self.head) = (own.last(), own.fields(ctx));
            self.set_out();
            self.focus = Focus::Item;
            return Some(prepared.drafts.clone());
        }
        let Reply::Prepared(prepared) = reply else { return None };
        self.life.name.clone_from(&prepared.name);
        self.fill(prepared, ctx);
        self.head.know_former(&prepared.former, &ctx.texts);
        Some(prepared.drafts.clone())
    }

    fn body(&self, ctx: &Ctx) -> Body {
        keep::body(self, ctx)
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        keep::restore(self, body, ctx);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        act::act(self, typed, ctx)
    }

    fn saved(&self, saved: &Saved, ctx: &Ctx) -> String {
        let agreed = self.lines.iter().filter_map(Line::agreement);
        let first = agreed.map(|agreed| agreed.window.due()).min();
        let key = if self.own.is_some() { "assessment-saved" } else { "visit-saved" };
        let went = life::where_it_went(key, first, saved, ctx);
        let open = self.lines.iter().any(|line| line.answer.is_none() && self.is_regular(line));
        if !open || head::outcome(&self.head) != Outcome::Met {
            return went;
        }
        let (done, total) = self.progress();
        let values = [("done", done.into()), ("total", total.into())];
        [went, ctx.texts.with("visit-progress", &values).into_owned()].join(DOT)
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        if self.own.is_some() {
            return own::refused(self, refusal, ctx);
        }
        let Refusal::Entry(error) = refusal else { return false };
        act::refuse(self, *error, ctx)
    }
}

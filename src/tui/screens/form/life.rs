//! The life of a form from its opening to its end: the same for every form.
//!
//! A form is drawn and takes keys before the server has said what it starts with. What is typed
//! until then goes into a form that only guesses, so that it is seen and keys mean what they
//! should; once the beginning is known, the same keys are typed into the real one, in their order.
//! While a form is on its way to be saved it takes nothing; saved or thrown away it is gone.

use chrono::{DateTime, NaiveDate, Utc};

use crate::api::drafts::{Before, Body, Draft, Form as Kind, Head, Open, Was};
use crate::api::visits::Prepare;
use crate::api::{Refusal, Reply, Request, Saved};
use crate::domain::ids::{CaseId, RequestId};
use crate::domain::visit::Entry;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::{Msg, Screen};
use crate::tui::theme::DOT;

/// A command or a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// From a key or the palette.
    Command(CommandId),
    /// Typed or pasted.
    Text(String),
}

/// Where a form stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// What it starts with is not known yet; this was typed meanwhile.
    Waiting(Vec<Typed>),
    Ready,
    /// On its way to the server.
    Saving,
    /// Saved or thrown away.
    Gone,
}

/// What every form has besides its fields.
#[derive(Debug)]
pub struct Life {
    /// Names the draft, and the request that saves the form: the server knows by it with which
    /// others it was begun as one.
    pub id: RequestId,
    /// Which form.
    pub kind: Kind,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// Name of the household.
    pub name: String,
    /// Whom of it the form is about, for the title; empty until that is known.
    pub whom: Option<String>,
    stage: Stage,
    /// The form as it was before anything was typed.
    untouched: Option<Body>,
    /// The draft that it goes on with, from the list of drafts.
    resumed: Option<Draft>,
    /// That draft as it stands in the form before anything is typed.
    left: Option<Body>,
    /// Something else stood there since.
    changed: bool,
    /// That draft, until the server was told that this form has taken its place: it may be open
    /// elsewhere, so that it is gone on with under an id of its own.
    from: Option<Was>,
    /// A draft of the same form that it could go on with instead.
    offer: Option<Head>,
    /// She was told that another form of the same draft was saved: what she saves now is meant so.
    told: bool,
    /// The form as it was sent when the answer left open whether it is saved.
    doubted: Option<Body>,
    /// When the server kept the draft last.
    kept: Option<DateTime<Utc>>,
    /// The server could not keep it the last time.
    unkept: bool,
}

impl Life {
    /// A new form that waits for the server to say what it starts with.
    pub fn waiting(kind: Kind, case: Option<CaseId>, name: &str, ctx: &Ctx) -> Self {
        Self {
            id: ctx.fresh_id(),
            kind,
            case,
            name: name.to_owned(),
            whom: None,
            stage: Stage::Waiting(Vec::new()),
            untouched: None,
            resumed: None,
            left: None,
            changed: false,
            from: None,
            offer: None,
            told: false,
            doubted: None,
            kept: None,
            unkept: false,
        }
    }

    /// A new form that has all it needs.
    pub fn ready(kind: Kind, case: Option<CaseId>, name: &str, ctx: &Ctx) -> Self {
        Self { stage: Stage::Ready, ..Self::waiting(kind, case, name, ctx) }
    }

    /// The same, going on with a draft.
    #[must_use]
    pub fn resuming(mut self, draft: &Draft) -> Self {
        self.go_on_with(draft);
        self
    }

    fn go_on_with(&mut self, draft: &Draft) {
        self.id = self.id.akin(draft.id);
        self.from = Some(Was { id: draft.id, no: draft.no });
        self.kept = Some(draft.kept);
        self.resumed = Some(draft.clone());
    }

    /// The same, taking the place of the draft of another form.
    #[must_use]
    pub fn instead_of(self, from: Option<Was>) -> Self {
        Self { id: from.map_or(self.id, |was| self.id.akin(was.id)), from, ..self }
    }

    /// Other words than those of which nobody knows whether they are saved need an id of their own:
    /// a server that has those would take these for the same. As kin they are asked about, once
    /// that is known.
    fn go_on_beside_doubt(&mut self, ctx: &Ctx) {
        // no other form writes to that draft
        self.from.get_or_insert(Was { id: self.id, no: u32::MAX });
        self.id = ctx.fresh_id().akin(self.id);
        (self.doubted, self.told, self.changed) = (None, false, true);
    }

    /// Whether it may not hold yet all of what it goes on with.
    fn is_partial(&self) -> bool {
        self.is_waiting() && self.resumed.is_some()
    }

    /// Whether it is no more than the draft that it goes on with, which stays as it is.
    fn is_as_left(&self) -> bool {
        self.left.is_some() && self.from.is_some() && !self.changed
    }

    /// What it starts with has changed from elsewhere: where it stood as it was before, nothing is
    /// typed now either.
    pub fn renew(&mut self, before: &Body, now: &Body) {
        for known in [&mut self.untouched, &mut self.left].into_iter().flatten() {
            if same(known, before) {
                known.clone_from(now);
            }
        }
    }

    /// Whether what it starts with is not known yet.
    pub fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::Waiting(_))
    }

    /// The wish to save it; `what` says in words what that makes.
    pub fn save(&self, request: Request, what: String) -> Effect {
        self.save_as(self.id, request, what)
    }

    /// The same for a part that goes ahead of the rest, with an id of its own: the draft stays until
    /// the rest is saved too.
    pub fn save_as(&self, id: RequestId, request: Request, what: String) -> Effect {
        Effect::Write { topic: Topic::Saved, id, request, what, beside: self.told }
    }

    /// The surname of the household, or all of a name without one.
    pub fn surname(&self) -> &str {
        self.name.split(',').next().unwrap_or_default()
    }

    /// `Regelbesuch Al-Masri 22.11.`
    pub fn entry_in_words(&self, entry: &Entry, ctx: &Ctx) -> String {
        let day = ctx.zone.local(entry.at).date();
        let parts = [
            &*ctx.texts.visit_kind(entry.kind),
            self.surname(),
            &ctx.texts.date_near(day, ctx.today()),
        ];
        parts.join(" ")
    }

    /// The line that says whether an earlier draft can be gone on with, or that this one is kept.
    pub fn mark(&self, ctx: &Ctx) -> String {
        let texts = &ctx.texts;
        let time = |at| {
            let at = ctx.zone.local(at);
            if at.date() == ctx.today() {
                at.format("%H:%M").to_string()
            } else {
                texts.date_near(at.date(), ctx.today())
            }
        };
        match (&self.offer, &self.stage, self.kept) {
            (Some(draft), ..) => {
                let values = [("time", time(draft.kept).into())];
                return texts.with("form-offer", &values).into_owned();
            }
            (_, Stage::Saving, _) => texts.get("form-saving"),
            _ if self.unkept => texts.get("form-unkept"),
            (.., Some(kept)) => texts.with("form-kept", &[("time", time(kept).into())]),
            _ => return String::new(),
        }
        .into_owned()
    }

    /// Whether a draft is offered.
    pub fn offers(&self) -> bool {
        self.offer.is_some()
    }
}

/// A form with its life.
pub trait FormScreen {
    /// What it has in common with the others.
    fn life(&self) -> &Life;
    /// The same, to change it.
    fn life_mut(&mut self) -> &mut Life;
    /// Asks for what the form starts with; usually how things stand in the case.
    fn question(&self, case: CaseId) -> Request {
        Request::PrepareVisit(Prepare { case })
    }
    /// What to ask the server when the form is opened.
    fn questions(&self) -> Vec<Effect> {
        let waiting = self.life().case.filter(|_| self.life().is_waiting());
        let ask = |case| Effect::Read(Topic::Prepared, self.question(case));
        waiting.map(ask).into_iter().collect()
    }
    /// Fills in what the form starts with; `false` if this reply is not about that. Gives the
    /// drafts of this user that came with it.
    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>>;
    /// The form as it stands.
    fn body(&self, ctx: &Ctx) -> Body;
    /// Puts back what was kept.
    fn restore(&mut self, body: &Body, ctx: &Ctx);
    /// Takes a command or a text.
    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect>;
    /// Takes the answer to what it asked in passing, or before it is saved.
    fn told(&mut self, _result: Result<Reply, Refusal>, _ctx: &Ctx) -> Vec<Effect> {
        vec![]
    }
    /// What is left to be sent after a part was saved that went ahead; usually nothing.
    fn rest(&mut self, _ctx: &Ctx) -> Option<Effect> {
        None
    }
    /// Whether what is saved cannot be taken back by her; usually it can.
    fn is_for_good(&self, _ctx: &Ctx) -> bool {
        false
    }
    /// The form that is opened behind this one when it is saved; usually none.
    fn next(&self, _saved: &Saved, _ctx: &Ctx) -> Option<Screen> {
        None
    }
    /// What to say when it is saved.
    fn saved(&self, saved: &Saved, ctx: &Ctx) -> String;
    /// Says beside its field what the server did not accept; `false` if that belongs to no field.
    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool;
}

/// The form as a draft, if there is anything in it that must not be lost.
pub fn draft(form: &impl FormScreen, ctx: &Ctx) -> Option<Draft> {
    let life = form.life();
    if life.stage == Stage::Gone {
        return None; // on its way it may still be lost, so then it is kept too
    }
    if life.is_as_left() && life.stage != Stage::Saving {
        return None; // its draft is there
    }
    let body = form.body(ctx);
    let touched = life.untouched.as_ref().is_none_or(|before| !same(before, &body));
    (touched || life.kept.is_some()).then(|| Draft {
        id: life.id,
        form: life.kind,
        case: life.case,
        name: life.name.clone(),
        kept: ctx.now,
        no: 0,
        from: life.from.filter(|_| !life.is_partial()),
        body,
    })
}

/// Whether the same is entered, wherever the cursor stands.
fn same(one: &Body, other: &Body) -> bool {
    match (one, other) {
        (Body::Entry { entry, raw, .. }, Body::Entry { entry: entry2, raw: raw2, .. }) => {
            entry == entry2 && raw == raw2
        }
        (Body::Fields { fields, .. }, Body::Fields { fields: fields2, .. }) => fields == fields2,
        _ => false,
    }
}

/// Notes how the form is before anything is typed, or goes on with its draft. To be called when a
/// form is made.
pub fn start(form: &mut impl FormScreen, ctx: &Ctx) {
    let untouched = form.body(ctx);
    form.life_mut().untouched = Some(untouched);
    if let Some(draft) = form.life().resumed.clone() {
        form.restore(&draft.body, ctx);
        form.life_mut().left = Some(form.body(ctx));
    }
}

/// Notes that a form is more than the draft that it goes on with.
fn note_change(form: &mut impl FormScreen, ctx: &Ctx) {
    if form.life().is_as_left() {
        let body = form.body(ctx);
        let life = form.life_mut();
        life.changed = life.left.as_ref().is_some_and(|left| !same(left, &body));
    }
}

/// Notes that a form holds other words than those that may be saved already.
fn note_other_words(form: &mut impl FormScreen, ctx: &Ctx) {
    if let Some(sent) = &form.life().doubted
        && !same(sent, &form.body(ctx))
    {
        form.life_mut().go_on_beside_doubt(ctx);
    }
}

/// Takes a message.
pub fn update(form: &mut impl FormScreen, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(_) => form.questions(),
        Msg::Changed(None) if form.life().is_waiting() => form.questions(),
        Msg::Command(command) => typed(form, &Typed::Command(command), ctx),
        Msg::Type(c) => typed(form, &Typed::Text(c.to_string()), ctx),
        Msg::Paste(text) => typed(form, &Typed::Text(text), ctx),
        Msg::Reply(topic, result) => reply(form, topic, result, ctx),
        Msg::Confirmed(Topic::Discard, true) => discard(form, ctx),
        Msg::Changed(_) | Msg::NewDay | Msg::Confirmed(..) => vec![],
    }
}

fn typed(form: &mut impl FormScreen, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
    if *typed == Typed::Command(CommandId::Discard) {
        return ask_to_discard(form, ctx);
    }
    let leaves = *typed == Typed::Command(CommandId::Back);
    match &mut form.life_mut().stage {
        Stage::Gone => vec![],
        Stage::Saving if leaves => vec![Effect::Close],
        Stage::Saving => vec![Effect::Say(Notice::hint(ctx.texts.get("form-wait")))],
        Stage::Waiting(before) => {
            let save = Typed::Command(CommandId::Save);
            if leaves && before.contains(&save) {
                return vec![Effect::Close];
            }
            before.push(typed.clone());
            if before.contains(&save) {
                return vec![]; // as soon as it is known what it starts with
            }
            let effects = form.act(typed, ctx);
            note_change(form, ctx);
            effects.into_iter().filter(|effect| matches!(effect, Effect::Close)).collect()
        }
        Stage::Ready => act(form, typed, ctx),
    }
}

fn act(form: &mut impl FormScreen, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
    if form.life().stage != Stage::Ready {
        return vec![];
    }
    if let Some(head) = &form.life().offer
        && *typed == Typed::Command(CommandId::Accept)
    {
        if !ctx.online {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("reason-server")))];
        }
        let ask = Request::Draft(Open { id: head.was.id });
        return vec![Effect::Read(Topic::Draft, ask)]; // it is offered until it is here
    }
    form.life_mut().offer = None;
    let effects = form.act(typed, ctx);
    note_change(form, ctx);
    note_other_words(form, ctx);
    gone(form, effects, ctx)
}

/// Notes where the form goes by what it wants done.
fn gone(form: &mut impl FormScreen, mut effects: Vec<Effect>, ctx: &Ctx) -> Vec<Effect> {
    // a form that another takes the place of has said where it went
    let closes = effects.iter().any(|effect| matches!(effect, Effect::Close))
        && !effects.iter().any(|effect| matches!(effect, Effect::Open(_)));
    if closes && ctx.online && is_emptied(form, ctx) {
        effects.retain(|effect| !matches!(effect, Effect::Close));
        effects.extend(forgotten(form, ctx));
        effects.push(Effect::Say(Notice::hint(ctx.texts.get("form-emptied"))));
        return effects;
    }
    if closes && ctx.online && (form.life().is_as_left() || draft(form, ctx).is_some()) {
        effects.push(Effect::Say(Notice::hint(ctx.texts.get("form-left"))));
    }
    if effects.iter().any(|effect| matches!(effect, Effect::Write { topic: Topic::Saved, .. })) {
        form.life_mut().stage = Stage::Saving;
    }
    effects
}

/// Whether all was taken out again of what the server keeps: there is no word in it to be lost.
fn is_emptied(form: &impl FormScreen, ctx: &Ctx) -> bool {
    let life = form.life();
    let settled = life.stage == Stage::Ready && !life.is_as_left() && life.doubted.is_none();
    let body = || form.body(ctx);
    settled && life.kept.is_some() && life.untouched.as_ref().is_some_and(|was| same(was, &body()))
}

fn reply(
    form: &mut impl FormScreen,
    topic: Topic,
    result: Result<Reply, Refusal>,
    ctx: &Ctx,
) -> Vec<Effect> {
    let refused = |refusal: &Refusal| Effect::Say(Notice::refusal(refusal, &ctx.texts));
    match (topic, result) {
        (Topic::Similar | Topic::SimilarFirst, result) if form.life().stage == Stage::Ready => {
            let effects = form.told(result, ctx);
            gone(form, effects, ctx)
        }
        (Topic::Saved, Ok(Reply::Saved(saved))) => {
            let for_good = form.is_for_good(ctx);
            let done = Notice::done(form.saved(&saved, ctx));
            let done = if for_good { done } else { done.undoable() };
            if let Some(effect) = form.rest(ctx) {
                return vec![Effect::Say(done), effect]; // each part can be taken back
            }
            let next = form.next(&saved, ctx).map(|screen| Effect::Open(Box::new(screen)));
            let life = form.life_mut();
            let from = life.from.take().map(Effect::Forget);
            life.stage = Stage::Gone;
            life.case = life.case.or(saved.case); // so that the list behind selects it
            let stays = for_good.then_some(Effect::ForGood).into_iter();
            let closes = stays.chain(from).chain([Effect::Close]);
            closes.chain(next).chain([Effect::Say(done)]).collect()
        }
        (Topic::Saved, Err(refusal)) => {
            let sent = refusal.leaves_open().then(|| form.body(ctx));
            let life = form.life_mut();
            life.stage = Stage::Ready;
            life.told |= refusal == Refusal::SavedElsewhere;
            life.doubted = sent.or(life.doubted.take());
            if refusal.is_so_already() {
                let done = forgotten(form, ctx);
                return done.into_iter().chain([refused(&refusal)]).collect();
            }
            if form.refused(&refusal, ctx) {
                return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
            }
            vec![refused(&refusal)]
        }
        (Topic::Kept, result) => kept(form.life_mut(), result, ctx),
        (Topic::Drafts, Ok(Reply::Drafts(drafts))) => {
            let touched = form.life().resumed.is_some() || draft(form, ctx).is_some();
            if !touched {
                offer(form.life_mut(), drafts);
            }
            vec![]
        }
        (Topic::Draft, Ok(Reply::Draft(draft))) => {
            accept(form, &draft, ctx);
            vec![]
        }
        (Topic::Draft, Err(refusal)) => {
            form.life_mut().offer = None;
            vec![refused(&refusal)]
        }
        (_, Err(refusal)) if form.life().is_waiting() && topic.is_shown() => {
            let gone =
                matches!(refusal, Refusal::NotFound | Refusal::NotPermitted | Refusal::CaseClosed);
            let close = gone.then_some(Effect::Close);
            close.into_iter().chain([refused(&refusal)]).collect()
        }
        (_, Ok(reply)) if form.life().is_waiting() => begin(form, &reply, ctx),
        _ => vec![],
    }
}

/// The server has kept the draft, or would not.
fn kept(life: &mut Life, result: Result<Reply, Refusal>, ctx: &Ctx) -> Vec<Effect> {
    let was_kept = !std::mem::replace(&mut life.unkept, result.is_err());
    life.kept = if life.unkept { life.kept } else { Some(ctx.now) };
    // each is said once, not with every key
    match result {
        Ok(Reply::Kept(Some(before))) => {
            let first = life.from.take();
            let said = match before {
                Before::Gone => None,
                _ if life.told => None, // the refusal of the saving has said more
                Before::Saved => Some("form-saved-already"),
                Before::Elsewhere => Some("form-elsewhere"),
            };
            let said = first.and(said).map(|key| Notice::problem(ctx.texts.get(key)));
            said.map(Effect::Say).into_iter().collect()
        }
        Err(refusal) if was_kept => vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts))],
        _ => vec![],
    }
}

/// The draft that was offered has come. She may have begun anew meanwhile, at a slow server.
fn accept(form: &mut impl FormScreen, draft: &Draft, ctx: &Ctx) {
    if form.life_mut().offer.take_if(|head| head.was.id == draft.id).is_none() {
        return;
    }
    form.life_mut().go_on_with(draft);
    form.restore(&draft.body, ctx);
    let left = form.body(ctx);
    form.life_mut().left = Some(left);
}

/// What the form starts with is there: what was typed meanwhile is typed again.
fn begin(form: &mut impl FormScreen, reply: &Reply, ctx: &Ctx) -> Vec<Effect> {
    let Some(drafts) = form.begin(reply, ctx) else { return vec![] };
    let stage = std::mem::replace(&mut form.life_mut().stage, Stage::Ready);
    let Stage::Waiting(typed) = stage else { return vec![] };
    start(form, ctx);
    if typed.is_empty() && form.life().resumed.is_none() {
        offer(form.life_mut(), drafts);
    }
    typed.iter().flat_map(|typed| act(form, typed, ctx)).collect()
}

/// Offers the newest draft of the same form, about the same: of a new letter none of a correction.
fn offer(life: &mut Life, drafts: Vec<Head>) {
    let of = life.untouched.as_ref().and_then(Body::of);
    let fits = |head: &Head| {
        let same = head.form == life.kind && head.case == life.case && head.of == of;
        same && !head.hidden && head.was.id != life.id
    };
    life.offer = drafts.into_iter().filter(fits).max_by_key(|head| head.kept);
}

fn ask_to_discard(form: &mut impl FormScreen, ctx: &Ctx) -> Vec<Effect> {
    if form.life().stage == Stage::Saving {
        return vec![Effect::Say(Notice::hint(ctx.texts.get("form-wait")))];
    }
    if thrown(form, ctx).is_none() {
        form.life_mut().stage = Stage::Gone;
        return vec![Effect::Close];
    }
    let question = ctx.texts.get("form-discard").into_owned();
    vec![Effect::Confirm { question, topic: Topic::Discard }]
}

/// What goes when the form is thrown away: also what it was to go on with and does not hold yet.
fn thrown(form: &impl FormScreen, ctx: &Ctx) -> Option<Draft> {
    let life = form.life();
    let untouched = life.is_partial() || life.is_as_left();
    draft(form, ctx).or_else(|| life.resumed.clone().filter(|_| untouched))
}

/// Throws a form away with its draft.
pub fn discard(form: &mut impl FormScreen, ctx: &Ctx) -> Vec<Effect> {
    let thrown = thrown(form, ctx);
    let life = form.life_mut();
    let other = |was: &Was| thrown.as_ref().is_none_or(|draft| draft.id != was.id);
    let from = life.from.take().filter(|_| !life.is_partial()).filter(other).map(Effect::Forget);
    life.stage = Stage::Gone;
    let discard = thrown.map(|draft| Effect::Discard(Box::new(draft)));
    discard.into_iter().chain(from).chain([Effect::Close]).collect()
}

/// Closes a form for which there is nothing left to do.
pub(super) fn forgotten(form: &mut impl FormScreen, ctx: &Ctx) -> Vec<Effect> {
    let own = thrown(form, ctx).map(|draft| Was { id: draft.id, no: u32::MAX });
    let life = form.life_mut();
    let from = life.from.take().filter(|from| own.is_none_or(|own| own.id != from.id));
    life.stage = Stage::Gone;
    let gone = own.into_iter().chain(from).map(Effect::Forget);
    gone.chain([Effect::Close]).collect()
}

/// What was saved, the first of what comes up again by it, and when the next visit is due.
pub fn where_it_went(key: &str, follow_up: Option<NaiveDate>, saved: &Saved, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let follow_up = follow_up.map(|due| {
        let date = texts.weekday_near(due, ctx.today());
        texts.with("form-follow-up", &[("date", date.into())])
    });
    let next = saved.visit_due.map(|due| {
        let date = texts.date_near(due, ctx.today());
        texts.with("case-visit-due", &[("date", date.into())])
    });
    let settled = Some(saved.settled).filter(|settled| *settled > 0);
    let settled = settled.map(|n| texts.with("form-settled", &[("n", u32::from(n).into())]));
    let parts = [Some(texts.get(key)), settled, follow_up, next];
    parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

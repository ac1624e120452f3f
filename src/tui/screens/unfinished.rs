//! Forms that were left unfinished, in the lists that show them: a row each, gone on with or thrown
//! away. What is typed into one comes from the server only when it is asked for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{draft_in_words, resume};
use crate::api::Request;
use crate::api::drafts::{Draft, Form, Head, Open, Was};
use crate::domain::ids::{CaseId, RequestId};
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::{Tone, from};

/// The unfinished forms of a list.
#[derive(Debug, Default)]
pub struct Unfinished {
    /// The latest first.
    pub heads: Vec<Head>,
    /// The draft that is asked for, and what for; nothing once she does something else.
    fetched: Option<(RequestId, Wanted)>,
    /// The draft of which she is asked whether it is to go for good.
    doomed: Option<Was>,
}

/// What a draft is asked for.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// To go on with it.
    Open,
    /// To throw it away: only what is here can be brought back.
    Discard,
}

impl Unfinished {
    /// Whether a change of these cases, or of many, may be one of an unfinished form too: it was
    /// saved or thrown away elsewhere, or its case is out of her sight.
    pub fn concerns(&self, cases: Option<&[CaseId]>) -> bool {
        cases.is_none_or(|cases| {
            self.heads.iter().filter_map(|h| h.case).any(|c| cases.contains(&c))
        })
    }

    /// She has gone on: what was asked for is not wanted any more.
    pub fn leave(&mut self) {
        self.fetched = None;
    }

    /// Goes on with a form.
    pub fn open(&mut self, head: &Head, ctx: &Ctx) -> Vec<Effect> {
        self.fetch(head, Wanted::Open, ctx)
    }

    /// Throws one away; one that she may not see once she has said so.
    pub fn discard(&mut self, head: &Head, ctx: &Ctx) -> Vec<Effect> {
        if !head.hidden {
            return self.fetch(head, Wanted::Discard, ctx);
        }
        self.doomed = Some(head.was);
        let question = ctx.texts.get("caseload-draft-forget").into_owned();
        vec![Effect::Confirm { question, topic: Topic::Discard }]
    }

    /// Asks for a draft as it is now.
    fn fetch(&mut self, head: &Head, wanted: Wanted, ctx: &Ctx) -> Vec<Effect> {
        let hint = |key| vec![Effect::Say(Notice::hint(ctx.texts.get(key)))];
        if head.form == Form::Unreadable {
            return hint("caseload-draft-unreadable");
        }
        if head.hidden {
            let key = ctx.key(CommandId::Discard, Context::List);
            let said = ctx.texts.with("caseload-draft-hidden", &[("key", key.into())]);
            return vec![Effect::Say(Notice::hint(said))];
        }
        if !ctx.online {
            return hint("reason-server");
        }
        let id = head.was.id;
        self.fetched = Some((id, wanted));
        vec![Effect::Read(Topic::Draft, Request::Draft(Open { id }))]
    }

    /// A draft has come: it is opened, or thrown away now that it can be brought back. Gives which
    /// one the list has no more.
    pub fn fetched(&mut self, draft: Box<Draft>, ctx: &Ctx) -> (Vec<Effect>, Option<RequestId>) {
        match self.fetched.take_if(|(id, _)| *id == draft.id) {
            Some((_, Wanted::Open)) => {
                let screen = resume(&draft, ctx).map(|screen| Effect::Open(Box::new(screen)));
                (screen.into_iter().collect(), None)
            }
            Some((id, Wanted::Discard)) => (vec![Effect::Discard(draft)], Some(id)),
            None => (vec![], None),
        }
    }

    /// A draft that nobody can look into goes, if she means it. Gives which one the list has no more.
    pub fn forget(&mut self, yes: bool, ctx: &Ctx) -> (Vec<Effect>, Option<RequestId>) {
        let Some(was) = self.doomed.take().filter(|_| yes) else { return (vec![], None) };
        let said = Notice::done(ctx.texts.get("caseload-draft-forgotten"));
        (vec![Effect::Forget(was), Effect::Say(said)], Some(was.id))
    }
}

/// `Angefangen 14:10: Besuch Al-Hamadi, Fatima`; among `heads` two of the same are told apart by their
/// time.
pub fn draw(ctx: &Ctx, head: &Head, heads: &[Head], selected: bool, area: Rect, buf: &mut Buffer) {
    let rows = |when: &dyn Fn(&Head) -> String| {
        let row = |of: &Head| (draft_in_words(of, &ctx.texts), when(of));
        heads.iter().filter(|other| row(other) == row(head)).count()
    };
    let exactly = |head: &Head| exactly(head, "%H:%M", ctx);
    let when = match (rows(&|head| when(head, ctx)), rows(&exactly)) {
        (..=1, _) => when(head, ctx),
        (_, ..=1) => exactly(head),
        _ => self::exactly(head, "%H:%M:%S", ctx),
    };
    let begun = ctx.texts.with("caseload-draft", &[("when", when.into())]);
    let x = ctx.theme.put(buf, area, &begun, Tone::Strong);
    let what = draft_in_words(head, &ctx.texts);
    let tone = if selected { Tone::Chosen } else { Tone::Plain };
    ctx.theme.put(buf, from(area, x + 1), &what, tone);
}

/// The time today, else the day.
fn when(head: &Head, ctx: &Ctx) -> String {
    let kept = ctx.zone.local(head.kept);
    if kept.date() == ctx.today() {
        return kept.format("%H:%M").to_string();
    }
    ctx.texts.date_near(kept.date(), ctx.today())
}

/// The day, where that is not today, and the time.
fn exactly(head: &Head, time: &str, ctx: &Ctx) -> String {
    let kept = ctx.zone.local(head.kept);
    let time = kept.format(time).to_string();
    if kept.date() == ctx.today() {
        return time;
    }
    [&*ctx.texts.date_near(kept.date(), ctx.today()), &time].join(" ")
}

//! The way of questions to the server and of its answers back to the screen that asked.

use std::time::{Duration, Instant};

use super::{Action, App, Unreached};
use crate::api::drafts::Before;
use crate::api::wire::Welcome;
use crate::api::{Ask, Push, Refusal, Reply, Request};
use crate::client::link::LinkEvent;
use crate::domain::ids::{CaseId, RequestId};
use crate::text::Texts;
use crate::tui::effect::{Notice, Topic};
use crate::tui::screens::Msg;

/// How long drawing waits for what is to be drawn, so that one draw shows it all.
const HOLD: Duration = Duration::from_millis(30);
/// How long typed keys wait for the list or the sheet that they are meant for.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// After so long without an answer the screen says that it is waiting.
pub(super) const SLOW: Duration = Duration::from_millis(300);
/// After so long without any answer the server counts as stuck, and the screen says so.
const STUCK: Duration = Duration::from_secs(3);
/// After so long the line is given up and made anew. A disk that hangs answers before.
const DEAD: Duration = Duration::from_secs(30);

/// Questions that wait for an answer.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    asked: Vec<Asked>,
    tags: u32,
    /// When the server answered last, or the line came up.
    heard: Option<Instant>,
    /// When the line came up.
    up: Option<Instant>,
    /// What is asked now is what is shown already, anew.
    in_passing: bool,
    /// The server is there and its disk takes nothing, as it said last.
    pub(super) disk_refuses: bool,
}

/// A wish to change something.
#[derive(Debug)]
pub(super) struct Change {
    /// Names it, however often it is sent.
    pub id: RequestId,
    /// What it is in words.
    pub what: String,
    /// Meant also beside what was saved of the same draft.
    pub beside: bool,
}

impl Change {
    /// One that goes on with no draft.
    pub(super) fn new(id: RequestId, what: String) -> Self {
        Self { id, what, beside: false }
    }
}

#[derive(Debug)]
struct Asked {
    tag: u32,
    /// Number of the layer that asked; `None` for the application itself.
    layer: Option<u32>,
    topic: Topic,
    /// What it changes, in words: kept by the link until it is answered.
    change: Option<String>,
    /// Names it.
    request: Option<RequestId>,
    since: Instant,
    /// Since when an answer is owed: to this, or to what it has overtaken.
    owed: Instant,
    /// What is shown already, anew: keys go on with what stands there.
    in_passing: bool,
}

impl Asked {
    fn keeps(&self) -> bool {
        self.change.is_some() || self.topic == Topic::Kept
    }

    /// Whether keys for the layer in front wait for it.
    fn is_awaited(&self, front: Option<u32>) -> bool {
        !self.in_passing && (self.layer.is_none() || self.layer == front)
    }
}

impl Waiting {
    /// Whether something is on its way that must not be lost by leaving.
    pub(super) fn keeps(&self) -> bool {
        self.asked.iter().any(Asked::keeps)
    }

    /// Since when something that is to be shown has been asked for.
    pub(super) fn shown_since(&self) -> Option<Instant> {
        self.asked.iter().filter(|a| a.topic.is_shown()).map(|a| a.since).min()
    }

    /// Until when drawing waits. At the start also for the drafts, which come from the disk: what
    /// was being written stands on the first screen.
    pub(super) fn hold(&self) -> Option<Instant> {
        let first = |a: &&Asked| a.topic == Topic::Drafts && Some(a.since) == self.up;
        let drafts = self.asked.iter().find(first).map(|a| a.since + SLOW);
        self.shown_since().map(|since| since + HOLD).max(drafts)
    }

    /// Until when typed keys wait for what was asked before them. A form takes keys before it
    /// knows what it starts with; one that is being saved closes, and they are for the screen
    /// behind it. For what a colleague changed, or a screen behind the one in front has asked, no
    /// key waits.
    pub(super) fn patience(&self, front: Option<u32>) -> Option<Instant> {
        let patience = |a: &Asked| match a.topic {
            Topic::Page | Topic::Sheet | Topic::Draft | Topic::Found => Some(a.since + PATIENCE),
            Topic::Saved | Topic::SimilarFirst => Some(a.since + STUCK),
            Topic::Prepared | Topic::Drafts => Some(a.since + HOLD),
            _ => None,
        };
        self.asked.iter().filter(|a| a.is_awaited(front)).filter_map(patience).max()
    }

    /// Whether what the screen in front is to show has not come as long as keys wait for it.
    pub(super) fn is_overdue(&self, front: Option<u32>, now: Instant) -> bool {
        use Topic::{Draft, Found, Page, Sheet};
        let shown = |a: &&Asked| matches!(a.topic, Page | Sheet | Draft | Found);
        let mut awaited = self.asked.iter().filter(shown).filter(|a| a.is_awaited(front));
        awaited.any(|a| a.since + PATIENCE <= now)
    }

    /// Whether what stands in front is about to be another screen, or to show something else: keys
    /// typed since are meant for that. A form takes keys before it knows what it starts with.
    pub(super) fn will_show_another(&self, front: Option<u32>) -> bool {
        use Topic::{Draft, Found, Page, Saved, Sheet};
        let shows = |a: &&Asked| matches!(a.topic, Page | Sheet | Draft | Found | Saved);
        self.asked.iter().filter(shows).any(|a| a.is_awaited(front))
    }

    /// Whether a change that this layer asked for is not answered yet.
    pub(super) fn changes(&self, layer: u32) -> bool {
        self.asked.iter().any(|a| a.change.is_some() && a.layer == Some(layer))
    }

    /// Since when the server owes an answer and gives none.
    fn silent_since(&self) -> Option<Instant> {
        let owed = self.asked.iter().map(|a| a.owed).min()?;
        Some(self.heard.map_or(owed, |heard| heard.max(owed)))
    }

    /// When waiting becomes something to say.
    pub(super) fn slow(&self) -> Option<Instant> {
        self.shown_since().map(|since| since + SLOW)
    }
}

impl App {
    /// Sends a question for a layer; a newer one on the same topic overtakes it. A change is sent
    /// whether there is a server or not: the link keeps it.
    pub(super) fn ask(
        &mut self,
        layer: Option<u32>,
        topic: Topic,
        change: Option<Change>,
        body: Request,
    ) {
        let beside = change.as_ref().is_some_and(|change| change.beside);
        let (request, change) = change.map(|change| (change.id, change.what)).unzip();
        if change.is_none() && !self.ctx.online {
            return; // nobody would answer
        }
        let tag = self.waiting.tags.wrapping_add(1);
        self.waiting.tags = tag;
        let since = self.now.at;
        let (mut owed, mut in_passing) = (since, self.waiting.in_passing);
        if change.is_none() {
            self.waiting.asked.retain(|a| {
                let stays = a.change.is_some() || a.layer != layer || a.topic != topic;
                if !stays {
                    (owed, in_passing) = (owed.min(a.owed), in_passing && a.in_passing);
                }
                stays
            });
        }
        let asked = Asked { tag, layer, topic, change, request, since, owed, in_passing };
        self.waiting.asked.push(asked);
        self.out.push(Action::Send(Ask { tag, request, beside, body }));
    }

    /// Since when nothing comes from a server that is there and owes an answer or its greeting.
    fn silent_since(&self) -> Option<Instant> {
        if self.awaits_greeting() {
            return Some(self.started);
        }
        self.waiting.silent_since().filter(|_| self.ctx.online)
    }

    fn is_silent_for(&self, time: Duration) -> bool {
        self.silent_since().is_some_and(|since| since + time <= self.now.at)
    }

    /// Whether the server is there and does not answer.
    pub(super) fn is_stuck(&self) -> bool {
        self.is_silent_for(STUCK)
    }

    /// Whether what is sent now may not be answered soon.
    pub(super) fn is_late(&self) -> bool {
        !self.ctx.online || self.is_silent_for(SLOW)
    }

    /// When the silence of the server becomes something to say, or to act upon.
    pub(super) fn silence_due(&self) -> Option<Instant> {
        let since = self.silent_since()?;
        let dead = self.ctx.online.then_some(since + DEAD);
        [Some(since + STUCK), dead].into_iter().flatten().find(|due| *due > self.now.at)
    }

    /// Makes the line anew when nothing has come over it for too long.
    pub(super) fn give_up_dead_line(&mut self) {
        if self.ctx.online && self.is_silent_for(DEAD) {
            self.waiting.heard = Some(self.now.at);
            self.out.push(Action::Reconnect);
        }
    }

    /// Takes what happened on the link.
    pub(super) fn on_link(&mut self, event: LinkEvent) {
        match event {
            LinkEvent::Up(welcome) => self.on_up(*welcome),
            LinkEvent::Down => self.on_down(None),
            LinkEvent::Failed(error) => {
                let why = Notice::unreached(&error, &self.ctx.texts);
                self.on_down(Some(Unreached::Failed(why)));
            }
            LinkEvent::OtherVersion(_) => self.on_down(Some(Unreached::OtherVersion)),
            LinkEvent::Reply { tag, result } => self.on_reply(tag, result),
            LinkEvent::Push(Push::Changed { cases, .. }) => self.tell_changed(Some(cases)),
            LinkEvent::Push(Push::ManyChanged) => self.tell_changed(None),
            LinkEvent::Push(Push::Closing) => {}
        }
    }

    /// Somebody may have changed these cases, or many: what is shown is asked for anew.
    pub(super) fn tell_changed(&mut self, cases: Option<Vec<CaseId>>) {
        self.waiting.in_passing = true;
        self.tell_front(Msg::Changed(cases));
        self.waiting.in_passing = false;
    }

    fn on_up(&mut self, welcome: Welcome) {
        self.ctx.zone = welcome.zone.parse().unwrap_or_default();
        self.day = self.ctx.today();
        let lang = welcome.lang.as_deref().and_then(|lang| lang.parse().ok());
        if let Some(lang) = lang.filter(|l| !self.lang_is_fixed && *l != self.ctx.texts.lang()) {
            self.ctx.texts = Texts::new(lang);
        }
        self.lang_is_fixed = true;
        self.ctx.me = Some(welcome);
        self.ctx.online = true;
        self.unreached = None;
        self.waiting.disk_refuses = false;
        (self.waiting.heard, self.waiting.up) = (Some(self.now.at), Some(self.now.at));
        self.waiting.asked.retain(|a| a.change.is_some());
        self.tell_front(Msg::Changed(None));
        self.ask(None, Topic::Lists, None, Request::Lists);
        self.keep_drafts();
    }

    fn on_down(&mut self, why: Option<Unreached>) {
        self.ctx.online = false;
        self.unreached = why;
        self.waiting.asked.retain(|a| a.change.is_some());
        self.drafts_lost();
        if self.ctx.me.is_some() {
            self.notice = None; // the banner is what matters now
        }
    }

    fn on_reply(&mut self, tag: u32, result: Result<Reply, Refusal>) {
        self.waiting.heard = Some(self.now.at);
        let Some(at) = self.waiting.asked.iter().position(|a| a.tag == tag) else { return };
        let asked = self.waiting.asked.swap_remove(at);
        self.sort_out(&asked, result);
        self.leave_if_wanted();
    }

    /// Gives an answer to who asked.
    fn sort_out(&mut self, asked: &Asked, result: Result<Reply, Refusal>) {
        match &result {
            Err(Refusal::DiskFailed | Refusal::DiskFull) => self.waiting.disk_refuses = true,
            Ok(_) if asked.keeps() => self.waiting.disk_refuses = false,
            _ => {}
        }
        let what = asked.change.clone().unwrap_or_default();
        let Some(layer) = asked.layer else { return self.on_own_reply(asked.topic, what, result) };
        if let Ok(Reply::Saved(saved)) = &result {
            self.mine.changed(saved, what.clone());
        }
        match asked.topic {
            Topic::Kept => self.draft_answered(layer, result.is_ok()),
            Topic::Saved if result.is_ok() => self.forget_saved(asked.request),
            // at a server that took its time: she has gone on
            Topic::Draft if self.front() != Some(layer) || self.overlay.is_some() => return,
            _ => {}
        }
        match self.stack.iter().position(|l| l.no == layer) {
            Some(at) => {
                let reopened = asked.topic == Topic::Saved && result.is_err();
                let begun = asked.topic == Topic::Prepared;
                self.tell(at, Msg::Reply(asked.topic, result));
                if reopened || begun {
                    // while it was being saved it was no draft, and one that goes on with another
                    // takes its place as soon as it holds all of it
                    self.note_typing();
                }
            }
            None if asked.keeps() => self.on_late_reply(&what, &result),
            None => {}
        }
    }

    /// An answer to the application itself.
    fn on_own_reply(&mut self, topic: Topic, what: String, result: Result<Reply, Refusal>) {
        match (topic, result) {
            (Topic::Lists, Ok(Reply::Lists(lists))) => self.ctx.lists = lists,
            (Topic::Undone, result) => self.on_taken_back(false, what, result),
            (Topic::Redone, result) => self.on_taken_back(true, what, result),
            (Topic::Restored, result) => self.on_restored(result),
            (Topic::Discard, Err(refusal)) => {
                tracing::debug!(?refusal, "a draft could not be thrown away");
            }
            (Topic::Found, result) => self.on_found(result),
            _ => {}
        }
    }

    /// What became of a change whose form is closed.
    fn on_late_reply(&mut self, what: &str, result: &Result<Reply, Refusal>) {
        match result {
            Ok(Reply::Saved(_)) => {
                let text = self.ctx.texts.with("app-saved", &[("what", what.into())]);
                self.notice = Some(Notice::done(text).undoable());
            }
            Ok(Reply::Kept(Some(Before::Saved))) => {
                self.notice = Some(Notice::problem(self.ctx.texts.get("form-saved-already")));
            }
            Ok(_) => {}
            Err(refusal) => self.notice = Some(Notice::refusal(refusal, &self.ctx.texts)),
        }
    }
}

//! The way of questions to the server and of its answers back to the screen that asked.

use std::time::{Duration, Instant};

use super::{Action, App, Unreached};
use crate::api::wire::Welcome;
use crate::api::{Push, Refusal, Reply, Request};
use crate::client::link::LinkEvent;
use crate::domain::ids::RequestId;
use crate::text::Texts;
use crate::tui::effect::{Notice, Topic};
use crate::tui::screens::Msg;

/// How long drawing waits for what is to be drawn, so that one draw shows it all.
const HOLD: Duration = Duration::from_millis(30);
/// After so long without an answer the screen says that it is waiting.
pub(super) const SLOW: Duration = Duration::from_millis(300);

/// Questions that wait for an answer.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    asked: Vec<Asked>,
    tags: u32,
}

#[derive(Debug)]
struct Asked {
    tag: u32,
    /// Number of the layer that asked; `None` for the application itself.
    layer: Option<u32>,
    topic: Topic,
    /// It changes something: kept by the link until it is answered.
    changes: bool,
    since: Instant,
}

impl Asked {
    fn keeps(&self) -> bool {
        self.changes || self.topic == Topic::Kept
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

    /// Until when drawing waits.
    pub(super) fn hold(&self) -> Option<Instant> {
        self.shown_since().map(|since| since + HOLD)
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
        request: Option<RequestId>,
        body: Request,
    ) {
        let changes = request.is_some();
        if !changes && !self.ctx.online {
            return; // nobody would answer
        }
        let tag = self.waiting.tags.wrapping_add(1);
        self.waiting.tags = tag;
        if !changes {
            self.waiting.asked.retain(|a| a.changes || a.layer != layer || a.topic != topic);
        }
        self.waiting.asked.push(Asked { tag, layer, topic, changes, since: self.now.at });
        self.out.push(Action::Send { tag, request, body });
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
            LinkEvent::Push(Push::Changed { cases, .. }) => {
                self.tell_front(Msg::Changed(Some(cases)));
            }
            LinkEvent::Push(Push::ManyChanged) => self.tell_front(Msg::Changed(None)),
            LinkEvent::Push(Push::Closing) => {}
        }
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
        self.waiting.asked.retain(|a| a.changes);
        self.tell_front(Msg::Changed(None));
        self.ask(None, Topic::Lists, None, Request::Lists);
        self.keep_drafts();
    }

    fn on_down(&mut self, why: Option<Unreached>) {
        self.ctx.online = false;
        self.unreached = why;
        self.waiting.asked.retain(|a| a.changes);
        self.stack.iter_mut().for_each(|layer| layer.kept.lost());
        if self.ctx.me.is_some() {
            self.notice = None; // the banner is what matters now
        }
    }

    fn on_reply(&mut self, tag: u32, result: Result<Reply, Refusal>) {
        let Some(at) = self.waiting.asked.iter().position(|a| a.tag == tag) else { return };
        let asked = self.waiting.asked.swap_remove(at);
        let Some(layer) = asked.layer else { return self.on_own_reply(asked.topic, result) };
        match self.stack.iter_mut().position(|l| l.no == layer) {
            Some(at) => {
                if let (Topic::Kept, Some(layer)) = (asked.topic, self.stack.get_mut(at)) {
                    if result.is_ok() { layer.kept.arrived() } else { layer.kept.lost() }
                }
                let reopened = asked.topic == Topic::Saved && result.is_err();
                self.tell(at, Msg::Reply(asked.topic, result));
                if reopened {
                    // while it was being saved it was no draft; what it holds may not be kept yet
                    self.note_typing();
                }
            }
            None if asked.keeps() => self.on_late_reply(asked.topic, &result),
            None => {}
        }
    }

    /// An answer to the application itself.
    fn on_own_reply(&mut self, topic: Topic, result: Result<Reply, Refusal>) {
        match (topic, result) {
            (Topic::Lists, Ok(Reply::Lists(lists))) => self.ctx.lists = lists,
            (Topic::Undone, result) => self.on_taken_back(false, result),
            (Topic::Redone, result) => self.on_taken_back(true, result),
            (Topic::Found, result) => self.on_found(result),
            _ => {}
        }
    }

    /// What became of a change whose form is closed.
    fn on_late_reply(&mut self, topic: Topic, result: &Result<Reply, Refusal>) {
        match result {
            Ok(Reply::Saved(saved)) => {
                let text = self.ctx.texts.get("app-saved").into_owned();
                self.say(Notice::done(text).undoable(saved.change));
            }
            Ok(_) => {}
            Err(refusal) if topic == Topic::Discard => {
                tracing::debug!(?refusal, "a draft could not be thrown away");
            }
            Err(refusal) => self.say(Notice::refusal(refusal, &self.ctx.texts)),
        }
    }
}

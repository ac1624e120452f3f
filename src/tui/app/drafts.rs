//! When a form is kept as a draft: a second after the last key, two seconds after the first one
//! even while typing goes on, on leaving a field, and before the program hides or ends.
//!
//! What the server would not keep is offered to it again, with growing pauses, as long as it is
//! there: also that of a form which was closed meanwhile.

use std::time::{Duration, Instant};

use super::{App, Layer};
use crate::api::Request;
use crate::api::drafts::{Body, Draft, Was};
use crate::domain::ids::RequestId;
use crate::tui::effect::Topic;

const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(2);
/// First and longest pause before what was refused is offered again.
const AGAIN: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(60));

/// Since when something has been typed that is not kept yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unsaved {
    first: Option<Instant>,
    last: Option<Instant>,
    /// When to offer again what was refused.
    again: Option<Instant>,
    /// The pause before that.
    pause: Duration,
}

impl Unsaved {
    /// Something was typed.
    fn typed(&mut self, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When it is time to keep it.
    pub(super) fn deadline(self) -> Option<Instant> {
        let typed =
            self.last.zip(self.first).map(|(last, first)| (last + PAUSE).min(first + LONGEST));
        typed.into_iter().chain(self.again).min()
    }

    /// The server would not keep it.
    fn refused(&mut self, now: Instant) {
        self.pause = (self.pause * 2).clamp(AGAIN.0, AGAIN.1);
        self.again = Some(now + self.pause);
    }
}

/// A form that was closed before the server had all of it.
#[derive(Debug)]
pub(super) struct Closed {
    /// The number of its layer, which is gone.
    layer: u32,
    draft: Draft,
    /// On its way.
    sending: bool,
}

/// A form as it was sent.
#[derive(Debug)]
struct Sent {
    body: Body,
    /// The draft that it goes on with, which goes by this.
    from: Option<Was>,
}

impl Sent {
    /// Whether that is the form as it stands, and all the server needs to know of it.
    fn is(&self, draft: &Draft) -> bool {
        self.body == draft.body && (draft.from.is_none() || draft.from == self.from)
    }
}

/// What the server has of a form.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Kept for certain.
    done: Option<Sent>,
    /// On its way.
    sending: Option<Sent>,
    /// How often it was sent.
    times: u32,
}

impl Kept {
    /// The way there broke, or the server would not.
    pub(super) fn lost(&mut self) {
        self.sending = None;
    }

    /// The server has it.
    pub(super) fn arrived(&mut self) {
        self.done = self.sending.take();
    }

    /// How often it was sent.
    pub(super) fn times(&self) -> u32 {
        self.times
    }

    /// The form as it stands goes to the server.
    fn sends(&mut self, draft: &mut Draft) {
        self.times = self.times.saturating_add(1);
        draft.no = self.times;
        self.sending = Some(Sent { body: draft.body.clone(), from: draft.from });
    }

    /// Whether the server has the form as it stands, or is about to.
    fn will_have(&self, draft: &Draft) -> bool {
        self.sending.as_ref().or(self.done.as_ref()).is_some_and(|sent| sent.is(draft))
    }

    /// Whether the server has the form as it stands for certain.
    fn has(&self, draft: &Draft) -> bool {
        self.done.as_ref().is_some_and(|sent| sent.is(draft))
    }
}

impl App {
    /// The form in front may have changed.
    pub(super) fn note_typing(&mut self) {
        let form = self.stack.last().is_some_and(|layer| layer.screen.draft(&self.ctx).is_some());
        if form {
            self.unsaved.typed(self.now.at);
        }
    }

    /// Keeps the forms when their time has come.
    pub(super) fn keep_drafts_in_time(&mut self) {
        if self.unsaved.deadline().is_some_and(|due| due <= self.now.at) {
            self.keep_drafts();
        }
    }

    /// Keeps every form that has something to keep.
    pub(super) fn keep_drafts(&mut self) {
        self.unsaved = Unsaved { pause: self.unsaved.pause, ..Unsaved::default() };
        if !self.ctx.online {
            return; // as soon as the server is back
        }
        let mut drafts = Vec::new();
        for layer in &mut self.stack {
            let Some(mut draft) = layer.screen.draft(&self.ctx) else { continue };
            if !layer.kept.will_have(&draft) {
                layer.kept.sends(&mut draft);
                drafts.push((layer.no, draft));
            }
        }
        for closed in &mut self.closed {
            // a form on its way to be saved needs no draft unless that is refused
            if !closed.sending && !self.waiting.changes(closed.layer) {
                closed.sending = true;
                drafts.push((closed.layer, closed.draft.clone()));
            }
        }
        for (layer, draft) in drafts {
            self.ask(Some(layer), Topic::Kept, None, Request::SaveDraft(Box::new(draft)));
        }
    }

    /// Whether a form goes on with a draft that is still there as far as anybody knows.
    pub(super) fn goes_on_with_a_draft(&self, no: u32) -> bool {
        let draft = |layer: &Layer| layer.screen.draft(&self.ctx);
        let form = self.stack.iter().find(|layer| layer.no == no);
        form.and_then(draft).is_some_and(|draft| draft.from.is_some())
    }

    /// Keeps what is typed in forms that are about to be closed, until the server has it.
    pub(super) fn put_away(&mut self, closes: impl Fn(u32) -> bool) {
        self.keep_drafts();
        for layer in self.stack.iter().filter(|layer| closes(layer.no)) {
            let Some(mut draft) = layer.screen.draft(&self.ctx) else { continue };
            if !layer.kept.has(&draft) {
                draft.no = layer.kept.times.saturating_add(1);
                let sending = layer.kept.sending.is_some();
                self.closed.push(Closed { layer: layer.no, draft, sending });
            }
        }
    }

    /// The line broke: nothing is on its way any more.
    pub(super) fn drafts_lost(&mut self) {
        self.stack.iter_mut().for_each(|layer| layer.kept.lost());
        self.closed.iter_mut().for_each(|closed| closed.sending = false);
    }

    /// The server has kept a draft, or would not.
    pub(super) fn draft_answered(&mut self, layer: u32, kept: bool) {
        if kept {
            self.unsaved.pause = Duration::ZERO;
            self.forget_closed(layer);
        } else {
            self.unsaved.refused(self.now.at);
        }
        if let Some(layer) = self.stack.iter_mut().find(|open| open.no == layer) {
            if kept { layer.kept.arrived() } else { layer.kept.lost() }
        }
        if let Some(closed) = self.closed.iter_mut().find(|closed| closed.layer == layer) {
            closed.sending = false;
        }
    }

    /// Nothing of a closed form can be lost any more.
    pub(super) fn forget_closed(&mut self, layer: u32) {
        self.closed.retain(|closed| closed.layer != layer);
    }

    /// A form that was closed on its way is saved. Of one of which a part was, the rest is kept.
    pub(super) fn forget_saved(&mut self, request: Option<RequestId>) {
        let before = self.closed.len();
        self.closed.retain(|closed| Some(closed.draft.id) != request);
        if before > 0 && self.closed.len() == before {
            self.keep_drafts();
        }
    }

    /// Whether a form holds something that the server does not have.
    pub(super) fn has_unkept(&self) -> bool {
        !self.unkept().is_empty()
    }

    /// Whether the server has everything: forms and changes.
    pub(super) fn is_all_kept(&self) -> bool {
        !self.has_unkept() && !self.waiting.keeps()
    }

    /// The forms that hold something that the server does not have.
    pub(super) fn unkept(&self) -> Vec<Draft> {
        let open = self.stack.iter().filter_map(|layer| {
            let draft = layer.screen.draft(&self.ctx)?;
            (!layer.kept.has(&draft)).then_some(draft)
        });
        self.closed.iter().map(|closed| closed.draft.clone()).chain(open).collect()
    }
}

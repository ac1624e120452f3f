//! When a form is kept as a draft: a second after the last key, two seconds after the first one
//! even while typing goes on, on leaving a field, and before the program hides or ends.

use std::time::{Duration, Instant};

use super::App;
use crate::api::Request;
use crate::api::drafts::Body;
use crate::tui::effect::Topic;

const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(2);

/// Since when something has been typed that is not kept yet.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unsaved {
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Unsaved {
    /// Something was typed.
    fn typed(&mut self, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    /// When it is time to keep it.
    pub(super) fn deadline(self) -> Option<Instant> {
        Some((self.last? + PAUSE).min(self.first? + LONGEST))
    }
}

/// What the server has of a form.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Kept for certain.
    done: Option<Body>,
    /// On its way.
    sending: Option<Body>,
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

    fn has(&self, body: &Body) -> bool {
        self.sending.as_ref().or(self.done.as_ref()) == Some(body)
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
        self.unsaved = Unsaved::default();
        if !self.ctx.online {
            return; // as soon as the server is back
        }
        let mut drafts = Vec::new();
        for layer in &mut self.stack {
            let Some(draft) = layer.screen.draft(&self.ctx) else { continue };
            if !layer.kept.has(&draft.body) {
                layer.kept.sending = Some(draft.body.clone());
                drafts.push((layer.no, draft));
            }
        }
        for (layer, draft) in drafts {
            self.ask(Some(layer), Topic::Kept, None, Request::SaveDraft(Box::new(draft)));
        }
    }

    /// Whether a form holds something that the server does not have.
    pub(super) fn has_unkept(&self) -> bool {
        self.stack.iter().any(|layer| {
            let draft = layer.screen.draft(&self.ctx);
            draft.is_some_and(|draft| layer.kept.done.as_ref() != Some(&draft.body))
        })
    }
}

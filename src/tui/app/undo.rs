//! What is one's own is taken back, and done again: changes by the server, drafts that were thrown
//! away by keeping them once more.

use std::collections::VecDeque;

use super::App;
use super::link::Change;
use crate::api::drafts::{Draft, Drop, Was};
use crate::api::office::Undo;
use crate::api::{Refusal, Reply, Request, Saved};
use crate::tui::command::{CommandId, Context};
use crate::tui::effect::{Notice, Topic};
use crate::tui::keymap::{Focus, words};
use crate::tui::screens::{Msg, draft_in_words};
use crate::tui::theme::DOT;

/// What she did that can be taken back. It is gone with the program.
#[derive(Debug, Default)]
pub(super) struct Mine {
    /// Changes that can be taken back, newest last.
    undo: Vec<Own>,
    /// Undoings that can be taken back, newest last.
    redo: Vec<Own>,
    /// Drafts on their way back, in the order in which they were sent.
    restoring: VecDeque<Own>,
}

impl Mine {
    /// A change is on disk: what was taken back before it stays so.
    pub(super) fn changed(&mut self, saved: &Saved, what: String) {
        self.did(Own { did: Did::Change(saved.change), what, along: vec![] });
    }

    fn did(&mut self, own: Own) {
        self.undo.push(own);
        self.redo.clear();
    }

    /// The newest change cannot be taken back.
    pub(super) fn forget(&mut self) {
        self.undo.pop();
    }

    /// Whether there is something to take back.
    pub(super) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is something to do again.
    pub(super) fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }
}

/// Something of one's own that can be taken back.
#[derive(Debug)]
struct Own {
    did: Did,
    /// Names it to her.
    what: String,
    /// Drafts that went with it and come back with it.
    along: Vec<Draft>,
}

/// What was done.
#[derive(Debug)]
enum Did {
    /// A change, by its name at the server.
    Change(u64),
    /// A draft was thrown away: this one. It is nowhere else any more.
    Discard(Box<Draft>),
}

impl App {
    /// Takes back the newest change, or does it again.
    pub(super) fn take_back(&mut self, again: bool) {
        let from = if again { &mut self.mine.redo } else { &mut self.mine.undo };
        let Some(mut own) = from.pop() else { return };
        for draft in own.along.drain(..) {
            let wish = Change::new(self.ctx.fresh_id(), String::new());
            self.ask(None, Topic::Discard, Some(wish), Request::SaveDraft(Box::new(draft)));
        }
        let id = self.ctx.fresh_id();
        let (topic, request) = match &own.did {
            Did::Change(change) if again => {
                (Topic::Redone, Request::Undo(Undo { change: *change }))
            }
            Did::Change(change) => (Topic::Undone, Request::Undo(Undo { change: *change })),
            Did::Discard(draft) => (Topic::Restored, Request::SaveDraft(draft.clone())),
        };
        self.ask(None, topic, Some(Change::new(id, own.what.clone())), request);
        if topic == Topic::Restored {
            self.mine.restoring.push_back(own);
        }
    }

    /// Throws a draft away.
    pub(super) fn discard(&mut self, no: u32, mut draft: Box<Draft>) {
        if let Some(layer) = self.stack.iter().find(|layer| layer.no == no) {
            draft.no = draft.no.max(layer.kept.times());
        }
        draft.from = None;
        let what = draft_in_words(&draft.head(), &self.ctx.texts);
        let drop = Drop { was: Was { id: draft.id, no: draft.no } };
        draft.no = draft.no.saturating_add(1); // brought back, it outlives this on its way again
        let wish = Change::new(self.ctx.fresh_id(), what.clone());
        self.ask(None, Topic::Discard, Some(wish), Request::DropDraft(drop));
        let said = self.ctx.texts.with("app-discarded", &[("what", what.as_str().into())]);
        self.notice = Some(Notice::done(said).undoable());
        self.mine.did(Own { did: Did::Discard(draft), what, along: vec![] });
    }

    /// Throws drafts away with the newest change.
    pub(super) fn discard_along(&mut self, mut drafts: Vec<Draft>) {
        for draft in &mut drafts {
            let drop = Drop { was: Was { id: draft.id, no: draft.no } };
            let wish = Change::new(self.ctx.fresh_id(), String::new());
            self.ask(None, Topic::Discard, Some(wish), Request::DropDraft(drop));
            (draft.from, draft.no) = (None, draft.no.saturating_add(1));
        }
        if let Some(own) = self.mine.undo.last_mut() {
            own.along.extend(drafts);
        }
    }

    /// The server has a draft again that was thrown away, or would not take it.
    pub(super) fn on_restored(&mut self, result: Result<Reply, Refusal>) {
        let Some(own) = self.mine.restoring.pop_front() else { return };
        let texts = &self.ctx.texts;
        let what = own.what.clone().into();
        self.notice = Some(match result {
            Ok(_) => Notice::done(texts.with("app-redone", &[("what", what)])),
            Err(refusal) => {
                let why = Notice::refusal(&refusal, texts).text.into();
                let said = texts.with("app-not-redone", &[("what", what), ("why", why)]);
                self.mine.undo.push(own);
                Notice::problem(said)
            }
        });
        self.tell_front(Msg::Changed(None));
    }

    /// The server took a change back, or would not.
    pub(super) fn on_taken_back(
        &mut self,
        again: bool,
        what: String,
        result: Result<Reply, Refusal>,
    ) {
        let texts = &self.ctx.texts;
        let named = |key| texts.with(key, &[("what", what.as_str().into())]).into_owned();
        self.notice = Some(match result {
            Ok(Reply::Saved(saved)) if again => {
                let done = Notice::done(named("app-redone")).undoable();
                self.mine.undo.push(Own { did: Did::Change(saved.change), what, along: vec![] });
                done
            }
            Ok(Reply::Saved(saved)) => {
                let mut said = named("app-undone");
                let mut keys = self.ctx.keymap.keys_for(CommandId::Redo, Focus::on(Context::List));
                if let Some(keys) = keys.next() {
                    let values = [("key", words(keys, texts).into())];
                    said = [said.as_str(), &texts.with("app-undone-redo", &values)].join(DOT);
                }
                self.mine.redo.push(Own { did: Did::Change(saved.change), what, along: vec![] });
                Notice::done(said)
            }
            Ok(_) => return,
            Err(refusal) => {
                let refused = Notice::refusal(&refusal, texts);
                let key = if again { "app-not-redone" } else { "app-not-undone" };
                let values = [("what", what.into()), ("why", refused.text.into())];
                Notice::problem(texts.with(key, &values))
            }
        });
    }
}

//! From a key to a command, and what the application does with the commands that are its own.

use super::link::Change;
use super::{Action, App, elsewhere};
use crate::api::drafts::Drop;
use crate::api::{Refusal, Reply, Request};
use crate::domain::escalation::Sign;
use crate::domain::visit::NOTE_MAX;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::input::{Code, Key};
use crate::tui::keymap::{Focus, Lookup};
use crate::tui::overlay::{About, Outcome, Overlay};
use crate::tui::screens::{Msg, Screen, protocol};
use crate::tui::theme::{DOT, Tone};
use crate::tui::widgets::urgent::Urgent;

impl App {
    /// Takes a key.
    pub(super) fn on_key(&mut self, key: Key) {
        if self.is_too_small() {
            // nothing is seen, so nothing is done but what ends it
            self.keys.push(key);
            let focus = self.focus(self.situation());
            match self.ctx.keymap.lookup(focus, &self.keys) {
                Lookup::Pending(_) => return,
                Lookup::Command(CommandId::Quit) => self.quit(),
                _ => {}
            }
            self.keys.clear();
            return;
        }
        if self.hidden {
            self.hidden = false; // any key shows the screen again and does nothing else
            return;
        }
        if self.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Plain) {
            self.notice = None;
        }
        let situation = self.situation();
        self.keys.push(key);
        match self.ctx.keymap.lookup(self.focus(situation), &self.keys) {
            Lookup::Pending(_) => {}
            Lookup::Command(command) => {
                self.keys.clear();
                self.notice = None; // it was about what was done before
                if situation.context.is_of_form() && !command.command().applies(situation) {
                    // in a form nothing would happen, and nothing would say why
                    let said = elsewhere::bound(key, command, situation, &self.ctx);
                    self.notice = Some(Notice::hint(said));
                    return;
                }
                self.command(command);
            }
            Lookup::None => {
                let alone = self.keys.len() == 1;
                self.keys.clear();
                match key.text() {
                    Some(c) if alone && situation.context.typing() => self.on_text(Input::Char(c)),
                    _ if key.code == Code::Esc => {}
                    _ => {
                        let said = elsewhere::key(key, situation, &self.ctx);
                        self.notice = Some(Notice::hint(said));
                    }
                }
            }
        }
    }

    /// Takes pasted text: where letters are typed; elsewhere it is ignored with a hint.
    pub(super) fn on_paste(&mut self, text: String, whole: bool) {
        if self.hidden || self.is_too_small() {
            return;
        }
        let context = self.situation().context;
        if !context.typing() {
            return self.hint("app-paste-ignored");
        }
        // a search takes no more than a note, and says no more about it
        let whole = whole && (context != Context::Palette || text.chars().count() <= NOTE_MAX);
        self.on_text(Input::Paste(text));
        if !whole {
            self.hint("app-paste-cut");
        }
    }

    /// Screen, focus and what is there; an overlay has a focus of its own.
    pub(super) fn situation(&self) -> Situation {
        let mut situation = self.situation_below();
        if let Some(overlay) = &self.overlay {
            situation.context = overlay.context();
        }
        situation
    }

    /// The same without the overlay.
    fn situation_below(&self) -> Situation {
        let mut situation = match self.stack.last() {
            Some(layer) => layer.screen.situation(&self.ctx),
            None => Situation::new(Place::Caseload, Context::List),
        };
        situation.present.set(Need::Server, self.ctx.online);
        situation.present.set(Need::Undo, self.mine.can_undo());
        if situation.context.is_of_form() {
            situation.present.add(Need::Draft);
        }
        situation.present.set(Need::Redo, self.mine.can_redo());
        situation
    }

    pub(super) fn focus(&self, situation: Situation) -> Focus {
        let front = self.stack.last().filter(|_| self.overlay.is_none());
        let empty = front.is_none_or(|layer| layer.screen.field_is_empty());
        Focus { context: situation.context, empty }
    }

    fn on_text(&mut self, what: Input) {
        if let Some(overlay) = &mut self.overlay {
            let outcome = match what {
                Input::Char(c) => overlay.insert(c.encode_utf8(&mut [0; 4])),
                Input::Paste(text) => overlay.insert(&text),
            };
            return self.overlaid(outcome);
        }
        self.notice = None;
        self.tell_front(match what {
            Input::Char(c) => Msg::Type(c),
            Input::Paste(text) => Msg::Paste(text),
        });
        self.note_typing();
    }

    fn hint(&mut self, key: &str) {
        self.notice = Some(Notice::hint(self.ctx.texts.get(key)));
    }

    /// Carries out a command, from a key or from the palette.
    fn command(&mut self, command: CommandId) {
        let situation = self.situation();
        if let Err(need) = command.command().enabled(situation) {
            self.notice = Some(Notice::hint(need.reason(situation.place, &self.ctx.texts)));
            return;
        }
        // in a form nothing would happen, and nothing would say why
        if situation.context.is_of_form() && !command.command().applies(situation) {
            let said = elsewhere::command(command, situation, &self.ctx);
            self.notice = Some(Notice::hint(said));
            return;
        }
        if self.own(command) {
            return;
        }
        if let Some(overlay) = &mut self.overlay {
            let outcome = overlay.command(command, &self.ctx);
            return self.overlaid(outcome);
        }
        self.tell_front(Msg::Command(command));
        self.note_typing();
        if leaves_field(command) {
            self.keep_drafts();
        }
    }

    /// The commands that are the application's own, whatever is in front.
    fn own(&mut self, command: CommandId) -> bool {
        let below = self.situation_below();
        match command {
            CommandId::Quit => self.quit(),
            CommandId::Hide => self.hide(),
            CommandId::Help => self.overlay(Overlay::help(below)),
            CommandId::Palette => self.overlay(Overlay::palette(below)),
            CommandId::Urgent => self.show_urgent(),
            CommandId::Find => self.find(""),
            CommandId::Language => self.switch_language(),
            CommandId::Reload => {
                self.out.push(Action::Repaint);
                self.tell_changed(None);
            }
            CommandId::Undo => self.take_back(false),
            CommandId::Redo => self.take_back(true),
            CommandId::GoToday => self.go(Some(Screen::Today(Box::default()))),
            CommandId::GoCaseload => self.go(None),
            CommandId::GoProtocols => self.go(Some(Screen::Protocols(Box::default()))),
            CommandId::GoRecent => self.go(Some(Screen::Recent(Box::default()))),
            _ => return false,
        }
        true
    }

    /// Opens the urgent card with the steps of the sign that the screen is at; pressed again, with
    /// all of them.
    fn show_urgent(&mut self) {
        let again = matches!(self.overlay, Some(Overlay::Urgent(_)));
        let front = self.stack.last().filter(|_| !again);
        let sign = front.and_then(|layer| layer.screen.sign());
        self.overlay(Overlay::Urgent(Urgent::of(sign)));
    }

    /// Begins a protocol about the household that is open or selected; a form below it stays.
    fn begin_protocol(&mut self, sign: Option<&'static Sign>) {
        match self.stack.last().and_then(|layer| layer.screen.case()) {
            Some(case) => {
                let state = protocol::State::new(case, "", sign, &self.ctx);
                self.keep_drafts();
                self.push(Screen::Protocol(Box::new(state)));
            }
            None => self.tell_front(Msg::Command(CommandId::ProtocolNew)),
        }
    }

    /// Goes to a main screen; forms on the way are kept as drafts.
    fn go(&mut self, to: Option<Screen>) {
        let first = self.stack.first().map(|layer| layer.no);
        self.put_away(|layer| Some(layer) != first);
        self.overlay = None;
        self.stack.truncate(1);
        if self.stack.is_empty() {
            self.push(Screen::caseload());
        }
        match to {
            Some(screen) => self.push(screen),
            None => self.tell_front(Msg::Shown(None)),
        }
    }

    fn switch_language(&mut self) {
        self.ctx.texts = crate::text::Texts::new(self.ctx.texts.lang().other());
        self.notice = None;
    }

    /// Hides the screen until a key; what was typed is kept first.
    pub(super) fn hide(&mut self) {
        self.keep_drafts();
        self.hidden = true;
    }

    /// Leaves, unless something typed would be lost: then it asks, at once where that is clear.
    fn quit(&mut self) {
        self.keep_drafts();
        self.attended = true;
        if self.is_late() && !self.is_all_kept() {
            return self.ask_to_leave();
        }
        self.out.push(Action::Leave);
    }

    /// Says what the server has not kept yet, and asks.
    fn ask_to_leave(&mut self) {
        let texts = &self.ctx.texts;
        let mut what: Vec<String> = Vec::new();
        for draft in self.unkept() {
            let name = Some(draft.name).filter(|name| !name.is_empty());
            let form = texts.form(draft.form).into_owned();
            what.push([Some(form), name].into_iter().flatten().collect::<Vec<_>>().join(DOT));
        }
        if what.is_empty() {
            what.push(texts.get("app-quit-change").into_owned());
        }
        let values = [("what", what.join(", ").into())];
        let refused = self.ctx.online && self.waiting.disk_refuses;
        let key = if refused { "app-quit-refused" } else { "app-quit-unkept" };
        let question = texts.with(key, &values).into_owned();
        self.overlay(Overlay::confirm(question, About::Leaving));
    }

    /// Everything is kept, or there is nobody to be asked: it ends. Else it asks.
    pub(super) fn on_left(&mut self) {
        if self.is_all_kept() || !self.attended {
            self.out.push(Action::End);
        } else {
            self.ask_to_leave();
        }
    }

    /// She was asked whether to leave, and meanwhile everything has been kept.
    pub(super) fn leave_if_wanted(&mut self) {
        let asked = matches!(self.overlay, Some(Overlay::Confirm { about: About::Leaving, .. }));
        if asked && self.is_all_kept() {
            self.overlay = None;
            self.out.push(Action::Leave);
        }
    }

    /// Leaves, with nobody there to be asked; what was typed is kept first.
    pub(super) fn leave(&mut self) {
        self.attended = false;
        self.keep_drafts();
        self.out.push(Action::Leave);
    }

    /// Searches everything.
    pub(super) fn find(&mut self, text: &str) {
        self.overlay(Overlay::find());
        if let (Some(overlay), false) = (&mut self.overlay, text.is_empty()) {
            let outcome = overlay.insert(text);
            self.overlaid(outcome);
        }
    }

    /// Puts an overlay in front. A question that it covers counts as answered with no.
    pub(super) fn overlay(&mut self, overlay: Overlay) {
        if let Some(Overlay::Confirm { about: About::Screen(topic), .. }) =
            self.overlay.replace(overlay)
        {
            self.tell_front(Msg::Confirmed(topic, false));
        }
    }

    /// Does what an overlay decided.
    fn overlaid(&mut self, outcome: Outcome) {
        if outcome.closes() {
            self.overlay = None;
        }
        match outcome {
            Outcome::Stay | Outcome::Close | Outcome::Answer(About::Leaving, false) => {}
            Outcome::Run(command) => self.command(command),
            Outcome::Find(query) => self.ask(None, Topic::Found, None, Request::Find(query)),
            Outcome::Open(screen) => self.push(*screen),
            Outcome::Answer(About::Leaving, true) => self.out.push(Action::End),
            Outcome::Answer(About::Screen(topic), yes) => {
                self.tell_front(Msg::Confirmed(topic, yes));
            }
            Outcome::Protocol(sign) => self.begin_protocol(sign),
            Outcome::Type(text) if self.situation().context.typing() => {
                self.on_text(Input::Paste(text));
            }
            Outcome::Type(_) => self.hint("app-unknown-key"),
        }
    }

    /// The search found something.
    pub(super) fn on_found(&mut self, result: Result<Reply, Refusal>) {
        match (result, &mut self.overlay) {
            (Ok(Reply::Found(found)), Some(Overlay::Find(find))) => find.found(found),
            (Err(refusal), _) => self.notice = Some(Notice::refusal(&refusal, &self.ctx.texts)),
            _ => {}
        }
    }

    /// Does what a screen wants.
    pub(super) fn effect(&mut self, no: u32, effect: Effect) {
        match effect {
            Effect::Read(topic, body) => self.ask(Some(no), topic, None, body),
            Effect::Write { topic, id, request, what, beside } => {
                if topic == Topic::Saved && self.goes_on_with_a_draft(no) {
                    // first, so that this goes whatever becomes of the answer
                    self.keep_drafts();
                }
                self.ask(Some(no), topic, Some(Change { id, what, beside }), request);
                if !self.ctx.online {
                    self.hint("app-sent-later");
                }
            }
            Effect::Open(screen) => {
                self.notice = None;
                self.push(*screen);
            }
            Effect::Close => self.close(no),
            Effect::Say(notice) => self.notice = Some(notice),
            Effect::Confirm { question, topic } => {
                self.overlay(Overlay::confirm(question, About::Screen(topic)));
            }
            Effect::Discard(draft) => self.discard(no, draft),
            Effect::ForGood => self.mine.forget(),
            Effect::DiscardAlong(drafts) => self.discard_along(drafts),
            Effect::Forget(was) => {
                let wish = Change::new(self.ctx.fresh_id(), String::new());
                self.ask(None, Topic::Discard, Some(wish), Request::DropDraft(Drop { was }));
            }
            Effect::Find(text) => self.find(&text),
            Effect::Urgent(sign) => self.overlay(Overlay::Urgent(Urgent::of(Some(sign)))),
        }
    }
}

/// Whether a command leaves the field it was given in, so that the form is kept at once.
fn leaves_field(command: CommandId) -> bool {
    use CommandId as C;
    let moves = [C::FieldNext, C::FieldPrev, C::SectionNext, C::SectionPrev, C::Accept, C::Back];
    moves.contains(&command)
}

/// Text for whatever has the focus.
enum Input {
    Char(char),
    Paste(String),
}

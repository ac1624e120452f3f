//! Asks the three questions of the first start on the whole screen, before there is a server.

use std::io;
use std::sync::mpsc::channel;

use chrono::Utc;

use super::ctx::Ctx;
use super::input::{self, Input, Key, Settings, TtyEvent};
use super::keymap::{Keymap, Lookup};
use super::screens::first::{Answers, Asked, State};
use super::terminal::{Drawing, Session};
use super::theme::Theme;
use crate::text::Texts;

/// Asks who she is, where she works and with what to begin. `None` when she would rather not, or
/// the terminal is gone: then nothing is to be made.
///
/// # Errors
/// There is no terminal, or it cannot be used.
pub fn first_run(
    texts: Texts,
    theme: Theme,
    keymap: Keymap,
    drawing: Drawing,
    settings: Settings,
) -> io::Result<Option<Answers>> {
    let (to, from) = channel();
    let ctx = Ctx::new(texts, theme, keymap, Utc::now(), 0);
    let mut state = State::new(&ctx);
    let mut session = Session::open(drawing, to.clone())?;
    let _reader = input::start(io::stdin(), settings, to)?;
    loop {
        session.draw(|buf| Some(state.view(&ctx, *buf.area(), buf)))?;
        let Ok(event) = from.recv() else { return Ok(None) };
        match event {
            TtyEvent::Input(inputs) => match take(&mut state, inputs, &ctx) {
                Asked::On => {}
                Asked::Done(answers) => return Ok(Some(answers)),
                Asked::Cancelled => return Ok(None),
            },
            TtyEvent::Free => {}
            TtyEvent::Resized => session.resized(),
            TtyEvent::Resumed => session.resumed()?,
            TtyEvent::HungUp | TtyEvent::Ended => return Ok(None),
        }
    }
}

/// Takes what was typed until it is decided. What follows is for the application that opens then,
/// and would come too early.
fn take(state: &mut State, inputs: Vec<Input>, ctx: &Ctx) -> Asked {
    for input in inputs {
        let asked = match input {
            Input::Paste { text, .. } => {
                state.insert(&text, ctx);
                Asked::On
            }
            Input::Key(key) => press(state, key, ctx),
        };
        if asked != Asked::On {
            return asked;
        }
    }
    Asked::On
}

fn press(state: &mut State, key: Key, ctx: &Ctx) -> Asked {
    match (ctx.keymap.lookup(state.focus(), &[key]), key.text()) {
        (Lookup::Command(command), _) => state.apply(command, ctx),
        (_, Some(c)) => {
            state.insert(c.encode_utf8(&mut [0; 4]), ctx);
            Asked::On
        }
        _ => Asked::On,
    }
}

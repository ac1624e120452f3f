//! What is said of a key that does nothing here: where it works, and what leads there.

use crate::tui::command::{Command, CommandId, Context, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::input::Key;
use crate::tui::keymap::key_words;

/// Says of a key that has no meaning here where it has one.
pub(super) fn key(key: Key, situation: Situation, ctx: &Ctx) -> String {
    let said = meaning(key, situation, ctx);
    said.unwrap_or_else(|| ctx.texts.get("app-unknown-key").into_owned())
}

/// Says of a key where it does something that is not done here.
pub(super) fn bound(key: Key, to: CommandId, situation: Situation, ctx: &Ctx) -> String {
    meaning(key, situation, ctx).unwrap_or_else(|| command(to, situation, ctx))
}

fn meaning(key: Key, situation: Situation, ctx: &Ctx) -> Option<String> {
    let contexts = match situation.place {
        Place::Visit => [Context::Checklist, Context::List],
        _ => [Context::List, Context::Checklist],
    };
    let means = |context: Context| {
        let mut bindings = ctx.keymap.bindings().iter();
        let bound = bindings.find(|binding| binding.context == context && binding.keys == [key])?;
        let command = bound.command.command();
        let works = !command.applies(situation) && command.contexts.contains(&context);
        works.then_some(command)
    };
    let command = contexts.into_iter().find_map(means)?;
    Some(sentence(command, key_words(key, &ctx.texts), situation, ctx))
}

/// Says of a command that does nothing here where it does something.
pub(super) fn command(command: CommandId, situation: Situation, ctx: &Ctx) -> String {
    sentence(command.command(), ctx.key(command, situation.context), situation, ctx)
}

fn sentence(command: &Command, key: String, situation: Situation, ctx: &Ctx) -> String {
    let said = if command.contexts.contains(&Context::Checklist) {
        match situation.place {
            Place::Visit => "app-key-questions",
            _ => "app-key-visit",
        }
    } else if command.contexts.contains(&Context::List) && situation.context.is_of_form() {
        "app-key-lists"
    } else {
        "app-key-not-here"
    };
    let back = ctx.key(CommandId::Back, situation.context);
    let label = command.label(&ctx.texts).into_owned();
    ctx.texts
        .with(said, &[("key", key.into()), ("label", label.into()), ("back", back.into())])
        .into_owned()
}

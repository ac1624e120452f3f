//! What is wrong with a keymap file, by line and column.
//!
//! `all` is for files of users: it finds what does not work. [`profile`] is for the files that
//! come with AiD and also holds the rules that keep them usable over any line and on a German
//! keyboard: nothing that a terminal or a keyboard is known to swallow, a second key beside each
//! function key, and the keys that are the same everywhere stay the same or are listed.
use super::file::{Entry, File, parse};
use super::{Focus, Keymap, Lookup, Profile, key_words};
use crate::text::{Lang, Texts};
use crate::tui::command::{CommandId, Context, TABLE};
use crate::tui::input::{Code, Key};

/// A flaw and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Line and column, from 1.
    pub at: (usize, usize),
    /// What is wrong.
    pub flaw: Flaw,
}

/// What can be wrong. The strings are the words as they stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No TOML, or a value that is no name of a command.
    Syntax,
    /// No such table.
    Context(String),
    /// No such key.
    Key(String),
    /// Terminals send this key as another one, which has to be named instead.
    SameKey(String, Key),
    /// No such command.
    Command(String),
    /// The key stands twice in the table.
    Duplicate(String),
    /// The key is both a command and the beginning of a sequence.
    Prefix(String),
    /// A character where letters are typed.
    Printable(String),
    /// The command is left without a key that arrives everywhere.
    Safe(CommandId),
    /// A profile: the key does not arrive everywhere.
    Forbidden(String),
    /// A profile: the command has only a function key.
    Twin(CommandId),
    /// A profile: a key that is the same everywhere, bound to something else and not listed.
    Override(String),
}

impl Lint {
    /// What is wrong where in the file of this name, and what is possible there.
    pub fn message(&self, file: &str, texts: &Texts) -> String {
        let (line, column) = self.at;
        let name = |key: &str, name: &str| texts.with(key, &[("name", name.to_owned().into())]);
        let wrong = |key: &str, name: &str, possible: String| {
            let values = [("name", name.to_owned().into()), ("possible", possible.into())];
            texts.with(key, &values)
        };
        let label = |id: &CommandId| id.command().label(texts);
        let problem = match &self.flaw {
            Flaw::Syntax => texts.get("keymap-lint-syntax"),
            Flaw::Context(context) => {
                let all = Context::ALL.map(Context::name).join(", ");
                wrong("keymap-lint-context", context, all)
            }
            Flaw::Key(key) => name("keymap-lint-key", key),
            Flaw::SameKey(key, as_key) => {
                let other = key_words(*as_key, texts).into();
                texts
                    .with("keymap-lint-same-key", &[("name", key.clone().into()), ("other", other)])
            }
            Flaw::Command(command) => wrong("keymap-lint-command", command, alike(command)),
            Flaw::Duplicate(key) => name("keymap-lint-duplicate", key),
            Flaw::Prefix(key) => name("keymap-lint-prefix", key),
            Flaw::Printable(key) => name("keymap-lint-printable", key),
            Flaw::Safe(id) => name("keymap-lint-safe", &label(id)),
            Flaw::Forbidden(key) => name("keymap-lint-forbidden", key),
            Flaw::Twin(id) => name("keymap-lint-twin", &label(id)),
            Flaw::Override(key) => name("keymap-lint-override", key),
        };
        let values = [
            ("file", file.to_owned().into()),
            ("line", line.into()),
            ("column", column.into()),
            ("problem", problem.into_owned().into()),
        ];
        texts.with("keymap-lint", &values).into_owned()
    }
}

/// Names of commands that begin like this one, and the one that takes a key away.
fn alike(name: &str) -> String {
    let first = name.chars().next();
    let alike = TABLE.iter().map(|command| command.name).filter(|n| n.chars().next() == first);
    alike.chain(["none"]).collect::<Vec<_>>().join(", ")
}

/// Everything wrong with `file`, which made `after` out of `before`.
pub(super) fn all(before: &Keymap, file: &File, after: &Keymap) -> Vec<Lint> {
    let mut lints = file.lints.clone();
    for entry in file.entries.iter().filter(|entry| entry.command.is_some()) {
        lints.extend(flaw(entry, after).map(|flaw| Lint { at: entry.at, flaw }));
    }
    for (id, context) in places() {
        let focus = Focus::on(context);
        if !after.keys_for(id, focus).any(|keys| keys.iter().all(|key| safe(*key))) {
            lints.push(Lint { at: taken_away(before, file, focus, id), flaw: Flaw::Safe(id) });
        }
    }
    finish(lints)
}

/// Everything wrong with a file that comes with AiD, put over the default profile.
pub fn profile(source: &str, lang: Lang) -> Vec<Lint> {
    let file = parse(source, lang);
    let (base, _) = Keymap::load(Profile::Default, None, lang);
    let mut after = base.clone();
    after.put_over(&file.entries);
    let mut lints = all(&base, &file, &after);
    for entry in file.entries.iter().filter(|entry| entry.command.is_some()) {
        let forbidden = entry.keys.iter().any(|key| forbidden(*key));
        let listed = entry.keys.first().is_some_and(|key| file.overrides.contains(key));
        let name = spelled(&entry.keys);
        if forbidden {
            lints.push(Lint { at: entry.at, flaw: Flaw::Forbidden(name.clone()) });
        }
        if !listed && everywhere(&base, entry).is_some_and(|id| entry.command != Some(id)) {
            lints.push(Lint { at: entry.at, flaw: Flaw::Override(name) });
        }
    }
    for (id, context) in places() {
        if !twin(&after, id, Focus::on(context)) {
            lints.push(Lint { at: (1, 1), flaw: Flaw::Twin(id) });
        }
    }
    finish(lints)
}

/// In the order of the file, each once.
fn finish(mut lints: Vec<Lint>) -> Vec<Lint> {
    lints.sort_by_key(|lint| lint.at);
    lints.dedup();
    lints
}

/// Each command with each context in which it must have a key.
fn places() -> impl Iterator<Item = (CommandId, Context)> {
    TABLE.iter().flat_map(|command| {
        let everywhere = command.contexts == [Context::Global];
        let contexts: &[Context] = if everywhere { &Context::ALL } else { command.contexts };
        contexts.iter().map(move |&context| (command.id, context))
    })
}

/// What is wrong with an entry by itself and among the others.
fn flaw(entry: &Entry, after: &Keymap) -> Option<Flaw> {
    let name = || spelled(&entry.keys);
    let first = *entry.keys.first()?;
    let letters = entry.context.typing() && first.text().is_some();
    if letters && !matches!(entry.context, Context::Choice | Context::Date) {
        return Some(Flaw::Printable(name()));
    }
    let begins = |short: &[Key], long: &[Key]| short.len() < long.len() && long.starts_with(short);
    // both keys can be pressed where one of the two contexts contains the other
    let meet = |a: Context, b: Context| a.chain().contains(&b) || b.chain().contains(&a);
    let clash = after.bindings().iter().any(|other| {
        meet(entry.context, other.context)
            && (begins(&entry.keys, &other.keys) || begins(&other.keys, &entry.keys))
    });
    clash.then(|| Flaw::Prefix(name()))
}

/// The place of the entry that took the command's key away; the beginning if there is none.
fn taken_away(before: &Keymap, file: &File, focus: Focus, id: CommandId) -> (usize, usize) {
    let took = |entry: &&Entry| {
        focus.context.chain().contains(&entry.context)
            && before.keys_for(id, focus).any(|keys| keys == entry.keys)
    };
    file.entries.iter().find(took).map_or((1, 1), |entry| entry.at)
}

/// The command that the key of this entry has in every context, if it is one of those keys.
fn everywhere(base: &Keymap, entry: &Entry) -> Option<CommandId> {
    let first = entry.keys.first()?;
    let mut meanings = Context::ALL.iter().map(|&context| {
        match base.lookup(Focus::on(context), std::slice::from_ref(first)) {
            Lookup::Command(id) => Some(id),
            _ => None,
        }
    });
    let meaning = meanings.next()??;
    (first.ctrl && meanings.all(|other| other == Some(meaning))).then_some(meaning)
}

/// Whether the command has a safe key that is no function key.
fn twin(keymap: &Keymap, id: CommandId, focus: Focus) -> bool {
    let plain = |key: &Key| safe(*key) && !matches!(key.code, Code::F(_));
    keymap.keys_for(id, focus).any(|keys| keys.iter().all(plain))
}

/// Whether the key reaches the program over any line and from any keyboard: no Alt, no Shift with a
/// function key, no Ctrl with a movement key, nothing that flow control or the shell may take.
fn safe(key: Key) -> bool {
    match key.code {
        Code::Char(c) => !(key.alt || key.ctrl && "sqz".contains(c)),
        Code::Tab => !(key.alt || key.ctrl),
        _ => !(key.alt || key.ctrl || key.shift),
    }
}

/// Whether the key is none for a profile: taken by the line, or on a German keyboard not to be
/// typed without `AltGr` or a dead key.
fn forbidden(key: Key) -> bool {
    match key.code {
        Code::Char(c) if key.ctrl => "sqz_".contains(c),
        Code::Char(c) => "[]{}\\|@~`^;'".contains(c),
        _ => false,
    }
}

/// The keys as a file writes them.
fn spelled(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

//! The keymap: which key gives which command in which context.
//!
//! All keys stand in `keymaps/*.toml`; there is none in the code. [`Keymap::load`] reads the
//! default profile, puts the chosen profile over it (vim, emacs) and a user's own file over that.
//! The loop of the application collects keys until [`Keymap::lookup`] says what they mean:
//!
//! ```
//! # use aid::text::Lang;
//! # use aid::tui::command::{CommandId, Context};
//! # use aid::tui::keymap::{Focus, Keymap, Lookup, Profile};
//! let (keymap, _) = Keymap::load(Profile::Default, None, Lang::De);
//! let list = Focus::on(Context::List);
//! let g = "g".parse().unwrap();
//! assert!(matches!(keymap.lookup(list, &[g]), Lookup::Pending(_)));
//! let f = "f".parse().unwrap();
//! assert_eq!(keymap.lookup(list, &[g, f]), Lookup::Command(CommandId::GoCaseload));
//! ```
//!
//! `file` reads one keymap file, `lint` says what is wrong with it and where, `words` writes keys
//! as people know them, `table` prints the whole keymap for `aid keys` and the README.
mod file;
pub mod lint;
mod table;
mod words;

use std::str::FromStr;

pub use lint::{Flaw, Lint};
pub use table::{Format, table};
pub use words::{key_words, words};

use crate::text::Lang;
use crate::tui::command::{CommandId, Context};
use crate::tui::input::Key;

/// A keymap that comes with AiD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// Arrows, function keys and letters.
    #[default]
    Default,
    /// Movement as in vi.
    Vim,
    /// Movement and editing as in Emacs.
    Emacs,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Default, Self::Vim, Self::Emacs];

    /// The name by which it is chosen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Vim => "vim",
            Self::Emacs => "emacs",
        }
    }

    /// Its file.
    pub fn source(self) -> &'static str {
        match self {
            Self::Default => include_str!("../../../keymaps/default.toml"),
            Self::Vim => include_str!("../../../keymaps/vim.toml"),
            Self::Emacs => include_str!("../../../keymaps/emacs.toml"),
        }
    }
}

/// A name that is no profile: it may be the name of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such keymap")]
pub struct UnknownProfile;

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Self, UnknownProfile> {
        Self::ALL.into_iter().find(|profile| profile.name() == name).ok_or(UnknownProfile)
    }
}

/// A file of keys that a user made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnKeys {
    /// Its name, as it was given.
    pub file: String,
    /// What stands in it.
    pub text: String,
}

/// Where a key goes: the context and, while letters are typed, whether the field is still empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// What has the focus.
    pub context: Context,
    /// Nothing has been typed into it yet.
    pub empty: bool,
}

impl Focus {
    /// The focus on something that is empty or takes no letters.
    pub fn on(context: Context) -> Self {
        Self { context, empty: true }
    }

    /// The contexts that may say what keys beginning with `first` mean. A character is looked up
    /// nowhere else while letters are typed, and in its own table only while the field is empty.
    fn chain(self, first: Key) -> &'static [Context] {
        let chain = self.context.chain();
        if !(self.context.typing() && first.text().is_some()) {
            return chain;
        }
        match self.context {
            Context::Choice | Context::Date if self.empty => chain.get(..1).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Keys that give a command in a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The context.
    pub context: Context,
    /// The keys, one after the other.
    pub keys: Vec<Key>,
    /// The command.
    pub command: CommandId,
}

/// How a sequence that has begun can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'k> {
    /// The keys that are still to come.
    pub keys: &'k [Key],
    /// What they would give.
    pub command: CommandId,
}

/// What keys mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'k> {
    /// This command.
    Command(CommandId),
    /// The beginning of a sequence, with all the ways to go on: the which-key box.
    Pending(Vec<Step<'k>>),
    /// Nothing.
    None,
}

/// The merged keymap.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// In the order in which keys are shown: the user's own first, then the profile's.
    bindings: Vec<Binding>,
}

impl Keymap {
    /// Reads the profile and puts the user's file, if any, over it. What is wrong with the user's
    /// file is left out or taken as far as it goes, and comes back as a list, by line.
    pub fn load(profile: Profile, user: Option<&str>, lang: Lang) -> (Self, Vec<Lint>) {
        let mut keymap = Self::default();
        keymap.put_over(&file::parse(Profile::Default.source(), lang).entries);
        if profile != Profile::Default {
            keymap.put_over(&file::parse(profile.source(), lang).entries);
        }
        let Some(source) = user else { return (keymap, Vec::new()) };
        let before = keymap.clone();
        let file = file::parse(source, lang);
        keymap.put_over(&file.entries);
        let lints = lint::all(&before, &file, &keymap);
        (keymap, lints)
    }

    /// The same, with the file that was named.
    pub fn over(profile: Profile, own: Option<&OwnKeys>, lang: Lang) -> (Self, Vec<Lint>) {
        Self::load(profile, own.map(|own| own.text.as_str()), lang)
    }

    /// Puts the entries of a file over what is there.
    fn put_over(&mut self, entries: &[file::Entry]) {
        let same = |binding: &Binding, entry: &file::Entry| {
            binding.context == entry.context && binding.keys == entry.keys
        };
        self.bindings.retain(|binding| !entries.iter().any(|entry| same(binding, entry)));
        let new = entries.iter().filter_map(|entry| {
            let command = entry.command?;
            Some(Binding { context: entry.context, keys: entry.keys.clone(), command })
        });
        self.bindings.splice(0..0, new);
    }

    /// What these keys, pressed one after the other, mean.
    pub fn lookup(&self, focus: Focus, keys: &[Key]) -> Lookup<'_> {
        let Some(&first) = keys.first() else { return Lookup::None };
        let chain = focus.chain(first);
        for &context in chain {
            let mut here = self.bindings.iter().filter(|binding| binding.context == context);
            if let Some(exact) = here.clone().find(|binding| binding.keys == keys) {
                return Lookup::Command(exact.command);
            }
            if here.any(|binding| binding.keys.starts_with(keys)) {
                return Lookup::Pending(self.steps(chain, keys));
            }
        }
        Lookup::None
    }

    /// All the ways to go on from `keys`.
    fn steps(&self, chain: &[Context], keys: &[Key]) -> Vec<Step<'_>> {
        let inner_first = chain.iter().flat_map(|&context| {
            self.bindings.iter().filter(move |binding| binding.context == context)
        });
        let mut steps: Vec<Step<'_>> = Vec::new();
        for binding in inner_first {
            let Some(rest) = binding.keys.strip_prefix(keys) else { continue };
            if !rest.is_empty() && !steps.iter().any(|step| step.keys == rest) {
                steps.push(Step { keys: rest, command: binding.command });
            }
        }
        steps
    }

    /// The keys of a command where the focus is, the one to be shown first.
    pub fn keys_for(&self, command: CommandId, focus: Focus) -> impl Iterator<Item = &[Key]> {
        let chain = focus.context.chain();
        chain.iter().flat_map(move |&context| {
            self.bindings
                .iter()
                .filter(move |binding| binding.context == context && binding.command == command)
                .map(|binding| binding.keys.as_slice())
                .filter(move |keys| self.lookup(focus, keys) == Lookup::Command(command))
        })
    }

    /// Every binding, in the order in which keys are shown.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }
}

//! Every visible string, German and English.
//!
//! The strings stand in `de/*.ftl` and `en/*.ftl`, one file an area of the program. A key begins
//! with the name of its file (`visit-saved` stands in `visit.ftl`), so that the test
//! `tests/texts.rs` can hold three things by reading the sources: every key written in the code
//! exists in both languages, none is unused, and both languages have the same keys and variables.
//! For that a key is always written out as a literal; a family of keys is a `match` that returns
//! literals. Two families are computed, `command-…` (`tui/command`) and the help of the command line
//! (`cli/words`); tests of their own hold them.
//!
//! Only the chosen language is parsed, and of it only the files that are needed, when they are.
mod assessments;
mod codes;
pub mod countries;
mod errors;
pub mod format;
pub mod labels;
mod needs;
mod services;
pub mod spans;

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// The value of a variable in a text: made from `&str`, `String` and numbers with `into()`.
pub use fluent_bundle::FluentValue as Value;

/// The areas: name, German text, English text. The name opens each key of the file.
pub const AREAS: &[(&str, &str, &str)] = &[
    ("app", include_str!("de/app.ftl"), include_str!("en/app.ftl")),
    ("assessment", include_str!("de/assessment.ftl"), include_str!("en/assessment.ftl")),
    ("case", include_str!("de/case.ftl"), include_str!("en/case.ftl")),
    ("caseload", include_str!("de/caseload.ftl"), include_str!("en/caseload.ftl")),
    ("cli", include_str!("de/cli.ftl"), include_str!("en/cli.ftl")),
    ("command", include_str!("de/command.ftl"), include_str!("en/command.ftl")),
    ("config", include_str!("de/config.ftl"), include_str!("en/config.ftl")),
    ("contact", include_str!("de/contact.ftl"), include_str!("en/contact.ftl")),
    ("country", include_str!("de/country.ftl"), include_str!("en/country.ftl")),
    ("doctor", include_str!("de/doctor.ftl"), include_str!("en/doctor.ftl")),
    ("demo", include_str!("de/demo.ftl"), include_str!("en/demo.ftl")),
    ("error", include_str!("de/error.ftl"), include_str!("en/error.ftl")),
    ("export", include_str!("de/export.ftl"), include_str!("en/export.ftl")),
    ("field", include_str!("de/field.ftl"), include_str!("en/field.ftl")),
    ("find", include_str!("de/find.ftl"), include_str!("en/find.ftl")),
    ("finding", include_str!("de/finding.ftl"), include_str!("en/finding.ftl")),
    ("first", include_str!("de/first.ftl"), include_str!("en/first.ftl")),
    ("followup", include_str!("de/followup.ftl"), include_str!("en/followup.ftl")),
    ("form", include_str!("de/form.ftl"), include_str!("en/form.ftl")),
    ("format", include_str!("de/format.ftl"), include_str!("en/format.ftl")),
    ("import", include_str!("de/import.ftl"), include_str!("en/import.ftl")),
    ("key", include_str!("de/key.ftl"), include_str!("en/key.ftl")),
    ("keymap", include_str!("de/keymap.ftl"), include_str!("en/keymap.ftl")),
    ("label", include_str!("de/label.ftl"), include_str!("en/label.ftl")),
    ("latest", include_str!("de/latest.ftl"), include_str!("en/latest.ftl")),
    ("letter", include_str!("de/letter.ftl"), include_str!("en/letter.ftl")),
    ("merge", include_str!("de/merge.ftl"), include_str!("en/merge.ftl")),
    ("needs", include_str!("de/needs.ftl"), include_str!("en/needs.ftl")),
    ("note", include_str!("de/note.ftl"), include_str!("en/note.ftl")),
    ("paper", include_str!("de/paper.ftl"), include_str!("en/paper.ftl")),
    ("problem", include_str!("de/problem.ftl"), include_str!("en/problem.ftl")),
    ("protocol", include_str!("de/protocol.ftl"), include_str!("en/protocol.ftl")),
    ("reason", include_str!("de/reason.ftl"), include_str!("en/reason.ftl")),
    ("register", include_str!("de/register.ftl"), include_str!("en/register.ftl")),
    ("service", include_str!("de/service.ftl"), include_str!("en/service.ftl")),
    ("sheet", include_str!("de/sheet.ftl"), include_str!("en/sheet.ftl")),
    ("similar", include_str!("de/similar.ftl"), include_str!("en/similar.ftl")),
    ("status", include_str!("de/status.ftl"), include_str!("en/status.ftl")),
    ("topic", include_str!("de/topic.ftl"), include_str!("en/topic.ftl")),
    ("today", include_str!("de/today.ftl"), include_str!("en/today.ftl")),
    ("urgent", include_str!("de/urgent.ftl"), include_str!("en/urgent.ftl")),
    ("usage", include_str!("de/usage.ftl"), include_str!("en/usage.ftl")),
    ("visit", include_str!("de/visit.ftl"), include_str!("en/visit.ftl")),
    ("widget", include_str!("de/widget.ftl"), include_str!("en/widget.ftl")),
];

/// A language of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// German, the default.
    #[default]
    De,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// The two letters by which it is named: `de`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::De => Self::En,
            Self::En => Self::De,
        }
    }

    /// The first that is set of: the option `--lang`, the variable `AID_LANG`, the staff member's
    /// own setting; else German. Never the locale of the machine: on a shared server it says
    /// nothing about the person who sits in front of it.
    pub fn choose(option: Option<Self>, variable: Option<&str>, setting: Option<Self>) -> Self {
        let variable = variable.and_then(|name| name.parse().ok());
        option.or(variable).or(setting).unwrap_or_default()
    }
}

/// The name of a language that AiD does not speak.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown language")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(name: &str) -> Result<Self, UnknownLang> {
        let same = |lang: &Self| lang.code().eq_ignore_ascii_case(name.trim());
        Self::ALL.into_iter().find(same).ok_or(UnknownLang)
    }
}

/// The strings of one language.
pub struct Texts {
    lang: Lang,
    /// In the order of [`AREAS`], each parsed when its first string is wanted.
    areas: Vec<OnceLock<FluentBundle<FluentResource>>>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Texts").field(&self.lang).finish()
    }
}

impl Texts {
    /// The strings of `lang`.
    pub fn new(lang: Lang) -> Self {
        Self { lang, areas: AREAS.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The area that a key belongs to.
    fn area(&self, key: &str) -> Option<&FluentBundle<FluentResource>> {
        let (name, _) = key.split_once('-')?;
        let place = AREAS.iter().position(|(area, ..)| *area == name)?;
        let (_, de, en) = AREAS.get(place)?;
        let source = match self.lang {
            Lang::De => de,
            Lang::En => en,
        };
        Some(self.areas.get(place)?.get_or_init(|| parse(self.lang, source)))
    }

    /// The language of these strings.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The string of `key`. A key that does not exist gives itself in brackets.
    pub fn get(&self, key: &str) -> Cow<'_, str> {
        self.render(key, None, None).unwrap_or_else(|| Cow::Owned(format!("⟨{key}⟩")))
    }

    /// The string of `key` with its variables filled in.
    ///
    /// ```
    /// # use aid::text::{Lang, Texts};
    /// let texts = Texts::new(Lang::En);
    /// assert_eq!(texts.with("format-days", &[("n", 34.into())]), "34 d");
    /// ```
    pub fn with<'a>(&'a self, key: &str, values: &[(&'static str, Value<'a>)]) -> Cow<'a, str> {
        let args: FluentArgs<'a> = values.iter().cloned().collect();
        let text = self.render(key, None, Some(&args)).map(Cow::into_owned);
        Cow::Owned(text.unwrap_or_else(|| format!("⟨{key}⟩")))
    }

    /// The attribute of a key (`.help` below it), if it has one.
    pub fn attribute(&self, key: &str, attribute: &str) -> Option<Cow<'_, str>> {
        self.render(key, Some(attribute), None)
    }

    /// The attribute of a key with its variables filled in, if it has one.
    pub fn attribute_with(
        &self,
        key: &str,
        attribute: &str,
        values: &[(&'static str, Value<'_>)],
    ) -> Option<String> {
        let args: FluentArgs<'_> = values.iter().cloned().collect();
        self.render(key, Some(attribute), Some(&args)).map(Cow::into_owned)
    }

    fn render<'a>(
        &'a self,
        key: &str,
        attribute: Option<&str>,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<Cow<'a, str>> {
        let area = self.area(key)?;
        let message = area.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        // a missing variable shows its own name: better than no text at all
        let text = area.format_pattern(pattern, args, &mut Vec::new());
        Some(Cow::Owned(text.into_owned()))
    }
}

/// The strings of one file.
fn parse(lang: Lang, source: &str) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // terminals draw the isolation marks as boxes; text from outside is free of bidi controls
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::De => |value, _| match value {
            Value::Number(n) => Some(n.as_string().replace('.', ",")),
            _ => None,
        },
        Lang::En => |_, _| None,
    }));
    // what a file has that cannot be parsed is left out here and fails `tests/texts.rs`
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
    let _ = bundle.add_resource(resource);
    bundle
}

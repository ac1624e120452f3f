//! What people are told when something did not work: what happened, what is saved, what to do.
//!
//! A [`Problem`] is made from a text with up to three parts: the text itself says what happened, its
//! `.saved` what became of the input, its `.hint` what to do next. The kind decides the exit code.
//! What a server refuses becomes a problem in `client/problems.rs`.

use std::fmt;
use std::io;
use std::path::Path;

use crate::text::{Texts, Value};

/// What kind of problem, and with that the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Refused or failed.
    Failed = 1,
    /// Called in a way that does not exist.
    Usage = 2,
    /// Not permitted to this user.
    NotPermitted = 3,
    /// No server can be reached.
    NoServer = 4,
    /// Damaged data were found.
    Damaged = 5,
    /// Somebody else changed the same thing in the meantime.
    Conflict = 6,
}

impl Kind {
    /// The exit code: 1 to 6.
    pub fn exit_code(self) -> u8 {
        self as u8
    }
}

/// Something that did not work, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem.
    pub kind: Kind,
    /// What happened.
    pub what: String,
    /// What is saved, where there was something to lose.
    pub saved: Option<String>,
    /// What to do next, where something can be done.
    pub hint: Option<String>,
}

impl Problem {
    /// The problem that the text `key` describes.
    pub fn new(texts: &Texts, kind: Kind, key: &str) -> Self {
        Self::with(texts, kind, key, &[])
    }

    /// The problem that the text `key` describes, with its variables filled in.
    pub fn with(
        texts: &Texts,
        kind: Kind,
        key: &str,
        values: &[(&'static str, Value<'_>)],
    ) -> Self {
        Self {
            kind,
            what: texts.with(key, values).into_owned(),
            saved: texts.attribute_with(key, "saved", values),
            hint: texts.attribute_with(key, "hint", values),
        }
    }

    /// A file or folder that cannot be read or written.
    pub fn file(texts: &Texts, path: &Path, error: &io::Error) -> Self {
        let values = [
            ("file", path.display().to_string().into()),
            ("reason", Self::reason(texts, error).into()),
        ];
        Self::with(texts, Kind::Failed, "problem-file", &values)
    }

    /// An error of the operating system as a sentence.
    pub fn reason(texts: &Texts, error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::NotFound => texts.get("problem-io-not-found"),
            io::ErrorKind::PermissionDenied => texts.get("problem-io-permission"),
            io::ErrorKind::AlreadyExists => texts.get("problem-io-exists"),
            io::ErrorKind::StorageFull => texts.get("problem-io-full"),
            io::ErrorKind::IsADirectory => texts.get("problem-io-folder"),
            io::ErrorKind::NotADirectory => texts.get("problem-io-no-folder"),
            io::ErrorKind::ReadOnlyFilesystem => texts.get("problem-io-read-only"),
            io::ErrorKind::InvalidData => texts.get("problem-io-not-text"),
            _ => match error.raw_os_error() {
                Some(number) => texts.with("problem-io-number", &[("number", number.into())]),
                None => texts.get("problem-io-other"),
            },
        }
        .into_owned()
    }
}

impl fmt::Display for Problem {
    /// Every part on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for part in [&self.saved, &self.hint].into_iter().flatten() {
            write!(f, "\n{part}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn a_problem_says_what_happened_and_what_to_do_in_both_languages() {
        for (lang, sentence) in [(Lang::De, "gibt es nicht"), (Lang::En, "does not exist")] {
            let texts = Texts::new(lang);
            let error = io::Error::from(io::ErrorKind::NotFound);
            let problem = Problem::file(&texts, Path::new("liste.csv"), &error);
            assert_eq!(problem.kind.exit_code(), 1);
            assert!(problem.what.contains("liste.csv") && problem.what.contains(sentence));
        }
    }

    #[test]
    fn an_unknown_error_of_the_system_keeps_its_number() {
        let texts = Texts::new(Lang::De);
        let problem = Problem::file(&texts, Path::new("x"), &io::Error::from_raw_os_error(5));
        assert!(problem.what.contains('5'), "{}", problem.what);
    }

    #[test]
    fn each_part_stands_on_its_own_line() {
        let problem =
            Problem { kind: Kind::Failed, what: "A.".into(), saved: None, hint: Some("B.".into()) };
        assert_eq!(problem.to_string(), "A.\nB.");
    }
}

//! The configuration of the program: `/etc/aid/config.toml`, and over it the user's own
//! `~/.config/aid/config.toml`. Rules of the office (areas, rhythms, retention) are no configuration
//! but records that a coordinator edits.
//!
//! A file that cannot be read never stops the program: it becomes a [`Flaw`], worded for whoever
//! starts it. Only `shared` errs on the safe side: any file can switch it on and none can switch it
//! off, and a file in `/etc/aid` that cannot be read switches it on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::text::{Lang, Texts};

/// The file of the machine.
pub const SYSTEM: &str = "/etc/aid/config.toml";

/// Every setting, as `deploy/config.toml` and the guides name them.
const SETTINGS: [&str; 9] = [
    "shared",
    "language",
    "theme",
    "keymap",
    "idle_minutes",
    "ascii",
    "synchronized_output",
    "alt_digits",
    "backup_recipients",
];

/// What is configured. `None` where the program decides by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// This machine serves an office of many people: nobody has a personal office here.
    pub shared: bool,
    /// Language, where neither the command line nor the staff list names one.
    pub lang: Option<Lang>,
    /// Name of a theme.
    pub theme: Option<Named>,
    /// Name of a keymap, or its file.
    pub keymap: Option<Named>,
    /// Minutes without a key after which the screen is hidden, 1 to 60.
    pub idle_minutes: u8,
    /// Draw with ASCII characters only.
    pub ascii: Option<bool>,
    /// Bracket large draws so that the terminal shows them at once.
    pub synchronized_output: Option<bool>,
    /// Alt with a digit is the F-key of that number.
    pub alt_digits: bool,
    /// The only keys for which a shared office is backed up. Whether they are keys is checked by who
    /// serves it.
    pub backup_recipients: Vec<Named>,
}

/// A text whose meaning is checked by who uses it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The text; empty where there is none.
    pub text: String,
    /// The file it stands in.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            shared: false,
            lang: None,
            theme: None,
            keymap: None,
            idle_minutes: 5,
            ascii: None,
            synchronized_output: None,
            alt_digits: false,
            backup_recipients: Vec::new(),
        }
    }
}

/// Something in a file that does not hold; the rest of the file does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: What,
}

/// What is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It cannot be read.
    Unreadable,
    /// From this line on it is no TOML; nothing of it holds.
    Syntax,
    /// There is no such setting.
    UnknownKey(String),
    /// The setting does not take this value.
    Value(String),
    /// The setting can only be switched on.
    OnlyOn(String),
    /// What stands here is no public key, or none stands here.
    BackupKey,
    /// There is no theme of this name, but there are these.
    Theme(String, String),
    /// There is no keymap of this name and no such file that can be read, but there are these.
    Keymap(String, String),
}

impl Named {
    /// The complaint about it.
    pub fn flaw(&self, what: What) -> Flaw {
        Flaw { file: self.file.clone(), line: self.line, what }
    }
}

impl Flaw {
    /// What is wrong and where, and what to do on a line of its own.
    pub fn sentence(&self, texts: &Texts) -> String {
        let settings = SETTINGS.join(", ");
        let (key, name, possible) = match &self.what {
            What::Unreadable => ("config-unreadable", "", ""),
            What::Syntax => ("config-syntax", "", ""),
            What::UnknownKey(name) => ("config-unknown", name.as_str(), settings.as_str()),
            What::Value(name) => ("config-value", name.as_str(), ""),
            What::OnlyOn(name) => ("config-only-on", name.as_str(), ""),
            What::BackupKey => ("config-backup-key", "", ""),
            What::Theme(name, possible) => ("config-theme", name.as_str(), possible.as_str()),
            What::Keymap(name, possible) => ("config-keymap", name.as_str(), possible.as_str()),
        };
        let file = self.file.display().to_string().into();
        let (line, possible) = (self.line.into(), possible.into());
        let values =
            [("file", file), ("line", line), ("name", name.into()), ("possible", possible)];
        let what = texts.with(key, &values).into_owned();
        let hint = texts.attribute_with(key, "hint", &values);
        hint.map_or_else(|| what.clone(), |hint| format!("{what}\n{hint}"))
    }
}

impl Config {
    /// Reads the files of this machine and of this user.
    pub fn load() -> (Self, Vec<Flaw>) {
        let own = dirs().map(|dirs| dirs.config_dir().join("config.toml"));
        Self::read(Path::new(SYSTEM), own.as_deref())
    }

    /// Reads the file of the machine and the user's file over it; either may be missing.
    pub fn read(system: &Path, own: Option<&Path>) -> (Self, Vec<Flaw>) {
        let (mut config, mut flaws) = (Self::default(), Vec::new());
        config.read_over(system, &mut flaws);
        // whoever wrote this file meant a server; nobody's records may end up in a home directory
        let unsure = |f: &Flaw| match &f.what {
            What::Unreadable | What::Syntax => true,
            What::Value(name) => name == "shared",
            _ => false,
        };
        config.shared |= flaws.iter().any(unsure);
        if let Some(own) = own {
            config.read_over(own, &mut flaws);
        }
        (config, flaws)
    }

    fn read_over(&mut self, file: &Path, flaws: &mut Vec<Flaw>) {
        let mut flaw = |line, what| flaws.push(Flaw { file: file.to_owned(), line, what });
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(_) => return flaw(0, What::Unreadable),
        };
        let line_of = |at: usize| 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
        let table = match DeTable::parse(&text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                return flaw(line_of(at), What::Syntax);
            }
        };
        let mut settings: Vec<_> = table.iter().collect();
        settings.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in settings {
            let named = |value: &Spanned<DeValue<'_>>| Named {
                text: value.get_ref().as_str().unwrap_or_default().to_owned(),
                file: file.to_owned(),
                line: line_of(value.span().start),
            };
            if let Err(what) = self.set(key.get_ref(), value, named) {
                flaw(line_of(key.span().start), what);
            }
        }
    }

    fn set(
        &mut self,
        key: &str,
        spanned: &Spanned<DeValue<'_>>,
        named: impl Fn(&Spanned<DeValue<'_>>) -> Named,
    ) -> Result<(), What> {
        let value = spanned.get_ref();
        let wrong = || What::Value(key.to_owned());
        let flag = || value.as_bool().ok_or_else(wrong);
        let text = || value.as_str().map(str::to_owned).ok_or_else(wrong);
        match key {
            "shared" => match (flag()?, self.shared) {
                (false, true) => return Err(What::OnlyOn(key.to_owned())),
                (on, _) => self.shared |= on,
            },
            "language" => self.lang = Some(text()?.parse().map_err(|_| wrong())?),
            "theme" => self.theme = text().map(|_| Some(named(spanned)))?,
            "keymap" => self.keymap = text().map(|_| Some(named(spanned)))?,
            "backup_recipients" => {
                let list = value.as_array().filter(|list| !list.is_empty());
                // what names nobody is a mistake too, and is told as one
                let alone = || vec![named(spanned)];
                self.backup_recipients =
                    list.map_or_else(alone, |list| list.iter().map(&named).collect());
            }
            "idle_minutes" => {
                let minutes = value.as_integer().and_then(|n| n.as_str().parse().ok());
                self.idle_minutes = minutes.filter(|n| (1..=60).contains(n)).ok_or_else(wrong)?;
            }
            "ascii" => self.ascii = Some(flag()?),
            "synchronized_output" => self.synchronized_output = Some(flag()?),
            "alt_digits" => self.alt_digits = flag()?,
            _ => return Err(What::UnknownKey(key.to_owned())),
        }
        Ok(())
    }
}

/// Folder of the personal office; `None` for a user without a home directory.
pub fn personal_office() -> Option<PathBuf> {
    dirs().map(|dirs| dirs.data_dir().join("office"))
}

fn dirs() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "aid")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads two files with these texts; `None` for a file that is not there.
    fn read(system: Option<&str>, own: Option<&str>) -> (Config, Vec<(usize, What)>) {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, text: Option<&str>| {
            let path = dir.path().join(name);
            if let Some(text) = text {
                fs::write(&path, text).unwrap();
            }
            path
        };
        let (config, flaws) =
            Config::read(&file("system.toml", system), Some(&file("own.toml", own)));
        (config, flaws.into_iter().map(|f| (f.line, f.what)).collect())
    }

    #[test]
    fn without_files_everything_is_as_it_comes() {
        assert_eq!(read(None, None), (Config::default(), vec![]));
    }

    #[test]
    fn the_users_file_goes_over_that_of_the_machine() {
        let system = "language = \"de\"\nidle_minutes = 3\nascii = true\n";
        let (config, flaws) = read(Some(system), Some("language = \"en\"\nkeymap = \"vim\"\n"));
        assert_eq!(flaws, []);
        assert_eq!(config.lang, Some(Lang::En));
        let keymap = config.keymap.unwrap();
        assert_eq!((keymap.text.as_str(), keymap.line), ("vim", 2));
        assert!(keymap.file.ends_with("own.toml"));
        assert_eq!((config.idle_minutes, config.ascii), (3, Some(true)));
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line_and_the_rest_holds() {
        let own = "# own\ntheme = \"mono\"\ncolour = 1\nidle_minutes = 600\nalt_digits = true\n";
        let (config, flaws) = read(None, Some(own));
        let name = |n: &str| n.to_owned();
        assert_eq!(
            flaws,
            [(3, What::UnknownKey(name("colour"))), (4, What::Value(name("idle_minutes")))]
        );
        assert_eq!(config.theme.map(|theme| theme.text).as_deref(), Some("mono"));
        assert!(config.alt_digits && config.idle_minutes == 5);
        assert_eq!(read(None, Some("a = 1\nb ==\n")).1, [(2, What::Syntax)]);
    }

    #[test]
    fn every_setting_that_is_named_exists() {
        for setting in SETTINGS {
            let (_, flaws) = read(None, Some(&format!("{setting} = 1979-05-27")));
            assert!(!flaws.contains(&(1, What::UnknownKey(setting.to_owned()))), "{setting}");
        }
    }

    #[test]
    fn shared_is_switched_on_by_any_file_and_off_by_none() {
        assert!(read(Some("shared = true"), None).0.shared);
        assert!(read(None, Some("shared = true")).0.shared);
        let (config, flaws) = read(Some("shared = true"), Some("shared = false"));
        assert!(config.shared);
        assert_eq!(flaws, [(1, What::OnlyOn("shared".into()))]);
    }

    #[test]
    fn a_broken_file_of_the_machine_means_shared() {
        for broken in ["shared = yes", "shared = \"yes\"", "[[["] {
            assert!(read(Some(broken), None).0.shared, "{broken}");
            assert!(!read(None, Some(broken)).0.shared, "{broken}");
        }
    }

    #[test]
    fn the_keys_of_backups_are_read_with_their_lines_and_nothing_is_taken_for_none() {
        let listed = |own| {
            let (config, flaws) = read(Some("backup_recipients = [\"age1x\"]"), own);
            assert_eq!(flaws, []);
            let keys = config.backup_recipients.into_iter();
            keys.map(|named| (named.text, named.line)).collect::<Vec<_>>()
        };
        let key = |key: &str, line| (key.to_owned(), line);
        assert_eq!(listed(None), [key("age1x", 1)]);
        let own = "ascii = true\nbackup_recipients = [\n  \"age1y\",\n  7,\n]\n";
        assert_eq!(listed(Some(own)), [key("age1y", 3), key("", 4)]);
        assert_eq!(listed(Some("\nbackup_recipients = []")), [key("", 2)]);
        assert_eq!(listed(Some("backup_recipients = false")), [key("", 1)]);
        // a single one may stand alone
        assert_eq!(listed(Some("backup_recipients = \"age1z\"")), [key("age1z", 1)]);
    }

    #[test]
    fn every_flaw_has_a_sentence_in_both_languages() {
        let name = || "colour".to_owned();
        let all = [
            What::Unreadable,
            What::Syntax,
            What::UnknownKey(name()),
            What::Value(name()),
            What::OnlyOn(name()),
            What::BackupKey,
            What::Theme(name(), name()),
            What::Keymap(name(), name()),
        ];
        for lang in Lang::ALL {
            let texts = Texts::new(lang);
            for what in &all {
                let flaw = Flaw { file: "config.toml".into(), line: 7, what: what.clone() };
                let sentence = flaw.sentence(&texts);
                assert!(sentence.contains("config.toml"), "{sentence}");
                assert_eq!(sentence.lines().count(), 2, "what to do: {sentence}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_file_stops_the_program_and_each_flaw_has_its_line(
            text in "((shared|language|theme|idle_minutes|ascii|[a-z]{1,3}) ?= ?(true|1|-9|\"de\"|[\"\\[{x]{0,3})\n|.{0,9}\n){0,6}",
        ) {
            let lines = text.lines().count();
            let (config, flaws) = read(None, Some(&text));
            proptest::prop_assert!((1..=60).contains(&config.idle_minutes));
            proptest::prop_assert!(flaws.iter().all(|(line, _)| (1..=lines + 1).contains(line)));
        }
    }
}

//! The command line from outside: exit codes, sentences, both languages, nothing left behind.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A home directory of its own, and `aid` in it with nothing else of this machine.
struct Home {
    dir: TempDir,
}

/// How a call ended: exit code, standard output, standard error.
type Ended = (i32, String, String);

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn with_config(text: &str) -> Self {
        let home = Self::new();
        let folder = home.dir.path().join("config/aid");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.toml"), text).unwrap();
        home
    }

    fn aid(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aid"));
        let path = |name: &str| self.dir.path().join(name);
        command.env_clear().env("HOME", path("home")).current_dir(self.dir.path());
        command.env("XDG_CONFIG_HOME", path("config")).env("XDG_DATA_HOME", path("data"));
        command
    }

    fn run(&self, args: &[&str]) -> Ended {
        ended(self.aid().args(args))
    }

    /// Everything below the home directory.
    fn files(&self) -> BTreeSet<String> {
        fn below(folder: &Path, found: &mut BTreeSet<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                found.insert(path.display().to_string());
                if path.is_dir() {
                    below(&path, found);
                }
            }
        }
        let mut found = BTreeSet::new();
        below(self.dir.path(), &mut found);
        found
    }
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn help_speaks_one_language() {
    let home = Home::new();
    for args in [&["--help"][..], &["staff", "add", "-h"], &["visit", "add", "--help"]] {
        let (code, german, _) = home.run(args);
        assert_eq!(code, 0);
        assert!(german.contains("Aufruf: aid"), "{german}");
        let english_words = ["Usage", "Options:", "Arguments", "Commands", "default:", "possible"];
        for word in english_words {
            assert!(!german.contains(word), "{word} in {german}");
        }
        let (code, english, _) = home.run(&[&["--lang", "en"], args].concat());
        assert_eq!(code, 0);
        assert!(english.contains("Usage: aid"), "{english}");
    }
}

#[test]
fn every_command_and_option_is_explained_in_both_languages() {
    let keys: BTreeSet<String> = aid::cli::words::keys().into_iter().collect();
    for texts in aid::text::Lang::ALL.map(aid::text::Texts::new) {
        for key in &keys {
            let text = match key.split_once('.') {
                None => texts.get(key).into_owned(),
                Some((key, option)) => texts.attribute(key, option).unwrap_or_default().into(),
            };
            assert!(!text.is_empty() && !text.contains('⟨'), "{key}");
        }
    }
    // and nothing is explained that does not exist
    let (_, german, _) = aid::text::AREAS.iter().find(|(area, ..)| *area == "usage").unwrap();
    let mut of = String::new();
    for line in german.lines() {
        if let Some(attribute) = line.strip_prefix("    .") {
            let key = format!("{of}.{}", attribute.split(" =").next().unwrap());
            assert!(keys.contains(&key) || attribute.starts_with("more "), "{key}");
        } else if let Some((key, _)) = line.split_once(" =") {
            key.clone_into(&mut of);
        }
    }
}

#[test]
fn a_wrong_call_is_code_2_with_a_sentence_and_a_way_out() {
    let home = Home::new();
    let calls: [(&[&str], &str, &str); 8] = [
        (&["fnid", "x"], "»fnid«", "find"),
        (&["--langg", "de"], "»--langg«", "--lang"),
        (&["keys", "--format", "x"], "»x«", "--help"),
        (&["keys", "--format"], "--format", "--help"),
        (&["find"], "<TEXT>", "--help"),
        (&["staff", "add", "a", "--name", "A", "--role", "boss"], "»boss«", "--help"),
        (&["--lang", "fr", "keys"], "»fr«", "--help"),
        (&["visit", "add", "AiD-2026-0001", "--find", "x"], "--find", "--help"),
    ];
    for (args, named, way_out) in calls {
        let (code, out, err) = home.run(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        let (what, hint) = err.trim_end().split_once('\n').unwrap();
        assert!(what.contains(named), "{args:?}: {what}");
        assert!(hint.contains(way_out), "{args:?}: {hint}");
    }
}

#[test]
fn without_an_office_nothing_is_made_and_the_code_is_4() {
    let home = Home::new();
    for args in [&["list", "cases"][..], &["find", "x"], &["verify"], &["staff", "list", "--json"]]
    {
        let (code, out, err) = home.run(args);
        assert_eq!((code, out.as_str()), (4, ""), "{args:?}");
        assert!(err.contains("Es gibt noch kein Büro."), "{err}");
    }
    assert!(home.files().is_empty());
}

#[test]
fn an_office_that_is_not_there_is_named() {
    let home = Home::new();
    let (code, _, err) = home.run(&["--office", "nirgends", "list", "cases"]);
    assert_eq!(code, 4);
    assert!(err.contains("»nirgends«"), "{err}");
    let (code, _, err) = home.run(&["--socket", "nirgends", "list", "cases"]);
    assert_eq!(code, 4);
    assert!(err.contains("nicht erreichbar"), "{err}");
    assert!(home.files().is_empty());
}

#[test]
fn a_shared_machine_never_gets_a_personal_office() {
    let home = Home::with_config("shared = true\n");
    let before = home.files();
    if Path::new("/run/aid/aid.sock").exists() {
        return; // this machine serves an office: there is a server
    }
    let (code, _, err) = home.run(&["list", "cases"]);
    assert_eq!(code, 4);
    assert!(err.contains("Der Server ist nicht erreichbar."), "{err}");
    let (code, _, err) = home.run(&["--office", "mine", "list", "cases"]);
    assert_eq!(code, 3);
    assert!(err.contains("gemeinsamen Büro"), "{err}");
    assert_eq!(home.files(), before);
}

#[test]
fn the_language_is_chosen_by_option_variable_configuration_and_never_by_the_locale() {
    let speaks = |command: &mut Command, german: bool| {
        let (_, out, _) = ended(command.arg("--help"));
        assert_eq!(out.contains("Aufruf:"), german, "{out}");
    };
    let home = Home::with_config("language = \"en\"\n");
    speaks(&mut home.aid(), false);
    speaks(home.aid().env("AID_LANG", "de"), true);
    speaks(home.aid().env("AID_LANG", "de").args(["--lang", "en"]), false);
    speaks(home.aid().env("AID_LANG", "fr"), false);
    speaks(Home::new().aid().env("LANG", "en_GB.UTF-8"), true);
}

#[test]
fn a_slip_in_the_configuration_is_named_and_does_no_harm() {
    let home = Home::with_config("theme = \"mono\"\ncolour = 1\n");
    let (code, out, err) = home.run(&["keys"]);
    assert_eq!(code, 0);
    assert!(!out.is_empty());
    let file = home.dir.path().join("config/aid/config.toml");
    let place = format!("Zeile 2 in »{}«: ", file.display());
    assert!(err.contains(&place) && err.contains("»colour«"), "{err}");
    assert!(err.contains("Möglich sind: shared, language, theme"), "{err}");
}

#[test]
fn a_theme_or_keymap_of_the_configuration_that_does_not_exist_stops_nobody() {
    let home = Home::with_config("theme = \"pink\"\nkeymap = \"nirgends.toml\"\n");
    let file = home.dir.path().join("config/aid/config.toml");
    let (code, out, err) = home.run(&["keys"]);
    assert_eq!((code, out), (0, Home::new().run(&["keys"]).1));
    for (line, name, possible) in
        [(1, "»pink«", "colour, contrast, mono"), (2, "»nirgends.toml«", "default, vim, emacs")]
    {
        let place = format!("Zeile {line} in »{}«: ", file.display());
        let told = err.lines().position(|said| said.starts_with(&place)).unwrap();
        let mut told = err.lines().skip(told);
        assert!(told.next().unwrap().contains(name), "{err}");
        assert!(told.next().unwrap().contains(possible), "{err}");
    }
    let (code, out, _) = home.run(&["doctor"]);
    assert!(code != 0 && out.contains("»pink«"), "{out}");
    let (code, _, err) = Home::new().run(&["--socket", "nirgends", "--theme", "mono"]);
    assert_eq!(code, 4, "{err}");
}

#[test]
fn keys_come_from_the_keymap_that_was_chosen() {
    let home = Home::new();
    let (_, default, _) = home.run(&["keys"]);
    let (_, vim, _) = home.run(&["--keymap", "vim", "keys"]);
    assert!(default.contains("Strg-") && default != vim);
    let (_, markdown, _) = home.run(&["--lang", "en", "keys", "--format", "markdown"]);
    assert!(markdown.contains("|---|") && markdown.contains("Ctrl-"));
    let (code, _, err) = home.run(&["--keymap", "nirgends.toml", "keys"]);
    assert_eq!(code, 1);
    assert!(err.contains("»nirgends.toml«: Das gibt es nicht."), "{err}");
    fs::write(home.dir.path().join("own.toml"), "[list]\nx = \"fly-away\"\n").unwrap();
    let (code, _, err) = home.run(&["--keymap", "own.toml", "keys"]);
    assert_eq!(code, 0);
    assert!(err.starts_with("Zeile 2, Spalte 1 in »own.toml«: Den Befehl »fly-away«"), "{err}");
    assert!(err.contains("followup.new"), "what begins alike: {err}");
    let (_, out, _) = home.run(&["--keymap", "own.toml", "doctor"]);
    assert!(out.contains("in »own.toml«: Den Befehl »fly-away«"), "{out}");
}

#[test]
fn completions_and_manual_are_made_from_the_parser() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, out, err) = home.run(&["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        assert!(out.contains("followups") && out.contains("rest-ok"), "{shell}");
    }
    let (code, german, _) = home.run(&["man"]);
    assert_eq!(code, 0);
    let (_, english, _) = home.run(&["--lang", "en", "man"]);
    for command in ["aid staff add", "aid visit add", "aid doctor", "aid backup"] {
        let head = format!(".SS \"{command}\"");
        assert!(german.contains(&head) && english.contains(&head), "{command}");
    }
    assert!(german.contains(".SH BEFEHLE") && english.contains(".SH COMMANDS"));
}

#[test]
fn doctor_says_what_is_missing_and_what_to_do() {
    let home = Home::new();
    let (code, out, err) = ended(home.aid().env("LANG", "C").arg("doctor"));
    assert_eq!(code, 4);
    assert!(out.contains("nicht UTF-8") && out.contains("LANG=C.UTF-8"), "{out}");
    assert!(out.contains("Es gibt noch kein Büro."), "{out}");
    assert!(err.contains("siehe oben"), "{err}");
    assert!(home.files().is_empty());
    let (_, out, _) = ended(home.aid().env("LANG", "de_DE.UTF-8").args(["--lang", "en", "doctor"]));
    assert!(out.contains("Characters: de_DE.UTF-8"), "{out}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::new();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_aid"))
        .env_clear()
        .env("HOME", home.dir.path())
        .arg("man")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn the_key_table_of_the_readme_is_the_one_that_aid_prints() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, rest) = readme.split_once("<!-- keys -->\n").unwrap();
    let (table, _) = rest.split_once("\n<!-- /keys -->").unwrap();
    let (_, printed, _) = Home::new().run(&["--lang", "en", "keys", "--format", "markdown"]);
    assert!(
        table == printed.trim(),
        "put the output of `aid --lang en keys --format markdown` between the marks in README.md"
    );
}

#[test]
fn too_much_input_is_refused_before_a_server_is_asked() {
    let home = Home::new();
    let much = "a".repeat(1 << 20);
    let calls: [&[&str]; 3] =
        [&["find", "-"], &["visit", "add", "--json", "-"], &["contact", "add", "x", "--note"]];
    for args in calls {
        let (code, out, err) = ended(home.aid().args(args).write_stdin(much.as_str()));
        assert_eq!((code, out.as_str()), (1, ""), "{args:?}: {err}");
        assert!(err.contains("»Standardeingabe«") && err.contains("KiB"), "{args:?}: {err}");
        assert_eq!(err.lines().count(), 3, "what, what is saved, what to do: {err}");
    }
    let (code, _, err) = home.run(&["visit", "add", "--json", "/dev/null"]);
    assert_eq!(code, 2);
    assert!(err.contains("leer") && err.contains("\"case\""), "{err}");
}

#[test]
fn an_office_that_cannot_be_made_leaves_the_folder_as_it_was() {
    let home = Home::new();
    let office = home.dir.path().join("office");
    fs::create_dir(&office).unwrap();
    fs::write(office.join("records"), "no folder").unwrap();
    let before = home.files();
    let make = ["demo", "--persons", "3", "--no-open", "--office"];
    let (code, out, err) = home.run(&[&make[..], &[office.to_str().unwrap()]].concat());
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert_eq!(home.files(), before);
    let below = home.dir.path().join("office/records/a/b");
    let (code, _, err) = home.run(&[&make[..], &[below.to_str().unwrap()]].concat());
    assert_eq!(code, 1);
    assert!(err.contains("Das ist kein Ordner."), "{err}");
    assert_eq!(home.files(), before);
}

#[test]
fn what_cannot_be_written_is_no_success() {
    let home = Home::new();
    for args in [&["--help"][..], &["man"], &["keys"], &["completions", "bash"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_aid"));
        let output = command.env_clear().args(args).stdout(full).current_dir(home.dir.path());
        let output = output.output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {err}");
        assert!(err.contains("»Standardausgabe«: Der Datenträger ist voll."), "{args:?}: {err}");
    }
}

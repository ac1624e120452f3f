//! The files of `deploy/` and its guide say what the program really takes, and where it really looks.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use aid::cli::args::{Args, Command};
use aid::cli::forced;
use aid::client::start::SHARED_SOCKET;
use aid::config::{Config, SYSTEM};
use aid::text::{Lang, Texts};
use clap::Parser;

const OFFICE: &str = "/var/lib/aid";

fn deploy(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The values of a setting in a unit or in the configuration of sshd.
fn settings<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let lines = text.lines().map(str::trim);
    let values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(['=', ' ']));
    values.collect()
}

/// Splits a line of a shell into words; quotes hold a word together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => (quote, word) = (Some(c), Some(word.unwrap_or_default())),
            (c, Some(q)) if c == q => quote = None,
            (' ', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The call of `aid` in a line, if there is one.
fn call(line: &str) -> Option<Vec<String>> {
    let words = words(line);
    // at the start of the line, or behind a program that starts another one as somebody
    let starts = |at: usize| at == 0 || ["--", "exec"].contains(&words[at - 1].as_str());
    let named = |at: usize| words[at] == "aid" || words[at] == "/usr/bin/aid";
    let at = (0..words.len()).find(|at| named(*at) && starts(*at))?;
    Some(words[at..].to_vec())
}

fn parse(call: &[String]) -> Args {
    Args::try_parse_from(call).unwrap_or_else(|error| panic!("{call:?}: {error}"))
}

/// The lines of the guide that are meant to be typed.
fn typed(guide: &str) -> impl Iterator<Item = &str> {
    let blocks = guide.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(str::lines)
}

#[test]
fn the_units_call_the_program_as_it_is_called() {
    let service = deploy("aid.service");
    let start = settings(&service, "ExecStart");
    let args = parse(&call(start[0]).unwrap());
    assert_eq!(args.global.office.as_deref(), Some(Path::new(OFFICE)));
    assert_eq!(settings(&service, "StateDirectory"), ["aid"], "below /var/lib");
    assert_eq!(settings(&service, "StateDirectoryMode"), ["0700"]);
    assert_eq!(settings(&service, "Type"), ["notify"]);
    let memory = ["MemorySwapMax=0", "MemoryHigh=1G", "MemoryMax=2G"];
    for hard in ["NoNewPrivileges=yes", "ProtectSystem=strict", "LimitCORE=0"].iter().chain(&memory)
    {
        assert!(service.lines().any(|line| line == *hard), "{hard}");
    }
    // the shell that puts the day into the name of the backup starts it like this
    let backup = deploy("aid-backup.service");
    let start = settings(&backup, "ExecStart")[0].replace("'exec ", "");
    let call = words(start.trim_end_matches('\'').trim_start_matches("/bin/sh -c "));
    assert_eq!(parse(&call).global.socket.as_deref(), Some(Path::new(SHARED_SOCKET)));
    // for the keys of the configuration
    let Some(Command::Backup(_)) = parse(&call).command else { panic!("{call:?}") };
    assert!(!call.iter().any(|word| word.starts_with("--recipient") || word == "--plain"));
    // the kernel would name somebody else
    assert!(settings(&service, "PrivateUsers").is_empty());
}

#[test]
fn everybody_looks_for_the_socket_where_systemd_makes_it() {
    let socket = deploy("aid.socket");
    assert_eq!(settings(&socket, "ListenStream"), [SHARED_SOCKET]);
    assert_eq!(settings(&socket, "SocketMode"), ["0660"]);
    let folder = Path::new(SHARED_SOCKET).parent().unwrap().display().to_string();
    assert!(deploy("tmpfiles.conf").contains(&format!("d {folder} 0755 root root")));
}

#[test]
fn the_example_of_a_configuration_is_understood_and_means_a_shared_office() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/config.toml");
    let (config, flaws) = Config::read(&file, None);
    assert_eq!(flaws, []);
    assert!(config.shared && config.backup_recipients.is_empty());
    let guide = deploy("README.md");
    assert!(guide.contains(&format!("deploy/config.toml {SYSTEM}")));
}

#[test]
fn the_guide_puts_the_key_of_the_backups_into_the_configuration() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    fs::write(&file, deploy("config.toml")).unwrap();
    let guide = deploy("README.md");
    let put = typed(&guide).find(|line| line.contains("backup_recipients")).unwrap();
    let put = put.replace("age1…", "age1one\", \"age1two").replace(SYSTEM, file.to_str().unwrap());
    assert!(ended(process::Command::new("sh").arg("-c").arg(put)).0);
    let (config, flaws) = Config::read(&file, None);
    assert_eq!(flaws, []);
    let keys: Vec<_> = config.backup_recipients.iter().map(|key| &key.text).collect();
    assert_eq!(keys, ["age1one", "age1two"]);
}

#[test]
fn the_guide_names_files_that_are_there_and_commands_that_exist() {
    let guide = deploy("README.md");
    let mut calls = 0;
    for line in typed(&guide) {
        for file in words(line).iter().filter(|word| word.starts_with("deploy/")) {
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists(), "{line}");
        }
        if let Some(call) = call(line) {
            calls += 1;
            parse(&call);
        }
    }
    assert!(calls >= 1, "no call of aid was found");
    let snippet = deploy("sshd_config.conf");
    let own = call(settings(&snippet, "ForceCommand")[0]).unwrap();
    assert_eq!(parse(&own).global.socket.as_deref(), Some(Path::new(SHARED_SOCKET)));
    let asked = typed(&guide).filter_map(|line| Some(words(line.split_once("ssh ")?.1)));
    let asked: Vec<_> = asked.collect();
    assert!(asked.len() > 5, "calls over SSH");
    for asked in asked {
        // as the shell of who types it and ssh leave it
        let words = forced::split(&asked[1..].join(" ")).unwrap();
        let call = forced::parse(words, parse(&own), &Texts::new(Lang::En));
        assert!(call.is_ok(), "{asked:?}: {call:?}");
    }
    for code in 0..=6 {
        assert!(guide.contains(&format!("\n| {code} | ")), "exit code {code}");
    }
}

/// A program of the system, if it is there.
fn system(program: &str) -> Option<process::Command> {
    let found = ["/usr/sbin", "/usr/bin"].map(|dir| Path::new(dir).join(program));
    let found = found.into_iter().find(|path| path.exists());
    if found.is_none() {
        skip::skipped(&format!("{program} is not installed"));
    }
    found.map(process::Command::new)
}

fn ended(command: &mut process::Command) -> (bool, String) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn systemd_takes_the_units_and_finds_them_hardened() {
    let dir = tempfile::tempdir().unwrap();
    let mut units = Vec::<PathBuf>::new();
    for name in ["aid.socket", "aid.service", "aid-backup.service", "aid-backup.timer"] {
        // a unit whose program is missing is complained of
        let text = deploy(name).replace("/usr/bin/aid", env!("CARGO_BIN_EXE_aid"));
        units.push(dir.path().join(name));
        fs::write(units.last().unwrap(), text).unwrap();
    }
    let Some(mut analyze) = system("systemd-analyze") else { return };
    let (fine, said) = ended(analyze.args(["verify", "--man=no"]).args(&units));
    assert!(fine && said.is_empty(), "{said}");
    for unit in units.iter().filter(|unit| unit.extension().unwrap() == "service") {
        let mut analyze = system("systemd-analyze").unwrap();
        // in tenths
        let (fine, said) = ended(
            analyze.args(["security", "--offline=true", "--threshold=15", "--no-pager"]).arg(unit),
        );
        assert!(fine, "{said}");
    }
}

#[test]
fn sshd_takes_the_snippet() {
    let (Some(mut sshd), Some(mut keygen)) = (system("sshd"), system("ssh-keygen")) else { return };
    let dir = tempfile::tempdir().unwrap();
    let (key, config) = (dir.path().join("key"), dir.path().join("config"));
    assert!(ended(keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key)).0);
    let text = format!("HostKey {}\n{}", key.display(), deploy("sshd_config.conf"));
    fs::write(&config, text).unwrap();
    let (fine, said) = ended(sshd.arg("-t").arg("-f").arg(&config));
    let no_place = said.contains("privilege separation directory");
    assert!((fine && said.is_empty()) || no_place, "{said}");
    let snippet = deploy("sshd_config.conf");
    for off in ["AllowAgentForwarding", "AllowTcpForwarding", "X11Forwarding", "PermitTunnel"] {
        assert_eq!(settings(&snippet, off), ["no"], "{off}");
    }
}

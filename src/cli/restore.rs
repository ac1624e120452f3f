//! `aid restore`: makes an office out of a backup, in a directory that is empty. Nothing is there
//! under the office's own names before all of it is built and compared.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::founding::cannot_open;
use super::key_file;
use super::shell::{Progress, Shell};
use crate::client::problems;
use crate::problem::{Kind, Problem};
use crate::server::peer::Peer;
use crate::store::backup::restore::Followed;
use crate::store::backup::seal::Opened;
use crate::store::backup::{self, BackupError};
use crate::store::half::Half;
use crate::store::log::{Broken, Fact};
use crate::store::{Options, Store};

/// Part of the parser. The directory is the option `--office`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// File with the secret key of an encrypted backup.
    #[arg(long, value_name = "KEYFILE")]
    identity: Option<PathBuf>,
    /// Journal of the broken office, whose later changes follow on the backup.
    #[arg(long, value_name = "DIR", conflicts_with = "check")]
    journal: Option<PathBuf>,
    /// Only read the backup to its end and say whether it is whole.
    #[arg(long)]
    check: bool,
}

/// Restores, opens the office once, which builds its records, and compares everything.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    if args.check {
        return check(args, shell);
    }
    let Some(office) = shell.global.office.clone() else {
        return Err(shell.problem(Kind::Usage, "cli-restore-where"));
    };
    let stream = open(args, shell)?;
    let refused = |error| refused(error, args, shell);
    let half = Half::restore(&office).map_err(|error| refused(error.into()))?;
    half.unpack(stream).map_err(refused)?;
    let followed = args.journal.as_ref().map(|journal| half.follow(journal));
    let followed = followed.transpose().map_err(refused)?;
    let built = build(&half, &office, shell)?;
    if let (Some(Followed { from, same: 0, to, .. }), Some(_)) = (followed, built.broken)
        && to > from
    {
        // nothing but the chain of the log tells that this journal goes on from the backup
        return Err(refused(BackupError::Foreign(from + 1)));
    }
    half.finish().map_err(|error| refused(error.into()))?;
    say(&office, &built, followed, shell)
}

/// Reads a backup to its end, nothing else.
fn check(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let stream = open(args, shell)?;
    let sealed = stream.is_sealed();
    let contents = backup::verify(stream).map_err(|error| refused(error, args, shell))?;
    let file = args.file.display().to_string();
    let values = [
        ("file", file.into()),
        ("files", contents.files.into()),
        ("bytes", contents.bytes.into()),
        ("sealed", if sealed { "yes" } else { "no" }.into()),
    ];
    let sentence = shell.texts.with("cli-restore-checked", &values).into_owned();
    shell.line(&sentence)
}

/// The backup, decrypted while it is read.
fn open(args: &Args, shell: &Shell) -> Result<Opened<BufReader<Counted<File>>>, Problem> {
    let keys = args.identity.as_ref().map(|path| key_file::secret(path, shell)).transpose()?;
    let failed = |error: io::Error| Problem::file(&shell.texts, &args.file, &error);
    let file = File::open(&args.file).map_err(failed)?;
    let total = file.metadata().map_err(failed)?.len();
    let progress = Progress::start(&shell.texts.get("cli-restore-reading"));
    let stream = BufReader::new(Counted { from: file, read: 0, total, progress });
    let opened = Opened::new(stream, &keys.unwrap_or_default());
    opened.map_err(|error| refused(error, args, shell))
}

/// What building the office told.
struct Built {
    /// Its last change.
    seq: u64,
    /// Where the chain of its log does not hold.
    broken: Option<Broken>,
}

/// Builds the records, compares everything and writes into the log that this was done.
fn build(half: &Half, office: &Path, shell: &Shell) -> Result<Built, Problem> {
    let texts = &shell.texts;
    let mut progress = Progress::start(&texts.get("cli-restore-building"));
    let now = chrono::Utc::now();
    let options = Options::at(now.timestamp_millis());
    let opened = Store::open(half.dir(), options, &mut |p| progress.at(p.done, p.total));
    let store = opened.map_err(|error| cannot_open(&error, office, texts))?.store;
    drop(progress);
    let found = store.verify().map_err(|error| damaged(error.to_string(), shell))?;
    if !found.problems.is_empty() {
        let found = crate::server::findings(&found);
        let found: Vec<_> = found.iter().map(|finding| problems::finding(finding, texts)).collect();
        return Err(damaged(found.join(" "), shell));
    }
    let chain = store.verify_log().map_err(|error| damaged(error.to_string(), shell))?;
    store.note(Fact {
        at: now,
        staff: None,
        uid: Peer::own().uid,
        action: "restore".to_owned(),
        case: None,
        subjects: Vec::new(),
        fields: Vec::new(),
        refused: false,
    });
    store.close().map_err(|error| damaged(error.to_string(), shell))?;
    Ok(Built { seq: found.seq, broken: chain.err() })
}

/// Says that it is done, and what is not as it should be: nothing is passed over in silence.
fn say(
    office: &Path,
    built: &Built,
    followed: Option<Followed>,
    shell: &mut Shell,
) -> Result<(), Problem> {
    let texts = shell.texts.clone();
    let folder = office.display().to_string();
    let values = [("folder", folder.into()), ("changes", built.seq.into())];
    shell.line(&texts.with("cli-restore-done", &values))?;
    if let Some(Followed { from, to, last, .. }) = followed {
        let values = [("count", (to - from).into()), ("safe", to.into()), ("last", last.into())];
        shell.line(&texts.with("cli-restore-followed", &values))?;
        if last > to {
            return Err(Problem::with(&texts, Kind::Damaged, "cli-restore-hole", &values));
        }
    }
    match built.broken {
        Some(Broken { no }) => {
            let values = [("entry", no.into())];
            Err(Problem::with(&texts, Kind::Damaged, "cli-restore-log", &values))
        }
        None => Ok(()),
    }
}

fn refused(error: BackupError, args: &Args, shell: &Shell) -> Problem {
    let texts = &shell.texts;
    let with = |kind, key, path: &Path| {
        Problem::with(texts, kind, key, &[("file", path.display().to_string().into())])
    };
    let journal = args.journal.as_ref().unwrap_or(&args.file);
    match error {
        BackupError::NotABackup => with(Kind::Failed, "cli-restore-no-backup", &args.file),
        BackupError::Newer(_) => with(Kind::Failed, "cli-restore-newer", &args.file),
        BackupError::Damaged => with(Kind::Damaged, "cli-restore-torn", &args.file),
        BackupError::Locked => with(Kind::Failed, "cli-restore-locked", &args.file),
        BackupError::WrongKey => with(Kind::Failed, "cli-restore-key", &args.file),
        BackupError::NotEmpty(folder) => {
            let values = [("folder", folder.display().to_string().into())];
            Problem::with(texts, Kind::Failed, "cli-restore-not-empty", &values)
        }
        BackupError::Journal(_) => with(Kind::Failed, "cli-restore-newer", journal),
        BackupError::NoJournal(folder) => with(Kind::Failed, "cli-restore-no-journal", &folder),
        BackupError::Foreign(_) => with(Kind::Failed, "cli-restore-foreign", journal),
        BackupError::Gap { backup, journal: first } => {
            let values = [
                ("file", journal.display().to_string().into()),
                ("backup", backup.into()),
                ("first", first.into()),
            ];
            Problem::with(texts, Kind::Failed, "cli-restore-gap", &values)
        }
        BackupError::Stream(error) => Problem::file(texts, &args.file, &error),
        BackupError::Disk(error) => Problem::file(texts, &error.path, &error.source),
    }
}

fn damaged(details: String, shell: &Shell) -> Problem {
    let values = [("details", details.into())];
    Problem::with(&shell.texts, Kind::Damaged, "cli-restore-wrong", &values)
}

/// A reader that shows how far it is.
struct Counted<R> {
    from: R,
    read: u64,
    total: u64,
    progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.read += count as u64;
        self.progress.at(self.read, self.total);
        Ok(count)
    }
}

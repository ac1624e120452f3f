//! `aid restore`: makes an office out of a backup, in a directory that is empty, and checks it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use super::founding::cannot_open;
use super::shell::{Progress, Shell};
use crate::client::problems;
use crate::problem::{Kind, Problem};
use crate::store::backup::{self, BackupError};
use crate::store::{Options, Store};

/// Part of the parser. The directory is the option `--office`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Restores, opens the office once, which builds its records, and compares everything.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let texts = &shell.texts;
    let Some(office) = &shell.global.office else {
        return Err(shell.problem(Kind::Usage, "cli-restore-where"));
    };
    let failed = |error: io::Error| Problem::file(texts, &args.file, &error);
    let file = File::open(&args.file).map_err(failed)?;
    let total = file.metadata().map_err(failed)?.len();
    let progress = Progress::start(&texts.get("cli-restore-reading"));
    let stream = Counted { from: BufReader::new(file), read: 0, total, progress };
    backup::restore(stream, office).map_err(|error| refused(error, args, shell))?;
    let mut progress = Progress::start(&texts.get("cli-restore-building"));
    let options = Options::at(chrono::Utc::now().timestamp_millis());
    let opened = Store::open(office, options, &mut |p| progress.at(p.done, p.total));
    let store = opened.map_err(|error| cannot_open(&error, office, texts))?.store;
    drop(progress);
    let found = store.verify().map_err(|error| damaged(error.to_string(), shell))?;
    if !found.problems.is_empty() {
        let found = crate::server::findings(&found);
        let found: Vec<_> = found.iter().map(|finding| problems::finding(finding, texts)).collect();
        return Err(damaged(found.join(" "), shell));
    }
    store.close().map_err(|error| damaged(error.to_string(), shell))?;
    let values = [("folder", office.display().to_string().into()), ("changes", found.seq.into())];
    let sentence = texts.with("cli-restore-done", &values).into_owned();
    shell.line(&sentence)
}

fn refused(error: BackupError, args: &Args, shell: &Shell) -> Problem {
    let texts = &shell.texts;
    let file = || [("file", args.file.display().to_string().into())];
    match error {
        BackupError::NotABackup => {
            Problem::with(texts, Kind::Failed, "cli-restore-no-backup", &file())
        }
        BackupError::Newer(_) => Problem::with(texts, Kind::Failed, "cli-restore-newer", &file()),
        BackupError::Damaged => Problem::with(texts, Kind::Damaged, "cli-restore-torn", &file()),
        BackupError::NotEmpty(folder) => {
            let values = [("folder", folder.display().to_string().into())];
            Problem::with(texts, Kind::Failed, "cli-restore-not-empty", &values)
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

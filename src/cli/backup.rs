//! `aid backup`: writes everything the office holds into one file while the server runs.
//!
//! The server encrypts it for the recipients, so nothing of a shared office is ever on disk in the
//! clear. The file is complete or not there: it is written under another name beside it, readable by
//! its owner only, put on disk, read back and compared with what the server sent, and then renamed.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{Advice, CWD, RenameFlags};
use sha2::{Digest, Sha256};

use super::part::{self, beside};
use super::shell::{Office, Shell};
use super::{key_file, verify};
use crate::api::office::BackupPiece;
use crate::api::{Reply, Request};
use crate::domain::office::OfficeKind;
use crate::problem::{Kind, Problem};
use crate::store::backup::seal::Recipient;

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to make; it must not exist.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Who will be able to read it: a public key `age1…`, or a file of them. May be given again. In a
    /// shared office one of those of its configuration, and all of them where none is given.
    #[arg(long, value_name = "KEY")]
    recipient: Vec<String>,
    /// Write it unencrypted.
    #[arg(long, conflicts_with = "recipient")]
    plain: bool,
}

/// Writes the file. Only an office of one's own may be written in the clear, and none that is
/// damaged: a good backup must not be pushed out by a bad one.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let recipients = recipients(&args.recipient, shell)?;
    let mut office = shell.connect()?;
    let shared = office.welcome().kind == OfficeKind::Shared;
    if shared && args.plain {
        return Err(shell.problem(Kind::NotPermitted, "cli-backup-shared"));
    }
    if recipients.is_empty() && !shared && !args.plain {
        return Err(shell.problem(Kind::Usage, "cli-backup-plain"));
    }
    let part = Part::begin(&args.file);
    let part = part.map_err(|(path, error)| Problem::file(&shell.texts, &path, &error))?;
    let written = verify::unharmed(&mut office, shell, "cli-backup-damage").and_then(|_| {
        let sum = write(&part, &mut office, recipients, shell)?;
        finish(&part, sum, shell)
    });
    match written {
        Ok(bytes) => {
            let file = args.file.display().to_string();
            let values = [("file", file.into()), ("bytes", bytes.into())];
            let done = if args.plain { "cli-backup-done" } else { "cli-backup-sealed" };
            let sentence = shell.texts.with(done, &values).into_owned();
            shell.line(&sentence)
        }
        Err(problem) => {
            let _ = fs::remove_file(&part.path);
            Err(problem)
        }
    }
}

/// The keys as they were given: on the command line, where a public key may stand, or in files.
fn recipients(given: &[String], shell: &Shell) -> Result<Vec<String>, Problem> {
    let mut keys = Vec::new();
    for given in given {
        if !given.starts_with("age1") {
            let read = key_file::read::<Recipient>(Path::new(given), shell)?;
            keys.extend(read.iter().map(ToString::to_string));
        } else if given.parse::<Recipient>().is_ok() {
            keys.push(given.clone());
        } else {
            return Err(shell.problem(Kind::Usage, "cli-backup-recipient"));
        }
    }
    Ok(keys)
}

/// Has the server send it; the sum of what it sent.
fn write(
    part: &Part<'_>,
    office: &mut Office,
    mut recipients: Vec<String>,
    shell: &Shell,
) -> Result<[u8; 32], Problem> {
    for piece in 0.. {
        let recipients = std::mem::take(&mut recipients);
        let asked = Request::Backup(BackupPiece { piece, recipients });
        let Reply::Backup(piece) = office.call(asked)? else {
            return Err(office.unexpected());
        };
        (&part.file).write_all(&piece.bytes).map_err(|error| part.failed(&error, shell))?;
        if let Some(sum) = piece.sum {
            return Ok(sum);
        }
    }
    Err(office.unexpected())
}

/// Gives the file its name when the disk has what was sent; its size.
fn finish(part: &Part<'_>, sum: [u8; 32], shell: &Shell) -> Result<u64, Problem> {
    let read = part.read_back().map_err(|error| part.failed(&error, shell))?;
    if read.0 != sum {
        let values = [("file", part.path.display().to_string().into())];
        return Err(Problem::with(&shell.texts, Kind::Damaged, "cli-backup-wrong", &values));
    }
    part.publish().map_err(|error| Problem::file(&shell.texts, part.named, &error))?;
    Ok(read.1)
}

/// The file while it is being written.
struct Part<'a> {
    named: &'a Path,
    path: PathBuf,
    file: File,
}

impl<'a> Part<'a> {
    /// Takes the name beside the file for this process. What a killed backup left there is
    /// overwritten, what another one is writing is not.
    fn begin(named: &'a Path) -> Result<Self, (PathBuf, io::Error)> {
        let exists = || (named.to_owned(), io::ErrorKind::AlreadyExists.into());
        if named.symlink_metadata().is_ok() {
            return Err(exists());
        }
        let path = beside(named, ".part");
        let file = part::own(&path).map_err(|error| (path.clone(), error))?;
        // another one may have finished it meanwhile
        if named.symlink_metadata().is_ok() {
            let _ = fs::remove_file(&path);
            return Err(exists());
        }
        Ok(Self { named, path, file })
    }

    /// Puts it on disk and reads it from there: its sum and size.
    fn read_back(&self) -> io::Result<([u8; 32], u64)> {
        self.file.sync_all()?;
        // best effort: without this it is read from memory
        let _ = rustix::fs::fadvise(&self.file, 0, None, Advice::DontNeed);
        let mut file = &self.file;
        file.rewind()?;
        let mut sum = Sha256::new();
        let mut bytes = 0;
        let mut piece = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut piece)?;
            if read == 0 {
                return Ok((sum.finalize().into(), bytes));
            }
            sum.update(piece.get(..read).unwrap_or_default());
            bytes += read as u64;
        }
    }

    /// Gives it its name, which nothing else has.
    fn publish(&self) -> io::Result<()> {
        let only = RenameFlags::NOREPLACE;
        match rustix::fs::renameat_with(CWD, &self.path, CWD, self.named, only) {
            // a file system that cannot do that: nothing had that name when this was begun
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
                fs::rename(&self.path, self.named)?;
            }
            renamed => renamed?,
        }
        sync_folder(self.named)
    }

    fn failed(&self, error: &io::Error, shell: &Shell) -> Problem {
        Problem::file(&shell.texts, &self.path, error)
    }
}

fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

//! `aid backup`: writes everything the office holds into one file while the server runs.
//!
//! The file is complete or not there: it is written under another name beside it, readable by its
//! owner only, put on disk and then renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::shell::{Office, Shell};
use crate::api::office::BackupPiece;
use crate::api::{Reply, Request};
use crate::domain::office::OfficeKind;
use crate::problem::{Kind, Problem};

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to make; it must not exist.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write it unencrypted.
    #[arg(long)]
    plain: bool,
}

/// Writes the file. Only an office of one's own may be written in the clear.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    if office.welcome().kind == OfficeKind::Shared {
        return Err(shell.problem(Kind::NotPermitted, "cli-backup-shared"));
    }
    if !args.plain {
        return Err(shell.problem(Kind::Usage, "cli-backup-plain"));
    }
    let failed = |error: &io::Error| Problem::file(&shell.texts, &args.file, error);
    if args.file.exists() {
        return Err(failed(&io::ErrorKind::AlreadyExists.into()));
    }
    let part = beside(&args.file, ".part");
    let written = write(&part, &mut office, &failed).and_then(|bytes| {
        fs::rename(&part, &args.file)
            .and_then(|()| sync_folder(&args.file))
            .map_err(|e| failed(&e))?;
        Ok(bytes)
    });
    match written {
        Ok(bytes) => {
            let file = args.file.display().to_string();
            let values = [("file", file.into()), ("bytes", bytes.into())];
            let sentence = shell.texts.with("cli-backup-done", &values).into_owned();
            shell.line(&sentence)
        }
        Err(problem) => {
            let _ = fs::remove_file(&part);
            Err(problem)
        }
    }
}

fn write(
    part: &Path,
    office: &mut Office,
    failed: &impl Fn(&io::Error) -> Problem,
) -> Result<u64, Problem> {
    let new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part);
    let mut file = new.map_err(|error| failed(&error))?;
    let mut bytes = 0;
    for piece in 0.. {
        let Reply::Backup(piece) = office.call(Request::Backup(BackupPiece { piece }))? else {
            return Err(office.unexpected());
        };
        file.write_all(&piece.bytes).map_err(|error| failed(&error))?;
        bytes += piece.bytes.len() as u64;
        if piece.last {
            break;
        }
    }
    file.sync_all().map_err(|error| failed(&error))?;
    Ok(bytes)
}

/// A file beside this one: its name with an ending behind it.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

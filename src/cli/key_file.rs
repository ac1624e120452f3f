//! Files of keys, as `age-keygen` writes them. A secret key is never on the command line, where
//! everybody on the machine sees it.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::str::FromStr;

use super::shell::Shell;
use crate::problem::{Kind, Problem};
use crate::store::backup::seal::{self, Identity, NoKey};

/// A file of keys has no more bytes than this.
const FILE_MAX: u64 = 64 * 1024;

/// The keys of a file.
pub fn read<K: FromStr<Err = NoKey>>(path: &Path, shell: &Shell) -> Result<Vec<K>, Problem> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(FILE_MAX).read_to_string(&mut text));
    read.map_err(|error| Problem::file(&shell.texts, path, &error))?;
    seal::keys(&text).map_err(|NoKey| {
        let values = [("file", path.display().to_string().into())];
        Problem::with(&shell.texts, Kind::Failed, "cli-key-none", &values)
    })
}

/// The secret keys of a file; a sentence on standard error when others can read it too.
pub fn secret(path: &Path, shell: &Shell) -> Result<Vec<Identity>, Problem> {
    let keys = read(path, shell)?;
    let shared = |file: std::fs::Metadata| file.is_file() && file.permissions().mode() & 0o077 != 0;
    if path.metadata().is_ok_and(shared) {
        let values = [("file", path.display().to_string().into())];
        super::complain(&shell.texts.with("cli-key-shared", &values));
    }
    Ok(keys)
}

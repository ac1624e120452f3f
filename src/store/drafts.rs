//! Drafts: forms as they stand, apart from the journal, so that what was typed outlives a dropped
//! line, a killed server and a full disk.
//!
//! ```text
//! office/drafts/RESERVE                      room on the disk, let go when the disk is full
//! office/drafts/<uid>/<id>.draft             one form
//! ```
//!
//! A draft is written beside its file, with a CRC at its end, synced and renamed over it. It goes
//! when the form is saved (its id is the request id of the change), thrown away, or gone on with
//! under another id. Names of files say nothing about anybody.
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::records::drafts as record;
use crate::codec::CodecError;
use crate::domain::draft::{DRAFT_MAX, DRAFTS_MAX, Draft, Form, Head, Was};
use crate::domain::ids::RequestId;
use crate::journal::DiskError;
use crate::journal::disk::{self, at};

/// Kept free for drafts on a full disk: room for a hundred long ones.
const RESERVE: u64 = 8 << 20;
/// The file that keeps it.
const RESERVED: &str = "RESERVE";
/// Users who keep drafts at the same time without waiting for each other.
const TURNS: usize = 64;

/// Why a draft was not kept or read.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Larger than [`DRAFT_MAX`].
    #[error("a draft of {0} bytes is too large")]
    TooLarge(usize),
    /// The user has [`DRAFTS_MAX`] others.
    #[error("too many drafts of one user")]
    TooMany,
    /// There is none of that id.
    #[error("no such draft")]
    NotFound,
    /// It cannot be read by this release; the file stays.
    #[error("a draft cannot be read: {0}")]
    Unreadable(#[from] CodecError),
    /// The disk refused, even with the reserve let go.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// The drafts of an office.
pub struct Drafts {
    dir: PathBuf,
    /// Makes names of half-written files different.
    next: AtomicU64,
    /// The sessions of one user take turns.
    turns: [Mutex<()>; TURNS],
    /// Held by whoever lets the reserve go until what it is for is written.
    reserve: Mutex<()>,
}

impl Drafts {
    /// Drafts below an office directory. Half-written files of a killed server go.
    pub(super) fn open(office: &Path) -> Result<Self, DiskError> {
        let dir = office.join("drafts");
        disk::create_dir(&dir)?;
        let turns = [const { Mutex::new(()) }; TURNS];
        let drafts = Self { dir, next: AtomicU64::new(0), turns, reserve: Mutex::new(()) };
        let files = drafts.files()?;
        files.iter().filter(|file| extension(file) == "tmp").try_for_each(|file| remove(file))?;
        drafts.reserve();
        Ok(drafts)
    }

    /// Gives up the room reserved in an office that nobody has open.
    pub(super) fn let_go(office: &Path) -> Result<(), DiskError> {
        remove(&office.join("drafts").join(RESERVED))
    }

    /// Keeps a form as it stands, in place of what was kept of it before: a form once begun is
    /// always kept, only a further one can be one too many, unless another goes for it. What is
    /// older than what is kept is left. On disk when this returns; then the draft that it goes on
    /// with goes.
    pub fn save(&self, uid: u32, draft: &Draft) -> Result<(), DraftError> {
        let mut bytes = record::seal(draft)?;
        if bytes.len() > DRAFT_MAX {
            return Err(DraftError::TooLarge(bytes.len()));
        }
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        let _turn = self.turn(uid);
        let user = self.dir.join(uid.to_string());
        let name = file_name(draft.id);
        let file = user.join(&name);
        if read(&file).is_ok_and(|kept| kept.no > draft.no) {
            return Ok(());
        }
        let mut kept = self.files_of(uid)?;
        kept.retain(|file| extension(file) == "draft");
        let is_further = !kept.contains(&file);
        let goes = || draft.from.is_some_and(|was| self.goes(uid, was));
        // what goes may stay after all when the disk fails: never more than twice as many
        let full = kept.len() >= DRAFTS_MAX && (kept.len() >= 2 * DRAFTS_MAX || !goes());
        if is_further && full {
            return Err(DraftError::TooMany);
        }
        let written = match self.write(&user, &name, &bytes) {
            Err(error) if error.is_full() => {
                // what it is for; a full disk must not cost a word
                let _let_go = self.reserve.lock().unwrap_or_else(PoisonError::into_inner);
                remove(&self.dir.join(RESERVED))?;
                self.write(&user, &name, &bytes)
            }
            written => written,
        };
        written?;
        if let Some(was) = draft.from
            && let Err(error) = self.drop_as_seen(uid, was)
        {
            // no word is lost by it, and the form is kept
            tracing::warn!(%error, "a draft stays beside the one that goes on with it");
        }
        Ok(())
    }

    /// The heads of all drafts of a user, the latest first; one draft at a time is in memory. What
    /// cannot be read stays on disk.
    pub fn list(&self, uid: u32) -> Result<Vec<Head>, DraftError> {
        let files = self.files_of(uid)?;
        let drafts = files.iter().filter(|file| extension(file) == "draft");
        let mut heads: Vec<Head> = drafts
            .filter_map(|file| match read(file) {
                Ok(draft) => Some(draft.head()),
                Err(DraftError::NotFound) => None, // gone meanwhile
                Err(error) => {
                    tracing::error!(%error, file = %file.display(), "a draft cannot be read");
                    unreadable(file)
                }
            })
            .collect();
        heads.sort_by_key(|head| std::cmp::Reverse((head.kept, head.was.id)));
        Ok(heads)
    }

    /// One draft of a user.
    pub fn get(&self, uid: u32, id: RequestId) -> Result<Draft, DraftError> {
        read(&self.path(uid, id))
    }

    /// Whether a user has another draft of a form that began as this one did.
    pub fn has_kin(&self, uid: u32, id: RequestId) -> Result<bool, DraftError> {
        let files = self.files_of(uid)?;
        let mut drafts = files.iter().filter(|file| extension(file) == "draft");
        let akin = |other: RequestId| other != id && other.is_akin(id);
        Ok(drafts.any(|file| file_id(file).is_some_and(akin)))
    }

    /// Throws a draft away, unless it was kept anew since it was seen. What this release cannot
    /// read is not its to throw away.
    pub fn discard(&self, uid: u32, was: Was) -> Result<(), DraftError> {
        let _turn = self.turn(uid);
        self.drop_as_seen(uid, was)?;
        self.reserve();
        Ok(())
    }

    /// Whether a draft is there and has not been kept anew since it was seen.
    fn goes(&self, uid: u32, was: Was) -> bool {
        read(&self.path(uid, was.id)).is_ok_and(|kept| kept.no <= was.no)
    }

    fn drop_as_seen(&self, uid: u32, was: Was) -> Result<(), DraftError> {
        let file = self.path(uid, was.id);
        match read(&file) {
            Ok(kept) if kept.no <= was.no => {
                remove(&file)?;
                file.parent().map_or(Ok(()), |user| Ok(disk::sync_dir(user)?))
            }
            Ok(_) | Err(DraftError::NotFound) => Ok(()),
            Err(DraftError::Unreadable(error)) => {
                tracing::warn!(%error, file = %file.display(), "an unreadable draft stays");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// The turn of a user.
    fn turn(&self, uid: u32) -> Option<MutexGuard<'_, ()>> {
        let turn = self.turns.get(uid as usize % TURNS)?;
        Some(turn.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The form was saved: its draft goes for good.
    pub(super) fn committed(&self, uid: u32, id: RequestId) {
        let file = self.path(uid, id);
        match fs::remove_file(&file) {
            Ok(()) => self.reserve(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(%error, file = %file.display(), "a saved draft was not removed");
            }
        }
    }

    /// Removes drafts of forms that were saved, for a server that was killed in between.
    pub(super) fn forget_saved(&self, saved: &HashSet<RequestId>) -> Result<(), DiskError> {
        let files = self.files()?;
        let done = |file: &&PathBuf| file_id(file).is_some_and(|id| saved.contains(&id));
        files.iter().filter(done).try_for_each(|file| remove(file))
    }

    /// Those that are damaged, or written by a newer release. They stay on disk.
    pub fn unreadable(&self) -> Result<Vec<PathBuf>, DiskError> {
        let mut files = self.files()?;
        // one that goes meanwhile was readable or is no loss
        files.retain(|file| {
            extension(file) == "draft" && matches!(read(file), Err(DraftError::Unreadable(_)))
        });
        Ok(files)
    }

    /// Whether anybody has one.
    pub(super) fn any(&self) -> Result<bool, DiskError> {
        Ok(self.files()?.iter().any(|file| extension(file) == "draft"))
    }

    fn write(&self, dir: &Path, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let half = dir.join(format!("{number}.tmp"));
        disk::create_dir(dir)?;
        let written = disk::create(&half).and_then(|file| {
            disk::write_at(&file, &half, bytes, 0)?;
            disk::publish(&file, &half, &dir.join(name))
        });
        if written.is_err() {
            // half a draft is of no use; what was kept before is still there
            let _ = fs::remove_file(&half);
        }
        written
    }

    /// Takes the reserve (back) when there is room that nobody is about to use.
    fn reserve(&self) {
        let Ok(_mine) = self.reserve.try_lock() else { return };
        let path = self.dir.join(RESERVED);
        if path.exists() {
            return;
        }
        let taken = disk::create(&path).and_then(|file| {
            let flags = rustix::fs::FallocateFlags::empty();
            rustix::fs::fallocate(&file, flags, 0, RESERVE).map_err(|e| at(&path)(e.into()))
        });
        if let Err(error) = taken {
            let _ = fs::remove_file(&path);
            tracing::warn!(%error, "no room is reserved for drafts");
        }
    }

    fn path(&self, uid: u32, id: RequestId) -> PathBuf {
        self.dir.join(uid.to_string()).join(file_name(id))
    }

    fn files_of(&self, uid: u32) -> Result<Vec<PathBuf>, DiskError> {
        files_in(&self.dir.join(uid.to_string()))
    }

    /// Every file of every user, and those that lie above them.
    fn files(&self) -> Result<Vec<PathBuf>, DiskError> {
        let mut all = Vec::new();
        for path in files_in(&self.dir)? {
            if path.is_dir() { all.extend(files_in(&path)?) } else { all.push(path) }
        }
        Ok(all)
    }
}

/// The files of a directory; of one that is not there none.
fn files_in(dir: &Path) -> Result<Vec<PathBuf>, DiskError> {
    match disk::list(dir, "") {
        Err(error) if error.source.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        found => found,
    }
}

/// Removes a file that may be gone already.
fn remove(file: &Path) -> Result<(), DiskError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(file)(error)),
        _ => Ok(()),
    }
}

fn read(file: &Path) -> Result<Draft, DraftError> {
    let bytes = missing(file, fs::read(file))?;
    let (body, crc) = bytes.split_last_chunk::<4>().ok_or(CodecError::Malformed)?;
    if crc32fast::hash(body).to_le_bytes() != *crc {
        return Err(CodecError::Malformed.into());
    }
    Ok(record::open(body)?)
}

/// Stands for a draft that cannot be read, when it is known by its name.
fn unreadable(file: &Path) -> Option<Head> {
    let kept =
        fs::metadata(file).and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    Some(Head {
        was: Was { id: file_id(file)?, no: 0 },
        form: Form::Unreadable,
        kind: None,
        case: None,
        name: String::new(),
        entering: String::new(),
        of: None,
        kept: kept.into(),
        hidden: false,
    })
}

fn missing<T>(file: &Path, result: io::Result<T>) -> Result<T, DraftError> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => DraftError::NotFound,
        _ => DraftError::Disk(at(file)(error)),
    })
}

fn file_name(id: RequestId) -> String {
    format!("{:032x}.draft", id.0)
}

fn file_id(file: &Path) -> Option<RequestId> {
    u128::from_str_radix(file.file_stem()?.to_str()?, 16).ok().map(RequestId)
}

fn extension(file: &Path) -> &str {
    file.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draft::Body;
    use crate::journal::disk::fault::{self, Fault};

    fn draft(id: u128) -> Draft {
        let (fields, at) = (vec![("what".into(), "Anruf".into())], "what".into());
        Draft {
            id: RequestId(id),
            form: Form::FollowUp,
            case: None,
            name: String::new(),
            kept: chrono::DateTime::UNIX_EPOCH,
            no: 0,
            from: None,
            body: Body::Fields { fields, at, cursor: 0 },
        }
    }

    #[test]
    fn a_full_disk_costs_the_reserve_and_no_word() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(dir.path()).unwrap();
        let reserve = dir.path().join("drafts/RESERVE");
        assert_eq!(fs::metadata(&reserve).unwrap().len(), RESERVE);
        fault::arm(dir.path(), Fault::Write);
        drafts.save(1001, &draft(1)).unwrap();
        assert!(!reserve.exists());
        assert_eq!(drafts.list(1001).unwrap(), [draft(1).head()]);
        assert_eq!(drafts.get(1001, RequestId(1)).unwrap(), draft(1));
        // while somebody is about to use the room, nobody else takes it back
        let used = drafts.reserve.lock().unwrap();
        drafts.discard(1001, Was { id: RequestId(2), no: 0 }).unwrap();
        assert!(!reserve.exists());
        drop(used);
        // room again: the saved form's draft goes, the reserve comes back
        drafts.committed(1001, RequestId(1));
        assert!(reserve.exists());
    }

    #[test]
    fn what_cannot_be_written_at_all_leaves_the_draft_before() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(dir.path()).unwrap();
        drafts.save(1001, &draft(1)).unwrap();
        fault::arm(dir.path(), Fault::Write);
        fault::arm(dir.path(), Fault::Write);
        assert!(matches!(drafts.save(1001, &draft(1)), Err(DraftError::Disk(_))));
        assert_eq!(drafts.list(1001).unwrap(), [draft(1).head()]);
        assert_eq!(drafts.get(1001, RequestId(1)).unwrap(), draft(1));
        assert_eq!(drafts.files_of(1001).unwrap().len(), 1);
    }
}

//! What a program did to files, as strace saw it, and what a disk holds when the power goes.
//!
//! The disk is stricter than any real one: what is not synced may be there, be missing or be torn
//! within a page, in any order; a name is there when its directory was synced.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// How strace has to be called in front of the program; its output file follows.
pub const STRACE: [&str; 9] = [
    "strace",
    "-f",
    "-y",
    "-qq",
    "-xx",
    "-s",
    "100000000",
    "-e",
    "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir",
];

/// The smallest part of a write that a disk makes whole.
const SECTOR: usize = 512;

/// Something that happened, in the order in which it did.
#[derive(Debug, Clone)]
pub enum Event {
    /// A file was made, or emptied.
    Make { path: PathBuf },
    /// A directory was made.
    MakeDir { path: PathBuf },
    /// Bytes were written to a file.
    Write { path: PathBuf, at: usize, bytes: Vec<u8> },
    /// A file got this length.
    Cut { path: PathBuf, len: usize },
    /// A file or directory was asked to be made durable.
    SyncBegun { path: PathBuf, id: usize },
    /// It is.
    Synced { id: usize },
    /// A name became another.
    Rename { from: PathBuf, to: PathBuf },
    /// A name went.
    Remove { path: PathBuf },
    /// A line was printed.
    Said(String),
}

/// Reads strace's output. Only what succeeded and lies below `root`, and what was printed.
pub fn events(trace: &str, root: &Path) -> Vec<Event> {
    let mut reader = Reader::default();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        reader.line(thread, call.trim_start());
    }
    let below = |path: &PathBuf| path.starts_with(root);
    reader.events.retain(|event| match event {
        Event::Make { path }
        | Event::MakeDir { path }
        | Event::Write { path, .. }
        | Event::Cut { path, .. }
        | Event::SyncBegun { path, .. }
        | Event::Remove { path } => below(path),
        Event::Rename { to, .. } => below(to),
        Event::Synced { .. } | Event::Said(_) => true,
    });
    reader.events
}

#[derive(Default)]
struct Reader {
    events: Vec<Event>,
    /// Calls of threads that are not back yet: their words, and the number of a sync.
    open: HashMap<String, (String, usize)>,
    /// Where the next plain write to a descriptor goes.
    offsets: HashMap<String, usize>,
    syncs: usize,
}

impl Reader {
    fn line(&mut self, thread: &str, call: &str) {
        if let Some(begun) = call.strip_suffix(" <unfinished ...>") {
            let id = self.begin(begun);
            self.open.insert(thread.into(), (begun.into(), id));
        } else if call.starts_with("<... ") {
            let Some((begun, id)) = self.open.remove(thread) else { return };
            let rest = call.split_once("resumed>").map_or("", |(_, rest)| rest);
            self.end(&format!("{begun}{rest}"), id);
        } else if call.contains(" = ") {
            let id = self.begin(call);
            self.end(call, id);
        }
    }

    /// What takes effect before the call is back.
    fn begin(&mut self, call: &str) -> usize {
        if call.starts_with("fsync(") || call.starts_with("fdatasync(") {
            self.syncs += 1;
            self.events.push(Event::SyncBegun { path: descriptor(call).1, id: self.syncs });
        }
        if let Some(bytes) = call.strip_prefix("write(2<").and_then(|_| quoted(call, 0)) {
            self.events.push(Event::Said(String::from_utf8_lossy(&bytes).into_owned()));
        }
        self.syncs
    }

    fn end(&mut self, call: &str, id: usize) {
        let (Some((name, _)), Some(result)) = (call.split_once('('), result(call)) else { return };
        let path = |nth| path(&quoted(call, nth).unwrap());
        let numbers = || numbers(call);
        let event = match name {
            "openat" => {
                self.offsets.insert(result.split('<').next().unwrap().into(), 0);
                if !call.contains("O_CREAT") && !call.contains("O_TRUNC") {
                    return;
                }
                Event::Make { path: path(0) }
            }
            "write" | "pwrite64" => {
                let (fd, path) = descriptor(call);
                if path.to_string_lossy().ends_with("(deleted)") {
                    return;
                }
                let mut bytes = quoted(call, 0).unwrap();
                bytes.truncate(result.parse().unwrap());
                let next = self.offsets.entry(fd).or_default();
                let at = if name == "write" { *next } else { numbers()[1] };
                if name == "write" {
                    *next += bytes.len();
                }
                Event::Write { path, at, bytes }
            }
            "ftruncate" => Event::Cut { path: descriptor(call).1, len: numbers()[0] },
            "fsync" | "fdatasync" => Event::Synced { id },
            "rename" | "renameat" | "renameat2" => Event::Rename { from: path(0), to: path(1) },
            "unlink" | "unlinkat" | "rmdir" => Event::Remove { path: path(0) },
            "mkdir" | "mkdirat" => Event::MakeDir { path: path(0) },
            _ => return,
        };
        self.events.push(event);
    }
}

/// What a call returned, unless it failed.
fn result(call: &str) -> Option<&str> {
    let (_, result) = call.rsplit_once(" = ")?;
    (!result.starts_with('-') && !result.starts_with('?')).then_some(result)
}

/// The descriptor that a call was given first, and its path.
fn descriptor(call: &str) -> (String, PathBuf) {
    let (_, args) = call.split_once('(').unwrap();
    let (fd, rest) = args.split_once('<').unwrap_or((args, ""));
    let (name, rest) = rest.split_once('>').unwrap_or(("", ""));
    let mut path = path(&bytes(name));
    if rest.starts_with("(deleted)") {
        path.as_mut_os_string().push("(deleted)");
    }
    (fd.into(), path)
}

/// The numbers of a call behind its last string, or behind its descriptor: lengths and offsets.
fn numbers(call: &str) -> Vec<usize> {
    let args = call.rsplit_once(" = ").unwrap().0.trim_end().trim_end_matches(')');
    let args = args.rsplit_once(['"', '>']).unwrap().1;
    args.split(", ").filter_map(|word| word.parse().ok()).collect()
}

fn quoted(call: &str, nth: usize) -> Option<Vec<u8>> {
    call.split('"').nth(nth * 2 + 1).map(bytes)
}

/// `\x61\x62` and plain letters.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut all = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (byte, plain) = part.split_at(2);
        all.push(u8::from_str_radix(byte, 16).unwrap());
        all.extend_from_slice(plain.as_bytes());
    }
    all
}

fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// A file system that remembers what is durable.
#[derive(Clone, Default)]
pub struct Disk {
    files: Vec<File>,
    names: BTreeMap<PathBuf, Node>,
    /// Names that are durable.
    kept: BTreeMap<PathBuf, Node>,
    /// What was done to the names of each directory since it was synced.
    changes: BTreeMap<PathBuf, Vec<Change>>,
    syncs: HashMap<usize, Sync>,
}

#[derive(Clone, Default)]
struct File {
    kept: Vec<u8>,
    waiting: Vec<Part>,
}

#[derive(Clone)]
enum Part {
    Write(usize, Vec<u8>),
    Cut(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    Dir,
    File(usize),
}

/// A name that points to something else from now on, or to nothing.
#[derive(Clone)]
struct Change(Vec<(PathBuf, Option<Node>)>);

/// A sync on its way: how much was there when it began.
#[derive(Clone)]
enum Sync {
    File(usize, usize),
    Dir(PathBuf, usize),
}

impl Disk {
    /// A disk on which what is below `dir` now is durable.
    pub fn of(dir: &Path) -> Self {
        let mut disk = Self::default();
        disk.take(dir);
        disk.kept.clone_from(&disk.names);
        disk
    }

    fn take(&mut self, path: &Path) {
        if path.is_dir() {
            self.names.insert(path.into(), Node::Dir);
            for entry in std::fs::read_dir(path).unwrap() {
                self.take(&entry.unwrap().path());
            }
        } else if path.is_file() {
            self.files.push(File { kept: std::fs::read(path).unwrap(), waiting: Vec::new() });
            self.names.insert(path.into(), Node::File(self.files.len() - 1));
        }
    }

    /// The next thing that happened.
    pub fn happens(&mut self, event: &Event) {
        match event {
            Event::Make { path } => self.make(path),
            Event::MakeDir { path } => self.name(vec![(path.clone(), Some(Node::Dir))]),
            Event::Write { path, at, bytes } => self.part(path, Part::Write(*at, bytes.clone())),
            Event::Cut { path, len } => self.part(path, Part::Cut(*len)),
            Event::SyncBegun { path, id } => self.sync(path, *id),
            Event::Synced { id } => self.synced(*id),
            Event::Rename { from, to } => self.rename(from, to),
            Event::Remove { path } => self.name(vec![(path.clone(), None)]),
            Event::Said(_) => {}
        }
    }

    fn make(&mut self, path: &Path) {
        if let Some(Node::File(_)) = self.names.get(path) {
            return;
        }
        self.files.push(File::default());
        self.name(vec![(path.into(), Some(Node::File(self.files.len() - 1)))]);
    }

    fn rename(&mut self, from: &Path, to: &Path) {
        let moved: Vec<PathBuf> =
            self.names.keys().filter(|path| path.starts_with(from)).cloned().collect();
        let gone: Vec<PathBuf> =
            self.names.keys().filter(|path| path.starts_with(to)).cloned().collect();
        let mut change: Vec<_> = gone.into_iter().map(|path| (path, None)).collect();
        for path in moved {
            let rest = path.strip_prefix(from).unwrap();
            let new = if rest.as_os_str().is_empty() { to.into() } else { to.join(rest) };
            change.push((new, self.names.get(&path).copied()));
            change.push((path, None));
        }
        self.name(change);
    }

    fn name(&mut self, change: Vec<(PathBuf, Option<Node>)>) {
        apply(&mut self.names, &change);
        let dir = change[0].0.parent().unwrap().to_path_buf();
        self.changes.entry(dir).or_default().push(Change(change));
    }

    fn part(&mut self, path: &Path, part: Part) {
        let Some(Node::File(file)) = self.names.get(path) else { return };
        self.files[*file].waiting.push(part);
    }

    fn sync(&mut self, path: &Path, id: usize) {
        let sync = match self.names.get(path) {
            Some(Node::File(file)) => Sync::File(*file, self.files[*file].waiting.len()),
            Some(Node::Dir) => {
                let changes = self.changes.get(path).map_or(0, Vec::len);
                Sync::Dir(path.into(), changes)
            }
            None => return,
        };
        self.syncs.insert(id, sync);
    }

    fn synced(&mut self, id: usize) {
        match self.syncs.remove(&id) {
            Some(Sync::File(file, parts)) => {
                let file = &mut self.files[file];
                // another sync of the same file may have been quicker
                let parts = parts.min(file.waiting.len());
                for part in file.waiting.drain(..parts) {
                    write(&mut file.kept, &part);
                }
            }
            Some(Sync::Dir(dir, changes)) => {
                let waiting = self.changes.entry(dir).or_default();
                let changes = changes.min(waiting.len());
                for Change(change) in waiting.drain(..changes) {
                    apply(&mut self.kept, &change);
                }
            }
            None => {}
        }
    }

    /// The power goes: what is found afterwards is written below `to`, in place of `root`.
    pub fn cut(&self, root: &Path, to: &Path, random: &mut fastrand::Rng) {
        // mostly lost, mostly there, or anything between
        let chance = [0.0, 0.5, 0.9, 1.0][random.usize(0..4)];
        let mut names = self.kept.clone();
        for changes in self.changes.values() {
            // a directory keeps the order of its own changes
            let kept = if random.f64() < chance { random.usize(0..=changes.len()) } else { 0 };
            changes[..kept].iter().for_each(|Change(change)| apply(&mut names, change));
        }
        for (path, node) in names {
            let rest = path.strip_prefix(root).unwrap();
            let new = if rest.as_os_str().is_empty() { to.into() } else { to.join(rest) };
            // below a name that was lost nothing is found
            if !new.parent().is_some_and(Path::is_dir) {
                continue;
            }
            match node {
                Node::Dir => {
                    let _ = std::fs::create_dir(&new);
                }
                Node::File(file) => {
                    std::fs::write(&new, self.files[file].after(chance, random)).unwrap();
                }
            }
        }
    }
}

impl File {
    fn after(&self, chance: f64, random: &mut fastrand::Rng) -> Vec<u8> {
        let mut bytes = self.kept.clone();
        for part in &self.waiting {
            match part {
                Part::Write(at, written) => {
                    for (index, sector) in written.chunks(SECTOR).enumerate() {
                        if random.f64() < chance {
                            write(&mut bytes, &Part::Write(at + index * SECTOR, sector.to_vec()));
                        }
                    }
                }
                Part::Cut(_) if random.f64() < chance => write(&mut bytes, part),
                Part::Cut(_) => {}
            }
        }
        bytes
    }
}

fn write(bytes: &mut Vec<u8>, part: &Part) {
    match part {
        Part::Write(at, written) => {
            bytes.resize(bytes.len().max(at + written.len()), 0);
            bytes[*at..at + written.len()].copy_from_slice(written);
        }
        Part::Cut(len) => bytes.resize(*len, 0),
    }
}

fn apply(names: &mut BTreeMap<PathBuf, Node>, change: &[(PathBuf, Option<Node>)]) {
    for (path, node) in change {
        match node {
            Some(node) => names.insert(path.clone(), *node),
            None => names.remove(path),
        };
    }
}

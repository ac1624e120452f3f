//! Change-sets and their frozen encoding, version 1.
//!
//! ```text
//! u8 version | i64 time | u64 staff | u128 request | bytes answer | u32 number of ops | op…
//! op = u8 tree | u8 flags | bytes key | [bytes value] | [bytes value before]
//! bytes = u32 length | that many bytes        all numbers little endian
//! flags: 1 a value follows (a put, else a delete) · 2 undoable · 4 a value before follows
//! ```
//! Written by hand and held by a golden file: what is in a journal must be readable for ever.

/// A tree of the store: a name space of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tree(pub u8);

/// What a key held before a change, kept so that the change can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// Not kept: this operation cannot be undone.
    Unkept,
    /// There was no record.
    Absent,
    /// This value.
    Value(Vec<u8>),
}

/// One absolute put (`Some`) or delete (`None`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// Name space of the key.
    pub tree: Tree,
    /// The key.
    pub key: Vec<u8>,
    /// The value from now on, opaque here.
    pub value: Option<Vec<u8>>,
    /// The value until now.
    pub before: Before,
}

/// One acknowledged change: who, when, on which request, what was answered, what changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// Server time in milliseconds since 1970, UTC.
    pub time_ms: i64,
    /// Number of the staff member; 0 is the office itself.
    pub staff: u64,
    /// Identity of the request, so that a repeated one is applied once; 0 is none.
    pub request: u128,
    /// What was answered, for a client that asks again.
    pub answer: Vec<u8>,
    /// The operations, at most one a key.
    pub ops: Vec<Op>,
}

/// The bytes are not a change-set this release reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// Written by a newer release.
    #[error("change-set of format {0}, newest known is {VERSION}")]
    Newer(u8),
    /// Too short, too long or a flag that does not exist.
    #[error("not a change-set")]
    Malformed,
}

const VERSION: u8 = 1;
const PUT: u8 = 1;
const UNDOABLE: u8 = 2;
const HAD_VALUE: u8 = 4;

impl ChangeSet {
    /// The frozen bytes. A field longer than `u32::MAX` is cut; the journal refuses far smaller.
    pub fn encode(&self) -> Vec<u8> {
        let size: usize = self.ops.iter().map(op_size).sum();
        let mut out = Vec::with_capacity(41 + self.answer.len() + size);
        out.push(VERSION);
        out.extend_from_slice(&self.time_ms.to_le_bytes());
        out.extend_from_slice(&self.staff.to_le_bytes());
        out.extend_from_slice(&self.request.to_le_bytes());
        put_bytes(&mut out, &self.answer);
        out.extend_from_slice(&length(self.ops.len()).to_le_bytes());
        self.ops.iter().for_each(|op| put_op(&mut out, op));
        out
    }

    /// Reads exactly one change-set.
    pub fn decode(bytes: &[u8]) -> Result<ChangeSet, ChangeError> {
        let mut input = Reader(bytes);
        match input.u8() {
            Some(VERSION) => {}
            Some(newer) if newer > VERSION => return Err(ChangeError::Newer(newer)),
            _ => return Err(ChangeError::Malformed),
        }
        let change = input.change().ok_or(ChangeError::Malformed)?;
        if input.0.is_empty() { Ok(change) } else { Err(ChangeError::Malformed) }
    }
}

fn op_size(op: &Op) -> usize {
    let before = if let Before::Value(bytes) = &op.before { bytes.len() + 4 } else { 0 };
    6 + op.key.len() + op.value.as_ref().map_or(0, |value| value.len() + 4) + before
}

fn put_op(out: &mut Vec<u8>, op: &Op) {
    let flags = if op.value.is_some() { PUT } else { 0 }
        | match op.before {
            Before::Unkept => 0,
            Before::Absent => UNDOABLE,
            Before::Value(_) => UNDOABLE | HAD_VALUE,
        };
    out.extend_from_slice(&[op.tree.0, flags]);
    put_bytes(out, &op.key);
    if let Some(value) = &op.value {
        put_bytes(out, value);
    }
    if let Before::Value(value) = &op.before {
        put_bytes(out, value);
    }
}

/// Length as stored; see [`ChangeSet::encode`] for what is longer.
pub(super) fn length(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// Appends a length and the bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let len = length(bytes.len());
    out.extend_from_slice(&len.to_le_bytes());
    out.extend(bytes.iter().take(len as usize));
}

/// Reads from the front of a slice; `None` when it is too short.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.u32()? as usize;
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }

    fn change(&mut self) -> Option<ChangeSet> {
        let time_ms = self.array().map(i64::from_le_bytes)?;
        let staff = self.u64()?;
        let request = self.array().map(u128::from_le_bytes)?;
        let answer = self.bytes()?.to_vec();
        // no capacity from the claimed number: it is checked only by reading
        let ops = (0..self.u32()?).map(|_| self.op()).collect::<Option<Vec<Op>>>()?;
        Some(ChangeSet { time_ms, staff, request, answer, ops })
    }

    fn op(&mut self) -> Option<Op> {
        let tree = Tree(self.u8()?);
        let flags = self.u8()?;
        let key = self.bytes()?.to_vec();
        let value = if flags & PUT == 0 { None } else { Some(self.bytes()?.to_vec()) };
        let before = match flags & !PUT {
            0 => Before::Unkept,
            UNDOABLE => Before::Absent,
            both if both == UNDOABLE | HAD_VALUE => Before::Value(self.bytes()?.to_vec()),
            _ => return None,
        };
        Some(Op { tree, key, value, before })
    }
}

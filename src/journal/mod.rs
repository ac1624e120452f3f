//! The journal: fsynced change-sets, the truth of an office. It knows bytes, no nouns.
//!
//! ```text
//! journal/00000000000000000001.jnl     segment: magic, first sequence number, CRC; then frames
//! snapshots/<s0>-<s1>.snap             image of all records, see [`snapshot`]
//! ```
//!
//! A [`frame`] is `u32 len | u64 seq | payload | u32 crc(prev_crc, len, seq, payload)`: each frame
//! vouches for the one before it. A group of frames is appended with one write and made durable
//! with one `fdatasync` ([`log::Journal::append`]); what was acknowledged is on disk. The payload is
//! a [`change::ChangeSet`]: absolute puts and deletes of opaque bytes, so replay may be repeated
//! and knows no schema.
//!
//! [`scan::Scan`] reads a journal back and tells three ends apart: a clean one, a torn group
//! (written while the power went, never acknowledged, cut away) and damage in front of groups
//! that were acknowledged, which is reported and never skipped in silence.
//!
//! What is absent on purpose: compression, encryption, mapping files into memory, a second writer.
pub mod change;
pub mod digest;
pub mod disk;
pub mod frame;
pub mod log;
pub mod scan;
pub mod snapshot;

pub use change::{Before, ChangeSet, Op, Tree};
pub use digest::Digest;
pub use disk::DiskError;
pub use log::{AppendError, Journal};
pub use scan::{Scan, ScanError};

//! The server.
pub mod access;
pub mod frames;
pub mod listen;
pub mod outbox;
pub mod peer;
pub mod push;

/// How many connections are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one Unix user.
    pub per_user: usize,
    /// In all.
    pub in_all: usize,
}

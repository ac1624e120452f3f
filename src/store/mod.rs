//! The store: records over journal and sled, one file a noun.
pub mod engine;
pub mod search;

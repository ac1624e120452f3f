//! Names in any spelling: keys under which the same name is found again.
//!
//! A name is stored as it stands on the document and never changed; what is compared is derived
//! here.
mod fold;
mod scripts;

pub use fold::{fold, sort_key};

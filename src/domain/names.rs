//! Names: folding and keys.

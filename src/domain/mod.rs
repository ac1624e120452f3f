//! Pure nouns and rules. No clock, no input or output, no terminal, no database: time and ids
//! come in as arguments.
pub mod checklist;
pub mod clean;
pub mod dates;
pub mod names;

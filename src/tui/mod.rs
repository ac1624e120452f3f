//! The terminal application.
pub mod cells;
pub mod command;
pub mod input;
pub mod keymap;
pub mod terminal;

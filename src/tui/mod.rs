//! The terminal application.
pub mod cells;
pub mod command;
pub mod ctx;
pub mod fuzzy;
pub mod input;
pub mod keymap;
pub mod terminal;
pub mod theme;
pub mod widgets;

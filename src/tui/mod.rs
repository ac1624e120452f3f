//! The terminal application.
pub mod app;
pub mod cells;
pub mod command;
pub mod ctx;
pub mod effect;
pub mod first;
pub mod fuzzy;
pub mod input;
pub mod keymap;
pub mod overlay;
pub mod run;
pub mod screens;
pub mod terminal;
pub mod theme;
pub mod widgets;
pub use first::first_run;
pub use run::{Options, RunError, run};

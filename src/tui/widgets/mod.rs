//! The parts that screens are made of.
//!
//! A widget that keeps something (the text of a field, the selected row) is a plain struct with
//! methods that take commands; drawing is a function of it, the [`Ctx`](super::ctx::Ctx) and an
//! area. Whatever can have the focus gives the place of the real cursor when it is drawn. Nothing
//! here does input or output, and nothing draws but through `Theme::put`.
pub mod choice;
pub mod columns;
pub mod dialog;
pub mod editor;
pub mod entries;
pub mod field;
pub mod footer;
pub mod frame;
pub mod help;
pub mod list;
pub mod message;
pub mod month;
pub mod palette;
pub mod picker;
pub mod several;
pub mod urgent;
pub mod whichkey;

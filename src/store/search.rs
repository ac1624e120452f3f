//! Finding names in any spelling, order and script.

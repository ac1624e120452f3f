//! The command table: every command once, with its label, help and contexts.

//! The one file that names bincode: values to bytes and back, with a limit.

//! What went wrong, as a person needs to hear it.

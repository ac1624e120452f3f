//! Every visible string, German and English.

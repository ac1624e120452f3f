//! The server `aid serve`: owns one office, answers many clients.

//! The client side of the socket: connect or start, request, pushes, retry.
pub mod problems;

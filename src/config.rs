//! Settings of this machine and this user, read from `config.toml`.

//! `digest serve`: what it answers, what it refuses, and that it follows what is saved.

#![cfg(unix)]

mod answers;
pub(crate) mod client;
mod saves;

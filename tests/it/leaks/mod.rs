//! Nothing that an editor did not mean to publish gets in, and nothing harmful gets out.

#![cfg(unix)]

mod addresses;
mod audit;
mod extremes;
mod files;
mod hostile_text;
mod templates;
mod terminal;

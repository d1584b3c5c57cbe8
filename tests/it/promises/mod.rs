//! What a build promises about the output folder: all or nothing, never another's files, same bytes.

#![cfg(unix)]

mod at_once;
mod full_disk;
pub(crate) mod issues;
mod kept;
pub(crate) use kept::{Anybody, make_pipe};
mod killed;
mod probe;
mod refused;
mod same_bytes;

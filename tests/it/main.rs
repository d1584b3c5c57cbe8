//! The integration tests, one binary: each module holds one promise of the generator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::disallowed_types
)]

mod assets;
mod check;
mod cli;
mod diagnostics;
mod facts;
mod folder;
mod golden;
mod guide;
mod http_server;
mod imports;
mod incremental;
mod layers;
mod leaks;
mod markup;
#[cfg(feature = "images")]
mod pictures;
mod promises;
mod publish;
mod random;
mod readme;
mod search;
mod serve;
mod site_model;
mod support;
mod theming;

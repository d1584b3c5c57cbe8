//! The commands: what each does with the library. Output of the site goes through [`crate::output`].

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "layer 5: this is where input and output happen"
)]

pub mod build;
pub mod check;
pub mod ci;
pub mod clock;
pub mod explain;
#[cfg(feature = "import")]
pub mod import;
pub mod init;
pub mod last_build;
pub mod list;
pub mod media_type;
pub mod new;
mod new_file;
mod progress;
#[cfg(feature = "publish")]
pub mod publish;
pub mod schema;
#[cfg(unix)]
mod scratch;
pub mod serve;
pub mod state;
#[cfg(any(feature = "import", feature = "external-links"))]
pub mod web;

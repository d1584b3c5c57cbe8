//! The seeded corpus on which `digest` is measured, as a library for the binaries in `src/bin`.
//!
//! Everything is derived from a seed with integer arithmetic alone, so the same seed gives the
//! same bytes on every machine. Nothing here may read a clock, a locale or a floating-point number.
//!
//! ```text
//! random ──► vocabulary ──► model ──► prose ──► front_matter ──► site
//! numbers    words, names   who, when body     keys, per tool   files on disk
//! ```

pub mod calendar;
pub mod front_matter;
pub mod model;
pub mod prose;
pub mod random;
pub mod site;
pub mod vocabulary;

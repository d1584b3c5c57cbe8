//! A static site generator for the digest of one public issue.
//!
//! ```text
//! Sources ──► Config · Theme · Articles ──► Site ──► Plan ──► Output
//! (bytes)     parse: per file, parallel     join     what     bytes
//!
//! compile(sources, options) -> Digest + Diagnostics     Sources to Plan; renders nothing
//! render::prepare(digest, page).render() -> bytes       pure; any page, any time, any thread
//!
//! build    compile, render every page in parallel, sync to the output folder
//! import   compile for the site's vocabulary, foreign files to drafts in `content/`; renders nothing
//! ```
//!
//! The [`plan`] is the centre: an ordered map from output path to [`plan::Page`], pure data, made
//! before anything is rendered. It alone decides what exists and under which address.
//!
//! Everything that a template may see is a view built for its page alone. That makes a page's bytes
//! a function of view and templates, so incremental, on-demand and parallel rendering need no
//! tracking of dependencies.
//!
//! Modules, each naming only those above it:
//!
//! | layer | modules | |
//! |---|---|---|
//! | 0 | [`source`] [`diagnostic`] [`address`] [`date`] [`language`] [`encode`] [`per_thread`] | vocabulary |
//! | 1 | [`config`] [`content`] [`theme`] [`cache`] | one file in, one value out |
//! | 2 | [`site`] | join |
//! | 3 | [`plan`] | what exists, and where |
//! | 4 | [`render`] [`digest`] [`audit`] | from a page to its bytes, and what is wrong with them |
//! | 5 | [`cli`] [`commands`] [`disk`] [`output`] [`report`] | all input and output |

pub mod address;
pub mod audit;
pub mod cache;
pub mod cli;
pub mod commands;
pub mod config;
pub mod content;
pub mod date;
pub mod diagnostic;
pub mod digest;
pub mod disk;
pub mod encode;
pub mod language;
pub mod output;
pub mod per_thread;
pub mod plan;
pub mod render;
pub mod report;
pub mod site;
pub mod source;
pub mod theme;

pub use digest::{Compiled, Digest, Options, compile};

/// Name and version, as written into pages, feeds and the manifest.
pub const GENERATOR: &str = concat!("issue-digest ", env!("CARGO_PKG_VERSION"));

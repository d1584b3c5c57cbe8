//! The YAML of the site: front matter, `site.yaml` and catalogues, read strictly against tables of keys.
//!
//! ```text
//! split    file -> front matter, body      fence
//! read     YAML -> Node                    plain, else guard, node, syntax
//! check    Node + Table -> Checked         table, check, scalar, dates, faults
//! locate   path -> bytes, for faults only  locate
//! schema   Table -> JSON Schema, docs      schema
//! ```
//!
//! One table per kind of document drives all of it. `yaml` alone names the YAML crate. Nothing here
//! knows what a key means, and nothing reads a file.

mod check;
mod checked;
mod dates;
mod document;
mod faults;
mod fence;
mod guard;
mod locate;
mod node;
mod plain;
mod scalar;
mod schema;
mod syntax;
mod table;
mod yaml;

pub use check::{MAX_FAULTS, MAX_ITEMS, check};
pub use checked::{Checked, Value};
pub use dates::{DateValue, PartialDate};
pub use document::Document;
pub use fence::{Article, split};
pub use guard::{FRONT_MATTER_BYTES, MAX_ALIASES, MAX_DEPTH, SITE_BYTES, guard};
pub use locate::{Part, Place, Step, locate};
pub use node::{MAX_NODES, MAX_TEXT_BYTES, Node, read};
pub use scalar::MAX_CHARACTERS;
pub use schema::{json_schema, markdown_reference};
pub use table::{Key, Kind, Table};
pub use yaml::scalar;

#[cfg(test)]
mod tests;

//! `digest schema`: the JSON Schema of what editors write, for their editor's completion.

use std::process::ExitCode;

use crate::cli::{Failure, SchemaOf, Terminal};
use crate::config;
use crate::content::article_keys::ARTICLE;
use crate::content::front_matter;

/// Prints a schema.
///
/// # Errors
/// Where standard output cannot be written to.
pub fn run(of: SchemaOf, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let schema = match of {
        SchemaOf::Site => front_matter::json_schema("site.yaml of a digest", config::SITE.keys),
        SchemaOf::Article => front_matter::json_schema("Front matter of an article", ARTICLE.keys),
    };
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    terminal.print(&format!("{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}

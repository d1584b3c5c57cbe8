//! `digest explain`: what a code means.

use std::process::ExitCode;

use crate::cli::{Failure, Terminal};
use crate::diagnostic::{Code, SILENCEABLE, did_you_mean};

/// Explains `name`, or lists every code.
///
/// # Errors
/// A code that does not exist, an output that cannot be written.
pub fn run(name: Option<&str>, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let text = match name {
        None => Code::ALL.iter().map(|code| format!("{}  {}\n", code.as_str(), one_line(*code))).collect(),
        Some(name) => {
            let code = Code::named(name).ok_or_else(|| unknown(name))?;
            explained(code)
        }
    };
    terminal.print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn one_line(code: Code) -> String {
    code.explanation().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn explained(code: Code) -> String {
    let name = code.as_str();
    let severity = if name.starts_with('E') {
        "An error: nothing is written until it is mended.".to_owned()
    } else if SILENCEABLE.contains(&name) {
        format!(
            "A warning of `digest check`. A line `silence: [{name}]` in a file's front matter silences it there; \
             in `site.yaml`, `check: {{silence: [{name}]}}` does everywhere."
        )
    } else {
        "A warning: the site is built.".to_owned()
    };
    format!("{name}: {}\n\n{severity}\n", one_line(code))
}

fn unknown(name: &str) -> Failure {
    let near = did_you_mean(name, Code::ALL.iter().map(|code| code.as_str()));
    let help = near.map_or_else(
        || "`digest explain` without a code lists them all".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Failure::call(format!("there is no code `{name}`"), Some(help))
}

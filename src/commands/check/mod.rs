//! `digest check`: compile, render every page in memory, and tell what is wrong or odd. Writes nothing but,
//! with `--external`, what it was answered.

#[cfg(feature = "external-links")]
mod archive;
#[cfg(feature = "external-links")]
pub mod ask;
#[cfg(feature = "external-links")]
pub mod external;
#[cfg(feature = "external-links")]
pub mod hosts;
#[cfg(feature = "external-links")]
mod memory;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use super::clock::clock;
use super::progress::Progress;
use super::{build, state};
use crate::audit::audit;
use crate::cli::{Failure, FindingsFormat, Terminal};
use crate::diagnostic::{Diagnostics, Severity};
use crate::digest::{self, Compiled, Digest, Memory};
use crate::disk;
use crate::report;
use crate::site::Include;
use crate::source::Sources;

/// What a check is asked to do.
#[derive(Debug)]
pub struct Options {
    /// Folder of the site.
    pub site: PathBuf,
    /// Whether drafts are let in.
    pub drafts: bool,
    /// Whether articles of the future are let in.
    pub future: bool,
    /// The check's clock.
    pub clock: Option<String>,
    /// How findings are told.
    pub format: FindingsFormat,
    /// Whether warnings count as errors.
    pub strict: bool,
    /// Whether and how outside addresses are asked for.
    #[cfg(feature = "external-links")]
    pub external: Option<external::Options>,
}

/// What came of outside addresses.
#[derive(Debug, Default)]
pub struct Checked {
    /// What there is to say.
    pub found: Diagnostics,
    /// Lines for people.
    pub summary: String,
    /// Set where this machine could not look up a single name.
    pub failure: Option<Failure>,
}

/// Checks the site.
///
/// # Errors
/// A wrong call. Findings are told here, with exit status 1 where they are errors.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let include = Include {
        clock: clock(options.clock.as_deref())?,
        drafts: options.drafts,
        future: options.future,
        expired: false,
    };
    let sources = disk::sources(&options.site);
    let (compiled, mut found) = compile(options, sources, include);
    let mut outside = Checked::default();
    let (sources, pages) = match compiled {
        Compiled::Faulty(sources) => (sources, 0),
        Compiled::Digest(digest) => {
            let pages = digest.plan.entries.len();
            outside = ask_outside(options, &digest, terminal)?;
            found.extend(std::mem::take(&mut outside.found));
            let later = later(options, &digest);
            let html = digest::pages(&digest.plan).filter(|(path, _)| path.ends_with(".html"));
            let progress = Progress::new("checking", html.count(), terminal, false);
            let audited = audit(&digest, later.as_ref(), &|| progress.step());
            progress.finish();
            match audited {
                Ok(audited) => found.extend(audited),
                Err(fault) => found.push(*fault),
            }
            (digest.sources, pages)
        }
    };
    let (errors, warnings) = (found.count(Severity::Error), found.count(Severity::Warning));
    let found = found.sorted();
    let text = match options.format {
        FindingsFormat::Text => report::render_first(usize::MAX, &found, &sources, terminal.colour),
        FindingsFormat::Json => report::json(&found, &sources),
        FindingsFormat::Github => report::github(&found, &sources),
    };
    terminal.print(&text)?;
    let seconds = start.elapsed().as_secs_f64();
    terminal.say(&format!(
        "{}checked {pages} files in {seconds:.2} s: {}, {}\n",
        outside.summary,
        build::plural(errors, "error"),
        build::plural(warnings, "warning")
    ));
    if let Some(failure) = outside.failure {
        return Err(failure);
    }
    let is_fine = errors == 0 && (warnings == 0 || !options.strict);
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

#[cfg(feature = "external-links")]
fn ask_outside(options: &Options, digest: &Digest, terminal: &Terminal) -> Result<Checked, Failure> {
    let Some(asked) = &options.external else { return Ok(Checked::default()) };
    external::check(asked, &options.site, digest, &asked.asker(), terminal)
}

#[cfg(not(feature = "external-links"))]
#[expect(clippy::unnecessary_wraps, reason = "what can ask can fail")]
fn ask_outside(_: &Options, _: &Digest, _: &Terminal) -> Result<Checked, Failure> {
    Ok(Checked::default())
}

fn compile(options: &Options, sources: Sources, include: Include) -> (Compiled, Diagnostics) {
    let memory = Memory::Once(state::cache(&options.site), None);
    digest::compile(sources, digest::Options { include, memory })
}

/// The site with what is still to come, if that is more.
fn later(options: &Options, digest: &Digest) -> Option<Digest> {
    if digest.site.omitted.is_empty() || digest.include.future {
        return None;
    }
    let include = Include { future: true, ..digest.include };
    match compile(options, disk::sources(&options.site), include).0 {
        Compiled::Digest(digest) => Some(*digest),
        // Its faults are told on the day, or by `--future`.
        Compiled::Faulty(_) => None,
    }
}

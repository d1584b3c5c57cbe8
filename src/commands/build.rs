//! `digest build`: compile, render what changed, and bring the output folder up to date.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::clock::clock;
use super::last_build::{self, LastBuild};
use super::progress::Progress;
use super::state::{self, CacheFile, STATE};
use crate::cache::Cache;
use crate::cli::{Failure, Terminal};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::digest::{self, Compiled, Digest, Memory};
use crate::output::{self, OutputError, Planned, Stage, Staging, Wanted};
use crate::plan::Page;
use crate::render;
use crate::site::Include;
use crate::site::related::Scratch;
use crate::source::Sources;
use crate::{content, disk, report, theme};

/// What a build is asked to do.
#[derive(Debug)]
pub struct Options {
    /// Folder of the site.
    pub site: PathBuf,
    /// Output folder, in place of the configured one.
    pub output: Option<PathBuf>,
    /// Whether drafts are let in.
    pub drafts: bool,
    /// Whether articles of the future are let in.
    pub future: bool,
    /// Whether expired articles are let in.
    pub expired: bool,
    /// The build's clock.
    pub clock: Option<String>,
    /// Threads.
    pub jobs: Option<usize>,
    /// Whether earlier builds are made use of.
    pub use_cache: bool,
    /// Whether only faults are told.
    pub quiet: bool,
}

impl Options {
    /// The site's folder, absolute.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        std::path::absolute(&self.site).unwrap_or_else(|_| self.site.clone())
    }

    /// The output folder that was asked for, absolute.
    #[must_use]
    pub fn asked(&self) -> Option<PathBuf> {
        self.output.as_ref().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone()))
    }

    /// What is let in, by the build's clock.
    ///
    /// # Errors
    /// If the clock that was asked for is none.
    pub fn include(&self) -> Result<Include, Failure> {
        let clock = clock(self.clock.as_deref())?;
        Ok(Include { clock, drafts: self.drafts, future: self.future, expired: self.expired })
    }
}

/// Builds the site.
///
/// # Errors
/// A wrong call, or an environment that fails. Faults of the content are told here, with exit status 1.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let include = options.include()?;
    let clock = include.clock;
    if let Some(jobs) = options.jobs {
        // Fails only if a pool exists already, which then serves.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let (root, asked) = (options.root(), options.asked());
    let sources = disk::sources(&root);
    let inputs = last_build::inputs(&sources, include, asked.as_deref());
    let last = if options.use_cache { LastBuild::find(&root, inputs, clock.seconds) } else { None };
    let something_changed = options.use_cache && last.is_none();
    let last = last.filter(|last| last.is_clean);
    let mut opened = None;
    if let Some(last) = last {
        let output = open(&root, &last.folder, terminal).map_err(|error| failure(&error))?;
        if let Some(summary) = untouched(&output, &last) {
            if !options.quiet {
                terminal.say(&describe(&summary, last.articles, &last.folder, start.elapsed(), 0));
            }
            return Ok(ExitCode::SUCCESS);
        }
        // The same inputs name the same folder.
        opened = Some(output);
    }
    #[cfg(unix)]
    let sources = if options.use_cache { super::scratch::with_room(sources, &root) } else { sources };
    let likely = LastBuild::folder(&root).filter(|_| something_changed);
    let (opened_ahead, (compiled, diagnostics)) = std::thread::scope(|scope| {
        let opening = likely.as_deref().map(|folder| scope.spawn(|| open_ahead(&root, folder, terminal)));
        let compiled = compile(&root, sources, include, options.use_cache);
        (opening.and_then(|thread| thread.join().ok().flatten()), compiled)
    });
    let digest = match compiled {
        Compiled::Digest(digest) => digest,
        Compiled::Faulty(sources) => return Ok(tell(diagnostics, &sources, terminal)),
    };
    let warnings = diagnostics.count(Severity::Warning);
    if !diagnostics.is_empty() {
        terminal.say(&report::render(&diagnostics.sorted(), &digest.sources, terminal.colour));
    }
    let folder = asked.unwrap_or_else(|| root.join(&digest.site.config.output_dir));
    let opened = opened.or_else(|| opened_ahead.filter(|_| likely.as_ref() == Some(&folder)));
    let output = opened.map_or_else(|| open(&root, &folder, terminal), Ok).map_err(Stopped::from);
    let summary = match output.and_then(|output| write(&digest, output, options, terminal)) {
        Ok(summary) => summary,
        Err(Stopped::Fault(fault)) => {
            let mut faults = Diagnostics::default();
            faults.push(*fault);
            return Ok(tell(faults, &digest.sources, terminal));
        }
        Err(Stopped::Output(error)) => return Err(failure(&error)),
    };
    let articles = digest.article_count();
    if !options.quiet {
        terminal.say(&describe(&summary, articles, &folder, start.elapsed(), warnings));
    }
    if options.use_cache {
        let is_clean = warnings == 0 && summary.set_aside.is_none();
        let clocks = (clock.seconds, digest.holds_until);
        let last = LastBuild { inputs, clocks, folder, manifest: summary.manifest, articles, is_clean };
        last.keep(&root);
    }
    // The process ends here: to give back what a large site takes, piece by piece, is time for nothing.
    std::mem::forget(digest);
    Ok(ExitCode::SUCCESS)
}

/// Compiles the site at `root` with what earlier builds read, and keeps what this one reads.
fn compile(root: &Path, sources: Sources, include: Include, use_cache: bool) -> (Compiled, Diagnostics) {
    let cache = if use_cache { state::cache(root) } else { Cache::default() };
    let is_site = sources.find(crate::config::FILE).is_some();
    let mut file = (use_cache && is_site).then(|| CacheFile::create(root));
    let record = file.as_mut().map(|file| file as &mut (dyn std::io::Write + Send));
    let memory = Memory::Once(cache, record);
    let outcome = digest::compile(sources, digest::Options { include, memory });
    if let Some(file) = file {
        file.finish();
    }
    outcome
}

/// Why nothing was written.
enum Stopped {
    Fault(Box<Diagnostic>),
    Output(OutputError),
}

impl From<OutputError> for Stopped {
    fn from(error: OutputError) -> Self {
        Stopped::Output(error)
    }
}

/// What there is to say where the output folder is as the last build left it.
fn untouched(output: &output::Output, last: &LastBuild) -> Option<output::Summary> {
    let manifest = output.manifest();
    let holds = manifest.checksum() == last.manifest && output.damaged().is_empty();
    holds.then(|| output::Summary { unchanged: manifest.len(), ..output::Summary::default() })
}

fn write(
    digest: &Digest,
    output: output::Output,
    options: &Options,
    terminal: &Terminal,
) -> Result<output::Summary, Stopped> {
    let pages: Vec<(&str, Page)> = digest::pages(&digest.plan).collect();
    let is_cold = output.manifest().is_empty() || !options.use_cache;
    let wanted = if is_cold { vec![Wanted::Render; pages.len()] } else { wanted(digest, &pages, &output)? };
    let planned: Vec<Planned<'_>> =
        pages.iter().zip(&wanted).map(|((path, _), wanted)| Planned { path, wanted: *wanted }).collect();
    let stage = match output.stage(&planned)? {
        Staging::Unchanged(summary) => return Ok(summary),
        Staging::Changed(stage) => stage,
    };
    let due: Vec<(&str, Page)> =
        pages.iter().zip(&wanted).filter(|(_, w)| **w == Wanted::Render).map(|(page, _)| *page).collect();
    let progress = Progress::new("rendering", due.len(), terminal, options.quiet);
    render_all(digest, &due, &stage, &progress)?;
    progress.finish();
    Ok(stage.commit()?)
}

/// Opens the output folder that this build is likely to have, and looks at it.
/// What fails is told when it turns out to be the one.
fn open_ahead(root: &Path, folder: &Path, terminal: &Terminal) -> Option<output::Output> {
    let mut output = open(root, folder, terminal).ok()?;
    output.look_ahead();
    Some(output)
}

/// Opens the output folder, waiting for other builds.
///
/// # Errors
/// If the folder must not be written, or the disk fails.
pub fn open(root: &Path, folder: &Path, terminal: &Terminal) -> Result<output::Output, OutputError> {
    let kept = [root.join(content::layout::CONTENT), root.join(theme::THEMES), root.join(STATE)];
    let kept: Vec<&Path> = kept.iter().map(PathBuf::as_path).collect();
    let home = std::env::home_dir();
    let settings = output::Settings {
        output: folder,
        site_root: root,
        sources: &kept,
        home: home.as_deref(),
        generator: crate::GENERATOR,
    };
    output::open(&settings, |lock| {
        let place = lock.display().to_string();
        terminal.say(&format!("waiting for another build (`{}`)\n", report::printable(&place)));
    })
}

thread_local! {
    /// Scratch space that rendering threads use again and again.
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Which pages must be rendered: those whose fingerprint is not that of the last build.
fn wanted(digest: &Digest, pages: &[(&str, Page)], output: &output::Output) -> Result<Vec<Wanted>, Stopped> {
    let decide = |(path, page): &(&str, Page)| {
        SCRATCH.with(|scratch| {
            let prepared = render::prepare(digest, *page, scratch).map_err(Stopped::Fault)?;
            let fingerprint = BUFFER.with_borrow_mut(|buffer| prepared.fingerprint(buffer));
            // 0 stands for a view without a fingerprint.
            let can_keep = fingerprint != 0 && output.can_keep(path, fingerprint);
            Ok(if can_keep { Wanted::Keep } else { Wanted::Render })
        })
    };
    pages.par_iter().with_min_len(32).with_max_len(256).map(decide).collect()
}

fn render_all(
    digest: &Digest,
    due: &[(&str, Page)],
    stage: &Stage<'_>,
    progress: &Progress<'_>,
) -> Result<(), Stopped> {
    due.par_iter().with_min_len(8).with_max_len(64).try_for_each(|(path, page)| {
        SCRATCH.with(|scratch| {
            let prepared = render::prepare(digest, *page, scratch).map_err(Stopped::Fault)?;
            let fingerprint = BUFFER.with_borrow_mut(|buffer| prepared.fingerprint(buffer));
            let bytes = prepared.render().map_err(Stopped::Fault)?;
            stage.write(path, &bytes, fingerprint)?;
            progress.step();
            Ok(())
        })
    })
}

/// Tells the faults of the content; the exit status says that there are some.
pub fn tell(diagnostics: Diagnostics, sources: &Sources, terminal: &Terminal) -> ExitCode {
    let diagnostics = diagnostics.sorted();
    let count = |severity: Severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    terminal.say(&report::render(&diagnostics, sources, terminal.colour));
    let also = if warnings > 0 { format!(" and {}", plural(warnings, "warning")) } else { String::new() };
    terminal.say(&format!("nothing was written: {}{also}\n", plural(errors, "error")));
    ExitCode::FAILURE
}

pub(super) fn plural(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// An output folder that cannot be used, as the end of a command.
#[must_use]
pub fn failure(error: &OutputError) -> Failure {
    Failure::environment(error.to_string(), error.help())
}

fn describe(
    summary: &output::Summary,
    articles: usize,
    folder: &Path,
    time: Duration,
    warnings: usize,
) -> String {
    let pages = summary.written + summary.unchanged;
    let changed = if summary.written == 0 && summary.deleted == 0 {
        "nothing changed".to_owned()
    } else {
        format!("{} written, {} unchanged, {} deleted", summary.written, summary.unchanged, summary.deleted)
    };
    let noun = if warnings == 1 { "warning" } else { "warnings" };
    let folder = folder.display().to_string();
    let mut text = format!(
        "built {} from {} into `{}` in {:.2} s: {changed}; {warnings} {noun}\n",
        plural(pages, "file"),
        plural(articles, "article"),
        report::printable(&folder),
        time.as_secs_f64(),
    );
    if let Some(aside) = &summary.set_aside {
        let aside = aside.display().to_string();
        text.push_str(&format!(
            "warning: files that are not the site's were put into `{}`\n",
            report::printable(&aside)
        ));
    }
    text
}

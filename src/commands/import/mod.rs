//! `digest import`: other people's texts, pages, feeds and folders become drafts of articles.
//!
//! ```text
//! gather    sources -> items        wire, page, feed, outline, folder; fetch, read
//! select    items -> drafts         known, suggest, draft; verify
//! write     drafts -> files         write
//! ```
//!
//! The site is compiled as `build` does, for its vocabulary and for what it cites. A fault of one
//! source stops no other. No file is ever replaced.

pub mod address;
mod carry;
mod charset;
mod draft;
mod fault;
mod feed;
mod filing;
mod folder;
mod foreign;
mod gather;
mod item;
mod kind;
mod known;
mod language;
mod mapping;
mod markdown;
mod metadata;
mod nesting;
mod old_site;
mod outline;
mod page;
mod robots;
mod select;
mod suggest;
mod text;
mod verify;
mod when;
mod wire;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::fault::Fault;
use self::filing::Filing;
use self::gather::{Gathered, Reading};
use self::select::{Draft, Selection};
use self::suggest::Vocabulary;
use super::new_file::new_file;
use super::web::fetch::{Client, Limits};
use super::web::reach::Reach;
use super::{build, clock};
use crate::cli::{Failure, Terminal};
use crate::diagnostic::{Code, Severity, did_you_mean};
use crate::digest::{self, Compiled, Digest};
use crate::language::LanguageId;
use crate::report::printable;
use crate::site::{Clock, Include};
use crate::{disk, report};

/// What is stored of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Facts about it and its address.
    Stub,
    /// Its text too.
    Full,
}

/// What a source is, where its content does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text of a wire.
    Text,
    /// An HTML page.
    Page,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A list of feeds in OPML.
    Opml,
    /// A content folder of Hugo, Zola or Jekyll.
    Folder,
}

/// What an import is asked to do.
#[derive(Debug)]
pub struct Options {
    /// Files, folders and addresses.
    pub sources: Vec<String>,
    /// Folder of the site.
    pub site: PathBuf,
    /// What is stored; `None` is a stub of others' articles and the whole of a folder.
    pub store: Option<Store>,
    /// Language of the drafts.
    pub language: Option<String>,
    /// Name of the outlet, in place of what the sources say.
    pub outlet: Option<String>,
    /// Items of feeds before this day are left out.
    pub since: Option<String>,
    /// What the sources are.
    pub kind: Option<Kind>,
    /// Topics of the drafts.
    pub topics: Vec<String>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether private and loopback addresses may be fetched from.
    pub allow_private: bool,
    /// What counts as now.
    pub clock: Option<String>,
}

/// The options with every name looked up.
struct Settings {
    today: Date,
    since: Option<Date>,
    language: Option<LanguageId>,
}

/// Imports every source that can be.
///
/// # Errors
/// A wrong call, or a disk that cannot be written to. Faults of sources are told here.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let reach = if options.allow_private { Reach::Anywhere } else { Reach::PublicAnd(Vec::new()) };
    run_with(options, &Client::new(reach, Limits::default(), Box::new(std::thread::sleep)), terminal)
}

/// The same with a client of the caller's, who decides how far it reaches and how it waits.
///
/// # Errors
/// Those of [`run`].
pub fn run_with(options: &Options, client: &Client, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let clock = clock::clock(options.clock.as_deref())?;
    for source in &options.sources {
        gather::check_scheme(source)?;
    }
    let root = std::path::absolute(&options.site).unwrap_or_else(|_| options.site.clone());
    let Some(digest) = compile(&root, clock, terminal) else { return Ok(ExitCode::FAILURE) };
    let settings = settings(options, clock, &digest)?;
    let vocabulary = Vocabulary::of(&digest.site);
    let zone = &digest.site.config.timezone;
    let tags: Vec<&str> = digest.site.languages.iter().map(|language| language.tag.as_str()).collect();
    let filing = Filing { tags: &tags, language: settings.language, today: settings.today };
    let Some(markdown) = digest.markdown.first() else { return Ok(ExitCode::FAILURE) };
    let since = settings.since;
    let reading =
        Reading { options, since, zone, markdown, filing, vocabulary: &vocabulary, client, terminal };
    let Gathered { items, mut faults, summary } = gather::all(reading);
    let selection = Selection { options, digest: &digest, vocabulary: &vocabulary, filing };
    let mut drafts = selection.drafts(items, &mut faults);
    verify::drop_faulty(&root, &digest, &mut drafts, &mut faults);
    let written = write_all(options, &root, &drafts, &mut faults)?;
    Ok(tell(&faults, &summary, written, options, terminal))
}

/// The site with all that it has, drafts and articles of the future too; `None` where it is faulty,
/// which is told.
fn compile(root: &Path, clock: Clock, terminal: &Terminal) -> Option<Box<Digest>> {
    let include = Include { clock, drafts: true, future: true, expired: true };
    let (compiled, diagnostics) = digest::compile(disk::sources(root), digest::Options::new(include));
    match compiled {
        Compiled::Digest(digest) => Some(digest),
        Compiled::Faulty(sources) => {
            let errors = diagnostics.count(Severity::Error);
            terminal.say(&report::render(&diagnostics.sorted(), &sources, terminal.colour));
            terminal.say(&format!("nothing was imported: the site has {}\n", build::plural(errors, "error")));
            None
        }
    }
}

fn settings(options: &Options, clock: Clock, digest: &Digest) -> Result<Settings, Failure> {
    let zone: &TimeZone = &digest.site.config.timezone;
    let now = jiff::Timestamp::from_second(clock.seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let since = options.since.as_deref().map(|text| {
        text.parse::<Date>().map_err(|_| {
            let help = "write a day such as `2018-07-12`".to_owned();
            Failure::call(format!("`--since {text}` is no day"), Some(help))
        })
    });
    let paths: Vec<&str> = digest.site.topics.iter().map(|topic| &*topic.path).collect();
    for topic in &options.topics {
        if !paths.contains(&topic.as_str()) {
            let near = did_you_mean(topic, paths.iter().copied());
            let help = near.map_or_else(
                || "see `digest list topics`, or make it with `digest new topic`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Failure::call(format!("the site has no topic `{topic}`"), Some(help)));
        }
    }
    let language = options.language.as_deref().map(|tag| {
        let tags: Vec<&str> = digest.site.languages.iter().map(|language| language.tag.as_str()).collect();
        let at = tags.iter().position(|known| *known == tag).and_then(|at| u8::try_from(at).ok());
        at.map(LanguageId).ok_or_else(|| {
            let help = format!(
                "it has {}",
                tags.iter().map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ")
            );
            Failure::call(format!("the site has no language `{tag}`"), Some(help))
        })
    });
    Ok(Settings {
        today: now.to_zoned_datetime(zone.clone()).date(),
        since: since.transpose()?,
        language: language.transpose()?,
    })
}

/// Writes the drafts and prints their paths; gives how many there are.
fn write_all(
    options: &Options,
    root: &Path,
    drafts: &[Draft],
    faults: &mut Vec<Fault>,
) -> Result<usize, Failure> {
    let mut written = 0;
    let mut out = std::io::stdout().lock();
    for draft in drafts {
        let shown = options.site.join(&draft.path);
        let shown = shown.strip_prefix(".").unwrap_or(&shown).display().to_string();
        if !options.dry_run
            && let Err(message) = new_file(root, &draft.path, &draft.text)
        {
            let message = format!("`{shown}` cannot be written: {message}");
            faults.push(Fault::error(Code::UnreachableSource, draft.spot.clone(), message));
            continue;
        }
        written += 1;
        match writeln!(out, "{}", printable(&shown)) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                let message = format!("standard output: {}", disk::describe(&error));
                return Err(Failure::environment(message, None));
            }
            _ => {}
        }
    }
    Ok(written)
}

/// Tells the faults and what was done; the exit status is that of the gravest.
fn tell(faults: &[Fault], summary: &str, written: usize, options: &Options, terminal: &Terminal) -> ExitCode {
    terminal.say(&fault::report(faults, terminal.colour));
    for line in summary.lines() {
        terminal.say(&format!("{}\n", printable(line)));
    }
    let errors: Vec<&Fault> = faults.iter().filter(|fault| fault.severity() == Severity::Error).collect();
    let warnings = faults.len() - errors.len();
    let verb = if options.dry_run { "would be imported" } else { "imported" };
    terminal.say(&format!(
        "{} {verb}; {}, {}\n",
        build::plural(written, "draft"),
        build::plural(errors.len(), "error"),
        build::plural(warnings, "warning"),
    ));
    if errors.iter().any(|fault| fault.is_of_environment()) {
        return ExitCode::from(3);
    }
    if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

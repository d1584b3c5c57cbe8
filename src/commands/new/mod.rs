//! `digest new`: a file with complete, commented front matter, where the site expects it.
//!
//! What it says comes from an archetype. Nothing is ever replaced, and nothing is made that a build would
//! not take.

mod archetype;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use jiff::civil::Date;

use self::archetype::Given;
use super::clock::clock;
use super::new_file::new_file;
use crate::address::{slugify, tracking};
use crate::cli::{Failure, NewKind, Terminal};
use crate::config::Config;
use crate::content::layout::{self, CONTENT, Place, slug_of};
use crate::date::Cadence;
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::digest::configuration;
use crate::language::LanguageId;
use crate::source::Sources;
use crate::{disk, report};

/// What is asked for.
#[derive(Debug)]
pub struct Options {
    /// Folder of the site.
    pub site: PathBuf,
    /// What to make.
    pub kind: NewKind,
    /// Its title; an edition's key, such as `2018-w28`; with a language, also the file to translate.
    pub title: String,
    /// Topics of an article; the parent of a topic.
    pub topics: Vec<String>,
    /// Day of an article.
    pub date: Option<String>,
    /// Addresses of an article's sources.
    pub sources: Vec<String>,
    /// Language that it is written in.
    pub language: Option<String>,
    /// Whether an editor is opened.
    pub edit: bool,
}

/// Makes the file and prints its path.
///
/// # Errors
/// A wrong call, a file that exists, a disk that fails. Faults of `site.yaml` are told, with exit status 1.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let sources = disk::sources(&options.site);
    let mut diagnostics = Diagnostics::default();
    let Some(config) = configuration(&sources, &mut diagnostics) else {
        terminal.say(&report::render(&diagnostics.sorted(), &sources, terminal.colour));
        return Ok(ExitCode::from(1));
    };
    check_options(options)?;
    check_topics(options, &sources)?;
    let language = language(options, &config)?;
    let (path, archetype, title) = match original(options, &sources)? {
        Some(original) => {
            let path = translated(&original, language, &config)?;
            (path, archetype::of("translation", &options.site, &config)?, "…".to_owned())
        }
        None => {
            // A title is one line, whatever it was copied from.
            let title = options.title.split_whitespace().collect::<Vec<_>>().join(" ");
            let path = path(options, &title, language, &config)?;
            (path, archetype::of(options.kind.name(), &options.site, &config)?, title)
        }
    };
    let addresses: Vec<String> = options.sources.iter().map(|source| tracking::without(source)).collect();
    let date = date(options, &config)?;
    let given = Given { title: &title, date, topics: &options.topics, sources: &addresses };
    let text = archetype.filled(&given);
    archetype.check(&text, options.kind)?;
    write(options, &path, &text, terminal)?;
    Ok(ExitCode::SUCCESS)
}

fn write(options: &Options, path: &str, text: &str, terminal: &Terminal) -> Result<(), Failure> {
    if options.site.join(path).symlink_metadata().is_ok() {
        let help = "give it another title, or edit the file that is there".to_owned();
        return Err(Failure::call(format!("`{path}` exists already"), Some(help)));
    }
    let written = new_file(&options.site, path, text)
        .map_err(|message| Failure::environment(format!("`{path}` cannot be written: {message}"), None))?;
    terminal.print(&format!("{path}\n"))?;
    if options.edit { edit(&written) } else { Ok(()) }
}

/// Refuses options that the kind has no use for.
fn check_options(options: &Options) -> Result<(), Failure> {
    let is_article = options.kind == NewKind::Article;
    let parents = if options.kind == NewKind::Topic { 1 } else { 0 };
    let refused = |option: &str, what: &str| {
        let kind = options.kind.name();
        Err(Failure::call(format!("`{option}` is of no use with `{kind}`"), Some(what.to_owned())))
    };
    if !is_article && options.topics.len() > parents {
        return refused("--topic", "articles have topics, and a topic has one parent");
    }
    if !is_article && options.date.is_some() {
        return refused("--date", "only articles have a date");
    }
    if !is_article && !options.sources.is_empty() {
        return refused("--source", "write the sources into the file; only those of articles are filled in");
    }
    Ok(())
}

/// The language asked for, else the default one.
fn language(options: &Options, config: &Config) -> Result<LanguageId, Failure> {
    let Some(wanted) = options.language.as_deref() else { return Ok(LanguageId(0)) };
    let tags = tags(config);
    let at = tags.iter().position(|tag| tag.eq_ignore_ascii_case(wanted));
    at.and_then(|at| u8::try_from(at).ok()).map(LanguageId).ok_or_else(|| {
        let help = format!("`languages` in `site.yaml` lists {}", tags.join(", "));
        Failure::call(format!("the site has no language `{wanted}`"), Some(help))
    })
}

fn tags(config: &Config) -> Vec<&str> {
    config.languages.iter().map(|language| language.tag.as_str()).collect()
}

/// The document that `title` names, to be translated; `None` if it is a title.
fn original(options: &Options, sources: &Sources) -> Result<Option<String>, Failure> {
    let named = options.title.replace(std::path::MAIN_SEPARATOR, "/");
    if !named.ends_with(".md") {
        return Ok(None);
    }
    let path = named.trim_start_matches("./");
    let below_site = format!("{}/", options.site.display());
    let path = path.strip_prefix(&below_site).unwrap_or(path);
    if sources.find(path).is_none() {
        let known = sources.below(CONTENT).map(|(_, file)| &*file.path).filter(|path| path.ends_with(".md"));
        let near = did_you_mean(path, known);
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| "name a file such as `content/articles/2018/talks.md`".to_owned());
        return Err(Failure::call(format!("there is no file `{path}` to translate"), Some(help)));
    }
    if options.language.is_none() {
        let help = "name the language of the translation, such as `--lang es`".to_owned();
        return Err(Failure::call(format!("`{path}` exists already"), Some(help)));
    }
    Ok(Some(path.to_owned()))
}

/// The path of the translation of `path` into `language`.
fn translated(path: &str, language: LanguageId, config: &Config) -> Result<String, Failure> {
    let tags = tags(config);
    let own = match layout::understand(path, &tags) {
        Place::Document { language, .. } => language,
        _ => {
            let help = "name a file in a folder such as `content/articles/`".to_owned();
            return Err(Failure::call(format!("`{path}` is nothing to translate"), Some(help)));
        }
    };
    if own.unwrap_or(LanguageId(0)) == language {
        let message = format!("`{path}` is in `{}` already", tags[language.index()]);
        return Err(Failure::call(message, Some("name another language with `--lang`".to_owned())));
    }
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let suffix = own.map_or_else(String::new, |own| format!(".{}", tags[own.index()]));
    let stem = stem.strip_suffix(suffix.as_str()).unwrap_or(stem);
    Ok(format!("{stem}{}.md", ending(language, &tags)))
}

/// What the names of files in `language` end in, before their extension.
fn ending(language: LanguageId, tags: &[&str]) -> String {
    if language.index() == 0 { String::new() } else { format!(".{}", tags[language.index()]) }
}

fn check_topics(options: &Options, sources: &Sources) -> Result<(), Failure> {
    let folder = format!("{CONTENT}/topics");
    let known: Vec<String> = sources
        .below(&folder)
        .filter_map(|(_, file)| file.path.strip_prefix(&folder)?.strip_prefix('/')?.strip_suffix(".md"))
        .map(|path| path.strip_suffix("/_index").unwrap_or(path).to_owned())
        .collect();
    let Some(topic) = options.topics.iter().find(|topic| !known.contains(topic)) else { return Ok(()) };
    let near = did_you_mean(topic, known.iter().map(String::as_str));
    let help = near.map_or_else(
        || "make it with `digest new topic`, or see `digest list topics`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Failure::call(format!("there is no topic `{topic}`"), Some(help)))
}

/// The day asked for, else today where the site is.
fn date(options: &Options, config: &Config) -> Result<Date, Failure> {
    let Some(text) = &options.date else {
        let now = jiff::Timestamp::from_second(clock(None)?.seconds).unwrap_or_default();
        return Ok(config.timezone.to_datetime(now).date());
    };
    text.parse().map_err(|_| {
        let help = "write a day such as `2018-07-12`".to_owned();
        Failure::call(format!("`--date {text}` is no day"), Some(help))
    })
}

/// Where the file goes.
fn path(options: &Options, title: &str, language: LanguageId, config: &Config) -> Result<String, Failure> {
    let slug = slugify(title);
    if slug.is_empty() {
        let help = "use a title with letters or digits: the file is named for it".to_owned();
        return Err(Failure::call(format!("`{title}` gives no name for a file"), Some(help)));
    }
    let tag = ending(language, &tags(config));
    let folder = options.kind.folder();
    Ok(match options.kind {
        NewKind::Article => {
            let (date, slug) = (date(options, config)?, slug_of(&slug));
            format!("{CONTENT}/{folder}/{}/{date}-{slug}{tag}.md", date.year())
        }
        NewKind::Topic => {
            let parent = options.topics.first().map_or_else(String::new, |topic| format!("{topic}/"));
            format!("{CONTENT}/{folder}/{parent}{slug}{tag}.md")
        }
        NewKind::Edition if !config.editions.cadence.is_key(title) => {
            return Err(no_edition(title, config.editions.cadence));
        }
        _ => format!("{CONTENT}/{folder}/{slug}{tag}.md"),
    })
}

fn no_edition(title: &str, cadence: Cadence) -> Failure {
    let (period, example) = match cadence {
        Cadence::Day => ("day", "2018-07-12"),
        Cadence::Week(_) => ("week", "2018-w28"),
        Cadence::Month => ("month", "2018-07"),
    };
    let help = format!("this site has an edition for each {period}; write one such as `{example}`");
    Failure::call(format!("`{title}` is no {period}"), Some(help))
}

/// Opens the file as `git` does: the variable is a command line.
fn edit(path: &Path) -> Result<(), Failure> {
    let editor = ["VISUAL", "EDITOR"].into_iter().filter_map(std::env::var_os).find(|name| !name.is_empty());
    let Some(mut line) = editor else {
        let help = "set it, such as `export EDITOR=nano`; the file is made".to_owned();
        return Err(Failure::call("`EDITOR` is not set", Some(help)));
    };
    line.push(" \"$1\"");
    let status = Command::new("sh").arg("-c").arg(line).arg("sh").arg(path).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            Err(Failure::environment(format!("the editor ended with {status}; the file is made"), None))
        }
        Err(error) => Err(Failure::environment(format!("no editor: {}", disk::describe(&error)), None)),
    }
}

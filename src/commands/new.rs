//! `digest new`: a file with complete, commented front matter, where the site expects it.
//!
//! What it says comes from an archetype: the site's `archetypes/KIND.md`, else the theme's, else the
//! built-in one. Nothing is ever replaced.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use jiff::civil::Date;

use super::clock::clock;
use super::new_file::new_file;
use crate::address::slugify;
use crate::cli::{Failure, NewKind, Terminal};
use crate::config::Config;
use crate::content::layout::{CONTENT, slug_of};
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::digest::configuration;
use crate::source::Sources;
use crate::theme::THEMES;
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
    let language = language(options, &config)?;
    let original = language.and_then(|_| original(options, &sources));
    check_topics(options, &sources)?;
    let date = date(options, &config)?;
    let path = match &original {
        Some(path) => translated(path, language.unwrap_or_default()),
        None => path(options, date, language)?,
    };
    let archetype = match original {
        Some(_) => archetype("translation", &options.site, &config),
        None => archetype(options.kind.name(), &options.site, &config),
    };
    let title = if original.is_some() { "…".to_owned() } else { options.title.trim().to_owned() };
    let text = filled(&archetype, options, &title, date);
    let written = new_file(&options.site, &path, &text).map_err(|message| {
        let help = "give it another title, or edit the file that is there".to_owned();
        Failure::environment(format!("`{path}` cannot be written: {message}"), Some(help))
    })?;
    terminal.print(&format!("{path}\n"))?;
    if options.edit {
        edit(&written)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The language asked for, if it is not the default one.
fn language<'o>(options: &'o Options, config: &Config) -> Result<Option<&'o str>, Failure> {
    let Some(wanted) = options.language.as_deref() else { return Ok(None) };
    let tags: Vec<&str> = config.languages.iter().map(|language| language.tag.as_str()).collect();
    match tags.iter().position(|tag| *tag == wanted) {
        Some(0) => Ok(None),
        Some(_) => Ok(Some(wanted)),
        None => {
            let help = format!("`languages` in `site.yaml` lists {}", tags.join(", "));
            Err(Failure::call(format!("the site has no language `{wanted}`"), Some(help)))
        }
    }
}

/// The document that `title` names, to be translated.
fn original(options: &Options, sources: &Sources) -> Option<String> {
    let path = options.title.trim_start_matches("./");
    let below_site = format!("{}/", options.site.display());
    let path = path.strip_prefix(&below_site).unwrap_or(path);
    sources.find(path).filter(|_| path.ends_with(".md")).map(|_| path.to_owned())
}

fn translated(path: &str, language: &str) -> String {
    format!("{}.{language}.md", path.strip_suffix(".md").unwrap_or(path))
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
fn path(options: &Options, date: Date, language: Option<&str>) -> Result<String, Failure> {
    let slug = slugify(&options.title);
    if slug.is_empty() {
        let help = "use a title with letters or digits: the file is named for it".to_owned();
        return Err(Failure::call(format!("`{}` gives no name for a file", options.title), Some(help)));
    }
    let tag = language.map_or_else(String::new, |tag| format!(".{tag}"));
    let folder = options.kind.folder();
    Ok(match options.kind {
        NewKind::Article => {
            let slug = slug_of(&slug);
            format!("{CONTENT}/{folder}/{}/{date}-{slug}{tag}.md", date.year())
        }
        NewKind::Topic => {
            let parent = options.topics.first().map_or_else(String::new, |topic| format!("{topic}/"));
            format!("{CONTENT}/{folder}/{parent}{slug}{tag}.md")
        }
        _ => format!("{CONTENT}/{folder}/{slug}{tag}.md"),
    })
}

/// The text that a file of that kind begins as.
fn archetype(kind: &str, site: &Path, config: &Config) -> String {
    let own = [format!("archetypes/{kind}.md"), format!("{THEMES}/{}/archetypes/{kind}.md", config.theme)];
    let read = |path: &String| String::from_utf8(disk::read_regular(&site.join(path)).ok()?).ok();
    let found = own.iter().find_map(read);
    found.unwrap_or_else(|| built_in(kind).to_owned())
}

fn built_in(kind: &str) -> &'static str {
    match kind {
        "article" => include_str!("archetypes/article.md"),
        "topic" => include_str!("archetypes/topic.md"),
        "person" => include_str!("archetypes/person.md"),
        "organization" => include_str!("archetypes/organization.md"),
        "thread" => include_str!("archetypes/thread.md"),
        "edition" => include_str!("archetypes/edition.md"),
        "translation" => include_str!("archetypes/translation.md"),
        _ => include_str!("archetypes/page.md"),
    }
}

/// The archetype with what is known of this file in it.
fn filled(archetype: &str, options: &Options, title: &str, date: Date) -> String {
    let topics = match options.topics.as_slice() {
        [] => "# topics: [migration/asylum]".to_owned(),
        topics => {
            format!("topics: [{}]", topics.iter().map(|topic| quoted(topic)).collect::<Vec<_>>().join(", "))
        }
    };
    let sources = match options.sources.as_slice() {
        [] => "# sources:\n#   - {name: Outlet, title: Headline, url: \"https://example.org/\"}".to_owned(),
        urls => {
            let source =
                |url: &String| format!("\n  - name: {}\n    url: {}", quoted(host(url)), quoted(url));
            format!("sources:{}", urls.iter().map(source).collect::<String>())
        }
    };
    archetype
        .replace("{{ date }}", &date.to_string())
        .replace("{{ topics }}", &topics)
        .replace("{{ sources }}", &sources)
        // Last, so that nothing in a title is taken for a place.
        .replace("{{ title }}", &quoted(title))
}

/// The name of the host of an address, until the outlet's is written.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// A text as a YAML scalar in double quotes, which JSON's texts are.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
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

//! `digest list`: answers about the content, for people and for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::clock::clock;
use super::state;
use crate::audit::entries;
use crate::cli::{Failure, ListFormat, Listed, Terminal};
use crate::diagnostic::Diagnostics;
use crate::digest::{self, Compiled, Digest, Memory};
use crate::language::LanguageId;
use crate::plan::Page;
use crate::site::{Article, ArticleId, EditionId, Include};
use crate::source::FileId;
use crate::{disk, report};

/// What is asked.
#[derive(Debug)]
pub struct Options {
    /// Folder of the site.
    pub site: PathBuf,
    /// What is listed.
    pub what: Listed,
    /// How.
    pub format: ListFormat,
}

/// A row: names of columns with their values, the same for each row of a list.
type Row = Map<String, Value>;

/// Lists.
///
/// # Errors
/// An output that cannot be written. Faults of the content are told, with exit status 1.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let include = Include { clock: clock(None)?, drafts: false, future: false, expired: false };
    let compiled = |include| compile(options, include, terminal);
    let rows = match options.what {
        Listed::Drafts => left_out(compiled, include),
        what => compiled(include).map(|digest| rows(&digest, what)),
    };
    let rows = match rows {
        Ok(rows) => rows,
        Err(faults) => {
            terminal.say(&faults);
            return Ok(ExitCode::from(1));
        }
    };
    let names = columns(options.what);
    let text = match options.format {
        ListFormat::Json => {
            format!("{:#}\n", Value::from(rows.into_iter().map(Value::from).collect::<Vec<_>>()))
        }
        ListFormat::Csv => csv(names, &rows)?,
        ListFormat::Table if rows.is_empty() => {
            terminal.say("there are none\n");
            return Ok(ExitCode::SUCCESS);
        }
        ListFormat::Table => table(names, &rows),
    };
    terminal.print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The columns of a list, in the order of its rows.
fn columns(what: Listed) -> &'static [&'static str] {
    match what {
        Listed::Articles | Listed::Orphans => {
            &["date", "title", "topics", "thread", "languages", "sources", "file", "address"]
        }
        Listed::Topics => &["topic", "title", "articles", "with_children", "file"],
        Listed::Editions => &["number", "from", "to", "articles", "address"],
        Listed::Drafts => &["reason", "kind", "date", "title", "language", "file"],
    }
}

/// The digest, or its faults as the terminal shows them.
fn compile(options: &Options, include: Include, terminal: &Terminal) -> Result<Digest, String> {
    let memory = Memory::Once(state::cache(&options.site), None);
    let sources = disk::sources(&options.site);
    let (compiled, diagnostics): (_, Diagnostics) =
        digest::compile(sources, digest::Options { include, memory });
    match compiled {
        Compiled::Digest(digest) => Ok(*digest),
        Compiled::Faulty(sources) => Err(report::render(&diagnostics.sorted(), &sources, terminal.colour)),
    }
}

fn rows(digest: &Digest, what: Listed) -> Vec<Row> {
    let site = &digest.site;
    let is_orphan = |article: &Article| article.topics.is_empty() && article.thread.is_none();
    match what {
        Listed::Topics => (0..site.topics.len()).map(|at| topic(digest, at)).collect(),
        Listed::Editions => (0..site.editions.list.len()).map(|at| edition(digest, at)).collect(),
        _ => {
            let all = site.articles.iter().enumerate();
            let wanted = all.filter(|(_, article)| what == Listed::Articles || is_orphan(article));
            wanted.map(|(at, article)| self::article(digest, at, article)).collect()
        }
    }
}

fn row(columns: Value) -> Row {
    match columns {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

fn article(digest: &Digest, at: usize, article: &Article) -> Row {
    let site = &digest.site;
    let text = article.text(article.original).map(|(text, _)| text);
    let languages = site.language_ids().filter(|id| article.is_in(*id));
    let languages: Vec<&str> = languages.map(|id| site.config.languages[id.index()].tag.as_str()).collect();
    let topics =
        article.topics.iter().map(|id| site.topic(*id).entry.key_below("topics")).collect::<Vec<_>>();
    row(json!({
        "date": article.date.day.to_string(),
        "title": text.map(|text| text.title.as_str()),
        "topics": topics,
        "thread": article.thread.map(|id| site.thread(id).entry.key_below("threads")),
        "languages": languages,
        "sources": article.sources.len(),
        "file": text.map(|text| digest.sources.path(text.file)),
        "address": digest.plan.href(Page::Article(article.original, ArticleId::at(at))),
    }))
}

fn topic(digest: &Digest, at: usize) -> Row {
    let topic = &digest.site.topics[at];
    let language = topic.entry.original;
    let file = topic.entry.text(language).map(|(text, _)| digest.sources.path(text.file));
    row(json!({
        "topic": topic.entry.key_below("topics"),
        "title": topic.entry.title(language),
        "articles": topic.own.len(),
        "with_children": topic.all.len(),
        "file": file,
    }))
}

fn edition(digest: &Digest, at: usize) -> Row {
    let edition = &digest.site.editions.list[at];
    row(json!({
        "number": edition.number,
        "from": edition.period.first.to_string(),
        "to": edition.period.last.to_string(),
        "articles": edition.count,
        "address": digest.plan.href(Page::Edition(LanguageId::DEFAULT, EditionId::at(at))),
    }))
}

/// Files that a build leaves out, and why: by what each compilation without one of the reasons lacks.
fn left_out(
    compiled: impl Fn(Include) -> Result<Digest, String>,
    include: Include,
) -> Result<Vec<Row>, String> {
    let everything = Include { drafts: true, future: true, expired: true, ..include };
    let all = compiled(everything)?;
    let files = |include| compiled(include).map(|digest| documents(&digest).into_keys().collect());
    let present: BTreeSet<String> = files(include)?;
    let without: [(&str, BTreeSet<String>); 3] = [
        ("draft", files(Include { drafts: false, ..everything })?),
        ("to come", files(Include { future: false, ..everything })?),
        ("expired", files(Include { expired: false, ..everything })?),
    ];
    let mut rows = Vec::new();
    for (file, mut row) in documents(&all).into_iter().filter(|(file, _)| !present.contains(file)) {
        let reasons: Vec<&str> =
            without.iter().filter(|(_, files)| !files.contains(&file)).map(|(reason, _)| *reason).collect();
        row.shift_insert(0, "reason".to_owned(), reasons.join(", ").into());
        rows.push(row);
    }
    Ok(rows)
}

/// Every file that the digest has a text of, by path.
fn documents(digest: &Digest) -> BTreeMap<String, Row> {
    let site = &digest.site;
    let mut found = BTreeMap::new();
    let mut add = |file: FileId, title: &str, date: Option<String>, language: usize| {
        let path = digest.sources.path(file).to_owned();
        let kind = path.split('/').nth(1).unwrap_or_default().to_owned();
        let language = &site.config.languages[language].tag;
        let row = row(json!({
            "kind": kind, "date": date, "title": title, "language": language, "file": path,
        }));
        found.insert(path, row);
    };
    for article in &site.articles {
        for (language, text) in article.texts.iter().enumerate() {
            if let Some(text) = text {
                add(text.file, &text.title, Some(article.date.day.to_string()), language);
            }
        }
    }
    for entry in entries(site) {
        for (language, text) in entry.texts.iter().enumerate() {
            if let Some(text) = text {
                add(text.file, &text.title, None, language);
            }
        }
    }
    found
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn csv(names: &[&str], rows: &[Row]) -> Result<String, Failure> {
    let failed =
        |error: csv::Error| Failure::environment(format!("the list cannot be written: {error}"), None);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(names).map_err(failed)?;
    for row in rows {
        writer.write_record(row.values().map(cell)).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.into_error().into()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Columns as wide as their widest value, two blanks between them.
fn table(names: &[&str], rows: &[Row]) -> String {
    let names: Vec<String> = names.iter().map(|name| name.replace('_', " ")).collect();
    let shown = |row: &Row| row.values().map(|value| report::printable(&cell(value)).into_owned()).collect();
    let columns = 0..names.len();
    let lines: Vec<Vec<String>> = std::iter::once(names).chain(rows.iter().map(shown)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = columns.map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(text, width)| format!("{text:width$}"));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

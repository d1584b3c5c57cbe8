//! `digest list`: answers about the content, for people and for programs.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::clock::clock;
use super::state;
use crate::cli::{Failure, ListFormat, Listed, Terminal};
use crate::diagnostic::Diagnostics;
use crate::digest::{self, Compiled, Digest, Memory};
use crate::language::LanguageId;
use crate::plan::Page;
use crate::site::{Article, ArticleId, EditionId, Include};
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
    let clock = clock(None)?;
    let include = Include { clock, drafts: false, future: false, expired: false };
    let everything = Include { clock, drafts: true, future: true, expired: true };
    let compiled = |include| compile(options, include);
    let rows = match options.what {
        Listed::Drafts => match (compiled(include), compiled(everything)) {
            (Ok(present), Ok(all)) => Ok(left_out(&present, &all, include)),
            (Err(faults), _) | (_, Err(faults)) => Err(faults),
        },
        what => compiled(include).map(|digest| rows(&digest, what)),
    };
    let rows = match rows {
        Ok(rows) => rows,
        Err(faults) => {
            terminal.say(&faults);
            return Ok(ExitCode::from(1));
        }
    };
    let text = match options.format {
        ListFormat::Json => {
            format!("{:#}\n", Value::from(rows.into_iter().map(Value::from).collect::<Vec<_>>()))
        }
        ListFormat::Csv => csv(&rows)?,
        ListFormat::Table => table(&rows),
    };
    terminal.print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The digest, or its faults as the terminal shows them.
fn compile(options: &Options, include: Include) -> Result<Digest, String> {
    let memory = Memory::Once(state::cache(&options.site), None);
    let sources = disk::sources(&options.site);
    let (compiled, diagnostics): (_, Diagnostics) =
        digest::compile(sources, digest::Options { include, memory });
    match compiled {
        Compiled::Digest(digest) => Ok(*digest),
        Compiled::Faulty(sources) => Err(report::render(&diagnostics.sorted(), &sources, false)),
    }
}

fn rows(digest: &Digest, what: Listed) -> Vec<Row> {
    let site = &digest.site;
    let is_orphan = |article: &Article| article.topics.is_empty() && article.thread.is_none();
    match what {
        Listed::Topics => (0..site.topics.len()).map(|at| topic(digest, at)).collect(),
        Listed::Editions => (0..site.editions.list.len()).map(|at| edition(digest, at)).collect(),
        Listed::Articles | Listed::Orphans | Listed::Drafts => {
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
        "topics": topics.join(" "),
        "thread": article.thread.map(|id| site.thread(id).entry.key_below("threads")),
        "languages": languages.join(" "),
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

/// Articles of `all` that `present` does not have, and why.
fn left_out(present: &Digest, all: &Digest, include: Include) -> Vec<Row> {
    let known: BTreeSet<_> = present.site.articles.iter().map(|article| &article.key).collect();
    let missing = all.site.articles.iter().enumerate().filter(|(_, article)| !known.contains(&article.key));
    let mut rows: Vec<Row> = Vec::new();
    for (at, left_out) in missing {
        let reason =
            if left_out.date.seconds > include.clock.seconds { "to come" } else { "draft or not due" };
        let mut row = article(all, at, left_out);
        row.shift_insert(0, "reason".to_owned(), reason.into());
        rows.push(row);
    }
    rows
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn csv(rows: &[Row]) -> Result<String, Failure> {
    let failed =
        |error: csv::Error| Failure::environment(format!("the list cannot be written: {error}"), None);
    let mut writer = csv::Writer::from_writer(Vec::new());
    if let Some(first) = rows.first() {
        writer.write_record(first.keys()).map_err(failed)?;
    }
    for row in rows {
        writer.write_record(row.values().map(cell)).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.into_error().into()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Columns as wide as their widest value, two blanks between them.
fn table(rows: &[Row]) -> String {
    let Some(first) = rows.first() else { return "nothing\n".to_owned() };
    let names: Vec<String> = first.keys().map(|name| name.replace('_', " ")).collect();
    let shown = |row: &Row| row.values().map(|value| report::printable(&cell(value)).into_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(names).chain(rows.iter().map(shown)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..first.len()).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(text, width)| format!("{text:width$}"));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

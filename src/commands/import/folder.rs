//! A content folder of Hugo, Zola or Jekyll: an item for each of its articles.
//!
//! Section pages (`_index.md`) and files without front matter are no articles. What could not be
//! carried over is told by line, and counted in a summary.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use walkdir::WalkDir;

use super::carry::{self, Targets, UNKNOWN_SITE};
use super::fault::Fault;
use super::filing::Filing;
use super::foreign::{self, Parts};
use super::item::{Asked, Item, Origin, Spot, Told};
use super::mapping::{self, LeftBehind};
use super::old_site::{self, Generator, OldSite, Page};
use super::suggest::Vocabulary;
use super::{language, text};
use crate::address::{OutPath, Url};
use crate::commands::build::plural;
use crate::content::layout::slug_of;
use crate::content::markdown::Options;
use crate::diagnostic::Code;
use crate::disk;

/// Deepest folder that is looked into, as for a site's own content.
const DEEPEST: usize = 64;

/// What a folder is read with.
pub(crate) struct Reading<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) filing: Filing<'a>,
    /// How Markdown of the default language is read.
    pub(crate) markdown: &'a Options,
    /// Whether texts are stored.
    pub(crate) store: bool,
    /// Articles from before this day are left out.
    pub(crate) since: Option<Date>,
}

/// What came of a folder.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) items: Vec<Item>,
    pub(crate) faults: Vec<Fault>,
    /// What was found and what was left behind, in lines for a terminal.
    pub(crate) summary: String,
}

/// A file with front matter.
struct Source {
    origin: Origin,
    parts: Parts,
    /// Path below the old content folder, without a language.
    path: String,
    language: Option<String>,
}

/// An article before its links are settled.
struct Pending {
    item: Item,
    origin: Origin,
    /// Where the body starts in the file.
    start: usize,
    body: String,
    path: String,
    old_address: Option<String>,
}

/// Counts for the summary.
#[derive(Debug, Default)]
struct Counts {
    articles: usize,
    others: usize,
    older: usize,
    shortcodes: usize,
    outward: usize,
    keys: LeftBehind,
}

/// The articles below `folder`.
pub(crate) fn read(folder: &str, with: &Reading<'_>) -> Found {
    let mut found = Found::default();
    let mut counts = Counts::default();
    let files = files(Path::new(folder), &mut found.faults);
    let mut read = Vec::new();
    for path in &files {
        match disk::read_regular(Path::new(path)) {
            Ok(bytes) => read.push((path.clone(), super::charset::decode(&bytes, None))),
            Err(message) => {
                let message = format!("`{path}` cannot be read: {message}");
                found.faults.push(Fault::error(Code::UnreachableSource, None, message));
            }
        }
    }
    let toml = read.iter().filter(|(_, text)| text.starts_with("+++")).count();
    let dated = files.iter().filter(|path| is_dated(path)).count();
    let site = OldSite::of(Path::new(folder), toml * 2 > files.len(), dated * 2 > files.len());
    let mut pending = Vec::new();
    for (path, text) in read {
        let Some(source) = source(&site, &path, text, with, &mut found.faults) else {
            counts.others += 1;
            continue;
        };
        if let Some(article) = article(&site, source, with, &mut counts, &mut found.faults) {
            pending.push(article);
        }
    }
    pair_translations(&mut pending, with);
    settle(&site, pending, with, &mut counts, &mut found);
    found.summary = summary(folder, &site, &counts);
    found
}

/// Markdown files below a folder, by path. Links are not followed.
fn files(folder: &Path, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut paths = Vec::new();
    let is_hidden = |name: &str| name.starts_with('.') && name != "." && name != "..";
    let walk = WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name().into_iter();
    let seen =
        walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy()));
    for entry in seen {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let is_markdown =
                    entry.path().extension().is_some_and(|end| end == "md" || end == "markdown");
                paths.extend(is_markdown.then(|| entry.path().to_string_lossy().into_owned()));
            }
            Ok(_) => {}
            Err(error) => {
                let message = error.io_error().map_or_else(|| error.to_string(), disk::describe);
                let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                let message = format!("`{path}` cannot be read: {message}");
                faults.push(Fault::error(Code::UnreachableSource, None, message));
            }
        }
    }
    paths
}

fn is_dated(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    slug_of(name) != name
}

/// A file that is an article; `None` for a section's page and for what has no front matter.
fn source(
    site: &OldSite,
    path: &str,
    text: String,
    with: &Reading<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Source> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.starts_with("_index.") {
        return None;
    }
    let origin = Origin { name: path.into(), text: text.into() };
    let parts = match foreign::read(&origin.text)? {
        Ok(parts) => parts,
        Err(fault) => {
            let message = format!("`{path}` cannot be imported: {}", fault.message);
            let spot = Spot { origin, range: fault.range };
            faults.push(Fault::error(Code::UnusableSource, spot, message));
            return None;
        }
    };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.into());
    let below = absolute.strip_prefix(&site.root).unwrap_or(&absolute);
    let below =
        below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    let stem = below.rsplit_once('.').map_or(below.as_str(), |(stem, _)| stem);
    let tag = stem.rsplit_once('.').map(|(_, tag)| tag).filter(|tag| with.filing.tags.contains(tag));
    let language = tag.map(str::to_owned);
    let path = match tag {
        Some(tag) => format!("{}.md", stem.strip_suffix(tag).unwrap_or(stem).trim_end_matches('.')),
        None => format!("{stem}.md"),
    };
    Some(Source { origin, parts, path, language })
}

fn article(
    site: &OldSite,
    source: Source,
    with: &Reading<'_>,
    counts: &mut Counts,
    faults: &mut Vec<Fault>,
) -> Option<Pending> {
    let Source { origin, parts, path, language } = source;
    let mut item = Item::new(Spot::whole(&origin), Told::sure(String::new()));
    item.asked = Asked::AmongOthers;
    let stem = stem_of(&path);
    item.date = stem.get(..10).and_then(|day| day.parse().ok());
    item.own.name = Some(slug_of(&stem).to_owned());
    let mapped = mapping::fill(&mut item, parts.keys, with.vocabulary, &mut counts.keys);
    if !item.own.has_title {
        item.title = Told::doubtful(titled(slug_of(&stem)), "from the name of the file");
    }
    if let Some(text) = mapped.bad_date {
        let message = format!("the date `{text}` cannot be read");
        faults.push(Fault::warning(Code::NotCarriedOver, Spot::of(&origin, &text), message));
    }
    if with.since.zip(item.date).is_some_and(|(since, date)| date < since) {
        counts.older += 1;
        return None;
    }
    counts.articles += 1;
    let told = mapped.language.as_deref().and_then(language::tag);
    let tag = language.clone().or(told);
    let default = with.filing.tags.first().copied().unwrap_or_default();
    item.language = Some(Told::sure(tag.unwrap_or_else(|| default.to_owned())));
    let page = Page {
        path: &path,
        language: language.as_deref().filter(|tag| *tag != default),
        date: item.date,
        slug: item.own.slug.as_deref(),
        title: &item.title.text,
        categories: &mapped.categories,
    };
    let old_address = match (&mapped.address, site.generator) {
        (Some(pattern), Generator::Jekyll) => old_site::jekyll_address(pattern, page, slug_of(&stem)),
        (Some(address), _) => Some(address.clone()),
        (None, _) => site.address(page),
    };
    let old_address = old_address.map(|address| rooted(&address));
    let body = origin.text.get(parts.body.clone()).unwrap_or_default().to_owned();
    for found in carry::shortcodes(&body, site.generator) {
        counts.shortcodes += 1;
        let range = parts.body.start + found.range.start..parts.body.start + found.range.end;
        let message = format!("the shortcode `{}` has no counterpart", short(&found.text));
        let spot = Spot { origin: origin.clone(), range };
        faults.push(
            Fault::warning(Code::NotCarriedOver, spot, message)
                .help("it stands in the draft as it is: write out what it made"),
        );
    }
    aliases(&mut item, old_address.as_deref(), &origin, faults);
    Some(Pending { item, start: parts.body.start, origin, body, path, old_address })
}

/// Old addresses that this site can answer for.
fn aliases(item: &mut Item, old: Option<&str>, origin: &Origin, faults: &mut Vec<Fault>) {
    let given = std::mem::take(&mut item.own.aliases);
    let all: Vec<String> = given.iter().map(|alias| rooted(alias)).chain(old.map(str::to_owned)).collect();
    for alias in all {
        let path = alias.split(['?', '#']).next().unwrap_or_default();
        let is_plain = path == alias && !alias.contains("://") && !alias.trim_matches('/').is_empty();
        if is_plain && OutPath::for_url(&Url::new(&alias)).is_ok() {
            item.own.aliases.push(alias);
            continue;
        }
        let message = format!("the old address `{}` cannot be kept", short(&alias));
        faults.push(Fault::warning(Code::NotCarriedOver, Spot::of(origin, alias.trim_matches('/')), message));
    }
}

/// Files that stand for one page in several languages become one article.
fn pair_translations(pending: &mut [Pending], with: &Reading<'_>) {
    let default = with.filing.tags.first().copied().unwrap_or_default();
    let is_original = |article: &Pending| {
        article
            .item
            .language
            .as_ref()
            .is_some_and(|told| language::primary(&told.text) == language::primary(default))
    };
    let mut originals: BTreeMap<String, (String, Option<Date>)> = BTreeMap::new();
    for article in pending.iter().filter(|article| is_original(article)) {
        let place = with.filing.place(&article.item);
        originals.entry(article.path.clone()).or_insert((place.key, article.item.date));
    }
    for article in pending.iter_mut() {
        let original = originals.get(&article.path);
        if let Some((key, date)) = original.filter(|_| !is_original(article)) {
            article.item.own.translation_of = Some(key.clone());
            article.item.date = *date;
        }
    }
    // A translation is refused where its original is not there.
    pending.sort_by_key(|article| article.item.own.translation_of.is_some());
}

/// Settles links and gives the items.
fn settle(site: &OldSite, pending: Vec<Pending>, with: &Reading<'_>, counts: &mut Counts, found: &mut Found) {
    let mut by_path = BTreeMap::new();
    let mut by_address = BTreeMap::new();
    for article in &pending {
        let path = with.filing.place(&article.item).path;
        by_path.entry(article.path.clone()).or_insert_with(|| path.clone());
        for address in &article.item.own.aliases {
            by_address.entry(address.trim_matches('/').to_owned()).or_insert_with(|| path.clone());
        }
    }
    let base = site.base.clone().or_else(|| url::Url::parse(UNKNOWN_SITE).ok());
    for mut article in pending {
        let here = article.old_address.as_deref().unwrap_or("/").trim_start_matches('/');
        if let Some(here) = base.as_ref().and_then(|base| base.join(here).ok()) {
            let base_path = base.as_ref().map_or("/", |base| base.path());
            let path = &article.path;
            let targets = Targets { by_path: &by_path, by_address: &by_address, here, base_path, path };
            let carried = carry::links(&article.body, with.markdown, &targets);
            counts.outward += carried.outward.len();
            for link in carried.outward.iter().filter(|_| site.base.is_none()) {
                let range = article.start + link.range.start..article.start + link.range.end;
                let spot = Spot { origin: article.origin.clone(), range };
                let message = format!("the link `{}` leads nowhere", short(&link.text));
                found.faults.push(
                    Fault::warning(Code::NotCarriedOver, spot, message).help(format!(
                        "it leads to `{UNKNOWN_SITE}` in the draft: put in where it leads now"
                    )),
                );
            }
            article.body = carried.body;
        }
        article.item.text = article.body.clone();
        article.item.body = with.store.then(|| text::clean_body(&article.body));
        found.items.push(article.item);
    }
}

/// An address from the site's root.
fn rooted(address: &str) -> String {
    let path = url::Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.path().to_owned());
    let path = crate::address::percent_decode(&path).unwrap_or_default().into_owned();
    if path.starts_with('/') { path } else { format!("/{path}") }
}

/// The stem of a file's name; a bundle is named for its folder.
fn stem_of(path: &str) -> String {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem).to_owned()
}

/// `my-first-post` as a title.
fn titled(stem: &str) -> String {
    let text = stem.replace(['-', '_'], " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn short(text: &str) -> String {
    let line = text::one_line(text).unwrap_or_default();
    if line.chars().count() <= 60 {
        line
    } else {
        format!("{}…", line.chars().take(60).collect::<String>())
    }
}

fn summary(folder: &str, site: &OldSite, counts: &Counts) -> String {
    let mut lines =
        vec![format!("`{folder}` of {}: {}", site.generator.name(), plural(counts.articles, "article"))];
    let mut add = |number: usize, noun: &str, rest: &str| {
        if number > 0 {
            lines.push(format!("  {}{rest}", plural(number, noun)));
        }
    };
    add(
        counts.others,
        "other file",
        " left out: section pages, and files without front matter that can be read",
    );
    add(counts.older, "article", " left out, being older than `--since`");
    add(counts.shortcodes, "shortcode", " left as it stands");
    add(counts.outward, "link", " that led to other pages of the old site");
    if !counts.keys.is_empty() {
        let keys: Vec<String> = counts.keys.iter().map(|(key, times)| format!("`{key}` ({times})")).collect();
        lines.push(format!("  keys left behind: {}", keys.join(", ")));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

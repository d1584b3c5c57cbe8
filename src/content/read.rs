//! From the bytes of one document to its typed value: fence, front matter, body.

use jiff::tz::TimeZone;

use super::article::ArticleFile;
use super::article_keys::{self, ARTICLE};
use super::body::{Body, LinkUse, Mention};
use super::entry::EntryFile;
use super::entry_keys;
use super::front_matter::{self, Checked, Part, Place, Table};
use super::glossary::Forms;
use super::layout::Kind;
use super::markdown::{self, LinkKind, Options};
use super::terms::TermCounter;
use super::words::{WordCounter, Words};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{FileId, Sources};

/// Longest document, in bytes.
pub const LONGEST: usize = 8 * 1024 * 1024;

/// What reading a document depends on besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The site's time zone.
    pub zone: &'a TimeZone,
    /// How Markdown of the document's language is read.
    pub markdown: &'a Options,
    /// Whether words are counted, for related articles.
    pub terms: bool,
    /// Whether words are kept, for the search index.
    pub search: bool,
    /// The forms of terms that are looked for; `None` for none.
    pub glossary: Option<&'a Forms>,
    /// Where drafts of bodies are kept until they are rendered; `None` if nowhere.
    pub drafts: Option<&'a Sources>,
}

/// Weights of words outside the body, for text similarity.
const TITLE_WEIGHT: u32 = 4;
const SUMMARY_WEIGHT: u32 = 2;

/// Weights of words outside the body, for the search index.
const TITLE_IN_INDEX: u8 = 8;
const SUMMARY_IN_INDEX: u8 = 3;
const FACT_IN_INDEX: u8 = 2;

/// Reads an article.
#[must_use]
pub fn article(file: FileId, bytes: &[u8], reading: Reading<'_>) -> (Option<ArticleFile>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let Some(parts) = parts(file, bytes, &ARTICLE, reading, &mut faults) else { return (None, faults) };
    let Parts { keys, body, mut counter, words, text } = parts;
    let mut value = article_keys::article(keys, reading.zone, body);
    if reading.terms {
        counter.add(&value.title, TITLE_WEIGHT);
        if let Some(summary) = &value.summary {
            counter.add(summary, SUMMARY_WEIGHT);
        }
        value.body.terms = counter.finish();
    }
    value.glossary = reading.glossary.map(|forms| forms.fingerprint);
    tidy(&mut value.title, reading.markdown);
    value.summary.iter_mut().for_each(|summary| tidy(summary, reading.markdown));
    if reading.search {
        value.body.index = indexed(&value, words, reading.markdown);
    }
    let mut lines = Lines { file, text, keys: ARTICLE.keys, links: Vec::new(), options: reading.markdown };
    for (at, fact) in value.key_facts.iter().enumerate() {
        lines.visit(fact, || Place::default().key("key_facts").index(at));
    }
    for (at, correction) in value.corrections.iter().enumerate() {
        lines.visit(&correction.text, || Place::default().key("corrections").index(at).key("text"));
    }
    if let Some(image) = &value.image {
        lines.link(&image.src, true, || Place::default().key("image").key("src"));
        if let Some(caption) = &image.caption {
            lines.visit(caption, || Place::default().key("image").key("caption"));
        }
    }
    value.body.links.append(&mut lines.links);
    (Some(value), faults)
}

/// The words of the body with those of what stands above it.
fn indexed(value: &ArticleFile, mut words: WordCounter, options: &Options) -> Words {
    words.add(&value.title, TITLE_IN_INDEX);
    value.summary.iter().for_each(|summary| words.add(summary, SUMMARY_IN_INDEX));
    for fact in &value.key_facts {
        words.add(&markdown::plain_inline(fact, options), FACT_IN_INDEX);
    }
    words.finish()
}

/// Reads an entry of `kind`.
#[must_use]
pub fn entry(
    kind: Kind,
    file: FileId,
    bytes: &[u8],
    reading: Reading<'_>,
) -> (Option<EntryFile>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let table = entry_keys::table(kind);
    let Some(parts) = parts(file, bytes, &table, reading, &mut faults) else { return (None, faults) };
    let mut value = entry_keys::entry(parts.keys, reading.zone, parts.body);
    for text in [&mut value.title, &mut value.summary].into_iter().flatten() {
        tidy(text, reading.markdown);
    }
    (Some(value), faults)
}

/// The fault of a document that has too many bytes.
#[must_use]
pub fn too_long(file: FileId, length: u64) -> Diagnostic {
    let message = format!("the file has {length} bytes; at most {LONGEST} are read");
    Diagnostic::error(Code::TooLarge, Span::start_of(file), message).help("split the text")
}

/// `bytes` as text. The standard library is slow where letters have accents; it is asked for the place of a
/// fault only.
///
/// # Errors
/// Where they are not UTF-8.
pub fn utf8(bytes: &[u8]) -> Result<&str, std::str::Utf8Error> {
    simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes))
}

/// A document taken apart.
struct Parts<'t> {
    keys: Checked,
    body: Body,
    counter: TermCounter,
    words: WordCounter,
    text: &'t str,
}

fn parts<'t>(
    file: FileId,
    bytes: &'t [u8],
    table: &Table,
    reading: Reading<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Parts<'t>> {
    if bytes.len() > LONGEST {
        faults.push(too_long(file, bytes.len() as u64));
        return None;
    }
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let message =
                format!("the file is not UTF-8 text: byte {} does not fit", error.valid_up_to() + 1);
            faults.push(
                Diagnostic::error(Code::NotUtf8, Span::start_of(file), message)
                    .help("save it as UTF-8 in your editor"),
            );
            return None;
        }
    };
    let split = match front_matter::split(file, text) {
        Ok(split) => split,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    let node = match front_matter::read(&split.front, front_matter::FRONT_MATTER_BYTES) {
        Ok(node) => node,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    let (keys, mut found) = front_matter::check(node, table, &split.front);
    faults.append(&mut found);
    let mut counter = TermCounter::default();
    let mut words = WordCounter::default();
    let mut count = |text: &str| {
        if reading.terms {
            counter.add(text, 1);
        }
        if reading.search {
            words.add(text, 1);
        }
    };
    let needs_excerpt = !keys.has("summary");
    let body = body(file, text, split.body, reading, needs_excerpt, &mut count, faults);
    Some(Parts { keys, body, counter, words, text })
}

fn body(
    file: FileId,
    text: &str,
    range: std::ops::Range<usize>,
    reading: Reading<'_>,
    needs_excerpt: bool,
    count: &mut dyn FnMut(&str),
    faults: &mut Vec<Diagnostic>,
) -> Body {
    let source = &text[range.clone()];
    let finder = reading.glossary.map(|forms| &forms.finder);
    let scan = match reading.drafts {
        Some(sources) => {
            let (scan, draft) = markdown::read(source, reading.markdown, finder, count);
            // What cannot be written down is made again when it is asked for.
            if let Some((head, html)) = draft.as_ref().and_then(|draft| draft.encode()) {
                sources.keep(file, &[&head, html]);
            }
            scan
        }
        None => markdown::scan(source, reading.markdown, finder, count),
    };
    for unsafe_link in scan.unsafe_links {
        let span = Span::new(file, unsafe_link.start + range.start..unsafe_link.end + range.start);
        faults.push(
            Diagnostic::warning(Code::UnsafeLink, span, "this link is taken out: its scheme is not allowed")
                .help("use an address that starts with `https:`, `http:`, `mailto:` or `tel:`"),
        );
    }
    let offset = |at: usize| u32::try_from(at + range.start).unwrap_or(u32::MAX);
    let link = |link: markdown::Link| LinkUse {
        target: link.target,
        range: offset(link.range.start)..offset(link.range.end),
        image: link.kind == LinkKind::Image,
    };
    let mention = |mention: markdown::Mention| Mention {
        term: mention.term,
        range: offset(mention.range.start)..offset(mention.range.end),
    };
    Body {
        range: offset(0)..offset(range.len()),
        hash: xxhash_rust::xxh3::xxh3_64(text.as_bytes()),
        headings: exactly(scan.headings.into_iter().map(|heading| heading.id)),
        links: exactly(scan.links.into_iter().map(link)),
        // It stands in for a summary.
        excerpt: needs_excerpt.then(|| scan.excerpt.text()).flatten(),
        words: scan.words,
        terms: Vec::new(),
        index: Words::default(),
        mentions: exactly(scan.mentions.into_iter().map(mention)),
    }
}

/// `items` in no more room than they take: they are kept until the build ends, and collecting keeps the room of
/// what they were made of.
fn exactly<T>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.shrink_to_fit();
    items
}

/// Titles and summaries are plain text on the site: markup is taken out, punctuation set.
fn tidy(text: &mut String, options: &Options) {
    *text = markdown::plain_inline(text, options);
}

/// Collects the links of one-line texts in the front matter. Their places are looked for only where
/// there is a link, because that takes a second look at the YAML.
struct Lines<'a> {
    file: FileId,
    text: &'a str,
    keys: &'static [front_matter::Key],
    links: Vec<LinkUse>,
    options: &'a Options,
}

impl Lines<'_> {
    fn visit(&mut self, line: &str, place: impl Fn() -> Place) {
        if !line.contains("](") && !line.contains('<') {
            return;
        }
        let targets = std::cell::RefCell::new(Vec::new());
        let collect = |target: &str| {
            targets.borrow_mut().push(target.to_owned());
            None
        };
        markdown::render_inline(line, self.options, &collect, &mut String::new());
        for target in targets.into_inner() {
            self.link(&target, false, &place);
        }
    }

    fn link(&mut self, target: &str, image: bool, place: impl Fn() -> Place) {
        let Ok(split) = front_matter::split(self.file, self.text) else { return };
        let range = place().span(&split.front, self.keys, Part::Value).range;
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.links.push(LinkUse {
            target: target.to_owned(),
            range: offset(range.start)..offset(range.end),
            image,
        });
    }
}

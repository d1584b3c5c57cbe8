//! RSS, Atom and JSON Feed: an item for each entry.
//!
//! Fetches nothing: whether an entry's own page is read for its text is the gatherer's business.

use feed_rs::model::{Entry, Feed, Link, Person};
use feed_rs::parser::{self, ParseFeedError};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::item::{Asked, Item, Origin, Spot, Told};
use super::{address, language, markdown, nesting, text, when};

/// Most entries of a feed that are read.
pub(crate) const MOST_ENTRIES: usize = 500;

/// Text with fewer characters than this is a teaser and not the article.
const WHOLE_TEXT: usize = 1_000;

/// What is wrong with a feed, in words fit to follow its name, and where.
#[derive(Debug)]
pub(crate) struct Malformed {
    pub(crate) message: String,
    pub(crate) spot: Spot,
}

/// What came of a feed.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub(crate) items: Vec<Item>,
    /// Entries from before the day that was asked for.
    pub(crate) older: usize,
    /// Entries without a title or an address.
    pub(crate) unusable: usize,
}

/// What is made of a feed's entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice<'a> {
    /// Entries from before this day are left out.
    pub(crate) since: Option<Date>,
    /// Whether texts that the feed holds become bodies.
    pub(crate) store: bool,
    /// Zone in which days begin.
    pub(crate) zone: &'a TimeZone,
}

/// The items of a feed that came from `url`.
///
/// # Errors
/// Where it is no feed.
pub(crate) fn read(origin: &Origin, url: Option<&Url>, choice: Choice<'_>) -> Result<Entries, Malformed> {
    let parser = parser::Builder::new().base_uri(url.map(Url::as_str)).sanitize_content(false).build();
    let feed = parser.parse(origin.text.as_bytes()).map_err(|error| malformed(origin, &error))?;
    let base =
        feed.links.iter().find(|link| is_page(link)).and_then(|link| address::canonical(&link.href, url));
    let base = base.or_else(|| url.cloned());
    let mut entries = Entries::default();
    for entry in feed.entries.iter().take(MOST_ENTRIES) {
        let Some(item) = item(origin, &feed, entry, base.as_ref(), choice) else {
            entries.unusable += 1;
            continue;
        };
        if choice.since.zip(item.date).is_some_and(|(since, date)| date < since) {
            entries.older += 1;
        } else {
            entries.items.push(item);
        }
    }
    Ok(entries)
}

/// Whether a body that a feed gave is a whole article.
pub(crate) fn is_whole(item: &Item) -> bool {
    item.text.chars().count() >= WHOLE_TEXT
}

fn item(origin: &Origin, feed: &Feed, entry: &Entry, base: Option<&Url>, choice: Choice<'_>) -> Option<Item> {
    let title =
        entry.title.as_ref().map(|title| plain(&title.content)).and_then(|title| text::one_line(&title))?;
    let link = entry.links.iter().find(|link| is_page(link)).or_else(|| entry.links.first())?;
    let url = address::canonical(&link.href, base)?;
    let mut item = Item::new(spot(origin, &link.href), Told::sure(title));
    item.asked = Asked::AmongOthers;
    if let Some(time) = entry.published.or(entry.updated) {
        let moment = jiff::Timestamp::from_second(time.timestamp()).ok()?;
        let day = moment.to_zoned_datetime(choice.zone.clone()).date();
        (item.date, item.published) = (Some(day), Some(when::of_day(day)));
    }
    let name = feed.title.as_ref().map(|title| plain(&title.content));
    item.outlet = name.and_then(|name| text::one_line(&name)).map(Told::sure);
    item.author = authors(&entry.authors).or_else(|| authors(&feed.authors));
    let tag = entry.language.as_deref().or(feed.language.as_deref()).and_then(language::tag);
    let html = content(entry);
    item.text = plain(&html);
    item.language = tag.map(Told::sure).or_else(|| language::of_text(&item.text));
    if choice.store {
        item.body = markdown::of_html(&html, Some(&url));
    }
    item.url = Some(url);
    Some(item)
}

/// The longest text that an entry has, as HTML.
fn content(entry: &Entry) -> String {
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
    let summary = entry.summary.as_ref().map(|summary| summary.content.as_str()).unwrap_or_default();
    if content.len() >= summary.len() { content.to_owned() } else { summary.to_owned() }
}

/// The text of HTML; a text without markup is left as it is.
fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    if nesting::is_excessive(html) {
        return String::new();
    }
    dom_query::Document::fragment(ammonia::Builder::empty().clean(html).to_string()).text().to_string()
}

fn is_page(link: &Link) -> bool {
    matches!(link.rel.as_deref(), None | Some("alternate"))
}

fn authors(people: &[Person]) -> Option<String> {
    let names: Vec<String> =
        people.iter().filter_map(|person| text::one_line(person.name.as_deref()?)).collect();
    // RSS writes `desk@example.org (Name)`.
    let names = names.iter().map(|name| name.trim_matches(['(', ')', ' ']).to_owned());
    let names: Vec<String> = names.filter(|name| !name.is_empty() && name != "unknown").collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Where the link of an entry stands.
fn spot(origin: &Origin, href: &str) -> Spot {
    let whole = Spot::of(origin, href);
    if whole.range.is_empty() { Spot::of(origin, &href.replace('&', "&amp;")) } else { whole }
}

fn malformed(origin: &Origin, error: &ParseFeedError) -> Malformed {
    let (message, at) = match error {
        ParseFeedError::JsonSerde(error) => {
            (error.to_string(), offset(&origin.text, error.line(), error.column()))
        }
        ParseFeedError::XmlReader(error) => (error.to_string(), xml_fault(&origin.text)),
        other => (other.to_string(), None),
    };
    let message = text::one_line(&message).unwrap_or_default();
    let range = at.map_or(0..0, |at| at..(at + 1).min(origin.text.len()));
    Malformed {
        message: format!("is no feed that can be read: {message}"),
        spot: Spot { origin: origin.clone(), range },
    }
}

/// The byte at which XML is no longer well-formed.
pub(crate) fn xml_fault(text: &str) -> Option<usize> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return None,
            Ok(_) => {}
            Err(_) => {
                let at = usize::try_from(reader.error_position()).ok()?.min(text.len().checked_sub(1)?);
                return (0..=at).rev().find(|at| text.is_char_boundary(*at));
            }
        }
    }
}

/// The byte of a line and a column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len().checked_sub(1)?);
    (0..=at).rev().find(|at| text.is_char_boundary(*at))
}

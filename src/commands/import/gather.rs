//! From what the call names to items: reads each source, finds out what it is, hands it to its reader.
//!
//! A source that cannot be read or made sense of is a fault, and the next one is read all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use url::Url;

use super::fault::Fault;
use super::feed::{self, Malformed};
use super::filing::Filing;
use super::item::{Item, Origin, Spot};
use super::robots::Rules;
use super::suggest::Vocabulary;
use super::{Kind, Options, Store, address, charset, folder, kind, outline, page, wire};
use crate::cli::{Failure, Terminal};
use crate::commands::web::FetchError;
use crate::commands::web::fetch::{Client, Fetched};
use crate::diagnostic::Code;
use crate::disk;

/// What came of the sources.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// In the order of the sources.
    pub(crate) items: Vec<Item>,
    /// What went wrong.
    pub(crate) faults: Vec<Fault>,
    /// What there is to say of folders.
    pub(crate) summary: String,
}

/// What sources are read with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// What the call says.
    pub(crate) options: &'a Options,
    /// Items of feeds from before this day are left out.
    pub(crate) since: Option<Date>,
    /// Zone in which days begin.
    pub(crate) zone: &'a TimeZone,
    /// How Markdown of the default language is read.
    pub(crate) markdown: &'a crate::content::markdown::Options,
    /// Where drafts are filed.
    pub(crate) filing: Filing<'a>,
    /// The site's names.
    pub(crate) vocabulary: &'a Vocabulary,
    /// Fetches addresses.
    pub(crate) client: &'a Client,
    /// Told what is being fetched.
    pub(crate) terminal: &'a Terminal,
}

/// Reads sources.
struct Gatherer<'a> {
    with: Reading<'a>,
    gathered: Gathered,
    /// Rules for pages that nobody asked for by name, by scheme, host and port.
    rules: BTreeMap<String, Rules>,
    /// Hosts of which such a page was fetched.
    visited: BTreeSet<String>,
}

/// A text that was read.
struct Opened {
    origin: Origin,
    /// Where it came from.
    url: Option<Url>,
    content_type: Option<String>,
}

/// Whether a source is an address and not a path.
fn is_address(source: &str) -> bool {
    let scheme = source.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// Refuses an address of another scheme before anything is read.
///
/// # Errors
/// A wrong call.
pub(crate) fn check_scheme(source: &str) -> Result<(), Failure> {
    match source.split_once("://") {
        Some((scheme, _)) if !is_address(source) => Err(Failure::call(
            format!("`{source}` cannot be imported: its scheme is `{scheme}`"),
            Some("name a file, a folder, or an address that starts with `http://` or `https://`".to_owned()),
        )),
        Some(_) if address::canonical(source, None).is_none() => {
            Err(Failure::call(format!("`{source}` is no address"), None))
        }
        _ => Ok(()),
    }
}

/// The items of every source of the call.
pub(crate) fn all(with: Reading<'_>) -> Gathered {
    let (rules, visited) = (BTreeMap::new(), BTreeSet::new());
    let mut gatherer = Gatherer { with, gathered: Gathered::default(), rules, visited };
    for source in &with.options.sources {
        gatherer.source(source);
    }
    if with.terminal.interactive {
        with.terminal.say("\r\u{1b}[K");
    }
    gatherer.gathered
}

impl Gatherer<'_> {
    fn source(&mut self, source: &str) {
        if !is_address(source) && Path::new(source).is_dir() {
            self.folder(source);
        } else if let Some(opened) = self.open(source) {
            self.read(&opened, self.with.options.kind);
        }
    }

    /// A folder is somebody's own, so its texts are stored unless the call says otherwise.
    fn folder(&mut self, source: &str) {
        let reading = folder::Reading {
            vocabulary: self.with.vocabulary,
            filing: self.with.filing,
            markdown: self.with.markdown,
            store: self.with.options.store != Some(Store::Stub),
            since: self.with.since,
        };
        let found = folder::read(source, &reading);
        self.gathered.items.extend(found.items);
        self.gathered.faults.extend(found.faults);
        self.gathered.summary.push_str(&found.summary);
    }

    /// Reads a file or fetches an address; a fault where that fails.
    fn open(&mut self, source: &str) -> Option<Opened> {
        if !is_address(source) {
            return self.open_file(source);
        }
        let url = Url::parse(source).ok()?;
        match self.fetch(&url) {
            Ok(fetched) => Some(opened(fetched)),
            Err(error) => {
                let message = format!("`{source}` cannot be fetched: {error}");
                let fault = Fault::error(Code::UnreachableSource, None, message);
                self.fault(match error.help() {
                    Some(help) => fault.help(help),
                    None => fault,
                });
                None
            }
        }
    }

    fn open_file(&mut self, path: &str) -> Option<Opened> {
        match disk::read_regular(Path::new(path)) {
            Ok(bytes) if bytes.len() > self.with.client.limits().bytes => {
                let message = format!("`{path}` has more than {} bytes", self.with.client.limits().bytes);
                self.fault(Fault::error(Code::UnusableSource, None, message));
                None
            }
            Ok(bytes) => {
                let text = charset::decode(&bytes, None);
                let origin = Origin { name: path.into(), text: text.into() };
                Some(Opened { origin, url: None, content_type: None })
            }
            Err(message) => {
                let message = format!("`{path}` cannot be read: {message}");
                self.fault(Fault::error(Code::UnreachableSource, None, message));
                None
            }
        }
    }

    fn fetch(&self, url: &Url) -> Result<Fetched, FetchError> {
        if self.with.terminal.interactive {
            let shown = crate::report::printable(url.as_str()).chars().take(60).collect::<String>();
            self.with.terminal.say(&format!("\r\u{1b}[K  fetching {shown}"));
        }
        self.with.client.get(url)
    }

    fn read(&mut self, opened: &Opened, told: Option<Kind>) {
        let found = told.map_or_else(|| kind::of(&opened.origin.text, opened.content_type.as_deref()), Ok);
        let origin = &opened.origin;
        let store = self.with.options.store == Some(Store::Full);
        let read = match found {
            Err(message) => Err(message),
            Ok(Kind::Text) => wire::read(origin, store, self.with.vocabulary).map(|mut item| {
                item.url = opened.url.as_ref().and_then(|url| address::canonical(url.as_str(), None));
                item
            }),
            Ok(Kind::Page) => page::read(origin, opened.url.as_ref(), store),
            Ok(Kind::Feed) => return self.feed(opened),
            Ok(Kind::Opml) => return self.outline(opened),
            Ok(Kind::Folder) => Err("is no folder".to_owned()),
        };
        match read {
            Ok(item) => self.gathered.items.push(item),
            Err(message) => {
                let message = format!("`{}` {message}", origin.name);
                self.fault(Fault::error(Code::UnusableSource, Spot::whole(origin), message));
            }
        }
    }

    fn malformed(&mut self, name: &str, malformed: Malformed) {
        let message = format!("`{name}` {}", malformed.message);
        self.fault(Fault::error(Code::UnusableSource, malformed.spot, message));
    }

    /// Every feed that a list names; addresses in it may be relative.
    fn outline(&mut self, opened: &Opened) {
        let feeds = match outline::feeds(&opened.origin) {
            Ok(feeds) => feeds,
            Err(malformed) => return self.malformed(&opened.origin.name, malformed),
        };
        for feed in feeds {
            let source = match &opened.url {
                Some(url) => url.join(&feed).ok().filter(|url| is_address(url.as_str())).map(String::from),
                None if is_address(&feed) => Some(feed.clone()),
                // A list from elsewhere may name any file: only those beside it are read.
                None => beside(&opened.origin.name, &feed),
            };
            let Some(source) = source else {
                let message = format!(
                    "the feed `{feed}` cannot be read: it is no address, and no file beside the list"
                );
                self.fault(Fault::error(Code::UnusableSource, Spot::of(&opened.origin, &feed), message));
                continue;
            };
            if let Some(opened) = self.open(&source) {
                self.feed(&opened);
            }
        }
    }

    fn feed(&mut self, opened: &Opened) {
        let store = self.with.options.store == Some(Store::Full);
        let choice = feed::Choice { since: self.with.since, store, zone: self.with.zone };
        let entries = match feed::read(&opened.origin, opened.url.as_ref(), choice) {
            Ok(entries) => entries,
            Err(malformed) => return self.malformed(&opened.origin.name, malformed),
        };
        if entries.unusable > 0 {
            let message = format!(
                "{} of `{}` without a title or an address",
                if entries.unusable == 1 {
                    "1 item".to_owned()
                } else {
                    format!("{} items", entries.unusable)
                },
                opened.origin.name
            );
            self.fault(Fault::warning(Code::NotCarriedOver, Spot::whole(&opened.origin), message));
        }
        for mut item in entries.items {
            if store && !feed::is_whole(&item) {
                self.page_of(&mut item);
            }
            self.gathered.items.push(item);
        }
    }

    /// Reads the text of a feed's item from its page, where that may be done.
    fn page_of(&mut self, item: &mut Item) {
        let Some(url) = item.url.clone() else { return };
        let reason = if self.may_fetch(&url) {
            // Nothing waits for the first page of a host.
            if !self.visited.insert(url.origin().ascii_serialization()) {
                self.with.client.pause();
            }
            match self.fetch(&url) {
                Ok(fetched) => {
                    let base = fetched.url.clone();
                    let html = opened(fetched).origin.text;
                    if let Some((body, plain)) = page::main_markdown(&html, &base) {
                        (item.body, item.text) = (Some(body), plain);
                        return;
                    }
                    "it has no main text".to_owned()
                }
                Err(error) => error.to_string(),
            }
        } else {
            "its `robots.txt` does not let it be".to_owned()
        };
        let message = format!("`{}` was not read: {reason}", address::stored(&url));
        let fault = Fault::warning(Code::PageNotFetched, item.spot.clone(), message);
        self.fault(
            fault.help("the draft has what the feed says; import the page by itself if it may be read"),
        );
    }

    /// Whether the host's `robots.txt` lets a page be fetched. No such file is leave; a host that
    /// cannot say is none (RFC 9309, section 2.3.1).
    fn may_fetch(&mut self, url: &Url) -> bool {
        let host = url.origin().ascii_serialization();
        if !self.rules.contains_key(&host) {
            let rules = match url.join("/robots.txt").map(|url| self.fetch(&url)) {
                Ok(Ok(fetched)) => Rules::of(&String::from_utf8_lossy(&fetched.bytes)),
                Ok(Err(FetchError::Status(400..=499) | FetchError::ContentType(_))) => Rules::default(),
                _ => Rules::closed(),
            };
            self.rules.insert(host.clone(), rules);
        }
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        self.rules.get(&host).is_some_and(|rules| rules.allow(&format!("{}{query}", url.path())))
    }

    fn fault(&mut self, fault: Fault) {
        self.gathered.faults.push(fault);
    }
}

fn opened(fetched: Fetched) -> Opened {
    let text = charset::decode(&fetched.bytes, fetched.charset.as_deref());
    let origin = Origin { name: fetched.url.as_str().into(), text: text.into() };
    Opened { origin, url: Some(fetched.url), content_type: fetched.content_type }
}

/// The path of a file in the folder of `list` or below.
fn beside(list: &str, file: &str) -> Option<String> {
    let path = Path::new(file);
    let is_below = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let folder = Path::new(list).parent()?;
    (is_below && !file.is_empty()).then(|| folder.join(path).to_string_lossy().into_owned())
}

//! Addresses of others that the content leads to, and what there is to say once somebody has asked them.
//!
//! Pure: who asks, and how, is the command's business. Links that templates make are not looked at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scan::scan;
use super::{Silence, entries};
use crate::config;
use crate::content::article::Source;
use crate::content::article_keys::ARTICLE;
use crate::content::body::Body;
use crate::content::entry_keys;
use crate::content::front_matter::{Key, Place};
use crate::content::layout::Kind;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::digest::Digest;
use crate::site::Article;
use crate::site::resolve::span_of;
use crate::source::FileId;

/// What became of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is there.
    Alive,
    /// It is there, and its servers say that it is to be called by another address from now on.
    Moved(String),
    /// It is not there: why, in words that follow a colon.
    Dead(String),
    /// Its server does not let a program see it: why.
    Refused(String),
    /// It leads into a private network, which is not asked without leave: why.
    Private(String),
    /// Nobody answered, or not in time, or with a fault of their own: why.
    Unanswered(String),
}

impl Verdict {
    /// Whether readers get to see something.
    #[must_use]
    pub fn is_there(&self) -> bool {
        matches!(self, Verdict::Alive | Verdict::Moved(_))
    }
}

/// What is known of addresses.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What became of each.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Archived copies of those that are gone; `None` where an archive was asked and has none.
    pub copies: BTreeMap<String, Option<String>>,
}

/// One place in which an address stands.
#[derive(Debug, Clone)]
pub struct Use {
    /// As written, with its fragment.
    address: String,
    file: FileId,
    stands: Stands,
    /// Day of the article, as the archive is asked for it: `YYYYMMDD`.
    pub day: Option<String>,
    /// The archived copy that is cited with it, without fragment.
    archived: Option<String>,
    is_source: bool,
}

/// Where in the file; front matter is searched only for what there is to say.
#[derive(Debug, Clone)]
enum Stands {
    Body(Span),
    /// Somewhere from the start of a span on.
    After(Span),
    Value(&'static [Key], Place),
}

/// Addresses by what is asked of a server, each with the places in which it stands.
pub type Outside = BTreeMap<String, Vec<Use>>;

/// Every http(s) address in texts, front matter and navigation that is not the site's own and that
/// `check.skip` does not except.
#[must_use]
pub fn outside(digest: &Digest) -> Outside {
    let mut collector = Collector { digest, found: Outside::new() };
    for article in &digest.site.articles {
        collector.article(article);
    }
    for entry in entries(&digest.site) {
        let Some((original, _)) = entry.text(entry.original) else { continue };
        let kind = kind_of(&entry.key);
        collector.sources(original.file, entry_keys::table(kind).keys, &entry.sources, None);
        for text in entry.texts.iter().flatten() {
            collector.body(text.file, &text.body, None);
        }
    }
    collector.navigation();
    collector.found
}

/// What there is to say of addresses, what is silenced left out.
#[must_use]
pub fn doubts(digest: &Digest, outside: &Outside, known: &Known) -> Diagnostics {
    let silence = Silence::of(&digest.site);
    let mut found = Diagnostics::default();
    for (asked, uses) in outside {
        let Some(verdict) = known.verdicts.get(asked).filter(|verdict| **verdict != Verdict::Alive) else {
            continue;
        };
        for place in uses.iter().filter(|place| !place.is_covered(verdict, known)) {
            let told = place.doubt(digest, asked, verdict, known.copies.get(asked));
            found.extend(told.filter(|diagnostic| !silence.covers(diagnostic)));
        }
    }
    found
}

/// How many addresses are not there and are cited with a copy that is, wherever they stand.
#[must_use]
pub fn covered(outside: &Outside, known: &Known) -> usize {
    let is_covered = |(asked, uses): &(&String, &Vec<Use>)| {
        let verdict = known.verdicts.get(*asked).filter(|verdict| !verdict.is_there());
        verdict.is_some_and(|verdict| uses.iter().all(|place| place.is_covered(verdict, known)))
    };
    outside.iter().filter(is_covered).count()
}

/// Addresses that are gone and that no copy stands in for.
pub fn gone<'a>(outside: &'a Outside, known: &'a Known) -> impl Iterator<Item = &'a String> {
    outside.iter().filter_map(|(asked, uses)| {
        let verdict = known.verdicts.get(asked).filter(|verdict| matches!(verdict, Verdict::Dead(_)))?;
        (!uses.iter().all(|place| place.is_covered(verdict, known))).then_some(asked)
    })
}

fn kind_of(key: &str) -> Kind {
    let folder = key.split('/').next().unwrap_or_default();
    let kinds = [Kind::Topic, Kind::Person, Kind::Organization, Kind::Thread, Kind::Term, Kind::Edition];
    kinds.into_iter().find(|kind| kind.folder() == folder).unwrap_or(Kind::Page)
}

struct Collector<'a> {
    digest: &'a Digest,
    found: Outside,
}

impl Collector<'_> {
    fn article(&mut self, article: &Article) {
        let day = Some(article.date.day.strftime("%Y%m%d").to_string());
        for (language, text) in article.texts.iter().enumerate() {
            let Some(text) = text else { continue };
            if language == article.original.index() {
                self.sources(text.file, ARTICLE.keys, &article.sources, day.as_ref());
            }
            self.body(text.file, &text.body, day.as_ref());
        }
    }

    fn sources(&mut self, file: FileId, keys: &'static [Key], sources: &[Source], day: Option<&String>) {
        for (number, source) in sources.iter().enumerate() {
            let place = || Place::default().key("sources").index(number);
            let archived = source.archive_url.as_deref();
            if let Some(url) = &source.url {
                let stands = Stands::Value(keys, place().key("url"));
                let archived = archived.map(|url| without_fragment(url).to_owned());
                self.add(Use { archived, is_source: true, ..Use::new(url, file, stands, day) });
            }
            if let Some(url) = archived {
                let stands = Stands::Value(keys, place().key("archive_url"));
                self.add(Use::new(url, file, stands, day));
            }
        }
    }

    fn body(&mut self, file: FileId, body: &Body, day: Option<&String>) {
        for link in &body.links {
            let span = Span::new(file, link.range.start as usize..link.range.end as usize);
            // Of a text of one line in the front matter, all of it is known.
            let is_line = link.range.start < body.range.start;
            let stands = if is_line { Stands::After(span) } else { Stands::Body(span) };
            self.add(Use::new(&link.target, file, stands, day));
        }
        if self.digest.site.config.markdown.raw_html {
            let bytes = self.digest.sources.read(file).unwrap_or_default();
            let text = bytes.get(body.range.start as usize..body.range.end as usize).unwrap_or_default();
            let written = scan(text);
            for address in written.links.iter().chain(&written.assets) {
                self.add(Use::new(
                    address,
                    file,
                    Stands::After(Span::new(file, body.range.start as usize..body.range.start as usize)),
                    day,
                ));
            }
        }
    }

    fn navigation(&mut self) {
        let Some(file) = self.digest.sources.find(config::FILE) else { return };
        let languages = &self.digest.site.config.languages;
        for item in languages.iter().flat_map(|language| &language.navigation) {
            self.add(Use::new(&item.to, file, Stands::After(Span::start_of(file)), None));
        }
    }

    fn add(&mut self, place: Use) {
        let config = &self.digest.site.config;
        let address = match place.address.strip_prefix("//") {
            Some(rest) => format!("https://{rest}"),
            None => place.address.clone(),
        };
        let asked = without_fragment(&address);
        let scheme = asked.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            return;
        }
        let site = format!("{}{}", config.origin, config.base_path);
        let is_own = asked.strip_prefix(&site).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if is_own || config.skip.iter().any(|start| asked.starts_with(start)) {
            return;
        }
        self.found.entry(asked.to_owned()).or_default().push(place);
    }
}

fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or(address)
}

impl Use {
    fn new(address: &str, file: FileId, stands: Stands, day: Option<&String>) -> Self {
        let (address, day) = (address.to_owned(), day.cloned());
        Self { address, file, stands, day, archived: None, is_source: false }
    }

    /// Whether readers are led to a copy that is there.
    fn is_covered(&self, verdict: &Verdict, known: &Known) -> bool {
        let copy = self.archived.as_ref().and_then(|copy| known.verdicts.get(copy));
        !verdict.is_there() && copy.is_some_and(Verdict::is_there)
    }

    fn doubt(
        &self,
        digest: &Digest,
        asked: &str,
        verdict: &Verdict,
        copy: Option<&Option<String>>,
    ) -> Option<Diagnostic> {
        let (code, message, help) = match verdict {
            Verdict::Alive => return None,
            Verdict::Moved(to) => {
                let fragment = self.address.split_once('#').map_or("", |(_, fragment)| fragment);
                let to = if fragment.is_empty() { to.clone() } else { format!("{to}#{fragment}") };
                let help = "write the new address, if it leads to the same page".to_owned();
                (Code::MovedLink, format!("`{asked}` has moved for good to `{to}`"), help)
            }
            Verdict::Dead(why) => (Code::DeadLink, format!("`{asked}` is gone: {why}"), self.way_out(copy)),
            Verdict::Refused(why) => {
                let help = "open it in a browser; what is listed under `check: {skip: […]}` in `site.yaml` is \
                            not asked for";
                (Code::RefusedLink, format!("`{asked}` could not be checked: {why}"), help.to_owned())
            }
            Verdict::Private(why) => {
                let help = "readers cannot follow it; `--allow-private` asks for it all the same".to_owned();
                (Code::UnansweredLink, format!("`{asked}` was not asked for: {why}"), help)
            }
            Verdict::Unanswered(why) => {
                let help = "open it in a browser, and check again later".to_owned();
                (Code::UnansweredLink, format!("`{asked}` could not be reached: {why}"), help)
            }
        };
        Some(Diagnostic::warning(code, self.span(digest), message).help(help))
    }

    /// What to do about a page that is gone.
    fn way_out(&self, copy: Option<&Option<String>>) -> String {
        match copy {
            Some(Some(copy)) if self.is_source => format!("an archive has a copy: add `archive_url: {copy}`"),
            Some(Some(copy)) => format!("an archive has a copy: `{copy}`"),
            Some(None) => "the archive has no copy; look for where it went, or take it out".to_owned(),
            None => "look for where it went; `--suggest-archive` looks for an archived copy".to_owned(),
        }
    }

    fn span(&self, digest: &Digest) -> Span {
        match &self.stands {
            Stands::Body(span) => span.clone(),
            Stands::Value(keys, place) => span_of(&digest.sources, self.file, keys, place),
            Stands::After(span) => self.within(digest, span),
        }
    }

    /// The address itself, from the start of `span` on.
    fn within(&self, digest: &Digest, span: &Span) -> Span {
        let bytes = digest.sources.read(self.file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let rest = text.get(span.range.start..).unwrap_or_default();
        let ends = |at: usize| {
            let after = rest[at + self.address.len()..].chars().next();
            after.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '\''))
        };
        let at = rest.match_indices(&self.address).map(|(at, _)| at).find(|at| ends(*at));
        at.map_or(span.clone(), |at| {
            let start = span.range.start + at;
            Span::new(self.file, start..start + self.address.len())
        })
    }
}

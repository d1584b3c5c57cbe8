//! Links between content: a path as an editor writes it becomes the page in the reader's language.
//!
//! `@/articles/x.md` counts from `content/`, `../topics/t.md` from the file that it stands in, and
//! `/2018/` is an address of the site. One that leads nowhere is an error where it is written.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::address::{Url, join_source, percent_decode};
use crate::content::body::{Body, LinkUse};
use crate::content::layout::CONTENT;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, did_you_mean};
use crate::language::LanguageId;
use crate::site::{ContentRef, Site};
use crate::source::{FileId, Sources};

use super::{Page, Plan, Scope, Section};

/// Any file of the content folder: paths with `@/` count from there.
const CONTENT_FILE: &str = "content/x";

/// Resolves links of one site.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    site: &'a Site,
    plan: &'a Plan,
    sources: &'a Sources,
}

/// Where the links of each text lead for readers of the language that it is written in, by its file: in
/// the order of [`Body::links`], `None` for one that stays as it is.
pub type Resolved = FxHashMap<FileId, Arc<[Option<Arc<str>>]>>;

/// Why a link leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFault {
    code: Code,
    message: String,
    help: String,
}

impl LinkFault {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }

    fn diagnostic(self, file: FileId, link: &LinkUse) -> Diagnostic {
        let span = Span::new(file, link.range.start as usize..link.range.end as usize);
        Diagnostic::error(self.code, span, self.message).help(self.help)
    }
}

impl<'a> Links<'a> {
    /// Links of `site` as `plan` places it.
    #[must_use]
    pub fn new(site: &'a Site, plan: &'a Plan, sources: &'a Sources) -> Self {
        Self { site, plan, sources }
    }

    /// The sources that paths of links count in.
    #[must_use]
    pub fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// What an `href` to `url` says: the base path and the encoded address.
    #[must_use]
    pub fn href(&self, url: &Url) -> String {
        url.href(&self.site.config.base_path).to_string()
    }

    /// The `href` of `page`; `None` where the site does not have it.
    #[must_use]
    pub fn to(&self, page: Page) -> Option<&'a str> {
        self.plan.href(page)
    }

    /// The `href` of the term that a mention gives the number of; `None` where the site does not have it.
    #[must_use]
    pub fn term(&self, number: u32, language: LanguageId) -> Option<String> {
        let id = (*self.site.numbered_terms.get(number as usize)?)?;
        let (page, fragment) = page_of(self.site, ContentRef::Term(id), language);
        Some(format!("{}{fragment}", self.to(page)?))
    }

    /// What to write for `target`, found in `file` and read in `language`; `None` leaves it as it is.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn resolve(
        &self,
        file: FileId,
        language: LanguageId,
        target: &str,
    ) -> Result<Option<Arc<str>>, LinkFault> {
        // Most links, and nothing more to ask of them.
        if target.starts_with("https://") || target.starts_with("http://") {
            return Ok(None);
        }
        if is_external(target) {
            return if is_allowed(target) { Ok(None) } else { Err(scheme_fault(target)) };
        }
        if target.is_empty() {
            return Ok(None);
        }
        let (path, fragment) = match target.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (target, None),
        };
        if path.is_empty() {
            return self.own_fragment(file, fragment.unwrap_or_default());
        }
        let decoded = percent_decode(path).unwrap_or(Cow::Borrowed(path));
        if decoded.starts_with('/') {
            return self.address(&decoded, fragment).map(Some);
        }
        let source = match decoded.strip_prefix("@/") {
            Some(rest) => join_source(CONTENT_FILE, rest),
            None => join_source(self.sources.path(file), &decoded),
        };
        let Some(source) = source else {
            return Err(fault(
                Code::BrokenLink,
                format!("the link `{target}` leads out of the site"),
                "link to a file below `content/`",
            ));
        };
        if self.site.faulty.contains(source.as_str()) {
            return Ok(None);
        }
        if let Some(to) = self.content(&source) {
            return self.content_href(to, language, fragment, target).map(Some);
        }
        self.file(&source, target).map(Some)
    }

    /// The file that `target`, found in `file`, means, if it is published as it is.
    #[must_use]
    pub fn published(&self, file: FileId, target: &str) -> Option<FileId> {
        if is_external(target) {
            return None;
        }
        let path = target.split('#').next().unwrap_or_default();
        let decoded = percent_decode(path).unwrap_or(Cow::Borrowed(path));
        if decoded.starts_with('/') {
            return match self.plan.page_for(&Url::new(&decoded))? {
                Page::File(found) => Some(found),
                _ => None,
            };
        }
        let source = match decoded.strip_prefix("@/") {
            Some(rest) => join_source(CONTENT_FILE, rest),
            None => join_source(self.sources.path(file), &decoded),
        };
        self.sources.find(&source?).filter(|found| self.to(Page::File(*found)).is_some())
    }

    /// The document at a content path, also by the name of its folder or without extension.
    fn content(&self, source: &str) -> Option<ContentRef> {
        let found = |path: &str| self.site.by_path.get(path).copied();
        found(source).or_else(|| {
            let forms = ["_index.md", "index.md"].map(|name| format!("{source}/{name}"));
            forms.iter().find_map(|form| found(form)).or_else(|| found(&format!("{source}.md")))
        })
    }

    fn content_href(
        &self,
        to: ContentRef,
        language: LanguageId,
        fragment: Option<&str>,
        target: &str,
    ) -> Result<Arc<str>, LinkFault> {
        let (page, own_fragment) = page_of(self.site, to, language);
        let Some(href) = self.plan.shared_href(page) else {
            let message = format!("the link `{target}` leads to a kind of page that is turned off");
            return Err(fault(
                Code::BrokenLink,
                message,
                "turn it on under `outputs` in `site.yaml`, or take the link out",
            ));
        };
        let Some(fragment) = fragment.filter(|f| !f.is_empty()) else {
            let whole = own_fragment.is_empty().then(|| Arc::clone(href));
            return Ok(whole.unwrap_or_else(|| format!("{href}{own_fragment}").into()));
        };
        match heading(&self.bodies_of(to), fragment) {
            Some(id) => Ok(format!("{href}#{id}").into()),
            None => Err(fault(
                Code::BrokenFragment,
                format!("the link `{target}` leads to a heading that the page does not have"),
                "write the heading's words in lower case with hyphens between them",
            )),
        }
    }

    /// A link to a heading of the same text.
    fn own_fragment(&self, file: FileId, fragment: &str) -> Result<Option<Arc<str>>, LinkFault> {
        let bodies = self.site.by_path.get(self.sources.path(file)).map(|to| self.bodies_of(*to));
        match heading(&bodies.unwrap_or_default(), fragment) {
            Some(id) => Ok(Some(format!("#{id}").into())),
            None => Err(fault(
                Code::BrokenFragment,
                format!("there is no heading `#{fragment}` in this text"),
                "write the heading's words in lower case with hyphens between them",
            )),
        }
    }

    fn address(&self, path: &str, fragment: Option<&str>) -> Result<Arc<str>, LinkFault> {
        let url = Url::new(path);
        let page = self.plan.page_for(&url).or_else(|| self.plan.page_for(&url.folder("")));
        let Some(href) = page.and_then(|page| self.to(page)) else {
            return Err(fault(
                Code::BrokenLink,
                format!("nothing has the address `{path}`"),
                "link to a page by its file, such as `@/topics/trade/_index.md`; files of `content/static/` have addresses of their own",
            ));
        };
        let fragment = fragment.map(|f| format!("#{f}")).unwrap_or_default();
        Ok(format!("{href}{fragment}").into())
    }

    /// A file that is published beside a document.
    fn file(&self, source: &str, target: &str) -> Result<Arc<str>, LinkFault> {
        let found = self.sources.find(source);
        if let Some(href) = found.and_then(|file| self.plan.shared_href(Page::File(file))) {
            return Ok(Arc::clone(href));
        }
        if self.site.omitted.contains(source) {
            return Err(fault(
                Code::BrokenLink,
                format!("the link `{target}` leads to something that this build leaves out"),
                "it is a draft, not due yet or expired; build with `--drafts`, `--future` or `--expired`, or take the link out",
            ));
        }
        if found.is_some() {
            return Err(fault(
                Code::MissingFile,
                format!("the file `{source}` is not published"),
                "put it into the folder of an article that is a bundle (`index.md`), or into `content/static/`",
            ));
        }
        let mut known: Vec<&str> = self.site.by_path.keys().map(|path| &**path).collect();
        known.sort_unstable();
        let near = did_you_mean(source, known).map(|path| path.trim_start_matches(CONTENT));
        let code = if source.ends_with(".md") { Code::BrokenLink } else { Code::MissingFile };
        let help = match near {
            Some(near) => format!("did you mean `@{near}`?"),
            None => format!("there is no `{source}`"),
        };
        Err(LinkFault { code, message: format!("the link `{target}` leads nowhere"), help })
    }

    /// The bodies of a document, in every language.
    fn bodies_of(&self, to: ContentRef) -> Vec<&'a Body> {
        let entry = |entry: &'a crate::site::Entry| entry.texts.iter().flatten().map(|t| &t.body).collect();
        let site = self.site;
        match to {
            ContentRef::Article(id) => site.article(id).texts.iter().flatten().map(|t| &t.body).collect(),
            ContentRef::Topic(id) => entry(&site.topic(id).entry),
            ContentRef::Thread(id) => entry(&site.thread(id).entry),
            ContentRef::Person(id) => site.people[id.index()].entry.as_ref().map(entry).unwrap_or_default(),
            ContentRef::Organization(id) => {
                site.organizations[id.index()].entry.as_ref().map(entry).unwrap_or_default()
            }
            ContentRef::Term(id) => entry(&site.terms[id.index()]),
            ContentRef::Page(id) => entry(&site.pages[id.index()]),
            ContentRef::Edition(id) => {
                site.editions.list[id.index()].note.as_ref().map(entry).unwrap_or_default()
            }
        }
    }

    /// Tells every link that leads nowhere, and where the others lead.
    pub fn check(&self, diagnostics: &mut Diagnostics) -> Resolved {
        let all: Vec<_> = bodies(self.site).collect();
        let check = |(file, language, body): &(FileId, LanguageId, &Body)| {
            let mut faults = Vec::new();
            let lead = |link: &LinkUse| {
                let found = self.resolve(*file, *language, &link.target);
                found.unwrap_or_else(|fault| {
                    faults.push(fault.diagnostic(*file, link));
                    None
                })
            };
            let links: Arc<[_]> = body.links.iter().map(lead).collect();
            (*file, links, faults)
        };
        let checked: Vec<_> = all.par_iter().with_min_len(64).map(check).collect();
        let mut resolved = Resolved::with_capacity_and_hasher(checked.len(), FxBuildHasher);
        for (file, links, faults) in checked {
            diagnostics.extend(faults);
            resolved.insert(file, links);
        }
        resolved
    }

    /// The links of one body that lead nowhere.
    pub fn faults<'b>(
        self,
        file: FileId,
        language: LanguageId,
        body: &'b Body,
    ) -> impl Iterator<Item = Diagnostic> + use<'a, 'b> {
        body.links.iter().filter_map(move |link| {
            let fault = self.resolve(file, language, &link.target).err()?;
            Some(fault.diagnostic(file, link))
        })
    }
}

fn fault(code: Code, message: String, help: &str) -> LinkFault {
    LinkFault { code, message, help: help.to_owned() }
}

/// Whether a target has a scheme or names a host: `mailto:a`, `https://b`, `//c`.
fn is_external(target: &str) -> bool {
    if target.starts_with("//") {
        return true;
    }
    let scheme = target.split([':', '/', '?', '#']).next().unwrap_or_default();
    target[scheme.len()..].starts_with(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// Whether a target with a scheme or a host is one that readers may be sent to.
fn is_allowed(target: &str) -> bool {
    let scheme = target.split(':').next().unwrap_or_default().to_ascii_lowercase();
    target.starts_with("//") || matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel")
}

fn scheme_fault(target: &str) -> LinkFault {
    let message = format!("the address `{target}` has a scheme that is not allowed");
    fault(Code::BrokenLink, message, "use an address that starts with `https:`, `http:`, `mailto:` or `tel:`")
}

/// The page that a document is, in `language`, and the fragment within it.
#[must_use]
pub fn page_of(site: &Site, to: ContentRef, language: LanguageId) -> (Page, String) {
    let page = match to {
        ContentRef::Article(id) => Page::Article(language, id),
        ContentRef::Topic(id) => Page::Listing(language, Scope::Topic(id), 1),
        ContentRef::Person(id) => Page::Listing(language, Scope::Person(id), 1),
        ContentRef::Organization(id) => Page::Listing(language, Scope::Organization(id), 1),
        ContentRef::Thread(id) => Page::Thread(language, id),
        ContentRef::Page(id) => Page::Plain(language, id),
        ContentRef::Edition(id) => Page::Edition(language, id),
        ContentRef::Term(id) => {
            let fragment = format!("#{}", term_anchor(site.terms[id.index()].slug(language)));
            return (Page::Index(language, Section::Glossary), fragment);
        }
    };
    (page, String::new())
}

/// Id of a term on the glossary page.
#[must_use]
pub fn term_anchor(slug: &str) -> String {
    format!("term-{slug}")
}

/// The heading that `fragment` means, with or without the prefix that ids carry.
fn heading<'b>(bodies: &[&'b Body], fragment: &str) -> Option<&'b str> {
    let mut ids = bodies.iter().flat_map(|body| &body.headings);
    ids.find(|id| id.as_str() == fragment || id.strip_prefix("s-") == Some(fragment)).map(String::as_str)
}

/// Every body of the site with its file and language.
pub fn bodies(site: &Site) -> impl Iterator<Item = (FileId, LanguageId, &Body)> {
    let articles = site.articles.iter().flat_map(move |article| {
        let texts = site.language_ids().zip(&article.texts);
        texts.filter_map(|(language, text)| text.as_ref().map(|t| (t.file, language, &t.body)))
    });
    let entries = (site.topics.iter().map(|t| &t.entry))
        .chain(site.threads.iter().map(|t| &t.entry))
        .chain(site.people.iter().filter_map(|p| p.entry.as_ref()))
        .chain(site.organizations.iter().filter_map(|p| p.entry.as_ref()))
        .chain(site.terms.iter())
        .chain(site.pages.iter())
        .chain(site.editions.list.iter().filter_map(|e| e.note.as_ref()));
    articles.chain(entries.flat_map(move |entry| {
        let texts = site.language_ids().zip(&entry.texts);
        texts.filter_map(|(language, text)| text.as_ref().map(|t| (t.file, language, &t.body)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_with_a_scheme_or_a_host_are_external() {
        for external in ["https://a.b/c", "mailto:a@b", "//host/x", "tel:+1", "javascript:x"] {
            assert!(is_external(external), "{external}");
        }
        for internal in ["a.md", "../a:b.md", "@/articles/x.md", "#x", "/2018/", "a?b:c"] {
            assert!(!is_external(internal), "{internal}");
        }
    }
}

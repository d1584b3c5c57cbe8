//! Texts of pages: from their drafts, or read again when they are rendered, so that no body is kept in
//! memory.

use std::cell::OnceCell;
use std::sync::Arc;

use serde::Serialize;

use super::context::Context;
use crate::content::body::{Body, LinkUse, Mention};
use crate::content::markdown::{self, Draft, Heading, PictureTag, TermLink};
use crate::content::read;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::LanguageId;
use crate::site::{Article, Entry};
use crate::source::FileId;
use crate::theme::names::Names;

/// A text that goes into a page.
#[derive(Debug, Clone)]
pub struct BodyRef<'a> {
    file: FileId,
    body: &'a Body,
    written_in: LanguageId,
    absolute: bool,
    /// Where each link of the body leads, where that was not known: the fingerprint asks, and the HTML again.
    addresses: OnceCell<Vec<Option<Arc<str>>>>,
}

/// A text as HTML, with its headings.
#[derive(Debug)]
pub struct Rendered {
    /// HTML.
    pub html: String,
    /// Table of contents.
    pub toc: Vec<TocEntry>,
}

/// A heading in a table of contents.
#[derive(Debug, Serialize)]
pub struct TocEntry {
    /// 2 to 6.
    pub level: u8,
    /// Id on the page.
    pub id: String,
    /// Text.
    pub title: String,
}

impl Rendered {
    fn new(html: String, headings: Vec<Heading>) -> Self {
        let entry = |h: Heading| TocEntry { level: h.level, id: h.id, title: h.text };
        Self { html, toc: headings.into_iter().map(entry).collect() }
    }
}

impl<'a> BodyRef<'a> {
    /// The text of an article for readers of `language`.
    #[must_use]
    pub fn article(article: &'a Article, language: LanguageId) -> Option<Self> {
        let (text, written_in) = article.text(language)?;
        Some(Self::new(text.file, &text.body, written_in))
    }

    /// The text of an entry for readers of `language`.
    #[must_use]
    pub fn entry(entry: &'a Entry, language: LanguageId) -> Option<Self> {
        let (text, written_in) = entry.text(language)?;
        Some(Self::new(text.file, &text.body, written_in))
    }

    fn new(file: FileId, body: &'a Body, written_in: LanguageId) -> Self {
        Self { file, body, written_in, absolute: false, addresses: OnceCell::new() }
    }

    /// The same with absolute links, as feeds need them.
    #[must_use]
    pub fn absolute(self) -> Self {
        Self { absolute: true, addresses: OnceCell::new(), ..self }
    }

    /// What its HTML depends on: the file's bytes and where its links lead, those of terms included.
    pub fn extend_fingerprint(&self, context: &Context<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.body.hash.to_le_bytes());
        out.extend_from_slice(&[self.written_in.0, u8::from(self.absolute)]);
        for (link, address) in self.body.links.iter().zip(self.addresses(context)) {
            if let Some(address) = address {
                out.extend_from_slice(address.as_bytes());
            }
            if let Some(tag) = link.image.then(|| self.picture(context, &link.target)).flatten() {
                out.extend_from_slice(&tag.width.to_le_bytes());
                out.extend_from_slice(&tag.height.to_le_bytes());
                out.extend_from_slice(tag.srcset.unwrap_or_default().as_bytes());
            }
            out.push(0);
        }
        for link in self.term_links(context) {
            out.extend_from_slice(&link.range.start.to_le_bytes());
            out.extend_from_slice(&link.range.end.to_le_bytes());
            out.extend_from_slice(link.address.as_bytes());
            out.push(0);
        }
    }

    /// A link for each term that the text mentions, save for those that its author links anywhere.
    fn term_links(&self, context: &Context<'_>) -> Vec<TermLink> {
        if self.body.mentions.is_empty() {
            return Vec::new();
        }
        let links = self.body.links.iter().zip(self.addresses(context));
        let written: Vec<&Arc<str>> =
            links.filter_map(|(link, to)| to.as_ref().filter(|_| !link.image)).collect();
        let start = self.body.range.start;
        let within = |at: u32| at.saturating_sub(start) as usize;
        let link = |mention: &Mention| {
            let address = self.whole(context, context.links.term(mention.term, context.id)?.into());
            let range = within(mention.range.start)..within(mention.range.end);
            (!written.contains(&&address)).then(|| TermLink { range, address: address.to_string() })
        };
        self.body.mentions.iter().filter_map(link).collect()
    }

    fn addresses<'s>(&'s self, context: &Context<'s>) -> &'s [Option<Arc<str>>] {
        let is_own = context.id == self.written_in && !self.absolute;
        if let Some(known) = context.resolved.get(&self.file).filter(|_| is_own) {
            return known;
        }
        let resolve = |link: &LinkUse| self.resolve(context, &link.target);
        self.addresses.get_or_init(|| self.body.links.iter().map(resolve).collect())
    }

    /// Where `target` leads, as [`Self::addresses`] has it.
    fn address(&self, context: &Context<'_>, target: &str) -> Option<Arc<str>> {
        match self.body.links.iter().position(|link| link.target == target) {
            Some(at) => self.addresses(context).get(at).cloned().flatten(),
            None => self.resolve(context, target),
        }
    }

    fn resolve(&self, context: &Context<'_>, target: &str) -> Option<Arc<str>> {
        let href = context.links.resolve(self.file, context.id, target).ok().flatten()?;
        Some(self.whole(context, href))
    }

    /// What is known of a picture. Readers of feeds are offered one width.
    fn picture(&self, context: &Context<'_>, target: &str) -> Option<PictureTag> {
        let tag = context.picture(self.file, target)?;
        Some(PictureTag { srcset: tag.srcset.filter(|_| !self.absolute), ..tag })
    }

    /// An `href`, with the site's origin where links are absolute.
    fn whole(&self, context: &Context<'_>, href: Arc<str>) -> Arc<str> {
        if self.absolute && href.starts_with('/') { context.absolute(&href).into() } else { href }
    }

    /// The text as HTML: from its draft, else from its file, which is read again.
    ///
    /// # Errors
    /// A diagnostic, where the file cannot be read or is not the one that was compiled.
    pub fn render(&self, context: &Context<'_>) -> Result<Rendered, Box<Diagnostic>> {
        if self.body.range.is_empty() {
            return Ok(Rendered { html: String::new(), toc: Vec::new() });
        }
        let resolve = |target: &str| self.address(context, target);
        let picture = |target: &str| self.picture(context, target);
        let terms = self.term_links(context);
        let outside = markdown::Outside { resolve: &resolve, picture: &picture, terms: &terms };
        match self.draft(context, outside) {
            Some(rendered) => Ok(rendered),
            None => self.parse(context, outside),
        }
    }

    /// The text from its draft, if that was kept.
    fn draft(&self, context: &Context<'_>, outside: markdown::Outside<'_>) -> Option<Rendered> {
        let draft = context.links.sources().kept(self.file)?;
        let draft = Draft::decode(&draft)?;
        Some(Rendered::new(draft.fill(outside)?, draft.headings))
    }

    /// Reads the file again and renders the text.
    fn parse(
        &self,
        context: &Context<'_>,
        outside: markdown::Outside<'_>,
    ) -> Result<Rendered, Box<Diagnostic>> {
        let sources = context.links.sources();
        let bytes =
            sources.read(self.file).map_err(|message| self.fault(context, Code::Unreadable, &message))?;
        if xxhash_rust::xxh3::xxh3_64(&bytes) != self.body.hash {
            return Err(self.fault(context, Code::Changed, "it changed while the site was being built"));
        }
        let text =
            read::utf8(&bytes).map_err(|_| self.fault(context, Code::NotUtf8, "it is not UTF-8 text"))?;
        let range = self.body.range.start as usize..self.body.range.end as usize;
        let mut html = String::new();
        let options = &context.markdown[self.written_in.index()];
        let body = text.get(range).unwrap_or_default();
        let outline = markdown::render(body, options, outside, &mut html);
        Ok(Rendered::new(html, outline.headings))
    }

    fn fault(&self, context: &Context<'_>, code: Code, message: &str) -> Box<Diagnostic> {
        let path = context.links.sources().path(self.file);
        let message = format!("`{path}` cannot be rendered: {message}");
        Box::new(Diagnostic::error(code, Span::start_of(self.file), message).help("run the build again"))
    }
}

/// Puts the texts into the values of a template: `content` and `toc` of the only one, `contents` of all.
pub fn insert(values: &mut tera::Context, names: &Names, texts: &[Rendered]) {
    let only = if let [only] = texts { Some(only) } else { None };
    let html = |text: &Rendered| tera::Value::safe_string(&text.html);
    if names.has("contents") {
        let all: Vec<tera::Value> = texts.iter().map(html).collect();
        values.insert_value("contents", tera::Value::from(all));
    }
    if names.has("toc") {
        values.insert("toc", only.map_or(&[][..], |text| &text.toc));
    }
    if names.has("content") {
        values.insert_value("content", only.map_or_else(|| tera::Value::safe_string(""), html));
    }
}

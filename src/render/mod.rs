//! From a page of the plan to its bytes: a pure function, for any page, at any time, on any thread.
//!
//! [`prepare`] builds the page's view, which says everything that the bytes depend on besides the
//! templates. Its fingerprint tells a build that the bytes of last time still hold; rendering turns
//! it into bytes. No page is rendered to learn what another needs.

pub mod bodies;
pub mod calendars;
pub mod card;
pub mod charts;
pub mod context;
pub mod discovery;
pub mod feeds;
pub mod functions;
pub mod headers;
pub mod html;
pub mod indexes;
pub mod linked_data;
pub mod listings;
pub mod pages;
pub mod pictures;
#[cfg(feature = "images")]
pub mod resize;
pub mod robots;
pub mod search;
pub mod shared;
pub mod site_view;
pub mod sitemap;
pub mod social_card;
pub mod values;
pub mod view;
pub mod xml;

use std::cell::RefCell;
use std::sync::Arc;

use serde::Serialize;

use self::bodies::{BodyRef, Rendered};
use self::context::Context;
use crate::config::FeedFormat;
use crate::content::picture::FileFacts;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::digest::Digest;
use crate::encode;
use crate::language::LanguageId;
use crate::plan::{FeedScope, Page, Scope, Section};
use crate::site::related::Scratch;
use crate::source::FileId;
use crate::theme::AssetId;
use crate::theme::names::Names;

/// A page's view, with the texts that go into it.
pub struct Prepared<'a> {
    digest: &'a Digest,
    context: Context<'a>,
    view: View<'a>,
    bodies: Vec<BodyRef<'a>>,
}

/// The views, one for each kind of page.
#[derive(Serialize)]
enum View<'a> {
    Home(Box<view::HomePage<'a>>),
    Article(Box<view::ArticlePage<'a>>),
    Listing(Box<view::ListingPage<'a>>),
    Edition(Box<view::EditionPage<'a>>),
    Editions(Box<view::EditionsPage<'a>>),
    Thread(Box<view::ThreadPage<'a>>),
    Threads(Box<view::ThreadsPage<'a>>),
    Topics(Box<view::TopicsPage<'a>>),
    Index(Box<view::IndexPage<'a>>),
    Glossary(Box<view::GlossaryPage<'a>>),
    Corrections(Box<view::CorrectionsPage<'a>>),
    Archive(Box<view::ArchivePage<'a>>),
    SearchPage(Box<view::SearchPage<'a>>),
    Plain(Box<view::PlainPage<'a>>),
    NotFound(Box<view::NotFoundPage<'a>>),
    Redirect(Box<view::RedirectPage<'a>>),
    Feed(Box<feeds::FeedView>, #[serde(skip)] FeedFormat),
    Sitemap(sitemap::SitemapView),
    News(sitemap::NewsView),
    Text(String),
    SocialCard(social_card::SocialCard<'a>),
    /// A file of the search index, by the hash of its bytes.
    Search(#[serde(skip)] Arc<[u8]>, u128),
    /// Bytes of the theme.
    Asset(#[serde(skip)] Arc<[u8]>, u64),
    /// A file of the content, by the hash of its bytes.
    File(#[serde(skip)] FileId, u128),
    /// A picture of the content, by the hash of its bytes and what it is, in another width.
    Resized(#[serde(skip)] FileId, FileFacts, u32, &'static str),
}

/// Builds the view of `page`.
///
/// # Errors
/// A diagnostic, where the page has no text in any language.
pub fn prepare<'a>(
    digest: &'a Digest,
    page: Page,
    scratch: &'a RefCell<Scratch>,
) -> Result<Prepared<'a>, Box<Diagnostic>> {
    let language = language_of(digest, page);
    let context = Context::new(digest.model(), &digest.shelves[language.index()], scratch, language);
    let mut bodies = Vec::new();
    let view = view_of(digest, &context, page, &mut bodies);
    let mut view = view.ok_or_else(|| {
        Box::new(Diagnostic::error(Code::BrokenLink, None, format!("{page:?} has no text")))
    })?;
    if let Some(head) = view.head_mut() {
        context.make_known(page, head);
    }
    Ok(Prepared { digest, context, view, bodies })
}

impl<'a> View<'a> {
    /// The head of a page that has one.
    fn head_mut(&mut self) -> Option<&mut view::Head<'a>> {
        Some(match self {
            View::Home(view) => &mut view.head,
            View::Article(view) => &mut view.head,
            View::Listing(view) => &mut view.head,
            View::Edition(view) => &mut view.head,
            View::Editions(view) => &mut view.head,
            View::Thread(view) => &mut view.head,
            View::Threads(view) => &mut view.head,
            View::Topics(view) => &mut view.head,
            View::Index(view) => &mut view.head,
            View::Glossary(view) => &mut view.head,
            View::Corrections(view) => &mut view.head,
            View::Archive(view) => &mut view.head,
            View::SearchPage(view) => &mut view.head,
            View::Plain(view) => &mut view.head,
            View::NotFound(view) => &mut view.head,
            View::Redirect(_)
            | View::Feed(..)
            | View::Sitemap(_)
            | View::News(_)
            | View::Text(_)
            | View::SocialCard(_)
            | View::Search(..)
            | View::Asset(..)
            | View::File(..)
            | View::Resized(..) => return None,
        })
    }
}

/// The language that a page is written for; a redirect has that of its target.
fn language_of(digest: &Digest, page: Page) -> LanguageId {
    let target = match page {
        Page::Redirect(at) => digest.plan.redirects.get(at as usize).map(|redirect| redirect.to),
        other => Some(other),
    };
    target.and_then(Page::language).unwrap_or(LanguageId::DEFAULT)
}

fn view_of<'a>(
    digest: &'a Digest,
    context: &Context<'a>,
    page: Page,
    bodies: &mut Vec<BodyRef<'a>>,
) -> Option<View<'a>> {
    Some(match page {
        Page::Home(_) => View::Home(Box::new(context.home_page())),
        Page::Article(_, id) => {
            bodies.extend(BodyRef::article(digest.site.article(id), context.id));
            View::Article(Box::new(context.article_page(id)?))
        }
        Page::Listing(_, scope, number) => {
            if number == 1 {
                bodies.extend(scope_body(digest, scope, context.id));
            }
            View::Listing(Box::new(context.listing_page(scope, number)))
        }
        Page::Index(_, section) => index_view(digest, context, section, bodies),
        Page::Edition(_, id) => {
            let note = digest.site.editions.list[id.index()].note.as_ref();
            bodies.extend(note.and_then(|note| BodyRef::entry(note, context.id)));
            View::Edition(Box::new(context.edition_page(id)))
        }
        Page::Thread(_, id) => {
            bodies.extend(BodyRef::entry(&digest.site.thread(id).entry, context.id));
            View::Thread(Box::new(context.thread_page(id)?))
        }
        Page::Plain(_, id) => {
            bodies.extend(BodyRef::entry(&digest.site.pages[id.index()], context.id));
            View::Plain(Box::new(context.plain_page(id)?))
        }
        Page::Feed(_, scope, format) => feed_view(digest, context, scope, format, bodies),
        Page::Search(_, file) => {
            let index = &digest.search[context.id.index()];
            let index = index.get_or_init(|| search::Index::of(digest.model(), context.id));
            let bytes = index.file(digest.model(), context.id, file)?;
            let hash = xxhash_rust::xxh3::xxh3_128(&bytes);
            View::Search(bytes, hash)
        }
        Page::Sitemap(number) => View::Sitemap(sitemap::sitemap(context, number)),
        Page::NewsSitemap => View::News(sitemap::news(context, digest.include.clock)),
        Page::Robots => View::Text(robots::robots(context)),
        Page::RedirectsFile => View::Text(sitemap::redirects(context)),
        Page::Headers => {
            View::Text(headers::write(&digest.plan, &digest.theme, &digest.site.config.base_path))
        }
        Page::NotFound(_) => View::NotFound(Box::new(context.not_found_page())),
        Page::Redirect(at) => View::Redirect(Box::new(redirect_view(digest, context, at)?)),
        Page::SocialCard(_, subject) => View::SocialCard(context.social_card(subject)?),
        Page::Asset(id) => {
            let asset = digest.theme.assets.get(id.0 as usize)?;
            View::Asset(Arc::clone(&asset.bytes), xxhash_rust::xxh3::xxh3_64(&asset.bytes))
        }
        Page::File(file) => View::File(file, digest.site.facts(file)?.hash),
        Page::Resized(file, width) => View::Resized(file, digest.site.facts(file)?, width, crate::GENERATOR),
    })
}

fn scope_body(digest: &Digest, scope: Scope, language: LanguageId) -> Option<BodyRef<'_>> {
    let site = &digest.site;
    let entry = match scope {
        Scope::Topic(id) => Some(&site.topic(id).entry),
        Scope::Person(id) => site.people[id.index()].entry.as_ref(),
        Scope::Organization(id) => site.organizations[id.index()].entry.as_ref(),
        _ => None,
    };
    entry.and_then(|entry| BodyRef::entry(entry, language))
}

fn index_view<'a>(
    digest: &'a Digest,
    context: &Context<'a>,
    section: Section,
    bodies: &mut Vec<BodyRef<'a>>,
) -> View<'a> {
    match section {
        Section::Topics => View::Topics(Box::new(context.topics_page())),
        Section::Threads => View::Threads(Box::new(context.threads_page())),
        Section::People => View::Index(Box::new(context.people_page())),
        Section::Organizations => View::Index(Box::new(context.organizations_page())),
        Section::Sources => View::Index(Box::new(context.sources_page())),
        Section::Editions => View::Editions(Box::new(context.editions_page())),
        Section::Corrections => View::Corrections(Box::new(context.corrections_page())),
        Section::Archive => View::Archive(Box::new(context.archive_page())),
        Section::Search => View::SearchPage(Box::new(context.search_page())),
        Section::Glossary => {
            let terms = context.sorted_terms();
            bodies.extend(
                terms.iter().filter_map(|id| BodyRef::entry(&digest.site.terms[id.index()], context.id)),
            );
            View::Glossary(Box::new(context.glossary_page()))
        }
    }
}

fn feed_view<'a>(
    digest: &'a Digest,
    context: &Context<'a>,
    scope: FeedScope,
    format: FeedFormat,
    bodies: &mut Vec<BodyRef<'a>>,
) -> View<'a> {
    let style = digest.theme.assets.iter().position(|asset| asset.name == feeds::STYLE);
    let style = style.and_then(|at| context.href(Page::Asset(AssetId::at(at))));
    let (view, articles) = context.feed(scope, format, style);
    if digest.site.config.feeds.full_text {
        let texts = articles.iter().filter_map(|id| BodyRef::article(digest.site.article(*id), context.id));
        bodies.extend(texts.map(BodyRef::absolute));
    }
    View::Feed(Box::new(view), format)
}

fn redirect_view<'a>(digest: &'a Digest, context: &Context<'a>, at: u32) -> Option<view::RedirectPage<'a>> {
    let redirect = digest.plan.redirects.get(at as usize)?;
    let href = context.href(redirect.to)?;
    Some(view::RedirectPage {
        title: context.page_title(redirect.to).into(),
        canonical: context.absolute(href),
        href,
    })
}

impl Prepared<'_> {
    /// XXH3-128 of everything that the bytes depend on: the view, the texts with their links, the
    /// templates, the site's frame, and the generator.
    #[must_use]
    pub fn fingerprint(&self, buffer: &mut Vec<u8>) -> u128 {
        // The index knows no template: its bytes are all that its files depend on.
        if let View::Search(_, hash) = &self.view {
            return *hash;
        }
        buffer.clear();
        let written = encode::append(std::mem::take(buffer), &self.view);
        // A view that cannot be written has no fingerprint, so its page is always rendered.
        let Ok(bytes) = written else { return 0 };
        *buffer = bytes;
        for body in &self.bodies {
            body.extend_fingerprint(&self.context, buffer);
        }
        let rest = match &self.view {
            // No template and no catalogue reaches a card but by its view.
            View::SocialCard(_) => self.digest.theme.card_fonts.hash,
            // No template has a part in a picture, and making one takes long.
            View::Resized(..) => 0,
            _ => self.digest.frames[self.context.id.index()].hash,
        };
        buffer.extend_from_slice(&rest.to_le_bytes());
        xxhash_rust::xxh3::xxh3_128(buffer)
    }

    /// The page's bytes.
    ///
    /// # Errors
    /// A diagnostic, where a template fails or a file changed since it was read.
    pub fn render(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let texts: Vec<Rendered> =
            self.bodies.iter().map(|body| body.render(&self.context)).collect::<Result<_, _>>()?;
        match &self.view {
            View::Home(view) => self.template("home", view, &texts),
            View::Article(view) => self.template("article", view, &texts),
            View::Listing(view) => self.template(view.head.kind, view, &texts),
            View::Edition(view) => self.template("edition", view, &texts),
            View::Editions(view) => self.template("editions", view, &texts),
            View::Thread(view) => self.template("thread", view, &texts),
            View::Threads(view) => self.template("threads", view, &texts),
            View::Topics(view) => self.template("topics", view, &texts),
            View::Index(view) => self.template(view.head.kind, view, &texts),
            View::Glossary(view) => self.template("glossary", view, &texts),
            View::Corrections(view) => self.template("corrections", view, &texts),
            View::Archive(view) => self.template("archive", view, &texts),
            View::SearchPage(view) => self.template("search", view, &texts),
            View::Plain(view) => self.template("page", view, &texts),
            View::NotFound(view) => self.template("404", view, &texts),
            View::Redirect(view) => self.template("redirect", view, &texts),
            View::Feed(view, format) => {
                let contents: Vec<String> = texts.into_iter().map(|text| text.html).collect();
                feeds::write(view, &contents, *format).map_err(unwritable)
            }
            View::Sitemap(view) => sitemap::write(view).map_err(unwritable),
            View::News(view) => sitemap::write_news(view).map_err(unwritable),
            View::Text(text) => Ok(text.clone().into_bytes()),
            View::SocialCard(card) => card.draw(&self.digest.theme.card_fonts).map_err(unwritable),
            View::Search(bytes, _) | View::Asset(bytes, _) => Ok(bytes.to_vec()),
            View::File(file, _) => self.bytes(*file),
            View::Resized(file, facts, width, _) => self.resized(*file, *facts, *width),
        }
    }

    fn bytes(&self, file: FileId) -> Result<Vec<u8>, Box<Diagnostic>> {
        let sources = &self.digest.sources;
        sources.read(file).map_err(|message| {
            let message = format!("`{}` cannot be read: {message}", sources.path(file));
            Box::new(Diagnostic::error(Code::Unreadable, Span::start_of(file), message))
        })
    }

    #[cfg(not(feature = "images"))]
    fn resized(&self, file: FileId, _: FileFacts, _: u32) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.bytes(file)
    }

    fn template(
        &self,
        kind: &str,
        view: &impl Serialize,
        texts: &[Rendered],
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let names = self.digest.theme.names(kind);
        // What fails is done again with every name: its fault tells all the fields that there are.
        self.write(kind, view, texts, names).or_else(|_| self.write(kind, view, texts, Names::ANY))
    }

    fn write(
        &self,
        kind: &str,
        view: &impl Serialize,
        texts: &[Rendered],
        names: &Names,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let fault = |error: &tera::Error| Box::new(self.digest.theme.fault(error));
        let mut values = values::of(view, names).map_err(|error| fault(&error))?;
        if let Some(error) = self.context.shelf.fault() {
            return Err(fault(error));
        }
        let shared = &self.digest.frames[self.context.id.index()].values;
        for (name, value) in shared.iter().filter(|(name, _)| names.has(name)) {
            values.insert_value(*name, value.clone());
        }
        bodies::insert(&mut values, names, texts);
        let mut out = Vec::with_capacity(16 * 1024);
        let rendered = self.digest.engines[self.context.id.index()].render_to(
            &[kind, ".html"].concat(),
            &values,
            &mut out,
        );
        rendered.map_err(|error| fault(&error))?;
        Ok(out)
    }
}

fn unwritable(message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Code::InvalidValue, None, message))
}

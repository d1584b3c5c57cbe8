//! What crawlers read: sitemaps (sitemaps.org 0.9) with language alternates, the news sitemap
//! and redirects as a list.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use serde::Serialize;

use super::context::{Context, rfc3339};
use super::xml::{self, Written};
use crate::plan::pagination;
use crate::plan::{Page, Plan, SITEMAP_ADDRESSES};
use crate::site::{ArticleId, Clock};

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// A news sitemap holds the articles of two days, 1,000 at most.
pub(crate) const NEWS_SECONDS: i64 = 2 * 24 * 60 * 60;
const NEWS_ENTRIES: usize = 1_000;

/// A sitemap, or the index over several.
#[derive(Debug, Serialize)]
pub struct SitemapView {
    /// Absolute addresses of the parts; empty where there is only this one.
    pub parts: Vec<String>,
    /// The addresses in this part.
    pub urls: Vec<SitemapUrl>,
}

/// An address of a sitemap.
#[derive(Debug, Serialize)]
pub struct SitemapUrl {
    /// Absolute.
    pub url: String,
    /// Day of the last change.
    pub modified: Option<String>,
    /// Language tags and absolute addresses of the same page.
    pub alternates: Vec<(String, String)>,
}

/// The news sitemap.
#[derive(Debug, Serialize)]
pub struct NewsView {
    /// The articles of the last two days, in every language that they are written in.
    pub entries: Vec<NewsEntry>,
}

/// An article of the news sitemap.
#[derive(Debug, Serialize)]
pub struct NewsEntry {
    /// Absolute.
    pub url: String,
    /// The site's title.
    pub publication: String,
    /// Language tag.
    pub lang: String,
    /// RFC 3339.
    pub published: String,
    /// Headline.
    pub title: String,
}

/// The sitemap with that number; 0 is the whole, or the index over the parts.
#[must_use]
pub fn sitemap(context: &Context<'_>, number: u32) -> SitemapView {
    let pages: Vec<Page> = listed(context.plan).collect();
    if number == 0 && pages.len() > SITEMAP_ADDRESSES {
        let parts = 1..=pagination::page_count(pages.len(), SITEMAP_ADDRESSES);
        let parts = parts.filter_map(|n| context.href(Page::Sitemap(n))).map(|href| context.absolute(href));
        return SitemapView { parts: parts.collect(), urls: Vec::new() };
    }
    let shown = pagination::range(pages.len(), SITEMAP_ADDRESSES, number.max(1));
    let urls = pages[shown].iter().filter_map(|page| url(context, *page)).collect();
    SitemapView { parts: Vec::new(), urls }
}

fn listed(plan: &Plan) -> impl Iterator<Item = Page> {
    plan.entries.iter().map(|(_, page)| *page).filter(|page| page.is_for_readers())
}

/// A page's entry; none for a page that only repeats the original for want of a translation.
fn url(context: &Context<'_>, page: Page) -> Option<SitemapUrl> {
    let site = context.site;
    let written = |page: Page| match page {
        Page::Article(language, id) => site.article(id).is_in(language),
        Page::Plain(language, id) => site.pages[id.index()].texts[language.index()].is_some(),
        _ => true,
    };
    if !written(page) {
        return None;
    }
    let modified = match page {
        Page::Article(_, id) => {
            let article = site.article(id);
            Some(article.updated.map_or(article.date.day, |when| when.day.max(article.date.day)).to_string())
        }
        _ => None,
    };
    let alternates: Vec<(String, String)> = (context.plan.alternates(page, site).into_iter())
        .filter(|(id, _)| page.in_language(*id).is_some_and(written))
        .map(|(id, url)| {
            (site.config.languages[id.index()].tag.clone(), context.absolute(&context.links.href(url)))
        })
        .collect();
    let alternates = if alternates.len() > 1 { alternates } else { Vec::new() };
    Some(SitemapUrl { url: context.absolute(context.href(page)?), modified, alternates })
}

/// The articles that are two days old at most by `clock`.
#[must_use]
pub fn news(context: &Context<'_>, clock: Clock) -> NewsView {
    let site = context.site;
    let recent = site
        .articles
        .iter()
        .enumerate()
        .take_while(|(_, article)| article.date.seconds > clock.seconds.saturating_sub(NEWS_SECONDS));
    let mut entries = Vec::new();
    for (at, article) in recent {
        for language in site.language_ids().filter(|id| article.is_in(*id)) {
            let page = Page::Article(language, ArticleId::at(at));
            let (Some(href), Some((text, _))) = (context.href(page), article.text(language)) else {
                continue;
            };
            let config = &site.config.languages[language.index()];
            entries.push(NewsEntry {
                url: context.absolute(href),
                publication: config.title.clone(),
                lang: config.tag.clone(),
                published: rfc3339(article.date, &site.config.timezone),
                title: text.title.clone(),
            });
        }
    }
    entries.truncate(NEWS_ENTRIES);
    NewsView { entries }
}

/// Redirects for hosts that read `_redirects`: old address, new address, status.
#[must_use]
pub fn redirects(context: &Context<'_>) -> String {
    let mut text = String::new();
    for redirect in &context.plan.redirects {
        if let Some(href) = context.href(redirect.to) {
            text.push_str(&format!("{} {href} 301\n", context.links.href(&redirect.from)));
        }
    }
    text
}

/// Writes a sitemap.
///
/// # Errors
/// A message, where the writer refuses the text.
pub fn write(view: &SitemapView) -> Result<Vec<u8>, String> {
    xml::document(
        |writer| if view.parts.is_empty() { write_urls(writer, view) } else { write_parts(writer, view) },
    )
}

fn write_parts(writer: &mut Writer<Vec<u8>>, view: &SitemapView) -> Written {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let index = writer.create_element("sitemapindex").with_attribute(("xmlns", SITEMAP));
    index.write_inner_content(|writer| {
        for part in &view.parts {
            writer.create_element("sitemap").write_inner_content(|writer| xml::text(writer, "loc", part))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_urls(writer: &mut Writer<Vec<u8>>, view: &SitemapView) -> Written {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let set = writer.create_element("urlset").with_attributes([("xmlns", SITEMAP), ("xmlns:xhtml", XHTML)]);
    set.write_inner_content(|writer| {
        for entry in &view.urls {
            writer.create_element("url").write_inner_content(|writer| {
                xml::text(writer, "loc", &entry.url)?;
                if let Some(modified) = &entry.modified {
                    xml::text(writer, "lastmod", modified)?;
                }
                for (lang, href) in &entry.alternates {
                    let attributes = [("rel", "alternate"), ("hreflang", lang), ("href", href)];
                    writer.create_element("xhtml:link").with_attributes(attributes).write_empty()?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes the news sitemap.
///
/// # Errors
/// A message, where the writer refuses the text.
pub fn write_news(view: &NewsView) -> Result<Vec<u8>, String> {
    xml::document(|writer| {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let set = writer.create_element("urlset").with_attributes([("xmlns", SITEMAP), ("xmlns:news", NEWS)]);
        set.write_inner_content(|writer| {
            for entry in &view.entries {
                writer.create_element("url").write_inner_content(|writer| news_url(writer, entry))?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

fn news_url(writer: &mut Writer<Vec<u8>>, entry: &NewsEntry) -> Written {
    xml::text(writer, "loc", &entry.url)?;
    writer.create_element("news:news").write_inner_content(|writer| {
        writer.create_element("news:publication").write_inner_content(|writer| {
            xml::text(writer, "news:name", &entry.publication)?;
            xml::text(writer, "news:language", &entry.lang)
        })?;
        xml::text(writer, "news:publication_date", &entry.published)?;
        xml::text(writer, "news:title", &entry.title)
    })?;
    Ok(())
}

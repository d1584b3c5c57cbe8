//! Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, from one view.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesPI, BytesText, Event};
use serde::Serialize;
use serde_json::json;

use super::context::{Context, media_type, rfc3339};
use super::html::escaped;
use super::xml::{self, Written};
use crate::config::FeedFormat;
use crate::content::article::When;
use crate::language::DateStyle;
use crate::plan::{FeedScope, Page, Scope};
use crate::site::ArticleId;

/// The theme's style sheet of feeds, among its assets.
pub const STYLE: &str = "css/feed.css";

/// Namespace of what only browsers show.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// A feed.
#[derive(Debug, Serialize)]
pub struct FeedView {
    /// Name of the site and of what this is a feed of.
    pub title: String,
    /// The site's description.
    pub subtitle: String,
    /// Language tag.
    pub lang: String,
    /// Absolute address of the page that this is a feed of.
    pub page: String,
    /// Absolute address of this feed.
    pub own: String,
    /// Time of the newest entry, RFC 3339.
    pub updated: String,
    /// The same for RSS, RFC 2822.
    pub updated_rfc2822: String,
    /// Name and version of the generator.
    pub generator: &'static str,
    /// How browsers show it; `None` leaves that out.
    pub shown: Option<Shown>,
    /// The entries, newest first.
    pub entries: Vec<EntryView>,
}

/// What makes a feed readable in a browser: a style sheet, and a few elements of XHTML, which feed
/// readers pass over (RFC 4287, section 6; RSS 2.0, extending). XSLT would do more, but browsers are
/// giving it up.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// `href` of the style sheet.
    pub style: String,
    /// What this is, for a reader who came here by a link.
    pub notice: String,
}

/// An entry of a feed.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// Absolute address, which is the entry's id.
    pub url: String,
    /// Headline.
    pub title: String,
    /// Standfirst.
    pub summary: Option<String>,
    /// Publication, RFC 3339.
    pub published: String,
    /// Publication, RFC 2822.
    pub published_rfc2822: String,
    /// Day of publication, as the feed's language writes it.
    pub day: String,
    /// Last change, RFC 3339.
    pub updated: String,
    /// Names of its topics.
    pub categories: Vec<String>,
    /// Language tag of its texts.
    pub lang: String,
}

impl Context<'_> {
    /// The feed of `scope`, and the articles in it.
    #[must_use]
    pub fn feed(
        &self,
        scope: FeedScope,
        format: FeedFormat,
        style: Option<&str>,
    ) -> (FeedView, Vec<ArticleId>) {
        let config = &self.site.config.languages[self.id.index()];
        let (page, name, ids) = self.feed_contents(scope);
        let title = match name {
            Some(name) => self.message("feed_of", &[("title", &config.title), ("name", &name)]),
            None => config.title.clone(),
        };
        let entries: Vec<EntryView> = ids.iter().filter_map(|id| self.feed_entry(*id)).collect();
        let newest = ids.iter().map(|id| last_change(self.site.article(*id))).max();
        let epoch = "1970-01-01T00:00:00+00:00".to_owned();
        let own = self.href(Page::Feed(self.id, scope, format)).unwrap_or_default();
        let page = self.href(page).or_else(|| self.href(Page::Home(self.id))).unwrap_or_default();
        let view = FeedView {
            title,
            subtitle: config.description.clone(),
            lang: config.tag.clone(),
            page: self.absolute(page),
            own: self.absolute(own),
            updated: newest.map_or(epoch, |when| rfc3339(when, &self.site.config.timezone)),
            updated_rfc2822: newest
                .map_or_else(String::new, |when| rfc2822(when, &self.site.config.timezone)),
            generator: crate::GENERATOR,
            shown: style
                .filter(|_| format != FeedFormat::Json)
                .map(|style| Shown { style: style.to_owned(), notice: self.text("feed_notice").to_owned() }),
            entries,
        };
        (view, ids)
    }

    fn feed_contents(&self, scope: FeedScope) -> (Page, Option<String>, Vec<ArticleId>) {
        let newest = |ids: &[ArticleId]| ids.iter().copied().take(self.site.config.feeds.entries).collect();
        let listing = |scope: Scope| Page::Listing(self.id, scope, 1);
        match scope {
            FeedScope::Site => {
                let all = self.site.articles.len().min(self.site.config.feeds.entries);
                (Page::Home(self.id), None, (0..all).map(ArticleId::at).collect())
            }
            FeedScope::Topic(id) => {
                let topic = self.site.topic(id);
                (listing(Scope::Topic(id)), Some(topic.entry.title(self.id).to_owned()), newest(&topic.all))
            }
            FeedScope::Thread(id) => {
                let thread = self.site.thread(id);
                let mut ids = thread.articles.clone();
                ids.reverse();
                (Page::Thread(self.id, id), Some(thread.entry.title(self.id).to_owned()), newest(&ids))
            }
            FeedScope::Person(id) => {
                let person = &self.site.people[id.index()];
                let name = person.title(self.id).to_owned();
                (listing(Scope::Person(id)), Some(name), newest(&person.articles))
            }
        }
    }

    fn feed_entry(&self, id: ArticleId) -> Option<EntryView> {
        let article = self.site.article(id);
        let (text, language) = article.text(self.id)?;
        let zone = &self.site.config.timezone;
        Some(EntryView {
            url: self.absolute(self.href(Page::Article(self.id, id))?),
            title: text.title.clone(),
            summary: text.summary.clone(),
            published: rfc3339(article.date, zone),
            published_rfc2822: rfc2822(article.date, zone),
            day: self.language.date(article.date.day, DateStyle::Long),
            updated: rfc3339(last_change(article), zone),
            categories: article.topics.iter().map(|topic| self.topic(*topic).title.into_owned()).collect(),
            lang: self.site.config.languages[language.index()].tag.clone(),
        })
    }
}

fn last_change(article: &crate::site::Article) -> When {
    article.updated.map_or(article.date, |updated| updated.max(article.date))
}

fn rfc2822(when: When, zone: &jiff::tz::TimeZone) -> String {
    let Ok(timestamp) = jiff::Timestamp::from_second(when.seconds) else { return String::new() };
    jiff::fmt::rfc2822::to_string(&jiff::ZonedDateTime::new(timestamp, zone.clone())).unwrap_or_default()
}

/// Writes a feed. `contents` are the whole texts of the entries as HTML, or empty for summaries only.
///
/// # Errors
/// A message, where the writer refuses the text.
pub fn write(view: &FeedView, contents: &[String], format: FeedFormat) -> Result<Vec<u8>, String> {
    match format {
        FeedFormat::Json => Ok(json_feed(view, contents)),
        FeedFormat::Atom => xml::document(|writer| atom(writer, view, contents)),
        FeedFormat::Rss => xml::document(|writer| rss(writer, view, contents)),
    }
}

/// The style sheet, before the root element.
fn style(writer: &mut Writer<Vec<u8>>, shown: Option<&Shown>) -> Written {
    let Some(shown) = shown else { return Ok(()) };
    let content = format!("xml-stylesheet type=\"text/css\" href=\"{}\"", escaped(&shown.style));
    writer.write_event(Event::PI(BytesPI::new(content)))
}

/// What browsers show above the entries.
fn notice(writer: &mut Writer<Vec<u8>>, view: &FeedView) -> Written {
    let Some(shown) = &view.shown else { return Ok(()) };
    let element = writer.create_element("h:div").with_attribute(("xmlns:h", XHTML));
    element.write_inner_content(|writer| {
        xml::text(writer, "h:p", &shown.notice)?;
        link_to(writer, &view.page, &view.title)
    })?;
    Ok(())
}

/// What browsers show of an entry besides its summary.
fn headline(writer: &mut Writer<Vec<u8>>, entry: &EntryView) -> Written {
    let element = writer.create_element("h:div").with_attribute(("xmlns:h", XHTML));
    element.write_inner_content(|writer| {
        link_to(writer, &entry.url, &entry.title)?;
        xml::text(writer, "h:span", &entry.day)
    })?;
    Ok(())
}

fn link_to(writer: &mut Writer<Vec<u8>>, address: &str, title: &str) -> Written {
    let element = writer.create_element("h:a").with_attribute(("href", address));
    element.write_text_content(BytesText::new(&xml::clean(title)))?;
    Ok(())
}

fn atom(writer: &mut Writer<Vec<u8>>, view: &FeedView, contents: &[String]) -> Written {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    style(writer, view.shown.as_ref())?;
    let feed = writer
        .create_element("feed")
        .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", view.lang.as_str())]);
    feed.write_inner_content(|writer| {
        xml::text(writer, "title", &view.title)?;
        if !view.subtitle.is_empty() {
            xml::text(writer, "subtitle", &view.subtitle)?;
        }
        xml::text(writer, "id", &view.page)?;
        xml::text(writer, "updated", &view.updated)?;
        xml::link(writer, "alternate", "text/html", &view.page)?;
        xml::link(writer, "self", media_type(FeedFormat::Atom), &view.own)?;
        writer
            .create_element("author")
            .write_inner_content(|writer| xml::text(writer, "name", &view.title))?;
        xml::text(writer, "generator", view.generator)?;
        notice(writer, view)?;
        for (at, entry) in view.entries.iter().enumerate() {
            let element = writer.create_element("entry").with_attribute(("xml:lang", entry.lang.as_str()));
            element.write_inner_content(|writer| {
                if view.shown.is_some() {
                    headline(writer, entry)?;
                }
                atom_entry(writer, entry, contents.get(at))
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn atom_entry(writer: &mut Writer<Vec<u8>>, entry: &EntryView, content: Option<&String>) -> Written {
    xml::text(writer, "title", &entry.title)?;
    xml::text(writer, "id", &entry.url)?;
    xml::link(writer, "alternate", "text/html", &entry.url)?;
    xml::text(writer, "published", &entry.published)?;
    xml::text(writer, "updated", &entry.updated)?;
    for category in &entry.categories {
        writer.create_element("category").with_attribute(("term", category.as_str())).write_empty()?;
    }
    if let Some(summary) = &entry.summary {
        xml::text(writer, "summary", summary)?;
    }
    if let Some(content) = content {
        let element = writer.create_element("content").with_attribute(("type", "html"));
        element.write_text_content(BytesText::new(&xml::clean(content)))?;
    }
    Ok(())
}

fn rss(writer: &mut Writer<Vec<u8>>, view: &FeedView, contents: &[String]) -> Written {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    style(writer, view.shown.as_ref())?;
    let rss = writer.create_element("rss").with_attributes([
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ]);
    rss.write_inner_content(|writer| {
        writer.create_element("channel").write_inner_content(|writer| {
            xml::text(writer, "title", &view.title)?;
            xml::text(writer, "link", &view.page)?;
            let description = if view.subtitle.is_empty() { &view.title } else { &view.subtitle };
            xml::text(writer, "description", description)?;
            xml::text(writer, "language", &view.lang)?;
            if !view.updated_rfc2822.is_empty() {
                xml::text(writer, "lastBuildDate", &view.updated_rfc2822)?;
            }
            xml::text(writer, "generator", view.generator)?;
            let own = [("href", view.own.as_str()), ("rel", "self"), ("type", media_type(FeedFormat::Rss))];
            writer.create_element("atom:link").with_attributes(own).write_empty()?;
            notice(writer, view)?;
            for (at, entry) in view.entries.iter().enumerate() {
                let item = writer.create_element("item");
                item.write_inner_content(|writer| {
                    if view.shown.is_some() {
                        headline(writer, entry)?;
                    }
                    rss_item(writer, entry, contents.get(at))
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn rss_item(writer: &mut Writer<Vec<u8>>, entry: &EntryView, content: Option<&String>) -> Written {
    xml::text(writer, "title", &entry.title)?;
    xml::text(writer, "link", &entry.url)?;
    let guid = writer.create_element("guid").with_attribute(("isPermaLink", "true"));
    guid.write_text_content(BytesText::new(&entry.url))?;
    xml::text(writer, "pubDate", &entry.published_rfc2822)?;
    for category in &entry.categories {
        xml::text(writer, "category", category)?;
    }
    if let Some(summary) = &entry.summary {
        // HTML by the specification; quotes mean nothing in its text, and browsers show this as it is.
        let html = summary.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        xml::text(writer, "description", &html)?;
    }
    if let Some(content) = content {
        xml::text(writer, "content:encoded", content)?;
    }
    Ok(())
}

fn json_feed(view: &FeedView, contents: &[String]) -> Vec<u8> {
    let item = |(at, entry): (usize, &EntryView)| {
        let mut item = json!({
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "tags": entry.categories,
            "language": entry.lang,
        });
        if let Some(summary) = &entry.summary {
            item["summary"] = json!(summary);
        }
        match contents.get(at) {
            Some(html) => item["content_html"] = json!(html),
            None => item["content_text"] = json!(entry.summary.as_deref().unwrap_or(&entry.title)),
        }
        item
    };
    let items: Vec<_> = view.entries.iter().enumerate().map(item).collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": view.page,
        "feed_url": view.own,
        "language": view.lang,
        "items": items,
    });
    if !view.subtitle.is_empty() {
        feed["description"] = json!(view.subtitle);
    }
    let mut bytes = serde_json::to_vec_pretty(&feed).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

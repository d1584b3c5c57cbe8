//! What a page says of itself: JSON-LD, then Open Graph, `citation_…` and Dublin Core, then `<time>`.
//!
//! Reads the page's head and dates, not its text. Nothing that it gives is made safe yet.

use dom_query::Document;
use serde_json::Value;
use url::Url;

use super::{address, language, text};

/// Objects of JSON-LD that are looked at.
const MOST_OBJECTS: usize = 2_000;
/// Authors that are named.
const MOST_AUTHORS: usize = 12;

/// Types of schema.org that are an article.
const ARTICLE_TYPES: &[&str] = &["Article", "BlogPosting", "LiveBlogPosting", "Report", "PressRelease"];

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) author: Option<String>,
    /// As written.
    pub(crate) published: Option<String>,
    /// BCP 47 tag.
    pub(crate) language: Option<String>,
    /// Addresses that it gives for itself, the most trustworthy first, as written.
    pub(crate) addresses: Vec<String>,
}

/// Everything that `document` says of itself.
pub(crate) fn read(document: &Document) -> Metadata {
    let tags = Tags::of(document);
    let linked = linked_data(document);
    let citation = |names: &[&str]| tags.first(names);
    let title = linked.as_ref().and_then(|object| text_of(object, &["headline", "name"]));
    let title = title
        .or_else(|| citation(&["og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title"]));
    let outlet = linked.as_ref().and_then(|object| names(object.get("publisher")).into_iter().next());
    let outlet = outlet.or_else(|| {
        citation(&[
            "og:site_name",
            "citation_journal_title",
            "citation_publisher",
            "dc.publisher",
            "application-name",
        ])
    });
    Metadata {
        title: title.filter(|title| !title.trim().is_empty()),
        outlet: outlet.filter(|outlet| !is_address(outlet)),
        author: author(linked.as_ref(), &tags),
        published: published(document, linked.as_ref(), &tags),
        language: language_of(document, linked.as_ref(), &tags),
        addresses: addresses(document, linked.as_ref(), &tags),
    }
}

/// The first address of `found` that can be the page's own: of the host that it came from, where
/// that is known.
pub(crate) fn own_address(found: &[String], came_from: Option<&Url>) -> Option<Url> {
    let absolute = found.iter().filter_map(|text| address::canonical(text, came_from));
    let mut fitting = absolute.filter(|url| came_from.is_none_or(|from| address::same_host(url, from)));
    fitting.find(|url| came_from.is_none_or(|from| url.path() != "/" || from.path() == "/"))
}

/// Names and contents of `meta` elements, in order.
struct Tags(Vec<(String, String)>);

impl Tags {
    fn of(document: &Document) -> Self {
        let mut tags = Vec::new();
        for element in &document.select("meta[content]") {
            let name = ["property", "name", "itemprop"].iter().find_map(|key| element.attr(key));
            if let (Some(name), Some(content)) = (name, element.attr("content")) {
                tags.push((name.trim().to_lowercase(), content.trim().to_owned()));
            }
        }
        Self(tags)
    }

    /// The content of the first name of `names` that has one.
    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).next())
    }

    fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let fits = move |(own, content): &&(String, String)| own == name && !content.is_empty();
        self.0.iter().filter(fits).map(|(_, content)| content.clone())
    }
}

/// The object of the page's JSON-LD that is its article.
fn linked_data(document: &Document) -> Option<Value> {
    let scripts = document.select("script[type='application/ld+json']");
    for script in &scripts {
        let text = script.text();
        let Ok(value) = serde_json::from_str::<Value>(text.trim().trim_end_matches(';')) else { continue };
        let mut open = vec![&value];
        for _ in 0..MOST_OBJECTS {
            let Some(value) = open.pop() else { break };
            match value {
                Value::Array(items) => open.extend(items.iter().rev()),
                Value::Object(object) if is_article(object.get("@type")) => return Some(value.clone()),
                Value::Object(object) => {
                    open.extend(object.values().filter(|v| v.is_array() || v.is_object()));
                }
                _ => {}
            }
        }
    }
    None
}

fn is_article(kind: Option<&Value>) -> bool {
    let fits = |value: &Value| {
        let name = value.as_str().unwrap_or_default().rsplit(['/', ':']).next().unwrap_or_default();
        ARTICLE_TYPES.contains(&name) || name.ends_with("NewsArticle")
    };
    match kind {
        Some(Value::Array(kinds)) => kinds.iter().any(fits),
        Some(kind) => fits(kind),
        None => false,
    }
}

fn text_of(object: &Value, keys: &[&str]) -> Option<String> {
    let texts = keys.iter().filter_map(|key| object.get(key).and_then(Value::as_str));
    texts.map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
}

/// The names in a text, an object or a list of these.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().take(MOST_AUTHORS).flat_map(names_of_one).collect(),
        Some(other) => names_of_one(other),
        None => Vec::new(),
    }
}

fn names_of_one(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Object(_) => text_of(value, &["name", "legalName"]).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn author(linked: Option<&Value>, tags: &Tags) -> Option<String> {
    let mut authors = linked.map(|object| names(object.get("author"))).unwrap_or_default();
    for name in ["citation_author", "article:author", "author", "byl", "dc.creator", "parsely-author"] {
        authors.retain(|author| !author.trim().is_empty() && !is_address(author));
        if authors.is_empty() {
            authors = tags.all(name).take(MOST_AUTHORS).collect();
        }
    }
    let mut seen: Vec<String> = Vec::new();
    for author in
        authors.iter().filter(|author| !is_address(author)).filter_map(|author| text::one_line(author))
    {
        let bare =
            ["By ", "by ", "Por ", "por "].iter().find_map(|by| author.strip_prefix(by)).unwrap_or(&author);
        if !seen.iter().any(|known| known == bare) {
            seen.push(bare.to_owned());
        }
    }
    let has_commas = seen.iter().any(|author| author.contains(','));
    (!seen.is_empty()).then(|| seen.join(if has_commas { "; " } else { ", " }))
}

fn is_address(text: &str) -> bool {
    text.trim().starts_with("http://") || text.trim().starts_with("https://")
}

fn published(document: &Document, linked: Option<&Value>, tags: &Tags) -> Option<String> {
    let linked = linked.and_then(|object| text_of(object, &["datePublished", "dateCreated"]));
    let tagged = || {
        tags.first(&[
            "article:published_time",
            "og:published_time",
            "citation_publication_date",
            "citation_online_date",
            "citation_date",
            "datepublished",
            "dc.date.issued",
            "dcterms.issued",
            "dc.date",
            "parsely-pub-date",
            "pubdate",
            "date",
        ])
    };
    let timed = || {
        let selectors = [
            "time[itemprop='datePublished'][datetime]",
            "time[pubdate][datetime]",
            "article time[datetime]",
            "time[datetime]",
        ];
        selectors
            .iter()
            .find_map(|selector| document.select_single(selector).attr("datetime"))
            .map(|t| t.to_string())
    };
    linked.or_else(tagged).or_else(timed)
}

fn language_of(document: &Document, linked: Option<&Value>, tags: &Tags) -> Option<String> {
    let linked = linked.and_then(|object| text_of(object, &["inLanguage"]));
    let page = || document.select_single("html[lang]").attr("lang").map(|tag| tag.to_string());
    let tagged = || tags.first(&["og:locale", "citation_language", "dc.language", "content-language"]);
    [linked, page(), tagged()].into_iter().flatten().find_map(|tag| language::tag(&tag))
}

fn addresses(document: &Document, linked: Option<&Value>, tags: &Tags) -> Vec<String> {
    let canonical = document.select_single("link[rel='canonical'][href]").attr("href").map(|a| a.to_string());
    let main = linked.and_then(|object| object.get("mainEntityOfPage"));
    let main = main.and_then(|main| main.as_str().or_else(|| main.get("@id").and_then(Value::as_str)));
    let linked = linked.and_then(|object| text_of(object, &["url"]));
    let tagged = tags.first(&["og:url", "citation_public_url", "citation_fulltext_html_url"]);
    [canonical, tagged, linked, main.map(str::to_owned)].into_iter().flatten().collect()
}

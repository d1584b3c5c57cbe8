//! What a page is about, for machines: JSON-LD in the words of schema.org, as typed values whose keys
//! always stand in one order. Builds from the model and the page's head; computes no address.

mod pages;
mod script;

use serde::{Serialize, Serializer};

pub use self::script::in_script;

/// A document of linked data.
#[derive(Serialize)]
struct Graph<'g, 'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    nodes: &'g [Node<'a>],
}

/// A thing that is described.
#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a> {
    Article(Box<NewsArticle<'a>>),
    Collection(CollectionPage<'a>),
    Page(WebPage<'a>),
    Site(WebSite<'a>),
    Breadcrumbs(BreadcrumbList<'a>),
}

/// An `href` with the site's origin before it, put together only when it is written.
#[derive(Clone, Copy)]
struct Absolute<'a> {
    origin: &'a str,
    href: &'a str,
}

impl Serialize for Absolute<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", self.origin, self.href))
    }
}

/// <https://schema.org/NewsArticle>, with what Google asks of articles.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct NewsArticle<'a> {
    url: &'a str,
    headline: &'a str,
    in_language: &'a str,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    author: Publisher<'a>,
    publisher: Publisher<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation_of_work: Option<Translation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    work_translation: Vec<Translation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    is_based_on: Vec<Work<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<CorrectionComment>,
}

/// The same article in another language.
#[derive(Serialize)]
#[serde(tag = "@type", rename = "NewsArticle", rename_all = "camelCase")]
struct Translation<'a> {
    in_language: &'a str,
    url: Absolute<'a>,
}

/// The site as whoever publishes it.
#[derive(Clone, Copy, Serialize)]
#[serde(tag = "@type", rename = "Organization")]
struct Publisher<'a> {
    name: &'a str,
    url: Absolute<'a>,
}

/// A topic, a person or an organization; what an article only names has no more than a name.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Absolute<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    alternate_name: &'a [String],
}

/// A source: its address, which schema.org allows for the work and which is shorter, or its name.
#[derive(Serialize)]
#[serde(untagged)]
enum Work<'a> {
    Address(&'a str),
    Named(CreativeWork<'a>),
}

/// A source that has no address.
#[derive(Serialize)]
#[serde(tag = "@type")]
struct CreativeWork<'a> {
    name: &'a str,
}

/// <https://schema.org/CorrectionComment>.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct CorrectionComment {
    date_published: String,
    text: String,
}

/// A list: an index, a topic, a person, an edition, a span of time.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct CollectionPage<'a> {
    url: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    in_language: &'a str,
    is_part_of: PartOf<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal_coverage: Option<String>,
}

/// A plain page.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct WebPage<'a> {
    url: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    in_language: &'a str,
    is_part_of: PartOf<'a>,
}

/// The front page.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct WebSite<'a> {
    url: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    in_language: &'a str,
    publisher: Publisher<'a>,
}

/// The site, where a page names it.
#[derive(Serialize)]
#[serde(tag = "@type", rename = "WebSite")]
struct PartOf<'a> {
    name: &'a str,
    url: Absolute<'a>,
}

/// The pages above a page, from the front page on.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct BreadcrumbList<'a> {
    item_list_element: Vec<ListItem<'a>>,
}

/// A page above.
#[derive(Serialize)]
#[serde(tag = "@type")]
struct ListItem<'a> {
    position: usize,
    name: &'a str,
    item: Absolute<'a>,
}

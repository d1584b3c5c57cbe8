//! Feeds of the shipped site: well-formed, with what their specifications require.

use issue_digest::plan::Page;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::page_at;
use crate::support::{Files, article, document, shipped, shipped_site, site, text};

/// An element of XML.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn all<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    /// The text of the only child called `name`.
    fn only(&self, name: &str) -> &str {
        let found = self.all(name);
        assert_eq!(found.len(), 1, "`{name}` in `{}`", self.name);
        &found[0].text
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

fn parse(xml: &str) -> Element {
    assert!(xml.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'), "XML holds a control character");
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    let start = |tag: &quick_xml::events::BytesStart<'_>| Element {
        name: tag.name().as_ref().to_owned(),
        attributes: (tag.attributes())
            .map(|attribute| {
                let attribute = attribute.unwrap();
                let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                (attribute.key.as_ref().to_owned(), value)
            })
            .collect(),
        ..Element::default()
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => open.push(start(&tag)),
            Event::Empty(tag) => {
                let element = start(&tag);
                open.last_mut().unwrap().children.push(element);
            }
            Event::End(_) => {
                let element = open.pop().unwrap();
                open.last_mut().unwrap().children.push(element);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(entity) => {
                let entity = format!("&{};", &*entity);
                let meant = quick_xml::escape::unescape(&entity).unwrap().into_owned();
                open.last_mut().unwrap().text.push_str(&meant);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "an element is not closed");
    assert_eq!(open[0].children.len(), 1, "XML has one root");
    open.remove(0).children.remove(0)
}

fn feeds(ending: &str) -> Vec<(&'static String, &'static str)> {
    let found: Vec<_> = (shipped_site().iter())
        .filter(|(path, _)| path.ends_with(ending))
        .map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap()))
        .collect();
    assert!(found.len() > 20, "only {} feeds end with `{ending}`", found.len());
    found
}

fn time(text: &str) -> jiff::Timestamp {
    text.parse().unwrap_or_else(|error| panic!("`{text}`: {error}"))
}

/// RFC 4287, sections 4.1.1 and 4.1.2.
#[test]
fn atom_feeds_have_what_they_must() {
    for (path, xml) in feeds("feed.atom") {
        let feed = parse(xml);
        assert_eq!(
            (feed.name.as_str(), feed.attribute("xmlns")),
            ("feed", "http://www.w3.org/2005/Atom"),
            "{path}"
        );
        assert!(!feed.only("title").is_empty() && feed.attribute("xml:lang").len() == 2, "{path}");
        assert!(page_at(feed.only("id")).is_some(), "{path}: {}", feed.only("id"));
        assert!(!feed.all("author")[0].only("name").is_empty(), "{path}");
        let own = feed.all("link").into_iter().find(|link| link.attribute("rel") == "self").unwrap();
        assert_eq!(page_at(own.attribute("href")).and_then(super::path_of), Some(path.as_str()));
        let updated = time(feed.only("updated"));
        let (mut ids, mut before) = (std::collections::BTreeSet::new(), None);
        for entry in feed.all("entry") {
            assert!(!entry.only("title").is_empty(), "{path}");
            assert!(ids.insert(entry.only("id").to_owned()), "{path}: {} stands twice", entry.only("id"));
            assert!(
                matches!(page_at(entry.only("id")), Some(Page::Article(..))),
                "{path}: {}",
                entry.only("id")
            );
            assert_eq!(entry.all("link")[0].attribute("href"), entry.only("id"), "{path}");
            assert!(
                time(entry.only("updated")) <= updated
                    && time(entry.only("published")) <= time(entry.only("updated")),
                "{path}"
            );
            let published = time(entry.only("published"));
            assert!(before.is_none_or(|before| published <= before), "{path}: it is not newest first");
            before = Some(published);
            assert!(!entry.all("summary").is_empty() || !entry.all("content").is_empty(), "{path}");
        }
        assert!(feed.all("entry").len() <= shipped().0.site.config.feeds.entries, "{path}");
    }
}

/// RSS 2.0, and the Best Practices Profile of the RSS Advisory Board.
#[test]
fn rss_feeds_have_what_they_must() {
    for (path, xml) in feeds("feed.rss") {
        let rss = parse(xml);
        assert_eq!((rss.name.as_str(), rss.attribute("version")), ("rss", "2.0"), "{path}");
        let channel = rss.all("channel")[0];
        assert!(!channel.only("title").is_empty() && !channel.only("description").is_empty(), "{path}");
        assert!(page_at(channel.only("link")).is_some(), "{path}");
        assert_eq!(channel.all("atom:link")[0].attribute("rel"), "self", "{path}");
        for item in channel.all("item") {
            assert!(!item.only("title").is_empty(), "{path}");
            assert_eq!(item.only("guid"), item.only("link"), "{path}");
            assert!(matches!(page_at(item.only("link")), Some(Page::Article(..))), "{path}");
            assert!(
                jiff::fmt::rfc2822::parse(item.only("pubDate")).is_ok(),
                "{path}: {}",
                item.only("pubDate")
            );
        }
    }
}

/// JSON Feed 1.1.
#[test]
fn json_feeds_have_what_they_must() {
    for (path, text) in feeds("feed.json") {
        let feed: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1", "{path}");
        assert!(feed["title"].as_str().is_some_and(|title| !title.is_empty()), "{path}");
        assert_eq!(page_at(feed["feed_url"].as_str().unwrap()).and_then(super::path_of), Some(path.as_str()));
        assert!(page_at(feed["home_page_url"].as_str().unwrap()).is_some(), "{path}");
        for item in feed["items"].as_array().unwrap() {
            let text = |key: &str| item[key].as_str().unwrap_or_else(|| panic!("{path}: `{key}`"));
            assert_eq!(text("id"), text("url"), "{path}");
            assert!(matches!(page_at(text("url")), Some(Page::Article(..))), "{path}");
            assert!(time(text("date_published")) <= time(text("date_modified")), "{path}");
            assert!(item["content_html"].is_string() != item["content_text"].is_string(), "{path}");
        }
    }
}

/// The three formats say the same.
#[test]
fn feeds_of_one_page_hold_the_same_articles() {
    for (path, xml) in feeds("feed.atom") {
        let atom: Vec<String> =
            parse(xml).all("entry").iter().map(|entry| entry.only("id").to_owned()).collect();
        let rss = parse(text(shipped_site(), &path.replace(".atom", ".rss")));
        let rss: Vec<String> =
            rss.all("channel")[0].all("item").iter().map(|item| item.only("link").to_owned()).collect();
        let json: serde_json::Value =
            serde_json::from_slice(&shipped_site()[&path.replace(".atom", ".json")]).unwrap();
        let json: Vec<String> = json["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["url"].as_str().unwrap().to_owned())
            .collect();
        assert!(atom == rss && atom == json, "{path}");
    }
}

/// Words with markup in them go through XML and come out as they were.
#[test]
fn markup_in_words_survives_every_format() {
    let words = "A & B <i>\"x\"</i> ]]> 'é'";
    let fixture = format!("=== site.yaml\n{}feeds: {{full_text: true}}\n", crate::support::SITE)
        + &document(
            "articles/a.md",
            &format!("title: '{}'\ndate: 2018-07-12", words.replace('\'', "''")),
            "Text & <b> `]]>` [x](/2018/).",
        );
    let site: Files = site(&fixture);
    let atom = parse(text(&site, "feed.atom"));
    let entry = atom.all("entry")[0];
    let content =
        "<p>Text &amp; &lt;b&gt; <code>]]&gt;</code> <a href=\"https://test.example/2018/\">x</a>.</p>\n";
    assert_eq!(entry.only("content"), content);
    let rss = parse(text(&site, "feed.rss"));
    let item = rss.all("channel")[0].all("item")[0];
    assert_eq!(item.only("content:encoded"), content);
    let json: serde_json::Value = serde_json::from_slice(&site["feed.json"]).unwrap();
    assert_eq!(json["items"][0]["content_html"], content);
    let title = json["items"][0]["title"].as_str().unwrap();
    assert_eq!((entry.only("title"), item.only("title")), (title, title));
    assert!(title.starts_with("A & B ") && title.contains("]]>"), "{title}");
}

#[test]
fn a_feed_without_an_article_is_a_feed() {
    let site = site(&document("topics/t.md", "title: T", ""));
    for path in ["feed.atom", "es/temas/t/feed.atom", "topics/t/feed.atom"] {
        let feed = parse(text(&site, path));
        assert!(feed.all("entry").is_empty());
        time(feed.only("updated"));
    }
    assert_eq!(parse(text(&site, "feed.rss")).all("channel")[0].all("item").len(), 0);
}

#[test]
fn a_feed_holds_the_newest_articles_and_no_more() {
    let fixture: String =
        (1..=9).map(|day| article(&format!("a{day}"), &format!("date: 2018-07-0{day}"))).collect();
    let site = site(
        &(format!("=== site.yaml\n{}feeds: {{entries: 4, formats: [atom]}}\n", crate::support::SITE)
            + &fixture),
    );
    let feed = parse(text(&site, "feed.atom"));
    let titles: Vec<&str> =
        feed.all("entry").iter().map(|entry| entry.only("title")).collect::<Vec<_>>().into_iter().collect();
    assert_eq!(titles, ["a9", "a8", "a7", "a6"]);
    assert!(!site.contains_key("feed.rss") && !site.contains_key("feed.json"));
}

/// A browser that is sent a feed as XML shows it: the style sheet exists, and each entry is a link.
#[test]
fn feeds_can_be_read_in_a_browser() {
    let mut seen = 0;
    for (path, source) in feeds("feed.atom").into_iter().chain(feeds("feed.rss")) {
        let (_, style) = source.split_once("<?xml-stylesheet type=\"text/css\" href=\"").unwrap();
        let style = style.split('"').next().unwrap().trim_start_matches('/');
        assert!(matches!(shipped().0.plan.page_at(style), Some(Page::Asset(_))), "{path}: `{style}`");
        let entries = source.matches("<entry ").count() + source.matches("<item>").count();
        assert_eq!(source.matches("<h:a href=\"http").count(), entries + 1, "{path}");
        assert_eq!(source.matches("<h:p>").count(), 1, "{path}");
        let spanish = path.starts_with("es/");
        assert_eq!(source.contains("<h:p>Esto es"), spanish, "{path}");
        seen += entries;
    }
    assert!(seen > 100, "{seen}");
}

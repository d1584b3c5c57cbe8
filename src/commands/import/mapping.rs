//! Keys of other generators become those of an article; what has no counterpart is counted.
//!
//! Fills in an [`Item`]; knows no file and no address.

use std::collections::BTreeMap;

use super::foreign;
use super::item::Item;
use super::suggest::Vocabulary;
use super::{text, when};
use crate::content::front_matter::Node;

/// Keys that steer how the other generator works, and say nothing about the article.
const LEFT_BEHIND: &[&str] = &[
    "build",
    "cascade",
    "comments",
    "generate_feeds",
    "in_search_index",
    "insert_anchor_links",
    "layout",
    "markup",
    "menu",
    "menus",
    "outputs",
    "page_template",
    "paginate_by",
    "render",
    "render_with_liquid",
    "sitemap",
    "sort_by",
    "template",
    "toc",
    "transparent",
    "type",
    "weight",
];

/// Keys of the article's picture, which needs a description that they do not have.
const PICTURES: &[&str] =
    &["cover", "featured_image", "featuredimage", "header", "image", "images", "thumbnail"];

/// What has no counterpart, with how often it was met.
pub(crate) type LeftBehind = BTreeMap<String, usize>;

/// What of the keys is not the article's own.
#[derive(Debug, Default)]
pub(crate) struct Mapped {
    /// The address that the page says it has.
    pub(crate) address: Option<String>,
    /// Names of categories, in order.
    pub(crate) categories: Vec<String>,
    /// Language that the file says.
    pub(crate) language: Option<String>,
    /// Whether a date was there that could not be read.
    pub(crate) bad_date: Option<String>,
}

/// Fills in `item` from the keys of a front matter.
pub(crate) fn fill(
    item: &mut Item,
    keys: Vec<(String, Node)>,
    vocabulary: &Vocabulary,
    left: &mut LeftBehind,
) -> Mapped {
    let mut mapped = Mapped::default();
    for (key, value) in keys {
        let name = key.to_ascii_lowercase();
        match name.as_str() {
            "title" | "linktitle" if item.own.has_title => {}
            "title" => {
                if let Some(title) = line(&value) {
                    item.title.text = title;
                    item.own.has_title = true;
                }
            }
            "date" => date(item, &value, &mut mapped),
            "lastmod" | "updated" | "modified" | "last_modified_at" => item.own.updated = moment(&value),
            "publishdate" | "publish_on" => item.own.publish_on = moment(&value),
            "expirydate" | "expires_on" => item.own.expires_on = moment(&value),
            "slug" => item.own.slug = line(&value),
            "description" | "summary" | "excerpt" => {
                let summary = line(&value).map(|summary| text::escape_inline(&summary));
                item.own.summary = item.own.summary.take().or(summary);
            }
            "url" | "path" | "permalink" => mapped.address = line(&value),
            "aliases" | "redirect_from" => item.own.aliases.extend(lines(&value)),
            "lang" | "language" | "locale" => mapped.language = line(&value),
            "categories" | "category" => {
                mapped.categories.extend(lines(&value));
                tags(item, lines(&value), vocabulary);
            }
            "tags" | "tag" | "topics" | "keywords" | "people" | "organizations" | "series" => {
                tags(item, lines(&value), vocabulary);
            }
            "taxonomies" => {
                for (_, value) in entries(value) {
                    tags(item, lines(&value), vocabulary);
                }
            }
            "extra" | "params" => {
                for (key, value) in entries(value) {
                    item.own.extra.insert(key, foreign::to_json(value, 1));
                }
            }
            "draft" | "published" => {}
            _ if LEFT_BEHIND.contains(&name.as_str()) => {
                *left.entry(key).or_default() += 1;
            }
            _ if PICTURES.contains(&name.as_str()) => *left.entry(key).or_default() += 1,
            _ => {
                item.own.extra.insert(key, foreign::to_json(value, 1));
            }
        }
    }
    mapped
}

fn date(item: &mut Item, value: &Node, mapped: &mut Mapped) {
    match line(value).map(|text| (when::moment(&text), text)) {
        Some((Some(moment), _)) => {
            item.date = Some(moment.day);
            item.own.date = Some(moment.written);
        }
        Some((None, text)) => mapped.bad_date = Some(text),
        None => {}
    }
}

/// Each tag becomes the topic, person or organization that it names, or is kept for the editor.
fn tags(item: &mut Item, tags: Vec<String>, vocabulary: &Vocabulary) {
    let own = &mut item.own;
    for tag in tags {
        let (list, name) = if let Some(topic) = vocabulary.topic(&tag) {
            (&mut own.topics, topic.to_owned())
        } else if let Some(person) = vocabulary.person(&tag) {
            (&mut own.people, person.to_owned())
        } else if let Some(organization) = vocabulary.organization(&tag) {
            (&mut own.organizations, organization.to_owned())
        } else {
            (&mut own.unknown_tags, tag)
        };
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

fn moment(value: &Node) -> Option<String> {
    when::moment(&line(value)?).map(|moment| moment.written)
}

fn line(value: &Node) -> Option<String> {
    match value {
        Node::Text(value) => text::one_line(value),
        Node::Int(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The texts of a list, or a text alone.
fn lines(value: &Node) -> Vec<String> {
    match value {
        Node::List(items) => items.iter().filter_map(line).collect(),
        other => line(other).into_iter().collect(),
    }
}

fn entries(value: Node) -> Vec<(String, Node)> {
    match value {
        Node::Map(entries) => entries,
        _ => Vec::new(),
    }
}

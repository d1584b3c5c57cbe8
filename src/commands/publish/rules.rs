//! How a file is to be delivered, and when in a publish it is sent; both follow from its path.
//!
//! Which files never change is read from the build's own `_headers`, so that there is one place that
//! knows. It must not read anything itself.

use std::borrow::Cow;
use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

use crate::address::percent_decode;
use crate::commands::media_type::{self, MediaType};
use crate::render::headers::{ASK_AGAIN, KEEP};

/// When a file is sent. Files of one step are sent in any order and are all there before the next step
/// begins, so that no page is live before what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// What pages are made of, and anything that is no page.
    Assets,
    /// Pages that were not there: nothing live leads to them yet.
    NewPages,
    /// Pages that were there, which may lead to new ones.
    Pages,
    /// Feeds.
    Feeds,
    /// Sitemaps, and what hosts and crawlers ask for by name.
    Sitemaps,
    /// The front pages.
    Homes,
}

/// What a web server says of a file, besides its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// `Content-Type` (RFC 9110, section 8.3), with the charset of texts.
    pub content_type: &'static str,
    /// `Cache-Control` (RFC 9111, section 5.2).
    pub cache_control: &'static str,
    /// Whether compressing it is worth while.
    pub is_compressible: bool,
}

impl Delivery {
    /// A hash that changes when the file must be sent again for how it is delivered; `encoding` is the
    /// compression that was chosen. Never 0.
    #[must_use]
    pub fn hash(&self, encoding: &str) -> u32 {
        let encoding = if self.is_compressible { encoding } else { "" };
        let text = [self.content_type, self.cache_control, encoding].join("\0");
        (xxh3_64(text.as_bytes()) as u32).max(1)
    }
}

/// What is known of one site.
#[derive(Debug, Default)]
pub struct Rules {
    /// Folders at the root, ending in `/`, and paths, whose files never change.
    immutable: BTreeSet<String>,
    /// Languages, each of which has a front page.
    languages: Vec<String>,
}

impl Rules {
    /// Rules from the build's `_headers`, empty if it has none, for a site that lives under `base_path`.
    #[must_use]
    pub fn new(headers: &str, base_path: &str, languages: Vec<String>) -> Self {
        let mut immutable = BTreeSet::new();
        let mut pattern = None;
        for line in headers.lines() {
            if !line.starts_with(' ') {
                pattern = line.strip_prefix(base_path).and_then(|path| path.strip_prefix('/'));
            } else if line.trim().strip_prefix("Cache-Control: ") == Some(KEEP) {
                let path = pattern.map(|path| path.strip_suffix('*').unwrap_or(path));
                immutable.extend(path.and_then(percent_decode).map(Cow::into_owned));
            }
        }
        Self { immutable, languages }
    }

    /// Whether another content would have another path.
    #[must_use]
    pub fn is_immutable(&self, path: &str) -> bool {
        let top = path.find('/').map(|at| &path[..=at]);
        self.immutable.contains(path) || top.is_some_and(|folder| self.immutable.contains(folder))
    }

    /// How a file is delivered.
    #[must_use]
    pub fn delivery(&self, path: &str) -> Delivery {
        let MediaType { name: content_type, is_compressible } = media_type::of(path);
        let cache_control = if self.is_immutable(path) { KEEP } else { ASK_AGAIN };
        Delivery { content_type, cache_control, is_compressible }
    }

    /// When a file is sent that is new at the target, or is not.
    #[must_use]
    pub fn step(&self, path: &str, is_new: bool) -> Step {
        let name = path.rsplit('/').next().unwrap_or(path);
        let folder = path.strip_suffix("index.html").map(|folder| folder.trim_end_matches('/'));
        if folder.is_some_and(|folder| folder.is_empty() || self.languages.iter().any(|tag| tag == folder)) {
            return Step::Homes;
        }
        if name.ends_with(".html") {
            return if is_new { Step::NewPages } else { Step::Pages };
        }
        if !path.contains('/') && (name.starts_with("sitemap") || ROOT_NAMES.contains(&name)) {
            return Step::Sitemaps;
        }
        if FEED_NAMES.contains(&name) { Step::Feeds } else { Step::Assets }
    }
}

const ROOT_NAMES: &[&str] = &["robots.txt", "_headers", "_redirects"];

const FEED_NAMES: &[&str] = &["feed.atom", "feed.rss", "feed.json"];

/// Whether a file is a feed, by its name.
#[must_use]
pub fn is_feed(path: &str) -> bool {
    FEED_NAMES.contains(&path.rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        let headers = format!(
            "/digest/fonts/*\n  Cache-Control: {KEEP}\n/digest/a/x%20y.12345678.png\n  Cache-Control: {KEEP}\n\
             /digest/topics/*\n  Cache-Control: {ASK_AGAIN}\n"
        );
        Rules::new(&headers, "/digest", vec!["en".to_owned(), "es".to_owned()])
    }

    #[test]
    fn what_never_changes_is_what_the_build_says() {
        for path in ["fonts/a.css", "fonts/b/c.woff2", "a/x y.12345678.png"] {
            assert!(rules().is_immutable(path), "{path}");
            assert_eq!(rules().delivery(path).cache_control, KEEP);
        }
        for path in ["index.html", "topics/a/index.html", "a/z.12345678.png", "fonts"] {
            assert!(!rules().is_immutable(path), "{path}");
            assert_eq!(rules().delivery(path).cache_control, ASK_AGAIN);
        }
    }

    #[test]
    fn pages_come_after_what_they_name_and_home_comes_last() {
        let order = [
            ("css/a.css", false),
            ("new/index.html", true),
            ("old/index.html", false),
            ("topics/x/feed.atom", false),
            ("sitemap.xml", false),
            ("es/index.html", true),
        ];
        let steps: Vec<Step> = order.iter().map(|(path, is_new)| rules().step(path, *is_new)).collect();
        assert!(steps.is_sorted() && steps.windows(2).all(|pair| pair[0] != pair[1]), "{steps:?}");
        assert_eq!(rules().step("index.html", false), Step::Homes);
        assert_eq!(rules().step("404.html", false), Step::Pages);
    }

    #[test]
    fn what_changes_how_a_file_is_delivered_sends_it_again() {
        let html = rules().delivery("a.html");
        assert_eq!(html.content_type, "text/html; charset=utf-8");
        assert_ne!(html.hash("br"), html.hash(""));
        let png = rules().delivery("a.png");
        assert_eq!(png.hash("br"), png.hash(""));
        assert_ne!(html.hash(""), png.hash(""));
    }
}

//! The site that a folder belonged to: its generator, its settings, and the addresses of its pages.
//!
//! Only what addresses depend on is read of the settings. Where they are computed by a plugin or a
//! template, nobody but the old site knows them.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use url::Url;

use super::foreign;
use crate::address::slugify;
use crate::content::front_matter::Node;
use crate::content::layout::slug_of;
use crate::disk;

/// Folders above that are looked into for settings.
const LEVELS: usize = 4;

/// A generator whose content can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generator {
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
    /// Jekyll.
    Jekyll,
}

impl Generator {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Generator::Hugo => "Hugo",
            Generator::Zola => "Zola",
            Generator::Jekyll => "Jekyll",
        }
    }
}

/// What is known of the old site.
#[derive(Debug)]
pub(crate) struct OldSite {
    pub(crate) generator: Generator,
    /// Its address, if its settings say it.
    pub(crate) base: Option<Url>,
    /// The folder that paths of its content count from.
    pub(crate) root: PathBuf,
    /// Patterns of addresses by section; Jekyll's has the section `posts`.
    patterns: Vec<(String, String)>,
}

/// What the address of a page is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    /// Path below the content folder, `/` between parts.
    pub(crate) path: &'a str,
    /// Language of the file's name.
    pub(crate) language: Option<&'a str>,
    pub(crate) date: Option<Date>,
    pub(crate) slug: Option<&'a str>,
    pub(crate) title: &'a str,
    pub(crate) categories: &'a [String],
}

impl OldSite {
    /// The site of `folder`, by the settings in it or above. `is_toml` and `is_dated` say what most
    /// of its files look like, where there are none.
    pub(crate) fn of(folder: &Path, is_toml: bool, is_dated: bool) -> Self {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let root = folder.ancestors().take(LEVELS).find(|folder| folder.ends_with("content"));
        let root = root.unwrap_or(&folder).to_path_buf();
        let found =
            folder.ancestors().take(LEVELS).find_map(|home| settings(home).map(|found| (home, found)));
        let Some((home, (generator, keys))) = found else {
            let generator = match (is_dated, is_toml) {
                (_, true) => Generator::Zola,
                (true, false) => Generator::Jekyll,
                (false, false) => Generator::Hugo,
            };
            return Self { generator, base: None, root, patterns: Vec::new() };
        };
        let root = if generator == Generator::Jekyll { home.to_path_buf() } else { root };
        Self { generator, base: base(generator, &keys), root, patterns: patterns(generator, &keys) }
    }

    /// The address that a page had, if it does not say so itself.
    pub(crate) fn address(&self, page: Page<'_>) -> Option<String> {
        match self.generator {
            Generator::Hugo => self.hugo(page),
            Generator::Zola => Some(zola(page)),
            Generator::Jekyll => self.jekyll(page),
        }
    }

    fn hugo(&self, page: Page<'_>) -> Option<String> {
        let (folder, stem) = place(page.path);
        let section = folder.split('/').next().unwrap_or_default();
        let prefix = page.language.map(|tag| format!("/{tag}")).unwrap_or_default();
        let pattern = self.patterns.iter().find(|(name, _)| name == section);
        if let Some((_, pattern)) = pattern {
            return Some(format!("{prefix}{}", fill(pattern, page, &stem)?));
        }
        let last = page.slug.map_or_else(|| urlized(&stem), urlized);
        let folder = if folder.is_empty() { String::new() } else { format!("/{}", urlized(&folder)) };
        Some(format!("{prefix}{folder}/{last}/"))
    }

    fn jekyll(&self, page: Page<'_>) -> Option<String> {
        let (_, stem) = place(page.path);
        let pattern = self.patterns.first().map_or("date", |(_, pattern)| pattern.as_str());
        jekyll_address(pattern, page, slug_of(&stem))
    }
}

/// A pattern of Jekyll, or one of its names for common ones.
pub(crate) fn jekyll_address(pattern: &str, page: Page<'_>, stem: &str) -> Option<String> {
    let pattern = match pattern {
        "date" => "/:categories/:year/:month/:day/:title.html",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "none" => "/:categories/:title.html",
        other if other.contains(':') => other,
        other => return Some(other.to_owned()),
    };
    fill(pattern, page, stem)
}

/// A file's folder and stem; a bundle's folder is its stem.
fn place(path: &str) -> (String, String) {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    if name != "index" {
        return (folder.to_owned(), name.to_owned());
    }
    let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    (above.to_owned(), name.to_owned())
}

fn zola(page: Page<'_>) -> String {
    let (folder, stem) = place(page.path);
    let last = page.slug.map_or_else(|| slugify(slug_of(&stem)), str::to_owned);
    let prefix = page.language.map(|tag| format!("/{tag}")).unwrap_or_default();
    let folder = if folder.is_empty() { String::new() } else { format!("/{folder}") };
    format!("{prefix}{folder}/{last}/")
}

/// Fills in `:year` and the like; `None` where a part is not known.
fn fill(pattern: &str, page: Page<'_>, stem: &str) -> Option<String> {
    let date = page.date;
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        let name = &rest[at + 1..];
        let end = name.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(name.len());
        let value = match &name[..end] {
            "year" => format!("{:04}", date?.year()),
            "month" => format!("{:02}", date?.month()),
            "day" => format!("{:02}", date?.day()),
            "i_month" => date?.month().to_string(),
            "i_day" => date?.day().to_string(),
            "short_year" => format!("{:02}", date?.year() % 100),
            "slug" => page.slug.map_or_else(|| slugify(stem), str::to_owned),
            "title" if page.categories.is_empty() && page.slug.is_none() && stem.is_empty() => {
                urlized(page.title)
            }
            "title" => page.slug.unwrap_or(stem).to_owned(),
            "filename" | "contentbasename" | "slugorfilename" | "slugorcontentbasename" => stem.to_owned(),
            "section" | "sections" => place(page.path).0,
            "categories" => page.categories.iter().map(|name| slugify(name)).collect::<Vec<_>>().join("/"),
            "output_ext" => ".html".to_owned(),
            _ => return None,
        };
        out.push_str(&value);
        rest = &name[end..];
    }
    out.push_str(rest);
    let parts: Vec<&str> = out.split('/').filter(|part| !part.is_empty()).collect();
    let slash = if out.ends_with('/') { "/" } else { "" };
    Some(format!("/{}{slash}", parts.join("/")))
}

/// As Hugo writes paths: lower case, hyphens for blanks.
fn urlized(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

type Keys = Vec<(String, Node)>;

/// The settings in a folder, and whose they are.
fn settings(home: &Path) -> Option<(Generator, Keys)> {
    let read = |name: &str| {
        let bytes = disk::read_regular(&home.join(name)).ok()?;
        String::from_utf8(bytes).ok()
    };
    let yaml = |name: &str| read(name).and_then(|text| foreign::yaml_file(&text));
    let toml = |name: &str| read(name).and_then(|text| foreign::toml_file(&text));
    if let Some(keys) = yaml("_config.yml").or_else(|| yaml("_config.yaml")) {
        return Some((Generator::Jekyll, keys));
    }
    if let Some(keys) = toml("hugo.toml").or_else(|| yaml("hugo.yaml")).or_else(|| yaml("hugo.yml")) {
        return Some((Generator::Hugo, keys));
    }
    if let Some(keys) = toml("config.toml") {
        let is_zola = keys.iter().any(|(key, _)| key == "base_url");
        return Some((if is_zola { Generator::Zola } else { Generator::Hugo }, keys));
    }
    yaml("config.yaml").or_else(|| yaml("config.yml")).map(|keys| (Generator::Hugo, keys))
}

fn text_of<'k>(keys: &'k Keys, name: &str) -> Option<&'k str> {
    let found = keys.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    match &found.1 {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

fn base(generator: Generator, keys: &Keys) -> Option<Url> {
    let text = match generator {
        Generator::Hugo => text_of(keys, "baseURL")?.to_owned(),
        Generator::Zola => text_of(keys, "base_url")?.to_owned(),
        Generator::Jekyll => {
            format!("{}{}", text_of(keys, "url")?, text_of(keys, "baseurl").unwrap_or_default())
        }
    };
    super::address::canonical(&format!("{}/", text.trim_end_matches('/')), None)
}

fn patterns(generator: Generator, keys: &Keys) -> Vec<(String, String)> {
    match generator {
        Generator::Jekyll => {
            text_of(keys, "permalink").map(|text| ("posts".to_owned(), text.to_owned())).into_iter().collect()
        }
        Generator::Zola => Vec::new(),
        Generator::Hugo => {
            let found = keys.iter().find(|(key, _)| key == "permalinks").map(|(_, node)| node);
            let mut open: Vec<&Node> = found.into_iter().collect();
            let mut patterns = Vec::new();
            // Newer versions have a level more: `permalinks.page.posts`.
            while let Some(Node::Map(entries)) = open.pop() {
                for (key, value) in entries {
                    match value {
                        Node::Text(text) => patterns.push((key.clone(), text.clone())),
                        other if key == "page" => open.push(other),
                        _ => {}
                    }
                }
            }
            patterns
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str) -> Page<'_> {
        Page {
            path,
            language: None,
            date: "2018-07-02".parse().ok(),
            slug: None,
            title: "T",
            categories: &[],
        }
    }

    fn site(generator: Generator, patterns: &[(&str, &str)]) -> OldSite {
        let patterns = patterns.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        OldSite { generator, base: None, root: PathBuf::new(), patterns }
    }

    #[test]
    fn each_generator_has_its_addresses() {
        let hugo = site(Generator::Hugo, &[("notes", "/:year/:month/:slug/")]);
        assert_eq!(hugo.address(page("posts/My Talks.md")).unwrap(), "/posts/my-talks/");
        assert_eq!(hugo.address(page("posts/talks/index.md")).unwrap(), "/posts/talks/");
        assert_eq!(hugo.address(page("notes/talks.md")).unwrap(), "/2018/07/talks/");
        assert_eq!(
            hugo.address(Page { language: Some("es"), ..page("posts/a.md") }).unwrap(),
            "/es/posts/a/"
        );
        let zola = site(Generator::Zola, &[]);
        assert_eq!(zola.address(page("blog/2018-07-02-talks.md")).unwrap(), "/blog/talks/");
        assert_eq!(zola.address(Page { slug: Some("s"), ..page("blog/x.md") }).unwrap(), "/blog/s/");
        let jekyll = site(Generator::Jekyll, &[]);
        let categories = ["News Desk".to_owned()];
        let post = Page { categories: &categories, ..page("_posts/2018-07-02-talks.md") };
        assert_eq!(jekyll.address(post).unwrap(), "/news-desk/2018/07/02/talks.html");
        let pretty = site(Generator::Jekyll, &[("posts", "pretty")]);
        assert_eq!(pretty.address(page("_posts/2018-07-02-talks.md")).unwrap(), "/2018/07/02/talks/");
        assert_eq!(site(Generator::Jekyll, &[("posts", "/:wrong/")]).address(page("a.md")), None);
    }
}

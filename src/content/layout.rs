//! What a path below `content/` stands for: the kind of document, its key, its language.
//!
//! `articles/a.md` and `articles/a.es.md` share the key `articles/a`; `articles/b/index.md` is a
//! bundle with the key `articles/b`; `topics/migration/_index.md` has the key `topics/migration`.

use crate::language::LanguageId;

/// Folder of the content, relative to the site's root.
pub const CONTENT: &str = "content";

/// The kinds of documents, by the folder of the content that they stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `content/articles/`.
    Article,
    /// `content/topics/`.
    Topic,
    /// `content/people/`.
    Person,
    /// `content/organizations/`.
    Organization,
    /// `content/threads/`.
    Thread,
    /// `content/glossary/`.
    Term,
    /// `content/editions/`.
    Edition,
    /// `content/pages/`.
    Page,
}

impl Kind {
    /// Every kind, in path order of nothing in particular.
    pub const ALL: [Kind; 8] = [
        Kind::Article,
        Kind::Topic,
        Kind::Person,
        Kind::Organization,
        Kind::Thread,
        Kind::Term,
        Kind::Edition,
        Kind::Page,
    ];

    /// Its folder below `content/`.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Article => "articles",
            Kind::Topic => "topics",
            Kind::Person => "people",
            Kind::Organization => "organizations",
            Kind::Thread => "threads",
            Kind::Term => "glossary",
            Kind::Edition => "editions",
            Kind::Page => "pages",
        }
    }
}

/// Folder below `content/` whose files are published as they are, from the site's root.
pub const STATIC_FOLDER: &str = "static";

/// A path below `content/`, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A Markdown document.
    Document {
        /// Which kind.
        kind: Kind,
        /// Path below `content/` without language and extension.
        key: String,
        /// The language of the suffix; `None` where the name has none.
        language: Option<LanguageId>,
        /// Whether the folder's other files are published beside it.
        bundle: bool,
    },
    /// A file of `content/static/`, by its path below it.
    Static(String),
    /// Any other file: published if a bundle holds it.
    Other,
    /// A Markdown file that looks like a translation into a language that the site does not have.
    UnknownLanguage(String),
    /// A Markdown file outside every kind's folder.
    NoKind,
}

/// Understands `path`, relative to the site's root and below `content/`.
#[must_use]
pub fn understand(path: &str, tags: &[&str]) -> Place {
    let below = path.strip_prefix(CONTENT).map_or(path, |p| p.trim_start_matches('/'));
    if let Some(rest) = below.strip_prefix(STATIC_FOLDER).and_then(|p| p.strip_prefix('/')) {
        return Place::Static(rest.to_owned());
    }
    let Some(stem) = below.strip_suffix(".md") else { return Place::Other };
    let Some(kind) = below.split_once('/').and_then(|(folder, _)| kind_of(folder)) else {
        return Place::NoKind;
    };
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let (name, language) = match split_language(name, tags) {
        Ok(split) => split,
        Err(tag) => return Place::UnknownLanguage(tag),
    };
    let own_folder = name == "index" || (kind == Kind::Topic && name == "_index");
    let key =
        if own_folder && folder.contains('/') { folder.to_owned() } else { [folder, "/", name].concat() };
    Place::Document { kind, key, language, bundle: own_folder }
}

fn kind_of(folder: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|k| k.folder() == folder)
}

/// Splits `name.es` into name and language. A suffix of two or three lower-case letters that is no
/// language of the site is told rather than taken as part of the name.
fn split_language<'a>(name: &'a str, tags: &[&str]) -> Result<(&'a str, Option<LanguageId>), String> {
    let Some((stem, suffix)) = name.rsplit_once('.') else { return Ok((name, None)) };
    if let Some(at) = tags.iter().position(|tag| *tag == suffix) {
        return Ok((stem, u8::try_from(at).ok().map(LanguageId)));
    }
    let looks_like_tag = matches!(suffix.len(), 2 | 3) && suffix.bytes().all(|b| b.is_ascii_lowercase());
    if looks_like_tag { Err(suffix.to_owned()) } else { Ok((name, None)) }
}

/// The name of a document's file without language and extension, or of its folder.
#[must_use]
pub fn file_stem(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// The slug that a file's name gives: its last part without a leading date.
#[must_use]
pub fn slug_of(key: &str) -> &str {
    let name = file_stem(key);
    let bytes = name.as_bytes();
    let dated = bytes.len() > 11
        && bytes[..11].iter().enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            10 => *b == b'-' || *b == b'_',
            _ => b.is_ascii_digit(),
        });
    if dated { &name[11..] } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(path: &str) -> (Kind, String, Option<u8>, bool) {
        match understand(path, &["en", "es"]) {
            Place::Document { kind, key, language, bundle } => (kind, key, language.map(|l| l.0), bundle),
            other => panic!("{path}: {other:?}"),
        }
    }

    #[test]
    fn documents_have_a_kind_a_key_and_a_language() {
        assert_eq!(
            document("content/articles/2018/a.md"),
            (Kind::Article, "articles/2018/a".into(), None, false)
        );
        assert_eq!(
            document("content/articles/a.es.md"),
            (Kind::Article, "articles/a".into(), Some(1), false)
        );
        assert_eq!(
            document("content/articles/b/index.es.md"),
            (Kind::Article, "articles/b".into(), Some(1), true)
        );
        assert_eq!(
            document("content/topics/trade/_index.md"),
            (Kind::Topic, "topics/trade".into(), None, true)
        );
        assert_eq!(document("content/articles/index.md").1, "articles/index");
        assert_eq!(document("content/articles/u.s-mexico.md").1, "articles/u.s-mexico");
    }

    #[test]
    fn other_paths_are_told_apart() {
        assert_eq!(understand("content/static/a/CNAME", &["en"]), Place::Static("a/CNAME".into()));
        assert_eq!(understand("content/articles/b/photo.jpg", &["en"]), Place::Other);
        assert_eq!(understand("content/articles/a.fr.md", &["en"]), Place::UnknownLanguage("fr".into()));
        assert_eq!(understand("content/stray.md", &["en"]), Place::NoKind);
        assert_eq!(understand("content/posts/a.md", &["en"]), Place::NoKind);
    }

    #[test]
    fn a_leading_date_is_not_part_of_the_slug() {
        assert_eq!(slug_of("articles/2018/2018-07-12-talks"), "talks");
        assert_eq!(slug_of("articles/2018-07-12"), "2018-07-12");
        assert_eq!(slug_of("topics/trade"), "trade");
    }
}

//! What the site has already: sources that it cites, files, and addresses of days.
//!
//! Drafts of the same run count too, so that two sources of one address give one draft.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::address;
use super::filing::Place;
use super::item::{Item, Origin, Spot};
use crate::content::article_keys::ARTICLE;
use crate::content::front_matter::Place as Step;
use crate::digest::Digest;
use crate::language::LanguageId;
use crate::site::Article;
use crate::site::resolve::span_of;
use crate::source::{FileId, Sources};

/// Where a citation stands: an article's file, and which of its sources.
#[derive(Debug, Clone)]
enum Cited {
    Article(FileId, usize),
    Draft(Spot),
}

/// What is taken.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Citations by the key of their address.
    cited: BTreeMap<String, Cited>,
    /// Articles by path below `content/` without language and extension.
    keys: BTreeMap<String, Option<FileId>>,
    /// Articles by path below `content/`.
    paths: BTreeMap<String, Option<FileId>>,
    /// Articles by language, day and last part of the address.
    addresses: BTreeMap<(LanguageId, Date, String), Option<FileId>>,
}

impl Known {
    /// What the articles of `digest` take.
    #[must_use]
    pub(crate) fn of(digest: &Digest) -> Self {
        let mut known = Self::default();
        // Newest first: of two articles that cite one source the older one is named.
        digest.site.articles.iter().for_each(|article| known.article(article, &digest.sources));
        known
    }

    fn article(&mut self, article: &Article, sources: &Sources) {
        let texts = article.texts.iter().enumerate();
        for (at, text) in texts.filter_map(|(at, text)| Some((u8::try_from(at).ok()?, text.as_ref()?))) {
            self.keys.insert(article.key.to_string(), Some(text.file));
            let path = sources.path(text.file);
            self.paths.insert(path.strip_prefix("content/").unwrap_or(path).to_owned(), Some(text.file));
            let address = (LanguageId(at), article.date.day, text.slug.clone());
            self.addresses.insert(address, Some(text.file));
        }
        let Some((original, _)) = article.text(article.original) else { return };
        for (at, source) in article.sources.iter().enumerate() {
            let urls = [&source.url, &source.archive_url];
            for url in urls.into_iter().flatten().filter_map(|url| address::canonical(url, None)) {
                self.cited.insert(address::key(&url), Cited::Article(original.file, at));
            }
        }
    }

    /// Where the address of `item` is cited.
    #[must_use]
    pub(crate) fn citation(&self, item: &Item, sources: &Sources) -> Option<Spot> {
        let cited = self.cited.get(&address::key(item.url.as_ref()?))?;
        Some(match cited {
            Cited::Draft(spot) => spot.clone(),
            Cited::Article(file, at) => {
                let place = Step::default().key("sources").index(*at).key("url");
                spot(*file, Some(&place), sources)
            }
        })
    }

    /// What stands at the place of a draft: an article's file, or a draft of this run. A translation
    /// shares its key with the original.
    #[must_use]
    pub(crate) fn at(&self, place: &Place, is_translation: bool) -> Option<Option<FileId>> {
        let own = if is_translation { self.paths.get(&place.path) } else { self.keys.get(&place.key) };
        own.or_else(|| self.addresses.get(&place.address)).copied()
    }

    /// Counts a draft of this run.
    pub(crate) fn add(&mut self, item: &Item, place: Place) {
        if let Some(url) = &item.url {
            self.cited.entry(address::key(url)).or_insert_with(|| Cited::Draft(item.spot.clone()));
        }
        self.keys.entry(place.key).or_insert(None);
        self.paths.entry(place.path).or_insert(None);
        self.addresses.entry(place.address).or_insert(None);
    }
}

/// A place in a file of the site, or the file as a whole.
#[must_use]
pub(crate) fn spot(file: FileId, place: Option<&Step>, sources: &Sources) -> Spot {
    let text = String::from_utf8_lossy(&sources.read(file).unwrap_or_default()).into_owned();
    let origin = Origin { name: sources.path(file).into(), text: text.into() };
    let range = place.map_or(0..0, |place| span_of(sources, file, ARTICLE.keys, place).range);
    Spot { origin, range }
}

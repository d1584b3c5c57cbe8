//! Outlets: whom the articles cite, gathered by the name of the source.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Article, ArticleId, OutletId};
use crate::address::slugify;

/// An outlet that articles cite.
#[derive(Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Slug of the name, which identifies the outlet.
    pub key: String,
    /// The name as first written.
    pub name: String,
    /// Every citation, newest article first: the article and the position in its sources.
    pub citations: Vec<(ArticleId, u32)>,
}

/// The outlets of `articles`, by key, and the outlet that each name stands for.
#[must_use]
pub fn of(articles: &[Arc<Article>]) -> (Vec<Outlet>, FxHashMap<String, OutletId>) {
    let mut by_name: FxHashMap<&str, Citations> = FxHashMap::default();
    for (at, article) in articles.iter().enumerate() {
        for (index, source) in article.sources.iter().enumerate() {
            let citation = (ArticleId::at(at), u32::try_from(index).unwrap_or(u32::MAX));
            by_name.entry(&source.name).or_default().push(citation);
        }
    }
    // Names that differ in case or accents are one outlet, under the name that was written first.
    let mut names: Vec<(&str, Citations)> = by_name.into_iter().collect();
    names.sort_unstable_by(|(a, x), (b, y)| x.first().cmp(&y.first()).then(a.cmp(b)));
    let mut outlets: BTreeMap<String, Outlet> = BTreeMap::new();
    let mut keys: Vec<(String, String)> = Vec::with_capacity(names.len());
    for (name, citations) in names {
        let key = key_of(name);
        keys.push((name.to_owned(), key.clone()));
        let new = || Outlet { key: key.clone(), name: name.to_owned(), citations: Vec::new() };
        outlets.entry(key.clone()).or_insert_with(new).citations.extend(citations);
    }
    for outlet in outlets.values_mut() {
        outlet.citations.sort_unstable();
    }
    let places: BTreeMap<&str, usize> =
        outlets.keys().enumerate().map(|(at, key)| (key.as_str(), at)).collect();
    let outlet_of = keys
        .into_iter()
        .filter_map(|(name, key)| Some((name, OutletId::at(*places.get(key.as_str())?))))
        .collect();
    (outlets.into_values().collect(), outlet_of)
}

/// Articles with a position in their sources.
type Citations = Vec<(ArticleId, u32)>;

/// A name without a letter that can be transliterated still needs an address.
fn key_of(name: &str) -> String {
    let slug = slugify(name);
    if slug.is_empty() {
        format!("outlet-{:08x}", xxhash_rust::xxh3::xxh3_64(name.as_bytes()) as u32)
    } else {
        slug
    }
}

//! Outlets: whom the articles cite, gathered by the name of the source.

use std::collections::BTreeMap;

use super::{Article, ArticleId};
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

/// The outlets of `articles`, by key.
#[must_use]
pub fn of(articles: &[Article]) -> Vec<Outlet> {
    let mut by_name: rustc_hash::FxHashMap<&str, String> = rustc_hash::FxHashMap::default();
    let mut outlets: BTreeMap<String, Outlet> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        for (index, source) in article.sources.iter().enumerate() {
            let key = by_name.entry(&source.name).or_insert_with(|| key_of(&source.name));
            if !outlets.contains_key(key) {
                let new = Outlet { key: key.clone(), name: source.name.clone(), citations: Vec::new() };
                outlets.insert(key.clone(), new);
            }
            if let Some(outlet) = outlets.get_mut(key) {
                outlet.citations.push((ArticleId::at(at), u32::try_from(index).unwrap_or(u32::MAX)));
            }
        }
    }
    outlets.into_values().collect()
}

/// A name without a letter that can be transliterated still needs an address.
fn key_of(name: &str) -> String {
    let slug = slugify(name);
    if slug.is_empty() {
        format!("outlet-{:08x}", xxhash_rust::xxh3::xxh3_64(name.as_bytes()) as u32)
    } else {
        slug
    }
}

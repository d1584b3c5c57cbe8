//! What the model joins: order, membership, editions, what is let in, translations, collation.

mod collation;
mod editions;
mod glossary;
mod included;
mod membership;
mod ordering;
mod related;
mod translations;

use issue_digest::Digest;
use issue_digest::site::ArticleId;

use crate::support::{Files, site};

/// The article's name below `content/articles/`.
fn name(digest: &Digest, id: ArticleId) -> &str {
    digest.site.article(id).key.strip_prefix("articles/").unwrap()
}

/// The names of articles, in the order given.
fn names<'d>(digest: &'d Digest, ids: impl IntoIterator<Item = &'d ArticleId>) -> Vec<&'d str> {
    ids.into_iter().map(|id| name(digest, *id)).collect()
}

/// The names of all articles, in the model's order.
fn all_names(digest: &Digest) -> Vec<&str> {
    (0..digest.site.articles.len()).map(|at| name(digest, ArticleId::at(at))).collect()
}

/// Renders a fixture with `template` in place of the theme's, to look at what a view holds.
fn probe(fixture: &str, template: &str, text: &str) -> Files {
    site(&format!("{fixture}=== themes/gazette/templates/{template}\n{text}\n"))
}

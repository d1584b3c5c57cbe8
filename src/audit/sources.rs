//! Doubts about what articles cite: archived copies, repeats, tracking parameters, facts without a source.

use std::collections::BTreeMap;

use crate::address::tracking;
use crate::content::article_keys::ARTICLE;
use crate::content::front_matter::Place;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::digest::Digest;
use crate::site::resolve::span_of;
use crate::site::{Article, ArticleText};

/// Tells what is odd about sources.
pub(super) fn audit(digest: &Digest, found: &mut Diagnostics) {
    for article in &digest.site.articles {
        if let Some(Some(text)) = article.texts.get(article.original.index()) {
            cited(digest, article, text, found);
            links(article, found);
        }
    }
}

fn cited(digest: &Digest, article: &Article, text: &ArticleText, found: &mut Diagnostics) {
    let at = |place: Place| span_of(&digest.sources, text.file, ARTICLE.keys, &place);
    let source = |number: usize| Place::default().key("sources").index(number);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, cited) in article.sources.iter().enumerate() {
        let Some(url) = cited.url.as_deref() else { continue };
        if cited.archive_url.is_none() {
            let message = format!("`{url}` has no archived copy");
            let help = "add `archive_url`, so that readers can check it when it is gone";
            let place = source(number).key("url");
            found.push(Diagnostic::warning(Code::UnarchivedSource, at(place), message).help(help));
        }
        if let Some(parameter) = tracking::first_of(url) {
            found.push(tracked(at(source(number).key("url")), parameter));
        }
        if let Some(first) = seen.insert(plain(url), number) {
            let message = format!("`{url}` is cited twice");
            let first = at(source(first).key("url"));
            let diagnostic =
                Diagnostic::warning(Code::RepeatedSource, at(source(number).key("url")), message)
                    .related(first, "the first time is here")
                    .help("keep one of them");
            found.push(diagnostic);
        }
    }
    if article.sources.is_empty() && !text.key_facts.is_empty() {
        let message = "key facts are stated, and no source is cited";
        let help = "list under `sources` what they rest on";
        found.push(
            Diagnostic::warning(Code::UnsourcedFacts, at(Place::default().key("key_facts")), message)
                .help(help),
        );
    }
}

/// Links in texts.
fn links(article: &Article, found: &mut Diagnostics) {
    for text in article.texts.iter().flatten() {
        for link in &text.body.links {
            if let Some(parameter) = tracking::first_of(&link.target) {
                let range = link.range.start as usize..link.range.end as usize;
                found.push(tracked(Span::new(text.file, range), parameter));
            }
        }
    }
}

fn tracked(span: Span, parameter: &str) -> Diagnostic {
    let message = format!("the address has the parameter `{parameter}`, which follows readers");
    Diagnostic::warning(Code::TrackingParameter, span, message).help("take it out of the address")
}

/// An address without what makes no difference.
fn plain(url: &str) -> &str {
    let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let url = url.strip_prefix("www.").unwrap_or(url);
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_page_is_the_same_however_it_is_written() {
        assert_eq!(plain("https://www.a.example/x/#part"), plain("http://a.example/x"));
        assert_ne!(plain("https://a.example/x?id=1"), plain("https://a.example/x?id=2"));
    }
}

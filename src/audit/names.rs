//! Names of people and organizations as their profiles spell them: `Lopez Obrador` is told where a profile
//! says `López Obrador`. Titles of sources are left alone: they are others' words.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::content::article_keys::ARTICLE;
use crate::content::front_matter::Place;
use crate::content::mentions::{Claim, Finder};
use crate::content::words;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::digest::Digest;
use crate::site::resolve::span_of;
use crate::site::{ArticleText, Site};

/// Tells names without their accents.
pub(super) fn audit(digest: &Digest, found: &mut Diagnostics) {
    let (finder, names) = finder(&digest.site);
    if finder.is_empty() {
        return;
    }
    for text in digest.site.articles.iter().flat_map(|article| article.texts.iter().flatten()) {
        in_text(digest, text, &finder, &names, found);
    }
}

/// What finds the forms without accents, and the right form of each.
fn finder(site: &Site) -> (Finder, Vec<String>) {
    let mut right: Vec<String> = Vec::new();
    for profile in site.people.iter().chain(site.organizations.iter()) {
        let texts = profile.entry.iter().flat_map(|entry| entry.texts.iter().flatten());
        right.extend(texts.flat_map(|text| std::iter::once(&text.title).chain(&text.also)).cloned());
        right.push(profile.name.clone());
    }
    right.sort_unstable();
    right.dedup();
    let without: Vec<String> = right.iter().map(|name| plain(name)).collect();
    let mut finder = Finder::default();
    let mut names = Vec::new();
    for (name, form) in right.iter().zip(&without) {
        // A name of one word, such as `Peru`, is a word of the language too; and a form that some profile
        // has is right.
        if form != name && name.contains(' ') && !right.contains(form) {
            let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
            finder.add(Claim { term: number, form: number }, form);
            names.push(name.clone());
        }
    }
    (finder, names)
}

/// A name without its accents; the tilde of `ñ` is one.
fn plain(name: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(name);
    decomposed.chars().filter(|c| !words::is_mark(*c)).collect()
}

fn in_text(digest: &Digest, text: &ArticleText, finder: &Finder, names: &[String], found: &mut Diagnostics) {
    let mut tell = |number: u32, span: Span, written: &str| {
        let Some(name) = names.get(number as usize) else { return };
        // The finder takes kinds of blanks to be one; nothing but accents is at issue here.
        let message = format!("`{written}` is spelled `{name}` in the profile");
        found.push(Diagnostic::warning(Code::NameSpelling, span, message).help(format!("write `{name}`")));
    };
    let titles = std::iter::once((&text.title, Place::default().key("title")));
    let summary = text.summary.iter().map(|summary| (summary, Place::default().key("summary")));
    let facts = text.key_facts.iter().enumerate();
    let facts = facts.map(|(at, fact)| (fact, Place::default().key("key_facts").index(at)));
    for (line, place) in titles.chain(summary).chain(facts) {
        each(finder, line, &mut |number, range| {
            let span = span_of(&digest.sources, text.file, ARTICLE.keys, &place);
            tell(number, span, &line[range]);
        });
    }
    let bytes = digest.sources.read(text.file).unwrap_or_default();
    let Ok(file) = std::str::from_utf8(&bytes) else { return };
    let start = text.body.range.start as usize;
    let Some(body) = file.get(start..text.body.range.end as usize) else { return };
    each(finder, body, &mut |number, range| {
        let written = &body[range.clone()];
        tell(number, Span::new(text.file, start + range.start..start + range.end), written);
    });
}

fn each(finder: &Finder, text: &str, found: &mut dyn FnMut(u32, Range<usize>)) {
    let whole = 0..text.len();
    finder.find(text, std::slice::from_ref(&whole), found);
}

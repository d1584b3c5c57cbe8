//! Whoever reads Spanish reads Spanish: no text of the English catalogue shows on a Spanish page.

use std::collections::{BTreeMap, BTreeSet};

use issue_digest::language::{Catalogue, LanguageId, Message};

use super::html::{VOID, decode};
use super::{HtmlPage, html_pages};
use crate::support::shipped;

/// Letters that a text must have for its words to be told from words of Spanish.
const FEWEST_LETTERS: usize = 5;

/// Words of the English catalogue that Spanish articles use too: names, and words that both languages have.
const SHARED: [&str; 4] = ["General", "Honduras", "Guatemala", "El Salvador"];

/// Attributes that a reader sees or hears.
const SPOKEN: [&str; 4] = ["alt", "aria-label", "placeholder", "title"];

fn catalogue(tag: &str) -> &'static Catalogue {
    &shipped().0.theme.catalogues[tag]
}

fn forms(message: &Message) -> Vec<&str> {
    match message {
        Message::Plain(text) => vec![text],
        Message::Plural { forms, other } => {
            forms.values().map(String::as_str).chain([other.as_str()]).collect()
        }
    }
}

/// What a message says itself, between the values that are put in.
fn own_words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The words of English messages that no Spanish message says, each with its key.
fn english_words() -> BTreeMap<&'static str, &'static str> {
    let spanish: Vec<&str> = catalogue("es").values().flat_map(forms).collect();
    let is_shared = |words: &str| SHARED.contains(&words) || spanish.iter().any(|text| says(text, words));
    let mut found = BTreeMap::new();
    for (key, message) in catalogue("en").iter().filter(|(key, _)| !key.starts_with("language.")) {
        for words in forms(message).into_iter().flat_map(own_words) {
            let letters = words.chars().filter(|c| c.is_alphabetic()).count();
            if letters >= FEWEST_LETTERS && !is_shared(words) {
                found.insert(words, key.as_str());
            }
        }
    }
    found
}

/// Whether `words` stand in `text` as words of their own.
fn says(text: &str, words: &str) -> bool {
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(words)
        .any(|(at, _)| ends(text[..at].chars().next_back()) && ends(text[at + words.len()..].chars().next()))
}

/// What a page says in its own language: texts and spoken attributes outside of elements that are
/// marked as being in another one.
fn said(page: &HtmlPage) -> Vec<String> {
    let mut texts = Vec::new();
    // Whether each open element is in the page's language and is shown.
    let mut open: Vec<bool> = Vec::new();
    let mut after = 0;
    let own = &shipped().0.site.config.languages[page.language.index()].tag;
    for tag in &page.tags {
        let here = open.last().copied().unwrap_or(true);
        let start = page.source[..tag.after].rfind('<').unwrap();
        if here {
            texts.push(decode(page.source[after.min(start)..start].trim()));
        }
        after = tag.after;
        if tag.end {
            open.pop();
            continue;
        }
        let ours = tag.get("lang").map_or(here, |tag| tag == *own) && !matches!(tag.name, "script" | "style");
        if ours {
            texts.extend(SPOKEN.iter().filter_map(|name| tag.get(name)));
        }
        if !tag.closed && !VOID.contains(&tag.name) {
            open.push(ours);
        }
    }
    assert_eq!(open, Vec::<bool>::new(), "{}: every element is closed", page.path);
    texts
}

/// A text without the names of outlets and organizations, which stay as they are, and without addresses.
fn without_names(text: &str) -> String {
    let site = &shipped().0.site;
    let outlets = site.outlets.iter().map(|outlet| outlet.name.as_str());
    let organizations = site.organizations.iter().map(|profile| profile.name.as_str());
    let mut names: Vec<&str> = outlets.chain(organizations).filter(|name| name.contains(' ')).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let left = names.into_iter().fold(text.to_owned(), |left, name| left.replace(name, "·"));
    let is_address = |word: &str| word.contains('/') && word.contains('.');
    left.split(' ').filter(|word| !is_address(word)).collect::<Vec<_>>().join(" ")
}

fn spanish_pages() -> impl Iterator<Item = &'static HtmlPage> {
    html_pages().iter().filter(|page| page.language == LanguageId(1))
}

#[test]
fn no_english_interface_text_shows_on_a_spanish_page() {
    let words = english_words();
    assert!(words.len() > 100, "{}", words.len());
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for page in spanish_pages() {
        for text in said(page) {
            if text.is_empty() || seen.contains(&text) {
                continue;
            }
            let own = without_names(&text);
            for (words, key) in &words {
                if says(&own, words) {
                    faults.push(format!("{}: `{words}` (`{key}`) in `{text}`", page.path));
                }
            }
            seen.insert(text);
        }
    }
    assert!(seen.len() > 1000, "{}", seen.len());
    assert_eq!(faults, Vec::<String>::new());
}

/// The same test finds them on an English page.
#[test]
fn english_interface_texts_show_on_an_english_page() {
    let home = html_pages().iter().find(|page| page.path == "index.html").unwrap();
    let texts = said(home);
    let shown =
        english_words().into_keys().filter(|words| texts.iter().any(|text| says(text, words))).count();
    assert!(shown > 5, "{shown}");
}

/// Places are names, and Spanish has its own for many.
#[test]
fn places_of_spanish_articles_are_spanish() {
    let english = [
        "Mexico",
        "Mexico City",
        "New York",
        "New Mexico",
        "River",
        "Rio",
        "border",
        "southern",
        "Los Angeles",
        "and",
        "City",
        "Northern",
    ];
    let mut places = BTreeSet::new();
    for article in &shipped().0.site.articles {
        let text = article.texts[1].as_ref().unwrap();
        places.extend(text.places.iter().map(String::as_str));
    }
    assert!(places.contains("Ciudad de México") && places.len() > 30, "{places:?}");
    let faults: Vec<&&str> =
        places.iter().filter(|place| english.iter().any(|word| says(place, word))).collect();
    assert_eq!(faults, Vec::<&&str>::new());
}

//! Doubts about the archive as a whole: empty topics, short threads, translations, dates.

use jiff::civil::Date;

use super::keys;
use crate::content::layout;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::digest::Digest;
use crate::site::{Article, Entry, Site};

/// Tells what is odd about topics, threads, translations and dates.
pub(super) fn audit(digest: &Digest, later: Option<&Digest>, found: &mut Diagnostics) {
    let site = &digest.site;
    for topic in site.topics.iter().filter(|topic| topic.all.is_empty()) {
        let message = format!("no article is filed under the topic `{}`", topic.entry.key_below("topics"));
        let help = "file articles there, or take the topic out";
        found.push(of_entry(Code::EmptyTopic, &topic.entry, message).help(help));
    }
    for thread in site.threads.iter().filter(|thread| thread.articles.len() < 2) {
        let count = if thread.articles.is_empty() { "no article" } else { "one article" };
        let message = format!("the thread `{}` has {count}", thread.entry.key_below("threads"));
        let help = "a story takes two: file another article in it, or take it out";
        found.push(of_entry(Code::ShortThread, &thread.entry, message).help(help));
    }
    for article in &site.articles {
        translations(site, article, found);
        file_date(digest, article, found);
    }
    if let Some(later) = later {
        to_come(digest, later, found);
    }
}

fn of_entry(code: Code, entry: &Entry, message: String) -> Diagnostic {
    let file = entry.text(entry.original).map(|(text, _)| Span::start_of(text.file));
    Diagnostic::warning(code, file, message)
}

fn translations(site: &Site, article: &Article, found: &mut Diagnostics) {
    let Some(Some(original)) = article.texts.get(article.original.index()) else { return };
    for language in site.language_ids().filter(|language| *language != article.original) {
        let tag = &site.config.languages[language.index()].tag;
        let Some(text) = article.texts.get(language.index()).and_then(Option::as_ref) else {
            let message = format!("there is no translation into `{tag}`");
            let name = layout::file_stem(&article.key);
            let help = format!("write `{name}.{tag}.md` beside it");
            let span = Span::start_of(original.file);
            found.push(Diagnostic::warning(Code::MissingTranslation, span, message).help(help));
            continue;
        };
        let is_stale = original.updated.is_some_and(|updated| text.updated.is_none_or(|own| own < updated));
        if let (true, Some(updated)) = (is_stale, original.updated) {
            let message = format!("the original was updated on {}, this translation was not", updated.day);
            let help = format!("bring it up to date, then add a line `updated: {}`", updated.day);
            let span = Span::start_of(text.file);
            found.push(Diagnostic::warning(Code::StaleTranslation, span, message).help(help));
        }
    }
}

/// In a folder, files stand in the order of their names.
fn file_date(digest: &Digest, article: &Article, found: &mut Diagnostics) {
    let Some(Some(text)) = article.texts.get(article.original.index()) else { return };
    let name = layout::file_stem(&article.key);
    let Some(named) = name.get(..10).and_then(|start| start.parse::<Date>().ok()) else { return };
    if named != article.date.day {
        let thread = article.thread.map(|id| digest.site.thread(id).entry.key_below("threads").to_owned());
        let within = thread.map_or_else(String::new, |thread| format!(", in the thread `{thread}`"));
        let message = format!("the file's name says {named}, its date is {}{within}", article.date.day);
        let help = format!("rename the file, or set `date: {named}`");
        found.push(Diagnostic::warning(Code::FileDate, Span::start_of(text.file), message).help(help));
    }
}

/// Articles that only the later site has.
fn to_come(digest: &Digest, later: &Digest, found: &mut Diagnostics) {
    let present = keys(digest);
    for article in later.site.articles.iter().filter(|article| !present.contains(&article.key)) {
        let Some(Some(text)) = article.texts.get(article.original.index()) else { continue };
        let message = format!("left out until {}: its date is still to come", article.date.day);
        let help = "nothing has to be done if that is meant; `--future` lets it in";
        found.push(Diagnostic::warning(Code::FutureDate, Span::start_of(text.file), message).help(help));
    }
}

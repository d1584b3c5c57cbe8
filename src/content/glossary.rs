//! The terms of the glossary, as articles are searched for them: numbers, forms, and one finder for
//! each language.
//!
//! Made of the glossary's own files before any article is read. Holds no address: which page a term
//! is on is `plan`'s to know.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::documents::Document;
use super::entry::EntryFile;
use super::entry_keys;
use super::front_matter::{self, Part, Place};
use super::layout;
use super::mentions::{Claim, Finder};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::LanguageId;
use crate::source::{FileId, Sources};

/// The glossary as articles are searched for it.
#[derive(Debug, Default)]
pub struct Glossary {
    /// Keys of the terms; a mention gives the position.
    pub keys: Vec<Arc<str>>,
    /// The forms of each language in which mentions are looked for and there are any.
    languages: Vec<Option<Forms>>,
}

/// The forms of one language.
#[derive(Debug, Default)]
pub struct Forms {
    /// Finds them.
    pub finder: Finder,
    /// XXH3 of the forms and of the numbers of their terms: what mentions depend on besides the text.
    pub fingerprint: u64,
}

/// What the glossary's use depends on besides its files.
#[derive(Debug, Clone, Copy)]
pub struct Use<'a> {
    /// Whether mentions are looked for, by language.
    pub languages: &'a [bool],
    /// Whether drafts are let in.
    pub drafts: bool,
}

/// Where a form is written: a file, and its place in `also` unless it is the title.
#[derive(Debug, Clone, Copy)]
struct Origin {
    file: FileId,
    also: Option<usize>,
}

impl Glossary {
    /// The glossary of `documents`, its files. A form that two terms claim in a language is a fault.
    #[must_use]
    pub fn new<'d>(
        documents: impl Iterator<Item = &'d Document<EntryFile>>,
        wanted: Use<'_>,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut terms: BTreeMap<&Arc<str>, Vec<&Document<EntryFile>>> = BTreeMap::new();
        for document in documents {
            terms.entry(&document.key).or_default().push(document);
        }
        // The original comes first: the default language, or the first of the others.
        terms.values_mut().for_each(|files| files.sort_by_key(|document| language_of(document)));
        if !wanted.drafts {
            terms.retain(|_, files| files.first().is_some_and(|first| first.value.draft != Some(true)));
            terms.values_mut().for_each(|files| files.retain(|document| document.value.draft != Some(true)));
        }
        let keys: Vec<Arc<str>> = terms.keys().map(|key| Arc::clone(key)).collect();
        let terms: Vec<Vec<&Document<EntryFile>>> = terms.into_values().collect();
        let forms = |(at, is_wanted): (usize, &bool)| {
            let language = LanguageId(u8::try_from(at).ok()?);
            is_wanted.then(|| Forms::new(&terms, language, sources, diagnostics))
        };
        let languages = wanted.languages.iter().enumerate().map(forms);
        let languages = languages.map(|forms| forms.filter(|forms| !forms.finder.is_empty())).collect();
        Self { keys, languages }
    }

    /// The forms to look for in a text of `language`; `None` where there are none.
    #[must_use]
    pub fn forms(&self, language: LanguageId) -> Option<&Forms> {
        self.languages.get(language.index())?.as_ref()
    }
}

impl Forms {
    fn new(
        terms: &[Vec<&Document<EntryFile>>],
        language: LanguageId,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut finder = Finder::default();
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        let mut origins: Vec<Origin> = Vec::new();
        for (number, files) in terms.iter().enumerate() {
            hash.update(b"\0");
            for document in files.iter().filter(|document| language_of(document) == language) {
                hash.update(document.key.as_bytes());
                for (form, origin) in written(document, files) {
                    hash.update(b"\n");
                    hash.update(form.as_bytes());
                    let claim = Claim { term: number_of(number), form: number_of(origins.len()) };
                    origins.push(origin);
                    let other = finder.add(claim, form).and_then(|other| origins.get(other.form as usize));
                    if let Some(other) = other {
                        diagnostics.push(claimed_twice(form, origin, *other, sources));
                    }
                }
            }
        }
        Self { finder, fingerprint: hash.digest() }
    }
}

/// The title and the further forms of a term in one language; a translation without a title has the
/// original's.
fn written<'d>(
    document: &'d Document<EntryFile>,
    files: &[&'d Document<EntryFile>],
) -> impl Iterator<Item = (&'d String, Origin)> {
    let original = files.first().copied().filter(|_| document.value.title.is_none());
    let titled = original.unwrap_or(document);
    let title = titled.value.title.iter().map(|title| (title, Origin { file: titled.file, also: None }));
    let also = document.value.also.iter().enumerate();
    title.chain(also.map(|(at, form)| (form, Origin { file: document.file, also: Some(at) })))
}

fn language_of(document: &Document<EntryFile>) -> LanguageId {
    document.language.unwrap_or(LanguageId::DEFAULT)
}

fn number_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn claimed_twice(form: &str, here: Origin, there: Origin, sources: &Sources) -> Diagnostic {
    let message = format!("`{form}` is claimed by two terms of the glossary");
    Diagnostic::error(Code::AmbiguousName, span_of(here, sources), message)
        .related(span_of(there, sources), "the other term has it here")
        .help("take it out of `also` in one of them, or give them distinct titles")
}

/// The file is read again, so this is for faults only.
fn span_of(origin: Origin, sources: &Sources) -> Span {
    let bytes = sources.read(origin.file).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let place = match origin.also {
        Some(at) => Place::default().key("also").index(at),
        None => Place::default().key("title"),
    };
    match front_matter::split(origin.file, &text) {
        Ok(split) => place.span(&split.front, entry_keys::table(layout::Kind::Term).keys, Part::Value),
        Err(_) => Span::start_of(origin.file),
    }
}

//! From a written form to its term: accents folded, endings taken off, words that say nothing left out.
//!
//! Snowball's stemmers read accents, so forms are stemmed as written and folded afterwards. The script
//! in the browser folds as [`fold`] does and has no stemmer: the dictionary gives it the terms.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashSet;

use crate::content::words;

/// What makes terms of the words of one language.
pub(crate) struct Analyser {
    stemmer: Option<Stemmer>,
    stop_words: FxHashSet<&'static str>,
}

impl Analyser {
    /// For texts in the language with this tag; one that no stemmer knows keeps its words as they are.
    pub(crate) fn new(tag: &str) -> Self {
        Self {
            stemmer: algorithm(tag).map(Stemmer::create),
            stop_words: stop_words(tag).split_ascii_whitespace().collect(),
        }
    }

    /// The term of `form`, whose folded form is `folded`; `None` where it says nothing.
    pub(crate) fn term(&self, form: &str, folded: &str) -> Option<String> {
        if self.stop_words.contains(folded) {
            return None;
        }
        let stem = self.stemmer.as_ref().map_or(Cow::Borrowed(form), |stemmer| stemmer.stem(form));
        Some(fold(&stem).into_owned())
    }
}

/// `word`, in lower case, without the accents on its letters.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(word);
    Cow::Owned(decomposed.chars().filter(|c| !words::is_mark(*c)).collect())
}

fn algorithm(tag: &str) -> Option<Algorithm> {
    Some(match tag.split('-').next().unwrap_or(tag) {
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "de" => Algorithm::German,
        "fr" => Algorithm::French,
        "it" => Algorithm::Italian,
        "pt" => Algorithm::Portuguese,
        "nl" => Algorithm::Dutch,
        "ro" => Algorithm::Romanian,
        _ => return None,
    })
}

/// Words of a language that nearly every text holds, folded, with a space between each two.
pub(crate) fn stop_words(tag: &str) -> &'static str {
    match tag.split('-').next().unwrap_or(tag) {
        "en" => ENGLISH,
        "es" => SPANISH,
        _ => "",
    }
}

const ENGLISH: &str = "about after also an and any are as at be been before being but by can could did do \
    does for from had has have he her his how if in into is it its more most no not of on or other our out \
    over she should so some such than that the their them then there these they this those to under until up \
    was we were what when where which while who will with would you your";

const SPANISH: &str = "al ante aquel aquella asi aun aunque cada como con contra cual cuando de del desde \
    donde dos el ella ellas ellos en entre era es esa ese eso esta este esto estos estas fue fueron ha habia \
    han hasta hay la las le les lo los mas me mi muy ni no nos o otra otro para pero por porque que quien se \
    sea ser si sido sin sobre son su sus tambien te tiene todo tras tu un una uno unos unas y ya yo";

#[cfg(test)]
mod tests {
    use super::*;

    fn term(tag: &str, form: &str) -> Option<String> {
        Analyser::new(tag).term(form, &fold(form))
    }

    #[test]
    fn inflected_forms_have_one_term() {
        assert_eq!(term("en", "tariffs"), term("en", "tariff"));
        assert_eq!(term("es", "aranceles"), term("es", "arancel"));
        assert_eq!(term("es-MX", "migración"), term("es-MX", "migraciones"));
        assert_eq!(term("xx", "aranceles").as_deref(), Some("aranceles"));
    }

    #[test]
    fn accents_are_folded_and_stop_words_have_no_term() {
        assert_eq!(fold("ñandúes"), "nandues");
        assert_eq!(fold("me\u{301}xico"), "mexico");
        assert_eq!(fold("łódź"), "łodz");
        assert_eq!(term("es", "también"), None);
        assert_eq!(term("en", "the"), None);
        assert!(term("en", "también").is_some());
    }

    #[test]
    fn stop_words_are_folded_and_long_enough_to_be_met() {
        for word in ENGLISH.split_ascii_whitespace().chain(SPANISH.split_ascii_whitespace()) {
            assert_eq!(fold(&word.to_lowercase()), word);
        }
    }
}

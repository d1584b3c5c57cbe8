//! Known items: who knows an article finds it among the first three, in either language.

use issue_digest::language::LanguageId;
use issue_digest::plan::Page;
use issue_digest::site::ArticleId;

use super::engine::{Engine, fold, words_of};
use crate::support::{Files, shipped, shipped_site};

const FOLDERS: [&str; 2] = ["search", "es/buscar"];

/// Number and title of an article.
type Item = (usize, String);

/// The index of each language, with every article.
fn indexes(files: &'static Files) -> Vec<(LanguageId, Engine<'static>, Vec<Item>)> {
    let (site, plan) = (&shipped().0.site, &shipped().0.plan);
    let index = |(language, folder): (LanguageId, &str)| {
        let engine = Engine::new(files, folder);
        let item = |at: usize| {
            let href = plan.href(Page::Article(language, ArticleId::at(at))).unwrap();
            // Numbers rise with time, positions fall.
            let number = site.articles.len() - 1 - at;
            assert_eq!(engine.row(number)[1], *href);
            (number, site.articles[at].text(language).unwrap().0.title.clone())
        };
        let items = (0..site.articles.len()).map(item).collect();
        (language, engine, items)
    };
    site.language_ids().zip(FOLDERS).map(index).collect()
}

/// Articles with any term of `word`.
fn frequency(engine: &Engine<'_>, word: &str) -> usize {
    engine.terms_of(word).iter().map(|term| engine.postings(term).len()).sum()
}

/// The two rarest words of a title, rarest first.
fn rarest(engine: &Engine<'_>, title: &str) -> Vec<String> {
    let mut words = words_of(title);
    words.retain(|word| !engine.terms_of(word).is_empty());
    words.sort_by_cached_key(|word| (frequency(engine, word), word.clone()));
    words.truncate(2);
    words
}

/// At least 95 of 100.
fn assert_found(what: &str, outcomes: &[(String, bool)], at_least: usize) {
    assert!(outcomes.len() >= at_least, "{what}: only {} were asked for", outcomes.len());
    let missed: Vec<&String> = outcomes.iter().filter(|(_, found)| !found).map(|(query, _)| query).collect();
    assert!(
        missed.len() * 20 <= outcomes.len(),
        "{what}: {} of {}: {missed:#?}",
        missed.len(),
        outcomes.len()
    );
}

#[test]
fn the_two_rarest_words_of_a_title_find_it() {
    for (_, engine, items) in indexes(shipped_site()) {
        let outcome = |(number, title): &(usize, String)| {
            let query = rarest(&engine, title).join(" ");
            let is_found = engine.finds(&query, *number);
            (query, is_found)
        };
        assert_found("titles", &items.iter().map(outcome).collect::<Vec<_>>(), 80);
    }
}

#[test]
fn another_form_of_a_word_finds_the_title() {
    for (_, engine, items) in indexes(shipped_site()) {
        let mut outcomes = Vec::new();
        for (number, title) in &items {
            let words = rarest(&engine, title);
            for (at, word) in words.iter().enumerate() {
                let others = engine.other_forms(word).into_iter();
                for form in others.filter(|form| !words_of(title).contains(form)) {
                    let mut asked = words.clone();
                    asked[at] = form;
                    let query = asked.join(" ");
                    let is_found = engine.finds(&query, *number);
                    outcomes.push((query, is_found));
                }
            }
        }
        assert_found("forms", &outcomes, 30);
    }
}

#[test]
fn a_form_that_no_article_has_finds_the_title() {
    for (_, engine, items) in indexes(shipped_site()) {
        let mut outcomes = Vec::new();
        for (number, title) in &items {
            let words = rarest(&engine, title);
            // Endings of a verb, an adverb and a noun, which only one of the two languages has.
            for ending in ["ing", "mente", "ation"] {
                let stem = words[0].trim_end_matches(|c| "aeiosdy".contains(c));
                let form = format!("{stem}{ending}");
                if stem.len() > 4 && engine.terms_of(&form).is_empty() {
                    let query = format!("{form} {}", words[1..].join(" "));
                    let is_found = engine.finds(&query, *number);
                    outcomes.push((query, is_found));
                }
            }
        }
        assert_found("unknown forms", &outcomes, 30);
    }
}

/// The first three are about the person, or all are that there are.
#[test]
fn a_name_without_its_accents_finds_the_person() {
    let site = &shipped().0.site;
    for (language, engine, items) in indexes(shipped_site()) {
        let mut outcomes = Vec::new();
        for person in site.people.iter() {
            let name = person.title(language);
            let query = fold(name);
            if query == name.to_lowercase() {
                continue;
            }
            let of_them: Vec<usize> = person.articles.iter().map(|id| items[id.index()].0).collect();
            let found = engine.search(&query);
            let right = found.iter().take(3).filter(|number| of_them.contains(number)).count();
            outcomes.push((query, right == of_them.len().min(3)));
        }
        assert_found("names", &outcomes, 5);
    }
}

#[test]
fn an_unfinished_word_finds_what_it_begins() {
    for (_, engine, items) in indexes(shipped_site()) {
        let outcome = |(number, title): &(usize, String)| {
            let words = rarest(&engine, title);
            let begun: String = words[0].chars().take(words[0].chars().count().max(6) - 2).collect();
            let query = format!("{} {begun}", words[1..].join(" "));
            let is_found = engine.finds(&query, *number);
            (query, is_found)
        };
        assert_found("beginnings", &items.iter().map(outcome).collect::<Vec<_>>(), 80);
    }
}

#[test]
fn words_that_no_article_has_find_nothing() {
    for (_, engine, _) in indexes(shipped_site()) {
        assert!(engine.search("xyzzyx").is_empty());
        assert!(engine.search("").is_empty());
        assert!(engine.search("¿? — …").is_empty());
    }
}

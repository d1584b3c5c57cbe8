//! How long articles are, and what they quote.

use super::archive::texts;

/// Words of a body.
const LENGTH: std::ops::RangeInclusive<usize> = 150..=350;

/// Words of a quotation, names in quotation marks included.
const LONGEST_QUOTATION: usize = 6;

#[test]
fn bodies_are_neither_short_nor_long() {
    let outside = texts().iter().filter_map(|text| {
        let words = text.at("body").split_whitespace().count();
        (!LENGTH.contains(&words))
            .then(|| format!("{} ({}): {words} words", text.event.id, text.tongue.code()))
    });
    assert_eq!(outside.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn quotations_are_short() {
    let mut findings = Vec::new();
    for text in texts() {
        for (place, said) in &text.parts {
            let (quotations, odd) = quotations(said);
            if odd {
                findings.push(format!(
                    "{} ({}), {place}: a quotation mark without its other",
                    text.event.id,
                    text.tongue.code()
                ));
            }
            for quotation in
                quotations.into_iter().filter(|said| said.split_whitespace().count() > LONGEST_QUOTATION)
            {
                findings.push(format!("{} ({}), {place}: {quotation}", text.event.id, text.tongue.code()));
            }
        }
    }
    assert_eq!(findings, Vec::<String>::new());
}

/// What stands in quotation marks, straight or not, and whether one is left open.
fn quotations(said: &str) -> (Vec<&str>, bool) {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, mark) in said.char_indices().filter(|(_, c)| matches!(c, '"' | '“' | '”' | '«' | '»')) {
        match open.take() {
            Some(from) => found.push(&said[from..at]),
            None => open = Some(at + mark.len_utf8()),
        }
    }
    (found, open.is_some())
}

#[test]
fn quotations_are_found() {
    assert_eq!(quotations("He said \"no\", then «sí» and “why not”."), (vec!["no", "sí", "why not"], false));
    assert_eq!(quotations("An \"open one"), (vec![], true));
}

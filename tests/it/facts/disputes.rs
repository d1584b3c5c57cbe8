//! Where sources differ, the article says so: in a paragraph that has words for it beside a figure or a
//! name of the dispute, and with every figure of it.
//!
//! It cannot judge whether each version has its right owner; that is for the editors.

use super::archive::{Text, Tongue, texts};
use super::dates;
use super::exceptions::{Check, Finding, assert_none};
use super::numbers;
use super::tokens::{Token, tokens};

/// Words by which a text says that accounts are not the same.
#[rustfmt::skip]
const MARKERS: [&[&str]; 2] = [
    &[
        "differ", "disagree", "not agree", "disputed", "in dispute", "vary", "varied", "not the same", "version",
        "accounts", "depends on", "depended on", "described in", "told in", "uncertain", "by mistake", "misread",
        "which is wrong", "overlooks", "goes further", "most reports", "mixed up", "evidently", "other sources",
        "other reports", "every other account", "account changed",
    ],
    &[
        "difer", "difier", "discrep", "no coincid", "coincide", "version", "versión", "variaba", "varía", "variaron",
        "no hay acuerdo", "distint", "opuestos", "por error", "es un error", "no toma en cuenta", "no son uniformes",
        "diferencia", "no hay una cifra única", "divide", "no es clara", "la mayoría", "el resto de las fuentes",
        "lectura equivocada", "evidentemente", "otras fuentes", "lo llamó traslado", "confund", "escribe su apellido",
        "es de 1944", "titulares", "varió",
    ],
];

#[test]
fn disputes_are_told() {
    let mut findings = Vec::new();
    for text in texts() {
        for line in &text.event.disputed {
            findings.extend(faults(line, text).into_iter().map(|(what, fault)| Finding {
                article: text.event.id.clone(),
                tongue: Some(text.tongue),
                passage: format!("disputed: {line} {what}"),
                what,
                fault,
            }));
        }
    }
    assert_none(Check::Disputes, &findings);
}

/// What a text lacks of a dispute, and why that is a fault.
fn faults(line: &str, text: &Text) -> Vec<(String, String)> {
    let line = without_addresses(line);
    let figures = figures(&line, Tongue::English);
    let said = text.all();
    let given = figures_only(&said, text.tongue);
    let missing = figures.iter().filter(|(value, _)| !given.contains(value));
    let mut found: Vec<(String, String)> = missing
        .map(|(_, figure)| (figure.clone(), "is a figure of a dispute that it does not give".to_owned()))
        .collect();

    let names = names(&line);
    let markers = MARKERS[text.tongue as usize];
    let bare = figures.is_empty() && names.is_empty();
    let says_so = |paragraph: &String| {
        let small = paragraph.to_lowercase();
        let given = figures_only(paragraph, text.tongue);
        let figure = figures.iter().any(|(value, _)| given.contains(value));
        markers.iter().any(|marker| small.contains(marker))
            && (figure || bare || names.iter().any(|name| paragraph.contains(name)))
    };
    if !text.parts.iter().any(|(place, paragraph)| *place == "body" && says_so(paragraph)) {
        found.push((
            names.join(" "),
            "is a dispute of which no paragraph says that sources differ".to_owned(),
        ));
    }
    found
}

fn without_addresses(line: &str) -> String {
    line.split(' ').filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ")
}

/// The numbers of a text, dates left out, with how they are written.
fn figures(text: &str, tongue: Tongue) -> Vec<(i64, String)> {
    let mut tokens = tokens(text);
    dates::take(&mut tokens, tongue);
    numbers::find(&tokens, tongue)
        .into_iter()
        .map(|(number, range)| (number.value, text[range].to_owned()))
        .collect()
}

fn figures_only(text: &str, tongue: Tongue) -> Vec<i64> {
    figures(text, tongue).into_iter().map(|(value, _)| value).collect()
}

/// Words with a capital that begin no sentence and belong to no date: outlets, offices and people. What
/// is Mexican has another form in Spanish.
fn names(line: &str) -> Vec<&str> {
    let mut tokens = tokens(line);
    dates::take(&mut tokens, Tongue::English);
    let mut found: Vec<&str> = Vec::new();
    let mut begins = true;
    for (token, _) in tokens {
        if let Token::Word(word) = token {
            let capital = word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 1;
            if capital && !begins && word != "Mexican" && !found.contains(&word) {
                found.push(word);
            }
            begins = false;
        } else {
            begins = matches!(token, Token::Mark('.' | ':'));
        }
    }
    found
}

#[test]
fn the_names_of_a_dispute_are_found() {
    let line = "Length of the closure: about seven hours (UPI) against four (Los Angeles Times), on 3 May.";
    assert_eq!(names(line), ["UPI", "Los", "Angeles", "Times"]);
}

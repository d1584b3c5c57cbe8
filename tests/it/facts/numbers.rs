//! Numbers in prose, in English and in Spanish: figures, words, and both with a scale (`3 mil millones`).
//!
//! One and the ordinals below fourth are not read in words, nor are the two countries and their like:
//! they name what everything here is about and carry no news.

use std::ops::Range;

use super::archive::Tongue;
use super::tokens::Token;

/// Thousandths, so that `1.375` is whole and equal numbers are equal.
pub(super) type Thousandths = i64;

/// A number with the unit that follows it, where that is one of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: Thousandths,
    pub(super) unit: Option<Unit>,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

#[rustfmt::skip]
const ENGLISH: [(i64, &[&str]); 26] = [
    (0, &["zero"]), (2, &["two", "twice"]), (3, &["three"]), (4, &["four", "fourth"]), (5, &["five", "fifth"]), (6, &["six", "sixth"]),
    (7, &["seven", "seventh"]), (8, &["eight", "eighth"]), (9, &["nine", "ninth"]), (10, &["ten", "tenth"]),
    (11, &["eleven"]), (12, &["twelve"]), (13, &["thirteen"]), (14, &["fourteen"]), (15, &["fifteen"]),
    (16, &["sixteen"]), (17, &["seventeen"]), (18, &["eighteen"]), (19, &["nineteen"]), (20, &["twenty"]),
    (30, &["thirty"]), (40, &["forty"]), (50, &["fifty"]), (60, &["sixty"]), (80, &["eighty"]), (90, &["ninety"]),
];

#[rustfmt::skip]
const SPANISH: [(i64, &[&str]); 29] = [
    (0, &["cero"]), (2, &["dos"]), (3, &["tres"]), (4, &["cuatro"]), (5, &["cinco", "quinto", "quinta"]), (6, &["seis", "sexto"]),
    (7, &["siete", "séptimo"]), (8, &["ocho", "octavo"]), (9, &["nueve", "noveno"]),
    (10, &["diez", "décimo", "décima"]), (11, &["once"]), (12, &["doce"]), (13, &["trece"]), (14, &["catorce"]),
    (15, &["quince"]), (16, &["dieciséis"]), (17, &["diecisiete"]), (18, &["dieciocho"]), (19, &["diecinueve"]),
    (20, &["veinte"]), (21, &["veintiuno", "veintiún"]), (22, &["veintidós"]), (23, &["veintitrés"]),
    (30, &["treinta"]), (40, &["cuarenta"]), (50, &["cincuenta"]), (60, &["sesenta"]), (80, &["ochenta"]),
    (90, &["noventa"]),
];

/// What there are always two of.
const PAIRS: [&str; 6] = ["countries", "governments", "versions", "países", "gobiernos", "versiones"];

const UNITS: [(Unit, &[&str]); 4] = [
    (Unit::Day, &["day", "days", "día", "días"]),
    (Unit::Week, &["week", "weeks", "semana", "semanas"]),
    (Unit::Month, &["month", "months", "mes", "meses"]),
    (Unit::Year, &["year", "years", "año", "años"]),
];

/// The numbers of `tokens`, dates having been taken out; each with the bytes of its text.
pub(super) fn find(tokens: &[(Token<'_>, Range<usize>)], tongue: Tongue) -> Vec<(Number, Range<usize>)> {
    let words: Vec<Token<'_>> = tokens.iter().map(|(token, _)| *token).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((value, length)) = quantity(&words[at..], tongue) else {
            at += 1;
            continue;
        };
        let pair = value == 2_000
            && words.get(at + length).is_some_and(|word| PAIRS.contains(&word.lower().as_str()));
        if pair {
            at += length;
            continue;
        }
        let hyphen = usize::from(words.get(at + length) == Some(&Token::Mark('-')));
        let unit = words.get(at + length + hyphen).and_then(unit);
        found.push((Number { value, unit }, tokens[at].1.start..tokens[at + length - 1].1.end));
        at += length;
    }
    found
}

/// A number at the start of `words` and of how many words it is made.
fn quantity(words: &[Token<'_>], tongue: Tongue) -> Option<(Thousandths, usize)> {
    if let Some(length) = half(words, tongue) {
        return scale(words.get(length)?, tongue).map(|scale| (scale * 500, length + 1));
    }
    let (mut value, mut at) = match simple(words, tongue) {
        Some(simple) => simple,
        None => bare_scale(words, tongue)?,
    };
    while let Some(by) = words.get(at).and_then(|word| scale(word, tongue)) {
        value = value.saturating_mul(by);
        at += 1;
        // `197 thousand 217 million`: both parts come before the larger scale.
        if let Some((more, length)) = simple(&words[at..], tongue)
            && words.get(at + length).and_then(|word| scale(word, tongue)).is_some_and(|next| next > by)
        {
            value += more;
            at += length;
        }
    }
    Some((value, at))
}

/// `half a` and `medio`, before a scale.
fn half(words: &[Token<'_>], tongue: Tongue) -> Option<usize> {
    let starts =
        |phrase: &[&str]| phrase.iter().zip(words).filter(|(a, b)| **a == b.lower()).count() == phrase.len();
    match tongue {
        Tongue::English => starts(&["half", "a"]).then_some(2),
        Tongue::Spanish => starts(&["medio"]).then_some(1),
    }
}

/// `a million`, `un billón`, `mil`.
fn bare_scale(words: &[Token<'_>], tongue: Tongue) -> Option<(Thousandths, usize)> {
    let article = words.first().is_some_and(|word| ["a", "un"].contains(&word.lower().as_str()));
    let thousand = tongue == Tongue::Spanish && words.first().is_some_and(|word| word.lower() == "mil");
    let scaled = article && words.get(1).and_then(|word| scale(word, tongue)).is_some();
    (scaled || thousand).then_some((1000, usize::from(article)))
}

/// Figures, or a number in words.
fn simple(words: &[Token<'_>], tongue: Tongue) -> Option<(Thousandths, usize)> {
    let first = words.first()?;
    if let Token::Figure { thousandths, .. } = first {
        return Some((*thousandths, 1));
    }
    let value = word_value(&first.lower(), tongue)?;
    let joined = words.get(1) == Some(&Token::Mark('-'));
    let unit = words.get(2).filter(|_| joined && value >= 20 && tongue == Tongue::English);
    match unit.and_then(|unit| small(&unit.lower())) {
        Some(unit) => Some(((value + unit) * 1000, 3)),
        None => Some((value * 1000, 1)),
    }
}

/// The second part of `twenty-one`.
fn small(word: &str) -> Option<i64> {
    let one = (word == "one").then_some(1);
    one.or_else(|| word_value(word, Tongue::English)).filter(|value| *value < 10)
}

fn word_value(word: &str, tongue: Tongue) -> Option<i64> {
    let table: &[(i64, &[&str])] = match tongue {
        Tongue::English => &ENGLISH,
        Tongue::Spanish => &SPANISH,
    };
    table.iter().find(|(_, names)| names.contains(&word)).map(|(value, _)| *value)
}

/// A billion is a thousand millions in English, a million millions in Spanish.
fn scale(word: &Token<'_>, tongue: Tongue) -> Option<i64> {
    Some(match (tongue, word.lower().as_str()) {
        (Tongue::English, "thousand") | (Tongue::Spanish, "mil") => 1_000,
        (Tongue::English, "million") | (Tongue::Spanish, "millón" | "millones") => 1_000_000,
        (Tongue::English, "billion") => 1_000_000_000,
        (Tongue::English, "trillion") | (Tongue::Spanish, "billón" | "billones") => 1_000_000_000_000,
        _ => return None,
    })
}

fn unit(word: &Token<'_>) -> Option<Unit> {
    let word = word.lower();
    UNITS.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(unit, _)| *unit)
}

#[test]
fn numbers_are_read_in_both_languages() {
    let read = |text: &str, tongue| -> Vec<String> {
        let tokens = super::tokens::tokens(text);
        let found = find(&tokens, tongue);
        found.into_iter().map(|(number, range)| format!("{} = {}", &text[range], number.value)).collect()
    };
    let english = "$1.375 billion, half a million, a trillion, twenty-two, 197 thousand 217 million, 25%, one, the two countries";
    let spanish =
        "1,375 millones, medio millón, un billón, veintidós, 197 mil 217 millones, 3 mil millones, mil, una";
    assert_eq!(
        read(english, Tongue::English),
        [
            "1.375 billion = 1375000000000",
            "half a million = 500000000",
            "a trillion = 1000000000000000",
            "twenty-two = 22000",
            "197 thousand 217 million = 197217000000000",
            "25 = 25000"
        ]
    );
    assert_eq!(
        read(spanish, Tongue::Spanish),
        [
            "1,375 millones = 1375000000000",
            "medio millón = 500000000",
            "un billón = 1000000000000000",
            "veintidós = 22000",
            "197 mil 217 millones = 197217000000000",
            "3 mil millones = 3000000000000",
            "mil = 1000000"
        ]
    );
    let tokens = super::tokens::tokens("the 90-day limit");
    assert_eq!(find(&tokens, Tongue::English)[0].0, Number { value: 90_000, unit: Some(Unit::Day) });
}

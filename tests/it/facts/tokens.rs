//! Prose as words, figures and marks, for the readers of dates and numbers. It knows no language.

use std::ops::Range;

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'t> {
    /// Letters, with figures and hyphens where it began with a letter and a figure follows: `COVID-19`.
    Word(&'t str),
    /// A number in figures, in thousandths; `separated` by commas or not.
    Figure { thousandths: i64, separated: bool },
    /// Any other character.
    Mark(char),
    /// A token that has been read as part of something else.
    Taken,
}

impl Token<'_> {
    /// The word, in small letters; empty for anything else.
    pub(super) fn lower(&self) -> String {
        match self {
            Self::Word(word) => word.to_lowercase(),
            _ => String::new(),
        }
    }

    /// A whole number that is written without separators.
    pub(super) fn plain(&self) -> Option<i64> {
        match self {
            Self::Figure { thousandths, separated: false } if thousandths % 1000 == 0 => {
                Some(thousandths / 1000)
            }
            _ => None,
        }
    }
}

/// The tokens of a text, with the bytes of each.
pub(super) fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if next.is_alphabetic() {
            word_length(rest)
        } else if next.is_ascii_digit() {
            figure_length(rest)
        } else {
            next.len_utf8()
        };
        let token = if next.is_alphabetic() {
            Some(Token::Word(&rest[..length]))
        } else if next.is_ascii_digit() {
            Some(figure(&rest[..length]))
        } else {
            (!next.is_whitespace()).then_some(Token::Mark(next))
        };
        found.extend(token.map(|token| (token, at..at + length)));
        at += length;
    }
    found
}

fn word_length(rest: &str) -> usize {
    let letters = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let after = &rest[letters..];
    let digits = after
        .strip_prefix('-')
        .map_or(0, |after| after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len()));
    if digits > 0 { letters + 1 + digits } else { letters }
}

/// Digits, thousands that a comma separates, decimals after a point, and letters that hang on (`19th`).
fn figure_length(rest: &str) -> usize {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut length = digits(rest);
    while let Some(after) = rest[length..].strip_prefix(',')
        && digits(after) == 3
    {
        length += 4;
    }
    if let Some(after) = rest[length..].strip_prefix('.') {
        let decimals = digits(after);
        length += if decimals > 0 { decimals + 1 } else { 0 };
    }
    let letters = rest[length..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - length);
    length + letters
}

fn figure(text: &str) -> Token<'_> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let decimals = format!("{:0<3}", digits(decimals));
    let thousandths = format!("{}{}", digits(whole), &decimals[..3]).parse().unwrap_or(i64::MAX);
    Token::Figure { thousandths, separated: whole.contains(',') }
}

#[test]
fn a_text_is_taken_apart() {
    let text = "MS-13 paid $1,375.5, 90-day 19th, 2018.";
    let read: Vec<Token<'_>> = tokens(text).into_iter().map(|(token, _)| token).collect();
    let figure = |thousandths, separated| Token::Figure { thousandths, separated };
    assert_eq!(
        read,
        [
            Token::Word("MS-13"),
            Token::Word("paid"),
            Token::Mark('$'),
            figure(1_375_500, true),
            Token::Mark(','),
            figure(90_000, false),
            Token::Mark('-'),
            Token::Word("day"),
            figure(19_000, false),
            Token::Mark(','),
            figure(2_018_000, false),
            Token::Mark('.'),
        ]
    );
    assert_eq!((read[10].plain(), read[3].plain()), (Some(2018), None));
}

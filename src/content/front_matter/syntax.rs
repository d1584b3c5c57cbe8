//! What the YAML crate's errors mean to an editor, and what to do about the commonest of them.
//!
//! It must not parse: it looks at the words of the error and at the line it points to.

use std::ops::Range;

use super::document::{Document, character_at, line_at};
use super::yaml::Refused;
use crate::diagnostic::{Code, Diagnostic};

/// The diagnostic for what the YAML crate refused.
pub(super) fn explain(document: &Document, refused: &Refused) -> Diagnostic {
    let yaml = document.yaml();
    let at = refused.at.unwrap_or(0);
    let has = |words: &[&str]| words.iter().all(|part| refused.message.contains(part));
    if has(&["cannot start any token"]) || has(&["tab character"]) {
        return bad_start(document, character_at(yaml, at));
    }
    let Some(rule) = RULES.iter().find(|rule| has(rule.words)) else {
        let span = document.span(character_at(yaml, at));
        return Diagnostic::error(Code::YamlSyntax, span, plain_words(&refused.message));
    };
    let opening = || context(yaml, &refused.message).unwrap_or(at);
    let range = match rule.place {
        Place::Character => character_at(yaml, at),
        Place::Opening => character_at(yaml, opening()),
        Place::Line => line_at(yaml, at),
        Place::OpeningLine => line_at(yaml, opening()),
    };
    // Nothing is left of a line where the parser stopped at its end.
    let range = if range.is_empty() { last_character(yaml, range.start) } else { range };
    Diagnostic::error(rule.code, document.span(range), rule.message).maybe_help(rule.help.map(str::to_owned))
}

/// An error of the YAML crate that can be said better.
struct Rule {
    /// All of these are in its message.
    words: &'static [&'static str],
    place: Place,
    code: Code,
    message: &'static str,
    help: Option<&'static str>,
}

/// Where the fault is: what the error points to, or the start of what was being read.
#[derive(Clone, Copy)]
enum Place {
    Character,
    Opening,
    Line,
    OpeningLine,
}

const fn rule(
    words: &'static [&'static str],
    place: Place,
    message: &'static str,
    help: &'static str,
) -> Rule {
    Rule { words, place, code: Code::YamlSyntax, message, help: Some(help) }
}

const fn limit(words: &'static [&'static str], message: &'static str) -> Rule {
    Rule { words, place: Place::Character, code: Code::YamlLimit, message, help: None }
}

const QUOTE_IT: &str = "put the value in quotes";
const CLOSE_QUOTE: &str = "close it, or put the whole text in quotes of the other kind";
const MISFIT: &str = "this does not fit what stands above it";
const INDENTATION: &str = "keys of one map, and the `-` of one list, start in the same column; \
                           quote a text that has quotation marks or `: ` in it";
const OPEN_QUOTE: &str = "this quotation mark is never closed";
const TAG: &str = "YAML tags are not supported";
const QUOTE_TAG: &str = "put a text that starts with `!` in quotes";
const ALIAS: &str = "a value that starts with `*` is an alias, and this one is not defined";

/// The first that fits holds.
const RULES: &[Rule] = &[
    limit(&["recursion limit"], "lists and maps are nested too deep"),
    limit(&["repetition limit"], "aliases are expanded too often"),
    rule(
        &["a key that is text"],
        Place::Line,
        "a key must be text, not a list or a map",
        "put a text that starts with `[` or `{` in quotes",
    ),
    rule(
        &["mapping values are not allowed"],
        Place::Character,
        "a `:` followed by a blank is not allowed here",
        "put the value in quotes, or mend the indentation of the key",
    ),
    rule(&["scanning a quoted scalar", "end of stream"], Place::Opening, OPEN_QUOTE, CLOSE_QUOTE),
    rule(&["scanning a quoted scalar", "document indicator"], Place::Opening, OPEN_QUOTE, CLOSE_QUOTE),
    rule(
        &["parsing a flow sequence"],
        Place::Opening,
        "this `[` is never closed, or a comma is missing",
        "close it with `]`; a text that starts with `[` needs quotes",
    ),
    rule(
        &["parsing a flow mapping"],
        Place::Opening,
        "this `{` is never closed, or a comma is missing",
        "close it with `}`; a text that starts with `{` needs quotes",
    ),
    rule(&["unknown anchor"], Place::Character, ALIAS, QUOTE_IT),
    rule(&["scanning an alias"], Place::Opening, ALIAS, QUOTE_IT),
    rule(
        &["scanning an anchor"],
        Place::Opening,
        "a value that starts with `&` is an anchor, and this is not the name of one",
        QUOTE_IT,
    ),
    rule(&["scanning a tag"], Place::Opening, TAG, QUOTE_TAG),
    rule(&["parsing a tag"], Place::Opening, TAG, QUOTE_TAG),
    rule(&["tag handle"], Place::Opening, TAG, QUOTE_TAG),
    rule(&["empty YAML tag"], Place::Character, TAG, QUOTE_TAG),
    rule(
        &["scanning a block scalar"],
        Place::OpeningLine,
        "a text that starts with `|` or `>` is a block, and this is not the start of one",
        QUOTE_IT,
    ),
    rule(
        &["escape"],
        Place::Character,
        "unknown escape in a quoted text",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    rule(&["hexdecimal"], Place::Character, "unknown escape in a quoted text", "use single quotes"),
    rule(&["directive"], Place::Line, "a line cannot start with `%`", QUOTE_IT),
    rule(
        &["could not find expected ':'"],
        Place::OpeningLine,
        "this line is not `key: value`",
        "write a key, a colon and a blank; indent the lines that continue a text",
    ),
    rule(&["did not find expected '-' indicator"], Place::Line, MISFIT, INDENTATION),
    rule(&["did not find expected key"], Place::Line, MISFIT, INDENTATION),
    rule(&["block sequence entries"], Place::Line, MISFIT, INDENTATION),
];

/// A character that no value may start with.
fn bad_start(document: &Document, character: Range<usize>) -> Diagnostic {
    let (message, help) = match document.yaml().get(character.clone()).unwrap_or_default() {
        "\t" => ("a tab is used for indentation".to_owned(), "indent with blanks; YAML does not allow tabs"),
        "`" => ("a value cannot start with a backtick".to_owned(), QUOTE_IT),
        found => (format!("a value cannot start with `{found}`"), QUOTE_IT),
    };
    Diagnostic::error(Code::YamlSyntax, document.span(character), message).help(help)
}

/// The last character before `at` that shows.
fn last_character(yaml: &str, at: usize) -> Range<usize> {
    let before = yaml.get(..at).unwrap_or_default().trim_end();
    before.len() - before.chars().next_back().map_or(0, char::len_utf8)..before.len()
}

/// The second place of an error, such as where the quoted text starts: `…, while … at line 3 column 8`.
fn context(yaml: &str, message: &str) -> Option<usize> {
    let (_, context) = message.split_once(", while ")?;
    let (_, place) = context.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let start = yaml.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
    let rest = yaml.get(start..)?;
    Some(start + rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at))
}

/// The crate's words without the places, which the span tells.
fn plain_words(message: &str) -> String {
    let cut = message.find(" at line ").or_else(|| message.find(" at position ")).unwrap_or(message.len());
    super::faults::shown(message[..cut].trim_start_matches(". "))
}

//! Plain text as news wires send it: ` date 2018-07-12 `, then text that runs on.
//!
//! A wire names no headline, no address and often no outlet: what is concluded is marked as such.

use jiff::civil::Date;

use super::item::{Asked, Item, Origin, Spot, Told};
use super::suggest::Vocabulary;
use super::{language, text, when};

/// Longest headline that is suggested, in characters.
const LONGEST_HEADLINE: usize = 110;
/// Shortest part of a sentence that can stand for it, in characters.
const SHORTEST_HEADLINE: usize = 40;

/// Abbreviations after which a sentence goes on.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "lt", "col", "sgt", "st", "jr", "sr", "sra", "srta",
    "lic", "ing", "prof", "no", "núm", "art", "vs", "inc", "corp", "co", "ltd", "jan", "feb", "mar", "apr",
    "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "ee", "uu",
];

/// Words that no headline ends with.
const HANGING: &[&str] = &[
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "with", "by", "and", "or", "as", "that",
    "its", "his", "her", "their", "el", "la", "los", "las", "un", "una", "de", "del", "en", "con", "por",
    "para", "y", "o", "que", "su", "sus", "al",
];

/// The one item of a wire's text. `store` says whether its text becomes the body.
///
/// # Errors
/// What is wrong with it, in words fit to follow its name.
pub(crate) fn read(origin: &Origin, store: bool, vocabulary: &Vocabulary) -> Result<Item, String> {
    let (header, body) = header(&origin.text);
    let paragraphs = text::paragraphs(body);
    let first = paragraphs.first().ok_or("has no text")?;
    let (outlet_of_dateline, lead) = dateline(first);
    let title = Told::doubtful(headline(lead), "suggested from the text");
    let mut item = Item::new(Spot::whole(origin), title);
    item.asked = Asked::ByName;
    let stem = stem(&origin.name);
    let date = header.or_else(|| date_of_name(stem));
    item.date = date;
    item.published = date.map(when::of_day);
    item.text = paragraphs.join("\n\n");
    item.language = language::of_text(&item.text);
    item.outlet = outlet(outlet_of_dateline, stem, &item.text, vocabulary);
    if store {
        let escaped: Vec<String> = paragraphs.iter().map(|p| text::escape_paragraph(p)).collect();
        item.body = Some(escaped.join("\n\n"));
    }
    Ok(item)
}

/// The date that the text starts with, and what comes after it.
fn header(text: &str) -> (Option<Date>, &str) {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let rest = ["date", "Date", "DATE"].iter().find_map(|word| start.strip_prefix(word));
    let Some(rest) = rest else { return (None, start) };
    let rest = rest.trim_start_matches([' ', '\t', ':']);
    let Some((date, body)) = rest.split_at_checked(10) else { return (None, start) };
    match date.parse::<Date>() {
        Ok(date) if body.is_empty() || body.starts_with(char::is_whitespace) => (Some(date), body),
        _ => (None, start),
    }
}

/// Takes `MEXICO CITY (Reuters) - ` from the start of a text: the outlet, and the text.
fn dateline(text: &str) -> (Option<&str>, &str) {
    let none = (None, text);
    let Some(open) = text.find('(').filter(|at| *at < 80) else { return none };
    let is_place = text[..open].chars().any(char::is_alphabetic) && !text[..open].contains(". ");
    let Some((name, rest)) = text[open + 1..].split_once(')').filter(|_| is_place) else { return none };
    let rest = rest.trim_start();
    let after = ["--", "-", "–", "—"].iter().find_map(|dash| rest.strip_prefix(dash));
    match after {
        Some(after) if !name.trim().is_empty() && name.chars().count() < 40 => {
            (Some(name.trim()), after.trim_start())
        }
        _ => none,
    }
}

/// The first sentence, or as much of it as a headline may have.
fn headline(text: &str) -> String {
    let sentence = first_sentence(text);
    let whole = sentence.trim_end_matches(['.', '…', ' ']);
    if whole.chars().count() <= LONGEST_HEADLINE {
        return whole.to_owned();
    }
    let limit = whole.char_indices().nth(LONGEST_HEADLINE).map_or(whole.len(), |(at, _)| at);
    let least = whole.char_indices().nth(SHORTEST_HEADLINE).map_or(0, |(at, _)| at);
    let clause = [", ", "; ", ": ", " — ", " – "].iter().filter_map(|mark| whole[..limit].rfind(mark)).max();
    if let Some(at) = clause.filter(|at| *at >= least) {
        return format!("{}…", whole[..at].trim_end());
    }
    let mut words: Vec<&str> = whole[..limit].split_whitespace().collect();
    // The last one may be cut.
    words.pop();
    while words.len() > 1 && words.last().is_some_and(|word| HANGING.contains(&word.to_lowercase().as_str()))
    {
        words.pop();
    }
    if words.is_empty() { format!("{}…", &whole[..limit]) } else { format!("{}…", words.join(" ")) }
}

/// Up to the mark that ends it; a full stop of an abbreviation or of initials ends nothing.
fn first_sentence(text: &str) -> &str {
    for (at, mark) in text.match_indices(['.', '?', '!']) {
        let after = text[at + mark.len()..].trim_start_matches(['”', '’', '"', '»', ')']);
        let mut next = after.chars();
        let goes_on = next.next().is_some_and(|c| !c.is_whitespace());
        let starts = next.find(|c| !matches!(c, ' ' | '“' | '"' | '«' | '¿' | '¡'));
        let is_new = starts.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit());
        let word = text[..at].rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"')).next();
        let word = word.unwrap_or_default();
        let is_short = word.contains('.')
            || (word.chars().count() < 2 && !word.chars().any(|c| c.is_ascii_digit()))
            || ABBREVIATIONS.contains(&word.to_lowercase().as_str());
        if !goes_on && is_new && !(mark == "." && is_short) {
            return &text[..text.len() - after.len()];
        }
    }
    text
}

/// Whom the text is by: the dateline's outlet, the one that the file is named for, the one that the
/// text names most, else the file's name.
fn outlet(dateline: Option<&str>, stem: &str, text: &str, vocabulary: &Vocabulary) -> Option<Told> {
    if let Some(name) = dateline {
        return Some(Told::doubtful(vocabulary.outlet(name).unwrap_or(name), "from the dateline"));
    }
    let name = bare_name(stem);
    if let Some(known) = vocabulary.outlet(&name) {
        return Some(Told::doubtful(known, "from the name of the file"));
    }
    if let Some(found) = vocabulary.find(text).outlets.first() {
        return Some(Told::doubtful(found.value.clone(), "named in the text"));
    }
    let is_short = (2..=5).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
    let name = if is_short { name.to_uppercase() } else { name };
    let name = if name.is_empty() { "Unknown".to_owned() } else { name };
    Some(Told::doubtful(name, "from the name of the file"))
}

/// The file's name without folders and extension.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The words of a stem without digits: `voa-2018-07-12` is `voa`.
fn bare_name(stem: &str) -> String {
    let words = stem.split(['-', '_', ' ', '.']).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !word.bytes().all(|b| b.is_ascii_digit())).collect();
    words.join(" ")
}

/// The first `YYYY-MM-DD` in a name.
fn date_of_name(stem: &str) -> Option<Date> {
    let starts = stem.char_indices().map(|(at, _)| at);
    starts.filter_map(|at| stem.get(at..at + 10)).find_map(|part| part.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_stands_first() {
        let date = |text: &str| header(text).0.map(|date| date.to_string());
        assert_eq!(date(" date 2018-07-12 Text").as_deref(), Some("2018-07-12"));
        assert_eq!(header(" date 2018-07-12 Text").1, " Text");
        assert_eq!(date("Date: 2018-07-12\nText").as_deref(), Some("2018-07-12"));
        for text in
            ["date palms grow", "2018-07-12 Text", "date 2018-02-30 Text", "date 2018-07-12Text", "daté 2018"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn a_headline_is_the_first_sentence_or_a_part_of_it() {
        assert_eq!(headline("Talks begin. More follows."), "Talks begin");
        assert_eq!(
            headline("U.S. and Mexican envoys met Sen. Ruiz on Jan. 3. More."),
            "U.S. and Mexican envoys met Sen. Ruiz on Jan. 3"
        );
        let long = "Envoys of the two governments met on the bridge between the two cities on Monday, hours after \
                    the crossing had been closed for a second time this month.";
        assert_eq!(
            headline(long),
            "Envoys of the two governments met on the bridge between the two cities on Monday…"
        );
        let clauseless = "Envoys of the two governments met on the old bridge between the two cities to talk about \
                          water and of the river";
        assert_eq!(
            headline(clauseless),
            "Envoys of the two governments met on the old bridge between the two cities to talk about water…"
        );
        assert!(headline(&"ñ".repeat(500)).chars().count() <= LONGEST_HEADLINE + 1);
    }

    #[test]
    fn a_dateline_names_the_outlet() {
        assert_eq!(dateline("EL PASO (Wire) - Text"), (Some("Wire"), "Text"));
        assert_eq!(dateline("Text (see below) goes on"), (None, "Text (see below) goes on"));
    }

    #[test]
    fn names_of_files_tell_outlet_and_date() {
        assert_eq!(bare_name(stem("facts/voa-2018-07-12.txt")), "voa");
        assert_eq!(date_of_name("voa-2018-07-12").map(|d| d.to_string()).as_deref(), Some("2018-07-12"));
        assert_eq!(date_of_name("ñ"), None);
    }
}

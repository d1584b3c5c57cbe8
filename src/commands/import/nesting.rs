//! HTML that is too much for a parser, found before it is parsed: elements that pile up.
//!
//! What is never closed stays open in the parser, whose time then grows with its square. Follows no
//! rule of HTML beyond that: it only counts.

use std::collections::BTreeMap;

/// Most elements that are open at once in a text that is parsed at all.
const MOST_OPEN: usize = 2_000;

/// Whether more elements are open at once than a parser should be given.
pub(crate) fn is_excessive(html: &str) -> bool {
    open_tags(html) > MOST_OPEN
}

/// Elements that end by themselves, or where the next one of their kind begins.
const SELF_ENDING: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "path", "source", "td", "th", "tr", "track", "wbr",
];

/// How far opening tags are ahead of closing ones of their name at most. What is never closed piles
/// up in the parser, whose time then grows with its square.
fn open_tags(html: &str) -> usize {
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    let (mut open, mut most) = (0_usize, 0);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let name = rest.trim_start_matches('/');
        let end = name.bytes().take(12).position(|b| !b.is_ascii_alphanumeric()).unwrap_or(12);
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || SELF_ENDING.contains(&name.as_str()) {
            continue;
        }
        let of_name = by_name.entry(name).or_default();
        if rest.starts_with('/') {
            open -= usize::from(*of_name > 0);
            *of_name = of_name.saturating_sub(1);
        } else {
            *of_name += 1;
            open += 1;
            most = most.max(open);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elements_that_pile_up_count() {
        assert_eq!(open_tags("<é <1 <a></A>"), 1);
        assert_eq!(open_tags("<div></x><div></div><p><p><br/>"), 2);
        assert!(is_excessive(&"<div></x>".repeat(50_000)));
        assert!(!is_excessive(&"<div><p>word <br> <img></div>".repeat(50_000)));
    }
}

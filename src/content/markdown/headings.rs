//! Headings: levels, plain text and ids, the same for [`super::scan()`] and [`super::render()`].
//!
//! It writes nothing. Time is linear in the number of headings, however many are alike.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::Heading;
use crate::address::slugify;

/// The headings of one body, in order.
pub(super) struct Headings {
    found: Vec<Heading>,
    ids: Source,
    uses_level_1: bool,
    open: Option<(u8, Option<String>)>,
}

/// Where ids come from.
enum Source {
    /// From the texts.
    Text(Ids),
    /// From headings that were found before, with the levels that are written.
    Known(std::vec::IntoIter<Heading>),
}

impl Headings {
    /// None yet; ids will start with `prefix`.
    pub(super) fn new(prefix: &str) -> Self {
        Self::of(Source::Text(Ids { prefix: prefix.to_owned(), ..Ids::default() }))
    }

    /// None yet; they will be `headings`, which an earlier pass over the same body found.
    pub(super) fn known(headings: Vec<Heading>) -> Self {
        Self::of(Source::Known(headings.into_iter()))
    }

    fn of(ids: Source) -> Self {
        Self { found: Vec::new(), ids, uses_level_1: false, open: None }
    }

    /// A heading of `level` starts, with the id that its author gave it.
    pub(super) fn open(&mut self, level: u8, explicit: Option<&str>) {
        self.open = Some((level, explicit.map(str::to_owned)));
    }

    /// The open heading ends, and this was its text. `None` where it is blank: then there is no heading.
    pub(super) fn close(&mut self, text: &str) -> Option<&Heading> {
        let (level, explicit) = self.open.take()?;
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return None;
        }
        let heading = match &mut self.ids {
            Source::Known(headings) => headings.next()?,
            Source::Text(ids) => {
                let text = collapse(text);
                Heading { level, id: ids.claim(explicit.as_deref(), &text), text }
            }
        };
        self.uses_level_1 |= level == 1;
        self.found.push(heading);
        self.found.last()
    }

    /// Whether a heading of level 1 was there, so that all go one level down.
    pub(super) fn are_shifted(&self) -> bool {
        self.uses_level_1
    }

    /// All of them with the levels that are written.
    pub(super) fn finish(self) -> Vec<Heading> {
        let mut headings = self.found;
        if self.uses_level_1 && matches!(self.ids, Source::Text(_)) {
            for heading in &mut headings {
                heading.level = shifted(heading.level);
            }
        }
        headings
    }
}

/// The level below `level`; there is none below 6.
pub(super) fn shifted(level: u8) -> u8 {
    (level + 1).min(6)
}

/// `text` with every run of ASCII white space as one space, and none around.
pub(super) fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// The ids of one body.
#[derive(Default)]
struct Ids {
    prefix: String,
    /// Every id given, with the number to try when it is wanted again.
    next_number: FxHashMap<String, u32>,
    #[cfg(test)]
    tries: usize,
}

impl Ids {
    fn claim(&mut self, explicit: Option<&str>, text: &str) -> String {
        let base = match explicit.and_then(sanitize) {
            Some(id) => [self.prefix.as_str(), &reserve(id)].concat(),
            None => [self.prefix.as_str(), "s-", &from_text(text)].concat(),
        };
        let Some(next) = self.next_number.get(&base) else {
            self.next_number.insert(base.clone(), 2);
            return base;
        };
        let mut number = *next;
        // An id `a-b-2` can be in the way of no base but `a-b`, so all loops together take as many
        // turns as there are ids.
        let id = loop {
            #[cfg(test)]
            {
                self.tries += 1;
            }
            let id = format!("{base}-{number}");
            number += 1;
            if !self.next_number.contains_key(&id) {
                break id;
            }
        };
        self.next_number.insert(base, number);
        self.next_number.insert(id.clone(), 2);
        id
    }
}

/// The id of a heading without one of its own, after its `s-`.
fn from_text(text: &str) -> Cow<'static, str> {
    let slug = slugify(text);
    if slug.is_empty() { "section".into() } else { slug.into() }
}

/// An author's id within `[a-z0-9_-]`; `None` where nothing of it remains.
fn sanitize(id: &str) -> Option<String> {
    let kept = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let id: String = id.chars().map(|c| c.to_ascii_lowercase()).filter(kept).collect();
    (!id.is_empty()).then_some(id)
}

/// An author's id, out of the way of those of footnotes.
fn reserve(id: String) -> String {
    if id.starts_with("fn-") || id.starts_with("fnref-") { format!("s-{id}") } else { id }
}

#[cfg(test)]
mod tests {
    use super::{Headings, Ids, collapse};

    fn ids(texts: &[(Option<&str>, &str)]) -> Vec<String> {
        let mut ids = Ids::default();
        texts.iter().map(|(explicit, text)| ids.claim(*explicit, text)).collect()
    }

    #[test]
    fn ids_are_prefixed_slugs_and_unique() {
        assert_eq!(
            ids(&[(None, "¿Qué sigue?"), (None, "Que sigue"), (None, "Que sigue 2"), (None, "…")]),
            ["s-que-sigue", "s-que-sigue-2", "s-que-sigue-2-2", "s-section"]
        );
    }

    #[test]
    fn an_authors_id_is_sanitised_and_made_unique() {
        let explicit = [Some("Foo<b>"), Some("foob"), Some("fn-1"), Some("¡!"), Some("s-x")];
        let texts: Vec<_> = explicit.iter().map(|id| (*id, "x")).collect();
        assert_eq!(ids(&texts), ["foob", "foob-2", "s-fn-1", "s-x", "s-x-2"]);
    }

    #[test]
    fn twenty_thousand_equal_headings_take_one_try_each() {
        let mut ids = Ids::default();
        for _ in 0..20_000 {
            ids.claim(None, "Same");
        }
        assert_eq!(ids.tries, 19_999);
        assert_eq!(ids.next_number.len(), 20_000);
        assert!(ids.next_number.contains_key("s-same-20000"));
    }

    #[test]
    fn ids_in_the_way_are_stepped_over_once() {
        let mut ids = Ids::default();
        for number in 2..1_000 {
            ids.claim(None, &format!("Same {number}"));
        }
        for _ in 0..1_000 {
            ids.claim(None, "Same");
        }
        assert_eq!(ids.tries, 998 + 999);
    }

    #[test]
    fn level_1_moves_all_one_down() {
        let mut headings = Headings::new("x-");
        for level in [2, 1, 6] {
            headings.open(level, None);
            headings.close("T");
        }
        headings.open(1, None);
        assert_eq!(headings.close(" \n "), None);
        let levels: Vec<_> = headings.finish().iter().map(|h| (h.level, h.id.clone())).collect();
        assert_eq!(levels, [(3, "x-s-t".into()), (2, "x-s-t-2".into()), (6, "x-s-t-3".into())]);
    }

    #[test]
    fn white_space_collapses() {
        assert_eq!(collapse("  a \n\t b  "), "a b");
    }
}

//! Topics, people and organizations of the site's own vocabulary, found in a text.
//!
//! It only suggests: accents make no difference, a surname stands for its bearer, a topic is found by
//! the words of its name. Time grows with the text, not with text times names.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::content::layout::slug_of;
use crate::content::mentions::{Claim, Finder};
use crate::site::{Entry, Profile, Site};

/// Most suggestions of one kind.
const MOST: usize = 12;

/// What was found of one kind, the most mentioned first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// Path of the topic, or name.
    pub(crate) value: String,
    /// As the text first has it.
    pub(crate) form: String,
    /// How often.
    pub(crate) times: usize,
}

/// What was found in one text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Suggestions {
    /// Topics, by path.
    pub(crate) topics: Vec<Suggestion>,
    /// People, by name.
    pub(crate) people: Vec<Suggestion>,
    /// Organizations, by name.
    pub(crate) organizations: Vec<Suggestion>,
    /// Outlets that the site cites, by name.
    pub(crate) outlets: Vec<Suggestion>,
}

/// The names of one kind.
#[derive(Debug, Default)]
struct Names {
    finder: Finder,
    values: Vec<String>,
}

/// The names of a site, ready to be found.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    topics: Names,
    people: Names,
    organizations: Names,
    outlets: Names,
}

impl Vocabulary {
    /// The names of `site` in all its languages, and of those who are named without a profile.
    #[must_use]
    pub(crate) fn of(site: &Site) -> Self {
        let mut vocabulary = Self::default();
        for topic in site.topics.iter() {
            let number = vocabulary.topics.value(&topic.path);
            let last = slug_of(&topic.path).replace('-', " ");
            for form in titles(&topic.entry).chain([last]) {
                topic_forms(&form).iter().for_each(|form| vocabulary.topics.add(number, form));
            }
        }
        vocabulary.people.profiles(&site.people);
        vocabulary.people.surnames(&site.people);
        vocabulary.organizations.profiles(&site.organizations);
        for outlet in site.outlets.iter() {
            let number = vocabulary.outlets.value(&outlet.name);
            vocabulary.outlets.add(number, &outlet.name);
            if let Some(initials) = initials(&outlet.name) {
                vocabulary.outlets.add(number, &initials);
            }
        }
        vocabulary
    }

    /// What of it `text` mentions.
    #[must_use]
    pub(crate) fn find(&self, text: &str) -> Suggestions {
        let folded = Folded::new(text);
        Suggestions {
            topics: self.topics.find(text, &folded, Case::Any),
            people: self.people.find(text, &folded, Case::Capital),
            organizations: self.organizations.find(text, &folded, Case::Capital),
            outlets: self.outlets.find(text, &folded, Case::Capital),
        }
    }

    /// The path of the topic that a tag of another generator names.
    #[must_use]
    pub(crate) fn topic(&self, tag: &str) -> Option<&str> {
        self.topics.exact(&tag.replace(['-', '_'], " ")).or_else(|| {
            let path = tag.trim_matches('/');
            self.topics.values.iter().find(|value| *value == path).map(String::as_str)
        })
    }

    /// The person that a tag names in full.
    #[must_use]
    pub(crate) fn person(&self, tag: &str) -> Option<&str> {
        self.people.exact(tag)
    }

    /// The organization that a tag names.
    #[must_use]
    pub(crate) fn organization(&self, tag: &str) -> Option<&str> {
        self.organizations.exact(tag)
    }

    /// The outlet that a short name stands for, such as `voa` for Voice of America.
    #[must_use]
    pub(crate) fn outlet(&self, name: &str) -> Option<&str> {
        self.outlets.exact(name).or_else(|| self.outlets.exact(&name.to_uppercase()))
    }
}

/// Whether a name counts only where it starts with a capital or a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Capital,
    Any,
}

impl Names {
    /// The number of a new value.
    fn value(&mut self, value: &str) -> u32 {
        self.values.push(value.to_owned());
        u32::try_from(self.values.len() - 1).unwrap_or(u32::MAX)
    }

    /// Another's claim to the form stays.
    fn add(&mut self, number: u32, form: &str) {
        let _ = self.finder.add(Claim { term: number, form: 0 }, &Folded::new(form).text);
    }

    fn profiles(&mut self, profiles: &[Profile]) {
        for profile in profiles {
            let number = self.value(profile.entry.as_ref().map_or(&profile.name, |e| original_title(e)));
            self.add(number, &profile.name);
            for text in profile.entry.iter().flat_map(|entry| entry.texts.iter().flatten()) {
                self.add(number, &text.title);
                text.also.iter().for_each(|form| self.add(number, form));
            }
        }
    }

    /// The last words of names. Of several bearers the one that is named far more than any other is
    /// meant, or nobody.
    fn surnames(&mut self, profiles: &[Profile]) {
        let mut bearers: BTreeMap<String, Vec<(usize, u32)>> = BTreeMap::new();
        for (at, profile) in profiles.iter().enumerate() {
            let words: Vec<&str> = profile.name.split_whitespace().collect();
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            for start in 1..words.len() {
                let surname = words[start..].join(" ");
                let is_name = surname.chars().next().is_some_and(char::is_uppercase);
                if is_name && surname.chars().count() > 3 {
                    bearers.entry(surname).or_default().push((profile.articles.len(), number));
                }
            }
        }
        for (surname, mut bearers) in bearers {
            bearers.sort_unstable_by(|a, b| b.cmp(a));
            let second = bearers.get(1).map_or(0, |(articles, _)| *articles);
            if let Some((articles, number)) = bearers.first().copied()
                && (bearers.len() == 1 || articles > second.saturating_mul(2))
            {
                self.add(number, &surname);
            }
        }
    }

    fn find(&self, text: &str, folded: &Folded, case: Case) -> Vec<Suggestion> {
        let mut found: BTreeMap<u32, (usize, Range<usize>)> = BTreeMap::new();
        let whole = 0..folded.text.len();
        self.finder.find(&folded.text, &[whole], &mut |term, range| {
            let range = folded.place(&range);
            let first = text.get(range.clone()).and_then(|form| form.chars().next());
            let is_name = first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
            if case == Case::Any || is_name {
                found.entry(term).or_insert((0, range)).0 += 1;
            }
        });
        let mut list: Vec<Suggestion> = found
            .into_iter()
            .filter_map(|(term, (times, range))| {
                let form = super::text::one_line(text.get(range)?)?;
                Some(Suggestion { value: self.values.get(term as usize)?.clone(), form, times })
            })
            .collect();
        list.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.value.cmp(&b.value)));
        list.truncate(MOST);
        list
    }

    /// The value whose form is the whole of `text`.
    fn exact(&self, text: &str) -> Option<&str> {
        let folded = Folded::new(text.trim());
        let mut found = None;
        let whole = 0..folded.text.len();
        self.finder.find(&folded.text, std::slice::from_ref(&whole), &mut |term, range| {
            if range == whole {
                found = Some(term);
            }
        });
        self.values.get(found? as usize).map(String::as_str)
    }
}

fn titles(entry: &Entry) -> impl Iterator<Item = String> {
    entry.texts.iter().flatten().map(|text| text.title.clone())
}

fn original_title(entry: &Entry) -> &String {
    static NONE: String = String::new();
    entry.text(entry.original).map_or(&NONE, |(text, _)| &text.title)
}

/// The forms in which a text may have a topic: its name, the parts of a name that joins two, and the
/// singular or plural of each in the simplest way.
fn topic_forms(title: &str) -> Vec<String> {
    let mut forms = vec![title.to_owned()];
    for part in title.split([',', '/', '&']).flat_map(|p| p.split(" and ")).flat_map(|p| p.split(" y ")) {
        let part = part.trim();
        if part.chars().count() < 4 || part.eq_ignore_ascii_case("general") {
            continue;
        }
        forms.push(part.to_owned());
        // In one spelling alone the form would not be found at the start of a sentence.
        match part.strip_suffix('s') {
            Some(singular) if singular.len() > 3 => forms.push(singular.to_owned()),
            _ => forms.push(format!("{part}s")),
        }
    }
    forms
}

/// `VOA` for Voice of America, where there are at least three.
fn initials(name: &str) -> Option<String> {
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let is_name = name.split_whitespace().count() > 2 && initials.is_ascii();
    is_name.then(|| initials.to_uppercase())
}

/// A text without accents, and where each byte of it comes from.
struct Folded {
    text: String,
    /// Bytes of the original by bytes of the text, and the end.
    places: Vec<usize>,
}

impl Folded {
    fn new(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            if matches!(c, '\u{300}'..='\u{36f}') {
                continue;
            }
            let before = folded.len();
            match deunicode::deunicode_char(c) {
                // Other scripts are not transliterated: only letters of the Latin one lose accents.
                Some(plain) if c.is_alphabetic() && is_latin(c) => folded.push_str(plain),
                _ => folded.push(c),
            }
            places.resize(places.len() + folded.len() - before, at);
        }
        places.push(text.len());
        Self { text: folded, places }
    }

    /// The bytes of the original that a range of the text stands for.
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let at = |index: usize| self.places.get(index).copied().unwrap_or_default();
        at(range.start)..at(range.end)
    }
}

fn is_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_make_no_difference_and_places_are_kept() {
        let mut names = Names::default();
        let number = names.value("Andrés Núñez");
        names.add(number, "Andrés Núñez");
        let text = "ñ “Andres Nuñez” y Andrés Núñez.";
        let found = names.find(text, &Folded::new(text), Case::Capital);
        assert_eq!(
            found,
            [Suggestion { value: "Andrés Núñez".into(), form: "Andres Nuñez".into(), times: 2 }]
        );
    }

    #[test]
    fn topics_are_found_by_the_parts_of_their_names() {
        assert_eq!(
            topic_forms("Opioids and fentanyl"),
            ["Opioids and fentanyl", "Opioids", "Opioid", "fentanyl", "fentanyls"]
        );
    }

    #[test]
    fn a_name_counts_only_with_its_capital() {
        let mut names = Names::default();
        let number = names.value("Rosa Campos");
        names.add(number, "Campos");
        let find = |text: &str| names.find(text, &Folded::new(text), Case::Capital).len();
        assert_eq!((find("los campos de maíz"), find("dijo Campos")), (0, 1));
    }
}

//! Front matter of articles as each generator reads it: the same facts under the keys and the
//! addresses that its users would type. Writes text only, no files.

use std::fmt::Write as _;

use crate::calendar::{DAYS, Day};
use crate::model::{Article, Corpus};
use crate::prose::sentences;
use crate::random::Random;
use crate::vocabulary::slug;

/// For which generator a site is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
    Digest,
    Hugo,
    Zola,
}

impl Flavour {
    /// The flavour of this name, as typed after `--for`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "digest" => Some(Self::Digest),
            "hugo" => Some(Self::Hugo),
            "zola" => Some(Self::Zola),
            _ => None,
        }
    }

    /// How a body links to `article`: by its source for the digest, which checks it, else by address.
    pub fn link(self, article: &Article) -> String {
        match self {
            Self::Digest => format!("@/articles/{}.md", article.stem()),
            Self::Hugo | Self::Zola => article.address(),
        }
    }
}

const FACTS: u64 = 6;

/// The front matter of the `index`-th article with its fences.
pub fn article(corpus: &Corpus, index: usize, flavour: Flavour) -> String {
    let article = &corpus.articles[index];
    let mut yaml = String::with_capacity(2048);
    yaml.push_str("---\n");
    text(&mut yaml, "", "title", &article.title);
    let _ = writeln!(yaml, "date: {}", article.day.iso());
    let summary = sentences(corpus, index * 8, 2);
    match flavour {
        Flavour::Digest | Flavour::Hugo => {
            text(&mut yaml, "", "slug", &article.slug);
            text(&mut yaml, "", "summary", &summary);
            filed_under(&mut yaml, "", corpus, article, flavour);
            facts(&mut yaml, "", corpus, index);
        }
        Flavour::Zola => {
            text(&mut yaml, "", "path", article.address().trim_matches('/'));
            text(&mut yaml, "", "description", &summary);
            yaml.push_str("taxonomies:\n");
            filed_under(&mut yaml, "  ", corpus, article, flavour);
            yaml.push_str("extra:\n");
            facts(&mut yaml, "  ", corpus, index);
        }
    }
    yaml.push_str("---\n");
    yaml
}

/// The slug under which a topic is filed where a taxonomy is flat: `root-child`.
pub fn flat_topic(root: &str, child: &str) -> String {
    format!("{}-{}", slug(root), slug(child))
}

/// A line `key: value`, quoted where YAML wants it.
pub fn text(yaml: &mut String, indent: &str, key: &str, value: &str) {
    let quote = if value.contains(": ") { "\"" } else { "" };
    let _ = writeln!(yaml, "{indent}{key}: {quote}{value}{quote}");
}

fn filed_under(yaml: &mut String, indent: &str, corpus: &Corpus, article: &Article, flavour: Flavour) {
    let mut topics = Vec::new();
    for &topic in &article.topics {
        let (root, child) = corpus.topic(topic);
        if flavour == Flavour::Digest {
            topics.push(format!("{}/{}", slug(&root.title), slug(child)));
            continue;
        }
        // Where topics do not inherit, the root is named too, so that its page lists the same articles.
        topics.push(flat_topic(&root.title, child));
        if !topics.contains(&slug(&root.title)) {
            topics.push(slug(&root.title));
        }
    }
    list(yaml, indent, "topics", topics.iter().map(String::as_str));
    list(yaml, indent, "people", article.people.iter().map(|&index| corpus.people[index].as_str()));
    let organizations = article.organizations.iter().map(|&index| corpus.organizations[index].as_str());
    list(yaml, indent, "organizations", organizations);
    let thread = article.thread.map(|index| slug(&corpus.threads[index]));
    if flavour == Flavour::Digest {
        if let Some(thread) = thread {
            text(yaml, indent, "thread", &thread);
        }
        return;
    }
    list(yaml, indent, "threads", thread.iter().map(String::as_str));
    let day = article.day.iso();
    let _ = writeln!(yaml, "{indent}years: [\"{}\"]\n{indent}months: [\"{}\"]", &day[..4], &day[..7]);
}

fn facts(yaml: &mut String, indent: &str, corpus: &Corpus, index: usize) {
    let article = &corpus.articles[index];
    let mut random = Random::new(corpus.seed, FACTS, index as u64);
    list(yaml, indent, "places", article.places.iter().map(|&place| corpus.places[place].as_str()));
    if article.lead {
        let _ = writeln!(yaml, "{indent}lead: true");
    }
    let facts: Vec<String> = (1..=3).map(|place| sentences(corpus, index * 8 + place, 1)).collect();
    list(yaml, indent, "key_facts", facts.iter().map(String::as_str));
    let _ = writeln!(yaml, "{indent}sources:");
    for _ in 0..random.between(1, 4) {
        let outlet = random.below(corpus.outlets.len());
        let published = Day((article.day.0 + random.below(3)).min(DAYS - 1)).iso();
        let language = if random.one_in(3) { "es" } else { "en" };
        let _ = writeln!(yaml, "{indent}  - name: {}", corpus.outlets[outlet]);
        let _ = writeln!(
            yaml,
            "{indent}    url: https://outlet{outlet}.example/{published}/{}",
            random.below(100_000)
        );
        let _ = writeln!(yaml, "{indent}    language: {language}\n{indent}    published: {published}");
    }
}

fn list<'a>(yaml: &mut String, indent: &str, key: &str, items: impl Iterator<Item = &'a str>) {
    let mut items = items.peekable();
    if items.peek().is_some() {
        let _ = writeln!(yaml, "{indent}{key}:");
        for item in items {
            let _ = writeln!(yaml, "{indent}  - {item}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Flavour, article};
    use crate::model::Corpus;

    #[test]
    fn the_three_generators_are_told_the_same() {
        let corpus = Corpus::new(40, 1);
        let digest = article(&corpus, 7, Flavour::Digest);
        let hugo = article(&corpus, 7, Flavour::Hugo);
        let zola = article(&corpus, 7, Flavour::Zola);
        for person in &corpus.articles[7].people {
            let line = format!("  - {}\n", corpus.people[*person]);
            assert!(digest.contains(&line) && hugo.contains(&line) && zola.contains(&line));
        }
        for yaml in [&digest, &hugo, &zola] {
            assert_eq!(yaml.matches("    language: ").count(), digest.matches("    language: ").count());
            assert!(yaml.starts_with("---\ntitle: ") && yaml.ends_with("---\n"));
        }
        assert!(hugo.contains("years: [\"20") && !digest.contains("years:"));
    }

    #[test]
    fn a_colon_is_quoted() {
        let corpus = Corpus::new(200, 1);
        let titled = (0..200).find(|&index| corpus.articles[index].title.contains(": ")).unwrap();
        let yaml = article(&corpus, titled, Flavour::Digest);
        assert!(yaml.contains(&format!("title: \"{}\"\n", corpus.articles[titled].title)));
    }
}

//! A whole site on disk for one generator, and how many pages it must make of it.
//! The only module that writes; the folder must be new, so nothing is ever overwritten.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::front_matter::{Flavour, article, flat_topic, text};
use crate::model::Corpus;
use crate::prose::{body, sentences};
use crate::vocabulary::slug;

/// Articles on each page of a topic.
pub const PAGE_SIZE: usize = 50;

const DIGEST_LAYOUTS: [(&str, &str); 21] = [
    ("site.yaml", include_str!("../layouts/digest/site.yaml")),
    ("themes/plain/templates/404.html", include_str!("../layouts/digest/templates/404.html")),
    ("themes/plain/templates/archive.html", include_str!("../layouts/digest/templates/archive.html")),
    ("themes/plain/templates/article.html", include_str!("../layouts/digest/templates/article.html")),
    ("themes/plain/templates/base.html", include_str!("../layouts/digest/templates/base.html")),
    ("themes/plain/templates/card.html", include_str!("../layouts/digest/templates/card.html")),
    ("themes/plain/templates/home.html", include_str!("../layouts/digest/templates/home.html")),
    ("themes/plain/templates/index.html", include_str!("../layouts/digest/templates/index.html")),
    ("themes/plain/templates/latest.html", include_str!("../layouts/digest/templates/latest.html")),
    ("themes/plain/templates/listing.html", include_str!("../layouts/digest/templates/listing.html")),
    ("themes/plain/templates/month.html", include_str!("../layouts/digest/templates/month.html")),
    (
        "themes/plain/templates/organization.html",
        include_str!("../layouts/digest/templates/organization.html"),
    ),
    (
        "themes/plain/templates/organizations.html",
        include_str!("../layouts/digest/templates/organizations.html"),
    ),
    ("themes/plain/templates/people.html", include_str!("../layouts/digest/templates/people.html")),
    ("themes/plain/templates/person.html", include_str!("../layouts/digest/templates/person.html")),
    ("themes/plain/templates/thread.html", include_str!("../layouts/digest/templates/thread.html")),
    ("themes/plain/templates/threads.html", include_str!("../layouts/digest/templates/threads.html")),
    ("themes/plain/templates/topic.html", include_str!("../layouts/digest/templates/topic.html")),
    ("themes/plain/templates/topics.html", include_str!("../layouts/digest/templates/topics.html")),
    ("themes/plain/templates/year.html", include_str!("../layouts/digest/templates/year.html")),
    ("themes/plain/static/site.css", include_str!("../layouts/site.css")),
];

const HUGO_LAYOUTS: [(&str, &str); 10] = [
    ("hugo.toml", include_str!("../layouts/hugo/hugo.toml")),
    ("layouts/baseof.html", include_str!("../layouts/hugo/baseof.html")),
    ("layouts/home.html", include_str!("../layouts/hugo/home.html")),
    ("layouts/home.atom.xml", include_str!("../layouts/hugo/home.atom.xml")),
    ("layouts/page.html", include_str!("../layouts/hugo/page.html")),
    ("layouts/taxonomy.html", include_str!("../layouts/hugo/taxonomy.html")),
    ("layouts/term.html", include_str!("../layouts/hugo/term.html")),
    ("layouts/topics/term.html", include_str!("../layouts/hugo/topics.term.html")),
    ("layouts/_partials/item.html", include_str!("../layouts/hugo/item.html")),
    ("static/site.css", include_str!("../layouts/site.css")),
];

const ZOLA_LAYOUTS: [(&str, &str); 12] = [
    ("config.toml", include_str!("../layouts/zola/config.toml")),
    ("content/_index.md", include_str!("../layouts/zola/home.md")),
    ("content/articles/_index.md", include_str!("../layouts/zola/articles.md")),
    ("templates/base.html", include_str!("../layouts/zola/base.html")),
    ("templates/index.html", include_str!("../layouts/zola/index.html")),
    ("templates/section.html", include_str!("../layouts/zola/section.html")),
    ("templates/page.html", include_str!("../layouts/zola/page.html")),
    ("templates/taxonomy_list.html", include_str!("../layouts/zola/taxonomy_list.html")),
    ("templates/taxonomy_single.html", include_str!("../layouts/zola/taxonomy_single.html")),
    ("templates/topics/single.html", include_str!("../layouts/zola/topics.single.html")),
    ("templates/macros.html", include_str!("../layouts/zola/macros.html")),
    ("static/site.css", include_str!("../layouts/site.css")),
];

/// Writes the site of `corpus` for `flavour` into the new or empty folder `folder`.
///
/// # Errors
/// What the file system says, or that the folder holds something already.
pub fn write(corpus: &Corpus, flavour: Flavour, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::other(format!("`{}` is not empty", folder.display())));
    }
    write_settings(flavour, folder)?;
    if flavour != Flavour::Zola {
        // Zola's taxonomies have no bodies of their own.
        write_topics(corpus, flavour, folder)?;
        write_threads(corpus, flavour, folder)?;
    }
    let articles = folder.join("content/articles");
    let years: BTreeSet<usize> = corpus.articles.iter().map(|article| article.day.civil().0).collect();
    for year in years {
        fs::create_dir_all(articles.join(year.to_string()))?;
    }
    (0..corpus.articles.len()).into_par_iter().try_for_each(|index| {
        let mut markdown = article(corpus, index, flavour);
        markdown.push_str(&body(corpus, index, &|other| flavour.link(other)).markdown);
        fs::write(articles.join(article_file(corpus, index, flavour)), markdown)
    })
}

/// How many HTML pages of each kind a generator makes of the corpus, in order of kind.
pub fn expected_pages(corpus: &Corpus) -> BTreeMap<&'static str, usize> {
    let mut topics: BTreeMap<String, usize> = BTreeMap::new();
    let mut named: [BTreeSet<String>; 5] = Default::default();
    for root in &corpus.topics {
        topics.insert(slug(&root.title), 0);
        topics.extend(root.children.iter().map(|child| (flat_topic(&root.title, child), 0)));
    }
    for article in &corpus.articles {
        let mut filed = BTreeSet::new();
        for &topic in &article.topics {
            let (root, child) = corpus.topic(topic);
            filed.extend([slug(&root.title), flat_topic(&root.title, child)]);
        }
        for topic in filed {
            *topics.entry(topic).or_default() += 1;
        }
        let day = article.day.iso();
        named[0].extend(article.people.iter().map(usize::to_string));
        named[1].extend(article.organizations.iter().map(usize::to_string));
        named[2].insert(day[..4].to_owned());
        named[3].insert(day[..7].to_owned());
    }
    named[4].extend((0..corpus.threads.len()).map(|index| index.to_string()));
    BTreeMap::from([
        ("articles", corpus.articles.len()),
        ("home", 1),
        ("indexes", 6),
        ("topics", topics.values().map(|&count| count.div_ceil(PAGE_SIZE).max(1)).sum()),
        ("people", named[0].len()),
        ("organizations", named[1].len()),
        ("years", named[2].len()),
        ("months", named[3].len()),
        ("threads", named[4].len()),
    ])
}

fn article_file(corpus: &Corpus, index: usize, flavour: Flavour) -> String {
    let stem = corpus.articles[index].stem();
    match flavour {
        Flavour::Digest | Flavour::Hugo => format!("{stem}.md"),
        // One folder, because Zola orders previous and next within a section only.
        Flavour::Zola => format!("{}.md", stem.split_once('/').map_or(stem.as_str(), |(_, file)| file)),
    }
}

fn write_settings(flavour: Flavour, folder: &Path) -> io::Result<()> {
    let files: &[(&str, &str)] = match flavour {
        Flavour::Digest => &DIGEST_LAYOUTS,
        Flavour::Hugo => &HUGO_LAYOUTS,
        Flavour::Zola => &ZOLA_LAYOUTS,
    };
    files.iter().try_for_each(|(path, contents)| write_file(&folder.join(path), contents))
}

fn write_topics(corpus: &Corpus, flavour: Flavour, folder: &Path) -> io::Result<()> {
    let topics = folder.join("content/topics");
    for (place, root) in corpus.topics.iter().enumerate() {
        let name = slug(&root.title);
        let number = corpus.articles.len() * 8 + place * 16;
        write_file(&topics.join(&name).join("_index.md"), &entry(corpus, &root.title, number, Some(place)))?;
        for (child_place, child) in root.children.iter().enumerate() {
            let file = match flavour {
                Flavour::Digest => topics.join(&name).join(format!("{}.md", slug(child))),
                Flavour::Hugo | Flavour::Zola => {
                    topics.join(flat_topic(&root.title, child)).join("_index.md")
                }
            };
            write_file(&file, &entry(corpus, child, number + 2 + child_place * 2, Some(child_place)))?;
        }
    }
    Ok(())
}

fn write_threads(corpus: &Corpus, flavour: Flavour, folder: &Path) -> io::Result<()> {
    let threads = folder.join("content/threads");
    for (place, title) in corpus.threads.iter().enumerate() {
        let name = slug(title);
        let file = match flavour {
            Flavour::Digest => threads.join(format!("{name}.md")),
            Flavour::Hugo | Flavour::Zola => threads.join(name).join("_index.md"),
        };
        write_file(&file, &entry(corpus, title, corpus.articles.len() * 8 + 200 + place * 2, None))?;
    }
    Ok(())
}

/// A topic or thread: title, summary and a primer. A topic has its place among its siblings.
fn entry(corpus: &Corpus, title: &str, number: usize, order: Option<usize>) -> String {
    let mut file = String::from("---\n");
    text(&mut file, "", "title", title);
    text(&mut file, "", "summary", &sentences(corpus, number, 1));
    if let Some(order) = order {
        let _ = writeln!(file, "order: {}", order + 1);
    }
    let _ = writeln!(file, "---\n{}", sentences(corpus, number + 1, 8));
    file
}

fn write_file(path: &Path, contents: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, contents)
}

#[cfg(test)]
mod tests {
    use super::{Flavour, article, body, entry, expected_pages};
    use crate::model::Corpus;

    /// FNV-1a, 64 bits.
    fn hash(text: &str, seed: u64) -> u64 {
        text.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    #[test]
    fn the_corpus_of_a_seed_is_the_same_on_every_machine() {
        let corpus = Corpus::new(50, 1);
        let mut sum = 0xcbf2_9ce4_8422_2325;
        for flavour in [Flavour::Digest, Flavour::Hugo, Flavour::Zola] {
            for index in 0..50 {
                sum = hash(&article(&corpus, index, flavour), sum);
                sum = hash(&body(&corpus, index, &|other| flavour.link(other)).markdown, sum);
            }
        }
        sum = hash(&entry(&corpus, "Title", 9999, Some(1)), sum);
        assert_eq!(
            sum, PINNED,
            "numbers measured before a change here are not comparable with those after: {sum:#x}"
        );
    }

    const PINNED: u64 = 0xb699_fb7d_d13b_3f4a;

    #[test]
    fn another_seed_is_another_corpus() {
        assert_ne!(Corpus::new(5, 1).articles[0].title, Corpus::new(5, 2).articles[0].title);
    }

    #[test]
    fn pages_are_counted() {
        let pages = expected_pages(&Corpus::new(1000, 1));
        assert_eq!(pages["articles"], 1000);
        assert_eq!((pages["people"], pages["organizations"], pages["threads"]), (199, 60, 30));
        assert_eq!((pages["years"], pages["months"]), (10, 120));
        assert!(pages["topics"] > 48 + 20);
    }
}

//! What a page must have whatever it shows: a language, a title, one `h1`, landmarks, sound nesting.

use std::collections::{BTreeMap, BTreeSet};

use issue_digest::language::LanguageId;
use issue_digest::plan::{Page, Scope};

use super::html::{VOID, decode, tags};
use super::{HtmlPage, html_pages};
use crate::support::{article, document, shipped, site, text};

/// The text between a tag and the next one.
fn text_after(page: &HtmlPage, name: &str) -> Vec<String> {
    let starts = page.tags.iter().filter(|tag| tag.starts(name));
    starts.map(|tag| decode(page.source[tag.after..].split('<').next().unwrap()).trim().to_owned()).collect()
}

fn tag_of(language: LanguageId) -> &'static str {
    &shipped().0.site.config.languages[language.index()].tag
}

#[test]
fn every_page_has_a_language_a_title_one_heading_and_a_main_part() {
    for page in html_pages() {
        let path = page.path;
        let count = |name: &str| page.tags.iter().filter(|tag| tag.starts(name)).count();
        assert!(page.source.starts_with("<!doctype html>\n<html lang=\""), "{path}");
        let html = page.tags.iter().find(|tag| tag.starts("html")).unwrap();
        assert_eq!(html.get("lang").as_deref(), Some(tag_of(page.language)), "{path}");
        for name in ["html", "head", "body", "title", "h1", "main"] {
            assert_eq!(count(name), 1, "`{name}` in {path}");
        }
        assert!(!text_after(page, "title")[0].is_empty(), "{path}");
        assert!(page.source.contains("<meta charset=\"utf-8\">\n"), "{path}");
        assert!(page.source.contains("<meta name=\"viewport\" "), "{path}");
        if !matches!(page.page, Page::Redirect(_)) {
            assert!(count("header") >= 1 && count("footer") == 1 && count("nav") >= 1, "{path}");
        }
    }
}

#[test]
fn every_element_is_closed_where_it_was_opened() {
    for page in html_pages() {
        let mut open: Vec<&str> = Vec::new();
        for tag in &page.tags {
            if tag.end {
                assert_eq!(
                    open.pop(),
                    Some(tag.name),
                    "{}: `</{}>` closes something else",
                    page.path,
                    tag.name
                );
            } else if !VOID.contains(&tag.name) && !tag.closed {
                open.push(tag.name);
            }
            assert!(!tag.closed || open.contains(&"svg"), "{}: `<{}/>`", page.path, tag.name);
        }
        assert!(open.is_empty(), "{}: {open:?} is not closed", page.path);
    }
}

/// A paragraph that holds a block ends where the block begins, and what follows is outside it.
#[test]
fn no_paragraph_holds_a_block() {
    let blocks = [
        "p",
        "div",
        "ul",
        "ol",
        "dl",
        "table",
        "section",
        "article",
        "aside",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "pre",
        "blockquote",
        "header",
        "footer",
        "nav",
        "main",
        "hr",
    ];
    for page in html_pages() {
        let mut open: Vec<&str> = Vec::new();
        for tag in page.tags.iter().filter(|tag| !VOID.contains(&tag.name) && !tag.closed) {
            if tag.end {
                open.pop();
                continue;
            }
            assert!(
                !(open.contains(&"p") && blocks.contains(&tag.name)),
                "{}: `{}` in a paragraph",
                page.path,
                tag.name
            );
            open.push(tag.name);
        }
    }
}

#[test]
fn ids_are_unique_on_their_page_and_labels_exist() {
    for page in html_pages() {
        let mut ids = BTreeSet::new();
        for id in page.tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{}: the id `{id}`", page.path);
            assert!(ids.insert(id.clone()), "{}: the id `{id}` stands twice", page.path);
        }
        for name in ["aria-labelledby", "aria-describedby", "for"] {
            for id in page.tags.iter().filter_map(|tag| tag.get(name)) {
                assert!(ids.contains(&id), "{}: nothing has the id `{id}`", page.path);
            }
        }
    }
}

#[test]
fn no_attribute_stands_twice_and_none_that_must_speak_is_empty() {
    for page in html_pages() {
        for tag in &page.tags {
            let names: BTreeSet<&str> = tag.attributes.iter().map(|(name, _)| *name).collect();
            assert_eq!(names.len(), tag.attributes.len(), "{}: `{}`", page.path, tag.name);
            for (name, value) in &tag.attributes {
                let may_be_empty = matches!(
                    *name,
                    "alt"
                        | "async"
                        | "autofocus"
                        | "defer"
                        | "disabled"
                        | "checked"
                        | "hidden"
                        | "open"
                        | "reversed"
                );
                // An option with no value is that of no choice.
                let may_be_empty = may_be_empty || (tag.name == "option" && *name == "value");
                assert!(
                    may_be_empty || !value.is_empty(),
                    "{}: `{}` of `{}` is empty",
                    page.path,
                    name,
                    tag.name
                );
                assert!(!name.starts_with("on") && *name != "style", "{}: `{name}`", page.path);
            }
        }
    }
}

#[test]
fn images_have_an_alternative_and_landmarks_of_one_kind_have_names() {
    for page in html_pages() {
        for image in page.tags.iter().filter(|tag| tag.starts("img")) {
            assert!(image.get("alt").is_some(), "{}", page.path);
        }
        let navigations = page.tags.iter().filter(|tag| tag.starts("nav"));
        let names: Vec<_> =
            navigations.map(|tag| tag.get("aria-label").or_else(|| tag.get("aria-labelledby"))).collect();
        let distinct: BTreeSet<_> = names.iter().collect();
        assert!(names.len() < 2 || !names.contains(&None), "{}: a `nav` has no name", page.path);
        assert_eq!(distinct.len(), names.len(), "{}: two `nav` have one name: {names:?}", page.path);
    }
}

#[test]
fn headings_do_not_skip_a_level() {
    for page in html_pages() {
        let levels: Vec<u32> = (page.tags.iter().filter(|tag| !tag.end))
            .filter_map(|tag| {
                tag.name.strip_prefix('h')?.parse().ok().filter(|level| (1..=6).contains(level))
            })
            .collect();
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{}: `h{}` after `h{}`", page.path, pair[1], pair[0]);
        }
    }
}

#[test]
fn every_day_and_time_can_be_read_by_machines() {
    for page in html_pages() {
        for time in page.tags.iter().filter(|tag| tag.starts("time")) {
            let value =
                time.get("datetime").unwrap_or_else(|| panic!("{}: a `time` without `datetime`", page.path));
            let partial =
                matches!(value.len(), 4 | 7) && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            let is_date = value.parse::<jiff::civil::Date>().is_ok() && value.len() == 10;
            assert!(
                partial || is_date || value.parse::<jiff::Timestamp>().is_ok(),
                "{}: `{value}`",
                page.path
            );
        }
    }
}

/// Pages of one language that engines may list have titles of their own. What an outlet published is
/// told apart from what is said of the organization by the page's address only.
#[test]
fn titles_tell_pages_apart() {
    let mut titles: BTreeMap<(LanguageId, bool, String), Vec<&str>> = BTreeMap::new();
    for page in html_pages().iter().filter(|page| page.page.is_for_readers()) {
        let is_outlet = matches!(page.page, Page::Listing(_, Scope::Outlet(_), _));
        titles
            .entry((page.language, is_outlet, text_after(page, "title").remove(0)))
            .or_default()
            .push(page.path);
    }
    let shared: Vec<_> = titles.iter().filter(|(_, paths)| paths.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:#?}");
}

/// Nothing of the machinery shows: no template, no key of a catalogue in place of a text.
#[test]
fn no_page_shows_machinery() {
    let keys: BTreeSet<&str> = [
        "section.topics",
        "section.people",
        "edition_title",
        "feed_of",
        "page_of",
        "week_title",
        "not_found_title",
        "back_to_reference",
        "number.thousands",
    ]
    .into();
    for page in html_pages() {
        for sign in ["{{", "{%", "{#", "__tera", "None)", "Some("] {
            assert!(!page.source.contains(sign), "{}: `{sign}`", page.path);
        }
        for key in &keys {
            assert!(!page.source.contains(key), "{}: `{key}`", page.path);
        }
        for name in
            ["{count}", "{number}", "{title}", "{name}", "{date}", "{range}", "{year}", "{month}", "{day"]
        {
            assert!(!page.source.contains(name), "{}: `{name}` was not filled in", page.path);
        }
    }
}

/// Text that is not in the page's language says which it is in.
#[test]
fn an_untranslated_text_is_marked_wherever_it_stands() {
    let fixture = document(
        "topics/t.md",
        "title: Only English topic\nsummary: Only English summary",
        "Only English primer.",
    ) + &document(
        "people/p.md",
        "title: P\nsummary: Only English person",
        "Only English profile.",
    ) + &document(
        "threads/h.md",
        "title: Only English thread\nsummary: Only English story",
        "Only English start.",
    ) + &document("pages/q.md", "title: Only English page", "Only English text.")
        + &document(
            "articles/a.md",
            "title: Only English title\ndate: 2018-07-12\ntopics: [t]\npeople: [P]\nthread: h\nsummary: Only English standfirst\nkey_facts: [Only English fact]\ncorrections: [{date: 2018-07-13, text: Only English correction}]",
            "Only English body.",
        )
        + &article("b", "date: 2018-07-11\ntopics: [t]");
    let (site, mut unmarked) = (site(&fixture), Vec::new());
    for path in [
        "es/2018/07/12/a/index.html",
        "es/temas/t/index.html",
        "es/personas/p/index.html",
        "es/hilos/h/index.html",
        "es/q/index.html",
        "es/index.html",
        "es/correcciones/index.html",
        "es/recientes/index.html",
        "es/temas/index.html",
        "es/hilos/index.html",
        "es/personas/index.html",
    ] {
        let page = text(&site, path);
        let main = &page[page.find("<main").unwrap()..page.find("</main>").unwrap()];
        let mut open: Vec<(&str, bool)> = Vec::new();
        let mut from = 0;
        for tag in tags(main) {
            let before = &main[from..tag.after];
            let words = &before[..before.rfind('<').unwrap()];
            // A link or a heading that only names a topic or a thread holds a name.
            let is_name = ["a", "h1"].iter().any(|name| open.last().is_some_and(|(tag, _)| tag == name))
                && ["Only English topic", "Only English thread"].iter().any(|name| words.ends_with(name));
            let marked = open.iter().any(|(_, english)| *english);
            if words.contains("Only English") && !marked && !is_name {
                unmarked.push(format!("{path}: `{}`", words.trim()));
            }
            from = tag.after;
            if tag.end {
                open.pop();
            } else if !VOID.contains(&tag.name) && !tag.closed {
                open.push((tag.name, tag.get("lang").as_deref() == Some("en")));
            }
        }
    }
    assert!(unmarked.is_empty(), "{unmarked:#?}");
}

/// The folder tree is the topic tree however deep, as far as the disk's reader goes (64).
#[test]
fn a_deep_topic_tree_is_rendered() {
    let path = |depth: usize| (0..depth).map(|n| format!("t{n}")).collect::<Vec<_>>().join("/");
    let fixture: String = (1..=25)
        .map(|depth| {
            document(&format!("topics/{}/_index.md", path(depth)), &format!("title: Level {depth}"), "")
        })
        .collect();
    let site = site(&(fixture + &article("a", &format!("date: 2018-07-12\ntopics: [{}]", path(25)))));
    assert!(text(&site, "topics/index.html").contains("Level 25"));
}

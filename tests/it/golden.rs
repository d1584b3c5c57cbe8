//! The golden site: one of everything, rendered and compared with what is kept, in both directions.
//!
//! Its theme `plain` prints every field of every view, so that the design of the built-in theme can
//! change and the model cannot. `UPDATE_GOLDEN=1` rewrites what is kept; read the difference then.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use issue_digest::plan::Page;
use issue_digest::site::{Clock, Include};
use issue_digest::{Digest, GENERATOR, disk, theme};

use crate::support::{Files, digest_of, render_all, repository, text, tree};

/// 2019-01-03T12:00:00Z: an article of the day before is news, and one is still to come.
const CLOCK: Clock = Clock { seconds: 1_546_516_800 };

fn folder(name: &str) -> PathBuf {
    repository().join("tests/golden").join(name)
}

fn golden() -> Digest {
    let include = Include { clock: CLOCK, drafts: false, future: false, expired: false };
    digest_of(disk::sources(&folder("site")), include)
}

/// The site, without what the built-in theme adds to `static/` and without the generator's version.
fn rendered() -> Files {
    let digest = golden();
    let own = tree(&folder("site/themes/plain/static"));
    let mut files = render_all(&digest).unwrap_or_else(|fault| panic!("{fault:?}"));
    // Cards are not kept: a new version of the compressor would change them all.
    files.retain(|path, _| match digest.plan.page_at(path) {
        Some(Page::Asset(id)) => own.contains_key(&digest.theme.assets[id.0 as usize].name),
        page => !matches!(page, Some(Page::SocialCard(..))),
    });
    for bytes in files.values_mut() {
        if let Ok(text) = std::str::from_utf8(bytes) {
            *bytes = text.replace(GENERATOR, "issue-digest VERSION").into_bytes();
        }
    }
    files
}

#[test]
fn the_golden_site_is_what_it_was() {
    keep(&folder("expected"), &rendered());
}

/// Compares `given` with the files in `expected`, in both directions; `UPDATE_GOLDEN=1` makes them the same.
pub(crate) fn keep(expected: &Path, given: &Files) {
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        let _ = std::fs::remove_dir_all(expected);
        for (path, bytes) in given {
            let path = expected.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    let kept = tree(expected);
    let mut faults = Vec::new();
    faults.extend(kept.keys().filter(|path| !given.contains_key(*path)).map(|p| format!("missing: {p}")));
    for (path, bytes) in given {
        match kept.get(path) {
            None => faults.push(format!("not kept: {path}")),
            Some(old) if old != bytes => faults.push(difference(path, old, bytes)),
            Some(_) => {}
        }
    }
    assert!(faults.is_empty(), "run with UPDATE_GOLDEN=1 if this is meant:\n{}", faults.join("\n"));
}

/// The first line that differs.
fn difference(path: &str, old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let (mut old, mut new) = (old.lines(), new.lines());
    for number in 1.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => return format!("{path}:{number}\n  - {}\n  + {}", a.unwrap_or(""), b.unwrap_or("")),
        }
    }
    format!("{path}: differs in its line breaks")
}

#[test]
fn the_golden_site_is_small_and_has_every_kind_of_page() {
    let digest = golden();
    assert!(tree(&folder("expected")).len() < 180);
    let kinds: BTreeSet<String> = digest.plan.entries.iter().map(|(_, page)| kind_of(*page)).collect();
    let wanted = [
        "Article",
        "Asset",
        "Edition",
        "Feed",
        "File",
        "Home",
        "Index",
        "Listing Day",
        "Listing Latest",
        "Listing Month",
        "Listing Organization",
        "Listing Outlet",
        "Listing Person",
        "Listing Topic",
        "Listing Week",
        "Listing Year",
        "NewsSitemap",
        "NotFound",
        "Plain",
        "Redirect",
        "RedirectsFile",
        "Headers",
        "Robots",
        "Search",
        "Sitemap",
        "SocialCard",
        "Thread",
    ];
    assert_eq!(kinds, wanted.map(str::to_owned).into());
}

/// The variant's name, with that of the scope of a list.
fn kind_of(page: Page) -> String {
    let word = |text: String| text.split(['(', ' ']).next().unwrap_or_default().to_owned();
    match page {
        Page::Listing(_, scope, _) => format!("Listing {}", word(format!("{scope:?}"))),
        other => word(format!("{other:?}")),
    }
}

#[test]
fn nothing_that_is_left_out_is_in_the_golden_site() {
    for (path, bytes) in tree(&folder("expected")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("nobody may see") && !text.contains("Secret"), "{path}");
        assert!(!text.contains("href=\"javascript:") && !text.contains("<script"), "{path}");
    }
}

/// A theme can replace every template that is rendered.
#[test]
fn the_plain_theme_replaces_every_template() {
    let plain = tree(&folder("site/themes/plain/templates"));
    for (name, _) in theme::built_in_files() {
        let Some(template) = name.strip_prefix("templates/") else { continue };
        let is_rendered =
            !template.contains('/') && template != "base.html" || template.starts_with("frame/");
        assert!(!is_rendered || plain.contains_key(template), "`{template}` is not in the plain theme");
    }
}

/// A field that is added to a page's view has to be printed here, or its value is not tested.
#[test]
fn the_plain_theme_prints_every_field_of_every_page() {
    let templates: String = tree(&folder("site/themes/plain/templates"))
        .into_values()
        .map(|b| String::from_utf8(b).unwrap())
        .collect();
    let folder = tree(&repository().join("src/render"));
    let views = folder.iter().filter(|(path, _)| path.starts_with("view"));
    let source: String = views.map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap()).collect();
    let mut count = 0;
    for page in source
        .split("pub struct ")
        .skip(1)
        .filter(|text| text.split(['<', ' ']).next().unwrap().ends_with("Page"))
    {
        let body = page.split_once("\n}").map_or(page, |(body, _)| body);
        for field in body.lines().filter_map(|line| line.strip_prefix("    pub ")?.split_once(':')) {
            let printed = [format!("of={{{}}}", field.0), format!("{{{{ {} }}}}", field.0)];
            assert!(
                printed.iter().any(|text| templates.contains(text)),
                "`{}` of `{}`",
                field.0,
                page.lines().next().unwrap()
            );
            count += 1;
        }
    }
    assert!(count > 50, "only {count} fields were found");
}

/// The site lives below a path: every link of it says so.
#[test]
fn every_link_of_the_golden_site_has_its_base_path() {
    for (path, bytes) in rendered().iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for part in html.split("href=\"/").chain(html.split("src=\"/")).filter(|part| !part.starts_with('<'))
        {
            assert!(part.starts_with("digest/"), "{path}: `/{}`", part.split('"').next().unwrap());
        }
    }
    assert!(text(&rendered(), "_redirects").lines().all(|line| line.starts_with("/digest/")));
}

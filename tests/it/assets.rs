//! Files of the theme are published under names that change with their content, and hosts are told.

use std::collections::BTreeSet;

use issue_digest::plan::Page;

use crate::folder::{Folder, assert_same, newspaper, replaced};
use crate::support::{Files, SITE, article, digest, shipped, shipped_site, site, text};

/// Files of `site` in a folder and with an extension.
fn named<'s>(site: &'s Files, folder: &str, extension: &str) -> Vec<&'s str> {
    let fits = |path: &&String| path.starts_with(folder) && path.ends_with(extension);
    site.keys().filter(fits).map(String::as_str).collect()
}

#[test]
fn pages_and_style_sheets_name_files_as_they_are_published() {
    let site = shipped_site();
    let [charts, feed, style, print, search] = named(site, "css/", ".css")[..] else {
        panic!("five style sheets")
    };
    for (path, stem, used_by) in [
        (charts, "css/charts.", "archive/index.html"),
        (feed, "css/feed.", "feed.atom"),
        (style, "css/gazette.", "index.html"),
        (print, "css/print.", "index.html"),
        (search, "css/search.", "search/index.html"),
    ] {
        let hash = path.strip_prefix(stem).unwrap().strip_suffix(".css").unwrap();
        assert!(hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{path}");
        let user = text(site, used_by);
        assert!(user.contains(&format!("href=\"/{path}\"")), "{path}: {}", &user[..300]);
    }
    let fonts = named(site, "fonts/", ".woff2");
    assert_eq!(fonts.len(), 3);
    for font in fonts {
        assert!(text(site, style).contains(&format!("url(\"../{font}\")")), "{font}");
    }
    assert!(site.contains_key("favicon.svg"), "a file that is asked for by name keeps it");
}

#[test]
fn names_stay_as_they_are_where_a_site_says_so() {
    let settings = format!("=== site.yaml\n{SITE}outputs: {{fingerprints: false, headers: false}}\n");
    let site = site(&(settings + &article("a", "date: 2018-07-12")));
    assert!(text(&site, "css/gazette.css").contains("url(\"../fonts/newsreader.woff2\")"));
    assert!(text(&site, "index.html").contains("href=\"/css/gazette.css\""));
    assert!(!site.contains_key("_headers"));
}

/// Patterns of `_headers` with their value.
fn rules(headers: &str) -> Vec<(&str, &str)> {
    let lines: Vec<&str> = headers.lines().collect();
    lines.chunks(2).map(|rule| (rule[0], rule[1].strip_prefix("  Cache-Control: ").unwrap())).collect()
}

/// Whether a host applies a rule to an address.
fn fits(pattern: &str, address: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => address.starts_with(start),
        None => address == pattern,
    }
}

#[test]
fn every_file_has_one_rule_and_only_what_never_changes_is_kept() {
    let plan = &shipped().0.plan;
    let rules = rules(text(shipped_site(), "_headers"));
    assert!(rules.len() < 100, "{}", rules.len());
    for (path, page) in plan.entries.iter().filter(|(path, _)| path.as_str() != "_headers") {
        let href = plan.href(*page).unwrap();
        let values: Vec<&str> =
            rules.iter().filter(|(pattern, _)| fits(pattern, href)).map(|(_, value)| *value).collect();
        let is_kept = matches!(page, Page::Asset(_)) && path.as_str().contains('/');
        let expected = if is_kept { "immutable" } else { "must-revalidate" };
        assert!(values.len() == 1 && values[0].ends_with(expected), "{href}: {values:?}");
    }
}

#[test]
fn a_folder_that_others_share_has_a_rule_for_each_file() {
    let fixture = article("a", "date: 2018-07-12") + "=== content/static/css/own.css\na {}\n";
    let digest = digest(&fixture);
    let site = crate::support::render_all(&digest).unwrap_or_else(|fault| panic!("{fault:?}"));
    let rules = rules(text(&site, "_headers"));
    assert_eq!(rules.iter().filter(|(pattern, _)| fits(pattern, "/css/own.css")).count(), 0);
    let style = named(&site, "css/gazette", ".css")[0];
    assert_eq!(rules.iter().filter(|(pattern, _)| fits(pattern, &format!("/{style}"))).count(), 1);
}

/// A font that changes takes its name, that of the style sheet that names it, and every page with it;
/// nothing is left under the old names.
#[test]
fn a_changed_font_changes_the_names_that_lead_to_it() {
    let folder = Folder::of(&newspaper());
    folder.build(&[]);
    let (before, old) = (folder.identities(), folder.public());
    folder.write("themes/gazette/static/fonts/newsreader.woff2", "another font");
    folder.build(&[]);
    let new = folder.public();
    assert_same(&new, &folder.cold(), "warm / cold");
    let names = |site: &Files| -> BTreeSet<String> {
        site.keys().filter(|path| path.starts_with("fonts/") || path.starts_with("css/")).cloned().collect()
    };
    let (old_names, new_names) = (names(&old), names(&new));
    let gone: Vec<&String> = old_names.difference(&new_names).collect();
    let come: Vec<&String> = new_names.difference(&old_names).collect();
    let stems = ["css/feed.", "css/gazette.", "fonts/newsreader."];
    for names in [&gone, &come] {
        let fits = names.iter().zip(stems).all(|(path, stem)| path.starts_with(stem));
        assert!(names.len() == stems.len() && fits, "{names:?}");
    }
    let changed = replaced(&before, &folder.identities());
    assert!(changed.contains(&"index.html".to_owned()), "{changed:?}");
}

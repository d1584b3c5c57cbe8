//! No slug, alias, pattern, file name or link leads out of the output folder, or to what is not published.

use std::fs;

use super::audit::tags;
use crate::folder::{Folder, newspaper};
use crate::support;

/// Every path outside the site's own folder, with its length.
fn outside(folder: &Folder) -> Vec<(String, usize)> {
    let mut files = support::tree(folder.outside());
    files.retain(|path, _| !path.starts_with("site/public") && !path.starts_with("site/.public.digest/"));
    files.retain(|path, _| !path.starts_with("site/.digest/"));
    files.into_iter().map(|(path, bytes)| (path, bytes.len())).collect()
}

/// Builds; whatever comes of it, nothing may be outside the output folder that was not there before.
/// Says whether the site was refused, which must be for `code`.
fn is_refused(folder: &Folder, code: &str) -> bool {
    let before = outside(folder);
    let output = folder.try_build(&[]);
    let said = support::stderr(&output);
    assert_eq!(outside(folder), before, "{said}");
    match output.status.code() {
        Some(0) => false,
        Some(1) => {
            let is_told = code.split('|').any(|code| said.contains(&format!("error[{code}]")));
            assert!(is_told, "{code}\n{said}");
            true
        }
        status => panic!("{status:?}: {said}"),
    }
}

fn site() -> Folder {
    let folder = Folder::of(&newspaper());
    folder.write("../victim/index.html", "somebody else's");
    folder
}

#[test]
fn slugs_do_not_climb() {
    let folder = site();
    for slug in [
        "..",
        "../x",
        "../../../../victim",
        "a/../../../../../victim",
        "/etc/passwd",
        ".",
        "./x",
        "x/./y",
        "a//b",
        "..\\\\x",
        "c:x",
        "x?y",
        "x#y",
        "%2e%2e",
        "x%2f..%2fy",
        "x\\0y",
        "x\\ny",
        "x\\x9by",
        "nul",
        "com1.txt",
        "x.",
        &"x".repeat(201),
        &"x/".repeat(500),
    ] {
        let text = format!("---\ntitle: X\ndate: 2024-01-15\nslug: \"{slug}\"\n---\n");
        folder.write("content/articles/x.md", text);
        let output = folder.try_build(&[]);
        let said = support::stderr(&output);
        // A line break in a slug is a fault of the value already.
        assert!(said.contains("error[E0402]") || said.contains("error[E01"), "{slug}: {said}");
        assert_eq!(output.status.code(), Some(1), "{slug}");
    }
    folder.remove("content/articles/x.md");
    for kind in ["topics", "people", "organizations", "threads", "pages"] {
        let path = format!("content/{kind}/x.md");
        folder.write(&path, "---\ntitle: X\nslug: ../../../victim\n---\n");
        assert!(is_refused(&folder, "E0402"), "{kind}");
        folder.remove(&path);
    }
    assert!(!is_refused(&folder, ""));
    assert_eq!(folder.read("../victim/index.html"), "somebody else's");
}

#[test]
fn aliases_do_not_climb() {
    let folder = site();
    for alias in [
        "/../x/",
        "../x",
        "..",
        "/a/../../../victim/",
        "/a/..",
        "//evil.example/",
        "https://evil.example/",
        "/./",
        "/%2e%2e/x",
        "/a\\\\..\\\\b",
        "/x\\e[2J/",
        "/x?y",
        "/x#y",
        "/",
        "",
    ] {
        let text = format!("---\ntitle: X\ndate: 2024-01-15\naliases: [\"{alias}\"]\n---\n");
        folder.write("content/articles/x.md", text);
        let output = folder.try_build(&[]);
        let said = support::stderr(&output);
        assert!(said.contains("error[E0402]") || said.contains("error[E01"), "{alias}: {said}");
        assert_eq!(output.status.code(), Some(1), "{alias}");
    }
    assert_eq!(folder.read("../victim/index.html"), "somebody else's");
}

#[test]
fn patterns_of_addresses_do_not_climb() {
    let folder = site();
    let settings = folder.read("site.yaml");
    for pattern in
        ["/../:slug/", "/:year/../../:slug/", "/./:slug/", "//:slug/", "/a\\\\..\\\\:slug/", "/%2e%2e/:slug/"]
    {
        folder.write("site.yaml", format!("{settings}permalinks: {{article: \"{pattern}\"}}\n"));
        assert!(is_refused(&folder, "E0402|E0110"), "{pattern}");
    }
}

#[test]
fn names_of_files_that_no_host_takes_are_refused() {
    let folder = site();
    for name in
        ["a\\b", "a:b", "con", "nul.txt", " x", "x ", "x.", "x?", "x#", "x%2e", "a*b", "\u{1b}[2J", "a\nb"]
    {
        for top in ["content/static", "content/articles/bundle", "themes/gazette/static"] {
            let path = format!("{top}/{name}");
            folder.write(&path, "x");
            assert!(is_refused(&folder, "E0402"), "{path:?}");
            folder.remove(&path);
        }
    }
    for name in ["ñandú.png", "a b", "x,y;z=1", "a&b", "a'b", "-x", "~x~y"] {
        folder.write(&format!("content/static/{name}"), "x");
        assert!(!is_refused(&folder, ""), "{name}");
        assert_eq!(folder.public()[name], b"x");
    }
}

/// The generator's own files cannot be had by publishing files of their names.
#[test]
fn the_manifest_cannot_be_published() {
    let folder = site();
    folder.build(&[]);
    let before = folder.identities();
    for name in [".digest-manifest", ".digest-manifest.new"] {
        let path = format!("content/static/{name}");
        folder.write(&path, "forged");
        assert!(is_refused(&folder, "E0402"), "{name}");
        assert_eq!(folder.identities(), before);
        folder.remove(&path);
    }
}

#[test]
fn a_link_leads_to_nothing_outside_the_content() {
    let folder = site();
    fs::create_dir_all(folder.path("content/articles/other")).unwrap();
    for target in [
        "../../site.yaml",
        "../../../victim/index.html",
        "../../../../../../../../etc/passwd",
        "@/../site.yaml",
        "@/../../victim/index.html",
        "/etc/passwd",
        "%2e%2e/%2e%2e/site.yaml",
        "../../.digest/articles.cache",
        "../../public/index.html",
        "../../themes/gazette/templates/404.html",
        "..\\\\..\\\\site.yaml",
    ] {
        for text in [format!("[x]({target})"), format!("![x]({target})")] {
            folder.write("content/articles/x.md", format!("---\ntitle: X\ndate: 2024-01-15\n---\n{text}\n"));
            let output = folder.try_build(&[]);
            let said = support::stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{text}: {said}");
            assert!(said.contains("error[E030"), "{text}: {said}");
        }
        let front = format!("title: X\ndate: 2024-01-15\nimage: {{src: \"{target}\", alt: x}}");
        folder.write("content/articles/x.md", format!("---\n{front}\n---\n"));
        let output = folder.try_build(&[]);
        assert_eq!(output.status.code(), Some(1), "{target}: {}", support::stderr(&output));
    }
}

/// Files beside an article that is no bundle, drafts and what they hold stay at home.
#[test]
fn only_what_is_published_is_written() {
    let folder = site();
    folder.write("content/articles/2024/notes.txt", "SECRET");
    folder.write("content/articles/2024/.hidden", "SECRET");
    folder.write("content/articles/bundle/.hidden", "SECRET");
    folder.write("content/articles/bundle/draft.md~", "SECRET");
    folder.write("content/.git/config", "SECRET");
    folder.write(
        "content/articles/draft/index.md",
        "---\ntitle: SECRET\ndate: 2024-01-15\ndraft: true\nthread: talks\n---\nSECRET\n",
    );
    folder.write("content/articles/draft/photo.png", "SECRET");
    folder.write(
        "content/articles/later.md",
        "---\ntitle: SECRET\ndate: 2030-01-15\naliases: [/secret/]\n---\nSECRET\n",
    );
    folder.write(
        "content/articles/gone.md",
        "---\ntitle: SECRET\ndate: 2024-01-15\nexpires_on: 2024-02-01\npeople: [SECRET]\n---\nSECRET\n",
    );
    folder.write("content/people/secret.md", "---\ntitle: SECRET\ndraft: true\n---\nSECRET\n");
    folder.write("themes/gazette/notes.txt", "SECRET");
    folder.write("themes/other/static/x.txt", "SECRET");
    folder.write("secret.txt", "SECRET");
    folder.build(&[]);
    for (path, bytes) in folder.public() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("secret") && !path.contains("secret"), "{path}");
    }
    // And a page does not link to what is not there.
    let page = String::from_utf8(folder.public()["threads/talks/index.html"].clone()).unwrap();
    assert!(tags(&page).iter().all(|tag| tag.attributes.iter().all(|(_, value)| !value.contains("draft"))));
}

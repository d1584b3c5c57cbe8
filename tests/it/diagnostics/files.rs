//! Files that cannot be read, are not text, or are not what they were.

use std::sync::atomic::{AtomicUsize, Ordering};

use insta::assert_snapshot;
use issue_digest::source::{ReadSource, SourceFile, Sources, Stamp};

use crate::support::{self, NOW, article, check, check_sources, document, files};

/// Sources of which some files cannot be read, and some are changed after their first reading.
struct Moody {
    files: support::Files,
    refused: Vec<&'static str>,
    changing: &'static str,
    readings: AtomicUsize,
}

impl ReadSource for Moody {
    fn read(&self, file: &SourceFile) -> Result<Vec<u8>, String> {
        let path = &*file.path;
        if self.refused.contains(&path) {
            return Err("permission denied".to_owned());
        }
        let mut bytes = self.files.get(path).cloned().ok_or("no such file")?;
        if path == self.changing && self.readings.fetch_add(1, Ordering::Relaxed) > 0 {
            bytes.extend_from_slice(b"One more word.\n");
        }
        Ok(bytes)
    }
}

fn check_moody(fixture: &str, refused: &[&'static str], changing: &'static str) -> String {
    let files = files(fixture);
    let listed =
        files.keys().map(|path| SourceFile { path: path.as_str().into(), stamp: Stamp::default() }).collect();
    let reader = Moody { files, refused: refused.to_vec(), changing, readings: AtomicUsize::new(0) };
    check_sources(Sources::new(listed, std::sync::Arc::new(reader)), NOW)
}

#[test]
fn a_folder_without_site_yaml() {
    let sources = Sources::in_memory([("content/articles/a.md".to_owned(), b"x".to_vec())].into());
    assert_snapshot!(check_sources(sources, NOW), @r#"
    error[E0004]: there is no `site.yaml` here
     |
     = help: run the command in a site's folder, or make one with `digest init my-site`
    "#);
}

#[test]
fn files_that_cannot_be_read() {
    let fixture = article("a", "date: 2018-07-12")
        + &document("topics/trade.md", "title: Trade", "")
        + "=== themes/gazette/templates/base.html\nx\n";
    let refused = ["content/articles/a.md", "content/topics/trade.md", "themes/gazette/templates/base.html"];
    assert_snapshot!(check_moody(&fixture, &refused, ""), @r#"
    error[E0001]: `content/articles/a.md` cannot be read: permission denied
    --> content/articles/a.md
     = help: make it a readable regular file inside the site, or move it out of `content/`

    error[E0001]: `content/topics/trade.md` cannot be read: permission denied
    --> content/topics/trade.md
     = help: make it a readable regular file inside the site, or move it out of `content/`

    error[E0001]: `themes/gazette/templates/base.html` cannot be read: permission denied
    --> themes/gazette/templates/base.html
    "#);
}

#[test]
fn a_site_yaml_that_cannot_be_read() {
    assert_snapshot!(check_moody("", &["site.yaml"], ""), @r#"
    error[E0001]: `site.yaml` cannot be read: permission denied
    --> site.yaml
    "#);
}

#[test]
fn a_published_file_that_cannot_be_read() {
    let fixture = "=== content/static/map.txt\nx\n";
    assert_snapshot!(check_moody(fixture, &["content/static/map.txt"], ""), @r#"
    error[E0001]: `content/static/map.txt` cannot be read: permission denied
    --> content/static/map.txt
     = help: make it a readable regular file inside the site, or move it out of `content/`
    "#);
}

#[test]
fn a_file_that_changes_during_the_build() {
    let fixture = article("a", "date: 2018-07-12");
    assert_snapshot!(check_moody(&fixture, &[], "content/articles/a.md"), @r#"
    error[E0005]: `content/articles/a.md` cannot be rendered: it changed while the site was being built
    --> content/articles/a.md
     = help: run the build again
    "#);
}

#[test]
fn files_that_are_not_utf8() {
    let mut files = files("");
    files.insert("content/articles/a.md".into(), b"---\ntitle: a\xf1o\ndate: 2018-07-12\n---\n".to_vec());
    files.insert("content/pages/p.md".into(), vec![0xff, 0xfe, b'-', 0]);
    assert_snapshot!(check_sources(Sources::in_memory(files), NOW), @r#"
    error[E0002]: the file is not UTF-8 text: byte 13 does not fit
    --> content/articles/a.md
     = help: save it as UTF-8 in your editor

    error[E0002]: the file is not UTF-8 text: byte 1 does not fit
    --> content/pages/p.md
     = help: save it as UTF-8 in your editor
    "#);
}

#[test]
fn a_site_yaml_that_is_not_utf8() {
    let files = [("site.yaml".to_owned(), b"title: a\xf1o\n".to_vec())].into();
    assert_snapshot!(check_sources(Sources::in_memory(files), NOW), @r#"
    error[E0002]: `site.yaml` is not UTF-8 text
    --> site.yaml
    "#);
}

#[test]
fn a_document_that_is_too_large() {
    let front = "---\ntitle: Long\ndate: 2018-07-12\n---\n";
    let mut files = files("");
    let length = 8 * 1024 * 1024 + 1;
    files.insert(
        "content/articles/long.md".into(),
        [front, &"a ".repeat(length)].concat().into_bytes()[..length].into(),
    );
    assert_snapshot!(check_sources(Sources::in_memory(files), NOW), @r#"
    error[E0003]: the file has 8388609 bytes; at most 8388608 are read
    --> content/articles/long.md
     = help: split the text
    "#);
}

#[test]
fn documents_outside_the_folders_that_are_read() {
    let fixture = document("stray.md", "title: x", "") + &document("posts/a.md", "title: x", "");
    assert_snapshot!(check(&fixture), @r#"
    warning[W0001]: `content/posts/a.md` is in no folder that the digest reads
    --> content/posts/a.md
     = help: move it below `content/` into one of `articles/`, `topics/`, `people/`, `organizations/`, `threads/`, `glossary/`, `editions/`, `pages/`

    warning[W0001]: `content/stray.md` is in no folder that the digest reads
    --> content/stray.md
     = help: move it below `content/` into one of `articles/`, `topics/`, `people/`, `organizations/`, `threads/`, `glossary/`, `editions/`, `pages/`
    "#);
}

//! Pictures that are none, that are cut off, and that would fill a browser's memory.

use insta::assert_snapshot;
use issue_digest::source::Sources;

use crate::support::{NOW, check_sources, document, files};

/// The header of a PNG that is so wide and high.
fn header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0]);
    bytes
}

/// What is said of an article whose picture has these bytes.
fn with(bytes: &[u8]) -> String {
    let mut files = files(&document("articles/a/index.md", "title: A\ndate: 2018-07-12", "![Map](map.png)"));
    files.insert("content/articles/a/map.png".to_owned(), bytes.to_vec());
    check_sources(Sources::in_memory(files), NOW)
}

#[test]
fn a_file_that_is_no_picture() {
    assert_snapshot!(with(b"no picture"), @r#"
    warning[W0002]: `content/articles/a/map.png` is no picture that browsers show
    --> content/articles/a/map.png
     = help: save it again as JPEG, PNG, GIF, WebP or AVIF
    "#);
}

#[test]
fn a_picture_of_too_many_pixels() {
    assert_snapshot!(with(&header(65_536, 65_536)), @r#"
    error[E0003]: `content/articles/a/map.png` has too many pixels: 65536 × 65536
    --> content/articles/a/map.png
     = help: make it smaller; a picture may have 50 million pixels
    "#);
}

#[test]
#[cfg(feature = "images")]
fn a_picture_that_is_cut_off() {
    assert_snapshot!(with(&header(600, 300)), @r#"
    error[E0006]: `content/articles/a/map.png` cannot be resized: unexpected end of file
    --> content/articles/a/map.png
     = help: save it again, or set `images: {widths: []}` in `site.yaml`
    "#);
}

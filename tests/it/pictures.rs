//! Pictures of articles: their size in every tag, other widths to choose from, and what is refused.

use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};

use crate::folder::{Folder, assert_same, replaced};
use crate::support::{Files, NOW, SITE, digest_of, document, files, render_all, text};
use issue_digest::source::Sources;

/// A picture of so many pixels, each other than its neighbours.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let shade = |at: u32, of: u32| u8::try_from(at * 255 / of).unwrap();
    let pixel = |x, y| image::Rgb([shade(x, width), shade(y, height), 128]);
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_fn(width, height, pixel)).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A bundle with pictures in front matter and text.
fn bundle(settings: &str) -> Files {
    let fixture = format!("=== site.yaml\n{SITE}{settings}\n")
        + &document(
            "articles/a/index.md",
            "title: A\ndate: 2018-07-12\nimage: {src: deep/lead.jpg, alt: Lead}",
            "![Map](map.png)\n\n![Elsewhere](https://o.example/x.png) ![Static](/logo.png)",
        )
        + &document("articles/a/index.es.md", "title: B", "![Mapa](map.png)");
    let mut files = files(&fixture);
    files.insert("content/articles/a/deep/lead.jpg".into(), picture(1000, 500, ImageFormat::Jpeg));
    files.insert("content/articles/a/map.png".into(), picture(600, 300, ImageFormat::Png));
    files.insert("content/static/logo.png".into(), picture(640, 64, ImageFormat::Png));
    files
}

fn built(files: Files) -> Files {
    render_all(&digest_of(Sources::in_memory(files), NOW)).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn resized(site: &Files) -> Vec<&String> {
    site.keys().filter(|path| path.starts_with("resized/")).collect()
}

/// The `srcset` of the picture with the description `alt`: addresses and widths.
fn offers(page: &str, alt: &str) -> Vec<(String, u32)> {
    let tag = page.split("<img ").find(|tag| tag.contains(&format!("alt=\"{alt}\""))).unwrap();
    let tag = &tag[..tag.find('>').unwrap()];
    let Some((_, srcset)) = tag.split_once("srcset=\"") else { return Vec::new() };
    let offer = |offer: &str| {
        let (address, width) = offer.trim().split_once(' ').unwrap();
        (address.to_owned(), width.strip_suffix('w').unwrap().parse().unwrap())
    };
    srcset.split('"').next().unwrap().split(',').map(offer).collect()
}

#[test]
fn tags_say_how_large_a_picture_is() {
    let site = built(bundle(""));
    let page = text(&site, "2018/07/12/a/index.html");
    for (alt, size) in [
        ("Lead", "width=\"1000\" height=\"500\""),
        ("Map", "width=\"600\" height=\"300\""),
        ("Static", "width=\"640\" height=\"64\""),
    ] {
        let tag = page.split("<img ").find(|tag| tag.contains(&format!("alt=\"{alt}\""))).unwrap();
        assert!(tag.contains(size), "{tag}");
    }
    let elsewhere = page.split("<img ").find(|tag| tag.contains("Elsewhere")).unwrap();
    assert!(!elsewhere[..elsewhere.find('>').unwrap()].contains("width="), "{elsewhere}");
    // The picture on top is not put off; those in the text are.
    assert_eq!(page.matches("loading=\"lazy\"").count(), 3);
}

#[test]
fn pictures_are_offered_in_the_widths_that_they_have() {
    let site = built(bundle(""));
    for (path, alt, widths) in [
        ("2018/07/12/a/index.html", "Lead", &[480, 960, 1000][..]),
        ("2018/07/12/a/index.html", "Map", &[480, 600]),
        ("es/2018/07/12/a/index.html", "Mapa", &[480, 600]),
        ("2018/07/12/a/index.html", "Static", &[]),
    ] {
        let found = offers(text(&site, path), alt);
        assert_eq!(found.iter().map(|(_, width)| *width).collect::<Vec<_>>(), widths, "{alt}");
        for (address, width) in found {
            let decoded = image::load_from_memory(&site[&address[1..]]).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (width, width / 2), "{address}");
        }
    }
    assert_eq!(resized(&site).len(), 3);
    let rules = text(&site, "_headers");
    assert!(rules.contains("/resized/*\n  Cache-Control: public, max-age=31536000, immutable\n"), "{rules}");
}

#[test]
fn a_site_chooses_the_widths() {
    let site = built(bundle("images: {widths: [599, 600, 100, 100]}"));
    let page = text(&site, "2018/07/12/a/index.html");
    assert_eq!(offers(page, "Map").iter().map(|(_, width)| *width).collect::<Vec<_>>(), [100, 599, 600]);
    let none = built(bundle("images: {widths: []}"));
    let page = text(&none, "2018/07/12/a/index.html");
    assert_eq!((offers(page, "Map"), resized(&none)), (Vec::new(), Vec::new()));
    assert!(page.contains("width=\"600\" height=\"300\""));
}

#[test]
fn a_changed_picture_is_resized_again_and_the_others_are_not() {
    let folder = Folder::of(&bundle(""));
    folder.build(&[]);
    let before = folder.identities();
    folder.write("content/articles/a/map.png", picture(600, 200, ImageFormat::Png));
    folder.build(&[]);
    assert_same(&folder.public(), &folder.cold(), "warm / cold");
    let changed = replaced(&before, &folder.identities());
    let pictures: Vec<&String> = changed.iter().filter(|path| path.starts_with("resized/")).collect();
    // One under its old name is gone, one under its new name has come.
    assert!(pictures.len() == 2 && pictures.iter().all(|path| path.contains("/map.")), "{pictures:?}");
    let before = folder.identities();
    folder.write("themes/gazette/templates/404.html", "<!doctype html><title>x</title>");
    folder.build(&[]);
    let changed = replaced(&before, &folder.identities());
    assert!(changed.contains(&"404.html".to_owned()));
    assert!(!changed.iter().any(|path| path.starts_with("resized/")), "{changed:?}");
}

#[test]
fn a_picture_that_moves_is_published_as_it_is() {
    let gif = b"GIF89a\x20\x03\x90\x01\x00\x00\x00;".to_vec();
    let mut moving = picture(800, 400, ImageFormat::Png);
    // A chunk `acTL` after the header makes it one of several frames.
    let frames = [&[0, 0, 0, 8][..], b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0], &[0xf3, 0x8d, 0x93, 0x70]].concat();
    moving.splice(33..33, frames);
    for (name, bytes) in [("map.png", moving), ("map.gif", gif)] {
        let mut files = bundle("");
        files.remove("content/articles/a/map.png");
        let body = format!("![Map]({name})");
        let article = document("articles/a/index.md", "title: A\ndate: 2018-07-12", &body)
            + &document("articles/a/index.es.md", "title: B", "Texto.");
        files.extend(crate::support::files(&article).into_iter().filter(|(path, _)| path.ends_with(".md")));
        files.insert(format!("content/articles/a/{name}"), bytes.clone());
        let site = built(files);
        assert!(site[&format!("2018/07/12/a/{name}")] == bytes, "{name}");
        assert!(!resized(&site).iter().any(|path| path.contains("/map.")), "{name}");
        let page = text(&site, "2018/07/12/a/index.html");
        assert!(page.contains("width=\"800\" height=\"400\"") && !page.contains("srcset"), "{name}");
    }
}

#[test]
fn a_turned_photograph_is_as_wide_as_it_is_shown() {
    let mut files = bundle("");
    let plain = picture(1000, 500, ImageFormat::Jpeg);
    let exif = b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    files.insert("content/articles/a/deep/lead.jpg".into(), [&plain[..2], exif, &plain[2..]].concat());
    let site = built(files);
    let page = text(&site, "2018/07/12/a/index.html");
    assert!(page.contains("width=\"500\" height=\"1000\""));
    let found = offers(page, "Lead");
    assert_eq!(found.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [480, 500]);
    let small = image::load_from_memory(&site[&found[0].0[1..]]).unwrap();
    assert_eq!((small.width(), small.height()), (480, 960));
}

#[test]
fn any_number_of_threads_makes_the_same_pictures() {
    let mut files = bundle("images: {widths: [100]}");
    // More pixels than are resized side by side.
    let mut large = std::io::Cursor::new(Vec::new());
    DynamicImage::from(GrayImage::new(4100, 4000)).write_to(&mut large, ImageFormat::Png).unwrap();
    for name in ["b", "c"] {
        files.insert(format!("content/articles/a/{name}.png"), large.get_ref().clone());
    }
    let folder = Folder::of(&files);
    let build = |jobs: &str| {
        folder.build(&["--no-cache", "-j", jobs, "--output", jobs]);
        crate::support::tree(&folder.path(jobs))
    };
    let one = build("1");
    assert_eq!(resized(&one).len(), 4);
    assert_same(&one, &build("4"), "four threads");
}

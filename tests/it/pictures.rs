//! Pictures of articles: their size in every tag, other widths to choose from, and what is refused.

use image::{DynamicImage, ImageFormat, RgbImage};

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

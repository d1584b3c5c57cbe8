//! Social cards: which there are, what they look like to a machine, and titles that no card foresees.

use issue_digest::plan::{CardSubject, Page};

use super::html_pages;
use crate::support::{Files, article, check, digest, document, files, shipped, shipped_site, site};

const CARD: &str = "social-card.png";

/// Width, height and pixels, each byte two indices into the palette.
fn decoded(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Indexed, png::BitDepth::Four));
    (info.width, info.height, pixels)
}

/// Rows of the title's part of a card that hold ink.
fn title_rows(bytes: &[u8]) -> Vec<usize> {
    let (width, _, pixels) = decoded(bytes);
    let rows = pixels.chunks_exact(width as usize / 2).enumerate();
    rows.filter(|(at, row)| (130..520).contains(at) && row.iter().any(|pixel| *pixel != 0))
        .map(|(at, _)| at)
        .collect()
}

fn cards(site: &Files) -> Vec<(&str, &[u8])> {
    let cards = site.iter().filter(|(path, _)| path.ends_with(CARD));
    cards.map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

#[test]
fn every_card_is_a_small_picture_of_the_right_size() {
    let cards = cards(shipped_site());
    assert!(cards.len() > 250, "{}", cards.len());
    for (path, bytes) in cards {
        assert!(bytes.len() < 40_000, "{path} has {} bytes", bytes.len());
        let (width, height, pixels) = decoded(bytes);
        assert_eq!((width, height), (1200, 630), "{path}");
        assert!(pixels.iter().any(|pixel| *pixel != 0), "{path} is blank");
    }
}

/// Articles in the languages that they are written in, editions and the site in every language.
#[test]
fn each_article_and_edition_has_a_card_in_each_of_its_languages() {
    let (digest, _) = shipped();
    let mut counts = [0, 0, 0];
    for (_, page) in &digest.plan.entries {
        match page {
            Page::SocialCard(language, CardSubject::Article(id)) => {
                assert!(digest.site.article(*id).is_in(*language));
                counts[0] += 1;
            }
            Page::SocialCard(_, CardSubject::Edition(_)) => counts[1] += 1,
            Page::SocialCard(_, CardSubject::Site) => counts[2] += 1,
            _ => {}
        }
    }
    let written: usize =
        digest.site.articles.iter().map(|article| article.texts.iter().flatten().count()).sum();
    assert_eq!(counts, [written, 2 * digest.site.editions.list.len(), 2]);
}

#[test]
fn every_page_for_readers_shows_a_card_that_exists() {
    let (digest, _) = shipped();
    for page in html_pages().iter().filter(|page| page.page.is_for_readers()) {
        let image = page.tags.iter().find(|tag| tag.get("property").as_deref() == Some("og:image"));
        let address = image.unwrap_or_else(|| panic!("{} has none", page.path)).get("content").unwrap();
        let path = address.strip_prefix(&digest.site.config.origin).unwrap().trim_start_matches('/');
        let card = digest.plan.page_at(path).unwrap_or_else(|| panic!("{}: `{address}`", page.path));
        let Page::SocialCard(language, subject) = card else { panic!("{}: {card:?}", page.path) };
        match page.page {
            Page::Article(_, id) => assert_eq!(subject, CardSubject::Article(id)),
            Page::Edition(own, id) => assert_eq!((language, subject), (own, CardSubject::Edition(id))),
            _ => assert_eq!((language, subject), (page.language, CardSubject::Site)),
        }
    }
}

#[test]
fn no_title_is_too_much_for_a_card() {
    let long = "Palabra ".repeat(60);
    let endless = "Donaudampfschifffahrt".repeat(30);
    let titles = [
        "A",
        "👩‍🚀🚀🇲🇽",
        "מכסים חדשים על פלדה",
        "الرسوم الجمركية \u{200f}الجديدة",
        "关税 tariffs 关税",
        "e\u{301}\u{302}\u{303}\u{304} n\u{303}",
        "Ǻ ẞ ﬁ ½ № ℃",
        "<script>alert(1)</script>",
        "\u{ad}\u{200d}x",
        &long,
        &endless,
        &"i".repeat(2_000),
        &"W W ".repeat(300),
    ];
    for title in titles {
        let title = serde_json::to_string(title).unwrap();
        let shown = site(&article("a", &format!("title: {title}\ndate: 2018-07-12")));
        let card = &shown[&format!("2018/07/12/a/{CARD}")];
        assert!(card.len() < 40_000, "{title}: {} bytes", card.len());
        decoded(card);
    }
}

#[test]
fn a_long_title_fills_its_part_and_stays_within() {
    let card = |title: &str| {
        let shown = site(&article("a", &format!("title: {title}\ndate: 2018-07-12")));
        title_rows(&shown[&format!("2018/07/12/a/{CARD}")])
    };
    let (short, long) = (card("Short"), card(&"A title of words that goes on and on, ".repeat(20)));
    assert!(!short.is_empty() && short.len() < 90, "{}", short.len());
    assert!(long.len() > 200 && long.last() < Some(&510), "{} to {:?}", long.len(), long.last());
    assert!(card("\u{1f680}").is_empty(), "what the font lacks is left out");
}

#[test]
fn a_composed_letter_is_the_same_as_its_parts() {
    let card = |title: &str| {
        let shown = site(&article("a", &format!("title: {title}\ndate: 2018-07-12")));
        shown[&format!("2018/07/12/a/{CARD}")].clone()
    };
    assert!(card("Se\u{f1}al") == card("Sen\u{303}al"));
    assert!(card("Se\u{f1}al") != card("Senal"));
}

#[test]
fn a_card_changes_with_its_texts_and_with_nothing_else() {
    let fingerprints = |fixture: &str| {
        let digest = digest(fixture);
        let scratch = std::cell::RefCell::default();
        let of = |page| {
            issue_digest::render::prepare(&digest, page, &scratch).unwrap().fingerprint(&mut Vec::new())
        };
        let cards =
            digest.plan.entries.iter().filter(|(path, _)| path.as_str() == "2018/07/12/a/social-card.png");
        let fingerprints: Vec<u128> = cards.map(|(_, page)| of(*page)).collect();
        assert_eq!(fingerprints.len(), 1);
        fingerprints[0]
    };
    let fixture = |title: &str, body: &str, more: &str| {
        document("articles/a.md", &format!("title: {title}\ndate: 2018-07-12\ntopics: [t]"), body)
            + &document("topics/t.md", "title: Trade", "")
            + more
    };
    let base = fingerprints(&fixture("One", "Text.", ""));
    let style = "=== themes/gazette/static/css/gazette.css\nbody {}\n";
    assert_eq!(base, fingerprints(&fixture("One", "Another text.", style)));
    let template = "=== themes/gazette/templates/frame/footer.html\n<p>Other</p>\n";
    assert_eq!(base, fingerprints(&fixture("One", "Text.", template)));
    assert_ne!(base, fingerprints(&fixture("Two", "Text.", "")));
    assert_ne!(base, fingerprints(&fixture("One", "Text.", "").replace("Trade", "Commerce")));
}

#[test]
fn cards_can_be_turned_off() {
    let yaml = "=== site.yaml\ntitle: T\nbase_url: https://t.example\noutputs: {social_cards: false}\n";
    let shown = site(&format!("{yaml}{}", article("a", "date: 2018-07-12")));
    assert!(cards(&shown).is_empty());
    let page = std::str::from_utf8(&shown["2018/07/12/a/index.html"]).unwrap();
    assert!(!page.contains("og:image") && page.contains("name=\"twitter:card\" content=\"summary\""));
}

#[test]
fn a_font_that_is_none_is_told() {
    let mut fixture = article("a", "date: 2018-07-12");
    fixture.push_str("=== themes/gazette/cards/plain.ttf\nno font\n");
    assert!(files(&fixture).contains_key("themes/gazette/cards/plain.ttf"));
    let said = check(&fixture);
    assert!(said.contains("`cards/plain.ttf` of the theme is no font that can be read"), "{said}");
    assert!(said.contains("themes/gazette/cards/plain.ttf"), "{said}");
    let off = "=== site.yaml\ntitle: T\nbase_url: https://t.example\noutputs: {social_cards: false}\n";
    assert_eq!(check(&format!("{off}{fixture}")), "");
}

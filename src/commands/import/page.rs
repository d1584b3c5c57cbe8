//! An HTML page as one item: what it says of itself, and its main text.
//!
//! Fetches nothing. Pages that are too large or too deep for the reader of main texts keep their
//! metadata.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use url::Url;

use super::item::{Item, Origin, Spot, Told};
use super::{language, markdown, metadata, nesting, text, when};

/// Most elements of a page whose main text is looked for.
const MOST_ELEMENTS: usize = 50_000;
/// Deepest nesting of such a page.
const DEEPEST: usize = 500;

/// The main text of a page.
#[derive(Debug, Default)]
struct MainText {
    plain: String,
    html: String,
    byline: Option<String>,
}

/// The item of a page that came from `url`. `store` says whether its text becomes the body.
///
/// # Errors
/// What is wrong with it, in words fit to follow its name.
pub(crate) fn read(origin: &Origin, url: Option<&Url>, store: bool) -> Result<Item, String> {
    if nesting::is_excessive(&origin.text) {
        return Err("has too many elements within each other".to_owned());
    }
    let document = Document::from(&*origin.text);
    let metadata = metadata::read(&document);
    let title = metadata.title.clone().or_else(|| title_of(&document)).as_deref().and_then(text::one_line);
    let title = title.ok_or("has no title")?;
    let address = metadata::own_address(&metadata.addresses, url);
    let address = address.or_else(|| url.and_then(|url| super::address::canonical(url.as_str(), None)));
    let main = main_text(document, address.as_ref()).unwrap_or_default();
    let named = metadata.addresses.iter().map(|address| Spot::of(origin, address));
    let spot =
        named.into_iter().find(|spot| !spot.range.is_empty()).unwrap_or_else(|| Spot::of(origin, &title));
    let mut item = Item::new(spot, Told::sure(title));
    item.published = metadata.published.as_deref().and_then(when::partial);
    item.date = metadata.published.as_deref().and_then(when::moment).map(|moment| moment.day);
    item.outlet = metadata.outlet.map(Told::sure);
    item.author = metadata.author.or(main.byline);
    item.language = metadata.language.map(Told::sure).or_else(|| language::of_text(&main.plain));
    if store {
        item.body = markdown::of_html(&main.html, address.as_ref());
        if item.body.is_none() {
            return Err("has no main text that could be stored: import it without `--full`".to_owned());
        }
    }
    item.url = address;
    item.text = main.plain;
    Ok(item)
}

/// The words of a page's main text, for pages that come with a feed.
pub(crate) fn main_markdown(html: &str, url: &Url) -> Option<(String, String)> {
    if nesting::is_excessive(html) {
        return None;
    }
    let main = main_text(Document::from(html), Some(url))?;
    Some((markdown::of_html(&main.html, Some(url))?, main.plain))
}

fn title_of(document: &Document) -> Option<String> {
    let of = |selector: &str| Some(document.select_single(selector).text().to_string());
    let seen = |title: &String| !title.trim().is_empty();
    of("h1").filter(seen).or_else(|| of("head title").filter(seen)).or_else(|| of("title").filter(seen))
}

fn main_text(document: Document, url: Option<&Url>) -> Option<MainText> {
    if deepest(&document) > DEEPEST {
        return None;
    }
    let config = Config {
        max_elements_to_parse: MOST_ELEMENTS,
        disable_json_ld: true,
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let mut reader = Readability::with_document(document, url.map(Url::as_str), Some(config)).ok()?;
    let article = reader.parse().ok()?;
    Some(MainText {
        plain: article.text_content.to_string(),
        html: article.content.to_string(),
        byline: article.byline.as_deref().and_then(text::one_line),
    })
}

/// The deepest nesting of a page.
fn deepest(document: &Document) -> usize {
    let mut open = vec![(document.root(), 0_usize)];
    let mut deepest = 0;
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        if depth > DEEPEST {
            return depth;
        }
        open.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(html: &str) -> Origin {
        Origin { name: "page.html".into(), text: html.into() }
    }

    #[test]
    fn elements_that_pile_up_are_refused_and_those_of_a_large_page_are_not() {
        let piled = format!("<title>x</title>{}", "<div></x>".repeat(50_000));
        assert!(read(&origin(&piled), None, false).is_err());
        let large = format!("<title>x</title>{}", "<div><p>word <br> <img></div>\n".repeat(5_000));
        assert_eq!(read(&origin(&large), None, false).unwrap().title.text, "x");
    }

    #[test]
    fn a_deep_page_keeps_its_metadata() {
        let deep = format!("<title>x</title>{}y{}", "<div>".repeat(1_500), "</div>".repeat(1_500));
        let item = read(&origin(&deep), None, false).unwrap();
        assert_eq!((item.title.text.as_str(), item.text.as_str()), ("x", ""));
        assert!(read(&origin(&deep), None, true).is_err());
    }
}

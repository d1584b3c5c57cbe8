//! Writes a draft down: front matter with the keys that articles take, doubts as comments, a body.
//!
//! Pure. Texts from outside go through [`text`] and the YAML serializer, and never into a key.

use jiff::civil::Date;

use super::item::{Item, Told};
use super::suggest::{Suggestion, Suggestions};
use super::{address, text};
use crate::content::front_matter::scalar;

/// What a draft without a text of its own says in its body.
const STUB: &str = "<!-- The article goes here, in the digest's own words. -->";

/// What a draft is written from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// What the source gave.
    pub(crate) item: &'a Item,
    /// What of the site's vocabulary its text mentions.
    pub(crate) suggestions: &'a Suggestions,
    /// Topics that the call names.
    pub(crate) topics: &'a [String],
    /// The day of the import.
    pub(crate) today: Date,
}

/// The draft's file: front matter and body.
#[must_use]
pub(crate) fn compose(facts: Facts<'_>) -> String {
    let item = facts.item;
    let mut out = String::from("---\n");
    let origin = text::one_line(&item.spot.origin.name).unwrap_or_default();
    comment(
        &mut out,
        &format!("From {origin}. Confirm what is in doubt, then take these comments and `draft` away."),
    );
    let title = Told { text: text::escape_inline(&item.title.text), doubt: item.title.doubt };
    told(&mut out, "title", &title);
    let is_translation = item.own.translation_of.is_some();
    if !is_translation {
        date(&mut out, facts);
    }
    line(&mut out, "draft", "true");
    own_lines(&mut out, item);
    if !is_translation {
        topics(&mut out, facts);
        names(&mut out, "people", &item.own.people, &facts.suggestions.people);
        names(&mut out, "organizations", &item.own.organizations, &facts.suggestions.organizations);
        sources(&mut out, facts);
    }
    list(&mut out, "aliases", &item.own.aliases);
    if !item.own.extra.is_empty() {
        line(&mut out, "extra", &serde_json::Value::Object(item.own.extra.clone()).to_string());
    }
    out.push_str("---\n");
    let body = item.body.as_deref().map(text::clean_body).unwrap_or_default();
    let body = body.trim();
    out.push_str(if body.is_empty() { STUB } else { body });
    out.push('\n');
    out
}

fn date(out: &mut String, facts: Facts<'_>) {
    let item = facts.item;
    let day = item.date.unwrap_or(facts.today).to_string();
    let shown = item.own.date.clone().unwrap_or(day);
    let doubt = item.date.is_none().then_some("the day of the import, as the source gives none");
    told(out, "date", &Told { text: shown, doubt });
}

fn own_lines(out: &mut String, item: &Item) {
    let own = &item.own;
    for (key, value) in [
        ("slug", &own.slug),
        ("updated", &own.updated),
        ("publish_on", &own.publish_on),
        ("expires_on", &own.expires_on),
        ("summary", &own.summary),
    ] {
        if let Some(value) = value.as_deref().and_then(text::one_line) {
            line(out, key, &scalar(&value));
        }
    }
}

fn topics(out: &mut String, facts: Facts<'_>) {
    let own = &facts.item.own;
    let mut given: Vec<String> = facts.topics.to_vec();
    given.extend(own.topics.iter().filter(|topic| !facts.topics.contains(topic)).cloned());
    let tags: Vec<String> = own.unknown_tags.iter().filter_map(|tag| text::one_line(tag)).collect();
    if !tags.is_empty() {
        comment(out, &format!("Tags that name no topic, person or organization here: {}", tags.join(", ")));
    }
    names(out, "topics", &given, &facts.suggestions.topics);
}

/// A list of what is certain, else what was found as comments.
fn names(out: &mut String, key: &str, given: &[String], found: &[Suggestion]) {
    if !given.is_empty() {
        list(out, key, given);
        return;
    }
    if found.is_empty() {
        return;
    }
    comment(out, &format!("{key}: # found in the text: keep what is right, without the `#`"));
    for suggestion in found {
        let times =
            if suggestion.times == 1 { "once".to_owned() } else { format!("{} times", suggestion.times) };
        let value = text::one_line(&suggestion.value).unwrap_or_default();
        comment(out, &format!("  - {} # as “{}”, {times}", scalar(&value), suggestion.form));
    }
}

fn sources(out: &mut String, facts: Facts<'_>) {
    let item = facts.item;
    let Some(outlet) = &item.outlet else { return };
    out.push_str("sources:\n");
    told(out, "  - name", outlet);
    // A headline that was concluded is not the source's.
    if item.title.doubt.is_none() {
        told(out, "    title", &item.title);
    }
    if let Some(url) = &item.url {
        line(out, "    url", &scalar(&address::stored(url)));
    }
    if let Some(author) = item.author.as_deref().and_then(text::one_line) {
        line(out, "    author", &scalar(&author));
    }
    if let Some(language) = &item.language {
        told(out, "    language", language);
    }
    if let Some(published) = item.published {
        line(out, "    published", &scalar(&published.to_string()));
    }
    line(out, "    accessed", &facts.today.to_string());
}

fn list(out: &mut String, key: &str, values: &[String]) {
    let values: Vec<String> = values.iter().filter_map(|value| text::one_line(value)).collect();
    if values.is_empty() {
        return;
    }
    out.push_str(&format!("{key}:\n"));
    for value in values {
        out.push_str(&format!("  - {}\n", scalar(&value)));
    }
}

/// A key with a text from outside, and what is to be confirmed about it.
fn told(out: &mut String, key: &str, told: &Told) {
    let value = text::one_line(&told.text).unwrap_or_else(|| "Untitled".to_owned());
    let doubt = told.doubt.map(|doubt| format!(" # {doubt}: confirm")).unwrap_or_default();
    line(out, key, &format!("{}{doubt}", scalar(&value)));
}

fn line(out: &mut String, key: &str, value: &str) {
    out.push_str(&format!("{key}: {value}\n"));
}

/// `text` must be one line.
fn comment(out: &mut String, text: &str) {
    out.push_str(&format!("# {text}\n"));
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use proptest::prelude::{ProptestConfig, any, prop_assert_eq, prop_assume, proptest};

    use super::super::item::{Origin, Spot};
    use super::*;
    use crate::content::article::ArticleFile;
    use crate::content::markdown::{Labels, Options, Outside, Quotes, RawHtml, render};
    use crate::content::read::{Reading, article};
    use crate::source::FileId;

    fn options() -> Options {
        Options {
            quotes: Quotes::english(),
            raw_html: RawHtml::Sanitize,
            smart_punctuation: false,
            alert_titles: Default::default(),
            labels: Labels {
                footnotes: String::new(),
                back_to_reference: String::new(),
                table: String::new(),
            },
            id_prefix: String::new(),
        }
    }

    fn parsed(text: &str) -> ArticleFile {
        let markdown = options();
        let reading = Reading {
            zone: &TimeZone::UTC,
            markdown: &markdown,
            terms: false,
            search: false,
            glossary: None,
            drafts: None,
        };
        let (value, faults) = article(FileId(0), text.as_bytes(), reading);
        assert!(faults.is_empty(), "{faults:?}\n{text}");
        value.unwrap()
    }

    fn item(name: &str, title: &str) -> Item {
        let origin = Origin { name: name.into(), text: "".into() };
        Item::new(Spot::whole(&origin), Told::sure(title))
    }

    fn composed(item: &Item, suggestions: &Suggestions) -> String {
        compose(Facts { item, suggestions, topics: &[], today: date(2020, 1, 2) })
    }

    /// What a reader sees of a body: tags cut out, the five entities undone.
    fn seen(body: &str) -> String {
        let mut html = String::new();
        let outside = Outside { resolve: &|_| None, picture: &|_| None, terms: &[] };
        let _ = render(body, &options(), outside, &mut html);
        let mut out = String::new();
        let mut within = false;
        for c in html.chars() {
            match c {
                '<' => within = true,
                '>' if within => within = false,
                c if !within => out.push(c),
                _ => {}
            }
        }
        let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
        out.replace("&amp;", "&").split_whitespace().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_texts_are_read_back_as_they_were(
            texts in any::<[String; 5]>(),
            markup in "[-#>*_`~\\[\\]()<>!&;:|+=.\\\\ \n\"'a-c0-9{}@$%^/]{0,60}",
            address in "[ -~]{0,40}",
        ) {
            let [name, outlet, author, form, extra] = texts;
            prop_assume!(text::one_line(&markup).is_some());
            let mut item = item(&name, &markup);
            item.outlet = Some(Told::doubtful(format!("x{outlet}"), "so"));
            item.author = Some(author.clone());
            item.url = address::canonical(&format!("https://a.example/{address}"), None);
            item.own.unknown_tags = vec![form.clone()];
            item.own.summary = text::one_line(&extra).map(|line| text::escape_inline(&line));
            item.own.extra.insert("k".to_owned(), serde_json::Value::from(text::one_line(&extra)));
            let suggestion = Suggestion { value: form.clone(), form: text::one_line(&form).unwrap_or_default(), times: 2 };
            let suggestions = Suggestions { people: vec![suggestion], ..Suggestions::default() };
            let read = parsed(&composed(&item, &suggestions));
            let line = |text: &str| text::one_line(text);
            prop_assert_eq!(Some(read.title), line(&markup));
            prop_assert_eq!(read.people, None);
            prop_assert_eq!(read.draft, Some(true));
            let source = &read.sources.unwrap()[0];
            prop_assert_eq!(Some(source.name.clone()), line(&format!("x{outlet}")));
            prop_assert_eq!(&source.title, &line(&markup));
            prop_assert_eq!(&source.author, &line(&author));
            prop_assert_eq!(&source.url, &item.url.as_ref().map(address::stored));
        }

        #[test]
        fn any_paragraph_is_shown_as_it_was(markup in "[-#>*_`~\\[\\]()<>!&;:|+=.\\\\ \"'a-c0-9{}@$%^/]{1,80}") {
            let paragraphs = text::paragraphs(&markup);
            let escaped: Vec<String> = paragraphs.iter().map(|p| text::escape_paragraph(p)).collect();
            let plain: String = paragraphs.concat().split_whitespace().collect();
            prop_assert_eq!(seen(&escaped.join("\n\n")), plain);
        }
    }
}

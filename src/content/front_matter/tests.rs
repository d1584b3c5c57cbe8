//! The whole way from text to faults, on a table like the articles'.

mod faults;
mod hostile;
mod places;
mod plain;
mod schema;
mod values;

use super::{Checked, Document, FRONT_MATTER_BYTES, Key, Kind, Table, check, read};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::FileId;

const SOURCE_KEYS: &[Key] = &[
    Key::new("name", Kind::Text, "Name of the outlet.").required(),
    Key::new("title", Kind::Text, "Title of what is cited."),
    Key::new("url", Kind::Url, "Where it stands.").required(),
    Key::new("language", Kind::Choice(&["en", "es"]), "Its language."),
    Key::new("published", Kind::PartialDate, "When it was published."),
];

const IMAGE_KEYS: &[Key] = &[
    Key::new("src", Kind::Text, "A file beside the article.").required(),
    Key::new("alt", Kind::Text, "What it shows."),
];

const FEED_KEYS: &[Key] =
    &[Key::new("items", Kind::Integer { min: 1, max: 500 }, "Entries of a feed.").or(&["count"])];

/// One key of every kind.
const ARTICLE: Table = Table {
    keys: &[
        Key::new("title", Kind::Text, "Headline.").required(),
        Key::new("date", Kind::Date, "Day of publication.").required().or(&["pubDate"]),
        Key::new("updated", Kind::Date, "Last change.").or(&["lastmod", "modified"]),
        Key::new("slug", Kind::Text, "Last part of the address."),
        Key::new("summary", Kind::Prose, "Standfirst.").or(&["description", "excerpt"]),
        Key::new("topics", Kind::List(&Kind::Text), "Paths of topics."),
        Key::new("lead", Kind::Bool, "Whether it comes first | in its edition."),
        Key::new("period", Kind::Choice(&["week", "day", "month"]), "How often."),
        Key::new("sources", Kind::List(&Kind::Object(SOURCE_KEYS)), "What it rests on."),
        Key::new("image", Kind::Object(IMAGE_KEYS), "The picture."),
        Key::new("weights", Kind::MapOf(&Kind::Integer { min: 0, max: i64::MAX }), "Free keys."),
        Key::new("languages", Kind::MapOf(&Kind::Object(IMAGE_KEYS)), "Free keys, objects."),
        Key::new("aliases", Kind::TextOrList, "Old addresses."),
        Key::new("feed", Kind::OneOf(&[Kind::Bool, Kind::Object(FEED_KEYS)]), "A feed or none."),
        Key::new("extra", Kind::Any, "Free data."),
    ],
    hints: &[("layout", "put data for templates under `extra`"), ("tags", "use `topics`")],
};

/// Checks a front matter that is put between fences, so that offsets into the file are tried too.
fn run(yaml: &str) -> (Checked, Vec<Diagnostic>, String) {
    let text = format!("---\n{yaml}---\nBody\n");
    let document = Document { file: FileId(3), text: &text, yaml: 4..4 + yaml.len() };
    let (checked, faults) = match read(&document, FRONT_MATTER_BYTES) {
        Ok(node) => check(node, &ARTICLE, &document),
        Err(fault) => (Checked::default(), vec![fault]),
    };
    (checked, faults, text)
}

/// The one fault of a YAML: code, message, text of its span, help.
fn only(yaml: &str) -> (Code, String, String, String) {
    let (_, mut faults, text) = run(yaml);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    let fault = faults.remove(0);
    let span = fault.span.unwrap();
    assert_eq!(span.file, FileId(3));
    (fault.code, fault.message, text[span.range].to_owned(), fault.help.unwrap_or_default())
}

/// The same for a YAML that starts with a good title and date.
fn after(yaml: &str) -> (Code, String, String, String) {
    only(&format!("title: Talks\ndate: 2018-07-12\n{yaml}"))
}

fn is(found: (Code, String, String, String), code: Code, message: &str, at: &str, help: &str) {
    let (found_code, found_message, found_at, found_help) = found;
    assert_eq!((found_code, &*found_message, &*found_at, &*found_help), (code, message, at, help));
}

/// `count` pieces, one after the other.
fn repeated(count: usize, piece: impl FnMut(usize) -> String) -> String {
    (0..count).map(piece).collect::<Vec<_>>().concat()
}

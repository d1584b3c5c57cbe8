//! The front matter of an article: its table of keys, and the step from checked keys to values.

use jiff::tz::TimeZone;

use super::article::{ArticleFile, Correction, Image, Source, When};
use super::body::Body;
use super::front_matter::{Checked, DateValue, Key, Kind, Table};

/// A list of one-line texts.
pub const TEXTS: Kind = Kind::List(&Kind::Text);

/// Keys of a source.
pub const SOURCE_KEYS: &[Key] = &[
    Key::new("name", Kind::Text, "Name of the outlet.").required().or(&["outlet", "publisher"]),
    Key::new("title", Kind::Text, "Headline or title of what is cited."),
    Key::new("url", Kind::Url, "Where it stands.").or(&["link"]),
    Key::new("archive_url", Kind::Url, "An archived copy of it.").or(&["archive"]),
    Key::new("author", Kind::Text, "Who wrote it.").or(&["by"]),
    Key::new("language", Kind::Text, "BCP 47 tag of its language, such as `es`.").or(&["lang"]),
    Key::new(
        "published",
        Kind::PartialDate,
        "When it was published: a day, or a month or year where no more is known.",
    )
    .or(&["date"]),
    Key::new("accessed", Kind::PartialDate, "When the editor read it."),
];

const IMAGE_KEYS: &[Key] = &[
    Key::new(
        "src",
        Kind::Text,
        "A file beside the article, a path from the site's root, or an http(s) address.",
    )
    .required(),
    Key::new("alt", Kind::Text, "What the picture shows, for those who don't see it.").required(),
    Key::new("credit", Kind::Text, "Who made it."),
    Key::new("caption", Kind::Text, "A line below it."),
];

const CORRECTION_KEYS: &[Key] = &[
    Key::new("date", Kind::Date, "The day on which it was made.").required(),
    Key::new("text", Kind::Prose, "What was wrong, and what is right.").required(),
];

/// What an article's front matter may say. Aliases of other generators are synonyms.
pub const ARTICLE: Table = Table {
    keys: &[
        Key::new("title", Kind::Text, "Headline: one line that says what happened.").required(),
        Key::new(
            "date",
            Kind::Date,
            "Day of publication, or a time with its offset. Required, save in a translation.",
        ),
        Key::new("updated", Kind::Date, "Last change that readers should know of.").or(&[
            "lastmod",
            "modified",
            "last_modified_at",
        ]),
        Key::new("slug", Kind::Text, "Last part of the address; else the file's name without its date."),
        Key::new("summary", Kind::Prose, "Standfirst: one or two sentences below the headline.")
            .or(&["description", "excerpt"]),
        Key::new(
            "topics",
            TEXTS,
            "Paths of topics, such as `migration/asylum`; the first one is the article's section.",
        ),
        Key::new("people", TEXTS, "Names of the people in it."),
        Key::new("organizations", TEXTS, "Names of the organizations in it."),
        Key::new("places", TEXTS, "Names of the places in it; a translation may give its own."),
        Key::new(
            "thread",
            Kind::Text,
            "The ongoing story that it belongs to: the name of a file in `content/threads/`.",
        ),
        Key::new("lead", Kind::Bool, "Whether it comes first in its edition."),
        Key::new("brief", Kind::Bool, "Whether it is a short item, listed last and in short."),
        Key::new("key_facts", TEXTS, "Short statements for the box beside the text."),
        Key::new("sources", Kind::List(&Kind::Object(SOURCE_KEYS)), "What the article rests on."),
        Key::new("image", Kind::Object(IMAGE_KEYS), "The article's picture."),
        Key::new(
            "corrections",
            Kind::List(&Kind::Object(CORRECTION_KEYS)),
            "What was put right after publication.",
        ),
        Key::new("aliases", TEXTS, "Old addresses that lead here, such as `/2018/talks/`.")
            .or(&["redirect_from"]),
        Key::new("draft", Kind::Bool, "Whether it is left out of the site."),
        Key::new("publish_on", Kind::Date, "Left out until then.").or(&["publishDate"]),
        Key::new("expires_on", Kind::Date, "Left out from then on.").or(&["expiryDate"]),
        Key::new(
            "silence",
            Kind::List(&Kind::Choice(crate::diagnostic::SILENCEABLE)),
            "Codes that `digest check` does not tell of this file.",
        ),
        Key::new("extra", Kind::Any, "Free data for templates."),
    ],
    hints: &[
        ("tags", "use `topics`, `people`, `organizations` or `places`"),
        ("categories", "use `topics`"),
        ("taxonomies", "use `topics`, `people` and `organizations` at the top level"),
        ("author", "articles are the digest's; cite others under `sources`, each with its `author`"),
        ("authors", "articles are the digest's; cite others under `sources`, each with its `author`"),
        ("permalink", "set `slug`; patterns of addresses are in `site.yaml` under `permalinks`"),
        ("url", "set `slug`; patterns of addresses are in `site.yaml` under `permalinks`"),
        ("path", "set `slug`; patterns of addresses are in `site.yaml` under `permalinks`"),
        ("layout", "every article has the same layout; put data for templates under `extra`"),
        ("template", "every article has the same layout; put data for templates under `extra`"),
        ("type", "what a file is follows from its folder below `content/`"),
        ("weight", "articles are ordered by date; `lead: true` puts one first in its edition"),
        ("series", "use `thread`"),
        ("published", "use `draft: true` to leave an article out"),
        ("lang", "name the file `name.es.md` to make it the Spanish translation of `name.md`"),
        ("params", "use `extra`"),
    ],
};

/// The article that checked front matter describes. A title that is missing, which is a fault, is empty.
#[must_use]
pub fn article(mut keys: Checked, zone: &TimeZone, body: Body) -> ArticleFile {
    ArticleFile {
        title: keys.text("title").unwrap_or_default(),
        date: when(&mut keys, "date", zone),
        updated: when(&mut keys, "updated", zone),
        slug: keys.text("slug"),
        summary: keys.text("summary"),
        topics: texts(&mut keys, "topics"),
        people: texts(&mut keys, "people"),
        organizations: texts(&mut keys, "organizations"),
        places: texts(&mut keys, "places"),
        thread: keys.text("thread"),
        lead: keys.bool("lead"),
        brief: keys.bool("brief"),
        key_facts: keys.list_of_text("key_facts"),
        sources: sources(&mut keys),
        image: keys.object("image").and_then(image),
        corrections: keys.objects("corrections").into_iter().filter_map(correction).collect(),
        aliases: keys.list_of_text("aliases"),
        draft: keys.bool("draft"),
        publish_on: when(&mut keys, "publish_on", zone),
        expires_on: when(&mut keys, "expires_on", zone),
        silence: keys.list_of_text("silence"),
        extra: keys.any("extra").map(|value| value.to_string()),
        glossary: None,
        body,
    }
}

/// The sources of a document; `None` where the key is absent, so that a translation inherits them.
pub fn sources(keys: &mut Checked) -> Option<Vec<Source>> {
    keys.has("sources").then(|| {
        let objects = keys.objects("sources");
        let mut sources = Vec::with_capacity(objects.len());
        sources.extend(objects.into_iter().filter_map(source));
        sources
    })
}

fn source(mut keys: Checked) -> Option<Source> {
    Some(Source {
        name: keys.text("name")?,
        title: keys.text("title"),
        url: keys.text("url"),
        archive_url: keys.text("archive_url"),
        author: keys.text("author"),
        language: keys.text("language"),
        published: keys.partial_date("published"),
        accessed: keys.partial_date("accessed"),
    })
}

fn image(mut keys: Checked) -> Option<Box<Image>> {
    Some(Box::new(Image {
        src: keys.text("src")?,
        alt: keys.text("alt")?,
        credit: keys.text("credit"),
        caption: keys.text("caption"),
    }))
}

fn correction(mut keys: Checked) -> Option<Correction> {
    Some(Correction { date: keys.date("date")?.day, text: keys.text("text")? })
}

/// A list of texts; `None` where the key is absent, so that a translation inherits it.
fn texts(keys: &mut Checked, name: &str) -> Option<Vec<String>> {
    keys.has(name).then(|| keys.list_of_text(name))
}

/// A date of the front matter in the site's time zone.
pub fn when(keys: &mut Checked, name: &str, zone: &TimeZone) -> Option<When> {
    let DateValue { day, time } = keys.date(name)?;
    Some(match time {
        Some(time) => {
            let seconds = time.timestamp().as_second();
            When { day: zone.to_datetime(time.timestamp()).date(), seconds, timed: true }
        }
        None => When { day, seconds: midnight(day, zone), timed: false },
    })
}

/// Seconds since the Unix epoch at which `day` begins in `zone`.
fn midnight(day: jiff::civil::Date, zone: &TimeZone) -> i64 {
    let start = zone.to_timestamp(day.at(0, 0, 0, 0)).map(jiff::Timestamp::as_second);
    start.unwrap_or_else(|_| i64::from(day.year()) * 31_556_952)
}

//! The table of keys of `site.yaml`; checking, completion schema and reference are made from it.

use super::permalinks::PERMALINK_KEYS;
use super::publish_keys::PUBLISH;
use super::{FEED_FORMATS, OUTPUT_KEYS, WEEKDAYS};
use crate::content::front_matter::{Key, Kind, Table};

const NAVIGATION_KEYS: &[Key] = &[
    Key::new("title", Kind::Text, "Text of the link; else the name of what it leads to."),
    Key::new(
        "to",
        Kind::Text,
        "A section such as `topics`, a path such as `@/pages/about.md`, or an address.",
    )
    .required()
    .or(&["url", "page"]),
];

const PER_PAGE: Kind = Kind::Integer { min: 1, max: 100_000 };

const PAGINATION_KEYS: &[Key] = &[
    Key::new("default", PER_PAGE, "Lists of every kind that is not named here."),
    Key::new("topics", PER_PAGE, "Lists of topics."),
    Key::new("people", PER_PAGE, "Lists of people."),
    Key::new("organizations", PER_PAGE, "Lists of organizations."),
    Key::new("sources", PER_PAGE, "Lists of outlets."),
    Key::new("archives", PER_PAGE, "Lists of years, months, weeks, days and of everything."),
];

const PAGINATION: Kind = Kind::OneOf(&[PER_PAGE, Kind::Object(PAGINATION_KEYS)]);

const NAVIGATION: Key =
    Key::new("navigation", Kind::List(&Kind::Object(NAVIGATION_KEYS)), "Links of the main navigation.");

const GLOSSARY_KEYS: &[Key] = &[Key::new(
    "link_first_mention",
    Kind::Bool,
    "Whether the first mention of a term in an article is a link to the glossary.",
)];

const GLOSSARY: Key = Key::new("glossary", Kind::Object(GLOSSARY_KEYS), "How the glossary is used.");

const LANGUAGE_KEYS: &[Key] = &[
    Key::new("code", Kind::Text, "BCP 47 tag, such as `es`.").required().or(&["tag", "lang"]),
    Key::new("name", Kind::Text, "The language's name in itself, such as `Español`."),
    Key::new("title", Kind::Text, "The site's title in this language."),
    Key::new("description", Kind::Prose, "The site's description in this language."),
    Key::new("permalinks", Kind::Object(PERMALINK_KEYS), "Patterns of addresses in this language."),
    NAVIGATION,
    GLOSSARY,
];

const EDITION_KEYS: &[Key] = &[
    Key::new("period", Kind::Choice(&["week", "month", "day"]), "How often an edition appears."),
    Key::new("first_weekday", Kind::Choice(WEEKDAYS), "The day on which a week's edition begins."),
    Key::new("first_number", Kind::Integer { min: 0, max: 1_000_000 }, "Number of the first edition."),
    Key::new("announce_skipped", Kind::Bool, "Whether periods without an article are announced."),
];

const FEED_KEYS: &[Key] = &[
    Key::new("formats", Kind::List(&Kind::Choice(FEED_FORMATS)), "Formats written."),
    Key::new("entries", Kind::Integer { min: 1, max: 1_000 }, "Newest articles held by a feed."),
    Key::new("full_text", Kind::Bool, "Whether feeds hold whole texts rather than summaries."),
];

const POLICY: Kind = Kind::Choice(&["allow", "deny"]);

const ROBOTS_KEYS: &[Key] = &[
    Key::new("ai", POLICY, "Crawlers of language models, both kinds below."),
    Key::new("ai_training", POLICY, "Crawlers that gather texts to train language models."),
    Key::new("ai_answers", POLICY, "Crawlers that fetch pages to answer readers' questions."),
    Key::new("deny", Kind::List(&Kind::Text), "Names of further crawlers that are to stay away."),
];

const MARKDOWN_KEYS: &[Key] = &[
    Key::new(
        "raw_html",
        Kind::Choice(&["escape", "sanitize"]),
        "Whether HTML is shown as text or sanitised.",
    ),
    Key::new("smart_punctuation", Kind::Bool, "Whether straight quotes become typographic ones."),
];

const IMAGE_KEYS: &[Key] = &[Key::new(
    "widths",
    Kind::List(&Kind::Integer { min: 16, max: 8192 }),
    "Widths in pixels that pictures of articles are offered in; `[]` for their own alone.",
)];

const PROFILE_KEYS: &[Key] =
    &[Key::new("closed", Kind::Bool, "Whether each name used by an article must have a profile.")];

const CHECK_KEYS: &[Key] = &[
    Key::new(
        "silence",
        Kind::List(&Kind::Choice(crate::diagnostic::SILENCEABLE)),
        "Codes that `digest check` does not tell.",
    ),
    Key::new(
        "skip",
        Kind::List(&Kind::Url),
        "Starts of addresses that `digest check --external` does not ask for.",
    ),
    Key::new(
        "archive_api",
        Kind::Url,
        "Where `--suggest-archive` asks for copies; else the Wayback Machine's availability API.",
    ),
];

/// What `site.yaml` may say.
pub const SITE: Table = Table {
    keys: &[
        Key::new("title", Kind::Text, "The site's title.").required(),
        Key::new("description", Kind::Prose, "The site's description."),
        Key::new("base_url", Kind::Url, "Where the site is published, such as `https://example.org`.")
            .required()
            .or(&["baseURL", "baseurl"]),
        Key::new(
            "timezone",
            Kind::Text,
            "Zone in which days begin, such as `America/Mexico_City`; else UTC.",
        )
        .or(&["timeZone"]),
        Key::new("languages", Kind::List(&Kind::Object(LANGUAGE_KEYS)), "Languages, the default one first."),
        Key::new("theme", Kind::Text, "Name of a folder in `themes/`, or of the built-in theme `gazette`."),
        Key::new("output_dir", Kind::Text, "Folder that the site is written to; else `public`.")
            .or(&["publishDir"]),
        Key::new(
            "permalinks",
            Kind::Object(PERMALINK_KEYS),
            "Patterns of addresses in the default language.",
        ),
        Key::new("pagination", PAGINATION, "Items on a page of a list, for all lists or by kind.")
            .or(&["paginate", "paginate_by"]),
        Key::new("editions", Kind::Object(EDITION_KEYS), "How articles are gathered into editions."),
        Key::new("feeds", Kind::Object(FEED_KEYS), "What feeds hold."),
        NAVIGATION,
        GLOSSARY,
        Key::new(
            "outputs",
            Kind::Object(OUTPUT_KEYS),
            "Kinds of output; each is made unless it is `false` here.",
        ),
        Key::new("robots", Kind::Object(ROBOTS_KEYS), "Which crawlers `robots.txt` asks to stay away."),
        Key::new("markdown", Kind::Object(MARKDOWN_KEYS), "How Markdown is read."),
        Key::new("images", Kind::Object(IMAGE_KEYS), "How pictures are published."),
        Key::new("people", Kind::Object(PROFILE_KEYS), "Rules for the names of people."),
        Key::new("organizations", Kind::Object(PROFILE_KEYS), "Rules for the names of organizations."),
        Key::new("publish", PUBLISH, "Where `digest publish` takes the site, by names of your own."),
        Key::new("related", Kind::Integer { min: 0, max: 50 }, "Related articles shown with an article."),
        Key::new("check", Kind::Object(CHECK_KEYS), "What `digest check` looks at."),
        Key::new("extra", Kind::Any, "Free data for templates.").or(&["params"]),
    ],
    hints: &[
        ("languageCode", "list languages under `languages`, the default one first"),
        ("defaultContentLanguage", "list languages under `languages`, the default one first"),
        ("default_language", "list languages under `languages`, the default one first"),
        ("menu", "use `navigation`"),
        ("menus", "use `navigation`"),
        ("taxonomies", "topics, people and organizations are built in; see `outputs`"),
        ("plugins", "there are no plugins"),
    ],
};

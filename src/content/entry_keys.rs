//! The front matter of entries: a table of keys for each kind, and the step to values.

use jiff::tz::TimeZone;

use super::article_keys::{self, SOURCE_KEYS, TEXTS};
use super::body::Body;
use super::entry::{EntryFile, Role};
use super::front_matter::{Checked, Key, Kind, Table};
use super::layout;

const TITLE: Key = Key::new("title", Kind::Text, "Its name. Required, save in a translation.");
const SLUG: Key = Key::new("slug", Kind::Text, "Last part of the address; else the file's name.");
const SUMMARY: Key = Key::new("summary", Kind::Prose, "One sentence on it.").or(&["description", "excerpt"]);
const ALIASES: Key = Key::new("aliases", TEXTS, "Old addresses that lead here.").or(&["redirect_from"]);
const DRAFT: Key = Key::new("draft", Kind::Bool, "Whether it is left out of the site.");
const SOURCES: Key = Key::new("sources", Kind::List(&Kind::Object(SOURCE_KEYS)), "What the text rests on.");
const SILENCE: Key = Key::new(
    "silence",
    Kind::List(&Kind::Choice(crate::diagnostic::SILENCEABLE)),
    "Codes that `digest check` does not tell of this file.",
);
const EXTRA: Key = Key::new("extra", Kind::Any, "Free data for templates.");
const ORDER: Key = Key::new(
    "order",
    Kind::Integer { min: -1_000_000, max: 1_000_000 },
    "Place among its siblings, lowest first.",
)
.or(&["weight"]);
const ALSO: Key = Key::new("also", TEXTS, "Further names and written forms of it.").or(&["also_known_as"]);
const COUNTRY: Key = Key::new("country", Kind::Text, "Two-letter country code, such as `MX`.");

const ROLE_KEYS: &[Key] = &[
    Key::new("role", Kind::Text, "Name of the office or part.").required().or(&["title"]),
    Key::new("from", Kind::PartialDate, "Start: a year, a month or a day."),
    Key::new("to", Kind::PartialDate, "End: a year, a month or a day."),
    Key::new("seen_from", Kind::PartialDate, "First day on which the digest saw them in it."),
    Key::new("seen_to", Kind::PartialDate, "Last day on which the digest saw them in it."),
];

/// Kinds of organizations.
pub const ORGANIZATION_KINDS: &[&str] = &[
    "government",
    "legislature",
    "court",
    "party",
    "company",
    "union",
    "ngo",
    "international",
    "criminal",
    "media",
    "academic",
    "other",
];

const TOPIC: &[Key] = &[TITLE, SLUG, SUMMARY, ORDER, SOURCES, ALIASES, DRAFT, SILENCE, EXTRA];
const PERSON: &[Key] = &[
    TITLE,
    SLUG,
    SUMMARY,
    ALSO,
    COUNTRY,
    Key::new("roles", Kind::List(&Kind::Object(ROLE_KEYS)), "Offices held."),
    SOURCES,
    ALIASES,
    DRAFT,
    SILENCE,
    EXTRA,
];
const ORGANIZATION: &[Key] = &[
    TITLE,
    SLUG,
    SUMMARY,
    ALSO,
    COUNTRY,
    Key::new("kind", Kind::Choice(ORGANIZATION_KINDS), "Kind of organization."),
    SOURCES,
    ALIASES,
    DRAFT,
    SILENCE,
    EXTRA,
];
const THREAD: &[Key] = &[
    TITLE,
    SLUG,
    SUMMARY,
    Key::new("status", Kind::Choice(&["ongoing", "closed"]), "Whether the story goes on."),
    ALIASES,
    DRAFT,
    SILENCE,
    EXTRA,
];
const TERM: &[Key] = &[TITLE, SLUG, SUMMARY, ALSO, SOURCES, DRAFT, SILENCE, EXTRA];
const EDITION: &[Key] = &[
    Key::new("title", Kind::Text, "A title in place of the edition's number."),
    SUMMARY,
    DRAFT,
    SILENCE,
    EXTRA,
];
const PAGE: &[Key] = &[
    TITLE,
    SLUG,
    SUMMARY,
    ORDER,
    Key::new("updated", Kind::Date, "Last change.").or(&["lastmod", "modified", "date"]),
    ALIASES,
    DRAFT,
    SILENCE,
    EXTRA,
];

const HINTS: &[(&str, &str)] = &[
    ("name", "use `title`"),
    ("tags", "entries are not tagged; articles name them"),
    ("parent", "a topic's parent is the folder that its file stands in"),
    ("lang", "name the file `name.es.md` to make it the Spanish translation of `name.md`"),
    ("permalink", "set `slug`; patterns of addresses are in `site.yaml` under `permalinks`"),
    ("url", "set `slug`; patterns of addresses are in `site.yaml` under `permalinks`"),
    ("layout", "every entry of a kind has the same layout; put data for templates under `extra`"),
];

/// The keys that entries of `kind` take. Articles have their own table.
#[must_use]
pub fn table(kind: layout::Kind) -> Table {
    let keys = match kind {
        layout::Kind::Topic => TOPIC,
        layout::Kind::Person => PERSON,
        layout::Kind::Organization => ORGANIZATION,
        layout::Kind::Thread => THREAD,
        layout::Kind::Term => TERM,
        layout::Kind::Edition => EDITION,
        layout::Kind::Page => PAGE,
        layout::Kind::Article => article_keys::ARTICLE.keys,
    };
    Table { keys, hints: HINTS }
}

/// The entry that checked front matter describes.
#[must_use]
pub fn entry(mut keys: Checked, zone: &TimeZone, body: Body) -> EntryFile {
    EntryFile {
        title: keys.text("title"),
        slug: keys.text("slug"),
        summary: keys.text("summary"),
        order: keys.integer("order"),
        also: keys.list_of_text("also"),
        aliases: keys.list_of_text("aliases"),
        draft: keys.bool("draft"),
        sources: article_keys::sources(&mut keys),
        roles: keys.objects("roles").into_iter().filter_map(role).collect(),
        country: keys.text("country"),
        kind: keys.text("kind"),
        closed: keys.text("status").map(|status| status == "closed"),
        updated: article_keys::when(&mut keys, "updated", zone),
        silence: keys.list_of_text("silence"),
        extra: keys.any("extra").map(|value| value.to_string()),
        body,
    }
}

fn role(mut keys: Checked) -> Option<Role> {
    let (from, to) = (keys.partial_date("from"), keys.partial_date("to"));
    let (seen_from, seen_to) = (keys.partial_date("seen_from"), keys.partial_date("seen_to"));
    Some(Role { role: keys.text("role")?, from, to, seen_from, seen_to })
}

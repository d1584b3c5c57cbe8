//! Random settings of a site: every switch of `site.yaml` is turned now and then.

use std::fmt::Write as _;

use super::documents::{quoted, words};
use crate::random::Random;

const OUTPUTS: &[&str] = &[
    "topics",
    "threads",
    "people",
    "organizations",
    "editions",
    "archive",
    "years",
    "months",
    "weeks",
    "days",
    "sources",
    "glossary",
    "corrections",
    "pages",
    "site_feeds",
    "topic_feeds",
    "thread_feeds",
    "people_feeds",
    "sitemap",
    "news_sitemap",
    "robots",
    "not_found",
    "redirects",
];

pub(super) fn settings(random: &mut Random) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").unwrap();
    line(format!("title: {}", quoted(&words(random, 3))));
    line(format!("base_url: {}", random.pick(&["https://test.example", "https://test.example/digest"])));
    line(format!("timezone: {}", random.pick(&["UTC", "America/Mexico_City", "Pacific/Kiritimati"])));
    languages(random, &mut line);
    line(format!("pagination: {}", random.pick(&["2", "4", "{default: 3, archives: 2}", "30"])));
    line(format!("related: {}", random.pick(&[0, 2, 5])));
    let period = random.pick(&["week", "week", "month", "day"]);
    let weekday = random.pick(&["monday", "sunday"]);
    let (number, announce) = (random.below(3), random.chance(70));
    line(format!(
        "editions: {{period: {period}, first_weekday: {weekday}, first_number: {number}, announce_skipped: {announce}}}"
    ));
    let formats = random.pick(&["[atom]", "[atom, json]", "[rss]", "[]"]);
    let (entries, full_text) = (random.pick(&[2, 20]), random.chance(50));
    line(format!("feeds: {{formats: {formats}, entries: {entries}, full_text: {full_text}}}"));
    let off: Vec<String> =
        OUTPUTS.iter().filter(|_| random.chance(4)).map(|name| format!("{name}: false")).collect();
    line(format!("outputs: {{{}}}", off.join(", ")));
    let (raw, smart) = (random.pick(&["escape", "sanitize"]), random.chance(70));
    line(format!("markdown: {{raw_html: {raw}, smart_punctuation: {smart}}}"));
    if random.chance(20) {
        line("glossary: {link_first_mention: false}".to_owned());
    }
    if random.chance(4) {
        line("people: {closed: true}".to_owned());
    }
    if random.chance(30) {
        line("navigation: [{to: archive}, {to: \"/2024/\", title: \"2024\"}]".to_owned());
    }
    if random.chance(20) {
        line("permalinks: {article: \"/:year/:slug.html\", topic: \"/t/:path/\"}".to_owned());
    }
    out
}

fn languages(random: &mut Random, line: &mut impl FnMut(String)) {
    line("languages:".to_owned());
    line("  - {code: en, name: English}".to_owned());
    if random.chance(90) {
        let title = quoted(&words(random, 2));
        let own = if random.chance(20) { ", permalinks: {person: \"/gente/:slug/\"}" } else { "" };
        let links = if random.chance(20) { ", glossary: {link_first_mention: true}" } else { "" };
        line(format!("  - {{code: es, name: Español, title: {title}{own}{links}}}"));
    }
}

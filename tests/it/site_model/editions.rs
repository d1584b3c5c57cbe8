//! Editions: what is in them, in which order, how they are numbered, and what is skipped.

use issue_digest::Digest;
use issue_digest::site::Edition;

use super::{name, names, probe};
use crate::support::{SITE, article, digest, document, text};

fn with_editions(settings: &str, fixture: &str) -> Digest {
    digest(&format!("=== site.yaml\n{SITE}editions: {{{settings}}}\n{fixture}"))
}

/// Articles on these days, named `a`, `b`, `c` ….
fn on(days: &[&str]) -> String {
    days.iter().zip('a'..).map(|(day, name)| article(&name.to_string(), &format!("date: {day}"))).collect()
}

fn periods(digest: &Digest) -> Vec<(u32, String, String, String)> {
    let period = |edition: &Edition| {
        (
            edition.number,
            edition.key.clone(),
            edition.period.first.to_string(),
            edition.period.last.to_string(),
        )
    };
    digest.site.editions.list.iter().map(period).collect()
}

fn expected(periods: &[(u32, &str, &str, &str)]) -> Vec<(u32, String, String, String)> {
    periods.iter().map(|(n, key, first, last)| (*n, (*key).into(), (*first).into(), (*last).into())).collect()
}

fn lead_of(fixture: &str) -> String {
    let digest = digest(fixture);
    name(&digest, digest.site.editions.list[0].lead).to_owned()
}

const TWO_SOURCES: &str = "sources: [{name: A}, {name: B}]";
const ONE_SOURCE: &str = "sources: [{name: A}]";

#[test]
fn a_marked_lead_comes_first() {
    let fixture = article("a", "date: 2018-07-10\nlead: true")
        + &article("b", &format!("date: 2018-07-12\n{TWO_SOURCES}"))
        + &article("c", "date: 2018-07-13");
    assert_eq!(lead_of(&fixture), "a");
    let two = fixture + &article("d", "date: 2018-07-11\nlead: true");
    assert_eq!(lead_of(&two), "d", "of two marked leads the newer one");
}

#[test]
fn else_the_best_sourced_article_that_is_no_brief() {
    let fixture = article("a", &format!("date: 2018-07-10\n{TWO_SOURCES}"))
        + &article("b", &format!("date: 2018-07-12\n{ONE_SOURCE}"))
        + &article("c", "date: 2018-07-13\nbrief: true\nsources: [{name: A}, {name: B}, {name: C}]");
    assert_eq!(lead_of(&fixture), "a");
    let even = article("a", "date: 2018-07-10") + &article("b", "date: 2018-07-12");
    assert_eq!(lead_of(&even), "b", "with as many sources the newer one");
    let briefs =
        article("a", "date: 2018-07-10\nbrief: true") + &article("b", "date: 2018-07-12\nbrief: true");
    assert_eq!(lead_of(&briefs), "b", "an edition of briefs has a lead too");
}

#[test]
fn sections_follow_the_topics_and_briefs_come_last() {
    let fixture = document("topics/b/_index.md", "title: B\norder: 1", "")
        + &document("topics/b/deep.md", "title: Deep", "")
        + &document("topics/a.md", "title: A\norder: 2", "")
        + &article("lead", "date: 2018-07-09\nlead: true\ntopics: [a]")
        + &article("n", "date: 2018-07-15")
        + &article("a1", "date: 2018-07-14\ntopics: [a, b]")
        + &article("b1", "date: 2018-07-10\ntopics: [b/deep]")
        + &article("b2", "date: 2018-07-11\ntopics: [b]")
        + &article("x", "date: 2018-07-12\nbrief: true\ntopics: [b]")
        + &article("y", "date: 2018-07-13\nbrief: true");
    let digest = digest(&fixture);
    assert_eq!(digest.site.editions.list.len(), 1);
    let edition = &digest.site.editions.list[0];
    let sections: Vec<_> = (edition.sections.iter())
        .map(|(topic, ids)| (topic.map(|id| &*digest.site.topic(id).path), names(&digest, ids)))
        .collect();
    assert_eq!(name(&digest, edition.lead), "lead");
    assert_eq!(sections, [(Some("b"), vec!["b2", "b1"]), (Some("a"), vec!["a1"]), (None, vec!["n"])]);
    assert_eq!(names(&digest, &edition.briefs), ["y", "x"]);
    assert_eq!(edition.count, 7);
}

#[test]
fn weeks_are_numbered_and_gaps_are_told() {
    let fixture = on(&["2018-07-12", "2018-07-15", "2018-07-16", "2018-08-13"]);
    let digest = with_editions("period: week, first_number: 40", &fixture);
    let weeks = [
        (42, "2018-w33", "2018-08-13", "2018-08-19"),
        (41, "2018-w29", "2018-07-16", "2018-07-22"),
        (40, "2018-w28", "2018-07-09", "2018-07-15"),
    ];
    assert_eq!(periods(&digest), expected(&weeks));
    let gaps: Vec<_> = (digest.site.editions.list.iter())
        .map(|edition| edition.gap.map(|gap| (gap.first.to_string(), gap.last.to_string(), gap.count)))
        .collect();
    assert_eq!(gaps, [Some(("2018-07-23".into(), "2018-08-12".into(), 3)), None, None]);
    assert_eq!(digest.site.editions.of_article, [0, 1, 2, 2]);
    let silent = with_editions("announce_skipped: false", &fixture);
    assert!(silent.site.editions.list.iter().all(|edition| edition.gap.is_none()));
}

#[test]
fn a_skipped_period_is_announced_on_the_page() {
    let files = crate::support::site(&on(&["2018-07-12", "2018-07-26"]));
    let page = text(&files, "editions/2018-w30/index.html");
    assert!(page.contains("There was no edition for July 16–22, 2018."), "{page}");
    let page = text(&files, "es/ediciones/2018-w30/index.html");
    assert!(page.contains("No hubo edición en el periodo 16–22 de julio de 2018."), "{page}");
    assert!(!text(&files, "editions/2018-w28/index.html").contains("There was no edition"));
}

#[test]
fn a_week_begins_on_the_chosen_day() {
    let fixture = on(&["2018-07-14", "2018-07-15"]);
    let sunday = with_editions("first_weekday: sunday", &fixture);
    let weeks = [(2, "2018-w29", "2018-07-15", "2018-07-21"), (1, "2018-w28", "2018-07-08", "2018-07-14")];
    assert_eq!(periods(&sunday), expected(&weeks));
    let thursday = with_editions("first_weekday: thursday", &fixture);
    assert_eq!(periods(&thursday), expected(&[(1, "2018-w28", "2018-07-12", "2018-07-18")]));
}

/// Every week of ten years has a key of its own, whatever day it begins on.
#[test]
fn no_two_weeks_have_the_same_key() {
    use issue_digest::date::Cadence;
    for weekday in [jiff_day(0), jiff_day(3), jiff_day(6)] {
        let cadence = Cadence::Week(weekday);
        let mut period = cadence.period("2015-01-01".parse().unwrap());
        let mut keys = std::collections::BTreeSet::new();
        for _ in 0..530 {
            assert!(keys.insert(cadence.key(period)), "{} stands twice", cadence.key(period));
            period = cadence.next(period);
        }
    }
}

fn jiff_day(offset: i8) -> jiff::civil::Weekday {
    jiff::civil::Weekday::from_monday_zero_offset(offset).unwrap()
}

#[test]
fn months_and_days() {
    let fixture = on(&["2018-11-30", "2018-12-01", "2019-02-28"]);
    let months = [
        (3, "2019-02", "2019-02-01", "2019-02-28"),
        (2, "2018-12", "2018-12-01", "2018-12-31"),
        (1, "2018-11", "2018-11-01", "2018-11-30"),
    ];
    let digest = with_editions("period: month", &fixture);
    assert_eq!(periods(&digest), expected(&months));
    assert_eq!(digest.site.editions.list[0].gap.unwrap().count, 1);
    assert!(digest.plan.page_at("editions/2018-12/index.html").is_some());
    let days = [
        (3, "2019-02-28", "2019-02-28", "2019-02-28"),
        (2, "2018-12-01", "2018-12-01", "2018-12-01"),
        (1, "2018-11-30", "2018-11-30", "2018-11-30"),
    ];
    let digest = with_editions("period: day", &fixture);
    assert_eq!(periods(&digest), expected(&days));
    assert_eq!(digest.site.editions.list[0].gap.unwrap().count, 88);
    assert_eq!(digest.site.editions.list[1].gap, None);
}

#[test]
fn a_note_belongs_to_its_edition() {
    let fixture = on(&["2018-07-12", "2018-07-16"])
        + &document("editions/2018-W28.md", "title: The first week", "A *note*.")
        + &document("editions/2018-W28.es.md", "title: La primera semana", "Una nota.");
    let template = "{{ edition.title or \"-\" }}|{{ head.title }}|{{ content | safe }}|{{ previous?.title or \"-\" }}|{{ next?.title or \"-\" }}";
    let files = probe(&fixture, "edition.html", template);
    assert_eq!(
        text(&files, "editions/2018-w28/index.html").trim(),
        "The first week|The first week · July 9–15, 2018|<p>A <em>note</em>.</p>\n|-|No. 2 · July 16–22, 2018"
    );
    assert_eq!(
        text(&files, "es/ediciones/2018-w28/index.html").trim(),
        "La primera semana|La primera semana · 9–15 de julio de 2018|<p>Una nota.</p>\n|-|Núm. 2 · 16–22 de julio de 2018"
    );
    assert_eq!(
        text(&files, "editions/2018-w29/index.html").trim(),
        "-|No. 2 · July 16–22, 2018||The first week · July 9–15, 2018|-"
    );
}

/// The front page shows the newest edition and then older articles, none of them twice.
#[test]
fn the_front_page_holds_the_newest_edition_and_what_was_before() {
    let fixture = on(&["2018-07-12", "2018-07-16", "2018-07-17"]);
    let template = "{{ edition.number }} {{ edition.lead.title }} {% for s in edition.sections %}{% for c in s.cards %}{{ c.title }}{% endfor %}{% endfor %} | {% for c in latest %}{{ c.title }}{% endfor %}";
    let files = probe(&fixture, "home.html", template);
    assert_eq!(text(&files, "index.html").trim(), "2 c b | a");
}

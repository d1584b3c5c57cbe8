//! Pictures of the data and what stands beside them: they speak, they count right, no clock moves them.

use super::{by_path, html_pages};
use crate::support::{article, shipped, site, text};

/// What stands between `from` and the next `to`.
fn between<'t>(source: &'t str, from: &str, to: &str) -> &'t str {
    let start = source.find(from).unwrap_or_else(|| panic!("there is no `{from}`"));
    source[start..].split(to).next().unwrap()
}

/// The numbers after each `before`.
fn numbers(source: &str, before: &str) -> Vec<usize> {
    let parts = source.split(before).skip(1);
    parts.map(|part| part.split('<').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn every_picture_has_a_text_or_is_decoration() {
    let mut speaking = 0;
    for page in html_pages() {
        for svg in page.tags.iter().filter(|tag| tag.starts("svg")) {
            let hidden = svg.get("aria-hidden").as_deref() == Some("true");
            let speaks = svg.get("role").as_deref() == Some("img") && svg.get("aria-label").is_some();
            assert!(hidden != speaks, "{}: an `svg` is neither hidden nor has a text", page.path);
            speaking += usize::from(speaks);
        }
    }
    assert!(speaking > 100, "only {speaking} pictures of data were found");
}

/// The table behind the archive's picture has every article once: 120 months are not over yet.
#[test]
fn the_archive_counts_every_article_once() {
    let count = shipped().0.article_count();
    for path in ["archive/index.html", "es/archivo/index.html"] {
        let source = by_path()[path].source;
        let table = between(source, "<tbody>", "</tbody>");
        let rows: Vec<Vec<usize>> = table.split("<tr>").skip(1).map(|row| numbers(row, "<td>")).collect();
        for row in &rows {
            let (total, topics) = row.split_last().unwrap();
            assert_eq!(topics.iter().sum::<usize>(), *total, "{path}: a row does not add up");
        }
        assert_eq!(rows.iter().filter_map(|row| row.last()).sum::<usize>(), count, "{path}: the picture");
        assert_eq!(numbers(source, "<b>").iter().sum::<usize>(), count, "{path}: the heat map");
    }
}

#[test]
fn the_front_page_shows_the_same_dates_of_earlier_years_only() {
    let fixture: String = [
        ("newest", "2021-07-15"),
        ("same-week-day", "2021-07-12"),
        ("before-one-year", "2020-07-18"),
        ("before-three-years", "2018-07-12"),
        ("other-week", "2019-07-20"),
        ("other-month", "2019-08-12"),
    ]
    .map(|(name, day)| article(name, &format!("date: {day}")))
    .concat();
    let files = site(&fixture);
    let page = text(&files, "index.html");
    let section = between(page, "class=\"on-these-days\"", "</section>");
    let named: Vec<&str> = section.split("datetime=\"").skip(1).map(|part| &part[..10]).collect();
    assert_eq!(named, ["2020-07-18", "2018-07-12"]);
}

#[test]
fn a_person_has_a_chronology_by_year() {
    let fixture: String = [("a", "2018-07-12"), ("b", "2020-01-05"), ("c", "2018-03-01")]
        .map(|(name, day)| article(name, &format!("date: {day}\npeople: [Ana Ruiz]")))
        .concat();
    let files = site(&fixture);
    let page = text(&files, "people/ana-ruiz/index.html");
    let chronology = between(page, "class=\"chronology\"", "</main>");
    let years: Vec<&str> = chronology.split("<h3>").skip(1).map(|part| &part[..4]).collect();
    assert_eq!(years, ["2020", "2018"]);
    let days: Vec<&str> = chronology.split("datetime=\"").skip(1).map(|part| &part[..10]).collect();
    assert_eq!(days, ["2020-01-05", "2018-07-12", "2018-03-01"]);
}

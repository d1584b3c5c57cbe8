//! Order of articles, the calendar, and pages of lists.

use issue_digest::plan::{Page, Scope};

use super::{all_names, probe};
use crate::support::{SITE, article, digest, text};

#[test]
fn articles_are_newest_first_and_ties_are_broken_by_time_and_then_by_name() {
    let fixture = article("d", "date: 2018-07-12")
        + &article("a", "date: 2018-07-12")
        + &article("b", "date: 2018-07-12T09:00:00-06:00")
        + &article("c", "date: 2018-07-12T08:00:00-06:00")
        + &article("old", "date: 2017-12-31")
        + &article("new", "date: 2018-07-13");
    assert_eq!(all_names(&digest(&fixture)), ["new", "b", "c", "a", "d", "old"]);
}

/// The same instant, written with two offsets, is a tie.
#[test]
fn offsets_do_not_change_the_order() {
    let fixture =
        article("b", "date: 2018-07-12T12:00:00+02:00") + &article("a", "date: 2018-07-12T04:00:00-06:00");
    assert_eq!(all_names(&digest(&fixture)), ["a", "b"]);
}

#[test]
fn an_instant_counts_on_its_day_in_the_site_s_time_zone() {
    let late = article("late", "date: 2018-07-12T23:30:00-05:00");
    let day = |fixture: &str| digest(fixture).site.articles[0].date.day.to_string();
    assert_eq!(day(&late), "2018-07-13");
    let zoned = format!("=== site.yaml\n{SITE}timezone: America/Mexico_City\n{late}");
    assert_eq!(day(&zoned), "2018-07-12");
    let digest = digest(&zoned);
    assert!(digest.plan.page_at("2018/07/12/late/index.html").is_some());
}

#[test]
fn archives_count_every_article_once() {
    let days = ["2018-12-31", "2018-12-31", "2018-12-30", "2019-01-01", "2019-01-07", "2020-02-29"];
    let fixture: String = days
        .iter()
        .zip('a'..)
        .map(|(day, name)| article(&name.to_string(), &format!("date: {day}")))
        .collect();
    let digest = digest(&fixture);
    let calendar = &digest.site.calendar;
    let years: Vec<_> = calendar.years.iter().map(|run| (run.key, run.articles().len())).collect();
    assert_eq!(years, [(2020, 1), (2019, 2), (2018, 3)]);
    let months: Vec<_> =
        calendar.months.iter().map(|run| (run.key.year, run.key.month, run.articles().len())).collect();
    assert_eq!(months, [(2020, 2, 1), (2019, 1, 2), (2018, 12, 3)]);
    // 30 December 2018 is a Sunday; the Monday after it begins the first ISO week of 2019.
    let weeks: Vec<_> =
        calendar.weeks.iter().map(|run| (run.key.to_string(), run.articles().len())).collect();
    let expected = [("2020-W09", 1), ("2019-W02", 1), ("2019-W01", 3), ("2018-W52", 1)];
    assert_eq!(weeks, expected.map(|(week, count)| (week.to_owned(), count)));
    let days: Vec<_> = calendar.days.iter().map(|run| (run.key.to_string(), run.articles().len())).collect();
    let expected =
        [("2020-02-29", 1), ("2019-01-07", 1), ("2019-01-01", 1), ("2018-12-31", 2), ("2018-12-30", 1)];
    assert_eq!(days, expected.map(|(day, count)| (day.to_owned(), count)));
}

#[test]
fn archive_pages_exist_for_spans_with_articles_and_for_no_others() {
    let digest = digest(&(article("a", "date: 2018-12-31") + &article("b", "date: 2020-02-29")));
    let has = |path: &str| digest.plan.page_at(path).is_some();
    for path in ["2018", "2018/12", "2018/12/31", "2019/w01", "2020", "2020/02", "2020/02/29", "2020/w09"] {
        assert!(
            has(&format!("{path}/index.html")) && has(&format!("es/{}/index.html", path.replace('w', "s"))),
            "{path}"
        );
    }
    for path in ["2019", "2019/01", "2018/11", "2018/w53", "2018/w01", "2020/02/28"] {
        assert!(!has(&format!("{path}/index.html")), "{path}");
    }
}

#[test]
fn lists_are_cut_into_pages_that_hold_every_article_once() {
    let fixture: String = (1..=7)
        .map(|day| article(&format!("a{day}"), &format!("date: 2018-07-0{day}\npeople: [Ana]")))
        .collect();
    let site = format!("=== site.yaml\n{SITE}pagination: {{default: 3, people: 2}}\n");
    let template = "{% for card in cards %}{{ card.title }} {% endfor %}| {{ pager.number }}/{{ pager.total }} {{ pager.previous or \"-\" }} {{ pager.next or \"-\" }} | {{ count }}";
    let files = probe(&(site.clone() + &fixture), "latest.html", template);
    assert_eq!(text(&files, "latest/index.html").trim(), "a7 a6 a5 | 1/3 - /latest/page/2/ | 7");
    assert_eq!(
        text(&files, "latest/page/2/index.html").trim(),
        "a4 a3 a2 | 2/3 /latest/ /latest/page/3/ | 7"
    );
    assert_eq!(text(&files, "latest/page/3/index.html").trim(), "a1 | 3/3 /latest/page/2/ - | 7");
    assert!(
        !files.contains_key("latest/page/1/index.html") && !files.contains_key("latest/page/4/index.html")
    );
    let files = probe(&(site + &fixture), "person.html", template);
    assert_eq!(text(&files, "people/ana/page/4/index.html").trim(), "a1 | 4/4 /people/ana/page/3/ - | 7");
}

/// Permalinks that end with a file name put the further pages into a folder of that name.
#[test]
fn pages_of_a_list_whose_address_is_a_file() {
    let fixture: String =
        (1..=3).map(|day| article(&format!("a{day}"), &format!("date: 2018-07-0{day}"))).collect();
    let digest =
        digest(&format!("=== site.yaml\n{SITE}pagination: 2\npermalinks: {{latest: /all.html}}\n{fixture}"));
    let latest = |number| Page::Listing(issue_digest::language::LanguageId::DEFAULT, Scope::Latest, number);
    assert_eq!(digest.plan.page_at("all.html"), Some(latest(1)));
    assert_eq!(digest.plan.page_at("all/page/2/index.html"), Some(latest(2)));
}

#[test]
fn neighbours_in_time_are_those_with_articles() {
    let fixture = article("a", "date: 2016-05-01")
        + &article("b", "date: 2018-07-12")
        + &article("c", "date: 2018-07-13");
    let template = "{{ previous?.title or \"-\" }} < {{ title }} > {{ next?.title or \"-\" }}";
    let files = probe(&fixture, "article.html", template);
    assert_eq!(text(&files, "2016/05/01/a/index.html").trim(), "- < a > b");
    assert_eq!(text(&files, "2018/07/12/b/index.html").trim(), "a < b > c");
    assert_eq!(text(&files, "2018/07/13/c/index.html").trim(), "b < c > -");
    let files = probe(&fixture, "year.html", template);
    assert_eq!(text(&files, "2018/index.html").trim(), "2016 < 2018 > -");
    let files = probe(&fixture, "day.html", template);
    assert_eq!(text(&files, "2018/07/12/index.html").trim(), "May 1, 2016 < July 12, 2018 > July 13, 2018");
    let files = probe(&fixture, "week.html", template);
    assert_eq!(text(&files, "es/2018/s28/index.html").trim(), "Semana 17 de 2016 < Semana 28 de 2018 > -");
}

//! `robots.txt`: whom it turns away, by the policy of `site.yaml`.

use issue_digest::render::robots::{ANSWERS, LISTED, TRAINING};

use crate::support::{article, check, repository, site, text};

/// The crawlers that may not read anything, and whether all others may read everything.
fn denied(policy: &str) -> Vec<String> {
    let yaml = format!("=== site.yaml\ntitle: T\nbase_url: https://t.example/sub\n{policy}\n");
    let shown = site(&format!("{yaml}{}", article("a", "date: 2018-07-12")));
    let (mut denied, mut allowed) = (Vec::new(), Vec::new());
    let file = text(&shown, "robots.txt");
    assert!(file.ends_with("Sitemap: https://t.example/sub/sitemap-news.xml\n"), "{file}");
    for group in file.split("\n\n").filter(|group| !group.starts_with("Sitemap:")) {
        let names = group.lines().filter_map(|line| line.strip_prefix("User-agent: ")).map(str::to_owned);
        let rules: Vec<&str> = group.lines().filter(|line| line.contains("llow:")).collect();
        match rules[..] {
            ["Disallow: /"] => denied.extend(names),
            ["Allow: /"] => allowed.extend(names),
            _ => panic!("{group}"),
        }
    }
    assert_eq!(allowed, ["*"]);
    denied
}

fn names(list: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    list.iter().map(|(name, _)| *name).collect()
}

#[test]
fn everybody_may_read_unless_the_site_says_otherwise() {
    assert!(denied("").is_empty());
    assert!(denied("robots: {ai: allow}").is_empty());
}

#[test]
fn each_kind_of_crawler_has_a_policy() {
    let both = [names(TRAINING), names(ANSWERS)].concat();
    assert_eq!(denied("robots: {ai: deny}"), both);
    assert_eq!(denied("robots: {ai_training: deny}"), names(TRAINING));
    assert_eq!(denied("robots: {ai_answers: deny}"), names(ANSWERS));
    assert_eq!(denied("robots: {ai: deny, ai_answers: allow}"), names(TRAINING));
    assert_eq!(denied("robots: {deny: [BadBot, \"Worse-Bot_2.0\"]}"), ["BadBot", "Worse-Bot_2.0"]);
}

#[test]
fn a_name_that_would_break_the_file_is_a_fault() {
    for name in ["*", "Bad Bot", "Bot\\nAllow: /", "Bot/1.0"] {
        let said = check(&format!(
            "=== site.yaml\ntitle: T\nbase_url: https://t.example\nrobots: {{deny: [\"{name}\"]}}\n"
        ));
        assert!(said.starts_with("error["), "`{name}`: {said}");
    }
    let said = check("=== site.yaml\ntitle: T\nbase_url: https://t.example\nrobots: {deny: [Bad Bot]}\n");
    assert!(said.contains("`Bad Bot` is no name of a crawler\n --> site.yaml:3:17\n"), "{said}");
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The guide has the same list, with its date.
#[test]
fn the_guide_lists_every_crawler() {
    let guide = std::fs::read_to_string(repository().join("docs/editors-guide.md")).unwrap();
    assert!(guide.contains(&format!("as known on {LISTED}")));
    for (name, operator) in TRAINING.iter().chain(ANSWERS) {
        assert!(words(&guide).contains(&format!("`{name}` ({operator})")), "`{name}` ({operator})");
    }
}

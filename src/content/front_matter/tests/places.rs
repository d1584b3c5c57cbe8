//! Places of keys and values in the YAML.

use super::super::{Part, Step, locate};

fn steps(path: &str) -> Vec<Step> {
    path.split('/')
        .map(|step| match (step.parse(), step.split_once('#')) {
            (Ok(at), _) => Step::Index(at),
            (_, Some((key, n))) => Step::Nth(key.to_owned().into(), n.parse().unwrap()),
            _ => Step::Key(step.to_owned().into()),
        })
        .collect()
}

fn value<'a>(yaml: &'a str, path: &str) -> &'a str {
    &yaml[locate(yaml, &[], &steps(path), Part::Value)]
}

fn key<'a>(yaml: &'a str, path: &str) -> &'a str {
    &yaml[locate(yaml, &[], &steps(path), Part::Key)]
}

#[test]
fn block_maps_and_lists_at_any_indentation() {
    let yaml = "# c: 1\na:\n- x: 1\n  y: é\n-   z: 3 # note\nb:\n    - - p\n      - q\nc: true\n";
    assert_eq!(value(yaml, "a/0/x"), "1");
    assert_eq!(value(yaml, "a/0/y"), "é");
    assert_eq!(value(yaml, "a/1/z"), "3");
    assert_eq!(value(yaml, "b/0/1"), "q");
    assert_eq!(value(yaml, "c"), "true");
    assert_eq!(key(yaml, "a/0/y"), "y");
    assert_eq!(value(yaml, "a"), "- x: 1");
    assert_eq!(value(yaml, "a/0"), "x: 1");
}

#[test]
fn flow_collections() {
    let yaml = "a: {b: [1, \"x]\", 'it''s'], 'c d': e f}, # g\nz: [\n  p,\n  q]\n";
    let yaml = yaml.replace("}, #", "} #");
    assert_eq!(value(&yaml, "a/b/1"), "\"x]\"");
    assert_eq!(value(&yaml, "a/b"), "[1, \"x]\", 'it''s']");
    assert_eq!(value(&yaml, "a/b/2"), "'it''s'");
    assert_eq!(value(&yaml, "a/c d"), "e f");
    assert_eq!(key(&yaml, "a/c d"), "'c d'");
    assert_eq!(value(&yaml, "z"), "[");
    assert_eq!(value(&yaml, "z/1"), "q");
}

#[test]
fn scalars_of_every_style() {
    let yaml = "a: |\n  x: 1\n  y\nb: >-\n  z\nc: one\n  two\nd: \"one\n  two\"\ne: &n 'x'\nf: *n\n\"g\\t\": 1\nh:\ni: -1.5\n";
    assert_eq!(value(yaml, "a"), "|");
    assert_eq!(value(yaml, "b"), ">-");
    assert_eq!(value(yaml, "c"), "one");
    assert_eq!(value(yaml, "d"), "\"one");
    assert_eq!(value(yaml, "e"), "'x'");
    assert_eq!(value(yaml, "f"), "'x'", "an alias leads to what it stands for");
    assert_eq!(key(yaml, "f"), "f");
    assert_eq!(value(yaml, "h"), "h", "the key where there is no value");
    assert_eq!(value(yaml, "i"), "-1.5");
}

#[test]
fn duplicates_and_what_is_not_there() {
    let yaml = "a: 1\nb:\n  c: 2\na: 3\na: {d: 4}\n";
    assert_eq!(value(yaml, "a#1"), "3");
    assert_eq!(value(yaml, "a#2/d"), "4");
    assert_eq!(locate(yaml, &[], &steps("a#2"), Part::Key), 20..21);
    assert_eq!(value(yaml, "b/x/y"), "c: 2");
    assert_eq!(value(yaml, "nothing/5"), "a: 1");
    assert_eq!(value("", "a"), "");
    assert_eq!(value("a: [", "a/5"), "[");
}

//! Values that are good, as the getters give them.

use jiff::civil::date;

use super::super::{Document, Node, Part, SITE_BYTES, Value, check, read};
use super::{ARTICLE, run};
use crate::source::FileId;

const FULL: &str = r#"title: "  López Obrador: el diálogo "   # trimmed
date: 2018-07-12T23:30:00-06:00
lastmod: 2018-07-13
description: >
  A delegation
  came.
topics: &topics
- diplomacy
- 'migration'
lead: true
period: week
sources:
  - name: EFE
    url: HTTPS://user.example.org:8080/a?b#c
    published: 2018
  - {name: "AP", url: 'https://ñandú.mx', language: es, published: 2018-07}
image:
    src: a.jpg
weights: {b: 2, a: 1}
languages: {es: {src: b.jpg}}
aliases: /old/
feed: {items: 20}
extra:
  copy: *topics
  deep: {n: 1, f: 1.5, t: "a\nb", nothing: ~}
slug: ~
"#;

#[test]
fn good_values_come_typed_by_canonical_name() {
    let (mut keys, faults, _) = run(FULL);
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(keys.text("title").as_deref(), Some("López Obrador: el diálogo"));
    assert!(!keys.has("title") && keys.text("title").is_none(), "taken once");
    let day = keys.date("date").unwrap();
    assert_eq!(
        (day.day, day.time.unwrap().timestamp().to_string().as_str()),
        (date(2018, 7, 12), "2018-07-13T05:30:00Z")
    );
    assert_eq!(keys.date("updated").unwrap().day, date(2018, 7, 13));
    assert_eq!(keys.text("summary").as_deref(), Some("A delegation came."));
    assert_eq!(keys.list_of_text("topics"), ["diplomacy", "migration"]);
    assert_eq!(keys.bool("lead"), Some(true));
    assert_eq!(keys.text("period").as_deref(), Some("week"));
    assert_eq!(keys.list_of_text("aliases"), ["/old/"]);
    assert_eq!(keys.object("image").unwrap().text("src").as_deref(), Some("a.jpg"));
    let weights = keys.map("weights").into_iter().map(|(key, value)| (key, value.into_integer().unwrap()));
    assert_eq!(weights.collect::<Vec<_>>(), [("b".to_owned(), 2), ("a".to_owned(), 1)]);
    assert!(!keys.has("slug") && keys.text("slug").is_none());
}

#[test]
fn objects_free_maps_and_json() {
    let (mut keys, _, _) = run(FULL);
    let mut sources = keys.objects("sources");
    assert_eq!(sources.len(), 2);
    assert_eq!(sources[0].partial_date("published").unwrap().to_string(), "2018");
    assert_eq!(sources[1].partial_date("published").unwrap().to_string(), "2018-07");
    assert_eq!(sources[1].text("url").as_deref(), Some("https://ñandú.mx"));
    assert_eq!(keys.value("feed").and_then(Value::into_object).unwrap().integer("items"), Some(20));
    let languages = keys.map("languages");
    assert_eq!(languages[0].0, "es");
    assert_eq!(
        keys.any("extra").unwrap().to_string(),
        r#"{"copy":["diplomacy","migration"],"deep":{"n":1,"f":1.5,"t":"a\nb","nothing":null}}"#
    );
}

#[test]
fn a_value_at_fault_is_absent_and_the_others_are_not() {
    let (mut keys, faults, _) = run("title: 5\ndate: 2018-07-12\ntopics: [a, 5, b]\n");
    assert_eq!(faults.len(), 2);
    assert_eq!(keys.text("title"), None);
    assert!(keys.date("date").is_some());
    assert_eq!(keys.list_of_text("topics"), ["a", "b"]);
}

#[test]
fn places_are_found_again_later_even_under_a_synonym() {
    let (mut keys, _, text) = run(FULL);
    let yaml = text.find("---\nBody").unwrap();
    let document = Document { file: FileId(3), text: &text, yaml: 4..yaml };
    let at = |place: super::super::Place| &text[place.span(&document, ARTICLE.keys, Part::Value).range];
    assert_eq!(at(keys.place_of("updated")), "2018-07-13");
    assert_eq!(at(super::super::Place::default().key("updated")), "2018-07-13");
    assert_eq!(at(super::super::Place::default().key("topics").index(1)), "'migration'");
    let sources = keys.objects("sources");
    assert_eq!(at(sources[1].place().clone()), text[text.find("{name").unwrap()..].lines().next().unwrap());
    assert_eq!(at(sources[1].place_of("url")), "'https://ñandú.mx'");
    assert_eq!(at(sources[0].place_of("language")), "name: EFE", "the parent, where the key is absent");
    assert_eq!(at(keys.place().clone()), "---");
}

#[test]
fn whole_files_may_have_a_byte_order_mark_and_crlf() {
    let text = "\u{feff}---\r\ntitle: Ñ\r\ndate: 2018-07-12\r\nslug: 5\r\n";
    let document = Document::whole(FileId(0), text);
    let (mut keys, faults) = check(read(&document, SITE_BYTES).unwrap(), &ARTICLE, &document);
    assert_eq!(keys.text("title").as_deref(), Some("Ñ"));
    assert_eq!(&text[faults[0].span.clone().unwrap().range], "5");
    let empty = Document::whole(FileId(0), "# nothing\n");
    assert_eq!(read(&empty, SITE_BYTES).unwrap(), Node::Null);
    assert_eq!(
        &empty.text[check(Node::Null, &ARTICLE, &empty).1[0].span.clone().unwrap().range],
        "# nothing"
    );
}

//! The JSON Schema and the reference that tables give.

use serde_json::json;

use super::super::{json_schema, markdown_reference};
use super::ARTICLE;

#[test]
fn schema_names_types_synonyms_and_what_is_required() {
    let schema = json_schema("An article", ARTICLE.keys);
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["title"], "An article");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], json!(["title"]));
    assert_eq!(
        schema["allOf"],
        json!([{ "anyOf": [{ "required": ["date"] }, { "required": ["pubDate"] }] }])
    );
    let properties = &schema["properties"];
    assert_eq!(properties["lastmod"]["description"], "same as `updated`");
    assert_eq!(properties["lastmod"]["pattern"], properties["updated"]["pattern"]);
    assert_eq!(
        properties["period"],
        json!({ "enum": ["week", "day", "month"], "description": "How often." })
    );
    assert_eq!(properties["sources"]["items"]["required"], json!(["name", "url"]));
    assert_eq!(properties["sources"]["items"]["additionalProperties"], false);
    assert_eq!(properties["weights"]["additionalProperties"], json!({ "type": "integer", "minimum": 0 }));
    assert_eq!(properties["feed"]["anyOf"][0], json!({ "type": "boolean" }));
    assert_eq!(properties["extra"], json!({ "description": "Free data." }));
    let names: Vec<_> = properties.as_object().unwrap().keys().take(3).collect();
    assert_eq!(names, ["title", "date", "updated"], "in the order of the table");
}

#[test]
fn reference_lists_nested_keys() {
    let reference = markdown_reference(ARTICLE.keys);
    for line in [
        "| `title` | text | yes | Headline. |",
        "| `updated`, `lastmod`, `modified` | day, or time with offset |  | Last change. |",
        "| `lead` | `true` or `false` |  | Whether it comes first \\| in its edition. |",
        "| `sources` | list of maps |  | What it rests on. |",
        "| `sources[].url` | web address | yes | Where it stands. |",
        "| `languages.*.src` | text | yes | A file beside the article. |",
        "| `feed.items`, `feed.count` | whole number, 1 to 500 |  | Entries of a feed. |",
    ] {
        assert!(reference.lines().any(|found| found == line), "{line}\n{reference}");
    }
}

//! `digest schema`.

use super::folder;
use crate::support::{command, run, stderr};

#[test]
fn schemas_are_json_with_every_key() {
    let schema = |of: &str| {
        let output = run(folder().path(), &["schema", of]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let article = schema("article");
    let keys = [
        "title",
        "date",
        "updated",
        "slug",
        "summary",
        "topics",
        "people",
        "organizations",
        "places",
        "thread",
        "lead",
        "brief",
        "key_facts",
        "sources",
        "image",
        "corrections",
        "aliases",
        "draft",
        "publish_on",
        "expires_on",
        "extra",
        "lastmod",
        "modified",
        "description",
        "excerpt",
        "publishDate",
        "expiryDate",
    ];
    for key in keys {
        assert!(article["properties"][key]["description"].is_string(), "article: `{key}`");
    }
    let source = &article["properties"]["sources"]["items"]["properties"];
    for key in ["name", "title", "url", "archive_url", "author", "language", "published", "accessed"] {
        assert!(source[key].is_object(), "source: `{key}`");
    }
    let site = schema("site");
    let keys = [
        "title",
        "description",
        "base_url",
        "timezone",
        "languages",
        "theme",
        "output_dir",
        "permalinks",
        "pagination",
        "editions",
        "feeds",
        "navigation",
        "extra",
        "outputs",
    ];
    for key in keys {
        assert!(site["properties"][key]["description"].is_string(), "site: `{key}`");
    }
    for schema in [article, site] {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["additionalProperties"], false);
    }
}

/// Nothing is lost where standard output is closed: no panic, no noise.
#[test]
fn a_closed_pipe_is_nobody_s_fault() {
    let mut child = command(folder().path())
        .args(["schema", "article"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(stderr(&output), "");
}

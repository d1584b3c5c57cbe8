//! Archived copies of what is gone.

use std::sync::Arc;

use insta::assert_snapshot;
use issue_digest::commands::check::external::Options;
use issue_digest::commands::web::reach::Reach;

use super::{Site, asked, links, options};
use crate::http_server::{Answer, Server};
use crate::support::document;

#[test]
fn an_archive_is_asked_only_where_that_is_wanted_and_only_for_what_is_gone() {
    let server = Server::start(|path, _| match path {
        "/here" | "/copy" => Answer::html("here"),
        _ => Answer::status(404),
    });
    let api = Server::start(|path, _| {
        if path.contains("never") {
            return Answer::of("application/json", b"{\"archived_snapshots\": {}}");
        }
        let closest = "{\"url\": \"x\", \"archived_snapshots\": {\"closest\": {\"available\": true, \"status\": \
                       \"200\", \"url\": \"http://web.archive.org/web/20180712000000/http://x.example/\"}}}";
        Answer::of("application/json", closest.as_bytes())
    });
    let front = "title: More\ndate: 2018-07-13\nsources:\n  - {name: A, url: \"http://S1/lost\"}\n  - {name: B, \
                 url: \"http://S1/known\", archive_url: \"http://S1/copy\"}";
    let more = document("articles/more.md", front, "[x](http://S1/gone?a=1&b=2) [y](http://S1/never)");
    let fixture = "=== site.yaml\ntitle: The Test\nbase_url: https://test.example\ncheck: {archive_api: \
                   \"http://S2/available\"}\n"
        .to_owned();
    let site = Site::of(fixture + &links(&["/here"]) + &more, &[&server, &api]);
    site.told(&options(), 0);
    assert_eq!(api.asked(), [""; 0], "nobody wanted it");
    let wanted = Options { suggest_archive: true, ..options() };
    assert_snapshot!(site.told(&wanted, 0), @r#"
    warning[W0901]: `http://S1/lost` is gone: the server answered 404 (not found)
     --> content/articles/more.md:5:20
      |
    5 |   - {name: A, url: "http://S1/lost"}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: an archive has a copy: add `archive_url: https://web.archive.org/web/20180712000000/http://x.example/`

    warning[W0901]: `http://S1/gone?a=1&b=2` is gone: the server answered 404 (not found)
     --> content/articles/more.md:8:5
      |
    8 | [x](http://S1/gone?a=1&b=2) [y](http://S1/never)
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: an archive has a copy: `https://web.archive.org/web/20180712000000/http://x.example/`

    warning[W0901]: `http://S1/never` is gone: the server answered 404 (not found)
     --> content/articles/more.md:8:46
      |
    8 | [x](http://S1/gone?a=1&b=2) [y](http://S1/never)
      |                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the archive has no copy; look for where it went, or take it out

    6 outside addresses, 0 asked now: 2 there, 0 moved, 4 gone, 0 refused, 0 without answer; of those not there, 1 cited with an archived copy
    "#);
    let questions: Vec<String> =
        asked(&api).iter().map(|line| line.replace(&server.address.port().to_string(), "PORT")).collect();
    assert_snapshot!(questions.join("\n"), @"
    GET /available?url=http%3A%2F%2F127.0.0.1%3APORT%2Fgone%3Fa%3D1%26b%3D2&timestamp=20180713
    GET /available?url=http%3A%2F%2F127.0.0.1%3APORT%2Flost&timestamp=20180713
    GET /available?url=http%3A%2F%2F127.0.0.1%3APORT%2Fnever&timestamp=20180713
    ");
    site.told(&wanted, 0);
    assert_eq!(api.asked().len(), 3, "its answers are remembered");
}

#[test]
fn an_archive_that_does_not_answer_is_told_once() {
    let server = Server::start(|_, _| Answer::status(404));
    let site = Site::of(links(&["/a", "/b"]), &[&server]);
    for (answer, why) in [
        (Answer::status(403), "the server answered 403"),
        (Answer::html("<p>sorry"), "its answer is not that of an archive"),
    ] {
        let api = Server::start(move |_, _| answer.clone());
        let reach = Reach::PublicAnd(vec![server.address, api.address]);
        let site = Site {
            reach,
            folder: tempfile::tempdir().unwrap(),
            pauses: Arc::default(),
            fixture: site.fixture.clone(),
            servers: site.servers.clone(),
        };
        let wanted = Options { suggest_archive: true, archive_api: Some(api.url("/")), ..options() };
        let told = site.told(&wanted, 0);
        assert_eq!(told.matches("no copies could be asked for at").count(), 1, "{told}");
        assert!(told.contains(why) && told.contains("2 gone"), "{told}");
        assert_eq!(api.asked().len(), 1);
    }
    let wrong = Options { suggest_archive: true, archive_api: Some("file:///x".to_owned()), ..options() };
    let failure = site.check_with(&wrong, 0).1.unwrap_err();
    assert_eq!((failure.code, failure.message.as_str()), (2, "`file:///x` is no address of an archive"));
}

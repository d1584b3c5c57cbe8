//! What is told of each answer, and of which of them.

use insta::assert_snapshot;
use issue_digest::cli::Terminal;
use issue_digest::commands::check::ask::{Asker, Manners};
use issue_digest::commands::check::external;
use issue_digest::commands::web::reach::Reach;

use super::{Site, asked, links, manners, options};
use crate::http_server::{Answer, Server};
use crate::support::document;

#[test]
fn each_answer_is_told_for_what_it_is() {
    let server = Server::start(|path, _| match path {
        "/gone" => Answer::status(410),
        "/missing" => Answer::status(404),
        "/members" => Answer::status(401),
        "/forbidden" => Answer::status(403),
        "/robots-only" => Answer::status(999),
        "/broken" => Answer::status(500),
        "/hangup" => Answer::Hangup,
        "/silent" => Answer::Silence,
        _ => Answer::html("here"),
    });
    let paths =
        ["/", "/gone", "/missing", "/members", "/forbidden", "/robots-only", "/broken", "/hangup", "/silent"];
    // A name that no resolver has to be asked about: a label of 64 letters.
    let nobody = format!("[x](http://{}.example/)", "a".repeat(64));
    let site = Site::of(links(&paths) + &nobody, &[&server]);
    assert_snapshot!(site.lines().replace(&"a".repeat(64), "NOBODY"), @"
    warning[W0901]: `http://S1/gone` is gone: the server answered 410 (gone)
    warning[W0901]: `http://S1/missing` is gone: the server answered 404 (not found)
    warning[W0903]: `http://S1/members` could not be checked: the server answered 401 (it wants an account)
    warning[W0903]: `http://S1/forbidden` could not be checked: the server answered 403 (forbidden)
    warning[W0903]: `http://S1/robots-only` could not be checked: the server answered 999
    warning[W0904]: `http://S1/broken` could not be reached: the server answered 500 (a fault of its own)
    warning[W0904]: `http://S1/hangup` could not be reached: peer disconnected
    warning[W0904]: `http://S1/silent` could not be reached: it took longer than 0.5 s
    warning[W0901]: `http://NOBODY.example/` is gone: there is no such host
    10 outside addresses, 10 asked now: 1 there, 0 moved, 3 gone, 3 refused, 3 without answer
    ");
}

#[test]
fn a_finding_points_at_the_address_and_says_what_to_do() {
    let server = Server::start(|path, _| match path {
        "/moved" => Answer::Whole(308, vec!["Location: /new".to_owned()], Vec::new()),
        "/new" | "/copy" => Answer::html("here"),
        "/secret" => Answer::status(403),
        "/slow" => Answer::status(503),
        _ => Answer::status(404),
    });
    let front = "title: Talks\ndate: 2018-07-12\nkey_facts:\n  - \"It is [said](http://S1/fact) so\"\n\
                 sources:\n  - name: Outlet\n    url: http://S1/source\n  - {name: Other, url: \"http://S1/lost\", \
                 archive_url: \"http://S1/copy\"}\n  - {name: Third, url: \"http://S1/copy\", archive_url: \
                 \"http://S1/no-copy\"}\nimage: {src: \"http://S1/picture.jpg\", alt: A wall, caption: \
                 \"[Who](http://S1/caption)\"}\ncorrections:\n  - date: 2018-07-13\n    text: See \
                 [this](http://S1/correction) now";
    let fixture = "=== site.yaml\ntitle: The Test\nbase_url: https://test.example/digest\nnavigation:\n  - {title: X, to: \
                   \"http://S1/navigation\"}\n"
        .to_owned()
        + &document(
            "articles/talks.md",
            front,
            "An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, \
             our [own](https://test.example/digest/2018/07/12/talks/).",
        )
        + &document("topics/trade/_index.md", "title: Trade\nsources: [{name: A, url: \"http://S1/topic\"}]", "")
        + &document("glossary/wall.md", "title: Wall", "See [it](http://S1/term).");
    assert_snapshot!(Site::of(fixture, &[&server]).told(&options(), 0), @r#"
    warning[W0901]: `http://S1/fact` is gone: the server answered 404 (not found)
     --> content/articles/talks.md:5:19
      |
    5 |   - "It is [said](http://S1/fact) so"
      |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/source` is gone: the server answered 404 (not found)
     --> content/articles/talks.md:8:10
      |
    8 |     url: http://S1/source
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/no-copy` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:10:68
       |
    10 |   - {name: Third, url: "http://S1/copy", archive_url: "http://S1/no-copy"}
       |                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/picture.jpg` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:11:15
       |
    11 | image: {src: "http://S1/picture.jpg", alt: A wall, caption: "[Who](http://S1/caption)"}
       |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/caption` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:11:81
       |
    11 | image: {src: "http://S1/picture.jpg", alt: A wall, caption: "[Who](http://S1/caption)"}
       |                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/correction` is gone: the server answered 404 (not found)
      --> content/articles/talks.md:14:22
       |
    14 |     text: See [this](http://S1/correction) now
       |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0902]: `http://S1/moved` has moved for good to `http://S1/new#part`
      --> content/articles/talks.md:16:10
       |
    16 | An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, our [o...
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write the new address, if it leads to the same page

    warning[W0903]: `http://S1/secret` could not be checked: the server answered 403 (forbidden)
      --> content/articles/talks.md:16:62
       |
    16 | An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, our [o...
       |                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: open it in a browser; what is listed under `check: {skip: […]}` in `site.yaml` is not asked for

    warning[W0904]: `http://S1/slow` could not be reached: the server answered 503 (a fault of its own)
      --> content/articles/talks.md:16:97
       |
    16 | An [old](http://S1/moved#part) link, a [secret](http://S1/secret), a <http://S1/slow>, our [o...
       |                                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: open it in a browser, and check again later

    warning[W0901]: `http://S1/term` is gone: the server answered 404 (not found)
     --> content/glossary/wall.md:4:10
      |
    4 | See [it](http://S1/term).
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/topic` is gone: the server answered 404 (not found)
     --> content/topics/trade/_index.md:3:26
      |
    3 | sources: [{name: A, url: "http://S1/topic"}]
      |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    warning[W0901]: `http://S1/navigation` is gone: the server answered 404 (not found)
     --> site.yaml:4:21
      |
    4 |   - {title: X, to: "http://S1/navigation"}
      |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: look for where it went; `--suggest-archive` looks for an archived copy

    14 outside addresses, 14 asked now: 1 there, 1 moved, 10 gone, 1 refused, 1 without answer; of those not there, 1 cited with an archived copy
    "#);
}

#[test]
fn head_comes_first_and_get_where_it_is_refused() {
    let server = Server::start_with(|method, path, _| match (method, path) {
        ("HEAD", "/a" | "/b") => Answer::status(405),
        ("HEAD", "/c") => Answer::Hangup,
        _ => Answer::html("here"),
    });
    let site = Site::of(links(&["/a", "/b"]), &[&server]);
    assert_eq!(
        site.lines(),
        "2 outside addresses, 2 asked now: 2 there, 0 moved, 0 gone, 0 refused, 0 without answer\n"
    );
    // A host that refused once is not asked in vain again.
    assert_eq!(asked(&server), ["HEAD /a", "GET /a", "GET /b"]);
    let other = Server::start_with(|method, path, _| match (method, path) {
        ("HEAD", "/lies") => Answer::status(404),
        ("HEAD", "/hangs-up") => Answer::Hangup,
        _ => Answer::html("here"),
    });
    let site = Site::of(links(&["/hangs-up", "/lies", "/plain"]), &[&other]);
    assert!(site.lines().contains(": 3 there,"));
    let expected = ["HEAD /hangs-up", "GET /hangs-up", "HEAD /lies", "GET /lies", "HEAD /plain"];
    assert_eq!(asked(&other), expected);
}

#[test]
fn only_what_moved_for_good_is_told_and_only_if_it_is_there() {
    let moved = |status: u16, to: &str| Answer::Whole(status, vec![format!("Location: {to}")], Vec::new());
    let server = Server::start(move |path, _| match path {
        "/for-now" => moved(302, "/here"),
        "/for-good" => moved(301, "/here"),
        "/twice" => moved(308, "/for-good"),
        "/first-for-good" => moved(301, "/for-now"),
        "/first-for-now" => moved(307, "/for-good"),
        "/to-nothing" => moved(301, "/none"),
        "/round" => moved(301, "/round"),
        "/to-file" => moved(301, "file:///etc/passwd"),
        "/to-inside" => moved(301, "http://169.254.169.254/"),
        "/here" => Answer::html("here"),
        _ => Answer::status(404),
    });
    let paths = [
        "/for-now",
        "/for-good",
        "/twice",
        "/first-for-good",
        "/first-for-now",
        "/to-nothing",
        "/round",
        "/to-file",
        "/to-inside",
    ];
    assert_snapshot!(Site::of(links(&paths), &[&server]).lines(), @"
    warning[W0902]: `http://S1/for-good` has moved for good to `http://S1/here`
    warning[W0902]: `http://S1/twice` has moved for good to `http://S1/here`
    warning[W0902]: `http://S1/first-for-good` has moved for good to `http://S1/for-now`
    warning[W0901]: `http://S1/to-nothing` is gone: the server answered 404 (not found)
    warning[W0904]: `http://S1/round` could not be reached: it leads on more than 8 times
    warning[W0904]: `http://S1/to-file` could not be reached: it leads on to `file:///etc/passwd`, which is no http or https address
    warning[W0904]: `http://S1/to-inside` was not asked for: `169.254.169.254` is a private or reserved address
    9 outside addresses, 9 asked now: 2 there, 3 moved, 1 gone, 0 refused, 3 without answer
    ");
}

#[test]
fn what_is_silenced_or_skipped_is_not_told() {
    let server =
        Server::start(|path, _| if path == "/secret" { Answer::status(403) } else { Answer::status(404) });
    let fixture = links(&["/a", "/secret"]);
    let told = |fixture: &str| Site::of(fixture, &[&server]).lines();
    let summary = "2 outside addresses, 2 asked now: 0 there, 0 moved, 1 gone, 1 refused, 0 without answer\n";
    let in_file = fixture.replace("title:", "silence: [W0901, W0903]\ntitle:");
    assert_eq!(told(&in_file), summary);
    let setting = |check: &str| {
        format!("=== site.yaml\ntitle: T\nbase_url: https://t.example\ncheck: {check}\n{fixture}")
    };
    assert_eq!(told(&setting("{silence: [W0901, W0903]}")), summary);
    let before = server.asked().len();
    assert_snapshot!(told(&setting("{skip: [\"http://S1/sec\"]}")), @"
    warning[W0901]: `http://S1/a` is gone: the server answered 404 (not found)
    1 outside addresses, 1 asked now: 0 there, 0 moved, 1 gone, 0 refused, 0 without answer
    ");
    assert_eq!(server.asked().len(), before + 2);
}

#[test]
fn private_addresses_are_not_asked_without_leave() {
    let server = Server::start(|_, _| Answer::html("here"));
    let mut site = Site::of(links(&["/"]), &[&server]);
    site.reach = Reach::PublicAnd(Vec::new());
    assert_snapshot!(site.lines(), @"
    warning[W0904]: `http://S1/` was not asked for: `127.0.0.1` is a private or reserved address
    1 outside addresses, 1 asked now: 0 there, 0 moved, 0 gone, 0 refused, 1 without answer
    ");
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_machine_that_is_not_online_takes_nothing_for_gone() {
    let nobody = format!("http://{}.example/", "a".repeat(64));
    let site =
        Site::of(document("articles/talks.md", "title: T\ndate: 2018-07-12", &format!("<{nobody}>")), &[]);
    let terminal = Terminal { colour: false, interactive: false };
    let offline = Manners { known_host: format!("{}.example", "b".repeat(64)), ..manners(&site.reach) };
    let asker = Asker::new(offline, Box::new(|_| {}));
    let checked =
        external::check(&options(), site.folder.path(), &site.digest(0), &asker, &terminal).unwrap();
    let failure = checked.failure.unwrap();
    assert_eq!((failure.code, checked.found.is_empty(), checked.summary.as_str()), (3, true, ""));
    assert_snapshot!(format!("{}\n{}", failure.message, failure.help.unwrap()), @"
    the name of no host could be looked up
    see whether this machine is online; nothing was taken for gone
    ");
    assert!(!site.folder.path().join(".digest").exists(), "and remembers nothing");
    assert!(site.lines().contains("1 gone"), "while one that is online does");
}

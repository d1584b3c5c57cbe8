//! Documents over HTTP: what is followed, what is refused, and the limits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use issue_digest::commands::import::address;
use issue_digest::commands::web::FetchError;
use issue_digest::commands::web::fetch::{Client, Fetched, Limits};
use issue_digest::commands::web::reach::Reach;

use super::{draft, import, import_from, site};
use crate::http_server::{Answer, PACKED_PAGE, Server, packed_letters};

const PAGE: &str =
    "<html lang=en><title>Talks on water</title><meta property='og:site_name' content='The Wire'><p>Text.";

/// Waits that a client was asked to make.
type Waits = Arc<Mutex<Vec<Duration>>>;

/// A client for which the server is the only address that is not public.
fn client(server: &Server, limits: Limits) -> (Client, Waits) {
    let waits = Waits::default();
    let log = Arc::clone(&waits);
    let reach = Reach::PublicAnd(vec![server.address]);
    (Client::new(reach, limits, Box::new(move |wait| log.lock().unwrap().push(wait))), waits)
}

fn get(server: &Server, path: &str, limits: Limits) -> Result<Fetched, FetchError> {
    client(server, limits).0.get(&address::canonical(&server.url(path), None).unwrap())
}

fn refusal(server: &Server, path: &str) -> String {
    get(server, path, Limits::default())
        .unwrap_err()
        .to_string()
        .replace(&server.address.to_string(), "SERVER")
}

#[test]
fn a_page_over_http_is_cited_by_its_address() {
    let server = Server::start(|_, _| Answer::html(PAGE));
    let folder = site();
    let told = import_from(&folder, &server, &[&server.url("/talks?utm_source=x&id=2#top")]);
    insta::assert_snapshot!(told, @"
    exit status 0
    --- stdout
    content/articles/2026/2026-01-01-talks-on-water.md
    --- stderr
    1 draft imported; 0 errors, 0 warnings
    ");
    let text = draft(&folder, "content/articles/2026/2026-01-01-talks-on-water.md");
    insta::assert_snapshot!(text.replace(&server.address.to_string(), "SERVER"), @"
    ---
    # From http://SERVER/talks?utm_source=x&id=2#top. Confirm what is in doubt, then take these comments and `draft` away.
    title: Talks on water
    date: 2026-01-01 # the day of the import, as the source gives none: confirm
    draft: true
    # topics: # found in the text: keep what is right, without the `#`
    #   - water # as “water”, once
    sources:
      - name: The Wire
        title: Talks on water
        url: http://SERVER/talks?id=2
        language: en
        accessed: 2026-01-01
    ---
    <!-- The article goes here, in the digest's own words. -->
    ");
}

#[test]
fn private_addresses_are_refused_without_leave() {
    let server = Server::start(|_, _| Answer::html(PAGE));
    let folder = site();
    let port = server.address.port();
    for host in ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let told = import(&folder, &[&format!("http://{host}:{port}/")]);
        assert!(
            told.starts_with("exit status 3") && told.contains("is a private or reserved address"),
            "{host}: {told}"
        );
    }
    assert!(import(&folder, &["http://169.254.169.254/latest/meta-data/"]).contains("private or reserved"));
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn each_redirect_is_checked() {
    let other = Server::start(|_, _| Answer::html(PAGE));
    let (secret, port) = (other.url("/secret"), other.address.port());
    let server = Server::start(move |path, _| match path {
        "/to-other" => Answer::redirect(&secret),
        "/to-name" => Answer::redirect(&format!("http://localhost:{port}/secret")),
        "/to-cloud" => Answer::redirect("http://169.254.169.254/latest/"),
        "/to-file" => Answer::redirect("file:///etc/passwd"),
        "/to-nothing" => Answer::Whole(302, Vec::new(), Vec::new()),
        "/round" => Answer::redirect("/round"),
        "/first" => Answer::redirect("second?x=1"),
        _ => Answer::html(PAGE),
    });
    assert_eq!(refusal(&server, "/to-other"), "`127.0.0.1` is a private or reserved address");
    assert_eq!(refusal(&server, "/to-name"), "`localhost` is a private or reserved address");
    assert_eq!(refusal(&server, "/to-cloud"), "`169.254.169.254` is a private or reserved address");
    assert_eq!(
        refusal(&server, "/to-file"),
        "it leads on to `file:///etc/passwd`, which is no http or https address"
    );
    assert_eq!(refusal(&server, "/round"), "it leads on more than 5 times");
    assert_eq!(server.asked().iter().filter(|entry| entry.contains("/round")).count(), 6);
    assert_eq!(other.asked(), [""; 0]);
    let fetched = get(&server, "/first", Limits::default()).unwrap();
    assert_eq!(fetched.url.as_str(), server.url("/second?x=1"));
}

#[test]
fn size_and_time_are_bounded() {
    let server = Server::start(|path, _| match path {
        "/endless" => Answer::Endless,
        "/stalled" => Answer::Stalled,
        _ => Answer::of("text/html", &packed_letters()).with("Content-Encoding: gzip"),
    });
    let small = Limits { bytes: 50_000, ..Limits::default() };
    for path in ["/endless", "/packed"] {
        let error = get(&server, path, small).unwrap_err();
        assert!(matches!(error, FetchError::TooLarge(50_000)), "{path}: {error}");
    }
    assert_eq!(get(&server, "/packed", Limits::default()).unwrap().bytes, vec![b'a'; 100_000]);
    let short = Limits { time: Duration::from_millis(300), ..Limits::default() };
    let error = get(&server, "/stalled", short).unwrap_err();
    assert!(matches!(error, FetchError::TooSlow(_)), "{error}");
}

#[test]
fn a_busy_server_is_asked_once_more_after_the_wait_that_it_names() {
    let server = Server::start(|path, before| match (path, before) {
        ("/busy", 0) => Answer::status(503).with("Retry-After: 3"),
        ("/often", 0) => Answer::status(429),
        ("/hangup", 0) => Answer::Hangup,
        ("/always", _) => Answer::status(503),
        ("/later", _) => Answer::status(429).with("Retry-After: 3600"),
        ("/gone", _) => Answer::status(404),
        _ => Answer::html(PAGE),
    });
    let waited = |path: &str| {
        let (client, waits) = client(&server, Limits::default());
        let outcome = client.get(&address::canonical(&server.url(path), None).unwrap());
        let waits: Vec<u64> = waits.lock().unwrap().iter().map(Duration::as_secs).collect();
        let asked = server.asked().iter().filter(|entry| entry.contains(path)).count();
        (outcome.map(|_| ()).map_err(|error| error.to_string()), waits, asked)
    };
    assert_eq!(waited("/busy"), (Ok(()), vec![3], 2));
    assert_eq!(waited("/often"), (Ok(()), vec![1], 2));
    assert_eq!(waited("/hangup"), (Ok(()), vec![1], 2));
    assert_eq!(waited("/always"), (Err("the server answered 503: it is in trouble".to_owned()), vec![1], 2));
    assert_eq!(waited("/later"), (Err("the server asks to wait 3600 s".to_owned()), vec![], 1));
    assert_eq!(
        waited("/gone"),
        (Err("the server answered 404: there is no such page".to_owned()), vec![], 1)
    );
}

#[test]
fn what_comes_is_unpacked_and_read_in_its_charset() {
    let latin: &[u8] = b"<html lang=es><title>La presa est\xe1 llena, dijo Ib\xe1\xf1ez</title><p>x";
    let server = Server::start(move |path, _| match path {
        "/packed" => Answer::of("text/html", PACKED_PAGE).with("Content-Encoding: gzip"),
        "/header" => Answer::of("text/html; Charset=\"ISO-8859-1\"", latin),
        "/meta" => Answer::of("text/html", &[b"<meta charset=windows-1252>", latin].concat()),
        _ => Answer::of("application/pdf", b"%PDF-1.7"),
    });
    let folder = site();
    import_from(&folder, &server, &[&server.url("/packed"), &server.url("/header")]);
    assert!(draft(&folder, "content/articles/2026/2026-01-01-packed-talks.md").contains("name: The Zip\n"));
    let path = "content/articles/2026/2026-01-01-la-presa-esta-llena-dijo-ibanez.es.md";
    assert!(draft(&folder, path).contains("title: La presa está llena, dijo Ibáñez\n"));
    std::fs::remove_file(folder.path().join(path)).unwrap();
    import_from(&folder, &server, &[&server.url("/meta")]);
    assert!(draft(&folder, path).contains("title: La presa está llena, dijo Ibáñez\n"));
    insta::assert_snapshot!(import_from(&folder, &server, &[&server.url("/paper.pdf"), &server.url("/none.pdf")]), @"
    exit status 3
    --- stdout
    --- stderr
    error[E0804]: `http://SERVER/none.pdf` cannot be fetched: it is `application/pdf`, which nothing can be imported from

    error[E0804]: `http://SERVER/paper.pdf` cannot be fetched: it is `application/pdf`, which nothing can be imported from

    0 drafts imported; 2 errors, 0 warnings
    ");
}

//! Requests: pages as a build writes them, and nothing else.

use std::io::{ErrorKind, Write};

use super::client::{PATIENCE, Server};
use crate::folder::{Folder, newspaper};
use crate::support;

fn served() -> (Folder, Server) {
    let folder = Folder::of(&newspaper());
    let server = Server::start(&folder, &[]);
    (folder, server)
}

/// The address of an output file of the test's site, which lives below `/digest`.
fn address(path: &str) -> String {
    let path =
        path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(path);
    format!("/digest/{path}")
}

#[test]
fn every_page_is_the_one_that_a_build_writes() {
    let (folder, server) = served();
    folder.build(&[]);
    let site = folder.public();
    assert!(site.len() > 150);
    for (path, bytes) in &site {
        let address = address(path);
        let answer = server.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{address}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{address}");
        if path.ends_with(".html") {
            assert!(server.page(&address).0 == *bytes, "{address}");
            assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{address}");
        } else {
            assert!(answer.body == *bytes, "{address}");
        }
    }
}

#[test]
fn folders_get_their_slash_and_the_host_its_base_path() {
    let (_folder, server) = served();
    for (asked, location) in [
        ("/", "/digest/"),
        ("/digest", "/digest/"),
        ("/digest/es", "/digest/es/"),
        ("/digest/topics?a=b", "/digest/topics/?a=b"),
    ] {
        let answer = server.get(asked);
        assert_eq!((answer.status, answer.header("location")), (308, Some(location)), "{asked}");
    }
}

#[test]
fn what_the_plan_does_not_name_does_not_exist() {
    let (folder, server) = served();
    folder.write("secret.txt", "secret");
    for path in [
        "/digest/nowhere/",
        "/nowhere",
        "/digest/../site.yaml",
        "/digest/../../../../etc/passwd",
        "/digest/%2e%2e/site.yaml",
        "/digest/..%2fsecret.txt",
        "/digest/%252e%252e/secret.txt",
        "/secret.txt",
        "//secret.txt",
        "/digest//index.html",
        "/digest/index.html/",
        "/digest/%00",
        "/digest/%ff",
        "/digest/.digest/reload.js",
        "/.digest/articles.cache",
        "/.digest/",
        "/DIGEST/",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("<html lang=\"en\""), "{path}: the site's own page says so");
    }
    let spanish = server.get("/digest/es/nada/");
    assert!(spanish.status == 404 && spanish.text().contains("<html lang=\"es\""));
}

#[test]
fn other_methods_hosts_and_origins_are_refused() {
    let (_folder, server) = served();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = server.ask(method, "/digest/", &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let head = server.ask("HEAD", "/digest/", &[]);
    assert!(head.status == 200 && head.body.is_empty());
    assert_ne!(head.header("content-length"), Some("0"));
    for host in ["Host: evil.example", "Host: localhost.evil.example:80", "Host: "] {
        assert_eq!(server.ask("GET", "/digest/", &[host]).status, 421, "{host}");
    }
    assert_eq!(server.ask("GET", "/digest/", &["Host: localhost"]).status, 200);
    let events = "/.digest/events?page=/digest/&state=x";
    for header in ["Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"] {
        let answer = server.ask("GET", events, &[header]);
        assert_eq!(answer.status, 403, "{header}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let plain = server.ask("GET", "/digest/", &["Origin: https://evil.example"]);
    assert_eq!(plain.header("access-control-allow-origin"), None);
}

#[test]
fn requests_that_are_none_or_too_long_do_no_harm() {
    let (_folder, server) = served();
    let long = "a".repeat(5_000);
    assert_eq!(server.get(&format!("/digest/{long}")).status, 414);
    let longer = "a".repeat(200_000);
    let many = format!("GET /digest/ HTTP/1.1\r\nHost: localhost\r\nX: {longer}\r\n\r\n");
    let status = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(12)]).into_owned();
    assert!(!status(&server.raw(many.as_bytes())).starts_with("HTTP/1.1 200"));
    for nonsense in ["\r\n\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9\r\n\r\n"] {
        assert!(!status(&server.raw(nonsense.as_bytes())).starts_with("HTTP/1.1 200"), "{nonsense:?}");
    }
    assert_eq!(server.get("/digest/").status, 200, "it still answers");
}

#[test]
fn a_port_that_is_taken_gives_the_next_one() {
    let (folder, server) = served();
    let port = server.host.rsplit(':').next().unwrap().to_owned();
    let second = Server::start(&folder, &["--port", &port]);
    assert_ne!(second.host, server.host);
    assert_eq!(second.get("/digest/").status, 200);
}

#[test]
fn drafts_and_the_future_are_served_if_asked_for() {
    let mut files = newspaper();
    let article = |front: &str| format!("---\ntitle: Hidden\n{front}\n---\nText.\n").into_bytes();
    files.insert("content/articles/draft.md".to_owned(), article("date: 2024-01-01\ndraft: true"));
    files.insert("content/articles/later.md".to_owned(), article("date: 2029-01-01"));
    let folder = Folder::of(&files);
    for (arguments, draft, later) in
        [(&[][..], 404, 404), (&["--drafts"][..], 200, 404), (&["--drafts", "--future"][..], 200, 200)]
    {
        let server = Server::start(&folder, arguments);
        assert_eq!(server.get("/digest/2024/01/01/draft/").status, draft, "{arguments:?}");
        assert_eq!(server.get("/digest/2029/01/01/later/").status, later, "{arguments:?}");
    }
}

#[test]
fn who_stops_reading_is_given_up_and_who_reads_gets_everything() {
    let folder = Folder::of(&newspaper());
    let large = vec![b'x'; 4 << 20];
    folder.write("content/static/large.txt", &large);
    let server = Server::start_with(&folder, &[], &[("DIGEST_SERVE_PATIENCE", "500")]);
    let request = format!("GET /digest/large.txt HTTP/1.1\r\nHost: {}\r\n\r\n", server.host);
    let mut stream = server.connect();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    // Asks for more and more, and takes none of it: no buffer holds that much.
    let error = loop {
        if let Err(error) = stream.write_all(request.as_bytes()) {
            break error.kind();
        }
    };
    assert!(matches!(error, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error:?}");
    let unhurried = Server::start(&folder, &[]);
    assert!(unhurried.get("/digest/large.txt").body == large);
}

#[test]
fn a_folder_that_is_no_site_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let output = support::run(folder.path(), &["serve", "--port", "0"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(support::stderr(&output), @"
    error: there is no `site.yaml` in `.`
      = help: run the command in a site's folder, or make one with `digest init my-site`
    ");
    let output = support::run(folder.path(), &["serve", "--host", "not a host", "--site", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
}

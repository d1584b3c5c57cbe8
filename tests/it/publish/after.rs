//! After a publish: a cache and a hub are told, by a server of the test's own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::{Site, paths};
use crate::support::stderr;

const TOKEN: &str = "t0p-s3cr3t-token";

#[derive(Debug, Clone)]
struct Request {
    line: String,
    authorization: String,
    body: String,
}

/// A server that answers every request alike, and remembers them.
struct Listener {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Listener {
    fn start(status: &'static str, answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut line, mut authorization, mut length) = (String::new(), String::new(), 0);
                reader.read_line(&mut line).unwrap();
                loop {
                    let mut header = String::new();
                    reader.read_line(&mut header).unwrap();
                    let Some((name, value)) = header.trim_end().split_once(": ") else { break };
                    match name.to_lowercase().as_str() {
                        "content-length" => length = value.parse().unwrap(),
                        "authorization" => value.clone_into(&mut authorization),
                        _ => {}
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let body = String::from_utf8(body).unwrap();
                let line = line.trim_end().to_owned();
                kept.lock().unwrap().push(Request { line, authorization, body });
                let length = answer.len();
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}"
                )
                .unwrap();
            }
        });
        Self { address, requests }
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn site(after: &str) -> Site {
    let site = Site::new(&format!("  live:\n    kind: folder\n    path: OUTSIDE/live\n{after}"));
    site.outside("live");
    site
}

fn purging(listener: &Listener) -> Site {
    site(&format!("    purge: {{endpoint: \"{}/purge_cache\", token_env: CACHE_TOKEN}}", listener.address))
}

fn publish(site: &Site) -> std::process::Output {
    let mut command = site.command(&["--yes", "--json"]);
    command.env("CACHE_TOKEN", TOKEN);
    let output = crate::folder::finish(command);
    for bytes in [&output.stdout, &output.stderr] {
        assert!(!String::from_utf8_lossy(bytes).contains(TOKEN), "the token was shown");
    }
    output
}

#[test]
fn a_cache_is_told_every_address_that_changed_thirty_at_a_time() {
    let listener = Listener::start("200 OK", r#"{"success":true}"#);
    let site = purging(&listener);
    let output = publish(&site);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut purged = Vec::new();
    for request in listener.requests() {
        assert_eq!(request.line, "POST /purge_cache HTTP/1.1");
        assert_eq!(request.authorization, format!("Bearer {TOKEN}"));
        let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        let files: Vec<String> = paths(&body["files"]).into_iter().map(str::to_owned).collect();
        assert!(!files.is_empty() && files.len() <= 30, "{}", files.len());
        purged.extend(files);
    }
    assert_eq!(purged, paths(&told["changed_addresses"]));
    assert!(purged.len() > 100 && purged.contains(&"https://test.example/".to_owned()));
    let before = listener.requests().len();
    publish(&site);
    assert_eq!(listener.requests().len(), before, "nothing changed, nothing is purged");
}

#[test]
fn a_token_that_is_missing_is_noticed_before_anything_is_sent() {
    let listener = Listener::start("200 OK", "{}");
    let site = purging(&listener);
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("the environment variable `CACHE_TOKEN` is not set"), "{said}");
    assert!(super::at_target(&site.outside("live")).is_empty() && listener.requests().is_empty());
}

#[test]
fn a_cache_that_refuses_is_told_with_what_to_do() {
    let refusal = r#"{"success":false,"errors":[{"message":"Invalid t0p-s3cr3t-token"}]}"#;
    for (status, help) in [("403 Forbidden", "Cache Purge"), ("200 OK", "purge by hand")] {
        let listener = Listener::start(status, refusal);
        let site = purging(&listener);
        let output = publish(&site);
        assert_eq!(output.status.code(), Some(3));
        let said = stderr(&output);
        assert!(said.contains("the site is published, but") && said.contains("Invalid …"), "{said}");
        assert!(said.contains(help), "{said}");
        super::assert_published(&site, &site.outside("live"));
    }
}

#[test]
fn a_server_that_is_down_for_a_while_is_asked_three_times() {
    let listener = Listener::start("503 Service Unavailable", "");
    let site = purging(&listener);
    let output = publish(&site);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(listener.requests().len(), 3);
}

#[test]
fn a_hub_is_told_of_the_feeds_that_changed() {
    let listener = Listener::start("204 No Content", "");
    let site = site(&format!("    websub: {{hub: \"{}/hub\"}}", listener.address));
    site.publish(&[]);
    let bodies = || listener.requests().into_iter().map(|request| request.body).collect::<Vec<_>>();
    let first = bodies();
    let expected = "hub.mode=publish&hub.url=https%3A%2F%2Ftest.example%2Ffeed.atom";
    assert!(first.contains(&expected.to_owned()), "{first:?}");
    let feeds = site
        .folder
        .public()
        .into_keys()
        .filter(|path| path.contains("feed."))
        .filter(|p| !p.contains(".css"));
    assert_eq!(first.len(), feeds.count());
    site.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    site.publish(&[]);
    assert_eq!(bodies().len(), first.len(), "no feed has changed");
}

#[test]
fn a_hub_can_be_told_of_certain_feeds() {
    let listener = Listener::start("202 Accepted", "");
    let after =
        format!("    websub: {{hub: \"{}/hub\", feeds: [\"https://a.example/f\"]}}", listener.address);
    let site = site(&after);
    site.publish(&[]);
    let bodies: Vec<String> = listener.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, ["hub.mode=publish&hub.url=https%3A%2F%2Fa.example%2Ff"]);
}

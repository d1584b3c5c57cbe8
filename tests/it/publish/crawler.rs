//! A reader that never tires: follows every link of a live site again and again, and notes what is broken.
//!
//! A page or a file that is gone is no fault if, asked again, no row of pages leads from the front page to
//! it any more: a reader may come from a page that is itself gone. Style sheets, scripts and fonts must be there whatever became of the page.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use issue_digest::commands::publish::http;

/// What a crawler has seen.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Pages that were read.
    pub(super) pages: usize,
    /// What was broken, with the page that named it.
    pub(super) broken: Vec<String>,
}

pub(super) struct Crawler {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Report>,
}

/// A live site, and how often what is missing there is asked for again, a few milliseconds later.
#[derive(Clone)]
struct Live {
    address: String,
    again: usize,
}

impl Crawler {
    pub(super) fn start(address: &str) -> Self {
        Self::crawling(Live { address: address.to_owned(), again: 0 })
    }

    /// For a server that itself takes a file away for an instant when it replaces it: what is missing
    /// counts if it is still missing some 20 milliseconds later.
    pub(super) fn start_patiently(address: &str) -> Self {
        Self::crawling(Live { address: address.to_owned(), again: 4 })
    }

    fn crawling(live: Live) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut report = Report::default();
            while !flag.load(Ordering::Relaxed) {
                crawl(&live, &mut report, &flag);
            }
            crawl(&live, &mut report, &AtomicBool::new(false));
            report
        });
        Self { stop, thread }
    }

    /// Ends after one more round through the whole site.
    pub(super) fn stop(self) -> Report {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

struct Fetched {
    status: u16,
    body: String,
}

fn fetch(agent: &ureq::Agent, live: &Live, path: &str) -> Fetched {
    let ask = || http::get(agent, &format!("{}{path}", live.address), 1 << 24).unwrap();
    let mut answer = ask();
    for _ in 0..live.again {
        if answer.status == 200 {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
        answer = ask();
    }
    Fetched { status: answer.status, body: String::from_utf8_lossy(&answer.body).into_owned() }
}

/// One round through the site from its front page.
fn crawl(live: &Live, report: &mut Report, stop: &AtomicBool) {
    let agent = http::agent();
    let mut open = vec![("/".to_owned(), "/".to_owned())];
    let mut named: BTreeMap<String, String> = BTreeMap::from([("/".to_owned(), "/".to_owned())]);
    // Styles and fonts are the same for all pages.
    let mut seen: BTreeMap<String, u16> = BTreeMap::new();
    while let Some((path, from)) = open.pop() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let page = fetch(&agent, live, &path);
        if page.status != 200 {
            let names = |from: &str, path: &str| {
                let page = fetch(&agent, live, from);
                page.status == 200 && links(&page.body, from).iter().any(|link| link.path == path)
            };
            let mut row = vec![(from.clone(), path.clone())];
            while let Some((from, _)) = row.last().cloned().filter(|(from, _)| from != "/") {
                row.push((named[&from].clone(), from));
            }
            if row.iter().all(|(from, path)| names(from, path)) {
                report.broken.push(format!("{from} names {path}: {}", page.status));
            }
            continue;
        }
        report.pages += 1;
        if path.ends_with('/') && !page.body.trim_end().ends_with("</html>") {
            report.broken.push(format!("{path} is cut off"));
        }
        for link in links(&page.body, &path) {
            if link.is_part {
                let status =
                    *seen.entry(link.path.clone()).or_insert_with(|| fetch(&agent, live, &link.path).status);
                if status != 200 {
                    report.broken.push(format!("{path} lacks {}: {status}", link.path));
                }
            } else if !named.contains_key(&link.path) {
                named.insert(link.path.clone(), path.clone());
                open.push((link.path, path.clone()));
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) path: String,
    /// Whether the page is broken without it.
    is_part: bool,
}

/// What a page names of its own site.
pub(super) fn links(html: &str, page: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for attribute in [" href=\"", " src=\""] {
        for (at, _) in html.match_indices(attribute) {
            let value = html[at + attribute.len()..].split('"').next().unwrap_or_default();
            let value = value.split(['#', '?']).next().unwrap_or_default();
            let value = value.strip_prefix("https://test.example").unwrap_or(value);
            if value.is_empty() || value.contains(':') || value.starts_with("//") {
                continue;
            }
            let path = if value.starts_with('/') {
                value.to_owned()
            } else {
                format!("{}/{value}", page.rsplit_once('/').map_or("", |(folder, _)| folder))
            };
            let is_part = [".css", ".js", ".woff2"].iter().any(|end| path.ends_with(end));
            links.push(Link { path, is_part });
        }
    }
    links
}

#[test]
fn links_are_found() {
    let html =
        "<link rel=stylesheet href=\"/css/a.1.css\"><a href=\"b/#c\">x</a><a href=\"https://o.example/\">";
    let expected = [
        Link { path: "/css/a.1.css".to_owned(), is_part: true },
        Link { path: "/d/b/".to_owned(), is_part: false },
    ];
    assert_eq!(links(html, "/d/"), expected);
}

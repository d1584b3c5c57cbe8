//! `digest publish verify URL`: fetches the live site and compares it with the build, byte for byte.
//!
//! It must not trust what the target says of itself, only what a reader would get.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use xxhash_rust::xxh3::xxh3_128;

use super::error::{TargetError, redacted};
use super::http;
use super::local::Local;
use super::plan::Wanted;
use super::progress::Progress;
use super::show;

/// Requests at a time: few enough for any host.
const THREADS: usize = 8;

/// Requests without any answer after which no more are made.
const MOST_SILENT: usize = 10;

/// Files that hosts take for themselves and do not hand out.
const NOT_SERVED: &[&str] = &["_headers", "_redirects"];

/// What is not as in the build, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Addresses that were compared.
    pub compared: usize,
    /// Addresses at which there is nothing.
    pub missing: Vec<String>,
    /// Addresses with other bytes than the build.
    pub different: Vec<String>,
    /// Addresses that answer otherwise, with the answer.
    pub others: Vec<(String, String)>,
}

impl Found {
    /// Whether all is as in the build.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.missing.is_empty() && self.different.is_empty() && self.others.is_empty()
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let others: Vec<String> = self.others.iter().map(|(at, what)| format!("{at} ({what})")).collect();
        let lists =
            [("missing", &self.missing), ("different", &self.different), ("unexpected answer", &others)];
        for (name, list) in lists {
            for address in list.iter().take(20) {
                out.push_str(&format!("{name}: {}\n", redacted(&crate::report::printable(address))));
            }
            if list.len() > 20 {
                out.push_str(&format!("… and {} more {name}\n", list.len() - 20));
            }
        }
        let (missing, different, others) = (self.missing.len(), self.different.len(), self.others.len());
        out.push_str(&format!(
            "compared {}: {missing} missing, {different} different, {others} unexpected\n",
            self.compared
        ));
        out
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let others: Vec<_> =
            self.others.iter().map(|(at, what)| json!({ "address": redacted(at), "answer": what })).collect();
        let shown = |list: &[String]| list.iter().map(|address| redacted(address)).collect::<Vec<_>>();
        json!({
            "compared": self.compared,
            "good": self.is_good(),
            "missing": shown(&self.missing),
            "different": shown(&self.different),
            "unexpected": others,
        })
    }
}

/// Compares every file of the build with what is served below `base`.
///
/// # Errors
/// If nothing answers there.
pub fn verify(local: &Local, base: &str, progress: &Progress) -> Result<Found, TargetError> {
    if !base.starts_with("http://") && !base.starts_with("https://") {
        let message = format!("`{base}` is no web address");
        return Err(TargetError::failed(message).help("write it as in `https://example.org`"));
    }
    let base = base.trim_end_matches('/');
    let redirects = local.read("_redirects").unwrap_or_default();
    let redirects = String::from_utf8_lossy(&redirects).into_owned();
    let wanted = local.wanted(|_| 0);
    let due: Vec<(&String, &Wanted)> =
        wanted.iter().filter(|(path, _)| !NOT_SERVED.contains(&path.as_str())).collect();
    let (next, silent) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new((Found { compared: due.len(), ..Found::default() }, None));
    let work = || {
        let agent = http::agent();
        while let Some((path, file)) = due.get(next.fetch_add(1, Ordering::Relaxed)) {
            if silent.load(Ordering::Relaxed) >= MOST_SILENT {
                return;
            }
            let address = show::address(base, path);
            let answer = http::get(&agent, &address, file.size);
            progress.step(file.size);
            let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            match answer {
                Ok(answer) => judge(&mut found.0, address, &answer, file, &redirects),
                Err(error) => {
                    silent.fetch_add(1, Ordering::Relaxed);
                    found.0.others.push((address, "no answer".to_owned()));
                    found.1 = Some(error);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(work);
        }
    });
    progress.finish();
    let (mut found, error) = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(error) = error.filter(|_| silent.load(Ordering::Relaxed) >= MOST_SILENT.min(due.len())) {
        return Err(error);
    }
    found.missing.sort_unstable();
    found.different.sort_unstable();
    found.others.sort_unstable();
    Ok(found)
}

fn judge(found: &mut Found, address: String, answer: &http::Answer, file: &Wanted, redirects: &str) {
    match answer.status {
        200 if answer.body.len() as u64 == file.size && xxh3_128(&answer.body) == file.hash => {}
        200 => found.different.push(address),
        404 | 410 => found.missing.push(address),
        // A host that reads `_redirects` answers so where others serve the page of an old address.
        301 | 302 | 307 | 308 if is_redirected(&address, redirects) => {}
        status => {
            let to = answer.location.as_deref().map(|to| format!(", to {}", redacted(to)));
            found.others.push((address, format!("{status}{}", to.unwrap_or_default())));
        }
    }
}

/// Whether the build's `_redirects` has a rule for `address`.
fn is_redirected(address: &str, redirects: &str) -> bool {
    let path = address.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    let sources = redirects.lines().filter_map(|line| line.split_whitespace().next());
    path.is_some_and(|path| {
        sources.into_iter().any(|source| source.trim_end_matches('/') == path.trim_end_matches('/'))
    })
}

//! What an open page is told: that it changed, that its style sheets did, or that the site has faults.
//!
//! Server-sent events (WHATWG HTML, section 9.2). Each browser says which page it shows and is told of
//! that page alone, which is rendered again to see whether it changed.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch::Receiver;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::respond::{seen_at, state};
use super::snapshot::Snapshot;
use crate::digest::Digest;
use crate::plan::Page;
use crate::theme::AssetId;

/// The events for a browser that shows `path` in the state that the script was given.
#[must_use]
pub(super) fn events(snapshots: Receiver<Arc<Snapshot>>, path: String, seen: String) -> Response {
    let mut viewer = Viewer { path, seen, shown: None };
    let told = WatchStream::new(snapshots).filter_map(move |snapshot| viewer.tell(&snapshot));
    let events = told.map(|news| Ok::<Event, Infallible>(news.event()));
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    Sse::new(events).keep_alive(alive).into_response()
}

/// One open page.
struct Viewer {
    path: String,
    /// The state of the page that the browser has.
    seen: String,
    /// That page and the digest that it is from, once the two are known to be the same.
    shown: Option<(Arc<Digest>, Vec<u8>)>,
}

/// What a browser is told.
#[derive(Debug, PartialEq, Eq)]
enum News {
    /// Nothing is wrong, and its page is as it was.
    Sound,
    /// Its page has changed.
    Page,
    /// Style sheets have changed: old and new address of each.
    Styles(Vec<(String, String)>),
    /// The site has faults.
    Faults(String),
}

impl News {
    fn event(self) -> Event {
        match self {
            News::Sound => Event::default().event("sound").data("-"),
            News::Page => Event::default().event("page").data("-"),
            News::Styles(pairs) => {
                let lines = pairs.iter().map(|(old, new)| format!("{old} {new}")).collect::<Vec<_>>();
                Event::default().event("styles").data(lines.join("\n"))
            }
            // The format knows no carriage return within a text.
            News::Faults(text) => Event::default().event("faults").data(text.replace('\r', "")),
        }
    }
}

impl Viewer {
    fn tell(&mut self, snapshot: &Snapshot) -> Option<News> {
        if let Some(faults) = &snapshot.faults {
            return Some(News::Faults(faults.to_string()));
        }
        let digest = snapshot.digest.as_ref()?;
        let html = match seen_at(digest, &self.path) {
            Ok(html) => html,
            Err(fault) => return Some(News::Faults(fault)),
        };
        let news = match &self.shown {
            None if state(&html) == self.seen => News::Sound,
            None => News::Page,
            Some((before, shown)) => difference(before, shown, digest, &html),
        };
        // A page that is told to load again comes back with a connection of its own.
        self.shown = (news != News::Page).then(|| (Arc::clone(digest), html));
        self.seen.clear();
        Some(news)
    }
}

/// What became of a page between two digests.
fn difference(before: &Digest, shown: &[u8], after: &Digest, html: &[u8]) -> News {
    let styles = styles(before, after);
    if styles.is_empty() {
        return if shown == html { News::Sound } else { News::Page };
    }
    let mut page = String::from_utf8_lossy(shown).into_owned();
    for (old, new) in &styles {
        page = page.replace(old, new);
    }
    if page.as_bytes() == html { News::Styles(styles) } else { News::Page }
}

/// The style sheets that differ, by their addresses before and after.
fn styles(before: &Digest, after: &Digest) -> Vec<(String, String)> {
    if Arc::ptr_eq(&before.theme, &after.theme) {
        return Vec::new();
    }
    let href = |digest: &Digest, at: usize| digest.plan.href(Page::Asset(AssetId::at(at))).map(str::to_owned);
    let mut pairs = Vec::new();
    for (at, asset) in after.theme.assets.iter().enumerate().filter(|(_, asset)| asset.name.ends_with(".css"))
    {
        let Some(old) = before.theme.assets.iter().position(|old| old.name == asset.name) else { continue };
        if before.theme.assets[old].bytes != asset.bytes {
            pairs.extend(href(before, old).zip(href(after, at)));
        }
    }
    pairs
}

//! Archived copies, from an API that answers as the Wayback Machine's does.
//!
//! <https://archive.org/help/wayback_api.php>

use serde::Deserialize;
use url::Url;

use super::ask::Asker;
use crate::commands::web::FetchError;

/// The API of the Wayback Machine.
pub(super) const WAYBACK: &str = "https://archive.org/wayback/available";

/// Most bytes of an answer.
const MOST: u64 = 64 * 1024;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    archived_snapshots: Snapshots,
}

#[derive(Deserialize, Default)]
struct Snapshots {
    closest: Option<Snapshot>,
}

#[derive(Deserialize)]
struct Snapshot {
    #[serde(default)]
    available: bool,
    url: String,
    status: Option<String>,
}

/// The copy of `address` that is nearest to `day` (`YYYYMMDD`), if there is one.
///
/// # Errors
/// Why the API did not say.
pub(super) fn copy(
    asker: &Asker,
    api: &Url,
    address: &str,
    day: Option<&str>,
) -> Result<Option<String>, FetchError> {
    let mut question = api.clone();
    question.query_pairs_mut().append_pair("url", address);
    if let Some(day) = day {
        question.query_pairs_mut().append_pair("timestamp", day);
    }
    let bytes = asker.read(&question, MOST)?;
    let answer: Answer = serde_json::from_slice(&bytes)
        .map_err(|_| FetchError::Connection("its answer is not that of an archive".to_owned()))?;
    Ok(answer.archived_snapshots.closest.and_then(usable))
}

/// A copy of a page that was there, at an address that may stand in front matter.
fn usable(snapshot: Snapshot) -> Option<String> {
    let Snapshot { available, url, status } = snapshot;
    if !available || status.is_some_and(|status| !status.starts_with('2')) {
        return None;
    }
    let mut url = Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    // The API still gives addresses without encryption.
    if url.host_str() == Some("web.archive.org") {
        let _ = url.set_scheme("https");
    }
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        let answer: Answer = serde_json::from_str(json).unwrap();
        answer.archived_snapshots.closest.and_then(usable)
    }

    #[test]
    fn copies_of_pages_that_were_there_are_used() {
        let closest = |more: &str| {
            format!(
                "{{\"url\": \"a.example\", \"archived_snapshots\": {{\"closest\": {{\"url\": \
                 \"http://web.archive.org/web/20180712/http://a.example/x\"{more}}}}}}}"
            )
        };
        let copy = "https://web.archive.org/web/20180712/http://a.example/x";
        assert_eq!(read(&closest(", \"available\": true, \"status\": \"200\"")).as_deref(), Some(copy));
        assert_eq!(read(&closest(", \"available\": true")).as_deref(), Some(copy));
        assert_eq!(read(&closest(", \"available\": true, \"status\": \"404\"")), None);
        assert_eq!(read(&closest(", \"available\": false, \"status\": \"200\"")), None);
        assert_eq!(read("{\"archived_snapshots\": {}}"), None);
        assert_eq!(read("{}"), None);
    }
}

//! The text of an article that moves here: shortcodes are found, links get their new targets.
//!
//! Pure. Says by bytes what it could not carry over; who is told, and how, is `folder`'s business.

use std::collections::BTreeMap;
use std::ops::Range;

use url::Url;

use super::old_site::Generator;
use crate::content::markdown::{self, Options};

/// Stands for the old site where nobody says its address (RFC 2606).
pub(crate) const UNKNOWN_SITE: &str = "https://old-site.invalid/";

/// A shortcode or a link in a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// As it stands there.
    pub(crate) text: String,
    /// Bytes of the body.
    pub(crate) range: Range<usize>,
}

/// A body with its links changed.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    pub(crate) body: String,
    /// Links that go to the old site now.
    pub(crate) outward: Vec<Found>,
}

/// Where links of one page lead.
pub(crate) struct Targets<'a> {
    /// Articles of this import by their path below the old content folder.
    pub(crate) by_path: &'a BTreeMap<String, String>,
    /// The same by their old address.
    pub(crate) by_address: &'a BTreeMap<String, String>,
    /// The page's address on the old site.
    pub(crate) here: Url,
    /// Path that the old site lived under, with slashes around it.
    pub(crate) base_path: &'a str,
    /// Path of the page below the old content folder.
    pub(crate) path: &'a str,
}

/// The shortcodes of a body in order.
pub(crate) fn shortcodes(body: &str, generator: Generator) -> Vec<Found> {
    let marks: &[(&str, &str)] = match generator {
        Generator::Hugo => &[("{{<", ">}}"), ("{{%", "%}}")],
        Generator::Zola | Generator::Jekyll => &[("{{", "}}"), ("{%", "%}")],
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = body[at..].find("{") {
        let start = at + step;
        let Some((open, close)) = marks.iter().find(|(open, _)| body[start..].starts_with(open)) else {
            at = start + 1;
            continue;
        };
        let inner = start + open.len();
        // A shortcode that is only shown: `{{</* x */>}}`.
        let is_shown = body[inner..].starts_with("/*");
        let line_end = body[inner..].find('\n').map_or(body.len(), |end| inner + end);
        let end = body[inner..].find(close).map_or(line_end, |end| inner + end + close.len());
        if !is_shown {
            let first = end.min(line_end);
            found.push(Found { text: body[start..first].to_owned(), range: start..first });
        }
        at = end.max(inner);
    }
    found
}

/// The body with links that lead to where things are now: articles of this import, else the old site.
pub(crate) fn links(body: &str, options: &Options, targets: &Targets<'_>) -> Carried {
    let scan = markdown::scan(body, options, None, &mut |_| {});
    let mut links: Vec<_> =
        scan.links.iter().filter(|link| body.get(link.range.clone()) == Some(&link.target)).collect();
    links.sort_by_key(|link| link.range.start);
    links.dedup_by_key(|link| link.range.start);
    let mut carried = Carried::default();
    let mut at = 0;
    for link in links {
        let Some(new) = targets.of(&link.target) else { continue };
        if link.range.start < at {
            continue;
        }
        if !new.starts_with("@/") {
            carried.outward.push(Found { text: link.target.clone(), range: link.range.clone() });
        }
        carried.body.push_str(&body[at..link.range.start]);
        carried.body.push_str(&new);
        at = link.range.end;
    }
    carried.body.push_str(&body[at..]);
    carried
}

impl Targets<'_> {
    /// What a target becomes; `None` leaves it.
    fn of(&self, target: &str) -> Option<String> {
        let has_scheme = target.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
        if target.is_empty() || target.starts_with('#') || has_scheme || target.contains("{{") {
            return None;
        }
        let (path, fragment) = target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)));
        let fragment = fragment.map(|id| format!("#{id}")).unwrap_or_default();
        let by_path = match path.strip_prefix("@/") {
            Some(path) => self.by_path.get(path),
            None => crate::address::join_source(self.path, path).and_then(|path| self.by_path.get(&path)),
        };
        let url = self.here.join(path.trim_start_matches('@')).ok()?;
        let old = crate::address::percent_decode(url.path()).unwrap_or_default();
        let below = old.strip_prefix(self.base_path).unwrap_or(&old);
        let found = by_path.or_else(|| self.by_address.get(below.trim_matches('/')));
        if let Some(path) = found {
            return Some(format!("@/{path}{fragment}"));
        }
        let outward = format!("{}{fragment}", super::address::stored(&url));
        Some(outward.replace('(', "%28").replace(')', "%29").replace(' ', "%20"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_are_found_and_those_that_are_shown_are_not() {
        let body = "a {{< youtube x >}}\n{{% note %}}\n{{</* shown */>}} {{ .Plain }} {{< open\nb";
        let texts: Vec<String> =
            shortcodes(body, Generator::Hugo).into_iter().map(|found| found.text).collect();
        assert_eq!(texts, ["{{< youtube x >}}", "{{% note %}}", "{{< open"]);
        let texts: Vec<String> = shortcodes("{{ youtube(id=1) }} {% quote() %}x{% end %} {", Generator::Zola)
            .into_iter()
            .map(|f| f.text)
            .collect();
        assert_eq!(texts, ["{{ youtube(id=1) }}", "{% quote() %}", "{% end %}"]);
    }
}

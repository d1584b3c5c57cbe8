//! The canonical address of what a draft cites: without what only tracks readers.
//!
//! Pure. Addresses follow the URL Standard; what `content` would refuse in `sources[].url` never
//! comes out of here.

use url::Url;

use crate::address::tracking::tracks;

/// Longest address that is stored, in bytes.
const LONGEST: usize = 2_000;

/// The http(s) address `text`, absolute or relative to `base`, as it is stored: no user name, no
/// fragment, no tracking parameters, an ASCII host. `None` for any other address.
#[must_use]
pub fn canonical(text: &str, base: Option<&Url>) -> Option<Url> {
    let mut url = Url::options().base_url(base).parse(text.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_fragment(None);
    let query = url.query().map(kept_parameters);
    url.set_query(query.as_deref().filter(|query| !query.is_empty()));
    (stored(&url).len() <= LONGEST).then_some(url)
}

/// An address as front matter holds it: what the URL Standard leaves bare and RFC 3986 does not is
/// percent-encoded.
#[must_use]
pub fn stored(url: &Url) -> String {
    let mut out = String::with_capacity(url.as_str().len());
    for c in url.as_str().chars() {
        match c {
            '<' | '>' | '"' | '`' | '\\' | '{' | '}' | '|' | '^' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// What two addresses of one document have in common: `http` or `https`, with or without `www.`, a
/// slash at the end and the order of parameters make no difference.
#[must_use]
pub fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let mut parameters: Vec<&str> = url.query().unwrap_or_default().split('&').collect();
    parameters.sort_unstable();
    format!("{host}{port}{path}?{}", parameters.join("&"))
}

/// Whether two addresses are of one host, its forms for phones aside.
#[must_use]
pub fn same_host(a: &Url, b: &Url) -> bool {
    fn bare(url: &Url) -> &str {
        let host = url.host_str().unwrap_or_default();
        let prefix = ["www.", "m.", "amp.", "mobile."].into_iter().find(|prefix| host.starts_with(prefix));
        prefix.and_then(|prefix| host.strip_prefix(prefix)).unwrap_or(host)
    }
    bare(a) == bare(b)
}

/// The parameters as they were written, those that track left out.
fn kept_parameters(query: &str) -> String {
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !tracks(pair)).collect();
    kept.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical_text(text: &str) -> Option<String> {
        canonical(text, None).map(|url| stored(&url))
    }

    #[test]
    fn what_tracks_is_left_out_and_nothing_else() {
        for (given, expected) in [
            ("https://a.example/x?utm_source=rss&id=7&fbclid=z#top", "https://a.example/x?id=7"),
            ("https://a.example/x?UTM_Source=rss", "https://a.example/x"),
            ("https://a.example/x?utm%5Fmedium=rss&&", "https://a.example/x"),
            ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
            ("HTTP://User:Secret@A.example:80/x", "http://a.example/x"),
            ("https://año.example/ñ?q=|^", "https://xn--ao-zja.example/%C3%B1?q=%7C%5E"),
        ] {
            assert_eq!(canonical_text(given).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn other_schemes_are_no_addresses() {
        for bad in
            ["ftp://a.example/", "javascript:alert(1)", "file:///etc/passwd", "data:,x", "/x", "", "http://"]
        {
            assert_eq!(canonical_text(bad), None, "{bad}");
        }
        assert_eq!(canonical_text(&format!("https://a.example/{}", "x".repeat(3000))), None);
    }

    #[test]
    fn relative_addresses_take_the_base() {
        let base = canonical("https://a.example/news/feed.xml", None).unwrap();
        assert_eq!(canonical("../x/?utm_id=1", Some(&base)).unwrap().as_str(), "https://a.example/x/");
    }

    #[test]
    fn forms_of_one_address_have_one_key() {
        let key_of = |text: &str| key(&canonical(text, None).unwrap());
        assert_eq!(key_of("http://www.a.example/x/?b=2&a=1"), key_of("https://a.example/x?a=1&b=2#y"));
        assert_ne!(key_of("https://a.example/x?a=1"), key_of("https://a.example/x?a=2"));
        assert_ne!(key_of("https://a.example/X"), key_of("https://a.example/x"));
    }

    #[test]
    fn hosts_for_phones_are_the_same_host() {
        let url = |text: &str| canonical(text, None).unwrap();
        assert!(same_host(&url("https://m.a.example/"), &url("https://www.a.example/")));
        assert!(!same_host(&url("https://a.example/"), &url("https://b.example/")));
    }
}

//! Where things live: output paths, addresses and slugs. The only slash arithmetic in the house.
//!
//! An [`OutPath`] names a file below the output folder; a [`Url`] is the same place as a browser
//! asks for it, absolute from the site's root (RFC 3986 path). Neither knows the host.

pub mod tracking;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A file below the output folder: relative, `/` between parts, no `.`/`..`, never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl fmt::Debug for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl OutPath {
    /// The path of the file that answers for `url`: `/a/b/` is `a/b/index.html`.
    ///
    /// # Errors
    /// What is wrong with the address, no part may be empty, dotted, over-long or reserved.
    pub fn for_url(url: &Url) -> Result<Self, String> {
        let relative = url.0.trim_start_matches('/');
        let path = if relative.is_empty() || relative.ends_with('/') {
            [relative, "index.html"].concat()
        } else {
            relative.to_owned()
        };
        check(&path)?;
        Ok(Self(path.into()))
    }

    /// As text, such as `2018/07/12/talks/index.html`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Longest part of a path that every common file system takes, in bytes.
const MAX_PART: usize = 200;
/// Longest whole path, in bytes: below the limits of S3 (1024) and of Windows tools.
const MAX_PATH: usize = 900;

/// Whether `path` can be a file on every host: no empty, dotted or over-long part, no character
/// that a file system or an address bar treats specially, no name that Windows reserves.
fn check(path: &str) -> Result<(), String> {
    if path.len() > MAX_PATH {
        return Err(format!("it is longer than {MAX_PATH} bytes"));
    }
    for part in path.split('/') {
        if part.is_empty() {
            return Err("it has an empty part between two slashes".to_owned());
        }
        if part == "." || part == ".." {
            return Err(format!("it has a part `{part}`"));
        }
        if part.len() > MAX_PART {
            return Err(format!("a part of it is longer than {MAX_PART} bytes"));
        }
        if let Some(bad) = part.chars().find(|c| c.is_control() || is_special(*c)) {
            return Err(format!("it has the character `{}`", bad.escape_default()));
        }
        if part.ends_with('.') || part.starts_with(' ') || part.ends_with(' ') {
            return Err(format!("the part `{part}` begins or ends with a space, or ends with a full stop"));
        }
        if starts_like(part, ".digest-manifest") || reserved_on_windows(part) {
            return Err(format!("the name `{part}` is reserved"));
        }
    }
    Ok(())
}

/// What file systems or address bars treat specially, besides control characters.
fn is_special(c: char) -> bool {
    matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '%')
}

/// Whether `text` starts with `start`, in capitals or not.
fn starts_like(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
}

fn reserved_on_windows(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default();
    match stem.len() {
        3 => ["CON", "PRN", "AUX", "NUL"].iter().any(|name| stem.eq_ignore_ascii_case(name)),
        4 => {
            (starts_like(stem, "COM") || starts_like(stem, "LPT"))
                && matches!(stem.as_bytes()[3], b'1'..=b'9')
        }
        _ => false,
    }
}

/// An address within the site: starts with `/`, ends with `/` for a page in a folder of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Url(Arc<str>);

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Url {
    /// An address from text that starts with `/`; a missing slash is added.
    #[must_use]
    pub fn new(text: &str) -> Self {
        if text.starts_with('/') { Self(text.into()) } else { Self(format!("/{text}").into()) }
    }

    /// The site's root.
    #[must_use]
    pub fn root() -> Self {
        Self("/".into())
    }

    /// The folder `part` below this one: `/a/` and `b` give `/a/b/`.
    #[must_use]
    pub fn folder(&self, part: &str) -> Self {
        let base = self.0.trim_end_matches('/');
        let part = part.trim_matches('/');
        if part.is_empty() { Self(format!("{base}/").into()) } else { Self(format!("{base}/{part}/").into()) }
    }

    /// The file `name` in the folder of this address.
    #[must_use]
    pub fn file(&self, name: &str) -> Self {
        let base = &self.0[..=self.0.rfind('/').unwrap_or(0)];
        Self(format!("{base}{name}").into())
    }

    /// As text, not percent-encoded, such as `/2018/07/12/talks/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands in an `href`: characters outside RFC 3986's path set are percent-encoded.
    #[must_use]
    pub fn encoded(&self) -> String {
        percent_encode(&self.0)
    }

    /// As it stands in an `href` of a site that lives under `base_path`.
    #[must_use]
    pub fn href(&self, base_path: &str) -> Arc<str> {
        if base_path.is_empty() && is_encoded(&self.0) {
            return Arc::clone(&self.0);
        }
        format!("{base_path}{}", self.encoded()).into()
    }

    /// With scheme and host: `base` is the site's base address without a trailing slash.
    #[must_use]
    pub fn absolute(&self, base: &str) -> String {
        format!("{base}{}", self.encoded())
    }
}

fn is_encoded(path: &str) -> bool {
    path.bytes().all(is_plain)
}

/// Whether RFC 3986, section 3.3, lets a byte stand in a path.
fn is_plain(byte: u8) -> bool {
    /// Asked for every byte of every address.
    static PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let marks = b"-._~!$&'()*+,;=:@/";
        let mut at = 0;
        while at < marks.len() {
            plain[marks[at] as usize] = true;
            at += 1;
        }
        let mut byte = 0_u8;
        while byte < 0x80 {
            plain[byte as usize] |= byte.is_ascii_alphanumeric();
            byte += 1;
        }
        plain
    };
    PLAIN[usize::from(byte)]
}

/// Percent-encodes everything outside the unreserved and path characters of RFC 3986, section 3.3.
#[must_use]
pub fn percent_encode(path: &str) -> String {
    if is_encoded(path) {
        return path.to_owned();
    }
    let mut out = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Percent-encodes everything outside the unreserved characters of RFC 3986, section 2.3, so that
/// `text` can stand as a value in the query of an address.
#[must_use]
pub fn encode_component(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let hex = |half: u8| char::from(HEX[usize::from(half)]);
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !is_unreserved(byte)) {
        out.push_str(&rest[..at]);
        let next = rest[at..].chars().next().map_or(1, char::len_utf8);
        for byte in rest[at..at + next].bytes() {
            out.push('%');
            out.push(hex(byte >> 4));
            out.push(hex(byte & 15));
        }
        rest = &rest[at + next..];
    }
    out.push_str(rest);
    out
}

/// Undoes percent-encoding, once; `None` where the result is not UTF-8.
#[must_use]
pub fn percent_decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (bytes[at], hex(at + 1), hex(at + 2)) {
            out.push(u8::try_from(high * 16 + low).unwrap_or_default());
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

/// A slug of `text`: lower-case ASCII letters, digits and single hyphens, transliterated, at most
/// 80 bytes, cut at a hyphen. Empty where nothing can be transliterated.
#[must_use]
pub fn slugify(text: &str) -> String {
    const LONGEST: usize = 80;
    let whole = slug::slugify(text);
    if whole.len() <= LONGEST {
        return whole;
    }
    let cut = whole[..=LONGEST].rfind('-').unwrap_or(LONGEST);
    whole[..cut].to_owned()
}

/// Joins a link target to the folder of the file it stands in: `content/articles/a.md` and
/// `../topics/t.md` give `content/topics/t.md`. `None` where it climbs out of the site.
#[must_use]
pub fn join_source(file: &str, target: &str) -> Option<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_straight = |part: &str| !matches!(part, "" | "." | "..");
    if !folder.is_empty() && target.split('/').all(is_straight) {
        return Some([folder, "/", target].concat());
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_keeps_only_unreserved_characters() {
        assert_eq!(encode_component("a-b_c.d~9"), "a-b_c.d~9");
        assert_eq!(encode_component("«a» & b=1?/#+%"), "%C2%ABa%C2%BB%20%26%20b%3D1%3F%2F%23%2B%25");
        assert_eq!(percent_decode(&encode_component("niño & 50%")).as_deref(), Some("niño & 50%"));
    }

    #[test]
    fn a_folder_address_is_an_index_file() {
        let path = OutPath::for_url(&Url::new("/2018/07/")).unwrap();
        assert_eq!(path.as_str(), "2018/07/index.html");
        assert_eq!(OutPath::for_url(&Url::root()).unwrap().as_str(), "index.html");
        assert_eq!(OutPath::for_url(&Url::new("/404.html")).unwrap().as_str(), "404.html");
    }

    #[test]
    fn addresses_that_no_host_takes_are_refused() {
        for bad in
            ["/a//b/", "/a/../b/", "/a/./", "/nul/", "/com1.txt", "/a?b/", "/a\u{0}b/", "/a./", "/a%2e/"]
        {
            assert!(OutPath::for_url(&Url::new(bad)).is_err(), "{bad}");
        }
        assert!(OutPath::for_url(&Url::new(&format!("/{}/", "x".repeat(300)))).is_err());
        assert!(OutPath::for_url(&Url::new("/console/")).is_ok());
    }

    #[test]
    fn folders_and_files_join() {
        let year = Url::root().folder("2018");
        assert_eq!(year.as_str(), "/2018/");
        assert_eq!(year.folder("/07/").as_str(), "/2018/07/");
        assert_eq!(year.file("feed.xml").as_str(), "/2018/feed.xml");
    }

    #[test]
    fn encoding_round_trips() {
        let text = "/año/ñandú b.html";
        assert_eq!(percent_encode(text), "/a%C3%B1o/%C3%B1and%C3%BA%20b.html");
        assert_eq!(percent_decode(&percent_encode(text)).as_deref(), Some(text));
        assert_eq!(percent_decode("%ff"), None);
        assert_eq!(percent_decode("100%"), Some("100%".into()));
    }

    #[test]
    fn slugs_are_transliterated_and_cut_at_a_word() {
        assert_eq!(slugify("México y los aranceles: ¿qué sigue?"), "mexico-y-los-aranceles-que-sigue");
        assert!(slugify(&"palabra ".repeat(40)).len() <= 80);
        assert!(slugify(&"palabra ".repeat(40)).ends_with("palabra"));
    }

    #[test]
    fn source_links_join_within_the_site_only() {
        assert_eq!(
            join_source("content/articles/a.md", "../topics/t.md").as_deref(),
            Some("content/topics/t.md")
        );
        assert_eq!(join_source("content/a.md", "../../../etc/passwd"), None);
    }
}

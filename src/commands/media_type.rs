//! The media type of a file, by its name alone: what the server and object storage say of it.
//!
//! Names of types are those of the IANA's registry. Texts tell their charset.

/// What a kind of file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaType {
    /// `Content-Type` (RFC 9110, section 8.3).
    pub name: &'static str,
    /// Whether files of it get smaller when they are compressed.
    pub is_compressible: bool,
}

/// The media type of the file at `path`.
#[must_use]
pub fn of(path: &str) -> MediaType {
    let name = path.rsplit('/').next().unwrap_or(path);
    let whole = NAMES.iter().find(|(whole, _)| *whole == name);
    let ending = || {
        let (_, ending) = name.rsplit_once('.')?;
        ENDINGS.iter().find(|(endings, ..)| endings.iter().any(|known| known.eq_ignore_ascii_case(ending)))
    };
    if let Some((_, name)) = whole {
        return MediaType { name, is_compressible: true };
    }
    match ending() {
        Some((_, name, is_compressible)) => MediaType { name, is_compressible: *is_compressible },
        None => MediaType { name: "application/octet-stream", is_compressible: false },
    }
}

/// Files known by their whole name.
const NAMES: &[(&str, &str)] = &[
    ("_headers", "text/plain; charset=utf-8"),
    ("_redirects", "text/plain; charset=utf-8"),
    ("CNAME", "text/plain; charset=utf-8"),
    ("feed.json", "application/feed+json; charset=utf-8"),
];

/// Ends of names, the type, and whether compressing is worth while.
const ENDINGS: &[(&[&str], &str, bool)] = &[
    (&["html", "htm"], "text/html; charset=utf-8", true),
    (&["css"], "text/css; charset=utf-8", true),
    (&["js", "mjs"], "text/javascript; charset=utf-8", true),
    (&["json", "map"], "application/json; charset=utf-8", true),
    (&["webmanifest"], "application/manifest+json; charset=utf-8", true),
    (&["atom"], "application/atom+xml; charset=utf-8", true),
    (&["rss"], "application/rss+xml; charset=utf-8", true),
    (&["xml"], "application/xml; charset=utf-8", true),
    (&["txt"], "text/plain; charset=utf-8", true),
    (&["md"], "text/markdown; charset=utf-8", true),
    (&["csv"], "text/csv; charset=utf-8", true),
    (&["ics"], "text/calendar; charset=utf-8", true),
    (&["svg"], "image/svg+xml; charset=utf-8", true),
    (&["ico"], "image/vnd.microsoft.icon", true),
    (&["wasm"], "application/wasm", true),
    (&["ttf"], "font/ttf", true),
    (&["otf"], "font/otf", true),
    (&["woff"], "font/woff", false),
    (&["woff2"], "font/woff2", false),
    (&["png"], "image/png", false),
    (&["jpg", "jpeg"], "image/jpeg", false),
    (&["gif"], "image/gif", false),
    (&["webp"], "image/webp", false),
    (&["avif"], "image/avif", false),
    (&["mp3"], "audio/mpeg", false),
    (&["ogg", "oga"], "audio/ogg", false),
    (&["m4a"], "audio/mp4", false),
    (&["mp4"], "video/mp4", false),
    (&["webm"], "video/webm", false),
    (&["pdf"], "application/pdf", false),
    (&["zip"], "application/zip", false),
    (&["gz"], "application/gzip", false),
];

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn texts_have_a_charset_and_the_unknown_is_bytes() {
        let types = [
            ("2018/07/index.html", "text/html; charset=utf-8"),
            ("a/feed.atom", "application/atom+xml; charset=utf-8"),
            ("feed.json", "application/feed+json; charset=utf-8"),
            ("index.json", "application/json; charset=utf-8"),
            ("a/B.PNG", "image/png"),
            ("_redirects", "text/plain; charset=utf-8"),
            (".well-known/x", "application/octet-stream"),
            ("search/terms-0.bin", "application/octet-stream"),
            ("folder.html/LICENSE", "application/octet-stream"),
        ];
        for (path, expected) in types {
            assert_eq!(of(path).name, expected, "{path}");
        }
    }

    #[test]
    fn what_is_compressed_already_is_not_compressed_again() {
        assert!(of("a.html").is_compressible && of("a.svg").is_compressible);
        assert!(!of("a.woff2").is_compressible && !of("a.jpg").is_compressible && !of("a").is_compressible);
    }
}

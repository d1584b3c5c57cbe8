//! Which targets may be linked or shown, by their scheme.
//!
//! It judges text only; whether a target exists is not its business.

/// The schemes that a link or an image may have, in lower case.
const ALLOWED: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Whether a browser that follows `target` stays within the allowed schemes. A target without a scheme
/// is one of the site or, as `//host/`, of the web.
///
/// Browsers drop tabs and line breaks from an address and control characters and spaces before it
/// (WHATWG URL, "basic URL parser"), so all white space and control characters are looked through.
/// What stands before a colon in the first segment counts as a scheme even where it cannot be one:
/// RFC 3986, section 4.2, has no relative reference of that form.
pub(super) fn is_safe(target: &str) -> bool {
    let mut scheme = [0; 8];
    let mut length = 0;
    for c in target.chars().filter(|c| !c.is_control() && !c.is_whitespace()) {
        match c {
            ':' => return is_allowed(scheme.get(..length).unwrap_or_default()),
            '/' | '?' | '#' => return true,
            _ => {
                if let Some(place) = scheme.get_mut(length) {
                    *place = u8::try_from(c).unwrap_or(u8::MAX).to_ascii_lowercase();
                }
                length += 1;
            }
        }
    }
    true
}

fn is_allowed(scheme: &[u8]) -> bool {
    ALLOWED.iter().any(|allowed| allowed.as_bytes() == scheme)
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn the_web_mail_telephones_and_the_site_itself_are_safe() {
        for target in [
            "https://example.org/a:b",
            "HTTP://EXAMPLE.ORG",
            "mailto:a@example.org",
            "tel:+5215512345678",
            "//example.org/x",
            "/a:b/",
            "@/articles/a.md",
            "../b.md#c:d",
            "#a:b",
            "?a:b",
            "",
        ] {
            assert!(is_safe(target), "{target}");
        }
    }

    #[test]
    fn every_disguise_of_a_script_is_unsafe() {
        for target in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " \u{1}\u{0}javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\r\nscript\n:alert(1)",
            "\u{a0}vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "view-source:http://example.org",
            "blob:https://example.org/1",
            ":",
            "httpss:x",
            "averyveryverylongscheme:x",
            "\u{17f}cript:x",
        ] {
            assert!(!is_safe(target), "{target:?}");
        }
    }
}

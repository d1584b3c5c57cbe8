//! The rules for single texts: blank, too long, control characters, addresses.
//!
//! Pure functions from a text to a fault; where the text stands is the checker's business.

use crate::diagnostic::Code;

use super::table::Kind;

/// Most characters of one text.
pub const MAX_CHARACTERS: usize = 10_000;

/// What is wrong with a text: the end of a sentence that starts with its key, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TextFault {
    pub code: Code,
    pub message: String,
    pub help: Option<String>,
}

impl TextFault {
    fn invalid(message: impl Into<String>, help: Option<&str>) -> Self {
        Self { code: Code::InvalidValue, message: message.into(), help: help.map(str::to_owned) }
    }
}

/// The text without blanks around it, if it says something, fits and has no control characters.
pub(super) fn trimmed(text: String, kind: &Kind) -> Result<String, TextFault> {
    let bare = text.trim();
    if bare.chars().all(is_invisible) {
        return Err(TextFault {
            code: Code::BlankText,
            message: "is blank".to_owned(),
            help: Some("write a text, or delete the line".to_owned()),
        });
    }
    let text = if bare.len() == text.len() { text } else { bare.to_owned() };
    bounded(&text)?;
    printable(&text, matches!(kind, Kind::Prose | Kind::Any))?;
    Ok(text)
}

/// Characters that show nothing: a text of them alone is blank.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Not longer than [`MAX_CHARACTERS`].
pub(super) fn bounded(text: &str) -> Result<(), TextFault> {
    if text.len() <= MAX_CHARACTERS {
        return Ok(());
    }
    let count = text.chars().count();
    if count <= MAX_CHARACTERS {
        return Ok(());
    }
    let message = format!("has {count} characters, and at most {MAX_CHARACTERS} are allowed");
    Err(TextFault::invalid(message, Some("a long text belongs below the front matter")))
}

/// Without control characters; line breaks and tabs only where `breaks` allows them.
pub(super) fn printable(text: &str, breaks: bool) -> Result<(), TextFault> {
    // 0xC2 starts the control characters U+0080 to U+009F, 0xE2 the line separators.
    let suspect = |b: u8| (b < b' ') | (b == 0x7f) | (b == 0xc2) | (b == 0xe2);
    // Without a way out of the loop, the compiler compares bytes side by side.
    if !text.bytes().fold(false, |found, b| found | suspect(b)) {
        return Ok(());
    }
    let is_bad = |c: char| match c {
        '\n' | '\t' => !breaks,
        '\u{2028}' | '\u{2029}' => true,
        other => other.is_control(),
    };
    match text.chars().find(|c| is_bad(*c)) {
        None => Ok(()),
        Some('\n') => Err(TextFault::invalid(
            "has a line break",
            Some("write it on one line, or start it with `>` and indent its lines"),
        )),
        Some(other) => Err(TextFault::invalid(
            format!("has the control character U+{:04X}", u32::from(other)),
            Some("delete it"),
        )),
    }
}

/// An absolute `http` or `https` address with a host (RFC 3986), international names allowed.
pub(super) fn web_address(text: &str) -> Result<(), TextFault> {
    let fault = |message: &str, help: Option<&str>| {
        Err(TextFault::invalid(format!("is not a web address: {message}"), help))
    };
    let is_bad = |b: u8| matches!(b, b'<' | b'>' | b'"' | b'`' | b'\\' | b'{' | b'}' | b'|' | b'^');
    // Without a way out of the loop, the compiler compares bytes side by side.
    if text.bytes().fold(false, |found, b| found | (b <= b' ') | !b.is_ascii() | is_bad(b)) {
        if text.chars().any(char::is_whitespace) {
            return fault("it has a blank in it", Some("write `%20` for a blank in an address"));
        }
        if let Some(bad) = text.bytes().find(|b| is_bad(*b)) {
            return fault(&format!("it has the character U+{bad:04X} in it"), None);
        }
    }
    let Some((scheme, rest)) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) else {
        let starts_like_host =
            text.split('/').next().is_some_and(|host| host.contains('.') && !host.contains(':'));
        let help = format!("write `https://{}`", super::faults::shown(text));
        let help = if starts_like_host { Some(help.as_str()) } else { None };
        return fault("it does not start with `http://` or `https://`", help);
    };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        let message = format!("its scheme is `{}`", super::faults::shown(scheme));
        return fault(&message, Some("use an address that starts with `http://` or `https://`"));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return fault("it has a user name or a password in it", Some("take away what stands before the `@`"));
    }
    let (host, port) = host_and_port(authority);
    if host.is_empty() {
        return fault("it has no host", None);
    }
    if !is_host(host) {
        return fault(&format!("`{}` is not a host", super::faults::shown(host)), None);
    }
    if !port.is_empty() && port.parse::<u16>().is_err() {
        return fault(&format!("`{}` is not a port", super::faults::shown(port)), None);
    }
    Ok(())
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn host_and_port(authority: &str) -> (&str, &str) {
    if authority.starts_with('[') {
        let end = authority.find(']').map_or(authority.len(), |at| at + 1);
        return (&authority[..end], authority[end..].trim_start_matches(':'));
    }
    authority.split_once(':').unwrap_or((authority, ""))
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|a| a.parse::<std::net::Ipv6Addr>().is_ok());
    }
    let labels = host.strip_suffix('.').unwrap_or(host);
    labels.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii())
    })
}

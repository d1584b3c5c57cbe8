//! `robots.txt` by RFC 9309: whether a page may be fetched that nobody asked for by name.
//!
//! Pure: fetching is the caller's business.

/// The name that groups of rules may call this program by (RFC 9309, section 2.2.1).
const PRODUCT: &str = "issue-digest";

/// Most of a file that is read, in bytes; RFC 9309 asks for at least 500 KiB.
const MOST_BYTES: usize = 512 * 1024;
/// Longest path of a rule, in bytes.
const LONGEST: usize = 2_000;

/// The rules that hold for this program on one host.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    allow: bool,
    path: String,
}

impl Rules {
    /// The rules of `text`: those for this program, else those for everybody.
    pub(crate) fn of(text: &str) -> Self {
        let mut own = Vec::new();
        let mut common = Vec::new();
        let mut has_own = false;
        // A group begins with the names that it is for.
        let (mut for_own, mut for_all, mut in_names) = (false, false, false);
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            if at > 20_000 || line.len() > MOST_BYTES {
                break;
            }
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !in_names {
                        (for_own, for_all) = (false, false);
                    }
                    in_names = true;
                    for_own |= value.eq_ignore_ascii_case(PRODUCT);
                    for_all |= value == "*";
                    has_own |= for_own;
                }
                "allow" | "disallow" => {
                    in_names = false;
                    if value.is_empty() || value.len() > LONGEST {
                        continue;
                    }
                    let rule = || Rule { allow: key == "allow", path: normal(value) };
                    if for_own {
                        own.push(rule());
                    }
                    if for_all {
                        common.push(rule());
                    }
                }
                _ => {}
            }
        }
        Self { rules: if has_own { own } else { common } }
    }

    /// Rules that let nothing be fetched, for a host whose rules cannot be had (section 2.3.1.4).
    pub(crate) fn closed() -> Self {
        Self { rules: vec![Rule { allow: false, path: "/".to_owned() }] }
    }

    /// Whether the path, with its query, may be fetched: the longest rule that fits decides, and of
    /// two that are equally long the one that allows (section 2.2.2).
    pub(crate) fn allow(&self, path: &str) -> bool {
        let path = normal(path);
        let fitting = self.rules.iter().filter(|rule| fits(rule.path.as_bytes(), path.as_bytes()));
        let decisive = fitting.max_by_key(|rule| (rule.path.len(), rule.allow));
        decisive.is_none_or(|rule| rule.allow)
    }
}

/// Percent-encoded letters in one way of writing.
fn normal(path: &str) -> String {
    let decoded = crate::address::percent_decode(path).unwrap_or(path.into());
    // `*`, `$` and `/` that are encoded are not those that mean something, but nobody has them.
    crate::address::percent_encode(&decoded)
}

/// Whether `path` starts with `pattern`, in which `*` is anything and a `$` at the end is the end.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, anchored) = match pattern {
        [rest @ .., b'$'] => (rest, true),
        all => (all, false),
    };
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, from));
                at += 1;
                continue;
            }
            Some(byte) if path.get(from) == Some(byte) => {
                at += 1;
                from += 1;
                continue;
            }
            None if !anchored || from == path.len() => return true,
            _ => {}
        }
        let Some((after, start)) = star.filter(|(_, start)| *start < path.len()) else { return false };
        (at, from) = (after, start + 1);
        star = Some((after, start + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_that_fits_decides() {
        let rules = Rules::of("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\nDisallow:\n");
        for (path, allowed) in [
            ("/", true),
            ("/a", false),
            ("/ab", false),
            ("/a/b/c", true),
            ("/x.pdf", false),
            ("/x.pdf?y", true),
        ] {
            assert_eq!(rules.allow(path), allowed, "{path}");
        }
    }

    #[test]
    fn a_group_of_its_own_replaces_the_common_one() {
        let rules = Rules::of(
            "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-Agent: Issue-Digest # us\nDisallow: /no\n",
        );
        assert!(rules.allow("/yes"));
        assert!(!rules.allow("/no"));
        assert!(!Rules::of("user-agent: issue-digest\n\nuser-agent: *\ndisallow: /").allow("/x"));
        assert!(Rules::of("User-agent: *\nDisallow: /\nUser-agent: issue-digest\nAllow: /\n").allow("/x"));
    }

    #[test]
    fn stars_and_percent_signs_are_understood() {
        assert!(fits(b"/a*c", b"/abbbc/d") && fits(b"*", b"") && !fits(b"/a*c$", b"/abcd"));
        assert!(fits(b"/*a*b", b"/xaxxb") && !fits(b"/*a*b$", b"/xaxxbx"));
        let rules = Rules::of("User-agent: *\nDisallow: /a\u{f1}o\n");
        assert!(!rules.allow("/a%C3%B1o"));
        assert!(Rules::default().allow("/x") && !Rules::closed().allow("/x"));
    }
}

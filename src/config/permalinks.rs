//! Patterns of addresses, such as `/:year/:month/:day/:slug/`, parsed once and filled by the plan.

use crate::content::front_matter::{Key, Kind};

macro_rules! addresses {
    ($($(#[doc = $doc:literal])+ $name:ident, $key:literal, $english:literal, $spanish:literal, [$($token:literal),*];)+) => {
        /// The kinds of pages that have a pattern.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Address { $($(#[doc = $doc])+ $name,)+ }

        impl Address {
            /// Every kind.
            pub const ALL: &'static [Address] = &[$(Address::$name),+];

            /// Its key in `site.yaml`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Address::$name => $key,)+ }
            }

            /// The tokens that its pattern may hold, without the colon.
            #[must_use]
            pub fn tokens(self) -> &'static [&'static str] {
                match self { $(Address::$name => &[$($token),*],)+ }
            }

            fn default_pattern(self, tag: &str) -> &'static str {
                let spanish = tag == "es" || tag.starts_with("es-");
                match self { $(Address::$name => if spanish { $spanish } else { $english },)+ }
            }
        }

        /// Keys of `permalinks` in `site.yaml`.
        pub(super) const PERMALINK_KEYS: &[Key] = &[$(Key::new($key, Kind::Text, concat!($($doc),+)),)+];
    };
}

addresses! {
    /// An article.
    Article, "article", "/:year/:month/:day/:slug/", "/:year/:month/:day/:slug/", ["year", "month", "day", "slug", "topic"];
    /// A topic; `:path` holds its parents' slugs as well.
    Topic, "topic", "/topics/:path/", "/temas/:path/", ["path", "slug"];
    /// The index of topics.
    Topics, "topics", "/topics/", "/temas/", [];
    /// A thread.
    Thread, "thread", "/threads/:slug/", "/hilos/:slug/", ["slug"];
    /// The index of threads.
    Threads, "threads", "/threads/", "/hilos/", [];
    /// A person.
    Person, "person", "/people/:slug/", "/personas/:slug/", ["slug"];
    /// The index of people.
    People, "people", "/people/", "/personas/", [];
    /// An organization.
    Organization, "organization", "/organizations/:slug/", "/organizaciones/:slug/", ["slug"];
    /// The index of organizations.
    Organizations, "organizations", "/organizations/", "/organizaciones/", [];
    /// An edition; `:key` is its period, such as `2018-w28`.
    Edition, "edition", "/editions/:key/", "/ediciones/:key/", ["key", "number", "year"];
    /// The index of editions.
    Editions, "editions", "/editions/", "/ediciones/", [];
    /// An outlet.
    Outlet, "outlet", "/sources/:slug/", "/fuentes/:slug/", ["slug"];
    /// The index of sources.
    Sources, "sources", "/sources/", "/fuentes/", [];
    /// The glossary.
    Glossary, "glossary", "/glossary/", "/glosario/", [];
    /// The log of corrections.
    Corrections, "corrections", "/corrections/", "/correcciones/", [];
    /// The archive's front page.
    Archive, "archive", "/archive/", "/archivo/", [];
    /// The search page; the files of its index stand below it.
    Search, "search", "/search/", "/buscar/", [];
    /// All articles, newest first.
    Latest, "latest", "/latest/", "/recientes/", [];
    /// A year.
    Year, "year", "/:year/", "/:year/", ["year"];
    /// A month.
    Month, "month", "/:year/:month/", "/:year/:month/", ["year", "month"];
    /// A day.
    Day, "day", "/:year/:month/:day/", "/:year/:month/:day/", ["year", "month", "day"];
    /// An ISO week.
    Week, "week", "/:year/w:week/", "/:year/s:week/", ["year", "week"];
    /// A plain page.
    Page, "page", "/:slug/", "/:slug/", ["slug", "path"];
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text that stands as it is.
    Text(String),
    /// A token to fill.
    Token(&'static str),
}

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Segment>);

/// Values for the tokens of a pattern, by name.
pub type Values<'a> = [(&'static str, &'a str)];

impl Pattern {
    /// Parses `text` as the pattern of `address`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(address: Address, text: &str) -> Result<Self, String> {
        if !text.starts_with('/') {
            return Err(format!("the pattern `{text}` doesn't start with `/`"));
        }
        if text.contains("//") || text.split('/').any(|part| part == "." || part == "..") {
            return Err(format!("the pattern `{text}` has an empty part, `.` or `..`"));
        }
        if !text.ends_with('/') && !text.ends_with(".html") {
            return Err(format!("the pattern `{text}` ends neither with `/` nor with `.html`"));
        }
        let (mut segments, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(colon) = rest.find(':') {
            plain.push_str(&rest[..colon]);
            let name = &rest[colon + 1..];
            let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
            let Some(token) = address.tokens().iter().find(|token| **token == &name[..end]) else {
                return Err(format!("unknown token `:{}` in the pattern `{text}`", &name[..end]));
            };
            if !plain.is_empty() {
                segments.push(Segment::Text(std::mem::take(&mut plain)));
            }
            segments.push(Segment::Token(token));
            rest = &name[end..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            segments.push(Segment::Text(plain));
        }
        Self(segments).complete(address, text)
    }

    /// Refuses a pattern that would give every page of its kind the same address.
    fn complete(self, address: Address, text: &str) -> Result<Self, String> {
        let has = |name: &str| self.0.contains(&Segment::Token(match_token(address, name)));
        let distinct = match address {
            Address::Article => has("slug"),
            Address::Edition => has("key") || has("number"),
            Address::Month => has("year") && has("month"),
            Address::Week => has("year") && has("week"),
            Address::Day => has("year") && has("month") && has("day"),
            _ => address.tokens().is_empty() || address.tokens().iter().any(|token| has(token)),
        };
        if distinct {
            Ok(self)
        } else {
            Err(format!("the pattern `{text}` would give every {} the same address", address.key()))
        }
    }

    /// The address that `values` give.
    #[must_use]
    pub fn fill(&self, values: &Values<'_>) -> String {
        let mut out = String::with_capacity(64);
        for segment in &self.0 {
            match segment {
                Segment::Text(text) => out.push_str(text),
                Segment::Token(token) => {
                    let value = values.iter().find(|(name, _)| name == token);
                    out.push_str(value.map_or("", |(_, value)| value));
                }
            }
        }
        out
    }
}

fn match_token(address: Address, name: &str) -> &'static str {
    address.tokens().iter().find(|token| **token == name).copied().unwrap_or("")
}

/// The patterns of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalinks(Vec<Pattern>);

impl Permalinks {
    /// The defaults of the language with this tag.
    #[must_use]
    pub fn defaults(tag: &str) -> Self {
        let pattern = |a: &Address| Pattern::parse(*a, a.default_pattern(tag)).unwrap_or(Pattern(Vec::new()));
        Self(Address::ALL.iter().map(pattern).collect())
    }

    /// The pattern of `address`.
    #[must_use]
    pub fn get(&self, address: Address) -> &Pattern {
        &self.0[address as usize]
    }

    pub(super) fn set(&mut self, address: Address, pattern: Pattern) {
        self.0[address as usize] = pattern;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_pattern_parses() {
        for tag in ["en", "es", "es-MX", "fr"] {
            for address in Address::ALL {
                assert!(Pattern::parse(*address, address.default_pattern(tag)).is_ok(), "{address:?}");
            }
        }
    }

    #[test]
    fn patterns_are_filled() {
        let pattern = Pattern::parse(Address::Week, "/:year/w:week/").unwrap();
        assert_eq!(pattern.fill(&[("year", "2018"), ("week", "28")]), "/2018/w28/");
    }

    #[test]
    fn useless_patterns_are_refused() {
        assert!(Pattern::parse(Address::Article, "/news/").is_err());
        assert!(Pattern::parse(Address::Article, "/:slgu/").unwrap_err().contains(":slgu"));
        assert!(Pattern::parse(Address::Year, ":year/").is_err());
        assert!(Pattern::parse(Address::Year, "/:year").is_err());
    }
}

//! Languages of the site: tags, message catalogues, plural rules, localized dates, collation.
//!
//! A [`Language`] answers every question that depends on a language and holds no content. Plural
//! rules and collation are Unicode's (CLDR, through ICU4X); texts come from the theme's catalogue.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::civil::Date;

/// A language of the site, by position in `site.yaml`; 0 is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct LanguageId(pub u8);

impl LanguageId {
    /// The default language.
    pub const DEFAULT: LanguageId = LanguageId(0);

    /// Position in `site.yaml`.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// All of `count` languages, the default first.
    pub fn all(count: usize) -> impl Iterator<Item = LanguageId> + Clone {
        (0..u8::try_from(count).unwrap_or(u8::MAX)).map(LanguageId)
    }
}

/// A text of the interface: one form, or one for each plural category of its language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Message {
    /// One form for every number.
    Plain(String),
    /// Forms by CLDR plural category; `other` is always there.
    Plural {
        /// Zero to five of `zero`, `one`, `two`, `few`, `many`.
        forms: BTreeMap<&'static str, String>,
        /// The form for every other number.
        other: String,
    },
}

/// The CLDR plural categories besides `other`.
pub const PLURAL_CATEGORIES: [&str; 5] = ["zero", "one", "two", "few", "many"];

/// The texts of one language by key, in key order.
pub type Catalogue = BTreeMap<String, Message>;

/// One language, ready to write and to sort in.
pub struct Language {
    /// BCP 47 tag as written in `site.yaml`, such as `es` or `es-MX`.
    pub tag: String,
    catalogue: Catalogue,
    dates: DateFormats,
    plurals: Option<PluralRules>,
    collator: Option<CollatorBorrowed<'static>>,
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language").field("tag", &self.tag).finish_non_exhaustive()
    }
}

/// Whether `tag` is a well-formed BCP 47 language tag in the form that addresses use.
#[must_use]
pub fn is_tag(tag: &str) -> bool {
    let shape = tag.len() <= 20 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    shape && tag.parse::<Locale>().is_ok()
}

impl Language {
    /// The language of `tag` with the texts of `catalogue`.
    #[must_use]
    pub fn new(tag: &str, catalogue: Catalogue) -> Self {
        let locale = tag.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
        Self {
            tag: tag.to_owned(),
            dates: DateFormats::of(&catalogue),
            catalogue,
            plurals: PluralRules::try_new_cardinal((&locale).into()).ok(),
            collator: Collator::try_new((&locale).into(), CollatorOptions::default()).ok(),
        }
    }

    /// Every text of this language.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Order of two names as this language sorts them; equal names fall back to code points, so
    /// that the order is total.
    #[must_use]
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let collated = self.collator.as_ref().map_or(Ordering::Equal, |c| c.compare(a, b));
        collated.then_with(|| a.cmp(b))
    }

    /// The letter under which an index lists `name`: its first letter without accents, save that
    /// Spanish keeps Ñ, which it sorts as a letter of its own.
    #[must_use]
    pub fn index_letter(&self, name: &str) -> String {
        let Some(first) = name.chars().find(|c| c.is_alphanumeric()) else { return "#".to_owned() };
        if first.is_numeric() {
            return "#".to_owned();
        }
        if matches!(first, 'ñ' | 'Ñ') && self.tag.starts_with("es") {
            return "Ñ".to_owned();
        }
        let plain = slug::slugify(first.to_string());
        plain.chars().next().map_or_else(|| first.to_string(), |c| c.to_uppercase().to_string())
    }

    /// The text of `key`, without replacing anything.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.catalogue.get(key)? {
            Message::Plain(text) | Message::Plural { other: text, .. } => Some(text),
        }
    }

    /// The text of `key` for `count`, with `{count}` and each `{name}` of `values` replaced.
    #[must_use]
    pub fn message(&self, key: &str, count: Option<u64>, values: &[(&str, &str)]) -> Option<String> {
        let pattern = match self.catalogue.get(key)? {
            Message::Plain(text) => text,
            Message::Plural { forms, other } => {
                let category = count.and_then(|n| self.category(n)).unwrap_or("other");
                forms.get(category).unwrap_or(other)
            }
        };
        let number = count.map(|n| self.number(n));
        Some(replace(pattern, |name| match name {
            "count" => number.as_deref(),
            _ => values.iter().find(|(n, _)| *n == name).map(|(_, v)| *v),
        }))
    }

    /// A whole number with this language's thousands separator.
    #[must_use]
    pub fn number(&self, n: u64) -> String {
        let separator = self.text("number.thousands").unwrap_or(",");
        let digits = n.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(separator);
            }
            out.push(digit);
        }
        out
    }

    /// A day as this language writes it in `style`.
    #[must_use]
    pub fn date(&self, day: Date, style: DateStyle) -> String {
        self.dates.write(day, style)
    }

    /// A month, such as `July 2018` or `julio de 2018`.
    #[must_use]
    pub fn month(&self, year: i16, month: i8) -> String {
        Date::new(year, month, 1).map_or_else(|_| String::new(), |day| self.date(day, DateStyle::Month))
    }

    /// The name of a month, such as `July`; 1 to 12.
    #[must_use]
    pub fn month_name(&self, month: i8) -> String {
        let index = usize::try_from(month).unwrap_or(1).clamp(1, 12) - 1;
        self.dates.months[index].clone()
    }

    /// A range of days, shortened where both share a month or a year.
    #[must_use]
    pub fn range(&self, first: Date, last: Date) -> String {
        if first == last {
            return self.date(first, DateStyle::Long);
        }
        let key = if first.year() != last.year() {
            "date.range_years"
        } else if first.month() != last.month() {
            "date.range_months"
        } else {
            "date.range_days"
        };
        let Some(pattern) = self.text(key) else { return format!("{first} – {last}") };
        let names = (self.month_name(first.month()), self.month_name(last.month()));
        let years = (first.year().to_string(), last.year().to_string());
        let days = (first.day().to_string(), last.day().to_string());
        replace(pattern, |name| match name {
            "day1" => Some(&days.0),
            "day2" => Some(&days.1),
            "month1" => Some(&names.0),
            "month2" => Some(&names.1),
            "year1" => Some(&years.0),
            "year2" => Some(&years.1),
            _ => None,
        })
    }

    fn category(&self, count: u64) -> Option<&'static str> {
        Some(match self.plurals.as_ref()?.category_for(count) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        })
    }
}

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateStyle {
    /// `July 12, 2018`.
    Long,
    /// `Jul 12, 2018`.
    Short,
    /// `Thursday, July 12, 2018`.
    Full,
    /// `July 2018`.
    Month,
    /// `July 12`.
    DayMonth,
}

impl DateStyle {
    const ALL: [DateStyle; 5] =
        [DateStyle::Long, DateStyle::Short, DateStyle::Full, DateStyle::Month, DateStyle::DayMonth];

    fn key(self) -> &'static str {
        match self {
            DateStyle::Long => "date.long",
            DateStyle::Short => "date.short",
            DateStyle::Full => "date.full",
            DateStyle::Month => "date.month",
            DateStyle::DayMonth => "date.day_month",
        }
    }
}

/// The date patterns of a language, taken apart once: dates are written for every page.
struct DateFormats {
    patterns: [Vec<Piece>; DateStyle::ALL.len()],
    months: [String; 12],
    months_short: [String; 12],
    weekdays: [String; 7],
}

/// A part of a date pattern.
enum Piece {
    Text(String),
    Year,
    Month,
    MonthShort,
    MonthNumber,
    Day,
    DayNumber,
    Weekday,
}

impl DateFormats {
    fn of(catalogue: &Catalogue) -> Self {
        let text = |key: &str| match catalogue.get(key) {
            Some(Message::Plain(text) | Message::Plural { other: text, .. }) => text.clone(),
            None => String::new(),
        };
        let pattern = |style: DateStyle| {
            let text = text(style.key());
            pieces(if text.is_empty() { "{year}-{month2}-{day2}" } else { &text })
        };
        Self {
            patterns: DateStyle::ALL.map(pattern),
            months: MONTHS.map(text),
            months_short: MONTHS_SHORT.map(text),
            weekdays: WEEKDAYS.map(text),
        }
    }

    fn write(&self, day: Date, style: DateStyle) -> String {
        let mut out = String::with_capacity(32);
        let month = usize::from(day.month().unsigned_abs()) - 1;
        for piece in &self.patterns[style as usize] {
            // Writing to a string cannot fail.
            let _ = match piece {
                Piece::Text(text) => out.write_str(text),
                Piece::Year => write!(out, "{}", day.year()),
                Piece::Month => out.write_str(&self.months[month]),
                Piece::MonthShort => out.write_str(&self.months_short[month]),
                Piece::MonthNumber => write!(out, "{:02}", day.month()),
                Piece::Day => write!(out, "{}", day.day()),
                Piece::DayNumber => write!(out, "{:02}", day.day()),
                Piece::Weekday => {
                    let at = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
                    out.write_str(&self.weekdays[at])
                }
            };
        }
        out
    }
}

/// Takes a date pattern apart; a name in braces that no date has stays as text.
fn pieces(pattern: &str) -> Vec<Piece> {
    let (mut pieces, mut text, mut rest) = (Vec::new(), String::new(), pattern);
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let close = rest.find('}').map_or(rest.len(), |close| close + 1);
        let piece = match &rest[..close] {
            "{year}" => Piece::Year,
            "{month}" => Piece::Month,
            "{month_short}" => Piece::MonthShort,
            "{month2}" => Piece::MonthNumber,
            "{day}" => Piece::Day,
            "{day2}" => Piece::DayNumber,
            "{weekday}" => Piece::Weekday,
            other => Piece::Text(other.to_owned()),
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(piece);
        rest = &rest[close..];
    }
    pieces.push(Piece::Text(text + rest));
    pieces
}

/// Catalogue keys that the generator itself asks for, whatever the templates use.
pub const REQUIRED_KEYS: [&str; 10] = [
    "date.long",
    "date.short",
    "date.full",
    "date.month",
    "date.day_month",
    "date.range_days",
    "date.range_months",
    "date.range_years",
    "number.thousands",
    "source_count",
];

/// Catalogue keys of the month names.
pub const MONTHS: [&str; 12] = [
    "month.1", "month.2", "month.3", "month.4", "month.5", "month.6", "month.7", "month.8", "month.9",
    "month.10", "month.11", "month.12",
];

/// Catalogue keys of the short month names.
pub const MONTHS_SHORT: [&str; 12] = [
    "month_short.1",
    "month_short.2",
    "month_short.3",
    "month_short.4",
    "month_short.5",
    "month_short.6",
    "month_short.7",
    "month_short.8",
    "month_short.9",
    "month_short.10",
    "month_short.11",
    "month_short.12",
];

/// Catalogue keys of the weekdays, Monday first.
pub const WEEKDAYS: [&str; 7] =
    ["weekday.1", "weekday.2", "weekday.3", "weekday.4", "weekday.5", "weekday.6", "weekday.7"];

/// Replaces each `{name}` for which `value` has a text; other braces stay.
fn replace<'v>(pattern: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let replaced = rest.find('}').and_then(|close| Some((value(&rest[1..close])?, close)));
        if let Some((text, close)) = replaced {
            out.push_str(text);
            rest = &rest[close + 1..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn spanish() -> Language {
        let mut catalogue = Catalogue::new();
        for (key, text) in [
            ("date.long", "{day} de {month} de {year}"),
            ("date.range_months", "del {day1} de {month1} al {day2} de {month2} de {year1}"),
            ("month.7", "julio"),
            ("month.8", "agosto"),
        ] {
            catalogue.insert(key.to_owned(), Message::Plain(text.to_owned()));
        }
        let forms = BTreeMap::from([("one", "{count} artículo".to_owned())]);
        catalogue
            .insert("articles".to_owned(), Message::Plural { forms, other: "{count} artículos".to_owned() });
        Language::new("es", catalogue)
    }

    #[test]
    fn names_sort_as_the_language_sorts() {
        let language = spanish();
        let mut names = vec!["Nuñez", "Zapata", "Nuzzi", "Ñandú", "Álvarez", "Nadie", "alba"];
        names.sort_by(|a, b| language.compare(a, b));
        assert_eq!(
            names,
            ["alba", "Álvarez", "Nadie", "Nuñez", "Nuzzi", "Ñandú", "Zapata"].map(|n| n).to_vec()
        );
        assert_eq!(language.index_letter("Ñandú"), "Ñ");
        assert_eq!(language.index_letter("Álvarez"), "A");
        assert_eq!(language.index_letter("123"), "#");
    }

    #[test]
    fn plurals_follow_cldr() {
        let language = spanish();
        assert_eq!(language.message("articles", Some(1), &[]).as_deref(), Some("1 artículo"));
        assert_eq!(language.message("articles", Some(1200), &[]).as_deref(), Some("1,200 artículos"));
        assert_eq!(language.message("absent", None, &[]), None);
    }

    #[test]
    fn dates_are_written_by_pattern() {
        let language = spanish();
        assert_eq!(language.date(date(2018, 7, 12), DateStyle::Long), "12 de julio de 2018");
        assert_eq!(
            language.range(date(2018, 7, 30), date(2018, 8, 5)),
            "del 30 de julio al 5 de agosto de 2018"
        );
    }

    #[test]
    fn braces_without_a_name_stay() {
        assert_eq!(replace("a {x} {y", |n| (n == "x").then_some("1")), "a 1 {y");
        assert_eq!(replace("{no} {}", |_| None), "{no} {}");
    }

    #[test]
    fn tags_are_checked() {
        assert!(is_tag("es") && is_tag("es-MX"));
        assert!(!is_tag("español") && !is_tag("../es") && !is_tag("e"));
    }
}

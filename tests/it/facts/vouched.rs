//! What an article may say in numbers and dates: those of its event, of the events that it links, and
//! of the terms of the glossary that it links or names.
//!
//! A length of time counts as vouched for where two of those dates lie so far apart.

use std::collections::BTreeSet;

use super::archive::{Text, Tongue};
use super::dates::{self, Day};
use super::numbers::{self, Number, Thousandths, Unit};
use super::sheet::Event;
use super::tokens::tokens;

/// Numbers and dates that an article can rest on.
#[derive(Debug, Default)]
pub(super) struct Vouched {
    numbers: BTreeSet<Thousandths>,
    days: Vec<Day>,
}

impl Vouched {
    /// All that `text` can rest on.
    pub(super) fn of(text: &Text) -> Self {
        let mut vouched = Self::default();
        for event in std::iter::once(&text.event).chain(&text.linked) {
            vouched.event(event);
        }
        for term in &text.terms {
            for statement in [&term.term_en, &term.definition_en] {
                vouched.statement(statement, None);
            }
        }
        vouched
    }

    fn event(&mut self, event: &Event) {
        let [year, month, day] = parts(&event.date);
        let date = Day {
            year: i16::try_from(year).ok(),
            month: i8::try_from(month).ok(),
            day: i8::try_from(day).ok(),
            weekday: None,
        };
        self.days.push(date);
        for statement in event.statements() {
            self.statement(statement, Some(date));
        }
    }

    /// Reads a statement of the sheet. A day without a year has that of the day after the next word, as in
    /// `between 20 January and 17 December 2025`, or else is the one nearest to `about`.
    fn statement(&mut self, statement: &str, about: Option<Day>) {
        let statement = without_addresses(statement);
        let mut tokens = tokens(&statement);
        let days = dates::take(&mut tokens, Tongue::English);
        for (at, (day, range)) in days.iter().enumerate() {
            let joined =
                days.get(at + 1).filter(|(_, next)| statement[range.end..next.start].trim() == "and");
            let year = day.year.or_else(|| joined.and_then(|(next, _)| next.year));
            let year = year.or_else(|| {
                about.filter(|_| day.month.is_some()).and_then(|about| nearest_year(*day, about))
            });
            self.days.push(Day { year, ..*day });
        }
        self.numbers
            .extend(numbers::find(&tokens, Tongue::English).into_iter().map(|(number, _)| number.value));
    }

    /// Whether a number occurs, or is a year that does, or a length of time between two dates.
    pub(super) fn has_number(&self, number: Number) -> bool {
        self.numbers.contains(&number.value)
            || self.days.iter().any(|day| day.year.is_some_and(|year| i64::from(year) * 1000 == number.value))
            || number.unit.is_some_and(|unit| self.has_span(number.value, unit))
    }

    fn has_span(&self, value: Thousandths, unit: Unit) -> bool {
        let days: Vec<i64> = self.days.iter().filter_map(|day| day_number(*day, unit)).collect();
        let (length, tolerance) = match unit {
            Unit::Day => (1_000, 0),
            Unit::Week => (7_000, 6_999),
            Unit::Month => (30_437, 30_436),
            Unit::Year => (365_250, 365_249),
        };
        let wanted = value.saturating_mul(length) / 1000;
        days.iter().any(|from| days.iter().any(|to| ((to - from) * 1000 - wanted).abs() <= tolerance))
    }

    /// What is wrong with a date, if anything is.
    pub(super) fn fault_of_day(&self, said: Day) -> Option<String> {
        if let (Some(weekday), Some(right)) = (said.weekday, weekday_of(said))
            && weekday != right
        {
            return Some("has the wrong weekday".to_owned());
        }
        let agree = |a: Option<i8>, known: Option<i8>| a.is_none_or(|a| known == Some(a));
        let same_date = |known: &&Day| {
            agree(said.month, known.month)
                && agree(said.day, known.day)
                && said.year.is_none_or(|year| known.year.is_none_or(|known| known == year))
        };
        let mut known = self.days.iter().filter(same_date).peekable();
        if known.peek().is_none() {
            return Some("is a date that nothing vouches for".to_owned());
        }
        let same_weekday = |known: &Day| known.weekday.or_else(|| weekday_of(*known)) == said.weekday;
        (said.weekday.is_some() && !known.any(same_weekday))
            .then(|| "has a weekday that no such date of the sheet has".to_owned())
    }
}

/// The three numbers of `2018-07-12`.
fn parts(date: &str) -> [i64; 3] {
    let mut parts = date.split('-').map(|part| part.parse().unwrap());
    [(); 3].map(|()| parts.next().unwrap())
}

/// `disputed` and notes give addresses, whose figures are no statement.
fn without_addresses(statement: &str) -> String {
    let words = statement.split(' ').filter(|word| !word.contains("://"));
    words.collect::<Vec<_>>().join(" ")
}

fn nearest_year(day: Day, about: Day) -> Option<i16> {
    let middle = about.year?;
    let target = day_number(about, Unit::Month)?;
    let distance = |year: &i16| {
        let number = day_number(Day { year: Some(*year), ..day }, Unit::Month);
        number.map_or(i64::MAX, |number| (number - target).abs())
    };
    (middle - 1..=middle + 1).min_by_key(distance)
}

/// Days since a fixed one; a date without its day counts as mid-month where months or years are meant.
fn day_number(day: Day, unit: Unit) -> Option<i64> {
    let rough = matches!(unit, Unit::Month | Unit::Year);
    let (year, month) = (day.year?, day.month?);
    let of_month = day.day.or_else(|| rough.then_some(15))?;
    let date = jiff::civil::Date::new(year, month, of_month).ok()?;
    let from = jiff::civil::date(1900, 1, 1);
    Some(i64::from(date.since(from).ok()?.get_days()))
}

/// The weekday of a whole date.
fn weekday_of(day: Day) -> Option<i8> {
    let date = jiff::civil::Date::new(day.year?, day.month?, day.day?).ok()?;
    Some(date.weekday().to_monday_one_offset())
}

#[test]
fn what_is_not_in_the_sheet_is_not_vouched_for() {
    let mut vouched = Vouched::default();
    let about = Day { year: Some(2018), month: Some(7), day: Some(12), weekday: None };
    vouched.statement("About 3 billion dollars by Friday 13 July; it ended on 1 January 2020.", Some(about));
    let said = |text: &str| {
        let mut tokens = tokens(text);
        let days = dates::take(&mut tokens, Tongue::English);
        let numbers = numbers::find(&tokens, Tongue::English);
        (
            days.first().and_then(|(day, _)| vouched.fault_of_day(*day)),
            numbers.iter().all(|(n, _)| vouched.has_number(*n)),
        )
    };
    assert_eq!(said("$3 billion on Friday, July 13, 2018"), (None, true));
    assert_eq!(said("$3 million in July 2018"), (None, false));
    assert_eq!(said("some 18 months in 2020"), (None, true));
    assert_eq!(said("some 25 months"), (None, false));
    assert_eq!(said("July 14").0.as_deref(), Some("is a date that nothing vouches for"));
    assert_eq!(said("Monday, July 13, 2018").0.as_deref(), Some("has the wrong weekday"));
    assert_eq!(
        said("Monday, July 13").0.as_deref(),
        Some("has a weekday that no such date of the sheet has")
    );
}

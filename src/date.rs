//! Days, ISO weeks, months and the periods of editions. No clock: "now" is always an argument.
//!
//! Days are proleptic Gregorian calendar days; weeks follow ISO 8601 (week 1 holds 4 January)
//! unless the site starts its weeks on another day.

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Unit};

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Month {
    /// Year, such as 2018.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month that holds `day`.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }
}

/// An ISO 8601 week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Week {
    /// The week's year, which differs from the calendar's around New Year.
    pub year: i16,
    /// 1 to 53.
    pub week: i8,
}

impl Week {
    /// The ISO week that holds `day`.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let iso = day.iso_week_date();
        Self { year: iso.year(), week: iso.week() }
    }

    /// Its Monday.
    #[must_use]
    pub fn monday(self) -> Date {
        jiff::civil::ISOWeekDate::new(self.year, self.week, Weekday::Monday)
            .map_or(Date::MIN, jiff::civil::ISOWeekDate::date)
    }

    /// Its Sunday.
    #[must_use]
    pub fn sunday(self) -> Date {
        self.monday().saturating_add(6.days())
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

/// How often an edition appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cadence {
    /// Every day.
    Day,
    /// Every seven days, from this weekday.
    Week(Weekday),
    /// Every calendar month.
    Month,
}

/// One period of a [`Cadence`], by its first day. Ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day, itself included.
    pub last: Date,
}

impl Cadence {
    /// The period that holds `day`.
    #[must_use]
    pub fn period(self, day: Date) -> Period {
        match self {
            Cadence::Day => Period { first: day, last: day },
            Cadence::Week(start) => {
                let back = day.weekday().since(start);
                let first = day.saturating_sub(i64::from(back).days());
                Period { first, last: first.saturating_add(6.days()) }
            }
            Cadence::Month => Period { first: day.first_of_month(), last: day.last_of_month() },
        }
    }

    /// The period after `period`.
    #[must_use]
    pub fn next(self, period: Period) -> Period {
        self.period(period.last.saturating_add(1.day()))
    }

    /// Number of periods from `from` to `to`, which must not be earlier; 0 where they are the same.
    #[must_use]
    pub fn distance(self, from: Period, to: Period) -> u32 {
        let periods = match self {
            Cadence::Day => days_between(from.first, to.first),
            Cadence::Week(_) => days_between(from.first, to.first) / 7,
            Cadence::Month => {
                let months = |d: Date| i64::from(d.year()) * 12 + i64::from(d.month());
                months(to.first) - months(from.first)
            }
        };
        u32::try_from(periods).unwrap_or(0)
    }

    /// Whether `text` is the key of a period, in capitals or not.
    #[must_use]
    pub fn is_key(self, text: &str) -> bool {
        let upper = text.to_ascii_uppercase();
        let day: Option<Date> = match self {
            Cadence::Day => upper.parse().ok(),
            Cadence::Week(_) => upper.split_once("-W").and_then(|(year, week)| {
                let (year, week) = (year.parse().ok()?, week.parse().ok()?);
                Some(jiff::civil::ISOWeekDate::new(year, week, Weekday::Thursday).ok()?.date())
            }),
            Cadence::Month => format!("{upper}-01").parse().ok(),
        };
        // The fourth day of a period is in it, whatever day it starts on.
        day.is_some_and(|day| self.key(self.period(day)) == upper)
    }

    /// The key of a period, as it stands in addresses and file names: `2018-W28`, `2018-07` or
    /// `2018-07-12`. A week that does not start on Monday takes the ISO week of its fourth day,
    /// which is the week that most of its days belong to.
    #[must_use]
    pub fn key(self, period: Period) -> String {
        match self {
            Cadence::Day => period.first.to_string(),
            Cadence::Week(_) => Week::of(period.first.saturating_add(3.days())).to_string(),
            Cadence::Month => format!("{:04}-{:02}", period.first.year(), period.first.month()),
        }
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until((Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn iso_weeks_cross_the_new_year() {
        assert_eq!(Week::of(date(2018, 12, 31)).to_string(), "2019-W01");
        assert_eq!(Week::of(date(2021, 1, 3)).to_string(), "2020-W53");
        assert_eq!(Week { year: 2018, week: 28 }.monday(), date(2018, 7, 9));
    }

    #[test]
    fn a_week_starts_on_the_chosen_day() {
        let sunday = Cadence::Week(Weekday::Sunday);
        let period = sunday.period(date(2018, 7, 12));
        assert_eq!((period.first, period.last), (date(2018, 7, 8), date(2018, 7, 14)));
        assert_eq!(sunday.key(period), "2018-W28");
        assert_eq!(sunday.period(date(2018, 7, 8)).first, date(2018, 7, 8));
        assert_eq!(sunday.next(period).first, date(2018, 7, 15));
    }

    #[test]
    fn keys_of_periods_are_told_from_other_texts() {
        for start in [Weekday::Monday, Weekday::Sunday, Weekday::Thursday, Weekday::Friday] {
            let week = Cadence::Week(start);
            assert!(["2018-W28", "2018-w01", "2020-W53", "2019-W52"].iter().all(|key| week.is_key(key)));
            let bad = ["2018-W53", "2018-W00", "2018-W1", "2018-28", "2018-07-12", "week", "", "2018-W"];
            assert!(!bad.iter().any(|key| week.is_key(key)), "{start:?}");
        }
        assert!(Cadence::Month.is_key("2018-07") && Cadence::Day.is_key("2018-07-12"));
        assert!(["2018-13", "2018-7", "2018-07-12", "x"].iter().all(|key| !Cadence::Month.is_key(key)));
        assert!(["2018-07-32", "2018-07", "20180712", ""].iter().all(|key| !Cadence::Day.is_key(key)));
    }

    #[test]
    fn distances_count_periods() {
        let week = Cadence::Week(Weekday::Monday);
        assert_eq!(week.distance(week.period(date(2018, 7, 12)), week.period(date(2018, 8, 1))), 3);
        let month = Cadence::Month;
        assert_eq!(month.distance(month.period(date(2018, 11, 30)), month.period(date(2019, 2, 1))), 3);
        assert_eq!(month.key(month.period(date(2018, 11, 30))), "2018-11");
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_overflow() {
        for cadence in [Cadence::Day, Cadence::Week(Weekday::Monday), Cadence::Month] {
            for day in [Date::MIN, Date::MAX] {
                let period = cadence.period(day);
                let _ = (cadence.next(period), cadence.key(period));
            }
        }
    }
}

//! Calendars as heat maps: the months of a year, the days of a year, the sheet of a month.
//!
//! Reads the site's calendar; a day or a month is as warm as it has articles, in four steps.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;

use super::card::CardRef;
use super::context::Context;
use super::view::{HeatCell, HeatDay, HeatRow, MonthSheet, YearHeat};
use crate::date::{Month, Period};
use crate::language::{DateStyle, MONTHS_SHORT, WEEKDAYS};
use crate::plan::{Page, Scope};

/// Days at most of a period whose dates are looked up in other years.
const LONGEST_PERIOD: usize = 31;
/// Articles at most of the same dates in earlier years.
const ON_THESE_DAYS: usize = 5;

/// Side of a day in the heat map of a year, and from one to the next; room above for months.
const HEAT_SIDE: usize = 10;
const HEAT_PITCH: usize = 12;
const HEAT_TOP: usize = 18;

impl<'a> Context<'a> {
    /// Articles in the fullest month of all years.
    #[must_use]
    pub fn fullest_month(&self) -> usize {
        self.site.calendar.months.iter().map(|run| run.articles().len()).max().unwrap_or(0)
    }

    /// The twelve months of a year, as warm as they are next to one with `most` articles.
    #[must_use]
    pub fn year_cells(&self, year: i16, most: usize) -> Vec<HeatCell<'a>> {
        let cell = |month: i8| {
            let key = Month { year, month };
            let count = self.site.calendar.month(key).map_or(0, |run| run.articles().len());
            HeatCell {
                title: Cow::Owned(self.language.month(year, month)),
                short: Cow::Borrowed(self.month_short(month)),
                href: self.href(Page::Listing(self.id, Scope::Month(key), 1)),
                count,
                level: level(count, most),
            }
        };
        (1..=12).map(cell).collect()
    }

    /// The days of a year by week and weekday.
    #[must_use]
    pub fn year_heat(&self, year: i16) -> Option<YearHeat> {
        let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
        let lead = offset(first);
        let cell = |day: Date| {
            let at = usize::try_from(day.day_of_year()).unwrap_or(1) - 1 + lead;
            (at / 7, at % 7)
        };
        let weeks = cell(last).0 + 1;
        let row = |row: usize| HeatRow {
            y: HEAT_TOP + row * HEAT_PITCH + HEAT_SIDE / 2,
            from: usize::from(row < lead) * HEAT_PITCH,
            to: (weeks - usize::from(row > offset(last))) * HEAT_PITCH,
        };
        let runs = || self.site.calendar.days.iter().filter(|run| run.key.year() == year);
        let most = runs().map(|run| run.articles().len()).max().unwrap_or(0);
        let day = |run: &crate::site::calendar::Run<Date>| {
            let (column, row) = cell(run.key);
            let level = level(run.articles().len(), most);
            HeatDay { x: column * HEAT_PITCH, y: HEAT_TOP + row * HEAT_PITCH, level }
        };
        let month = |month: i8| {
            let start = Date::new(year, month, 1).ok()?;
            Some((cell(start).0 * HEAT_PITCH, self.month_short(month).to_owned()))
        };
        Some(YearHeat {
            rows: (0..7).map(row).collect(),
            days: runs().map(day).collect(),
            months: (1..=12).filter_map(month).collect(),
            side: HEAT_SIDE,
            width: weeks * HEAT_PITCH,
            height: HEAT_TOP + 7 * HEAT_PITCH,
        })
    }

    /// A month as a sheet of a calendar.
    #[must_use]
    pub fn month_sheet(&self, month: Month) -> Option<MonthSheet<'a>> {
        let first = Date::new(month.year, month.month, 1).ok()?;
        let runs = || (1..=first.days_in_month()).filter_map(|day| self.run_of(month, day));
        let most = runs().max().unwrap_or(0);
        let mut cells: Vec<Option<HeatCell<'a>>> = vec![None; offset(first)];
        for number in 1..=first.days_in_month() {
            let day = Date::new(month.year, month.month, number).ok()?;
            let count = self.run_of(month, number).unwrap_or(0);
            cells.push(Some(HeatCell {
                title: Cow::Owned(self.language.date(day, DateStyle::DayMonth)),
                short: Cow::Owned(number.to_string()),
                href: self.href(Page::Listing(self.id, Scope::Day(day), 1)).filter(|_| count > 0),
                count,
                level: level(count, most),
            }));
        }
        cells.resize(cells.len().next_multiple_of(7), None);
        let weekday = |key: &'static str| {
            let name = self.text(key);
            (name, name.chars().take(2).collect())
        };
        Some(MonthSheet {
            weekdays: WEEKDAYS.into_iter().map(weekday).collect(),
            weeks: cells.chunks(7).map(<[_]>::to_vec).collect(),
        })
    }

    fn run_of(&self, month: Month, day: i8) -> Option<usize> {
        let day = Date::new(month.year, month.month, day).ok()?;
        self.site.calendar.day(day).map(|run| run.articles().len())
    }

    fn month_short(&self, month: i8) -> &'a str {
        usize::try_from(month - 1).ok().and_then(|at| MONTHS_SHORT.get(at)).map_or("", |key| self.text(key))
    }

    /// Articles of the days of `period` in earlier years, newest first. Which day it is today makes
    /// no difference: the same input gives the same bytes.
    #[must_use]
    pub fn on_these_days(&self, period: Period) -> Vec<CardRef<'a>> {
        let days = std::iter::successors(Some(period.first), |day| day.checked_add(1.day()).ok());
        let days: Vec<Date> = days.take_while(|day| *day <= period.last).take(LONGEST_PERIOD).collect();
        let mut found = Vec::new();
        for year in self.site.calendar.years.iter().map(|run| run.key).filter(|y| *y < period.first.year()) {
            for day in days.iter().rev() {
                let run = Date::new(year, day.month(), day.day()).ok();
                let run = run.and_then(|day| self.site.calendar.day(day));
                found.extend(run.into_iter().flat_map(|run| run.articles()));
            }
        }
        self.cards(found.into_iter().take(ON_THESE_DAYS))
    }
}

/// Days from Monday to `day`.
fn offset(day: Date) -> usize {
    usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)
}

/// 0 for none, 1 to 4 up to `most`.
fn level(count: usize, most: usize) -> usize {
    if count == 0 { 0 } else { (1 + (count - 1) * 4 / most.max(1)).min(4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise_from_none_to_the_fullest() {
        let levels: Vec<usize> = (0..=8).map(|count| level(count, 8)).collect();
        assert_eq!(levels, [0, 1, 1, 2, 2, 3, 3, 4, 4]);
        assert_eq!((level(1, 1), level(0, 0)), (1, 0));
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(offset(Date::constant(2018, 7, 9)), 0);
        assert_eq!(offset(Date::constant(2018, 7, 15)), 6);
    }
}

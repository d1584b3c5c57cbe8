//! Days of the ten years that the corpus covers, 2014-01-01 to 2023-12-31, in the proleptic
//! Gregorian calendar. No clock and no time zone.

/// How many days the corpus covers.
pub const DAYS: usize = 3652;

/// A day of the corpus.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(pub usize);

impl Day {
    /// Year, month and day of the month.
    pub fn civil(self) -> (usize, usize, usize) {
        let (mut year, mut rest) = (2014, self.0);
        while rest >= days_of_year(year) {
            rest -= days_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while rest >= days_of_month(year, month) {
            rest -= days_of_month(year, month);
            month += 1;
        }
        (year, month, rest + 1)
    }

    /// As `2019-03-04`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Which week from Monday to Sunday it lies in, counted from the first. 2014-01-01 was a Wednesday.
    pub fn week(self) -> usize {
        (self.0 + 2) / 7
    }
}

fn days_of_year(year: usize) -> usize {
    (1..=12).map(|month| days_of_month(year, month)).sum()
}

fn days_of_month(year: usize, month: usize) -> usize {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{DAYS, Day};

    #[test]
    fn the_ends_and_the_leap_days_are_right() {
        assert_eq!(Day(0).iso(), "2014-01-01");
        assert_eq!(Day(DAYS - 1).iso(), "2023-12-31");
        assert_eq!(Day(DAYS).iso(), "2024-01-01");
        assert_eq!(Day(365 + 365 + 59).iso(), "2016-02-29");
    }

    #[test]
    fn weeks_begin_on_mondays() {
        assert_eq!(Day(4).week(), 0, "Sunday 2014-01-05");
        assert_eq!(Day(5).week(), 1, "Monday 2014-01-06");
    }
}

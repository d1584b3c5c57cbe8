//! Dates as front matter writes them: a day, a time with its offset, or a year or month alone.
//!
//! Days are proleptic Gregorian. No time zone is guessed: a time without an offset is a fault.

use std::fmt;

use jiff::ZonedDateTime;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// A day, perhaps with the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateValue {
    /// The day as it is written.
    pub day: Date,
    /// The moment, in the offset that is written; `None` where only the day is.
    pub time: Option<ZonedDateTime>,
}

/// A year, a month or a day. Displays as it is written; a day implies a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    /// 0 to 9999.
    pub year: i16,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 to 31.
    pub day: Option<i8>,
}

impl PartialDate {
    /// The day, where one is given.
    #[must_use]
    pub fn whole(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// What is wrong with a date: the end of a sentence that starts with its key, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DateFault {
    pub message: &'static str,
    pub help: String,
}

const SHAPE: &str =
    "write a day such as `2018-07-12`, or a time with its offset such as `2018-07-12T09:30:00-06:00`";

/// A day, or a time by RFC 3339, section 5.6; a blank may stand for the `T`.
pub(super) fn parse_date(text: &str) -> Result<DateValue, DateFault> {
    let (head, tail) = text.split_at_checked(10).unwrap_or((text, ""));
    let Some((year, month, day)) = day_fields(head) else {
        return Err(DateFault { message: "is not a date", help: nearest_day(text) });
    };
    if tail.is_empty() {
        return Ok(DateValue { day: existing_day(year, month, day)?, time: None });
    }
    let bytes = tail.as_bytes();
    if !matches!(bytes[0], b'T' | b't' | b' ') {
        return Err(DateFault { message: "is not a date", help: SHAPE.to_owned() });
    }
    let day = existing_day(year, month, day)?;
    let (time, offset) = clock(&tail[1..]).ok_or_else(|| not_a_time(text))?;
    let time = existing_time(time)?;
    let offset = existing_offset(offset)?;
    let moment = offset
        .to_timestamp(DateTime::from_parts(day, time))
        .map_err(|_| DateFault { message: "is out of range", help: SHAPE.to_owned() })?;
    Ok(DateValue { day, time: Some(moment.to_zoned_datetime(TimeZone::fixed(offset))) })
}

/// A year, a month or a day.
pub(super) fn parse_partial_date(text: &str) -> Result<PartialDate, DateFault> {
    let bytes = text.as_bytes();
    let fields = match bytes.len() {
        4 => number(bytes).map(|year| (year, None, None)),
        7 if bytes[4] == b'-' => {
            number(&bytes[..4]).zip(number(&bytes[5..])).map(|(year, month)| (year, Some(month), None))
        }
        _ => day_fields(text).map(|(year, month, day)| (year, Some(month), Some(day))),
    };
    let Some((year, month, day)) = fields else {
        let help = "write a year, a month or a day: `2018`, `2018-07`, `2018-07-12`".to_owned();
        return Err(DateFault { message: "is not a date", help });
    };
    let existing = existing_day(year, month.unwrap_or(1), day.unwrap_or(1))?;
    Ok(PartialDate {
        year: existing.year(),
        month: month.map(|_| existing.month()),
        day: day.map(|_| existing.day()),
    })
}

/// `YYYY-MM-DD` and nothing else.
fn day_fields(text: &str) -> Option<(u32, u32, u32)> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Some((number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?))
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |sum, digit| {
        digit.is_ascii_digit().then(|| sum.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')))
    })
}

fn existing_day(year: u32, month: u32, day: u32) -> Result<Date, DateFault> {
    const MESSAGE: &str = "is a day that does not exist";
    let fault = |help: String| DateFault { message: MESSAGE, help };
    let field = |value: u32| i8::try_from(value).unwrap_or(0);
    let first = Date::new(i16::try_from(year).unwrap_or(0), field(month), 1)
        .map_err(|_| fault("months go from 01 to 12".to_owned()))?;
    Date::new(first.year(), first.month(), field(day)).map_err(|_| {
        let name = MONTHS[usize::from(first.month().unsigned_abs()).saturating_sub(1) % 12];
        fault(format!("{name} {year} has {} days", first.days_in_month()))
    })
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Hour, minute, second and nanosecond as written, not checked.
type ClockFields = (u32, u32, u32, u32);

/// Sign, hours and minutes of an offset as written, not checked; `None` where there is no offset.
type OffsetFields = Option<(i32, u32, u32)>;

/// `HH:MM:SS`, perhaps with a fraction, then `Z` or `±HH:MM`.
fn clock(text: &str) -> Option<(ClockFields, OffsetFields)> {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let (hour, minute, second) = (number(&bytes[..2])?, number(&bytes[3..5])?, number(&bytes[6..8])?);
    let mut rest = &bytes[8..];
    let mut nanosecond = 0;
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        if length == 0 || length > 9 {
            return None;
        }
        let power = 9 - u32::try_from(length).ok()?;
        nanosecond = number(&fraction[..length])?.checked_mul(10_u32.pow(power))?;
        rest = &fraction[length..];
    }
    let offset = match rest {
        [] => None,
        [b'Z' | b'z'] => Some((1, 0, 0)),
        [sign @ (b'+' | b'-'), hours @ .., b':', tens, ones] if hours.len() == 2 => {
            Some((if *sign == b'-' { -1 } else { 1 }, number(hours)?, number(&[*tens, *ones])?))
        }
        _ => return None,
    };
    Some(((hour, minute, second, nanosecond), offset))
}

fn existing_time((hour, minute, second, nanosecond): ClockFields) -> Result<Time, DateFault> {
    let field = |value: u32| i8::try_from(value).unwrap_or(-1);
    Time::new(field(hour), field(minute), field(second), i32::try_from(nanosecond).unwrap_or(0)).map_err(
        |_| DateFault {
            message: "has a time that does not exist",
            help: "hours go from 00 to 23, minutes and seconds from 00 to 59".to_owned(),
        },
    )
}

fn existing_offset(offset: OffsetFields) -> Result<Offset, DateFault> {
    let Some((sign, hours, minutes)) = offset else {
        return Err(DateFault {
            message: "has a time without its offset from UTC",
            help: "add the offset, such as `-06:00` or `Z`, or write only the day".to_owned(),
        });
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).unwrap_or(i32::MAX);
    let fault = || DateFault {
        message: "has an offset that does not exist",
        help: "offsets go from `-23:59` to `+23:59`".to_owned(),
    };
    if hours > 23 || minutes > 59 {
        return Err(fault());
    }
    Offset::from_seconds(sign * seconds).map_err(|_| fault())
}

fn not_a_time(text: &str) -> DateFault {
    let (head, tail) = text.split_at_checked(10).unwrap_or((text, ""));
    // Jekyll and git write `2018-07-12 09:30:00 -0600`.
    let clock_and_zone = tail.get(1..).unwrap_or_default();
    let time = clock_and_zone.get(..8).filter(|time| time.is_ascii());
    let zone = clock_and_zone.get(8..).unwrap_or_default().trim();
    let is_bare_zone =
        zone.len() == 5 && zone.starts_with(['+', '-']) && number(&zone.as_bytes()[1..]).is_some();
    match time {
        Some(time) if is_bare_zone => DateFault {
            message: "is not a time by RFC 3339",
            help: format!("write `{head}T{time}{}:{}`", &zone[..3], &zone[3..]),
        },
        _ => DateFault { message: "is not a time by RFC 3339", help: SHAPE.to_owned() },
    }
}

/// Help for a day with fields that are too short or divided otherwise, such as `2018/7/2`.
fn nearest_day(text: &str) -> String {
    let fields: Vec<&str> = text.split(['-', '/', '.']).collect();
    let digits = |field: &str| (1..=2).contains(&field.len()) && number(field.as_bytes()).is_some();
    match fields[..] {
        [year, month, day]
            if year.len() == 4 && number(year.as_bytes()).is_some() && digits(month) && digits(day) =>
        {
            format!("write `{year}-{month:0>2}-{day:0>2}`")
        }
        _ => SHAPE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn fault(text: &str) -> (&'static str, String) {
        let found = parse_date(text).unwrap_err();
        (found.message, found.help)
    }

    #[test]
    fn reads_days_and_times() {
        assert_eq!(parse_date("2018-07-12").unwrap(), DateValue { day: date(2018, 7, 12), time: None });
        for (text, utc) in [
            ("2018-07-12T09:30:00-06:00", "2018-07-12T15:30:00Z"),
            ("2018-07-12 09:30:00Z", "2018-07-12T09:30:00Z"),
            ("2018-07-12t23:30:00.25-06:00", "2018-07-13T05:30:00.25Z"),
        ] {
            let value = parse_date(text).unwrap();
            assert_eq!(value.day, date(2018, 7, 12));
            assert_eq!(value.time.unwrap().timestamp().to_string(), utc);
        }
    }

    #[test]
    fn keeps_the_offset_that_is_written() {
        let time = parse_date("2018-07-12T23:30:00-06:00").unwrap().time.unwrap();
        assert_eq!((time.date(), time.offset().seconds()), (date(2018, 7, 12), -6 * 3600));
    }

    #[test]
    fn names_what_does_not_exist() {
        let day = "is a day that does not exist";
        assert_eq!(fault("2018-02-30"), (day, "February 2018 has 28 days".into()));
        assert_eq!(fault("2020-02-30"), (day, "February 2020 has 29 days".into()));
        assert_eq!(fault("2018-04-00"), (day, "April 2018 has 30 days".into()));
        assert_eq!(fault("2018-13-01"), (day, "months go from 01 to 12".into()));
        assert_eq!(fault("2018-07-12T24:00:00Z").0, "has a time that does not exist");
        assert_eq!(fault("2018-07-12T10:00:00+24:00").0, "has an offset that does not exist");
        assert_eq!(fault("9999-12-31T23:59:59-23:59").0, "is out of range");
    }

    #[test]
    fn says_how_to_write_it() {
        assert_eq!(
            fault("2018-07-12T09:30:00"),
            (
                "has a time without its offset from UTC",
                "add the offset, such as `-06:00` or `Z`, or write only the day".into()
            )
        );
        assert_eq!(
            fault("2018-07-12 09:30:00 -0600"),
            ("is not a time by RFC 3339", "write `2018-07-12T09:30:00-06:00`".into())
        );
        assert_eq!(fault("2018/7/2"), ("is not a date", "write `2018-07-02`".into()));
        assert_eq!(fault("July 12, 2018"), ("is not a date", SHAPE.into()));
        for text in [
            "",
            "2018-07-12T",
            "2018-07-12Té:00:00",
            "2018-07-12T09:30:00.+06:00",
            "20é8-07-1",
            "2018-07-12x",
        ] {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn reads_partial_dates_as_they_are_written() {
        for text in ["2018", "2018-07", "2018-07-12", "0800-01"] {
            assert_eq!(parse_partial_date(text).unwrap().to_string(), text);
        }
        for text in ["18", "2018-7", "2018-00", "2018-02-30", "2018-07-12T10:00:00Z", "201é"] {
            assert!(parse_partial_date(text).is_err(), "{text}");
        }
    }
}

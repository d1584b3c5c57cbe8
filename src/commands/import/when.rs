//! Dates as pages, feeds and other generators write them.
//!
//! Nothing is guessed: a date that could be read in two ways, such as `07/08/2018`, is none.

use jiff::civil::Date;
use jiff::fmt::rfc2822;

use crate::content::front_matter::PartialDate;

/// A day, with the time and offset where they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day as it is written, in its own offset.
    pub(crate) day: Date,
    /// The moment as front matter writes it: a day, or a time with its offset.
    pub(crate) written: String,
}

/// Reads a day or a time: RFC 3339 with its common variants, RFC 2822, or a day in English.
#[must_use]
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let head: String = text.chars().take(64).collect();
    if let Ok(zoned) = rfc2822::parse(&head) {
        return Some(Moment { day: zoned.date(), written: rfc3339(&zoned) });
    }
    let day_text: String = head.chars().take(10).collect::<String>().replace('/', "-");
    if let Ok(day) = day_text.parse::<Date>()
        && day_text.len() == 10
    {
        return Some(Moment { day, written: timed(&head, day).unwrap_or_else(|| day.to_string()) });
    }
    ["%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%Y%m%d"]
        .iter()
        .find_map(|format| Date::strptime(format, &head).ok())
        .map(|day| Moment { day, written: day.to_string() })
}

/// A year or a month where no more is written, else the day.
#[must_use]
pub(crate) fn partial(text: &str) -> Option<PartialDate> {
    if let Some(moment) = moment(text) {
        return Some(of_day(moment.day));
    }
    let text = text.trim().replace('/', "-");
    let (year, month) = text.split_once('-').map_or((text.as_str(), None), |(y, m)| (y, Some(m)));
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year = year.parse().ok()?;
    match month.map(str::parse::<i8>) {
        None => Some(PartialDate { year, month: None, day: None }),
        Some(Ok(month)) if (1..=12).contains(&month) => {
            Some(PartialDate { year, month: Some(month), day: None })
        }
        Some(_) => None,
    }
}

/// A day as a date of `sources`.
#[must_use]
pub(crate) fn of_day(day: Date) -> PartialDate {
    PartialDate { year: day.year(), month: Some(day.month()), day: Some(day.day()) }
}

/// The time of an RFC 3339 date or one of Jekyll's (`2018-07-12 09:30:00 -0600`), as front matter
/// takes it; `None` where there is no time with an offset.
fn timed(text: &str, day: Date) -> Option<String> {
    let rest = text.get(10..)?.trim_start_matches(['T', 't', ' ']);
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(rest.len());
    let (clock, offset) = rest.split_at(end);
    let clock = if clock.len() == 5 { format!("{clock}:00") } else { clock.to_owned() };
    let offset = offset.trim();
    let offset = match offset.len() {
        _ if matches!(offset, "Z" | "z" | "UTC" | "GMT") => "Z".to_owned(),
        5 if offset.is_ascii() => format!("{}:{}", &offset[..3], &offset[3..]),
        _ => offset.to_owned(),
    };
    let written = format!("{day}T{clock}{offset}");
    let is_time = !offset.is_empty() && written.parse::<jiff::Timestamp>().is_ok();
    is_time.then(|| without_fraction(&written))
}

/// Fractions of a second tell a reader nothing.
fn without_fraction(written: &str) -> String {
    match written.split_once('.') {
        Some((head, tail)) => {
            let rest = tail.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{head}{rest}")
        }
        None => written.to_owned(),
    }
}

fn rfc3339(zoned: &jiff::ZonedDateTime) -> String {
    let offset = zoned.offset().seconds();
    let (sign, offset) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
    let clock = zoned.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    format!("{clock}{sign}{:02}:{:02}", offset / 3600, offset / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_world_writes_them() {
        for (text, day, written) in [
            ("2018-07-12", "2018-07-12", "2018-07-12"),
            ("2018/07/12", "2018-07-12", "2018-07-12"),
            ("2018-07-12T23:30:00.123-06:00", "2018-07-12", "2018-07-12T23:30:00-06:00"),
            ("2018-07-12 09:30:00 -0600", "2018-07-12", "2018-07-12T09:30:00-06:00"),
            ("2018-07-12T09:30Z", "2018-07-12", "2018-07-12T09:30:00Z"),
            ("2018-07-12T09:30:00", "2018-07-12", "2018-07-12"),
            ("Thu, 12 Jul 2018 23:30:00 -0500", "2018-07-12", "2018-07-12T23:30:00-05:00"),
            ("July 12, 2018", "2018-07-12", "2018-07-12"),
            ("12 July 2018", "2018-07-12", "2018-07-12"),
        ] {
            let moment = moment(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((moment.day.to_string().as_str(), moment.written.as_str()), (day, written), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_no_date() {
        for text in ["07/08/2018", "2018-13-01", "2018-02-30", "", "yesterday", "20180", "2018-07-1é"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_or_a_month_may_be_all_that_is_known() {
        let shown = |text: &str| partial(text).map(|date| date.to_string());
        assert_eq!(shown("2018").as_deref(), Some("2018"));
        assert_eq!(shown("2018/07").as_deref(), Some("2018-07"));
        assert_eq!(shown("2018-07-12T00:00:00Z").as_deref(), Some("2018-07-12"));
        assert_eq!(shown("2018-13"), None);
    }
}

//! Pictures of the data, ready to be drawn: a template puts the numbers into attributes and adds none.
//!
//! Unless a field says otherwise, what runs across is in percent of the picture's width, and what
//! runs down is in CSS pixels from its top, so that a picture can stretch and its texts do not.

use std::borrow::Cow;

use serde::Serialize;

use crate::render::card::CardRef;

/// A label on the axis of time.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// Where it stands.
    pub x: f64,
    /// What it says, such as `2018`.
    pub label: String,
    /// Whether it may be left out where there is little room.
    pub minor: bool,
}

/// Articles per month, stacked by root topic.
#[derive(Debug, Serialize)]
pub struct Activity<'a> {
    /// The topics, in their order; articles without one come last.
    pub series: Vec<Series<'a>>,
    /// Every month of the span, oldest first.
    pub months: Vec<ActivityMonth<'a>>,
    /// Starts of years.
    pub marks: Vec<Mark>,
    /// Width of a month's bar.
    pub width: f64,
    /// The line that bars stand on.
    pub base: u32,
    /// Height of the picture, labels included.
    pub height: u32,
    /// Articles in the fullest month.
    pub most: usize,
    /// Articles in all.
    pub count: usize,
    /// First month.
    pub first: String,
    /// Last month.
    pub last: String,
}

/// A topic of a stacked chart.
#[derive(Debug, Serialize)]
pub struct Series<'a> {
    /// The topic; `None` for articles without one, and for topics beyond those that have a colour.
    pub title: Option<&'a str>,
    /// Where it is.
    pub href: Option<&'a str>,
    /// 1 to 8; 0 for the rest.
    pub number: usize,
    /// Number of articles.
    pub count: usize,
}

/// A month of a stacked chart.
#[derive(Debug, Serialize)]
pub struct ActivityMonth<'a> {
    /// Such as `July 2018`.
    pub title: String,
    /// Where it is.
    pub href: Option<&'a str>,
    /// Left edge of its bar.
    pub x: f64,
    /// The parts of its bar, from the bottom.
    pub segments: Vec<Segment>,
    /// Number of articles of each of the series.
    pub counts: Vec<usize>,
    /// Number of articles.
    pub count: usize,
}

/// A topic's part of a bar.
#[derive(Debug, Clone, Serialize)]
pub struct Segment {
    /// See [`Series::number`].
    pub series: usize,
    /// Top edge.
    pub y: f64,
    /// Height.
    pub height: f64,
}

/// How a number of articles changed over the digest's whole time.
#[derive(Debug, Clone, Serialize)]
pub struct Sparkline {
    /// Spans of time with articles, oldest first.
    pub bars: Vec<SparkBar>,
    /// Width of a bar.
    pub width: f64,
    /// Height of the picture.
    pub height: u32,
    /// Articles in the fullest span.
    pub most: usize,
    /// First month of the picture.
    pub first: String,
    /// Last month of the picture.
    pub last: String,
}

/// A span of time.
#[derive(Debug, Clone, Serialize)]
pub struct SparkBar {
    /// Its days, such as `January 1 – March 31, 2018`.
    pub title: String,
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Height.
    pub height: f64,
    /// Number of articles.
    pub count: usize,
}

/// Articles as points on a line of time.
#[derive(Debug, Serialize)]
pub struct Timeline {
    /// The points, oldest first.
    pub points: Vec<Point>,
    /// Years, or months where all is within one.
    pub marks: Vec<Mark>,
    /// The line of time.
    pub base: u32,
    /// Height of the picture, labels included.
    pub height: u32,
}

/// An article on a line of time.
#[derive(Debug, Clone, Serialize)]
pub struct Point {
    /// Where it stands.
    pub x: f64,
    /// Its height: points at nearly the same place stand one above the other.
    pub y: u32,
}

/// The cards of a year.
#[derive(Debug, Serialize)]
pub struct YearCards<'a> {
    /// The year.
    pub year: i16,
    /// Its articles, in the order of the list.
    pub cards: Vec<CardRef<'a>>,
}

/// A span of time in a heat map.
#[derive(Debug, Clone, Serialize)]
pub struct HeatCell<'a> {
    /// Its name, such as `July 2018`.
    pub title: Cow<'a, str>,
    /// The same where there is little room, such as `Jul` or `12`.
    pub short: Cow<'a, str>,
    /// Where it is.
    pub href: Option<&'a str>,
    /// Number of articles.
    pub count: usize,
    /// 0 for none, up to 4 for as many as in the fullest.
    pub level: usize,
}

/// The days of a year as a heat map: a column for each week, a row for each weekday. Everything is
/// in units of the picture's own, since it has texts of its own size.
#[derive(Debug, Serialize)]
pub struct YearHeat {
    /// Rows of days, Monday first.
    pub rows: Vec<HeatRow>,
    /// Days with articles.
    pub days: Vec<HeatDay>,
    /// Months: where the first one's week begins, and the short name.
    pub months: Vec<(usize, String)>,
    /// Side of a day.
    pub side: usize,
    /// Width of the picture.
    pub width: usize,
    /// Height of the picture.
    pub height: usize,
}

/// A weekday of a year, as a line as thick as a day and interrupted between days.
#[derive(Debug, Clone, Serialize)]
pub struct HeatRow {
    /// Its middle.
    pub y: usize,
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// A day with articles.
#[derive(Debug, Clone, Serialize)]
pub struct HeatDay {
    /// Left edge.
    pub x: usize,
    /// Top edge.
    pub y: usize,
    /// See [`HeatCell::level`]; never 0.
    pub level: usize,
}

/// A month as a sheet of a calendar.
#[derive(Debug, Serialize)]
pub struct MonthSheet<'a> {
    /// Names of the weekdays from Monday: whole, and their first two letters.
    pub weekdays: Vec<(&'a str, String)>,
    /// Weeks of seven days; `None` for days of other months.
    pub weeks: Vec<Vec<Option<HeatCell<'a>>>>,
}

//! The geometry of pictures of the data: articles over time as bars, stacks and points.
//!
//! Counts what the site model lists and computes positions; draws nothing and knows no colour.
//! Pictures belong to indexes and lists, never to each article.

use jiff::civil::Date;

use super::context::Context;
use super::view::{
    Activity, ActivityMonth, Mark, Point, Segment, Series, SparkBar, Sparkline, Timeline, YearCards,
};
use crate::date::Month;
use crate::language::MONTHS_SHORT;
use crate::plan::{Page, Scope};
use crate::site::topics::root_of;
use crate::site::{ArticleId, TopicId};

/// Topics with a colour of their own in a stacked chart.
const COLOURS: usize = 8;
/// Heights of pictures, in CSS pixels.
const ACTIVITY_HEIGHT: u32 = 160;
const SPARKLINE_HEIGHT: u32 = 36;
/// Room below a line of time for its labels.
const LABEL_HEIGHT: u32 = 24;
/// From a point to the one above it.
const POINT_PITCH: u32 = 12;
/// Months that a picture spans at least: a young digest is not a few bars as wide as the page.
const LEAST_MONTHS: i32 = 12;
/// Most bars of a sparkline; longer times give each bar more months.
const SPARKLINE_BARS: i32 = 48;
/// Points nearer than this, in percent, are put one above the other.
const POINT_ROOM: f64 = 1.6;
const MOST_STACKED: u32 = 4;

impl<'a> Context<'a> {
    /// Articles per month by root topic, over the last `longest` months up to the newest article.
    #[must_use]
    pub fn activity(&self, longest: usize) -> Option<Activity<'a>> {
        let runs = &self.site.calendar.months;
        let (newest, oldest) = (serial(runs.first()?.key), serial(runs.last()?.key));
        let longest = i32::try_from(longest).unwrap_or(i32::MAX);
        let start = spanning(oldest, newest).max(newest - longest + 1);
        let slots = real((newest - start + 1).unsigned_abs());
        let roots: Vec<TopicId> = self.root_topics();
        let mut totals = vec![0; roots.len().min(COLOURS) + 1];
        let mut months = Vec::new();
        let mut runs = runs.iter().rev().skip_while(|run| serial(run.key) < start).peekable();
        for at in start..=newest {
            let run = runs.next_if(|run| serial(run.key) == at);
            let mut counts = vec![0; totals.len()];
            for id in run.into_iter().flat_map(|run| run.articles()) {
                let root =
                    self.site.article(id).topics.first().map(|topic| root_of(&self.site.topics, *topic));
                let place = root.and_then(|root| roots.binary_search(&root).ok());
                let place = place.unwrap_or(usize::MAX).min(counts.len() - 1);
                counts[place] += 1;
                totals[place] += 1;
            }
            months.push((month_of(at), counts));
        }
        let most = months.iter().map(|(_, counts)| counts.iter().sum()).max().unwrap_or(0).max(1);
        let bar = |(at, (month, counts)): (usize, (Month, Vec<usize>))| ActivityMonth {
            title: self.language.month(month.year, month.month),
            href: self.href(Page::Listing(self.id, Scope::Month(month), 1)),
            x: round(real(count(at)) / slots * 100.0),
            segments: segments(&counts, most),
            count: counts.iter().sum(),
            counts,
        };
        let months: Vec<ActivityMonth<'a>> = months.into_iter().enumerate().map(bar).collect();
        Some(Activity {
            series: self.series(&roots, &totals),
            marks: years(start, newest),
            width: round(80.0 / slots),
            base: ACTIVITY_HEIGHT,
            height: ACTIVITY_HEIGHT + LABEL_HEIGHT,
            most,
            count: totals.iter().sum(),
            first: months.first()?.title.clone(),
            last: months.last()?.title.clone(),
            months,
        })
    }

    /// Root topics, in their order, which is that of their ids.
    fn root_topics(&self) -> Vec<TopicId> {
        let topics = self.site.topics.iter().enumerate();
        topics.filter(|(_, topic)| topic.parent.is_none()).map(|(at, _)| TopicId::at(at)).collect()
    }

    fn series(&self, roots: &[TopicId], totals: &[usize]) -> Vec<Series<'a>> {
        let one = |(at, count): (usize, &usize)| {
            let topic = roots.get(at).filter(|_| at + 1 < totals.len());
            let link = topic.map(|id| Page::Listing(self.id, Scope::Topic(*id), 1));
            Series {
                title: topic.map(|id| self.site.topic(*id).entry.title(self.id)),
                href: link.and_then(|page| self.href(page)),
                number: if topic.is_some() { at + 1 } else { 0 },
                count: *count,
            }
        };
        totals.iter().enumerate().map(one).collect()
    }

    /// The articles `ids`, which are newest first, over the whole time of the digest.
    #[must_use]
    pub fn sparkline(&self, ids: &[ArticleId]) -> Option<Sparkline> {
        let months = &self.site.calendar.months;
        let (newest, oldest) = (serial(months.first()?.key), serial(months.last()?.key));
        let oldest = spanning(oldest, newest);
        let step = step(newest - oldest + 1);
        // Spans of three months or of years begin where a year does.
        let start = oldest - oldest.rem_euclid(step.min(12));
        let slots = (newest - start) / step + 1;
        let mut counts = vec![0; usize::try_from(slots).unwrap_or(1)];
        for id in ids {
            let at = (serial(Month::of(self.site.article(*id).date.day)) - start) / step;
            if let Some(slot) = usize::try_from(at).ok().and_then(|at| counts.get_mut(at)) {
                *slot += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        let pitch = 100.0 / real(slots.unsigned_abs());
        let bar = |(at, number): (usize, &usize)| {
            let height = round(real(count(*number)) / real(count(most)) * f64::from(SPARKLINE_HEIGHT));
            let from = start + i32::try_from(at).unwrap_or(0) * step;
            SparkBar {
                title: self.months_title(from, from + step - 1),
                x: round(real(count(at)) * pitch),
                y: round(f64::from(SPARKLINE_HEIGHT) - height),
                height,
                count: *number,
            }
        };
        let bars = counts.iter().enumerate().filter(|(_, number)| **number > 0);
        Some(Sparkline {
            bars: bars.map(bar).collect(),
            width: round(pitch * 0.8),
            height: SPARKLINE_HEIGHT,
            most,
            first: self.months_title(start, start),
            last: self.months_title(newest, newest),
        })
    }

    /// The months from `first` to `last`: one by its name, a calendar year by its number.
    fn months_title(&self, first: i32, last: i32) -> String {
        let (from, to) = (month_of(first), month_of(last));
        if first == last {
            return self.language.month(from.year, from.month);
        }
        if (from.month, to.month) == (1, 12) {
            let (from, to) = (from.year, to.year);
            return if from == to { from.to_string() } else { format!("{from}–{to}") };
        }
        let name = |month: Month| self.language.month(month.year, month.month);
        format!("{} – {}", name(from), name(to))
    }

    /// The articles `ids`, which are oldest first, on a line of time.
    #[must_use]
    pub fn timeline(&self, ids: &[ArticleId]) -> Option<Timeline> {
        let day = |id: &ArticleId| self.site.article(*id).date.day;
        let (first, last) = (day(ids.first()?), day(ids.last()?));
        if first == last {
            return None;
        }
        // The line runs over whole months, so that the first and the last point stand on it.
        let (first, last) = (first.first_of_month(), last.last_of_month());
        let place = |day: Date| 100.0 * days(first, day) / days(first, last);
        let (mut places, mut at, mut stack) = (Vec::with_capacity(ids.len()), f64::MIN, 0);
        for id in ids {
            let x = place(day(id));
            if x - at < POINT_ROOM {
                stack = (stack + 1).min(MOST_STACKED);
            } else {
                (at, stack) = (x, 0);
            }
            places.push((round(at), stack));
        }
        let highest = places.iter().map(|(_, stack)| *stack).max().unwrap_or(0);
        let base = (highest + 1) * POINT_PITCH;
        let point = |(x, stack): (f64, u32)| Point { x, y: base - stack * POINT_PITCH };
        let points = places.into_iter().map(point).collect();
        let marks = self.timeline_marks(first, last);
        Some(Timeline { points, marks, base, height: base + LABEL_HEIGHT })
    }

    fn timeline_marks(&self, first: Date, last: Date) -> Vec<Mark> {
        let (from, to) = (serial(Month::of(first)), serial(Month::of(last)));
        let whole = days(first, last);
        let by_month = to - from < 12;
        let starts = (from..=to).filter(|at| by_month || at.rem_euclid(12) == 0);
        let every = if by_month { 2 } else { ((to - from) / 12 / 6 + 1).unsigned_abs() as usize };
        let mark = |(number, at): (usize, i32)| {
            let month = month_of(at);
            let start = Date::new(month.year, month.month, 1).ok()?;
            let named = by_month && !(month.month == 1 || number == 0);
            let name = MONTHS_SHORT.get(usize::try_from(month.month - 1).ok()?)?;
            let label = match (by_month, named) {
                (true, true) => self.text(name).to_owned(),
                (true, false) => format!("{} {}", self.text(name), month.year),
                _ => month.year.to_string(),
            };
            let x = round(100.0 * days(first, start) / whole);
            Some(Mark { x, label, minor: number % every != 0 })
        };
        // A label at the very end has no room.
        starts.enumerate().filter_map(mark).filter(|mark| mark.x < 94.0).collect()
    }

    /// The articles `ids` as cards by year, years in the order of the list.
    #[must_use]
    pub fn by_year(&self, ids: &[ArticleId]) -> Vec<YearCards<'a>> {
        let mut years: Vec<YearCards<'a>> = Vec::new();
        for id in ids {
            let Some(card) = self.card(*id) else { continue };
            let year = self.site.article(*id).date.day.year();
            match years.last_mut() {
                Some(last) if last.year == year => last.cards.push(card),
                _ => years.push(YearCards { year, cards: vec![card] }),
            }
        }
        years
    }
}

/// The parts of a bar with `counts` articles of each series, from the bottom.
fn segments(counts: &[usize], most: usize) -> Vec<Segment> {
    let unit = f64::from(ACTIVITY_HEIGHT) / real(count(most));
    let (mut below, mut parts) = (0, Vec::new());
    for (at, number) in counts.iter().enumerate().filter(|(_, number)| **number > 0) {
        below += number;
        parts.push(Segment {
            series: if at + 1 == counts.len() { 0 } else { at + 1 },
            y: round(f64::from(ACTIVITY_HEIGHT) - unit * real(count(below))),
            height: round(unit * real(count(*number))),
        });
    }
    parts
}

/// Labels at the first months of years, from month `start` to month `end`.
fn years(start: i32, end: i32) -> Vec<Mark> {
    let slots = real((end - start + 1).unsigned_abs());
    let starts: Vec<i32> = (start..=end).filter(|at| at.rem_euclid(12) == 0).collect();
    let every = starts.len() / 6 + 1;
    let mark = |(number, at): (usize, &i32)| Mark {
        x: round(real((at - start).unsigned_abs()) / slots * 100.0),
        label: month_of(*at).year.to_string(),
        minor: number % every != 0,
    };
    starts.iter().enumerate().map(mark).filter(|mark| mark.x < 95.0).collect()
}

/// Months in a bar of a sparkline over `months`.
fn step(months: i32) -> i32 {
    let known = [1, 3, 6, 12, 24, 60, 120, 240, 600];
    let fits = known.into_iter().find(|step| months / step < SPARKLINE_BARS);
    fits.unwrap_or_else(|| months / SPARKLINE_BARS + 1)
}

/// The first month of a picture from `oldest` to `newest`.
fn spanning(oldest: i32, newest: i32) -> i32 {
    oldest.min((newest - LEAST_MONTHS + 1).max(0))
}

/// Months since the year 0.
fn serial(month: Month) -> i32 {
    i32::from(month.year) * 12 + i32::from(month.month) - 1
}

fn month_of(serial: i32) -> Month {
    let year = i16::try_from(serial.div_euclid(12)).unwrap_or(i16::MAX);
    Month { year, month: i8::try_from(serial.rem_euclid(12) + 1).unwrap_or(1) }
}

fn days(from: Date, to: Date) -> f64 {
    from.until((jiff::Unit::Day, to)).map_or(0.0, |span| f64::from(span.get_days()))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn real(number: u32) -> f64 {
    f64::from(number)
}

/// Two decimals are a hundredth of a pixel on paper, and keep pages small.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_across_years() {
        let july = Month { year: 2018, month: 7 };
        assert_eq!(month_of(serial(july)), july);
        assert_eq!(month_of(serial(july) + 6), Month { year: 2019, month: 1 });
        assert_eq!(month_of(serial(july) - 7), Month { year: 2017, month: 12 });
    }

    #[test]
    fn a_picture_spans_a_year_at_least() {
        let month = |year, month| serial(Month { year, month });
        assert_eq!(spanning(month(2026, 1), month(2026, 1)), month(2025, 2));
        assert_eq!(spanning(month(2017, 1), month(2026, 1)), month(2017, 1));
        assert_eq!(spanning(3, 5), 0);
    }

    #[test]
    fn the_parts_of_a_bar_fill_it_from_the_bottom() {
        let parts = segments(&[1, 0, 2, 1], 4);
        let drawn: Vec<_> = parts.iter().map(|part| (part.series, part.y, part.height)).collect();
        assert_eq!(drawn, [(1, 120.0, 40.0), (3, 40.0, 80.0), (0, 0.0, 40.0)]);
    }

    #[test]
    fn a_sparkline_has_few_bars_over_any_time() {
        for months in 1..20_000 {
            let bars = months / step(months) + 1;
            assert!(bars <= SPARKLINE_BARS + 1, "{bars} bars for {months} months");
        }
    }

    #[test]
    fn years_are_marked_where_they_begin() {
        let start = serial(Month { year: 2018, month: 11 });
        let marks = years(start, start + 23);
        let shown: Vec<_> = marks.iter().map(|mark| (mark.label.as_str(), mark.x)).collect();
        assert_eq!(shown, [("2019", 8.33), ("2020", 58.33)]);
    }
}

//! What a run takes for now.

use crate::cli::Failure;
use crate::site::Clock;

/// The build's clock: the option, else `SOURCE_DATE_EPOCH`, else now.
///
/// # Errors
/// A wrong call, where either is no time.
pub fn clock(option: Option<&str>) -> Result<Clock, Failure> {
    if let Some(text) = option {
        return parse_clock(text).ok_or_else(|| {
            let help = "write a day such as `2018-07-12` or a time such as `2018-07-12T09:00:00-05:00`";
            Failure::call(format!("`--clock {text}` is no time"), Some(help.to_owned()))
        });
    }
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let seconds = epoch.to_str().and_then(|text| text.trim().parse().ok());
        return seconds.map(|seconds| Clock { seconds }).ok_or_else(|| {
            let message = format!("`SOURCE_DATE_EPOCH={}` is no number of seconds", epoch.to_string_lossy());
            Failure::call(
                message,
                Some("set it to seconds since 1970-01-01T00:00:00Z, or unset it".to_owned()),
            )
        });
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(Clock { seconds: i64::try_from(now.as_secs()).unwrap_or(i64::MAX) })
}

/// A day counts to its last second in UTC, so that its articles are let in.
fn parse_clock(text: &str) -> Option<Clock> {
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(Clock { seconds: time.as_second() });
    }
    let day: jiff::civil::Date = text.parse().ok()?;
    let end = jiff::tz::TimeZone::UTC.to_timestamp(day.at(23, 59, 59, 0)).ok()?;
    Some(Clock { seconds: end.as_second() })
}

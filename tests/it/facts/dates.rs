//! Dates in prose, in English and in Spanish: whole ones, and parts such as a month with its year.
//!
//! Both orders of English are read, since the sheet writes `13 July 2018` and articles `July 13, 2018`.

use std::ops::Range;

use super::archive::Tongue;
use super::tokens::Token;

const MONTHS: [[&str; 12]; 2] = [
    [
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
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
];

const WEEKDAYS: [[&str; 7]; 2] = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
];

/// A date, as much of it as is said. A weekday is counted from Monday, 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Day {
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    pub(super) weekday: Option<i8>,
}

/// A number that can be a year of the news.
pub(super) fn is_year(number: i64) -> bool {
    (1900..2100).contains(&number)
}

/// Reads the dates out of `tokens`, which are `Taken` afterwards; each with the bytes of its text.
pub(super) fn take(tokens: &mut [(Token<'_>, Range<usize>)], tongue: Tongue) -> Vec<(Day, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let words: Vec<Token<'_>> = tokens[at..].iter().take(8).map(|(token, _)| *token).collect();
        let read = match tongue {
            Tongue::English => english(&words),
            Tongue::Spanish => spanish(&words),
        };
        let Some((day, length)) = read else {
            at += 1;
            continue;
        };
        found.push((day, tokens[at].1.start..tokens[at + length - 1].1.end));
        tokens[at..at + length].iter_mut().for_each(|(token, _)| *token = Token::Taken);
        at += length;
    }
    found
}

/// A date at the start of `words`, and of how many words it is made.
fn english(words: &[Token<'_>]) -> Option<(Day, usize)> {
    let (weekday, mut at) = weekday(words, 0);
    if at == 1
        && words.get(1) == Some(&Token::Mark(','))
        && words.get(2).is_some_and(|word| month(word, 0).is_some())
    {
        at = 2;
    }
    let (first, second) = (words.get(at), words.get(at + 1));
    if let (Some(day), Some(month)) = (first.and_then(day_of_month), second.and_then(|word| month(word, 0))) {
        let year = words.get(at + 2).and_then(year);
        let day = Day { year, month: Some(month), day: Some(day), weekday };
        return Some((day, at + 2 + usize::from(year.is_some())));
    }
    if let Some(month) = first.and_then(|word| month(word, 0)) {
        if let Some(day) = second.and_then(day_of_month) {
            let comma = words.get(at + 2) == Some(&Token::Mark(','));
            let year = words.get(at + 3).and_then(year).filter(|_| comma);
            let day = Day { year, month: Some(month), day: Some(day), weekday };
            return Some((day, at + if year.is_some() { 4 } else { 2 }));
        }
        let year = second.and_then(year);
        return Some((
            Day { year, month: Some(month), weekday, day: None },
            at + 1 + usize::from(year.is_some()),
        ));
    }
    weekday.map(|weekday| (Day { weekday: Some(weekday), ..Day::default() }, 1))
}

/// The same in Spanish, where a day can also stand alone: `el día 20`, `el martes 17`.
fn spanish(words: &[Token<'_>]) -> Option<(Day, usize)> {
    let (weekday, at) = weekday(words, 1);
    let of = |at: usize| words.get(at).is_some_and(|word| word.lower() == "de");
    let year_after = |at: usize| words.get(at + 1).and_then(year).filter(|_| of(at));
    if let Some(day) = words.get(at).and_then(day_of_month) {
        if let Some(month) = words.get(at + 2).filter(|_| of(at + 1)).and_then(|word| month(word, 1)) {
            let year = year_after(at + 3);
            let day = Day { year, month: Some(month), day: Some(day), weekday };
            return Some((day, at + if year.is_some() { 5 } else { 3 }));
        }
        return weekday.map(|_| (Day { day: Some(day), weekday, ..Day::default() }, at + 1));
    }
    if let Some(month) = words.get(at).and_then(|word| month(word, 1)) {
        let year = year_after(at + 1);
        return Some((
            Day { year, month: Some(month), weekday, day: None },
            at + if year.is_some() { 3 } else { 1 },
        ));
    }
    if let Some(weekday) = weekday {
        return Some((Day { weekday: Some(weekday), ..Day::default() }, 1));
    }
    lone_day(words)
}

/// `el día 20`, `al 20`, `del 20`, where no percentage and no name of a month follows.
fn lone_day(words: &[Token<'_>]) -> Option<(Day, usize)> {
    let leads = |word: &Token<'_>| ["el", "al", "del", "día"].contains(&word.lower().as_str());
    let day = words.first().filter(|word| leads(word)).and_then(|_| words.get(1)).and_then(day_of_month)?;
    let next = words.get(2);
    let counts = next.is_some_and(|word| word.lower() == "por" || *word == Token::Mark('%'));
    let dated = next.is_some_and(|word| word.lower() == "de")
        && words.get(3).is_some_and(|word| month(word, 1).is_some());
    (!counts && !dated).then_some((Day { day: Some(day), ..Day::default() }, 2))
}

fn weekday(words: &[Token<'_>], language: usize) -> (Option<i8>, usize) {
    let found = words.first().and_then(|word| position(word, &WEEKDAYS[language], language));
    (found, usize::from(found.is_some()))
}

fn month(word: &Token<'_>, language: usize) -> Option<i8> {
    position(word, &MONTHS[language], language)
}

/// English names count only with their capital, for the sake of `may` and `march`; Spanish ones in any
/// form but `Mayo`, which is a name.
fn position(word: &Token<'_>, names: &[&str], language: usize) -> Option<i8> {
    let Token::Word(text) = word else { return None };
    let same = |name: &&str| {
        if language == 0 { **name == **text } else { *text != "Mayo" && **name == *text.to_lowercase() }
    };
    names.iter().position(same).and_then(|at| i8::try_from(at + 1).ok())
}

fn day_of_month(word: &Token<'_>) -> Option<i8> {
    word.plain().filter(|day| (1..=31).contains(day)).and_then(|day| i8::try_from(day).ok())
}

fn year(word: &Token<'_>) -> Option<i16> {
    word.plain().filter(|year| is_year(*year)).and_then(|year| i16::try_from(year).ok())
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = |part: Option<i8>| part.map_or(String::new(), |part| part.to_string());
        let year = self.year.map_or(String::new(), |year| year.to_string());
        let weekday = self.weekday.map_or("-".to_owned(), |weekday| weekday.to_string());
        write!(f, "{weekday} {year}-{}-{}", part(self.month), part(self.day))
    }
}

#[test]
fn dates_are_read_in_both_languages() {
    let read = |text: &str, tongue| -> Vec<String> {
        let mut tokens = super::tokens::tokens(text);
        take(&mut tokens, tongue)
            .into_iter()
            .map(|(day, range)| format!("{} = {day}", &text[range]))
            .collect()
    };
    let english =
        "On Friday, July 13, 2018, and 5 July, in May 2019, March, and that Sunday it may march 40 days.";
    let spanish =
        "El viernes 13 de julio de 2018, el 5 de julio, en mayo de 2019, el martes 17, el día 20 y el 40.";
    assert_eq!(
        read(english, Tongue::English),
        [
            "Friday, July 13, 2018 = 5 2018-7-13",
            "5 July = - -7-5",
            "May 2019 = - 2019-5-",
            "March = - -3-",
            "Sunday = 7 --"
        ]
        .map(|line| line.to_owned())
    );
    assert_eq!(
        read(spanish, Tongue::Spanish),
        [
            "viernes 13 de julio de 2018 = 5 2018-7-13",
            "5 de julio = - -7-5",
            "mayo de 2019 = - 2019-5-",
            "martes 17 = 2 --17",
            "día 20 = - --20"
        ]
        .map(|line| line.to_owned())
    );
}

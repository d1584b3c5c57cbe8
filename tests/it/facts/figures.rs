//! Every number and every date of an article occurs in its event, in an event that it links, or in a
//! term of the glossary that it links or names.

use super::archive::{Text, Tongue, texts};
use super::dates;
use super::exceptions::{Check, Finding, assert_none};
use super::numbers;
use super::tokens::tokens;
use super::vouched::Vouched;

#[test]
fn every_number_and_date_is_vouched_for() {
    let findings: Vec<Finding> = texts().iter().flat_map(findings_of).collect();
    assert_none(Check::Figures, &findings);
}

#[test]
fn the_articles_have_numbers_and_dates_to_check() {
    let counts = |tongue: Tongue| {
        let parts = texts().iter().filter(move |text| text.tongue == tongue).flat_map(|text| &text.parts);
        parts.fold((0, 0), |(numbers, days), (_, said)| {
            let mut tokens = tokens(said);
            let found = dates::take(&mut tokens, tongue).len();
            (numbers + numbers::find(&tokens, tongue).len(), days + found)
        })
    };
    for tongue in Tongue::ALL {
        let (numbers, days) = counts(tongue);
        assert!(numbers > 500 && days > 400, "{tongue:?}: {numbers} numbers, {days} dates");
    }
}

fn findings_of(text: &Text) -> Vec<Finding> {
    let vouched = Vouched::of(text);
    let mut findings = Vec::new();
    for (_, said) in &text.parts {
        let mut push = |what: &str, fault: String| {
            findings.push(Finding {
                article: text.event.id.clone(),
                tongue: Some(text.tongue),
                what: what.to_owned(),
                passage: said.clone(),
                fault,
            });
        };
        let mut tokens = tokens(said);
        for (day, range) in dates::take(&mut tokens, text.tongue) {
            if let Some(fault) = vouched.fault_of_day(day) {
                push(&said[range], fault);
            }
        }
        for (number, range) in numbers::find(&tokens, text.tongue) {
            if !vouched.has_number(number) {
                push(&said[range], "is a number that nothing vouches for".to_owned());
            }
        }
    }
    findings
}

//! Editions compose themselves: each period with articles is an edition, with its lead, its
//! sections by topic and its briefs. Periods without articles are gaps, and are told.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Article, ArticleId, Entry, Topic, TopicId, topics};
use crate::config::Config;
use crate::content::layout::slug_of;
use crate::date::Period;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, did_you_mean};

/// One edition.
#[derive(Debug)]
pub struct Edition {
    /// Its number, counting published editions.
    pub number: u32,
    /// First and last day.
    pub period: Period,
    /// Key of the period in lower case, such as `2018-w28`.
    pub key: String,
    /// The first article.
    pub lead: ArticleId,
    /// The other articles by root topic, in the topics' order; `None` holds those without a topic.
    pub sections: Vec<(Option<TopicId>, Vec<ArticleId>)>,
    /// Short items, newest first.
    pub briefs: Vec<ArticleId>,
    /// Number of its articles.
    pub count: usize,
    /// The editor's note.
    pub note: Option<Entry>,
    /// Periods without an article since the edition before, where there are any.
    pub gap: Option<Gap>,
}

/// Periods that were skipped because nothing was filed in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// First day of the first one.
    pub first: jiff::civil::Date,
    /// Last day of the last one.
    pub last: jiff::civil::Date,
    /// How many.
    pub count: u32,
}

/// All editions, newest first.
#[derive(Debug, Default)]
pub struct Editions {
    /// The editions, newest first.
    pub list: Vec<Edition>,
    /// For each article, the position of its edition.
    pub of_article: Vec<u32>,
}

/// Composes the editions of `articles`, which are newest first.
pub fn compose(
    config: &Config,
    all_topics: &[Topic],
    articles: &[Arc<Article>],
    notes: Vec<Entry>,
    diagnostics: &mut Diagnostics,
) -> Editions {
    let cadence = config.editions.cadence;
    let mut periods: Vec<(Period, Vec<ArticleId>)> = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        let period = cadence.period(article.date.day);
        match periods.last_mut() {
            Some((last, ids)) if *last == period => ids.push(ArticleId::at(at)),
            _ => periods.push((period, vec![ArticleId::at(at)])),
        }
    }
    let total = u32::try_from(periods.len()).unwrap_or(u32::MAX);
    let mut notes: BTreeMap<String, Entry> =
        notes.into_iter().map(|note| (slug_of(&note.key).to_lowercase(), note)).collect();
    let mut editions = Editions { list: Vec::new(), of_article: vec![0; articles.len()] };
    for (at, (period, ids)) in periods.iter().enumerate() {
        for id in ids {
            editions.of_article[id.index()] = u32::try_from(at).unwrap_or(u32::MAX);
        }
        let before = periods.get(at + 1).map(|(before, _)| *before);
        let key = cadence.key(*period).to_lowercase();
        let note = notes.remove(&key);
        let number = config.editions.first_number.saturating_add(total - 1 - u32::try_from(at).unwrap_or(0));
        let mut edition = fill(all_topics, articles, ids);
        edition.number = number;
        edition.period = *period;
        edition.gap =
            before.filter(|_| config.editions.announce_skipped).and_then(|b| gap(cadence, b, *period));
        edition.key = key;
        edition.note = note;
        editions.list.push(edition);
    }
    unknown(notes, &editions, diagnostics);
    editions
}

fn gap(cadence: crate::date::Cadence, before: Period, period: Period) -> Option<Gap> {
    let count = cadence.distance(before, period).saturating_sub(1);
    let first = cadence.next(before).first;
    let last = period.first.yesterday().unwrap_or(period.first);
    (count > 0).then_some(Gap { first, last, count })
}

/// Lead, sections and briefs of the articles of one period, which are newest first.
fn fill(all_topics: &[Topic], articles: &[Arc<Article>], ids: &[ArticleId]) -> Edition {
    let article = |id: &ArticleId| &articles[id.index()];
    // A marked lead is first; else the fullest sourced of the articles that are no briefs.
    let rank = |id: &&ArticleId| {
        let article = article(id);
        (article.lead, !article.brief, article.sources.len(), std::cmp::Reverse(id.0))
    };
    let lead = ids.iter().max_by_key(rank).copied().unwrap_or(ArticleId(0));
    let mut sections: BTreeMap<(bool, u32), Vec<ArticleId>> = BTreeMap::new();
    let mut briefs = Vec::new();
    for id in ids.iter().filter(|id| **id != lead) {
        if article(id).brief {
            briefs.push(*id);
            continue;
        }
        let root = article(id).topics.first().map(|topic| topics::root_of(all_topics, *topic));
        sections.entry((root.is_none(), root.map_or(0, |t| t.0))).or_default().push(*id);
    }
    Edition {
        number: 0,
        period: Period { first: articles[lead.index()].date.day, last: articles[lead.index()].date.day },
        key: String::new(),
        lead,
        sections: sections
            .into_iter()
            .map(|((none, topic), ids)| ((!none).then_some(TopicId(topic)), ids))
            .collect(),
        briefs,
        count: ids.len(),
        note: None,
        gap: None,
    }
}

fn unknown(notes: BTreeMap<String, Entry>, editions: &Editions, diagnostics: &mut Diagnostics) {
    for (key, note) in notes {
        let Some((text, _)) = note.text(note.original) else { continue };
        let near = did_you_mean(&key, editions.list.iter().map(|e| e.key.as_str()));
        let help = match near {
            Some(near) => format!("did you mean `{}`?", near.to_uppercase()),
            None => "name the file after a period that has articles, such as `2018-W28.md`".to_owned(),
        };
        let message = format!("there is no edition `{}`", key.to_uppercase());
        diagnostics
            .push(Diagnostic::error(Code::UnknownEdition, Span::start_of(text.file), message).help(help));
    }
}

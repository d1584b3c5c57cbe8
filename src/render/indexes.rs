//! The views of index pages: topics, threads, people, organizations, editions, outlets, terms,
//! corrections, archive.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::context::Context;
use super::view::{
    ArchivePage, ArchiveYear, CorrectionsPage, Counted, EditionYear, EditionsPage, GlossaryPage, Head,
    IndexPage, LetterGroup, LoggedCorrection, SearchPage, TermView, ThreadsPage, TopicRow, TopicsPage,
};
use crate::plan::links::term_anchor;
use crate::plan::{Page, Scope, SearchFile, Section};
use crate::site::{
    ArticleId, EditionId, OrganizationId, OutletId, PersonId, Profile, TermId, ThreadId, TopicId,
};

/// Months at most of the archive's picture.
const ARCHIVE_MONTHS: usize = 120;

impl<'a> Context<'a> {
    fn index_head(&self, section: Section) -> Head<'a> {
        let page = Page::Index(self.id, section);
        let mut head = self.head(page, section.name(), self.section(section).title);
        head.breadcrumbs = self.above(None);
        head
    }

    /// The index of topics.
    #[must_use]
    pub fn topics_page(&self) -> TopicsPage<'a> {
        let mut depths: Vec<usize> = Vec::with_capacity(self.site.topics.len());
        for topic in self.site.topics.iter() {
            depths.push(topic.parent.map_or(0, |parent| depths[parent.index()] + 1));
        }
        let row = |(at, depth): (usize, &usize)| {
            let Counted { title, href, summary, lang, count } = self.counted_topic(TopicId::at(at));
            let next = depths.get(at + 1).copied().unwrap_or(0);
            let (opens, closes) = (next > *depth, depth.saturating_sub(next));
            let topic = self.site.topics.get(at).filter(|_| *depth == 0);
            let activity = topic.and_then(|topic| self.sparkline(&topic.all));
            TopicRow { title, href, summary, lang, count, depth: *depth, opens, closes, activity }
        };
        TopicsPage {
            head: self.index_head(Section::Topics),
            topics: depths.iter().enumerate().map(row).collect(),
        }
    }

    /// The index of threads.
    #[must_use]
    pub fn threads_page(&self) -> ThreadsPage<'a> {
        let cards = (0..self.site.threads.len()).map(|at| self.thread_card(ThreadId::at(at)));
        let (closed, ongoing) = cards.partition(|card| card.closed);
        ThreadsPage { head: self.index_head(Section::Threads), ongoing, closed }
    }

    /// The index of people.
    #[must_use]
    pub fn people_page(&self) -> IndexPage<'a> {
        let scope = |at| Scope::Person(PersonId::at(at));
        self.profiles(Section::People, &self.site.people, scope)
    }

    /// The index of organizations.
    #[must_use]
    pub fn organizations_page(&self) -> IndexPage<'a> {
        let scope = |at| Scope::Organization(OrganizationId::at(at));
        self.profiles(Section::Organizations, &self.site.organizations, scope)
    }

    fn profiles(
        &self,
        section: Section,
        profiles: &'a [Profile],
        scope: impl Fn(usize) -> Scope,
    ) -> IndexPage<'a> {
        let item = |(at, profile): (usize, &'a Profile)| {
            let entry = profile.entry.as_ref();
            let (summary, lang) = entry.map_or((None, None), |entry| self.entry_summary(entry));
            Counted {
                title: Cow::Borrowed(profile.title(self.id)),
                href: self.href(Page::Listing(self.id, scope(at), 1)),
                summary,
                lang,
                count: profile.articles.len(),
            }
        };
        self.by_letter(section, profiles.iter().enumerate().map(item).collect())
    }

    /// The index of outlets.
    #[must_use]
    pub fn sources_page(&self) -> IndexPage<'a> {
        let items = self.site.outlets.iter().enumerate().map(|(at, outlet)| Counted {
            title: Cow::Borrowed(outlet.name.as_str()),
            href: self.href(Page::Listing(self.id, Scope::Outlet(OutletId::at(at)), 1)),
            summary: None,
            lang: None,
            count: outlet.citations.len(),
        });
        self.by_letter(Section::Sources, items.collect())
    }

    fn by_letter(&self, section: Section, mut items: Vec<Counted<'a>>) -> IndexPage<'a> {
        items.sort_by(|a, b| self.language.compare(&a.title, &b.title));
        let count = items.len();
        let mut groups: Vec<LetterGroup<'a>> = Vec::new();
        for item in items {
            let letter = self.language.index_letter(&item.title);
            match groups.iter_mut().find(|group| group.letter == letter) {
                Some(group) => group.items.push(item),
                None => groups.push(LetterGroup { letter, items: vec![item] }),
            }
        }
        IndexPage { head: self.index_head(section), groups, count }
    }

    /// The index of editions.
    #[must_use]
    pub fn editions_page(&self) -> EditionsPage<'a> {
        let mut years: Vec<EditionYear<'a>> = Vec::new();
        for at in 0..self.site.editions.list.len() {
            let id = EditionId::at(at);
            let year = self.site.editions.list[at].period.first.year();
            let view = self.edition(id, false);
            match years.last_mut() {
                Some(last) if last.year == year => last.editions.push(view),
                _ => years.push(EditionYear { year, editions: vec![view] }),
            }
        }
        let count = self.site.editions.list.len();
        EditionsPage { head: self.index_head(Section::Editions), years, count }
    }

    /// The terms of the glossary, as the language sorts.
    #[must_use]
    pub fn sorted_terms(&self) -> Vec<TermId> {
        let mut ids: Vec<TermId> = (0..self.site.terms.len()).map(TermId::at).collect();
        let title = |id: &TermId| self.site.terms[id.index()].title(self.id);
        ids.sort_by(|a, b| self.language.compare(title(a), title(b)));
        ids
    }

    /// The glossary.
    #[must_use]
    pub fn glossary_page(&self) -> GlossaryPage<'a> {
        let term = |id: TermId| {
            let entry = &self.site.terms[id.index()];
            let (text, language) = entry.text(self.id)?;
            Some(TermView {
                id: term_anchor(&text.slug),
                title: &text.title,
                also: &text.also,
                lang: self.foreign(language),
                sources: entry.sources.iter().map(|source| self.source(source)).collect(),
            })
        };
        GlossaryPage {
            head: self.index_head(Section::Glossary),
            terms: self.sorted_terms().into_iter().filter_map(term).collect(),
        }
    }

    /// The log of corrections.
    #[must_use]
    pub fn corrections_page(&self) -> CorrectionsPage<'a> {
        let mut found: BTreeMap<_, LoggedCorrection<'a>> = BTreeMap::new();
        for (at, article) in self.site.articles.iter().enumerate() {
            let Some((text, language)) = article.text(self.id) else { continue };
            for (index, correction) in text.corrections.iter().enumerate() {
                let view = self.correction(correction, text.file, language);
                let entry = LoggedCorrection {
                    date: view.date,
                    text: view.text,
                    article: self.article(ArticleId::at(at)),
                    lang: self.foreign(language),
                };
                found.insert((std::cmp::Reverse(correction.date), at, index), entry);
            }
        }
        CorrectionsPage {
            head: self.index_head(Section::Corrections),
            corrections: found.into_values().collect(),
        }
    }

    /// The archive's front page.
    #[must_use]
    pub fn archive_page(&self) -> ArchivePage<'a> {
        let most = self.fullest_month();
        let years = self.site.calendar.years.iter().map(|run| ArchiveYear {
            title: Cow::Owned(run.key.to_string()),
            href: self.href(Page::Listing(self.id, Scope::Year(run.key), 1)),
            count: run.articles().len(),
            months: self.months_of(run.key),
            weeks: self.weeks_of(run.key),
            cells: self.year_cells(run.key, most),
        });
        ArchivePage {
            head: self.index_head(Section::Archive),
            years: years.collect(),
            count: self.site.articles.len(),
            latest: self.href(Page::Listing(self.id, Scope::Latest, 1)),
            activity: self.theme.names("archive").when("activity", || self.activity(ARCHIVE_MONTHS)),
        }
    }

    /// The search page.
    #[must_use]
    pub fn search_page(&self) -> SearchPage<'a> {
        SearchPage {
            head: self.index_head(Section::Search),
            manifest: self.href(Page::Search(self.id, SearchFile::Manifest)),
            archive: self.section(Section::Archive).href,
            latest: self.href(Page::Listing(self.id, Scope::Latest, 1)),
            count: self.site.articles.len(),
        }
    }

    /// The ISO weeks of a year that have articles, oldest first, by number.
    fn weeks_of(&self, year: i16) -> Vec<Counted<'a>> {
        let within = self.site.calendar.weeks.iter().filter(|run| run.key.year == year);
        let mut weeks: Vec<Counted<'a>> = within
            .map(|run| Counted {
                title: Cow::Owned(run.key.week.to_string()),
                href: self.href(Page::Listing(self.id, Scope::Week(run.key), 1)),
                summary: None,
                lang: None,
                count: run.articles().len(),
            })
            .collect();
        weeks.reverse();
        weeks
    }
}

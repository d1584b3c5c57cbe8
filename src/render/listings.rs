//! The views of lists of articles: topics, people, organizations, outlets, spans of time.

use std::borrow::Cow;

use super::context::Context;
use super::html::Escaped;
use super::view::{About, Counted, Link, ListingPage, Pager, SourceView, Sparkline};
use crate::date::{Month, Week};
use crate::language::DateStyle;
use crate::plan::pagination::{page_count, range};
use crate::plan::{FeedScope, Page, Scope, Section};
use crate::site::calendar::Run;
use crate::site::{ArticleId, Entry, Profile};

/// The articles of a list, newest first, without copying them.
enum Articles<'a> {
    Run(std::ops::Range<u32>),
    List(&'a [ArticleId]),
    Citations(&'a [(ArticleId, u32)]),
}

impl Articles<'_> {
    fn len(&self) -> usize {
        match self {
            Articles::Run(range) => range.len(),
            Articles::List(list) => list.len(),
            Articles::Citations(list) => list.len(),
        }
    }

    fn get(&self, range: std::ops::Range<usize>) -> Vec<ArticleId> {
        match self {
            Articles::Run(run) => range.map(|at| ArticleId::at(run.start as usize + at)).collect(),
            Articles::List(list) => list[range].to_vec(),
            Articles::Citations(list) => list[range].iter().map(|(id, _)| *id).collect(),
        }
    }
}

impl<'a> Context<'a> {
    /// Page `number` of the list of `scope`.
    #[must_use]
    pub fn listing_page(&self, scope: Scope, number: u32) -> ListingPage<'a> {
        let articles = self.articles_of(scope);
        let per_page = scope.per_page(&self.site.config.per_page);
        let shown = range(articles.len(), per_page, number);
        let title = self.scope_title(scope);
        let page = Page::Listing(self.id, scope, number);
        let mut head = self.head(page, kind(scope), title.clone());
        let total = page_count(articles.len(), per_page);
        if number > 1 {
            let (number, total) = (number.to_string(), total.to_string());
            let suffix = self.message("page_of", &[("number", &number), ("total", &total)]);
            head.title = Cow::Owned(format!("{title} – {suffix}"));
        }
        head.description = self.scope_summary(scope).map(Cow::Borrowed);
        head.breadcrumbs = self.scope_parents(scope);
        head.feeds = feed_scope(scope).map(|feed| self.feeds(feed, &title)).unwrap_or_default();
        let (previous, next) = self.neighbours(scope);
        let listed = articles.get(shown.clone());
        let names = self.theme.names(kind(scope));
        let first = |name| number == 1 && names.has(name);
        ListingPage {
            head,
            count: articles.len(),
            citations: names.when("citations", || self.citations(&articles, shown)),
            cards: names.when("cards", || self.cards(listed.iter().copied())),
            years: if is_profile(scope) && names.has("years") { self.by_year(&listed) } else { Vec::new() },
            activity: if first("activity") { self.scope_activity(scope, &articles) } else { None },
            heat: if let (Scope::Year(year), true) = (scope, first("heat")) {
                self.year_heat(year)
            } else {
                None
            },
            sheet: if let (Scope::Month(month), true) = (scope, first("sheet")) {
                self.month_sheet(month)
            } else {
                None
            },
            range: if let Scope::Week(week) = scope { Some(self.week_range(week)) } else { None },
            pager: self.pager(scope, number, total),
            previous,
            next,
            parts: names.when("parts", || self.parts(scope)),
            about: if first("about") { self.about(scope) } else { None },
            title,
        }
    }

    /// A picture of the articles of a topic, a person or an organization that has several.
    fn scope_activity(&self, scope: Scope, articles: &Articles<'a>) -> Option<Sparkline> {
        let Articles::List(list) = articles else { return None };
        let has_time = matches!(scope, Scope::Topic(_)) || is_profile(scope);
        if has_time && list.len() > 1 { self.sparkline(list) } else { None }
    }

    fn articles_of(&self, scope: Scope) -> Articles<'a> {
        let site = self.site;
        fn run<K>(run: Option<&Run<K>>) -> Articles<'static> {
            Articles::Run(run.map_or(0..0, |run| run.range.clone()))
        }
        match scope {
            Scope::Latest => Articles::Run(0..ArticleId::at(site.articles.len()).0),
            Scope::Topic(id) => Articles::List(&site.topic(id).all),
            Scope::Person(id) => Articles::List(&site.people[id.index()].articles),
            Scope::Organization(id) => Articles::List(&site.organizations[id.index()].articles),
            Scope::Outlet(id) => Articles::Citations(&site.outlets[id.index()].citations),
            Scope::Year(year) => run(site.calendar.year(year)),
            Scope::Month(month) => run(site.calendar.month(month)),
            Scope::Week(week) => run(site.calendar.week(week)),
            Scope::Day(day) => run(site.calendar.day(day)),
        }
    }

    fn citations(&self, articles: &Articles<'a>, shown: std::ops::Range<usize>) -> Vec<SourceView<'a>> {
        let Articles::Citations(list) = articles else { return Vec::new() };
        let source = |(id, at): &(ArticleId, u32)| {
            self.site.article(*id).sources.get(*at as usize).map(|source| self.source(source))
        };
        list[shown].iter().filter_map(source).collect()
    }

    /// Name of a list.
    #[must_use]
    pub fn scope_title(&self, scope: Scope) -> Cow<'a, str> {
        let site = self.site;
        match scope {
            Scope::Latest => Cow::Borrowed(self.text("latest")),
            Scope::Topic(id) => Cow::Borrowed(site.topic(id).entry.title(self.id)),
            Scope::Person(id) => Cow::Borrowed(site.people[id.index()].title(self.id)),
            Scope::Organization(id) => Cow::Borrowed(site.organizations[id.index()].title(self.id)),
            Scope::Outlet(id) => Cow::Borrowed(site.outlets[id.index()].name.as_str()),
            Scope::Year(year) => Cow::Owned(year.to_string()),
            Scope::Month(month) => Cow::Owned(self.language.month(month.year, month.month)),
            Scope::Week(week) => Cow::Owned(self.week_title(week)),
            Scope::Day(day) => Cow::Owned(self.language.date(day, DateStyle::Long)),
        }
    }

    fn week_title(&self, week: Week) -> String {
        let (number, year) = (week.week.to_string(), week.year.to_string());
        let range = self.week_range(week);
        self.message("week_title", &[("week", &number), ("year", &year), ("range", &range)])
    }

    fn week_range(&self, week: Week) -> String {
        self.language.range(week.monday(), week.sunday())
    }

    fn entry_of(&self, scope: Scope) -> Option<&'a Entry> {
        let profile = |profile: &'a Profile| profile.entry.as_ref();
        match scope {
            Scope::Topic(id) => Some(&self.site.topic(id).entry),
            Scope::Person(id) => profile(&self.site.people[id.index()]),
            Scope::Organization(id) => profile(&self.site.organizations[id.index()]),
            _ => None,
        }
    }

    fn scope_summary(&self, scope: Scope) -> Option<&'a str> {
        self.entry_of(scope)?.text(self.id)?.0.summary.as_deref()
    }

    fn about(&self, scope: Scope) -> Option<About<'a>> {
        let entry = self.entry_of(scope)?;
        let (text, language) = entry.text(self.id)?;
        let articles = self.articles_of(scope);
        let day = |id: &ArticleId| self.day(self.site.article(*id).date.day);
        let all = articles.get(0..articles.len());
        Some(About {
            summary: text.summary.as_deref().map(Escaped),
            also: &text.also,
            country: entry.country.as_deref(),
            kind: entry.kind.as_deref(),
            roles: text.roles.iter().map(|role| self.role(role)).collect(),
            sources: entry.sources.iter().map(|source| self.source(source)).collect(),
            lang: self.foreign(language),
            span: all.last().zip(all.first()).map(|(first, last)| (day(first), day(last))),
        })
    }

    fn scope_parents(&self, scope: Scope) -> Vec<Link<'a>> {
        let list = |scope: Scope| self.link(self.scope_title(scope), Page::Listing(self.id, scope, 1));
        let year = |year: i16| list(Scope::Year(year));
        match scope {
            Scope::Topic(id) => {
                let mut links = self.above(Some(Section::Topics));
                let mut parents = Vec::new();
                let mut above = self.site.topic(id).parent;
                while let Some(topic) = above {
                    parents.push(self.topic(topic));
                    above = self.site.topic(topic).parent;
                }
                links.extend(parents.into_iter().rev());
                links
            }
            Scope::Person(_) => self.above(Some(Section::People)),
            Scope::Organization(_) => self.above(Some(Section::Organizations)),
            Scope::Outlet(_) => self.above(Some(Section::Sources)),
            Scope::Latest | Scope::Year(_) => self.above(Some(Section::Archive)),
            Scope::Month(month) => with(self.above(Some(Section::Archive)), [year(month.year)]),
            Scope::Week(week) => with(self.above(Some(Section::Archive)), [year(week.year)]),
            Scope::Day(day) => {
                let month = list(Scope::Month(Month::of(day)));
                with(self.above(Some(Section::Archive)), [year(day.year()), month])
            }
        }
    }

    /// The span of time before and after, of those that have articles.
    fn neighbours(&self, scope: Scope) -> (Option<Link<'a>>, Option<Link<'a>>) {
        fn around<K: PartialEq + Copy>(runs: &[Run<K>], key: K) -> (Option<K>, Option<K>) {
            let Some(at) = runs.iter().position(|run| run.key == key) else { return (None, None) };
            let get = |at: Option<usize>| at.and_then(|at| runs.get(at)).map(|run| run.key);
            (get(at.checked_add(1)), get(at.checked_sub(1)))
        }
        let calendar = &self.site.calendar;
        let (before, after) = match scope {
            Scope::Year(year) => both(around(&calendar.years, year), Scope::Year),
            Scope::Month(month) => both(around(&calendar.months, month), Scope::Month),
            Scope::Week(week) => both(around(&calendar.weeks, week), Scope::Week),
            Scope::Day(day) => both(around(&calendar.days, day), Scope::Day),
            _ => (None, None),
        };
        let link = |scope: Scope| self.link(self.scope_title(scope), Page::Listing(self.id, scope, 1));
        (before.map(link), after.map(link))
    }

    /// The lists within a list.
    fn parts(&self, scope: Scope) -> Vec<Counted<'a>> {
        match scope {
            Scope::Topic(id) => {
                self.site.topic(id).children.iter().map(|child| self.counted_topic(*child)).collect()
            }
            Scope::Year(year) => self.months_of(year),
            Scope::Month(month) => self.days_of(month),
            _ => Vec::new(),
        }
    }

    /// The months of a year that have articles, oldest first.
    #[must_use]
    pub fn months_of(&self, year: i16) -> Vec<Counted<'a>> {
        let mut months: Vec<Counted<'a>> = (self.site.calendar.months_of(year))
            .map(|run| Counted {
                title: Cow::Owned(self.language.month_name(run.key.month)),
                href: self.href(Page::Listing(self.id, Scope::Month(run.key), 1)),
                summary: None,
                lang: None,
                count: run.articles().len(),
            })
            .collect();
        months.reverse();
        months
    }

    fn days_of(&self, month: Month) -> Vec<Counted<'a>> {
        let days = &self.site.calendar.days;
        let start = days.partition_point(|run| Month::of(run.key) > month);
        let within = days[start..].iter().take_while(|run| Month::of(run.key) == month);
        let mut days: Vec<Counted<'a>> = within
            .map(|run| Counted {
                title: Cow::Owned(self.language.date(run.key, DateStyle::DayMonth)),
                href: self.href(Page::Listing(self.id, Scope::Day(run.key), 1)),
                summary: None,
                lang: None,
                count: run.articles().len(),
            })
            .collect();
        days.reverse();
        days
    }

    fn pager(&self, scope: Scope, number: u32, total: u32) -> Pager<'a> {
        let href = |n: u32| {
            (n >= 1 && n <= total && n != number)
                .then(|| self.href(Page::Listing(self.id, scope, n)))
                .flatten()
        };
        Pager {
            number,
            total,
            previous: href(number.saturating_sub(1)),
            next: href(number.saturating_add(1)),
            first: href(1),
            last: href(total),
        }
    }
}

fn with<'a, const N: usize>(mut links: Vec<Link<'a>>, more: [Link<'a>; N]) -> Vec<Link<'a>> {
    links.extend(more.into_iter().filter(|link| link.href.is_some()));
    links
}

fn both<K>(
    (before, after): (Option<K>, Option<K>),
    scope: impl Fn(K) -> Scope,
) -> (Option<Scope>, Option<Scope>) {
    (before.map(&scope), after.map(&scope))
}

fn is_profile(scope: Scope) -> bool {
    matches!(scope, Scope::Person(_) | Scope::Organization(_))
}

fn feed_scope(scope: Scope) -> Option<FeedScope> {
    match scope {
        Scope::Latest => Some(FeedScope::Site),
        Scope::Topic(id) => Some(FeedScope::Topic(id)),
        Scope::Person(id) => Some(FeedScope::Person(id)),
        _ => None,
    }
}

/// Kind of page and name of the template of a list.
#[must_use]
pub fn kind(scope: Scope) -> &'static str {
    match scope {
        Scope::Latest => "latest",
        Scope::Topic(_) => "topic",
        Scope::Person(_) => "person",
        Scope::Organization(_) => "organization",
        Scope::Outlet(_) => "outlet",
        Scope::Year(_) => "year",
        Scope::Month(_) => "month",
        Scope::Week(_) => "week",
        Scope::Day(_) => "day",
    }
}

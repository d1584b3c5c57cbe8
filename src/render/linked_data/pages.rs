//! The linked data of each kind of page.

use super::{
    Absolute, BreadcrumbList, CollectionPage, CorrectionComment, CreativeWork, Graph, ListItem, NewsArticle,
    Node, PartOf, Publisher, Thing, Translation, WebPage, WebSite, Work, in_script,
};
use crate::content::article::{Source, When};
use crate::content::markdown;
use crate::language::LanguageId;
use crate::plan::{Page, Scope, Section};
use crate::render::context::{Context, rfc3339};
use crate::render::html::Html;
use crate::render::view::{Head, Link};
use crate::site::{Article, ArticleId, EditionId, Entry, Profile};

impl Context<'_> {
    /// What `page` is about, for a `script` element; empty on pages that readers do not come to.
    #[must_use]
    pub fn linked_data(&self, page: Page, head: &Head<'_>, image: Option<&str>) -> Html {
        let Some(node) = self.node(page, head, image) else { return Html::default() };
        let mut nodes = vec![node];
        nodes.extend(self.breadcrumbs(head));
        Html(in_script(&Graph { context: "https://schema.org", nodes: &nodes }))
    }

    fn node<'a>(&'a self, page: Page, head: &'a Head<'_>, image: Option<&'a str>) -> Option<Node<'a>> {
        Some(match page {
            Page::Home(_) => Node::Site(WebSite {
                url: &head.canonical,
                name: self.name(),
                description: head.description.as_deref(),
                in_language: head.lang,
                publisher: self.publisher(self.id),
            }),
            Page::Article(_, id) => Node::Article(Box::new(self.news_article(id, head, image)?)),
            Page::Plain(..) | Page::Index(_, Section::Search) => Node::Page(WebPage {
                url: &head.canonical,
                name: &head.title,
                description: head.description.as_deref(),
                in_language: self.tag(self.written_in(page)),
                is_part_of: self.part_of(),
            }),
            Page::Listing(_, scope, _) => self.collection(head, self.thing(scope), None),
            Page::Edition(_, id) => self.collection(head, None, Some(self.days_of_edition(id))),
            Page::Index(..) | Page::Thread(..) => self.collection(head, None, None),
            _ => return None,
        })
    }

    fn collection<'a>(
        &'a self,
        head: &'a Head<'_>,
        about: Option<Thing<'a>>,
        temporal_coverage: Option<String>,
    ) -> Node<'a> {
        Node::Collection(CollectionPage {
            url: &head.canonical,
            name: &head.title,
            description: head.description.as_deref(),
            in_language: head.lang,
            is_part_of: self.part_of(),
            about,
            temporal_coverage,
        })
    }

    fn news_article<'a>(
        &'a self,
        id: ArticleId,
        head: &'a Head<'_>,
        image: Option<&'a str>,
    ) -> Option<NewsArticle<'a>> {
        let article = self.site.article(id);
        let (text, language) = article.text(self.id)?;
        let publisher = self.publisher(language);
        let correction = |correction: &crate::content::article::Correction| CorrectionComment {
            date_published: correction.date.to_string(),
            text: markdown::plain_inline(&correction.text, &self.markdown[language.index()]),
        };
        let (translation_of_work, work_translation) = self.translations(article, id, language);
        Some(NewsArticle {
            url: &head.canonical,
            headline: &text.title,
            in_language: self.tag(language),
            date_published: self.machine_time(article.date),
            date_modified: article.updated.map(|when| self.machine_time(when)),
            author: publisher,
            publisher,
            image,
            translation_of_work,
            work_translation,
            about: self.named(article.topics.iter().map(|id| Scope::Topic(*id))),
            mentions: self.mentions(article),
            is_based_on: article.sources.iter().map(work).collect(),
            correction: text.corrections.iter().map(correction).collect(),
        })
    }

    fn mentions<'a>(&'a self, article: &'a Article) -> Vec<Thing<'a>> {
        let people = article.people.iter().map(|id| Scope::Person(*id));
        let organizations = article.organizations.iter().map(|id| Scope::Organization(*id));
        self.named(people.chain(organizations))
    }

    fn named(&self, scopes: impl Iterator<Item = Scope>) -> Vec<Thing<'_>> {
        scopes.filter_map(|scope| self.thing(scope)).map(Thing::in_passing).collect()
    }

    /// The original that the text in `language` was translated from, or what it was translated to.
    fn translations<'a>(
        &'a self,
        article: &'a Article,
        id: ArticleId,
        language: LanguageId,
    ) -> (Option<Translation<'a>>, Vec<Translation<'a>>) {
        let in_language = |other: LanguageId| {
            let href = self.href(Page::Article(other, id)).filter(|_| article.is_in(other))?;
            Some(Translation { in_language: self.tag(other), url: self.address(href) })
        };
        if language != article.original {
            return (in_language(article.original), Vec::new());
        }
        let others = self.site.language_ids().filter(|other| *other != language);
        (None, others.filter_map(in_language).collect())
    }

    /// What a list is about, where that has a name outside of the site.
    fn thing(&self, scope: Scope) -> Option<Thing<'_>> {
        let (kind, name, entry) = match scope {
            Scope::Topic(id) => {
                let entry = &self.site.topic(id).entry;
                ("Thing", entry.title(self.id), Some(entry))
            }
            Scope::Person(id) => self.profile("Person", &self.site.people[id.index()]),
            Scope::Organization(id) => self.profile("Organization", &self.site.organizations[id.index()]),
            Scope::Outlet(id) => ("Organization", self.site.outlets[id.index()].name.as_str(), None),
            _ => return None,
        };
        let text = entry.and_then(|entry| entry.text(self.id)).map(|(text, _)| text);
        let is_profile = kind != "Thing";
        Some(Thing {
            kind,
            name,
            url: self.href(Page::Listing(self.id, scope, 1)).map(|href| self.address(href)),
            description: text.filter(|_| is_profile).and_then(|text| text.summary.as_deref()),
            alternate_name: text.filter(|_| is_profile).map_or(&[], |text| &text.also),
        })
    }

    fn profile<'a>(
        &self,
        kind: &'static str,
        profile: &'a Profile,
    ) -> (&'static str, &'a str, Option<&'a Entry>) {
        (kind, profile.title(self.id), profile.entry.as_ref())
    }

    fn breadcrumbs<'a>(&'a self, head: &'a Head<'_>) -> Option<Node<'a>> {
        if head.breadcrumbs.is_empty() {
            return None;
        }
        let mut items: Vec<ListItem<'a>> = Vec::with_capacity(head.breadcrumbs.len());
        for (at, Link { title, href }) in head.breadcrumbs.iter().enumerate() {
            // A name that leads nowhere is no step.
            let Some(href) = href else { continue };
            let name = if at == 0 { self.name() } else { title };
            items.push(ListItem { position: items.len() + 1, name, item: self.address(href) });
        }
        Some(Node::Breadcrumbs(BreadcrumbList { item_list_element: items }))
    }

    fn publisher(&self, language: LanguageId) -> Publisher<'_> {
        let href = self.href(Page::Home(language)).unwrap_or_default();
        Publisher {
            name: self.site.config.languages[language.index()].name_of_site(),
            url: self.address(href),
        }
    }

    fn part_of(&self) -> PartOf<'_> {
        let Publisher { name, url } = self.publisher(self.id);
        PartOf { name, url }
    }

    /// The site's name in the page's language.
    fn name(&self) -> &str {
        self.site.config.languages[self.id.index()].name_of_site()
    }

    fn tag(&self, language: LanguageId) -> &str {
        &self.site.config.languages[language.index()].tag
    }

    /// The language of the text that `page` shows.
    fn written_in(&self, page: Page) -> LanguageId {
        match page {
            Page::Plain(_, id) => self.site.pages[id.index()].text(self.id).map_or(self.id, |(_, l)| l),
            _ => self.id,
        }
    }

    fn days_of_edition(&self, id: EditionId) -> String {
        let period = self.site.editions.list[id.index()].period;
        format!("{}/{}", period.first, period.last)
    }

    /// A day, or an instant with its offset.
    fn machine_time(&self, when: When) -> String {
        if when.timed { rfc3339(when, &self.site.config.timezone) } else { when.day.to_string() }
    }

    fn address<'a>(&'a self, href: &'a str) -> Absolute<'a> {
        Absolute { origin: &self.site.config.origin, href }
    }
}

impl Thing<'_> {
    /// Its name alone: the page has the link, and its own page says the rest.
    fn in_passing(mut self) -> Self {
        self.url = None;
        self.description = None;
        self.alternate_name = &[];
        self
    }
}

fn work(source: &Source) -> Work<'_> {
    match source.url.as_deref().or(source.archive_url.as_deref()) {
        Some(url) => Work::Address(url),
        None => Work::Named(CreativeWork { name: source.title.as_deref().unwrap_or(&source.name) }),
    }
}

//! The frame that every page of a language shares: the site's names, navigation and sections.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::context::Context;
use super::pages::json;
use super::view::{Link, SiteView};
use crate::config::NavigationItem;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{FeedScope, Page, Scope, Section};

/// Navigation of a site that configures none.
const DEFAULT_NAVIGATION: [Section; 5] =
    [Section::Editions, Section::Topics, Section::Threads, Section::People, Section::Archive];

impl<'a> Context<'a> {
    /// The frame, and what is wrong with the configured navigation.
    #[must_use]
    pub fn site_view(&self) -> (SiteView<'a>, Vec<Diagnostic>) {
        let config = &self.site.config.languages[self.id.index()];
        let mut faults = Vec::new();
        let mut navigation: Vec<Link<'a>> = Vec::new();
        for item in &config.navigation {
            match self.navigation_item(item) {
                Ok(link) => navigation.extend(link),
                Err(fault) => faults.push(*fault),
            }
        }
        if config.navigation.is_empty() {
            let links = DEFAULT_NAVIGATION.iter().map(|section| self.section(*section));
            navigation = links.filter(|link| link.href.is_some()).collect();
        }
        let mut sections: BTreeMap<&'static str, Link<'a>> = BTreeMap::new();
        for section in Section::ALL {
            let link = self.section(section);
            if link.href.is_some() {
                sections.insert(section.name(), link);
            }
        }
        let latest = self.link(self.text("latest"), Page::Listing(self.id, Scope::Latest, 1));
        sections.extend(latest.href.is_some().then_some(("latest", latest)));
        let view = SiteView {
            title: &config.title,
            name: config.name_of_site(),
            description: &config.description,
            lang: &config.tag,
            base_url: format!("{}{}", self.site.config.origin, self.site.config.base_path),
            home: self.href(Page::Home(self.id)),
            navigation,
            sections,
            feeds: self.feeds(FeedScope::Site, &config.title),
            generator: crate::GENERATOR,
            extra: json(self.site.config.extra.as_deref()),
        };
        (view, faults)
    }

    /// A link of the navigation; `None` where it leads to a kind of page that the site turned off.
    fn navigation_item(&self, item: &'a NavigationItem) -> Result<Option<Link<'a>>, Box<Diagnostic>> {
        if let Some(section) = Section::ALL.into_iter().find(|section| section.name() == item.to) {
            let mut link = self.section(section);
            if let Some(title) = &item.title {
                link.title = title.as_str().into();
            }
            return Ok(link.href.is_some().then_some(link));
        }
        let site_file = self.links.sources().find(crate::config::FILE);
        let file = site_file.unwrap_or(crate::source::FileId(0));
        let href = self.links.resolve(file, self.id, &item.to).map_err(|fault| {
            let message = format!("`navigation` leads nowhere: `{}`", item.to);
            let span = site_file.map(crate::diagnostic::Span::start_of);
            Box::new(Diagnostic::error(Code::BrokenLink, span, message).help(fault.help().to_owned()))
        })?;
        let href = href.map_or(Cow::Borrowed(item.to.as_str()), |href| Cow::Owned(href.to_string()));
        let title = match &item.title {
            Some(title) => title.as_str().into(),
            None => self.title_of(&item.to).unwrap_or(item.to.as_str()).into(),
        };
        Ok(Some(Link { title, href: Some(href) }))
    }

    /// The title of the plain page that a navigation item names.
    fn title_of(&self, to: &str) -> Option<&'a str> {
        let path = format!("content/{}", to.strip_prefix("@/")?);
        match self.site.by_path.get(path.as_str())? {
            crate::site::ContentRef::Page(id) => Some(self.site.pages[id.index()].title(self.id)),
            crate::site::ContentRef::Topic(id) => Some(self.site.topic(*id).entry.title(self.id)),
            _ => None,
        }
    }
}

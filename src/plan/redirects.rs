//! Redirects: the old addresses that `aliases` name, as pages and as a list.

use super::{Page, Planned, Scope};
use crate::address::Url;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::language::LanguageId;
use crate::site::{ArticleId, Entry, OrganizationId, PersonId, PlainPageId, Site, ThreadId, TopicId};
use crate::source::FileId;

/// An old address and the page that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old address.
    pub from: Url,
    /// The page.
    pub to: Page,
}

/// Collects the aliases of every document and plans a page for each.
pub(super) fn collect(
    site: &Site,
    planned: &mut Vec<Planned>,
    diagnostics: &mut Diagnostics,
) -> Vec<Redirect> {
    if !site.config.outputs.redirects {
        return Vec::new();
    }
    let mut found: Vec<(Redirect, FileId)> = Vec::new();
    for (page, file, aliases) in documents(site) {
        for alias in aliases {
            match url_of(alias) {
                Ok(from) => found.push((Redirect { from, to: page }, file)),
                Err(reason) => diagnostics.push(
                    Diagnostic::error(
                        Code::InvalidAddress,
                        Span::start_of(file),
                        format!("the alias `{alias}` cannot be used: {reason}"),
                    )
                    .help("write an old address of this site, such as `/2018/talks/`"),
                ),
            }
        }
    }
    found.sort_by(|(a, x), (b, y)| (&a.from, a.to, x).cmp(&(&b.from, b.to, y)));
    if !found.is_empty() {
        planned.push(Planned { page: Page::RedirectsFile, url: Url::new("/_redirects"), cause: None });
    }
    let mut redirects = Vec::with_capacity(found.len());
    for (redirect, file) in found {
        let page = Page::Redirect(u32::try_from(redirects.len()).unwrap_or(u32::MAX));
        planned.push(Planned { page, url: redirect.from.clone(), cause: Some(file) });
        redirects.push(redirect);
    }
    redirects
}

/// An alias as an address of the site: a path, with or without slashes around it.
fn url_of(alias: &str) -> Result<Url, String> {
    if alias.contains("://") || alias.starts_with("//") {
        return Err("it names another site".to_owned());
    }
    if alias.contains(['?', '#']) {
        return Err("it has a query or a fragment".to_owned());
    }
    let path = alias.trim_matches('/');
    if path.is_empty() {
        return Err("it is the front page".to_owned());
    }
    let is_file =
        path.rsplit('/').next().is_some_and(|name| name.ends_with(".html") || name.ends_with(".htm"));
    Ok(Url::new(&if is_file { format!("/{path}") } else { format!("/{path}/") }))
}

/// Every document that may have aliases, with the page that it is.
fn documents(site: &Site) -> Vec<(Page, FileId, &[String])> {
    let mut list: Vec<(Page, FileId, &[String])> = Vec::new();
    for language in site.language_ids() {
        for (at, article) in site.articles.iter().enumerate() {
            if let Some(Some(text)) = article.texts.get(language.index()) {
                list.push((Page::Article(language, ArticleId::at(at)), text.file, &text.aliases));
            }
        }
        push_entries(site, language, &mut list);
    }
    list.retain(|(_, _, aliases)| !aliases.is_empty());
    list
}

fn push_entries<'a>(site: &'a Site, language: LanguageId, list: &mut Vec<(Page, FileId, &'a [String])>) {
    let mut push = |page: Page, entry: &'a Entry| {
        if let Some(Some(text)) = entry.texts.get(language.index()) {
            list.push((page, text.file, text.aliases.as_slice()));
        }
    };
    for (at, topic) in site.topics.iter().enumerate() {
        push(Page::Listing(language, Scope::Topic(TopicId::at(at)), 1), &topic.entry);
    }
    for (at, thread) in site.threads.iter().enumerate() {
        push(Page::Thread(language, ThreadId::at(at)), &thread.entry);
    }
    for (at, profile) in site.people.iter().enumerate() {
        if let Some(entry) = &profile.entry {
            push(Page::Listing(language, Scope::Person(PersonId::at(at)), 1), entry);
        }
    }
    for (at, profile) in site.organizations.iter().enumerate() {
        if let Some(entry) = &profile.entry {
            push(Page::Listing(language, Scope::Organization(OrganizationId::at(at)), 1), entry);
        }
    }
    for (at, entry) in site.pages.iter().enumerate() {
        push(Page::Plain(language, PlainPageId::at(at)), entry);
    }
}

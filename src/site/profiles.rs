//! People and organizations: who is named, with a profile or without one.

use super::{ArticleId, Entry};
use crate::language::LanguageId;

/// A person or an organization.
#[derive(Debug)]
pub struct Profile {
    /// Slug of the name, which identifies the profile.
    pub key: String,
    /// The name as articles write it.
    pub name: String,
    /// What its files say; `None` where it is only named by articles.
    pub entry: Option<Entry>,
    /// Articles that name it, newest first.
    pub articles: Vec<ArticleId>,
}

impl Profile {
    /// Its name in `language`.
    #[must_use]
    pub fn title(&self, language: LanguageId) -> &str {
        self.entry.as_ref().map_or(&self.name, |entry| entry.title(language))
    }

    /// Last part of its address in `language`.
    #[must_use]
    pub fn slug(&self, language: LanguageId) -> &str {
        self.entry.as_ref().map_or(&self.key, |entry| entry.slug(language))
    }
}

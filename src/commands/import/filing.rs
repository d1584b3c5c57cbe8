//! Where a draft is filed: its day, its language, its key and its path.
//!
//! Pure. Whether the place is free is for `known` to say.

use jiff::civil::Date;

use super::item::Item;
use super::language;
use crate::address::slugify;
use crate::content::layout::Kind;
use crate::language::LanguageId;

/// What filing depends on besides the item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filing<'a> {
    /// Tags of the site's languages, the default first.
    pub(crate) tags: &'a [&'a str],
    /// Language of all drafts, where the call gives it.
    pub(crate) language: Option<LanguageId>,
    /// The day of the import, for items without a date.
    pub(crate) today: Date,
}

/// The place of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Path below `content/` without language and extension.
    pub(crate) key: String,
    /// Path below `content/`.
    pub(crate) path: String,
    /// Language, day and last part of the address, which articles may not share.
    pub(crate) address: (LanguageId, Date, String),
}

impl Filing<'_> {
    /// The place of `item`.
    pub(crate) fn place(&self, item: &Item) -> Place {
        let day = item.date.unwrap_or(self.today);
        let language = self.language_of(item);
        let key =
            item.own.translation_of.clone().unwrap_or_else(|| {
                format!("{}/{:04}/{day}-{}", Kind::Article.folder(), day.year(), slug(item))
            });
        let suffix = match language {
            LanguageId::DEFAULT => String::new(),
            other => format!(".{}", self.tags.get(other.index()).copied().unwrap_or_default()),
        };
        Place { path: format!("{key}{suffix}.md"), key, address: (language, day, slug(item)) }
    }

    /// The language that a draft is filed in: that of the call, else the source's if the site has it,
    /// else the default.
    fn language_of(&self, item: &Item) -> LanguageId {
        let own = item.language.as_ref().map(|told| language::primary(&told.text));
        let fits = |tag: &&str| Some(language::primary(tag)) == own;
        let found = self.tags.iter().position(fits).and_then(|at| u8::try_from(at).ok()).map(LanguageId);
        self.language.or(found).unwrap_or(LanguageId::DEFAULT)
    }
}

/// Last part of the draft's file name and address.
fn slug(item: &Item) -> String {
    let own = [item.own.slug.as_deref(), item.own.name.as_deref(), Some(item.title.text.as_str())];
    let outlet = item.outlet.as_ref().map(|outlet| outlet.text.as_str());
    let named = own.into_iter().chain([outlet]).flatten().map(slugify).find(|slug| !slug.is_empty());
    named.unwrap_or_else(|| "untitled".to_owned())
}

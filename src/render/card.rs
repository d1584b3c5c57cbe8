//! Articles in lists: an article's card is counted by what it says, and written when a page that holds it
//! is rendered.
//!
//! To learn whether a page must be rendered, only hashes of its cards are needed. Its HTML is a function
//! of what it says and of the templates, which count for every page already.

use std::fmt;

use serde::{Serialize, Serializer};

use super::context::Context;
use super::html::Html;
use super::shared::CARD;
use super::values;
use super::view::Card;
use crate::site::ArticleId;
use crate::theme::names::Names;

/// An article in a list. Templates see a [`Card`]; a fingerprint sees its hash.
#[derive(Clone, Copy)]
pub struct CardRef<'a> {
    context: Context<'a>,
    id: ArticleId,
    hash: u128,
}

impl<'a> CardRef<'a> {
    /// The card of an article; none where it has no text.
    #[must_use]
    pub fn new(context: Context<'a>, id: ArticleId) -> Option<Self> {
        let make = || {
            let card = context.new_card(id)?;
            let bytes = postcard::to_allocvec(&card).unwrap_or_default();
            Some(xxhash_rust::xxh3::xxh3_128(&bytes))
        };
        let hash = (*context.shelf.card_hash(id.index())?.get_or_init(make))?;
        Some(Self { context, id, hash })
    }

    /// The card as a template value, written the first time that a page asks for it.
    fn value(&self) -> Option<&'a tera::Value> {
        let Self { context, id, .. } = *self;
        let write = || {
            let Some(card) = context.new_card(id) else { return tera::Value::none() };
            let print = |names: &Names| context.shelf.print(values::named(&card, names));
            // What fails is done again with every name, see `Prepared::template`.
            let printed = print(context.theme.names(CARD)).or_else(|_| print(Names::ANY));
            let html = printed.map_err(|error| context.shelf.keep_fault(error)).unwrap_or_default();
            tera::Value::from_serializable(&Card { html: Html(html), ..card })
        };
        Some(context.shelf.card_value(id.index())?.get_or_init(write))
    }
}

impl fmt::Debug for CardRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CardRef").field(&self.id).finish()
    }
}

impl Serialize for CardRef<'_> {
    /// The template engine takes formats to be readable by people, the fingerprint's is not.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.value().serialize(serializer)
        } else {
            serializer.serialize_bytes(&self.hash.to_le_bytes())
        }
    }
}

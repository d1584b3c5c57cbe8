//! Social cards: the picture of an article, an edition or the site that previews show. This module
//! says what stands on a card; the others, behind the feature `social-cards`, draw it.

#[cfg(feature = "social-cards")]
mod canvas;
#[cfg(feature = "social-cards")]
mod layout;
#[cfg(feature = "social-cards")]
mod typeface;

use std::borrow::Cow;

use serde::Serialize;

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::plan::CardSubject;
use crate::theme::CardFonts;

/// Pixels of a card, as Open Graph's readers ask for: 1.91 to 1.
pub const WIDTH: u32 = 1200;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 630;

/// The texts of a card.
#[derive(Debug, Serialize)]
pub struct SocialCard<'a> {
    /// Above the title: the topic, or the number of the edition.
    pub kicker: Option<Cow<'a, str>>,
    /// The headline.
    pub title: &'a str,
    /// Below it: the site.
    pub name: &'a str,
    /// Day or days.
    pub date: Option<String>,
}

impl<'a> Context<'a> {
    /// The card of `subject` in the page's language.
    #[must_use]
    pub fn social_card(&self, subject: CardSubject) -> Option<SocialCard<'a>> {
        let config = &self.site.config.languages[self.id.index()];
        let name = config.name_of_site();
        Some(match subject {
            CardSubject::Site => {
                // There the name is the headline, and what the title says of it stands below.
                let below = config.title.split_once(": ").map_or(&*config.description, |(_, rest)| rest);
                SocialCard { kicker: None, title: name, name: below, date: None }
            }
            CardSubject::Article(id) => {
                let article = self.site.article(id);
                let topic = article.topics.first();
                SocialCard {
                    kicker: topic.map(|id| Cow::Borrowed(self.site.topic(*id).entry.title(self.id))),
                    title: &article.text(self.id)?.0.title,
                    name,
                    date: Some(self.language.date(article.date.day, crate::language::DateStyle::Long)),
                }
            }
            CardSubject::Edition(id) => {
                let edition = self.site.editions.list.get(id.index())?;
                let number = edition.number.to_string();
                let note = edition.note.as_ref().and_then(|note| note.text(self.id));
                let own = note.map(|(text, _)| text.title.as_str()).filter(|title| !title.is_empty());
                let lead = || self.site.article(edition.lead).text(self.id).map(|(text, _)| &*text.title);
                SocialCard {
                    kicker: Some(Cow::Owned(self.message("edition_title", &[("number", &number)]))),
                    title: own.or_else(lead)?,
                    name,
                    date: Some(self.period(edition.period)),
                }
            }
        })
    }
}

#[cfg(feature = "social-cards")]
impl SocialCard<'_> {
    /// The card as PNG.
    ///
    /// # Errors
    /// A message, where a font cannot be read or the picture not be written.
    pub fn draw(&self, fonts: &CardFonts) -> Result<Vec<u8>, String> {
        let headline = typeface::Typeface::of(&fonts.headline.bytes)?;
        let plain = typeface::Typeface::of(&fonts.plain.bytes)?;
        layout::draw(self, &headline, &plain).into_png()
    }
}

#[cfg(not(feature = "social-cards"))]
impl SocialCard<'_> {
    /// Refuses: this generator was made without cards, and its plans have none.
    ///
    /// # Errors
    /// Always.
    pub fn draw(&self, _: &CardFonts) -> Result<Vec<u8>, String> {
        Err("this generator was made without social cards".to_owned())
    }
}

/// A fault for each font that cannot be read.
#[cfg(feature = "social-cards")]
#[must_use]
pub fn faulty_fonts(fonts: &CardFonts) -> Vec<Diagnostic> {
    use crate::diagnostic::{Code, Span};

    let named = [("headline", &fonts.headline), ("plain", &fonts.plain)];
    let faulty = named.into_iter().filter(|(_, font)| typeface::Typeface::of(&font.bytes).is_err());
    let fault = |(name, font): (&str, &crate::theme::CardFont)| {
        let message = format!("`cards/{name}.ttf` of the theme is no font that can be read");
        Diagnostic::error(Code::Theme, font.file.map(Span::start_of), message)
            .help("put a TrueType or OpenType file there, not WOFF; or set `outputs: {social_cards: false}`")
    };
    faulty.map(fault).collect()
}

/// Without cards no font is read.
#[cfg(not(feature = "social-cards"))]
#[must_use]
pub fn faulty_fonts(_: &CardFonts) -> Vec<Diagnostic> {
    Vec::new()
}

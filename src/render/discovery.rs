//! The part of a page's head that other sites, search engines and reference managers read. Added when
//! the page's view is built, since it speaks of the title, the summary and the pages above.

use super::context::Context;
use super::social_card;
use super::view::{Head, Social, SocialImage};
use crate::plan::{CardSubject, Page, Scope};

impl Context<'_> {
    /// Adds to `head` how `page` is previewed and what it is about, if readers come to it.
    pub fn make_known(&self, page: Page, head: &mut Head<'_>) {
        if !page.is_for_readers() {
            return;
        }
        let image = self.social_image(page);
        if self.site.config.outputs.linked_data {
            head.linked_data = self.linked_data(page, head, image.as_ref().map(|image| image.url.as_str()));
        }
        head.social = Some(Social { kind: open_graph_type(page), image });
    }

    /// The page's own card, else an article's picture, else the site's card.
    fn social_image(&self, page: Page) -> Option<SocialImage> {
        let card = |page: Page| {
            let url = self.absolute(self.href(page)?);
            Some(SocialImage { url, size: Some((social_card::WIDTH, social_card::HEIGHT)) })
        };
        let own = match page {
            Page::Article(_, id) => {
                let (_, language) = self.site.article(id).text(self.id)?;
                card(Page::SocialCard(language, CardSubject::Article(id)))
            }
            Page::Edition(language, id) => card(Page::SocialCard(language, CardSubject::Edition(id))),
            _ => None,
        };
        let picture = || self.article_picture(page);
        own.or_else(picture).or_else(|| card(Page::SocialCard(self.id, CardSubject::Site)))
    }

    fn article_picture(&self, page: Page) -> Option<SocialImage> {
        let Page::Article(_, id) = page else { return None };
        let (text, _) = self.site.article(id).text(self.id)?;
        let src = &text.image.as_ref()?.src;
        let resolved = self.links.resolve(text.file, self.id, src).ok().flatten();
        let url = resolved.map_or_else(|| src.clone(), |href| self.absolute(&href));
        let size = self.picture(text.file, src).map(|picture| (picture.width, picture.height));
        Some(SocialImage { url, size })
    }
}

fn open_graph_type(page: Page) -> &'static str {
    match page {
        Page::Article(..) => "article",
        Page::Listing(_, Scope::Person(_), _) => "profile",
        _ => "website",
    }
}

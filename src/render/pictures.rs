//! Pictures of the content: their size, and the widths that each is offered in.

use super::context::Context;
use crate::content::markdown::PictureTag;
use crate::plan::Page;
use crate::source::FileId;

impl Context<'_> {
    /// What a tag says of the picture that `target` means in `file`; `None` where it is no picture of
    /// the site. Offered widths are those of the plan, and the picture's own.
    #[must_use]
    pub fn picture(&self, file: FileId, target: &str) -> Option<PictureTag> {
        let found = self.links.published(file, target)?;
        let picture = self.site.facts(found)?.picture?;
        let offer = |width: &u32| {
            let href = self.href(Page::Resized(found, *width))?;
            Some(format!("{href} {width}w"))
        };
        let mut offers: Vec<String> = self.site.config.image_widths.iter().filter_map(offer).collect();
        if !offers.is_empty() {
            offers.push(format!("{} {}w", self.href(Page::File(found))?, picture.width));
        }
        let srcset = (!offers.is_empty()).then(|| offers.join(", "));
        Some(PictureTag { width: picture.width, height: picture.height, srcset })
    }
}

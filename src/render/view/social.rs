//! What templates may see of a page's look in other places.

use serde::Serialize;

/// How a page is shown where somebody shares its address (Open Graph, <https://ogp.me>).
#[derive(Debug, Clone, Serialize)]
pub struct Social {
    /// `article`, `profile` or `website`.
    pub kind: &'static str,
    /// A picture for it.
    pub image: Option<SocialImage>,
}

/// A picture that stands for a page.
#[derive(Debug, Clone, Serialize)]
pub struct SocialImage {
    /// Absolute address.
    pub url: String,
    /// Width and height in pixels, where they are known.
    pub size: Option<(u32, u32)>,
}

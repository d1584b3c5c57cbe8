//! A font: which characters it has, how wide texts are in it, and their shapes on the canvas. Letters
//! stand one after the other from left to right, with kerning; nothing is shaped or reordered.

use ab_glyph::{Font, FontRef, Glyph, GlyphId, point};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use super::canvas::{Canvas, Ink};

/// A font ready to measure and draw.
pub(super) struct Typeface<'f> {
    font: FontRef<'f>,
    /// Units of an em.
    em: f32,
    /// What one pixel per em is to the library, which measures fonts by their height.
    height: f32,
}

/// How a line is set.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Pixels of an em.
    pub(super) size: f32,
    /// Additional space after each letter, in em.
    pub(super) spacing: f32,
    pub(super) ink: Ink,
}

impl<'f> Typeface<'f> {
    pub(super) fn of(bytes: &'f [u8]) -> Result<Self, String> {
        let font = FontRef::try_from_slice(bytes).map_err(|error| error.to_string())?;
        let em = font.units_per_em().filter(|em| *em > 0.0).ok_or("the font has no size")?;
        let height = font.height_unscaled() / em;
        Ok(Self { font, em, height })
    }

    /// `text` in characters that the font has: composed, else by their base letter, else left out.
    /// Blanks are single.
    pub(super) fn known(&self, text: &str) -> String {
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
        let mut known = String::with_capacity(composed.len());
        for c in composed.chars() {
            if c.is_whitespace() {
                if !known.is_empty() && !known.ends_with(' ') {
                    known.push(' ');
                }
            } else if self.has(c) {
                known.push(c);
            } else {
                let mut parts = DecomposingNormalizerBorrowed::new_nfd().normalize_iter(std::iter::once(c));
                known.extend(parts.next().filter(|base| self.has(*base)));
            }
        }
        known.truncate(known.trim_end().len());
        known
    }

    fn has(&self, c: char) -> bool {
        self.font.glyph_id(c).0 != 0
    }

    /// Width of `text` in em.
    pub(super) fn width(&self, text: &str, spacing: f32) -> f32 {
        let (mut width, mut last) = (0.0, None);
        for c in text.chars() {
            let id = self.font.glyph_id(c);
            width += self.advance(last, id) + spacing;
            last = Some(id);
        }
        (width - spacing).max(0.0)
    }

    /// Width of a letter in em, with kerning to the one before.
    fn advance(&self, last: Option<GlyphId>, id: GlyphId) -> f32 {
        let kerning = last.map_or(0.0, |last| self.font.kern_unscaled(last, id));
        (self.font.h_advance_unscaled(id) + kerning) / self.em
    }

    /// Writes `text` from `x` on.
    pub(super) fn draw(&self, canvas: &mut Canvas, text: &str, style: Style, x: f32, baseline: f32) {
        let (mut pen, mut last) = (x, None);
        for c in text.chars() {
            let id = self.font.glyph_id(c);
            let kerning = last.map_or(0.0, |last| self.font.kern_unscaled(last, id)) / self.em * style.size;
            let scale = (style.size * self.height).into();
            let glyph = Glyph { id, scale, position: point(pen + kerning, baseline) };
            self.print(canvas, glyph, style.ink);
            pen += (self.advance(last, id) + style.spacing) * style.size;
            last = Some(id);
        }
    }

    fn print(&self, canvas: &mut Canvas, glyph: Glyph, ink: Ink) {
        let Some(outline) = self.font.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        #[expect(clippy::cast_possible_truncation, reason = "a place near the card, and a cast saturates")]
        let (left, top) = (bounds.min.x as i32, bounds.min.y as i32);
        outline.draw(|x, y, share| {
            let place = |from: i32, by: u32| from.saturating_add(i32::try_from(by).unwrap_or(i32::MAX));
            canvas.dot(place(left, x), place(top, y), share, ink);
        });
    }
}

//! The picture of a card: three inks on paper in 16 colours. Drawing indices of a palette rather than
//! full colour makes a card small and its compression a tenth of a millisecond. Knows nothing of texts.

use super::{HEIGHT, WIDTH};

/// The built-in theme's token `--paper`.
const PAPER: [u8; 3] = [0xfb, 0xf7, 0xef];

/// A ramp of the palette: from paper to an ink, so that edges of letters are smooth.
struct Ramp {
    colour: [u8; 3],
    /// Index of its faintest step; the steps before belong to paper and to other ramps.
    first: u8,
    steps: u8,
}

/// The ramps in the order of [`Ink`]; the colours are tokens of the built-in theme.
const RAMPS: [Ramp; 3] = [
    Ramp { colour: [0x21, 0x1c, 0x16], first: 1, steps: 8 },
    Ramp { colour: [0xa3, 0x40, 0x1f], first: 9, steps: 4 },
    Ramp { colour: [0x5d, 0x53, 0x46], first: 13, steps: 3 },
];

/// A colour of the card.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    /// Headlines.
    Text,
    /// The topic, and the band.
    Accent,
    /// What matters less.
    Soft,
}

/// The pixels, row by row.
pub(super) struct Canvas {
    /// Indices into the palette, one byte each until they are written.
    pixels: Vec<u8>,
}

impl Canvas {
    /// Blank paper.
    pub(super) fn new() -> Self {
        Self { pixels: vec![0; WIDTH as usize * HEIGHT as usize] }
    }

    /// Covers a pixel, as far as it is on the paper, to `share` (0 to 1) with `ink`.
    pub(super) fn dot(&mut self, x: i32, y: i32, share: f32, ink: Ink) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if x >= WIDTH || y >= HEIGHT {
            return;
        }
        let Ramp { first, steps, .. } = RAMPS[ink as usize];
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to `steps`")]
        let step = (share.clamp(0.0, 1.0) * f32::from(steps)).round() as u8;
        let index = if step == 0 { 0 } else { first + step - 1 };
        let at = y as usize * WIDTH as usize + x as usize;
        if let Some(pixel) = self.pixels.get_mut(at) {
            // Where two letters touch, the stronger wins.
            *pixel = (*pixel).max(index);
        }
    }

    /// Fills whole rows from `x` on, `width` pixels wide.
    pub(super) fn fill(&mut self, x: u32, rows: std::ops::Range<u32>, width: u32, ink: Ink) {
        let (from, to) = (x.min(WIDTH) as usize, x.saturating_add(width).min(WIDTH) as usize);
        let wanted = self.pixels.chunks_exact_mut(WIDTH as usize).skip(rows.start as usize).take(rows.len());
        let Ramp { first, steps, .. } = RAMPS[ink as usize];
        wanted.for_each(|row| row[from..to].fill(first + steps - 1));
    }

    /// The picture as PNG.
    pub(super) fn into_png(self) -> Result<Vec<u8>, String> {
        let packed: Vec<u8> = self.pixels.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        let bytes = encoded(&packed, png::Compression::Fast, png::Filter::Up)?;
        if bytes.len() <= ENOUGH {
            return Ok(bytes);
        }
        encoded(&packed, png::Compression::Balanced, png::Filter::NoFilter)
    }
}

/// Bytes of a card that are few enough. The better compression takes forty times as long (4.7 ms
/// against 0.1 ms) and halves a card; only very long titles need it.
const ENOUGH: usize = 38_000;

fn encoded(packed: &[u8], compression: png::Compression, filter: png::Filter) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(ENOUGH);
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_palette(palette());
    encoder.set_compression(compression);
    encoder.set_filter(filter);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(packed)?;
        writer.finish()
    });
    written.map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Paper, then each ink from faint to full.
fn palette() -> Vec<u8> {
    let mut colours = PAPER.to_vec();
    for Ramp { colour, steps, .. } in RAMPS {
        let steps = u32::from(steps);
        for step in 1..=steps {
            let mix = |(paper, ink): (u8, u8)| {
                let mixed = u32::from(paper) * (steps - step) + u32::from(ink) * step;
                u8::try_from(mixed / steps).unwrap_or(ink)
            };
            colours.extend(PAPER.into_iter().zip(colour).map(mix));
        }
    }
    colours
}

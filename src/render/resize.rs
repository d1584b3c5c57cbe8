//! A picture in another width: decoded, scaled down, turned as its header says, encoded as it was.
//!
//! The only user of the crates `image` and `fast_image_resize`. The same bytes and width give the same
//! bytes, with whatever instructions the processor has.

use std::io::Cursor;
use std::sync::PoisonError;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, GrayAlphaImage, GrayImage, ImageDecoder, ImageEncoder, ImageReader,
    Limits, RgbImage, RgbaImage,
};

use super::Prepared;
use crate::content::picture::{Encoding, FileFacts, MOST_PIXELS, Picture};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::FileId;

/// Of 100, for JPEG.
const QUALITY: u8 = 80;

/// Pixels from which on pictures are resized one at a time: decoding takes up to ten bytes for each.
const LARGE: u64 = 16_000_000;

/// Bytes that decoding may take: eight for each pixel, as a PNG of 16 bits has them.
const MOST_BYTES: u64 = MOST_PIXELS * 8;

/// Where a colour profile names its colours (ICC.1:2022, section 7.2).
const PROFILE_COLOURS: std::ops::Range<usize> = 16..20;

impl Prepared<'_> {
    /// The bytes of a picture of the content in another width.
    pub(super) fn resized(
        &self,
        file: FileId,
        facts: FileFacts,
        width: u32,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let bytes = self.bytes(file)?;
        let path = self.digest.sources.path(file);
        let fault = |code, message: String| Diagnostic::error(code, Span::start_of(file), message);
        let picture = facts.picture.filter(|_| xxhash_rust::xxh3::xxh3_128(&bytes) == facts.hash);
        let picture = picture.ok_or_else(|| {
            let message = format!("`{path}` changed while the site was being built");
            Box::new(fault(Code::Changed, message).help("run the build again"))
        })?;
        let is_large = u64::from(picture.width) * u64::from(picture.height) > LARGE;
        let alone =
            is_large.then(|| self.digest.large_picture.lock().unwrap_or_else(PoisonError::into_inner));
        let resized = resize(&bytes, picture, width);
        drop(alone);
        resized.map_err(|message| {
            let message = format!("`{path}` cannot be resized: {message}");
            let help = "save it again, or set `images: {widths: []}` in `site.yaml`";
            Box::new(fault(Code::BrokenPicture, message).help(help))
        })
    }
}

/// `bytes` as a picture that is `width` pixels wide.
///
/// # Errors
/// What the decoder says against it.
pub fn resize(bytes: &[u8], picture: Picture, width: u32) -> Result<Vec<u8>, String> {
    let (pixels, profile) = decode(bytes, picture)?;
    let whole = u64::from(picture.width.max(1));
    let height = (u64::from(picture.height) * u64::from(width) + whole / 2) / whole;
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    let (stored_width, stored_height) = Picture { width, height, ..picture }.stored();
    let mut pixels = scale(&pixels, stored_width, stored_height)?;
    pixels
        .apply_orientation(Orientation::from_exif(picture.orientation).unwrap_or(Orientation::NoTransforms));
    let mut out = Vec::new();
    let written = match picture.encoding {
        Encoding::Jpeg => write(JpegEncoder::new_with_quality(&mut out, QUALITY), profile, &pixels),
        _ => {
            let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Best, FilterType::Adaptive);
            write(encoder, profile, &pixels)
        }
    };
    written.map_err(|error| error.to_string())?;
    Ok(out)
}

/// The pixels as they are stored, eight bits a channel, and the colour profile.
fn decode(bytes: &[u8], picture: Picture) -> Result<(DynamicImage, Option<Vec<u8>>), String> {
    let fault = |error: image::ImageError| error.to_string();
    let mut reader = ImageReader::new(Cursor::new(bytes));
    reader.set_format(match picture.encoding {
        Encoding::Jpeg => image::ImageFormat::Jpeg,
        _ => image::ImageFormat::Png,
    });
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    // Pixels were counted by the header as it was examined; a decoder that reads another is not let on.
    if decoder.dimensions() != picture.stored() {
        return Err("its header names more than one size".to_owned());
    }
    let profile = decoder.icc_profile().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(fault)?;
    Ok((eight_bits(pixels, picture.encoding), profile))
}

fn eight_bits(pixels: DynamicImage, encoding: Encoding) -> DynamicImage {
    let has_alpha = pixels.color().has_alpha() && encoding != Encoding::Jpeg;
    match (pixels.color().has_color(), has_alpha) {
        (false, false) => pixels.into_luma8().into(),
        (false, true) => pixels.into_luma_alpha8().into(),
        (true, false) => pixels.into_rgb8().into(),
        (true, true) => pixels.into_rgba8().into(),
    }
}

/// The same pixels as so many. A transparent pixel's colour does not reach those beside it.
fn scale(pixels: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage, String> {
    let kind = match pixels {
        DynamicImage::ImageLuma8(_) => PixelType::U8,
        DynamicImage::ImageLumaA8(_) => PixelType::U8x2,
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        _ => PixelType::U8x3,
    };
    let from = ImageRef::new(pixels.width(), pixels.height(), pixels.as_bytes(), kind);
    let from = from.map_err(|error| error.to_string())?;
    let mut to = Image::new(width, height, kind);
    // Lanczos with three lobes, and alpha multiplied in for the time being.
    Resizer::new().resize(&from, &mut to, None).map_err(|error| error.to_string())?;
    let bytes = to.into_vec();
    let scaled: Option<DynamicImage> = match kind {
        PixelType::U8 => GrayImage::from_raw(width, height, bytes).map(Into::into),
        PixelType::U8x2 => GrayAlphaImage::from_raw(width, height, bytes).map(Into::into),
        PixelType::U8x4 => RgbaImage::from_raw(width, height, bytes).map(Into::into),
        _ => RgbImage::from_raw(width, height, bytes).map(Into::into),
    };
    scaled.ok_or_else(|| "it cannot be scaled".to_owned())
}

fn write(
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
    pixels: &DynamicImage,
) -> Result<(), image::ImageError> {
    let colours: &[u8] = if pixels.color().has_color() { b"RGB " } else { b"GRAY" };
    // A profile for other colours, such as those of print, is not for what was decoded.
    if let Some(profile) = profile.filter(|profile| profile.get(PROFILE_COLOURS) == Some(colours)) {
        // An encoder without a place for it writes the picture all the same.
        let _ = encoder.set_icc_profile(profile);
    }
    let colours: ExtendedColorType = pixels.color().into();
    encoder.write_image(pixels.as_bytes(), pixels.width(), pixels.height(), colours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::picture::examine;

    /// A picture of 40 × 20 pixels, its left half black and its right half white.
    fn sample(encoding: Encoding) -> Vec<u8> {
        let pixel = |x, _| if x < 20 { image::Rgb([0, 0, 0]) } else { image::Rgb([255, 255, 255]) };
        let pixels = DynamicImage::from(image::RgbImage::from_fn(40, 20, pixel));
        let mut out = Vec::new();
        let written = match encoding {
            Encoding::Jpeg => write(JpegEncoder::new(&mut out), None, &pixels),
            _ => write(PngEncoder::new(&mut out), None, &pixels),
        };
        assert!(written.is_ok());
        out
    }

    fn resized(name: &str, bytes: &[u8], width: u32) -> Result<DynamicImage, String> {
        let picture = examine(name, bytes).ok().flatten().ok_or("no picture")?;
        let small = resize(bytes, picture, width)?;
        assert_eq!(small, resize(bytes, picture, width)?, "the same again");
        image::load_from_memory(&small).map_err(|error| error.to_string())
    }

    #[test]
    fn pictures_are_scaled_and_keep_their_kind() -> Result<(), String> {
        for (name, encoding) in [("a.jpg", Encoding::Jpeg), ("a.png", Encoding::Png)] {
            let bytes = sample(encoding);
            let small = resized(name, &bytes, 10)?.into_luma8();
            assert_eq!(small.dimensions(), (10, 5));
            assert!(small.get_pixel(1, 2).0[0] < 32 && small.get_pixel(8, 2).0[0] > 223, "{name}");
        }
        Ok(())
    }

    #[test]
    fn a_turned_jpeg_is_turned_for_good() -> Result<(), String> {
        let plain = sample(Encoding::Jpeg);
        // Turned by a quarter to the right: what was left is above.
        let exif = b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let turned = [&plain[..2], exif, &plain[2..]].concat();
        let small = resized("a.jpg", &turned, 10)?.into_luma8();
        assert_eq!(small.dimensions(), (10, 20));
        assert!(small.get_pixel(5, 2).0[0] < 32 && small.get_pixel(5, 17).0[0] > 223);
        Ok(())
    }

    #[test]
    fn what_cannot_be_decoded_is_told() {
        for (name, encoding) in [("a.jpg", Encoding::Jpeg), ("a.png", Encoding::Png)] {
            let bytes = sample(encoding);
            for cut in (30..bytes.len()).step_by(7) {
                // A decoder may make do with less; it must not panic.
                let _ = examine(name, &bytes[..cut]).map(|p| p.map(|p| resize(&bytes[..cut], p, 10)));
            }
        }
        let header = &sample(Encoding::Png)[..40];
        assert!(resized("a.png", header, 10).is_err());
        // A decoder that finds more pixels than were counted stops before it makes room for them.
        let counted = Picture { width: 4, height: 2, encoding: Encoding::Png, orientation: 1 };
        assert!(resize(&sample(Encoding::Png), counted, 2).is_err_and(|why| why.contains("size")));
    }
    fn encoded(pixels: &DynamicImage) -> Vec<u8> {
        let mut out = Vec::new();
        assert!(write(PngEncoder::new(&mut out), None, pixels).is_ok());
        out
    }

    #[test]
    fn what_is_transparent_lends_no_colour() -> Result<(), String> {
        // Red that is there beside green that is not.
        let pixel = |x, _| if x < 21 { image::Rgba([255, 0, 0, 255]) } else { image::Rgba([0, 255, 0, 0]) };
        let bytes = encoded(&RgbaImage::from_fn(40, 20, pixel).into());
        let small = resized("a.png", &bytes, 10)?.into_rgba8();
        for pixel in small.pixels().filter(|pixel| pixel.0[3] > 8) {
            assert!(pixel.0[0] > 247 && pixel.0[1] < 8, "{pixel:?}");
        }
        assert!(small.pixels().any(|pixel| (8..248).contains(&pixel.0[3])), "an edge");
        Ok(())
    }

    #[test]
    fn grey_stays_grey_and_deep_colours_become_plain() -> Result<(), String> {
        let grey = DynamicImage::from(GrayImage::from_fn(40, 20, |x, _| image::Luma([x as u8 * 6])));
        let deep = DynamicImage::from(image::ImageBuffer::from_fn(40, 20, |x, _| {
            image::Rgb([x as u16 * 1600, 0, u16::MAX])
        }));
        for (pixels, wanted) in [(grey, image::ColorType::L8), (deep, image::ColorType::Rgb8)] {
            assert_eq!(resized("a.png", &encoded(&pixels), 10)?.color(), wanted);
        }
        Ok(())
    }

    #[test]
    fn a_colour_profile_goes_along_if_it_is_for_these_colours() {
        let pixels = DynamicImage::from(RgbImage::new(40, 20));
        for (colours, is_kept) in [(b"RGB ", true), (b"CMYK", false)] {
            let profile = [&[0; 16], &colours[..], &[7; 108]].concat();
            let mut bytes = Vec::new();
            let mut encoder = PngEncoder::new(&mut bytes);
            assert!(encoder.set_icc_profile(profile.clone()).is_ok());
            assert!(write(encoder, None, &pixels).is_ok());
            let small = examine("a.png", &bytes).ok().flatten().and_then(|p| resize(&bytes, p, 10).ok());
            let decoder = small.and_then(|small| {
                image::codecs::png::PngDecoder::new(Cursor::new(small)).ok()?.icc_profile().ok()?
            });
            assert_eq!(decoder.as_deref(), is_kept.then_some(&profile[..]));
        }
    }
}

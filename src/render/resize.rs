//! A picture in another width: decoded, turned as its header says, scaled down, encoded as it was.
//!
//! The only user of the crate `image`. The same bytes and width give the same bytes.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as RowFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits};

use crate::content::picture::{Encoding, MOST_PIXELS, Picture, orientation};

/// Of 100, for JPEG.
const QUALITY: u8 = 80;

/// Bytes that decoding may take: four for each pixel, and as much again for the decoder.
const MOST_BYTES: u64 = MOST_PIXELS * 8;

/// `bytes` as a picture that is `width` pixels wide.
///
/// # Errors
/// What the decoder says against it.
pub fn resize(bytes: &[u8], picture: Picture, width: u32) -> Result<Vec<u8>, String> {
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
    let profile = decoder.icc_profile().ok().flatten();
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(fault)?;
    if picture.encoding == Encoding::Jpeg {
        pixels.apply_orientation(
            Orientation::from_exif(orientation(bytes)).unwrap_or(Orientation::NoTransforms),
        );
    }
    let height = u64::from(picture.height) * u64::from(width) / u64::from(picture.width.max(1));
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    let pixels = pixels.resize_exact(width, height, FilterType::Lanczos3);
    let mut out = Vec::new();
    let written = match picture.encoding {
        Encoding::Jpeg => {
            let pixels = DynamicImage::from(pixels.into_rgb8());
            write(JpegEncoder::new_with_quality(&mut out, QUALITY), profile, &pixels)
        }
        _ => {
            let has_alpha = pixels.color().has_alpha();
            let pixels: DynamicImage =
                if has_alpha { pixels.into_rgba8().into() } else { pixels.into_rgb8().into() };
            let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Best, RowFilter::Adaptive);
            write(encoder, profile, &pixels)
        }
    };
    written.map_err(fault)?;
    Ok(out)
}

fn write(
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
    pixels: &DynamicImage,
) -> Result<(), image::ImageError> {
    if let Some(profile) = profile {
        // An encoder without a place for it writes the picture all the same.
        let _ = encoder.set_icc_profile(profile);
    }
    encoder.write_image(pixels.as_bytes(), pixels.width(), pixels.height(), pixels.color().into())
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
    }
}

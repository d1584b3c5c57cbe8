//! What the header of a picture tells: its size as it is shown, and whether it can be resized.
//!
//! Pixels are not decoded here, and what follows the header is not judged.

use serde::{Deserialize, Serialize};

/// Most pixels of a picture that is resized: 200 MB once they are decoded.
pub const MOST_PIXELS: u64 = 50_000_000;

/// What a PNG begins with (PNG, section 5.2), and the name of its first chunk.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";

/// A file that is published as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// XXH3-128 of its bytes.
    pub hash: u128,
    /// What its header tells, if it is a picture.
    pub picture: Option<Picture>,
}

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Width in pixels, as it is shown.
    pub width: u32,
    /// Height in pixels, as it is shown.
    pub height: u32,
    /// What it is encoded as.
    pub encoding: Encoding,
}

/// How a picture is encoded, as far as the generator can do the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// Anything else; it is published as it is.
    Other,
}

impl Encoding {
    /// The extension of a file of this kind.
    #[must_use]
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Encoding::Jpeg => Some("jpg"),
            Encoding::Png => Some("png"),
            Encoding::Other => None,
        }
    }
}

/// Why a file that is called a picture is none that can be shown with its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The header says nothing that is understood.
    Unknown,
    /// It has so many pixels that browsers and the generator would run out of memory.
    TooLarge(u32, u32),
}

/// What the picture at `path` is; `None` where the path is not called one.
///
/// # Errors
/// What is wrong with it.
pub fn examine(path: &str, bytes: &[u8]) -> Result<Option<Picture>, Fault> {
    let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end);
    let is_called = |name: &&str| extension.is_some_and(|end| end.eq_ignore_ascii_case(name));
    if !["png", "jpg", "jpeg", "gif", "webp", "avif"].iter().any(is_called) {
        return Ok(None);
    }
    let size = imagesize::blob_size(bytes).map_err(|_| Fault::Unknown)?;
    let encoding = match imagesize::image_type(bytes) {
        Ok(imagesize::ImageType::Jpeg) => Encoding::Jpeg,
        Ok(imagesize::ImageType::Png) if bytes.starts_with(PNG) => Encoding::Png,
        Ok(imagesize::ImageType::Png) => return Err(Fault::Unknown),
        _ => Encoding::Other,
    };
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let (mut width, mut height) = (side(size.width), side(size.height));
    if width == 0 || height == 0 {
        return Err(Fault::Unknown);
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Fault::TooLarge(width, height));
    }
    if encoding == Encoding::Jpeg && orientation(bytes) >= 5 {
        (width, height) = (height, width);
    }
    Ok(Some(Picture { width, height, encoding }))
}

/// How a JPEG is turned before it is shown, 1 to 8: tag 0x0112 of its Exif segment (Exif 2.32, section
/// 4.6.4). 1, as it is, where nothing says otherwise.
#[must_use]
pub fn orientation(jpeg: &[u8]) -> u8 {
    let found = exif(jpeg).and_then(|tiff| {
        let is_little = tiff.starts_with(b"II");
        let short = |at: usize| -> Option<u16> {
            let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
        };
        let (low, high) = if is_little { (4, 6) } else { (6, 4) };
        let directory = usize::from(short(low)?) | usize::from(short(high)?) << 16;
        let count = usize::from(short(directory)?);
        let entries = (0..count).map(|entry| directory.saturating_add(2 + entry * 12));
        let entry = entries.into_iter().find(|at| short(*at) == Some(0x0112))?;
        short(entry.saturating_add(8))
    });
    found.and_then(|turn| u8::try_from(turn).ok()).filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

/// The TIFF structure of a JPEG's first Exif segment.
fn exif(jpeg: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    loop {
        let marker = jpeg.get(at..at + 4)?;
        let length = usize::from(u16::from_be_bytes([marker[2], marker[3]]));
        // Pixels begin with the segment SOS.
        if marker[0] != 0xff || marker[1] == 0xda || length < 2 {
            return None;
        }
        let segment = jpeg.get(at + 4..at + 2 + length)?;
        if let (0xe1, Some(tiff)) = (marker[1], segment.strip_prefix(b"Exif\0\0")) {
            return Some(tiff);
        }
        at += 2 + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIF: &[u8] = b"GIF89a\x03\x00\x02\x00\x00\x00\x00;";

    #[test]
    fn headers_tell_sizes() {
        let gif = Picture { width: 3, height: 2, encoding: Encoding::Other };
        assert_eq!(examine("a/b.GIF", GIF), Ok(Some(gif)));
        // What a file is follows from its bytes; that it is a picture, from its name.
        assert_eq!(examine("a/b.png", GIF), Ok(Some(gif)));
        assert_eq!(examine("a.png/b", GIF), Ok(None));
        assert_eq!(examine("a.svg", b"<svg/>"), Ok(None));
        for broken in [
            &b""[..],
            b"x",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"GIF89a\0\0\0\0\0\0\0\0\0",
            b"\x89PNG not really, and a little more of it",
        ] {
            assert_eq!(examine("a.png", broken), Err(Fault::Unknown), "{broken:?}");
        }
    }

    #[test]
    fn a_picture_of_too_many_pixels_is_refused() {
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bomb.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0]);
        assert_eq!(examine("a.png", &bomb), Err(Fault::TooLarge(65_536, 65_536)));
    }

    #[test]
    fn a_turned_jpeg_tells_so_in_either_byte_order() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        for (tiff, turn) in [(&little[..], 6), (&big[..], 8)] {
            let mut jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xe1".to_vec();
            jpeg.extend(u16::try_from(tiff.len() + 8).unwrap_or_default().to_be_bytes());
            jpeg.extend(b"Exif\0\0");
            jpeg.extend(tiff);
            assert_eq!(orientation(&jpeg), turn);
            for cut in 0..jpeg.len() {
                assert!((1..=8).contains(&orientation(&jpeg[..cut])));
            }
        }
        assert_eq!(orientation(b"\xff\xd8\xff\xe1\0\x01"), 1);
        assert_eq!(orientation(GIF), 1);
    }
}

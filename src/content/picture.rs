//! What the header of a picture tells: its size as it is shown, and whether it can be resized.
//!
//! Pixels are not decoded here, and what follows the header is not judged.

use serde::{Deserialize, Serialize};

/// Most pixels of a picture that is resized: 200 MB once they are decoded.
pub const MOST_PIXELS: u64 = 50_000_000;

/// What a PNG begins with (PNG, section 5.2), and the name of its first chunk.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";

/// Bytes of the signature of a PNG, before its first chunk.
const PNG_SIGNATURE: usize = 8;

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
    /// How its pixels are turned before they are shown, 1 to 8: tag 0x0112 of Exif (Exif 2.32, section
    /// 4.6.4). From 5 on what is stored as a row is shown as a column.
    pub orientation: u8,
}

impl Picture {
    /// Width and height of the pixels as they are stored.
    #[must_use]
    pub fn stored(self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }
}

/// How a picture is encoded, as far as the generator can do the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// JPEG.
    Jpeg,
    /// PNG that does not move.
    Png,
    /// Anything else, or a picture that moves; it is published as it is.
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
    let (encoding, exif) = match imagesize::image_type(bytes) {
        Ok(imagesize::ImageType::Jpeg) => (Encoding::Jpeg, jpeg_exif(bytes)),
        Ok(imagesize::ImageType::Png) if !bytes.starts_with(PNG) => return Err(Fault::Unknown),
        // APNG, as all but the oldest browsers show it.
        Ok(imagesize::ImageType::Png) if png_chunk(bytes, *b"acTL").is_some() => (Encoding::Other, None),
        Ok(imagesize::ImageType::Png) => (Encoding::Png, png_chunk(bytes, *b"eXIf")),
        _ => (Encoding::Other, None),
    };
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let (mut width, mut height) = (side(size.width), side(size.height));
    if width == 0 || height == 0 {
        return Err(Fault::Unknown);
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Fault::TooLarge(width, height));
    }
    let orientation = exif.and_then(orientation).unwrap_or(1);
    if orientation >= 5 {
        (width, height) = (height, width);
    }
    Ok(Some(Picture { width, height, encoding, orientation }))
}

/// What a TIFF structure says in the tag 0x0112, if that is an orientation.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let is_little = tiff.starts_with(b"II");
    let short = |at: usize| -> Option<u16> {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let (low, high) = if is_little { (4, 6) } else { (6, 4) };
    let directory = usize::from(short(low)?) | usize::from(short(high)?) << 16;
    let count = usize::from(short(directory)?);
    let mut entries = (0..count).map(|entry| directory.saturating_add(2 + entry * 12));
    let entry = entries.find(|at| short(*at) == Some(0x0112))?;
    let turn = u8::try_from(short(entry.saturating_add(8))?).ok()?;
    (1..=8).contains(&turn).then_some(turn)
}

/// The TIFF structure of a JPEG's first Exif segment.
fn jpeg_exif(jpeg: &[u8]) -> Option<&[u8]> {
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

/// What is in the first chunk of that kind before the pixels of a PNG (PNG, section 5.3).
fn png_chunk(png: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    let mut rest = png.get(PNG_SIGNATURE..)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (found, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        if *found == kind {
            return after.get(..length);
        }
        if found == b"IDAT" {
            return None;
        }
        // Four bytes of checksum end a chunk.
        rest = after.get(length.checked_add(4)?..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIF: &[u8] = b"GIF89a\x03\x00\x02\x00\x00\x00\x00;";

    #[test]
    fn headers_tell_sizes() {
        let gif = Picture { width: 3, height: 2, encoding: Encoding::Other, orientation: 1 };
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

    /// A PNG of 4 × 2 pixels up to its pixels, with one more chunk.
    fn png(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let mut png = PNG.to_vec();
        png.extend([0, 0, 0, 4, 0, 0, 0, 2, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
        png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
        png.extend(kind);
        png.extend(data);
        png.extend(b"\0\0\0\0\0\0\0\0IDAT\0\0\0\0");
        png
    }

    const LITTLE: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
    const BIG: &[u8] = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";

    #[test]
    fn a_turned_jpeg_tells_so_in_either_byte_order() {
        for (tiff, turn) in [(LITTLE, 6), (BIG, 8)] {
            let mut jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xe1".to_vec();
            jpeg.extend(u16::try_from(tiff.len() + 8).unwrap_or_default().to_be_bytes());
            jpeg.extend(b"Exif\0\0");
            jpeg.extend(tiff);
            assert_eq!(jpeg_exif(&jpeg).and_then(orientation), Some(turn));
            for cut in 0..jpeg.len() {
                assert!(jpeg_exif(&jpeg[..cut]).and_then(orientation).is_none(), "{cut}");
            }
        }
        assert_eq!(jpeg_exif(b"\xff\xd8\xff\xe1\0\x01"), None);
        assert_eq!(jpeg_exif(GIF), None);
    }

    #[test]
    fn a_turned_png_tells_so_and_one_that_moves_is_left_alone() {
        let turned = Picture { width: 2, height: 4, encoding: Encoding::Png, orientation: 6 };
        assert_eq!(examine("a.png", &png(*b"eXIf", LITTLE)), Ok(Some(turned)));
        assert_eq!(turned.stored(), (4, 2));
        let plain = Picture { width: 4, height: 2, encoding: Encoding::Png, orientation: 1 };
        assert_eq!(examine("a.png", &png(*b"eXIf", b"II*\0")), Ok(Some(plain)));
        assert_eq!(examine("a.png", &png(*b"tEXt", LITTLE)), Ok(Some(plain)));
        let moving = Picture { encoding: Encoding::Other, ..plain };
        assert_eq!(examine("a.png", &png(*b"acTL", &[0; 8])), Ok(Some(moving)));
        let whole = png(*b"acTL", &[0; 8]);
        for cut in PNG.len()..whole.len() {
            let _ = examine("a.png", &whole[..cut]);
        }
        // A length beyond the end.
        let mut long = png(*b"tEXt", b"");
        let at = PNG.len() + 17;
        long[at..at + 4].fill(0xff);
        assert_eq!(examine("a.png", &long), Ok(Some(plain)));
    }
}

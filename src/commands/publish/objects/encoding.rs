//! Texts compressed before they are sent, for services that hand out what they store and compress nothing.
//!
//! Equal bytes in, equal bytes out: neither a time nor a name is in what comes out.

use std::io::{self, Write};

use flate2::write::GzEncoder;

use crate::commands::publish::rules::Delivery;
use crate::config::publish::Compression;

/// Quality of Brotli: as good as the best within a few percent, at a fraction of its time.
const QUALITY: i32 = 9;

/// Bytes as they are stored, and what stands in `Content-Encoding` (RFC 9110, section 8.4).
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    pub(super) coding: Option<&'static str>,
}

/// The name of a compression in `Content-Encoding`; empty for none.
pub(super) fn name(compression: Compression) -> &'static str {
    match compression {
        Compression::None => "",
        Compression::Gzip => "gzip",
        Compression::Brotli => "br",
    }
}

/// `bytes` compressed, if that is asked for, of use for this kind of file and makes them smaller.
pub(super) fn encode(compression: Compression, delivery: &Delivery, bytes: Vec<u8>) -> Encoded {
    let compressed = match compression {
        _ if !delivery.is_compressible => return Encoded { bytes, coding: None },
        Compression::None => return Encoded { bytes, coding: None },
        Compression::Gzip => gzip(&bytes),
        Compression::Brotli => brotli(&bytes),
    };
    match compressed {
        Ok(smaller) if smaller.len() < bytes.len() => {
            Encoded { bytes: smaller, coding: Some(name(compression)) }
        }
        _ => Encoded { bytes, coding: None },
    }
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        size_hint: bytes.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut out = Vec::with_capacity(bytes.len() / 3);
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::commands::publish::rules::Rules;

    fn encoded(compression: Compression, path: &str, text: &str) -> Encoded {
        encode(compression, &Rules::default().delivery(path), text.as_bytes().to_vec())
    }

    #[test]
    fn texts_get_smaller_and_can_be_read_again() {
        let text = "one and the same line\n".repeat(200);
        for compression in [Compression::Gzip, Compression::Brotli] {
            let found = encoded(compression, "a/index.html", &text);
            assert_eq!(found.coding, Some(name(compression)));
            assert!(found.bytes.len() < text.len() / 10, "{}", found.bytes.len());
            assert_eq!(found.bytes, encoded(compression, "a/index.html", &text).bytes);
            let mut read = String::new();
            match compression {
                Compression::Gzip => {
                    flate2::read::GzDecoder::new(&found.bytes[..]).read_to_string(&mut read).unwrap()
                }
                _ => brotli::Decompressor::new(&found.bytes[..], 4096).read_to_string(&mut read).unwrap(),
            };
            assert!(read == text);
        }
    }

    #[test]
    fn what_gains_nothing_stays_as_it_is() {
        let text = "one and the same line\n".repeat(200);
        for (compression, path, text) in [
            (Compression::None, "a.html", text.as_str()),
            (Compression::Brotli, "a.png", text.as_str()),
            (Compression::Gzip, "a.html", "x"),
            (Compression::Brotli, "a.html", ""),
        ] {
            let found = encoded(compression, path, text);
            assert_eq!((found.bytes.as_slice(), found.coding), (text.as_bytes(), None), "{path}");
        }
    }
}

//! Values as bytes, put after others that are there already.

use postcard::ser_flavors::Flavor;
use serde::Serialize;

/// `bytes` with `value` after them, in postcard's format.
///
/// # Errors
/// Where the value cannot be encoded.
pub fn append<T: Serialize + ?Sized>(bytes: Vec<u8>, value: &T) -> postcard::Result<Vec<u8>> {
    postcard::serialize_with_flavor(value, After(bytes))
}

/// Copies pieces as they come; postcard's own flavor for what can be extended copies byte by byte.
struct After(Vec<u8>);

impl Flavor for After {
    type Output = Vec<u8>;

    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(data);
        Ok(())
    }

    fn try_push(&mut self, data: u8) -> postcard::Result<()> {
        self.0.push(data);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_after_what_is_there() {
        let value = ("name", 300_u32, vec![true, false]);
        let bytes = append(b"before".to_vec(), &value).unwrap();
        assert_eq!(bytes[6..], postcard::to_allocvec(&value).unwrap());
        assert_eq!(bytes[..6], *b"before");
    }
}

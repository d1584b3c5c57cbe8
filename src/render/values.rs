//! A view as the values of a template: each field of the struct becomes a variable.
//!
//! `tera::Context::from_serialize` does the same by way of a map that it takes apart again; with some
//! forty variables on each of thousands of pages that is worth going around.

use serde::Serialize;
use serde::ser::{self, Impossible, SerializeStruct, Serializer};

use tera::{Context, Value};

/// The fields of `view`, a struct, as variables.
///
/// # Errors
/// Where a field cannot be a template value, or `view` is no struct.
pub fn of(view: &impl Serialize) -> Result<Context, tera::Error> {
    view.serialize(Variables).map_err(|Failed(message)| tera::Error::message(message))
}

struct Variables;

struct Fields(Context);

/// Why a view cannot be the values of a template.
#[derive(Debug)]
struct Failed(String);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

impl ser::Error for Failed {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Failed(message.to_string())
    }
}

impl SerializeStruct for Fields {
    type Ok = Context;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        let value = Value::try_from_serializable(value).map_err(|error| Failed(error.to_string()))?;
        self.0.insert_value(name, value);
        Ok(())
    }

    fn end(self) -> Result<Context, Failed> {
        Ok(self.0)
    }
}

/// What is no struct has no names for its parts.
fn no_struct<T>() -> Result<T, Failed> {
    Err(Failed("a view must be a struct".to_owned()))
}

macro_rules! no_structs {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)+) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$ok, Failed> {
            no_struct()
        }
    )+};
}

impl Serializer for Variables {
    type Ok = Context;
    type Error = Failed;
    type SerializeSeq = Impossible<Context, Failed>;
    type SerializeTuple = Impossible<Context, Failed>;
    type SerializeTupleStruct = Impossible<Context, Failed>;
    type SerializeTupleVariant = Impossible<Context, Failed>;
    type SerializeMap = Impossible<Context, Failed>;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<Context, Failed>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Failed> {
        Ok(Fields(Context::new()))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Context, Failed> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Context, Failed> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Context, Failed> {
        no_struct()
    }

    no_structs! {
        serialize_bool(bool) -> Context;
        serialize_i8(i8) -> Context;
        serialize_i16(i16) -> Context;
        serialize_i32(i32) -> Context;
        serialize_i64(i64) -> Context;
        serialize_u8(u8) -> Context;
        serialize_u16(u16) -> Context;
        serialize_u32(u32) -> Context;
        serialize_u64(u64) -> Context;
        serialize_f32(f32) -> Context;
        serialize_f64(f64) -> Context;
        serialize_char(char) -> Context;
        serialize_str(&str) -> Context;
        serialize_bytes(&[u8]) -> Context;
        serialize_none() -> Context;
        serialize_unit() -> Context;
        serialize_unit_struct(&'static str) -> Context;
        serialize_unit_variant(&'static str, u32, &'static str) -> Context;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Page<'a> {
        title: &'a str,
        count: u8,
        none: Option<u8>,
        parts: Vec<&'a str>,
    }

    #[test]
    fn every_field_is_a_variable() {
        let page = Page { title: "a", count: 2, none: None, parts: vec!["x", "y"] };
        assert_eq!(of(&page).unwrap(), Context::from_serialize(&page).unwrap());
        assert!(of(&"text").is_err());
        assert!(of(&vec![1]).is_err());
    }
}

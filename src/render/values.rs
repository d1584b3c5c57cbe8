//! A view as the values of a template: each field of the struct becomes a variable, if the templates of
//! the page name it. So does each field of what it holds, on every level.
//!
//! `tera::Context::from_serialize` does the same for all fields, by way of a map that it takes apart again.

use serde::Serialize;
use serde::ser::{
    self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use tera::{Context, Value};

use crate::theme::names::Names;

/// The fields of `view`, a struct, that are among `names`, as variables.
///
/// # Errors
/// Where a field cannot be a template value, or `view` is no struct.
pub fn of(view: &impl Serialize, names: &Names) -> Result<Context, tera::Error> {
    view.serialize(Variables(names)).map_err(|Failed(message)| tera::Error::message(message))
}

/// `view` as one value, with the fields that are among `names`; as none where it cannot be a template value.
#[must_use]
pub fn named(view: &impl Serialize, names: &Names) -> Value {
    Value::try_from_serializable(&Named { names, value: view }).unwrap_or_else(|_| Value::none())
}

struct Variables<'n>(&'n Names);

struct Fields<'n> {
    names: &'n Names,
    context: Context,
}

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

impl SerializeStruct for Fields<'_> {
    type Ok = Context;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        if self.names.has(name) {
            let value = Value::try_from_serializable(&Named { names: self.names, value });
            self.context.insert_value(name, value.map_err(|error| Failed(error.to_string()))?);
        }
        Ok(())
    }

    fn end(self) -> Result<Context, Failed> {
        Ok(self.context)
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

impl<'n> Serializer for Variables<'n> {
    type Ok = Context;
    type Error = Failed;
    type SerializeSeq = Impossible<Context, Failed>;
    type SerializeTuple = Impossible<Context, Failed>;
    type SerializeTupleStruct = Impossible<Context, Failed>;
    type SerializeTupleVariant = Impossible<Context, Failed>;
    type SerializeMap = Impossible<Context, Failed>;
    type SerializeStruct = Fields<'n>;
    type SerializeStructVariant = Impossible<Context, Failed>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'n>, Failed> {
        Ok(Fields { names: self.0, context: Context::new() })
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

/// A value without the fields that are not among `names`. Keys of maps are no names: they are data.
struct Named<'n, T: ?Sized> {
    names: &'n Names,
    value: &'n T,
}

impl<T: Serialize + ?Sized> Serialize for Named<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Only { names: self.names, to: serializer })
    }
}

/// What hands on to another serializer all but the fields that are not among `names`.
struct Only<'n, S> {
    names: &'n Names,
    to: S,
}

macro_rules! hand_on {
    ($($method:ident($($name:ident: $argument:ty),*);)+) => {$(
        fn $method(self, $($name: $argument),*) -> Result<S::Ok, S::Error> {
            self.to.$method($($name),*)
        }
    )+};
}

macro_rules! hand_on_parts {
    ($($method:ident($($name:ident: $argument:ty),*) -> $parts:ident;)+) => {$(
        fn $method(self, $($name: $argument),*) -> Result<Self::$parts, S::Error> {
            Ok(Only { names: self.names, to: self.to.$method($($name),*)? })
        }
    )+};
}

impl<'n, S: Serializer> Serializer for Only<'n, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Only<'n, S::SerializeSeq>;
    type SerializeTuple = Only<'n, S::SerializeTuple>;
    type SerializeTupleStruct = Only<'n, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Only<'n, S::SerializeTupleVariant>;
    type SerializeMap = Only<'n, S::SerializeMap>;
    type SerializeStruct = Only<'n, S::SerializeStruct>;
    type SerializeStructVariant = Only<'n, S::SerializeStructVariant>;

    fn is_human_readable(&self) -> bool {
        self.to.is_human_readable()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.to.serialize_some(&Named { names: self.names, value })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.to.serialize_newtype_struct(name, &Named { names: self.names, value })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.to.serialize_newtype_variant(name, index, variant, &Named { names: self.names, value })
    }

    hand_on! {
        serialize_bool(v: bool);
        serialize_i8(v: i8);
        serialize_i16(v: i16);
        serialize_i32(v: i32);
        serialize_i64(v: i64);
        serialize_i128(v: i128);
        serialize_u8(v: u8);
        serialize_u16(v: u16);
        serialize_u32(v: u32);
        serialize_u64(v: u64);
        serialize_u128(v: u128);
        serialize_f32(v: f32);
        serialize_f64(v: f64);
        serialize_char(v: char);
        serialize_str(v: &str);
        serialize_bytes(v: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    hand_on_parts! {
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize)
            -> SerializeStructVariant;
    }
}

macro_rules! elements {
    ($($parts:ident: $method:ident;)+) => {$(
        impl<S: $parts> $parts for Only<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.to.$method(&Named { names: self.names, value })
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.to.end()
            }
        }
    )+};
}

elements! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
}

macro_rules! fields {
    ($($parts:ident)+) => {$(
        impl<S: $parts> $parts for Only<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                if self.names.has(name) {
                    self.to.serialize_field(name, &Named { names: self.names, value })
                } else {
                    self.to.skip_field(name)
                }
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.to.end()
            }
        }
    )+};
}

fields! { SerializeStruct SerializeStructVariant }

impl<S: SerializeMap> SerializeMap for Only<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.to.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.to.serialize_value(&Named { names: self.names, value })
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    struct Page<'a> {
        title: &'a str,
        count: u8,
        none: Option<u8>,
        parts: Vec<Part<'a>>,
        data: BTreeMap<&'a str, (Part<'a>, bool)>,
        only: Option<Part<'a>>,
    }

    #[derive(Serialize, Clone, Copy)]
    struct Part<'a> {
        name: &'a str,
        size: f64,
    }

    const PART: Part<'static> = Part { name: "x", size: 1.5 };

    fn page() -> Page<'static> {
        let data = BTreeMap::from([("weight", (PART, true))]);
        Page { title: "a", count: 2, none: None, parts: vec![PART, PART], data, only: Some(PART) }
    }

    #[test]
    fn every_field_is_a_variable() {
        assert_eq!(of(&page(), Names::ANY).unwrap(), Context::from_serialize(&page()).unwrap());
        assert!(of(&"text", Names::ANY).is_err());
        assert!(of(&vec![1], Names::ANY).is_err());
    }

    #[test]
    fn a_field_without_its_name_is_left_out_and_data_is_not() {
        let names = Names::of(["title", "parts", "data", "only", "name"]);
        let part = BTreeMap::from([("name", "x")]);
        let mut expected = Context::new();
        expected.insert("title", "a");
        expected.insert("parts", &vec![&part, &part]);
        expected.insert("data", &BTreeMap::from([("weight", (&part, true))]));
        expected.insert("only", &part);
        assert_eq!(of(&page(), &names).unwrap(), expected);
    }
}

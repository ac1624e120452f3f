//! Who changes what client and server say to each other raises `PROTOCOL`: the shape of every message
//! stands in `tests/golden/wire.txt`, under the number it was sent with. The shape is what the types
//! themselves ask for when they are read, so no message can be forgotten.
//!
//! After raising the number: `AID_WIRE=write cargo test --test wire`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::any::type_name;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use aid::api::wire::{Greeting, PROTOCOL};
use aid::api::{Ask, FromServer};
use serde::de::value::Error;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, SeqAccess,
    VariantAccess, Visitor,
};

/// What the texts of the messages may have to be: just words, a moment, one by the clock of the
/// office, a day, the code of an item, a zone, a time of day.
const TEXTS: [&str; 7] = [
    "x",
    "2026-11-20T08:00:00Z",
    "2026-11-20T08:00:00",
    "2026-11-20",
    "GE7",
    "Europe/Berlin",
    "14:10:00",
];

/// Reads messages out of nothing, and notes what they ask for.
#[derive(Default)]
struct Shapes {
    /// The types by their full name: each part on a line, a struct in one, an enum in many.
    types: BTreeMap<&'static str, BTreeMap<u32, String>>,
    /// Of each enum, its variants and how often it was read.
    enums: BTreeMap<&'static str, (usize, usize)>,
    /// What is noted of the types that are being read, the innermost last.
    open: Vec<(&'static str, String)>,
    /// Which text does for what.
    texts: BTreeMap<(&'static str, String), usize>,
    last: (&'static str, String),
}

/// A type with those of its modules that tell it from others.
fn short(name: &str) -> String {
    let own = name.replace("aid::api::", "").replace("aid::domain::", "");
    let foreign =
        |part: &str| ["alloc::", "chrono::", "core::"].iter().any(|of| part.starts_with(of));
    let parts = own
        .split_inclusive(['<', '>', ',', ' ', '(', ')'])
        .map(|part| if foreign(part) { part.rsplit("::").next().unwrap() } else { part });
    parts.collect()
}

impl Shapes {
    /// Everything that can stand in a message.
    fn read<T: DeserializeOwned>(&mut self) {
        let mut tries = 0;
        loop {
            self.open = vec![("", String::new())];
            if let Err(error) = T::deserialize(&mut *self) {
                let text = self.texts.entry(self.last.clone()).or_default();
                *text += 1;
                assert!(*text < TEXTS.len(), "no text does for {:?}: {error}", self.last);
            } else if self.enums.values().all(|(variants, read)| read >= variants) {
                return;
            }
            tries += 1;
            assert!(tries < 100_000, "some part is never reached: {:?}", self.enums);
        }
    }

    fn note(&mut self, what: &str) {
        let (_, noted) = self.open.last_mut().unwrap();
        noted.push_str(if noted.is_empty() { "" } else { " " });
        noted.push_str(what);
    }

    /// Notes a type, and in a part of its own what it consists of.
    fn part<T>(
        &mut self,
        (name, part): (&'static str, u32),
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.open.push((name, String::new()));
        let value = read(self)?;
        let (_, noted) = self.open.pop().unwrap();
        self.types.entry(name).or_default().insert(part, noted);
        Ok(value)
    }

    fn text(&mut self) -> &'static str {
        self.last = self.open.last().unwrap().clone();
        TEXTS[self.texts.get(&self.last).copied().unwrap_or_default()]
    }
}

/// The elements of a list, or the fields of a type.
struct Elements<'a> {
    shapes: &'a mut Shapes,
    names: &'static [&'static str],
    left: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        if let Some(name) = self.names.len().checked_sub(self.left).map(|at| self.names[at]) {
            self.shapes.note(&format!("{name}:"));
        }
        self.left -= 1;
        seed.deserialize(&mut *self.shapes).map(Some)
    }
}

impl<'de> EnumAccess<'de> for &mut Shapes {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let (name, _) = *self.open.last().unwrap();
        let (variants, read) = self.enums[name];
        let at = u32::try_from((read - 1) % variants).unwrap();
        let variant: serde::de::value::U32Deserializer<Error> = at.into_deserializer();
        Ok((seed.deserialize(variant)?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Shapes {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, left: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Elements { shapes: self, names: &[], left })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(Elements { shapes: self, names, left: names.len() })
    }
}

/// Numbers and the like: noted by their name.
macro_rules! plain {
    ($($method:ident $visit:ident $value:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.note(stringify!($method).trim_start_matches("deserialize_"));
            visitor.$visit($value)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Shapes {
    type Error = Error;

    plain! {
        deserialize_bool visit_bool true;
        deserialize_i8 visit_i8 1;
        deserialize_i16 visit_i16 1;
        deserialize_i32 visit_i32 1;
        deserialize_i64 visit_i64 1;
        deserialize_i128 visit_i128 1;
        deserialize_u8 visit_u8 1;
        deserialize_u16 visit_u16 1;
        deserialize_u32 visit_u32 1;
        deserialize_u64 visit_u64 1;
        deserialize_u128 visit_u128 1;
        deserialize_f32 visit_f32 1.0;
        deserialize_f64 visit_f64 1.0;
        deserialize_char visit_char 'x';
        deserialize_bytes visit_bytes &[1];
        deserialize_byte_buf visit_bytes &[1];
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text();
        self.note(&short(type_name::<V::Value>()));
        visitor.visit_str(text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note("maybe");
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note("list of");
        visitor.visit_seq(Elements { shapes: self, names: &[], left: 1 })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, n: usize, visitor: V) -> Result<V::Value, Error> {
        self.note(&format!("{n} of ("));
        let value = visitor.visit_seq(Elements { shapes: self, names: &[], left: n })?;
        self.note(")");
        Ok(value)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(&short(type_name::<V::Value>()));
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(&short(type_name::<V::Value>()));
        self.part((type_name::<V::Value>(), 0), |inner| visitor.visit_newtype_struct(inner))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        left: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(&short(type_name::<V::Value>()));
        self.part((type_name::<V::Value>(), 0), |shapes| {
            visitor.visit_seq(Elements { shapes, names: &[], left })
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(&short(type_name::<V::Value>()));
        self.part((type_name::<V::Value>(), 0), |shapes| {
            visitor.visit_seq(Elements { shapes, names, left: names.len() })
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let name = type_name::<V::Value>();
        self.note(&short(name));
        let (_, read) = self.enums.entry(name).or_insert((variants.len(), 0));
        let at = *read % variants.len();
        *read += 1;
        self.part((name, u32::try_from(at).unwrap()), |shapes| {
            shapes.note(variants[at]);
            visitor.visit_enum(shapes)
        })
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    serde::forward_to_deserialize_any! { map identifier ignored_any }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        unimplemented!("no message is read like that: {:?}", self.open)
    }
}

/// All messages, a line for each struct and for each variant of an enum.
fn messages() -> String {
    let mut shapes = Shapes::default();
    shapes.read::<Ask>();
    shapes.read::<FromServer>();
    shapes.read::<Greeting>();
    let mut lines = vec![format!("protocol {PROTOCOL}\n")];
    for (name, parts) in &shapes.types {
        for (at, part) in parts {
            let at = if shapes.enums.contains_key(name) { format!(".{at}") } else { String::new() };
            lines.push(format!("{}{at} = {part}\n", short(name)));
        }
    }
    lines.concat()
}

#[test]
fn a_message_of_another_shape_has_another_protocol() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/wire.txt");
    let (then, now) = (fs::read_to_string(&file).unwrap_or_default(), messages());
    let sent = then.lines().next().and_then(|line| line.strip_prefix("protocol ")?.parse().ok());
    let write = std::env::var_os("AID_WIRE").is_some_and(|value| value == "write");
    if write && sent.is_none_or(|sent: u16| sent < PROTOCOL) {
        return fs::write(&file, now).unwrap();
    }
    let changed = |a: &str, b: &str| -> Vec<String> {
        a.lines().filter(|line| !b.lines().any(|other| other == *line)).map(str::to_owned).collect()
    };
    assert!(
        then == now,
        "What client and server say to each other changed.\nbefore: {:#?}\nnow: {:#?}\n\
         Raise PROTOCOL in src/api/wire.rs above the number in tests/golden/wire.txt (unless that is new \
         with your change: then remove the file), and call: AID_WIRE=write cargo test --test wire",
        changed(&then, &now),
        changed(&now, &then),
    );
}

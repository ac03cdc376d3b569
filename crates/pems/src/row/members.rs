//! A record's members as an answer lends them: read once, by place where the form knows them, and only what is kept
//! is copied.

use super::{Form, ObservedRow, no_record, row_of};
use pfa_domain::Field;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor, value},
};
use serde_json::{Map, Value as Json};
use std::{borrow::Cow, fmt};

/// Id, organization and version.
const IDENTITY: usize = 3;

/// A member's value.
pub(super) enum Member<'de> {
    Text(Cow<'de, str>),
    /// Anything but text.
    Other(Json),
}

/// The members of one record.
pub(super) struct Members<'de> {
    known: [Option<Member<'de>>; IDENTITY + Field::COUNT],
    unknown: Map<String, Json>,
}

impl Members<'_> {
    /// The member at a place of the form.
    pub(super) fn at(&self, place: usize) -> Option<&Member<'_>> {
        self.known.get(place)?.as_ref()
    }

    /// The member that holds a field.
    pub(super) fn of(&self, field: Field) -> Option<&Member<'_>> {
        self.at(IDENTITY + field as usize)
    }

    /// The same, where it is text.
    pub(super) fn text(&self, place: usize) -> Option<&str> {
        match self.at(place)? {
            Member::Text(text) => Some(text),
            Member::Other(_) => None,
        }
    }

    /// The members that the form does not know.
    pub(super) fn take_unknown(&mut self) -> Map<String, Json> {
        std::mem::take(&mut self.unknown)
    }

    /// All of them, for a person to look at.
    pub(super) fn into_json(self, form: Form) -> Json {
        let mut all = self.unknown;
        for (name, member) in form.names().zip(self.known) {
            if let Some(member) = member {
                all.insert(name.to_owned(), member.into());
            }
        }
        Json::Object(all)
    }
}

impl From<Member<'_>> for Json {
    fn from(member: Member<'_>) -> Self {
        match member {
            Member::Text(text) => text.into(),
            Member::Other(json) => json,
        }
    }
}

/// Reads a row; no value fails it, since one that is no record is put aside with the reason.
impl<'de> DeserializeSeed<'de> for Form {
    type Value = ObservedRow;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ObservedRow, D::Error> {
        let read = deserializer.deserialize_any(Reader(Some(self)))?;
        let reason = "the row is not an object";
        Ok(match read {
            Read::Row(members) => row_of(self, members),
            Read::Value(value) => no_record(None, None, None, reason, &value.into()),
        })
    }
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Reader(None))? {
            Read::Value(value) => Ok(value),
            Read::Row(_) => Err(Error::custom("no row was asked for")),
        }
    }
}

#[expect(clippy::large_enum_variant, reason = "nearly every row is an object")]
enum Read<'de> {
    Row(Members<'de>),
    Value(Member<'de>),
}

/// Reads any value; an object as the members of a record of the form, where there is one.
struct Reader(Option<Form>);

impl<'de> Visitor<'de> for Reader {
    type Value = Read<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Read<'de>, E> {
        Ok(Read::Value(Member::Text(text.into())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Read<'de>, E> {
        Ok(Read::Value(Member::Text(text.to_owned().into())))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Read<'de>, E> {
        Ok(other(flag.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Read<'de>, E> {
        Ok(other(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Read<'de>, E> {
        Ok(other(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Read<'de>, E> {
        Ok(other(number.into()))
    }

    fn visit_unit<E>(self) -> Result<Read<'de>, E> {
        Ok(other(Json::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Read<'de>, A::Error> {
        Json::deserialize(value::SeqAccessDeserializer::new(list)).map(other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read<'de>, A::Error> {
        let Some(form) = self.0 else {
            return Json::deserialize(value::MapAccessDeserializer::new(map)).map(other);
        };
        let mut members = Members { known: [const { None }; IDENTITY + Field::COUNT], unknown: Map::new() };
        while let Some(name) = map.next_key_seed(Name(form))? {
            match name {
                Ok(place) => members.known[place] = Some(map.next_value()?),
                Err(unknown) => drop(members.unknown.insert(unknown, map.next_value()?)),
            }
        }
        Ok(Read::Row(members))
    }
}

/// Reads a member's name: its place in the form, or the name where the form does not know it.
struct Name(Form);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.place(name).ok_or_else(|| name.to_owned()))
    }
}

fn other<'de>(json: Json) -> Read<'de> {
    Read::Value(Member::Other(json))
}

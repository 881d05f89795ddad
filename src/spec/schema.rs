//! What types of a document have in common: they can be read, and they can be described.

use super::error::SpecError;
use super::node::Member;
use super::node::Node;
use super::node::Value;
use crate::build::Origin;
use crate::source::suggest;

/// A type of a document.
pub(super) trait Schema: Sized {
    /// What may stand there.
    fn shape() -> Shape;

    /// Reads it.
    fn decode(node: &Node) -> Result<Self, SpecError>;

    /// What it is where nothing is said; `None` if something must be said.
    fn missing() -> Option<Self> {
        None
    }
}

/// What may stand at a place.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Text,
    Bool,
    Int,
    Null,
    /// One of these words.
    Words(&'static [&'static str]),
    /// This number.
    Number(i64),
    List(Box<Shape>),
    Map(Box<Shape>),
    AnyOf(Vec<Shape>),
    /// It may be missing.
    Optional(Box<Shape>),
    /// Described elsewhere.
    Named(fn() -> Definition),
}

/// A type with a name.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) body: Body,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Record(Vec<Field>),
    /// One of several; each record is known by its first field.
    Union(Vec<Shape>),
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) shape: Shape,
}

impl Schema for String {
    fn shape() -> Shape {
        Shape::Text
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Text(text) => Ok(text.clone()),
            _ => Err(unexpected(node, "a string")),
        }
    }
}

impl Schema for bool {
    fn shape() -> Shape {
        Shape::Bool
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match node.value {
            Value::Bool(value) => Ok(value),
            _ => Err(unexpected(node, "true or false")),
        }
    }
}

impl Schema for i64 {
    fn shape() -> Shape {
        Shape::Int
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Number(text) => text.parse().map_err(|_| unexpected(node, "a whole number")),
            _ => Err(unexpected(node, "a whole number")),
        }
    }
}

impl<T: Schema> Schema for Option<T> {
    fn shape() -> Shape {
        Shape::Optional(Box::new(T::shape()))
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        T::decode(node).map(Some)
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Schema> Schema for Box<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        T::decode(node).map(Box::new)
    }
}

impl<T: Schema> Schema for Vec<T> {
    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::List(elements) => elements.iter().map(T::decode).collect(),
            _ => Err(unexpected(node, "a list")),
        }
    }
}

/// Values by name, in the order in which they are written.
#[derive(Clone, Debug)]
pub struct Map<T>(pub Vec<Entry<T>>);

/// A named value.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// The name.
    pub name: String,
    /// Where the name is written.
    pub origin: Origin,
    /// The value.
    pub value: T,
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Schema> Schema for Map<T> {
    fn shape() -> Shape {
        Shape::Map(Box::new(T::shape()))
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        let Value::Record(members) = &node.value else {
            return Err(unexpected(node, "an object"));
        };
        let entry = |member: &Member| {
            let (name, origin) = (member.name.clone(), member.origin.clone());
            T::decode(&member.value).map(|value| Entry { name, origin, value })
        };
        members.iter().map(entry).collect::<Result<_, _>>().map(Self)
    }
}

/// A value or nothing, where nothing takes something away.
impl Schema for Nullable {
    fn shape() -> Shape {
        Shape::AnyOf(vec![Shape::Text, Shape::Null])
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Null => Ok(Self(None)),
            Value::Text(text) => Ok(Self(Some(text.clone()))),
            _ => Err(unexpected(node, "a string or null")),
        }
    }
}

/// A text, or nothing, which takes away what there is.
#[derive(Clone, Debug)]
pub struct Nullable(pub Option<String>);

/// An error for a value of the wrong kind.
pub(super) fn unexpected(node: &Node, wanted: &str) -> SpecError {
    let shown = match &node.value {
        Value::Number(text) => text.clone(),
        Value::Text(text) if text.len() < 40 => format!("{text:?}"),
        Value::Bool(value) => value.to_string(),
        value => value.kind().to_owned(),
    };
    SpecError::new(&node.origin, format!("{shown} is not {wanted}"))
}

/// The fields of a record, as they are taken one by one.
pub(super) struct Fields<'n> {
    origin: &'n Origin,
    members: &'n [Member],
}

impl<'n> Fields<'n> {
    /// The fields of a record; none may have another name than these.
    pub(super) fn of(node: &'n Node, names: &[&str]) -> Result<Self, SpecError> {
        let Value::Record(members) = &node.value else {
            return Err(unexpected(node, "an object"));
        };
        for member in members {
            if !names.contains(&member.name.as_str()) {
                return Err(unknown(node, member, names));
            }
        }
        Ok(Self { origin: &node.origin, members })
    }

    /// Reads a field.
    pub(super) fn take<T: Schema>(&self, name: &str) -> Result<T, SpecError> {
        match self.members.iter().find(|member| member.name == name) {
            Some(member) => T::decode(&member.value),
            None => T::missing().ok_or_else(|| {
                SpecError::new(self.origin, format!("the field {name:?} is missing"))
            }),
        }
    }
}

/// An error for a field that there is not.
pub(super) fn unknown(node: &Node, member: &Member, names: &[&str]) -> SpecError {
    let hint = match suggest::search(&member.name, names, false) {
        Some(nearest) => format!(" (did you mean {nearest:?}?)"),
        None => format!(": there are {}", names.join(", ")),
    };
    let origin = member.origin.renamed(node.origin.path());
    SpecError::new(&origin, format!("there is no field {:?}{hint}", member.name))
}

/// The place in `keys` of the one field of a record that says which of several it is.
pub(super) fn choose(node: &Node, keys: &[&str], what: &str) -> Result<usize, SpecError> {
    let Value::Record(members) = &node.value else {
        return Err(unexpected(
            node,
            &format!("{what}: an object with one of {}", keys.join(", ")),
        ));
    };
    let place = |member: &Member| keys.iter().position(|key| *key == member.name);
    let mut found = members.iter().filter_map(|member| Some((place(member)?, member)));
    match (found.next(), found.next()) {
        (Some((place, _)), None) => Ok(place),
        (Some((_, first)), Some((_, second))) => {
            let origin = second.origin.renamed(node.origin.path());
            let (first, second) = (&first.name, &second.name);
            Err(SpecError::new(&origin, format!("{first:?} and {second:?} exclude each other")))
        }
        (None, _) => {
            let near = |member: &&Member| suggest::search(&member.name, keys, false).is_some();
            if let Some(member) = members.iter().find(near) {
                return Err(unknown(node, member, keys));
            }
            let message = format!("{what} needs one of the fields {}", keys.join(", "));
            Err(SpecError::new(&node.origin, message))
        }
    }
}

/// Declares a record: a struct, how it is read, and how it is described.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $name:ident {
            $($(#[doc = $field_doc:literal])* $key:literal $field:ident: $type:ty,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            /// Where it is written.
            pub origin: $crate::build::Origin,
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl $name {
            pub(in crate::spec) fn definition() -> $crate::spec::schema::Definition {
                $crate::spec::schema::Definition {
                    name: stringify!($name),
                    doc: concat!($($doc, "\n"),*),
                    body: $crate::spec::schema::Body::Record(vec![$(
                        $crate::spec::schema::Field {
                            name: $key,
                            doc: concat!($($field_doc, "\n"),*),
                            shape: <$type as $crate::spec::schema::Schema>::shape(),
                        },
                    )*]),
                }
            }
        }

        impl $crate::spec::schema::Schema for $name {
            fn shape() -> $crate::spec::schema::Shape {
                $crate::spec::schema::Shape::Named(Self::definition)
            }

            fn decode(
                node: &$crate::spec::node::Node,
            ) -> Result<Self, $crate::spec::error::SpecError> {
                let fields = $crate::spec::schema::Fields::of(node, &[$($key),*])?;
                Ok(Self { origin: node.origin.clone(), $($field: fields.take($key)?,)* })
            }
        }
    };
}

/// Declares one of several records, each known by a field that no other has.
macro_rules! union {
    (
        $(#[doc = $doc:literal])*
        $name:ident $what:literal $(or $word:literal $unit:ident)? {
            $($(#[doc = $variant_doc:literal])* $key:literal $variant:ident: $type:ty,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub enum $name {
            $(
                /// The word that stands for itself.
                $unit($crate::build::Origin),
            )?
            $($(#[doc = $variant_doc])* $variant($type),)*
        }

        impl $name {
            fn definition() -> $crate::spec::schema::Definition {
                $crate::spec::schema::Definition {
                    name: stringify!($name),
                    doc: concat!($($doc, "\n"),*),
                    body: $crate::spec::schema::Body::Union(vec![
                        $($crate::spec::schema::Shape::Words(&[$word]),)?
                        $(<$type as $crate::spec::schema::Schema>::shape(),)*
                    ]),
                }
            }
        }

        impl $crate::spec::schema::Schema for $name {
            fn shape() -> $crate::spec::schema::Shape {
                $crate::spec::schema::Shape::Named(Self::definition)
            }

            fn decode(
                node: &$crate::spec::node::Node,
            ) -> Result<Self, $crate::spec::error::SpecError> {
                $(
                    if let $crate::spec::node::Value::Text(text) = &node.value
                        && text == $word
                    {
                        return Ok(Self::$unit(node.origin.clone()));
                    }
                )?
                let keys: &[&str] = &[$($key),*];
                match keys[$crate::spec::schema::choose(node, keys, $what)?] {
                    $($key => <$type as $crate::spec::schema::Schema>::decode(node)
                        .map(Self::$variant),)*
                    _ => Err($crate::spec::schema::unexpected(node, $what)),
                }
            }
        }
    };
}

pub(super) use record;
pub(super) use union;

//! Values that are no records: words, numbers, one or several texts.

use crate::image::Platform;
use crate::spec::error::SpecError;
use crate::spec::node::Node;
use crate::spec::node::Value;
use crate::spec::schema::Schema;
use crate::spec::schema::Shape;
use crate::spec::schema::record;
use crate::spec::schema::unexpected;

/// Declares one of several words.
macro_rules! words {
    ($(#[doc = $doc:literal])* $name:ident { $($word:literal $variant:ident,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)*
        }

        impl Schema for $name {
            fn shape() -> Shape {
                Shape::Words(&[$($word),*])
            }

            fn decode(node: &Node) -> Result<Self, SpecError> {
                match &node.value {
                    Value::Text(text) => match text.as_str() {
                        $($word => Ok(Self::$variant),)*
                        _ => Err(unexpected(node, concat!("one of" $(, " ", $word)*))),
                    },
                    _ => Err(unexpected(node, concat!("one of" $(, " ", $word)*))),
                }
            }
        }
    };
}

words! {
    /// When an image is looked up in the registry.
    Resolve { "default" Default, "pull" Pull, "local" Local, }
}

words! {
    /// What network a process sees.
    Network { "default" Default, "none" None, "host" Host, }
}

words! {
    /// Who may use a cache at the same time.
    Sharing { "shared" Shared, "private" Private, "locked" Locked, }
}

/// The version of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Version;

impl Schema for Version {
    fn shape() -> Shape {
        Shape::Number(1)
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Number(text) if text == "1" => Ok(Self),
            _ => Err(unexpected(node, "a version of the spec: 1 is the only one")),
        }
    }
}

/// A line for the shell, or a program and its arguments.
#[derive(Clone, Debug)]
pub enum Command {
    /// A line.
    Line(String),
    /// Words.
    Words(Vec<String>),
}

impl Schema for Command {
    fn shape() -> Shape {
        Shape::AnyOf(vec![Shape::Text, Vec::<String>::shape()])
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Text(line) => Ok(Self::Line(line.clone())),
            Value::List(_) => Vec::decode(node).map(Self::Words),
            _ => Err(unexpected(node, "a line for the shell or a list of words")),
        }
    }
}

/// One text or several.
#[derive(Clone, Debug)]
pub struct Texts(pub Vec<String>);

impl Schema for Texts {
    fn shape() -> Shape {
        Shape::AnyOf(vec![Shape::Text, Vec::<String>::shape()])
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Text(text) => Ok(Self(vec![text.clone()])),
            Value::List(_) => Vec::decode(node).map(Self),
            _ => Err(unexpected(node, "a string or a list of strings")),
        }
    }
}

/// Permission bits: a number, or as `chmod` takes them.
#[derive(Clone, Debug)]
pub enum Mode {
    /// A number; in CUE, `0o644`.
    Bits(u32),
    /// `0644`, `u+x`
    Text(String),
}

impl Schema for Mode {
    fn shape() -> Shape {
        Shape::AnyOf(vec![Shape::Int, Shape::Text])
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Text(text) => Ok(Self::Text(text.clone())),
            Value::Number(text) => match text.parse() {
                Ok(bits) if bits <= 0o7777 => Ok(Self::Bits(bits)),
                _ => Err(unexpected(node, "permission bits, which are at most 0o7777 (4095)")),
            },
            _ => Err(unexpected(node, "permission bits: a number, or a string such as \"0644\"")),
        }
    }
}

/// A platform that is built for: `linux/arm64`, or `local`, that of the builder.
#[derive(Clone, Debug)]
pub struct PlatformName(pub String);

impl Schema for PlatformName {
    fn shape() -> Shape {
        Shape::Text
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        let name = String::decode(node)?;
        match Platform::parse(&name) {
            Err(why) if name != "local" => Err(SpecError::new(&node.origin, why.to_string())),
            _ => Ok(Self(name)),
        }
    }
}

/// How much memory: any, or a number of bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory(pub i64);

impl Schema for Memory {
    fn shape() -> Shape {
        Shape::AnyOf(vec![Shape::Bool, Shape::Int])
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Bool(true) => Ok(Self(0)),
            Value::Number(text) => {
                text.parse().map(Self).map_err(|_| unexpected(node, "a number of bytes"))
            }
            _ => Err(unexpected(node, "true or a number of bytes")),
        }
    }
}

record! {
    /// A secret in a variable.
    Secret {
        /// What the client calls it.
        "secret" secret: String,
        /// Whether the build goes on without it.
        "optional" optional: Option<bool>,
    }
}

/// The value of a variable: a text, or a secret.
#[derive(Clone, Debug)]
pub enum EnvValue {
    /// A text.
    Text(String),
    /// A secret.
    Secret(Secret),
}

impl Schema for EnvValue {
    fn shape() -> Shape {
        Shape::AnyOf(vec![Shape::Text, Secret::shape()])
    }

    fn decode(node: &Node) -> Result<Self, SpecError> {
        match &node.value {
            Value::Text(text) => Ok(Self::Text(text.clone())),
            Value::Record(_) => Secret::decode(node).map(Self::Secret),
            _ => Err(unexpected(node, "a string or {\"secret\": ID}")),
        }
    }
}

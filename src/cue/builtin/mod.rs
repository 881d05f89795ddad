//! The packages that come with the language.
//!
//! A package is a table of members; a function takes and gives concrete values and knows nothing of
//! evaluation. What needs an evaluator (schemas, unresolved values) is marked [`Member::Evaluated`]
//! and done there.

mod args;
mod crypto;
mod encoding;
mod html;
mod list;
mod math;
mod net;
mod path;
mod regexp;
mod strconv;
mod strings;
mod structs;
mod text;
mod time;
mod uuid;

use crate::cue::number::NumberError;
use crate::cue::value::Kind;
use crate::cue::value::Value;

/// A package, by its import path.
pub struct Package {
    /// The import path, such as `encoding/json`.
    pub path: &'static str,
    /// Its members, by name.
    pub members: &'static [(&'static str, Member)],
}

/// What a package has under a name.
pub enum Member {
    /// A function of concrete values.
    Function(Function),
    /// A function that the evaluator itself does; the arguments are checked by the same rules.
    Evaluated(Signature),
    /// A constant.
    Constant(fn() -> Value),
    /// CUE source of a value, such as a definition; may name other members of the package.
    Source(&'static str),
}

impl Member {
    /// A function of concrete values.
    const fn function(params: &'static [Param], result: Kind, call: Call) -> Self {
        Self::Function(Function { signature: Signature { params, result }, call })
    }
}

/// Does what a function does.
type Call = fn(&[Value]) -> Result<Value, CallError>;

/// A function of concrete values.
pub struct Function {
    /// What it takes and gives.
    pub signature: Signature,
    /// Does it. The arguments are of the kinds that the signature says.
    pub call: Call,
}

/// What a function takes and gives.
pub struct Signature {
    /// The parameters. One argument less is allowed if the last has a default; one less also makes
    /// a validator of a function that gives a bool.
    pub params: &'static [Param],
    /// The kinds of the result.
    pub result: Kind,
}

/// A parameter.
#[derive(Clone, Copy)]
pub struct Param {
    /// The kinds it takes.
    pub kind: Kind,
    /// How much of the argument must be known.
    pub depth: Depth,
    /// CUE source of a constraint, such as `*"unix" | "windows"`. One that starts with a default is
    /// used when the argument is left out.
    pub constraint: Option<&'static str>,
}

/// How much of an argument must be known before the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// All of it, to the last leaf.
    Whole,
    /// The list itself; elements that are not concrete are passed as [`Value::Opaque`], and so are
    /// their elements if they are lists of such.
    Elements,
    /// As [`Depth::Elements`], but of elements and theirs the defaults are taken.
    Defaults,
    /// All elements of a list, which are scalars of these kinds; defaults are taken.
    Each(Kind),
    /// Nothing: an argument of a function that an evaluator does, taken as it stands.
    Schema,
}

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    /// More might be known later: the error is incomplete, not final.
    pub incomplete: bool,
    /// What is wrong, as in `error in call to p.F: message`.
    pub message: String,
}

impl CallError {
    /// A final error.
    pub fn new(message: impl Into<String>) -> Self {
        Self { incomplete: false, message: message.into() }
    }
}

impl From<NumberError> for CallError {
    fn from(error: NumberError) -> Self {
        Self::new(error.to_string())
    }
}

impl Param {
    /// A parameter that must be known whole.
    pub const fn whole(kind: Kind) -> Self {
        Self { kind, depth: Depth::Whole, constraint: None }
    }

    /// Something that is taken as it stands.
    const fn schema(kind: Kind) -> Self {
        Self { kind, depth: Depth::Schema, constraint: None }
    }

    /// A list of scalars of some kinds.
    const fn list_of(kind: Kind) -> Self {
        Self { kind: Kind::LIST, depth: Depth::Each(kind), constraint: None }
    }

    /// A list whose elements may be anything.
    pub const fn elements() -> Self {
        Self { kind: Kind::LIST, depth: Depth::Elements, constraint: None }
    }
}

#[cfg(test)]
mod testing;

/// All packages, by path.
static PACKAGES: &[&Package] = &[
    &crypto::ED25519,
    &crypto::HMAC,
    &crypto::MD5,
    &crypto::SHA1,
    &crypto::SHA256,
    &crypto::SHA512,
    &encoding::BASE64,
    &encoding::CSV,
    &encoding::HEX,
    &encoding::JSON,
    &encoding::OPENAPI,
    &encoding::TOML,
    &encoding::YAML,
    &html::HTML,
    &list::LIST,
    &math::MATH,
    &math::bits::BITS,
    &net::NET,
    &path::PATH,
    &strconv::STRCONV,
    &regexp::REGEXP,
    &strings::STRINGS,
    &structs::STRUCT,
    &text::TABWRITER,
    &text::TEMPLATE,
    &time::TIME,
    &uuid::UUID,
];

/// Packages for `cue cmd` alone: files may import them, and nothing is in them.
const OF_COMMANDS: &[&str] =
    &["tool", "tool/cli", "tool/exec", "tool/file", "tool/http", "tool/os"];

/// Whether a package may be imported.
pub fn is_known(path: &str) -> bool {
    OF_COMMANDS.contains(&path) || package(path).is_some()
}

/// Finds a package by its import path.
pub fn package(path: &str) -> Option<&'static Package> {
    PACKAGES.iter().copied().find(|package| package.path == path)
}

/// The paths of all packages.
pub fn paths() -> impl Iterator<Item = &'static str> {
    PACKAGES.iter().map(|package| package.path)
}

/// The path of a package by the name under which it is imported.
pub fn path_of(name: &str) -> Option<&'static str> {
    paths().find(|path| path.rsplit('/').next() == Some(name))
}

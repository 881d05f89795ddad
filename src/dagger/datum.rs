//! What is in a field of a task.

use std::sync::Arc;

use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::cue::eval::Session;
use crate::cue::eval::View;
use crate::cue::value::Kind;
use crate::cue::value::Value;
use crate::order;

/// Values are not nested deeper.
const DEEPEST: u32 = 64;

/// What a handle is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handle {
    /// A tree of files.
    Tree,
    /// A secret.
    Secret,
    /// A socket.
    Socket,
}

/// What is in a field.
#[derive(Clone, Debug)]
pub enum Datum {
    /// A handle; none is the tree without files.
    Handle(Handle, Option<Arc<str>>),
    /// A handle that nothing has given yet.
    Unset(Handle),
    /// Null, a boolean, a number, a text or bytes.
    Scalar(Value),
    /// A list.
    List(Vec<Self>),
    /// Fields by name, without hidden ones.
    Struct(Vec<(Arc<str>, Self)>),
    /// Something that is not known yet, of these kinds.
    Open(Kind),
    /// A mistake.
    Broken,
}

impl Handle {
    /// All that there are.
    pub(super) const ALL: [Self; 3] = [Self::Tree, Self::Secret, Self::Socket];

    /// What the packages call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tree => "fs",
            Self::Secret => "secret",
            Self::Socket => "socket",
        }
    }
}

/// A field that is there, by its name without quotes, hidden ones of any package among them.
pub(super) fn field(session: &mut Session, node: NodeId, name: &str) -> Option<NodeId> {
    let node = taken(session, node);
    session.field_named(node, name)
}

/// A node, or its default if it has one.
pub(super) fn taken(session: &mut Session, mut node: NodeId) -> NodeId {
    while let View::Default(default) = session.view(node) {
        node = default;
    }
    node
}

/// Which kind of handle a value is, and its identity.
fn handle(session: &mut Session, node: NodeId) -> Option<Datum> {
    let inner = field(session, node, "$dagger")?;
    for kind in Handle::ALL {
        let Some(found) = field(session, inner, kind.name()) else { continue };
        let Some(id) = field(session, found, "_id") else { return Some(Datum::Unset(kind)) };
        return Some(match session.view(id) {
            View::Null => Datum::Handle(kind, None),
            View::String(text) => Datum::Handle(kind, Some(text)),
            View::Bottom(code) if !code.is_incomplete() => Datum::Broken,
            _ => Datum::Unset(kind),
        });
    }
    None
}

/// Reads a value.
pub(super) fn read(session: &mut Session, node: NodeId) -> Datum {
    read_at(session, node, 0)
}

fn read_at(session: &mut Session, node: NodeId, depth: u32) -> Datum {
    if depth > DEEPEST {
        return Datum::Broken;
    }
    match session.view(node) {
        View::Bottom(code) if code.is_incomplete() => unknown(session, node),
        View::Bottom(_) => Datum::Broken,
        View::Null => Datum::Scalar(Value::Null),
        View::Bool(value) => Datum::Scalar(Value::Bool(value)),
        View::Number(number) => Datum::Scalar(Value::Number(number)),
        View::String(text) => Datum::Scalar(Value::String(text)),
        View::Bytes(bytes) => Datum::Scalar(Value::Bytes(bytes)),
        View::Default(default) => read_at(session, default, depth + 1),
        View::Kind(kind) => Datum::Open(kind),
        View::List { .. } => {
            let fields = session.fields(node);
            let elements = fields.into_iter().filter(|field| field.label.is_int());
            Datum::List(elements.map(|field| read_at(session, field.node, depth + 1)).collect())
        }
        View::Struct => {
            if let Some(handle) = handle(session, node) {
                return handle;
            }
            Datum::Struct(read_fields(session, node, depth))
        }
    }
}

/// What is not known: a handle that nothing has given if it is said to be one, even if what gives it
/// is not there.
fn unknown(session: &mut Session, node: NodeId) -> Datum {
    for named in session.references(node) {
        if let Some(Datum::Handle(kind, _) | Datum::Unset(kind)) = handle(session, named) {
            return Datum::Unset(kind);
        }
    }
    Datum::Open(Kind::TOP)
}

fn read_fields(session: &mut Session, node: NodeId, depth: u32) -> Vec<(Arc<str>, Datum)> {
    let mut found = Vec::new();
    for field in session.fields(node) {
        if field.presence == Presence::Regular && field.label.is_string() {
            let name = session.label_name(field.label);
            found.push((name, read_at(session, field.node, depth + 1)));
        }
    }
    found
}

impl Datum {
    /// A field of a struct.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Struct(fields) => {
                fields.iter().find(|(field, _)| &**field == name).map(|(_, datum)| datum)
            }
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether it is `true`.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Scalar(Value::Bool(true)))
    }

    /// The integer, if it is one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Scalar(Value::Number(number)) => number.to_i64(),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }

    /// The texts of a list.
    pub fn texts(&self) -> Vec<String> {
        self.elements().iter().filter_map(Self::text).map(str::to_owned).collect()
    }

    /// The fields, if it is a struct.
    pub fn fields(&self) -> &[(Arc<str>, Self)] {
        match self {
            Self::Struct(fields) => fields,
            _ => &[],
        }
    }

    /// Whether nothing in it is open.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Unset(_) | Self::Open(_) | Self::Broken => false,
            Self::List(elements) => elements.iter().all(Self::is_known),
            Self::Struct(fields) => fields.iter().all(|(_, field)| field.is_known()),
            Self::Handle(..) | Self::Scalar(_) => true,
        }
    }

    /// As data, with handles and what is unknown as texts.
    pub fn shown(&self) -> Value {
        let text = |text: String| Value::String(text.into());
        match self {
            Self::Handle(Handle::Tree, None) => text("scratch".to_owned()),
            Self::Handle(kind, id) => {
                text(format!("{}:{}", kind.name(), id.as_deref().unwrap_or("UNSET")))
            }
            Self::Unset(kind) => text(format!("{}:UNSET", kind.name())),
            Self::Scalar(value) => value.clone(),
            Self::List(elements) => Value::List(elements.iter().map(Self::shown).collect()),
            Self::Struct(fields) => {
                let mut fields: Vec<_> =
                    fields.iter().map(|(name, datum)| (Arc::clone(name), datum.shown())).collect();
                order::sort_by(&mut fields, |(one, _), (other, _)| one.cmp(other));
                Value::Struct(fields)
            }
            Self::Open(kind) => text(format!("?{}", kind.to_string().trim_matches(['(', ')']))),
            Self::Broken => text("?_|_".to_owned()),
        }
    }
}

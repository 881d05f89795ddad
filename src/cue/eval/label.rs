//! Names of fields, interned.

use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexSet;

/// An interned text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sym(u32);

/// All texts of a session, each once.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    texts: IndexSet<Arc<str>, RandomState>,
}

impl Symbols {
    /// The number of a text.
    pub(super) fn intern(&mut self, text: &str) -> Sym {
        self.find(text).unwrap_or_else(|| self.add(text.into()))
    }

    /// The same for a text that can be kept as it is.
    pub(super) fn intern_shared(&mut self, text: &Arc<str>) -> Sym {
        self.find(text).unwrap_or_else(|| self.add(Arc::clone(text)))
    }

    fn add(&mut self, text: Arc<str>) -> Sym {
        let (index, _new) = self.texts.insert_full(text);
        Sym(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The number of a text, if it has one.
    pub(super) fn find(&self, text: &str) -> Option<Sym> {
        let index = self.texts.get_index_of(text)?;
        u32::try_from(index).ok().map(Sym)
    }

    /// The text of a number.
    pub(super) fn text(&self, sym: Sym) -> Arc<str> {
        self.texts.get_index(sym.0 as usize).cloned().unwrap_or_default()
    }
}

/// The name of a field, or the place of an element.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Label {
    /// An element of a list.
    Int(u32),
    /// A regular field.
    String(Sym),
    /// `#Name`
    Definition(Sym),
    /// `_name` of a package.
    Hidden(Sym, Sym),
    /// `_#Name` of a package.
    HiddenDefinition(Sym, Sym),
    /// `let name`, each with a number of its own.
    Let(Sym, u32),
}

impl Label {
    /// A field that is exported: a regular one or an element.
    pub const fn is_regular(self) -> bool {
        matches!(self, Self::Int(_) | Self::String(_))
    }

    /// A regular field of a struct.
    pub const fn is_string(self) -> bool {
        matches!(self, Self::String(_))
    }

    /// An element of a list.
    pub const fn is_int(self) -> bool {
        matches!(self, Self::Int(_))
    }

    /// A definition, hidden or not.
    pub const fn is_definition(self) -> bool {
        matches!(self, Self::Definition(_) | Self::HiddenDefinition(..))
    }

    /// A hidden field or definition.
    pub const fn is_hidden(self) -> bool {
        matches!(self, Self::Hidden(..) | Self::HiddenDefinition(..))
    }

    /// A `let`.
    pub const fn is_let(self) -> bool {
        matches!(self, Self::Let(..))
    }

    /// The name without what marks it; an element has none.
    pub(super) const fn name(self) -> Option<Sym> {
        match self {
            Self::Int(_) => None,
            Self::String(name)
            | Self::Definition(name)
            | Self::Hidden(name, _)
            | Self::HiddenDefinition(name, _)
            | Self::Let(name, _) => Some(name),
        }
    }

    /// Whether a closed struct may have it in any case.
    pub(super) const fn is_always_allowed(self) -> bool {
        !self.is_regular()
    }
}

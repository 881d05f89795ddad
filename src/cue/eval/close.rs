//! Closedness: finding misspelt fields.
//!
//! Each unification with a definition (or with what `close` gives) opens a *group* with a number of
//! its own; conjuncts carry the number of the group they belong to, and so do the conjuncts of the
//! fields they add. When a node is done, each of its fields must be *held* by every group that
//! closes: some conjunct of the field belongs to that group, or to one inside it. Whatever a struct
//! embeds is a group inside that of the struct, so it adds to what is allowed and restricts nothing.
//!
//! `...`, a bare `_` and validators that take schemas end the check below them.

use std::ops::BitOr;
use std::rc::Rc;

use thin_vec::ThinVec;
use tinyvec::TinyVec;

use crate::cue::syntax::Span;
use crate::cue::value::Kind;

use super::Session;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::CloseInfo;
use super::node::NodeId;
use super::reach::Replacements;

/// What the conjuncts of a group say of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Holds(pub(super) u8);

impl Holds {
    pub(super) const ELLIPSIS: Self = Self(1);
    pub(super) const TOP: Self = Self(2);
    pub(super) const STRUCT: Self = Self(4);
    /// A validator that decides itself what is allowed; it is a kind of top.
    pub(super) const OPEN_VALIDATOR: Self = Self(8 | 2);

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Holds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a group is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum GroupKind {
    Embedding,
    Reference,
    Struct,
}

/// A group that was opened at a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// What was referred to.
    pub(super) target: Option<NodeId>,
    pub(super) id: u32,
    pub(super) parent: u32,
    pub(super) embed: u32,
    pub(super) ignore: bool,
    pub(super) kind: GroupKind,
    pub(super) recursive: bool,
    pub(super) operand_opened: bool,
}

/// That a group says something of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    pub(super) id: u32,
    pub(super) embed: u32,
    pub(super) holds: Holds,
}

/// A group that closes a node, and so its fields.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a group")]
pub(super) struct Required {
    pub(super) id: u32,
    pub(super) parent: u32,
    pub(super) embed: u32,
    pub(super) kind: GroupKind,
    /// It closes only this one level.
    pub(super) once: bool,
    pub(super) ignored: bool,
    pub(super) removed: bool,
    pub(super) operand_opened: bool,
}

/// What is held by one group is held by another one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Replacement {
    /// The group that holds.
    pub(super) to: u32,
    /// The group that then holds, too.
    pub(super) from: u32,
}

/// What a node knows of groups.
#[derive(Clone, Debug, Default)]
pub(super) struct CloseWork {
    pub(super) groups: ThinVec<Group>,
    pub(super) replacements: ThinVec<Replacement>,
    /// A few in the node itself.
    pub(super) held: TinyVec<[Held; 2]>,
    pub(super) required: Option<Rc<Vec<Required>>>,
    /// The replacements of this node and all above it.
    pub(super) all: Option<Rc<Replacements>>,
}

impl CloseWork {
    /// Forgets what was computed: more may be said of a copy.
    pub(super) fn forget(&mut self) {
        self.required = None;
        self.all = None;
    }
}

impl Session {
    fn next_group(&mut self, at: Span) -> u32 {
        if self.containments.is_empty() {
            self.containments.push(0);
            self.group_places.push(Span::default());
        }
        self.containments.push(0);
        self.group_places.push(at);
        u32::try_from(self.containments.len() - 1).unwrap_or(u32::MAX)
    }

    /// Where a group and those around it were opened.
    pub(super) fn places_of_group(&self, group: u32) -> impl Iterator<Item = Span> {
        let around = |group: &u32| Some(self.containments[*group as usize]).filter(|id| *id != 0);
        let groups = std::iter::successors(Some(group).filter(|id| *id != 0), around);
        groups.map(|group| self.group_places[group as usize])
    }

    /// Makes what is held by one group held by another, too.
    pub(super) fn add_replacement(&mut self, node: NodeId, from: u32, to: u32) {
        if from == 0 || from == to {
            return;
        }
        if from < to && self.containments[to as usize] == 0 {
            self.containments[to as usize] = from;
            if to as usize + 1 != self.containments.len() {
                self.regrouped += 1;
            }
            return;
        }
        let close = &mut self.work(node).close;
        close.required = None;
        close.all = None;
        close.replacements.push(Replacement { to, from });
    }

    /// Notes that a conjunct of a group says something of a node.
    pub(super) fn hold(&mut self, node: NodeId, _kind: Kind, close: CloseInfo, holds: Holds) {
        let held = &mut self.work(node).close.held;
        if let Some(known) = held.iter_mut().find(|known| known.id == close.id) {
            known.holds = known.holds | holds;
            return;
        }
        held.push(Held { id: close.id, embed: close.embed, holds });
    }

    /// Opens a group for a reference.
    pub(super) fn add_resolver(
        &mut self,
        node: NodeId,
        (target, at): (NodeId, Span),
        mut close: CloseInfo,
        force_ignore: bool,
    ) -> CloseInfo {
        let flags = self.node(target).flags;
        let closes_outer =
            close.from_definition && close.from_embedding && !close.opened && !close.operand_opened;
        if closes_outer && !force_ignore {
            let mut outer = close.outer;
            for group in self.work(node).close.groups.iter_mut().rev() {
                if outer != 0 && group.id == outer {
                    group.ignore = false;
                    group.recursive |= flags.closed_recursive;
                    outer = group.parent;
                }
            }
        }
        let ignore = if force_ignore || close.opened {
            true
        } else if close.embed != 0 || close.outer == 0 {
            !(close.from_definition || flags.closed_once || flags.closed_recursive)
        } else {
            close.from_embedding
        };
        let mut id = 0;
        if let Some(known) =
            self.work(node).close.groups.iter_mut().find(|group| group.target == Some(target))
        {
            id = known.id;
            if known.ignore && !ignore {
                known.ignore = false;
                known.parent = close.outer;
                known.embed = close.embed;
            }
        }
        if id == 0 || close.embed != 0 {
            let next = self.next_group(at);
            if id != 0 {
                self.add_replacement(node, next, id);
            }
            id = next;
            self.work(node).close.groups.push(Group {
                target: Some(target),
                id,
                parent: close.outer,
                embed: close.embed,
                ignore,
                kind: GroupKind::Reference,
                recursive: flags.closed_recursive,
                operand_opened: close.operand_opened,
            });
        }
        let from = std::mem::replace(&mut close.id, id);
        self.add_replacement(node, from, id);
        close
    }

    /// What holds for the fields of a struct.
    pub(super) const fn sub_field(close: CloseInfo) -> CloseInfo {
        CloseInfo { from_embedding: false, ..close }
    }

    /// Opens a group for an embedding or for a struct around embeddings.
    pub(super) fn new_group(
        &mut self,
        node: NodeId,
        mut close: CloseInfo,
        kind: GroupKind,
        at: Span,
    ) -> CloseInfo {
        let id = self.next_group(at);
        self.add_replacement(node, close.id, id);
        let parent = std::mem::replace(&mut close.id, id);
        match kind {
            GroupKind::Embedding => close.embed = id,
            _ => close.outer = id,
        }
        self.work(node).close.groups.push(Group {
            target: None,
            id,
            parent,
            embed: close.embed,
            ignore: true,
            kind,
            recursive: close.from_definition,
            operand_opened: false,
        });
        close
    }

    /// The group of an embedded expression.
    pub(super) fn embed(
        &mut self,
        node: NodeId,
        expr: &ExprRef,
        mut close: CloseInfo,
    ) -> CloseInfo {
        if self.is_explicit_open(expr.span) {
            return close;
        }
        close.from_embedding = true;
        if matches!(expr.kind, ExprKind::Binary { .. }) {
            return close;
        }
        self.new_group(node, close, GroupKind::Embedding, expr.span)
    }

    /// The group of a struct that embeds something: a reference to it expects it to be closed.
    pub(super) fn split_struct(
        &mut self,
        node: NodeId,
        literal: &StructLit,
        close: CloseInfo,
    ) -> CloseInfo {
        if self.is_explicit_open(literal.span)
            || close.outer != 0
            || close.from_embedding
            || literal.is_file
        {
            return close;
        }
        self.new_group(node, close, GroupKind::Struct, literal.span)
    }

    /// Lets the node that was chosen from know what its equal twin knew.
    pub(super) fn merge_close(&mut self, into: NodeId, from: NodeId) {
        let Some(work) = self.work_ref(from) else { return };
        if self.node(into).work.is_none() {
            return;
        }
        let (held, replacements) = (work.close.held.clone(), work.close.replacements.clone());
        let close = &mut self.work(into).close;
        for one in held {
            if !close.held.iter().any(|known| known.id == one.id) {
                close.held.push(one);
            }
        }
        for one in replacements {
            if !close.replacements.contains(&one) {
                close.replacements.push(one);
            }
        }
        close.all = None;
        for arc in self.node(from).arcs.clone() {
            let Some(label) = self.node(arc).label else { continue };
            if let Some(twin) = self.find_arc(into, label) {
                self.merge_close(twin, arc);
            }
        }
    }
}

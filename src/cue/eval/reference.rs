//! What a value is said to depend on: the nodes that its expressions name.

use std::rc::Rc;

use super::Label;
use super::Session;
use super::condition::Condition;
use super::ir::Clause;
use super::ir::Comprehension;
use super::ir::Decl;
use super::ir::Element;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::ListLit;
use super::ir::Part;
use super::ir::StructLit;
use super::node::Base;
use super::node::Conjunct;
use super::node::Elem;
use super::node::EnvId;
use super::node::NodeId;
use super::task::Mode;
use super::value::Val;

/// How deep expressions are looked into.
const DEEPEST: u32 = 100;

/// Where an expression stands.
#[derive(Clone, Copy)]
struct At {
    env: EnvId,
    /// The node it is said of, if it is said of one and not of an operand.
    node: Option<NodeId>,
    depth: u32,
}

impl Session {
    /// The nodes of the main package that what is said of a node names, not those that are said of
    /// its fields. What an `if` decides on counts, and what stands in alternatives.
    pub fn references(&mut self, node: NodeId) -> Vec<NodeId> {
        self.finalize(node);
        let mut found = Vec::new();
        if let Base::Val(Val::Node(other)) = self.node(node).base {
            found.push(other);
        }
        let mut next = 0;
        while let Some(Conjunct { elem, env, .. }) = self.node(node).conjuncts.get(next) {
            next += 1;
            let Some(env) = *env else { continue };
            let at = At { env, node: Some(node), depth: 0 };
            match &elem.clone() {
                Elem::Expr(expr) => self.references_of(at, expr, &mut found),
                Elem::Comprehension(one) => self.references_of_clauses(at, one, &mut found),
                Elem::Struct(literal) => self.references_of_struct(at, literal, &mut found),
                Elem::Val(_) => {}
            }
        }
        found
    }

    /// The node above a node in its tree.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.node(node).parent
    }

    /// The name of a node in the one above.
    pub fn label(&self, node: NodeId) -> Option<Label> {
        self.node(node).label
    }

    /// The node that a node stands for.
    pub fn target(&mut self, node: NodeId) -> NodeId {
        self.finalize(node);
        self.deref(node)
    }

    fn references_of(&mut self, at: At, expr: &ExprRef, found: &mut Vec<NodeId>) {
        if at.depth > DEEPEST {
            return;
        }
        let at = At { depth: at.depth + 1, ..at };
        let operand = At { node: None, ..at };
        match &expr.kind {
            ExprKind::Value(_) | ExprKind::LabelOf { .. } | ExprKind::Import(_) => {}
            ExprKind::Struct(literal) => self.references_of_struct(at, literal, found),
            ExprKind::List(list) => self.references_of_list(operand, list, found),
            ExprKind::And { left, right } => {
                self.references_of(at, left, found);
                self.references_of(at, right, found);
            }
            ExprKind::Or { alternatives, .. } => {
                for one in alternatives {
                    self.references_of(at, &one.value, found);
                }
            }
            ExprKind::Comprehension(one) => self.references_of_clauses(at, one, found),
            ExprKind::Index { of, index, .. } => {
                self.references_of(operand, index, found);
                self.named(operand, expr, of, found);
            }
            ExprKind::Select { of, .. } => self.named(operand, expr, of, found),
            ExprKind::Field { .. }
            | ExprKind::This { .. }
            | ExprKind::Dynamic { .. }
            | ExprKind::Let { .. } => self.named(operand, expr, expr, found),
            _ => {
                for part in operands(expr) {
                    self.references_of(operand, part, found);
                }
            }
        }
    }

    /// What the elements name; a list is a scope of its own, though it has no names.
    fn references_of_list(&mut self, at: At, list: &ListLit, found: &mut Vec<NodeId>) {
        let around = self.env_node(at.env);
        let at = At { env: self.new_env(Some(at.env), around), ..at };
        for element in &list.elements {
            match element {
                Element::Value(value) | Element::Ellipsis(value) => {
                    self.references_of(at, value, found);
                }
                Element::Comprehension(one) => self.references_of_clauses(at, one, found),
            }
        }
    }

    /// The node that a reference names; if it names nothing, what it would be a part of.
    fn named(&mut self, at: At, expr: &ExprRef, of: &ExprRef, found: &mut Vec<NodeId>) {
        let saved = self.save();
        let node =
            self.in_env(at.env, |session| session.resolve(expr, Condition::NONE, Mode::Finalize));
        self.restore(saved);
        match node {
            Ok(node) => found.push(node),
            Err(_) if !Rc::ptr_eq(expr, of) => self.references_of(at, of, found),
            Err(_) => {}
        }
    }

    /// What the clauses name; fields of the body are nodes of their own.
    fn references_of_clauses(&mut self, at: At, one: &Comprehension, found: &mut Vec<NodeId>) {
        for clause in &one.clauses {
            match clause {
                Clause::For { source, .. } => return self.references_of(at, source, found),
                Clause::If { condition, .. } => self.references_of(at, condition, found),
                Clause::Let { .. } | Clause::Try { .. } => return,
            }
        }
        self.references_of(at, &one.body, found);
    }

    /// What is embedded in a struct that is said of a node.
    fn references_of_struct(&mut self, at: At, literal: &StructLit, found: &mut Vec<NodeId>) {
        let Some(node) = at.node.filter(|_| literal.has_embedding) else { return };
        let at = At { env: self.new_env(Some(at.env), node), ..at };
        for decl in &literal.decls {
            if let Decl::Embed(expr) = decl {
                self.references_of(at, expr, found);
            }
        }
    }
}

impl Part {
    const fn expr(&self) -> Option<&ExprRef> {
        match self {
            Self::Expr(expr) => Some(expr),
            Self::Text(_) => None,
        }
    }
}

/// The expressions that an expression is made of and that name nothing together.
fn operands(expr: &ExprRef) -> Vec<&ExprRef> {
    match &expr.kind {
        ExprKind::Interpolation { parts, .. } => parts.iter().filter_map(Part::expr).collect(),
        ExprKind::Slice { of, low, high } => {
            [Some(of), low.as_ref(), high.as_ref()].into_iter().flatten().collect()
        }
        ExprKind::Unary { of, .. } | ExprKind::Bound { of, .. } | ExprKind::Open(of) => vec![of],
        ExprKind::Binary { left, right, .. } => vec![left, right],
        ExprKind::Call { args, .. } => args.iter().collect(),
        _ => Vec::new(),
    }
}

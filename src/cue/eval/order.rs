//! The order in which fields are shown.
//!
//! Each struct that was unified says in which order it wants its own fields. Together this is a
//! graph of which field comes before which. Fields that want to be before each other are in a knot;
//! in it, and wherever nothing is said, names decide. Structs are looked at where they are written;
//! one that came by a reference counts as written where the reference is. Of structs of one file
//! that were not unified explicitly, with `&` or by standing at the same place, the first to name a
//! field decides about it.
//!
//! Upstream: `internal/core/toposort`.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::order;

use super::Label;
use super::Session;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::StructLit;
use super::node::Elem;
use super::node::NodeId;
use super::precedence::Precedence;

/// A struct that is part of a node.
struct Root {
    literal: Rc<StructLit>,
    /// Where it counts as written.
    place: Span,
    explicit: bool,
    /// How often it is part of the node, by way of a comprehension.
    times: usize,
    dynamic: bool,
}

/// What of a node the order depends on.
struct Order {
    roots: Vec<Root>,
    /// The labels that each field without a fixed name has got, by its value.
    dynamic: BTreeMap<*const Expr, Vec<Label>>,
    graph: Precedence,
    /// The root that placed a field last.
    placed_by: BTreeMap<Label, usize>,
}

impl Session {
    /// The fields of a node in the order in which they are shown.
    pub(super) fn fields_in_order(&self, node: NodeId) -> Vec<NodeId> {
        if self.profile.first_seen_order {
            return self.fields_as_shown(node);
        }
        let arcs = self.node(node).arcs.to_vec();
        let is_field = |arc: &NodeId| self.node(*arc).label.is_some_and(|label| !label.is_int());
        if !arcs.iter().any(is_field) {
            return arcs;
        }
        if self.is_in_order(node) {
            return arcs;
        }
        let mut order = Order {
            roots: self.order_roots(node),
            dynamic: BTreeMap::new(),
            graph: Precedence::default(),
            placed_by: BTreeMap::new(),
        };
        self.note_dynamic(&mut order, &arcs);
        order::sort_by(&mut order.roots, |left, right| self.compare_roots(left, right));
        order.link();
        let place = order.graph.sorted(|left, right| self.compare_names(left, right));
        let mut sorted = arcs;
        order::sort_by_key(&mut sorted, |arc| {
            self.node(*arc).label.and_then(|label| place.get(&label))
        });
        sorted
    }

    /// Whether a node is one struct, and its fields are in the order in which that names them.
    fn is_in_order(&self, node: NodeId) -> bool {
        let this = self.node(node);
        let [only] = &*this.structs else { return false };
        let mut labels = this.arcs.iter().filter_map(|arc| self.node(*arc).label);
        let mut last = None;
        for decl in &only.decls {
            let label = match decl {
                Decl::Field(field) => field.label,
                Decl::Dynamic { .. } => return false,
                _ => continue,
            };
            if last == Some(label) {
                continue;
            }
            if labels.next() != Some(label) {
                return false;
            }
            last = Some(label);
        }
        labels.next().is_none()
    }

    fn order_roots(&self, node: NodeId) -> Vec<Root> {
        let structs = &self.node(node).structs;
        let mut roots: Vec<Root> = structs
            .iter()
            .map(|literal| Root {
                literal: Rc::clone(literal),
                place: literal.filled.unwrap_or(literal.span),
                explicit: false,
                times: 1,
                dynamic: false,
            })
            .collect();
        let mut owners: BTreeMap<*const Expr, Vec<usize>> = BTreeMap::new();
        for (index, root) in roots.iter().enumerate() {
            for value in root.literal.decls.iter().filter_map(value_of) {
                owners.entry(Rc::as_ptr(value)).or_default().push(index);
            }
        }
        let mut by_reference: BTreeMap<*const Expr, Vec<usize>> = BTreeMap::new();
        for arc in &self.node(node).arcs {
            for conjunct in &self.node(*arc).conjuncts {
                let Elem::Expr(value) = &conjunct.elem else { continue };
                let Some(own) = owners.get(&Rc::as_ptr(value)) else { continue };
                let reference = self.outermost_reference(conjunct.close);
                for index in own {
                    let filled = roots[*index].literal.filled;
                    let own = filled.unwrap_or(conjunct.span);
                    roots[*index].place = reference.map_or(own, |expr| expr.span);
                }
                if let Some(reference) = reference {
                    by_reference.entry(Rc::as_ptr(reference)).or_default().extend(own);
                }
            }
        }
        self.mark_explicit(node, &mut roots, &by_reference);
        roots
    }

    /// Finds the structs that are operands of `&`.
    fn mark_explicit(
        &self,
        node: NodeId,
        roots: &mut [Root],
        by_reference: &BTreeMap<*const Expr, Vec<usize>>,
    ) {
        let mut open: Vec<ExprRef> = Vec::new();
        for conjunct in &self.node(node).conjuncts {
            if let Elem::Expr(expr) = &conjunct.elem {
                open.push(Rc::clone(expr));
            }
        }
        for root in roots.iter() {
            open.extend(root.literal.decls.iter().filter_map(|decl| match decl {
                Decl::Embed(expr) => Some(Rc::clone(expr)),
                _ => None,
            }));
        }
        while let Some(expr) = open.pop() {
            let ExprKind::And { left, right } = &expr.kind else { continue };
            for operand in [left, right] {
                for index in by_reference.get(&Rc::as_ptr(operand)).into_iter().flatten() {
                    roots[*index].explicit = true;
                }
                if let ExprKind::Struct(literal) = &operand.kind {
                    for root in roots.iter_mut().filter(|one| Rc::ptr_eq(&one.literal, literal)) {
                        root.explicit = true;
                    }
                }
                open.push(Rc::clone(operand));
            }
        }
    }

    fn note_dynamic(&self, order: &mut Order, arcs: &[NodeId]) {
        for root in &order.roots {
            for decl in &root.literal.decls {
                if let Decl::Dynamic { value, .. } = decl {
                    order.dynamic.entry(Rc::as_ptr(value)).or_default();
                }
            }
        }
        for arc in arcs {
            let Some(label) = self.node(*arc).label else { continue };
            order.graph.add(label);
            for conjunct in &self.node(*arc).conjuncts {
                if let Elem::Expr(value) = &conjunct.elem
                    && let Some(labels) = order.dynamic.get_mut(&Rc::as_ptr(value))
                {
                    labels.push(label);
                }
            }
        }
        for root in &mut order.roots {
            let labels = root.literal.decls.iter().filter_map(|decl| match decl {
                Decl::Dynamic { value, .. } => order.dynamic.get(&Rc::as_ptr(value)),
                _ => None,
            });
            let times = labels.map(Vec::len).max().unwrap_or_default();
            root.dynamic = times > 0;
            root.times = times.max(1);
        }
    }

    fn compare_roots(&self, left: &Root, right: &Root) -> Ordering {
        let path = |root: &Root| {
            let source = self.packages.program.sources.get(root.place.file as usize);
            (source.is_none(), source.map(|source| source.path.clone()), root.place.start)
        };
        path(left).cmp(&path(right)).then(left.dynamic.cmp(&right.dynamic))
    }

    fn compare_names(&self, left: Label, right: Label) -> Ordering {
        match (left, right) {
            (Label::Int(left), Label::Int(right)) => left.cmp(&right),
            (Label::Int(_), _) => Ordering::Less,
            (_, Label::Int(_)) => Ordering::Greater,
            _ => self.label_name(left).cmp(&self.label_name(right)).then(left.cmp(&right)),
        }
    }
}

impl Order {
    /// Says which field comes before which.
    fn link(&mut self) {
        let mut previous: Vec<Label> = Vec::new();
        let mut file = None;
        for batch in self.batches() {
            let explicit = self.is_explicit(&batch);
            let here = self.file(&batch);
            if file.is_some() && file != here {
                previous.clear();
            }
            file = here;
            let mut last = Vec::new();
            for index in batch {
                self.roots[index].explicit = explicit;
                last.extend(self.link_root(index, &previous));
            }
            previous = last;
        }
    }

    /// Structs that stand at the same place, or that were unified explicitly one after the other.
    fn batches(&self) -> Vec<Vec<usize>> {
        let mut batches: Vec<Vec<usize>> = Vec::new();
        let mut batch: Vec<usize> = Vec::new();
        for (index, root) in self.roots.iter().enumerate() {
            for _ in 0..root.times {
                let joins = batch
                    .first()
                    .is_none_or(|first| self.roots[*first].place == root.place && !root.dynamic);
                if !joins {
                    self.add_batch(&mut batches, std::mem::take(&mut batch));
                }
                batch.push(index);
            }
        }
        self.add_batch(&mut batches, batch);
        batches
    }

    fn add_batch(&self, batches: &mut Vec<Vec<usize>>, batch: Vec<usize>) {
        if batch.is_empty() {
            return;
        }
        match batches.last_mut() {
            Some(last)
                if self.is_explicit(last)
                    && self.is_explicit(&batch)
                    && self.file(last) == self.file(&batch) =>
            {
                last.extend(batch);
            }
            _ => batches.push(batch),
        }
    }

    /// Whether the structs of a batch were unified explicitly.
    fn is_explicit(&self, batch: &[usize]) -> bool {
        batch.len() > 1 || batch.iter().any(|index| self.roots[*index].explicit)
    }

    fn file(&self, batch: &[usize]) -> Option<u32> {
        batch.first().map(|index| self.roots[*index].place.file)
    }

    /// Adds what one struct says; gives the field that it ends with.
    fn link_root(&mut self, index: usize, previous: &[Label]) -> Vec<Label> {
        let literal = Rc::clone(&self.roots[index].literal);
        let mut previous = previous.to_vec();
        for decl in &literal.decls {
            let label = match decl {
                Decl::Field(field) => field.label,
                Decl::Dynamic { value, .. } => {
                    let labels = self.dynamic.get_mut(&Rc::as_ptr(value));
                    let Some(labels) = labels.filter(|labels| !labels.is_empty()) else { continue };
                    labels.remove(0)
                }
                _ => continue,
            };
            let root = &self.roots[index];
            let decided = self.placed_by.get(&label).is_some_and(|by| {
                *by == index || !root.explicit && self.roots[*by].place.file == root.place.file
            });
            if decided {
                continue;
            }
            self.placed_by.insert(label, index);
            for before in previous {
                self.graph.link(before, label);
            }
            self.graph.add(label);
            previous = vec![label];
        }
        previous
    }
}

fn value_of(decl: &Decl) -> Option<&ExprRef> {
    match decl {
        Decl::Field(field) => Some(&field.value),
        Decl::Dynamic { value, .. } => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::eval::tests::session_of;

    fn names(profile: Profile, text: &str) -> Vec<String> {
        let mut session = session_of(text, profile, Limits::default());
        let root = session.root();
        let x = session.field(root, "x").unwrap();
        session.fields(x).iter().map(|field| session.label_text(field.label)).collect()
    }

    #[test]
    fn structs_that_are_unified_agree_on_an_order() {
        let text = "x: {z: 1} & {y: 1, x: 2} & {x: 2, z: 1}";
        assert_eq!(names(Profile::CURRENT, text), ["y", "x", "z"]);
        assert_eq!(names(Profile::LEGACY, text), ["y", "z", "x"]);
    }
}

//! The order in which CUE of early 2022 met fields.
//!
//! It looked at what was said of a struct from the left to the right, and a reference it followed at
//! once: in `#Image & {packages: bash: _}` the packages of `#Image` come first. Our evaluation
//! follows references later, so its order is put right here: what came by a reference goes before
//! what is written behind the reference. All else stays as it was met.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::cue::syntax::Span;

use super::Session;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::StructLit;
use super::node::ArcType;
use super::node::Conjunct;
use super::node::Elem;
use super::node::NodeId;

/// How a field came into a node.
struct Way {
    /// The references on the way, the outermost first.
    references: Vec<Span>,
    /// Where it is written at the end of it.
    own: Span,
    /// The struct that it is written in.
    literal: *const StructLit,
}

/// Values in structs, where they are written, and in which struct.
type Written = BTreeMap<*const Expr, (Option<Span>, *const StructLit)>;

impl Session {
    /// The fields of a node in the order in which comprehensions go through them.
    pub(super) fn fields_as_met(&self, node: NodeId) -> Vec<NodeId> {
        self.fields_met(node, false)
    }

    /// The fields of a node in the order in which they are shown: optional fields of definitions
    /// have a say in it.
    pub(super) fn fields_as_shown(&self, node: NodeId) -> Vec<NodeId> {
        self.fields_met(node, true)
    }

    fn fields_met(&self, node: NodeId, optional: bool) -> Vec<NodeId> {
        let arcs = &self.node(node).arcs;
        if !self.profile.first_seen_order || self.node(node).structs.len() < 2 || arcs.len() < 2 {
            return arcs.to_vec();
        }
        let written = self.written(node, optional);
        let mut sorted: Vec<(NodeId, Option<Way>)> = Vec::with_capacity(arcs.len());
        for arc in arcs {
            let way = self.way_of(*arc, &written, optional);
            let behind = |(_, other): &(NodeId, Option<Way>)| matches!((&way, other), (Some(way), Some(other)) if way.is_before(other, optional));
            let place = sorted.iter().position(behind).unwrap_or(sorted.len());
            sorted.insert(place, (*arc, way));
        }
        sorted.into_iter().map(|(arc, _)| arc).collect()
    }

    fn written(&self, node: NodeId, optional: bool) -> Written {
        let mut written = Written::new();
        for literal in &self.node(node).structs {
            for decl in &literal.decls {
                let value = match decl {
                    Decl::Field(field) if optional || field.arc != ArcType::Optional => {
                        &field.value
                    }
                    Decl::Dynamic { value, .. } => value,
                    _ => continue,
                };
                let _none =
                    written.insert(Rc::as_ptr(value), (literal.filled, Rc::as_ptr(literal)));
            }
        }
        written
    }

    /// The first way on which a field came.
    fn way_of(&self, arc: NodeId, written: &Written, optional: bool) -> Option<Way> {
        let mut first: Option<Way> = None;
        for conjunct in &self.node(arc).conjuncts {
            let Some(way) = self.way(conjunct, written) else { continue };
            if first.as_ref().is_none_or(|first| way.is_before(first, optional)) {
                first = Some(way);
            }
        }
        first
    }

    fn way(&self, conjunct: &Conjunct, written: &Written) -> Option<Way> {
        let Elem::Expr(value) = &conjunct.elem else { return None };
        let (filled, literal) = *written.get(&Rc::as_ptr(value))?;
        let references = self.references_to(conjunct.close);
        Some(Way { references, own: filled.unwrap_or(conjunct.span), literal })
    }
}

impl Way {
    /// Whether it comes before another one: by what is written before it, or before it in the same
    /// struct; for showing, struct by struct.
    fn is_before(&self, other: &Self, shown: bool) -> bool {
        let both = self.references.iter().zip(&other.references);
        let common = both.take_while(|(one, other)| one == other).count();
        let place = |span: &Span| (span.file, span.start);
        match (self.references.get(common), other.references.get(common)) {
            (Some(reference), None) => place(reference) < place(&other.own),
            (Some(one), Some(other)) if shown => place(one) < place(other),
            (None, None) => {
                std::ptr::eq(self.literal, other.literal) && place(&self.own) < place(&other.own)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::eval::Session;
    use crate::cue::eval::View;
    use crate::cue::module::Program;
    use crate::cue::module::Source;
    use crate::cue::syntax::parse_file;

    /// The names in a list of the fields of a struct, and the struct as YAML.
    fn orders(text: &str) -> (String, String) {
        let text = format!(
            "import (\"strings\", \"encoding/yaml\")\n{text}\n\
             met: strings.Join([for name, _ in x {{name}}], \" \")\nshown: yaml.Marshal(x)\n"
        );
        let source = Source { path: "a.cue".into(), text: text.as_bytes().into() };
        let program = Program::single(vec![(source, parse_file(0, text.as_bytes()).file)]);
        let mut session = Session::new(program, Profile::LEGACY, Limits::default());
        let root = session.root();
        let mut text = |name: &str| {
            let node = session.field(root, name).unwrap();
            match session.view(node) {
                View::String(text) => text.to_string(),
                other => format!("{other:?}"),
            }
        };
        let shown = text("shown").lines().filter_map(|line| line.split(':').next()).collect();
        (text("met"), shown)
    }

    #[test]
    fn what_a_reference_stands_for_comes_where_it_stands() {
        let open = "#D: {c: 1, b: 1, ...}\n";
        assert_eq!(orders(&format!("{open}x: #D & {{a: 1}}")).0, "c b a");
        assert_eq!(orders(&format!("{open}x: {{a: 1}} & #D")).0, "a c b");
        assert_eq!(orders(&format!("{open}x: #D & {{b: 1}}")).0, "c b");
        assert_eq!(orders(&format!("{open}#E: #D & {{d: 1}}\nx: #E & {{a: 1}}")).0, "c b d a");
    }

    #[test]
    fn optional_fields_say_how_fields_are_shown() {
        assert_eq!(orders("#D: {c?: int, a?: int}\nx: #D & {a: 1, c: 1}").1, "ca");
    }
}

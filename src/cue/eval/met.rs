//! The orders in which CUE of early 2022 went through fields, and showed them.
//!
//! Comprehensions went through the fields of a struct as they had been met. What was shown went by
//! the structs that had been unified: each says in which order it names fields, optional ones too,
//! and the first that does not contradict what must come before has its way.
//!
//! Upstream: `internal/core/export/toposort.go` of v0.4.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::order;

use super::Label;
use super::Session;
use super::ir::Decl;
use super::ir::Expr;
use super::node::Base;
use super::node::Elem;
use super::node::NodeId;
use super::place::Place;

impl Session {
    /// The fields of a node in the order in which comprehensions go through them.
    pub(super) fn fields_as_met(&self, node: NodeId) -> Vec<NodeId> {
        let mut arcs = self.node(node).arcs.to_vec();
        if !self.profile.first_seen_order || !matches!(self.node(node).base, Base::Struct) {
            return arcs;
        }
        let first = |arc: &NodeId| {
            let places = self.node(*arc).conjuncts.iter().map(|one| one.close.place);
            let places = places.filter(|place| !self.places.is_optional(*place));
            places.min_by(|one, other| self.places.compare(*one, *other)).unwrap_or(Place::LAST)
        };
        order::sort_by(&mut arcs, |one, other| self.places.compare(first(one), first(other)));
        arcs
    }

    /// The fields of a node in the order in which they are shown.
    pub(super) fn fields_as_shown(&self, node: NodeId) -> Vec<NodeId> {
        let mut arcs = self.fields_as_met(node);
        if self.node(node).structs.len() < 2 || arcs.len() < 2 {
            return arcs;
        }
        let mut named = self.named_by_structs(node);
        let is_named = |label: &Label| named.iter().flatten().any(|known| known == label);
        let labels = arcs.iter().filter_map(|arc| self.node(*arc).label);
        let others: Vec<Label> = labels.filter(|label| !is_named(label)).collect();
        named.push(others);
        let merged = merge(named);
        order::sort_by_key(&mut arcs, |arc| {
            let label = self.node(*arc).label;
            merged.iter().position(|known| Some(*known) == label)
        });
        arcs
    }

    /// The fields that each struct of a node names, the structs as they were met.
    fn named_by_structs(&self, node: NodeId) -> Vec<Vec<Label>> {
        let mut places: BTreeMap<*const Expr, Place> = BTreeMap::new();
        for arc in &self.node(node).arcs {
            for conjunct in &self.node(*arc).conjuncts {
                let Elem::Expr(value) = &conjunct.elem else { continue };
                let place = self.places.around(conjunct.close.place);
                places.entry(Rc::as_ptr(value)).or_insert(place);
            }
        }
        let mut structs = Vec::new();
        for literal in &self.node(node).structs {
            let fields = literal.decls.iter().filter_map(|decl| match decl {
                Decl::Field(field) => Some(field),
                _ => None,
            });
            let place = fields.clone().find_map(|one| places.get(&Rc::as_ptr(&one.value)));
            let labels: Vec<Label> = fields.map(|field| field.label).collect();
            structs.push((place.copied().unwrap_or(Place::LAST), labels));
        }
        order::sort_by(&mut structs, |one, other| self.places.compare(one.0, other.0));
        structs.into_iter().map(|(_, labels)| labels).collect()
    }
}

/// Merges orders into one. The last of an order does not wait for the one before it, but for all
/// others that can go.
fn merge(mut orders: Vec<Vec<Label>>) -> Vec<Label> {
    let mut merged: Vec<Label> = Vec::new();
    let mut waits: BTreeMap<Label, usize> = BTreeMap::new();
    for label in orders.iter().flat_map(|one| one.iter().skip(1)) {
        *waits.entry(*label).or_default() += 1;
    }
    loop {
        let can_go = |one: &Vec<Label>| {
            one.first().is_some_and(|label| waits.get(label).is_none_or(|count| *count == 0))
        };
        if let Some(index) = orders.iter().position(can_go) {
            let label = orders[index].remove(0);
            if let [next, _, ..] = &*orders[index]
                && let Some(count) = waits.get_mut(next)
            {
                *count = count.saturating_sub(1);
            }
            if !merged.contains(&label) {
                merged.push(label);
            }
        } else if let Some(label) = orders.iter().find_map(|one| one.first()) {
            // They contradict each other: the first has its way.
            waits.insert(*label, 0);
        } else {
            return merged;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::eval::View;
    use crate::cue::eval::tests::session_of;

    /// The names in a list of the fields of a struct, and the struct as YAML.
    fn orders(text: &str) -> (String, String) {
        let text = format!(
            "import (\"strings\", \"encoding/yaml\")\n{text}\n\
             met: strings.Join([for name, _ in x {{name}}], \" \")\nshown: yaml.Marshal(x)\n"
        );
        let mut session = session_of(&text, Profile::LEGACY, Limits::default());
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
        assert_eq!(orders(&format!("{open}#E: #D & {{d: 1}}\nx: #E & {{a: 1}}")).0, "c b d a");
    }

    #[test]
    fn embeddings_come_first_and_comprehensions_and_alternatives_last() {
        let text = "A: {k: 1, o?: 1, e: 1}\n\
                    x: {if true {d: 1}, c: 1, A, o: 1, b: 1}\n\
                    x: {e: 1, a: 1} & ({q: 1} | {q: 2, r: 1})\n\
                    x: q: 1";
        assert_eq!(orders(text), ("k e c o b a q d".to_owned(), "ckoqdbea".to_owned()));
    }

    #[test]
    fn what_is_said_of_a_field_comes_in_the_order_of_what_is_said_around_it() {
        assert_eq!(orders("A: e: g: 1\ny: A & {e: h: 1}\nx: y.e").0, "g h");
        assert_eq!(orders("A: e: g: 1\ny: {e: h: 1} & A\nx: y.e").0, "h g");
    }

    #[test]
    fn optional_fields_say_how_fields_are_shown() {
        assert_eq!(orders("#D: {c?: int, a?: int}\nx: #D & {a: 1, c: 1}").1, "ca");
        assert_eq!(orders("#D: {c?: int, a?: int}\nx: {a: 1, c: 1} & #D").1, "ac");
        assert_eq!(orders("#D: {c?: int, a?: int}\nx: {#D, a: 1, b: 2, c: 1}").1, "abc");
        let list = "#D: {c?: int, a?: int}\ny: [...#D] & [{a: 1, c: 1}]\nx: y[0]";
        assert_eq!(orders(list).1, "ac");
    }
}

//! Data of files, merged with a package or held against a schema.
//!
//! What a document says is said as by one more file of the package, but no name of the package stands
//! for a field of it.

use std::rc::Rc;
use std::sync::Arc;

use thin_vec::ThinVec;
use thin_vec::thin_vec;

use crate::cue::encoding::Content;
use crate::cue::encoding::Data;
use crate::cue::encoding::Member;
use crate::cue::syntax::Span;

use super::Label;
use super::Session;
use super::ir::Alternative;
use super::ir::Decl;
use super::ir::Element;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::FieldDecl;
use super::ir::ListLit;
use super::ir::StructLit;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::value::Val;

/// A document and the number of the file that it is in.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// The number of the file in [`crate::cue::module::Program::sources`].
    pub source: u32,
    /// What it says.
    pub data: &'d Data,
}

impl Session {
    /// Merges documents into the main package; gives its new root.
    ///
    /// Nodes that were known before keep their values: ask for fields of the new root.
    pub fn merge(&mut self, documents: &[Document<'_>]) -> NodeId {
        let mut conjuncts = self.documents(documents);
        conjuncts.extend_from_slice(&self.node(self.main_root()).conjuncts);
        self.renew_main_root(conjuncts);
        self.root()
    }

    /// The value of documents, together with a schema or without.
    pub fn merge_with(&mut self, documents: &[Document<'_>], schema: Option<NodeId>) -> NodeId {
        let mut conjuncts = self.documents(documents);
        if let Some(schema) = schema {
            let mut conjunct = Conjunct::at_top(Elem::Val(Val::Node(schema)), Span::default());
            conjunct.close.top_definition = self.is_in_definition(schema);
            conjuncts.push(conjunct);
        }
        let node = self.add_node(Node { conjuncts, ..Node::default() });
        self.finalize(node);
        node
    }

    /// Whether the way to a node leads through a definition: it is closed even if its name is none.
    fn is_in_definition(&self, node: NodeId) -> bool {
        let mut at = Some(node);
        while let Some(node) = at {
            if self.node(node).label.is_some_and(Label::is_definition) {
                return true;
            }
            at = self.node(node).parent;
        }
        false
    }

    /// A struct that has a node at a path of fields, and nothing else.
    pub fn placed(&mut self, node: NodeId, path: &[Arc<str>]) -> NodeId {
        let span = Span::default();
        let mut value = Self::value_expr(Val::Node(node), span);
        for name in path.iter().rev() {
            let label = Label::String(self.intern(name));
            let decls = vec![Decl::Field(FieldDecl::regular(label, value, span))];
            value = Expr::new(ExprKind::Struct(structure(decls, span)), span);
        }
        let node = self.add_node(Node {
            conjuncts: thin_vec![Conjunct::at_top(Elem::Expr(value), span)],
            ..Node::default()
        });
        self.finalize(node);
        node
    }

    fn documents(&mut self, documents: &[Document<'_>]) -> ThinVec<Conjunct> {
        let conjunct = |document: &Document<'_>| {
            let Document { source, data } = *document;
            let span = Span::at(source, data.start);
            let (decls, has_embedding) = match &data.content {
                Content::Struct(members) => (self.members(source, members), false),
                _ => (vec![Decl::Embed(self.data_expr(source, data))], true),
            };
            let literal =
                StructLit { decls, span, is_file: true, has_embedding, ..StructLit::default() };
            Conjunct::at_top(Elem::Struct(Rc::new(literal)), span)
        };
        documents.iter().map(conjunct).collect()
    }

    fn members(&mut self, file: u32, members: &[Member]) -> Vec<Decl> {
        let member = |member: &Member| {
            let label = Label::String(self.intern(&member.name));
            let value = self.data_expr(file, &member.value);
            Decl::Field(FieldDecl::regular(label, value, Span::at(file, member.start)))
        };
        members.iter().map(member).collect()
    }

    fn data_expr(&mut self, file: u32, data: &Data) -> ExprRef {
        let span = Span::at(file, data.start);
        let kind = match &data.content {
            Content::Empty => {
                let value = |value| Expr::new(ExprKind::Value(value), span);
                let alternative = |one, default| Alternative { value: value(one), default };
                let alternatives = vec![alternative(Val::Null, true), alternative(Val::Top, false)];
                ExprKind::Or { alternatives, has_defaults: true }
            }
            Content::Scalar(value) => ExprKind::Value(Val::of_scalar(value)),
            Content::List(values) => {
                let elements =
                    values.iter().map(|value| Element::Value(self.data_expr(file, value)));
                ExprKind::List(ListLit { elements: elements.collect() })
            }
            Content::Struct(members) => {
                ExprKind::Struct(structure(self.members(file, members), span))
            }
        };
        Expr::new(kind, span)
    }
}

fn structure(decls: Vec<Decl>, span: Span) -> Rc<StructLit> {
    Rc::new(StructLit { decls, span, ..StructLit::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::encoding::json;
    use crate::cue::encoding::yaml;
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::module::Program;
    use crate::cue::module::Source;
    use crate::cue::syntax::parse_file;

    /// A session of one file of CUE, and a text of YAML beside it.
    fn session(cue: &str, text: &str) -> (Session, Vec<Data>) {
        let source =
            |path: &str, text: &str| Source { path: path.into(), text: text.as_bytes().into() };
        let tree = parse_file(0, cue.as_bytes()).file;
        let mut program = Program::single(vec![(source("x.cue", cue), tree)]);
        program.sources.push(source("d.yaml", text));
        let session = Session::new(program, Profile::CURRENT, Limits::default());
        (session, yaml::read_data_stream(text.as_bytes()).expect("YAML"))
    }

    fn documents(data: &[Data]) -> Vec<Document<'_>> {
        data.iter().map(|data| Document { source: 1, data }).collect()
    }

    fn told(session: &mut Session, node: NodeId) -> String {
        let problems = session.problems(node, true);
        let sources = &session.program().sources;
        let lines = problems.iter().map(|one| one.render(sources, &str::to_owned));
        lines.collect()
    }

    #[test]
    fn documents_are_merged_into_the_package() {
        let (mut session, data) = session("a: int\nb: a + 1", "a: 1\n---\nc: [x]\n");
        let root = session.merge(&documents(&data));
        let value = session.value(root).expect("concrete");
        assert_eq!(json::write(&value), r#"{"a":1,"b":2,"c":["x"]}"#);
    }

    #[test]
    fn no_name_of_the_package_stands_for_a_field_of_a_document() {
        let (session, _) = session("b: a", "a: 1\n");
        assert_eq!(session.source_problems().len(), 1);
    }

    #[test]
    fn each_document_is_held_against_a_schema() {
        let cue = "#D: {in: {n: int, m?: [string]: 1}, k: *\"x\" | string}";
        let (mut session, data) = session(cue, "n: 1\n---\nn: y\n---\nn: 1\nz: 2\n---\n");
        let expr = crate::cue::syntax::parse_expr(0, b"#D.in").expect("an expression");
        let schema = session.evaluate_in_main(&expr);
        let mut result = |at: usize| {
            let node = session.merge_with(&documents(&data[at..=at]), Some(schema));
            told(&mut session, node)
        };
        assert_eq!(result(0), "");
        assert_eq!(
            result(1),
            "n: conflicting values \"y\" and int (mismatched types string and int):\n    \
             d.yaml:3:4\n    x.cue:1:14\n"
        );
        assert_eq!(result(2), "z: field not allowed:\n    d.yaml:6:1\n");
    }

    #[test]
    fn a_schema_may_leave_conditions_open() {
        let cue = "#D: {kind?: \"a\" | \"b\", if kind == \"b\" {more!: int}}";
        let (mut session, data) = session(cue, "kind: a\n---\nkind: b\n---\n");
        let expr = crate::cue::syntax::parse_expr(0, b"#D").expect("an expression");
        let schema = session.evaluate_in_main(&expr);
        assert!(session.problems(schema, false).is_empty());
        let mut required = |at: usize| {
            let node = session.merge_with(&documents(&data[at..=at]), Some(schema));
            session.problems(node, true).len()
        };
        assert_eq!((required(0), required(1)), (0, 1));
    }
}

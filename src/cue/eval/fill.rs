//! Filling: values that become known later, merged into a tree that is evaluated already.
//!
//! What is filled is one more conjunct of the package, as if one more file said `path: value`, so
//! all that holds of conjuncts holds of it: it may conflict, it may not be allowed, and in which
//! order values are filled does not matter. The package is evaluated again as a whole; packages that
//! it imports depend on nothing of it and stay as they are. Nodes of the tree before remain valid, and
//! show that tree, until it is forgotten.

use std::rc::Rc;

use thin_vec::ThinVec;

use crate::cue::module::SCHEMA;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast;
use crate::cue::syntax::parse_expr;
use crate::cue::value::Value;

use super::Label;
use super::Session;
use super::compile::Compiler;
use super::error::Arg;
use super::error::Code;
use super::ir::Decl;
use super::ir::Element;
use super::ir::Expr;
use super::ir::ExprKind;
use super::ir::ExprRef;
use super::ir::FieldDecl;
use super::ir::ListLit;
use super::ir::StructLit;
use super::label::Sym;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::node::Status;
use super::value::Val;

/// A value to be merged into a tree.
#[derive(Clone, Debug)]
pub struct Fill {
    /// Where, from the root: fields, hidden ones of any package among them, and elements of lists.
    pub path: Vec<Label>,
    /// What.
    pub value: Value,
    /// What errors name as its place; nothing if it is the default.
    pub span: Span,
}

/// Behind all files. Each filling is a file of its own, and each struct in it has a place of its own.
pub(super) const FIRST_PLACE: Span = Span { file: SCHEMA, start: 0, end: 0 };

impl Session {
    /// Merges values into the main package and evaluates it with them; gives its new root.
    ///
    /// Nodes that were known before keep their values: ask for fields of the new root.
    ///
    /// ```
    /// use bowsprit::cue::eval::{Fill, Limits, Profile, Session, View};
    /// use bowsprit::cue::module::{Program, Source};
    /// use bowsprit::cue::syntax::{Span, parse_file};
    /// use bowsprit::cue::value::Value;
    ///
    /// let text = b"pull: {ref: \"alpine\", digest: string}\npinned: \"\\(pull.ref)@\\(pull.digest)\"\n";
    /// let source = Source { path: "a.cue".into(), text: text.as_slice().into() };
    /// let program = Program::single(vec![(source, parse_file(0, text).file)]);
    /// let mut session = Session::new(program, Profile::CURRENT, Limits::default());
    /// let before = session.root();
    /// assert_eq!(session.problems(before, true).len(), 2);
    ///
    /// let path = session.labels("pull.digest", "").expect("a path");
    /// let value = Value::String("sha256:1".into());
    /// let root = session.fill(&[Fill { path, value, span: Span::default() }]);
    /// let pinned = session.field(root, "pinned").expect("a field");
    /// assert!(matches!(session.view(pinned), View::String(text) if &*text == "alpine@sha256:1"));
    /// assert_eq!(session.problems(before, true).len(), 2);
    /// ```
    pub fn fill(&mut self, fills: &[Fill]) -> NodeId {
        self.next_filled.file -= 1;
        let mut literal =
            StructLit { is_file: true, filled: Some(self.place()), ..StructLit::default() };
        for fill in fills {
            let decl = self.filled(fill);
            literal.has_embedding |= matches!(decl, Decl::Embed(_));
            literal.decls.push(decl);
        }
        let mut conjuncts = self.node(self.main_root()).conjuncts.clone();
        conjuncts.push(Conjunct::at_top(Elem::Struct(Rc::new(literal)), Span::default()));
        self.renew_main_root(conjuncts);
        self.root()
    }

    /// Lets go of what is kept for the main package as it is, before it is filled: its nodes have no
    /// values any more. What was said of it stays.
    ///
    /// What is found in a tree comes after its root, mostly, and has what is around it above it.
    pub fn forget(&mut self) {
        let root = self.main_root();
        let first = root.0 as usize;
        let mut gone = vec![false; self.nodes.len()];
        for index in first..self.nodes.len() {
            let node = &mut self.nodes[index];
            if index == first || node.parent.is_some_and(|parent| gone[parent.0 as usize]) {
                gone[index] = true;
                let kept = if index == first {
                    std::mem::take(&mut node.conjuncts)
                } else {
                    ThinVec::new()
                };
                *node = Node { conjuncts: kept, status: Status::Finalized, ..Node::default() };
            }
        }
    }

    /// Where the next struct counts as written.
    fn place(&mut self) -> Span {
        self.next_filled.start += 1;
        self.next_filled
    }

    /// What a file would say to the same effect.
    fn filled(&mut self, fill: &Fill) -> Decl {
        let span = fill.span;
        let most = self.limits.nodes;
        let is_place = |label: &Label| match *label {
            Label::Let(..) => false,
            Label::Int(index) => (index as usize) < most,
            _ => true,
        };
        if !fill.path.iter().all(is_place) {
            let path = self.labels_text(&fill.path).into();
            let template = "cannot fill {}: not a field or element";
            let error = self.error_at(span, Code::Eval, template, vec![Arg::Text(path)]);
            return Decl::Embed(Self::value_expr(Val::Bottom(error), span));
        }
        let mut value = self.literal(&fill.value, span);
        let (first, rest) = match fill.path.split_first() {
            Some((first, rest)) if !first.is_int() => (Some(*first), rest),
            _ => (None, &*fill.path),
        };
        for label in rest.iter().rev() {
            let kind = match *label {
                Label::Int(index) => ExprKind::List(element(index, value, span)),
                label => self.structure(vec![field(label, value, span)], span),
            };
            value = Expr::new(kind, span);
        }
        match first {
            Some(label) => field(label, value, span),
            None => Decl::Embed(value),
        }
    }

    /// A value as an expression.
    fn literal(&mut self, value: &Value, span: Span) -> ExprRef {
        let kind = match value {
            Value::List(values) => {
                let each = values.iter().map(|value| Element::Value(self.literal(value, span)));
                ExprKind::List(ListLit { elements: each.collect() })
            }
            Value::Struct(fields) => {
                let mut decls = Vec::with_capacity(fields.len());
                for (name, value) in fields {
                    let label = Label::String(self.intern(name));
                    decls.push(field(label, self.literal(value, span), span));
                }
                self.structure(decls, span)
            }
            scalar => ExprKind::Value(Val::of_scalar(scalar)),
        };
        Expr::new(kind, span)
    }

    fn structure(&mut self, decls: Vec<Decl>, span: Span) -> ExprKind {
        let filled = Some(self.place());
        ExprKind::Struct(Rc::new(StructLit { decls, span, filled, ..StructLit::default() }))
    }

    /// The names that a path is made of, written as in CUE: `actions."my build".list[0]._id`.
    ///
    /// Hidden names are those of a package, by its import path; of the main package if that is empty.
    /// The empty path is that of the root. None where the text is no path.
    pub fn labels(&mut self, path: &str, package: &str) -> Option<Vec<Label>> {
        if path.is_empty() {
            return Some(Vec::new());
        }
        let expr = parse_expr(0, path.as_bytes()).ok()?;
        let program = Rc::clone(&self.packages.program);
        let main = program.packages.get(program.main).map_or("_", |main| &*main.scope);
        let scope = self.intern(if package.is_empty() { main } else { package });
        let mut labels = Vec::new();
        self.labels_of(&expr, scope, &mut labels)?;
        Some(labels)
    }

    fn labels_of(&mut self, expr: &ast::Expr, scope: Sym, labels: &mut Vec<Label>) -> Option<()> {
        let mut compiler = Compiler::new(&mut self.symbols, &mut self.next_let, scope);
        let label = match expr {
            ast::Expr::Ident(ident) => compiler.ident_label(&ident.name),
            ast::Expr::String(text, _) => compiler.string_label(text),
            ast::Expr::Selector(operand, ast::Selector::Ident(ident), _) => {
                let label = compiler.ident_label(&ident.name);
                self.labels_of(operand, scope, labels)?;
                label
            }
            ast::Expr::Selector(operand, ast::Selector::String(text, _), _) => {
                let label = compiler.string_label(text);
                self.labels_of(operand, scope, labels)?;
                label
            }
            ast::Expr::Index(operand, index, _) => {
                self.labels_of(operand, scope, labels)?;
                element_label(index)?
            }
            ast::Expr::List(elements, _) => match &**elements {
                [ast::Element::Value(index)] => element_label(index)?,
                _ => return None,
            },
            _ => return None,
        };
        labels.push(label);
        Some(())
    }
}

fn element_label(index: &ast::Expr) -> Option<Label> {
    match index {
        ast::Expr::Number(digits, _) => Some(Label::Int(digits.parse().ok()?)),
        _ => None,
    }
}

fn field(label: Label, value: ExprRef, span: Span) -> Decl {
    Decl::Field(FieldDecl::regular(label, value, span))
}

/// `[_, _, value, ...]`
fn element(index: u32, value: ExprRef, span: Span) -> ListLit {
    let top = Expr::new(ExprKind::Value(Val::Top), span);
    let mut elements: Vec<Element> = (0..index).map(|_| Element::Value(Rc::clone(&top))).collect();
    elements.push(Element::Value(value));
    elements.push(Element::Ellipsis(top));
    ListLit { elements }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cue::encoding::json;
    use crate::cue::eval::Limits;
    use crate::cue::eval::Profile;
    use crate::cue::eval::Show;
    use crate::cue::module::Import;
    use crate::cue::module::ImportTarget;
    use crate::cue::module::Package;
    use crate::cue::module::PackageFile;
    use crate::cue::module::Program;
    use crate::cue::module::Source;
    use crate::cue::syntax::parse_file;
    use crate::cue::syntax::print_expr;

    fn package(program: &mut Program, path: &str, texts: &[&str]) {
        let mut package = Package { path: path.into(), scope: path.into(), ..Package::default() };
        for text in texts {
            let index = u32::try_from(program.sources.len()).expect("few");
            let tree = parse_file(index, text.as_bytes()).file;
            let path = format!("{index}.cue");
            program.sources.push(Source { path: path.into(), text: text.as_bytes().into() });
            let mut imports: Vec<Import> = tree.imports.iter().map(Import::builtin).collect();
            for import in imports.iter_mut().filter(|import| import.path.contains('.')) {
                import.target = ImportTarget::Package(0);
            }
            package.files.push(PackageFile { source: index, tree, imports });
        }
        program.main = program.packages.len();
        program.packages.push(package);
    }

    /// A session of some files; the first ones are of a package `x.org/lib` if they say so.
    fn session(texts: &[&str]) -> Session {
        let (library, main): (Vec<&str>, Vec<&str>) =
            texts.iter().partition(|text| text.starts_with("package lib"));
        let mut program = Program::default();
        package(&mut program, "x.org/lib", &library);
        package(&mut program, "_", &main);
        Session::new(program, Profile::CURRENT, Limits::default())
    }

    fn shown(session: &mut Session, root: NodeId) -> String {
        let show = Show { hidden: true, definitions: true, open: true, ..Show::default() };
        let problems = session.problems(root, true);
        // Not in the order of their places, of which what is filled has none.
        let told: BTreeSet<String> =
            problems.iter().map(|one| format!("\n{}: {}", one.path, one.message)).collect();
        print_expr(&session.syntax(root, show)) + &told.into_iter().collect::<String>()
    }

    fn fill(session: &mut Session, path: &str, value: &str) -> NodeId {
        let path = session.labels(path, "").expect("a path");
        let value = json::read(value.as_bytes()).expect("a value");
        session.fill(&[Fill { path, value, span: Span::default() }])
    }

    #[track_caller]
    fn is_as_one_more_file(text: &str, path: &str, value: &str, file: &str) {
        let mut filled = session(&[text]);
        let before = filled.root();
        let untouched = shown(&mut filled, before);
        let root = fill(&mut filled, path, value);
        let mut whole = session(&[text, file]);
        let expected = whole.root();
        assert_eq!(shown(&mut filled, root), shown(&mut whole, expected));
        assert_eq!(shown(&mut filled, before), untouched);
    }

    #[test]
    fn what_is_filled_is_as_if_one_more_file_said_so() {
        let text = "#T: {in: string, out: _, ...}\nt: #T & {in: \"x\"}\nu: \"\\(t.out)!\"";
        is_as_one_more_file(text, "t.out", "\"y\"", "t: out: \"y\"");
        is_as_one_more_file(text, "t", "{\"out\": [1, {\"a\": null}]}", "t: out: [1, {a: null}]");
        is_as_one_more_file("a: {}", "\"b c\".d", "1.50", "\"b c\": d: 1.50");
        is_as_one_more_file("a: x: int\nb: a.x + 1", "", "{\"a\": {\"x\": 2}}", "a: x: 2");
    }

    #[test]
    fn elements_and_hidden_fields_are_filled() {
        let steps = "s: [{in: 1, out: int}, {in: s[0].out, out: int}]\nlast: s[1].out";
        is_as_one_more_file(steps, "s[0].out", "7", "s: [{out: 7}, ...]");
        is_as_one_more_file(steps, "s[1].out", "8", "s: [_, {out: 8}, ...]");
        is_as_one_more_file("a: _id: string\nb: a._id", "a._id", "\"h\"", "a: _id: \"h\"");
        is_as_one_more_file("[...int]", "[1]", "3", "[_, 3, ...]");
    }

    #[test]
    fn what_is_forgotten_can_be_filled() {
        let text = "#T: {in: string, out: _}\nt: #T & {in: \"x\"}\nu: \"\\(t.out)!\"";
        let mut filled = session(&[text]);
        let before = filled.root();
        filled.forget();
        assert!(filled.fields(before).is_empty());
        let root = fill(&mut filled, "t.out", "\"y\"");
        let mut whole = session(&[text, "t: out: \"y\""]);
        let expected = whole.root();
        assert_eq!(shown(&mut filled, root), shown(&mut whole, expected));
    }

    #[test]
    fn what_is_filled_may_conflict_or_be_a_field_too_many() {
        is_as_one_more_file("a: 1\nb: a", "a", "2", "a: 2");
        is_as_one_more_file("#D: a: int\nd: #D", "d.b", "1", "d: b: 1");
        is_as_one_more_file("x: {k: \"a\"} | {k: \"b\"}", "x.k", "\"b\"", "x: k: \"b\"");
        let mut conflict = session(&["a: 1"]);
        let root = fill(&mut conflict, "a", "2");
        let problems = conflict.problems(root, true);
        assert_eq!(problems[0].message, "conflicting values 2 and 1");
        assert_eq!(problems[0].spans, [Span { file: 0, start: 3, end: 4 }]);
    }

    #[test]
    fn hidden_fields_of_an_imported_package_are_filled() {
        let library = "package lib\n#Task: {_id: string, ref: _id}";
        let main = "import \"x.org/lib\"\nt: lib.#Task\nu: t.ref";
        let mut session = session(&[library, main]);
        let root = session.root();
        assert_eq!(session.problems(root, true)[0].path, "t.ref");
        let path = session.labels("t._id", "x.org/lib").expect("a path");
        let value = Value::String("fs1".into());
        let root = session.fill(&[Fill { path, value, span: Span::default() }]);
        let value = session.value(root).expect("concrete");
        assert_eq!(json::write(&value), "{\"t\":{\"ref\":\"fs1\"},\"u\":\"fs1\"}");
    }

    #[test]
    fn values_are_filled_one_after_the_other_in_any_order() {
        let text = "a: int\nb: int\nif a > b {c: a - b}";
        let mut first = session(&[text]);
        fill(&mut first, "a", "3");
        let one = fill(&mut first, "b", "1");
        let mut second = session(&[text]);
        fill(&mut second, "b", "1");
        let two = fill(&mut second, "a", "3");
        assert_eq!(shown(&mut first, one), shown(&mut second, two));
        assert_eq!(shown(&mut first, one), "{\n\ta: 3\n\tb: 1\n\tc: 2\n}");
    }

    #[test]
    fn what_is_no_place_is_not_filled() {
        let mut session = session(&["a: [...]"]);
        assert_eq!(session.labels("a.b + 1", ""), None);
        assert_eq!(session.labels("a[b]", ""), None);
        let root = fill(&mut session, "a[4000000000]", "1");
        let told = session.problems(root, true);
        assert_eq!(told[0].message, "cannot fill a.4000000000: not a field or element");
    }

    /// Programs with something to fill, and what may be filled where.
    const TEXTS: [&str; 4] = [
        "a: {x: int, y: string}\nb: a.x",
        "#D: {x: int, y?: string}\na: #D\nb: a.x + 1",
        "a: {x: *1 | int, y: \"k\" | \"l\"}\nb: [for k, v in a {k}]",
        "a: x: _\nb: {if a.x == 1 {c: 2}}",
    ];
    const PATHS: [&str; 5] = ["a", "a.x", "a.y", "a.z", "c.d"];
    const VALUES: [&str; 7] =
        ["1", "2", "\"k\"", "{\"x\":1}", "{\"y\":\"k\",\"x\":2}", "[1]", "null"];

    proptest::proptest! {
        #[test]
        fn filling_at_any_place_is_one_more_file(
            text in proptest::sample::select(&TEXTS[..]),
            fills in proptest::collection::vec(
                (proptest::sample::select(&PATHS[..]), proptest::sample::select(&VALUES[..])),
                1..4,
            ),
            together: bool,
        ) {
            let mut filled = session(&[text]);
            let line = |(path, value): &(&str, &str)| format!("{}: {value}", path.replace('.', ": "));
            let mut files: Vec<String> = fills.iter().map(line).collect();
            let root = if together {
                files = vec![files.join("\n")];
                let fills: Vec<Fill> = fills
                    .iter()
                    .map(|(path, value)| Fill {
                        path: filled.labels(path, "").expect("a path"),
                        value: json::read(value.as_bytes()).expect("a value"),
                        span: Span::default(),
                    })
                    .collect();
                filled.fill(&fills)
            } else {
                for (path, value) in &fills {
                    fill(&mut filled, path, value);
                }
                filled.root()
            };
            let texts: Vec<&str> = std::iter::once(text).chain(files.iter().map(String::as_str)).collect();
            let mut whole = session(&texts);
            let expected = whole.root();
            proptest::prop_assert_eq!(shown(&mut filled, root), shown(&mut whole, expected));
        }
    }
}

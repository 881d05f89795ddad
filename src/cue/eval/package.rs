//! The packages of a program, compiled, and those that come with the language.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use thin_vec::ThinVec;
use thin_vec::thin_vec;

use crate::cue::builtin;
use crate::cue::builtin::Member;
use crate::cue::module::ImportTarget;
use crate::cue::module::Program;
use crate::cue::syntax;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast;
use crate::cue::syntax::experiment::Experiment;
use crate::cue::syntax::experiment::Experiments;

use super::Label;
use super::Session;
use super::builtin::BuiltinRef;
use super::compile::Compiler;
use super::compile::ImportName;
use super::condition::Condition;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::ir::Decl;
use super::ir::Expr;
use super::ir::ExprRef;
use super::ir::FieldDecl;
use super::ir::PackageRef;
use super::ir::StructLit;
use super::node::CloseInfo;
use super::node::Conjunct;
use super::node::Elem;
use super::node::Node;
use super::node::NodeId;
use super::session::Eval;
use super::session::Stop;
use super::task::Mode;
use super::value::Val;

/// The packages of a session.
#[derive(Debug, Default)]
pub(super) struct Packages {
    pub(super) program: Rc<Program>,
    roots: Vec<NodeId>,
    builtins: BTreeMap<Arc<str>, NodeId>,
    sources: BTreeMap<&'static str, Val>,
    /// What is wrong with the sources.
    pub(super) errors: Vec<Rc<Bottom>>,
    /// Experiments of each file.
    experiments: Vec<Experiments>,
}

impl Session {
    /// Compiles all packages of a program.
    pub(super) fn compile_program(&mut self, mut program: Program) {
        self.packages.experiments = vec![Experiments::default(); program.sources.len()];
        for package in &program.packages {
            let scope = self.intern(&package.scope);
            // What is in a file of no package is not known by its name in the others.
            let files = package.files.iter().map(|file| &*file.tree);
            let is_named = |file: &&ast::File| file.package.iter().any(|name| &*name.name != "_");
            let siblings: Vec<&ast::File> = files.filter(is_named).collect();
            let embeds = self.embeds(&package.embedded);
            let mut conjuncts = ThinVec::new();
            for file in &package.files {
                if let Some(known) = self.packages.experiments.get_mut(file.source as usize) {
                    *known = file.tree.experiments;
                }
                let imports = self.import_names(&file.imports);
                let mut compiler = Compiler::new(&mut self.symbols, &mut self.next_let, scope);
                compiler.unused_imports = self.profile.unused_imports;
                compiler.embeds.clone_from(&embeds);
                let literal = compiler.file(&file.tree, &siblings, &imports);
                self.packages.errors.append(&mut compiler.errors);
                let span = literal.span;
                let elem = Elem::Struct(literal);
                conjuncts.push(Conjunct::at_top(elem, span));
            }
            let root = self.add_node(Node { conjuncts, ..Node::default() });
            self.packages.roots.push(root);
        }
        // Expressions that come later are about the main package; nodes take the room of the others.
        let imported = program.packages.iter_mut().enumerate();
        let imported = imported.filter(|(index, _)| *index != program.main);
        for file in imported.flat_map(|(_, package)| &mut package.files) {
            file.tree = Arc::default();
        }
        self.packages.program = Rc::new(program);
    }

    fn import_names(&mut self, imports: &[crate::cue::module::Import]) -> Vec<ImportName> {
        imports
            .iter()
            .map(|import| ImportName {
                name: Arc::clone(&import.name),
                package: match &import.target {
                    ImportTarget::Package(index) => PackageRef::Loaded(*index),
                    ImportTarget::Builtin(path) => {
                        self.check_builtin(path, import.span);
                        PackageRef::Builtin(self.intern(path))
                    }
                },
                path: Arc::clone(&import.path),
                span: import.span,
            })
            .collect()
    }

    fn check_builtin(&mut self, path: &str, span: Span) {
        if !builtin::is_known(path) {
            let args = vec![Arg::Text(crate::go::quote::quote(path).into())];
            let error = self.error_at(span, Code::Eval, "builtin package {} undefined", args);
            self.packages.errors.push(error);
        }
    }

    /// Whether a file has a part of the language that not all versions have, or only on demand;
    /// what comes with the language is always written in the latest version.
    pub(super) fn has_experiment(&self, span: Span, experiment: Experiment) -> bool {
        let known = self.packages.experiments.get(span.file as usize).copied();
        known.unwrap_or(Experiments::LATEST).has(experiment)
    }

    /// Whether definitions are closed only where that is said.
    pub(super) fn is_explicit_open(&self, span: Span) -> bool {
        self.has_experiment(span, Experiment::ExplicitOpen)
    }

    /// The root of the package that is evaluated.
    pub(super) fn main_root(&self) -> NodeId {
        let main = self.packages.program.main;
        self.packages.roots.get(main).copied().unwrap_or(NodeId(0))
    }

    /// Gives the main package a new root of which other things are said; nothing is evaluated yet.
    pub(super) fn renew_main_root(&mut self, conjuncts: ThinVec<Conjunct>) {
        let root = self.add_node(Node { conjuncts, ..Node::default() });
        let main = self.packages.program.main;
        if let Some(known) = self.packages.roots.get_mut(main) {
            *known = root;
        }
    }

    /// The root of a package.
    pub(super) fn package_node(&mut self, package: PackageRef, span: Span) -> Eval<NodeId> {
        match package {
            PackageRef::Loaded(index) => Ok(self.packages.roots[index]),
            PackageRef::Builtin(path) => {
                let path = self.symbols.text(path);
                if let Some(node) = self.packages.builtins.get(&path) {
                    return Ok(*node);
                }
                let Some(package) = builtin::package(&path) else {
                    let quoted = crate::go::quote::quote(&path);
                    let args = vec![Arg::Text(quoted.into())];
                    return self.fail(span, Code::Eval, "cannot find package {}", args);
                };
                let node = self.builtin_package(package);
                self.packages.builtins.insert(path, node);
                Ok(node)
            }
        }
    }

    fn builtin_package(&mut self, package: &'static builtin::Package) -> NodeId {
        let names = package.members.iter().map(|(name, _)| field_of(name)).collect();
        let siblings = ast::File { decls: names, ..ast::File::default() };
        let mut decls = Vec::with_capacity(package.members.len());
        for (index, (name, member)) in package.members.iter().enumerate() {
            let span = Span::default();
            let value = match member {
                Member::Function(_) | Member::Evaluated(_) => {
                    let builtin = BuiltinRef::Member { package: package.path, index };
                    Self::value_expr(Val::Builtin(builtin), span)
                }
                Member::Constant(value) => Self::value_expr(self.value_of(&value()), span),
                Member::Source(source) => self.compile_source(source, &[&siblings]),
            };
            let label = self.member_label(name);
            decls.push(Decl::Field(FieldDecl::regular(label, value, span)));
        }
        let literal = Rc::new(StructLit { decls, is_file: true, ..StructLit::default() });
        let conjunct = Conjunct::at_top(Elem::Struct(literal), Span::default());
        self.add_node(Node { conjuncts: thin_vec![conjunct], ..Node::default() })
    }

    fn member_label(&mut self, name: &str) -> Label {
        let scope = self.intern("");
        let mut compiler = Compiler::new(&mut self.symbols, &mut self.next_let, scope);
        compiler.ident_label(&name.into())
    }

    fn compile_source(&mut self, source: &'static str, siblings: &[&ast::File]) -> ExprRef {
        let parsed = syntax::parse_expr(u32::MAX, source.as_bytes());
        let scope = self.intern("");
        let mut compiler = Compiler::new(&mut self.symbols, &mut self.next_let, scope);
        match parsed {
            Ok(expr) => compiler.expression(&expr, siblings, &[]),
            Err(_) => Self::value_expr(Val::Top, Span::default()),
        }
    }

    /// The value of a piece of source that a builtin's table has.
    pub(super) fn builtin_source(&mut self, source: &'static str) -> Val {
        if let Some(value) = self.packages.sources.get(source) {
            return value.clone();
        }
        let expr = self.compile_source(source, &[]);
        let node = self.unified_expr(&expr);
        let value = Val::Node(node);
        self.packages.sources.insert(source, value.clone());
        value
    }

    fn unified_expr(&mut self, expr: &ExprRef) -> NodeId {
        let root = self.add_node(Node::default());
        let env = self.new_env(None, root);
        let conjunct = Conjunct {
            elem: Elem::Expr(Rc::clone(expr)),
            env: Some(env),
            close: CloseInfo::default(),
            span: expr.span,
        };
        let node = self.add_node(Node { conjuncts: thin_vec![conjunct], ..Node::default() });
        self.finalize(node);
        node
    }

    /// Evaluates an expression in the scope of the main package: what its files name, and what fields
    /// it has in the end.
    pub fn evaluate_in_main(&mut self, expr: &ast::Expr) -> NodeId {
        let root = self.main_root();
        let program = Rc::clone(&self.packages.program);
        let package = &program.packages[program.main];
        let siblings: Vec<&ast::File> = package.files.iter().map(|file| &*file.tree).collect();
        let mut imports = Vec::new();
        for file in &package.files {
            imports.extend(self.import_names(&file.imports));
        }
        self.evaluate_in_scope(expr, root, &siblings, imports)
    }

    fn package_name(&mut self, path: &'static str) -> ImportName {
        let name = path.rsplit('/').next().unwrap_or(path).into();
        let package = PackageRef::Builtin(self.intern(path));
        ImportName { name, package, path: path.into(), span: Span::default() }
    }

    /// Evaluates an expression in the scope of a value: what fields it has.
    pub fn evaluate_in(&mut self, node: NodeId, expr: &ast::Expr) -> NodeId {
        self.evaluate_in_scope(expr, node, &[], Vec::new())
    }

    fn evaluate_in_scope(
        &mut self,
        expr: &ast::Expr,
        root: NodeId,
        siblings: &[&ast::File],
        imports: Vec<ImportName>,
    ) -> NodeId {
        self.finalize(root);
        let fields = self.fields(root).into_iter().map(|field| self.label_name(field.label));
        let decls = fields.map(|name| field_of(&name)).collect();
        let fields = ast::File { decls, ..ast::File::default() };
        let siblings: Vec<&ast::File> = siblings.iter().copied().chain([&fields]).collect();
        // The packages of the language need no import where none can be written.
        let mut known: Vec<ImportName> =
            builtin::paths().map(|path| self.package_name(path)).collect();
        known.extend(imports);
        let scope = &self.packages.program.packages[self.packages.program.main].scope;
        let scope = self.symbols.intern(scope);
        let mut compiler = Compiler::new(&mut self.symbols, &mut self.next_let, scope);
        let compiled = compiler.expression(expr, &siblings, &known);
        self.packages.errors.append(&mut compiler.errors);
        let env = self.new_env(None, root);
        let value = self.within(Some(env), CloseInfo::default(), |session| {
            session.evaluate(&compiled, Condition::ALL, Mode::Finalize)
        });
        match value {
            Ok(Val::Node(node)) => {
                self.finalize(node);
                node
            }
            Ok(value) => self.unified(&[value]),
            Err(Stop::Error(error)) if error.code.is_incomplete() => {
                // What is named is there, though not all of it is known yet.
                let named = self.within(Some(env), CloseInfo::default(), |session| {
                    session.resolve(&compiled, Condition::ALL, Mode::Finalize)
                });
                named.unwrap_or_else(|_| self.unified(&[Val::Bottom(error)]))
            }
            Err(Stop::Error(error)) => self.unified(&[Val::Bottom(error)]),
            Err(Stop::Yield) => self.unified(&[Val::Top]),
        }
    }

    /// The source of an expression, on one line.
    pub(super) fn source_text(&self, expr: &Expr) -> Rc<str> {
        self.expr_text(expr).into()
    }

    /// The source at a place, on one line.
    pub(super) fn text_at(&self, span: Span) -> Rc<str> {
        let source = self.packages.program.sources.get(span.file as usize);
        let bytes =
            source.and_then(|source| source.text.get(span.start as usize..span.end as usize));
        let text = String::from_utf8_lossy(bytes.unwrap_or_default());
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").into()
    }
}

fn field_of(name: &str) -> ast::Decl {
    let ident = ast::Ident { name: name.into(), span: Span::default() };
    ast::Decl::Field(Box::new(ast::Field {
        label: ast::Label::Ident(ident),
        alias: None,
        postfix_alias: None,
        constraint: ast::Constraint::None,
        value: ast::Expr::Null(Span::default()),
        attributes: Vec::new(),
        doc: None,
        span: Span::default(),
    }))
}

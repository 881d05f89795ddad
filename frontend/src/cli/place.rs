//! Where documents are put: `--path`, `--list`, `--with-context`.

use std::sync::Arc;

use bowsprit::cue::encoding::Content;
use bowsprit::cue::encoding::Data;
use bowsprit::cue::encoding::Member;
use bowsprit::cue::eval::Document;
use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Session;
use bowsprit::cue::eval::Show;
use bowsprit::cue::eval::View;
use bowsprit::cue::module::DataFile;
use bowsprit::cue::module::EXPRESSION;
use bowsprit::cue::module::STDIN;
use bowsprit::cue::number::Number;
use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::Label;
use bowsprit::cue::syntax::parse_expr;
use bowsprit::cue::syntax::parse_file;
use bowsprit::cue::syntax::print_expr;
use bowsprit::cue::value::Value;

use super::Told;
use super::arguments::Arguments;
use super::report;

/// Where documents are put.
#[derive(Debug)]
pub(super) struct Places {
    path: Vec<Step>,
    list: bool,
    with_context: bool,
}

/// A field on the way to the place of a document.
#[derive(Debug)]
enum Step {
    Name(Arc<str>),
    /// Evaluated in the document.
    Expr(Expr),
}

/// The names of fields on the way to a place.
type Path = Vec<Arc<str>>;

impl Places {
    /// Reads the flags.
    pub(super) fn of(arguments: &Arguments) -> Result<Self, Told> {
        let mut path = Vec::new();
        for text in &arguments.paths {
            match parse_expr(EXPRESSION, text.as_bytes()) {
                Ok(expr) => path.push(Step::Expr(expr)),
                Err(_) => path.extend(full_path(text)?),
            }
        }
        let places = Self { path, list: arguments.list, with_context: arguments.with_context };
        match (places.are_given(), &arguments.schema) {
            (true, Some(_)) => {
                told("cannot combine --schema flag with flag \"path\", \"list\", or \"files\"")
            }
            (false, _) if places.with_context => told(
                "flag \"with-context\" must be used with at least one of flag \"path\", \"list\", \
                 or \"files\"",
            ),
            _ => Ok(places),
        }
    }

    /// Whether documents are put anywhere but at the top.
    pub(super) const fn are_given(&self) -> bool {
        self.list || !self.path.is_empty()
    }

    /// Whether there are no fields around documents.
    pub(super) const fn is_empty(&self) -> bool {
        self.path.is_empty()
    }

    /// A value in its place.
    pub(super) fn around(&self, session: &mut Session, node: NodeId) -> Result<NodeId, Told> {
        if self.path.is_empty() {
            return Ok(node);
        }
        let path = self.resolve(session, node)?;
        Ok(session.placed(node, &path))
    }

    /// Puts all documents in their places.
    pub(super) fn place(
        &self,
        session: &mut Session,
        data: Vec<DataFile>,
    ) -> Result<Vec<DataFile>, Told> {
        if !self.are_given() {
            return Ok(data);
        }
        data.into_iter().map(|file| self.place_file(session, file)).collect()
    }

    fn place_file(&self, session: &mut Session, file: DataFile) -> Result<DataFile, Told> {
        let DataFile { source, documents } = file;
        let count = documents.len();
        let mut placed: Vec<(Path, Vec<Data>)> = Vec::new();
        for (index, data) in documents.into_iter().enumerate() {
            let is_null = matches!(data.content, Content::Empty | Content::Scalar(Value::Null));
            let has_names = self.path.iter().all(|step| matches!(step, Step::Name(_)));
            // What is null has no fields by which it could be put anywhere.
            if is_null && !has_names && !self.with_context {
                continue;
            }
            let path = if self.path.is_empty() {
                Path::new()
            } else {
                let around = self.with_context.then(|| {
                    let path = &session.program().sources[source as usize].path;
                    context(&data, path, index, count)
                });
                let data = around.as_ref().unwrap_or(&data);
                let node = session.merge_with(&[Document { source, data }], None);
                self.resolve(session, node)?
            };
            match placed.iter_mut().find(|(known, _)| self.list && *known == path) {
                Some((_, list)) => list.push(data),
                None => placed.push((path, vec![data])),
            }
        }
        let wrap = |(path, mut list): (Path, Vec<Data>)| {
            let start = list.first().map_or(0, |data| data.start);
            let data = match list.pop() {
                Some(only) if !self.list => only,
                last => {
                    list.extend(last);
                    Data { start, content: Content::List(list) }
                }
            };
            path.into_iter().rev().fold(data, |value, name| structure(start, vec![(name, value)]))
        };
        Ok(DataFile { source, documents: placed.into_iter().map(wrap).collect() })
    }

    /// The names on the way, as far as they are expressions with the names of a value.
    fn resolve(&self, session: &mut Session, node: NodeId) -> Result<Path, Told> {
        let name = |step: &Step| match step {
            Step::Name(name) => Ok(Arc::clone(name)),
            Step::Expr(expr) => {
                let value = session.evaluate_in(node, expr);
                let problem = session.source_problems().into_iter().next();
                let problem = problem.or_else(|| session.error_of(value));
                match (problem, session.view(value)) {
                    (None, View::String(text)) => Ok(text),
                    (problem, _) => {
                        let what = match problem {
                            Some(problem) => problem.message,
                            None => print_expr(&session.syntax(value, Show::default())),
                        };
                        told(&format!("error evaluating label {}: {what}", print_expr(expr)))
                    }
                }
            }
        };
        self.path.iter().map(name).collect()
    }
}

fn told<T>(problem: &str) -> Result<T, Told> {
    eprintln!("{problem}");
    Err(Told)
}

/// A document with what is known of it: what `--with-context` shows to expressions.
fn context(data: &Data, path: &str, index: usize, count: usize) -> Data {
    let start = data.start;
    let scalar = |value| Data { start, content: Content::Scalar(value) };
    let number = |number: usize| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        scalar(Value::Number(Number::from_i64(number)))
    };
    let is_stdin = report::shown(path) == STDIN;
    let filename = if is_stdin { STDIN.to_owned() } else { format!("/{path}") };
    let fields = vec![
        ("data".into(), data.clone()),
        ("filename".into(), scalar(Value::String(filename.into()))),
        ("index".into(), number(index)),
        ("recordCount".into(), number(count)),
    ];
    structure(start, fields)
}

fn structure(start: usize, fields: Vec<(Arc<str>, Data)>) -> Data {
    let fields = fields.into_iter();
    let members = fields.map(|(name, value)| Member { name, start, value }).collect();
    Data { start, content: Content::Struct(members) }
}

/// Reads labels with colons behind them: `a: "b": "\(c)":`.
fn full_path(text: &str) -> Result<Vec<Step>, Told> {
    let parsed = parse_file(EXPRESSION, format!("{text}_").as_bytes());
    let mut decls = parsed.file.decls.clone();
    let mut path = Vec::new();
    while let (true, [Decl::Field(_)]) = (parsed.errors.is_empty(), &decls[..]) {
        let Some(Decl::Field(field)) = decls.pop() else { break };
        path.push(match field.label {
            Label::Ident(ident) => Step::Name(ident.name),
            Label::String(text, _) => Step::Name(text),
            Label::Interpolation(text) => Step::Expr(Expr::Interpolation(text)),
            Label::Dynamic(expr) => Step::Expr(expr),
            Label::Pattern(..) => break,
        });
        match field.value {
            Expr::Struct(body) => decls = body.decls,
            _ => return Ok(path),
        }
    }
    told(&format!(
        "labels must be expressions (-l foo -l 'strings.ToLower(bar)') or full paths (-l '\"foo\": \
         \"\\(strings.ToLower(bar))\":) : {text}"
    ))
}

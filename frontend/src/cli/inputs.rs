//! What a command works on: the package with files of data merged into it, or each document by
//! itself, held against a schema.

use std::mem::ManuallyDrop;

use bowsprit::cue::eval::Document;
use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Session;
use bowsprit::cue::module::DataFile;
use bowsprit::cue::module::EXPRESSION;
use bowsprit::cue::module::SCHEMA;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::parse_expr;

use super::Told;
use super::arguments::Arguments;
use super::load;
use super::place::Places;
use super::report;

/// A value that was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen<'a> {
    /// The expression; none for the whole.
    pub(super) name: Option<&'a str>,
    pub(super) node: NodeId,
}

/// What a command does with each value; an error ends it.
pub(super) type Visit<'v, 'a> = &'v mut dyn FnMut(&mut Session, &Chosen<'a>) -> Result<(), Told>;

/// What a command works on.
pub(super) struct Inputs<'a> {
    arguments: &'a Arguments,
    session: ManuallyDrop<Session>,
    data: Vec<DataFile>,
    /// What is evaluated in each value.
    expressions: Vec<(&'a str, Expr)>,
    /// What selects the schema in the package.
    schema: Option<Expr>,
    places: Places,
    /// Whether documents are merged if nothing says otherwise.
    merges: bool,
}

impl<'a> Inputs<'a> {
    /// Loads what was asked for.
    pub(super) fn load(arguments: &'a Arguments, merges: bool) -> Result<Self, Told> {
        let expressions = arguments.expressions.iter();
        let expressions =
            expressions.map(|text| Ok((text.as_str(), expression(EXPRESSION, text)?)));
        let expressions = expressions.collect::<Result<_, _>>()?;
        let schema = arguments.schema.as_deref().filter(|text| !text.is_empty());
        let schema = schema.map(|text| expression(SCHEMA, text)).transpose()?;
        let (session, data) = load::session(arguments)?;
        let places = Places::of(arguments)?;
        let merges = merges && !arguments.apart;
        let inputs = Self { arguments, session, data, expressions, schema, places, merges };
        let problem = match (&inputs.schema, inputs.data.is_empty()) {
            (Some(_), true) => "-d/--schema flag requires non-CUE input files",
            (Some(_), false) if !inputs.has_schema() => {
                "-d/--schema flag specified without a schema"
            }
            _ => return Ok(inputs),
        };
        eprintln!("{problem}");
        Err(Told)
    }

    /// Whether each document is a value by itself.
    pub(super) fn are_apart(&self) -> bool {
        !self.data.is_empty() && (self.schema.is_some() || !self.merges && !self.places.are_given())
    }

    /// Whether there is CUE, which documents can be held against.
    pub(super) fn has_schema(&self) -> bool {
        let program = self.session.program();
        program.packages.get(program.main).is_some_and(|main| !main.files.is_empty())
    }

    /// Does something with each value that was asked for.
    pub(super) fn each(&mut self, visit: Visit<'_, 'a>) -> Result<(), Told> {
        if self.are_apart() {
            return self.each_document(visit);
        }
        let root = if self.data.is_empty() {
            let root = self.session.root();
            self.places.around(&mut self.session, root)?
        } else {
            self.merged()?
        };
        let in_main = self.places.is_empty() || !self.data.is_empty();
        self.choose(root, in_main, visit)
    }

    /// The package with all documents.
    fn merged(&mut self) -> Result<NodeId, Told> {
        let data = std::mem::take(&mut self.data);
        let data = self.places.place(&mut self.session, data)?;
        let documents: Vec<Document<'_>> = data
            .iter()
            .flat_map(|file| file.documents.iter().map(|data| (file.source, data)))
            .map(|(source, data)| Document { source, data })
            .collect();
        // What is wrong with the data alone is told alone.
        let session = &mut self.session;
        if !self.arguments.ignore {
            let alone = session.merge_with(&documents, None);
            let problems = session.problems(alone, false);
            report::problems(&session.program().sources, &problems)?;
        }
        let root = session.merge(&documents);
        // There was data, though it has its place by now.
        self.data = data;
        Ok(root)
    }

    fn each_document(&mut self, visit: Visit<'_, 'a>) -> Result<(), Told> {
        let schema = self.schema_node()?;
        for file in std::mem::take(&mut self.data) {
            for data in &file.documents {
                let document = Document { source: file.source, data };
                let session = &mut self.session;
                let node = session.merge_with(&[document], schema);
                if session.error_of(node).is_some_and(|error| !error.code.is_incomplete()) {
                    let problems = session.problems(node, false);
                    report::problems(&session.program().sources, &problems)?;
                }
                self.choose(node, false, &mut *visit)?;
            }
        }
        Ok(())
    }

    /// What documents are held against.
    fn schema_node(&mut self) -> Result<Option<NodeId>, Told> {
        let session = &mut self.session;
        let Some(schema) = &self.schema else {
            let root = session.root();
            return Ok(self.has_schema().then_some(root));
        };
        let node = session.evaluate_in_main(schema);
        report::problems(&session.program().sources, &session.source_problems())?;
        let problems = session.problems(node, false);
        report::problems(&session.program().sources, &problems)?;
        Ok(Some(node))
    }

    fn choose(&mut self, root: NodeId, in_main: bool, visit: Visit<'_, 'a>) -> Result<(), Told> {
        let session = &mut self.session;
        if self.expressions.is_empty() {
            return visit(session, &Chosen { name: None, node: root });
        }
        for (name, expr) in &self.expressions {
            let node = if in_main {
                session.evaluate_in_main(expr)
            } else {
                session.evaluate_in(root, expr)
            };
            report::problems(&session.program().sources, &session.source_problems())?;
            visit(session, &Chosen { name: Some(name), node })?;
        }
        Ok(())
    }
}

/// Reads an expression of a flag.
fn expression(flag: u32, text: &str) -> Result<Expr, Told> {
    parse_expr(flag, text.as_bytes()).map_err(|errors| {
        for error in errors {
            report::error(&error.to_string(), &[], &[error.span]);
        }
        Told
    })
}

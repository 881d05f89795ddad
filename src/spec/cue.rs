//! Documents written in CUE: a program is evaluated, and what it comes to is the document.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::document::Spec;
use super::error::SpecError;
use super::node::Member;
use super::node::Node;
use super::node::Value;
use super::node::field;
use super::schema::Schema as _;
use crate::build::Origin;
use crate::cue::eval::Fill;
use crate::cue::eval::Label;
use crate::cue::eval::Limits;
use crate::cue::eval::NodeId;
use crate::cue::eval::Presence;
use crate::cue::eval::Problem;
use crate::cue::eval::Profile;
use crate::cue::eval::Session;
use crate::cue::eval::View;
use crate::cue::module::LoadError;
use crate::cue::module::Program;
use crate::cue::module::Source;
use crate::cue::syntax::Span;
use crate::cue::value;
use crate::cue::value::Kind;
use crate::image::Platform;
use crate::llb::SourceInfo;
use crate::source::LineIndex;
use crate::source::Lines;

/// How deep values may be nested.
const DEPTH: usize = 200;

/// As many errors are told at once.
const MOST: usize = 5;

/// The field that is filled from build arguments.
const ARGS: &str = "args";

/// Evaluates a program and reads the document it comes to. Fields of `args` that have a value among
/// `args` get it before anything else is evaluated.
pub fn read(program: Program, args: &BTreeMap<String, String>) -> Result<Spec, SpecError> {
    let files = Files::of(&program.sources, main_files(&program));
    let mut session = Session::new(program, Profile::CURRENT, Limits::default());
    let problems = session.source_problems();
    if !problems.is_empty() {
        return Err(files.error(&problems));
    }
    let mut root = session.root();
    let fills = fills(&mut session, root, args)?;
    if !fills.is_empty() {
        root = session.fill(&fills);
    }
    let mut reader = Reader { session, files };
    let node = reader.document(root)?;
    Spec::decode(&node)
}

/// What `args` may ask for: what is built for, what builds, and build arguments.
pub fn arguments(
    target: &Platform,
    build: &Platform,
    build_args: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut args = BTreeMap::new();
    for (prefix, platform) in [("TARGET", target), ("BUILD", build)] {
        let platform = platform.normalize();
        args.insert(format!("{prefix}PLATFORM"), platform.format_all());
        args.insert(format!("{prefix}OS"), platform.os);
        args.insert(format!("{prefix}ARCH"), platform.architecture);
        args.insert(format!("{prefix}VARIANT"), platform.variant);
    }
    args.extend(build_args.clone());
    args
}

/// What is wrong with the files of a program.
pub fn load_error(errors: &[LoadError], sources: &[Source]) -> SpecError {
    let files = Files::of(sources, Vec::new());
    let texts: Vec<String> = errors.iter().take(MOST).map(ToString::to_string).collect();
    let span = errors.iter().find_map(|error| error.spans.first().copied());
    let origin = span.map_or_else(Origin::default, |span| files.origin("", &[span]));
    SpecError::new(&origin, texts.join("\n"))
}

/// The numbers of the files that the user named.
fn main_files(program: &Program) -> Vec<u32> {
    let main = program.packages.get(program.main);
    main.into_iter().flat_map(|main| &main.files).map(|file| file.source).collect()
}

/// What `args` asks for and is given.
fn fills(
    session: &mut Session,
    root: NodeId,
    args: &BTreeMap<String, String>,
) -> Result<Vec<Fill>, SpecError> {
    let Some(node) = session.field(root, ARGS) else { return Ok(Vec::new()) };
    let Some(path) = session.labels(ARGS, "") else { return Ok(Vec::new()) };
    session.view(node);
    let mut fills = Vec::new();
    for field in session.fields(node) {
        let name = session.label_name(field.label);
        let (Some(text), Label::String(_)) = (args.get(&*name), field.label) else { continue };
        let kinds = session.kinds(field.node);
        let value = argument(text, kinds).ok_or_else(|| {
            let origin = Origin::new(format!("{ARGS}.{name}"));
            SpecError::new(&origin, format!("the build argument {text:?} is of another kind"))
        })?;
        let mut path = path.clone();
        path.push(field.label);
        fills.push(Fill { path, value, span: Span::default() });
    }
    Ok(fills)
}

/// The value that a build argument stands for.
fn argument(text: &str, kinds: Kind) -> Option<value::Value> {
    if kinds.meets(Kind::STRING) {
        return Some(value::Value::String(text.into()));
    }
    match text {
        "true" | "false" if kinds.meets(Kind::BOOL) => Some(value::Value::Bool(text == "true")),
        _ => crate::cue::encoding::json::read(text.as_bytes())
            .ok()
            .filter(|value| kinds.meets(value.kind())),
    }
}

/// The files of a program, as places that errors point at.
struct Files {
    infos: Vec<(Rc<SourceInfo>, LineIndex)>,
    main: Vec<u32>,
}

impl Files {
    fn of(sources: &[Source], main: Vec<u32>) -> Self {
        let info = |source: &Source| {
            let info = SourceInfo {
                filename: source.path.to_string(),
                data: (&*source.text).into(),
                language: "CUE".to_owned(),
                definition: None,
            };
            (Rc::new(info), LineIndex::new(&source.text))
        };
        Self { infos: sources.iter().map(info).collect(), main }
    }

    /// A place by its name and by what was written about it: the user's own files come first.
    fn origin(&self, path: &str, spans: &[Span]) -> Origin {
        let is_main = |span: &&Span| self.main.contains(&span.file);
        let span = spans.iter().find(is_main).or_else(|| spans.first());
        let origin = Origin::new(path);
        let info = span.and_then(|span| self.infos.get(usize::try_from(span.file).ok()?));
        match (span, info) {
            (Some(span), Some((file, lines))) => {
                let start = lines.position(span.start).line;
                let end = lines.position(span.end.saturating_sub(1).max(span.start)).line;
                origin.in_file(Rc::clone(file), Lines { start, end })
            }
            _ => origin,
        }
    }

    /// The first errors as one, those about the user's own files in front.
    fn error(&self, problems: &[Problem]) -> SpecError {
        let is_main =
            |problem: &&Problem| problem.spans.iter().any(|span| self.main.contains(&span.file));
        let first = problems.iter().find(is_main).or_else(|| problems.first());
        let Some(first) = first else {
            return SpecError::new(&Origin::default(), "there is something wrong");
        };
        let rest = problems.iter().filter(|problem| *problem != first);
        let mut message = self.lines_of(first, true);
        for problem in rest.take(MOST - 1) {
            message.push('\n');
            message.push_str(&self.lines_of(problem, false));
        }
        SpecError::new(&self.origin(&first.path, &first.spans), message)
    }

    /// An error and where it is; the path is left to the origin if it is the first one.
    fn lines_of(&self, problem: &Problem, is_first: bool) -> String {
        let sources: Vec<Source> = self
            .infos
            .iter()
            .map(|(info, _)| Source {
                path: info.filename.as_str().into(),
                text: (&*info.data).into(),
            })
            .collect();
        let text = problem.render(&sources, &str::to_owned);
        let text = text.trim_end();
        let prefix = format!("{}: ", problem.path);
        match text.strip_prefix(&prefix) {
            Some(rest) if is_first => rest.to_owned(),
            _ => text.to_owned(),
        }
    }
}

/// A tree on its way to a document.
struct Reader {
    session: Session,
    files: Files,
}

impl Reader {
    /// The document: the fields of the root but for `args`.
    fn document(&mut self, root: NodeId) -> Result<Node, SpecError> {
        let mut members = Vec::new();
        self.session.view(root);
        if let Some(problem) = self.session.error_of(root) {
            return Err(self.files.error(&[problem]));
        }
        for (name, node) in self.regular(root) {
            if name != ARGS {
                members.push(self.member(name, node, "", 0)?);
            }
        }
        Ok(Node { value: Value::Record(members), origin: self.files.origin("", &[]) })
    }

    /// The regular fields of a struct.
    fn regular(&self, node: NodeId) -> Vec<(String, NodeId)> {
        let fields = self.session.fields(node).into_iter().filter(|field| {
            field.presence == Presence::Regular && matches!(field.label, Label::String(_))
        });
        fields.map(|field| (self.session.label_name(field.label).to_string(), field.node)).collect()
    }

    fn member(
        &mut self,
        name: String,
        node: NodeId,
        parent: &str,
        depth: usize,
    ) -> Result<Member, SpecError> {
        let path = field(parent, &name);
        let docs = if parent == "targets" { self.session.docs(node) } else { Vec::new() };
        let mut value = self.node(node, &path, depth)?;
        let origin = self.files.origin(&path, &self.session.spans(node));
        if let (Some(doc), Value::Record(members)) = (docs.first(), &mut value.value)
            && !members.iter().any(|member| member.name == "doc")
        {
            let text = doc.split_whitespace().collect::<Vec<_>>().join(" ");
            let value = Node { value: Value::Text(text), origin: origin.clone() };
            members.push(Member { name: "doc".to_owned(), origin: origin.clone(), value });
        }
        Ok(Member { name, origin, value })
    }

    fn node(&mut self, node: NodeId, path: &str, depth: usize) -> Result<Node, SpecError> {
        let origin = self.files.origin(path, &self.session.spans(node));
        if depth > DEPTH {
            return Err(SpecError::new(&origin, format!("nested more than {DEPTH} deep")));
        }
        let value = match self.session.view(node) {
            View::Null => Value::Null,
            View::Bool(value) => Value::Bool(value),
            View::Number(number) => Value::Number(number.to_string()),
            View::String(text) => Value::Text(text.to_string()),
            View::Default(default) => return self.node(default, path, depth + 1),
            View::Struct => Value::Record(self.members(node, path, depth)?),
            View::List { .. } => Value::List(self.elements(node, path, depth)?),
            View::Bytes(_) => {
                return Err(SpecError::new(&origin, "bytes are not a string: use base64"));
            }
            View::Bottom(_) | View::Kind(_) => {
                let problems = self.session.problems(node, true);
                let mut error = self.files.error(&problems);
                if error.origin.place().is_none() {
                    error.origin = origin;
                } else if !error.origin.path().starts_with(path) {
                    // What is referred to may be what is wrong; the user asked for this field.
                    error.origin = error.origin.renamed(path);
                }
                return Err(error);
            }
        };
        Ok(Node { value, origin })
    }

    fn members(
        &mut self,
        node: NodeId,
        path: &str,
        depth: usize,
    ) -> Result<Vec<Member>, SpecError> {
        let fields = self.regular(node);
        fields.into_iter().map(|(name, node)| self.member(name, node, path, depth + 1)).collect()
    }

    fn elements(&mut self, node: NodeId, path: &str, depth: usize) -> Result<Vec<Node>, SpecError> {
        let elements = self.session.fields(node).into_iter().enumerate();
        elements
            .map(|(at, field)| self.node(field.node, &format!("{path}[{at}]"), depth + 1))
            .collect()
    }
}

//! From nodes to stages.

use super::Add;
use super::Arg;
use super::Cmd;
use super::Copy;
use super::Entrypoint;
use super::Env;
use super::Expose;
use super::Healthcheck;
use super::Instruction;
use super::InstructionError;
use super::InstructionErrorKind;
use super::Label;
use super::Located;
use super::Maintainer;
use super::Onbuild;
use super::Origin;
use super::Run;
use super::Shell;
use super::Stage;
use super::Stopsignal;
use super::User;
use super::Volume;
use super::Workdir;
use super::request::Request;
use super::stage::review_description;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::lint::Scope;
use crate::dockerfile::lint::message;
use crate::dockerfile::syntax;
use crate::dockerfile::syntax::Node;
use crate::dockerfile::syntax::directive;
use crate::dockerfile::syntax::keyword;
use crate::go::space::trim;
use crate::source::Lines;

/// A Dockerfile as stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The stages, in their order. There may be none.
    pub stages: Vec<Stage>,
    /// The `ARG`s above the first `FROM`.
    pub global_args: Vec<Located<Arg>>,
}

/// Reads the instructions of a file.
///
/// Stops at the first error. Rules about single instructions are reported on the way.
pub fn parse(file: syntax::File, linter: &mut Linter) -> Result<Parsed, InstructionError> {
    let mut parsed = Parsed::default();
    for node in file.nodes {
        let lines = node.lines;
        let read = read(node, linter).and_then(|statement| parsed.push(statement));
        read.map_err(|kind| InstructionError { kind, lines })?;
    }
    Ok(parsed)
}

/// Reads an instruction that an `ONBUILD` left behind.
///
/// It is placed at `lines`, which are those of the `FROM` that triggers it. No rules are applied.
pub fn parse_trigger(
    expression: &[u8],
    lines: Lines,
) -> Result<Located<Instruction>, InstructionErrorKind> {
    let file = syntax::parse(expression).map_err(|error| error.kind)?;
    let [node] =
        <[Node; 1]>::try_from(file.nodes).map_err(|_| InstructionErrorKind::ManyTriggers)?;
    match read(Node { lines, ..node }, &mut Linter::deaf())? {
        Statement::Instruction(instruction) => Ok(instruction),
        Statement::Stage(_) => Err(InstructionErrorKind::StageTrigger),
    }
}

/// What a node can be.
enum Statement {
    Stage(Stage),
    Instruction(Located<Instruction>),
}

impl Parsed {
    fn push(&mut self, statement: Statement) -> Result<(), InstructionErrorKind> {
        match (statement, self.stages.last_mut()) {
            (Statement::Stage(stage), _) => self.stages.push(stage),
            (Statement::Instruction(instruction), Some(stage)) => {
                stage.instructions.push(instruction);
            }
            (Statement::Instruction(Located { origin, instruction }), None) => {
                let Instruction::Arg(instruction) = instruction else {
                    return Err(InstructionErrorKind::NoStage);
                };
                self.global_args.push(Located { origin, instruction });
            }
        }
        Ok(())
    }
}

fn read(node: Node, linter: &mut Linter) -> Result<Statement, InstructionErrorKind> {
    let keyword = node.name;
    let (request, origin) = take_apart(node, keyword);
    match keyword {
        "from" => return Stage::parse(request, origin, linter).map(Statement::Stage),
        "maintainer" => {
            linter.report(&origin.scope, origin.lines, message::maintainer_deprecated());
        }
        _ => {}
    }
    let names = if keyword == "arg" { request.comments.clone() } else { Vec::new() };
    let instruction = instruction(keyword, request, &origin)?;
    if let Instruction::Arg(arg) = &instruction {
        let keys: Vec<_> = arg.declarations.iter().map(|arg| arg.key.as_str()).collect();
        review_description("ARG", &keys, &names, &origin, linter);
    }
    Ok(Statement::Instruction(Located { origin, instruction }))
}

fn instruction(
    keyword: &str,
    request: Request,
    origin: &Origin,
) -> Result<Instruction, InstructionErrorKind> {
    match keyword {
        "add" => Add::parse(request).map(Instruction::Add),
        "arg" => Arg::parse(&request).map(Instruction::Arg),
        "cmd" => Cmd::parse(request).map(Instruction::Cmd),
        "copy" => Copy::parse(request).map(Instruction::Copy),
        "entrypoint" => Entrypoint::parse(request).map(Instruction::Entrypoint),
        "env" => Env::parse(request).map(Instruction::Env),
        "expose" => Expose::parse(request).map(Instruction::Expose),
        "healthcheck" => Healthcheck::parse(request).map(Instruction::Healthcheck),
        "label" => Label::parse(request).map(Instruction::Label),
        "maintainer" => Maintainer::parse(request).map(Instruction::Maintainer),
        "onbuild" => Onbuild::parse(request).map(Instruction::Onbuild),
        "run" => Run::parse(request).map(Instruction::Run),
        "shell" => Shell::parse(request).map(Instruction::Shell),
        "stopsignal" => Stopsignal::parse(request).map(Instruction::Stopsignal),
        "user" => User::parse(request).map(Instruction::User),
        "volume" => Volume::parse(request).map(Instruction::Volume),
        "workdir" => Workdir::parse(request).map(Instruction::Workdir),
        _ => Err(InstructionErrorKind::UnknownInstruction {
            keyword: origin.keyword.clone(),
            known: &keyword::KEYWORDS,
        }),
    }
}

/// Parts what an instruction says from how it was written.
fn take_apart(node: Node, keyword: &str) -> (Request, Origin) {
    let mut request = Request::new(node.arguments);
    request.flags = node.flags;
    request.heredocs = node.heredocs;
    request.stray = node.stray.as_ref().is_some_and(|stray| stray.arguments);
    if matches!(keyword, "from" | "onbuild") {
        let line = node.stray.map(|stray| stray.line.into_vec());
        request.line = line.unwrap_or_else(|| node.original.clone().into_bytes());
    }
    let check = node.comments.iter().find_map(|comment| directive::check_in_comment(comment));
    request.comments = node.comments;
    let original = trim(&node.original);
    let trimmed = original.len() == node.original.len();
    let origin = Origin {
        original: if trimmed { node.original } else { original.to_owned() },
        keyword: node.keyword,
        lines: node.lines,
        scope: check.map_or(Scope::FILE, |check| Scope::parse(&check)),
    };
    (request, origin)
}

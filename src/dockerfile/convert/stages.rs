//! The stages of a Dockerfile, and the images that stand beside them.
//!
//! Upstream: `dockerfile2llb/convert.go`, `dispatchStates`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::args::GlobalArgs;
use super::base::Base;
use super::check;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::name::Counter;
use super::named::NamedContext;
use super::request::Request;
use crate::dockerfile::instruction;
use crate::dockerfile::instruction::Instruction;
use crate::dockerfile::instruction::Located;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::shell::Expanded;
use crate::dockerfile::shell::Lexer;
use crate::image::Platform;
use crate::source::Lines;
use crate::source::suggest;

/// A stage by its number, images beside the stages included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StageId(pub(super) usize);

/// Stages in the order of the file, and behind them images that `--from` and mounts name.
#[derive(Debug, Default)]
pub(super) struct Stages<'a> {
    pub(super) list: Vec<Stage<'a>>,
    by_name: BTreeMap<String, StageId>,
}

/// A stage, or an image that an instruction takes files from.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    /// Its name in lower case, or an empty text.
    pub(super) name: &'a str,
    /// The line of its `FROM`.
    pub(super) original: &'a str,
    /// Where it is written; nowhere for what a mount names.
    pub(super) lines: Option<Lines>,
    /// The image or stage it starts from; a full reference once that is known.
    pub(super) base_name: String,
    /// `--platform`.
    pub(super) platform: Option<Rc<Platform>>,
    /// The stage it starts from.
    pub(super) base: Option<StageId>,
    /// The variables in its `FROM`.
    pub(super) args: BTreeSet<String>,
    /// Stages it takes files from, and where it does.
    pub(super) needs: Vec<(StageId, Lines)>,
    /// What is done in it.
    pub(super) steps: Vec<Step<'a>>,
    /// Its steps, as they are shown.
    pub(super) counter: Counter,
    /// Its steps run even if they are cached.
    pub(super) ignore_cache: bool,
    /// It is an image that an instruction takes files from.
    pub(super) is_beside: bool,
    /// What the stage it starts from left for it was taken over.
    pub(super) has_triggers: bool,
    /// The context that stands in for it.
    pub(super) context: Option<NamedContext>,
    /// What it starts from, once that is known.
    pub(super) origin: Option<Base>,
}

/// An instruction of a stage and the stages it takes files from.
#[derive(Clone, Debug)]
pub(super) struct Step<'a> {
    pub(super) written: Written<'a>,
    pub(super) sources: Vec<StageId>,
    /// An `ONBUILD` left it.
    pub(super) is_trigger: bool,
}

/// An instruction of the file, or one that an image left.
#[derive(Clone, Debug)]
pub(super) enum Written<'a> {
    Here(&'a Located<Instruction>),
    Elsewhere(Rc<Located<Instruction>>),
}

impl Written<'_> {
    pub(super) fn get(&self) -> &Located<Instruction> {
        match self {
            Self::Here(located) => located,
            Self::Elsewhere(located) => located,
        }
    }
}

impl Stage<'_> {
    /// An image that an instruction at `lines` takes files from.
    pub(super) fn beside(image: &str, lines: Option<Lines>) -> Self {
        Self {
            name: "",
            original: "",
            lines,
            base_name: image.to_owned(),
            platform: None,
            base: None,
            args: BTreeSet::new(),
            needs: Vec::new(),
            steps: Vec::new(),
            counter: Counter::default(),
            ignore_cache: false,
            is_beside: true,
            has_triggers: false,
            context: None,
            origin: None,
        }
    }

    /// Takes note that it takes files from another one; the last place counts.
    pub(super) fn need(&mut self, other: StageId, lines: Lines) {
        match self.needs.iter_mut().find(|(known, _)| *known == other) {
            Some(known) => known.1 = lines,
            None => self.needs.push((other, lines)),
        }
    }
}

impl<'a> Stages<'a> {
    pub(super) fn get(&self, id: StageId) -> &Stage<'a> {
        &self.list[id.0]
    }

    pub(super) fn get_mut(&mut self, id: StageId) -> &mut Stage<'a> {
        &mut self.list[id.0]
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = StageId> + use<> {
        (0..self.list.len()).map(StageId)
    }

    /// Adds a stage, which starts from an earlier one if that has the name.
    pub(super) fn add(&mut self, mut stage: Stage<'a>) -> StageId {
        let id = StageId(self.list.len());
        stage.base = self.by_name.get(&stage.base_name).copied();
        if !stage.name.is_empty() {
            self.by_name.insert(stage.name.to_owned(), id);
        }
        self.list.push(stage);
        id
    }

    /// A stage by its name, in whatever case it is.
    pub(super) fn named(&self, name: &str) -> Option<StageId> {
        self.by_name.get(&name.to_lowercase()).copied()
    }

    /// The names under which stages are shown.
    pub(super) fn names(&self) -> Vec<&str> {
        let names = self.list.iter().map(|stage| stage.counter.stage.as_str());
        names.filter(|name| !name.is_empty()).collect()
    }

    /// The stage that was asked for, or the last one.
    pub(super) fn target(&self, target: &str) -> Result<StageId, ConvertError> {
        if target.is_empty() {
            return Ok(StageId(self.list.len() - 1));
        }
        self.named(target).ok_or_else(|| {
            let hint = suggest::text(target, self.names(), true);
            ConvertErrorKind::UnknownTarget { target: target.to_owned(), hint }.unlocated()
        })
    }
}

/// What is needed to make stages of `FROM`s.
pub(super) struct Context<'c> {
    pub(super) request: &'c Request,
    pub(super) args: &'c GlobalArgs,
    pub(super) lexer: Lexer,
}

/// Makes stages of `FROM`s: names and platforms are expanded, nothing is looked up.
pub(super) fn build<'a>(
    parsed: &'a [instruction::Stage],
    context: &Context<'_>,
    linter: &mut Linter,
) -> Result<Stages<'a>, ConvertError> {
    let mut stages = Stages { list: Vec::with_capacity(parsed.len()), ..Stages::default() };
    for (place, written) in parsed.iter().enumerate() {
        let mut args = BTreeSet::new();
        let base_name = base_name(written, context, &mut args, linter)?;
        let platform = platform(written, context, &mut args, linter)?;
        let mut stage = Stage::beside(&base_name, Some(written.origin.lines));
        stage.name = &written.name;
        stage.original = &written.origin.original;
        stage.platform = platform.map(Rc::new);
        stage.is_beside = false;
        if !written.name.is_empty() {
            stage.context =
                NamedContext::find(&written.name, stage.platform.as_ref(), context.request)
                    .map_err(ConvertErrorKind::unlocated)?;
        }
        stage.counter.show_platform = context.request.options.is_multi_platform;
        stage.counter.stage = match written.name.as_str() {
            "" => format!("stage-{place}"),
            name => name.to_owned(),
        };
        stage.ignore_cache = context.request.options.no_cache.includes(&written.name);
        stage.steps = (written.instructions.iter())
            .map(|located| Step {
                written: Written::Here(located),
                sources: Vec::new(),
                is_trigger: false,
            })
            .collect();
        let id = stages.add(stage);
        let stage = stages.get_mut(id);
        if stage.context.is_some() {
            stage.base = None;
            continue;
        }
        stage.args = args;
        let fetches = stage.base.is_none() && base_name != "scratch";
        let counted = written.instructions.iter().filter(|located| is_counted(located)).count();
        stage.counter.total = usize::from(fetches) + counted;
    }
    Ok(stages)
}

fn is_counted(located: &Located<Instruction>) -> bool {
    use Instruction::{Add, Copy, Run, Workdir};
    matches!(located.instruction, Add(_) | Copy(_) | Run(_) | Workdir(_))
}

fn base_name(
    written: &instruction::Stage,
    context: &Context<'_>,
    args: &mut BTreeSet<String>,
    linter: &mut Linter,
) -> Result<String, ConvertError> {
    let lines = written.origin.lines;
    let scope = &written.origin.scope;
    let expanded = context.lexer.process_word(&written.base_name, &context.args.env);
    let names = match &expanded {
        Ok(expanded) => &expanded.names,
        Err(error) => &error.names,
    };
    check::undeclared(names, context.args, lines, scope, linter);
    let Expanded { text, mut names } =
        expanded.map_err(|error| ConvertErrorKind::Shell(error).at(lines))?;
    args.append(&mut names.matched);
    if text.is_empty() {
        return Err(ConvertErrorKind::BlankBaseName(written.base_name.clone()).at(lines));
    }
    Ok(text)
}

fn platform(
    written: &instruction::Stage,
    context: &Context<'_>,
    args: &mut BTreeSet<String>,
    linter: &mut Linter,
) -> Result<Option<Platform>, ConvertError> {
    if written.platform.is_empty() {
        return Ok(None);
    }
    let lines = written.origin.lines;
    let scope = &written.origin.scope;
    let flag = &written.platform;
    let expanded = match context.lexer.process_word(flag, &context.args.env) {
        Ok(expanded) => expanded,
        Err(error) => {
            check::undeclared(&error.names, context.args, lines, scope, linter);
            let result = String::new();
            let kind = ConvertErrorKind::PlatformArguments { result, source: error };
            return Err(kind.at(lines));
        }
    };
    check::undeclared(&expanded.names, context.args, lines, scope, linter);
    check::redundant_platform(flag, &expanded, context.args, (lines, scope), linter);
    check::constant_platform(&written.name, &expanded, (lines, scope), linter);
    args.extend(expanded.names.matched.iter().cloned());
    parse_platform(flag, &expanded, context, lines).map(Some)
}

fn parse_platform(
    flag: &str,
    expanded: &Expanded,
    context: &Context<'_>,
    lines: Lines,
) -> Result<Platform, ConvertError> {
    let known: Vec<&str> = context.args.env.keys().collect();
    let hint = || {
        let hints = expanded.names.unmatched.iter();
        hints.map(|name| suggest::text(name, &known, true)).find(|hint| !hint.is_empty())
    };
    let expression = flag.to_owned();
    if expanded.text.is_empty() {
        let hint = hint().unwrap_or_default();
        return Err(ConvertErrorKind::EmptyPlatform { expression, hint }.at(lines));
    }
    Platform::parse(&expanded.text).map_err(|source| {
        let source = Box::new(source);
        let hint = hint().unwrap_or_default();
        ConvertErrorKind::Platform { expression, source, hint }.at(lines).at(lines)
    })
}

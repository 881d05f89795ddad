//! From instructions to a graph and an image: stage by stage, instruction by instruction.
//!
//! Upstream: `dockerfile2llb/convert.go`, `dispatchStages`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::add;
use super::arg;
use super::args::GlobalArgs;
use super::args::Platforms;
use super::base::Base;
use super::base::DEFAULT_PATH;
use super::command;
use super::copy;
use super::env;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::expose;
use super::healthcheck;
use super::label;
use super::metadata;
use super::onbuild;
use super::request::MainContext;
use super::request::Request;
use super::run;
use super::scan::Switches;
use super::stage::Place;
use super::stage::Stage;
use super::stage::UsedPaths;
use super::stages;
use super::stages::StageId;
use super::stages::Stages;
use super::state::State;
use super::workdir;
use crate::dockerfile::instruction::Instruction;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::shell::Lexer;
use crate::ignore::Matcher;
use crate::llb::Constraints;
use crate::llb::Graph;
use crate::llb::Location;
use crate::llb::Output;
use crate::llb::ProxyEnv;
use crate::llb::Source;
use crate::llb::SourceIndex;
use crate::source::Lines;

/// What all the instructions of a build share.
pub(super) struct Build<'b> {
    pub(super) request: &'b Request,
    pub(super) args: &'b GlobalArgs,
    pub(super) platforms: &'b Platforms,
    pub(super) lexer: Lexer,
    pub(super) linter: &'b mut Linter,
    pub(super) graph: Graph,
    pub(super) source: SourceIndex,
    pub(super) proxy: Option<ProxyEnv>,
    /// The main context; what of it is sent is known at the end.
    pub(super) context: Option<Output>,
    pub(super) used: UsedPaths,
    /// What `.dockerignore` hides.
    pub(super) ignored: Option<Matcher>,
    /// `SOURCE_DATE_EPOCH`, seconds.
    pub(super) epoch: Option<i64>,
    /// The stages that are done.
    pub(super) done: Vec<Option<Stage>>,
    /// Processes that cannot be marshalled.
    pub(super) defects: Vec<(Output, ConvertErrorKind)>,
}

impl<'b> Build<'b> {
    pub(super) fn new(
        (request, args): (&'b Request, &'b GlobalArgs),
        platforms: &'b Platforms,
        lexer: Lexer,
        linter: &'b mut Linter,
    ) -> Result<Self, ConvertError> {
        let mut graph = Graph::new(Rc::new(platforms.target.clone()));
        let source = graph.source_info(request.source.clone());
        let context = match &request.context {
            MainContext::Local { .. } => {
                Some(graph.source(Source::local("context"), Constraints::default()))
            }
            MainContext::Fetched(definition) => graph
                .import(definition)
                .map_err(|error| ConvertErrorKind::Context(error.to_string()).unlocated())?,
        };
        Ok(Self {
            request,
            args,
            platforms,
            lexer,
            linter,
            graph,
            source,
            proxy: proxy(request),
            context,
            used: UsedPaths::default(),
            ignored: None,
            epoch: None,
            done: Vec::new(),
            defects: Vec::new(),
        })
    }

    /// Converts the stages that are needed, in the order of the file.
    pub(super) fn convert(
        &mut self,
        stages: &mut Stages<'_>,
        needed: &BTreeSet<StageId>,
    ) -> Result<(), ConvertError> {
        self.done.resize_with(stages.list.len(), || None);
        // What stands beside the stages was looked up before the first of them is converted.
        for id in stages.ids() {
            if !stages.get(id).is_beside {
                continue;
            }
            if let Some(base) = stages.get_mut(id).origin.take() {
                let stage = self.start(stages.get(id), base);
                self.done[id.0] = Some(stage);
            }
        }
        for id in stages.ids() {
            if needed.contains(&id) && self.done[id.0].is_none() {
                let stage = self.convert_stage(stages, id)?;
                self.done[id.0] = Some(stage);
            }
        }
        Ok(())
    }

    fn convert_stage(
        &mut self,
        stages: &mut Stages<'_>,
        id: StageId,
    ) -> Result<Stage, ConvertError> {
        let origin = stages.get_mut(id).origin.take();
        let written = stages.get(id);
        let base = written.base.and_then(|base| self.done.get(base.0)?.as_ref());
        let mut stage = match (base, origin) {
            (Some(base), _) => base.child(),
            (None, Some(origin)) => self.start(written, origin),
            (None, None) => return Err(ConvertErrorKind::NoStages.unlocated()),
        };
        stage.counter = written.counter.clone();
        stage.ignore_cache = written.ignore_cache;
        let locate = |kind: ConvertErrorKind| ConvertError { kind, locations: vec![written.lines] };
        self.inherit(&mut stage).map_err(locate)?;
        for step in &written.steps {
            let located = step.written.get();
            let place = Place {
                origin: &located.origin,
                sources: &step.sources,
                is_trigger: step.is_trigger,
            };
            self.dispatch(&located.instruction, &place, &mut stage)
                .map_err(|kind| kind.at(located.origin.lines))?;
        }
        stage.scan = Switches::of(&stage, self.args);
        Ok(stage)
    }

    /// The beginning of a stage that starts from an image, or from nothing.
    fn start(&mut self, written: &stages::Stage<'_>, base: Base) -> Stage {
        let state = match base.image {
            None => State::new(None, None),
            Some(image) => {
                let constraints = Constraints::named(image.name)
                    .describe("com.docker.dockerfile.v1.command", written.original)
                    .platform(Rc::clone(&base.platform))
                    .location(self.location(written.lines));
                let source =
                    Source::image(&image.reference).resolve_mode(self.request.options.resolve_mode);
                let root = self.graph.source(source, constraints);
                State::new(Some(root), Some(Rc::new(base.platform.normalize())))
            }
        };
        let mut stage = Stage::new(state, base.config, base.platform);
        stage.original = base.original;
        stage
    }

    /// Takes over what the configuration says of processes.
    fn inherit(&mut self, stage: &mut Stage) -> Result<(), ConvertErrorKind> {
        let env = &mut stage.image.config.env;
        let has_path = env.iter().any(|entry| entry.split('=').next() == Some("PATH"));
        if !has_path && stage.platform.os != "windows" {
            env.push(format!("PATH={DEFAULT_PATH}"));
        }
        stage.index_env();
        for entry in &stage.image.config.env {
            let (key, value) = entry.split_once('=').unwrap_or((entry, ""));
            stage.state.set_env(key, value);
        }
        if !self.request.options.hostname.is_empty() {
            stage.state.hostname.clone_from(&self.request.options.hostname);
        }
        let dir = stage.image.config.working_dir.clone();
        if !dir.is_empty() {
            workdir::set(&dir, stage)?;
        }
        let user = stage.image.config.user.clone();
        if !user.is_empty() {
            stage.state.user = user;
        }
        stage.state.network = self.request.options.network;
        Ok(())
    }

    fn dispatch(
        &mut self,
        instruction: &Instruction,
        place: &Place<'_>,
        stage: &mut Stage,
    ) -> Result<(), ConvertErrorKind> {
        match instruction {
            Instruction::Add(add) => add::convert(add, place, stage, self)?,
            Instruction::Arg(arg) => arg::convert(arg, place, stage, self)?,
            Instruction::Cmd(cmd) => command::cmd(cmd, place, stage, self),
            Instruction::Copy(copy) => copy::convert(copy, place, stage, self)?,
            Instruction::Entrypoint(entry) => command::entrypoint(entry, place, stage, self),
            Instruction::Env(env) => env::convert(env, place, stage, self)?,
            Instruction::Expose(expose) => expose::convert(expose, place, stage, self)?,
            Instruction::Healthcheck(check) => healthcheck::convert(check, place, stage, self),
            Instruction::Label(label) => label::convert(label, place, stage, self)?,
            Instruction::Maintainer(name) => metadata::maintainer(name, stage, self),
            Instruction::Onbuild(onbuild) => onbuild::convert(onbuild, stage),
            Instruction::Run(run) => run::convert(run, place, stage, self)?,
            Instruction::Shell(shell) => metadata::shell(shell, stage, self),
            Instruction::Stopsignal(signal) => metadata::stopsignal(signal, place, stage, self)?,
            Instruction::User(user) => metadata::user(user, place, stage, self)?,
            Instruction::Volume(volume) => metadata::volume(volume, place, stage, self)?,
            Instruction::Workdir(dir) => workdir::convert(dir, place, stage, self)?,
        }
        Ok(())
    }

    /// A place in the Dockerfile; nowhere is a place without lines.
    pub(super) fn location(&self, lines: Option<Lines>) -> Location {
        match lines {
            Some(lines) => Location::of_lines(self.source, lines),
            None => Location { source: self.source, ranges: Vec::new() },
        }
    }

    /// The name and the place of a step, and whether it runs even if it is cached.
    pub(super) fn constraints(
        &self,
        name: String,
        place: &Place<'_>,
        stage: &Stage,
    ) -> Constraints {
        Constraints::named(name)
            .location(self.location(Some(place.origin.lines)))
            .ignore_cache(stage.ignore_cache)
    }

    /// Adds an entry to the record of how the image was made.
    pub(super) fn commit(&self, stage: &mut Stage, created_by: String, with_layer: bool) {
        super::history::commit(&mut stage.image, created_by, with_layer, self.epoch);
    }
}

/// Proxies among the build arguments; spelled in lower case, they win.
fn proxy(request: &Request) -> Option<ProxyEnv> {
    let mut proxy = ProxyEnv::default();
    let mut is_set = false;
    for (key, value) in &request.options.build_args {
        let field = match key.to_ascii_lowercase().as_str() {
            "http_proxy" => &mut proxy.http,
            "https_proxy" => &mut proxy.https,
            "ftp_proxy" => &mut proxy.ftp,
            "no_proxy" => &mut proxy.no,
            "all_proxy" => &mut proxy.all,
            _ => continue,
        };
        field.clone_from(value);
        is_set = true;
    }
    is_set.then_some(proxy)
}

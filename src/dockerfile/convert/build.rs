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
use super::base::Root;
use super::command;
use super::copy;
use super::env;
use super::error::ConvertError;
use super::error::ConvertErrorKind;
use super::expose;
use super::healthcheck;
use super::label;
use super::metadata;
use super::named::Files;
use super::named::Folder;
use super::named::Loaded;
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
use crate::go::time::Time;
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
    /// The paths that are used of what each stage began with.
    pub(super) used_of: Vec<UsedPaths>,
    /// Folders that stand in for stages and images; what of them is sent is known at the end.
    pub(super) folders: Vec<(Output, StageId, Folder)>,
    /// What `.dockerignore` hides.
    pub(super) ignored: Option<Matcher>,
    /// `SOURCE_DATE_EPOCH`.
    pub(super) epoch: Option<Time>,
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
            proxy: request.options.proxy(),
            context,
            used: UsedPaths::default(),
            used_of: Vec::new(),
            folders: Vec::new(),
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
        self.used_of.resize_with(stages.list.len(), UsedPaths::default);
        // What stands beside the stages was looked up before the first of them is converted, and
        // so was what takes the place of stages.
        for id in stages.ids() {
            let stage = stages.get_mut(id);
            if !stage.is_beside && stage.context.is_none() {
                continue;
            }
            if let Some(base) = stage.origin.take() {
                let stage = self.start(id, stages.get(id), base)?;
                self.done[id.0] = Some(stage);
            }
        }
        // If all stages are wanted, that goes for those, too.
        let all = self.request.wants_all_stages();
        for id in stages.ids() {
            if needed.contains(&id) && (self.done[id.0].is_none() || all) {
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
        let started = self.done[id.0].take();
        let origin = stages.get_mut(id).origin.take();
        let written = stages.get(id);
        let base = written.base.and_then(|base| self.done.get(base.0)?.as_ref());
        let mut stage = match (started, base, origin) {
            (Some(started), _, _) => started,
            (_, Some(base), _) => base.child(),
            (_, _, Some(origin)) => self.start(id, written, origin)?,
            (None, None, None) => return Err(ConvertErrorKind::NoStages.unlocated()),
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

    /// The beginning of a stage: an image, a context, or nothing.
    fn start(
        &mut self,
        id: StageId,
        written: &stages::Stage<'_>,
        base: Base,
    ) -> Result<Stage, ConvertError> {
        let platform = base.platform.clone().unwrap_or_default();
        let state = match base.root {
            Root::Nothing => State::new(None, None),
            Root::Image(image) => {
                let constraints = Constraints::named(image.name)
                    .describe("com.docker.dockerfile.v1.command", written.original)
                    .platform(Rc::clone(&platform))
                    .location(self.location(written.lines));
                let mode = self.request.options.resolve_mode;
                let source = Source::image(&image.reference).resolve_mode(mode);
                let root = self.graph.source(source, constraints);
                State::new(Some(root), Some(Rc::new(platform.normalize())))
            }
            Root::Finished(loaded) => self.load(id, *loaded, written)?,
            Root::Context(loaded) => {
                let state = self.load(id, *loaded, written)?;
                State { platform: Some(Rc::new(platform.normalize())), ..state }
            }
        };
        let mut stage = Stage::new(id, state, base.config, platform);
        stage.original = base.original;
        Ok(stage)
    }

    /// Puts a context into the graph.
    fn load(
        &mut self,
        id: StageId,
        loaded: Loaded,
        written: &stages::Stage<'_>,
    ) -> Result<State, ConvertError> {
        let mut state = match loaded.files {
            Files::Nothing => State::new(None, None),
            Files::Source { source, name, platform } => {
                let mut constraints = Constraints::named(name);
                if let Some(platform) = &platform {
                    constraints = constraints.platform(Rc::clone(platform));
                }
                let root = self.graph.source(source, constraints);
                State::new(Some(root), platform.map(|platform| Rc::new(platform.normalize())))
            }
            Files::Folder(folder) => {
                let root = self.graph.source(folder.source.clone(), Constraints::default());
                self.folders.push((root, id, folder));
                State::new(Some(root), None)
            }
            Files::Input(definition) => {
                let root = self.graph.import(&definition).map_err(|error| {
                    let kind = ConvertErrorKind::Context(error.to_string());
                    ConvertError { kind, locations: vec![written.lines] }
                })?;
                State::new(root, None)
            }
        };
        if let Some(config) = &loaded.config {
            state.apply(config);
        }
        Ok(state)
    }

    /// Takes over what the configuration says of processes.
    fn inherit(&mut self, stage: &mut Stage) -> Result<(), ConvertErrorKind> {
        stage.image.config.add_default_path(&stage.platform.os);
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
            None => Location { source: self.source, ranges: Rc::default() },
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
        stage.image.record(created_by, with_layer, self.epoch);
    }
}

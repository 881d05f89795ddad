//! What is asked for beside the Dockerfile itself.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::image::Platform;
use crate::llb::Caps;
use crate::llb::Definition;
use crate::llb::SourceInfo;
use crate::options::Options;

/// What one conversion needs to know that is not in the Dockerfile.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What was asked for.
    pub options: Rc<Options>,
    /// The platform to build for; `None` is that of the worker.
    pub platform: Option<Platform>,
    /// The Dockerfile as a source of locations.
    pub source: SourceInfo,
    /// What the solver accepts; some instructions become other operations without it.
    pub caps: Rc<Caps>,
    /// Where the files are that are copied.
    pub context: MainContext,
    /// Graphs that the client gave, by name.
    pub inputs: Rc<BTreeMap<String, Rc<Definition>>>,
    /// What for.
    pub goal: Goal,
}

/// What a conversion is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// A graph of the target, which can be solved.
    #[default]
    Graph,
    /// What the target wants to be told; there is no graph.
    Outline,
    /// What is found in the target, or in all stages if none is named; there is no graph.
    Findings,
}

impl Request {
    /// Whether stages are converted that nobody needs.
    pub(super) fn wants_all_stages(&self) -> bool {
        self.goal == Goal::Findings && self.options.target.is_empty()
    }
}

/// Where the files are that are copied without `--from`.
#[derive(Clone, Debug)]
pub enum MainContext {
    /// A folder of the client, in the session with this id. Only what is used is sent.
    Local {
        /// `local.session`
        session: String,
        /// Whether `.dockerignore` is read from it. What stands in for it was found already.
        ignore: Ignore,
    },
    /// The result of a graph: a repository, an archive, an input.
    Fetched(Rc<Definition>),
}

/// Where the patterns of files that are left out come from.
#[derive(Clone, Debug, Default)]
pub enum Ignore {
    /// `.dockerignore` of the context, which is asked for.
    #[default]
    Context,
    /// A file beside the Dockerfile, with its name.
    Beside {
        /// Such as `Dockerfile.dockerignore`.
        name: String,
        /// Its content.
        data: Rc<[u8]>,
    },
}

impl Default for MainContext {
    fn default() -> Self {
        Self::Local { session: String::new(), ignore: Ignore::Context }
    }
}

//! What is asked for beside the description itself.

use std::rc::Rc;

use crate::image::Platform;
use crate::llb::Caps;
use crate::llb::Definition;
use crate::options::Options;

/// What lowering needs to know that is not in a description.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What was asked for.
    pub options: Rc<Options>,
    /// The platform to build for; `None` is that of the worker.
    pub platform: Option<Platform>,
    /// What the solver accepts.
    pub caps: Rc<Caps>,
    /// Where the files of the main context are.
    pub context: MainContext,
}

/// Where the files of the main context are.
#[derive(Clone, Debug, Default)]
pub enum MainContext {
    /// A folder of the client. Only what is used is sent.
    #[default]
    Local,
    /// The result of a graph: a repository, an archive, an input.
    Fetched(Rc<Definition>),
}

impl Request {
    /// The platform to build for.
    pub fn target_platform(&self) -> Platform {
        self.platform.clone().unwrap_or_else(|| self.options.build_platform.clone()).normalize()
    }
}

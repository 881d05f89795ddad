//! What is asked of the daemon.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::llb::Definition;
use crate::llb::Digest;
use crate::llb::Range;
use crate::llb::SourceInfo;

/// What is to be solved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SolveRequest {
    /// A graph or a frontend.
    pub work: Work,
    /// Where results may be taken from instead of building them.
    pub cache_imports: Vec<CacheImport>,
    /// Wait until the result is built.
    pub evaluate: bool,
}

/// Who says what is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// We do.
    Definition(Rc<Definition>),
    /// Another frontend does. It knows nothing of our options: it gets all that it needs here.
    Frontend {
        /// Such as `gateway.v0`.
        name: String,
        /// Its options.
        options: BTreeMap<String, String>,
        /// Its inputs.
        inputs: BTreeMap<String, Definition>,
    },
}

/// A place with results of earlier builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheImport {
    /// Such as `registry`.
    pub kind: String,
    /// Such as `ref`.
    pub attrs: BTreeMap<String, String>,
}

/// A remark for the user, shown below the vertex it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The vertex.
    pub digest: Digest,
    /// The remark, in one line.
    pub short: String,
    /// More about it.
    pub detail: Vec<String>,
    /// Where to read on.
    pub url: String,
    /// The file that the remark is about.
    pub info: Rc<SourceInfo>,
    /// The places in the file.
    pub ranges: Vec<Range>,
}

impl SolveRequest {
    /// Asks for a definition, lazily.
    pub fn definition(definition: impl Into<Rc<Definition>>) -> Self {
        let work = Work::Definition(definition.into());
        Self { work, cache_imports: Vec::new(), evaluate: false }
    }

    /// Hands the build over to another frontend.
    pub fn frontend(
        name: impl Into<String>,
        options: BTreeMap<String, String>,
        inputs: BTreeMap<String, Definition>,
    ) -> Self {
        let work = Work::Frontend { name: name.into(), options, inputs };
        Self { work, cache_imports: Vec::new(), evaluate: false }
    }

    /// Waits until the result is built.
    #[must_use]
    pub fn evaluated(self) -> Self {
        Self { evaluate: true, ..self }
    }

    /// Lets results be taken from elsewhere.
    #[must_use]
    pub fn with_cache_imports(self, cache_imports: Vec<CacheImport>) -> Self {
        Self { cache_imports, ..self }
    }
}

//! What can be asked of the daemon.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::caps::Caps;
use super::failure::Failure;
use super::file::FileRange;
use super::file::Stat;
use super::request::SolveRequest;
use super::request::Warning;
use super::resolve::ImageQuery;
use super::resolve::ResolvedImage;
use super::resolve::SourceMeta;
use super::resolve::SourceQuery;
use super::result::Outcome;
use super::result::Reference;
use super::result::ResultSet;
use crate::llb::Definition;

/// The daemon, as seen by a frontend.
///
/// Any number of questions may be asked at the same time. A solve is lazy: it answers at once, and
/// nothing is built, or even checked, before the result is read or returned.
///
/// Upstream: `LLBBridge` in `frontend/gateway/pb/gateway.proto`.
#[expect(async_fn_in_trait, reason = "used as a generic, in one thread")]
pub trait Bridge {
    /// What the daemon can do. Asked once and remembered.
    async fn ping(&self) -> Result<Rc<Caps>, Failure>;

    /// The definitions that this build was given, by name. An error if the daemon does not have
    /// the capability `frontend.inputs`.
    async fn inputs(&self) -> Result<BTreeMap<String, Definition>, Failure>;

    /// What is known about an image, without fetching it.
    async fn resolve_image(&self, query: &ImageQuery) -> Result<ResolvedImage, Failure>;

    /// What is known about a source, without fetching it.
    async fn resolve_source(&self, query: &SourceQuery) -> Result<SourceMeta, Failure>;

    /// Has a definition solved, or another frontend run.
    async fn solve(&self, request: &SolveRequest) -> Result<ResultSet, Failure>;

    /// The bytes of a file. A range is cut off at the end of the file.
    async fn read_file(
        &self,
        tree: &Reference,
        path: &str,
        range: Option<FileRange>,
    ) -> Result<Vec<u8>, Failure>;

    /// The entries of a folder, by name; `include` is a pattern or empty.
    async fn read_dir(
        &self,
        tree: &Reference,
        path: &str,
        include: &str,
    ) -> Result<Vec<Stat>, Failure>;

    /// One file. Links are followed.
    async fn stat_file(&self, tree: &Reference, path: &str) -> Result<Stat, Failure>;

    /// Builds a result now.
    async fn evaluate(&self, tree: &Reference) -> Result<(), Failure>;

    /// Waits until the daemon has heard all that was said to it, and so is at work.
    async fn said(&self);

    /// Shows a warning to the user.
    async fn warn(&self, warning: &Warning) -> Result<(), Failure>;

    /// Returns what came out. The last thing that is said.
    async fn finish(&self, outcome: &Outcome) -> Result<(), Failure>;
}

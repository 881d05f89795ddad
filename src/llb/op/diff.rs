//! What changed between two file systems.
//!
//! Upstream: `client/llb/diff.go`.

use super::Inputs;
use crate::llb::caps;
use crate::llb::caps::Needs;
use crate::llb::graph::Output;
use crate::llb::wire::Writer;

/// The files of `upper` that are not in `lower`; `None` is an empty file system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::llb) struct Diff {
    lower: Option<Output>,
    upper: Option<Output>,
}

impl Diff {
    pub(in crate::llb) fn new(lower: Option<Output>, upper: Option<Output>) -> Self {
        Self { lower, upper }
    }

    pub(super) fn visits(&self) -> Vec<Output> {
        self.lower.into_iter().chain(self.upper).collect()
    }

    pub(super) fn needs() -> Needs {
        let mut needs = Needs::default();
        needs.add(caps::DIFF_OP);
        needs
    }

    pub(in crate::llb) fn write(&self, inputs: &mut Inputs<'_>, writer: &mut Writer) {
        let mut side = |output: Option<Output>| output.map_or(-1, |output| inputs.append(output));
        let (lower, upper) = (side(self.lower), side(self.upper));
        writer.message(7, |diff| {
            diff.message(1, |body| body.int(1, lower));
            diff.message(2, |body| body.int(1, upper));
        });
    }
}

//! File systems laid over each other.
//!
//! Upstream: `client/llb/merge.go`.

use super::Inputs;
use crate::llb::caps;
use crate::llb::caps::Needs;
use crate::llb::graph::Output;
use crate::llb::wire::Writer;

/// Two or more file systems; later ones win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::llb) struct Merge {
    pub(super) inputs: Vec<Output>,
}

impl Merge {
    pub(in crate::llb) fn new(inputs: Vec<Output>) -> Self {
        Self { inputs }
    }

    pub(super) fn needs() -> Needs {
        let mut needs = Needs::default();
        needs.add(caps::MERGE_OP);
        needs
    }

    pub(in crate::llb) fn write(&self, inputs: &mut Inputs<'_>, writer: &mut Writer) {
        writer.message(6, |merge| {
            for input in &self.inputs {
                let index = inputs.append(*input);
                merge.message(1, |body| body.int(1, index));
            }
        });
    }
}

//! Vertices of a definition that somebody else marshalled.

use crate::llb::graph::Output;

/// An operation taken over byte for byte.
#[derive(Clone, Debug)]
pub(in crate::llb) struct Imported {
    pub(in crate::llb) bytes: Vec<u8>,
    pub(super) inputs: Vec<Output>,
}

impl Imported {
    pub(in crate::llb) fn new(bytes: Vec<u8>, inputs: Vec<Output>) -> Self {
        Self { bytes, inputs }
    }
}

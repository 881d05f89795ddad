//! `ONBUILD`.

/// `ONBUILD <instruction>`
///
/// Leaves an instruction for those who build on this image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onbuild {
    /// The instruction, its heredocs below it. Not looked into, and not always UTF-8.
    pub expression: Vec<u8>,
}

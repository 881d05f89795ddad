//! Archives with `@test(…)`.

use crate::check::Check;
use crate::inline::Inline;

use super::Unit;

/// An archive.
#[derive(Debug)]
pub(super) struct Assertions {
    pub(super) id: String,
    pub(super) inline: Inline,
}

impl Unit for Assertions {
    fn name(&self) -> String {
        self.id.clone()
    }

    fn plan(&self) -> Vec<Check> {
        self.inline.plan()
    }

    fn run(&self) -> Vec<Check> {
        self.inline.run()
    }
}

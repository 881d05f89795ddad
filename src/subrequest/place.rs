//! Where something is written, as answers say it.

use serde::Serialize;

use crate::llb::Range;
use crate::source::Lines;

/// Lines of the one file that an answer is about.
#[derive(Debug, Default, Serialize)]
pub(super) struct Place {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ranges: Vec<Range>,
}

impl From<Lines> for Place {
    fn from(lines: Lines) -> Self {
        Self { ranges: (lines.start..=lines.end).map(Range::line).collect() }
    }
}

//! `bowsprit export`: data, as JSON, YAML, CUE or text.

use super::Told;
use super::arguments::Arguments;
use super::inputs::Inputs;
use super::output::Encoding;
use super::output::Output;
use super::write;

/// Exports.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let mut output = Output::new(arguments, Encoding::Json)?;
    let mut inputs = Inputs::load(arguments, true)?;
    inputs.each(&mut |session, one| write::data(session, one.node, &mut output))?;
    output.close()
}

//! `bowsprit export`: data, as JSON, YAML, CUE or text.

use super::Told;
use super::arguments::Arguments;
use super::arguments::Encoding;
use super::choose::chosen;
use super::load;
use super::write;

/// Exports.
pub(super) fn run(arguments: &Arguments) -> Result<(), Told> {
    let mut session = load::session(arguments)?;
    let encoding = arguments.encoding.unwrap_or(Encoding::Json);
    let mut result = Ok(());
    for (index, one) in chosen(&mut session, arguments)?.iter().enumerate() {
        result = result.and(write::data(&mut session, one.node, encoding, index));
    }
    result
}

//! YAML, as upstream reads and writes it.

mod chars;
mod decode;
mod error;
mod node;
mod parse;
mod resolve;
mod scalar;
mod scanner;
mod style;
mod tag;
mod token;
mod write;

pub use error::YamlError;
pub use write::write;
pub use write::write_stream;

use super::Content;
use super::Data;
use super::MAX_DEPTH;
use super::MAX_SIZE;
use crate::cue::value::Value;
use parse::Parser;

/// Reads a text of one document; an empty text is `null`.
pub fn read(text: &[u8]) -> Result<Value, YamlError> {
    let mut parser = Parser::new(text)?;
    let Some(root) = parser.document()? else { return Ok(Value::Null) };
    let lines = decode::lines(text);
    let value = decode::decode(&parser, root, &lines)?.and_then(plain);
    match another(&mut parser, &lines) {
        Ok(None) => value,
        Ok(Some(place)) => {
            let (line, column) = place_in(text, place);
            Err(YamlError::data(format!("{line}:{column}: {SINGLE}")))
        }
        Err(error) => Err(YamlError::data(format!("{SINGLE}: {error}"))),
    }
}

const SINGLE: &str = "expected a single YAML document";

/// Where another document starts, if there is one.
fn another(parser: &mut Parser, lines: &[usize]) -> Result<Option<(usize, usize)>, YamlError> {
    let Some(root) = parser.document()? else { return Ok(None) };
    // Whether CUE has a value for it does not matter, as long as YAML has.
    drop(decode::decode(parser, root, lines)?);
    let node = &parser.nodes[root];
    Ok(Some((node.line, node.column)))
}

/// A place by the line breaks that CUE knows; one behind the text is at its end.
fn place_in(text: &[u8], (line, column): (usize, usize)) -> (usize, usize) {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    match (lines.get(line - 1), lines.last()) {
        (None, Some(last)) => (lines.len(), last.len() + column),
        _ => (line, column),
    }
}

/// Reads all documents of a text; an empty text has one, which is `null`.
pub fn read_stream(text: &[u8]) -> Result<Vec<Value>, YamlError> {
    read_data_stream(text)?.into_iter().map(plain).collect()
}

/// Reads all documents of a text with the place of each part; an empty text has one.
pub fn read_data_stream(text: &[u8]) -> Result<Vec<Data>, YamlError> {
    let mut parser = Parser::new(text)?;
    let lines = decode::lines(text);
    let mut values = Vec::new();
    while let Some(root) = parser.document()? {
        values.push(decode::decode(&parser, root, &lines)?);
    }
    if values.is_empty() {
        values.push(Ok(Data { start: 0, content: Content::Empty }));
    }
    values.into_iter().collect()
}

fn plain(data: Data) -> Result<Value, YamlError> {
    data.into_value().map_err(|(conflict, _)| YamlError::data(conflict))
}

#[cfg(test)]
mod tests;

//! Files of CSV records.

use crate::go::space::is_space;
use thiserror::Error;

/// Why a file could not be read. Lines and columns (of bytes) count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// A quote within a field that does not start with one.
    #[error("{}: bare \" in non-quoted-field", .0)]
    BareQuote(Place),
    /// A quoted field that does not end, or goes on after its end.
    #[error("{}: extraneous or missing \" in quoted-field", .0)]
    Quote(Place),
    /// A record with more or fewer fields than the first.
    #[error("record on line {0}: wrong number of fields")]
    FieldCount(usize),
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}parse error on line {line}, column {column}", self.record())]
pub struct Place {
    /// Where the record starts.
    start: usize,
    line: usize,
    column: usize,
}

impl Place {
    fn record(&self) -> String {
        let Self { start, line, .. } = self;
        if start == line { String::new() } else { format!("record on line {start}; ") }
    }
}

/// Reads all records; lines without anything are no records.
pub fn records(text: &[u8]) -> Result<Vec<Vec<Vec<u8>>>, FileError> {
    let mut reader = Reader { rest: text, line: 0 };
    let mut records: Vec<Vec<Vec<u8>>> = Vec::new();
    while let Some(line) = reader.line() {
        if line == b"\n" {
            continue;
        }
        let start = reader.line;
        let record = Record { reader: &mut reader, start, column: 1, rest: line }.fields()?;
        if records.first().is_some_and(|first| first.len() != record.len()) {
            return Err(FileError::FieldCount(start));
        }
        records.push(record);
    }
    Ok(records)
}

/// A file and how many lines of it were read.
struct Reader<'a> {
    rest: &'a [u8],
    line: usize,
}

impl Reader<'_> {
    /// The next line, with its break, which is always a line feed.
    fn line(&mut self) -> Option<Vec<u8>> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let (line, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.get(1..).unwrap_or_default();
        let mut line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
        line.extend(end.map(|_| b'\n'));
        // A carriage return alone at the end is no line.
        self.line += usize::from(!line.is_empty());
        (!line.is_empty()).then_some(line)
    }
}

/// A record, as far as it is read.
struct Record<'a, 'b> {
    reader: &'a mut Reader<'b>,
    start: usize,
    column: usize,
    rest: Vec<u8>,
}

impl Record<'_, '_> {
    fn fields(mut self) -> Result<Vec<Vec<u8>>, FileError> {
        let mut fields = Vec::new();
        loop {
            let mut field = Vec::new();
            let more = if self.rest.first() == Some(&b'"') {
                self.quoted(&mut field)?
            } else {
                self.bare(&mut field)?
            };
            fields.push(field);
            if !more {
                return Ok(fields);
            }
        }
    }

    fn place(&self, column: usize) -> Place {
        Place { start: self.start, line: self.reader.line, column }
    }

    fn pass(&mut self, length: usize) -> Vec<u8> {
        self.column += length;
        let after = self.rest.split_off(length.min(self.rest.len()));
        std::mem::replace(&mut self.rest, after)
    }

    /// Reads a field without quotes; tells whether another one follows.
    fn bare(&mut self, field: &mut Vec<u8>) -> Result<bool, FileError> {
        let comma = self.rest.iter().position(|byte| *byte == b',');
        let text = &self.rest[..comma.unwrap_or(self.rest.len())];
        let text = if comma.is_none() { text.strip_suffix(b"\n").unwrap_or(text) } else { text };
        if let Some(quote) = text.iter().position(|byte| *byte == b'"') {
            return Err(FileError::BareQuote(self.place(self.column + quote)));
        }
        field.extend_from_slice(text);
        self.pass(comma.map_or(self.rest.len(), |comma| comma + 1));
        Ok(comma.is_some())
    }

    /// Reads a field in quotes; tells whether another one follows.
    fn quoted(&mut self, field: &mut Vec<u8>) -> Result<bool, FileError> {
        self.pass(1);
        loop {
            if let Some(quote) = self.rest.iter().position(|byte| *byte == b'"') {
                field.extend_from_slice(&self.pass(quote + 1)[..quote]);
                match self.rest.as_slice() {
                    [b'"', ..] => field.extend_from_slice(&self.pass(1)),
                    [b',', ..] => {
                        self.pass(1);
                        return Ok(true);
                    }
                    [] | [b'\n'] => return Ok(false),
                    _ => return Err(FileError::Quote(self.place(self.column - 1))),
                }
            } else {
                let length = self.rest.len();
                field.extend_from_slice(&self.pass(length));
                let Some(line) = self.reader.line() else {
                    return Err(FileError::Quote(self.place(self.column)));
                };
                (self.rest, self.column) = (line, 1);
            }
        }
    }
}

/// Appends a record.
pub fn push_record(text: &mut String, fields: &[String]) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if needs_quotes(field) {
            text.extend(["\"", &field.replace('"', "\"\""), "\""]);
        } else {
            text.push_str(field);
        }
    }
    text.push('\n');
}

fn needs_quotes(field: &str) -> bool {
    field == "\\." || field.starts_with(is_space) || field.contains(['\n', '\r', '"', ','])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let line = |record: &Vec<Vec<u8>>| {
            let fields: Vec<_> =
                record.iter().map(|field| String::from_utf8_lossy(field)).collect();
            fields.join("|")
        };
        let records = records(text.as_bytes()).map_err(|error| error.to_string())?;
        Ok(records.iter().map(line).collect::<Vec<_>>().join("/"))
    }

    #[test]
    fn files_are_read_as_by_go() {
        let rows = [
            ("", Ok("")),
            ("\n\n\r\n", Ok("")),
            ("a,b\nc,d", Ok("a|b/c|d")),
            ("a,b\r\n\r\nc,\r", Ok("a|b/c|")),
            ("a\n\r", Ok("a")),
            ("\"a\nb\",\"c\"\"\"\n\",\",", Ok("a\nb|c\"/,|")),
            ("\"a\r\nb\"", Ok("a\nb")),
            (
                "\"a\" \n",
                Err("parse error on line 1, column 3: extraneous or missing \" in quoted-field"),
            ),
            ("a\nb,c", Err("record on line 2: wrong number of fields")),
            ("a\nb\"", Err("parse error on line 2, column 2: bare \" in non-quoted-field")),
            (
                "\n\"a\nb",
                Err(
                    "record on line 2; parse error on line 3, column 2: extraneous or missing \" in quoted-field",
                ),
            ),
            (
                "\"a\n",
                Err("parse error on line 1, column 4: extraneous or missing \" in quoted-field"),
            ),
        ];
        for (text, expected) in rows {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn records_are_written_as_by_go() {
        let mut text = String::new();
        let fields = ["", "a b", " a", "a,b", "a\"b", "\\.", "a\nb", "\u{a0}"];
        push_record(&mut text, &fields.map(str::to_owned));
        assert_eq!(text, ",a b,\" a\",\"a,b\",\"a\"\"b\",\"\\.\",\"a\nb\",\"\u{a0}\"\n");
        push_record(&mut text, &[]);
        assert!(text.ends_with("\"\n\n"));
    }
}

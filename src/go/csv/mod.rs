//! CSV as Go's `encoding/csv` reads and writes it.
//!
//! Option values such as `--mount` are a single record, which upstream reads with
//! `csvvalue.Fields`: the same grammar and errors, but always one line; a line break at the end is
//! dropped, one inside belongs to its field.

mod file;

pub use file::FileError;
pub use file::push_record;
pub use file::records;

use thiserror::Error;

/// Why a record could not be read. Columns are bytes, from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CsvError {
    /// There was no record at all.
    #[error("EOF")]
    Empty,
    /// A quote within a field that does not start with one.
    #[error("parse error on line 1, column {0}: bare \" in non-quoted-field")]
    BareQuote(usize),
    /// A quoted field that does not end, or goes on after its end.
    #[error("parse error on line 1, column {0}: extraneous or missing \" in quoted-field")]
    Quote(usize),
}

/// Splits one record into its fields.
pub fn fields(record: &str) -> Result<Vec<String>, CsvError> {
    let record =
        record.strip_suffix('\n').map_or(record, |line| line.strip_suffix('\r').unwrap_or(line));
    if record.is_empty() {
        return Err(CsvError::Empty);
    }
    let mut fields = Vec::new();
    let mut next = Some(0);
    while let Some(start) = next {
        let (field, end) = match record[start..].strip_prefix('"') {
            Some(_) => quoted(record, start + 1)?,
            None => bare(record, start)?,
        };
        fields.push(field);
        next = end;
    }
    Ok(fields)
}

/// Reads a field without quotes; returns it and where the next one starts.
fn bare(record: &str, start: usize) -> Result<(String, Option<usize>), CsvError> {
    let rest = &record[start..];
    let comma = rest.find(',');
    let field = comma.map_or(rest, |comma| &rest[..comma]);
    match field.find('"') {
        Some(quote) => Err(CsvError::BareQuote(start + quote + 1)),
        None => Ok((field.to_owned(), comma.map(|comma| start + comma + 1))),
    }
}

/// Reads a field after its opening quote; returns it and where the next one starts.
fn quoted(record: &str, start: usize) -> Result<(String, Option<usize>), CsvError> {
    let mut field = String::new();
    let mut at = start;
    while let Some(length) = record[at..].find('"') {
        field.push_str(&record[at..at + length]);
        at += length + 1;
        match record[at..].chars().next() {
            None => return Ok((field, None)),
            Some(',') => return Ok((field, Some(at + 1))),
            Some('"') => {
                field.push('"');
                at += 1;
            }
            Some(_) => return Err(CsvError::Quote(at)),
        }
    }
    Err(CsvError::Quote(at + 1))
}

#[cfg(test)]
mod tests {
    use super::fields;

    fn read(record: &str) -> Result<String, String> {
        fields(record).map(|fields| fields.join("|")).map_err(|error| error.to_string())
    }

    #[test]
    fn records_are_split_at_commas_outside_quotes() {
        let rows = [
            ("a", "a"),
            ("a,b", "a|b"),
            (",", "|"),
            ("a,", "a|"),
            (" a , b ", " a | b "),
            (r#""a,b",c"#, "a,b|c"),
            (r#""a""b""#, "a\"b"),
            (r#""""a""""#, "\"a\""),
            (r#""","""#, "|"),
            (r#""","#, "|"),
            ("a\r\n", "a"),
            ("a\r", "a\r"),
            ("a\nb,c\n\n", "a\nb|c\n"),
            ("\n\n", "\n"),
            ("é,日本", "é|日本"),
        ];
        for (record, expected) in rows {
            assert_eq!(read(record).as_deref(), Ok(expected), "{record:?}");
        }
    }

    #[test]
    fn errors_are_those_of_go() {
        let bare = |column| {
            Err(format!("parse error on line 1, column {column}: bare \" in non-quoted-field"))
        };
        let quote = |column| {
            let what = "extraneous or missing \" in quoted-field";
            Err(format!("parse error on line 1, column {column}: {what}"))
        };
        assert_eq!(read(""), Err("EOF".to_owned()));
        assert_eq!(read("\n"), Err("EOF".to_owned()));
        assert_eq!(read("\r\n"), Err("EOF".to_owned()));
        assert_eq!(read(r#"a"b"#), bare(2));
        assert_eq!(read(r#"é,é"b"#), bare(6));
        assert_eq!(read(r#""a"b"#), quote(3));
        assert_eq!(read(r#""a"#), quote(2));
        assert_eq!(read(r#"é,"é"é"#), quote(7));
        assert_eq!(read(r#"""""#), quote(4));
    }
}

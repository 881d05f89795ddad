//! Physical lines.

/// The size of upstream's buffer: a line must fit into it, line break included.
const BUFFER: usize = 64 * 1024;

/// The lines of a file, from first to last, each with its line break.
pub(super) struct Reader<'a> {
    data: &'a [u8],
    rest: &'a [u8],
    /// How many lines were read.
    pub(super) count: u32,
    /// Whether reading stopped at a line that is too long.
    pub(super) overlong: bool,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(data: &'a [u8]) -> Self {
        Self { data, rest: data, count: 0, overlong: false }
    }

    /// How far the file was read, in bytes.
    pub(super) const fn position(&self) -> usize {
        self.data.len() - self.rest.len()
    }

    /// A part of the file.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        &self.data[start..end]
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let window = &self.rest[..self.rest.len().min(BUFFER)];
        let end = match window.iter().position(|byte| *byte == b'\n') {
            Some(newline) => newline + 1,
            None => window.len(),
        };
        self.overlong = end == BUFFER && window[end - 1] != b'\n';
        if end == 0 || self.overlong {
            return None;
        }
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.count += 1;
        Some(line)
    }
}

/// Removes all line breaks at the end of a line.
pub(super) fn trim_newline(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n'));
    &line[..end.map_or(0, |last| last + 1)]
}

/// Removes a byte order mark.
pub(super) fn trim_mark(data: &[u8]) -> &[u8] {
    data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lengths of the lines read, and whether the next one was too long.
    fn lengths(data: &[u8]) -> (Vec<usize>, bool) {
        let mut reader = Reader::new(data);
        let lengths = reader.by_ref().map(<[u8]>::len).collect();
        (lengths, reader.overlong)
    }

    #[test]
    fn lines_keep_their_breaks() {
        assert_eq!(lengths(b""), (vec![], false));
        assert_eq!(lengths(b"a\r\n\nbc"), (vec![3, 1, 2], false));
    }

    #[test]
    fn a_line_must_fit_into_the_buffer() {
        let line = |length: usize, end: &str| ["x".repeat(length), end.to_owned()].concat();
        assert_eq!(lengths(line(65535, "\n").as_bytes()), (vec![65536], false));
        assert_eq!(lengths(line(65535, "").as_bytes()), (vec![65535], false));
        assert_eq!(lengths(line(65536, "\n").as_bytes()), (vec![], true));
        assert_eq!(lengths(line(65536, "").as_bytes()), (vec![], true));
        let second = ["a\n".to_owned(), line(65536, "")].concat();
        assert_eq!(lengths(second.as_bytes()), (vec![2], true));
    }

    #[test]
    fn all_breaks_at_the_end_go() {
        assert_eq!(trim_newline(b"a\rb\r\r\n"), b"a\rb");
        assert_eq!(trim_newline(b"\n"), b"");
    }
}

//! Protocol buffer bytes as Go's deterministic encoder writes them.
//!
//! Digests are taken over these bytes, so the order in which an operation writes its fields is
//! part of the contract: fields in number order, members of a oneof last, map entries with key and
//! value even when empty, defaults left out.

/// Bytes in the making.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

/// Goes on behind these bytes.
impl From<Vec<u8>> for Writer {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }
}

const VARINT: u32 = 0;
const DELIMITED: u32 = 2;

impl Writer {
    /// Room for so many bytes.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity) }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn varint(&mut self, value: u64) {
        let (bytes, length) = varint(value);
        self.bytes.extend_from_slice(&bytes[..length]);
    }

    fn tag(&mut self, field: u32, wire_type: u32) {
        self.varint(u64::from(field << 3 | wire_type));
    }

    /// A number, zero included: for members of a oneof.
    pub(super) fn uint_always(&mut self, field: u32, value: u64) {
        self.tag(field, VARINT);
        self.varint(value);
    }

    pub(super) fn uint(&mut self, field: u32, value: u64) {
        if value != 0 {
            self.uint_always(field, value);
        }
    }

    /// A signed number: ten bytes when negative.
    pub(super) fn int(&mut self, field: u32, value: i64) {
        self.uint(field, value.cast_unsigned());
    }

    pub(super) fn boolean(&mut self, field: u32, value: bool) {
        self.uint(field, u64::from(value));
    }

    /// Bytes, empty included: for elements of lists and for map entries.
    pub(super) fn bytes_always(&mut self, field: u32, value: &[u8]) {
        self.tag(field, DELIMITED);
        self.varint(value.len() as u64);
        self.bytes.extend_from_slice(value);
    }

    pub(super) fn bytes(&mut self, field: u32, value: &[u8]) {
        if !value.is_empty() {
            self.bytes_always(field, value);
        }
    }

    pub(super) fn string(&mut self, field: u32, value: &str) {
        self.bytes(field, value.as_bytes());
    }

    /// A text in two parts with a character between them.
    pub(super) fn joined(&mut self, field: u32, (before, between, after): (&str, u8, &str)) {
        self.tag(field, DELIMITED);
        self.varint((before.len() + 1 + after.len()) as u64);
        self.bytes.extend_from_slice(before.as_bytes());
        self.bytes.push(between);
        self.bytes.extend_from_slice(after.as_bytes());
    }

    pub(super) fn strings<S: AsRef<str>>(&mut self, field: u32, values: &[S]) {
        for value in values {
            self.bytes_always(field, value.as_ref().as_bytes());
        }
    }

    /// Numbers in one run; negative ones take ten bytes each.
    pub(super) fn packed(&mut self, field: u32, values: &[i32]) {
        self.message(field, |run| {
            for value in values {
                run.varint(i64::from(*value).cast_unsigned());
            }
        });
    }

    /// Bytes that are encoded already.
    pub(super) fn append(&mut self, encoded: &[u8]) {
        self.bytes.extend_from_slice(encoded);
    }

    /// One entry of a map from strings to strings.
    pub(super) fn entry(&mut self, field: u32, key: &str, value: &str) {
        self.message(field, |entry| {
            entry.bytes_always(1, key.as_bytes());
            entry.bytes_always(2, value.as_bytes());
        });
    }

    /// A message, present even when empty.
    ///
    /// The body is written in place behind one byte for its length; a body that needs more is
    /// moved, which is rare and short.
    pub(super) fn message(&mut self, field: u32, body: impl FnOnce(&mut Self)) {
        self.message_of(field, 0, body);
    }

    /// A message of about so many bytes: if its length takes as many bytes as the guess does,
    /// nothing is moved.
    pub(super) fn message_of(&mut self, field: u32, guess: usize, body: impl FnOnce(&mut Self)) {
        self.tag(field, DELIMITED);
        let start = self.bytes.len();
        let room = varint(guess as u64).1;
        self.bytes.resize(start + room, 0);
        body(self);
        let end = self.bytes.len();
        let (prefix, width) = varint((end - start - room) as u64);
        if width > room {
            self.bytes.resize(end + width - room, 0);
        }
        if width != room {
            self.bytes.copy_within(start + room..end, start + width);
            self.bytes.truncate(end + width - room);
        }
        self.bytes[start..start + width].copy_from_slice(&prefix[..width]);
    }

    /// Makes room for so many bytes more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.bytes.reserve(more);
    }
}

/// The bytes of a number, and how many they are: seven bits in each, the low ones first.
fn varint(mut value: u64) -> ([u8; 10], usize) {
    let mut bytes = [0; 10];
    let mut length = 0;
    while value >= 0x80 {
        bytes[length] = value.to_le_bytes()[0] | 0x80;
        value >>= 7;
        length += 1;
    }
    bytes[length] = value.to_le_bytes()[0];
    (bytes, length + 1)
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn a_long_body_moves_behind_its_length() {
        let mut writer = Writer::default();
        writer.message(1, |body| body.string(2, &"x".repeat(200)));
        let bytes = writer.into_bytes();
        assert_eq!(bytes[..6], [0x0a, 0xcb, 0x01, 0x12, 0xc8, 0x01]);
        assert_eq!(bytes.len(), 3 + 3 + 200);
    }

    #[test]
    fn a_wrong_guess_changes_nothing() {
        for (guess, length) in [(0, 300), (300, 3), (20_000, 300), (300, 301)] {
            let text = "x".repeat(length);
            let (mut guessed, mut written) = (Writer::default(), Writer::default());
            guessed.message_of(1, guess, |body| body.string(2, &text));
            written.message(1, |body| body.string(2, &text));
            assert_eq!(guessed.into_bytes(), written.into_bytes(), "{guess} for {length}");
        }
    }

    #[test]
    fn a_negative_number_takes_ten_bytes() {
        let mut writer = Writer::default();
        writer.int(3, -1);
        assert_eq!(writer.into_bytes().len(), 11);
    }
}

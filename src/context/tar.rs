//! Is a file an archive? Its first bytes tell.
//!
//! Upstream: `isArchive` in `frontend/dockerui/context.go`, and what Go's `archive/tar` takes for
//! the first entry of an archive.

/// The size of a header, and what everything is padded to.
const BLOCK: usize = 512;

/// Are these the first bytes of an archive? Only so many are looked at: an archive that begins
/// with a long name is none for upstream, and so it is for us.
pub(super) fn is_archive(start: &[u8]) -> bool {
    let compressed: [&[u8]; 3] = [b"BZh", b"\x1f\x8b\x08", b"\xfd7zXZ\0"];
    compressed.iter().any(|magic| start.starts_with(magic)) || is_tar(start)
}

/// What a header is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    V7,
    Ustar,
    Star,
    Gnu,
}

/// Does a tar archive begin here?
fn is_tar(mut rest: &[u8]) -> bool {
    while let Some((block, data)) = rest.split_first_chunk::<BLOCK>() {
        let Some(Entry { kind, size }) = Entry::read(block) else { return false };
        let is_special = matches!(kind, b'x' | b'g' | b'L' | b'K');
        if !is_special {
            return true;
        }
        // Its data are about the next entry, except those of `g`.
        let Some(records) = usize::try_from(size).ok().and_then(|size| data.get(..size)) else {
            return false;
        };
        if matches!(kind, b'x' | b'g') && !are_records(records) {
            return false;
        }
        if kind == b'g' {
            return true;
        }
        rest = data.get(records.len().next_multiple_of(BLOCK)..).unwrap_or_default();
    }
    false
}

/// What a header is for.
struct Entry {
    kind: u8,
    size: i64,
}

impl Entry {
    /// Reads a header; `None` if something is wrong with it.
    fn read(block: &[u8; BLOCK]) -> Option<Self> {
        let format = format(block)?;
        let kind = block[156];
        let size = number(&block[124..136])?;
        for field in [100..108, 108..116, 116..124, 136..148] {
            number(&block[field])?;
        }
        if format != Format::V7 {
            number(&block[329..337])?;
            number(&block[337..345])?;
        }
        if format == Format::Star {
            number(&block[476..488])?;
            number(&block[488..500])?;
        }
        if kind == b'S' && format != Format::Gnu {
            return None;
        }
        let has_data = !matches!(kind, b'1'..=b'6');
        (size >= 0 || !has_data).then_some(Self { kind, size })
    }
}

/// What a header is written in; `None` if its checksum is wrong.
fn format(block: &[u8; BLOCK]) -> Option<Format> {
    let counted = |(place, byte): (usize, &u8)| match place {
        148..156 => b' ',
        _ => *byte,
    };
    let bytes = || block.iter().enumerate().map(counted);
    let unsigned: i64 = bytes().map(i64::from).sum();
    let signed: i64 = bytes().map(|byte| i64::from(byte.cast_signed())).sum();
    let checksum = octal(&block[148..156])?;
    if checksum != unsigned && checksum != signed {
        return None;
    }
    Some(match (&block[257..263], &block[263..265], &block[508..512]) {
        (b"ustar\0", _, b"tar\0") => Format::Star,
        (b"ustar\0", ..) => Format::Ustar,
        (b"ustar ", b" \0", _) => Format::Gnu,
        _ => Format::V7,
    })
}

/// A number in octal digits, or in bytes if the first has its highest bit set.
fn number(field: &[u8]) -> Option<i64> {
    let first = *field.first()?;
    if first & 0x80 == 0 {
        return octal(field);
    }
    let is_negative = first & 0x40 != 0;
    let mask = if is_negative { 0xff } else { 0 };
    let mut value = 0u64;
    for (place, byte) in field.iter().enumerate() {
        let byte = if place == 0 { (byte ^ mask) & 0x7f } else { byte ^ mask };
        if value >> 56 > 0 {
            return None;
        }
        value = value << 8 | u64::from(byte);
    }
    let value = i64::try_from(value).ok()?;
    Some(if is_negative { !value } else { value })
}

fn octal(field: &[u8]) -> Option<i64> {
    let is_padding = |byte: &u8| *byte == b' ' || *byte == 0;
    let Some(start) = field.iter().position(|byte| !is_padding(byte)) else { return Some(0) };
    let end = field.iter().rposition(|byte| !is_padding(byte))?;
    let digits = field[start..=end].split(|byte| *byte == 0).next()?;
    let digits = str::from_utf8(digits).ok().filter(|digits| !digits.starts_with(['+', '-']))?;
    i64::from_str_radix(digits, 8).ok().filter(|number| *number >= 0)
}

/// Are these records of an extended header, such as `18 path=long/name\n`?
fn are_records(mut rest: &[u8]) -> bool {
    while !rest.is_empty() {
        let Some(record) = record(rest) else { return false };
        let is_valid = match record.iter().position(|byte| *byte == b'=') {
            None | Some(0) => false,
            Some(end) => {
                let (key, value) = record.split_at(end);
                let is_text = matches!(key, b"path" | b"linkpath" | b"uname" | b"gname");
                !if is_text { value } else { key }.contains(&0)
            }
        };
        if !is_valid {
            return false;
        }
        let digits = rest.iter().position(|byte| *byte == b' ').unwrap_or_default();
        rest = &rest[digits + record.len() + 2..];
    }
    true
}

/// The first record, without its length and its end of line.
fn record(rest: &[u8]) -> Option<&[u8]> {
    let space = rest.iter().position(|byte| *byte == b' ')?;
    let length: usize = str::from_utf8(&rest[..space]).ok()?.parse().ok()?;
    let record = rest.get(space + 1..length).filter(|_| length >= 5)?;
    record.strip_suffix(b"\n")
}

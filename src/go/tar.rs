//! Tar archives, as Go's `archive/tar` reads them: one entry after the other.
//!
//! Names and contents are read over; kinds, times and mistakes are what counts here.

use std::collections::BTreeMap;
use std::io;
use std::io::Read;

use thiserror::Error;

use super::number;

/// The size of a header, and what everything is padded to.
const BLOCK: usize = 512;

/// A header, or a part of a file.
type Block = [u8; BLOCK];

/// How much may be said about an entry, in bytes.
const LIMIT: u64 = 1 << 20;

/// The time of an entry without one: the beginning of the year 1.
const NEVER: i64 = -62_135_596_800;

/// An entry of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Is it a file with content, or a second name of one?
    pub is_regular: bool,
    /// The time of its last change, in seconds since 1970.
    pub modified: i64,
}

/// Why an archive cannot be read on.
#[derive(Debug, Error)]
pub enum TarError {
    /// This is no archive.
    #[error("archive/tar: invalid tar header")]
    Header,
    /// What is said about an entry is too long.
    #[error("archive/tar: header field too long")]
    TooLong,
    /// There is nothing more to read where there should be.
    #[error(transparent)]
    Input(#[from] io::Error),
}

/// Reads an archive.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    /// How much of the last entry's content was not read.
    content: u64,
    /// How much comes between that and the next header.
    padding: usize,
}

impl<R: Read> Reader<R> {
    /// Reads the archive that `input` holds.
    pub fn new(input: R) -> Self {
        Self { input, content: 0, padding: 0 }
    }

    /// The next entry; `None` at the end.
    pub fn entry(&mut self) -> Result<Option<Entry>, TarError> {
        let mut said = Vec::new();
        let mut long_name = Vec::new();
        loop {
            let Some(header) = self.header()? else { return Ok(None) };
            self.expect(header.kind, header.size)?;
            match header.kind {
                b'x' => {
                    said = self.special()?;
                    records(&said)?;
                }
                b'g' => {
                    records(&self.special()?)?;
                    return Ok(Some(Entry { is_regular: true, modified: NEVER }));
                }
                b'L' => long_name = self.special()?,
                b'K' => drop(self.special()?),
                _ => {
                    let said = Records::of(&records(&said)?).ok_or(TarError::Header)?;
                    let kind = header.kind(&said, &long_name);
                    self.expect(kind, said.size.unwrap_or(header.size))?;
                    if kind == b'S' {
                        self.sparse(&header)?;
                    }
                    return Ok(Some(header.entry(kind, &said)));
                }
            }
        }
    }

    /// The next header; `None` at the end.
    fn header(&mut self) -> Result<Option<Header>, TarError> {
        let skipped = io::copy(&mut (&mut self.input).take(self.content), &mut io::sink())?;
        if skipped < self.content {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        self.content = 0;
        let padding = std::mem::take(&mut self.padding) as u64;
        if io::copy(&mut (&mut self.input).take(padding), &mut io::sink())? < padding {
            return Ok(None);
        }
        let Some(block) = self.block()? else { return Ok(None) };
        if block.iter().any(|byte| *byte != 0) {
            return Header::read(&block).map(Some);
        }
        match self.block()? {
            Some(block) if block.iter().any(|byte| *byte != 0) => Err(TarError::Header),
            _ => Ok(None),
        }
    }

    /// A whole block; `None` at the end.
    fn block(&mut self) -> Result<Option<Block>, TarError> {
        let mut block = Vec::with_capacity(BLOCK);
        (&mut self.input).take(BLOCK as u64).read_to_end(&mut block)?;
        if block.is_empty() {
            return Ok(None);
        }
        let block = Block::try_from(block);
        block.map(Some).map_err(|_| io::Error::from(io::ErrorKind::UnexpectedEof).into())
    }

    /// Notes how much content an entry of this kind has.
    fn expect(&mut self, kind: u8, size: i64) -> Result<(), TarError> {
        let size = if matches!(kind, b'1'..=b'6') { 0 } else { size };
        self.content = u64::try_from(size).map_err(|_| TarError::Header)?;
        let over = usize::try_from(self.content % BLOCK as u64).unwrap_or_default();
        self.padding = if over == 0 { 0 } else { BLOCK - over };
        Ok(())
    }

    /// The content of an entry that says something about the next one.
    fn special(&mut self) -> Result<Vec<u8>, TarError> {
        let wanted = self.content.min(LIMIT + 1);
        let mut data = Vec::new();
        (&mut self.input).take(wanted).read_to_end(&mut data)?;
        if data.len() as u64 > LIMIT {
            return Err(TarError::TooLong);
        }
        if (data.len() as u64) < wanted {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        self.content = 0;
        Ok(data)
    }

    /// Reads over the list of a file's parts, which goes on behind the header.
    fn sparse(&mut self, header: &Header) -> Result<(), TarError> {
        if header.format != Format::Gnu {
            return Err(TarError::Header);
        }
        let mut is_extended = header.is_extended;
        let mut read = 0;
        while is_extended {
            read += BLOCK as u64;
            if read > LIMIT {
                return Err(TarError::TooLong);
            }
            let end = || io::Error::from(io::ErrorKind::UnexpectedEof);
            is_extended = self.block()?.ok_or_else(end)?[504] > 0;
        }
        Ok(())
    }
}

/// What a header is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    V7,
    Ustar,
    Star,
    Gnu,
}

/// A header.
#[derive(Debug)]
struct Header {
    format: Format,
    kind: u8,
    is_folder_name: bool,
    mode: i64,
    size: i64,
    modified: i64,
    /// Does a list of the file's parts go on behind the header?
    is_extended: bool,
}

impl Header {
    fn read(block: &Block) -> Result<Self, TarError> {
        let format = format(block).ok_or(TarError::Header)?;
        let field = |range: std::ops::Range<usize>| number(&block[range]).ok_or(TarError::Header);
        for user in [108..116, 116..124] {
            field(user)?;
        }
        if format != Format::V7 {
            field(329..337)?;
            field(337..345)?;
        }
        if format == Format::Star {
            field(476..488)?;
            field(488..500)?;
        }
        if format == Format::Gnu && block[156] == b'S' {
            field(483..495)?;
        }
        Ok(Self {
            format,
            kind: block[156],
            is_folder_name: is_folder_name(block, format),
            mode: field(100..108)?,
            size: field(124..136)?,
            modified: field(136..148)?,
            is_extended: block[482] > 0,
        })
    }

    /// The kind of the entry. Old archives know a folder by the slash at the end of its name.
    fn kind(&self, said: &Records, long_name: &[u8]) -> u8 {
        let is_folder_name = match text(long_name) {
            [] => said.is_folder_name.unwrap_or(self.is_folder_name),
            name => name.ends_with(b"/"),
        };
        match self.kind {
            0 if is_folder_name => b'5',
            0 => b'0',
            kind => kind,
        }
    }

    /// The entry, with what was said about it before.
    fn entry(&self, kind: u8, said: &Records) -> Entry {
        // Links to files and what nobody knows count as files; the mode may tell otherwise.
        let is_file = !matches!(kind, b'2'..=b'6');
        let others = [0o040_000, 0o010_000, 0o120_000, 0o060_000, 0o020_000, 0o140_000];
        Entry {
            is_regular: is_file && !others.contains(&(self.mode & !0o7777)),
            modified: said.modified.unwrap_or(self.modified),
        }
    }
}

/// The text of a field, which ends with the first zero.
fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Does the name, with what is put before it, end with a slash?
fn is_folder_name(block: &Block, format: Format) -> bool {
    let prefix = match format {
        Format::Ustar => &block[345..500],
        Format::Star => &block[345..476],
        Format::V7 | Format::Gnu => &[],
    };
    match text(&block[..100]) {
        [] => !text(prefix).is_empty(),
        name => name.ends_with(b"/"),
    }
}

/// What a header is written in; `None` if its checksum is wrong.
fn format(block: &Block) -> Option<Format> {
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
    let digits = text(&field[start..=end]);
    let digits = str::from_utf8(digits).ok().filter(|digits| !digits.starts_with(['+', '-']))?;
    i64::from_str_radix(digits, 8).ok().filter(|number| *number >= 0)
}

/// What an extended header says about the next entry.
#[derive(Debug, Default)]
struct Records {
    is_folder_name: Option<bool>,
    size: Option<i64>,
    modified: Option<i64>,
}

impl Records {
    /// `None` if a number or a time is none.
    fn of(records: &BTreeMap<&[u8], &[u8]>) -> Option<Self> {
        let mut said = Self::default();
        for (key, value) in records.iter().filter(|(_, value)| !value.is_empty()) {
            said.set(key, value)?;
        }
        Some(said)
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        let integer = |text: &[u8]| number::parse_int(str::from_utf8(text).ok()?, 10, 64).ok();
        match key {
            b"path" => self.is_folder_name = Some(value.ends_with(b"/")),
            b"size" => self.size = Some(integer(value)?),
            b"mtime" => self.modified = Some(seconds(value)?),
            b"atime" | b"ctime" => drop(seconds(value)?),
            b"uid" | b"gid" => drop(integer(value)?),
            _ => {}
        }
        Some(())
    }
}

/// Reads records such as `18 path=long/name\n`; the last of a kind counts.
fn records(mut data: &[u8]) -> Result<BTreeMap<&[u8], &[u8]>, TarError> {
    let mut records = BTreeMap::new();
    while !data.is_empty() {
        let (key, value, rest) = record(data).ok_or(TarError::Header)?;
        records.insert(key, value);
        data = rest;
    }
    Ok(records)
}

/// The key and the value of the first record, and what comes after it.
fn record(data: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = data.iter().position(|byte| *byte == b' ')?;
    let length = number::parse_int(str::from_utf8(&data[..space]).ok()?, 10, 64).ok()?;
    let length = usize::try_from(length).ok().filter(|length| *length >= 5)?;
    let (record, rest) = data.split_at_checked(length)?;
    let record = record.get(space + 1..)?.strip_suffix(b"\n")?;
    let end = record.iter().position(|byte| *byte == b'=').filter(|end| *end > 0)?;
    let (key, value) = (&record[..end], &record[end + 1..]);
    let is_text = matches!(key, b"path" | b"linkpath" | b"uname" | b"gname");
    let has_zero = if is_text { value } else { key }.contains(&0);
    (!has_zero).then_some((key, value, rest))
}

/// Whole seconds of a time such as `1350244992.023960108`, rounded down.
fn seconds(text: &[u8]) -> Option<i64> {
    let text = str::from_utf8(text).ok()?;
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let seconds = number::parse_int(whole, 10, 64).ok()?;
    if !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let has_part = part.bytes().take(9).any(|byte| byte != b'0');
    let is_below = has_part && whole.starts_with('-');
    Some(if is_below { seconds.saturating_sub(1) } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, kind: u8, modified: i64, content: &[u8]) -> Vec<u8> {
        let mut block = [0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        let size = format!("{:011o}", content.len());
        let modified = format!("{modified:011o}");
        for (place, text) in [(100, "0000644"), (124, &size), (136, &modified), (257, "ustar")] {
            block[place..place + text.len()].copy_from_slice(text.as_bytes());
        }
        block[156] = kind;
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let mut data = block.to_vec();
        data.extend(content);
        data.resize(data.len().next_multiple_of(BLOCK), 0);
        data
    }

    fn read(archive: &[u8]) -> (Vec<(bool, i64)>, bool) {
        let mut reader = Reader::new(archive);
        let mut found = Vec::new();
        loop {
            match reader.entry() {
                Ok(Some(entry)) => found.push((entry.is_regular, entry.modified)),
                end => return (found, end.is_ok()),
            }
        }
    }

    #[test]
    fn kinds_and_times_are_read() {
        let archive = [
            entry("folder/", 0, 5, b""),
            entry("file", b'0', 6, b"content"),
            entry("link", b'2', 7, b""),
            entry("old", 0, 8, &[b'x'; 513]),
        ]
        .concat();
        let found = vec![(false, 5), (true, 6), (false, 7), (true, 8)];
        assert_eq!(read(&archive), (found.clone(), true));
        assert_eq!(read(&[archive, vec![0; 1024], b"rubbish".to_vec()].concat()), (found, true));
    }

    #[test]
    fn what_is_said_before_an_entry_counts() {
        let archive = [
            entry("x", b'x', 0, b"14 mtime=-1.5\n12 path=d/f\n"),
            entry("f", b'0', 6, b""),
            entry("g", b'g', 0, b"11 mtime=9\n"),
            entry("L", b'L', 0, b"long/\0"),
            entry("f", 0, 7, b""),
        ]
        .concat();
        assert_eq!(read(&archive), (vec![(true, -2), (true, NEVER), (false, 7)], true));
    }

    #[test]
    fn broken_archives_end_where_they_break() {
        let file = entry("file", b'0', 6, &[1; 600]);
        assert_eq!(read(&file[..700]), (vec![(true, 6)], false));
        assert_eq!(read(&file[..1200]), (vec![(true, 6)], true), "padding may be missing");
        assert_eq!(read(&[file, b"rubbish".to_vec()].concat()), (vec![(true, 6)], false));
        assert_eq!(read(&[7; 512]), (vec![], false));
        let wrong = entry("x", b'x', 0, b"14 mtime=what\n");
        assert_eq!(read(&[wrong, entry("file", b'0', 6, b"")].concat()), (vec![], false));
    }
}

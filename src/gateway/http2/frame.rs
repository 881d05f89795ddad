//! Frames: nine bytes of head, and a payload.

/// What a client says first.
pub(super) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The length of a head.
pub(super) const HEAD: usize = 9;

/// The largest payload that anybody may send who was told nothing else.
pub(super) const PAYLOAD_LIMIT: usize = 16 << 10;

/// The window of a stream, and of the connection, of which nothing else was said.
pub(super) const WINDOW: u32 = 65_535;

/// The largest window there is.
pub(super) const LARGEST_WINDOW: u32 = (1 << 31) - 1;

/// The kinds of frames that we know; others are left alone.
pub(super) mod kind {
    pub(in crate::gateway) const DATA: u8 = 0;
    pub(in crate::gateway) const HEADERS: u8 = 1;
    pub(in crate::gateway) const RST_STREAM: u8 = 3;
    pub(in crate::gateway) const SETTINGS: u8 = 4;
    pub(in crate::gateway) const PUSH_PROMISE: u8 = 5;
    pub(in crate::gateway) const PING: u8 = 6;
    pub(in crate::gateway) const GOAWAY: u8 = 7;
    pub(in crate::gateway) const WINDOW_UPDATE: u8 = 8;
    pub(in crate::gateway) const CONTINUATION: u8 = 9;
}

/// Flags; some mean something else on frames of other kinds.
pub(super) mod flag {
    pub(in crate::gateway) const ACK: u8 = 0x1;
    pub(in crate::gateway) const END_STREAM: u8 = 0x1;
    pub(in crate::gateway) const END_HEADERS: u8 = 0x4;
    pub(in crate::gateway) const PADDED: u8 = 0x8;
    pub(in crate::gateway) const PRIORITY: u8 = 0x20;
}

/// The names of settings.
pub(super) mod setting {
    pub(in crate::gateway) const HEADER_TABLE_SIZE: u16 = 1;
    pub(in crate::gateway) const ENABLE_PUSH: u16 = 2;
    pub(in crate::gateway) const MAX_CONCURRENT_STREAMS: u16 = 3;
    pub(in crate::gateway) const INITIAL_WINDOW_SIZE: u16 = 4;
    pub(in crate::gateway) const MAX_FRAME_SIZE: u16 = 5;
    pub(in crate::gateway) const MAX_HEADER_LIST_SIZE: u16 = 6;
}

/// The head of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) length: usize,
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) stream: u32,
}

impl Head {
    /// The head of a frame that starts with these bytes; `None` if there are too few of them.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let [l1, l2, l3, kind, flags, s1, s2, s3, s4] = *bytes.first_chunk::<HEAD>()?;
        Some(Self {
            length: u32::from_be_bytes([0, l1, l2, l3]) as usize,
            kind,
            flags,
            stream: u32::from_be_bytes([s1 & 0x7f, s2, s3, s4]),
        })
    }

    pub(super) fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// Writes a frame; its payload is shorter than three bytes can count.
pub(super) fn write(to: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let [_, length @ ..] = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    to.extend_from_slice(&length);
    to.extend_from_slice(&[kind, flags]);
    to.extend_from_slice(&stream.to_be_bytes());
    to.extend_from_slice(payload);
}

/// Writes settings.
pub(super) fn write_settings(to: &mut Vec<u8>, settings: &[(u16, u32)]) {
    let pair = |(name, value): &(u16, u32)| {
        let ([n1, n2], [v1, v2, v3, v4]) = (name.to_be_bytes(), value.to_be_bytes());
        [n1, n2, v1, v2, v3, v4]
    };
    let payload: Vec<u8> = settings.iter().flat_map(pair).collect();
    write(to, kind::SETTINGS, 0, 0, &payload);
}

/// The settings in a payload.
pub(super) fn settings(payload: &[u8]) -> impl Iterator<Item = (u16, u32)> {
    payload.chunks_exact(6).map(|pair| {
        let [n1, n2, v1, v2, v3, v4] = *pair else { return (0, 0) };
        (u16::from_be_bytes([n1, n2]), u32::from_be_bytes([v1, v2, v3, v4]))
    })
}

/// The number at the start of a payload.
pub(super) fn number(payload: &[u8]) -> Option<u32> {
    payload.first_chunk().copied().map(u32::from_be_bytes)
}

/// What a payload holds beside padding and priority; `None` if they are longer than it.
pub(super) fn unpadded(head: Head, payload: &[u8]) -> Option<&[u8]> {
    let (padding, rest) =
        if head.has(flag::PADDED) { payload.split_first()? } else { (&0, payload) };
    let skipped = if head.kind == kind::HEADERS && head.has(flag::PRIORITY) { 5 } else { 0 };
    rest.get(skipped..rest.len().checked_sub(usize::from(*padding))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_as_it_is_written() {
        let mut bytes = Vec::new();
        write(&mut bytes, kind::DATA, flag::END_STREAM, 7, b"text");
        assert_eq!(bytes, b"\0\0\x04\0\x01\0\0\0\x07text");
        let head = Head { length: 4, kind: kind::DATA, flags: flag::END_STREAM, stream: 7 };
        assert_eq!(Head::read(&bytes), Some(head));
        assert_eq!(Head::read(&bytes[..8]), None);
    }

    #[test]
    fn settings_are_read_as_they_are_written() {
        let mut bytes = Vec::new();
        let pairs = [(setting::ENABLE_PUSH, 0), (setting::MAX_FRAME_SIZE, 1 << 20)];
        write_settings(&mut bytes, &pairs);
        assert!(settings(&bytes[HEAD..]).eq(pairs));
    }

    #[test]
    fn padding_and_priority_are_left_out() {
        let head = |kind, flags| Head { length: 0, kind, flags, stream: 1 };
        assert_eq!(unpadded(head(kind::DATA, 0), b"\x01x"), Some(&b"\x01x"[..]));
        assert_eq!(unpadded(head(kind::DATA, flag::PADDED), b"\x02x\0\0"), Some(&b"x"[..]));
        assert_eq!(unpadded(head(kind::DATA, flag::PADDED), b"\x03x\0"), None);
        let both = flag::PADDED | flag::PRIORITY;
        assert_eq!(unpadded(head(kind::HEADERS, both), b"\x0112345x\0"), Some(&b"x"[..]));
        assert_eq!(unpadded(head(kind::HEADERS, both), b"\x011234"), None);
    }
}

//! What those who ask share with the one who reads and writes.

use std::collections::BTreeMap;

use super::frame;
use super::frame::Head;
use super::frame::LARGEST_WINDOW;
use super::frame::flag;
use super::frame::kind;
use super::frame::setting;
use super::hpack;
use super::lost::Lost;
use super::stream::Stream;

/// The largest block of headers.
///
/// Errors travel in headers, and that of a failed build holds the whole Dockerfile.
const HEADER_LIMIT: u32 = 16 << 20;

/// The largest body: a message that is as large as the daemon would send, and what is before it.
const BODY_LIMIT: usize = (16 << 20) + 5;

/// How much of all bodies may be heard before the server is told to go on.
const HEARD_LIMIT: u32 = 1 << 30;

/// The error code of an answer that nobody waits for.
const CANCEL: u32 = 8;

/// A connection without its pipes: bytes in ([`State::hear`]), bytes out ([`State::say`]).
#[derive(Debug)]
pub(super) struct State {
    pub(super) streams: BTreeMap<u32, Stream>,
    /// The number of the next stream.
    next: u32,
    /// What is to be said before anything else.
    control: Vec<u8>,
    peer: Peer,
    /// How much more of all bodies the server takes.
    window: i64,
    /// How much of all bodies was heard since the server was last told to go on.
    heard: u32,
    block: Option<Block>,
    /// Why no more requests are taken.
    lost: Option<Lost>,
}

/// What the server wants.
#[derive(Debug)]
struct Peer {
    /// The window of a new stream.
    window: u32,
    /// The largest payload.
    payload: usize,
    /// How many streams may be open.
    streams: usize,
}

/// Headers that go on in the next frame.
#[derive(Debug)]
struct Block {
    stream: u32,
    is_last: bool,
    bytes: Vec<u8>,
}

impl State {
    pub(super) fn new() -> Self {
        let mut control = frame::PREFACE.to_vec();
        let settings = [
            (setting::HEADER_TABLE_SIZE, 0),
            (setting::ENABLE_PUSH, 0),
            (setting::INITIAL_WINDOW_SIZE, LARGEST_WINDOW),
            (setting::MAX_HEADER_LIST_SIZE, HEADER_LIMIT),
        ];
        frame::write_settings(&mut control, &settings);
        let more = LARGEST_WINDOW - u32::from(u16::MAX);
        frame::write(&mut control, kind::WINDOW_UPDATE, 0, 0, &more.to_be_bytes());
        Self {
            streams: BTreeMap::new(),
            next: 1,
            control,
            peer: Peer {
                window: frame::WINDOW,
                payload: frame::PAYLOAD_LIMIT,
                streams: usize::MAX,
            },
            window: i64::from(frame::WINDOW),
            heard: 0,
            block: None,
            lost: None,
        }
    }

    /// Begins a request.
    pub(super) fn open(&mut self, path: &str, body: Vec<u8>) -> Result<u32, Lost> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let mut head = Vec::new();
        for (name, value) in [
            (":method", "POST"),
            (":scheme", "http"),
            (":path", path),
            (":authority", "localhost"),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
            ("user-agent", concat!("bowsprit/", env!("CARGO_PKG_VERSION"))),
        ] {
            hpack::write(&mut head, name, value);
        }
        let id = self.next;
        self.next += 2;
        let window = i64::from(self.peer.window);
        let stream = Stream { head: Some(head), body, window, ..Stream::default() };
        self.streams.insert(id, stream);
        Ok(id)
    }

    /// Drops a request. If the server still works on it, it is told to stop.
    pub(super) fn forget(&mut self, id: u32) {
        if self.streams.remove(&id).is_some_and(|stream| stream.is_open()) {
            self.reset(id);
        }
    }

    fn reset(&mut self, id: u32) {
        frame::write(&mut self.control, kind::RST_STREAM, 0, id, &CANCEL.to_be_bytes());
    }

    /// The connection is over: so is every request.
    pub(super) fn lose(&mut self, lost: &Lost) {
        self.lost = Some(lost.clone());
        for stream in self.streams.values_mut() {
            stream.finish(Err(lost.clone()));
        }
    }

    /// Adds what is to be said next; stops soon after `enough` bytes.
    pub(super) fn say(&mut self, out: &mut Vec<u8>, enough: usize) {
        out.append(&mut self.control);
        let mut open = self.streams.values().filter(|stream| stream.is_open()).count();
        for (id, stream) in &mut self.streams {
            if stream.end.is_some() {
                continue;
            }
            if let Some(head) = stream.head.take_if(|_| open < self.peer.streams) {
                frame::write(out, kind::HEADERS, flag::END_HEADERS, *id, &head);
                open += 1;
            }
            while stream.is_unsent() && out.len() < enough {
                let window = usize::try_from(self.window.min(stream.window)).unwrap_or(0);
                let rest = &stream.body[stream.sent..];
                let length = rest.len().min(window).min(self.peer.payload).min(enough);
                if length == 0 {
                    break;
                }
                let flags = if length == rest.len() { flag::END_STREAM } else { 0 };
                frame::write(out, kind::DATA, flags, *id, &rest[..length]);
                stream.sent += length;
                let length = i64::try_from(length).unwrap_or(i64::MAX);
                stream.window -= length;
                self.window -= length;
            }
            if stream.head.is_none() && !stream.is_unsent() {
                // The answer may be as large: it need not wait beside the question.
                stream.body = Vec::new();
                stream.sent = 0;
            }
        }
    }

    /// Reads the frames at the start of what was heard; says how many bytes they were.
    pub(super) fn hear(&mut self, bytes: &[u8]) -> Result<usize, Lost> {
        let mut rest = bytes;
        while let Some(head) = Head::read(rest) {
            if head.length > frame::PAYLOAD_LIMIT {
                return Err(Lost::Protocol("a frame is too long"));
            }
            let Some(payload) = rest.get(frame::HEAD..frame::HEAD + head.length) else { break };
            self.take(head, payload)?;
            rest = &rest[frame::HEAD + head.length..];
        }
        Ok(bytes.len() - rest.len())
    }

    fn take(&mut self, head: Head, payload: &[u8]) -> Result<(), Lost> {
        if self.block.is_some() != (head.kind == kind::CONTINUATION) {
            return Err(Lost::Protocol("a block of headers is torn"));
        }
        match head.kind {
            kind::DATA => self.data(head, payload),
            kind::HEADERS => {
                let part = frame::unpadded(head, payload).ok_or(Lost::Protocol("bad padding"))?;
                let is_last = head.has(flag::END_STREAM);
                self.block = Some(Block { stream: head.stream, is_last, bytes: Vec::new() });
                self.headers(head, part)
            }
            kind::CONTINUATION => self.headers(head, payload),
            kind::RST_STREAM => {
                let code = frame::number(payload).unwrap_or_default();
                self.finish(head.stream, Err(Lost::Reset(code)));
                Ok(())
            }
            kind::SETTINGS if !head.has(flag::ACK) => self.settings(payload),
            kind::PUSH_PROMISE => Err(Lost::Protocol("a push")),
            kind::PING if !head.has(flag::ACK) => {
                frame::write(&mut self.control, kind::PING, flag::ACK, 0, payload);
                Ok(())
            }
            kind::GOAWAY => {
                self.go_away(payload);
                Ok(())
            }
            kind::WINDOW_UPDATE => self.widen(head.stream, payload),
            _ => Ok(()),
        }
    }

    fn data(&mut self, head: Head, payload: &[u8]) -> Result<(), Lost> {
        self.heard += u32::try_from(payload.len()).unwrap_or_default();
        if self.heard > HEARD_LIMIT {
            let heard = std::mem::take(&mut self.heard).to_be_bytes();
            frame::write(&mut self.control, kind::WINDOW_UPDATE, 0, 0, &heard);
        }
        let part = frame::unpadded(head, payload).ok_or(Lost::Protocol("bad padding"))?;
        let Some(stream) = self.streams.get_mut(&head.stream) else { return Ok(()) };
        if stream.response.body.len() + part.len() > BODY_LIMIT {
            stream.finish(Err(Lost::TooLarge));
            self.reset(head.stream);
            return Ok(());
        }
        stream.response.body.extend_from_slice(part);
        if head.has(flag::END_STREAM) {
            self.finish(head.stream, Ok(()));
        }
        Ok(())
    }

    /// A part of a block of headers, which is read when it is whole.
    fn headers(&mut self, head: Head, part: &[u8]) -> Result<(), Lost> {
        let block = self.block.as_mut().filter(|block| block.stream == head.stream);
        let block = block.ok_or(Lost::Protocol("a block of headers is torn"))?;
        block.bytes.extend_from_slice(part);
        if block.bytes.len() > HEADER_LIMIT as usize {
            return Err(Lost::Protocol("the headers are too long"));
        }
        if !head.has(flag::END_HEADERS) {
            return Ok(());
        }
        let Some(block) = self.block.take() else { return Ok(()) };
        let headers = hpack::read(&block.bytes).ok_or(Lost::Protocol("bad headers"))?;
        if let Some(stream) = self.streams.get_mut(&block.stream) {
            stream.response.headers.extend(headers);
        }
        if block.is_last {
            self.finish(block.stream, Ok(()));
        }
        Ok(())
    }

    fn finish(&mut self, id: u32, end: Result<(), Lost>) {
        let Some(stream) = self.streams.get_mut(&id) else { return };
        // An answer to half a question: the other half need not be sent.
        let is_early = end.is_ok() && stream.is_unsent();
        stream.finish(end);
        if is_early {
            self.reset(id);
        }
    }

    fn settings(&mut self, payload: &[u8]) -> Result<(), Lost> {
        for (name, value) in frame::settings(payload) {
            match name {
                setting::INITIAL_WINDOW_SIZE if value > LARGEST_WINDOW => {
                    return Err(Lost::Protocol("a window is too large"));
                }
                setting::INITIAL_WINDOW_SIZE => {
                    let more = i64::from(value) - i64::from(self.peer.window);
                    self.streams.values_mut().for_each(|stream| stream.window += more);
                    self.peer.window = value;
                }
                setting::MAX_FRAME_SIZE if (value as usize) < frame::PAYLOAD_LIMIT => {
                    return Err(Lost::Protocol("frames are too short"));
                }
                setting::MAX_FRAME_SIZE => self.peer.payload = value as usize,
                setting::MAX_CONCURRENT_STREAMS => self.peer.streams = value as usize,
                _ => {}
            }
        }
        frame::write(&mut self.control, kind::SETTINGS, flag::ACK, 0, &[]);
        Ok(())
    }

    /// The server takes no more requests, and answers only some of those it has.
    fn go_away(&mut self, payload: &[u8]) {
        let last = frame::number(payload).unwrap_or_default();
        let code = payload.get(4..).and_then(frame::number).unwrap_or_default();
        self.lost = Some(Lost::GoAway(code));
        for (_, stream) in self.streams.range_mut(last.saturating_add(1)..) {
            stream.finish(Err(Lost::GoAway(code)));
        }
    }

    fn widen(&mut self, id: u32, payload: &[u8]) -> Result<(), Lost> {
        let more = i64::from(frame::number(payload).unwrap_or_default());
        let window = match id {
            0 => &mut self.window,
            _ => match self.streams.get_mut(&id) {
                Some(stream) => &mut stream.window,
                None => return Ok(()),
            },
        };
        *window += more;
        if *window > i64::from(LARGEST_WINDOW) {
            return Err(Lost::Protocol("a window is too large"));
        }
        Ok(())
    }
}

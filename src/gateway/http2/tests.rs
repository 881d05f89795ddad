//! A connection without its pipes: frames in, frames out.

use super::frame;
use super::frame::HEAD;
use super::frame::Head;
use super::frame::flag;
use super::frame::kind;
use super::frame::setting;
use super::hpack;
use super::lost::Lost;
use super::state::State;

/// A connection that has said its first words.
fn begun() -> State {
    let mut state = State::new();
    state.say(&mut Vec::new(), usize::MAX);
    state
}

/// What a connection says: the kind, the stream and the length of each frame.
fn said(state: &mut State) -> Vec<(u8, u32, usize)> {
    let mut bytes = Vec::new();
    state.say(&mut bytes, usize::MAX);
    let (mut rest, mut frames) = (&bytes[..], Vec::new());
    while let Some(head) = Head::read(rest) {
        frames.push((head.kind, head.stream, head.length));
        rest = &rest[HEAD + head.length..];
    }
    frames
}

/// A connection hears a frame.
fn hear(
    state: &mut State,
    kind: u8,
    flags: u8,
    stream: u32,
    payload: &[u8],
) -> Result<usize, Lost> {
    let mut bytes = Vec::new();
    frame::write(&mut bytes, kind, flags, stream, payload);
    state.hear(&bytes)
}

fn settings(state: &mut State, settings: &[(u16, u32)]) -> Result<usize, Lost> {
    let mut bytes = Vec::new();
    frame::write_settings(&mut bytes, settings);
    state.hear(&bytes)
}

fn headers(name: &str, value: &str) -> Vec<u8> {
    let mut block = Vec::new();
    hpack::write(&mut block, name, value);
    block
}

#[test]
fn the_first_words_are_those_of_a_client() {
    let mut bytes = Vec::new();
    State::new().say(&mut bytes, usize::MAX);
    let rest = bytes.strip_prefix(frame::PREFACE).unwrap();
    let head = Head::read(rest).unwrap();
    assert_eq!((head.kind, head.stream), (kind::SETTINGS, 0));
    let update = Head::read(&rest[HEAD + head.length..]).unwrap();
    assert_eq!((update.kind, update.stream, update.length), (kind::WINDOW_UPDATE, 0, 4));
}

#[test]
fn a_body_is_sent_as_far_as_the_windows_are_open() {
    let mut state = begun();
    let id = state.open("/m", vec![0; 100_000]).unwrap();
    let frames = said(&mut state);
    assert_eq!((frames[0].0, frames[0].1), (kind::HEADERS, id));
    let sent =
        |frames: &[(u8, u32, usize)]| frames.iter().map(|(.., length)| length).sum::<usize>();
    assert_eq!(sent(&frames[1..]), 65_535);
    assert!(frames[1..].iter().all(|frame| frame.2 <= 16 << 10));
    // The window of the stream alone does not help.
    settings(&mut state, &[(setting::INITIAL_WINDOW_SIZE, 1 << 20)]).unwrap();
    assert_eq!(said(&mut state), [(kind::SETTINGS, 0, 0)]);
    hear(&mut state, kind::WINDOW_UPDATE, 0, 0, &30_000u32.to_be_bytes()).unwrap();
    assert_eq!(sent(&said(&mut state)), 30_000);
    hear(&mut state, kind::WINDOW_UPDATE, 0, 0, &30_000u32.to_be_bytes()).unwrap();
    assert_eq!(sent(&said(&mut state)), 4_465);
    assert_eq!(said(&mut state), []);
}

#[test]
fn frames_are_as_long_as_the_server_allows() {
    let mut state = begun();
    let wide = [(setting::INITIAL_WINDOW_SIZE, 1 << 20), (setting::MAX_FRAME_SIZE, 50_000)];
    settings(&mut state, &wide).unwrap();
    let id = state.open("/m", vec![0; 60_000]).unwrap();
    let frames = said(&mut state);
    assert_eq!(frames[2..], [(kind::DATA, id, 50_000), (kind::DATA, id, 10_000)]);
    assert!(settings(&mut state, &[(setting::MAX_FRAME_SIZE, 1)]).is_err());
}

#[test]
fn no_more_streams_are_open_than_the_server_allows() {
    let mut state = begun();
    settings(&mut state, &[(setting::MAX_CONCURRENT_STREAMS, 1)]).unwrap();
    let first = state.open("/m", vec![1]).unwrap();
    let second = state.open("/m", vec![2]).unwrap();
    let opened = |frames: Vec<(u8, u32, usize)>| {
        let heads = frames.into_iter().filter(|frame| frame.0 == kind::HEADERS);
        heads.map(|(_, stream, _)| stream).collect::<Vec<_>>()
    };
    assert_eq!(opened(said(&mut state)), [first]);
    let end = flag::END_HEADERS | flag::END_STREAM;
    hear(&mut state, kind::HEADERS, end, first, &headers("grpc-status", "0")).unwrap();
    assert_eq!(opened(said(&mut state)), [second]);
}

#[test]
fn an_answer_is_put_together() {
    let mut state = begun();
    let id = state.open("/m", vec![1]).unwrap();
    said(&mut state);
    hear(&mut state, kind::HEADERS, flag::END_HEADERS, id, &headers(":status", "200")).unwrap();
    hear(&mut state, kind::DATA, flag::PADDED, id, b"\x02te\0\0").unwrap();
    hear(&mut state, kind::DATA, 0, id, b"xt").unwrap();
    let block = headers("grpc-status", "0");
    hear(&mut state, kind::HEADERS, flag::END_STREAM, id, &block[..5]).unwrap();
    assert!(state.streams[&id].end.is_none());
    hear(&mut state, kind::CONTINUATION, flag::END_HEADERS, id, &block[5..]).unwrap();
    let stream = &state.streams[&id];
    assert!(matches!(stream.end, Some(Ok(()))));
    assert_eq!(stream.response.body, b"text");
    assert_eq!(stream.response.header("grpc-status"), Some(&b"0"[..]));
}

#[test]
fn half_a_frame_waits_for_the_other_half() {
    let mut state = begun();
    let mut bytes = Vec::new();
    frame::write(&mut bytes, kind::PING, 0, 0, b"01234567");
    frame::write(&mut bytes, kind::PING, 0, 0, b"76543210");
    assert_eq!(state.hear(&bytes[..30]).unwrap(), 17);
    assert_eq!(said(&mut state), [(kind::PING, 0, 8)]);
    assert_eq!(state.hear(&bytes[17..]).unwrap(), 17);
}

#[test]
fn whoever_stops_to_wait_tells_the_server() {
    let mut state = begun();
    let unsent = state.open("/m", vec![1]).unwrap();
    state.forget(unsent);
    assert_eq!(said(&mut state), []);
    let sent = state.open("/m", vec![1]).unwrap();
    said(&mut state);
    state.forget(sent);
    assert_eq!(said(&mut state), [(kind::RST_STREAM, sent, 4)]);
    // What the server said meanwhile is left alone.
    hear(&mut state, kind::DATA, flag::END_STREAM, sent, b"text").unwrap();
}

#[test]
fn an_early_answer_ends_the_question() {
    let mut state = begun();
    let id = state.open("/m", vec![0; 100_000]).unwrap();
    said(&mut state);
    let end = flag::END_HEADERS | flag::END_STREAM;
    hear(&mut state, kind::HEADERS, end, id, &headers("grpc-status", "8")).unwrap();
    assert!(matches!(state.streams[&id].end, Some(Ok(()))));
    assert_eq!(said(&mut state), [(kind::RST_STREAM, id, 4)]);
}

#[test]
fn an_answer_that_is_broken_off_is_an_error() {
    let mut state = begun();
    let id = state.open("/m", vec![1]).unwrap();
    said(&mut state);
    hear(&mut state, kind::RST_STREAM, 0, id, &7u32.to_be_bytes()).unwrap();
    assert!(matches!(state.streams[&id].end, Some(Err(Lost::Reset(7)))));
}

#[test]
fn a_server_that_goes_away_answers_what_it_has() {
    let mut state = begun();
    let (first, second) = (state.open("/m", vec![1]).unwrap(), state.open("/m", vec![2]).unwrap());
    said(&mut state);
    hear(&mut state, kind::GOAWAY, 0, 0, &[0, 0, 0, 1, 0, 0, 0, 2]).unwrap();
    assert!(state.streams[&first].end.is_none());
    assert!(matches!(state.streams[&second].end, Some(Err(Lost::GoAway(2)))));
    assert!(matches!(state.open("/m", vec![3]), Err(Lost::GoAway(2))));
}

#[test]
fn an_answer_without_end_is_broken_off() {
    let mut state = begun();
    let id = state.open("/m", vec![1]).unwrap();
    said(&mut state);
    for _ in 0..=1024 {
        hear(&mut state, kind::DATA, 0, id, &[0; 16 << 10]).unwrap();
    }
    assert!(matches!(state.streams[&id].end, Some(Err(Lost::TooLarge))));
    assert_eq!(said(&mut state), [(kind::RST_STREAM, id, 4)]);
}

#[test]
fn what_is_not_http_2_ends_the_connection() {
    let torn = [
        (kind::PUSH_PROMISE, 0, 1, vec![]),
        (kind::CONTINUATION, 0, 1, vec![]),
        (kind::HEADERS, flag::END_HEADERS, 1, vec![0x80]),
        (kind::DATA, flag::PADDED, 1, vec![9]),
        (kind::WINDOW_UPDATE, 0, 0, vec![0x7f, 0xff, 0xff, 0xff]),
        (kind::DATA, 0, 1, vec![0; 17 << 10]),
    ];
    for (kind, flags, stream, payload) in torn {
        let mut state = begun();
        state.open("/m", vec![1]).unwrap();
        let heard = hear(&mut state, kind, flags, stream, &payload);
        assert!(matches!(heard, Err(Lost::Protocol(_))), "{kind}: {heard:?}");
    }
    let mut state = begun();
    hear(&mut state, kind::HEADERS, 0, 1, b"").unwrap();
    assert!(hear(&mut state, kind::PING, 0, 0, b"01234567").is_err());
    assert!(State::new().hear(b"HTTP/1.1 400 Bad Request\r\n").is_err());
}

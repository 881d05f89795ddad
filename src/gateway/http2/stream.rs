//! One request and its answer.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;
use std::task::Poll;
use std::task::Waker;

use super::hpack::Header;
use super::lost::Lost;
use super::state::State;

/// What the server answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::gateway) struct Response {
    /// The headers, and those after the body.
    pub(in crate::gateway) headers: Vec<Header>,
    pub(in crate::gateway) body: Vec<u8>,
}

impl Response {
    /// The last header of a name.
    pub(in crate::gateway) fn header(&self, name: &str) -> Option<&[u8]> {
        let is_it = |header: &&Header| header.name == name.as_bytes();
        Some(&self.headers.iter().rev().find(is_it)?.value)
    }
}

/// Where requests are sent. Cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::gateway) struct Client {
    state: Rc<RefCell<State>>,
}

impl Client {
    pub(super) const fn new(state: Rc<RefCell<State>>) -> Self {
        Self { state }
    }

    /// Posts a body, which is not empty, and waits for the answer. Whoever stops to wait tells the
    /// server so.
    pub(in crate::gateway) async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Response, Lost> {
        let id = self.state.borrow_mut().open(path, body)?;
        Answer { state: &self.state, id }.await
    }

    /// Waits until all bodies are sent. Looked at whenever something was heard, and with the last
    /// body that is: the server confirms what it reads, and answers.
    pub(in crate::gateway) async fn said(&self) {
        let poll = |_: &mut Context<'_>| {
            let is_said = self.state.borrow().streams.values().all(Stream::is_said);
            if is_said { Poll::Ready(()) } else { Poll::Pending }
        };
        poll_fn(poll).await;
    }
}

/// An answer that is waited for.
struct Answer<'a> {
    state: &'a RefCell<State>,
    id: u32,
}

impl Future for Answer<'_> {
    type Output = Result<Response, Lost>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.state.borrow_mut();
        let Some(stream) = state.streams.get_mut(&self.id) else {
            return Poll::Ready(Err(Lost::Closed));
        };
        if let Some(end) = stream.end.clone() {
            return Poll::Ready(end.map(|()| std::mem::take(&mut stream.response)));
        }
        stream.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Answer<'_> {
    fn drop(&mut self) {
        self.state.borrow_mut().forget(self.id);
    }
}

/// What is known of a request that somebody waits for.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// The headers of the request, until they are sent.
    pub(super) head: Option<Vec<u8>>,
    pub(super) body: Vec<u8>,
    /// How much of the body is sent.
    pub(super) sent: usize,
    /// How much more the server takes.
    pub(super) window: i64,
    pub(super) response: Response,
    /// That nothing more is to come, or why.
    pub(super) end: Option<Result<(), Lost>>,
    pub(super) waker: Option<Waker>,
}

impl Stream {
    /// Whether the server counts it among those it works on.
    pub(super) fn is_open(&self) -> bool {
        self.head.is_none() && self.end.is_none()
    }

    /// Whether the server waits for more of it.
    pub(super) fn is_unsent(&self) -> bool {
        self.head.is_none() && self.sent < self.body.len()
    }

    /// Whether there is nothing left to send.
    pub(super) fn is_said(&self) -> bool {
        self.end.is_some() || self.head.is_none() && self.sent == self.body.len()
    }

    pub(super) fn finish(&mut self, end: Result<(), Lost>) {
        self.end.get_or_insert(end);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

//! The pipes, and the loop that serves them.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::task::Context;
use std::task::Poll;
use std::task::Wake;
use std::task::Waker;

use rustix::buffer::spare_capacity;
use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::event::poll;
use rustix::io::Errno;

use super::lost::Lost;
use super::state::State;
use super::stream::Client;
use crate::gateway::stdio::Stdio;

/// How many bytes are read, and written, at once.
const CHUNK: usize = 128 << 10;

/// A connection to the server at the other end of two pipes.
#[derive(Debug)]
pub(in crate::gateway) struct Connection {
    stdio: Stdio,
    state: Rc<RefCell<State>>,
    /// What was read and is not a whole frame yet.
    inbox: Vec<u8>,
    /// What is to be written, and how much of it is.
    outbox: Vec<u8>,
    written: usize,
}

/// Whether somebody wants to be polled.
#[derive(Debug, Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Connection {
    pub(in crate::gateway) fn new(stdio: Stdio) -> Self {
        let state = Rc::new(RefCell::new(State::new()));
        Self { stdio, state, inbox: Vec::new(), outbox: Vec::new(), written: 0 }
    }

    pub(in crate::gateway) fn client(&self) -> Client {
        Client::new(Rc::clone(&self.state))
    }

    /// Does work that waits for nothing but answers. If the connection ends before it does, so
    /// does the work.
    pub(in crate::gateway) fn run<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Lost> {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut work = pin!(work);
        loop {
            woken.0.store(false, Ordering::Relaxed);
            if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Ok(done);
            }
            let is_idle = !woken.0.load(Ordering::Relaxed);
            if let Err(lost) = self.turn(is_idle) {
                self.state.borrow_mut().lose(&lost);
                return Err(lost);
            }
        }
    }

    /// Writes what there is to write, and reads; waits for something to read if `is_idle`.
    fn turn(&mut self, is_idle: bool) -> Result<(), Lost> {
        loop {
            let is_said = self.write()?;
            // With nothing to write, to read is to wait.
            if is_said && is_idle || self.wait(is_idle, !is_said)? {
                return self.read();
            }
            if !is_idle {
                return Ok(());
            }
        }
    }

    /// Writes until there is no more, or no room; says whether there is no more.
    fn write(&mut self) -> Result<bool, Lost> {
        loop {
            if self.written == self.outbox.len() {
                self.written = 0;
                self.outbox.clear();
                self.state.borrow_mut().say(&mut self.outbox, CHUNK);
            }
            if self.outbox.is_empty() {
                return Ok(true);
            }
            match rustix::io::write(&self.stdio.output, &self.outbox[self.written..]) {
                Ok(length) => self.written += length,
                Err(Errno::AGAIN) => return Ok(false),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Waits until there is something to read, or room to write; says whether it is the former.
    fn wait(&self, is_idle: bool, writes: bool) -> Result<bool, Lost> {
        let input = PollFd::new(&self.stdio.input, PollFlags::IN);
        let output = PollFd::new(&self.stdio.output, PollFlags::OUT);
        let mut both = [input, output];
        let polled = if writes { &mut both[..] } else { &mut both[..1] };
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        match poll(polled, if is_idle { None } else { Some(&now) }) {
            Ok(_) => Ok(!both[0].revents().is_empty()),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn read(&mut self) -> Result<(), Lost> {
        self.inbox.reserve(CHUNK);
        match rustix::io::read(&self.stdio.input, spare_capacity(&mut self.inbox)) {
            Ok(0) => return Err(Lost::Closed),
            Ok(_) => {}
            // A socket is both input and output, and does not wait.
            Err(Errno::AGAIN) => return self.wait(true, false).map(drop),
            Err(Errno::INTR) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        let length = self.state.borrow_mut().hear(&self.inbox)?;
        self.inbox.drain(..length);
        Ok(())
    }
}

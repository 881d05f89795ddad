//! One HTTP/2 connection over one stream; when it is gone, it is gone.
//!
//! A gRPC channel would dial again. Here there is nobody to dial: the connection is handed to the
//! process once, at its start, and its end means that the daemon has left.

use std::pin::Pin;
use std::task::Context;
use std::task::Poll;

use hyper::body::Incoming;
use hyper::client::conn::http2;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::HeaderValue;
use tonic::codegen::http::Request;
use tonic::codegen::http::Response;
use tonic::codegen::http::header::USER_AGENT;

/// The largest message, in both directions: what the daemon sends and accepts.
pub(super) const MESSAGE_LIMIT: usize = 16 << 20;

/// The largest header list.
///
/// Errors travel in a trailer, and that of a failed build holds the whole Dockerfile. Over the
/// 16 KiB that `hyper` would take, the details of an error are dropped without a word.
const HEADER_LIMIT: u32 = 16 << 20;

/// How much the daemon may send before we acknowledge: a whole message.
const WINDOW: u32 = 16 << 20;

/// Where requests are sent. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    requests: http2::SendRequest<Body>,
}

impl Connection {
    /// Opens the connection.
    ///
    /// The future returned beside it ends when the connection does, and must be polled until then:
    /// it is what notices that the daemon is gone while nothing is asked of it.
    pub(super) async fn open<S>(
        stream: S,
    ) -> hyper::Result<(Self, impl Future<Output = hyper::Result<()>>)>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (requests, end) = http2::Builder::new(TokioExecutor::new())
            .max_header_list_size(HEADER_LIMIT)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .handshake(TokioIo::new(stream))
            .await?;
        Ok((Self { requests }, end))
    }
}

impl Service<Request<Body>> for Connection {
    type Response = Response<Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = hyper::Result<Response<Incoming>>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.requests.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let agent = HeaderValue::from_static(concat!("bowsprit/", env!("CARGO_PKG_VERSION")));
        request.headers_mut().insert(USER_AGENT, agent);
        Box::pin(self.requests.send_request(request))
    }
}

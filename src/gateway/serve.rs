//! One build: from the first byte on the stream to the return of its outcome.

use std::any::Any;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::Poll;

use thiserror::Error;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;

use super::bridge::Bridge as _;
use super::failure::Failure;
use super::grpc::GrpcBridge;
use super::grpc::Setting;
use super::result::Outcome;

/// What the daemon was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// A result.
    Success,
    /// Why there is none.
    Failure,
}

/// Why the daemon could not be told how a build ended.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The daemon does not speak HTTP/2 with us.
    #[error("cannot speak to the daemon: {0}")]
    Open(hyper::Error),
    /// The daemon ended the connection, or has ended itself.
    #[error("the daemon is gone")]
    Gone,
    /// The daemon took neither the outcome nor the reason why it should.
    #[error("cannot return to the daemon: {0}")]
    Refused(Failure),
}

/// Runs a build for the daemon at the other end of a stream, and returns its outcome there.
///
/// Whatever happens, the daemon is told: a panic becomes a failure. Only when the daemon is gone
/// is there nobody to tell; then the build is dropped at once.
///
/// `setting` is what is known of the daemon.
pub async fn serve<S, B>(
    stream: S,
    setting: impl Into<Setting>,
    build: B,
) -> Result<Returned, ServeError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    B: AsyncFnOnce(&GrpcBridge) -> Outcome,
{
    let (bridge, end) = GrpcBridge::open(stream, setting.into()).await.map_err(ServeError::Open)?;
    let work = async {
        let outcome = guarded(build(&bridge)).await;
        answer(&bridge, outcome).await
    };
    tokio::select! {
        biased;
        returned = work => returned,
        _ = end => Err(ServeError::Gone),
    }
}

/// Returns an outcome, and if the daemon does not take it, the reason for that.
async fn answer(bridge: &GrpcBridge, outcome: Outcome) -> Result<Returned, ServeError> {
    let failure = match bridge.finish(&outcome).await {
        Ok(()) if outcome.is_ok() => return Ok(Returned::Success),
        Ok(()) => return Ok(Returned::Failure),
        Err(failure) => failure,
    };
    if outcome.is_err() {
        return Err(ServeError::Refused(failure));
    }
    match bridge.finish(&Err(failure)).await {
        Ok(()) => Ok(Returned::Failure),
        Err(failure) => Err(ServeError::Refused(failure)),
    }
}

/// The outcome of a build, or a failure if it panics.
async fn guarded(build: impl Future<Output = Outcome>) -> Outcome {
    let mut build = pin!(build);
    poll_fn(|cx| {
        // After a panic the build is not looked at again.
        match catch_unwind(AssertUnwindSafe(|| build.as_mut().poll(cx))) {
            Ok(poll) => poll,
            Err(panic) => Poll::Ready(Err(Failure::bug(words(&*panic)))),
        }
    })
    .await
}

/// What was said in a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| Some(panic.downcast_ref::<String>()?)).unwrap_or("panic")
}

//! One build: from the first byte on the stream to the return of its outcome.

use std::any::Any;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::Poll;

use thiserror::Error;

use super::bridge::Bridge as _;
use super::failure::Failure;
use super::grpc::GrpcBridge;
use super::grpc::Setting;
use super::http2::Connection;
use super::http2::Lost;
use super::result::Outcome;
use super::stdio::Stdio;

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
    /// The daemon ended the connection, or has ended itself, or does not speak HTTP/2 with us.
    #[error("the connection to the daemon is lost: {0}")]
    Lost(Lost),
    /// The daemon took neither the outcome nor the reason why it should.
    #[error("cannot return to the daemon: {0}")]
    Refused(Failure),
}

/// Runs a build for the daemon at the other end of a stream, and returns its outcome there.
///
/// Whatever happens, the daemon is told: a panic becomes a failure, unless the program is made to
/// end at a panic, as that of the image is. Only when the daemon is gone is there nobody to tell;
/// then the build is dropped at once.
///
/// `setting` is what is known of the daemon.
pub fn serve<B>(stdio: Stdio, setting: impl Into<Setting>, build: B) -> Result<Returned, ServeError>
where
    B: AsyncFnOnce(&GrpcBridge) -> Outcome,
{
    let mut connection = Connection::new(stdio);
    let bridge = GrpcBridge::new(connection.client(), setting.into());
    let work = async {
        let outcome = guarded(build(&bridge)).await;
        answer(&bridge, outcome).await
    };
    connection.run(work).map_err(ServeError::Lost)?
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

/// The outcome of a build, or a failure if it panics and the program lives on.
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

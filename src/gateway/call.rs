//! Calls: gRPC over HTTP/2, one message there and one back.

use prost::Message;

use super::code::Code;
use super::detail::Detail;
use super::failure::Failure;
use super::http2::Client;
use super::http2::Lost;
use super::http2::Response;
use crate::go::base64;
use crate::proto::google::rpc;

/// The largest message, in both directions: what the daemon sends and accepts.
pub(super) const MESSAGE_LIMIT: usize = 16 << 20;

/// Where the methods are.
const SERVICE: &str = "/moby.buildkit.v1.frontend.LLBBridge/";

/// A message, and the five bytes before it: that it is not compressed, and its length.
#[derive(Debug, Default)]
pub(super) struct Body(Vec<u8>);

impl Body {
    pub(super) fn of(message: &impl Message) -> Self {
        let mut bytes = vec![0; 5];
        bytes.reserve(message.encoded_len());
        // A vector has room for everything.
        let _ = message.encode(&mut bytes);
        Self(bytes)
    }

    /// The message, without what is before it.
    fn message(&self) -> &[u8] {
        &self.0[5..]
    }

    /// Adds fields to the message.
    pub(super) fn extend(&mut self, more: impl FnOnce(&mut Vec<u8>)) {
        more(&mut self.0);
    }

    /// The daemon would end the connection over a message that is too large, without saying why.
    pub(super) fn check(self, what: &str) -> Result<Self, Failure> {
        let size = self.message().len();
        if size <= MESSAGE_LIMIT {
            return Ok(self);
        }
        let text = format!(
            "{what} is too large: {size} bytes, and BuildKit takes at most {MESSAGE_LIMIT} in a message"
        );
        Err(Failure::new(text).with_code(Code::RESOURCE_EXHAUSTED))
    }

    fn finish(mut self) -> Vec<u8> {
        let length = u32::try_from(self.message().len()).unwrap_or(u32::MAX);
        self.0[1..5].copy_from_slice(&length.to_be_bytes());
        self.0
    }
}

/// Calls a method of the daemon.
pub(super) async fn call<A: Message + Default>(
    client: &Client,
    method: &str,
    body: Body,
) -> Result<A, Failure> {
    let answer = exchange(client, method, body).await?;
    let message = answer.get(5..).unwrap_or_default();
    A::decode(message).map_err(|error| {
        let text = format!("the daemon's answer to {method} makes no sense: {error}");
        Failure::new(text).with_code(Code::INTERNAL)
    })
}

/// The message that comes back, with what is before it.
async fn exchange(client: &Client, method: &str, body: Body) -> Result<Vec<u8>, Failure> {
    let response = client.post(&format!("{SERVICE}{method}"), body.finish()).await;
    let response = response.map_err(|lost| broken(&lost))?;
    match number(response.header("grpc-status")) {
        Some(0) => Ok(response.body),
        status => Err(received(&response, status)),
    }
}

/// The failure of a call that nobody answers.
fn broken(lost: &Lost) -> Failure {
    let (text, code) = match lost {
        Lost::Reset(_) => (lost.to_string(), Code::INTERNAL),
        Lost::TooLarge => (lost.to_string(), Code::RESOURCE_EXHAUSTED),
        _ => (format!("the connection to the daemon is lost: {lost}"), Code::UNAVAILABLE),
    };
    Failure::new(text).with_code(code)
}

/// The error that a call ended with.
fn received(response: &Response, status: Option<i32>) -> Failure {
    let Some(status) = status else {
        let http = number(response.header(":status")).unwrap_or_default();
        return Failure::new(format!("the daemon answers without a status (HTTP status {http})"));
    };
    let message = unescaped(response.header("grpc-message").unwrap_or_default());
    let mut details = response.header("grpc-status-details-bin").unwrap_or_default().to_vec();
    // The daemon leaves the padding out.
    details.resize(details.len().next_multiple_of(4), b'=');
    let details = base64::decode(&details).unwrap_or_default();
    let details = rpc::Status::decode(details.as_slice()).unwrap_or_default().details;
    let details = details.into_iter().map(|detail| Detail::new(detail.type_url, detail.value));
    Failure::received(Code::new(status), &message, details.collect())
}

fn number(text: Option<&[u8]>) -> Option<i32> {
    std::str::from_utf8(text?).ok()?.parse().ok()
}

/// A text in which bytes may be written as `%` and two digits.
fn unescaped(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.first_chunk::<2>().filter(|_| *first == b'%');
        let byte =
            digits.and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::http2::Header;

    fn failure(headers: &[(&str, &str)]) -> Failure {
        let header = |(name, value): &(&str, &str)| Header {
            name: name.as_bytes().to_vec(),
            value: value.as_bytes().to_vec(),
        };
        let headers = headers.iter().map(header).collect();
        let response = Response { headers, ..Response::default() };
        received(&response, number(response.header("grpc-status")))
    }

    #[test]
    fn an_error_is_read_from_headers() {
        let details = base64::encode(
            &rpc::Status {
                details: vec![rpc::Detail { type_url: "t".to_owned(), value: b"{}".to_vec() }],
                ..rpc::Status::default()
            }
            .encode_to_vec(),
        );
        let failure = failure(&[
            ("grpc-status", "5"),
            ("grpc-message", "100%25 of %C3%A4, 5% of %zz%"),
            ("grpc-status-details-bin", details.trim_end_matches('=')),
        ]);
        assert_eq!(failure.code(), Code::new(5));
        assert_eq!(failure.message(), "100% of ä, 5% of %zz%");
        assert_eq!(failure.details().count(), 1);
    }

    #[test]
    fn an_answer_without_a_status_is_an_error() {
        let failure = failure(&[(":status", "415")]);
        assert!(failure.message().ends_with("(HTTP status 415)"), "{failure}");
    }
}

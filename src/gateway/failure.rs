//! Why a build failed, as it travels between the daemon, us, and whoever reads it.
//!
//! Upstream: `util/grpcerrors/grpcerrors.go`, `solver/errdefs`.

use std::fmt;

use super::code::Code;
use super::detail::Detail;

/// An error with everything that a client may want to know.
///
/// It has two texts. [`text`](Self::text) is the whole story and is what other texts quote.
/// [`message`](Self::message) is what is returned to the daemon. They differ for an error that came
/// from the daemon: upstream loses every context that was added on the way and returns the daemon's
/// own words, and so do we.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    code: Code,
    text: String,
    received: Option<Received>,
    /// Details that we pass on without a look: stack traces, and what a newer daemon adds.
    carried: Vec<Detail>,
    /// The other details, the outermost first.
    details: Vec<Detail>,
}

/// What the daemon said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Received {
    code: Code,
    message: String,
}

impl Failure {
    /// An error of ours: something is wrong with what we were given.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            code: Code::UNKNOWN,
            text: text.into(),
            received: None,
            carried: Vec::new(),
            details: Vec::new(),
        }
    }

    /// A mistake of ours, with a plea to tell us.
    pub fn bug(text: impl fmt::Display) -> Self {
        let text = format!("internal: {text} (this is a bug in bowsprit, please report it)");
        Self::new(text).with_code(Code::INTERNAL)
    }

    /// An error that the daemon answered with.
    pub fn received(code: Code, message: impl Into<String>, details: Vec<Detail>) -> Self {
        let message = message.into();
        let mut text =
            if code == Code::UNKNOWN { message.clone() } else { format!("{code}: {message}") };
        let (mut details, carried): (Vec<_>, Vec<_>) =
            details.into_iter().partition(Detail::is_typed);
        // Upstream wraps the error once for each detail, in order: the last is the outermost.
        for detail in &details {
            if let Some(prefix) = detail.prefix() {
                text = format!("{prefix}: {text}");
            }
        }
        details.reverse();
        Self { code, text, received: Some(Received { code, message }), carried, details }
    }

    /// Says what was being done: `<what>: <error>`.
    pub fn context(mut self, what: impl fmt::Display) -> Self {
        self.text = format!("{what}: {}", self.text);
        self
    }

    /// The same error, of another kind.
    pub fn with_code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    /// Adds a detail around the others.
    pub fn with_detail(mut self, detail: Detail) -> Self {
        self.details.insert(0, detail);
        self
    }

    /// The same error without its details, for when they are too large to be sent.
    pub fn without_details(mut self) -> Self {
        self.carried.clear();
        self.details.clear();
        self
    }

    /// The kind of the error.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The error with all its context.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that is returned to the daemon.
    pub fn message(&self) -> &str {
        match &self.received {
            Some(Received { code, message })
                if *code == self.code || self.text.len() <= message.len() =>
            {
                message
            }
            _ => &self.text,
        }
    }

    /// Every detail, in the order in which they are sent.
    pub fn details(&self) -> impl Iterator<Item = &Detail> {
        self.carried.iter().chain(&self.details)
    }

    /// Does the error know a place in a text?
    pub fn has_source(&self) -> bool {
        self.details.iter().any(Detail::is_source)
    }

    /// Did the daemon say so?
    pub fn is_received(&self) -> bool {
        self.received.is_some()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Detail {
        Detail::new("github.com/moby/buildkit/errdefs.Source+json", text)
    }

    #[test]
    fn context_is_part_of_our_own_message() {
        let failure = Failure::new("no such file").context("failed to read dockerfile");
        assert_eq!(failure.message(), "failed to read dockerfile: no such file");
        assert_eq!(failure.code(), Code::UNKNOWN);
    }

    #[test]
    fn context_is_lost_on_the_daemons_message() {
        let failure = Failure::received(Code::UNKNOWN, "open Dockerfile: no such file", vec![])
            .context("failed to read dockerfile");
        assert_eq!(failure.message(), "open Dockerfile: no such file");
        assert_eq!(failure.text(), "failed to read dockerfile: open Dockerfile: no such file");
    }

    #[test]
    fn the_kind_of_a_received_error_is_part_of_its_text_only() {
        let failure = Failure::received(Code::new(5), "alpine:no: not found", vec![]);
        assert_eq!(failure.text(), "NotFound: alpine:no: not found");
        assert_eq!(failure.message(), "alpine:no: not found");
    }

    #[test]
    fn a_received_error_of_another_kind_keeps_its_context() {
        let failure = Failure::received(Code::new(5), "not found", vec![])
            .context("oops")
            .with_code(Code::INTERNAL);
        assert_eq!(failure.message(), "oops: NotFound: not found");
    }

    #[test]
    fn details_turn_around_and_unknown_ones_go_first() {
        let strange = Detail::new("example.com/strange", "?");
        let details = vec![source("{\"a\":1}"), strange.clone(), source("{\"b\":1}")];
        let failure = Failure::received(Code::UNKNOWN, "x", details).with_detail(source("{}"));
        let sent: Vec<_> = failure.details().cloned().collect();
        assert_eq!(sent, [strange, source("{}"), source("{\"b\":1}"), source("{\"a\":1}")]);
        assert!(failure.has_source());
    }

    #[test]
    fn the_text_of_a_typed_error_repeats_itself() {
        let text = "unsupported frontend capability moby.x";
        let details = vec![Detail::frontend_cap("moby.x")];
        let failure = Failure::received(Code::UNIMPLEMENTED, text, details);
        assert_eq!(failure.text(), format!("{text}: Unimplemented: {text}"));
        assert_eq!(failure.message(), text);
    }

    #[test]
    fn an_error_is_never_ok() {
        assert_eq!(Failure::received(Code::new(0), "x", vec![]).code(), Code::UNKNOWN);
    }
}

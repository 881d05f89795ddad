//! Regular expressions, compiled once a session.

use std::rc::Rc;

use crate::cue::syntax::Span;
use crate::go::regexp::Regexp;

use super::Session;
use super::error::Arg;
use super::error::Code;
use super::session::Eval;

impl Session {
    /// Compiles an expression, or finds it compiled.
    pub(super) fn regexp(&mut self, span: Span, pattern: &str) -> Eval<Rc<Regexp>> {
        if let Some(known) = self.regexps.get(pattern) {
            return Ok(Rc::clone(known));
        }
        match Regexp::compile(pattern) {
            Ok(regexp) => {
                let compiled = Rc::new(regexp);
                self.regexps.insert(pattern.to_owned(), Rc::clone(&compiled));
                Ok(compiled)
            }
            Err(error) => {
                let args = vec![Arg::Text(error.to_string().into())];
                self.fail(span, Code::Eval, "invalid regexp: {}", args)
            }
        }
    }
}

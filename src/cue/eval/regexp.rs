//! Regular expressions, compiled once a session.

use std::rc::Rc;

use crate::cue::syntax::Span;

use super::Session;
use super::error::Arg;
use super::error::Code;
use super::session::Eval;

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Compiled {
    regex: regex_automata::nfa::thompson::pikevm::PikeVM,
}

impl Compiled {
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(&mut self.regex.create_cache(), text)
    }
}

impl Session {
    /// Compiles an expression, or finds it compiled.
    pub(super) fn regexp(&mut self, span: Span, pattern: &str) -> Eval<Rc<Compiled>> {
        if let Some(known) = self.regexps.get(pattern) {
            return Ok(Rc::clone(known));
        }
        match regex_automata::nfa::thompson::pikevm::PikeVM::new(pattern) {
            Ok(regex) => {
                let compiled = Rc::new(Compiled { regex });
                self.regexps.insert(pattern.to_owned(), Rc::clone(&compiled));
                Ok(compiled)
            }
            Err(error) => {
                let args = vec![Arg::Text(error.to_string().into())];
                self.fail(span, Code::Eval, "error parsing regexp: {}", args)
            }
        }
    }
}

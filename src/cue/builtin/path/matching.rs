//! Names held against patterns.

use super::CallError;
use super::os::Os;
use crate::go::glob::BadPattern;
use crate::go::glob::Dialect;
use crate::go::glob::UNIX;

/// Reports whether a pattern matches all of a name.
///
/// A `**` is an error, unless an error before it is found first.
pub(super) fn matches(pattern: &str, name: &str, os: Os) -> Result<bool, CallError> {
    let dialect = match os {
        Os::Windows => Dialect { separator: b'\\', escapes: false },
        Os::Unix | Os::Plan9 => UNIX,
    };
    let error = |error: BadPattern| CallError::new(error.to_string());
    match dialect.before_double_star(pattern) {
        None => dialect.matches(pattern, name).map_err(error),
        Some(before) => {
            dialect.matches(before, name).map_err(error)?;
            Err(CallError::new("'**' is not supported in patterns as of yet"))
        }
    }
}

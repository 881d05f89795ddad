//! The keywords, as far as splitting their arguments goes.

use crate::go::case::to_lower;
use std::borrow::Cow;

/// Every keyword, in lower case. Suggestions are looked for in this order.
pub const KEYWORDS: [&str; 18] = [
    "add",
    "arg",
    "cmd",
    "copy",
    "entrypoint",
    "env",
    "expose",
    "from",
    "healthcheck",
    "label",
    "maintainer",
    "onbuild",
    "run",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
];

/// A keyword as spelled, in lower case.
pub fn lower(keyword: &str) -> Cow<'_, str> {
    if keyword.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Cow::Borrowed(keyword)
    } else if keyword.is_ascii() {
        Cow::Owned(keyword.to_ascii_lowercase())
    } else {
        Cow::Owned(to_lower(keyword))
    }
}

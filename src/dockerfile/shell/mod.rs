//! Words and their expansion: `$FOO`, `${FOO:-x}`, quotes, escapes.

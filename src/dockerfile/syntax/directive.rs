//! `# syntax=…`, `# escape=…`, `# check=…` at the top of a file.

use crate::source::Lines;

/// A directive found at the top of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its value up to the first space. For `syntax`: the image that understands the file.
    pub head: String,
    /// The whole value. For `syntax`: the command line given to that image.
    pub value: String,
    /// Where it is. A directive below a shebang is counted from the first line of the file, one
    /// in JSON has line 0, or 1 below a shebang.
    pub lines: Lines,
}

/// Finds `# syntax=`, `// syntax=` or `{"syntax": …}` in a file of any language.
pub fn syntax(data: &[u8]) -> Option<Directive> {
    let _ = data;
    None
}

/// Finds `# check=`.
pub fn check(data: &[u8]) -> Option<Directive> {
    let _ = data;
    None
}

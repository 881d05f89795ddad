//! `frontend.caps`: what the client needs this frontend to know.
//!
//! Upstream: `frontend/dockerfile/builder/caps.go`.

/// What this frontend knows, without the common prefix.
const KNOWN: [&str; 4] = ["inputs", "subrequests", "contexts", "gitquerystring"];

const PREFIX: &str = "moby.buildkit.frontend.";

/// Something that the client needs and we do not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedCap {
    /// Its name.
    pub name: String,
    /// Could another frontend, which a `# syntax` line selects, know it?
    pub may_forward: bool,
}

/// Looks for something that we do not know: the first that nobody else may know for us, else the
/// last.
pub(super) fn check(list: &str) -> Option<UnsupportedCap> {
    let mut unsupported = None;
    for item in list.split(',').filter(|_| !list.is_empty()) {
        let name = item.split('+').next().unwrap_or_default();
        let is_known = name.strip_prefix(PREFIX).is_some_and(|name| KNOWN.contains(&name));
        if is_known {
            continue;
        }
        let may_forward = item.contains("+forward");
        unsupported = Some(UnsupportedCap { name: name.to_owned(), may_forward });
        if !may_forward {
            break;
        }
    }
    unsupported
}

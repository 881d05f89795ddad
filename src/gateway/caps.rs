//! What the daemon can do.
//!
//! Upstream: `util/apicaps/caps.go`, `frontend/gateway/pb/caps.go`, `solver/pb/caps.go`.

use std::collections::BTreeMap;

use super::failure::Failure;
use crate::llb;
use crate::order::Collect as _;

/// Frontend capabilities that we ask for, and what upstream calls them.
const NAMES: &[(&str, &str)] = &[
    (FRONTEND_INPUTS, "frontend inputs"),
    (SOLVE_EVALUATE, "gateway evaluate solve"),
    (REF_ARRAY, "wire format ref arrays"),
    (READ_DIR, "read static directory"),
    (RETURN, "return solve result"),
    (RETURN_MAP, "return reference map"),
    (META_RESOLVER, "source meta resolver"),
    (STAT_FILE, "stat a file"),
];

/// Definitions may be given to a frontend.
pub const FRONTEND_INPUTS: &str = "frontend.inputs";
pub(super) const SOLVE_EVALUATE: &str = "gateway.solve.evaluate";
pub(super) const REF_ARRAY: &str = "proto.refarray";
pub(super) const READ_DIR: &str = "readdir";
pub(super) const RETURN: &str = "return";
pub(super) const RETURN_MAP: &str = "returnmap";
pub(super) const META_RESOLVER: &str = "source.metaresolver";
pub(super) const STAT_FILE: &str = "statfile";

/// File operations, the oldest capability that a Dockerfile cannot do without.
pub const FILE_BASE: &str = "file.base";

/// One capability, as the daemon lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cap {
    /// Its name.
    pub id: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// Why it may not be used.
    pub reason: String,
}

/// Everything that the daemon can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caps {
    frontend: BTreeMap<String, Cap>,
    solver: BTreeMap<String, Cap>,
    llb: llb::Caps,
    product: String,
}

impl Cap {
    /// A capability that may be used.
    pub fn enabled(id: impl Into<String>) -> Self {
        Self { id: id.into(), enabled: true, reason: String::new() }
    }
}

impl Caps {
    /// The capabilities of the gateway and those of the solver; `product` is whom the user should
    /// update if one is missing.
    pub fn new(
        frontend: impl IntoIterator<Item = Cap>,
        solver: impl IntoIterator<Item = Cap>,
        product: impl Into<String>,
    ) -> Self {
        let by_id = |cap: Cap| (cap.id.clone(), cap);
        let solver = solver.into_iter().map(by_id).into_map();
        let llb = llb::Caps::new(solver.values().map(|cap| (cap.id.clone(), cap.enabled)));
        let frontend = frontend.into_iter().map(by_id).into_map();
        Self { frontend, solver, llb, product: product.into() }
    }

    /// What the solver accepts.
    pub fn llb(&self) -> &llb::Caps {
        &self.llb
    }

    /// Does the gateway have a capability?
    pub fn supports(&self, id: &str) -> bool {
        self.frontend.get(id).is_some_and(|cap| cap.enabled)
    }

    /// An error if the gateway does not have a capability.
    pub fn require(&self, id: &str) -> Result<(), Failure> {
        let name = NAMES.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| name);
        self.check(id, name, self.frontend.get(id))
    }

    /// An error if the solver does not accept something.
    pub fn require_llb(&self, id: &str) -> Result<(), Failure> {
        if self.llb.supports(id) { Ok(()) } else { self.check(id, "", self.solver.get(id)) }
    }

    fn check(&self, id: &str, name: &str, cap: Option<&Cap>) -> Result<(), Failure> {
        let status = if id == FILE_BASE { "prerelease" } else { "experimental" };
        let name = if name.is_empty() { String::new() } else { format!("({name})") };
        let what = format!("requested {status} feature {id} {name}");
        Err(Failure::new(match cap {
            Some(cap) if cap.enabled => return Ok(()),
            Some(Cap { reason, .. }) if reason.is_empty() => {
                format!("{what} has been disabled on the build server")
            }
            Some(Cap { reason, .. }) => {
                format!("{what} has been disabled on the build server: {reason}")
            }
            None => {
                let (hint, product) = (self.hint(id), &self.product);
                format!("{what} is not supported by build server{hint}, please update {product}")
            }
        }))
    }

    /// Since when a product has a capability. Upstream says so of a single one.
    fn hint(&self, id: &str) -> &'static str {
        match (id, self.product.as_str()) {
            (FILE_BASE, "buildkit") => " (added in BuildKit v0.5.0)",
            (FILE_BASE, "docker") => " (added in Docker v19.03)",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docker() -> Caps {
        let merge = Cap {
            id: "mergeop".to_owned(),
            enabled: false,
            reason: "only enabled with containerd image store backend".to_owned(),
        };
        let diff = Cap { reason: String::new(), id: "diffop".to_owned(), ..merge };
        Caps::new([Cap::enabled("readfile")], [merge, diff, Cap::enabled("constraints")], "docker")
    }

    fn text(result: Result<(), Failure>) -> String {
        result.unwrap_err().text().to_owned()
    }

    #[test]
    fn what_is_listed_and_enabled_may_be_used() {
        assert!(docker().supports("readfile"));
        assert!(docker().require("readfile").is_ok());
        assert!(docker().require_llb("constraints").is_ok());
        assert!(docker().llb().supports("constraints"));
    }

    #[test]
    fn the_daemon_says_why_something_is_disabled() {
        assert!(!docker().llb().supports("mergeop"));
        assert_eq!(
            text(docker().require_llb("mergeop")),
            "requested experimental feature mergeop  has been disabled on the build server: only \
             enabled with containerd image store backend"
        );
        assert_eq!(
            text(docker().require_llb("diffop")),
            "requested experimental feature diffop  has been disabled on the build server"
        );
    }

    #[test]
    fn the_user_learns_whom_to_update() {
        assert_eq!(
            text(docker().require("readdir")),
            "requested experimental feature readdir (read static directory) is not supported by \
             build server, please update docker"
        );
        assert_eq!(
            text(docker().require_llb("file.base")),
            "requested prerelease feature file.base  is not supported by build server (added in \
             Docker v19.03), please update docker"
        );
    }
}

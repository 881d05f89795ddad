//! The native build spec: builds as data, in JSON or in CUE.
//!
//! A document names *targets*; a target is a *source* and *steps*. The types of `document/` are the
//! schema: from them come the strict reading of a document, its JSON Schema, the `#Spec` of CUE and
//! the reference manual. A document has no expressions; CUE is for those who want them.
//!
//! ```
//! use std::rc::Rc;
//!
//! use bowsprit::llb::SourceInfo;
//! use bowsprit::spec;
//!
//! let text = br#"{"version": 1, "targets": {"app": {"form": {"image": "alpine"}}}}"#;
//! let file = SourceInfo { data: text.as_slice().into(), ..SourceInfo::default() };
//! let error = spec::from_json(&Rc::new(file)).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "targets.app: there is no field \"form\" (did you mean \"from\"?)"
//! );
//! ```

mod cue;
mod describe;
pub mod document;
mod error;
mod json;
mod list;
mod lower;
mod node;
mod schema;
#[cfg(test)]
mod tests;

pub use cue::arguments;
pub use cue::load_error;
pub use cue::read as from_cue;
pub use describe::cue_schema;
pub use describe::json_schema;
pub use describe::reference;
pub use document::Spec;
pub use document::Target;
pub use error::SpecError;
pub use json::read as from_json;
pub use list::Listed;
pub use lower::Plan;
pub use lower::plan;

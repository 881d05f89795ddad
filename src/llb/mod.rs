//! The LLB graph and its bytes.
//!
//! [`Graph`] is what a build is written into; [`Graph::marshal`] turns the part of it that a result
//! needs into a [`Definition`], byte for byte what BuildKit's own client library would have made of
//! the same operations. A graph that can be built can be marshalled.
//!
//! ```
//! use std::rc::Rc;
//!
//! use bowsprit::image::Platform;
//! use bowsprit::llb::{Constraints, Exec, Graph, Mount, Source};
//!
//! let mut graph = Graph::new(Rc::new(Platform::parse("linux/amd64").unwrap()));
//! let base = graph.source(
//!     Source::image("docker.io/library/alpine:latest"),
//!     Constraints::named("the base"),
//! );
//! let exec = Exec {
//!     args: vec!["true".to_owned()],
//!     cwd: "/".to_owned(),
//!     mounts: vec![Mount::bind("/", Some(base))],
//!     ..Exec::default()
//! };
//! let root = graph.exec(&exec, Constraints::default()).root();
//! assert_eq!(graph.marshal(root).def.len(), 3);
//! ```
//!
//! Upstream: `client/llb`, `solver/pb`.

mod caps;
mod definition;
mod digest;
mod env;
mod graph;
mod import;
mod json;
mod marshal;
mod metadata;
mod op;
mod protojson;
mod schema;
mod sourcemap;
#[cfg(test)]
mod tests;
mod wire;

pub use caps::Caps;
pub use definition::Definition;
pub use definition::SourceMap;
pub use digest::Digest;
pub use env::Env;
pub use graph::Constraints;
pub use graph::ExecOutputs;
pub use graph::Graph;
pub use graph::Output;
pub use import::ImportError;
pub use metadata::LinuxResources;
pub use metadata::OpMetadata;
pub use metadata::ProgressGroup;
pub use op::Action;
pub use op::CacheSharing;
pub use op::CdiDevice;
pub use op::ContentCache;
pub use op::Copy;
pub use op::Credential;
pub use op::Differ;
pub use op::Exec;
pub use op::File;
pub use op::HostIp;
pub use op::MkDir;
pub use op::MkFile;
pub use op::Mode;
pub use op::Mount;
pub use op::MountKind;
pub use op::NetworkMode;
pub use op::Owner;
pub use op::ProxyEnv;
pub use op::ResolveMode;
pub use op::Rm;
pub use op::SecretEnv;
pub use op::SecurityMode;
pub use op::Source;
pub use op::Symlink;
pub use op::Ulimit;
pub use op::User;
pub use protojson::ProtoJson;
pub use protojson::ProtoJsonError;
pub use sourcemap::Location;
pub use sourcemap::Position;
pub use sourcemap::Range;
pub use sourcemap::SourceIndex;
pub use sourcemap::SourceInfo;

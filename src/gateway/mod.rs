//! The daemon as we see it.
//!
//! A frontend is a process that the daemon starts, and the client of a conversation over its
//! standard streams: it asks ([`Bridge`]), and in the end it returns an [`Outcome`]. [`serve()`] is
//! the frame of that conversation; [`GrpcBridge`] has it for real, [`MemoryBridge`] from tables.
//!
//! No protobuf type leaves this room.
//!
//! Upstream: `frontend/gateway`, `util/grpcerrors`.

mod bridge;
mod call;
mod caps;
mod code;
mod detail;
mod failure;
mod file;
mod grpc;
mod http2;
mod memory;
mod request;
mod resolve;
mod result;
mod serve;
mod stdio;
#[cfg(test)]
mod tests;
mod wire;
mod wire_result;

pub use bridge::Bridge;
pub use caps::Cap;
pub use caps::Caps;
pub use caps::FILE_BASE;
pub use caps::FRONTEND_INPUTS;
pub use code::Code;
pub use detail::Detail;
pub use failure::Failure;
pub use file::FileRange;
pub use file::Stat;
pub use grpc::GrpcBridge;
pub use grpc::Setting;
pub use http2::Lost;
pub use memory::MemoryBridge;
pub use memory::Request;
pub use request::CacheImport;
pub use request::SolveRequest;
pub use request::Warning;
pub use request::Work;
pub use resolve::GitMeta;
pub use resolve::HttpMeta;
pub use resolve::ImageMeta;
pub use resolve::ImageQuery;
pub use resolve::OciStore;
pub use resolve::ResolvedImage;
pub use resolve::SourceMeta;
pub use resolve::SourceQuery;
pub use result::Attestation;
pub use result::AttestationKind;
pub use result::Outcome;
pub use result::Reference;
pub use result::Refs;
pub use result::ResultSet;
pub use result::Subject;
pub use result::SubjectKind;
pub use serve::Returned;
pub use serve::ServeError;
pub use serve::serve;
pub use stdio::Stdio;

//! The generated protobuf types of `proto/`.
//!
//! Only `llb` and `gateway` may use them.
#![expect(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::empty_structs_with_brackets,
    reason = "generated code"
)]

tonic::include_proto!("mod");
